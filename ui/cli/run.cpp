// `run` executes a file of commands; `check` checks lessons.
#include <filesystem>
#include <iostream>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/script/command.h"
#include "lessons/engine/checker.h"
#include "lessons/engine/course.h"
#include "lessons/engine/strings.h"
#include "lessons/engine/translation.h"
#include "ui/cli/cli.h"

namespace cli {
namespace {

std::string event_json(const sim::Machine& machine, const base::Event& event, std::uint64_t number) {
    base::JsonWriter json;
    json.begin_object().field_number("n", number).field("event", to_text(event.kind));
    json.field_number("start_ns", event.start_ns).field_number("duration_ns", event.duration_ns).field_number("core", event.core);
    json.key("process");
    if (event.process < machine.kernel.processes.size()) json.string(machine.kernel.processes[event.process].name);
    else json.null();
    json.field_number("level", event.level).field_number("detail", event.detail);
    json.field("va", plain_hex(event.va.value)).field("pa", plain_hex(event.pa.value));
    json.field("before", plain_hex(event.before)).field("after", plain_hex(event.after));
    return json.end_object().text();
}

// Keeps a command's events until it is known to succeed.
class Events final : public sim::Observer {
public:
    explicit Events(bool wanted) : wanted_(wanted) {}
    void on_event(const sim::Machine& machine, const base::Event& event) override {
        if (wanted_) lines_ += event_json(machine, event, count_) + "\n";
        ++count_;
    }
    /// Prints what came since the last call; what a failed command was said to do is dropped.
    void flush(bool succeeded) {
        if (succeeded) std::cout << lines_, kept_ = count_;
        else count_ = kept_;
        lines_.clear();
    }
    std::uint64_t count() const { return kept_; }

private:
    bool wanted_;
    std::string lines_;
    std::uint64_t count_ = 0, kept_ = 0;
};

void print_text(const std::string& text, bool json) {
    if (text.empty()) return;
    if (json) std::cout << base::JsonWriter().begin_object().field("text", text).end_object().text() << "\n";
    else std::cout << text << (text.back() == '\n' ? "" : "\n");
}

}  // namespace

int run(const RunOptions& options) {
    const auto text = read_text(options.file);
    if (!text) return complain(text.error()), exit_bad_input;
    sim::Machine machine = sim::default_machine();
    Events events(options.json);
    int number = 0;
    std::uint64_t commands = 0;
    for (const std::string& line : base::split(*text, '\n')) {
        ++number;
        auto result = script::execute(machine, line, events);
        events.flush(result.ok());
        if (!result) {
            result.error().line = number;
            complain(result.error(), options.file == "-" ? lessons::tr("cli.standard-input") : options.file);
            // An `expect` that does not hold is a failed check; all else is input that cannot be executed.
            return result.error().unmet ? exit_check_failed : exit_bad_input;
        }
        commands += result->changes;
        print_text(result->text, options.json);
    }
    const std::uint64_t time = machine.hw.cores[machine.core].clock_ns;
    if (!options.json) std::cout << lessons::tr("cli.run-summary", {std::to_string(commands), std::to_string(events.count()), base::duration(time)}) << "\n";
    return exit_ok;
}

namespace {

// Where the original of a file of a translation is: lessons/course/en/01-hotel.md of lessons/course/de/01-hotel.md.
// Empty where it is none.
std::string original_of(const std::string& file) {
    namespace fs = std::filesystem;
    const fs::path path = file, original = path.parent_path().parent_path() / "en" / path.filename();
    std::error_code error;
    return path.parent_path().filename() != "en" && fs::exists(original, error) ? original.string() : std::string();
}

// The strings of a language, against the original's.
bool strings_are_sound(const std::string& file, const std::string& text) {
    const std::string original = original_of(file);
    const auto ours = original.empty() ? base::Result<std::string>(std::string(lessons::default_strings())) : read_text(original);
    if (!ours) return complain(ours.error()), false;
    const auto faults = lessons::check_translation(*ours, text);
    for (const lessons::TranslationFault& fault : faults) complain(fault.error, fault.in_original ? (original.empty() ? "strings.txt" : original) : file);
    if (faults.empty()) std::cout << lessons::tr("cli.strings-ok", {file, std::to_string(lessons::parse_strings(text)->size())}) << "\n";
    return faults.empty();
}

// A translated lesson, against its original where that is beside it.
bool translation_is_sound(const std::string& file, const std::string& text) {
    const std::string original = original_of(file);
    if (original.empty()) return true;
    const auto ours = read_text(original);
    if (!ours) return complain(ours.error()), false;
    const auto errors = lessons::check_translated_lesson(*ours, text);
    for (const base::Error& error : errors) complain(error, file);
    return errors.empty();
}

}  // namespace

int check(const std::vector<std::string>& files) {
    std::vector<lessons::Lesson> course;
    bool unreadable = false, failed = false;
    for (const std::string& file : files) {
        const auto text = read_text(file);
        if (!text) {
            complain(text.error());
            unreadable = true;
            continue;
        }
        if (file.size() >= 11 && file.compare(file.size() - 11, 11, "strings.txt") == 0) {
            failed |= !strings_are_sound(file, *text);
            continue;
        }
        failed |= !translation_is_sound(file, *text);
        for (const base::Error& error : lessons::lesson_errors(*text)) complain(error, file), failed = true;
        if (auto lesson = lessons::parse_lesson(*text, file)) course.push_back(std::move(*lesson));
    }
    for (const lessons::Lesson& lesson : course) {
        const lessons::CheckReport report = lessons::check_lesson(lesson, course);
        for (const base::Error& error : report.errors) complain(error, lesson.file);
        if (original_of(lesson.file).empty())  // what is taught where is the original's affair
            for (const std::string& note : report.notes) std::cout << lesson.file << ": " << lessons::tr("cli.note", {note}) << "\n";
        failed |= !report.errors.empty();
        if (report.errors.empty())
            std::cout << lessons::tr("cli.check-ok", {lesson.file, std::to_string(report.steps), std::to_string(report.questions), std::to_string(report.tasks),
                                                      std::to_string(report.values)}) << "\n";
    }
    return unreadable ? exit_bad_input : failed ? exit_check_failed : exit_ok;
}

}  // namespace cli
