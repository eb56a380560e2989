#include "lessons/engine/check_text.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "core/base/text.h"
#include "lessons/engine/player.h"
#include "lessons/engine/strings.h"

namespace lessons {

void for_each_inlines(const Step& step, const std::function<void(const Inlines&)>& visit) {
    for (const LessonBlock& block : step.blocks) {
        visit(block.inlines);
        for (const Inlines& item : block.items) visit(item);
        for (const Condition& condition : block.conditions) visit(condition.hint);
        visit(block.claim.text);
        visit(block.claim.verdict);
        visit(block.claim.computed);
        visit(block.claim.origin);
        const Question& q = block.question;
        visit(q.ask);
        for (const Option& option : q.options) visit(option.text), visit(option.reply);
        for (const WhyAnswer& answer : q.answers) visit(answer.text), visit(answer.reply);
        for (const Trap& trap : q.traps) visit(trap.reply);
        for (const Inlines& hint : q.hints) visit(hint);
        visit(q.why);
    }
}

void for_each_inlines(const Lesson& lesson, const std::function<void(const Inlines&)>& visit) {
    for (const Step& step : lesson.steps) for_each_inlines(step, visit);
}

namespace {

bool is_letter(char c) { return std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80; }

}  // namespace

bool contains_word(std::string_view text, std::string_view term) {
    const auto same = [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b)) || (a == ' ' && b == '-');
    };
    for (auto at = text.begin();; ++at) {
        at = std::search(at, text.end(), term.begin(), term.end(), same);
        if (at == text.end()) return false;
        const auto end = at + static_cast<std::ptrdiff_t>(term.size());
        if ((at == text.begin() || !is_letter(at[-1])) && (end == text.end() || !is_letter(*end) || *end == 's')) return true;
    }
}

const Lesson* find_lesson(std::span<const Lesson> course, std::string_view id) {
    for (const Lesson& lesson : course)
        if (lesson.id == id) return &lesson;
    return nullptr;
}

namespace {

// The lessons a reader of this one has had: those before it in the course (all, for a page around them), and what it needs.
std::set<std::string> known_lessons(const Lesson& lesson, std::span<const Lesson> course) {
    std::set<std::string> known{lesson.id};
    if (lesson.book || find_lesson(course, lesson.id))
        for (const Lesson& earlier : course) {
            if (earlier.id == lesson.id && !lesson.book) break;
            known.insert(earlier.id);
        }
    std::vector<std::string> open = lesson.needs;
    while (!open.empty()) {
        const std::string id = open.back();
        open.pop_back();
        const Lesson* needed = find_lesson(course, id);
        if (known.insert(id).second && needed) open.insert(open.end(), needed->needs.begin(), needed->needs.end());
    }
    return known;
}

bool is_prose(Inline::Kind kind) { return kind == Inline::Kind::text || kind == Inline::Kind::strong || kind == Inline::Kind::emphasis; }

// Line of the first use of the term in prose; 0 when it is never used.
int first_use(const Lesson& lesson, const std::string& term) {
    int line = 0;
    for_each_inlines(lesson, [&](const Inlines& inlines) {
        for (const Inline& part : inlines)
            if (line == 0 && (is_prose(part.kind) || part.kind == Inline::Kind::part || part.kind == Inline::Kind::term) && contains_word(part.text, term)) line = part.line;
    });
    return line;
}

}  // namespace

void check_terms(const Lesson& lesson, std::span<const Lesson> course, CheckReport& report) {
    const std::set<std::string> known = known_lessons(lesson, course);
    for (const std::string& id : lesson.needs)
        if (!find_lesson(course, id)) report.notes.push_back(tr("author.lesson-one-needs-not-in", {id}));
    std::map<std::string, std::string> taught, later;  // term -> lesson
    for (const std::string& term : lesson.terms) taught[term] = lesson.id;
    for (const Lesson& other : course)
        for (const std::string& term : other.terms) (known.count(other.id) ? taught : later).emplace(term, other.id);
    std::vector<std::string> names;
    for (const auto& entry : taught) names.push_back(entry.first);
    for_each_inlines(lesson, [&](const Inlines& inlines) {
        for (const Inline& part : inlines) {
            if (part.kind != Inline::Kind::term || taught.count(part.target)) continue;
            const auto found = later.find(part.target);
            report.errors.push_back({tr("author.term-used-before-taught", {part.target}),
                                     found != later.end() ? tr("author.lesson-teaches", {found->second}) : base::did_you_mean(part.target, names), part.line, part.column});
        }
    });
    for (const auto& [term, teacher] : later)
        if (const int line = first_use(lesson, term); line > 0 && !taught.count(term))
            report.notes.push_back(tr("author.line-term-lesson-teaches-later", {std::to_string(line), term, teacher}));
    for (const std::string& term : lesson.terms)
        if (first_use(lesson, term) == 0) report.notes.push_back(tr("author.term-in-terms-line-but", {term}));
}

void check_return(const Lesson& lesson, std::span<const Lesson> course, CheckReport& report) {
    PlayerOptions options;
    options.predict_open = true;
    options.static_page = true;  // `next` does not stop at the items of the final check
    options.find_lesson = [&](std::string_view id) { return id == lesson.id ? &lesson : find_lesson(course, id); };
    Player player(lesson, options);
    std::vector<sim::Machine> left;  // each step's machine when it was left
    for (std::size_t i = 0; i < lesson.steps.size(); ++i) {
        if (i > 0) (void)player.act("goto " + std::to_string(i));
        for (const Block& block : player.view().blocks) {
            if (block.kind != Block::Kind::task) continue;
            const auto solved = player.act("solve " + block.task.id);
            if (!solved) report.errors.push_back({tr("author.tasks-solution-fails") + ": " + solved.error().message, solved.error().hint, lesson.steps[i].line, 1});
        }
        for (const Block& block : player.view().blocks)
            if (block.kind == Block::Kind::task && !block.task.done)
                report.errors.push_back({tr("author.show-me-does-not-solve"), tr("author.do-conditions-contradict-each-other"), lesson.steps[i].line, 1});
        left.push_back(player.timeline().latest());
    }
    for (std::size_t i = lesson.steps.size(); i-- > 0;) {
        (void)player.act("goto " + std::to_string(i));
        const auto start = canonical_machine(lesson, i, options.seed);
        const bool same = start && player.timeline().start() == *start && player.timeline().latest() == left[i];
        if (!same) report.errors.push_back({tr("author.coming-back-to-step-gives"), "", lesson.steps[i].line, 1});
    }
}

}  // namespace lessons
