#include "core/os/large_pages.h"

#include <algorithm>

#include "core/os/pools.h"
#include "core/os/swapping.h"

namespace os {

using base::Event;
using base::EventKind;

namespace {

VirtAddr large_start(const hw::PagingFormat& format, VirtAddr va) { return {va.value & ~(format.entry_span(large_level) - 1)}; }

}  // namespace

bool wants_large(const Kernel& kernel, const hw::Hardware& hardware, std::uint32_t process, const Vma& area, VirtAddr va) {
    const std::uint64_t bytes = large_bytes(kernel, hardware.format);
    if (bytes == 0 || area.huge != HugeAdvice::wanted || area.is_file() || !can_protect(hardware.format)) return false;
    const VirtAddr start = large_start(hardware.format, va);
    if (start < area.start || area.last() - start.value < bytes - 1) return false;
    const auto steps = own_walk(kernel, hardware, process, va);
    return steps.back().level >= large_level && steps.back().word == 0;
}

namespace {

// What another process's stopped unmap holds as one page is as many pages now.
void split_in_gathers(Kernel& kernel, Pfn head) {
    for (StoppedShootdown& stopped : kernel.shootdown.stopped) {
        auto& frames = stopped.gather.frames;
        const auto at = std::find(frames.begin(), frames.end(), head);
        if (at == frames.end()) continue;
        for (std::uint64_t i = 1; i < kernel.frames.large_frames(); ++i) frames.push_back({head.value + i});
    }
}

void split_record(const Work& w, Pfn head) {
    Frames& frames = w.kernel.frames;
    if (!frames.is_large(head)) return;
    const bool pooled = frames.info(head).pool != no_index;
    const Work owner = w.as(frames.info(head).process);
    leave_pool(w, head);
    frames.split_large(head);
    split_in_gathers(w.kernel, head);
    const Pfn loaded = w.kernel.reclaim.just_loaded;
    for (std::uint64_t i = 0; i < frames.large_frames() && pooled; ++i) admit(owner, {head.value + i});
    w.kernel.reclaim.just_loaded = loaded;
}

// The small entries' words, and whose frames they are from now on.
std::uint64_t small_word(const Work& w, const hw::Entry& large, std::uint64_t i, bool zero) {
    hw::Entry small = large;
    small.pfn = zero ? w.kernel.zero_page : Pfn{large.pfn.value + i};
    return hw::encode(w.format(), 1, small);
}

}  // namespace

bool split_large_page(const Work& w, VirtAddr va, const PageEntry& at) {
    const hw::PagingFormat& format = w.format();
    const hw::Entry large = hw::decode(format, large_level, at.word);
    const bool zero = large.pfn == w.kernel.large_zero;
    if (w.kernel.frames.free() < 1u + (zero && w.kernel.zero_page == no_frame)) return false;
    const VirtAddr start = large_start(format, va);
    if (zero && w.kernel.zero_page == no_frame) {
        w.kernel.zero_page = *allocate_frame(w.kernel, w.hw, w.process, FrameUse::zero_page, va, 0, w.sink);
        w.kernel.frames.edit(w.kernel.zero_page).references = 0;
    }
    const auto table = allocate_frame(w.kernel, w.hw, w.process, FrameUse::table, start, 1, w.sink);
    if (!table) return false;
    ++w.owner().tables;
    const std::uint64_t count = w.kernel.frames.large_frames();
    for (std::uint64_t i = 0; i < count; ++i)
        w.hw.ram.write(w.address(*table) + i * format.entry.bytes, format.entry.bytes, small_word(w, large, i, zero));
    if (zero) {
        --w.kernel.frames.edit(large.pfn).references;
        w.kernel.frames.edit(w.kernel.zero_page).references += static_cast<std::uint32_t>(count);
    } else {
        split_record(w, large.pfn);
        --w.owner().huge;
    }
    set_entry(w, start, at, hw::encode(format, large_level, {.present = true, .write = true, .user = true, .pfn = *table}));
    shoot_down_page(w.kernel, w.hw, w.process, start, w.sink);
    Event event = w.event(EventKind::large_page_split, start);
    event.pa = w.address(*table);
    event.level = large_level;
    w.sink.on_event(event);
    return true;
}

bool split_for_all(const Work& w, Pfn head, const std::vector<PageUser>& users) {
    if (w.kernel.frames.free() < users.size() || users.empty()) return false;
    for (const PageUser& user : users)
        if (!split_large_page(w.as(user.process), user.va, user.entry)) return false;
    split_record(w, head);
    return true;
}

namespace {

// The ends of the range that lie inside a large page of the process.
std::vector<VirtAddr> cut_ends(const Kernel& kernel, const hw::Hardware& hardware, std::uint32_t process, Range range) {
    std::vector<VirtAddr> cuts;
    const hw::PagingFormat& format = hardware.format;
    if (large_bytes(kernel, format) == 0) return cuts;
    const auto cut_at = [&](base::u128 address) {
        if (address >= format.user_end()) return;
        const VirtAddr va{static_cast<std::uint64_t>(address)};
        const VirtAddr start = large_start(format, va);
        if (start == va || (!cuts.empty() && cuts.back() == start)) return;
        const auto entry = page_entry(kernel, hardware, process, va);
        if (entry && entry->level == large_level) cuts.push_back(start);
    };
    cut_at(range.start.value);
    cut_at(base::u128{range.start.value} + range.bytes);
    return cuts;
}

}  // namespace

std::uint64_t split_frames(const Kernel& kernel, const hw::Hardware& hardware, std::uint32_t process, Range range) {
    std::uint64_t frames = 0;
    for (const VirtAddr va : cut_ends(kernel, hardware, process, range)) {
        const auto entry = page_entry(kernel, hardware, process, va);
        const bool zero = hw::decode(hardware.format, large_level, entry->word).pfn == kernel.large_zero;
        frames += 1 + (zero && kernel.zero_page == no_frame);
    }
    return frames;
}

void split_at_ends(const Work& w, Range range) {
    for (const VirtAddr va : cut_ends(w.kernel, w.hw, w.process, range))
        split_large_page(w, va, *page_entry(w.kernel, w.hw, w.process, va));
}

void name_slots_of_large(const Work& w, VirtAddr va, const std::vector<std::uint32_t>& slots) {
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const VirtAddr page = va + (std::uint64_t{i} << w.format().page_bits);
        const auto at = make_entry(w.kernel, w.hw, w.process, page, w.sink);
        set_entry(w, page, {*at, 1, 0}, swap_word(w.format(), slots[i]));
        ++w.kernel.swap.edit(slots[i]).entries;
        ++w.owner().swapped;
    }
}

}  // namespace os
