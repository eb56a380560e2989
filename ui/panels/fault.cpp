// The fault panel: the questions that the kernel asks when a page fault happens, the way that the last one
// took through them, and the same in words, rows and commands.
#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/fault_picture.h"

namespace ui {
namespace {

using base::dec;
using base::hex;
using lessons::tr;

// While the reader looks for where a fault will end, the one before it would only be in the way.
const FaultStory* story_of(const PanelContext& context) {
    if (context.pending_pick == "outcome") return nullptr;
    const auto& story = fault_story(context.timeline);
    return story ? &*story : nullptr;
}

std::string nothing_text(const PanelContext& context) { return tr(context.pending_pick == "outcome" ? "fault.open" : "fault.none"); }

void draw(const PanelContext& context, Selection& selection, std::vector<PanelRequest>& requests) {
    const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const FaultView view{context, story_of(context), selection, requests, at, room.x, room.y};
    end_at(view.wide() ? draw_fault_ladder(view) : draw_fault_list(view));
}

PanelHeight wanted_height(const PanelContext&, const Selection&, float) { return {520, 392, 760}; }

// --- text twins -----------------------------------------------------------------------------------

std::string say(const PanelContext& context, const Selection&) {
    const FaultStory* story = story_of(context);
    if (!story) return nothing_text(context);
    std::string text = tr("fault.say_first", {asked_text(*story)});
    const bool open = may_tell_end(context, story);
    for (const FaultRung& rung : story->path) {
        text += " " + question_text(rung.step) + " " + tr(rung.fact.empty() ? "fault.say_answer" : "fault.say_answer_fact", {rung.answer, rung.fact});
        if (!open) break;
    }
    if (!story->answered) return text + " " + tr("fault.asking");
    if (!open) return text;
    return text + " " + tr("fault.say_end", {end_text(story->end), cost_text(*story)}) + " " + end_reason(story->end);
}

// The questions, with what was answered; then the ends, with what each means.
TableData table(const PanelContext& context, const Selection&, std::uint64_t first, std::uint64_t count) {
    const FaultStory* story = story_of(context);
    const bool open = may_tell_end(context, story);
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < fault_step_count; ++i) {
        const auto step = static_cast<FaultStep>(i);
        const FaultRung* asked = nullptr;
        if (story)
            for (const FaultRung& rung : story->path)
                if (rung.step == step && (open || step == FaultStep::mmu)) asked = &rung;
        rows.push_back({question_text(step), asked ? asked->answer : tr("fault.not_asked"), asked ? asked->fact : std::string(), {}});
    }
    const auto add = [&](const EndRow& row) {
        const bool taken = open && row.end == story->end;
        rows.push_back({tr("fault.end_of", {end_answer(row.end) + ":", end_text(row.end)}), taken ? tr("fault.taken", {cost_text(*story)}) : std::string(),
                        question_text(row.step), end_reason(row.end)});
    };
    for (const EndRow& row : end_rows()) add(row);
    if (open && story->end > end_rows().back().end) add(row_of(story->end));
    TableData data;
    data.columns = {tr("fault.column_question"), tr("fault.column_answer"), tr("fault.column_fact"), tr("fault.column_end")};
    data.total_rows = rows.size();
    for (std::uint64_t i = first; i < rows.size() && i - first < count; ++i) data.rows.push_back(std::move(rows[i]));
    return data;
}

std::vector<PanelAction> actions(const PanelContext& context, const Selection&) {
    std::vector<PanelAction> list;
    const auto add = [&](std::string label, std::string text, PanelRequest::Kind kind) { list.push_back({std::move(label), {kind, std::move(text), false}, true}); };
    using Kind = PanelRequest::Kind;
    if (context.pending_pick == "outcome")
        for (const EndRow& row : end_rows())
            add(tr("fault.pick", {question_text(row.step) + " " + end_answer(row.end), end_text(row.end)}), hex(static_cast<std::uint64_t>(row.outcome)), Kind::pick);
    const Subject subject = subject_of(context);
    if (subject.va && context.timeline.machine().current())
        for (LabelledLine& access : access_lines(subject)) add(std::move(access.label), std::move(access.line), Kind::command);
    const FaultStory* story = story_of(context);
    const std::uint64_t position = context.timeline.position();
    if (story && story->before) add(tr("fault.go_before"), "seek " + dec(*story->before), Kind::act);
    if (const auto next = next_fault(context.timeline)) add(tr("fault.go_next"), "seek " + dec(*next), Kind::act);
    if (story && story->event && position != *story->event + 1) add(tr("fault.go_begin"), "seek " + dec(*story->event + 1), Kind::act);
    if (story && story->event && story->answered && position != *story->answered + 1) add(tr("fault.go_end"), "seek " + dec(*story->answered + 1), Kind::act);
    return list;
}

std::string hint(const PanelContext& context, const Selection&) {
    if (context.pending_pick == "outcome") return tr("fault.hint_pick");
    const FaultStory* story = story_of(context);
    return story ? asked_text(*story) : std::string();
}

}  // namespace

const Panel fault_panel{"fault", "panel.fault", draw, say, table, actions, nullptr, wanted_height, hint};

}  // namespace ui
