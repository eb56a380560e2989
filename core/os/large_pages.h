// Large pages of the kernel's own (2 MiB on x86-64): one entry of level 2, a run of frames, one record in
// the books until someone needs a piece of it.
#pragma once

#include "core/os/pages.h"

namespace os {

/// True when the first touch of `va` may map a large page: wanted by the area, which holds all of its
/// addresses, and nothing is mapped there yet.
bool wants_large(const Kernel&, const hw::Hardware&, std::uint32_t process, const Vma& area, VirtAddr va);

/// Gives the large page of `va` a table of small entries for the same frames. False when there is no
/// frame for the table.
bool split_large_page(const Work&, VirtAddr va, const PageEntry&);
/// The same for all its users: then its frames are pages like any other.
bool split_for_all(const Work&, Pfn head, const std::vector<PageUser>& users);
/// Splits what lies across the ends of the range. REQUIRES: split_frames() frames are free.
void split_at_ends(const Work&, Range range);
/// Frames that split_at_ends would take.
std::uint64_t split_frames(const Kernel&, const hw::Hardware&, std::uint32_t process, Range range);

/// Writes the slots of a large page that left into entries of their own. REQUIRES: a frame is free.
void name_slots_of_large(const Work&, VirtAddr va, const std::vector<std::uint32_t>& slots);

}  // namespace os
