// The languages that the course is translated into.
#include <algorithm>
#include <filesystem>
#include <map>

#include "lessons/engine/course.h"
#include "lessons/engine/strings.h"
#include "ui/cli/cli.h"

namespace cli {
namespace {

namespace fs = std::filesystem;

struct File {
    std::string name, text;  ///< "de/01-hotel.md"
};

base::Result<std::vector<File>> files_of(const std::string& folder) {
    std::vector<File> files;
    if (folder.empty()) {
        for (const lessons::CourseFile& file : lessons::translated_files()) files.push_back({std::string(file.name), std::string(file.text)});
        return files;
    }
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
        const std::string code = entry.path().parent_path().filename().string(), name = entry.path().filename().string();
        if (code == "en" || !entry.is_regular_file() || (entry.path().extension() != ".md" && name != "strings.txt")) continue;
        auto text = read_text(entry.path().string());
        if (!text) return text.error();
        files.push_back({code + "/" + name, std::move(*text)});
    }
    if (error) return base::Error{lessons::tr("cli.no-folder", {folder})};
    std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.name < b.name; });
    return files;
}

}  // namespace

base::Result<std::vector<Language>> load_languages(const std::string& folder) {
    const auto files = files_of(folder);
    if (!files) return files.error();
    std::map<std::string, Language> found;
    for (const File& file : *files) {
        const std::string code = file.name.substr(0, file.name.find('/'));
        Language& language = found[code];
        language.code = code;
        if (file.name == code + "/strings.txt") {
            language.strings = file.text;
            continue;
        }
        auto lesson = lessons::parse_lesson(file.text, file.name);
        if (!lesson) return base::Error{base::to_text(lesson.error(), file.name)};
        language.lessons.push_back({file.name, std::move(*lesson), file.text});
    }
    std::vector<Language> languages;
    for (auto& [code, language] : found) languages.push_back(std::move(language));
    return languages;
}

std::vector<LessonFile> in_language(std::vector<LessonFile> course, const Language& language) {
    for (LessonFile& file : course)
        for (const LessonFile& translated : language.lessons)
            if (translated.lesson.id == file.lesson.id) file = translated;
    return course;
}

}  // namespace cli
