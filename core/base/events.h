// Everything that happens in the machine is an event: what, when, where, and which bits changed.
// Panels, narration, prose values and quizzes read events; nothing else explains the machine.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "core/base/types.h"

namespace base {

/// What happened; the comment says which fields of Event mean what.
enum class EventKind : std::uint8_t {
    access_start,        ///< a program asks for va; detail: AccessType; before: 1 when user
    tlb_hit,             ///< va found; pa: translated address; level: of the leaf; detail: 1 or 2, which TLB level
    tlb_miss,            ///< va not found (detail: MissReason)
    entry_read,          ///< the walk read the word `after` at pa; level: of the table
    entry_updated,       ///< hardware set A or D at pa: word `before` became `after`
    tlb_fill,            ///< a translation entered a TLB array (detail); after: pfn
    tlb_evicted,         ///< a TLB entry made room; before: its vpn; detail: the array, as in the TLB's plan
    walk_cache_hit,      ///< a paging-structure cache knew the table at pa; level: where the walk begins
    access_done,         ///< the data access itself; pa: physical address
    page_fault,          ///< the walk failed; detail: error code; level: where
    general_protection,  ///< the address is not canonical; nothing was read
    fault_resolved,      ///< the kernel repaired the fault; detail: FaultOutcome
    fault_failed,        ///< the kernel could not; detail: FaultOutcome (a signal)
    process_created,     ///< process exists; pa: its root table
    switched,            ///< the core's root pointer now is pa
    area_mapped,         ///< VMA [va, va+after)
    area_unmapped,       ///< addresses [va, va+after) are gone
    area_protected,      ///< [va, va+after) has permissions detail (bits r=1 w=2 x=4)
    frame_allocated,     ///< frame pa>>page_bits taken; detail: FrameUse
    frame_freed,         ///< frame pa>>page_bits given back
    frame_zeroed,        ///< frame at pa filled with zeros
    frame_copied,        ///< before: source address; pa: destination
    entry_written,       ///< the kernel wrote a table entry at pa: `before` became `after`
    tlb_invalidated,     ///< INVLPG of va
    tlb_flushed,         ///< detail: 0 all, 1 by ASID, 2 all but global for want of tags, 3 a tag that goes to process
    word_poked,          ///< a command wrote the word at pa: `before` became `after`
    setting_changed,     ///< a machine setting or name changed; nothing else did
    // Cores (os/shootdown.h, os/threads.h)
    ipi_sent,            ///< detail: the core to be interrupted; before: mask of all; after: pages to drop (0: all)
    ipi_acknowledged,    ///< the core dropped `after` pages (0: all) and answers; detail: the core that asked
    tlb_broadcast,       ///< one instruction reaches all TLBs; detail: ShootdownMethod; after: pages
    tlb_shootdown,       ///< every core answered; detail: cores told; before: their mask; after: pages
    shootdown_stopped,   ///< `stop=` or `continue` holds it; detail: ShootdownStop, the last stage done
    stale_access,        ///< a TLB entry the tables no longer back led va to pa; detail: StaleReach; before: owner
    thread_created,      ///< detail: its number
    thread_pinned,       ///< detail: its number; it stays on the event's core
    core_idle,           ///< nothing runs on the core; its address space stays loaded (lazily)
    // Time (sim/scheduler.h)
    io_waited,           ///< the core stood still until a disk was done
    process_blocked,     ///< the process waits for a disk; after: until when, ns
    process_woken,       ///< its data is there
    process_suspended,   ///< detail: SuspendReason
    process_resumed,     ///< may run again
    slice_ended,         ///< its time slice is over; another one's turn
    workload_set,        ///< detail: WorkloadKind, or one more: a trace; [va, va+after) is what it touches
    job_ended,           ///< the process did all its references (detail 0) or could not go on (1); after: how many
    run_ended,           ///< the end of `run`; after: references so far, of all processes
    // Memory management (os/)
    stack_grown,         ///< the stack's area now is [va, va+after)
    process_forked,      ///< process is a copy of process `before`
    process_executed,    ///< it starts over with an empty address space; pa: the new root table
    process_exited,      ///< everything it alone had is free; detail: 1 when the kernel killed it
    area_advised,        ///< [va, va+after); detail: Advice
    disk_read,           ///< into the frame at pa; detail: file, no_file for swap; after: its page, or the slot; before: ns in the queue
    disk_write,          ///< from the frame at pa; the same
    reclaim_started,     ///< detail: Shortage; before: free frames; after: frames wanted
    page_reclaimed,      ///< the frame at pa is taken from its page; detail: FrameUse; before: 1 when written; after: slot or file page
    large_page_split,    ///< the large page of va is small pages now; pa: their table
    out_of_memory_kill,  ///< process is killed for its frames; detail: Shortage; after: its resident pages; before: its score
};
constexpr std::size_t event_kind_count = static_cast<std::size_t>(EventKind::out_of_memory_kill) + 1;

/// A set of kinds, by their number.
using KindSet = std::bitset<event_kind_count>;
constexpr std::size_t index_of(EventKind kind) { return static_cast<std::size_t>(kind); }
/// kind_set({EventKind::tlb_hit, EventKind::tlb_miss})
inline KindSet kind_set(std::initializer_list<EventKind> kinds) {
    KindSet set;
    for (const EventKind kind : kinds) set.set(index_of(kind));
    return set;
}

/// The spelling used in commands, lessons and JSON: the enumerator's own name.
std::string_view to_text(EventKind kind);

struct Event {
    EventKind kind{};
    std::uint8_t level = 0;          ///< 1 is the last table (PT); 0 when no table is meant
    std::uint16_t core = 0;          ///< index of the core it happened on
    std::uint32_t process = 0;       ///< index of the process; no_process when none
    std::uint32_t detail = 0;        ///< as the kind says
    std::uint64_t start_ns = 0;      ///< clock of the core when it began, ns
    std::uint64_t duration_ns = 0;   ///< ns; 0 for bookkeeping the model gives no cost
    VirtAddr va{};
    PhysAddr pa{};
    std::uint64_t before = 0;        ///< word or value before
    std::uint64_t after = 0;         ///< word or value after

    friend bool operator==(const Event&, const Event&) = default;
};

constexpr std::uint32_t no_process = ~std::uint32_t{0};

/// Receives events in order. The machine already shows the change when it is told.
class EventSink {
public:
    virtual ~EventSink() = default;
    virtual void on_event(const Event& event) = 0;
    /// Reclaim looks through many pages and pauses; `first`: for the first time in this search. Here the machine can be
    /// replaced by itself at another pause of the same search. False: nobody wants to know what follows, so it may be
    /// anything that ends soon.
    virtual bool on_pause(bool first) {
        (void)first;
        return true;
    }
};

/// Drops every event: for probes and replays that only want the outcome.
class NullSink final : public EventSink {
public:
    void on_event(const Event&) override {}
};

}  // namespace base
