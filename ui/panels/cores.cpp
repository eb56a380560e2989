// The cores panel: what runs on each core, what its TLB holds, and the last change of a mapping as it
// goes from core to core. With view=tlbs only the upper half.
#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/cores_picture.h"

namespace ui {
namespace {

using base::dec;
using base::hex;
using lessons::tr;

constexpr float low_below = 380;  // a phone's share for the picture

bool shows_flow(const PanelContext& context) { return context.show.view != "tlbs"; }

void draw(const PanelContext& context, Selection& selection, std::vector<PanelRequest>& requests) {
    const CoresState& state = cores_state(context);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    if (state.cores.empty()) return draw_nothing(tr("cores.none"));
    const bool low = ImGui::GetWindowHeight() < px(low_below);
    const CoresView view{context, state, cores_story(context), selection, requests, context.timeline.machine(), cores_grid(context, state, selection, at.x, width, low)};
    float y = draw_cores(view, at.y);
    if (shows_flow(context)) y = draw_flow(view, y);
    end_at(y);
}

PanelHeight wanted_height(const PanelContext& context, const Selection& selection, float width) {
    const CoresState& state = cores_state(context);
    if (state.cores.empty()) return {40, 40, 0};
    const CoresGrid grid = cores_grid(context, state, selection, 0, px(width));
    const float upper = cores_height(state, grid), all = upper + (shows_flow(context) ? flow_height(context, state, cores_story(context), grid) : 0);
    return {all + 6, upper, 0};
}

std::string hint(const PanelContext& context, const Selection&) {
    const sim::Machine& machine = context.timeline.machine();
    const CoresState& state = cores_state(context);
    if (context.pending_pick == "core") return tr("cores.hint_pick");
    if (state.process == base::no_process || state.cores.size() < 2) return {};
    const os::Process& process = machine.kernel.processes[state.process];
    const os::CoreMask mask = process.tlb.cores;
    if (!mask) return tr("cores.hint_nowhere", {process.name});
    return tr(mask & (mask - 1) ? "cores.hint" : "cores.hint_one", {process.name, mask_text(mask)});
}

// --- text twins -----------------------------------------------------------------------------------

std::string page_text(const PageRow& row, unsigned core) {
    if (!row.copies[core].held) return tr("cores.no_copy");
    return copy_text(row.copies[core]) + (row.copies[core].stale ? ", " + tr("cores.stale") : "");
}

std::string say_page(const PanelContext& context, const CoresState& state) {
    const PageRow* row = state.subject_row();
    if (!row) return {};
    const sim::Machine& machine = context.timeline.machine();
    std::string text = tr("cores.say_page", {machine.kernel.processes[row->process].name, hex(machine.hw.format.vpn(row->va).value),
                                             row->tables.held ? tr("cores.table_says", {copy_text(row->tables)}) : tr("cores.table_empty")});
    os::CoreMask held = 0, stale = 0;
    for (unsigned core = 0; core < row->copies.size(); ++core) {
        held |= os::CoreMask{row->copies[core].held} << core;
        stale |= os::CoreMask{row->copies[core].stale} << core;
    }
    text += " " + (held ? tr("cores.say_held", {mask_text(held)}) : tr("cores.say_not_held"));
    if (stale) text += " " + tr("cores.say_stale", {mask_text(stale)});
    return text;
}

std::string say(const PanelContext& context, const Selection&) {
    const CoresState& state = cores_state(context);
    if (state.cores.empty()) return tr("cores.none");
    const sim::Machine& machine = context.timeline.machine();
    std::string text;
    for (const CoreColumn& column : state.cores) {
        if (column.core >= 8) break;
        text += (text.empty() ? "" : " ") + tr("cores.say_core", {dec(column.core), runs_text(machine, column)});
    }
    if (const std::string page = say_page(context, state); !page.empty()) text += " " + page;
    return shows_flow(context) ? text + " " + story_text(context, cores_story(context)) : text;
}

// A row a core; what its TLB holds of the pages shown, and its part in the story.
TableData table(const PanelContext& context, const Selection&, std::uint64_t first, std::uint64_t count) {
    const CoresState& state = cores_state(context);
    const sim::Machine& machine = context.timeline.machine();
    const hw::PagingFormat& format = machine.hw.format;
    TableData data;
    data.columns = {tr("cores.column_core"), tr("cores.runs"), root_register(format), tag_name(format)};
    for (const PageRow& row : state.rows)
        data.columns.push_back(tr("cores.column_page", {row.process == base::no_process ? tr("cores.global") : machine.kernel.processes[row.process].name,
                                                       hex(format.vpn(row.va).value), row.tables.held ? copy_text(row.tables) : tr("cores.no_copy")}));
    data.columns.push_back(tr("cores.column_part"));
    data.total_rows = state.cores.size();
    const CoresStory& story = cores_story(context);
    for (std::uint64_t i = first; i < state.cores.size() && i - first < count; ++i) {
        const CoreColumn& column = state.cores[i];
        const bool loaded = column.process != base::no_process;
        std::vector<std::string> cells{dec(column.core), runs_text(machine, column), loaded ? hex(column.root.value) : "", column.tag ? dec(*column.tag) : ""};
        for (const PageRow& row : state.rows) cells.push_back(page_text(row, column.core));
        const bool initiator = column.core < story.cores.size() && story.cores[column.core].part == StoryCore::Part::initiator;
        cells.push_back(initiator ? tr("cores.part_initiator") : part_text(context, story, column.core));
        data.rows.push_back(std::move(cells));
    }
    return data;
}

std::vector<PanelAction> actions(const PanelContext& context, const Selection&) {
    std::vector<PanelAction> list;
    const CoresState& state = cores_state(context);
    const CoresStory& story = cores_story(context);
    const sim::Machine& machine = context.timeline.machine();
    const auto command = [&](std::string label, std::string line) {
        const bool enabled = !line.empty();
        list.push_back({std::move(label), {PanelRequest::Kind::command, std::move(line), false}, enabled});
    };
    if (context.pending_pick == "core") {
        for (const CoreColumn& column : state.cores)
            list.push_back({tr("cores.pick", {dec(column.core)}), {PanelRequest::Kind::pick, hex(column.core), false}, true});
        return list;
    }
    if (story.stopped && shows_flow(context)) {
        command(next_stage_text(*story.stopped, story.method), next_stage_command(machine, story));
        if (*story.stopped != os::ShootdownStop::ack) command(tr("cores.to_end"), "continue " + machine.kernel.processes[story.process].name);
    }
    for (const CoreColumn& column : state.cores) {
        for (const char* verb : {"read", "write"})
            if (const std::string line = core_access(context, state, column.core, verb); !line.empty()) command(tr("cores.action_on", {line, dec(column.core)}), line);
        if (const std::string next = next_on_core(machine, state, column.core); !next.empty()) command(tr("cores.next", {next}), next);
    }
    const std::string range = subject_range(context, state);
    if (!range.empty() && !story.stopped && shows_flow(context)) {
        command(tr("cores.unmap_slow"), "unmap " + range + " stop=clear");
        command(tr("cores.unmap"), "unmap " + range);
    }
    return list;
}

}  // namespace

const Panel cores_panel{"cores", "panel.cores", draw, say, table, actions, nullptr, wanted_height, hint};

}  // namespace ui
