#include "core/os/page_tables.h"

namespace os {

using base::Event;
using base::EventKind;
using base::EventSink;

Event kernel_event(const hw::Hardware& hardware, std::uint32_t process, EventKind kind, VirtAddr va) {
    Event event;
    event.kind = kind;
    event.process = process;
    event.va = va;
    event.start_ns = hardware.cores.front().clock_ns;
    return event;
}

std::uint64_t missing_tables(const hw::Hardware& hardware, const Process& process, VirtAddr va) {
    const auto steps = hw::peek_walk(hardware, process.root, va);
    const hw::WalkStep& last = steps.back();
    const bool present = hw::decode(hardware.format, last.level, last.word).present;
    return present ? 0 : last.level - 1;
}

std::optional<PhysAddr> find_entry(const hw::Hardware& hardware, const Process& process, VirtAddr va) {
    const auto steps = hw::peek_walk(hardware, process.root, va);
    if (steps.back().level != 1) return std::nullopt;
    return steps.back().entry;
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
    const std::uint64_t run = use == FrameUse::table ? format.table_frames(level) : 1;
    const auto pfn = kernel.frames.allocate(
        {.use = use, .process = process, .vpn = format.vpn(va).value, .level = static_cast<std::uint8_t>(level)}, run);
    if (!pfn) return std::nullopt;
    const PhysAddr pa{pfn->value << format.page_bits};
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
                   EventSink& sink) {
    Event event = kernel_event(hardware, process, EventKind::frame_freed);
    event.pa = {pfn.value << hardware.format.page_bits};
    event.detail = static_cast<std::uint32_t>(kernel.frames.info(pfn).use);
    kernel.frames.release(pfn, run);
    sink.on_event(event);
}

std::optional<PhysAddr> make_entry(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, VirtAddr va,
                                   EventSink& sink) {
    const hw::PagingFormat& format = hardware.format;
    PhysAddr table = kernel.processes[process].root;
    for (unsigned level = format.level_count; level > 1; --level) {
        const PhysAddr at = hw::entry_address(format, table, va, level);
        hw::Entry entry = hw::decode(format, level, hardware.ram.read(at, format.entry.bytes));
        if (!entry.present) {
            const auto pfn = allocate_frame(kernel, hardware, process, FrameUse::table, va, level - 1, sink);
            if (!pfn) return std::nullopt;
            ++kernel.processes[process].tables;
            // Upper entries allow everything: the last level decides (Linux does the same).
            entry = {.present = true, .write = true, .user = true, .pfn = *pfn};
            write_entry(hardware, process, va, level, at, hw::encode(format, level, entry), sink);
        }
        table = {entry.pfn.value << format.page_bits};
    }
    return hw::entry_address(format, table, va, 1);
}

namespace {

// Frees what is empty below one table and says whether the table itself is empty now.
class TableSweep {
public:
    TableSweep(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, VirtAddr start, std::uint64_t last,
               EventSink& sink)
        : kernel_(kernel), hw_(hardware), process_(process), start_(start.value), last_(last), sink_(sink) {}

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
            if (entry.leaf || !touched || !sweep({entry.pfn.value << format.page_bits}, level - 1, first)) {
                empty = false;
                continue;
            }
            write_entry(hw_, process_, format.canonicalised({first}), level, at, 0, sink_);
            release_frame(kernel_, hw_, process_, entry.pfn, format.table_frames(level - 1), sink_);
            --kernel_.processes[process_].tables;
        }
        return empty;
    }

private:
    Kernel& kernel_;
    hw::Hardware& hw_;
    std::uint32_t process_;
    std::uint64_t start_;
    std::uint64_t last_;
    EventSink& sink_;
};

}  // namespace

void free_empty_tables(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, VirtAddr start,
                       std::uint64_t last, EventSink& sink) {
    TableSweep(kernel, hardware, process, start, last, sink)
        .sweep(kernel.processes[process].root, hardware.format.level_count, 0);
}

}  // namespace os
