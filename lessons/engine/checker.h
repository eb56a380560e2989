// The lesson checker: proves that a lesson can be played and that its numbers are computed.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "lessons/engine/lesson.h"

namespace lessons {

struct CheckReport {
    std::vector<base::Error> errors;    ///< with line and column; empty: the lesson is sound
    std::vector<std::string> notes;     ///< what is allowed but worth a look
    unsigned steps = 0, questions = 0, values = 0, tasks = 0;
};

/// Checks one lesson; `course` holds the lessons it may build on (needs, recall, terms).
CheckReport check_lesson(const Lesson& lesson, std::span<const Lesson> course);

constexpr unsigned checked_seeds = 200;

}  // namespace lessons
