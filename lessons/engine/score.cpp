#include "lessons/engine/score.h"

#include <algorithm>

namespace lessons {

bool reaches_mastery(const Lesson& lesson, unsigned right, unsigned items) { return items > 0 && right * 100 >= lesson.mastery * items; }

Score best_score(const Lesson& lesson, const std::vector<Attempt>& attempts) {
    Score best;
    best.items = static_cast<unsigned>(lesson.score.size());
    const std::size_t counted = std::min<std::size_t>(attempts.size(), lesson.attempts);
    for (std::size_t i = 0; i < counted; ++i) {
        const auto right = std::count(attempts[i].begin(), attempts[i].end(), ItemResult::right);
        best.right = std::max(best.right, static_cast<unsigned>(right));
    }
    best.passed = reaches_mastery(lesson, best.right, best.items);
    return best;
}

bool is_finished(const Attempt& attempt) {
    return !attempt.empty() && std::find(attempt.begin(), attempt.end(), ItemResult::open) == attempt.end();
}

}  // namespace lessons
