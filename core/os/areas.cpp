// Virtual memory areas: map, unmap, protect, advise.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/os/fault.h"
#include "core/os/large_pages.h"
#include "core/os/pools.h"

namespace os {

using base::Done;
using base::Error;
using base::Event;
using base::EventKind;
using base::EventSink;
using base::Status;

std::string_view to_text(Advice advice) {
    static constexpr std::array<std::string_view, 5> names{"dontneed", "populate_read", "populate_write", "hugepage", "nohugepage"};
    const auto i = static_cast<std::size_t>(advice);
    return i < names.size() ? names[i] : std::string_view("?");
}

namespace {

constexpr std::size_t max_areas = 65530;  // Linux: vm.max_map_count

// The first area that shares an address with the range.
const Vma* overlapping(const Process& process, Range range) {
    const auto& areas = process.areas;
    const auto at = std::lower_bound(areas.begin(), areas.end(), range.start, [](const Vma& area, VirtAddr start) { return area.last() < start.value; });
    return at != areas.end() && at->start.value <= range.start.value + (range.bytes - 1) ? &*at : nullptr;
}

// Room for what a command adds: an area, or the pieces of one that is cut.
Status check_area_count(const Process& process) {
    if (process.areas.size() < max_areas) return Done{};
    return Error{base::phrase("os.process-areas-and-most", {process.name, base::grouped(process.areas.size()), base::grouped(max_areas)}),
                 base::phrase("os.map-fewer-and-larger-ones")};
}

// What is mapped instead, for the reader of an error.
std::string areas_hint(const Process& process) {
    if (process.areas.empty()) return base::phrase("os.process-no-mapping-yet", {process.name});
    std::string areas;
    for (std::size_t i = 0; i < process.areas.size() && i < 3; ++i)
        areas += (i ? ", " : "") + base::hex(process.areas[i].start.value) + ".." + base::hex(process.areas[i].last());
    return base::phrase("os.mapped-are", {process.areas.size() > 3 ? areas + ", ..." : areas});
}

std::uint32_t bits_of(Permissions p) { return (p.read ? 1u : 0u) | (p.write ? 2u : 0u) | (p.execute ? 4u : 0u); }

// Splits areas so that the range consists of whole ones.
void split_at(std::vector<Vma>& areas, std::uint64_t at, unsigned page_bits) {
    for (std::size_t i = 0; i < areas.size(); ++i) {
        if (areas[i].start.value >= at || areas[i].last() < at) continue;
        Vma upper = areas[i];
        upper.bytes = areas[i].last() - at + 1;
        upper.start = {at};
        upper.file_page += (at - areas[i].start.value) >> page_bits;
        areas[i].bytes = at - areas[i].start.value;
        areas.insert(areas.begin() + static_cast<std::ptrdiff_t>(i) + 1, upper);
        return;
    }
}

void split_around(std::vector<Vma>& areas, Range range, unsigned page_bits) {
    split_at(areas, range.start.value, page_bits);
    if (range.start.value + (range.bytes - 1) != ~std::uint64_t{0}) split_at(areas, range.start.value + range.bytes, page_bits);
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
    return Error{base::phrase("os.mapping-does-not-fit-ram", {base::grouped(needed), base::grouped(kernel.frames.free())}),
                 base::phrase("os.map-less-leave-out-now")};
}

// Pages that could leave RAM for others: cached pages of files, and what swap has room for.
std::uint64_t reclaimable(const Kernel& kernel) {
    return kernel.frames.used(FrameUse::page_cache) + std::min(kernel.frames.used(FrameUse::anonymous), kernel.swap.free());
}

// Bytes of the range that the process has mapped.
std::uint64_t covered(const Process& process, Range range) {
    std::uint64_t sum = 0;
    const std::uint64_t last = range.start.value + (range.bytes - 1);
    for (const Vma& area : process.areas) {
        const std::uint64_t from = std::max(area.start.value, range.start.value), to = std::min(area.last(), last);
        if (from <= to) sum += to - from + 1;
    }
    return sum;
}

Status check_covered(const Process& process, Range range) {
    if (covered(process, range) == range.bytes) return Done{};
    return Error{base::phrase("os.part-of-range-not-mapped"), areas_hint(process)};
}

// Pages that were asked for by size are whole or not at all.
Status check_not_cut(const hw::PagingFormat& format, const Process& process, Range range) {
    const std::uint64_t end = range.start.value + range.bytes;  // 0 at the end of 64 bits: no area's middle
    for (const std::uint64_t at : {range.start.value, end}) {
        const Vma* area = process.area_of({at});
        if (!area || area->page_level == 1 || at % format.entry_span(area->page_level) == 0) continue;
        const std::uint64_t span = format.entry_span(area->page_level);
        return Error{base::phrase("os.lies-inside-page-of-and", {base::hex(at), base::size(span)}),
                     base::phrase("os.page-begins-at", {base::hex(at / span * span)})};
    }
    return Done{};
}

Status check_sized(const hw::PagingFormat& format, const Mapping& wanted) {
    if (wanted.page_level == 1) return Done{};
    const std::uint64_t span = format.entry_span(wanted.page_level);
    if (wanted.kind != AreaKind::anonymous) return Error{base::phrase("os.files-and-stacks-not-made", {base::size(span)}), base::phrase("os.leave-out-huge", {base::size(span)})};
    if (wanted.range.start.value % span != 0)
        return Error{base::phrase("os.not-start-of-page-of", {base::hex(wanted.range.start.value), base::size(span)}),
                     base::phrase("os.page-holds-starts-at", {base::hex(wanted.range.start.value / span * span)})};
    if (wanted.range.bytes % span != 0)
        return Error{base::phrase("os.not-whole-number-of-pages", {base::size(wanted.range.bytes), base::size(span)}),
                     base::phrase("os.round-up-to", {base::size((base::u128{wanted.range.bytes} / span + 1) * span)})};
    return Done{};
}

// A large page that the range cuts gets a table for its small pages; that table needs a frame.
Status make_room_to_split(const Work& w, Range range) {
    const std::uint64_t frames = split_frames(w.kernel, w.hw, w.process, range);
    if (frames == 0 || w.kernel.frames.free() >= frames || make_room(w, frames, false, false)) return Done{};
    return Error{base::phrase("os.no-free-frame-for-table"), base::phrase("os.unmap-something-first")};
}

void tell_area(const Work& w, EventKind kind, Range range, std::uint32_t detail) {
    Event event = w.event(kind, range.start);
    event.after = range.bytes;
    event.detail = detail;
    w.sink.on_event(event);
}

// Maps every page of the range now. On an error it stops halfway.
Status populate_range(const Work& w, Range range, bool writes) {
    for (std::uint64_t done = 0; done < range.bytes;) {
        const VirtAddr va = range.start + done;
        const bool anonymous = !w.owner().area_of(va)->is_file();
        switch (Repair(w, va, anonymous || writes, false).populate()) {
            case FaultOutcome::bad_table:
                return Error{base::phrase("os.table-entry-above-was-altered", {base::hex(va.value)}), base::phrase("os.put-entry-back-or-map")};
            case FaultOutcome::bus_adrerr: return Error{base::phrase("os.mapping-longer-than-file"), base::phrase("os.map-less-or-leave-out")};
            case FaultOutcome::out_of_memory:
                // Beside a want of frames: RAM can be too scattered for a table of several.
                return Error{base::phrase("os.no-free-frames-left-for"), base::phrase("os.unmap-something-first")};
            default: break;
        }
        const auto entry = page_entry(w.kernel, w.hw, w.process, va);
        const std::uint64_t span = w.format().entry_span(entry ? entry->level : 1);
        done += span - (va.value & (span - 1));
    }
    return Done{};
}

Status check_populate(const Work& w, const Mapping& wanted) {
    const std::uint64_t room = w.kernel.frames.free() + reclaimable(w.kernel);
    const std::uint64_t pages = wanted.range.bytes >> w.format().page_bits;
    if (pages > room) return no_room(w.kernel, pages);
    if (wanted.huge == HugeAdvice::wanted || wanted.page_level > 1) return Done{};
    const std::uint64_t needed = frames_needed(w.hw, w.owner(), wanted.range);
    if (needed > room) return no_room(w.kernel, needed);
    return Done{};
}

}  // namespace

Status map(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, const Mapping& wanted, EventSink& sink) {
    const Range range = wanted.range;
    if (auto status = check_range(hardware.format, range); !status) return status;
    if (auto status = check_sized(hardware.format, wanted); !status) return status;
    if (auto status = check_not_stopped(kernel, process); !status) return status;
    const Work w{kernel, hardware, process, sink};
    if (const Vma* area = overlapping(w.owner(), range))
        return Error{base::phrase("os.range-overlaps-area", {base::hex(area->start.value), base::hex(area->last())}),
                     base::phrase("os.unmap-first-or-choose-other")};
    if (auto status = check_area_count(w.owner()); !status) return status;
    if (wanted.populate)
        if (auto status = check_populate(w, wanted); !status) return status;
    const auto saved = wanted.populate ? std::optional(std::pair(kernel, hardware)) : std::nullopt;
    Vma area{.start = range.start, .bytes = range.bytes, .permissions = wanted.permissions, .name = wanted.name, .kind = wanted.kind,
             .huge = wanted.huge, .file = wanted.file, .file_page = wanted.file_page, .stack_limit = wanted.stack_limit,
             .page_level = wanted.page_level};
    auto& areas = w.owner().areas;
    const auto at = std::upper_bound(areas.begin(), areas.end(), range.start,
                                     [](VirtAddr start, const Vma& other) { return start < other.start; });
    areas.insert(at, std::move(area));
    tell_area(w, EventKind::area_mapped, range, bits_of(wanted.permissions));
    if (!wanted.populate) return Done{};
    const bool private_writable = wanted.permissions.write && wanted.kind != AreaKind::shared_file;
    auto status = populate_range(w, range, private_writable);
    if (!status) {
        kernel = saved->first;
        hardware = saved->second;
    }
    return status;
}

Status unmap(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, Range range, EventSink& sink, ShootdownStop stop) {
    if (auto status = check_range(hardware.format, range); !status) return status;
    if (auto status = check_not_stopped(kernel, process); !status) return status;
    const Work w{kernel, hardware, process, sink};
    if (!overlapping(w.owner(), range)) return Error{base::phrase("os.nothing-mapped-in-range"), areas_hint(w.owner())};
    const Vma* around = w.owner().area_of(range.start);
    if (around && around->start < range.start && around->last() - range.start.value >= range.bytes)  // one becomes two
        if (auto status = check_area_count(w.owner()); !status) return status;
    if (auto status = check_not_cut(hardware.format, w.owner(), range); !status) return status;
    if (auto status = make_room_to_split(w, range); !status) return status;
    split_at_ends(w, range);
    split_around(w.owner().areas, range, hardware.format.page_bits);
    std::erase_if(w.owner().areas, [&](const Vma& area) { return inside(area, range); });

    TlbGather gather;
    gather.process = process;
    for_each_page(kernel, hardware, process, range, [&](VirtAddr va, const PageEntry& at) { clear_page(w, va, at, gather); });
    clear_empty_tables(kernel, hardware, gather, range.start, range.start.value + (range.bytes - 1), sink);
    if (stop != ShootdownStop::none) {
        stop_shootdown(kernel, hardware, std::move(gather), range.start, range.bytes);
        continue_shootdown(kernel, hardware, kernel.shootdown.stopped.size() - 1, stop, sink);
        return Done{};
    }
    finish_gather(kernel, hardware, gather, sink);
    tell_area(w, EventKind::area_unmapped, range, 0);
    return Done{};
}

namespace {

// The page's entry under other permissions. A page that others share, the page of zeros and a clean
// page of a shared file stay read-only: the kernel wants to hear of the first write.
std::uint64_t protected_word(const Work& w, const Vma& area, const PageEntry& at) {
    const hw::Entry old = hw::decode(w.format(), at.level, at.word);
    const FrameInfo& info = w.kernel.frames.info(old.pfn);
    const bool dirty = is_dirty(w.format(), old);
    const bool may_write = info.use == FrameUse::anonymous ? info.exclusive : info.use == FrameUse::page_cache && area.is_shared() && dirty;
    const bool broken = info.use != FrameUse::anonymous && info.use != FrameUse::page_cache && info.use != FrameUse::zero_page;
    hw::Entry entry = hw::decode(w.format(), at.level, leaf_word(w.hw, area.permissions, old.pfn, may_write || broken, at.level));
    if (dirty && !entry.write && (info.use == FrameUse::anonymous || info.use == FrameUse::page_cache)) w.kernel.frames.edit(old.pfn).dirty = true;
    entry.accessed = old.accessed || (entry.accessed && !entry.present);
    entry.dirty = old.dirty;
    return hw::encode(w.format(), at.level, entry);
}

// What is asked of a range whose areas become others.
Status check_changes(const Work& w, Range range) {
    if (auto status = check_range(w.format(), range); !status) return status;
    if (auto status = check_not_stopped(w.kernel, w.process); !status) return status;
    if (auto status = check_covered(w.owner(), range); !status) return status;
    if (auto status = check_area_count(w.owner()); !status) return status;
    return check_not_cut(w.format(), w.owner(), range);
}

}  // namespace

Status protect(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, Range range, Permissions permissions,
               EventSink& sink) {
    const Work w{kernel, hardware, process, sink};
    if (auto status = check_changes(w, range); !status) return status;
    if (auto status = make_room_to_split(w, range); !status) return status;
    split_at_ends(w, range);
    split_around(w.owner().areas, range, hardware.format.page_bits);
    for (Vma& area : w.owner().areas)
        if (inside(area, range)) area.permissions = permissions;
    TlbGather gather;
    gather.process = process;
    for_each_page(kernel, hardware, process, range, [&](VirtAddr va, const PageEntry& at) {
        if (at.level == 1 && slot_of(hardware.format, at.word)) return;  // decided when it comes back
        set_entry(w, va, at, protected_word(w, *w.owner().area_of(va), at));
        gather.pages.push_back(va);
    });
    shoot_down(kernel, hardware, gather, sink);
    tell_area(w, EventKind::area_protected, range, bits_of(permissions));
    return Done{};
}

namespace {

// The page's entry with NX as the area and the processor want it.
void renew_no_execute(const Work& w, const Vma& area, VirtAddr va, const PageEntry& at) {
    if (at.level == 1 && slot_of(w.format(), at.word)) return;
    hw::Entry entry = hw::decode(w.format(), at.level, at.word);
    entry.no_execute = !area.permissions.execute && hw::knows_no_execute(w.hw);
    if (const std::uint64_t word = hw::encode(w.format(), at.level, entry); word != at.word) set_entry(w, va, at, word);
}

}  // namespace

void set_no_execute(Kernel& kernel, hw::Hardware& hardware, bool on, EventSink& sink) {
    if (hardware.no_execute == on) return;
    hardware.no_execute = on;
    if (hardware.format.architecture != hw::Architecture::x86 || hardware.format.entry.no_execute == hw::no_bit) return;
    for (std::uint32_t p = 0; p < kernel.processes.size(); ++p) {
        if (!kernel.processes[p].alive) continue;
        const Work w{kernel, hardware, p, sink};
        for (const Vma& area : w.owner().areas)
            for_each_page(kernel, hardware, p, {area.start, area.bytes}, [&](VirtAddr va, const PageEntry& at) { renew_no_execute(w, area, va, at); });
    }
    renew_kernel_no_execute(kernel, hardware, sink);
    for (std::size_t core = 0; core < hardware.cores.size(); ++core) {
        hardware.cores[core].tlb.flush_all(false);
        Event event = kernel_event(hardware, base::no_process, EventKind::tlb_flushed);
        event.core = static_cast<std::uint16_t>(core);
        sink.on_event(event);
    }
}

namespace {

Status drop_pages(const Work& w, Range range) {
    if (auto status = make_room_to_split(w, range); !status) return status;
    split_at_ends(w, range);
    TlbGather gather;
    gather.process = w.process;
    for_each_page(w.kernel, w.hw, w.process, range, [&](VirtAddr va, const PageEntry& at) { clear_page(w, va, at, gather); });
    clear_empty_tables(w.kernel, w.hw, gather, range.start, range.start.value + (range.bytes - 1), w.sink);
    finish_gather(w.kernel, w.hw, gather, w.sink);
    return Done{};
}

// As many faults as pages that were not there, and they count.
Status populate_counted(const Work& w, Range range, bool writes) {
    const auto saved = std::pair(w.kernel, w.hw);
    Status status = Done{};
    for (std::uint64_t done = 0; done < range.bytes && status;) {
        const VirtAddr va = range.start + done;
        const std::uint64_t reads = w.kernel.disk.reads;
        const FaultOutcome outcome = Repair(w, va, writes, false).run(false);
        if (outcome == FaultOutcome::out_of_memory) status = no_room(w.kernel, 1);
        else if (!is_resolved(outcome)) status = Error{base::phrase("os.page-at-cannot-touched", {base::hex(va.value), to_text(outcome)})};
        else if (outcome != FaultOutcome::spurious) ++(w.kernel.disk.reads == reads ? w.owner().minor : w.owner().major);
        const auto entry = page_entry(w.kernel, w.hw, w.process, va);
        const std::uint64_t span = w.format().entry_span(entry ? entry->level : 1);
        done += span - (va.value & (span - 1));
    }
    if (!status) {
        w.kernel = saved.first;
        w.hw = saved.second;
    }
    return status;
}

}  // namespace

Status advise(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, Range range, Advice advice, EventSink& sink) {
    const Work w{kernel, hardware, process, sink};
    if (auto status = check_changes(w, range); !status) return status;
    Status status = Done{};
    switch (advice) {
        case Advice::dontneed: status = drop_pages(w, range); break;
        case Advice::populate_read:
        case Advice::populate_write: status = populate_counted(w, range, advice == Advice::populate_write); break;
        case Advice::hugepage:
        case Advice::nohugepage:
            if (status = make_room_to_split(w, range); !status) return status;
            split_at_ends(w, range);
            split_around(w.owner().areas, range, hardware.format.page_bits);
            for (Vma& area : w.owner().areas)
                if (inside(area, range)) area.huge = advice == Advice::hugepage ? HugeAdvice::wanted : HugeAdvice::unwanted;
    }
    if (status) tell_area(w, EventKind::area_advised, range, static_cast<std::uint32_t>(advice));
    return status;
}

}  // namespace os
