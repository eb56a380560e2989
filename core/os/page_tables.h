// The kernel's own hand on page tables: reads and writes entries in simulated RAM, making tables
// on the way down. Hardware never calls this; it walks (core/hw/mmu.h).
#pragma once

#include <optional>

#include "core/os/kernel.h"

namespace os {

/// Tables still missing between the root and the last level for the page of `va`.
std::uint64_t missing_tables(const hw::Hardware&, const Process&, VirtAddr va);

/// Where the level-1 entry for `va` lies; nullopt when a table on the way is missing.
std::optional<PhysAddr> find_entry(const hw::Hardware&, const Process&, VirtAddr va);

/// The same, making the tables that are missing; nullopt when RAM ran out.
std::optional<PhysAddr> make_entry(Kernel&, hw::Hardware&, std::uint32_t process, VirtAddr va, base::EventSink&);

/// Writes one entry and tells the sink.
void write_entry(hw::Hardware&, std::uint32_t process, VirtAddr va, unsigned level, PhysAddr at, std::uint64_t word,
                 base::EventSink&);

/// Frees the tables below the root that hold no present entry any more in [start, last].
void free_empty_tables(Kernel&, hw::Hardware&, std::uint32_t process, VirtAddr start, std::uint64_t last,
                       base::EventSink&);

/// A frame filled with zeros, in use from now on; nullopt when RAM is full.
std::optional<Pfn> allocate_frame(Kernel&, hw::Hardware&, std::uint32_t process, FrameUse use, VirtAddr va,
                                  unsigned level, base::EventSink&);
void release_frame(Kernel&, hw::Hardware&, std::uint32_t process, Pfn pfn, std::uint64_t run, base::EventSink&);

/// An event the kernel causes on core 0's clock, with what every kernel event shares.
base::Event kernel_event(const hw::Hardware&, std::uint32_t process, base::EventKind kind, VirtAddr va = {});

}  // namespace os
