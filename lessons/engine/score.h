// The score of a lesson: one rule, used by every adapter. Predictions and tasks count for
// completion only; the score is the final check's first answers, best of the attempts.
#pragma once

#include <string>
#include <vector>

#include "lessons/engine/lesson.h"

namespace lessons {

/// How each item of the final check was answered at first, in the order of Lesson::score.
enum class ItemResult : char { open = '-', right = 'r', wrong = 'w', skipped = 's' };
using Attempt = std::vector<ItemResult>;

/// Points of the final check.
struct Score {
    unsigned right = 0;
    unsigned items = 0;
    bool passed = false;   ///< right/items reaches the lesson's mastery
    friend bool operator==(const Score&, const Score&) = default;
};

/// The best attempt; attempts beyond the lesson's limit do not count. Items left open count as
/// not right.
Score best_score(const Lesson& lesson, const std::vector<Attempt>& attempts);

/// So many right answers of the final check's items are the lesson's mastery. Nothing is, where there are no items.
bool reaches_mastery(const Lesson& lesson, unsigned right, unsigned items);

/// True when no item is open.
bool is_finished(const Attempt& attempt);

}  // namespace lessons
