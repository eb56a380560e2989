// The kernel's own half of every address space, for who asks for one (`kernel ADDRESS SIZE`).
//
//     root of A:   | A's tables          | kernel half --+
//     root of B:   | B's tables          | kernel half --+--> tables that all of them share
//     model root:  | nothing             | kernel half --+
//
// A root gets the entries of the model's upper half when it is made (Linux: swapper_pg_dir). U/S is
// clear at every level, so a program faults there; the kernel, entered by a system call or a fault,
// goes on without loading another root. G is set: a switch need not drop these translations. The
// pages lie in the frames that RAM keeps back for the kernel, and nothing reclaims them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/events.h"
#include "core/base/result.h"
#include "core/hw/hardware.h"
#include "core/os/process.h"

namespace os {

struct Kernel;
struct Range;

struct KernelSpace {
    PhysAddr root{};              ///< the model root; meaningless while there are no areas
    std::vector<Vma> areas;       ///< sorted by start, not overlapping
    std::uint64_t pages = 0;      ///< of all areas: so many of the reserved frames are named
    std::uint64_t tables = 0;     ///< shared ones, the model root included

    const Vma* area_of(VirtAddr va) const;

    friend bool operator==(const KernelSpace&, const KernelSpace&) = default;
};

/// The first address of the kernel's half; 0 when the format has none under the same root
/// (ARM keeps it under a root of its own, TTBR1).
std::uint64_t kernel_start(const hw::PagingFormat& format);

/// Pages in the kernel's half that are not mapped yet, and no more than it has frames for.
base::Status check_kernel_range(const Kernel&, const hw::PagingFormat&, const Range&);
/// Maps pages of the kernel's own, now, in every address space that is or will be. On an error nothing
/// has changed.
base::Status map_kernel(Kernel&, hw::Hardware&, const Range&, Permissions, std::string name, base::EventSink&);

/// Takes NX out of the kernel's entries, or puts it back, as the processor knows it now.
void renew_kernel_no_execute(Kernel&, hw::Hardware&, base::EventSink&);

/// Gives the fresh root of `process` its upper half.
void share_kernel_half(Kernel&, hw::Hardware&, std::uint32_t process, base::EventSink&);

}  // namespace os
