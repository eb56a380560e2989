// The words of the TLB panel.
#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/tlb_state.h"

namespace ui {

using base::dec;
using base::grouped;
using base::hex;
using lessons::tr;

std::string array_name(const TlbState& state, unsigned array) { return std::string(state.config(array).name); }

std::string shape_text(const hw::TlbConfig& shape, bool brief) {
    const bool full = shape.ways == shape.entries;
    const std::string entries = grouped(shape.entries), ways = grouped(shape.ways), sets = grouped(shape.ways ? shape.entries / shape.ways : 0);
    if (brief) return full ? tr("tlb.shape_full_brief", {entries}) : tr("tlb.shape_brief", {entries, ways});
    return full ? tr("tlb.shape_full", {entries}) : tr("tlb.shape", {entries, sets, ways});
}

std::string serves_text(const hw::TlbArrayConfig& config) {
    if ((config.serves & 7) == 7) return tr("tlb.serves_all");
    if ((config.serves & 3) == 3) return tr("tlb.serves_data");
    return tr(config.serves & 1 ? "tlb.serves_read" : config.serves & 2 ? "tlb.serves_write" : "tlb.serves_fetch");
}

namespace {

// "L1D 4K, set 3, way 1"
std::string place_text(const PanelContext& context, const TlbState& state, unsigned array, std::uint32_t slot) {
    const hw::TlbConfig& shape = state.config(array).shape;
    const std::string name = array_name(state, array), set = is_hidden(context, "set") ? "?" : dec(slot / shape.ways);
    return shape.ways == shape.entries ? tr("tlb.place_full", {name, dec(slot)}) : tr("tlb.place", {name, set, dec(slot % shape.ways)});
}

// What was brought in, and what made room for it.
std::string fills_text(const PanelContext& context, const TlbState& state) {
    std::string text;
    for (const TlbState::Fill& fill : state.fills) {
        const std::string place = place_text(context, state, fill.array, fill.slot);
        text += " " + (fill.evicted ? tr("tlb.said_evicted", {place, hex(*fill.evicted)}) : tr("tlb.said_filled", {place}));
    }
    return text;
}

}  // namespace

std::string lookup_text(const PanelContext& context, const TlbState& state) {
    if (!state.va || !state.looked_up) return {};
    const std::string page = hex(state.machine->hw.format.vpn(*state.va).value);
    if (state.hit_level > 0) {
        const bool two = state.tlb->has_second_level();
        std::string text = tr(!two ? "tlb.said_hit" : state.hit_level == 1 ? "tlb.said_hit_l1" : "tlb.said_hit_l2", {page});
        return text + (state.hit_level == 2 ? fills_text(context, state) : std::string());
    }
    if (!state.miss) return {};
    const char* why = *state.miss == hw::MissReason::absent ? "tlb.said_miss" : *state.miss == hw::MissReason::forbidden ? "tlb.said_forbidden" : "tlb.said_clean";
    return tr(why, {page}) + fills_text(context, state);
}

std::string stale_text(Staleness staleness) {
    return tr(staleness == Staleness::unmapped ? "tlb.stale_unmapped" : staleness == Staleness::moved ? "tlb.stale_moved" : "tlb.stale_narrowed");
}

std::string mark_text(const PanelContext& context, const TlbState& state, unsigned array, std::uint32_t slot) {
    std::string text;
    if (const TlbState::Fill* fill = state.fill(array, slot)) text = fill->evicted ? tr("tlb.mark_replaced", {hex(*fill->evicted)}) : tr("tlb.mark_filled");
    else if (state.mark(array, slot) == TlbMark::used) text = tr("tlb.mark_hit");
    const auto& stale = staleness(context.timeline, state.core);
    if (array < stale.size() && slot < stale[array].size() && stale[array][slot] != Staleness::none && !is_hidden(context, "stale"))
        text += (text.empty() ? "" : ", ") + stale_text(stale[array][slot]);
    return text;
}

std::string count_text(const PanelContext& context, const TlbState& state, bool rate) {
    const std::uint64_t hits = state.machine->count(base::EventKind::tlb_hit), misses = state.machine->count(base::EventKind::tlb_miss);
    const bool no_hits = is_hidden(context, "hits"), no_misses = is_hidden(context, "misses");
    const std::string hit = no_hits ? "?" : grouped(hits), miss = no_misses ? "?" : grouped(misses);
    std::string text;
    if (state.tlb->has_second_level()) {
        std::uint64_t second = 0;
        for (const hw::Core& core : state.machine->hw.cores) second += core.l2_hits;
        text = tr("tlb.counts_l2", {no_hits ? "?" : grouped(hits - std::min(hits, second)), no_hits ? "?" : grouped(second), miss});
    } else {
        text = tr("tlb.counts", {hit, miss});
    }
    if (rate && !no_hits && !no_misses && hits + misses > 0) text += " · " + tr("tlb.counts_rate", {base::fraction(base::u128{hits} * 100, hits + misses, 1)});
    return text;
}

std::string reach_text(const PanelContext& context, const Reach& reach) {
    const std::string bytes = is_hidden(context, "reach") ? "?" : base::size(reach.bytes());
    return tr("tlb.reach", {dec(reach.level), grouped(reach.entries), base::size(reach.page), bytes});
}

std::string invlpg_command(const TlbState& state, const hw::TlbEntry& entry) {
    const std::uint32_t owner = process_of_tag(*state.machine, state.core, entry.asid);
    const std::string name = owner == base::no_process || owner == state.machine->process ? std::string() : state.machine->kernel.processes[owner].name + " ";
    return "invlpg " + name + hex(entry_address(state, entry).value);
}

}  // namespace ui
