// The deck as text:
//
//     pwr1;day=20783,3;walk/w-time,0,20784,m;tlb/t-loop,2,20790,-
#include "lessons/engine/review.h"

#include <algorithm>
#include <optional>

#include "core/base/text.h"
#include "lessons/engine/strings.h"

namespace lessons {

namespace {

constexpr std::size_t max_deck_bytes = 160 * 1024;  // of review_limit items with the longest names
constexpr unsigned last_day = 10'000'000;           // a day number beyond that is none

std::optional<unsigned> small_number(std::string_view text, unsigned limit) {
    if (text.empty() || text.size() > 8) return std::nullopt;
    unsigned value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    return value < limit ? std::optional(value) : std::nullopt;
}

// "walk/w-time"
bool is_name(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == 0 || slash == std::string_view::npos || slash + 1 == text.size() || text.size() > 129) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (i != slash && c != '-' && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) return false;
    }
    return true;
}

ReviewItem* find(ReviewDeck& deck, std::string_view name) {
    for (ReviewItem& item : deck.items)
        if (item.name == name) return &item;
    return nullptr;
}

bool read_entry(const std::string& entry, ReviewDeck& deck) {
    const bool is_day = entry.substr(0, 4) == "day=";
    const auto fields = base::split(is_day ? entry.substr(4) : entry, ',');
    if (is_day) {
        const auto day = small_number(fields[0], last_day), asked = fields.size() == 2 ? small_number(fields[1], 100'000) : std::nullopt;
        if (!day || !asked) return false;
        deck.day = *day, deck.asked = *asked;
        return true;
    }
    if (fields.size() != 4 || !is_name(fields[0]) || find(deck, fields[0]) || deck.items.size() >= review_limit) return false;
    const auto box = small_number(fields[1], review_boxes), due = small_number(fields[2], last_day);
    if (!box || !due || (fields[3] != "m" && fields[3] != "-")) return false;
    deck.items.push_back({fields[0], *box, *due, fields[3] == "m"});
    return true;
}

void put(ReviewItem& item, unsigned box, bool missed, unsigned today) {
    item.box = std::min(box, review_boxes - 1);
    item.due = today + review_days[item.box];
    item.missed = missed;
}

// Room for one more: what was asked most often and waits longest goes.
void make_room(ReviewDeck& deck) {
    if (deck.items.size() < review_limit) return;
    const auto best = std::max_element(deck.items.begin(), deck.items.end(), [](const ReviewItem& a, const ReviewItem& b) {
        return a.box != b.box ? a.box < b.box : a.due < b.due;
    });
    deck.items.erase(best);
}

}  // namespace

std::string to_text(const ReviewDeck& deck) {
    std::string text = "pwr1;day=" + std::to_string(deck.day) + "," + std::to_string(deck.asked);
    for (const ReviewItem& item : deck.items)
        text += ";" + item.name + "," + std::to_string(item.box) + "," + std::to_string(item.due) + (item.missed ? ",m" : ",-");
    return text;
}

base::Result<ReviewDeck> parse_deck(std::string_view text) {
    ReviewDeck deck;
    if (text.empty()) return deck;
    if (text.size() > max_deck_bytes) return base::Error{tr("engine.error.save-long")};
    const auto entries = base::split(text, ';');
    if (entries[0] != "pwr1") return base::Error{tr("engine.error.save-version")};
    for (std::size_t i = 1; i < entries.size(); ++i)
        if (!read_entry(entries[i], deck)) return base::Error{tr("engine.error.save", {std::string_view(entries[i]).substr(0, 40)})};
    return deck;
}

bool take_answers(ReviewDeck& deck, std::string_view saved, unsigned today) {
    bool changed = false;
    for (ReviewItem& item : deck.items) {
        if (item.due <= today + review_days[review_boxes - 1]) continue;
        item.due = today + review_days[item.box];
        changed = true;
    }
    for (const SavedAnswer& answer : saved_answers(saved)) {
        if (!is_name(answer.name) || find(deck, answer.name)) continue;
        make_room(deck);
        deck.items.push_back({answer.name});
        put(deck.items.back(), answer.right ? 1 : 0, !answer.right, today);
        changed = true;
    }
    return changed;
}

void forget_answers(ReviewDeck& deck, std::string_view lesson) {
    std::erase_if(deck.items, [&](const ReviewItem& item) { return item.lesson() == lesson; });
}

std::vector<std::size_t> due_items(const ReviewDeck& deck, unsigned today) {
    std::vector<std::size_t> due;
    for (std::size_t i = 0; i < deck.items.size(); ++i)
        if (deck.items[i].due <= today) due.push_back(i);
    std::stable_sort(due.begin(), due.end(), [&](std::size_t a, std::size_t b) {
        const ReviewItem &left = deck.items[a], &right = deck.items[b];
        return left.missed != right.missed ? left.missed : left.due < right.due;
    });
    return due;
}

unsigned left_of_go(const ReviewDeck& deck, unsigned today) {
    return deck.day != today ? review_go : review_go - std::min(review_go, deck.asked);
}

void grade(ReviewDeck& deck, std::size_t at, bool right, unsigned today) {
    ReviewItem& item = deck.items[at];
    put(item, right ? item.box + 1 : 0, !right, today);
    if (deck.day != today) deck.day = today, deck.asked = 0;
    ++deck.asked;
}

}  // namespace lessons
