#include "ui/narrate.h"

#include <algorithm>

#include "core/script/guess.h"
#include "core/base/text.h"
#include "lessons/engine/strings.h"

namespace ui {
namespace {

using base::EventKind;
using base::hex;
using lessons::tr;

// The arguments of every sentence about one event, by the number its text uses.
struct Words {
    const sim::Machine& machine;
    const base::Event& event;

    const hw::PagingFormat& format() const { return machine.hw.format; }
    std::string process() const {
        return event.process < machine.kernel.processes.size() ? machine.kernel.processes[event.process].name : tr("event.no_process");
    }
    std::string level() const { return hw::level_name(format(), event.level, machine.level_names); }
    std::string frame() const { return hex(event.pa.value >> format().page_bits); }
    std::string index() const {
        return event.level >= 1 && event.level <= format().level_count ? base::dec(format().index(event.va, event.level)) : "?";
    }
    std::string flags(std::uint64_t word) const {
        return event.level >= 1 && event.level <= format().level_count ? hw::flags_text(format(), event.level, word) : hex(word);
    }
    // Linux tells a program that nothing is mapped there, whatever the kernel has in its half.
    std::string failure() const {
        const bool kernels = os::kernel_start(format()) != 0 && event.va.value >= os::kernel_start(format());
        return kernels ? tr("event.outcome_kernel_half") : outcome_text(static_cast<os::FaultOutcome>(event.detail));
    }
    std::string area_end() const { return hex(base::u128{event.va.value} + event.after); }
};

std::string permissions(std::uint32_t bits) {
    return os::to_text(os::Permissions{(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0});
}

std::string of_access(const Words& w) {
    const base::Event& e = w.event;
    switch (e.kind) {
        case EventKind::access_start:
            return tr(e.detail == 0 ? "event.read_start" : e.detail == 1 ? "event.write_start" : "event.fetch_start",
                      {w.process(), hex(e.va.value)});
        case EventKind::tlb_hit: return tr("event.tlb_hit", {hex(w.format().vpn(e.va).value), w.frame(), base::duration(e.duration_ns)});
        case EventKind::tlb_miss: {
            constexpr const char* ids[] = {"event.tlb_miss", "event.tlb_forbids", "event.tlb_not_dirty"};
            return tr(ids[e.detail < 3 ? e.detail : 0], {hex(w.format().vpn(e.va).value)});
        }
        case EventKind::tlb_fill: return tr("event.tlb_fill", {hex(w.format().vpn(e.va).value), hex(e.after)});
        case EventKind::tlb_evicted: return tr("event.tlb_evicted", {hex(e.before)});
        case EventKind::walk_cache_hit: return tr("event.walk_cache_hit", {w.level(), hex(e.pa.value)});
        case EventKind::access_done:
            return tr(e.detail == 1 ? "event.write_done" : "event.read_done", {hex(e.pa.value), base::duration(e.duration_ns)});
        case EventKind::page_fault: return tr("event.page_fault", {w.level(), fault_reason(e.detail), hex(e.detail)});
        case EventKind::general_protection: return tr("event.general_protection", {hex(e.va.value)});
        case EventKind::fault_resolved: return tr("event.fault_resolved", {outcome_text(static_cast<os::FaultOutcome>(e.detail))});
        default: return tr("event.fault_failed", {w.failure(), w.process()});
    }
}

std::string of_entry(const Words& w) {
    const base::Event& e = w.event;
    if (e.kind == EventKind::word_poked) return tr(e.detail == 1 ? "event.word_stored" : "event.word_poked", {hex(e.pa.value), hex(e.before), hex(e.after)});
    if (e.kind == EventKind::entry_updated)
        return tr("event.entry_updated", {w.level(), w.index(), w.flags(e.before), w.flags(e.after)});
    if (e.kind == EventKind::entry_written)
        return e.after == 0 ? tr("event.entry_cleared", {w.level(), w.index(), hex(e.pa.value)})
                            : tr("event.entry_written", {w.level(), w.index(), hex(e.pa.value), hex(e.after)});
    const hw::Entry entry = hw::decode(w.format(), e.level ? e.level : 1, e.after);
    if (!entry.present) return tr("event.entry_absent", {w.level(), w.index(), hex(e.pa.value)});
    return tr(entry.leaf ? "event.entry_leaf" : "event.entry_read", {w.level(), w.index(), hex(e.pa.value), hex(entry.pfn.value)});
}

// Disk, swap, reclaim, and processes that come and go.
std::string of_memory(const Words& w) {
    const base::Event& e = w.event;
    const auto& processes = w.machine.kernel.processes;
    const auto& files = w.machine.kernel.files;
    const bool swap = e.detail >= files.size();
    const std::string place = base::dec(e.after);
    switch (e.kind) {
        case EventKind::stack_grown: return tr("event.stack_grown", {w.process(), hex(e.va.value)});
        case EventKind::process_forked:
            return tr("event.process_forked", {w.process(), e.before < processes.size() ? processes[e.before].name : tr("event.no_process")});
        case EventKind::process_executed: return tr("event.process_executed", {w.process(), hex(e.pa.value)});
        case EventKind::process_exited: return tr(e.detail ? "event.process_killed" : "event.process_exited", {w.process()});
        case EventKind::area_advised:
            return tr("event.area_advised", {w.process(), hex(e.va.value), w.area_end(), std::string(to_text(static_cast<os::Advice>(e.detail)))});
        case EventKind::disk_read:
            return swap ? tr("event.swap_read", {place, w.frame(), base::duration(e.duration_ns)})
                        : tr("event.file_read", {place, files[e.detail].name, w.frame(), base::duration(e.duration_ns)});
        case EventKind::disk_write:
            return swap ? tr("event.swap_written", {place, w.frame(), base::duration(e.duration_ns)})
                        : tr("event.file_written", {place, files[e.detail].name, w.frame(), base::duration(e.duration_ns)});
        case EventKind::reclaim_started: {
            constexpr const char* ids[] = {"event.reclaim_no_frame", "event.reclaim_low", "event.reclaim_group", "event.reclaim_asked", "event.reclaim_own"};
            return tr(ids[e.detail < 5 ? e.detail : 3], {base::dec(e.before), place, w.process()});
        }
        case EventKind::page_reclaimed: return tr(e.before ? "event.page_reclaimed_written" : "event.page_reclaimed", {w.frame()});
        case EventKind::large_page_split: return tr("event.large_page_split", {hex(e.va.value), w.frame()});
        case EventKind::out_of_memory_kill: return tr(e.detail == 2 ? "event.killed_for_group" : "event.killed_for_memory", {w.process(), place});
        case EventKind::setting_changed:
            if (const auto region = script::guessed(e)) {
                constexpr const char* ids[] = {"event.guess_right", "event.guess_crashed", "event.guess_wrong"};
                return tr(ids[e.before < 3 ? e.before : 2], {hex(e.va.value), std::string(to_text(*region)), base::grouped(e.after)});
            }
            return tr("event.setting_changed");
        default: return tr("event.setting_changed");
    }
}

// Threads, cores, and how they agree on what the TLBs may hold.
std::string of_cores(const Words& w) {
    const base::Event& e = w.event;
    const std::string core = base::dec(e.core), number = base::dec(e.detail);
    const std::string thread = e.detail == 0 ? w.process() : w.process() + "." + number;
    switch (e.kind) {
        case EventKind::ipi_sent: return tr("event.ipi_sent", {core, number, w.process()});
        case EventKind::ipi_acknowledged:
            return tr(e.after == 0 ? "event.ipi_acknowledged_all" : "event.ipi_acknowledged", {core, number, base::dec(e.after), w.process()});
        case EventKind::tlb_broadcast:
            return tr(e.detail == static_cast<std::uint32_t>(os::ShootdownMethod::tlbi) ? "event.tlb_broadcast_tlbi" : "event.tlb_broadcast_invlpgb", {core, w.process()});
        case EventKind::tlb_shootdown: return tr("event.tlb_shootdown", {core, number, base::duration(e.duration_ns)});
        case EventKind::shootdown_stopped: {
            constexpr const char* ids[] = {"event.stopped_clear", "event.stopped_clear", "event.stopped_send", "event.stopped_ack"};
            return tr(ids[e.detail < 4 ? e.detail : 3], {core, hex(e.va.value), w.area_end()});
        }
        case EventKind::stale_access: {
            constexpr const char* ids[] = {"event.stale_held", "event.stale_held", "event.stale_free", "event.stale_other", "event.stale_narrowed"};
            return tr(ids[e.detail < 5 ? e.detail : 3], {core, hex(w.format().vpn(e.va).value), w.frame()});
        }
        case EventKind::thread_created: return tr("event.thread_created", {thread, w.process(), core});
        case EventKind::thread_pinned: return tr("event.thread_pinned", {thread, core});
        default: return tr("event.core_idle", {core, w.process()});
    }
}

// Jobs, the cores that run them, and what they wait for.
std::string of_time(const Words& w) {
    const base::Event& e = w.event;
    const std::string core = base::dec(e.core), count = base::grouped(e.after);
    switch (e.kind) {
        case EventKind::io_waited: return tr("event.io_waited", {core, base::duration(e.duration_ns), w.process()});
        case EventKind::process_blocked: return tr("event.process_blocked", {w.process(), base::duration(e.after - std::min(e.after, e.start_ns)), core});
        case EventKind::process_woken: return tr("event.process_woken", {w.process()});
        case EventKind::process_suspended: {
            constexpr const char* ids[] = {"event.suspended_asked", "event.suspended_degree", "event.suspended_working_sets", "event.suspended_frequency"};
            return tr(ids[e.detail < 4 ? e.detail : 0], {w.process()});
        }
        case EventKind::process_resumed: return tr("event.process_resumed", {w.process()});
        case EventKind::slice_ended: return tr("event.slice_ended", {w.process(), core});
        case EventKind::workload_set: {
            const bool trace = e.detail >= sim::workload_kind_count;
            const std::string what = trace ? tr("event.workload_trace") : std::string(to_text(static_cast<sim::WorkloadKind>(e.detail)));
            return tr("event.workload_set", {w.process(), what, hex(e.va.value), w.area_end()});
        }
        case EventKind::job_ended: return tr(e.detail ? "event.job_failed" : "event.job_done", {w.process(), count});
        default: return tr("event.run_ended", {base::duration(e.start_ns), count});
    }
}

std::string of_kernel(const Words& w) {
    const base::Event& e = w.event;
    switch (e.kind) {
        case EventKind::area_unmapped: return tr("event.area_unmapped", {w.process(), hex(e.va.value), w.area_end()});
        case EventKind::area_protected: return tr("event.area_protected", {w.process(), hex(e.va.value), w.area_end(), permissions(e.detail)});
        case EventKind::frame_allocated:
            return e.detail == static_cast<std::uint32_t>(os::FrameUse::table) ? tr("event.table_allocated", {w.frame(), w.level()})
                                                                               : tr("event.frame_allocated", {w.frame()});
        case EventKind::frame_freed: return tr("event.frame_freed", {w.frame()});
        case EventKind::frame_zeroed: return tr("event.frame_zeroed", {w.frame()});
        case EventKind::frame_copied: return tr("event.frame_copied", {hex(e.before >> w.format().page_bits), w.frame()});
        case EventKind::tlb_invalidated: return tr("event.tlb_invalidated", {hex(w.format().vpn(e.va).value)});
        case EventKind::tlb_flushed: {
            constexpr const char* ids[] = {"event.tlb_flushed", "event.tlb_flushed_asid", "event.tlb_flushed_switch", "event.tlb_flushed_recycled"};
            return tr(ids[e.detail < 4 ? e.detail : 0], {w.process()});
        }
        default: break;
    }
    if (e.kind >= EventKind::ipi_sent && e.kind <= EventKind::core_idle) return of_cores(w);
    return e.kind >= EventKind::io_waited && e.kind <= EventKind::run_ended ? of_time(w) : of_memory(w);
}

// What a lesson's first commands do. The page has only these and the hotel's when it starts (lessons/CMakeLists.txt).
std::string of_setup(const Words& w) {
    const base::Event& e = w.event;
    switch (e.kind) {
        case EventKind::process_created: return tr("event.process_created", {w.process(), hex(e.pa.value)});
        case EventKind::switched: return tr("event.switched", {w.process(), hex(e.pa.value)});
        case EventKind::area_mapped: return tr(e.process == base::no_process ? "event.kernel_mapped" : "event.area_mapped", {w.process(), hex(e.va.value), w.area_end(), permissions(e.detail)});
        case EventKind::setting_changed: return script::guessed(e) ? of_memory(w) : tr("event.setting_changed");
        default: return of_kernel(w);
    }
}

}  // namespace

std::string error_text(const base::Error& error) { return error.hint.empty() ? error.message : error.message + " (" + error.hint + ")"; }

std::string fault_reason(std::uint32_t code) {
    if (code & hw::fault_bit::reserved) return tr("event.reason_reserved");
    if (!(code & hw::fault_bit::protection)) return tr("event.reason_absent");
    if (code & hw::fault_bit::fetch) return tr("event.reason_fetch");
    return tr(code & hw::fault_bit::write ? "event.reason_write" : "event.reason_user");
}

std::string outcome_text(os::FaultOutcome outcome) { return tr("event.outcome_" + std::string(os::to_text(outcome))); }

std::string narrate(const sim::Machine& machine, const base::Event& event) {
    if (machine.words == sim::Words::hotel)
        if (auto sentence = narrate_hotel(machine, event)) return *sentence;
    const Words words{machine, event};
    if (event.kind == EventKind::entry_read || event.kind == EventKind::entry_updated || event.kind == EventKind::entry_written ||
        event.kind == EventKind::word_poked)
        return of_entry(words);
    return event.kind <= EventKind::fault_failed ? of_access(words) : of_setup(words);
}

}  // namespace ui
