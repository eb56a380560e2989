// A set-associative translation lookaside buffer with ASID tags, global entries and LRU.
//
//     virtual page number:  | tag ............ | set index |     sets = entries / ways
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/types.h"

namespace hw {

using base::Asid;
using base::Pfn;
using base::Vpn;

struct TlbConfig {
    unsigned entries = 64;  ///< 0 switches the TLB off
    unsigned ways = 4;      ///< divides entries; equal to entries: fully associative

    friend bool operator==(const TlbConfig&, const TlbConfig&) = default;
};

/// "64x4" (entries x ways), "16" (fully associative) or "off".
base::Result<TlbConfig> parse_tlb(std::string_view text);
/// The ways must divide the entries, and `cores` TLBs may have max_tlb_entries together.
base::Status check_tlb(const TlbConfig& config, std::size_t cores);
constexpr unsigned max_tlb_entries = 1u << 16;

/// A cached translation with the permissions of the whole walk (ANDed over the levels).
struct TlbEntry {
    bool valid = false;
    bool write = false;
    bool user = false;
    bool no_execute = false;
    bool dirty = false;  ///< the page table's D was set when this was filled
    bool global = false;
    unsigned level = 1;  ///< of the leaf; above 1 the entry covers a large page
    unsigned span_shift = 0;  ///< 2^span_shift base pages; Tlb::insert sets it. A page of another size is another tag
    Asid asid{};
    Vpn vpn{};  ///< in units of the base page, aligned to the page mapped
    Pfn pfn{};
    std::uint64_t used = 0;  ///< stamp of the last use, for LRU

    friend bool operator==(const TlbEntry&, const TlbEntry&) = default;
};

class Tlb {
public:
    explicit Tlb(TlbConfig config = {}) : config_(config), slots_(config.entries) {}

    const TlbConfig& config() const { return config_; }
    const std::vector<TlbEntry>& slots() const { return slots_; }  ///< set s: slots [s*ways, (s+1)*ways)
    unsigned sets() const { return config_.ways ? config_.entries / config_.ways : 0; }

    /// The entry for `vpn` when a page of 2^span_shift base pages may hold it; nullptr on a miss.
    /// A found entry becomes the most recently used.
    const TlbEntry* find(Vpn vpn, Asid asid, unsigned span_shift = 0);
    /// The same without the change of recency.
    const TlbEntry* peek(Vpn vpn, Asid asid, unsigned span_shift = 0) const;
    /// Puts `entry` in its set, over an equal tag or the least recently used; the entry evicted.
    std::optional<TlbEntry> insert(TlbEntry entry, unsigned span_shift = 0);

    /// Drops the translation of `vpn` for `asid`, global or not; true when there was one.
    bool invalidate(Vpn vpn, Asid asid, unsigned span_shift = 0);
    void flush_all(bool keep_global);
    void flush_asid(Asid asid);

    friend bool operator==(const Tlb&, const Tlb&) = default;

private:
    unsigned set_of(Vpn vpn, unsigned span_shift) const { return static_cast<unsigned>((vpn.value >> span_shift) % sets()); }
    const TlbEntry* lookup(Vpn vpn, Asid asid, unsigned span_shift) const;

    TlbConfig config_;
    std::vector<TlbEntry> slots_;
    std::uint64_t clock_ = 0;
};

}  // namespace hw
