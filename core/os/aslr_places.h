// Where a part of a program can lie: the layout that given draws make, and the lowest of all places.
#pragma once

#include "core/os/aslr.h"

namespace os {

/// What is drawn for a layout: pages, and bytes for the stack pointer. Data moves with text, vdso with libc.
struct Draws {
    std::uint64_t text = 0;   ///< up
    std::uint64_t heap = 0;   ///< up, from the end of the data
    std::uint64_t libc = 0;   ///< down
    std::uint64_t stack = 0;  ///< down
    std::uint64_t fine = 0;   ///< bytes, down
};
/// The layout of these draws. REQUIRES: none of them is more than the rules allow; none at all with `off`
Layout place_layout(const AslrRules& rules, AslrMode mode, const ProgramShape& shape, const Draws& draws);
/// The lowest address at which a region can begin; the heap's with the program where it is lowest.
base::VirtAddr lowest_place(const AslrRules& rules, AslrMode mode, const ProgramShape& shape, Region region);

}  // namespace os
