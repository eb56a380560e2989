// Files in and out, and the course.
#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "lessons/engine/course.h"
#include "lessons/engine/strings.h"
#include "ui/cli/cli.h"

namespace cli {

namespace fs = std::filesystem;

base::Result<std::string> read_text(const std::string& path) {
    if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
    std::error_code error;
    if (fs::is_directory(path, error)) return base::Error{lessons::tr("cli.is-folder", {path})};
    std::ifstream file(path, std::ios::binary);
    if (!file) return base::Error{lessons::tr("cli.no-file", {path})};
    return std::string(std::istreambuf_iterator<char>(file), {});
}

base::Status write_text(const std::string& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file) return base::Error{lessons::tr("cli.cannot-write", {path})};
    return base::Done{};
}

std::string plain_hex(std::uint64_t value) {
    char text[24];
    std::snprintf(text, sizeof text, "0x%" PRIx64, value);
    return text;
}

void complain(const base::Error& error, const std::string& file) { std::cerr << base::to_text(error, file) << "\n"; }

namespace {

base::Status add_lesson(std::vector<LessonFile>& course, const std::string& name, std::string_view text) {
    auto lesson = lessons::parse_lesson(text, name);
    if (!lesson) return base::Error{base::to_text(lesson.error(), name)};
    course.push_back({name, std::move(*lesson)});
    return base::Done{};
}

// What is built in, or the folder's files whose names begin with a digit (the others, for the book).
base::Result<std::vector<LessonFile>> load(const std::string& folder, bool book) {
    std::vector<LessonFile> course;
    if (folder.empty()) {
        for (const lessons::CourseFile& file : book ? lessons::book_files() : lessons::course_files())
            if (auto status = add_lesson(course, std::string(file.name), file.text); !status) return status.error();
        return course;
    }
    std::error_code error;
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        const std::string name = entry.path().filename().string();
        const bool numbered = name[0] >= '0' && name[0] <= '9';
        if (entry.path().extension() == ".md" && numbered != book) paths.push_back(entry.path());
    }
    if (error) return base::Error{lessons::tr("cli.no-folder", {folder})};
    std::sort(paths.begin(), paths.end());
    for (const fs::path& path : paths) {
        const auto text = read_text(path.string());
        if (!text) return text.error();
        if (auto status = add_lesson(course, path.filename().string(), *text); !status) return status.error();
    }
    return course;
}

}  // namespace

base::Result<std::vector<LessonFile>> load_course(const std::string& folder) { return load(folder, false); }

base::Result<std::vector<LessonFile>> load_book(const std::string& folder) { return load(folder, true); }

const lessons::Lesson* find_lesson(const std::vector<LessonFile>& course, std::string_view id) {
    for (const LessonFile& file : course)
        if (file.lesson.id == id) return &file.lesson;
    return nullptr;
}

// build/native/pagewalk stands two folders away from build/site; an installed one's prefix has it in share/pagewalk.
base::Result<std::string> find_site(const std::string& given) {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
    std::vector<fs::path> places{given};
    if (given.empty()) places = {program.parent_path() / "site", program.parent_path() / "share/pagewalk/site", "build/site", "site"};
    for (const fs::path& place : places)
        if (fs::exists(place / "lms.html", error)) return place.string();
    return base::Error{given.empty() ? lessons::tr("cli.no-site") : lessons::tr("cli.pack-no-site", {given}), lessons::tr("cli.no-site-hint")};
}

}  // namespace cli
