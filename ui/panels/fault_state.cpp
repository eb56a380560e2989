#include "ui/panels/fault_state.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "core/os/page_tables.h"
#include "core/os/pages.h"
#include "core/os/swap.h"
#include "lessons/engine/strings.h"
#include "ui/narrate.h"
#include "ui/remembered.h"

namespace ui {

using base::dec;
using base::Event;
using base::EventKind;
using base::hex;
using lessons::tr;
using os::FaultOutcome;
using script::Timeline;

namespace {

// --- the ladder, asked of the machine as the fault found it ----------------------------------------

struct Ladder {
    const sim::Machine& machine;
    FaultStory& story;
    const os::Vma* area = nullptr;

    const hw::PagingFormat& format() const { return machine.hw.format; }
    const os::Kernel& kernel() const { return machine.kernel; }
    const os::Process& owner() const { return machine.kernel.processes[story.process]; }
    base::VirtAddr page() const { return {story.va.value & ~base::low_mask(format().page_bits)}; }
    bool writes() const { return (story.code & hw::fault_bit::write) != 0; }
    bool fetches() const { return (story.code & hw::fault_bit::fetch) != 0; }

    void ask(FaultStep step, std::string answer, std::string fact) { story.path.push_back({step, std::move(answer), std::move(fact)}); }

    std::string area_text() const {
        const std::string name = area->name.empty() ? std::string(os::to_text(area->kind)) : area->name;
        return tr("fault.fact_area", {name, hex(area->start.value), hex(area->last())});
    }

    FaultEnd run() {
        if (story.general_protection) {
            ask(FaultStep::mmu, tr("fault.refused"), tr("fault.fact_not_canonical"));
            return FaultEnd::general_protection;
        }
        const bool reserved = (story.code & hw::fault_bit::reserved) != 0;
        ask(FaultStep::mmu, tr("fault.a_fault"), tr("fault.fact_code", {hex(story.code), fault_reason(story.code)}));
        if (reserved) return FaultEnd::bad_table;
        if (!find_area()) return FaultEnd::maperr;
        const os::Permissions may = area->permissions;
        const bool allowed = writes() ? may.write : fetches() ? may.execute : may.any();
        const std::string verb = tr(writes() ? "fault.wants_write" : fetches() ? "fault.wants_fetch" : "fault.wants_read");
        ask(FaultStep::rights, tr(allowed ? "fault.yes" : "fault.no"), tr("fault.fact_rights", {os::to_text(may), verb}));
        if (!allowed) return FaultEnd::accerr;
        return inside() ? entry() : FaultEnd::bus;
    }

    bool find_area() {
        const os::Process& process = owner();
        area = process.area_of(page());
        if (area) {
            ask(FaultStep::area, tr("fault.yes"), area_text());
            return true;
        }
        const bool kernels = os::kernel_start(format()) != 0 && story.va.value >= os::kernel_start(format());
        ask(FaultStep::area, tr("fault.no"), tr(kernels ? "fault.fact_kernel_half" : "fault.fact_no_area"));
        const auto above = std::find_if(process.areas.begin(), process.areas.end(), [&](const os::Vma& a) { return story.va < a.start; });
        const bool stack = above != process.areas.end() && above->kind == os::AreaKind::stack;
        if (!stack || !grown) {
            ask(FaultStep::stack, tr("fault.no"), tr(stack ? "fault.fact_stack_limit" : "fault.fact_no_stack"));
            return false;
        }
        area = &*above;
        ask(FaultStep::stack, tr("fault.yes"), tr("fault.fact_stack_grows", {hex(page().value)}));
        return true;
    }

    std::uint64_t file_page() const { return area->file_page + ((page().value - area->start.value) >> format().page_bits); }

    bool inside() {
        if (!area->is_file()) {
            ask(FaultStep::inside, tr("fault.no_file"), tr("fault.fact_own_memory"));
            return true;
        }
        const os::File& file = kernel().files[area->file];
        const std::uint64_t pages = file.pages(format().page_bytes());
        const bool is = file_page() < pages;
        ask(FaultStep::inside, tr(is ? "fault.yes" : "fault.no"), tr("fault.fact_file_page", {dec(file_page()), file.name, dec(pages)}));
        return is;
    }

    FaultEnd entry() {
        const auto at = os::page_entry(kernel(), machine.hw, story.process, page());
        if (!at) {
            const bool broken = !os::tables_intact(kernel(), machine.hw, story.process, page());
            ask(FaultStep::entry, tr(broken ? "fault.broken" : "fault.nothing"), tr(broken ? "fault.fact_broken" : "fault.fact_no_table"));
            return broken ? FaultEnd::bad_table : first_touch();
        }
        story.entry = at->at;
        if (at->word == 0) {
            ask(FaultStep::entry, tr("fault.nothing"), tr("fault.fact_zero"));
            return first_touch();
        }
        if (at->level == 1)
            if (const auto slot = os::slot_of(format(), at->word); slot && kernel().swap.holds(*slot)) return in_slot(static_cast<std::uint32_t>(*slot));
        const hw::Entry entry = hw::decode(format(), at->level, at->word);
        if (!entry.present) {
            ask(FaultStep::entry, tr("fault.nothing"), tr("fault.fact_cleared", {hex(at->word)}));
            return first_touch();
        }
        ask(FaultStep::entry, tr("fault.a_frame"), tr(entry.write ? "fault.fact_frame_rw" : "fault.fact_frame_r", {hex(entry.pfn.value)}));
        return in_frame(*at, entry);
    }

    FaultEnd first_touch() {
        if (area->is_file()) return of_file();
        const bool sized = area->page_level > 1, fresh = writes() || sized || !os::can_protect(format());
        const char* const fact = writes() ? "fault.fact_writes" : sized ? "fault.fact_sized" : fresh ? "fault.fact_unprotected" : "fault.fact_reads";
        ask(FaultStep::own, tr(writes() ? "fault.if_fresh_frame" : "fault.if_zero_page"), tr(fact));
        return fresh ? FaultEnd::fresh_frame : FaultEnd::zero_page;
    }

    FaultEnd of_file() {
        const os::File& file = kernel().files[area->file];
        const base::Pfn cached = file.cached_frame(file_page());
        const std::string fact = cached == os::no_frame ? tr("fault.fact_not_cached") : tr("fault.fact_cached", {hex(cached.value)});
        const bool copies = !area->is_shared() && (writes() || !os::can_protect(format()));
        const FaultEnd end = copies ? FaultEnd::copy_private : cached == os::no_frame ? FaultEnd::read_file : FaultEnd::map_cached;
        ask(FaultStep::file, end_answer(end), fact);
        return end;
    }

    FaultEnd in_slot(std::uint32_t number) {
        const base::Pfn cached = kernel().swap.slot(number).frame;
        ask(FaultStep::entry, tr("fault.a_slot"), tr("fault.fact_slot", {dec(number)}));
        const FaultEnd end = cached == os::no_frame ? FaultEnd::read_swap : FaultEnd::map_swap_cache;
        ask(FaultStep::slot, end_answer(end), cached == os::no_frame ? tr("fault.fact_not_cached") : tr("fault.fact_cached", {hex(cached.value)}));
        return end;
    }

    FaultEnd in_frame(const os::PageEntry& at, const hw::Entry& entry) {
        const bool unmarked = format().marks_by_fault && (!writes() || entry.write) && hw::marked(format(), at.level, entry, at.word, writes()) != at.word;
        FaultEnd end = FaultEnd::foreign;
        std::string fact;
        if (unmarked || !writes() || entry.write) {
            end = unmarked ? FaultEnd::marked : FaultEnd::spurious;
        } else if (entry.pfn == kernel().large_zero) {
            end = FaultEnd::replace_zero;
        } else if (entry.pfn.value < kernel().frames.total()) {
            const os::FrameInfo& info = kernel().frames.info(entry.pfn);
            if (info.use == os::FrameUse::zero_page) end = FaultEnd::replace_zero;
            if (info.use == os::FrameUse::page_cache) end = area->is_shared() ? FaultEnd::note_dirty : FaultEnd::copy_file;
            if (info.use == os::FrameUse::anonymous) {
                const bool split = at.level > 1 && area->page_level == 1 && !kernel().frames.is_large(entry.pfn);
                end = split || os::is_shared(kernel(), info) ? FaultEnd::copy : FaultEnd::reuse;
                fact = tr(info.references == 1 ? "fault.fact_one_entry" : "fault.fact_entries", {dec(info.references)});
            }
        }
        ask(FaultStep::frame, end_answer(end), fact);
        return end;
    }

    bool grown = false;  ///< the kernel let a stack grow for it
};

// --- finding it -----------------------------------------------------------------------------------

const base::KindSet& fault_kinds() {
    static const base::KindSet kinds = base::kind_set({EventKind::page_fault, EventKind::general_protection, EventKind::process_created});
    return kinds;
}
bool is_fault(EventKind kind) { return kind == EventKind::page_fault || kind == EventKind::general_protection; }

// The last fault before event number `before`; those of another machine (`machine`) do not count.
std::optional<std::uint64_t> last_fault(const Timeline& timeline, std::uint64_t before) {
    for (auto i = timeline.last_of(fault_kinds(), before); i; i = timeline.last_of(fault_kinds(), *i)) {
        if (is_fault(timeline.kind(*i))) return i;
        if (timeline.event(*i).process == 0) return std::nullopt;
    }
    return std::nullopt;
}

// Position behind what the kernel did about the fault: its work may be thousands of events (it makes room).
std::uint64_t behind(const Timeline& timeline, std::uint64_t fault) {
    if (timeline.kind(fault) == EventKind::general_protection) return fault + 1;
    std::uint64_t i = fault + 1;
    for (; i < timeline.size(); ++i) {
        const EventKind kind = timeline.kind(i);
        if (kind == EventKind::fault_resolved || kind == EventKind::fault_failed) break;
        if (kind == EventKind::access_start) return fault + 1;
    }
    const bool waited = i + 1 < timeline.size() && timeline.kind(i + 1) == EventKind::io_waited;
    return std::min(i + (waited ? 2 : 1), timeline.size());
}

// What the kernel did, as far as the position has come.
void follow(const Timeline& timeline, FaultStory& story) {
    for (std::uint64_t i = *story.event + 1; i < timeline.position() && !story.answered; ++i) {
        switch (timeline.kind(i)) {
            case EventKind::frame_allocated:
                ++(timeline.event(i).detail == static_cast<std::uint32_t>(os::FrameUse::table) ? story.tables : story.frames);
                break;
            case EventKind::disk_read: story.major = true; break;
            case EventKind::fault_resolved:
            case EventKind::fault_failed: {
                const Event event = timeline.event(i);
                story.answered = i;
                story.outcome = static_cast<FaultOutcome>(event.detail);
                story.ns = event.duration_ns;
                const bool waited = i + 1 < timeline.position() && timeline.kind(i + 1) == EventKind::io_waited;
                if (waited) story.ns += timeline.event(i + 1).duration_ns;
                break;
            }
            case EventKind::access_start: return;
            default: break;
        }
    }
}

// A fault of which no events are left: of each question on the way to its end, the answer alone.
std::optional<FaultStory> story_of_last(const sim::Machine& machine) {
    const sim::LastAccess& last = machine.last;
    const bool refused = last.outcome == hw::Outcome::general_protection;
    if (!last.any || (last.faults == 0 && !refused) || last.process >= machine.kernel.processes.size()) return std::nullopt;
    FaultStory story;
    story.answered = 0;
    story.va = last.va;
    story.type = last.type;
    story.process = last.process;
    story.name = machine.kernel.processes[last.process].name;
    story.code = last.error_code;
    story.general_protection = refused;
    story.outcome = last.fault_outcome;
    story.repaired = os::is_resolved(story.outcome);
    story.major = story.repaired && last.ns >= machine.hw.costs.major_ns;
    story.end = end_of(story.outcome, (story.code & hw::fault_bit::protection) != 0 && story.outcome != FaultOutcome::segv_accerr);
    const FaultStep last_step = row_of(story.end).step;
    const auto ask = [&](FaultStep step, const char* answer, std::string fact = {}) { story.path.push_back({step, tr(answer), std::move(fact)}); };
    ask(FaultStep::mmu, refused ? "fault.refused" : "fault.a_fault", refused ? tr("fault.fact_not_canonical") : tr("fault.fact_code", {hex(story.code), fault_reason(story.code)}));
    if (refused) return story;
    if (story.end == FaultEnd::maperr) {
        ask(FaultStep::area, "fault.no");
        ask(FaultStep::stack, "fault.no");
        return story;
    }
    ask(FaultStep::area, "fault.yes");
    ask(FaultStep::rights, last_step == FaultStep::rights ? "fault.no" : "fault.yes");
    if (last_step == FaultStep::rights) return story;
    if (last_step == FaultStep::inside) {
        ask(FaultStep::inside, "fault.no");
        return story;
    }
    const bool file = last_step == FaultStep::file || story.end == FaultEnd::copy_file || story.end == FaultEnd::note_dirty;
    ask(FaultStep::inside, file ? "fault.yes" : "fault.no_file");
    const bool frame = last_step == FaultStep::frame, slot = last_step == FaultStep::slot;
    ask(FaultStep::entry, frame ? "fault.a_frame" : slot ? "fault.a_slot" : last_step == FaultStep::entry ? "fault.broken" : "fault.nothing");
    if (last_step != FaultStep::entry) story.path.push_back({last_step, end_answer(story.end), {}});
    return story;
}

std::optional<FaultStory> found_story(const Timeline& timeline) {
    const auto fault = last_fault(timeline, timeline.position());
    if (!fault) return story_of_last(timeline.machine());
    FaultStory story;
    story.event = *fault;
    const Event event = timeline.event(*fault);
    if (event.process >= timeline.machine().kernel.processes.size()) return std::nullopt;  // of the machine before
    story.va = event.va;
    story.process = event.process;
    story.general_protection = event.kind == EventKind::general_protection;
    story.code = story.general_protection ? 0 : event.detail;
    if (const auto start = timeline.last_of(base::kind_set({EventKind::access_start}), *fault)) {
        const Event first = timeline.event(*start);
        story.type = static_cast<hw::AccessType>(first.detail);
        story.user = first.before != 0;
    }
    const sim::Machine then = timeline.machine_at(*fault + 1);
    if (story.process >= then.kernel.processes.size()) return std::nullopt;
    story.name = then.kernel.processes[story.process].name;
    if (const auto earlier = last_fault(timeline, *fault)) story.before = behind(timeline, *earlier);
    if (story.general_protection) {
        story.answered = *fault;
        story.outcome = FaultOutcome::segv_kernel;
    } else {
        follow(timeline, story);
    }
    Ladder ladder{then, story};
    for (std::uint64_t i = *fault + 1; i < timeline.size() && !ladder.grown; ++i) {
        const EventKind kind = timeline.kind(i);
        if (kind == EventKind::stack_grown) ladder.grown = true;
        if (kind != EventKind::stack_grown) break;  // it is the first thing that the kernel does
    }
    story.end = ladder.run();
    if (!story.answered) return story;
    story.repaired = os::is_resolved(story.outcome);
    if (story.outcome == FaultOutcome::out_of_memory) story.end = FaultEnd::no_memory;
    return story;
}

constexpr EndRow::Kind minor = EndRow::Kind::minor, major = EndRow::Kind::major, signal = EndRow::Kind::signal;
constexpr std::array<EndRow, 21> all_ends{{
    {FaultEnd::general_protection, FaultStep::mmu, "general_protection", FaultOutcome::segv_kernel, signal},
    {FaultEnd::maperr, FaultStep::stack, "maperr", FaultOutcome::segv_maperr, signal},
    {FaultEnd::accerr, FaultStep::rights, "accerr", FaultOutcome::segv_accerr, signal},
    {FaultEnd::bus, FaultStep::inside, "bus", FaultOutcome::bus_adrerr, signal},
    {FaultEnd::zero_page, FaultStep::own, "zero_page", FaultOutcome::zero_page_mapped, minor},
    {FaultEnd::fresh_frame, FaultStep::own, "fresh_frame", FaultOutcome::frame_mapped, minor},
    {FaultEnd::map_cached, FaultStep::file, "map_cached", FaultOutcome::file_page_mapped, minor},
    {FaultEnd::read_file, FaultStep::file, "read_file", FaultOutcome::file_page_read, major},
    {FaultEnd::copy_private, FaultStep::file, "copy_private", FaultOutcome::file_page_copied, minor},
    {FaultEnd::map_swap_cache, FaultStep::slot, "map_swap_cache", FaultOutcome::swap_cache_mapped, minor},
    {FaultEnd::read_swap, FaultStep::slot, "read_swap", FaultOutcome::swapped_in, major},
    {FaultEnd::replace_zero, FaultStep::frame, "replace_zero", FaultOutcome::zero_page_replaced, minor},
    {FaultEnd::copy, FaultStep::frame, "copy", FaultOutcome::page_copied, minor},
    {FaultEnd::reuse, FaultStep::frame, "reuse", FaultOutcome::page_reused, minor},
    {FaultEnd::copy_file, FaultStep::frame, "copy_file", FaultOutcome::file_page_copied, minor},
    {FaultEnd::note_dirty, FaultStep::frame, "note_dirty", FaultOutcome::file_page_dirtied, minor},
    {FaultEnd::marked, FaultStep::frame, "marked", FaultOutcome::marked, minor},
    {FaultEnd::spurious, FaultStep::frame, "spurious", FaultOutcome::spurious, minor},
    {FaultEnd::foreign, FaultStep::frame, "foreign", FaultOutcome::segv_accerr, signal},
    {FaultEnd::bad_table, FaultStep::entry, "bad_table", FaultOutcome::bad_table, signal},
    {FaultEnd::no_memory, FaultStep::entry, "no_memory", FaultOutcome::out_of_memory, signal},
}};
constexpr std::size_t always_drawn = 16;

std::string named(const char* what, FaultEnd end) { return end == FaultEnd::none ? std::string() : tr(what + std::string(row_of(end).name)); }

// Position behind the next fault from event `i` on; whole stretches without one are passed over.
std::optional<std::uint64_t> found_next(const Timeline& timeline, std::uint64_t i) {
    constexpr std::uint64_t stretch = 256;
    const base::KindSet faults = base::kind_set({EventKind::page_fault, EventKind::general_protection});
    while (i < timeline.size()) {
        const std::uint64_t end = std::min(timeline.size(), i / stretch * stretch + stretch);
        if ((timeline.kinds(i, end) & faults).any())
            for (; i < end; ++i)
                if (is_fault(timeline.kind(i))) return behind(timeline, i);
        i = end;
    }
    return std::nullopt;
}

}  // namespace

const std::optional<FaultStory>& fault_story(const Timeline& timeline) {
    static Remembered<std::optional<FaultStory>> found;
    return found.at(timeline, [&](std::optional<FaultStory>& story) { story = found_story(timeline); });
}

std::optional<std::uint64_t> next_fault(const Timeline& timeline) {
    static Remembered<std::optional<std::uint64_t>> found;
    const auto& story = fault_story(timeline);
    const std::uint64_t from = story && story->event ? *story->event + 1 : timeline.position();
    return found.at(timeline, [&](std::optional<std::uint64_t>& next) { next = found_next(timeline, from); });
}

FaultEnd end_of(FaultOutcome outcome, bool frame) {
    switch (outcome) {
        case FaultOutcome::large_zero_mapped: return FaultEnd::zero_page;
        case FaultOutcome::large_page_mapped: return FaultEnd::fresh_frame;
        case FaultOutcome::file_page_copied: return frame ? FaultEnd::copy_file : FaultEnd::copy_private;
        case FaultOutcome::segv_accerr: return frame ? FaultEnd::foreign : FaultEnd::accerr;
        default: break;
    }
    for (const EndRow& row : all_ends)
        if (row.outcome == outcome) return row.end;
    return FaultEnd::none;
}

std::span<const EndRow> end_rows() { return std::span(all_ends).first(always_drawn); }
const EndRow& row_of(FaultEnd end) { return all_ends[static_cast<std::size_t>(end) - 1]; }

std::string end_text(FaultEnd end) { return named("fault.end_", end); }
std::string end_answer(FaultEnd end) { return named("fault.if_", end); }
std::string end_reason(FaultEnd end) { return named("fault.why_", end); }

std::string question_text(FaultStep step) {
    constexpr std::array<const char*, fault_step_count> ids{"fault.ask_mmu", "fault.ask_area", "fault.ask_stack", "fault.ask_rights", "fault.ask_inside",
                                                            "fault.ask_entry", "fault.ask_own", "fault.ask_file", "fault.ask_slot", "fault.ask_frame"};
    return tr(ids[static_cast<std::size_t>(step)]);
}

std::string_view part_of(FaultStep step) {
    constexpr std::array<std::string_view, fault_step_count> parts{"mmu", "area", "stack", "rights", "file", "entry", "branch", "branch", "branch", "branch"};
    return parts[static_cast<std::size_t>(step)];
}

std::string kind_text(const FaultStory& story) {
    if (story.repaired) return tr(story.major ? "fault.major" : "fault.minor");
    if (story.outcome == FaultOutcome::out_of_memory || story.outcome == FaultOutcome::bad_table) return tr("fault.killed");
    return tr(story.outcome == FaultOutcome::bus_adrerr ? "fault.sigbus" : "fault.sigsegv");
}

std::string cost_text(const FaultStory& story) {
    std::string text = kind_text(story);
    const auto add = [&](std::uint64_t count, const char* one, const char* many) {
        if (count > 0) text += ", " + tr(count == 1 ? one : many, {dec(count)});
    };
    add(story.frames, "fault.frame", "fault.frames");
    add(story.tables, "fault.table", "fault.tables");
    return story.ns > 0 ? text + ", " + base::duration(story.ns) : text;
}

std::string asked_text(const FaultStory& story) {
    constexpr std::array<const char*, 3> ids{"fault.reads", "fault.writes", "fault.fetches"};
    return tr(ids[std::min<std::size_t>(static_cast<std::size_t>(story.type), 2)], {story.name, hex(story.va.value)});
}

}  // namespace ui
