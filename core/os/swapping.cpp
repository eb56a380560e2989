#include "core/os/swapping.h"

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/os/pools.h"

namespace os {

using base::Done;
using base::Error;
using base::Event;
using base::EventKind;
using base::EventSink;

namespace {

// A slot that only keeps a copy of a page in RAM can be given to a page that needs one.
bool free_a_kept_slot(const Work& w) {
    for (std::uint64_t number = 1; number <= w.kernel.swap.slots(); ++number) {
        const Slot& slot = w.kernel.swap.slot(static_cast<std::uint32_t>(number));
        if (!slot.taken || slot.entries > 0 || slot.frame == no_frame) continue;
        leave_swap_cache(w, slot.frame);
        return true;
    }
    return false;
}

}  // namespace

std::optional<std::uint32_t> slot_for(const Work& w, Pfn pfn) {
    const FrameInfo& info = w.kernel.frames.info(pfn);
    if (info.slot != 0) return info.slot;
    if (w.kernel.swap.free() == 0 && !free_a_kept_slot(w)) return std::nullopt;
    const auto slot = w.kernel.swap.allocate();
    w.kernel.frames.edit(pfn).slot = *slot;
    w.kernel.swap.edit(*slot).frame = pfn;
    return slot;
}

std::uint64_t write_to_slot(const Work& w, Pfn pfn, std::uint32_t slot) {
    copy_page(w.hw.ram, w.address(pfn), w.kernel.swap.device, {slot * w.page_bytes()}, w.page_bytes());
    return write_disk(w, pfn, no_file, slot);
}

void name_slot(const Work& w, std::uint32_t slot, const std::vector<PageUser>& users) {
    w.kernel.swap.edit(slot).entries += static_cast<std::uint32_t>(users.size());
    for (const PageUser& user : users) ++w.kernel.processes[user.process].swapped;
}

Pfn frame_of_slot(const Work& w, std::uint32_t number, VirtAddr va) {
    const Slot& slot = w.kernel.swap.slot(number);
    if (slot.frame != no_frame) return slot.frame;
    const Pfn pfn = take_page(w, FrameUse::anonymous, va);
    copy_page(w.kernel.swap.device, {number * w.page_bytes()}, w.hw.ram, w.address(pfn), w.page_bytes());
    read_disk(w, pfn, no_file, number);
    FrameInfo& info = w.kernel.frames.edit(pfn);
    info.references = 0;
    info.dirty = false;
    info.exclusive = slot.exclusive;
    info.slot = number;
    w.kernel.swap.edit(number).frame = pfn;
    return pfn;
}

void map_slot(const Work& w, VirtAddr va, const PageEntry& at, std::uint32_t number, Permissions may) {
    Pfn pfn = frame_of_slot(w, number, va);
    // Where nothing can be write-protected, nobody may share a page that can be written.
    const bool alone = w.kernel.swap.slot(number).entries <= 1 && w.kernel.frames.info(pfn).references == 0;
    if (!can_protect(w.format()) && !alone) {
        pfn = take_copy(w, pfn, va);
    } else {
        ++w.kernel.frames.edit(pfn).references;
        if (alone && w.kernel.swap.slot(number).exclusive) w.kernel.frames.edit(pfn).exclusive = true;
    }
    const bool writable = w.kernel.frames.info(pfn).exclusive;
    hw::Entry entry = hw::decode(w.format(), 1, leaf_word(w.hw, may, pfn, writable));
    entry.dirty = false;  // the slot has the same
    set_entry(w, va, at, hw::encode(w.format(), 1, entry));
    count_mapped(w, pfn, 1);
    --w.owner().swapped;
    drop_slot_entry(w, number);
    if (!can_protect(w.format()) && w.kernel.frames.info(pfn).slot != 0) leave_swap_cache(w, pfn);
}

base::Status swap_on(Kernel& kernel, const hw::Hardware& hardware, std::uint64_t slots) {
    const std::uint64_t most = most_slots(hardware.format);
    if (kernel.swap.slots() > 0) return Error{base::phrase("os.swap-already"), base::phrase("os.remove-first-swapoff")};
    if (slots == 0) return Error{base::phrase("os.swap-of-nothing"), base::phrase("os.give-at-least-one-page")};
    if (most == 0)
        return Error{base::phrase("os.entry-cannot-name-slots"), base::phrase("os.use-another-format-for-instance")};
    if (slots > most)
        return Error{base::phrase("os.entry-names-fewer-slots", {base::grouped(most)}), base::phrase("os.make-smaller")};
    kernel.swap = Swap(slots, hardware.format.page_bytes());
    return Done{};
}

base::Status swap_off(Kernel& kernel, hw::Hardware& hardware, EventSink& sink) {
    if (kernel.swap.slots() == 0) return Error{base::phrase("os.no-swap")};
    const auto saved = std::pair(kernel, hardware);
    const hw::PagingFormat& format = hardware.format;
    for (std::uint32_t p = 0; p < kernel.processes.size(); ++p) {
        if (!kernel.processes[p].alive || kernel.processes[p].swapped == 0) continue;
        const Work w{kernel, hardware, p, sink};
        const auto areas = kernel.processes[p].areas;
        for (const Vma& area : areas) {
            std::vector<VirtAddr> pages;
            for_each_page(kernel, hardware, p, {area.start, area.bytes}, [&](VirtAddr va, const PageEntry& at) {
                if (at.level == 1 && slot_of(format, at.word)) pages.push_back(va);
            });
            for (const VirtAddr va : pages) {
                if (kernel.frames.free() == 0) {
                    // Only pages of files can make room now: swap takes none any more.
                    const Error error{base::phrase("os.ram-cannot-hold-swap", {base::grouped(kernel.processes[p].swapped), kernel.processes[p].name}),
                                      base::phrase("os.unmap-something-end-process-or")};
                    kernel = saved.first;
                    hardware = saved.second;
                    return error;
                }
                const auto at = page_entry(kernel, hardware, p, va);
                map_slot(w, va, *at, static_cast<std::uint32_t>(*slot_of(format, at->word)), area.permissions);
            }
        }
    }
    for (std::uint64_t number = 1; number <= kernel.swap.slots(); ++number)
        if (const Slot& slot = kernel.swap.slot(static_cast<std::uint32_t>(number)); slot.frame != no_frame)
            leave_swap_cache({kernel, hardware, kernel.frames.info(slot.frame).process, sink}, slot.frame);
    kernel.swap = Swap();
    return Done{};
}

}  // namespace os
