// The kernel: builds page tables in RAM, and repairs page faults.
//
// map   makes a VMA and nothing else; frames come at the first touch (demand paging):
//       a read maps the one shared zero page, a write a fresh zeroed frame.
// unmap clears the entries, then drops them from every TLB, and only then frees the frames.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/events.h"
#include "core/base/result.h"
#include "core/hw/mmu.h"
#include "core/os/frames.h"
#include "core/os/process.h"
#include "core/os/threads.h"

namespace os {

enum class FaultOutcome : std::uint8_t {
    zero_page_mapped,   ///< first touch by a read: the shared page of zeros, read-only
    frame_mapped,       ///< first touch by a write: a fresh zeroed frame
    zero_page_replaced, ///< a write to the zero page: the process gets a frame of its own
    marked,             ///< the page was there: the kernel set A or D, which this processor leaves to it
    spurious,           ///< the tables allow the access: the TLB entry was stale
    segv_maperr,        ///< no VMA holds the address (SIGSEGV, SEGV_MAPERR)
    segv_accerr,        ///< the VMA forbids the access (SIGSEGV, SEGV_ACCERR)
    out_of_memory,      ///< no free frame
    bad_table,          ///< a reserved bit is set: someone wrote a broken entry
};
std::string_view to_text(FaultOutcome outcome);
/// True when the instruction can be restarted.
bool is_resolved(FaultOutcome outcome);

struct Kernel {
    Frames frames;
    std::vector<Process> processes;
    Pfn zero_page{};              ///< 0: not made yet
    std::uint64_t next_asid = 1;  ///< tag of the next process
    std::vector<Thread> threads;  ///< besides the main ones
    ShootdownState shootdown;

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

/// Makes a VMA. populate: also maps every page to a fresh frame now.
base::Status map(Kernel&, hw::Hardware&, std::uint32_t process, Range, Permissions, std::string name, bool populate,
                 base::EventSink&);
/// Removes all or part of the VMAs in the range. Error when none is there. `stop`: holds the TLB
/// shootdown after that stage, for continue_shootdown() to finish.
base::Status unmap(Kernel&, hw::Hardware&, std::uint32_t process, Range, base::EventSink&, ShootdownStop stop = ShootdownStop::none);
/// Changes the permissions of mapped addresses. Error when a part of the range is not mapped.
base::Status protect(Kernel&, hw::Hardware&, std::uint32_t process, Range, Permissions, base::EventSink&);

/// Handles the page fault that `core` just took at `request.va` with `error_code`.
FaultOutcome handle_fault(Kernel&, hw::Hardware&, unsigned core, const hw::AccessRequest&, std::uint32_t error_code,
                          base::EventSink&);

/// Lets `process` run on `core`: loads its root and tag. The tag keeps spaces apart: it flushes only
/// what a shootdown took away while the core ran something else.
void switch_to(Kernel&, hw::Hardware&, unsigned core, std::uint32_t process, base::EventSink&);

}  // namespace os
