// The words of the tables panel: which entries it shows, what they say, the arithmetic of a read.
#include <algorithm>

#include "core/base/text.h"
#include "core/os/swap.h"
#include "lessons/engine/strings.h"
#include "ui/narrate.h"
#include "ui/panels/tables_picture.h"

namespace ui {

using base::hex;
using lessons::tr;
using Phase = WalkState::Phase;

std::vector<std::uint64_t> shown_entries(const PanelContext& context, const WalkState& walk, const WalkTable& table, std::size_t most) {
    const hw::PagingFormat& format = context.timeline.machine().hw.format;
    const std::uint64_t count = format.entries(table.level);
    std::vector<std::uint64_t> wanted{table.index};
    if (context.pending_pick == "entry")
        for (const WalkTable& other : walk.tables) wanted.push_back(other.index % count);
    if (table.index > 0) wanted.push_back(table.index - 1);
    if (table.index + 1 < count) wanted.push_back(table.index + 1);
    std::vector<std::uint64_t> rows;
    for (const std::uint64_t index : wanted)
        if (rows.size() < most && std::find(rows.begin(), rows.end(), index) == rows.end()) rows.push_back(index);
    // Two rows would show one neighbour only, which says nothing; then the entry stands alone.
    if (context.pending_pick != "entry" && rows.size() == 2 && most == 2) rows.pop_back();
    std::sort(rows.begin(), rows.end());
    return rows;
}

std::string entry_text(const hw::PagingFormat& format, unsigned level, std::uint64_t word) {
    if (word == 0) return "—";
    if (const auto slot = level == 1 ? os::slot_of(format, word) : std::nullopt) return tr("tables.slot", {base::dec(*slot)});
    return hex(hw::decode(format, level, word).pfn.value) + " " + hw::flags_text(format, level, word);
}

std::string index_text(const PanelContext& context, const WalkTable& table, std::uint64_t index) {
    const hw::PagingFormat& format = context.timeline.machine().hw.format;
    return is_hidden(context, part_of(format, table.level)) ? "?" : base::dec(index);
}

std::vector<WalkLine> walk_lines(const PanelContext& context, const WalkState& walk) {
    const sim::Machine& machine = context.timeline.machine();
    const hw::PagingFormat& format = machine.hw.format;
    const auto name = [&](unsigned level) { return hw::level_name(format, level, machine.level_names); };
    std::vector<WalkLine> lines;
    if (walk.phase == Phase::tlb_hit)
        return {{tr("tables.line_tlb_hit", {hex(format.vpn(walk.va).value), hex(walk.pa.value)}), "hit"}};
    if (walk.phase == Phase::general_protection) return {{tr("tables.line_general_protection", {hex(walk.va.value)}), "fault"}};
    if (const WalkTable* last = walk.last_read())
        lines.push_back({tr("tables.line_read", {hex(last->table.value), index_text(context, *last, last->index), base::dec(format.entry.bytes),
                                                 hex(last->entry.value), hex(last->word, format.entry.bytes * 2)}), "ink-2"});
    else if (!walk.tables.empty())
        lines.push_back({tr("tables.line_root", {hex(walk.tables.front().table.value), name(format.level_count)}), "ink-2"});
    if (walk.phase == Phase::page_fault) {
        std::string text = tr("tables.line_fault", {name(walk.fault_level), fault_reason(walk.error_code)});
        if (walk.outcome) text += " " + tr("tables.line_outcome", {outcome_text(*walk.outcome)});
        lines.push_back({text, "fault"});
    } else if (walk.phase == Phase::translated || walk.leaf != 0) {
        const std::uint64_t inside = walk.va.value & base::low_mask(format.level(walk.leaf).shift);
        lines.push_back({tr("tables.line_translated", {hex(walk.pa.value - inside), hex(inside), hex(walk.pa.value)}), "off"});
    } else if (const WalkTable* next = walk.next()) {
        lines.push_back({tr("tables.line_next", {hex(next->table.value >> format.page_bits), name(next->level), index_text(context, *next, next->index)}),
                         level_role(format, next->level)});
    }
    return lines;
}

}  // namespace ui
