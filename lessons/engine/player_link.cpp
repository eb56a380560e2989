// A link's part of a lesson: the present step with what the reader did in it, out and in again.
#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/player_state.h"
#include "lessons/engine/strings.h"

namespace lessons {

using base::Done;
using base::Error;
using base::Status;

namespace {

script::LinkStep link_step(std::size_t index, const Step& step, const Progress& progress) {
    script::LinkStep link;
    link.step = static_cast<unsigned>(index + 1);
    const script::Timeline& timeline = *progress.timeline;
    for (const auto& entry : timeline.history()) link.lines.push_back(entry.line);
    const Names start = initial_params(step);
    for (std::size_t i = 0; i < start.size(); ++i)
        if (progress.params[i].value != start[i].value) link.params.push_back(progress.params[i]);
    if (timeline.position() != timeline.size()) link.position = timeline.position();
    link.marks = progress.bookmarks;
    link.draw = progress.draw;
    return link;
}

// What a step's commands become before its machine is built anew.
void take(const script::LinkStep& link, const Step& step, Progress& progress) {
    const bool visited = progress.visited;
    progress = {};
    progress.visited = visited;
    progress.params = initial_params(step);
    for (const LessonBlock& block : step.blocks)
        for (const sim::Binding& param : link.params)
            if (block.kind == LessonBlock::Kind::param && block.param.name == param.name && param.value >= block.param.low && param.value <= block.param.high)
                for (sim::Binding& own : progress.params)
                    if (own.name == param.name) own.value = param.value;
    progress.pending = link.lines;
    progress.position = link.position;
    progress.bookmarks = link.marks;
    progress.draw = link.draw;
}

}  // namespace

bool Player::State::carries(std::size_t of_step) const {
    const auto& blocks = lesson.steps[of_step].blocks;
    return of_step > 0 && std::any_of(blocks.begin(), blocks.end(), [](const LessonBlock& b) { return b.carry; });
}

// Past the gates before it; "I know this" does the same for the final check.
void Player::State::open(std::size_t to) {
    if (to > reachable()) opened_at = std::max(opened_at, to);
    enter(to);
}

// The numbers of the final check and of a review are this reader's own: their commands fit nowhere else.
script::Link Player::link() const {
    const State& s = *state_;
    script::Link link;
    if (s.current().final_check || s.lesson.review) {
        link.steps.push_back({static_cast<unsigned>(s.step + 1), {}, {}, {}, {}, 0});
        return link;
    }
    std::size_t first = s.step;
    while (s.carries(first) && s.steps[first - 1].timeline) --first;
    for (std::size_t i = first; i <= s.step; ++i) link.steps.push_back(link_step(i, s.lesson.steps[i], s.steps[i]));
    return link;
}

Status Player::open(const script::Link& link, std::optional<std::size_t> step) {
    State& s = *state_;
    std::size_t to = step.value_or(s.step), lines = 0, lost = 0;
    Status status = Done{};
    if (link.unknown > 0) status = Error{tr("engine.error.link-newer"), tr("engine.error.link-rest")};
    for (const script::LinkStep& part : link.steps) {
        const std::size_t at = part.step == 0 ? to : part.step - 1;
        if (at >= s.steps.size() || s.lesson.steps[at].final_check) {
            if (!part.lines.empty() || at >= s.steps.size()) status = Error{tr("engine.error.link-step", {std::to_string(at + 1)}), tr("engine.error.link-rest")};
            if (at < s.steps.size() && !step) to = at;
            continue;
        }
        if (!step) to = at;
        if (s.lesson.practice && part.draw != s.steps[at].draw)
            for (const LessonBlock& block : s.lesson.steps[at].blocks)
                if (block.kind == LessonBlock::Kind::question) s.answers.erase(block.question.id);
        std::erase_if(s.places, [&](const auto& entry) { return entry.first.first == at; });
        take(part, s.lesson.steps[at], s.steps[at]);
        lost += s.rebuild(at);
        lines += part.lines.size();
    }
    s.open(std::min(to, s.steps.size() - 1));
    if (lost > 0) status = Error{tr("engine.error.link-lines", {std::to_string(lost), std::to_string(lines)}), tr("engine.error.link-rest")};
    return status;
}

}  // namespace lessons
