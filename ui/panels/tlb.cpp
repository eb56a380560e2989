// The TLB panel: the arrays of a core as sets and ways, what the last access did with them, and the
// same in words, rows and commands.
#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/tlb_picture.h"

namespace ui {
namespace {

using base::dec;
using base::grouped;
using base::hex;
using lessons::tr;

std::string nothing(const PanelContext& context) {
    return tr(context.timeline.machine().hw.cores[context.timeline.machine().core].tlb.plan().count == 0 ? "tlb.off" : "tlb.none");
}

void draw(const PanelContext& context, Selection& selection, std::vector<PanelRequest>& requests) {
    const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const auto state = tlb_state(context);
    if (!state) return draw_nothing(nothing(context));
    const TlbView view{context, *state, selection, &requests, at, room.x};
    end_at(at.y + draw_tlb(view, room.y));
}

PanelHeight wanted_height(const PanelContext& context, const Selection& selection, float width) {
    const auto state = tlb_state(context);
    if (!state) return {40, 40, 0};
    Selection copy = selection;
    const TlbView view{context, *state, copy, nullptr, {0, 0}, px(width)};
    const float scale = look().scale;
    return {draw_tlb(view, 1e9f) / scale + 4, std::min(draw_tlb(view, 0) / scale + 4, 340.0f), 0};
}

std::string say(const PanelContext& context, const Selection&) {
    const auto state = tlb_state(context);
    if (!state) return nothing(context);
    std::string text = lookup_text(context, *state);
    if (text.empty()) text = tr("tlb.no_access");
    const auto array = state->main_array(1);
    if (const auto set = array ? state->set(*array) : std::nullopt; set && state->array(*array).sets() > 1 && !is_hidden(context, "set"))
        text += " " + tr("tlb.say_set", {hex(state->machine->hw.format.vpn(*state->va).value), dec(*set), dec(state->array(*array).sets()), array_name(*state, *array)});
    text += " " + count_text(context, *state, true) + ".";
    for (const Reach& reach : reaches(*state, false)) text += " " + reach_text(context, reach) + ".";
    if (!is_hidden(context, "stale")) {
        std::uint64_t stale = 0;
        for (const auto& slots : staleness(context.timeline, state->core))
            for (const Staleness s : slots) stale += s != Staleness::none;
        if (stale > 0) text += " " + tr("tlb.say_stale", {grouped(stale)});
    }
    return text;
}

TableData table(const PanelContext& context, const Selection&, std::uint64_t first, std::uint64_t count) {
    TableData data;
    data.columns = {tr("tlb.column_array"), tr("tlb.column_set"), tr("tlb.column_way"), tr("tlb.column_page"), tr("tlb.column_frame"), tr("tlb.column_tag"), tr("tlb.column_mark")};
    const auto state = tlb_state(context);
    if (!state) return data;
    const bool hides_entry = is_hidden(context, "entry"), hides_set = is_hidden(context, "set");
    for (unsigned i = 0; i < state->tlb->arrays().size(); ++i) {
        const auto& slots = state->array(i).slots();
        for (std::uint32_t slot = 0; slot < slots.size(); ++slot) {
            const hw::TlbEntry& entry = slots[slot];
            if (!entry.valid) continue;
            const std::uint64_t row = data.total_rows++;
            if (row < first || row - first >= count) continue;
            const unsigned ways = state->config(i).shape.ways;
            data.rows.push_back({array_name(*state, i), hides_set ? "?" : dec(slot / ways), dec(slot % ways), hides_entry ? "?" : hex(entry.vpn.value),
                                 hides_entry ? "?" : hex(entry.pfn.value), dec(entry.asid.value) + (entry.global ? ", " + tr("tlb.global") : ""),
                                 mark_text(context, *state, i, slot)});
        }
    }
    return data;
}

std::vector<PanelAction> actions(const PanelContext& context, const Selection&) {
    std::vector<PanelAction> list;
    const auto state = tlb_state(context);
    if (!state) return list;
    const auto add = [&](std::string label, std::string text, PanelRequest::Kind kind = PanelRequest::Kind::command) {
        list.push_back({std::move(label), {kind, std::move(text), false}, true});
    };
    const bool picks_frame = context.pending_pick == "frame", picks_page = context.pending_pick == "page";
    if (!picks_frame && !picks_page) add(tr("tlb.flush"), "flush");
    constexpr std::size_t most = 200;
    for (unsigned i = 0; i < state->tlb->arrays().size(); ++i)
        for (const hw::TlbEntry& entry : state->array(i).slots()) {
            if (!entry.valid || list.size() >= most || is_hidden(context, "entry")) continue;
            if (picks_frame) add(tr("tlb.pick", {hex(entry.pfn.value)}), hex(entry.pfn.value), PanelRequest::Kind::pick);
            else if (picks_page) add(tr("tlb.pick", {hex(entry.vpn.value)}), hex(entry.vpn.value), PanelRequest::Kind::pick);
            else if (state->config(i).level == 1) add(tr("tlb.drop", {hex(entry.vpn.value)}), invlpg_command(*state, entry));
        }
    return list;
}

std::string hint(const PanelContext& context, const Selection&) {
    const auto state = tlb_state(context);
    if (!state) return {};
    const bool several = state->machine->hw.cores.size() > 1;
    const std::string name(state->machine->hw.costs.name);
    return several ? tr("tlb.hint_core", {dec(state->core), name}) : name;
}

}  // namespace

const Panel tlb_panel{"tlb", "panel.tlb", draw, say, table, actions, nullptr, wanted_height, hint};

}  // namespace ui
