// What page tables map, as ranges of addresses with the rights of the whole walk: what a process could reach, read from
// the tables alone.
#pragma once

#include <vector>

#include "core/hw/hardware.h"

namespace hw {

/// Neighbouring pages with the same rights.
struct MappedRange {
    VirtAddr start{};
    base::u128 bytes = 0;
    bool read = false, write = false, execute = false;  ///< by whom `user` says
    bool user = false;                                  ///< programs too; else only the kernel
    std::uint64_t entries = 0;                          ///< that map it; a large page is one

    friend bool operator==(const MappedRange&, const MappedRange&) = default;
};

struct Mapped {
    std::vector<MappedRange> ranges;  ///< by address
    base::u128 bytes = 0;             ///< of all of them
    std::uint64_t outside = 0;        ///< entries that name a table where no RAM is
    bool complete = true;             ///< false: there is more than was asked for
};
/// Ends after `most_ranges`, or when `most_reads` entries were read: tables written by hand can name each other.
Mapped mapped_ranges(const Hardware& hardware, PhysAddr root, std::size_t most_ranges, std::uint64_t most_reads);

}  // namespace hw
