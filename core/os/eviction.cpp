// Taking a page's frame away: clear the entries, tell the TLBs, write what only RAM has, free.
#include <algorithm>

#include "core/os/large_pages.h"
#include "core/os/pools.h"
#include "core/os/swapping.h"

namespace os {

using base::Event;
using base::EventKind;

namespace {

void tell_reclaimed(const Work& w, Pfn pfn, bool written, std::uint64_t place) {
    const FrameInfo& info = w.kernel.frames.info(pfn);
    Event event = w.as(info.process).event(EventKind::page_reclaimed, {info.use == FrameUse::anonymous ? info.vpn << w.format().page_bits : 0});
    event.pa = w.address(pfn);
    event.detail = static_cast<std::uint32_t>(info.use);
    event.before = written;
    event.after = place;
    event.level = w.kernel.frames.is_large(pfn) ? large_level : 1;
    w.sink.on_event(event);
    w.kernel.reclaim.last_page = info.vpn;
    w.kernel.reclaim.reclaimed += w.kernel.frames.is_large(pfn) ? w.kernel.frames.large_frames() : 1;
}

// Takes the page from all who map it, with word_for(user) in its place, and tells their TLBs. The
// frame's references are the users' no more.
template <class WordFor>
void take_from_users(const Work& w, Pfn pfn, const std::vector<PageUser>& users, WordFor&& word_for) {
    const FrameUse use = w.kernel.frames.info(pfn).use;
    const std::uint64_t pages = w.kernel.frames.is_large(pfn) ? w.kernel.frames.large_frames() : 1;
    for (const PageUser& user : users) {
        const Work theirs = w.as(user.process);
        set_entry(theirs, user.va, user.entry, word_for(user));
        Process& process = theirs.owner();
        process.resident -= pages;
        if (use == FrameUse::page_cache) --process.resident_file;
        if (user.entry.level == large_level) --process.huge;
    }
    for (const PageUser& user : users) shoot_down_page(w.kernel, w.hw, user.process, user.va, w.sink);
    w.kernel.frames.edit(pfn).references = 0;
}

bool evict_file_page(const Work& w, Pfn pfn, const std::vector<PageUser>& users) {
    const bool dirty = must_write(w, pfn);
    take_from_users(w, pfn, users, [](const PageUser&) { return std::uint64_t{0}; });
    const FrameInfo info = w.kernel.frames.info(pfn);
    std::uint64_t done = 0;
    if (dirty) {
        store_page(w.kernel.files[info.file], info.vpn, w.hw.ram, w.address(pfn), w.page_bytes());
        done = write_disk(w, pfn, info.file, info.vpn);
    }
    tell_reclaimed(w, pfn, dirty, info.vpn);
    free_page(w, pfn, done);
    return true;
}

bool evict_anonymous(const Work& w, Pfn pfn, const std::vector<PageUser>& users) {
    const bool dirty = must_write(w, pfn);
    const auto slot = slot_for(w, pfn);
    if (!slot) return false;
    const std::uint64_t word = swap_word(w.format(), *slot);
    take_from_users(w, pfn, users, [&](const PageUser&) { return word; });
    name_slot(w, *slot, users);
    w.kernel.swap.edit(*slot).exclusive = w.kernel.frames.info(pfn).exclusive;
    const std::uint64_t done = dirty ? write_to_slot(w, pfn, *slot) : 0;
    w.kernel.swap.edit(*slot).frame = no_frame;
    w.kernel.frames.edit(pfn).slot = 0;
    tell_reclaimed(w, pfn, dirty, *slot);
    if (w.kernel.swap.slot(*slot).entries == 0) w.kernel.swap.release(*slot);  // nobody wants it back
    free_page(w, pfn, done);
    return true;
}

// All of a large page at once: its frames pay for the tables that then hold the slots.
bool evict_large(const Work& w, Pfn head, const std::vector<PageUser>& users) {
    const std::uint64_t count = w.kernel.frames.large_frames();
    if (w.kernel.swap.free() < count) {
        if (!split_for_all(w, head, users)) return false;
        for (std::uint64_t i = 1; i < count; ++i)
            if (const Pfn piece{head.value + i}; w.kernel.frames.info(piece).pool == no_index) admit(w.as(w.kernel.frames.info(piece).process), piece);
        return evict_page(w, head, Shortage::no_free_frame);
    }
    const bool exclusive = w.kernel.frames.info(head).exclusive;
    take_from_users(w, head, users, [](const PageUser&) { return std::uint64_t{0}; });
    std::vector<std::uint32_t> slots;
    for (std::uint64_t i = 0; i < count; ++i) {
        slots.push_back(*w.kernel.swap.allocate());
        w.kernel.swap.edit(slots.back()).exclusive = exclusive;
        copy_page(w.hw.ram, w.address({head.value + i}), w.kernel.swap.device, {slots.back() * w.page_bytes()}, w.page_bytes());
    }
    const std::uint64_t done = write_disk(w, head, no_file, slots.front(), count);
    tell_reclaimed(w, head, true, slots.front());
    free_page(w, head, done);
    for (const PageUser& user : users) name_slots_of_large(w.as(user.process), user.va, slots);
    return true;
}

}  // namespace

bool evict_page(const Work& w, Pfn pfn, Shortage) {
    const FrameInfo& info = w.kernel.frames.info(pfn);
    const auto users = users_of(w.kernel, w.hw, pfn);
    // Entries that were cleared, but not told to the TLBs yet, are users too: wait for them.
    if (users.size() != info.references) return false;
    for (const PageUser& user : users)
        if (stopped_shootdown(w.kernel, user.process)) return false;
    if (info.use == FrameUse::page_cache) return evict_file_page(w, pfn, users);
    if (w.kernel.frames.is_large(pfn)) return evict_large(w, pfn, users);
    // A piece of a large page that was split for someone else: split it for all who still have it whole.
    for (const PageUser& user : users)
        if (user.entry.level == large_level) {
            if (!split_large_page(w.as(user.process), user.va, user.entry)) return false;
            return evict_page(w, pfn, Shortage::no_free_frame);
        }
    return evict_anonymous(w, pfn, users);
}

bool clean_page(const Work& w, Pfn pfn) {
    if (w.kernel.frames.is_large(pfn)) return false;
    const bool file = w.kernel.frames.info(pfn).use == FrameUse::page_cache;
    const auto slot = file ? std::nullopt : slot_for(w, pfn);
    if (!file && !slot) return false;
    for (const PageUser& user : users_of(w.kernel, w.hw, pfn)) {
        if (user.entry.level == large_level) return false;
        hw::Entry entry = hw::decode(w.format(), 1, user.entry.word);
        if (!is_dirty(w.format(), entry)) continue;
        entry.dirty = false;
        if (file && can_protect(w.format())) entry.write = false;  // the next write is told to the kernel
        const Work theirs = w.as(user.process);
        set_entry(theirs, user.va, user.entry, hw::encode(w.format(), 1, entry));
        shoot_down_page(w.kernel, w.hw, user.process, user.va, w.sink);
    }
    FrameInfo& info = w.kernel.frames.edit(pfn);
    info.dirty = false;
    if (!file) {
        write_to_slot(w, pfn, *slot);
        return true;
    }
    store_page(w.kernel.files[info.file], info.vpn, w.hw.ram, w.address(pfn), w.page_bytes());
    write_disk(w, pfn, info.file, info.vpn);
    return true;
}

}  // namespace os
