// A process: its virtual memory areas (VMAs), its root table and what it has cost so far.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/types.h"
#include "core/os/aslr.h"
#include "core/os/frames.h"
#include "core/os/shootdown.h"

namespace os {

using base::Asid;
using base::PhysAddr;
using base::VirtAddr;

struct Permissions {
    bool read = true;
    bool write = false;
    bool execute = false;

    bool any() const { return read || write || execute; }
    friend bool operator==(Permissions, Permissions) = default;
};
/// "rw-", as in /proc/PID/maps.
std::string to_text(Permissions permissions);

/// Where the content of an area comes from at the first touch.
enum class AreaKind : std::uint8_t {
    anonymous,     ///< zeros
    stack,         ///< zeros; grows down when an address below it is touched
    private_file,  ///< a file; what is written stays with the process (copy-on-write)
    shared_file,   ///< a file; what is written is written to the file
};
std::string_view to_text(AreaKind kind);

/// What madvise said about huge pages.
enum class HugeAdvice : std::uint8_t { none, wanted, unwanted };

constexpr std::uint32_t no_file = ~std::uint32_t{0};

/// A virtual memory area: addresses [start, start+bytes) that the process may use.
struct Vma {
    VirtAddr start{};
    std::uint64_t bytes = 0;  ///< a multiple of the page size; start + bytes fits 64 bits
    Permissions permissions = {};
    std::string name = {};    ///< "heap", "libc"; may be empty
    AreaKind kind = AreaKind::anonymous;
    HugeAdvice huge = HugeAdvice::none;
    /// Holds, or held, pages of the process's own: what fork copies (Linux: the area has an anon_vma).
    bool has_anonymous = false;
    std::uint32_t file = no_file;    ///< index of the file; no_file when there is none
    std::uint64_t file_page = 0;     ///< page of the file at `start`
    std::uint64_t stack_limit = 0;   ///< bytes a stack may grow to
    unsigned page_level = 1;         ///< of the entries that map its pages; more: `huge=SIZE` asked for it
                                     ///< (MAP_HUGETLB), and its pages are never split nor reclaimed

    std::uint64_t last() const { return start.value + bytes - 1; }
    bool contains(VirtAddr va) const { return va.value - start.value < bytes; }
    bool is_file() const { return file != no_file; }
    bool is_shared() const { return kind == AreaKind::shared_file; }

    friend bool operator==(const Vma&, const Vma&) = default;
};

constexpr std::uint32_t no_group = ~std::uint32_t{0};

struct Process {
    std::string name;
    Asid asid{};
    PhysAddr root{};             ///< physical address of the top table (what CR3 gets)
    bool alive = true;           ///< false after exit or a kill; the name is free again
    std::vector<Vma> areas;      ///< sorted by start, not overlapping
    std::optional<Layout> layout;  ///< where exec placed the parts of its program; none in a space that began empty
    std::uint64_t minor = 0;     ///< page faults repaired without I/O
    std::uint64_t major = 0;     ///< page faults that waited for a disk
    std::uint64_t resident = 0;  ///< pages present (the zero page not counted)
    std::uint64_t resident_file = 0;  ///< of these, pages of the page cache
    std::uint64_t swapped = 0;   ///< pages whose entry names a swap slot
    std::uint64_t huge = 0;      ///< large pages mapped (each counts as many pages in `resident`)
    std::uint64_t tables = 0;    ///< page tables, all levels
    CoreUse tlb;                 ///< the cores that may hold its translations
    std::uint32_t group = no_group;        ///< limits its frames; see os::Group
    std::uint32_t pool = 0;                ///< where reclaim finds its pages; see os::Pool
    std::uint64_t blocked_until_ns = 0;    ///< waits for a disk until then
    Pfn awaited = no_frame;                ///< brought in for an access that is blocked: stays until that is made
    std::uint64_t frame_limit = 0;         ///< frames its pages may have while reclaim is local; 0: no limit

    const Vma* area_of(VirtAddr va) const;
    Vma* area_of(VirtAddr va);

    friend bool operator==(const Process&, const Process&) = default;
};

}  // namespace os
