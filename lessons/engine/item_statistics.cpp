#include "lessons/engine/item_statistics.h"

#include <cmath>
#include <map>

namespace lessons {
namespace {

// What is gathered of one item: each person's score beside the mean of the others.
struct Gathered {
    ItemStatistics result;
    double sum = 0;
    std::vector<std::pair<double, double>> with_rest;
    std::map<std::string, unsigned> traps;
};

std::optional<double> correlation(const std::vector<std::pair<double, double>>& pairs) {
    if (pairs.size() < 3) return std::nullopt;
    double mean_x = 0, mean_y = 0;
    for (const auto& [x, y] : pairs) mean_x += x, mean_y += y;
    mean_x /= static_cast<double>(pairs.size()), mean_y /= static_cast<double>(pairs.size());
    double xx = 0, yy = 0, xy = 0;
    for (const auto& [x, y] : pairs) xx += (x - mean_x) * (x - mean_x), yy += (y - mean_y) * (y - mean_y), xy += (x - mean_x) * (y - mean_y);
    constexpr double alike = 1e-12;  // rounding leaves this much where all are the same
    if (xx < alike || yy < alike) return std::nullopt;
    return xy / std::sqrt(xx * yy);
}

}  // namespace

std::vector<ItemStatistics> item_statistics(const std::vector<Respondent>& respondents) {
    std::vector<Gathered> items;
    std::map<std::string, std::size_t> places;
    for (const Respondent& person : respondents) {
        double total = 0;
        for (const ItemAnswer& answer : person.answers) total += answer.score;
        for (const ItemAnswer& answer : person.answers) {
            const auto [place, fresh] = places.emplace(answer.item, items.size());
            if (fresh) items.push_back({{answer.item, 0, 0, {}, {}, 0}, 0, {}, {}});
            Gathered& item = items[place->second];
            ++item.result.answers;
            item.sum += answer.score;
            if (person.answers.size() > 1) item.with_rest.emplace_back(answer.score, (total - answer.score) / static_cast<double>(person.answers.size() - 1));
            if (!answer.trap.empty()) ++item.traps[answer.trap];
        }
    }
    std::vector<ItemStatistics> results;
    for (Gathered& item : items) {
        item.result.difficulty = item.sum / item.result.answers;
        item.result.discrimination = correlation(item.with_rest);
        for (const auto& [trap, count] : item.traps)
            if (count > item.result.trap_answers) item.result.trap = trap, item.result.trap_answers = count;
        results.push_back(std::move(item.result));
    }
    return results;
}

}  // namespace lessons
