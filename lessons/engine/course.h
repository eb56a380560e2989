// The course that is built into the native programs, and the visible strings built into all.
// Generated at build time from lessons/course/en/ (see lessons/CMakeLists.txt).
#pragma once

#include <span>
#include <string_view>

namespace lessons {

struct CourseFile {
    std::string_view name;  ///< "10-walk.md": the file's own name; its number orders the course
    std::string_view text;
};

/// The lessons, in course order.
std::span<const CourseFile> course_files();
/// The pages around them: "glossary.md" and its like.
std::span<const CourseFile> book_files();

/// What is translated, by folder: "de/strings.txt", "de/01-hotel.md".
std::span<const CourseFile> translated_files();

/// lessons/course/en/strings.txt: "id = text" lines.
std::string_view default_strings();

}  // namespace lessons
