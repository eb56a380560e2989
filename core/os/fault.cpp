// Repairing page faults.
#include <array>

#include "core/os/kernel.h"
#include "core/os/page_tables.h"

namespace os {

using base::Event;
using base::EventKind;
using base::EventSink;

std::string_view to_text(FaultOutcome outcome) {
    static constexpr std::array<std::string_view, 9> names{
        "zero_page_mapped", "frame_mapped", "zero_page_replaced", "marked", "spurious",
        "segv_maperr",      "segv_accerr",  "out_of_memory",      "bad_table"};
    return names[static_cast<std::size_t>(outcome)];
}

bool is_resolved(FaultOutcome outcome) { return outcome <= FaultOutcome::spurious; }

namespace {

// The kernel knows of the access what the error code says. Without NX a fetch looks like a read;
// and what is mapped at all can be read: x86 has no pages that are only for writing or executing.
bool allows(Permissions p, std::uint32_t error_code) {
    if (error_code & hw::fault_bit::write) return p.write;
    if (error_code & hw::fault_bit::fetch) return p.execute;
    return p.read || p.write || p.execute;
}

// One page fault in the address space of one process.
class Repair {
public:
    Repair(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, VirtAddr va, EventSink& sink)
        : kernel_(kernel), hw_(hardware), process_(process), page_{va.value & ~base::low_mask(hardware.format.page_bits)}, sink_(sink) {}

    // The decision ladder; each rung names its case and returns.
    FaultOutcome run(std::uint32_t error_code) {
        if (error_code & hw::fault_bit::reserved) return FaultOutcome::bad_table;
        const Vma* area = kernel_.processes[process_].area_of(page_);
        if (!area) return FaultOutcome::segv_maperr;
        if (!allows(area->permissions, error_code)) return FaultOutcome::segv_accerr;
        if (!tables_intact(kernel_, hw_, process_, page_)) return FaultOutcome::bad_table;
        permissions_ = area->permissions;
        const FaultOutcome outcome = repair_entry((error_code & hw::fault_bit::write) != 0);
        if (outcome == FaultOutcome::out_of_memory)  // tables made on the way are of no use now
            free_empty_tables(kernel_, hw_, process_, page_, page_.value + (hw_.format.page_bytes() - 1), sink_);
        return outcome;
    }

private:
    FaultOutcome repair_entry(bool writes) {
        const hw::PagingFormat& format = hw_.format;
        const auto at = make_entry(kernel_, hw_, process_, page_, sink_);
        if (!at) return FaultOutcome::out_of_memory;
        const std::uint64_t word = hw_.ram.read(*at, format.entry.bytes);
        const hw::Entry old = hw::decode(format, 1, word);
        if (!old.present) {
            if (word != 0) forget(old.pfn, *at);  // someone cleared the present bit by hand
            // A format without a write bit cannot protect the shared page: it gets a frame at once.
            return writes || format.entry.write == hw::no_bit ? map_fresh_frame(*at) : map_zero_page(*at);
        }
        if (format.marks_by_fault && (!writes || old.write) && mark(*at, word, old, writes)) return FaultOutcome::marked;
        if (!writes || old.write) return FaultOutcome::spurious;  // the leaf and the area allow it
        if (kernel_.frames.info(old.pfn).use != FrameUse::zero_page) return FaultOutcome::segv_accerr;
        const FaultOutcome outcome = map_fresh_frame(*at);
        if (outcome != FaultOutcome::frame_mapped) return outcome;
        shoot_down_page(kernel_, hw_, process_, page_, sink_);
        drop_reference(kernel_, hw_, process_, old.pfn, sink_);
        return FaultOutcome::zero_page_replaced;
    }

    // Sets A, and D for a write, where the processor leaves that to the kernel; true when one was missing.
    bool mark(PhysAddr at, std::uint64_t word, const hw::Entry& old, bool writes) {
        const std::uint64_t marked = hw::marked(hw_.format, 1, old, word, writes);
        if (marked == word) return false;
        write_entry(hw_, process_, page_, 1, at, marked, sink_);
        return true;
    }

    void forget(Pfn pfn, PhysAddr at) {
        write_entry(hw_, process_, page_, 1, at, 0, sink_);
        shoot_down_page(kernel_, hw_, process_, page_, sink_);
        drop_reference(kernel_, hw_, process_, pfn, sink_);
    }

    // Maps the shared page of zeros, made at its first use.
    FaultOutcome map_zero_page(PhysAddr at) {
        if (kernel_.zero_page.value == 0) {
            const auto pfn = allocate_frame(kernel_, hw_, process_, FrameUse::zero_page, page_, 0, sink_);
            if (!pfn) return FaultOutcome::out_of_memory;
            kernel_.zero_page = *pfn;
        } else {
            ++kernel_.frames.edit(kernel_.zero_page).references;
        }
        write_entry(hw_, process_, page_, 1, at, leaf_word(hw_.format, permissions_, kernel_.zero_page, false), sink_);
        return FaultOutcome::zero_page_mapped;
    }

    FaultOutcome map_fresh_frame(PhysAddr at) {
        const auto pfn = allocate_frame(kernel_, hw_, process_, FrameUse::anonymous, page_, 0, sink_);
        if (!pfn) return FaultOutcome::out_of_memory;
        ++kernel_.processes[process_].resident;
        write_entry(hw_, process_, page_, 1, at, leaf_word(hw_.format, permissions_, *pfn, true), sink_);
        return FaultOutcome::frame_mapped;
    }

    Kernel& kernel_;
    hw::Hardware& hw_;
    std::uint32_t process_;
    VirtAddr page_;
    EventSink& sink_;
    Permissions permissions_;
};

}  // namespace

FaultOutcome handle_fault(Kernel& kernel, hw::Hardware& hardware, unsigned core, const hw::AccessRequest& request,
                          std::uint32_t error_code, EventSink& sink) {
    const std::uint32_t process = hardware.cores[core].process;
    const FaultOutcome outcome = Repair(kernel, hardware, process, request.va, sink).run(error_code);
    if (is_resolved(outcome)) ++kernel.processes[process].minor;
    Event event = kernel_event(hardware, process, is_resolved(outcome) ? EventKind::fault_resolved : EventKind::fault_failed,
                               request.va);
    event.core = static_cast<std::uint16_t>(core);
    event.detail = static_cast<std::uint32_t>(outcome);
    event.start_ns = hardware.cores[core].clock_ns;
    event.duration_ns = hardware.costs.minor_ns;
    hardware.cores[core].clock_ns += event.duration_ns;
    sink.on_event(event);
    return outcome;
}

}  // namespace os
