// Repairing page faults.
#include "core/os/fault.h"

#include <algorithm>
#include <array>

#include "core/os/large_pages.h"
#include "core/os/pools.h"
#include "core/os/swapping.h"

namespace os {

using base::Event;
using base::EventKind;
using base::EventSink;

std::string_view to_text(FaultOutcome outcome) {
    static constexpr std::array<std::string_view, 21> names{
        "zero_page_mapped",  "frame_mapped",       "zero_page_replaced", "page_copied",       "page_reused",       "file_page_mapped",
        "file_page_read",    "file_page_copied",   "file_page_dirtied",  "swapped_in",        "swap_cache_mapped", "large_page_mapped",
        "large_zero_mapped", "marked",             "spurious",           "segv_maperr",       "segv_accerr",       "segv_kernel",
        "bus_adrerr",        "out_of_memory",      "bad_table"};
    return names[static_cast<std::size_t>(outcome)];
}

bool is_resolved(FaultOutcome outcome) { return outcome <= FaultOutcome::spurious; }

// --- running ------------------------------------------------------------------------------------

// The kernel knows of the access what the error code says. Without NX a fetch looks like a read; and
// what is mapped at all can be read: x86 has no pages that are only for writing or executing.
bool Repair::allowed(Permissions may) const {
    if (populates_) return true;
    if (writes_) return may.write;
    return fetches_ ? may.execute : may.any();
}

FaultOutcome Repair::run(bool may_kill) {
    if (!w_.owner().area_of(page_) && !grow_stack(w_, page_)) return FaultOutcome::segv_maperr;
    if (!allowed(area().permissions)) return FaultOutcome::segv_accerr;
    if (area().is_file() && file_page() >= w_.kernel.files[area().file].pages(w_.page_bytes())) return FaultOutcome::bus_adrerr;
    return carry_out(may_kill);
}

FaultOutcome Repair::populate() {
    populates_ = true;
    return run(false);
}

FaultOutcome Repair::carry_out(bool may_kill) {
    constexpr int rounds = 4;  // reclaim may take what the plan was made for: once, seldom twice
    for (int round = 0; round < rounds; ++round) {
        const Plan now = plan();
        if (!is_resolved(now.outcome)) return now.outcome;
        const bool enough = w_.kernel.frames.free() >= now.frames;
        if (now.frames == 0 || (round == 0 ? has_room(w_, now.frames, now.page) : enough)) {
            if (!make_tables(now)) return FaultOutcome::out_of_memory;
            act(now);
            return now.outcome;
        }
        if (!make_room(w_, now.frames, now.page, may_kill)) break;
    }
    return FaultOutcome::out_of_memory;
}

// Makes the tables above a small page. Where a table takes a run of frames, RAM may be too scattered
// for one although enough frames are free; then nothing is left behind.
bool Repair::make_tables(const Plan& now) {
    const bool large = now.outcome == FaultOutcome::large_page_mapped || now.outcome == FaultOutcome::large_zero_mapped;
    if (large || page_entry(w_.kernel, w_.hw, w_.process, page_)) return true;
    if (make_entry(w_.kernel, w_.hw, w_.process, page_, w_.sink)) return true;
    free_empty_tables(w_.kernel, w_.hw, w_.process, page_, page_.value + (w_.page_bytes() - 1), w_.sink);
    return false;
}

// --- planning: a ladder of cases ----------------------------------------------------------------

Repair::Plan Repair::plan() const {
    const auto at = page_entry(w_.kernel, w_.hw, w_.process, page_);
    if (!at) {
        if (!tables_intact(w_.kernel, w_.hw, w_.process, page_)) return {FaultOutcome::bad_table};
        return plan_first_touch(missing_tables(w_.hw, w_.owner(), page_));
    }
    if (at->word == 0) return plan_first_touch(0);
    if (at->level == 1)
        if (const auto slot = slot_of(w_.format(), at->word); slot && w_.kernel.swap.holds(*slot))
            return plan_slot(static_cast<std::uint32_t>(*slot));
    const hw::Entry entry = hw::decode(w_.format(), at->level, at->word);
    if (!entry.present) return populates_ ? Plan{} : plan_first_touch(0);  // a hand cleared the present bit
    if (w_.format().marks_by_fault && (!writes_ || entry.write) && hw::marked(w_.format(), at->level, entry, at->word, writes_) != at->word)
        return {FaultOutcome::marked};
    if (!writes_ || entry.write) return {FaultOutcome::spurious};  // the leaf and the area allow it
    if (area().page_level > 1) return plan_sized_present(*at, entry);
    return at->level == large_level ? plan_large_present(*at, entry) : plan_present(*at, entry);
}

Repair::Plan Repair::plan_first_touch(std::uint64_t missing) const {
    if (area().page_level > 1) return plan_sized(missing);
    std::uint64_t tables = 0;  // frames of the tables above the page
    for (unsigned level = 1; level <= missing; ++level) tables += w_.format().table_frames(level);
    if (area().is_file()) {
        const bool cached_now = cached() != no_frame;
        if (copies_file()) return {FaultOutcome::file_page_copied, tables + 1 + !cached_now, true};
        return cached_now ? Plan{FaultOutcome::file_page_mapped, tables} : Plan{FaultOutcome::file_page_read, tables + 1, true};
    }
    if (missing > 0 || page_entry(w_.kernel, w_.hw, w_.process, page_) == std::nullopt)
        if (const Plan large = plan_large(missing); large.frames > 0) return large;
    // A format without a write bit cannot protect the shared page: it gets a frame at once.
    if (writes_ || !can_protect(w_.format())) return {FaultOutcome::frame_mapped, tables + 1, true};
    return {FaultOutcome::zero_page_mapped, tables + (w_.kernel.zero_page == no_frame)};
}

// frames 0: no large page is wanted, or no run of frames is free.
Repair::Plan Repair::plan_large(std::uint64_t missing) const {
    if (missing == 0 || !wants_large(w_.kernel, w_.hw, w_.process, area(), page_)) return {};
    const bool zero_made = !writes_ && w_.kernel.large_zero != no_frame;
    std::uint64_t frames = zero_made ? 0 : w_.kernel.frames.large_frames();
    for (unsigned level = large_level; level <= missing; ++level) frames += w_.format().table_frames(level);
    if (w_.kernel.frames.free() < frames || (!zero_made && !w_.kernel.frames.has_large())) return {};
    return {writes_ ? FaultOutcome::large_page_mapped : FaultOutcome::large_zero_mapped, std::max<std::uint64_t>(1, frames), writes_};
}

// The first touch in an area of large pages that were asked for by size: reads get one of their own, too
// (as of hugetlbfs). What lies there instead was put there by a hand.
Repair::Plan Repair::plan_sized(std::uint64_t missing) const {
    const unsigned level = area().page_level;
    const auto steps = own_walk(w_.kernel, w_.hw, w_.process, page_);
    if (steps.back().level < level || steps.back().word != 0) return {FaultOutcome::bad_table};
    if (!w_.kernel.frames.has_large(level)) return {FaultOutcome::out_of_memory};
    std::uint64_t frames = w_.kernel.frames.large_frames(level);
    for (unsigned above = level; above <= missing; ++above) frames += w_.format().table_frames(above);
    return {FaultOutcome::large_page_mapped, frames};
}

Repair::Plan Repair::plan_sized_present(const PageEntry& at, const hw::Entry& entry) const {
    const Frames& frames = w_.kernel.frames;
    if (at.level != area().page_level || frames.frames_of(entry.pfn) != frames.large_frames(at.level)) return {FaultOutcome::segv_accerr};  // a hand wrote the entry
    if (frames.info(entry.pfn).references == 1) return {FaultOutcome::page_reused};
    if (!frames.has_large(at.level)) return {FaultOutcome::out_of_memory};
    return {FaultOutcome::page_copied, frames.large_frames(at.level)};
}

// A write to a page whose entry forbids it, in an area that allows it.
Repair::Plan Repair::plan_present(const PageEntry&, const hw::Entry& entry) const {
    const FrameInfo& info = w_.kernel.frames.info(entry.pfn);
    switch (info.use) {
        case FrameUse::zero_page: return {FaultOutcome::zero_page_replaced, 1, true};
        case FrameUse::anonymous:
            return is_shared(w_.kernel, info) ? Plan{FaultOutcome::page_copied, 1, true} : Plan{FaultOutcome::page_reused};
        case FrameUse::page_cache:
            return area().is_shared() ? Plan{FaultOutcome::file_page_dirtied} : Plan{FaultOutcome::file_page_copied, 1, true};
        default: return {FaultOutcome::segv_accerr};  // a hand wrote the entry
    }
}

Repair::Plan Repair::plan_large_present(const PageEntry&, const hw::Entry& entry) const {
    const Frames& frames = w_.kernel.frames;
    if (entry.pfn == w_.kernel.large_zero) {
        if (frames.free() >= frames.large_frames() && frames.has_large()) return {FaultOutcome::zero_page_replaced, frames.large_frames(), true};
        return {FaultOutcome::zero_page_replaced, 2u + (w_.kernel.zero_page == no_frame), true};
    }
    if (frames.is_large(entry.pfn) && frames.info(entry.pfn).references == 1) return {FaultOutcome::page_reused};
    return {FaultOutcome::page_copied, 2, true};  // a table for the small entries, and the copy
}

Repair::Plan Repair::plan_slot(std::uint32_t number) const {
    const Slot& slot = w_.kernel.swap.slot(number);
    const bool cached_now = slot.frame != no_frame;
    const bool shared = slot.entries > 1 || (cached_now && w_.kernel.frames.info(slot.frame).references > 0);
    const bool copies = shared && (writes_ || !can_protect(w_.format()));
    return {cached_now ? FaultOutcome::swap_cache_mapped : FaultOutcome::swapped_in, std::uint64_t{!cached_now} + copies, true};
}

// --- acting -------------------------------------------------------------------------------------

void Repair::act(const Plan& plan) {
    switch (plan.outcome) {
        case FaultOutcome::zero_page_mapped: return map_zero_page();
        case FaultOutcome::frame_mapped: return map_fresh_frame();
        case FaultOutcome::large_page_mapped: return map_large(false);
        case FaultOutcome::large_zero_mapped: return map_large(true);
        case FaultOutcome::file_page_mapped:
        case FaultOutcome::file_page_read: return map_file_page();
        case FaultOutcome::file_page_copied: return copy_file_page();
        case FaultOutcome::spurious: return;
        default: break;
    }
    const PageEntry at = *page_entry(w_.kernel, w_.hw, w_.process, page_);
    switch (plan.outcome) {
        case FaultOutcome::zero_page_replaced:
        case FaultOutcome::page_copied:
        case FaultOutcome::page_reused: return copy_or_reuse(at);
        case FaultOutcome::file_page_dirtied: return allow_writing(at);
        case FaultOutcome::marked: return mark(at);
        default: return swap_in(at, static_cast<std::uint32_t>(*slot_of(w_.format(), at.word)));
    }
}

// The entry of the page, with the tables above it. What a hand left in it is taken out first.
PageEntry Repair::entry_to_fill() {
    const PhysAddr at = *make_entry(w_.kernel, w_.hw, w_.process, page_, w_.sink);
    PageEntry entry{at, 1, w_.hw.ram.read(at, w_.format().entry.bytes)};
    if (entry.word == 0) return entry;
    TlbGather gather;
    gather.process = w_.process;
    clear_page(w_, page_, entry, gather);
    finish_gather(w_.kernel, w_.hw, gather, w_.sink);
    entry.word = 0;
    return entry;
}

// Maps the shared page of zeros, made at its first use.
void Repair::map_zero_page() {
    const PageEntry at = entry_to_fill();
    if (w_.kernel.zero_page == no_frame)
        w_.kernel.zero_page = *allocate_frame(w_.kernel, w_.hw, w_.process, FrameUse::zero_page, page_, 0, w_.sink);
    else
        ++w_.kernel.frames.edit(w_.kernel.zero_page).references;
    set_entry(w_, page_, at, leaf_word(w_.hw, area().permissions, w_.kernel.zero_page, false));
}

void Repair::map_fresh_frame() {
    const PageEntry at = entry_to_fill();
    const Pfn pfn = take_page(w_, FrameUse::anonymous, page_);
    w_.owner().area_of(page_)->has_anonymous = true;
    set_entry(w_, page_, at, leaf_word(w_.hw, area().permissions, pfn, true));
    count_mapped(w_, pfn, 1);
}

void Repair::map_large(bool zero) {
    const bool sized = area().page_level > 1;
    const unsigned level = sized ? area().page_level : large_level;
    const VirtAddr start = entry_start(w_.format(), level, page_);
    Pfn pfn = w_.kernel.large_zero;
    if (zero && pfn != no_frame) {
        ++w_.kernel.frames.edit(pfn).references;
    } else {
        pfn = take_large(w_, zero ? FrameUse::zero_page : FrameUse::anonymous, start, level, !sized);
        if (zero) w_.kernel.large_zero = pfn;
    }
    const auto at = make_entry_of(w_.kernel, w_.hw, w_.process, start, level, w_.sink);
    if (!zero) w_.owner().area_of(page_)->has_anonymous = true;
    set_entry(w_, start, {*at, level, 0}, leaf_word(w_.hw, area().permissions, pfn, !zero, level));
    count_mapped(w_, pfn, level);
}

// A write where the entry forbids it: the process gets a page that it may write.
void Repair::copy_or_reuse(const PageEntry& at) {
    const hw::Entry entry = hw::decode(w_.format(), at.level, at.word);
    const FrameInfo& info = w_.kernel.frames.info(entry.pfn);
    if (info.use == FrameUse::anonymous && !is_shared(w_.kernel, info) && (at.level == 1 || w_.kernel.frames.is_large(entry.pfn))) {
        leave_swap_cache(w_, entry.pfn);
        w_.kernel.frames.edit(entry.pfn).exclusive = true;
        return allow_writing(at);
    }
    w_.owner().area_of(page_)->has_anonymous = true;
    if (area().page_level > 1) return copy_sized(at);
    if (at.level == 1) {
        const bool zero = info.use == FrameUse::zero_page;
        return replace(at, zero ? take_page(w_, FrameUse::anonymous, page_) : take_copy(w_, entry.pfn, page_));
    }
    const VirtAddr start{page_.value & ~(w_.format().entry_span(large_level) - 1)};
    if (entry.pfn == w_.kernel.large_zero && w_.kernel.frames.free() >= w_.kernel.frames.large_frames() && w_.kernel.frames.has_large()) {
        const Pfn pfn = take_large(w_, FrameUse::anonymous, start);
        set_entry(w_, start, at, leaf_word(w_.hw, area().permissions, pfn, true, large_level));
        count_mapped(w_, pfn, large_level);
        shoot_down_page(w_.kernel, w_.hw, w_.process, start, w_.sink);
        drop_reference(w_.kernel, w_.hw, w_.process, entry.pfn, w_.sink);
        return;
    }
    split_large_page(w_, page_, at);
    copy_or_reuse(*page_entry(w_.kernel, w_.hw, w_.process, page_));
}

// A large page that was asked for by size is copied whole.
void Repair::copy_sized(const PageEntry& at) {
    const VirtAddr start = entry_start(w_.format(), at.level, page_);
    const Pfn old = hw::decode(w_.format(), at.level, at.word).pfn;
    const Pfn by = take_large(w_, FrameUse::anonymous, start, at.level, false);
    w_.hw.ram.copy_to_zeros(w_.address(old), w_.address(by), w_.format().entry_span(at.level));
    Event event = w_.event(EventKind::frame_copied, start);
    event.before = w_.address(old).value;
    event.pa = w_.address(by);
    event.level = static_cast<std::uint8_t>(at.level);
    w_.sink.on_event(event);
    set_entry(w_, start, at, leaf_word(w_.hw, area().permissions, by, true, at.level));
    count_mapped(w_, by, at.level);
    shoot_down_page(w_.kernel, w_.hw, w_.process, start, w_.sink);
    drop_reference(w_.kernel, w_.hw, w_.process, old, w_.sink);
    --w_.owner().huge;  // one in, one out
}

void Repair::replace(const PageEntry& at, Pfn by) {
    const Pfn old = hw::decode(w_.format(), 1, at.word).pfn;
    set_entry(w_, page_, at, leaf_word(w_.hw, area().permissions, by, true));
    count_mapped(w_, by, 1);
    shoot_down_page(w_.kernel, w_.hw, w_.process, page_, w_.sink);
    drop_reference(w_.kernel, w_.hw, w_.process, old, w_.sink);
}

// A TLB entry that forbids what the tables allow is looked up again by the hardware: no shootdown.
void Repair::allow_writing(const PageEntry& at) {
    hw::Entry entry = hw::decode(w_.format(), at.level, at.word);
    entry.write = true;
    if (w_.kernel.frames.info(entry.pfn).use == FrameUse::page_cache) w_.kernel.frames.edit(entry.pfn).dirty = true;
    std::uint64_t word = hw::encode(w_.format(), at.level, entry);
    if (w_.format().marks_by_fault) word = hw::marked(w_.format(), at.level, entry, word, true);
    set_entry(w_, page_, at, word);
}

void Repair::mark(const PageEntry& at) {
    const hw::Entry entry = hw::decode(w_.format(), at.level, at.word);
    set_entry(w_, page_, at, hw::marked(w_.format(), at.level, entry, at.word, writes_));
}

void Repair::swap_in(const PageEntry& at, std::uint32_t slot) {
    map_slot(w_, page_, at, slot, area().permissions);
    const PageEntry now = *page_entry(w_.kernel, w_.hw, w_.process, page_);
    if (writes_ && !hw::decode(w_.format(), 1, now.word).write) copy_or_reuse(now);
}

// --- the stack ----------------------------------------------------------------------------------

namespace {

// Addresses kept free below a stack, so that it does not run into what lies there (Linux: 256 pages; in
// a machine of few pages one is enough).
std::uint64_t guard_bytes(const hw::PagingFormat& format) {
    const bool toy = format.user_end() >> format.page_bits < 65536;
    return (toy ? 1 : 256) * format.page_bytes();
}

}  // namespace

bool grow_stack(const Work& w, VirtAddr va) {
    auto& areas = w.owner().areas;
    const auto above = std::upper_bound(areas.begin(), areas.end(), va, [](VirtAddr a, const Vma& area) { return a < area.start; });
    if (above == areas.end() || above->kind != AreaKind::stack) return false;
    const VirtAddr start = w.page_of(va);
    if (above->last() - start.value >= above->stack_limit) return false;
    if (above != areas.begin()) {
        const Vma& below = *(above - 1);
        const bool guarded = below.kind != AreaKind::stack && below.permissions.any();
        if (guarded && start.value - below.last() <= guard_bytes(w.format())) return false;
    }
    above->bytes += above->start.value - start.value;
    above->start = start;
    Event event = w.event(EventKind::stack_grown, start);
    event.after = above->bytes;
    w.sink.on_event(event);
    return true;
}

FaultOutcome handle_fault(Kernel& kernel, hw::Hardware& hardware, unsigned core, const hw::AccessRequest& request,
                          std::uint32_t error_code, EventSink& sink) {
    const std::uint32_t process = hardware.cores[core].process;
    const std::uint64_t reads = kernel.disk.reads;
    Repair repair({kernel, hardware, process, sink}, request.va, (error_code & hw::fault_bit::write) != 0,
                  (error_code & hw::fault_bit::fetch) != 0);
    const FaultOutcome outcome = error_code & hw::fault_bit::reserved ? FaultOutcome::bad_table : repair.run(true);
    if (is_resolved(outcome)) ++(kernel.disk.reads == reads ? kernel.processes[process].minor : kernel.processes[process].major);
    Event event = kernel_event(hardware, process, is_resolved(outcome) ? EventKind::fault_resolved : EventKind::fault_failed,
                               request.va);
    event.core = static_cast<std::uint16_t>(core);
    event.detail = static_cast<std::uint32_t>(outcome);
    event.start_ns = hardware.cores[core].clock_ns;
    event.duration_ns = hardware.costs.minor_ns;
    hardware.cores[core].clock_ns += event.duration_ns;
    sink.on_event(event);
    return outcome;
}

}  // namespace os
