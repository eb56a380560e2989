// The kernel: builds page tables in RAM, and repairs page faults.
//
// map   makes a VMA and nothing else; frames come at the first touch (demand paging):
//       a read maps the one shared zero page, a write a fresh zeroed frame.
// unmap clears the entries, then drops them from every TLB, and only then frees the frames.
//
// In this order: kernel.cpp processes, areas.cpp map unmap protect advise, fault.cpp the fault ladder,
// fork.cpp, program.cpp, kernel_space.cpp, file_cache.cpp, swapping.cpp, large_pages.cpp, pools.cpp, eviction.cpp,
// referenced.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/events.h"
#include "core/base/result.h"
#include "core/hw/mmu.h"
#include "core/os/disk.h"
#include "core/os/files.h"
#include "core/os/frames.h"
#include "core/os/kernel_space.h"
#include "core/os/process.h"
#include "core/os/reclaim.h"
#include "core/os/swap.h"
#include "core/os/tags.h"
#include "core/os/threads.h"

namespace os {

enum class FaultOutcome : std::uint8_t {
    zero_page_mapped,    ///< first touch by a read: the shared page of zeros, read-only
    frame_mapped,        ///< first touch by a write: a fresh zeroed frame
    zero_page_replaced,  ///< a write to the zero page: the process gets a frame of its own
    page_copied,         ///< a write to a page that others map too: the process gets a copy (copy-on-write)
    page_reused,         ///< a write to a page that was shared: nobody else is left, so no copy
    file_page_mapped,    ///< the page cache had the page: mapped, with its cached neighbours for a read
    file_page_read,      ///< the page cache did not: read from disk, then mapped
    file_page_copied,    ///< a write to a private file mapping: a copy of the file's page
    file_page_dirtied,   ///< a write to a shared file page that was mapped clean
    swapped_in,          ///< the page was in swap: read from disk
    swap_cache_mapped,   ///< the page was on its way to or from swap: still in a frame
    large_page_mapped,   ///< first touch where huge pages are wanted: one entry, a run of frames
    large_zero_mapped,   ///< the same by a read: the shared large page of zeros
    marked,              ///< the page was there: the kernel set A or D, which this processor leaves to it
    spurious,            ///< the tables allow the access: the TLB entry was stale
    segv_maperr,         ///< no VMA holds the address (SIGSEGV, SEGV_MAPERR)
    segv_accerr,         ///< the VMA forbids the access (SIGSEGV, SEGV_ACCERR)
    segv_kernel,         ///< general protection: the address is not canonical (SIGSEGV, SI_KERNEL)
    bus_adrerr,          ///< the page lies behind the end of the file (SIGBUS, BUS_ADRERR)
    out_of_memory,       ///< no frame, or the process was killed to get one
    bad_table,           ///< a reserved bit is set: someone wrote a broken entry
};
std::string_view to_text(FaultOutcome outcome);
/// True when the instruction can be restarted.
bool is_resolved(FaultOutcome outcome);

struct Kernel {
    Frames frames;
    std::vector<Process> processes;
    Pfn zero_page = no_frame;     ///< no_frame: not made yet
    Pfn large_zero = no_frame;    ///< the same, a large page
    std::uint64_t next_asid = 1;  ///< tag of the next process
    std::vector<Thread> threads;  ///< of all processes that are alive
    Tags tags;
    ShootdownState shootdown;
    KernelSpace space;            ///< the kernel's half of every address space; empty until it is asked for
    std::vector<File> files;
    Swap swap;
    Disk disk;                    ///< files and swap lie on it
    Reclaim reclaim;
    AslrMode aslr = AslrMode::on;  ///< how exec places programs

    friend bool operator==(const Kernel&, const Kernel&) = default;
};

/// A range of addresses a command names. REQUIRES of every user: page-aligned, see check_range.
struct Range {
    VirtAddr start{};
    std::uint64_t bytes = 0;
};
/// Aligned to pages, inside the format's user half, not empty; the error says what to write.
base::Status check_range(const hw::PagingFormat& format, Range range);

// Every function below checks first and acts then: on an error nothing has changed.

/// Makes a process with an empty address space (one root table). Its index is returned.
base::Result<std::uint32_t> create_process(Kernel&, hw::Hardware&, std::string name, base::EventSink&);

/// What `map` is asked for.
struct Mapping {
    Range range;
    Permissions permissions{true, true, false};
    std::string name = {};
    bool populate = false;  ///< also maps every page now, for writing where that is allowed
    AreaKind kind = AreaKind::anonymous;
    std::uint32_t file = no_file;
    std::uint64_t file_page = 0;
    std::uint64_t stack_limit = 0;  ///< of a stack, bytes
    HugeAdvice huge = HugeAdvice::none;
    unsigned page_level = 1;        ///< 2 or 3: of large pages alone, see Vma
};
/// The level whose pages have `bytes`, for Mapping::page_level; the error lists the sizes there are.
base::Result<unsigned> page_level_of(const Kernel&, const hw::PagingFormat&, base::u128 bytes);
/// Makes a VMA.
base::Status map(Kernel&, hw::Hardware&, std::uint32_t process, const Mapping&, base::EventSink&);
/// The same for zeros.
inline base::Status map(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, Range range, Permissions permissions, std::string name,
                        bool populate, base::EventSink& sink) {
    return map(kernel, hardware, process, Mapping{.range = range, .permissions = permissions, .name = std::move(name), .populate = populate}, sink);
}
/// Removes all or part of the VMAs in the range. Error when none is there. `stop`: holds the TLB
/// shootdown after that stage, for continue_shootdown() to finish.
base::Status unmap(Kernel&, hw::Hardware&, std::uint32_t process, Range, base::EventSink&, ShootdownStop stop = ShootdownStop::none);
/// Changes the permissions of mapped addresses. Error when a part of the range is not mapped.
base::Status protect(Kernel&, hw::Hardware&, std::uint32_t process, Range, Permissions, base::EventSink&);

/// Switches EFER.NXE on all cores. The kernel takes NX out of its entries, or puts it back; in one that a hand
/// wrote it becomes a reserved bit.
void set_no_execute(Kernel&, hw::Hardware&, bool on, base::EventSink&);

/// madvise: what the process says about its pages. dontneed drops them: the next touch finds zeros, or
/// the file. populate_* touches every page now; the faults count.
enum class Advice : std::uint8_t { dontneed, populate_read, populate_write, hugepage, nohugepage };
std::string_view to_text(Advice advice);
base::Status advise(Kernel&, hw::Hardware&, std::uint32_t process, Range, Advice, base::EventSink&);

/// Clears the accessed bit of every page of the process, and drops its translations so that the next
/// access sets it again: what is clear later was not used meanwhile (Linux: /proc/PID/clear_refs).
base::Status clear_referenced(Kernel&, hw::Hardware&, std::uint32_t process, base::EventSink&);

/// A copy of `parent` that shares its pages until one of them writes. Its index is returned.
base::Result<std::uint32_t> fork(Kernel&, hw::Hardware&, std::uint32_t parent, std::string name, base::EventSink&);
/// Drops the address space and starts with an empty one.
base::Status exec(Kernel&, hw::Hardware&, std::uint32_t process, base::EventSink&);
/// The same with a small program: text and data of the file `program`, `libc` of the file of that name
/// (both made when missing), heap, vdso and stack, at places drawn as `kernel.aslr` says. (program.cpp)
base::Status exec_program(Kernel&, hw::Hardware&, std::uint32_t process, base::Rng&, base::EventSink&);
/// The process ends; everything that only it used is free. `killed`: by the kernel.
void exit(Kernel&, hw::Hardware&, std::uint32_t process, bool killed, base::EventSink&);

/// Makes a file of this size. Its index is returned.
base::Result<std::uint32_t> create_file(Kernel&, const hw::Hardware&, std::string name, std::uint64_t bytes);
/// Writes the dirty pages of the page cache to disk (of one file, or no_file: all); they stay cached.
void sync_files(Kernel&, hw::Hardware&, std::uint32_t file, base::EventSink&);
/// Brings a file into the page cache, as a process does that reads all of it. Error when RAM cannot hold it.
base::Status cache_file(Kernel&, hw::Hardware&, std::uint32_t process, std::uint32_t file, base::EventSink&);
/// Drops the cached pages that are clean and not mapped.
void drop_caches(Kernel&, hw::Hardware&, base::EventSink&);

/// Gives the kernel `slots` swap slots. Error while slots are in use, or when the format cannot name so many.
base::Status swap_on(Kernel&, const hw::Hardware&, std::uint64_t slots);
/// Brings everything back from swap and removes it. Error when RAM cannot hold it.
base::Status swap_off(Kernel&, hw::Hardware&, base::EventSink&);

/// Takes up to `count` frames from their pages; how many it got.
std::uint64_t reclaim(Kernel&, hw::Hardware&, std::uint32_t process, std::uint64_t count, base::EventSink&);
/// The policy from now on. Pages that are resident are admitted to it in the order of their frames.
base::Status set_policy(Kernel&, hw::Hardware&, std::string_view name, const PolicyOptions&, base::EventSink&);
void set_local_reclaim(Kernel&, hw::Hardware&, bool local, base::EventSink&);
/// The frames that the pages of a process may have while reclaim is local (0: any number); takes what is too much.
void set_frame_limit(Kernel&, hw::Hardware&, std::uint32_t process, std::uint64_t limit, base::EventSink&);
/// The frames that its pages have: those of its pool while reclaim is local, else its resident pages.
std::uint64_t frames_charged(const Kernel&, std::uint32_t process);
/// Takes all the frames of its pages that can be had, as when a whole process is swapped out; how many.
std::uint64_t swap_out(Kernel&, hw::Hardware&, std::uint32_t process, base::EventSink&);
/// Makes a group, or changes its limit (bytes in frames; 0: none).
std::uint32_t set_group(Kernel&, hw::Hardware&, const std::string& name, std::uint64_t limit, base::EventSink&);
/// The process's next pages are charged to the group.
void join_group(Kernel&, std::uint32_t process, std::uint32_t group);
/// Tells the policy of an access that succeeded; only policies that see every access want to know.
void note_access(Kernel&, hw::Hardware&, std::uint32_t process, base::PhysAddr pa);
/// True when the policy is one of those.
bool sees_every_access(const Kernel&);

/// Handles the page fault that `core` just took at `request.va` with `error_code`.
FaultOutcome handle_fault(Kernel&, hw::Hardware&, unsigned core, const hw::AccessRequest&, std::uint32_t error_code,
                          base::EventSink&);

/// Lets `process` run on `core`: loads its root and tag. While there are tags enough that flushes
/// only what a shootdown took away while the core ran something else.
void switch_to(Kernel&, hw::Hardware&, unsigned core, std::uint32_t process, base::EventSink&);
/// Nothing runs on `core` any more: the address space that it had loaded ends.
void leave_address_space(Kernel&, hw::Hardware&, unsigned core);

}  // namespace os
