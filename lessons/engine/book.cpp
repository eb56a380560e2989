#include "lessons/engine/book.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "core/base/text.h"
#include "core/hw/format.h"
#include "lessons/engine/check_text.h"
#include "lessons/engine/play.h"
#include "lessons/engine/strings.h"

namespace lessons {

std::string StepRef::address() const {
    return lesson->id + ".html?step=" + std::to_string(step + 1) + "&predict=open#step-" + std::to_string(step);
}

namespace {

// How a text speaks of a term: links it, stresses it, uses it.
enum class Mention : std::uint8_t { none, used, stressed, linked };

Mention mention_in(const Step& step, std::string_view term) {
    using Kind = Inline::Kind;
    Mention best = Mention::none;
    for_each_inlines(step, [&](const Inlines& inlines) {
        for (const Inline& part : inlines) {
            Mention found = Mention::none;
            if (part.kind == Kind::term && part.target == term) found = Mention::linked;
            else if (!contains_word(part.text, term)) continue;
            else if (part.kind == Kind::strong || part.kind == Kind::emphasis) found = Mention::stressed;
            else if (part.kind == Kind::text || part.kind == Kind::part) found = Mention::used;
            best = std::max(best, found);
        }
    });
    return best;
}

// The first step that speaks of it most clearly.
std::size_t introducing_step(const Lesson& lesson, std::string_view term) {
    std::size_t at = 0;
    Mention best = Mention::none;
    for (std::size_t i = 0; i < lesson.steps.size() && !lesson.steps[i].final_check; ++i)
        if (const Mention found = mention_in(lesson.steps[i], term); found > best) best = found, at = i;
    return at;
}

}  // namespace

std::vector<StepRef> taught_at(std::string_view term, std::span<const Lesson> course) {
    std::vector<StepRef> places;
    for (const Lesson& lesson : course)
        if (std::find(lesson.terms.begin(), lesson.terms.end(), term) != lesson.terms.end()) places.push_back({&lesson, introducing_step(lesson, term)});
    return places;
}

StepRef claim_step(const Claim& claim, std::span<const Lesson> course) {
    const std::size_t slash = claim.see.find('/');
    StepRef place{find_lesson(course, claim.see.substr(0, slash)), 0};
    if (!place.lesson) return place;
    const auto& steps = place.lesson->steps;
    const auto found = std::find_if(steps.begin(), steps.end(), [&](const Step& step) {
        if (slash != std::string::npos) return step.title == claim.see.substr(slash + 1);
        return std::any_of(step.blocks.begin(), step.blocks.end(), [](const LessonBlock& block) { return block.kind == LessonBlock::Kind::claim; });
    });
    if (found != steps.end()) place.step = static_cast<std::size_t>(found - steps.begin());
    else if (slash != std::string::npos) place.lesson = nullptr;
    return place;
}

std::string term_id(std::string_view heading) {
    std::string id;
    for (char c : base::trimmed(heading.substr(0, heading.find('(')))) {
        const auto letter = static_cast<unsigned char>(c);
        if (std::isalnum(letter)) id += static_cast<char>(std::tolower(letter));
        else if (c == ' ' || c == '-') id += '-';
    }
    return id;
}

// --- claims -------------------------------------------------------------------------------------

namespace {

TestedClaim tested(const Claim& claim, const sim::Machine& machine) {
    const ValueScope scope{&machine, &machine, {}};
    TestedClaim result;
    result.claim = &claim;
    result.text = spans_of(claim.text, scope);
    result.computed = spans_of(claim.computed, scope);
    result.verdict = spans_of(claim.verdict, scope);
    result.origin = spans_of(claim.origin, scope);
    result.holds = result.holds_after = holds(claim.expression, scope);
    sim::Machine copy = machine;
    if (!claim.except.empty() && play(copy, claim.except)) result.holds_after = holds(claim.expression, {&copy, &machine, {}});
    return result;
}

}  // namespace

std::vector<TestedClaim> tested_claims(const Lesson& page) {
    std::vector<TestedClaim> claims;
    std::vector<std::string> commands;
    sim::Machine machine = first_machine(1);
    for (const Step& step : page.steps) {
        if (!play_runs(machine, step, {})) break;
        for (const LessonBlock& block : step.blocks) {
            if (block.kind == LessonBlock::Kind::run && !block.commands.empty()) {
                if (block.commands[0].text.substr(0, 8) == "machine ") commands.clear();
                for (const CommandLine& line : block.commands) commands.push_back(line.text);
            }
            if (block.kind != LessonBlock::Kind::claim) continue;
            claims.push_back(tested(block.claim, machine));
            claims.back().title = step.title;
            claims.back().commands = commands;
        }
    }
    return claims;
}

// --- the checker's part -------------------------------------------------------------------------

std::vector<std::string> listed_formats(const std::string& listing) {
    static constexpr std::string_view key = "formats:";
    std::vector<std::string> names;
    if (listing.substr(0, key.size()) != key) return names;
    for (const std::string& line : base::split(listing.substr(key.size()), '\n'))
        for (const std::string& name : base::split(line, ' '))
            if (const std::string word = base::trimmed(name); !word.empty()) names.push_back(word);
    return names;
}

namespace {

void check_glossary(const Lesson& page, std::span<const Lesson> course, CheckReport& report) {
    std::set<std::string> defined;
    std::vector<std::string> terms;
    for (const Lesson& lesson : course) terms.insert(terms.end(), lesson.terms.begin(), lesson.terms.end());
    for (const Step& step : page.steps) {
        const std::string id = term_id(step.title);
        const bool has_text = std::any_of(step.blocks.begin(), step.blocks.end(), [](const LessonBlock& block) { return block.kind == LessonBlock::Kind::paragraph && !block.opening; });
        if (!has_text) report.errors.push_back({tr("author.no-definition", {step.title}), tr("author.write-sentence-or-two-below"), step.line, 1});
        if (!defined.insert(id).second) report.errors.push_back({tr("author.defined-twice", {id}), "", step.line, 1});
        if (std::find(terms.begin(), terms.end(), id) == terms.end())
            report.errors.push_back({tr("author.no-lesson-teaches", {id}), base::did_you_mean(id, terms), step.line, 1});
    }
    for (const Lesson& lesson : course)
        for (const std::string& term : lesson.terms)
            if (defined.insert(term).second)
                report.errors.push_back({tr("author.term-of-lesson-no-definition", {term, lesson.id}), tr("author.write-and-term-and-sentence"), 1, 1});
}

void check_claims(const Lesson& page, std::span<const Lesson> course, CheckReport& report) {
    for (const Step& step : page.steps)
        for (const LessonBlock& block : step.blocks) {
            if (block.kind != LessonBlock::Kind::claim) continue;
            const Claim& claim = block.claim;
            const auto missing = [&](bool is, const char* key) {
                if (is) report.errors.push_back({tr("author.claim-has-no", {key}), "", block.line, 1});
            };
            missing(claim.says == Claim::Verdict::open, tr("author.verdict-keys").c_str());
            missing(claim.computed.empty(), "computed:");
            missing(claim.origin.empty(), "source:");
            missing(claim.see.empty(), "see:");
            if (!claim.see.empty() && !claim_step(claim, course).lesson)
                report.errors.push_back({tr("author.no-lesson-or-step", {claim.see}), tr("author.write-see-lesson-or-lesson"), block.line, 1});
        }
}

// "walk.html?step=3" and "glossary.html": the lesson and the step must be there.
void check_link(const Inline& link, std::span<const Lesson> pages, CheckReport& report) {
    const std::size_t end = link.target.find(".html");
    if (link.kind != Inline::Kind::link || end == std::string::npos || link.target.find('/') != std::string::npos) return;
    const Lesson* lesson = find_lesson(pages, link.target.substr(0, end));
    const std::size_t at = link.target.find("?step=");
    const auto step = at == std::string::npos ? base::Result<base::u128>(1) : base::parse_number(link.target.substr(at + 6, link.target.find_first_of("&#", at) - at - 6));
    if (!lesson || !step || *step < 1 || *step > lesson->steps.size())
        report.errors.push_back({tr("author.leads-nowhere", {link.target}), lesson ? tr("author.lesson-steps", {std::to_string(lesson->steps.size())}) : tr("author.no-such-lesson"), link.line, link.column});
}

void check_formats(const Lesson& page, CheckReport& report) {
    for (const Step& step : page.steps)
        for (const LessonBlock& block : step.blocks)
            for (const std::string& name : listed_formats(block.listing))
                if (const auto format = hw::find_format(name); !format) report.errors.push_back({format.error().message, format.error().hint, block.line, 1});
}

}  // namespace

void check_book(const Lesson& page, std::span<const Lesson> course, CheckReport& report) {
    check_formats(page, report);
    for (const Step& step : page.steps)
        for (const LessonBlock& block : step.blocks)
            if (block.kind == LessonBlock::Kind::question || block.kind == LessonBlock::Kind::check)
                report.errors.push_back({tr("author.page-of-book-asks-nothing"), tr("author.put-into-lesson"), block.line, 1});
    const bool alone = std::all_of(course.begin(), course.end(), [](const Lesson& lesson) { return lesson.book; });
    if (alone) return;
    if (page.id == "glossary") check_glossary(page, course, report);
    check_claims(page, course, report);
    for_each_inlines(page, [&](const Inlines& inlines) {
        for (const Inline& part : inlines) check_link(part, course, report);
    });
}

}  // namespace lessons
