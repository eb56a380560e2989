// Swap: slots on a disk, each holding one page that has no frame, or a copy of one that has.
//
//     entry in RAM:  | present = 0 | slot number |     (swap_word)
//
// A slot lives while an entry names it or a frame is its copy (the swap cache). A page that was read
// back keeps its slot: as long as it is not written, it can leave again without being written to disk.
// Slot 0 is never used, as on Linux, where the area's header lies there: a word of 0 means no page.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/cow_array.h"
#include "core/hw/entry.h"
#include "core/hw/ram.h"
#include "core/os/frames.h"

namespace os {

struct Slot {
    std::uint32_t entries = 0;   ///< page table entries that name it
    bool exclusive = false;      ///< only one process can name it
    bool taken = false;
    Pfn frame = no_frame;        ///< the swap cache: the frame with the same page; no_frame when there is none

    friend bool operator==(const Slot&, const Slot&) = default;
};

class Swap {
public:
    Swap() = default;
    Swap(std::uint64_t slots, std::uint64_t page_bytes) : slots_(slots), device((slots + 1) * page_bytes) {}

    std::uint64_t slots() const { return slots_; }  ///< 0: there is no swap
    std::uint64_t used() const { return used_; }
    std::uint64_t free() const { return slots_ - used_; }
    const Slot& slot(std::uint32_t number) const { return info_.get(number); }
    /// REQUIRES: the slot is taken.
    Slot& edit(std::uint32_t number) { return info_.mut(number); }
    bool holds(std::uint64_t number) const { return number >= 1 && number <= slots_ && info_.get(number).taken; }

    /// A slot that is now taken; nullopt when all are.
    std::optional<std::uint32_t> allocate();
    void release(std::uint32_t number);

    friend bool operator==(const Swap&, const Swap&) = default;

private:
    std::uint64_t slots_ = 0;
    std::uint64_t used_ = 0;
    std::uint64_t next_ = 0;
    base::CowArray<Slot, 6> info_;

public:
    hw::Ram device;  ///< what the slots hold, page after page
};

/// Most slots that a word of this format can name; 0 when it has no bit left to tell a slot from a
/// page that `protect none` keeps.
std::uint64_t most_slots(const hw::PagingFormat& format);
/// A last-level word that names a swap slot. REQUIRES: 1 <= slot <= most_slots(format)
std::uint64_t swap_word(const hw::PagingFormat& format, std::uint64_t slot);
/// The slot that a last-level word names; nullopt when it names a page or nothing.
std::optional<std::uint64_t> slot_of(const hw::PagingFormat& format, std::uint64_t word);

}  // namespace os
