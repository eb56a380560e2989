// A go of review as a lesson that the player can play: the lesson file with the `review` key is its beginning,
// then a step for each question that is due, asked on its own lesson's machine with fresh numbers, then what
// came of it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lessons/engine/lesson.h"
#include "lessons/engine/review.h"

namespace lessons {

class Review {
public:
    /// `kept`: what is answered outlives the visit.
    Review(ReviewDeck deck, unsigned today, bool kept);

    /// Ids of the lessons whose questions this go asks, each once.
    std::vector<std::string> needed() const;
    /// Makes lesson(). A lesson that `find_lesson` does not have is left for another day; a question that its
    /// lesson has lost leaves the deck.
    void begin(const Lesson& frame, const std::function<const Lesson*(std::string_view)>& find_lesson);
    const Lesson& lesson() const { return lesson_; }
    /// Tells one day's numbers from another's.
    std::uint64_t seed(std::uint64_t learner) const;

    /// Takes over what was answered, from what the player of lesson() saved. The lesson tells it.
    void note(std::string_view saved);
    const ReviewDeck& deck() const { return deck_; }

private:
    struct Asked {
        std::string name, title;
        bool answered = false, right = false;
    };
    bool add_question(const ReviewItem& item, const Lesson& of);
    std::string waiting() const;
    void tell();

    ReviewDeck deck_;
    unsigned today_;
    bool kept_;
    std::vector<std::string> queue_;
    std::vector<Asked> asked_;
    Lesson lesson_;
};

}  // namespace lessons
