#include "core/os/shootdown.h"

#include <algorithm>
#include <array>

#include "core/base/phrase.h"
#include "core/hw/mmu.h"
#include "core/os/kernel.h"
#include "core/os/pages.h"

namespace os {

using base::Event;
using base::EventKind;
using base::EventSink;

std::string_view to_text(ShootdownMethod method) {
    static constexpr std::array<std::string_view, 3> names{"ipi", "invlpgb", "tlbi"};
    return names[static_cast<std::size_t>(method)];
}

std::string_view to_text(ShootdownStop stop) {
    static constexpr std::array<std::string_view, 4> names{"none", "clear", "send", "ack"};
    return names[static_cast<std::size_t>(stop)];
}

const ShootdownCosts& costs_of(ShootdownMethod method) {
    static constexpr std::array<ShootdownCosts, 3> rows{{
        {.base_ns = 1000, .per_target_ns = 300, .handler_ns = 500, .page_ns = 100,
         .source = "100 ns a page: comment in Linux's tlb.c; 1 to 2 us and 0.2 to 0.5 us a core: a ballpark for teaching"},
        {.base_ns = 500, .per_target_ns = 0, .handler_ns = 0, .page_ns = 100,
         .source = "100 ns a page: comment in Linux's tlb.c; the wait of TLBSYNC: chosen for teaching"},
        {.base_ns = 400, .per_target_ns = 0, .handler_ns = 0, .page_ns = 50, .source = "TLBI and DSB: chosen for teaching"},
    }};
    return rows[static_cast<std::size_t>(method)];
}

ShootdownMethod default_method(const hw::Hardware& hardware) {
    if (hardware.format.architecture == hw::Architecture::arm) return ShootdownMethod::tlbi;
    return hardware.costs.name == "zen4" ? ShootdownMethod::invlpgb : ShootdownMethod::ipi;
}

namespace {

constexpr CoreMask bit_of(unsigned core) { return CoreMask{1} << core; }

unsigned count_of(CoreMask mask) {
    unsigned count = 0;
    for (; mask; mask &= mask - 1) ++count;
    return count;
}

// One shootdown, stage by stage. Everything it has to remember between stages is in `state_`.
class Shootdown {
public:
    Shootdown(Kernel& kernel, hw::Hardware& hardware, StoppedShootdown& state, EventSink& sink)
        : kernel_(kernel), hw_(hardware), state_(state), sink_(sink), use_(kernel.processes[state.gather.process].tlb),
          method_(kernel.shootdown.method.value_or(default_method(hardware))), costs_(costs_of(method_)) {}

    // Tells the other cores; drops what this core's own TLB holds meanwhile.
    void send() {
        state_.stage = ShootdownStop::send;
        if (nothing_to_drop()) return;
        if (!kernel_.shootdown.on) {
            drop_on(state_.core);
            return;
        }
        state_.generation = ++use_.generation;
        state_.targets = targets();
        if (use_.cores & bit_of(state_.core)) catch_up_on(state_.core);
        if (!state_.targets) return;
        if (method_ == ShootdownMethod::ipi) meet();
        state_.began_ns = clock();
        if (method_ == ShootdownMethod::ipi) send_interrupts();
        else broadcast();
        state_.sent_ns = clock();
    }

    // The other cores drop the translations and answer; this core waits for the last answer.
    void wait() {
        state_.stage = ShootdownStop::ack;
        if (!state_.targets) return;
        for (unsigned core = 0; core < hw_.cores.size(); ++core)
            if (state_.targets & bit_of(core)) {
                if (method_ == ShootdownMethod::ipi) answer(core);
                else hear(core);
            }
        if (method_ != ShootdownMethod::ipi) hw_.cores[state_.core].clock_ns += costs_.base_ns;
        report();
    }

    void free() {
        const TlbGather& gather = state_.gather;
        for (const Pfn pfn : gather.frames) drop_reference(kernel_, hw_, gather.process, pfn, sink_);
        for (const TableFrames& table : gather.tables) {
            release_frame(kernel_, hw_, gather.process, table.first, table.run, sink_);
            --kernel_.processes[gather.process].tables;
        }
    }

private:
    bool nothing_to_drop() const { return state_.gather.pages.empty() && state_.gather.tables.empty(); }
    bool full() const { return state_.gather.pages.size() > ceiling(); }
    // Linux on arm64 goes on page by page up to one table's worth (MAX_DVM_OPS).
    std::uint64_t ceiling() const { return method_ == ShootdownMethod::tlbi ? hw_.format.entries(1) : max_single_flushes; }
    std::uint64_t pages() const { return full() ? 0 : state_.gather.pages.size(); }
    std::uint64_t flush_ns() const { return costs_.page_ns * std::max<std::uint64_t>(1, pages()); }
    std::uint64_t clock() const { return hw_.cores[state_.core].clock_ns; }

    CoreMask targets() {
        const CoreMask others = ~bit_of(state_.core);
        const CoreMask all = hw_.cores.size() >= 64 ? ~CoreMask{0} : bit_of(static_cast<unsigned>(hw_.cores.size())) - 1;
        if (method_ == ShootdownMethod::tlbi) return all & others;
        if (method_ == ShootdownMethod::invlpgb) return use_.cores & others ? all & others : 0;
        const CoreMask lazy = use_.cores & others & kernel_.shootdown.lazy;
        kernel_.shootdown.lazy_skipped += count_of(lazy);
        return use_.cores & others & ~lazy;
    }

    Event event(EventKind kind, unsigned core) const {
        Event e = kernel_event(hw_, state_.gather.process, kind, state_.gather.pages.empty() ? VirtAddr{} : state_.gather.pages.front());
        e.core = static_cast<std::uint16_t>(core);
        e.start_ns = hw_.cores[core].clock_ns;
        return e;
    }
    void spend(Event e, std::uint64_t duration_ns) {
        e.duration_ns = duration_ns;
        hw_.cores[e.core].clock_ns = e.start_ns + duration_ns;
        sink_.on_event(e);
    }

    // What the targets did so far happened before: their clocks are no later than the interrupt.
    void meet() {
        for (unsigned core = 0; core < hw_.cores.size(); ++core)
            if (state_.targets & bit_of(core)) hw_.cores[state_.core].clock_ns = std::max(clock(), hw_.cores[core].clock_ns);
    }

    void send_interrupts() {
        for (unsigned core = 0; core < hw_.cores.size(); ++core) {
            if (!(state_.targets & bit_of(core))) continue;
            Event e = event(EventKind::ipi_sent, state_.core);
            e.detail = core;
            e.before = state_.targets;
            e.after = pages();
            spend(e, costs_.per_target_ns);
        }
    }

    void broadcast() {
        Event e = event(EventKind::tlb_broadcast, state_.core);
        e.detail = static_cast<std::uint32_t>(method_);
        e.before = state_.targets;
        e.after = pages();
        spend(e, flush_ns());
    }

    void answer(unsigned core) {
        hw::Core& target = hw_.cores[core];
        target.clock_ns = std::max(target.clock_ns, state_.sent_ns + costs_.base_ns);
        catch_up_on(core);
        Event e = event(EventKind::ipi_acknowledged, core);
        e.detail = state_.core;
        e.after = pages();
        spend(e, costs_.handler_ns + flush_ns());
        hw_.cores[state_.core].clock_ns = std::max(clock(), target.clock_ns);
    }

    // A core that missed one before this (it ran something else) cannot become clean by these pages alone.
    bool is_behind(unsigned core) const { return core < use_.seen.size() && use_.seen[core] + 1 < state_.generation; }
    void mark_clean(unsigned core, std::uint64_t generation) {
        if (core < use_.seen.size()) use_.seen[core] = std::max(use_.seen[core], generation);
    }

    // The kernel runs on the core: one that is behind drops the whole address space.
    void catch_up_on(unsigned core) {
        if (is_behind(core)) {
            flush_space(hw_, core, state_.gather.process, tag_on(kernel_, hw_, core, state_.gather.process), sink_);
            return mark_clean(core, use_.generation);
        }
        drop_on(core);
        mark_clean(core, state_.generation);
    }
    // A broadcast reaches the core's TLB, but no kernel runs there: one that is behind stays so.
    void hear(unsigned core) {
        drop_on(core);
        if (!is_behind(core)) mark_clean(core, state_.generation);
    }

    void drop_on(unsigned core) {
        const TlbGather& gather = state_.gather;
        const base::Asid tag = tag_on(kernel_, hw_, core, gather.process);
        if (full()) return flush_space(hw_, core, gather.process, tag, sink_);
        // Dropping any page also empties the walk caches, which may know the tables.
        if (gather.pages.empty()) hw::invalidate_page(hw_, core, gather.tables.front().va, tag);
        for (const VirtAddr va : gather.pages) {
            if (!hw::invalidate_page(hw_, core, va, tag)) continue;
            Event e = event(EventKind::tlb_invalidated, core);
            e.va = va;
            sink_.on_event(e);
        }
    }

    void report() {
        ShootdownState& counts = kernel_.shootdown;
        ++counts.shootdowns;
        counts.pages += state_.gather.pages.size();
        counts.full_flushes += full();
        counts.wait_ns += clock() - state_.began_ns;
        Event e = event(EventKind::tlb_shootdown, state_.core);
        e.start_ns = state_.began_ns;
        e.duration_ns = clock() - state_.began_ns;
        e.detail = count_of(state_.targets);
        e.before = state_.targets;
        e.after = state_.gather.pages.size();
        sink_.on_event(e);
    }

public:
    static void flush_space(hw::Hardware& hardware, unsigned core, std::uint32_t process, base::Asid asid, EventSink& sink) {
        hardware.cores[core].tlb.flush_asid(asid);
        Event e = kernel_event(hardware, process, EventKind::tlb_flushed);
        e.core = static_cast<std::uint16_t>(core);
        e.start_ns = hardware.cores[core].clock_ns;
        e.detail = 1;
        sink.on_event(e);
    }

private:
    Kernel& kernel_;
    hw::Hardware& hw_;
    StoppedShootdown& state_;
    EventSink& sink_;
    CoreUse& use_;
    ShootdownMethod method_;
    const ShootdownCosts& costs_;
};

void without_stop(Kernel& kernel, hw::Hardware& hardware, const TlbGather& gather, EventSink& sink, bool frees) {
    StoppedShootdown state;
    state.gather = gather;
    state.core = hardware.executing;
    Shootdown round(kernel, hardware, state, sink);
    round.send();
    round.wait();
    if (frees) round.free();
}

}  // namespace

void shoot_down(Kernel& kernel, hw::Hardware& hardware, const TlbGather& gather, EventSink& sink) { without_stop(kernel, hardware, gather, sink, false); }

void finish_gather(Kernel& kernel, hw::Hardware& hardware, const TlbGather& gather, EventSink& sink) { without_stop(kernel, hardware, gather, sink, true); }

void shoot_down_page(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, VirtAddr va, EventSink& sink) {
    TlbGather gather;
    gather.process = process;
    gather.pages.push_back(va);
    shoot_down(kernel, hardware, gather, sink);
}

// --- stopping between the stages ----------------------------------------------------------------

namespace {

void tell_stopped(const hw::Hardware& hardware, const StoppedShootdown& state, EventSink& sink) {
    Event e = kernel_event(hardware, state.gather.process, EventKind::shootdown_stopped, state.start);
    e.core = static_cast<std::uint16_t>(state.core);
    e.start_ns = hardware.cores[state.core].clock_ns;
    e.detail = static_cast<std::uint32_t>(state.stage);
    e.after = state.bytes;
    sink.on_event(e);
}

}  // namespace

void stop_shootdown(Kernel& kernel, const hw::Hardware& hardware, TlbGather gather, VirtAddr start, std::uint64_t bytes) {
    StoppedShootdown state;
    state.gather = std::move(gather);
    state.core = hardware.executing;
    state.start = start;
    state.bytes = bytes;
    kernel.shootdown.stopped.push_back(std::move(state));
}

void continue_shootdown(Kernel& kernel, hw::Hardware& hardware, std::size_t index, ShootdownStop until, EventSink& sink) {
    StoppedShootdown& state = kernel.shootdown.stopped[index];
    hardware.executing = state.core;
    Shootdown round(kernel, hardware, state, sink);
    if (state.stage == ShootdownStop::clear && until != ShootdownStop::clear) round.send();
    if (state.stage == ShootdownStop::send && until != ShootdownStop::send && until != ShootdownStop::clear) round.wait();
    if (until != ShootdownStop::none) return tell_stopped(hardware, state, sink);
    round.free();
    Event e = kernel_event(hardware, state.gather.process, EventKind::area_unmapped, state.start);
    e.core = static_cast<std::uint16_t>(state.core);
    e.start_ns = hardware.cores[state.core].clock_ns;
    e.after = state.bytes;
    kernel.shootdown.stopped.erase(kernel.shootdown.stopped.begin() + static_cast<std::ptrdiff_t>(index));
    sink.on_event(e);
}

const StoppedShootdown* stopped_shootdown(const Kernel& kernel, std::uint32_t process) {
    for (const StoppedShootdown& state : kernel.shootdown.stopped)
        if (state.gather.process == process) return &state;
    return nullptr;
}

base::Status check_not_stopped(const Kernel& kernel, std::uint32_t process) {
    const StoppedShootdown* state = stopped_shootdown(kernel, process);
    if (!state) return base::Done{};
    return base::Error{base::phrase("os.unmap-of-process-stopped-after", {kernel.processes[process].name, to_text(state->stage)}),
                       base::phrase("os.let-go-on-continue")};
}

base::Status check_core_not_stopped(const Kernel& kernel, unsigned core) {
    for (const StoppedShootdown& state : kernel.shootdown.stopped)
        if (state.core == core)
            return base::Error{base::phrase("os.core-inside-unmap-of-process", {std::to_string(core), kernel.processes[state.gather.process].name, to_text(state.stage)}),
                               base::phrase("os.use-another-core-or-let")};
    return base::Done{};
}

// --- address spaces on cores --------------------------------------------------------------------

void enter_address_space(Kernel& kernel, hw::Hardware& hardware, unsigned core, std::uint32_t process, std::uint32_t before,
                         bool clean, EventSink& sink) {
    if (before != process && before < kernel.processes.size()) kernel.processes[before].tlb.cores &= ~bit_of(core);
    kernel.shootdown.lazy &= ~bit_of(core);
    CoreUse& use = kernel.processes[process].tlb;
    use.cores |= bit_of(core);
    if (use.seen.size() <= core) use.seen.resize(core + 1, use.generation);  // never ran there: nothing is stale
    if (use.seen[core] == use.generation) return;
    use.seen[core] = use.generation;
    if (clean) return;
    ++kernel.shootdown.late_flushes;
    Shootdown::flush_space(hardware, core, process, hardware.cores[core].asid, sink);
}

void go_idle(Kernel& kernel, unsigned core) { kernel.shootdown.lazy |= bit_of(core); }

// --- stale translations -------------------------------------------------------------------------

namespace {

// The frame that the page's entry names, present or not (`protect none` keeps it); nullopt when it names none.
std::optional<std::uint64_t> named_frame(const Kernel& kernel, const hw::Hardware& hardware, std::uint32_t process, VirtAddr va) {
    const hw::PagingFormat& format = hardware.format;
    const auto at = page_entry(kernel, hardware, process, va);
    if (!at || at->word == 0 || (at->level == 1 && slot_of(format, at->word))) return std::nullopt;
    const std::uint64_t inside = (va.value & (format.entry_span(at->level) - 1)) >> format.page_bits;
    return hw::decode(format, at->level, at->word).pfn.value + inside;
}

bool is_gathered(const StoppedShootdown& state, const Frames& frames, Pfn pfn) {
    const Pfn page = frames.is_large(pfn) ? frames.large_head(pfn) : pfn;
    return std::find(state.gather.frames.begin(), state.gather.frames.end(), page) != state.gather.frames.end();
}

}  // namespace

std::string_view to_text(StaleReach reach) {
    static constexpr std::array<std::string_view, 5> names{"none", "held", "free", "other", "narrowed"};
    return names[static_cast<std::size_t>(reach)];
}

StaleReach stale_reach(const Kernel& kernel, const hw::Hardware& hardware, std::uint32_t process, const hw::AccessRequest& request,
                       base::PhysAddr pa) {
    if (hardware.format.uses_high_root(request.va)) return StaleReach::none;
    const hw::TableAnswer now = hw::ask_tables(hardware, kernel.processes[process].root, request);
    if (now.mapped && now.pa == pa) return now.allowed ? StaleReach::none : StaleReach::narrowed;
    const Pfn frame{pa.value >> hardware.format.page_bits};
    if (named_frame(kernel, hardware, process, request.va) == frame.value) return StaleReach::narrowed;
    if (frame.value >= kernel.frames.total() || kernel.frames.info(frame).use == FrameUse::free) return StaleReach::free;
    for (const StoppedShootdown& state : kernel.shootdown.stopped)
        if (state.gather.process == process && is_gathered(state, kernel.frames, frame)) return StaleReach::held;
    return StaleReach::other;
}

}  // namespace os
