#include "core/hw/mmu.h"

namespace hw {

using base::Event;
using base::EventKind;

std::string_view to_text(AccessType type) {
    return type == AccessType::read ? "read" : type == AccessType::write ? "write" : "fetch";
}

std::string_view to_text(Outcome outcome) {
    return outcome == Outcome::ok ? "ok" : outcome == Outcome::page_fault ? "page_fault" : "general_protection";
}

namespace {

// What the levels passed so far allow: write and user must be granted by all, execution
// forbidden by any.
struct Rights {
    bool write = true;
    bool user = true;
    bool no_execute = false;

    void narrow(const Entry& entry) {
        write = write && entry.write;
        user = user && entry.user;
        no_execute = no_execute || entry.no_execute;
    }
    bool allow(const Hardware& hardware, const AccessRequest& request) const {
        if (request.user && !user) return false;
        if (request.type == AccessType::write && !write && (request.user || hardware.write_protect)) return false;
        return !(request.type == AccessType::fetch && no_execute && hardware.no_execute);
    }
};

template <class Recorder>
class Access {
public:
    Access(Hardware& hardware, unsigned core, const AccessRequest& request, const Recorder& record)
        : hw_(hardware), core_(hardware.cores[core]), core_index_(core), request_(request), record_(record) {}

    Translation run() {
        emit({.kind = EventKind::access_start, .detail = static_cast<std::uint32_t>(request_.type), .before = request_.user});
        if (!hw_.format.is_canonical(request_.va)) {
            result_.outcome = Outcome::general_protection;
            emit({.kind = EventKind::general_protection});
            return result_;
        }
        if (!from_tlb()) walk();
        if (result_.outcome == Outcome::ok)
            emit({.kind = EventKind::access_done, .level = level8(result_.level),
                  .detail = static_cast<std::uint32_t>(request_.type), .pa = result_.pa},
                 hw_.costs.mem_ns);
        return result_;
    }

private:
    static std::uint8_t level8(unsigned level) { return static_cast<std::uint8_t>(level); }

    // Completes an event with what all share and advances the clock by its duration.
    void emit(Event event, std::uint64_t duration_ns = 0) {
        event.core = static_cast<std::uint16_t>(core_index_);
        event.process = core_.process;
        event.va = request_.va;
        event.start_ns = core_.clock_ns;
        event.duration_ns = duration_ns;
        core_.clock_ns += duration_ns;
        record_(event);
    }

    unsigned span_shift(unsigned level) const { return hw_.format.level(level).shift - hw_.format.page_bits; }

    PhysAddr address_in(Pfn pfn, unsigned level) const {
        const std::uint64_t inside = request_.va.value & base::low_mask(hw_.format.level(level).shift);
        return {(pfn.value << hw_.format.page_bits) + inside};
    }

    bool from_tlb() {
        if (core_.tlb.config().entries == 0) return false;
        const Vpn vpn = hw_.format.vpn(request_.va);
        const TlbEntry* entry = nullptr;
        for (unsigned level = 1; level <= hw_.format.level_count && !entry; ++level)
            if (hw_.format.level(level).leaf_allowed) entry = core_.tlb.find(vpn, core_.asid, span_shift(level));
        MissReason reason = MissReason::absent;
        if (entry) {
            const Rights rights{entry->write, entry->user, entry->no_execute};
            const bool needs_dirty = request_.type == AccessType::write && !entry->dirty;
            if (rights.allow(hw_, request_) && !needs_dirty) {
                result_.tlb_hit = true;
                result_.level = entry->level;
                result_.pa = address_in(entry->pfn, entry->level);
                emit({.kind = EventKind::tlb_hit, .level = level8(entry->level), .pa = result_.pa}, hw_.costs.tlb_ns);
                return true;
            }
            reason = needs_dirty && rights.allow(hw_, request_) ? MissReason::not_dirty : MissReason::forbidden;
        }
        emit({.kind = EventKind::tlb_miss, .detail = static_cast<std::uint32_t>(reason)}, hw_.costs.tlb_ns);
        return false;
    }

    void walk() {
        const std::uint64_t began = core_.clock_ns;
        PhysAddr table = core_.root;
        Rights rights;
        for (unsigned level = hw_.format.level_count; level >= 1; --level) {
            const PhysAddr at = entry_address(hw_.format, table, request_.va, level);
            const std::uint64_t word = hw_.ram.read(at, hw_.format.entry.bytes);
            ++result_.reads;
            result_.level = level;
            emit({.kind = EventKind::entry_read, .level = level8(level), .pa = at, .after = word}, hw_.costs.mem_ns);
            result_.walk_ns = core_.clock_ns - began;

            const Entry entry = decode(hw_.format, level, word);
            if (!entry.present) return fault(0);
            if (entry.reserved) return fault(fault_bit::protection | fault_bit::reserved);
            rights.narrow(entry);
            if (entry.leaf) return finish(at, word, entry, level, rights);
            set_bits(at, word, level, false);
            table = {entry.pfn.value << hw_.format.page_bits};
        }
    }

    void finish(PhysAddr at, std::uint64_t word, const Entry& entry, unsigned level, const Rights& rights) {
        if (!rights.allow(hw_, request_)) return fault(fault_bit::protection);
        const bool writes = request_.type == AccessType::write;
        set_bits(at, word, level, writes);
        result_.pa = address_in(entry.pfn, level);
        fill_tlb({.write = rights.write, .user = rights.user, .no_execute = rights.no_execute,
                  .dirty = entry.dirty || writes, .global = entry.global, .level = level, .asid = core_.asid,
                  .vpn = {hw_.format.vpn(request_.va).value >> span_shift(level) << span_shift(level)}, .pfn = entry.pfn});
    }

    // Hardware sets A in every entry used, and D in the leaf on a write, by writing the word back.
    void set_bits(PhysAddr at, std::uint64_t word, unsigned level, bool dirty) {
        std::uint64_t changed = detail::with(word, hw_.format.entry.accessed, true);
        if (dirty) changed = detail::with(changed, hw_.format.entry.dirty, true);
        if (changed == word) return;
        hw_.ram.write(at, hw_.format.entry.bytes, changed);
        emit({.kind = EventKind::entry_updated, .level = level8(level), .pa = at, .before = word, .after = changed});
    }

    void fill_tlb(const TlbEntry& entry) {
        if (core_.tlb.config().entries == 0) return;
        const auto evicted = core_.tlb.insert(entry, span_shift(entry.level));
        if (evicted) emit({.kind = EventKind::tlb_evicted, .level = level8(evicted->level), .before = evicted->vpn.value});
        emit({.kind = EventKind::tlb_fill, .level = level8(entry.level), .pa = result_.pa, .after = entry.pfn.value});
    }

    void fault(std::uint32_t code) {
        if (request_.type == AccessType::write) code |= fault_bit::write;
        if (request_.user) code |= fault_bit::user;
        if (request_.type == AccessType::fetch && hw_.no_execute && hw_.format.entry.no_execute != no_bit)
            code |= fault_bit::fetch;
        result_.outcome = Outcome::page_fault;
        result_.error_code = code;
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
};

}  // namespace

template <class Recorder>
Translation access(Hardware& hardware, unsigned core, const AccessRequest& request, const Recorder& record) {
    return Access<Recorder>(hardware, core, request, record).run();
}

template Translation access(Hardware&, unsigned, const AccessRequest&, const RecordEvents&);
template Translation access(Hardware&, unsigned, const AccessRequest&, const RecordNothing&);

bool invalidate_page(Hardware& hardware, std::size_t core, VirtAddr va, Asid asid) {
    const PagingFormat& format = hardware.format;
    bool any = false;
    for (unsigned level = 1; level <= format.level_count; ++level)
        if (format.level(level).leaf_allowed)
            any = hardware.cores[core].tlb.invalidate(format.vpn(va), asid, format.level(level).shift - format.page_bits) || any;
    return any;
}

std::vector<WalkStep> peek_walk(const Hardware& hardware, PhysAddr root, VirtAddr va) {
    std::vector<WalkStep> steps;
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
