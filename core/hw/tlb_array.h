// One set-associative array of translations: tags, LRU, tree-PLRU or random replacement.
//
//     virtual page number:  | tag ............ | set index |     sets = entries / ways
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/base/rng.h"
#include "core/base/types.h"

namespace hw {

using base::Asid;
using base::Pfn;
using base::Vpn;

enum class TlbPolicy : std::uint8_t {
    lru,        ///< the least recently used entry of the set makes room
    tree_plru,  ///< a binary tree of bits over the ways points away from what was used last
    random,     ///< any entry of the set, from a seeded generator
};

/// The shape of one array.
struct TlbConfig {
    unsigned entries = 64;  ///< 0 switches it off
    unsigned ways = 4;      ///< divides entries; equal to entries: fully associative
    TlbPolicy policy = TlbPolicy::lru;

    friend bool operator==(const TlbConfig&, const TlbConfig&) = default;
};

/// A cached translation with the permissions of the whole walk (ANDed over the levels).
struct TlbEntry {
    bool valid = false;
    bool read = true;
    bool write = false;
    bool user = false;
    bool no_execute = false;
    bool kernel_no_execute = false;
    bool dirty = false;  ///< the page table's D was set when this was filled
    bool global = false;
    unsigned level = 1;  ///< of the leaf; above 1 the page mapped is large
    unsigned span_shift = 0;    ///< this entry answers for 2^span_shift base pages; TlbArray::insert sets it
    unsigned mapped_shift = 0;  ///< the page mapped has 2^mapped_shift; more than this entry's when no array holds such pages
    std::uint32_t fill = 0;     ///< number of the fill that brought it, counted by its array
    std::uint32_t allowed = 0;  ///< the accesses that need no walk, see access_bit in mmu.h
    Asid asid{};
    Vpn vpn{};  ///< in units of the base page, aligned to the span
    Pfn pfn{};

    friend bool operator==(const TlbEntry&, const TlbEntry&) = default;
};

class TlbArray {
public:
    /// `banked`, bit n: the lowest bit of the number of a page of 2^n base pages chose this array
    /// among two and is no part of the index.
    explicit TlbArray(TlbConfig config = {}, std::uint64_t seed = 1, std::uint64_t banked = 0);

    const TlbConfig& config() const { return config_; }
    const std::vector<TlbEntry>& slots() const { return slots_; }  ///< set s: slots [s*ways, (s+1)*ways)
    unsigned sets() const { return sets_; }
    /// How many of the slots are valid; and of these, how many hold pages of 2^span_shift base pages.
    std::uint32_t held() const;
    std::uint32_t held(unsigned span_shift) const { return count_[span_shift]; }
    /// The set that a page of 2^span_shift base pages goes to. REQUIRES: the array has entries
    unsigned set_of(Vpn vpn, unsigned span_shift = 0) const { return static_cast<unsigned>(first_slot(vpn.value >> span_shift, span_shift) / config_.ways); }

    static constexpr std::uint32_t none = ~std::uint32_t{0};

    /// The slot whose entry answers for `vpn`, or none. Nothing changes.
    std::uint32_t slot_of(Vpn vpn, Asid asid, unsigned span_shift) const;
    /// The same for pages of any size that the array holds now.
    std::uint32_t slot_of(Vpn vpn, Asid asid) const;
    /// The entry of the slot was used: the replacement policy is told.
    void touch(std::uint32_t slot) {
        if (config_.policy == TlbPolicy::lru) used_[slot] = ++clock_;
        else if (config_.policy == TlbPolicy::tree_plru) touch_tree(slot);
    }

    /// For many touches in a row: LRU's stamps by slot, and its clock, which the caller counts on and sets in the end.
    /// nullptr: the policy keeps none.
    std::uint64_t* stamps() { return config_.policy == TlbPolicy::lru ? used_.data() : nullptr; }
    std::uint64_t clock() const { return clock_; }
    void set_clock(std::uint64_t clock) { clock_ = clock; }

    /// The entry for `vpn` when a page of 2^span_shift base pages may hold it; nullptr on a miss.
    /// A found entry counts as used.
    const TlbEntry* find(Vpn vpn, Asid asid, unsigned span_shift = 0);
    /// The same without the use.
    const TlbEntry* peek(Vpn vpn, Asid asid, unsigned span_shift = 0) const;
    /// Puts `entry` in its set, over an equal tag or what the policy gives up; the entry evicted.
    std::optional<TlbEntry> insert(const TlbEntry& entry, unsigned span_shift = 0);
    /// The same for what a lookup has just missed. REQUIRES: slot_of(entry.vpn, entry.asid, span_shift) == none
    std::optional<TlbEntry> insert_missed(const TlbEntry& entry, unsigned span_shift = 0);

    /// Drops the translation of `vpn` for `asid`, global or not; true when there was one.
    bool invalidate(Vpn vpn, Asid asid, unsigned span_shift = 0);
    /// Drops every entry made from the page that holds `vpn`, whatever the page's size.
    bool invalidate_any(Vpn vpn, Asid asid);
    void flush_all(bool keep_global);
    void flush_asid(Asid asid);

    /// Bytes of memory, ours, of what it holds.
    std::size_t bytes() const { return slots_.size() * (sizeof(TlbEntry) + sizeof(Key)) + used_.size() * sizeof(used_[0]) + tree_.size(); }
    /// Moves what it holds to the end of `slots` and `used`; until it is put back the array is of no use.
    void take_contents(std::vector<TlbEntry>& slots, std::vector<std::uint64_t>& used);
    /// Takes back what is its own from the begin of both. REQUIRES: it was taken
    void put_back(std::span<const TlbEntry>& slots, std::span<const std::uint64_t>& used);

    friend bool operator==(const TlbArray&, const TlbArray&) = default;

private:
    // What a lookup compares, apart from what a hit gives: two cache lines for eight ways.
    struct Key {
        std::uint64_t vpn = 0;
        std::uint64_t space = 0;  // asid (all ones: global) above span_shift + 1; 0: empty
        friend bool operator==(const Key&, const Key&) = default;
    };
    static Key key_of(const TlbEntry& entry) {
        return entry.valid ? Key{entry.vpn.value, space_of(entry.global ? global_asid : entry.asid.value, entry.span_shift)} : Key{};
    }
    static std::uint64_t space_of(std::uint64_t asid, unsigned span_shift) { return asid << 8 | (span_shift + 1); }
    static constexpr std::uint64_t global_asid = ~std::uint64_t{0} >> 8;

    std::size_t first_slot(std::uint64_t page, unsigned span_shift) const {
        page >>= banked_ >> span_shift & 1;
        return static_cast<std::size_t>(set_mask_ ? page & (sets_ - 1) : page % sets_) * config_.ways;
    }
    std::uint32_t victim_in(std::size_t first);
    std::uint32_t tree_victim(std::size_t first) const;
    void touch_tree(std::uint32_t slot);
    void put(std::uint32_t slot, const TlbEntry& entry, unsigned span_shift);
    void uncount(const TlbEntry& entry);
    void clear(std::size_t slot);

    TlbConfig config_;
    std::uint64_t banked_ = 0;
    unsigned sets_ = 0;
    bool set_mask_ = false;      // sets_ is a power of two
    unsigned tree_leaves_ = 1;   // ways, rounded up to a power of two
    std::vector<Key> keys_;
    std::vector<TlbEntry> slots_;
    std::vector<std::uint64_t> used_;  // LRU: stamp of the last use; 0: the slot is empty
    std::vector<std::uint8_t> tree_;   // tree-PLRU: per set, node n's children are 2n+1 and 2n+2; 1: the victim is right
    std::uint64_t clock_ = 0;
    std::uint32_t fills_ = 0;
    base::Rng rng_;
    std::array<std::uint32_t, 64> count_{};  // entries by span_shift
    std::uint64_t spans_ = 0;                // bit n: count_[n] > 0
    std::uint32_t pieces_ = 0;               // entries that hold a piece of a larger page
};

}  // namespace hw
