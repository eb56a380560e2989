#include "core/base/events.h"

namespace base {

std::string_view to_text(EventKind kind) {
    static constexpr std::array<std::string_view, event_kind_count> names{
        "access_start",    "tlb_hit",         "tlb_miss",        "entry_read",     "entry_updated",
        "tlb_fill",        "tlb_evicted",     "walk_cache_hit",  "access_done",     "page_fault",     "general_protection",
        "fault_resolved",  "fault_failed",    "process_created", "switched",       "area_mapped",
        "area_unmapped",   "area_protected",  "frame_allocated", "frame_freed",    "frame_zeroed",
        "frame_copied",    "entry_written",   "tlb_invalidated", "tlb_flushed",    "word_poked",
        "setting_changed", "ipi_sent",        "ipi_acknowledged", "tlb_broadcast", "tlb_shootdown",
        "shootdown_stopped", "stale_access",  "thread_created",  "thread_pinned",  "core_idle",
        "io_waited",       "process_blocked", "process_woken",   "process_suspended", "process_resumed",
        "slice_ended",     "workload_set",    "job_ended",       "run_ended",
        "stack_grown",     "process_forked",  "process_executed", "process_exited", "area_advised",
        "disk_read",       "disk_write",      "reclaim_started", "page_reclaimed", "large_page_split",
        "out_of_memory_kill",
    };
    return names[static_cast<std::size_t>(kind)];
}

}  // namespace base
