// The kernel's own hand on page tables: reads and writes entries in simulated RAM, making tables
// on the way down. Hardware never calls this; it walks (core/hw/mmu.h).
#pragma once

#include <optional>

#include "core/os/kernel.h"

namespace os {

/// Tables still missing between the root and the last level for the page of `va`.
std::uint64_t missing_tables(const hw::Hardware&, const Process&, VirtAddr va);

/// False when an entry on the walk for `va` maps a large page or names a frame that is not the
/// kernel's table for that address: someone wrote it by hand, and the kernel keeps its hands off.
/// (A large page of the kernel's own is no table either; ask page_entry of pages.h first.)
bool tables_intact(const Kernel&, const hw::Hardware&, std::uint32_t process, VirtAddr va);

/// The entries that the kernel's own tables hold for `va`, from the top down: ends early where an
/// entry names no table of the kernel's.
hw::WalkSteps own_walk(const Kernel&, const hw::Hardware&, std::uint32_t process, VirtAddr va);

/// Where the level-1 entry for `va` lies, making the tables that are missing; nullopt when RAM ran
/// out. REQUIRES: tables_intact().
std::optional<PhysAddr> make_entry(Kernel&, hw::Hardware&, std::uint32_t process, VirtAddr va, base::EventSink&);

/// The word of a user page with these permissions; without any it is not present, but keeps its
/// frame. `writable` false: never writable, whatever the permissions (the zero page). level 2 or more: a large
/// page. NX is left out where the processor does not know it.
std::uint64_t leaf_word(const hw::Hardware&, Permissions, Pfn, bool writable, unsigned level = 1);

/// One entry of `process` maps the page no longer: frees it with its last reference, unless the swap
/// cache or the page cache keeps it. Frames that hold no page (an entry written by hand may name any)
/// are left alone. A large page is named by its first frame and is one reference. (pages.cpp)
void drop_reference(Kernel&, hw::Hardware&, std::uint32_t process, Pfn, base::EventSink&);

/// Writes one entry and tells the sink.
void write_entry(hw::Hardware&, std::uint32_t process, VirtAddr va, unsigned level, PhysAddr at, std::uint64_t word,
                 base::EventSink&);

/// Takes the tables below the root that hold no present entry any more in [start, last] out of the
/// tree; their frames go into the gather.
void clear_empty_tables(Kernel&, hw::Hardware&, TlbGather&, VirtAddr start, std::uint64_t last, base::EventSink&);
/// The same, and frees them.
void free_empty_tables(Kernel&, hw::Hardware&, std::uint32_t process, VirtAddr start, std::uint64_t last,
                       base::EventSink&);

/// Where the entry of `level` for `va` lies, making the tables above; nullopt when RAM ran out.
std::optional<PhysAddr> make_entry_of(Kernel&, hw::Hardware&, std::uint32_t process, VirtAddr va, unsigned level, base::EventSink&);

/// A frame filled with zeros, in use from now on; nullopt when RAM is full. Where the disk still
/// writes what it held before, the process waits for that.
std::optional<Pfn> allocate_frame(Kernel&, hw::Hardware&, std::uint32_t process, FrameUse use, VirtAddr va,
                                  unsigned level, base::EventSink&);
void release_frame(Kernel&, hw::Hardware&, std::uint32_t process, Pfn pfn, std::uint64_t run, base::EventSink&,
                   std::uint64_t ready_ns = 0);

/// An event the kernel causes on the core that executes, with what every kernel event shares.
base::Event kernel_event(const hw::Hardware&, std::uint32_t process, base::EventKind kind, VirtAddr va = {});

}  // namespace os
