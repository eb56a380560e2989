#include "core/os/page_tables.h"

#include <algorithm>

namespace os {

using base::Event;
using base::EventKind;
using base::EventSink;

Event kernel_event(const hw::Hardware& hardware, std::uint32_t process, EventKind kind, VirtAddr va) {
    Event event;
    event.kind = kind;
    event.process = process;
    event.va = va;
    event.core = static_cast<std::uint16_t>(hardware.executing);
    event.start_ns = hardware.cores[hardware.executing].clock_ns;
    return event;
}

std::uint64_t missing_tables(const hw::Hardware& hardware, const Process& process, VirtAddr va) {
    const auto steps = hw::peek_walk(hardware, process.root, va);
    const hw::WalkStep& last = steps.back();
    const bool present = hw::decode(hardware.format, last.level, last.word).present;
    return present ? 0 : last.level - 1;
}

namespace {

// The first address that a table of `level` covers when it covers `va`.
std::uint64_t table_base(const hw::PagingFormat& format, unsigned level, std::uint64_t va) {
    return va & ~base::low_mask(format.level(level).shift + format.level(level).bits);
}

// Whether `pfn` holds the kernel's table of `level` for the addresses around `va`.
bool is_own_table(const Kernel& kernel, const hw::PagingFormat& format, std::uint32_t process, Pfn pfn, unsigned level, VirtAddr va) {
    const FrameInfo& info = kernel.frames.info(pfn);
    return info.use == FrameUse::table && info.process == process && info.level == level &&
           info.vpn == table_base(format, level, va.value) >> format.page_bits;
}

}  // namespace

hw::WalkSteps own_walk(const Kernel& kernel, const hw::Hardware& hardware, std::uint32_t process, VirtAddr va) {
    auto steps = hw::peek_walk(hardware, kernel.processes[process].root, va);
    for (std::size_t i = 1; i < steps.size(); ++i)
        if (!is_own_table(kernel, hardware.format, process, {steps[i].table.value >> hardware.format.page_bits}, steps[i].level, va)) {
            steps.shorten(i);
            break;
        }
    return steps;
}

bool tables_intact(const Kernel& kernel, const hw::Hardware& hardware, std::uint32_t process, VirtAddr va) {
    const auto steps = own_walk(kernel, hardware, process, va);
    const hw::WalkStep& last = steps.back();
    return last.level == 1 || !hw::decode(hardware.format, last.level, last.word).present;
}

void write_entry(hw::Hardware& hardware, std::uint32_t process, VirtAddr va, unsigned level, PhysAddr at,
                 std::uint64_t word, EventSink& sink) {
    Event event = kernel_event(hardware, process, EventKind::entry_written, va);
    event.level = static_cast<std::uint8_t>(level);
    event.pa = at;
    event.before = hardware.ram.read(at, hardware.format.entry.bytes);
    event.after = word;
    hardware.ram.write(at, hardware.format.entry.bytes, word);
    sink.on_event(event);
}

std::optional<Pfn> allocate_frame(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, FrameUse use,
                                  VirtAddr va, unsigned level, EventSink& sink) {
    const hw::PagingFormat& format = hardware.format;
    const bool table = use == FrameUse::table;
    const std::uint64_t first = table ? table_base(format, level, va.value) : va.value;
    const std::uint64_t run = table ? format.table_frames(level) : 1;
    // Where an entry is wider than a page, tables still begin where a word may lie.
    const std::uint64_t align = table ? std::max<std::uint64_t>(1, format.entry.bytes >> format.page_bits) : 1;
    const auto pfn = kernel.frames.allocate(
        {.use = use, .level = static_cast<std::uint8_t>(level), .process = process, .vpn = first >> format.page_bits}, run, align);
    if (!pfn) return std::nullopt;
    const PhysAddr pa{pfn->value << format.page_bits};
    if (process < kernel.processes.size()) {
        FrameInfo& record = kernel.frames.edit(*pfn);
        std::uint64_t& blocked = kernel.processes[process].blocked_until_ns;
        blocked = std::max(blocked, record.ready_ns);
        record.ready_ns = 0;
    }
    Event event = kernel_event(hardware, process, EventKind::frame_allocated, va);
    event.pa = pa;
    event.detail = static_cast<std::uint32_t>(use);
    event.level = static_cast<std::uint8_t>(level);
    sink.on_event(event);
    hardware.ram.zero(pa, run << format.page_bits);
    event.kind = EventKind::frame_zeroed;
    sink.on_event(event);
    return pfn;
}

void release_frame(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, Pfn pfn, std::uint64_t run,
                   EventSink& sink, std::uint64_t ready_ns) {
    Event event = kernel_event(hardware, process, EventKind::frame_freed);
    event.pa = {pfn.value << hardware.format.page_bits};
    event.detail = static_cast<std::uint32_t>(kernel.frames.info(pfn).use);
    kernel.frames.release(pfn, run, ready_ns);
    sink.on_event(event);
}

std::optional<PhysAddr> make_entry_of(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, VirtAddr va, unsigned level,
                                      EventSink& sink) {
    const hw::PagingFormat& format = hardware.format;
    PhysAddr table = kernel.processes[process].root;
    for (unsigned above = format.level_count; above > level; --above) {
        const PhysAddr at = hw::entry_address(format, table, va, above);
        hw::Entry entry = hw::decode(format, above, hardware.ram.read(at, format.entry.bytes));
        if (!entry.present) {
            const auto pfn = allocate_frame(kernel, hardware, process, FrameUse::table, va, above - 1, sink);
            if (!pfn) return std::nullopt;
            ++kernel.processes[process].tables;
            // Upper entries allow everything: the last level decides (Linux does the same).
            entry = {.present = true, .write = true, .user = true, .pfn = *pfn};
            write_entry(hardware, process, va, above, at, hw::encode(format, above, entry), sink);
        }
        table = {entry.pfn.value << format.page_bits};
    }
    return hw::entry_address(format, table, va, level);
}

std::optional<PhysAddr> make_entry(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, VirtAddr va, EventSink& sink) {
    return make_entry_of(kernel, hardware, process, va, 1, sink);
}

std::uint64_t leaf_word(const hw::Hardware& hardware, Permissions permissions, Pfn pfn, bool writable, unsigned level) {
    const hw::PagingFormat& format = hardware.format;
    // RISC-V has no page that can be written and not read; what is mapped at all can be read (as on x86).
    // A page that is kept in frame 0 (only the hotel hands that out) must not look like no page: A is set,
    // which of an entry that is not present nobody clears.
    const bool unlike_nothing = !permissions.any() && pfn.value == 0;
    return hw::encode(format, level,
                      {.present = permissions.any(), .leaf = true, .write = permissions.write && writable, .user = true,
                       .no_execute = !permissions.execute && hw::knows_no_execute(hardware), .kernel_no_execute = true, .accessed = format.marks_by_fault || unlike_nothing,
                       .dirty = format.marks_by_fault && permissions.write && writable, .pfn = pfn});
}

namespace {

// Takes out what is empty below one table and says whether the table itself is empty now.
class TableSweep {
public:
    TableSweep(const Kernel& kernel, hw::Hardware& hardware, TlbGather& gather, VirtAddr start, std::uint64_t last,
               EventSink& sink)
        : kernel_(kernel), hw_(hardware), gather_(gather), process_(gather.process), start_(start.value), last_(last), sink_(sink) {}

    // `base_va`: the first address that the table at `table` covers.
    bool sweep(PhysAddr table, unsigned level, std::uint64_t base_va) {
        const hw::PagingFormat& format = hw_.format;
        bool empty = true;
        for (std::uint64_t i = 0; i < format.entries(level); ++i) {
            const PhysAddr at = table + i * format.entry.bytes;
            const std::uint64_t word = hw_.ram.read(at, format.entry.bytes);
            const hw::Entry entry = hw::decode(format, level, word);
            if (!entry.present) {
                empty = empty && word == 0;
                continue;
            }
            const std::uint64_t first = base_va + i * format.entry_span(level);
            const bool touched = first <= last_ && first + (format.entry_span(level) - 1) >= start_;
            const bool own = !entry.leaf && is_own_table(kernel_, format, process_, entry.pfn, level - 1, {first});
            if (!own || !touched || !sweep({entry.pfn.value << format.page_bits}, level - 1, first)) {
                empty = false;
                continue;
            }
            write_entry(hw_, process_, format.canonicalised({first}), level, at, 0, sink_);
            gather_.tables.push_back({entry.pfn, format.table_frames(level - 1), format.canonicalised({first})});
        }
        return empty;
    }

private:
    const Kernel& kernel_;
    hw::Hardware& hw_;
    TlbGather& gather_;
    std::uint32_t process_;
    std::uint64_t start_;
    std::uint64_t last_;
    EventSink& sink_;
};

}  // namespace

void clear_empty_tables(Kernel& kernel, hw::Hardware& hardware, TlbGather& gather, VirtAddr start, std::uint64_t last,
                        EventSink& sink) {
    TableSweep(kernel, hardware, gather, start, last, sink)
        .sweep(kernel.processes[gather.process].root, hardware.format.level_count, 0);
}

void free_empty_tables(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, VirtAddr start,
                       std::uint64_t last, EventSink& sink) {
    TlbGather gather{.process = process};
    clear_empty_tables(kernel, hardware, gather, start, last, sink);
    finish_gather(kernel, hardware, gather, sink);
}

}  // namespace os
