#include "core/sim/burst.h"

#include <algorithm>

namespace sim {

using base::EventKind;

namespace {

constexpr unsigned max_tries = 8;  // page faults on one reference; more: the tables were altered by hand

hw::AccessType type_of(const Reference& reference) { return reference.write ? hw::AccessType::write : hw::AccessType::read; }

}  // namespace

void Burst::go_on(std::uint64_t until_ns) {
    make_references(until_ns);
    const bool asked_soon = s_.load.policy == LoadPolicy::working_set || s_.load.policy == LoadPolicy::pff;
    job().use.keep_up(job().done, asked_soon);
}

void Burst::make_references(std::uint64_t until_ns) {
    while (job().state == JobState::running && clock() < until_ns && s_.references < most_) {
        if (!job().pending && !record_) quick(until_ns);
        if (job().has_end() && job().done == job().total) return end(JobState::finished);
        if (!job().pending) {
            if (!record_) continue;
            draw();
        }
        if (!think(until_ns)) return;
        slow();
        if (record_ && steps_.told) return;
    }
}

void Burst::draw() {
    job().reference = job().program.next();
    job().pending = true;
    job().think_left_ns = job().think_ns;
}

// False: the time is over before the access.
bool Burst::think(std::uint64_t until_ns) {
    const std::uint64_t now = std::min(job().think_left_ns, until_ns - clock());
    clock() += now;
    job().think_left_ns -= now;
    return job().think_left_ns == 0 && clock() < until_ns;
}

// --- what the TLB answers on the spot -----------------------------------------------------------

// As many references as it answers, until the clock has reached `until_ns`. The first other one is left drawn.
void Burst::quick(std::uint64_t until_ns) {
    if (m_.kernel.reclaim.just_loaded != os::no_frame || may_be_stale()) return draw();  // somebody wants to hear of the next access
    const std::uint64_t first = job().done;
    LastAccess last;
    quick_loop(until_ns, last);
    const std::uint64_t count = job().done - first;
    if (count == 0) return;
    s_.references += count;
    for (const EventKind kind : {EventKind::access_start, EventKind::tlb_hit, EventKind::access_done}) m_.counts[static_cast<std::size_t>(kind)] += count;
    m_.last = last;
}

void Burst::quick_loop(std::uint64_t until_ns, LastAccess& last) {
    Job& j = job();
    hw::Core& core = m_.hw.cores[core_];
    const unsigned page_bits = m_.hw.format.page_bits;
    const std::uint64_t cost = m_.hw.costs.tlb_ns + m_.hw.costs.mem_ns, room = most_ - s_.references;
    const std::uint64_t end = j.done + (j.has_end() ? std::min(j.total - j.done, room) : room);
    const unsigned bits[] = {hw::access_bit(m_.hw.write_protect, m_.hw.no_execute, hw::AccessType::read, true),
                             hw::access_bit(m_.hw.write_protect, m_.hw.no_execute, hw::AccessType::write, true)};
    const bool notes = os::sees_every_access(m_.kernel);
    hw::Tlb::Run tlb(core.tlb, core.asid);
    std::uint64_t now = core.clock_ns;
    while (j.done < end && now < until_ns) {
        draw();
        if (j.think_ns > 0 && j.think_ns >= until_ns - now) break;  // the time is over before it has computed
        const base::VirtAddr va = j.start + j.reference.offset;
        const hw::TlbEntry* entry = tlb.find_again(va.value >> page_bits, type_of(j.reference), bits[j.reference.write]);
        if (!entry) break;
        now += j.think_ns + cost;
        j.pending = false;
        j.think_left_ns = 0;
        ++j.done;
        last.va = va;
        last.type = type_of(j.reference);
        last.level = entry->level;
        last.pa = hw::address_in(*entry, va, page_bits);
        if (notes) os::note_access(m_.kernel, m_.hw, j.process, last.pa);
    }
    core.clock_ns = now;
    last.any = last.tlb_hit = true;
    last.tlb_level = 1;
    last.process = j.process;
    last.core = core_;
    last.ns = cost;
}

// --- everything else ----------------------------------------------------------------------------

// One try of the reference that is drawn.
void Burst::slow() {
    const hw::AccessRequest request{job().start + job().reference.offset, type_of(job().reference), true};
    os::Process& process = m_.kernel.processes[job().process];
    LastAccess& a = job().access;
    if (job().tries == 0) a = {.any = true, .type = request.type, .process = job().process, .core = core_, .va = request.va, .ns = clock()};
    if (process.awaited != os::no_frame) m_.kernel.reclaim.just_loaded = process.awaited;
    const std::uint64_t began = clock();
    const hw::Translation t = record_ ? hw::access(m_.hw, core_, request, hw::RecordEvents{steps_})
                                      : hw::access(m_.hw, core_, request, hw::RecordCounts{m_.counts});
    a.outcome = t.outcome;
    a.pa = t.pa;
    a.level = t.level;
    a.reads = t.reads;
    a.all_reads += t.reads;
    a.tlb_hit = t.tlb_hit;
    a.tlb_level = t.tlb_level;
    a.walk_ns = t.walk_ns;
    if (t.outcome == hw::Outcome::ok) return made(request, t);
    if (t.outcome == hw::Outcome::general_protection) {
        a.fault_outcome = os::FaultOutcome::segv_kernel;
        return fail();
    }
    if (!record_) tell_fault(request, t, began);
    fault(request, t);
}

void Burst::made(const hw::AccessRequest& request, const hw::Translation& t) {
    Job& j = job();
    if (may_be_stale()) j.access.reach = tell_if_stale(m_, j.process, core_, request, t.pa, steps_);
    os::note_access(m_.kernel, m_.hw, j.process, t.pa);
    m_.kernel.processes[j.process].awaited = os::no_frame;
    ++s_.references;
    ++j.done;
    j.pending = false;
    j.access.ns = clock() - j.access.ns;  // it held when the access began
    m_.last = j.access;
    j.access = {};
    j.tries = 0;
    if (j.has_end() && j.done == j.total) end(JobState::finished);
}

// In a run that records no accesses a page fault, and the access that took it, are told all the same.
void Burst::tell_fault(const hw::AccessRequest& request, const hw::Translation& t, std::uint64_t began_ns) {
    base::Event event;
    event.kind = EventKind::access_start;
    event.core = static_cast<std::uint16_t>(core_);
    event.process = job().process;
    event.va = request.va;
    event.detail = static_cast<std::uint32_t>(request.type);
    event.before = request.user;
    event.start_ns = began_ns;
    steps_.tell(event);
    event.kind = EventKind::page_fault;
    event.level = static_cast<std::uint8_t>(t.level);
    event.detail = t.error_code;
    event.before = 0;
    event.start_ns = clock();
    steps_.tell(event);
}

void Burst::fault(const hw::AccessRequest& request, const hw::Translation& t) {
    if (s_.load.policy == LoadPolicy::pff && !adjust_frames()) return;
    Job& j = job();
    ++j.tries;
    ++j.access.faults;
    j.access.error_code = t.error_code;
    j.fault_at = j.done;
    const std::uint64_t kills = m_.kernel.reclaim.kills, reads = m_.kernel.disk.reads;
    j.access.fault_outcome = os::handle_fault(m_.kernel, m_.hw, core_, request, t.error_code, steps_);
    if (m_.kernel.reclaim.kills != kills) steps_.drop_dead(clock());
    if (j.is_over()) return;
    if (!os::is_resolved(j.access.fault_outcome) || j.tries >= max_tries) return fail();
    s_.usage.add_fault(clock(), m_.kernel.disk.reads != reads);
    steps_.account_busy(core_);
    steps_.note_usage(clock());
    if (m_.kernel.processes[j.process].blocked_until_ns > clock()) steps_.block(job_, core_);
}

// Page-fault-frequency control. False: the job was suspended instead.
bool Burst::adjust_frames() {
    const FaultVerdict verdict = judge_fault(m_, job());
    if (verdict.limit > 0) os::set_frame_limit(m_.kernel, m_.hw, job().process, verdict.limit, steps_);
    if (!verdict.suspend) return true;
    std::uint32_t victim = job_;
    for (std::uint32_t other = 0; other < s_.jobs.size(); ++other)
        if (s_.jobs[other].is_active() && s_.jobs[other].active_since > s_.jobs[victim].active_since) victim = other;
    steps_.suspend(victim, SuspendReason::fault_frequency, true, clock());
    return victim != job_;
}

void Burst::end(JobState how) {
    steps_.account_busy(core_);
    steps_.end(job_, how, clock());
}

void Burst::fail() {
    job().access.ns = clock() - job().access.ns;
    m_.last = job().access;
    job().access = {};
    end(JobState::failed);
}

}  // namespace sim
