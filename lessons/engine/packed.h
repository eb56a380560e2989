// A lesson as it is after parsing, written down: the page plays the first one so, and does without the code that reads
// Markdown until another lesson needs it (web/engine_parts.js).
//
//     "pagewalk-lesson 2\n", then every field of the Lesson: a number in decimal or a string, each ended by a byte of 1;
//     a list is its length and its items. Of an expression its source is kept; lines and columns, which only messages
//     to an author name, are not.
//
// It is read as the site made it: whoever writes one by hand can confuse the player, not more.
#pragma once

#include <string>
#include <string_view>

#include "lessons/engine/lesson.h"

namespace lessons {

/// REQUIRES: no string of the lesson holds a byte of 0 or 1.
std::string pack_lesson(const Lesson& lesson);
/// Whether the text is one, of any version.
inline bool is_packed(std::string_view text) { return text.starts_with("pagewalk-lesson "); }
/// What pack_lesson() wrote; `file` is only for messages. Errors: the text is of another version, damaged or cut short.
base::Result<Lesson> unpack_lesson(std::string_view text, std::string file);

}  // namespace lessons
