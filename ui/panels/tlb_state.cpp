#include "ui/panels/tlb_state.h"

#include <algorithm>

#include "core/hw/mmu.h"
#include "ui/remembered.h"

namespace ui {

using base::EventKind;
using hw::AccessType;
using hw::TlbArray;

namespace {

// What the access that began at event `start` did with the TLB by the timeline's position.
void follow(TlbState& state, const script::Timeline& timeline, std::uint64_t start) {
    const base::Event first = timeline.event(start);
    state.type = static_cast<AccessType>(first.detail);
    const base::Vpn vpn = state.machine->hw.format.vpn(first.va);
    std::optional<std::uint64_t> evicted;
    for (std::uint64_t i = start + 1; i < timeline.position(); ++i) {
        const base::Event event = timeline.event(i);
        if (event.kind == EventKind::access_start || event.process != first.process) break;
        // Another command's events are no part of this access.
        if (event.kind > EventKind::fault_failed && timeline.command_of(i) != timeline.command_of(start)) break;
        if (event.kind == EventKind::tlb_hit) {
            state.looked_up = true;
            state.hit_level = event.detail;
            state.miss.reset();
        } else if (event.kind == EventKind::tlb_miss) {
            state.looked_up = true;
            state.miss = static_cast<hw::MissReason>(event.detail);
            state.fills.clear();  // a retry after a fault asks again
        } else if (event.kind == EventKind::tlb_evicted) {
            evicted = event.before;
        } else if (event.kind == EventKind::tlb_fill && event.detail < state.tlb->arrays().size()) {
            const std::uint32_t slot = state.array(event.detail).slot_of(vpn, state.tag);
            if (slot != TlbArray::none) state.fills.push_back({event.detail, slot, evicted});
            evicted.reset();
        }
    }
}

Staleness compare(const sim::Machine& machine, unsigned core, const hw::TlbEntry& entry) {
    std::uint32_t process = process_of_tag(machine, core, entry.asid);
    if (process == base::no_process && entry.global) process = machine.process;
    if (process >= machine.kernel.processes.size()) return Staleness::none;
    const base::PhysAddr root = machine.kernel.processes[process].root;
    return staleness_of(machine, entry, hw::ask_table_rights(machine.hw, root, machine.hw.format.page_start(entry.vpn)));
}

}  // namespace

Staleness staleness_of(const sim::Machine& machine, const hw::TlbEntry& entry, const hw::TableRights& now) {
    const hw::PagingFormat& format = machine.hw.format;
    if (format.uses_high_root(format.page_start(entry.vpn))) return Staleness::none;
    if (!now.mapped) return Staleness::unmapped;
    if (now.pa.value >> format.page_bits != entry.pfn.value) return Staleness::moved;
    for (const AccessType type : {AccessType::read, AccessType::write, AccessType::fetch}) {
        const unsigned bit = hw::access_bit(machine.hw.write_protect, machine.hw.no_execute, type, entry.user);
        if (base::test_bit(entry.allowed & ~now.allowed, bit)) return Staleness::narrowed;
    }
    return Staleness::none;
}

std::uint32_t process_of_tag(const sim::Machine& machine, unsigned core, base::Asid tag) {
    const auto& processes = machine.kernel.processes;
    for (std::uint32_t p = 0; p < processes.size(); ++p)
        if (processes[p].alive && os::tag_on(machine.kernel, machine.hw, core, p) == tag) return p;
    return base::no_process;
}

std::optional<TlbState> tlb_state(const PanelContext& context) {
    TlbState state;
    state.machine = &context.timeline.machine();
    state.core = state.machine->core;
    state.tlb = &state.machine->hw.cores[state.core].tlb;
    if (state.tlb->off() || state.tlb->config().entries == 0) return std::nullopt;
    const WalkState walk = walk_state(context);
    state.process = walk.process == base::no_process ? state.machine->process : walk.process;
    if (state.process < state.machine->kernel.processes.size()) state.tag = os::tag_on(state.machine->kernel, state.machine->hw, state.core, state.process);
    const bool any = walk.phase != WalkState::Phase::none;
    if (any && state.machine->hw.format.is_canonical(walk.va)) state.va = walk.va;
    if (const auto start = access_start(context.timeline); any && walk.made && start && state.va) follow(state, context.timeline, *start);
    return state;
}

bool TlbState::asked(unsigned i) const { return (config(i).serves >> static_cast<unsigned>(type) & 1) != 0; }

std::optional<unsigned> TlbState::set(unsigned i) const {
    if (!va || !asked(i) || array(i).slots().empty()) return std::nullopt;
    const std::uint32_t slot = marked_slot(i);
    if (slot != TlbArray::none) return slot / array(i).config().ways;
    const base::Vpn vpn = machine->hw.format.vpn(*va);
    if (!tlb->holds(i, vpn, 0, type)) return std::nullopt;
    return array(i).set_of(vpn);
}

const TlbState::Fill* TlbState::fill(unsigned i, std::uint32_t slot) const {
    for (const Fill& f : fills)
        if (f.array == i && f.slot == slot) return &f;
    return nullptr;
}

TlbMark TlbState::mark(unsigned i, std::uint32_t slot) const {
    if (fill(i, slot)) return TlbMark::filled;
    if (hit_level != config(i).level || !asked(i) || !va) return TlbMark::none;
    return array(i).slot_of(machine->hw.format.vpn(*va), tag) == slot ? TlbMark::used : TlbMark::none;
}

std::uint32_t TlbState::marked_slot(unsigned i) const {
    for (const Fill& f : fills)
        if (f.array == i) return f.slot;
    if (hit_level != config(i).level || !asked(i) || !va) return TlbArray::none;
    return array(i).slot_of(machine->hw.format.vpn(*va), tag);
}

std::optional<unsigned> TlbState::main_array(unsigned level) const {
    std::optional<unsigned> first;
    for (unsigned i = 0; i < tlb->arrays().size(); ++i) {
        if (config(i).level != level || !asked(i) || array(i).slots().empty()) continue;
        if (marked_slot(i) != TlbArray::none) return i;
        if (!first && va && tlb->holds(i, machine->hw.format.vpn(*va), 0, type)) first = i;
    }
    return first;
}

namespace {

using StalenessBySlot = std::vector<std::vector<Staleness>>;

void compare_all(StalenessBySlot& found, const sim::Machine& machine, unsigned core) {
    const auto& arrays = machine.hw.cores[core].tlb.arrays();
    found.resize(arrays.size());
    for (std::size_t i = 0; i < arrays.size(); ++i) {
        found[i].assign(arrays[i].slots().size(), Staleness::none);
        for (std::size_t slot = 0; slot < arrays[i].slots().size(); ++slot)
            if (arrays[i].slots()[slot].valid) found[i][slot] = compare(machine, core, arrays[i].slots()[slot]);
    }
}

}  // namespace

const StalenessBySlot& staleness(const script::Timeline& timeline, unsigned core) {
    static Remembered<StalenessBySlot, unsigned> found;
    return found.at(timeline, core, [&](StalenessBySlot& all) { compare_all(all, timeline.machine(), core); });
}

base::VirtAddr entry_address(const TlbState& state, const hw::TlbEntry& entry) { return state.machine->hw.format.page_start(entry.vpn); }

// Without `all`: base pages, and the large ones that the TLB knows some of right now.
std::vector<Reach> reaches(const TlbState& state, bool all) {
    const hw::PagingFormat& format = state.machine->hw.format;
    const auto& arrays = state.tlb->arrays();
    std::vector<unsigned> spans{0};
    for (unsigned level = 2; level <= format.level_count; ++level) {
        const unsigned span = format.level(level).shift - format.page_bits;
        const bool known = std::any_of(arrays.begin(), arrays.end(), [span](const hw::TlbArray& array) { return array.held(span) > 0; });
        if (format.level(level).leaf_allowed && (all || known)) spans.push_back(span);
    }
    std::vector<Reach> list;
    for (const unsigned span : spans)
        for (unsigned level = 1; level <= 2; ++level) {
            Reach reach{level, format.page_bytes() << span, 0};
            for (unsigned i = 0; i < arrays.size(); ++i)
                if (state.config(i).level == level && state.tlb->takes(i, AccessType::read, span)) reach.entries += state.config(i).shape.entries;
            if (reach.entries > 0) list.push_back(reach);
        }
    return list;
}

}  // namespace ui
