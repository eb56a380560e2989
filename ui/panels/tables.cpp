// The tree of tables with the path of one walk: from the root register one table a level, the
// entry read in each, the frame it names, and the page at the end. With view=tree: all tables that exist.
#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/narrate.h"
#include "ui/panels/tables_picture.h"
#include "ui/panels/tables_tree.h"
#include "ui/widgets.h"

namespace ui {
namespace {

using base::hex;
using lessons::tr;
using Phase = WalkState::Phase;

bool is_tree(const PanelContext& context) { return context.show.view == "tree"; }

void draw(const PanelContext& context, Selection& selection, std::vector<PanelRequest>& requests) {
    if (is_tree(context)) return draw_tree(context, selection, requests);
    const WalkState walk = walk_state(context);
    if (walk.phase != Phase::none) return draw_walk(context, walk, selection, requests);
    draw_nothing(tr("tables.none"));
}

PanelHeight wanted_height(const PanelContext& context, const Selection&, float width) {
    if (is_tree(context)) return tree_height(context, width);
    const WalkState walk = walk_state(context);
    return walk.phase == Phase::none ? PanelHeight{40, 40, 0} : walk_height(context, walk, px(width));
}

std::string reads_text(const WalkState& walk) {
    return tr("tables.reads", {base::dec(walk.reads), base::dec(walk.tables.size())});
}

std::string hint(const PanelContext& context, const Selection&) {
    if (is_tree(context)) return tree_hint(context);
    const WalkState walk = walk_state(context);
    if (walk.phase == Phase::none) return {};
    if (context.pending_pick == "entry") return tr("tables.hint_pick");
    if (walk.phase == Phase::tlb_hit) return tr("tables.hint_tlb_hit", {base::duration(walk.ns)});
    // The picture shows the last access, which may be to another address than the panel's.
    const Subject subject = subject_of(context);
    const std::string address = subject.va && *subject.va != walk.va ? hex(walk.va.value) + " · " : "";
    return address + reads_text(walk) + " · " + base::duration(walk.ns);
}

std::string say(const PanelContext& context, const Selection&) {
    if (is_tree(context)) return say_tree(context);
    const WalkState walk = walk_state(context);
    const sim::Machine& machine = context.timeline.machine();
    const hw::PagingFormat& format = machine.hw.format;
    const auto name = [&](unsigned level) { return hw::level_name(format, level, machine.level_names); };
    const std::string va = hex(walk.va.value);
    const WalkTable* last = walk.last_read();
    switch (walk.phase) {
        case Phase::none: return tr("tables.none");
        case Phase::before: return tr("tables.say_before", {va, hex(walk.tables.front().table.value), name(format.level_count)});
        case Phase::tlb_hit: return tr("tables.say_tlb_hit", {va, hex(walk.pa.value)});
        case Phase::general_protection: return tr("tables.line_general_protection", {va});
        case Phase::page_fault:
            return tr("tables.say_fault", {base::dec(walk.reads), name(walk.fault_level), fault_reason(walk.error_code)}) +
                   (walk.outcome ? " " + tr("tables.line_outcome", {outcome_text(*walk.outcome)}) : "");
        case Phase::translated: return tr("tables.say_translated", {base::dec(walk.reads), va, hex(walk.pa.value), base::duration(walk.ns)});
        case Phase::reading: break;
    }
    return tr("tables.say_reading", {base::dec(walk.reads), base::dec(walk.tables.size()), name(last->level), index_text(context, *last, last->index),
                                     hex(last->entry.value), hex(hw::decode(format, last->level, last->word).pfn.value)});
}

TableData table(const PanelContext& context, const Selection&, std::uint64_t first, std::uint64_t count) {
    if (is_tree(context)) return tree_table(context, first, count);
    TableData data;
    data.columns = {tr("tables.column_table"), tr("tables.column_frame"), tr("tables.column_index"), tr("tables.column_address"),
                    tr("tables.column_word"), tr("tables.column_meaning")};
    const WalkState walk = walk_state(context);
    const sim::Machine& machine = context.timeline.machine();
    const hw::PagingFormat& format = machine.hw.format;
    data.total_rows = walk.tables.size();
    for (std::uint64_t i = first; i < walk.tables.size() && i - first < count; ++i) {
        const WalkTable& t = walk.tables[i];
        const std::string title = hw::level_name(format, t.level, machine.level_names);
        if (!t.known) {
            data.rows.push_back({title, "?", "?", "?", "?", tr("tables.unknown")});
            continue;
        }
        data.rows.push_back({title, hex(t.table.value >> format.page_bits), index_text(context, t, t.index), t.read ? hex(t.entry.value) : "?",
                             t.read ? hex(t.word, format.entry.bytes * 2) : "?",
                             t.read ? entry_text(format, t.level, t.word) : tr("tables.not_read")});
    }
    return data;
}

std::vector<PanelAction> actions(const PanelContext& context, const Selection&) {
    if (is_tree(context)) return tree_actions(context);
    std::vector<PanelAction> list;
    const WalkState walk = walk_state(context);
    const sim::Machine& machine = context.timeline.machine();
    if (walk.phase == Phase::none) return list;
    if (context.pending_pick == "entry") {
        for (const WalkTable& t : walk.tables) {
            if (!t.known) continue;
            for (const std::uint64_t index : shown_entries(context, walk, t, 6)) {
                const std::uint64_t at = t.table.value + index * machine.hw.format.entry.bytes;
                list.push_back({tr("tables.pick", {hw::level_name(machine.hw.format, t.level, machine.level_names), base::dec(index), hex(at)}),
                                {PanelRequest::Kind::pick, hex(at), false}, true});
            }
        }
        return list;
    }
    const std::string target = subject_text({walk.va, subject_of(context).name});
    for (const char* verb : {"read", "write"})
        list.push_back({tr(std::string("address.") + verb) + " " + target, {PanelRequest::Kind::command, std::string(verb) + " " + target, false},
                        machine.current() != nullptr});
    list.push_back({tr("tables.flush"), {PanelRequest::Kind::command, "flush", false}, true});
    return list;
}

}  // namespace

const Panel tables_panel{"tables", "panel.tables", draw, say, table, actions, nullptr, wanted_height, hint};

}  // namespace ui
