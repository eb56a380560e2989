// The frame allocator: who owns each page frame of RAM.
//
// Frames are handed out in a scattered order (a fixed stride through RAM): on a real machine
// neighbours in an address space are seldom neighbours in memory, and nothing may rely on it.
// Tables of more than one page take consecutive frames, the highest that are free. A large page, of level 2
// or 3, takes an aligned run of frames that the books hold as one record, until the page is split.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "core/base/cow_array.h"
#include "core/base/types.h"
#include "core/hw/format.h"

namespace os {

using base::Pfn;

enum class FrameUse : std::uint8_t { free, reserved, table, anonymous, zero_page, page_cache };
constexpr std::size_t frame_use_count = 6;
std::string_view to_text(FrameUse use);

constexpr Pfn no_frame{~std::uint64_t{0}};
constexpr std::uint32_t no_index = ~std::uint32_t{0};

struct FrameInfo {
    FrameUse use = FrameUse::free;
    std::uint8_t level = 0;        ///< of a table; 0 else
    bool exclusive = false;        ///< anonymous, and only one process can map it: no copy before a write
    bool dirty = false;            ///< its backing (swap slot, file) is older, as far as no entry's D bit says so
    bool accessed = false;         ///< page cache: used without an entry that could say so
    std::uint32_t references = 0;  ///< page table entries that map it (1 for a table)
    std::uint32_t process = 0;     ///< first owner; meaningless when free
    std::uint32_t file = no_index; ///< page cache: of which file
    std::uint32_t slot = 0;        ///< anonymous: the swap slot with a copy of it; 0: none
    std::uint64_t vpn = 0;         ///< page it was first mapped for; for a table the first it covers; for the page
                                   ///< cache the page of the file
    std::uint32_t pool = no_index; ///< which pool reclaim finds it in, and as which page there
    std::uint32_t page = no_index;
    std::uint64_t ready_ns = 0;    ///< a disk is at work on it until then: reads its page, or, when it is free,
                                   ///< still writes what it held

    friend bool operator==(const FrameInfo&, const FrameInfo&) = default;
};

/// Frames of a large page of level 2 or 3 (2 MiB and 1 GiB on x86-64) as a power of two; 0 when the format
/// has none that the kernel uses.
unsigned large_page_bits(const hw::PagingFormat& format, unsigned level = 2);

class Frames {
public:
    /// Four to a leaf: a fault or an eviction changes the records of a few frames that lie anywhere, and a
    /// snapshot pays for every leaf that they lie in.
    using Records = base::CowArray<FrameInfo, 2>;

    /// RAM of `count` frames of which the first `reserved` are never handed out.
    /// A large page is a run of 2^large_bits frames, one of level 3 of 2^huge_bits; 0: there are none.
    Frames(std::uint64_t count = 0, std::uint64_t reserved = 0, unsigned large_bits = 0, unsigned huge_bits = 0);

    std::uint64_t total() const { return count_; }
    std::uint64_t reserved() const { return reserved_; }
    std::uint64_t free() const { return free_; }
    std::uint64_t used(FrameUse use) const { return used_[static_cast<std::size_t>(use)]; }
    /// What is booked for a frame; for one inside a large page, the page's record.
    const FrameInfo& info(Pfn pfn) const {
        for (const Runs& runs : runs_)
            if (runs.count > 0)
                if (const FrameInfo& whole = runs.records.get(pfn.value >> runs.bits); whole.use != FrameUse::free) return whole;
        return info_.get(pfn.value);
    }
    FrameInfo& edit(Pfn pfn) {
        Runs* runs = runs_of(pfn);
        return runs ? runs->records.mut(pfn.value >> runs->bits) : info_.mut(pfn.value);
    }

    /// The first frame from `from` on that may be in use: between them nothing was ever booked. nullopt: none is.
    std::optional<Pfn> next_booked(Pfn from) const;

    /// Of a large page of level 2 or 3, as a power of two; 0: there are none.
    unsigned large_bits(unsigned level = 2) const { return level == 2 || level == 3 ? runs_[level - 2].bits : 0; }
    std::uint64_t large_frames(unsigned level = 2) const { return std::uint64_t{1} << large_bits(level); }
    /// True when `pfn` lies in a large page that the books hold as one record.
    bool is_large(Pfn pfn) const { return runs_of(pfn) != nullptr; }
    /// Frames under the record of `pfn`, and the first of them.
    std::uint64_t frames_of(Pfn pfn) const {
        const Runs* runs = runs_of(pfn);
        return runs ? std::uint64_t{1} << runs->bits : 1;
    }
    Pfn large_head(Pfn pfn) const { return {pfn.value & ~(frames_of(pfn) - 1)}; }
    /// An aligned run of frames as one record; nullopt when no run is free. REQUIRES: large_bits(level) > 0
    std::optional<Pfn> allocate_large(const FrameInfo& info, unsigned level = 2);
    /// True when allocate_large() would find a run.
    bool has_large(unsigned level = 2) const { return find_large(level).has_value(); }
    /// REQUIRES: is_large(head), head is the first of the run.
    void release_large(Pfn head, std::uint64_t ready_ns = 0);
    /// Gives every frame of the run a record of its own, equal but for vpn, which goes on counting.
    /// REQUIRES: the run is of level 2.
    void split_large(Pfn head);

    /// `run` consecutive frames, the first a multiple of `align`, taken; nullopt when there are none.
    /// references starts at 1.
    std::optional<Pfn> allocate(FrameInfo info, std::uint64_t run = 1, std::uint64_t align = 1);
    /// Gives `run` frames back. REQUIRES: they were allocated together.
    /// ready_ns: when what the disk still reads from them is written.
    void release(Pfn first, std::uint64_t run = 1, std::uint64_t ready_ns = 0);

    /// Bytes of memory, ours, that these books do not share with `other`, an earlier or later copy.
    std::size_t bytes_beyond(const Frames& other) const {
        return info_.bytes_beyond(other.info_) + taken_.bytes_beyond(other.taken_) + runs_[0].records.bytes_beyond(other.runs_[0].records) + runs_[1].records.bytes_beyond(other.runs_[1].records);
    }

    /// Calls visit(pfn, ours, theirs) for every frame of whose books something differs.
    template <class Visit>
    void for_each_difference(const Frames& other, Visit&& visit) const {
        info_.for_each_difference(other.info_, [&](std::uint64_t i, const FrameInfo&, const FrameInfo&) { visit(Pfn{i}, info({i}), other.info({i})); });
        for (std::size_t level = 0; level < runs_.size(); ++level)
            runs_[level].records.for_each_difference(other.runs_[level].records, [&](std::uint64_t i, const FrameInfo&, const FrameInfo&) {
                const Pfn head{i << runs_[level].bits};
                visit(head, info(head), other.info(head));
            });
    }

    friend bool operator==(const Frames&, const Frames&) = default;

private:
    /// Large pages of one level.
    struct Runs {
        unsigned bits = 0;                    ///< frames, as a power of two; 0: there are none of this level
        std::uint64_t count = 0;              ///< of the records in use
        std::uint64_t next = 0;               ///< runs below were looked at; a freed frame brings it back down
        Records records;                      ///< by run: frame number >> bits

        friend bool operator==(const Runs&, const Runs&) = default;
    };
    const Runs* runs_of(Pfn pfn) const {
        for (const Runs& runs : runs_)
            if (runs.count > 0 && runs.records.get(pfn.value >> runs.bits).use != FrameUse::free) return &runs;
        return nullptr;
    }
    Runs* runs_of(Pfn pfn) { return const_cast<Runs*>(std::as_const(*this).runs_of(pfn)); }
    bool is_free_run(std::uint64_t first, std::uint64_t frames) const;
    void look_again_from(std::uint64_t pfn);

    /// The frame at a place of the scattered order, and the place of a frame.
    Pfn nth(std::uint64_t place) const { return {reserved_ + (place * stride_) % (count_ - reserved_)}; }
    std::uint64_t place_of(Pfn pfn) const {
        return static_cast<std::uint64_t>(base::u128{pfn.value - reserved_} * unstride_ % (count_ - reserved_));
    }
    void mark(Pfn pfn, bool taken) {
        const std::uint64_t place = place_of(pfn), bit = std::uint64_t{1} << (place % 64);
        std::uint64_t& word = taken_.mut(place / 64);
        word = taken ? word | bit : word & ~bit;
    }
    void go_to_next_free();
    bool is_free(Pfn pfn) const { return pfn.value < count_ && info(pfn).use == FrameUse::free && pfn.value >= reserved_; }
    void take(Pfn pfn, const FrameInfo& info);
    void count(FrameUse from, FrameUse to, std::uint64_t frames);
    std::optional<Pfn> find_large(unsigned level) const;
    std::optional<Pfn> allocate_run(const FrameInfo& info, std::uint64_t run, std::uint64_t align);

    std::uint64_t count_;
    std::uint64_t reserved_;
    std::uint64_t free_;
    std::uint64_t stride_ = 1, unstride_ = 1;  ///< their product is 1, modulo the frames that are not reserved
    std::uint64_t next_ = 0;                   ///< place in the scattered order where the search goes on
    std::uint64_t used_[frame_use_count] = {};
    Records info_;
    base::CowArray<std::uint64_t, 3> taken_;  ///< a bit by place, 64 to a word: its record is in use (not a run's)
    std::array<Runs, 2> runs_;  ///< of level 2, of level 3
};

}  // namespace os
