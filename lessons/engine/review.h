// The review deck: which questions come back, and on which day. The day is a number handed in (days since
// some day, one more each midnight); nothing here reads a clock.
//
//     in a lesson    wrong or skipped -> box 0        right -> box 1
//     asked again    wrong or skipped -> box 0        right -> one box on
//
//     box             0    1    2    3    4
//     waits           1    3    7   16   35 days
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace lessons {

constexpr unsigned review_days[] = {1, 3, 7, 16, 35};
constexpr unsigned review_boxes = 5;
constexpr unsigned review_go = 8;             ///< questions in one go: about five minutes
constexpr std::size_t review_limit = 1000;    ///< questions in a deck

struct ReviewItem {
    std::string name;     ///< "walk/w-time": lesson and question
    unsigned box = 0;
    unsigned due = 0;     ///< the day it may be asked again
    bool missed = false;  ///< the last answer was wrong, or there was none
    friend bool operator==(const ReviewItem&, const ReviewItem&) = default;

    std::string lesson() const { return name.substr(0, name.find('/')); }
    std::string question() const { return name.substr(name.find('/') + 1); }
};

/// Each question stands in it once, in the order in which they came.
struct ReviewDeck {
    std::vector<ReviewItem> items;
    unsigned day = 0;    ///< the last day of review
    unsigned asked = 0;  ///< of the present go on that day
    friend bool operator==(const ReviewDeck&, const ReviewDeck&) = default;
};

/// The deck as one line of ASCII text and back. No text is an empty deck; the error says what cannot be read.
std::string to_text(const ReviewDeck& deck);
base::Result<ReviewDeck> parse_deck(std::string_view text);

/// The first answers in what a player saved: "walk/w-time", right or not. A question that a lesson recalls is
/// the other lesson's. (save.cpp, which knows the format.)
struct SavedAnswer {
    std::string name;
    bool right = false;
};
std::vector<SavedAnswer> saved_answers(std::string_view saved);

/// Takes in the answers to questions that the deck does not have yet. A full deck lets go of what is known best.
/// Also brings days back that lie further ahead than any wait: somebody's clock was wrong. True when it changed.
bool take_answers(ReviewDeck& deck, std::string_view saved, unsigned today);
/// The questions of one lesson leave the deck.
void forget_answers(ReviewDeck& deck, std::string_view lesson);

/// What may be asked today, as positions in the deck: missed ones first, then those that wait longest.
std::vector<std::size_t> due_items(const ReviewDeck& deck, unsigned today);
/// How many questions the present go still has room for.
unsigned left_of_go(const ReviewDeck& deck, unsigned today);
/// The reader was asked again. REQUIRES: at < deck.items.size()
void grade(ReviewDeck& deck, std::size_t at, bool right, unsigned today);

}  // namespace lessons
