// The translation lookaside buffers of one core: first-level arrays side by side, second-level ones
// behind them, and the paging-structure caches that shorten the walk.
//
//     fetch --> L1I ---.
//     read  --> L1D ----+-- miss --> L2 -- miss --> walk, from the lowest table a walk cache knows
//     write --> L1D ---'               hit: the L1 array is filled again
#pragma once

#include <memory>
#include <string_view>

#include "core/base/packed_words.h"
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
    const std::vector<TlbArray>& walk_caches() const { return walk_caches_; }  ///< as in the plan

    /// True when array number `array` holds pages of 2^span_shift base pages that are accessed so: all, or those of its bank.
    bool takes(unsigned array, AccessType type, unsigned span_shift) const {
        const TlbArrayConfig& config = plan_.arrays[array];
        return base_bit(config.serves, static_cast<unsigned>(type)) && base_bit(config.spans, span_shift);
    }
    /// True when array number `array` is where a page of 2^span_shift base pages goes that is accessed so.
    bool holds(unsigned array, Vpn vpn, unsigned span_shift, AccessType type) const { return takes(array, type, span_shift) && in_bank(array, vpn, span_shift); }

    /// Where an access found its translation.
    struct Hit {
        const TlbEntry* entry = nullptr;  ///< nullptr: a miss in all arrays
        unsigned level = 0;               ///< 1 or 2
        unsigned array = 0;
    };
    /// What serves an access of this type, first level first. A found entry counts as used.
    Hit find(Vpn vpn, Asid asid, AccessType type);
    /// What find() would give at level 1 for `page` (all of the address above the offset), when remember()
    /// was told of it, nothing changed since, and the entry has the bit of TlbEntry::allowed: a few
    /// comparisons. It counts as used again.
    const TlbEntry* find_again(std::uint64_t page, Asid asid, AccessType type, unsigned allowed_bit);
    /// find_again() many times.
    class Run;
    /// Lets find_again() answer for `page`, which the hit was found for.
    void remember(const Hit& hit, std::uint64_t page, Asid asid, AccessType type);

    /// The entry in any array, and nothing changes; for panels and tests.
    const TlbEntry* peek(Vpn vpn, Asid asid) const;

    /// Puts what the walk for `vpn` found, or what level 2 holds, into every array of these levels that
    /// serves the type; calls told(array, evicted or nullptr) after each. `missed`: the levels, counted from 1, in which
    /// the access found nothing for the page.
    template <class Told>
    void fill(const TlbEntry& entry, Vpn vpn, AccessType type, unsigned missed, unsigned to_level, Told&& told) {
        // A new base page changes no other page's answer; a large page, or a second entry, might.
        if (missed == 0 || entry.span_shift > 0) forget();
        for (unsigned level = 1; level <= to_level; ++level) {
            // A page size that no array holds is cached piece by piece.
            unsigned span = entry.span_shift;
            unsigned arrays = taking(level, type, span);
            if (arrays == 0) arrays = taking(level, type, span = 0);
            TlbEntry part = entry;
            part.vpn = {vpn.value >> span << span};
            part.pfn.value += part.vpn.value - entry.vpn.value;
            if (part.mapped_shift < entry.span_shift) part.mapped_shift = entry.span_shift;
            for (; arrays != 0; arrays &= arrays - 1) {
                const auto i = static_cast<unsigned>(__builtin_ctz(arrays));
                if (!in_bank(i, part.vpn, span)) continue;
                const auto evicted = level <= missed ? arrays_[i].insert_missed(part, span) : arrays_[i].insert(part, span);
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

    /// Bytes of memory, ours, of what the arrays hold.
    std::size_t bytes() const;
    /// For a copy that is kept for later: what it holds is taken out and packed. Until it is put back it is of no use.
    struct Packed {
        base::PackedItems<TlbEntry> slots;
        base::PackedItems<std::uint64_t> used;
        std::size_t bytes() const { return slots.bytes() + used.bytes(); }
    };
    Packed take_contents();
    void put_back(const Packed& packed);

    friend bool operator==(const Tlb& a, const Tlb& b) {
        return a.plan_ == b.plan_ && a.arrays_ == b.arrays_ && a.walk_caches_ == b.walk_caches_;
    }

private:
    // Which slot answered for a page lately. No part of the machine's state: it only saves the search, so
    // a copy starts without, and equality does not ask.
    static constexpr std::size_t recent_pages = 128;
    struct Recent {
        std::uint64_t page = 0;
        const TlbEntry* entry = nullptr;
        TlbArray* array = nullptr;
        std::uint32_t fill = 0;  // the entry's, or the slot holds another one now
        std::uint32_t slot = 0;
    };
    using RecentPages = std::array<std::array<Recent, recent_pages>, 3>;
    struct RecentTable {
        RecentTable() = default;
        RecentTable(const RecentTable&) {}
        RecentTable& operator=(const RecentTable&) {
            table.reset();
            return *this;
        }
        std::unique_ptr<RecentPages> table;
        Asid asid{};
        bool empty = false;  // forget() has nothing to do
    };

    void forget();
    /// Bit i: array i is of the level and takes() that.
    unsigned taking(unsigned level, AccessType type, unsigned span) const {
        return span == 0 ? base_arrays_[level - 1][static_cast<std::size_t>(type)] : find_taking(level, type, span);
    }
    unsigned find_taking(unsigned level, AccessType type, unsigned span) const;
    static bool base_bit(std::uint64_t word, unsigned bit) { return (word >> bit & 1) != 0; }
    bool in_bank(unsigned array, Vpn vpn, unsigned span) const {
        const TlbArrayConfig& config = plan_.arrays[array];
        return !base_bit(config.banked, span) || (vpn.value >> span & 1) == config.bank;
    }

    TlbPlan plan_;
    std::vector<TlbArray> arrays_;
    std::vector<TlbArray> walk_caches_;  // [0]: for entries of level 2
    bool second_level_ = false;
    // By level and type of access: the arrays that find() asks, and those that take base pages; bit i: array i.
    std::array<std::array<unsigned, 3>, 2> asked_{}, base_arrays_{};
    RecentTable recent_;
};

/// While it lives nothing else may use the TLB: what a lookup counts as used is noted when it ends.
class Tlb::Run {
public:
    Run(Tlb& tlb, Asid asid) : pages_(tlb.recent_.asid == asid ? tlb.recent_.table.get() : nullptr) {}
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    ~Run() { turn_to(nullptr); }

    const TlbEntry* find_again(std::uint64_t page, AccessType type, unsigned allowed_bit) {
        if (!pages_) return nullptr;
        const Recent& r = (*pages_)[static_cast<std::size_t>(type)][page % recent_pages];
        if (r.page != page || r.entry->fill != r.fill || !base_bit(r.entry->allowed, allowed_bit)) return nullptr;
        if (r.array != array_) turn_to(r.array);
        if (stamps_) stamps_[r.slot] = ++clock_;
        else array_->touch(r.slot);
        return r.entry;
    }

private:
    // The clock of the array that answers now: in a register, which memory would make each lookup wait for the one before.
    void turn_to(TlbArray* array) {
        if (stamps_) array_->set_clock(clock_);
        array_ = array;
        stamps_ = array ? array->stamps() : nullptr;
        clock_ = array ? array->clock() : 0;
    }

    const RecentPages* pages_;
    TlbArray* array_ = nullptr;
    std::uint64_t* stamps_ = nullptr;
    std::uint64_t clock_ = 0;
};

inline const TlbEntry* Tlb::find_again(std::uint64_t page, Asid asid, AccessType type, unsigned allowed_bit) {
    return Run(*this, asid).find_again(page, type, allowed_bit);
}

}  // namespace hw
