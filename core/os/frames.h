// The frame allocator: who owns each page frame of RAM.
//
// Frames are handed out in a scattered order (a fixed stride through RAM): on a real machine
// neighbours in an address space are seldom neighbours in memory, and nothing may rely on it.
// Tables of more than one page take consecutive frames, the highest that are free.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/cow_array.h"
#include "core/base/types.h"

namespace os {

using base::Pfn;

enum class FrameUse : std::uint8_t { free, reserved, table, anonymous, zero_page };
std::string_view to_text(FrameUse use);

struct FrameInfo {
    FrameUse use = FrameUse::free;
    std::uint32_t references = 0;  ///< page table entries that map it (1 for a table)
    std::uint32_t process = 0;     ///< first owner; meaningless when free
    std::uint64_t vpn = 0;         ///< page it was first mapped for; for a table the first it covers
    std::uint8_t level = 0;        ///< of a table; 0 else

    friend bool operator==(const FrameInfo&, const FrameInfo&) = default;
};

class Frames {
public:
    /// RAM of `count` frames of which the first `reserved` are never handed out.
    Frames(std::uint64_t count = 0, std::uint64_t reserved = 0);

    std::uint64_t total() const { return count_; }
    std::uint64_t reserved() const { return reserved_; }
    std::uint64_t free() const { return free_; }
    std::uint64_t used(FrameUse use) const { return used_[static_cast<std::size_t>(use)]; }
    const FrameInfo& info(Pfn pfn) const { return info_.get(pfn.value); }
    FrameInfo& edit(Pfn pfn) { return info_.mut(pfn.value); }

    /// `run` consecutive frames, the first a multiple of `align`, taken; nullopt when there are none.
    /// references starts at 1.
    std::optional<Pfn> allocate(FrameInfo info, std::uint64_t run = 1, std::uint64_t align = 1);
    /// Gives `run` frames back. REQUIRES: they were allocated together.
    void release(Pfn first, std::uint64_t run = 1);

    /// Bytes of memory, ours, that these books do not share with `other`, an earlier or later copy.
    std::size_t bytes_beyond(const Frames& other) const { return info_.bytes_beyond(other.info_); }

    friend bool operator==(const Frames&, const Frames&) = default;

private:
    Pfn nth(std::uint64_t i) const { return {reserved_ + (i * stride_) % (count_ - reserved_)}; }
    bool is_free(Pfn pfn) const { return pfn.value < count_ && info(pfn).use == FrameUse::free && pfn.value >= reserved_; }
    void take(Pfn pfn, const FrameInfo& info);
    std::optional<Pfn> allocate_run(const FrameInfo& info, std::uint64_t run, std::uint64_t align);

    std::uint64_t count_;
    std::uint64_t reserved_;
    std::uint64_t free_;
    std::uint64_t stride_ = 1;
    std::uint64_t next_ = 0;  ///< position in the scattered order where the search goes on
    std::uint64_t used_[5] = {};
    base::CowArray<FrameInfo, 6> info_;
};

}  // namespace os
