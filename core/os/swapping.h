// Pages on their way to swap and back.
#pragma once

#include "core/os/pages.h"

namespace os {

/// The slot that is, or from now on is, the frame's place in swap; nullopt when swap is full or missing.
std::optional<std::uint32_t> slot_for(const Work&, Pfn pfn);
/// Copies the frame to its slot on disk; when that is done.
std::uint64_t write_to_slot(const Work&, Pfn pfn, std::uint32_t slot);
/// The users' entries name the slot now.
void name_slot(const Work&, std::uint32_t slot, const std::vector<PageUser>& users);
/// The frame with the slot's page: from the swap cache, or a frame filled from disk. REQUIRES: a frame
/// is free, or the swap cache has it.
Pfn frame_of_slot(const Work&, std::uint32_t slot, VirtAddr va);
/// Maps the page of a slot in place of the entry that names it; `may`: the area's permissions.
void map_slot(const Work&, VirtAddr va, const PageEntry&, std::uint32_t slot, Permissions may);

}  // namespace os
