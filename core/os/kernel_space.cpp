#include "core/os/kernel_space.h"

#include <algorithm>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/os/page_tables.h"

namespace os {

using base::Done;
using base::Error;
using base::EventKind;
using base::Status;

const Vma* KernelSpace::area_of(VirtAddr va) const {
    for (const Vma& area : areas)
        if (area.contains(va)) return &area;
    return nullptr;
}

std::uint64_t kernel_start(const hw::PagingFormat& format) {
    if (format.canonical != hw::CanonicalRule::sign_extended) return 0;
    return format.canonicalised({static_cast<std::uint64_t>(format.user_end())}).value;
}

namespace {

// The lowest 64 KiB of a PC are the firmware's.
std::uint64_t firmware_frames(const Frames& frames) { return frames.reserved() >= 256 ? 16 : 0; }

}  // namespace

Status check_kernel_range(const Kernel& kernel, const hw::PagingFormat& format, const Range& range) {
    const std::uint64_t page = format.page_bytes(), start = kernel_start(format);
    if (start == 0) return Error{base::phrase("os.format-no-upper-half-under"), base::phrase("os.formats-with-upper-half")};
    if (range.start.value < start) return Error{base::phrase("os.not-in-kernels-half", {base::hex(range.start.value)}), base::phrase("os.begins-at", {base::hex(start)})};
    if (range.start.value % page != 0)
        return Error{base::phrase("os.not-start-of-page", {base::hex(range.start.value)}),
                     base::phrase("os.page-holds-starts-at", {base::hex(range.start.value / page * page)})};
    if (range.bytes == 0 || range.bytes % page != 0)
        return Error{base::phrase("os.not-whole-pages", {base::size(range.bytes)}), base::phrase("os.page-has", {base::size(page)})};
    if (range.bytes - 1 > ~range.start.value) return Error{base::phrase("os.range-ends-above-highest-address"), base::phrase("os.map-less-or-begin-lower")};
    for (const Vma& area : kernel.space.areas)
        if (area.start.value <= range.start.value + (range.bytes - 1) && area.last() >= range.start.value)
            return Error{base::phrase("os.range-overlaps-area", {base::hex(area.start.value), base::hex(area.last())}), base::phrase("os.choose-other-addresses")};
    const std::uint64_t left = kernel.frames.reserved() - firmware_frames(kernel.frames) - kernel.space.pages;
    if (range.bytes / page > left)
        return Error{base::phrase("os.kernel-keeps-frames-not-mapped", {base::grouped(left), base::grouped(range.bytes / page)}),
                     base::phrase("os.map-less")};
    return Done{};
}

namespace {

// Where the shared tables have the entry of level 1 for `va`, or where they end: the entry of the level above a
// table that is missing. nullopt when an entry names no table of theirs: a hand has altered it.
struct SharedEntry {
    PhysAddr at{};
    unsigned level = 1;
};
std::optional<SharedEntry> find_shared(const Kernel& kernel, const hw::Hardware& hw, VirtAddr va) {
    const hw::PagingFormat& format = hw.format;
    PhysAddr table = kernel.space.root;
    for (unsigned level = format.level_count;; --level) {
        const PhysAddr at = hw::entry_address(format, table, va, level);
        if (level == 1) return SharedEntry{at, 1};
        const hw::Entry entry = hw::decode(format, level, hw.ram.read(at, format.entry.bytes));
        if (!entry.present) return SharedEntry{at, level};
        if (entry.leaf || entry.pfn.value >= kernel.frames.total()) return std::nullopt;
        const FrameInfo& info = kernel.frames.info(entry.pfn);
        if (info.use != FrameUse::table || info.process != base::no_process || info.level != level - 1) return std::nullopt;
        table = {entry.pfn.value << format.page_bits};
    }
}

bool is_altered(const Kernel& kernel, const hw::Hardware& hw, const Range& range) {
    if (kernel.space.areas.empty()) return false;
    for (std::uint64_t done = 0; done < range.bytes; done += hw.format.page_bytes())
        if (!find_shared(kernel, hw, range.start + done)) return true;
    return false;
}

// Makes the shared tables down to level 1; where the entry for `va` lies. REQUIRES: frames are free.
PhysAddr shared_entry(Kernel& kernel, hw::Hardware& hw, VirtAddr va, base::EventSink& sink) {
    const hw::PagingFormat& format = hw.format;
    PhysAddr table = kernel.space.root;
    for (unsigned level = format.level_count; level > 1; --level) {
        const PhysAddr at = hw::entry_address(format, table, va, level);
        hw::Entry entry = hw::decode(format, level, hw.ram.read(at, format.entry.bytes));
        if (!entry.present) {
            const Pfn pfn = *allocate_frame(kernel, hw, base::no_process, FrameUse::table, va, level - 1, sink);
            ++kernel.space.tables;
            entry = {.present = true, .write = true, .user = false, .accessed = true, .pfn = pfn};
            write_entry(hw, base::no_process, va, level, at, hw::encode(format, level, entry), sink);
        }
        table = {entry.pfn.value << format.page_bits};
    }
    return hw::entry_address(format, table, va, 1);
}

}  // namespace

Status map_kernel(Kernel& kernel, hw::Hardware& hw, const Range& range, Permissions permissions, std::string name, base::EventSink& sink) {
    const hw::PagingFormat& format = hw.format;
    if (auto status = check_kernel_range(kernel, format, range); !status) return status;
    // The reserved frames are few: the range touches two tables of a level at most.
    const std::uint64_t most_tables = 2 * (format.level_count - 1) + 1;
    if (kernel.frames.free() < most_tables)
        return Error{base::phrase("os.kernels-tables-may-need-frames", {base::dec(most_tables), base::dec(kernel.frames.free())}),
                     base::phrase("os.unmap-something-first")};
    if (is_altered(kernel, hw, range)) return Error{base::phrase("os.entry-of-kernels-half-was"), base::phrase("os.put-entry-back-or-map-other")};
    KernelSpace& space = kernel.space;
    if (space.areas.empty()) {
        const Pfn root = *allocate_frame(kernel, hw, base::no_process, FrameUse::table, range.start, format.level_count, sink);
        space.root = {root.value << format.page_bits};
        space.tables = 1;
    }
    for (std::uint64_t done = 0; done < range.bytes; done += format.page_bytes()) {
        const VirtAddr va = range.start + done;
        const PhysAddr at = shared_entry(kernel, hw, va, sink);
        // Linux, too, sets A and D itself: nobody will ask when the kernel used its own pages.
        const hw::Entry entry{.present = true, .leaf = true, .write = permissions.write, .user = false, .no_execute = !permissions.execute && hw::knows_no_execute(hw),
                              .kernel_no_execute = !permissions.execute, .accessed = true, .dirty = permissions.write, .global = true,
                              .pfn = {firmware_frames(kernel.frames) + space.pages++}};
        write_entry(hw, base::no_process, va, 1, at, hw::encode(format, 1, entry), sink);
    }
    Vma area{.start = range.start, .bytes = range.bytes, .permissions = permissions, .name = std::move(name)};
    const auto place = std::upper_bound(space.areas.begin(), space.areas.end(), area.start,
                                        [](VirtAddr start, const Vma& other) { return start < other.start; });
    space.areas.insert(place, std::move(area));
    for (std::uint32_t p = 0; p < kernel.processes.size(); ++p)
        if (kernel.processes[p].alive) share_kernel_half(kernel, hw, p, sink);
    base::Event event = kernel_event(hw, base::no_process, EventKind::area_mapped, range.start);
    event.after = range.bytes;
    event.detail = (permissions.read ? 1u : 0u) | (permissions.write ? 2u : 0u) | (permissions.execute ? 4u : 0u);
    sink.on_event(event);
    return Done{};
}

void renew_kernel_no_execute(Kernel& kernel, hw::Hardware& hw, base::EventSink& sink) {
    const hw::PagingFormat& format = hw.format;
    for (const Vma& area : kernel.space.areas)
        for (std::uint64_t done = 0; done < area.bytes; done += format.page_bytes()) {
            const VirtAddr va = area.start + done;
            const auto place = find_shared(kernel, hw, va);
            if (!place || place->level > 1) continue;
            const std::uint64_t word = hw.ram.read(place->at, format.entry.bytes);
            hw::Entry entry = hw::decode(format, 1, word);
            entry.no_execute = !area.permissions.execute && hw::knows_no_execute(hw);
            if (entry.present) write_entry(hw, base::no_process, va, 1, place->at, hw::encode(format, 1, entry), sink);
        }
}

void share_kernel_half(Kernel& kernel, hw::Hardware& hw, std::uint32_t process, base::EventSink& sink) {
    if (kernel.space.areas.empty()) return;
    const hw::PagingFormat& format = hw.format;
    const unsigned top = format.level_count, bytes = format.entry.bytes;
    const PhysAddr root = kernel.processes[process].root;
    for (std::uint64_t i = format.entries(top) / 2; i < format.entries(top); ++i) {
        const std::uint64_t word = hw.ram.read(kernel.space.root + i * bytes, bytes);
        if (word == 0 || hw.ram.read(root + i * bytes, bytes) == word) continue;
        write_entry(hw, process, format.canonicalised({i << format.top().shift}), top, root + i * bytes, word, sink);
    }
}

}  // namespace os
