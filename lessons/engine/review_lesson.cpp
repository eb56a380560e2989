#include "lessons/engine/review_lesson.h"

#include <algorithm>

#include "lessons/engine/questions.h"
#include "lessons/engine/strings.h"

namespace lessons {

using Kind = LessonBlock::Kind;

namespace {

LessonBlock words(std::string text) {
    LessonBlock block;
    block.inlines.push_back({Inline::Kind::text, std::move(text), {}});
    return block;
}

// "in 7 days"; tomorrow has a word of its own.
std::string in_days(unsigned days) { return days == 1 ? tr("review.tomorrow") : tr("review.in-days", {std::to_string(days)}); }

std::string answered_before(bool missed, unsigned days) {
    if (days == 1) return tr(missed ? "review.missed-yesterday" : "review.known-yesterday");
    return tr(missed ? "review.missed" : "review.known", {std::to_string(days)});
}

// The panels that stand beside the question in its lesson, as they are when it is reached.
bool find_panels(const Lesson& of, BlockPlace place, LessonBlock& panels) {
    bool found = false;
    int questions = 0;  // behind the panels' own place
    for (std::size_t s = 0; s <= place.step; ++s)
        for (std::size_t b = 0; b < (s == place.step ? place.block : of.steps[s].blocks.size()); ++b) {
            const LessonBlock& block = of.steps[s].blocks[b];
            if (block.kind == Kind::show) panels = block, found = true, questions = 0;
            if (block.kind == Kind::question && s == place.step) ++questions;
        }
    for (ShowItem& item : panels.show)
        if (item.reads >= 0) item.reads += questions;
    return found;
}

// What the reader has just read when the question comes: the paragraph before it, or a list and what leads to it.
// What opens a lesson or its final check is about the whole of it.
void add_context(const Step& from, std::size_t question, Step& to) {
    std::size_t begin = question;
    bool enough = false;
    while (begin > 0 && !enough) {
        const LessonBlock& before = from.blocks[begin - 1];
        if (before.kind == Kind::question || before.kind == Kind::check || before.opening) break;
        enough = before.kind == Kind::paragraph;
        --begin;
    }
    if (from.final_check && begin == 0) return;
    for (std::size_t i = begin; i < question; ++i)
        if (from.blocks[i].kind <= Kind::quote) to.blocks.push_back(from.blocks[i]);
}

}  // namespace

Review::Review(ReviewDeck deck, unsigned today, bool kept) : deck_(std::move(deck)), today_(today), kept_(kept) {
    for (const std::size_t at : due_items(deck_, today_))
        if (queue_.size() < left_of_go(deck_, today_)) queue_.push_back(deck_.items[at].name);
}

std::vector<std::string> Review::needed() const {
    std::vector<std::string> ids;
    for (const std::string& name : queue_) {
        const std::string id = name.substr(0, name.find('/'));
        if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    }
    return ids;
}

std::uint64_t Review::seed(std::uint64_t learner) const { return lesson_seed("review", learner, "day " + std::to_string(today_)); }

bool Review::add_question(const ReviewItem& item, const Lesson& of) {
    BlockPlace place;
    if (!find_question(of, item.question(), place)) return false;
    const Step& from = of.steps[place.step];
    Step step;
    step.title = of.title;
    const unsigned days = today_ - std::min(today_, item.due - std::min(item.due, review_days[item.box]));
    step.blocks.push_back(words(answered_before(item.missed, days) + " "));
    step.blocks.back().inlines.push_back({Inline::Kind::link, tr("review.read-again"), of.id + ".html?step=" + std::to_string(place.step + 1)});
    LessonBlock panels;
    if (find_panels(of, place, panels)) step.blocks.push_back(std::move(panels));
    add_context(from, place.block, step);
    LessonBlock asked;
    asked.kind = Kind::question;
    asked.question.kind = Question::Kind::recall;
    asked.question.id = item.name;
    asked.question.recall_lesson = of.id;
    asked.question.recall_id = item.question();
    step.blocks.push_back(std::move(asked));
    lesson_.steps.push_back(std::move(step));
    asked_.push_back({item.name, of.title});
    return true;
}

void Review::begin(const Lesson& frame, const std::function<const Lesson*(std::string_view)>& find_lesson) {
    lesson_ = frame;
    lesson_.steps.resize(1);
    asked_.clear();
    for (const std::string& name : queue_) {
        const auto item = std::find_if(deck_.items.begin(), deck_.items.end(), [&](const ReviewItem& i) { return i.name == name; });
        if (item == deck_.items.end()) continue;
        const Lesson* of = find_lesson(item->lesson());
        if (of && !add_question(*item, *of)) deck_.items.erase(item);
    }
    // Where the deck stands, in what tell() writes: words and a table in front, words and a list at the end.
    lesson_.steps.front().blocks.push_back(words({}));
    LessonBlock table;
    table.kind = Kind::table;
    table.columns = 2;
    if (!deck_.items.empty()) lesson_.steps.front().blocks.push_back(std::move(table));
    if (!asked_.empty()) {
        Step end;
        end.title = tr("review.end");
        LessonBlock list, carry;
        list.kind = Kind::bullet_list;
        carry.kind = Kind::run;
        carry.carry = true;  // the last question's machine stays in the picture
        end.blocks = {words({}), std::move(list), words({}), std::move(carry)};
        lesson_.steps.push_back(std::move(end));
    }
    tell();
}

void Review::note(std::string_view saved) {
    for (const SavedAnswer& answer : saved_answers(saved))
        for (Asked& asked : asked_) {
            if (asked.name != answer.name || asked.answered) continue;
            asked.answered = true;
            asked.right = answer.right;
            for (std::size_t i = 0; i < deck_.items.size(); ++i)
                if (deck_.items[i].name == asked.name) grade(deck_, i, answer.right, today_);
        }
    tell();
}

// "Nothing is due today. The next 3 come tomorrow."
std::string Review::waiting() const {
    if (deck_.items.empty()) return tr(kept_ ? "review.empty" : "review.not-kept");
    unsigned next = deck_.items[0].due, count = 0;
    for (const ReviewItem& item : deck_.items) next = std::min(next, item.due);
    for (const ReviewItem& item : deck_.items) count += item.due == next;
    return tr("review.nothing-due", {in_days(next - std::min(next, today_)), std::to_string(count)});
}

void Review::tell() {
    const auto due = due_items(deck_, today_);
    unsigned missed = 0, boxes[review_boxes] = {};
    for (const std::size_t at : due) missed += deck_.items[at].missed;
    for (const ReviewItem& item : deck_.items) ++boxes[item.box];
    std::vector<LessonBlock>& front = lesson_.steps.front().blocks;
    LessonBlock& status = front[front.size() - (deck_.items.empty() ? 1 : 2)];
    status = due.empty() ? words(waiting()) : words(tr("review.due", {std::to_string(due.size()), std::to_string(missed)}));
    if (!deck_.items.empty()) {
        const auto cell = [](std::string text) { return Inlines{{Inline::Kind::text, std::move(text), {}}}; };
        front.back().items = {cell(tr("review.wait")), cell(tr("review.questions"))};
        for (unsigned box = 0; box < review_boxes; ++box) {
            front.back().items.push_back(cell(tr(box == 0 ? "review.one-day" : "review.days", {std::to_string(review_days[box])})));
            front.back().items.push_back(cell(std::to_string(boxes[box])));
        }
    }
    lesson_.another_go = !due.empty() && left_of_go(deck_, today_) == 0;
    if (asked_.empty()) return;
    std::vector<LessonBlock>& end = lesson_.steps.back().blocks;
    unsigned answered = 0, right = 0;
    end[1].items.clear();
    for (const Asked& asked : asked_) {
        answered += asked.answered, right += asked.right;
        unsigned days = 0;
        for (const ReviewItem& item : deck_.items)
            if (item.name == asked.name) days = item.due - std::min(item.due, today_);
        end[1].items.push_back(words(tr(!asked.answered ? "review.open" : asked.right ? "review.right" : "review.wrong", {asked.title, in_days(days)})).inlines);
    }
    end[0] = words(tr("review.result", {std::to_string(right), std::to_string(answered)}));
    end[2] = due.empty() ? words(waiting()) : words(tr("review.more", {std::to_string(due.size())}));
}

}  // namespace lessons
