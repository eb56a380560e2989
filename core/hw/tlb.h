// The translation lookaside buffers of one core: first-level arrays side by side, second-level ones
// behind them, and the paging-structure caches that shorten the walk.
//
//     fetch --> L1I ---.
//     read  --> L1D ----+-- miss --> L2 -- miss --> walk, from the lowest table a walk cache knows
//     write --> L1D ---'               hit: the L1 array is filled again
#pragma once

#include <string_view>

#include "core/base/result.h"
#include "core/hw/tlb_array.h"

namespace hw {

enum class AccessType : std::uint8_t { read, write, fetch };
std::string_view to_text(AccessType type);

/// One array and what it is for.
struct TlbArrayConfig {
    std::string_view name = "TLB";
    TlbConfig shape;
    unsigned level = 1;            ///< 1: asked first; 2: asked when level 1 misses
    std::uint8_t serves = 7;       ///< bit n: accesses of AccessType n
    std::uint64_t spans = ~std::uint64_t{0};  ///< bit n: holds pages of 2^n base pages
    /// Bit n: pages of 2^n base pages are dealt out over two arrays by the lowest bit of the page's
    /// number; this one takes those where it equals `bank`.
    std::uint64_t banked = 0;
    unsigned bank = 0;

    friend bool operator==(const TlbArrayConfig&, const TlbArrayConfig&) = default;
};

/// All of one core. A single shape means one array that serves everything.
struct TlbPlan {
    static constexpr unsigned max_arrays = 8;
    static constexpr unsigned max_walk_caches = 5;

    constexpr TlbPlan() : TlbPlan(TlbConfig{}) {}
    constexpr TlbPlan(const TlbConfig& one) : count(one.entries > 0 ? 1 : 0) { arrays[0].shape = one; }

    std::array<TlbArrayConfig, max_arrays> arrays;
    unsigned count = 0;
    /// Entries of the cache for entries of level 2, 3, ... that name tables; 0: there is none.
    std::array<unsigned, max_walk_caches> walk_caches{};

    constexpr TlbPlan& add(const TlbArrayConfig& array) {
        arrays[count++] = array;
        return *this;
    }
    friend bool operator==(const TlbPlan&, const TlbPlan&) = default;
};

/// "64x4" (entries x ways), "16" (fully associative), "off"; "64x4-plru", "64x4-random"; a second
/// level behind a plus: "64x4+1024x8".
base::Result<TlbPlan> parse_tlb(std::string_view text);
/// The ways must divide the entries, and `cores` TLBs may have max_tlb_entries together.
base::Status check_tlb(const TlbPlan& plan, std::size_t cores);
constexpr unsigned max_tlb_entries = 1u << 16;

class Tlb {
public:
    explicit Tlb(const TlbPlan& plan = {});

    const TlbPlan& plan() const { return plan_; }
    bool off() const { return arrays_.empty(); }
    bool has_second_level() const { return second_level_; }
    /// The first array: the one for data of the base page size.
    const TlbConfig& config() const { return plan_.arrays[0].shape; }
    const std::vector<TlbEntry>& slots() const;
    const std::vector<TlbArray>& arrays() const { return arrays_; }  ///< as in the plan

    /// Where an access found its translation.
    struct Hit {
        const TlbEntry* entry = nullptr;  ///< nullptr: a miss in all arrays
        unsigned level = 0;               ///< 1 or 2
        unsigned array = 0;
    };
    /// What serves an access of this type, first level first. A found entry counts as used.
    Hit find(Vpn vpn, Asid asid, AccessType type);
    /// The entry of the last find() in this address space, if it was for the same type and address page
    /// (all of the address above the offset) and hit level 1; it counts as used again.
    const TlbEntry* find_again(std::uint64_t page, Asid asid, AccessType type) {
        const Recent& r = recent_[static_cast<std::size_t>(type)];
        if (r.page != page || r.asid != asid.value) return nullptr;
        TlbArray& array = arrays_[r.array];
        array.touch(r.slot);
        return &array.slots()[r.slot];
    }
    /// Lets find_again() answer for `page`, which the hit was found for.
    void remember(const Hit& hit, std::uint64_t page, Asid asid, AccessType type);

    /// The entry in any array, and nothing changes; for panels and tests.
    const TlbEntry* peek(Vpn vpn, Asid asid) const;

    /// Puts what the walk for `vpn` found, or what level 2 holds, into every array of these levels that
    /// serves the type; calls told(array, evicted or nullptr) after each.
    template <class Told>
    void fill(const TlbEntry& entry, Vpn vpn, AccessType type, unsigned from_level, unsigned to_level, Told&& told) {
        forget();
        for (unsigned level = from_level; level <= to_level; ++level) {
            // A page size that no array holds is cached piece by piece.
            const unsigned span = level_takes(level, type, entry.span_shift) ? entry.span_shift : 0;
            TlbEntry part = entry;
            part.vpn = {vpn.value >> span << span};
            part.pfn.value += part.vpn.value - entry.vpn.value;
            for (unsigned i = 0; i < arrays_.size(); ++i) {
                if (plan_.arrays[i].level != level || !takes(i, type, span) || !in_bank(i, part.vpn, span)) continue;
                const auto evicted = arrays_[i].insert(part, span);
                told(i, evicted ? &*evicted : nullptr);
            }
        }
    }

    /// The walk cache for entries of `level` (2 and up) that name tables; nullptr when there is none.
    TlbArray* walk_cache(unsigned level) {
        return level < 2 || level - 2 >= walk_caches_.size() || walk_caches_[level - 2].slots().empty() ? nullptr : &walk_caches_[level - 2];
    }

    /// Drops what the arrays hold for the page of `vpn`, and what the walk caches hold for `asid`, as
    /// INVLPG does; true when an array held something.
    bool invalidate(Vpn vpn, Asid asid);
    void flush_all(bool keep_global);
    void flush_asid(Asid asid);

    friend bool operator==(const Tlb& a, const Tlb& b) {
        return a.plan_ == b.plan_ && a.arrays_ == b.arrays_ && a.walk_caches_ == b.walk_caches_;
    }

private:
    // The slot that answered last. Nothing that could change an answer leaves it standing.
    struct Recent {
        std::uint64_t page = 0;
        std::uint64_t asid = ~std::uint64_t{0};  // no space has it: nothing is remembered
        std::uint32_t array = 0;
        std::uint32_t slot = 0;
    };

    void forget() { recent_ = {}; }
    bool takes(unsigned array, AccessType type, unsigned span) const {
        const TlbArrayConfig& config = plan_.arrays[array];
        return base_bit(config.serves, static_cast<unsigned>(type)) && base_bit(config.spans, span);
    }
    bool level_takes(unsigned level, AccessType type, unsigned span) const;
    static bool base_bit(std::uint64_t word, unsigned bit) { return (word >> bit & 1) != 0; }
    bool in_bank(unsigned array, Vpn vpn, unsigned span) const {
        const TlbArrayConfig& config = plan_.arrays[array];
        return !base_bit(config.banked, span) || (vpn.value >> span & 1) == config.bank;
    }

    TlbPlan plan_;
    std::vector<TlbArray> arrays_;
    std::vector<TlbArray> walk_caches_;  // [0]: for entries of level 2
    bool second_level_ = false;
    std::array<Recent, 3> recent_;
};

}  // namespace hw
