#include "ui/panels/cost_state.h"

#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/remembered.h"

namespace ui {

using base::Event;
using base::EventKind;
using lessons::tr;
using script::Timeline;

namespace {

// A fault that makes room can cause thousands of events; only those of the core itself take its time.
constexpr std::uint64_t most_events = 20'000;

std::vector<CostPart> price_list(const sim::Machine& machine) {
    const hw::Preset& costs = machine.hw.costs;
    const auto row = [](CostKind kind, std::uint64_t price, unsigned level = 0) {
        CostPart part;
        part.kind = kind;
        part.price = price;
        part.level = level;
        return part;
    };
    std::vector<CostPart> parts;
    if (!machine.hw.cores[machine.core].tlb.off()) parts.push_back(row(CostKind::lookup, costs.tlb_ns));
    for (unsigned level = machine.hw.format.level_count; level >= 1; --level) parts.push_back(row(CostKind::read, costs.mem_ns, level));
    parts.push_back(row(CostKind::fault, costs.minor_ns));
    // The kernel works while the disk does: the core waits for the rest.
    parts.push_back(row(CostKind::disk, costs.major_ns - std::min<std::uint64_t>(costs.major_ns, costs.minor_ns)));
    parts.push_back(row(CostKind::data, costs.mem_ns));
    return parts;
}

struct Count {
    AccessCost& cost;

    CostPart& part(CostKind kind, unsigned level = 0) {
        auto& parts = cost.parts;
        const auto found = std::find_if(parts.begin(), parts.end(), [&](const CostPart& p) { return p.kind == kind && p.level == level; });
        if (found != parts.end()) return *found;
        CostPart made;
        made.kind = kind;
        made.level = level;
        return *parts.insert(kind == CostKind::lookup ? parts.begin() : parts.end() - 1, made);
    }
    void pay(CostPart& part, std::uint64_t ns) {
        part.paid += ns;
        ++part.times;
        cost.ns += ns;
    }
    void take(const Event& event) {
        const std::uint64_t ns = event.duration_ns;
        switch (event.kind) {
            case EventKind::tlb_hit: cost.hit = true; [[fallthrough]];
            case EventKind::tlb_miss: return pay(part(CostKind::lookup), ns);
            case EventKind::walk_cache_hit:
                for (CostPart& p : cost.parts) p.remembered = p.remembered || (p.kind == CostKind::read && p.level > event.level);
                return;
            case EventKind::entry_read:
                part(CostKind::read, event.level).entry = event.pa;
                return pay(part(CostKind::read, event.level), ns);
            case EventKind::page_fault: ++cost.faults; return;
            case EventKind::fault_resolved: return pay(part(CostKind::fault), ns);
            case EventKind::fault_failed:
                cost.killed = cost.over = true;
                return pay(part(CostKind::fault), ns);
            case EventKind::general_protection: cost.killed = cost.over = true; return;
            case EventKind::io_waited: return pay(part(CostKind::disk), ns);
            case EventKind::access_done:
                cost.over = true;
                return pay(part(CostKind::data), ns);
            default: return;
        }
    }
};

// The core's own clock goes on with these.
bool takes_time(EventKind kind) {
    switch (kind) {
        case EventKind::access_start:
        case EventKind::tlb_hit:
        case EventKind::tlb_miss:
        case EventKind::entry_read:
        case EventKind::fault_resolved:
        case EventKind::fault_failed:
        case EventKind::io_waited:
        case EventKind::access_done: return true;
        default: return false;
    }
}

// The access whose first try began with event `start`, up to `limit`.
AccessCost count_access(const Timeline& timeline, std::uint64_t start, std::uint64_t limit, const std::vector<CostPart>& prices) {
    const Event first = timeline.event(start);
    AccessCost cost;
    cost.va = first.va;
    cost.type = static_cast<hw::AccessType>(first.detail);
    cost.parts = prices;
    cost.end = start + 1;
    Count count{cost};
    std::uint64_t clock = first.start_ns;
    limit = std::min(limit, start + most_events);
    for (std::uint64_t i = start + 1; i < limit && !cost.over; ++i) {
        const EventKind kind = timeline.kind(i);
        if (!takes_time(kind) && kind != EventKind::walk_cache_hit && kind != EventKind::page_fault && kind != EventKind::general_protection) continue;
        const Event event = timeline.event(i);
        if (event.core != first.core) continue;
        if (kind == EventKind::access_start && (event.process != first.process || event.va != first.va)) break;
        // What lies between two of its events, the kernel waited for other cores.
        if (takes_time(kind)) {
            if (event.start_ns > clock) count.pay(count.part(CostKind::others), event.start_ns - clock);
            clock = event.start_ns + event.duration_ns;
        }
        count.take(event);
        cost.end = i + 1;
    }
    return cost;
}

// Event that began the first try of the access that another try, `start`, belongs to.
std::uint64_t first_try(const Timeline& timeline, std::uint64_t start) {
    static const base::KindSet kinds = base::kind_set({EventKind::access_start, EventKind::access_done, EventKind::fault_resolved, EventKind::fault_failed,
                                                       EventKind::general_protection, EventKind::process_created});
    const Event first = timeline.event(start);
    for (;;) {
        const auto repaired = timeline.last_of(kinds, start);
        if (!repaired || timeline.kind(*repaired) != EventKind::fault_resolved || timeline.command_of(*repaired) != timeline.command_of(start)) return start;
        const auto earlier = timeline.last_of(kinds, *repaired);
        if (!earlier || timeline.kind(*earlier) != EventKind::access_start) return start;
        const Event event = timeline.event(*earlier);
        if (event.va != first.va || event.process != first.process || event.core != first.core) return start;
        start = *earlier;
    }
}

CostState found_state(const Timeline& timeline) {
    CostState state;
    const sim::Machine& machine = timeline.machine();
    state.prices = price_list(machine);
    if (!machine.hw.cores[machine.core].tlb.off()) state.hit_ns = std::uint64_t{machine.hw.costs.tlb_ns} + machine.hw.costs.mem_ns;
    const auto last = access_start(timeline);
    if (!last) return state;
    const std::uint64_t start = first_try(timeline, *last);
    state.last = count_access(timeline, start, timeline.position(), state.prices);
    if (const auto earlier = access_start(timeline, start))
        state.before = count_access(timeline, first_try(timeline, *earlier), start, state.prices);
    return state;
}

}  // namespace

const CostState& cost_state(const Timeline& timeline) {
    static Remembered<CostState> found;
    return found.at(timeline, [&](CostState& state) { state = found_state(timeline); });
}

std::string part_of(const hw::PagingFormat& format, const CostPart& part) {
    switch (part.kind) {
        case CostKind::lookup: return "tlb";
        case CostKind::read: return part_of(format, part.level);
        case CostKind::fault: return "fault";
        case CostKind::disk: return "disk";
        case CostKind::others: return "others";
        case CostKind::data: break;
    }
    return "data";
}

std::string_view role_of(const hw::PagingFormat& format, const CostPart& part) {
    switch (part.kind) {
        case CostKind::lookup: return "hit";
        case CostKind::read: return level_role(format, part.level);
        case CostKind::fault: return "kernel";
        case CostKind::disk: return "fault";
        case CostKind::others: return "kernel";
        case CostKind::data: break;
    }
    return "data";
}

std::string name_of(const sim::Machine& machine, const CostPart& part) {
    if (part.kind == CostKind::read) return hw::level_name(machine.hw.format, part.level, machine.level_names);
    return tr("cost.row_" + part_of(machine.hw.format, part));
}

std::string paid_text(const CostPart& part) {
    if (part.times > 1 && part.paid % part.times == 0) return base::dec(part.times) + " × " + base::duration(part.paid / part.times);
    return base::duration(part.paid);
}

// Reads of all levels cost the same and are counted together.
std::string sum_text(const AccessCost& cost) {
    std::string text;
    const auto add = [&](const CostPart& part) {
        if (part.paid > 0) text += (text.empty() ? "" : " + ") + paid_text(part);
    };
    CostPart reads;
    for (const CostPart& part : cost.parts) {
        if (part.kind == CostKind::read) {
            reads.paid += part.paid;
            reads.times += part.times;
            if (part.level == 1) add(reads);
        } else {
            add(part);
        }
    }
    const std::string sum = base::duration(cost.ns);
    return text.empty() || text == sum ? sum : text + " = " + sum;
}

std::vector<CostMark> cost_marks(const sim::Machine& machine) {
    constexpr std::uint64_t nvme_ns = 100'000, hard_disk_ns = 10'000'000;
    return {{tr("cost.mark_memory"), machine.hw.costs.mem_ns}, {tr("cost.mark_ssd"), nvme_ns}, {tr("cost.mark_hard_disk"), hard_disk_ns}};
}

}  // namespace ui
