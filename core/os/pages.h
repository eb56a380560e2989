// Pages: an entry in a table, the frame or swap slot it names, and the books about them, which change
// together here.
//
//     last-level word:  0                     nothing yet, or a file page that can be read again
//                       present, frame        a page; read-only when others share it
//                       not present, frame    a page that `protect none` keeps
//                       not present, slot     a page in swap (core/os/swap.h)
//     level-2 word:     present, large        a large page (2 MiB on x86-64)
//     level-3 word:     present, large        a large page that was asked for by size (1 GiB)
#pragma once

#include <optional>
#include <vector>

#include "core/os/page_tables.h"

namespace os {

/// The kernel at work for one process.
struct Work {
    Kernel& kernel;
    hw::Hardware& hw;
    std::uint32_t process;
    base::EventSink& sink;

    Process& owner() const { return kernel.processes[process]; }
    const hw::PagingFormat& format() const { return hw.format; }
    std::uint64_t page_bytes() const { return hw.format.page_bytes(); }
    std::uint64_t vpn(VirtAddr va) const { return va.value >> hw.format.page_bits; }
    PhysAddr address(Pfn pfn) const { return {pfn.value << hw.format.page_bits}; }
    VirtAddr page_of(VirtAddr va) const { return {va.value & ~base::low_mask(hw.format.page_bits)}; }
    std::uint64_t now() const { return hw.cores[hw.executing].clock_ns; }
    Work as(std::uint32_t other) const { return {kernel, hw, other, sink}; }
    base::Event event(base::EventKind kind, VirtAddr va = {}) const { return kernel_event(hw, process, kind, va); }
};

constexpr unsigned large_level = 2;

/// Bytes of a large page; 0 when the format or the machine has none.
std::uint64_t large_bytes(const Kernel&, const hw::PagingFormat&);

/// Pages that an entry of `level` maps.
inline std::uint64_t pages_of_entry(const hw::PagingFormat& format, unsigned level) { return format.entry_span(level) >> format.page_bits; }
/// The first address that the entry of `level` for `va` maps.
inline VirtAddr entry_start(const hw::PagingFormat& format, unsigned level, VirtAddr va) { return {va.value & ~(format.entry_span(level) - 1)}; }

/// The entry that holds the page of an address: of level 1 (perhaps 0), or a large page's.
struct PageEntry {
    PhysAddr at{};
    unsigned level = 1;
    std::uint64_t word = 0;
};
/// nullopt where no table of the kernel's reaches, or a hand has altered the entries above.
std::optional<PageEntry> page_entry(const Kernel&, const hw::Hardware&, std::uint32_t process, VirtAddr va);

/// Calls visit(va, entry) for each entry of the range that is not 0, in order; a large page once, at its
/// first address in the range.
template <class Visit>
void for_each_page(const Kernel& kernel, const hw::Hardware& hardware, std::uint32_t process, Range range, Visit&& visit) {
    const hw::PagingFormat& format = hardware.format;
    const std::uint64_t last = range.start.value + (range.bytes - 1);
    for (std::uint64_t va = range.start.value;;) {
        unsigned level = 1;
        if (const auto entry = page_entry(kernel, hardware, process, {va})) {
            level = entry->level;
            if (entry->word != 0) visit(VirtAddr{va}, *entry);
        } else {
            level = own_walk(kernel, hardware, process, {va}).back().level;
        }
        const std::uint64_t span_last = va | (format.entry_span(level) - 1);
        if (span_last >= last) return;
        va = span_last + 1;
    }
}

/// Writes a page's entry and tells the sink.
void set_entry(const Work&, VirtAddr va, const PageEntry&, std::uint64_t word);
/// One more entry of the process maps `pfn` (its record has the reference already); `level`: the entry's.
void count_mapped(const Work&, Pfn pfn, unsigned level);

/// True when the entry was written through, as far as the format can say.
bool is_dirty(const hw::PagingFormat&, const hw::Entry&);
/// False when the format cannot make a page read-only: then nothing can be shared until it is written.
bool can_protect(const hw::PagingFormat&);
/// The entry's word without W. What D said is kept in the frame's record.
std::uint64_t write_protected(const Work&, const PageEntry&);
/// True when an anonymous page has another user than one entry.
bool is_shared(const Kernel&, const FrameInfo&);

/// Clears one entry; what must be told to the TLBs and freed goes into the gather. A swap slot is
/// given up at once: no TLB knows it.
void clear_page(const Work&, VirtAddr va, const PageEntry&, TlbGather&);
/// One entry names the slot no longer.
void drop_slot_entry(const Work&, std::uint32_t slot);
/// The frame is no copy of its swap slot any more; the slot is free unless entries name it.
void leave_swap_cache(const Work&, Pfn pfn);

/// A frame for a page of the process, in a pool, zeroed when `zeroed`. REQUIRES: a frame is free.
Pfn take_page(const Work&, FrameUse use, VirtAddr va);
/// A large page of `level`; reclaim sees it when `pooled`. REQUIRES: frames.has_large(level)
Pfn take_large(const Work&, FrameUse use, VirtAddr start, unsigned level = large_level, bool pooled = true);
/// A page that is a copy of `source`. REQUIRES: a frame is free.
Pfn take_copy(const Work&, Pfn source, VirtAddr va);
/// Gives back a page's frame that nothing maps: out of its pool, its cache, and free.
void free_page(const Work&, Pfn pfn, std::uint64_t ready_ns = 0);

/// Who maps a frame, found by looking: an anonymous page lies at the same address in every process
/// that inherited it, a file page wherever an area maps that part of the file.
struct PageUser {
    std::uint32_t process = 0;
    VirtAddr va{};
    PageEntry entry;
};
/// The process's entry at `va`, if it maps that frame.
std::optional<PageUser> user_at(const Kernel&, const hw::Hardware&, std::uint32_t process, VirtAddr va, Pfn pfn);
/// Calls visit(user) for each until it says true; whether one did.
template <class Visit>
bool any_user(const Kernel& kernel, const hw::Hardware& hardware, Pfn pfn, Visit&& visit) {
    const FrameInfo info = kernel.frames.info(pfn);
    const unsigned bits = hardware.format.page_bits;
    std::uint32_t found = 0;
    const auto is_it = [&](std::uint32_t process, VirtAddr va) {
        const auto user = user_at(kernel, hardware, process, va, pfn);
        return user && (++found, visit(*user));
    };
    for (std::uint32_t p = 0; p < kernel.processes.size() && found < info.references; ++p) {
        const Process& process = kernel.processes[p];
        if (!process.alive) continue;
        if (info.use == FrameUse::anonymous) {
            if (is_it(p, {info.vpn << bits})) return true;
            continue;
        }
        for (const Vma& area : process.areas)
            if (area.file == info.file && info.vpn >= area.file_page && (info.vpn - area.file_page) << bits < area.bytes &&
                is_it(p, area.start + ((info.vpn - area.file_page) << bits)))
                return true;
    }
    return false;
}
std::vector<PageUser> users_of(const Kernel&, const hw::Hardware&, Pfn pfn);

/// Disk I/O for a frame: page `place` of a file, or swap slot `place` (no_file). Returns when it is done;
/// the process waits for what it reads.
std::uint64_t read_disk(const Work&, Pfn pfn, std::uint32_t file, std::uint64_t place);
std::uint64_t write_disk(const Work&, Pfn pfn, std::uint32_t file, std::uint64_t place, std::uint64_t pages = 1);

}  // namespace os
