#include "core/hw/mmu.h"

#include <array>

#include "core/hw/rights.h"

namespace hw {

using base::Event;
using base::EventKind;

std::string_view to_text(AccessType type) {
    return type == AccessType::read ? "read" : type == AccessType::write ? "write" : "fetch";
}

std::string_view to_text(Outcome outcome) {
    return outcome == Outcome::ok ? "ok" : outcome == Outcome::page_fault ? "page_fault" : "general_protection";
}

std::string_view to_text(FaultCause cause) {
    static constexpr std::array<std::string_view, 6> names{"none", "absent", "bad_address", "reserved", "permission", "mark"};
    return names[static_cast<std::size_t>(cause)];
}

std::uint32_t fault_code(const PagingFormat& format, const Translation& fault, AccessType type) {
    if (format.architecture == Architecture::x86) return fault.error_code;
    if (format.architecture == Architecture::riscv) return type == AccessType::fetch ? 12 : type == AccessType::read ? 13 : 15;
    // ARM counts levels from the root down to 3. Level -1 has codes of its own: 0b101001, 0b101011.
    const bool size = fault.cause == FaultCause::reserved;
    if (fault.level > 4) return size ? 0b101001 : 0b101011;
    const std::uint32_t kind = size ? 0 : fault.cause == FaultCause::mark ? 8 : fault.cause == FaultCause::permission ? 12 : 4;
    return kind + 4 - fault.level;
}

namespace {

Switches switches_of(const Hardware& hw) {
    const Architecture architecture = hw.format.architecture;
    const bool x86 = architecture == Architecture::x86;
    return {hw.write_protect || !x86, hw.no_execute || !x86, architecture};
}

template <class Recorder>
class Access {
public:
    Access(Hardware& hardware, unsigned core, const AccessRequest& request, const Recorder& record)
        : hw_(hardware), core_(hardware.cores[core]), core_index_(core), request_(request), record_(record) {}

    Translation run() {
        emit({.kind = EventKind::access_start, .detail = static_cast<std::uint32_t>(request_.type), .before = request_.user});
        if (!hw_.format.is_canonical(request_.va)) {
            bad_address();
            return result_;
        }
        if (!from_tlb()) walk();
        return finished();
    }

private:
    static std::uint8_t level8(unsigned level) { return static_cast<std::uint8_t>(level); }

    // Completes an event with what all share and advances the clock by its duration.
    void emit(Event event, std::uint64_t duration_ns = 0) {
        if constexpr (records_events<Recorder>) {
            event.core = static_cast<std::uint16_t>(core_index_);
            event.process = core_.process;
            event.va = request_.va;
            event.start_ns = core_.clock_ns;
            event.duration_ns = duration_ns;
        }
        core_.clock_ns += duration_ns;
        record_(event);
    }

    Translation finished() {
        if (result_.outcome == Outcome::ok)
            emit({.kind = EventKind::access_done, .level = level8(result_.level),
                  .detail = static_cast<std::uint32_t>(request_.type), .pa = result_.pa},
                 hw_.costs.mem_ns);
        return result_;
    }

    void bad_address() {
        if (hw_.format.architecture == Architecture::x86 && hw_.format.canonical == CanonicalRule::sign_extended) {
            result_.outcome = Outcome::general_protection;
            emit({.kind = EventKind::general_protection});
            return;
        }
        result_.level = hw_.format.level_count;
        fault(FaultCause::bad_address);
    }

    PhysAddr address_in(Pfn pfn, unsigned span_shift) const {
        const std::uint64_t inside = request_.va.value & base::low_mask(hw_.format.page_bits + span_shift);
        return {(pfn.value << hw_.format.page_bits) + inside};
    }

    void hit(const TlbEntry& entry, unsigned tlb_level, std::uint64_t duration_ns) {
        result_.tlb_hit = true;
        result_.tlb_level = tlb_level;
        core_.l2_hits += tlb_level == 2;
        result_.level = entry.level;
        result_.pa = hw::address_in(entry, request_.va, hw_.format.page_bits);
        emit({.kind = EventKind::tlb_hit, .level = level8(entry.level), .detail = tlb_level, .pa = result_.pa}, duration_ns);
    }

    bool from_tlb() {
        if (core_.tlb.off()) return false;
        const Vpn vpn = hw_.format.vpn(request_.va);
        const Tlb::Hit found = core_.tlb.find(vpn, core_.asid, request_.type);
        missed_ = found.entry ? found.level - 1 : 2;
        const std::uint64_t both = hw_.costs.tlb_ns + (core_.tlb.has_second_level() ? hw_.costs.l2_tlb_ns : 0);
        if (!found.entry) {
            emit({.kind = EventKind::tlb_miss, .detail = static_cast<std::uint32_t>(MissReason::absent)}, both);
            return false;
        }
        const TlbEntry& entry = *found.entry;
        const std::uint64_t spent = found.level == 1 ? hw_.costs.tlb_ns : both;
        if (!base::test_bit(entry.allowed, access_bit(hw_.write_protect, hw_.no_execute, request_.type, request_.user))) {
            const Rights rights{entry.read, entry.write, entry.user, entry.no_execute, entry.kernel_no_execute};
            const MissReason reason = allows(rights, switches_of(hw_), request_.type, request_.user) ? MissReason::not_dirty : MissReason::forbidden;
            emit({.kind = EventKind::tlb_miss, .detail = static_cast<std::uint32_t>(reason)}, spent);
            return false;
        }
        hit(entry, found.level, spent);
        if (found.level == 2) fill_tlb(entry, 1);
        else if (!records_events<Recorder>) core_.tlb.remember(found, request_.va.value >> hw_.format.page_bits, core_.asid, request_.type);
        return true;
    }

    // Where the walk starts: at the root, or at the lowest table that a paging-structure cache knows.
    struct Start {
        unsigned level;
        PhysAddr table;
        Rights rights;
    };
    Start start(PhysAddr root) {
        const Vpn vpn = hw_.format.vpn(request_.va);
        for (unsigned level = 2; level <= hw_.format.level_count; ++level) {
            TlbArray* cache = core_.tlb.walk_cache(level);
            const TlbEntry* known = cache ? cache->find(vpn, core_.asid, span_shift(level)) : nullptr;
            if (!known) continue;
            const PhysAddr table{known->pfn.value << hw_.format.page_bits};
            emit({.kind = EventKind::walk_cache_hit, .level = level8(level - 1), .pa = table});
            return {level - 1, table, {known->read, known->write, known->user, known->no_execute, known->kernel_no_execute}};
        }
        return {hw_.format.level_count, root, {}};
    }

    unsigned span_shift(unsigned level) const { return hw_.format.level(level).shift - hw_.format.page_bits; }

    void walk() {
        PhysAddr root = core_.root;
        if (hw_.format.uses_high_root(request_.va)) {
            if (!core_.high_root) {
                result_.level = hw_.format.level_count;
                return fault(FaultCause::absent);
            }
            root = *core_.high_root;
        }
        const std::uint64_t began = core_.clock_ns;
        auto [level, table, rights] = start(root);
        for (;; --level) {
            const PhysAddr at = entry_address(hw_.format, table, request_.va, level);
            const std::uint64_t word = hw_.ram.read(at, hw_.format.entry.bytes);
            ++result_.reads;
            result_.level = level;
            emit({.kind = EventKind::entry_read, .level = level8(level), .pa = at, .after = word}, hw_.costs.mem_ns);
            result_.walk_ns = core_.clock_ns - began;

            const Entry entry = decode(hw_.format, level, word);
            if (!entry.present) return fault(FaultCause::absent);
            if (breaks_rules(hw_, entry.reserved, word)) return fault(FaultCause::reserved);
            rights.narrow(entry);
            if (entry.leaf) return finish(at, word, entry, level, rights);
            set_bits(at, word, entry, level, false);
            table = {entry.pfn.value << hw_.format.page_bits};
            remember_table(level, entry.pfn, rights);
        }
    }

    void remember_table(unsigned level, Pfn table, const Rights& rights) {
        TlbArray* cache = core_.tlb.walk_cache(level);
        if (cache) cache->insert_missed(entry_for(table, level, rights), span_shift(level));  // or the walk would have begun below
    }

    TlbEntry entry_for(Pfn pfn, unsigned level, const Rights& rights) const {
        TlbEntry entry;
        entry.read = rights.read;
        entry.write = rights.write;
        entry.user = rights.user;
        entry.no_execute = rights.no_execute;
        entry.kernel_no_execute = rights.kernel_no_execute;
        entry.level = level;
        entry.asid = core_.asid;
        entry.vpn = hw_.format.vpn(request_.va);
        entry.pfn = pfn;
        return entry;
    }

    void finish(PhysAddr at, std::uint64_t word, const Entry& entry, unsigned level, const Rights& rights) {
        const EntryLayout& layout = hw_.format.entry;
        const bool writes = request_.type == AccessType::write;
        const bool keeps_dirty = layout.dirty != no_bit || layout.dirty_tracking != no_bit;
        const bool unmarked = hw_.format.marks_by_fault && (!entry.accessed || (writes && layout.dirty != no_bit && !entry.dirty));
        if (unmarked && hw_.format.architecture == Architecture::arm) return fault(FaultCause::mark);  // comes first there
        if (!allows(rights, switches_of(hw_), request_.type, request_.user)) return fault(FaultCause::permission);
        if (unmarked) return fault(FaultCause::mark);
        set_bits(at, word, entry, level, writes);

        const bool napot = hw_.format.architecture == Architecture::riscv;
        const unsigned span = span_shift(level);
        result_.pa = address_in(entry.pfn, napot ? span + entry.run_bits : span);
        TlbEntry cached = entry_for(entry.pfn, level, rights);
        cached.dirty = entry.dirty || writes || !keeps_dirty;
        cached.global = entry.global;
        cached.allowed = allowed_accesses(rights, hw_.format.architecture, cached.dirty);
        cached.span_shift = span;
        // A run may be cached as one page, when its frames lie as its pages do.
        const std::uint64_t inside = base::low_mask(span + entry.run_bits);
        if (entry.run_bits > 0 && (napot || ((entry.pfn.value ^ cached.vpn.value) & inside & ~base::low_mask(span)) == 0)) {
            cached.span_shift = span + entry.run_bits;
            cached.pfn.value &= ~inside;
        }
        cached.vpn.value &= ~base::low_mask(cached.span_shift);
        cached.mapped_shift = cached.span_shift;
        if (!core_.tlb.off()) fill_tlb(cached, 2);
    }

    // Hardware sets A in every entry used, and D in the leaf on a write, by writing the word back.
    void set_bits(PhysAddr at, std::uint64_t word, const Entry& entry, unsigned level, bool dirty) {
        if (hw_.format.marks_by_fault) return;
        const std::uint64_t changed = marked(hw_.format, level, entry, word, dirty);
        if (changed == word) return;
        hw_.ram.write(at, hw_.format.entry.bytes, changed);
        emit({.kind = EventKind::entry_updated, .level = level8(level), .pa = at, .before = word, .after = changed});
    }

    // Into level 1, and into level 2 when the walk brings it.
    void fill_tlb(const TlbEntry& entry, unsigned to_level) {
        core_.tlb.fill(entry, hw_.format.vpn(request_.va), request_.type, missed_, to_level, [&](unsigned array, const TlbEntry* evicted) {
            if (evicted) emit({.kind = EventKind::tlb_evicted, .level = level8(evicted->level), .detail = array, .before = evicted->vpn.value});
            emit({.kind = EventKind::tlb_fill, .level = level8(entry.level), .detail = array, .pa = result_.pa, .after = entry.pfn.value});
        });
    }

    void fault(FaultCause cause) {
        std::uint32_t code = cause == FaultCause::absent || cause == FaultCause::bad_address ? 0 : fault_bit::protection;
        if (cause == FaultCause::reserved) code |= fault_bit::reserved;
        if (request_.type == AccessType::write) code |= fault_bit::write;
        if (request_.user) code |= fault_bit::user;
        const bool tells_fetches = hw_.format.entry.no_execute != no_bit || hw_.format.entry.execute != no_bit;
        if (request_.type == AccessType::fetch && switches_of(hw_).no_execute && tells_fetches) code |= fault_bit::fetch;
        result_.outcome = Outcome::page_fault;
        result_.error_code = code;
        result_.cause = cause;
        core_.fault_address = request_.va;
        // A page fault also drops what the TLB held for the address (SDM 3A section 4.10.4.1).
        invalidate_page(hw_, core_index_, request_.va, core_.asid);
        emit({.kind = EventKind::page_fault, .level = level8(result_.level), .detail = code});
    }

    Hardware& hw_;
    Core& core_;
    unsigned core_index_;
    const AccessRequest& request_;
    const Recorder& record_;
    Translation result_;
    unsigned missed_ = 2;  // levels of the TLB, from 1, that held nothing for the page
};

}  // namespace

template <class Recorder>
Translation access(Hardware& hardware, unsigned core, const AccessRequest& request, const Recorder& record) {
    return Access<Recorder>(hardware, core, request, record).run();
}

template Translation access(Hardware&, unsigned, const AccessRequest&, const RecordEvents&);
template Translation access(Hardware&, unsigned, const AccessRequest&, const RecordNothing&);
template Translation access(Hardware&, unsigned, const AccessRequest&, const RecordCounts&);

namespace {

struct Found {
    PhysAddr pa;
    Rights rights;
};

// The walk without its side effects; nullopt where it ends in a fault whatever the access.
std::optional<Found> find_in_tables(const Hardware& hardware, PhysAddr root, VirtAddr va) {
    const PagingFormat& format = hardware.format;
    if (!format.is_canonical(va) || format.uses_high_root(va)) return std::nullopt;
    Rights rights;
    PhysAddr table = root;
    for (unsigned level = format.level_count;; --level) {
        const Entry entry = decode(format, level, hardware.ram.read(entry_address(format, table, va, level), format.entry.bytes));
        if (!entry.present || entry.reserved) return std::nullopt;
        rights.narrow(entry);
        table = {entry.pfn.value << format.page_bits};
        if (!entry.leaf) continue;
        // A run of RISC-V names the first of its frames.
        const unsigned run_bits = format.architecture == Architecture::riscv ? entry.run_bits : 0;
        return Found{table + (va.value & base::low_mask(format.level(level).shift + run_bits)), rights};
    }
}

}  // namespace

TableAnswer ask_tables(const Hardware& hardware, PhysAddr root, const AccessRequest& request) {
    const auto found = find_in_tables(hardware, root, request.va);
    if (!found) return {};
    return {true, allows(found->rights, switches_of(hardware), request.type, request.user), found->pa};
}

TableRights ask_table_rights(const Hardware& hardware, PhysAddr root, VirtAddr va) {
    const auto found = find_in_tables(hardware, root, va);
    if (!found) return {};
    return {true, found->pa, allowed_accesses(found->rights, hardware.format.architecture, true)};
}

Translation unrecorded_access(Hardware& hardware, unsigned core, AccessRequest request) {
    return access(hardware, core, request, RecordNothing{});
}

bool invalidate_page(Hardware& hardware, std::size_t core, VirtAddr va, Asid asid) {
    return hardware.cores[core].tlb.invalidate(hardware.format.vpn(va), asid);
}

WalkSteps peek_walk(const Hardware& hardware, PhysAddr root, VirtAddr va) {
    WalkSteps steps;
    PhysAddr table = root;
    for (unsigned level = hardware.format.level_count; level >= 1; --level) {
        const PhysAddr at = entry_address(hardware.format, table, va, level);
        const std::uint64_t word = hardware.ram.read(at, hardware.format.entry.bytes);
        steps.push_back({level, table, at, word});
        const Entry entry = decode(hardware.format, level, word);
        if (!entry.present || entry.leaf) break;
        table = {entry.pfn.value << hardware.format.page_bits};
    }
    return steps;
}

}  // namespace hw
