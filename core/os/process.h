// A process: its virtual memory areas (VMAs), its root table and what it has cost so far.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/types.h"

namespace os {

using base::Asid;
using base::PhysAddr;
using base::VirtAddr;

struct Permissions {
    bool read = true;
    bool write = false;
    bool execute = false;

    friend bool operator==(Permissions, Permissions) = default;
};
/// "rw-", as in /proc/PID/maps.
std::string to_text(Permissions permissions);

/// A virtual memory area: addresses [start, start+bytes) that the process may use.
struct Vma {
    VirtAddr start{};
    std::uint64_t bytes = 0;  ///< a multiple of the page size; start + bytes fits 64 bits
    Permissions permissions;
    std::string name;         ///< "heap", "libc"; may be empty

    std::uint64_t last() const { return start.value + bytes - 1; }
    bool contains(VirtAddr va) const { return va.value - start.value < bytes; }

    friend bool operator==(const Vma&, const Vma&) = default;
};

struct Process {
    std::string name;
    Asid asid{};
    PhysAddr root{};             ///< physical address of the top table (what CR3 gets)
    std::vector<Vma> areas;      ///< sorted by start, not overlapping
    std::uint64_t minor = 0;     ///< page faults repaired without I/O
    std::uint64_t major = 0;     ///< page faults that waited for a disk
    std::uint64_t resident = 0;  ///< pages present (the zero page not counted)
    std::uint64_t tables = 0;    ///< page tables, all levels

    const Vma* area_of(VirtAddr va) const;

    friend bool operator==(const Process&, const Process&) = default;
};

}  // namespace os
