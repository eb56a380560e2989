// `code`: reads the completion codes that readers hand in.
#include <iostream>

#include "core/base/json.h"
#include "core/base/text.h"
#include "lessons/engine/completion_code.h"
#include "lessons/engine/course.h"
#include "lessons/engine/score.h"
#include "lessons/engine/strings.h"
#include "ui/cli/cli.h"

namespace cli {
namespace {

using lessons::CompletionCode;
using lessons::tr;

// What this program knows of the lesson: its title and mastery, and whether the code is of the same text.
struct Known {
    std::string title;
    bool passed = false, same_text = false;
};

Known known_of(const std::vector<LessonFile>& course, const CompletionCode& code) {
    Known known;
    for (const LessonFile& file : course) {
        if (file.lesson.id != code.lesson) continue;
        known.title = file.lesson.title;
        known.passed = lessons::reaches_mastery(file.lesson, code.right, code.items);
        for (const lessons::CourseFile& source : lessons::course_files())
            if (source.name == file.file) known.same_text = lessons::checksum_of(source.text) == code.version;
    }
    return known;
}

void print(const CompletionCode& code, const Known& known, bool json_wanted) {
    const std::string seed = std::to_string(code.seed), right = std::to_string(code.right), items = std::to_string(code.items), attempts = std::to_string(code.attempts);
    if (!json_wanted) {
        std::cout << tr("cli.code-of", {known.title.empty() ? code.lesson : known.title, right, items, attempts, code.day, seed}) << "\n";
        std::cout << tr(known.title.empty() ? "cli.code-unknown" : known.passed ? "cli.code-passed" : "cli.code-not-passed") << "\n";
        if (!known.title.empty() && !known.same_text) std::cout << tr("cli.code-other-text") << "\n";
        std::cout << tr("cli.code-proves") << "\n";
        return;
    }
    base::JsonWriter json;
    json.begin_object().field("lesson", code.lesson).field("title", known.title).field_number("right", code.right).field_number("items", code.items).field_number("attempts", code.attempts);
    json.field("day", code.day).field("seed", seed).field("version", code.version).field("same_text", known.same_text).field("passed", known.passed);
    std::cout << json.end_object().text() << "\n";
}

}  // namespace

int code(const CodeOptions& options) {
    std::vector<std::string> codes = options.codes;
    if (codes.size() == 1 && codes[0] == "-") {
        const auto text = read_text("-");
        if (!text) return complain(text.error()), exit_bad_input;
        codes = base::split(*text, '\n');
    }
    const auto course = load_course();
    if (!course) return complain(course.error()), exit_bad_input;
    int result = exit_ok, line = 0;
    for (const std::string& text : codes) {
        ++line;
        if (base::trimmed(text).empty()) continue;
        auto read = lessons::read_completion_code(text);
        if (!read) {
            if (codes.size() > 1) read.error().line = line;
            complain(read.error());
            result = exit_check_failed;
            continue;
        }
        print(*read, known_of(*course, *read), options.json);
    }
    return result;
}

}  // namespace cli
