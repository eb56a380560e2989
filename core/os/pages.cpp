#include "core/os/pages.h"

#include <algorithm>

#include "core/os/pools.h"

namespace os {

using base::Event;
using base::EventKind;
using base::EventSink;

std::uint64_t large_bytes(const Kernel& kernel, const hw::PagingFormat& format) {
    return kernel.frames.large_bits() == 0 ? 0 : format.entry_span(large_level);
}

namespace {

// A large page is the kernel's when its frames are booked for these addresses.
bool is_own_large(const Kernel& kernel, const hw::PagingFormat& format, unsigned level, const hw::Entry& entry, VirtAddr va) {
    if (!entry.leaf || kernel.frames.large_bits(level) == 0) return false;
    if (entry.pfn == kernel.large_zero) return level == large_level;
    // One that was asked for by size is always whole; pieces of the others may have been taken out.
    if (level > large_level && kernel.frames.frames_of(entry.pfn) != kernel.frames.large_frames(level)) return false;
    const FrameInfo& info = kernel.frames.info(entry.pfn);
    return entry.pfn.value < kernel.frames.total() && info.use == FrameUse::anonymous &&
           info.vpn == (va.value & ~(format.entry_span(level) - 1)) >> format.page_bits;
}

}  // namespace

std::optional<PageEntry> page_entry(const Kernel& kernel, const hw::Hardware& hardware, std::uint32_t process, VirtAddr va) {
    const auto steps = own_walk(kernel, hardware, process, va);
    const hw::WalkStep& last = steps.back();
    if (last.level == 1) return PageEntry{last.entry, 1, last.word};
    if (last.word == 0) return std::nullopt;
    // A large page that `protect none` keeps is not present, but still a page.
    const hw::Entry entry = hw::decode(hardware.format, last.level, last.word);
    if (!is_own_large(kernel, hardware.format, last.level, entry, va)) return std::nullopt;
    return PageEntry{last.entry, last.level, last.word};
}

// What another process asked the disk for is there no sooner for this one.
static void wait_for_frame(const Work& w, Pfn pfn) {
    w.owner().blocked_until_ns = std::max(w.owner().blocked_until_ns, w.kernel.frames.info(pfn).ready_ns);
}

void set_entry(const Work& w, VirtAddr va, const PageEntry& entry, std::uint64_t word) {
    write_entry(w.hw, w.process, va, entry.level, entry.at, word, w.sink);
}

void count_mapped(const Work& w, Pfn pfn, unsigned level) {
    const FrameUse use = w.kernel.frames.info(pfn).use;
    if (use != FrameUse::anonymous && use != FrameUse::page_cache) return;
    wait_for_frame(w, pfn);
    const std::uint64_t pages = pages_of_entry(w.format(), level);
    w.owner().resident += pages;
    if (use == FrameUse::page_cache) w.owner().resident_file += pages;
    if (level > 1) ++w.owner().huge;
}

bool is_dirty(const hw::PagingFormat& format, const hw::Entry& entry) {
    const bool kept = format.entry.dirty != hw::no_bit || format.entry.dirty_tracking != hw::no_bit;
    return kept ? entry.dirty : entry.write;
}

bool can_protect(const hw::PagingFormat& format) { return format.entry.write != hw::no_bit; }

std::uint64_t write_protected(const Work& w, const PageEntry& at) {
    hw::Entry entry = hw::decode(w.format(), at.level, at.word);
    if (is_dirty(w.format(), entry)) w.kernel.frames.edit(entry.pfn).dirty = true;
    entry.write = false;
    return hw::encode(w.format(), at.level, entry);
}

bool is_shared(const Kernel& kernel, const FrameInfo& info) {
    return info.references > 1 || (info.slot != 0 && kernel.swap.slot(info.slot).entries > 0);
}

void clear_page(const Work& w, VirtAddr va, const PageEntry& at, TlbGather& gather) {
    set_entry(w, va, at, 0);
    if (at.level == 1)
        if (const auto slot = slot_of(w.format(), at.word); slot && w.kernel.swap.holds(*slot)) {
            if (w.owner().swapped > 0) --w.owner().swapped;
            drop_slot_entry(w, static_cast<std::uint32_t>(*slot));
            return;
        }
    const hw::Entry entry = hw::decode(w.format(), at.level, at.word);
    gather.pages.push_back(va);
    Frames& frames = w.kernel.frames;
    if (entry.pfn.value >= frames.total()) return;  // written by hand
    if (frames.info(entry.pfn).use == FrameUse::page_cache && is_dirty(w.format(), entry)) frames.edit(entry.pfn).dirty = true;
    if (at.level == 1) {
        gather.frames.push_back(entry.pfn);
        return;
    }
    if (frames.info(entry.pfn).use == FrameUse::anonymous && w.owner().huge > 0) --w.owner().huge;
    if (frames.is_large(entry.pfn)) gather.frames.push_back(entry.pfn);
    else  // another process split it: it is as many pages now
        for (std::uint64_t i = 0; i < frames.large_frames(); ++i) gather.frames.push_back({entry.pfn.value + i});
}

void drop_slot_entry(const Work& w, std::uint32_t number) {
    Slot& slot = w.kernel.swap.edit(number);
    if (slot.entries > 0) --slot.entries;
    if (slot.entries > 0) return;
    const Pfn frame = slot.frame;
    if (frame == no_frame) w.kernel.swap.release(number);
    else if (w.kernel.frames.info(frame).references == 0) free_page(w, frame);
}

void leave_swap_cache(const Work& w, Pfn pfn) {
    FrameInfo& info = w.kernel.frames.edit(pfn);
    if (info.slot == 0) return;
    Slot& slot = w.kernel.swap.edit(info.slot);
    slot.frame = no_frame;
    if (slot.entries == 0) w.kernel.swap.release(info.slot);
    info.slot = 0;
    info.dirty = true;  // no disk has it now
}

Pfn take_page(const Work& w, FrameUse use, VirtAddr va) {
    const Pfn pfn = *allocate_frame(w.kernel, w.hw, w.process, use, va, 0, w.sink);
    if (use != FrameUse::anonymous) return pfn;
    FrameInfo& info = w.kernel.frames.edit(pfn);
    info.exclusive = true;
    info.dirty = true;  // no disk has it
    admit(w, pfn);
    return pfn;
}

Pfn take_large(const Work& w, FrameUse use, VirtAddr start, unsigned level, bool pooled) {
    const Pfn head = *w.kernel.frames.allocate_large({.use = use, .process = w.process, .vpn = w.vpn(start)}, level);
    Event event = w.event(EventKind::frame_allocated, start);
    event.pa = w.address(head);
    event.detail = static_cast<std::uint32_t>(use);
    event.level = static_cast<std::uint8_t>(level);
    w.sink.on_event(event);
    w.hw.ram.zero(event.pa, w.format().entry_span(level));
    event.kind = EventKind::frame_zeroed;
    w.sink.on_event(event);
    if (use != FrameUse::anonymous) return head;
    FrameInfo& info = w.kernel.frames.edit(head);
    info.exclusive = true;
    info.dirty = true;
    if (pooled) admit(w, head);
    return head;
}

Pfn take_copy(const Work& w, Pfn source, VirtAddr va) {
    wait_for_frame(w, source);
    const Pfn pfn = take_page(w, FrameUse::anonymous, va);
    copy_page(w.hw.ram, w.address(source), w.hw.ram, w.address(pfn), w.page_bytes());
    Event event = w.event(EventKind::frame_copied, va);
    event.before = w.address(source).value;
    event.pa = w.address(pfn);
    w.sink.on_event(event);
    return pfn;
}

void free_page(const Work& w, Pfn pfn, std::uint64_t ready_ns) {
    Frames& frames = w.kernel.frames;
    leave_pool(w, pfn);
    leave_swap_cache(w, pfn);
    const FrameInfo& info = frames.info(pfn);
    if (info.ready_ns > w.now()) ready_ns = std::max(ready_ns, info.ready_ns);
    for (Process& process : w.kernel.processes)
        if (process.awaited == pfn) process.awaited = no_frame;
    if (info.use == FrameUse::page_cache) {
        File& file = w.kernel.files[info.file];
        file.frames.mut(info.vpn) = 0;
        --file.cached;
    }
    if (!frames.is_large(pfn)) return release_frame(w.kernel, w.hw, w.process, pfn, 1, w.sink, ready_ns);
    Event event = w.event(EventKind::frame_freed);
    event.pa = w.address(pfn);
    event.detail = static_cast<std::uint32_t>(info.use);
    event.level = frames.frames_of(pfn) == frames.large_frames() ? 2 : 3;
    frames.release_large(pfn, ready_ns);
    w.sink.on_event(event);
}

void drop_reference(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, Pfn pfn, EventSink& sink) {
    if (pfn.value >= kernel.frames.total()) return;
    const FrameInfo& info = kernel.frames.info(pfn);
    const bool page = info.use == FrameUse::anonymous || info.use == FrameUse::page_cache;
    if ((!page && info.use != FrameUse::zero_page) || info.references == 0) return;
    const std::uint32_t left = --kernel.frames.edit(pfn).references;
    if (!page) return;  // the page of zeros is kept for the next reader
    const Work w{kernel, hardware, process, sink};
    const std::uint64_t pages = kernel.frames.frames_of(pfn);
    const auto less = [](std::uint64_t& count, std::uint64_t by) { count -= std::min(count, by); };
    less(w.owner().resident, pages);
    if (info.use == FrameUse::page_cache) less(w.owner().resident_file, pages);
    if (left > 0 || info.use == FrameUse::page_cache) return;
    if (info.slot != 0 && kernel.swap.slot(info.slot).entries > 0) return;  // the swap cache keeps it
    free_page(w, pfn);
}

std::optional<PageUser> user_at(const Kernel& kernel, const hw::Hardware& hardware, std::uint32_t process, VirtAddr va, Pfn pfn) {
    const auto at = page_entry(kernel, hardware, process, va);
    if (!at || at->word == 0) return std::nullopt;
    const hw::PagingFormat& format = hardware.format;
    if (at->level == 1 && slot_of(format, at->word)) return std::nullopt;
    const hw::Entry entry = hw::decode(format, at->level, at->word);
    const std::uint64_t inside = at->level == 1 ? 0 : (va.value & (format.entry_span(at->level) - 1)) >> format.page_bits;
    if (entry.pfn.value + inside != pfn.value) return std::nullopt;
    return PageUser{process, va, *at};
}

std::vector<PageUser> users_of(const Kernel& kernel, const hw::Hardware& hardware, Pfn pfn) {
    std::vector<PageUser> users;
    any_user(kernel, hardware, pfn, [&](const PageUser& user) {
        users.push_back(user);
        return false;
    });
    return users;
}

namespace {

std::uint64_t use_disk(const Work& w, DiskOperation operation, Pfn pfn, std::uint32_t file, std::uint64_t place,
                       std::uint64_t pages) {
    const DiskRequest request = w.kernel.disk.submit(operation, w.now(), pages, w.process);
    Event event = w.event(operation == DiskOperation::read ? EventKind::disk_read : EventKind::disk_write);
    event.start_ns = request.start_ns;
    event.duration_ns = request.service_ns();
    event.pa = w.address(pfn);
    event.detail = file;
    event.before = request.wait_ns();
    event.after = place;
    w.sink.on_event(event);
    return request.done_ns;
}

}  // namespace

std::uint64_t read_disk(const Work& w, Pfn pfn, std::uint32_t file, std::uint64_t place) {
    const std::uint64_t done = use_disk(w, DiskOperation::read, pfn, file, place, 1);
    w.kernel.frames.edit(pfn).ready_ns = done;
    w.owner().blocked_until_ns = std::max(w.owner().blocked_until_ns, done);
    return done;
}

std::uint64_t write_disk(const Work& w, Pfn pfn, std::uint32_t file, std::uint64_t place, std::uint64_t pages) {
    return use_disk(w, DiskOperation::write, pfn, file, place, pages);
}

}  // namespace os
