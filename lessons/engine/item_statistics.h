// Item statistics of classical test theory: how hard a question is, whether it tells those who know from those who do
// not, and which wrong answer draws most.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace lessons {

/// One person's answer to one question.
struct ItemAnswer {
    std::string item;
    double score = 0;   ///< from 0 (wrong or left out) to 1 (right)
    std::string trap;   ///< of a wrong answer: its misconception or its text; empty where there was none
};

struct Respondent {
    std::string name;
    std::vector<ItemAnswer> answers;  ///< each item once
};

struct ItemStatistics {
    std::string item;
    unsigned answers = 0;
    /// The mean score: 1 when everybody was right.
    double difficulty = 0;
    /// Point-biserial correlation of the item's score with the mean score of the same person's other answers (the item
    /// itself left out), -1 to 1. Nothing where it is not defined: fewer than three persons with other answers, or all alike.
    std::optional<double> discrimination;
    std::string trap;          ///< the most frequent; of several the first in the alphabet
    unsigned trap_answers = 0;
};

/// In the order in which the items first come.
std::vector<ItemStatistics> item_statistics(const std::vector<Respondent>& respondents);

}  // namespace lessons
