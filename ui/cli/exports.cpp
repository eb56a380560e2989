// Readers' progress files; tables are export_tables.cpp's.
#include "ui/cli/exports.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "lessons/engine/player.h"
#include "lessons/engine/strings.h"

namespace cli {
namespace {

using lessons::tr;

// "walk:saved" -> "walk"; empty for another key.
std::string lesson_of(const std::string& key) {
    const std::size_t colon = key.find(':');
    return colon != std::string::npos && key.substr(colon) == ":saved" ? key.substr(0, colon) : std::string();
}

void add_lesson(const std::string& id, const std::string& saved, const std::vector<LessonFile>& course, lessons::Respondent& person, Export& result) {
    const lessons::Lesson* lesson = find_lesson(course, id);
    if (!lesson) return result.notes.push_back(tr("cli.stats-no-lesson", {person.name, id}));
    if (lesson->is_beside()) return;  // practice and review ask something else each time
    lessons::PlayerOptions options;
    options.find_lesson = [&](std::string_view other) { return find_lesson(course, other); };
    lessons::Player player(*lesson, options);
    if (const auto status = player.restore(saved); !status) return result.notes.push_back(person.name + ": " + id + ": " + base::to_text(status.error()));
    for (const lessons::Given& given : player.given()) person.answers.push_back({id + "/" + given.question, given.right ? 1.0 : 0.0, given.trap});
}

}  // namespace

base::Result<Export> read_progress(const std::string& file, const std::string& text, const std::vector<LessonFile>& course) {
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object() || json.value("pagewalk", nlohmann::json()) != "progress" || !json.contains("entries") || !json["entries"].is_object())
        return base::Error{tr("cli.stats-no-progress"), tr("cli.stats-progress-hint")};
    const auto version = json.value("version", nlohmann::json());
    if (!version.is_number_integer() || version > 1) return base::Error{tr("cli.stats-newer", {version.dump()})};
    Export result{"progress", {{std::filesystem::path(file).filename().string(), {}}}, {}};
    for (const auto& [key, value] : json["entries"].items())
        if (const std::string id = lesson_of(key); !id.empty() && value.is_string()) add_lesson(id, value.get<std::string>(), course, result.people[0], result);
    if (result.people[0].answers.empty()) result.people.clear();
    return result;
}

base::Result<Export> read_export(const std::string& file, const std::string& text, const std::vector<LessonFile>& course) {
    const std::size_t start = text.find_first_not_of(" \t\r\n");
    if (start != std::string::npos && text[start] == '{') return read_progress(file, text, course);
    return read_table(text);
}

}  // namespace cli
