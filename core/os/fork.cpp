// Processes that begin as copies, start over, and end.
#include <algorithm>
#include <utility>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/os/pools.h"
#include "core/os/swapping.h"

namespace os {

using base::Done;
using base::Error;
using base::Event;
using base::EventKind;
using base::EventSink;

namespace {

// One page of the parent, for the child: the same frame or slot, writable for neither.
class PageSharing {
public:
    PageSharing(const Work& parent, const Work& child, TlbGather& gather) : parent_(parent), child_(child), gather_(gather) {}

    // False when RAM ran out.
    bool share(VirtAddr va, const PageEntry& at) {
        va = entry_start(parent_.format(), at.level, va);
        const auto to = make_entry_of(child_.kernel, child_.hw, child_.process, va, at.level, child_.sink);
        if (!to) return false;
        const PageEntry target{*to, at.level, 0};
        if (at.level == 1)
            if (const auto slot = slot_of(parent_.format(), at.word); slot && parent_.kernel.swap.holds(*slot)) {
                share_slot(va, target, at.word, static_cast<std::uint32_t>(*slot));
                return true;
            }
        const Pfn pfn = hw::decode(parent_.format(), at.level, at.word).pfn;
        if (!holds_page(pfn)) return true;  // written by hand: not inherited
        return can_protect(parent_.format()) ? share_frame(va, at, target, pfn) : copy_frame(va, at, target, pfn);
    }

private:
    bool holds_page(Pfn pfn) const {
        if (pfn.value >= parent_.kernel.frames.total()) return false;
        const FrameUse use = parent_.kernel.frames.info(pfn).use;
        return use == FrameUse::anonymous || use == FrameUse::page_cache || use == FrameUse::zero_page;
    }

    void share_slot(VirtAddr va, const PageEntry& target, std::uint64_t word, std::uint32_t number) {
        Slot& slot = child_.kernel.swap.edit(number);
        ++slot.entries;
        slot.exclusive = false;
        ++child_.owner().swapped;
        set_entry(child_, va, target, word);
    }

    bool share_frame(VirtAddr va, const PageEntry& at, const PageEntry& target, Pfn pfn) {
        const std::uint64_t word = write_protected(parent_, at);
        if (word != at.word) {
            set_entry(parent_, va, at, word);
            gather_.pages.push_back(va);
        }
        reference(pfn, at.level);
        hw::Entry entry = hw::decode(parent_.format(), at.level, word);
        if (entry.present) entry.accessed = false;  // the child has not used it
        set_entry(child_, va, target, hw::encode(parent_.format(), at.level, entry));
        count_mapped(child_, pfn, at.level);
        return true;
    }

    // One more entry maps the page; a large page that was split is many records.
    void reference(Pfn pfn, unsigned level) {
        Frames& frames = child_.kernel.frames;
        const bool many = level == large_level && !frames.is_large(pfn);
        for (std::uint64_t i = 0; i < (many ? frames.large_frames() : 1); ++i) {
            FrameInfo& info = frames.edit({pfn.value + i});
            ++info.references;
            info.exclusive = false;
        }
    }

    // A format that cannot protect a page cannot share it either.
    bool copy_frame(VirtAddr va, const PageEntry& at, const PageEntry& target, Pfn pfn) {
        if (child_.kernel.frames.free() == 0) return false;
        const Pfn copy = take_copy(child_, pfn, va);
        hw::Entry entry = hw::decode(parent_.format(), at.level, at.word);
        entry.pfn = copy;
        entry.accessed = !entry.present;
        set_entry(child_, va, target, hw::encode(parent_.format(), at.level, entry));
        count_mapped(child_, copy, at.level);
        return true;
    }

    const Work& parent_;
    const Work& child_;
    TlbGather& gather_;
};

// Linux copies entries only of areas that hold pages of the process's own; the others fault again, as
// what they show can be read again.
bool copies_entries(const Vma& area) { return area.has_anonymous; }

// Shares all pages. False when RAM ran out.
bool share_pages(const Work& parent, const Work& child, TlbGather& gather) {
    PageSharing sharing(parent, child, gather);
    bool room = true;
    const auto areas = parent.owner().areas;
    for (const Vma& area : areas)
        if (copies_entries(area))
            for_each_page(parent.kernel, parent.hw, parent.process, {area.start, area.bytes},
                          [&](VirtAddr va, const PageEntry& at) { room = room && sharing.share(va, at); });
    return room;
}

}  // namespace

base::Result<std::uint32_t> fork(Kernel& kernel, hw::Hardware& hardware, std::uint32_t parent, std::string name, EventSink& sink) {
    if (auto status = check_not_stopped(kernel, parent); !status) return status.error();
    // At most as many tables as the parent has. (A format without protection copies pages, too.)
    const Work w{kernel, hardware, parent, sink};
    const std::uint64_t tables = w.owner().tables * w.format().table_frames(1);
    const auto saved = std::pair(kernel, hardware);
    if (kernel.frames.free() < tables) make_room(w, tables, false, false);
    auto child = create_process(kernel, hardware, std::move(name), sink);
    TlbGather gather;
    gather.process = parent;
    bool room = static_cast<bool>(child);
    if (room) {
        Process& copy = kernel.processes[*child];
        copy.areas = kernel.processes[parent].areas;
        copy.layout = kernel.processes[parent].layout;
        copy.group = kernel.processes[parent].group;
        room = share_pages(w, w.as(*child), gather);
    }
    if (!room) {
        kernel = saved.first;
        hardware = saved.second;
        return Error{base::phrase("os.no-free-frames-for-copy", {kernel.processes[parent].name}), base::phrase("os.unmap-something-first")};
    }
    shoot_down(kernel, hardware, gather, sink);
    Event event = w.as(*child).event(EventKind::process_forked);
    event.before = parent;
    event.pa = kernel.processes[*child].root;
    sink.on_event(event);
    return child;
}

namespace {

// Everything the process has mapped goes, and all tables below the root.
void release_areas(const Work& w) {
    for (std::size_t i = 0; i < w.kernel.shootdown.stopped.size(); ++i)
        if (w.kernel.shootdown.stopped[i].gather.process == w.process) {
            continue_shootdown(w.kernel, w.hw, i, ShootdownStop::none, w.sink);
            break;
        }
    TlbGather gather;
    gather.process = w.process;
    for (const Vma& area : w.owner().areas)
        for_each_page(w.kernel, w.hw, w.process, {area.start, area.bytes}, [&](VirtAddr va, const PageEntry& at) { clear_page(w, va, at, gather); });
    w.owner().areas.clear();
    w.owner().layout.reset();
    clear_empty_tables(w.kernel, w.hw, gather, {}, ~std::uint64_t{0}, w.sink);
    finish_gather(w.kernel, w.hw, gather, w.sink);
}

void release_root(const Work& w, PhysAddr root) {
    const unsigned top = w.format().level_count;
    release_frame(w.kernel, w.hw, w.process, {root.value >> w.format().page_bits}, w.format().table_frames(top), w.sink);
}

}  // namespace

base::Status exec(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, EventSink& sink) {
    const Work w{kernel, hardware, process, sink};
    if (auto status = check_not_stopped(kernel, process); !status) return status;
    const unsigned top = hardware.format.level_count;
    release_areas(w);
    // The frames of the old space are free now, so a root table fits; a tag of its own keeps what TLBs
    // still hold of the old one apart.
    const PhysAddr old = w.owner().root;
    const auto root = allocate_frame(kernel, hardware, process, FrameUse::table, {}, top, sink);
    if (!root) return Error{base::phrase("os.no-free-frame-for-new-root"), base::phrase("os.unmap-something-in-another-process")};
    w.owner().root = w.address(*root);
    w.owner().asid = {kernel.next_asid++};
    std::fill(w.owner().tlb.seen.begin(), w.owner().tlb.seen.end(), w.owner().tlb.generation);
    // Of the threads only the one that called goes on; it is the main thread now.
    end_threads(kernel, process, false);
    Event event = w.event(EventKind::process_executed);
    event.pa = w.owner().root;
    sink.on_event(event);
    share_kernel_half(kernel, hardware, process, sink);
    const bool loaded = hardware.cores[hardware.executing].process == process;
    const auto stays = loaded ? std::optional(hardware.executing) : last_core(kernel, process, 0);
    for (unsigned core = 0; core < hardware.cores.size(); ++core) {
        if (hardware.cores[core].process != process) continue;
        leave_address_space(kernel, hardware, core);
        if (stays == core) move_thread(kernel, hardware, process, 0, core, sink);
    }
    release_root(w, old);
    return Done{};
}

void exit(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, bool killed, EventSink& sink) {
    const Work w{kernel, hardware, process, sink};
    release_areas(w);
    for (unsigned core = 0; core < hardware.cores.size(); ++core)
        if (hardware.cores[core].process == process) leave_address_space(kernel, hardware, core);
    end_threads(kernel, process, true);
    release_root(w, w.owner().root);
    w.owner().root = {};
    w.owner().tables = 0;
    w.owner().alive = false;
    Event event = w.event(EventKind::process_exited);
    event.detail = killed;
    sink.on_event(event);
}

}  // namespace os
