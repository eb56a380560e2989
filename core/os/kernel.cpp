#include "core/os/kernel.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/text.h"
#include "core/os/page_tables.h"

namespace os {

using base::Done;
using base::Error;
using base::Event;
using base::EventKind;
using base::EventSink;
using base::Status;

Status check_range(const hw::PagingFormat& format, Range range) {
    const std::uint64_t page = format.page_bytes();
    if (range.bytes == 0) return Error{"the range is empty", "name at least one page: " + base::size(page)};
    if (range.start.value % page != 0)
        return Error{base::hex(range.start.value) + " is not the start of a page",
                     "the page that holds it starts at " + base::hex(range.start.value / page * page)};
    if (range.bytes % page != 0)
        return Error{base::size(range.bytes) + " is not a whole number of pages",
                     "a page has " + base::size(page) + ": round up to " + base::dec((base::u128{range.bytes} / page + 1) * page)};
    if (base::u128{range.start.value} + range.bytes > format.user_end())
        return Error{"the range ends above the addresses a program may use",
                     "the first address above them is " + base::hex(format.user_end())};
    return Done{};
}

base::Result<std::uint32_t> create_process(Kernel& kernel, hw::Hardware& hardware, std::string name, EventSink& sink) {
    const auto index = static_cast<std::uint32_t>(kernel.processes.size());
    if (kernel.frames.free() < hardware.format.table_frames(hardware.format.level_count))
        return Error{"no free frame for the root table of process " + name, "give the machine more RAM: machine ... ram=SIZE"};
    const auto root =
        allocate_frame(kernel, hardware, index, FrameUse::table, {}, hardware.format.level_count, sink);
    if (!root) return Error{"no run of free frames for the root table of process " + name, "unmap something first"};
    Process process;
    process.name = std::move(name);
    process.asid = {kernel.next_asid++};
    process.root = {root->value << hardware.format.page_bits};
    process.tables = 1;
    kernel.processes.push_back(std::move(process));
    Event event = kernel_event(hardware, index, EventKind::process_created);
    event.pa = kernel.processes[index].root;
    sink.on_event(event);
    return index;
}

namespace {

const Vma* overlapping(const Process& process, Range range) {
    for (const Vma& area : process.areas)
        if (area.start.value <= range.start.value + (range.bytes - 1) && area.last() >= range.start.value) return &area;
    return nullptr;
}

// What is mapped instead, for the reader of an error.
std::string areas_hint(const Process& process) {
    if (process.areas.empty()) return "process " + process.name + " has no mapping yet";
    std::string hint = "mapped are";
    for (std::size_t i = 0; i < process.areas.size() && i < 3; ++i)
        hint += (i ? ", " : " ") + base::hex(process.areas[i].start.value) + ".." + base::hex(process.areas[i].last());
    return process.areas.size() > 3 ? hint + ", ..." : hint;
}

std::uint32_t bits_of(Permissions p) { return (p.read ? 1u : 0u) | (p.write ? 2u : 0u) | (p.execute ? 4u : 0u); }

// Calls visit(va, step) for each last-level entry of the range that is not zero, skipping what no
// table of the kernel's covers.
template <class Visit>
void for_each_mapped_page(const Kernel& kernel, const hw::Hardware& hardware, std::uint32_t process, Range range, Visit&& visit) {
    const hw::PagingFormat& format = hardware.format;
    const std::uint64_t last = range.start.value + (range.bytes - 1);
    for (std::uint64_t va = range.start.value;;) {
        const auto steps = own_walk(kernel, hardware, process, {va});
        const unsigned level = steps.back().level;
        if (level == 1 && steps.back().word != 0) visit(VirtAddr{va}, steps.back());
        const std::uint64_t span_last = va | (format.entry_span(level) - 1);
        if (span_last >= last) return;
        va = span_last + 1;
    }
}

// Splits areas so that the range consists of whole ones.
void split_at(std::vector<Vma>& areas, std::uint64_t at) {
    for (std::size_t i = 0; i < areas.size(); ++i) {
        if (areas[i].start.value >= at || areas[i].last() < at) continue;
        Vma upper = areas[i];
        upper.bytes = areas[i].last() - at + 1;
        upper.start = {at};
        areas[i].bytes = at - areas[i].start.value;
        areas.insert(areas.begin() + static_cast<std::ptrdiff_t>(i) + 1, upper);
        return;
    }
}

void split_around(std::vector<Vma>& areas, Range range) {
    split_at(areas, range.start.value);
    if (range.start.value + (range.bytes - 1) != ~std::uint64_t{0}) split_at(areas, range.start.value + range.bytes);
}

bool inside(const Vma& area, Range range) {
    return area.start.value >= range.start.value && area.last() <= range.start.value + (range.bytes - 1);
}

// Frames that populating the range would take: the pages and the tables missing above them.
std::uint64_t frames_needed(const hw::Hardware& hardware, const Process& process, Range range) {
    const hw::PagingFormat& format = hardware.format;
    std::uint64_t needed = range.bytes >> format.page_bits;
    const std::uint64_t last = range.start.value + (range.bytes - 1);
    for (unsigned level = 1; level < format.level_count; ++level) {
        // A table of this level is one entry of the level above.
        const unsigned shift = format.level(level + 1).shift;
        for (std::uint64_t slot = range.start.value >> shift; slot <= last >> shift; ++slot) {
            const std::uint64_t va = std::max(slot << shift, range.start.value);
            if (missing_tables(hardware, process, {va}) >= level) needed += format.table_frames(level);
        }
    }
    return needed;
}

Error no_room(const Kernel& kernel, std::uint64_t needed) {
    return Error{"the mapping does not fit RAM: it needs " + base::grouped(needed) + " frames and " +
                     base::grouped(kernel.frames.free()) + " are free",
                 "map less, leave out 'now', or give the machine more RAM"};
}

// Maps every page of the range to a fresh frame. On an error it stops halfway.
Status populate_range(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, Range range, Permissions permissions,
                      EventSink& sink) {
    for (std::uint64_t done = 0; done < range.bytes; done += hardware.format.page_bytes()) {
        const VirtAddr va = range.start + done;
        if (!tables_intact(kernel, hardware, process, va))
            return Error{"a table entry above " + base::hex(va.value) + " was altered by hand: the kernel does not know its table",
                         "put the entry back, or map another address"};
        const auto entry = make_entry(kernel, hardware, process, va, sink);
        const auto pfn = entry ? allocate_frame(kernel, hardware, process, FrameUse::anonymous, va, 0, sink) : std::nullopt;
        // Only tables of several frames can fail here, when RAM is too scattered for a run.
        if (!pfn) return Error{"no run of free frames is left for a page table", "unmap something first"};
        ++kernel.processes[process].resident;
        write_entry(hardware, process, va, 1, *entry, leaf_word(hardware.format, permissions, *pfn, true), sink);
    }
    return Done{};
}

}  // namespace

Status map(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, Range range, Permissions permissions,
           std::string name, bool populate, EventSink& sink) {
    if (auto status = check_range(hardware.format, range); !status) return status;
    if (auto status = check_not_stopped(kernel, process); !status) return status;
    if (const Vma* area = overlapping(kernel.processes[process], range))
        return Error{"the range overlaps the area " + base::hex(area->start.value) + ".." + base::hex(area->last()),
                     "unmap it first, or choose other addresses"};
    if (populate) {
        const std::uint64_t pages = range.bytes >> hardware.format.page_bits;
        if (pages > kernel.frames.free()) return no_room(kernel, pages);
        const std::uint64_t needed = frames_needed(hardware, kernel.processes[process], range);
        if (needed > kernel.frames.free()) return no_room(kernel, needed);
    }
    const auto saved = populate ? std::optional(std::pair(kernel, hardware)) : std::nullopt;
    auto& areas = kernel.processes[process].areas;
    const auto at = std::upper_bound(areas.begin(), areas.end(), range.start,
                                     [](VirtAddr start, const Vma& area) { return start < area.start; });
    areas.insert(at, {range.start, range.bytes, permissions, std::move(name)});
    Event event = kernel_event(hardware, process, EventKind::area_mapped, range.start);
    event.after = range.bytes;
    event.detail = bits_of(permissions);
    sink.on_event(event);
    if (!populate) return Done{};
    auto status = populate_range(kernel, hardware, process, range, permissions, sink);
    if (!status) {
        kernel = saved->first;
        hardware = saved->second;
    }
    return status;
}

Status unmap(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, Range range, EventSink& sink, ShootdownStop stop) {
    if (auto status = check_range(hardware.format, range); !status) return status;
    if (auto status = check_not_stopped(kernel, process); !status) return status;
    Process& owner = kernel.processes[process];
    if (!overlapping(owner, range))
        return Error{"nothing is mapped in this range", areas_hint(owner)};
    split_around(owner.areas, range);
    std::erase_if(owner.areas, [&](const Vma& area) { return inside(area, range); });

    TlbGather gather{.process = process};
    for_each_mapped_page(kernel, hardware, process, range, [&](VirtAddr va, const hw::WalkStep& step) {
        const hw::Entry entry = hw::decode(hardware.format, 1, step.word);
        write_entry(hardware, process, va, 1, step.entry, 0, sink);
        gather.pages.push_back(va);
        gather.frames.push_back(entry.pfn);  // also when not present: protect none keeps the frame
    });
    clear_empty_tables(kernel, hardware, gather, range.start, range.start.value + (range.bytes - 1), sink);
    if (stop != ShootdownStop::none) {
        stop_shootdown(kernel, hardware, std::move(gather), range.start, range.bytes);
        continue_shootdown(kernel, hardware, kernel.shootdown.stopped.size() - 1, stop, sink);
        return Done{};
    }
    finish_gather(kernel, hardware, gather, sink);

    Event event = kernel_event(hardware, process, EventKind::area_unmapped, range.start);
    event.after = range.bytes;
    sink.on_event(event);
    return Done{};
}

Status protect(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, Range range, Permissions permissions,
               EventSink& sink) {
    if (auto status = check_range(hardware.format, range); !status) return status;
    if (auto status = check_not_stopped(kernel, process); !status) return status;
    Process& owner = kernel.processes[process];
    std::uint64_t covered = 0;
    const std::uint64_t last = range.start.value + (range.bytes - 1);
    for (const Vma& area : owner.areas) {
        const std::uint64_t from = std::max(area.start.value, range.start.value), to = std::min(area.last(), last);
        if (from <= to) covered += to - from + 1;
    }
    if (covered != range.bytes)
        return Error{"a part of this range is not mapped", areas_hint(owner)};
    split_around(owner.areas, range);
    for (Vma& area : owner.areas)
        if (inside(area, range)) area.permissions = permissions;
    TlbGather gather{.process = process};
    for_each_mapped_page(kernel, hardware, process, range, [&](VirtAddr va, const hw::WalkStep& step) {
        const hw::Entry old = hw::decode(hardware.format, 1, step.word);
        const bool own = kernel.frames.info(old.pfn).use != FrameUse::zero_page;
        hw::Entry entry = hw::decode(hardware.format, 1, leaf_word(hardware.format, permissions, old.pfn, own));
        entry.accessed = old.accessed;
        entry.dirty = old.dirty;
        write_entry(hardware, process, va, 1, step.entry, hw::encode(hardware.format, 1, entry), sink);
        gather.pages.push_back(va);
    });
    shoot_down(kernel, hardware, gather, sink);
    Event event = kernel_event(hardware, process, EventKind::area_protected, range.start);
    event.after = range.bytes;
    event.detail = bits_of(permissions);
    sink.on_event(event);
    return Done{};
}

void switch_to(Kernel& kernel, hw::Hardware& hardware, unsigned core, std::uint32_t process, EventSink& sink) {
    hw::Core& target = hardware.cores[core];
    const std::uint32_t before = target.process;
    if (before == process) {
        if (kernel.shootdown.lazy >> core & 1) enter_address_space(kernel, hardware, core, process, before, sink);
        return;
    }
    target.process = process;
    target.root = kernel.processes[process].root;
    target.asid = kernel.processes[process].asid;
    Event event = kernel_event(hardware, process, EventKind::switched);
    event.core = static_cast<std::uint16_t>(core);
    event.start_ns = target.clock_ns;
    event.pa = target.root;
    sink.on_event(event);
    enter_address_space(kernel, hardware, core, process, before, sink);
}

}  // namespace os
