#include "core/hw/tlb.h"

#include "core/base/text.h"

namespace hw {

base::Result<TlbConfig> parse_tlb(std::string_view text) {
    if (text == "off") return TlbConfig{0, 1};
    const auto parts = base::split(text, 'x');
    const auto entries = base::parse_number(parts.front()), ways = base::parse_number(parts.back());
    if (!entries || !ways || parts.size() > 2)
        return base::Error{"'" + std::string(text) + "' does not describe a TLB", "write 64x4 (entries x ways), 16 (fully associative) or off"};
    // What does not fit is too large in any case; check_tlb says so.
    const auto narrow = [](base::u128 n) { return n > ~0u ? ~0u : static_cast<unsigned>(n); };
    return TlbConfig{narrow(*entries), narrow(*ways)};
}

base::Status check_tlb(const TlbConfig& config, std::size_t cores) {
    if (config.entries > max_tlb_entries / cores)
        return base::Error{"a TLB of " + base::grouped(config.entries) + " entries" + (cores > 1 ? " on each core" : "") + " is too large",
                           "the most is " + base::grouped(max_tlb_entries / cores)};
    if (config.entries > 0 && (config.ways == 0 || config.entries % config.ways != 0))
        return base::Error{"the ways of a TLB must divide its entries", "write 64x4: 64 entries in 4 ways"};
    return base::Done{};
}

const TlbEntry* Tlb::lookup(Vpn vpn, Asid asid, unsigned span_shift) const {
    if (slots_.empty()) return nullptr;
    const Vpn tag{vpn.value >> span_shift << span_shift};
    const TlbEntry* set = &slots_[std::size_t{set_of(vpn, span_shift)} * config_.ways];
    for (unsigned way = 0; way < config_.ways; ++way) {
        const TlbEntry& e = set[way];
        if (e.valid && e.vpn == tag && e.span_shift == span_shift && (e.global || e.asid == asid)) return &e;
    }
    return nullptr;
}

const TlbEntry* Tlb::peek(Vpn vpn, Asid asid, unsigned span_shift) const { return lookup(vpn, asid, span_shift); }

const TlbEntry* Tlb::find(Vpn vpn, Asid asid, unsigned span_shift) {
    auto* entry = const_cast<TlbEntry*>(lookup(vpn, asid, span_shift));
    if (entry) entry->used = ++clock_;
    return entry;
}

std::optional<TlbEntry> Tlb::insert(TlbEntry entry, unsigned span_shift) {
    if (slots_.empty()) return std::nullopt;
    entry.valid = true;
    entry.span_shift = span_shift;
    entry.used = ++clock_;
    if (auto* same = const_cast<TlbEntry*>(lookup(entry.vpn, entry.asid, span_shift))) {
        *same = entry;
        return std::nullopt;
    }
    TlbEntry* set = &slots_[std::size_t{set_of(entry.vpn, span_shift)} * config_.ways];
    TlbEntry* victim = &set[0];
    for (unsigned way = 0; way < config_.ways; ++way) {
        if (!set[way].valid) {
            victim = &set[way];
            break;
        }
        if (set[way].used < victim->used) victim = &set[way];
    }
    const TlbEntry old = *victim;
    *victim = entry;
    return old.valid ? std::optional(old) : std::nullopt;
}

bool Tlb::invalidate(Vpn vpn, Asid asid, unsigned span_shift) {
    // A global entry and one of the address space may both answer for the page.
    bool any = false;
    while (auto* entry = const_cast<TlbEntry*>(lookup(vpn, asid, span_shift))) {
        *entry = {};
        any = true;
    }
    return any;
}

void Tlb::flush_all(bool keep_global) {
    for (TlbEntry& e : slots_)
        if (!(keep_global && e.global)) e = {};
}

void Tlb::flush_asid(Asid asid) {
    for (TlbEntry& e : slots_)
        if (e.asid == asid && !e.global) e = {};
}

}  // namespace hw
