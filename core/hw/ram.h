// Simulated physical memory: sparse, byte-addressed, little-endian, copied in O(1).
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/base/bits.h"
#include "core/base/cow_array.h"
#include "core/base/types.h"

namespace hw {

using base::PhysAddr;

class Ram {
public:
    explicit Ram(std::uint64_t bytes = 0) : bytes_(bytes) {}

    std::uint64_t bytes() const { return bytes_; }
    [[gnu::always_inline]] bool contains(PhysAddr pa, std::uint64_t count) const {
        return pa.value < bytes_ && count <= bytes_ - pa.value;
    }

    /// The word of `count` bytes (1, 2, 4 or 8) at `pa`. Where no memory answers, zero.
    /// REQUIRES: pa is a multiple of count.
    std::uint64_t read(PhysAddr pa, unsigned count) const {
        if (!contains(pa, count)) return 0;
        const std::uint64_t word = words_.get(pa.value >> 3);
        return (word >> shift_of(pa)) & base::low_mask(8 * count);
    }

    /// Writes the word; a write where no memory answers is lost, as on a bus.
    /// REQUIRES: pa is a multiple of count (1, 2, 4 or 8).
    void write(PhysAddr pa, unsigned count, std::uint64_t value) {
        if (!contains(pa, count)) return;
        std::uint64_t& word = words_.mut(pa.value >> 3);
        const unsigned shift = shift_of(pa);
        word = base::insert(word, shift + 8 * count - 1, shift, value);
    }

    /// Fills `count` bytes from `pa` with zeros; memory never written is not touched.
    void zero(PhysAddr pa, std::uint64_t count) {
        const std::uint64_t end = pa.value + count;
        for (std::uint64_t at = pa.value; at < end;) {
            const auto written = words_.next_written(at >> 3);
            if (!written) return;
            at = std::max(at, *written << 3);
            if (at >= end) return;
            const bool whole = at % 8 == 0 && end - at >= 8;
            if (words_.get(at >> 3) != 0) write({at}, whole ? 8 : 1, 0);
            at += whole ? 8 : 1;
        }
    }

    /// Copies `count` bytes to where nothing but zeros are; only memory that was ever written is touched.
    /// REQUIRES: everything is a multiple of 8; both ranges lie in RAM and do not overlap.
    void copy_to_zeros(PhysAddr from, PhysAddr to, std::uint64_t count) {
        const std::uint64_t end = (from.value + count) >> 3;
        for (std::uint64_t at = from.value >> 3; at < end; ++at) {
            const auto written = words_.next_written(at);
            if (!written || *written >= end) return;
            at = *written;
            if (const std::uint64_t word = words_.get(at); word != 0) words_.mut((to.value >> 3) + (at - (from.value >> 3))) = word;
        }
    }

    /// Bytes of memory, ours, that this RAM does not share with `other`, an earlier or later copy.
    std::size_t bytes_beyond(const Ram& other) const { return words_.bytes_beyond(other.words_); }

    /// For a copy that is kept for later: what no other copy has is taken out and packed. Until it is put back it reads as zeros.
    using Packed = base::CowArray<std::uint64_t>::PackedLeaves;
    Packed take_unshared() { return words_.take_unshared(); }
    void put_back(const Packed& packed) { words_.put_back(packed); }

    /// Calls visit(address, ours, theirs) for every aligned eight bytes that differ, in order.
    template <class Visit>
    void for_each_difference(const Ram& other, Visit&& visit) const {
        words_.for_each_difference(other.words_, [&](std::uint64_t i, std::uint64_t ours, std::uint64_t theirs) { visit(PhysAddr{i << 3}, ours, theirs); });
    }

    friend bool operator==(const Ram&, const Ram&) = default;

private:
    [[gnu::always_inline]] static unsigned shift_of(PhysAddr pa) { return 8 * static_cast<unsigned>(pa.value & 7); }

    std::uint64_t bytes_;
    base::CowArray<std::uint64_t> words_;  // one item = 8 bytes; a leaf = 4 KiB
};

}  // namespace hw
