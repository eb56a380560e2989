#include "core/sim/runner.h"

#include <algorithm>
#include <optional>

#include "core/sim/job_steps.h"

namespace sim {

using base::EventKind;

namespace {

constexpr std::uint64_t never = ~std::uint64_t{0};
constexpr std::uint64_t most_in_round = 4096;  // references, so that a run can be left soon
constexpr unsigned max_tries = 8;              // page faults on one reference; more: the tables were altered by hand

/// One round of a run. What it keeps beside the machine is only what it can find again in it.
class Runner {
public:
    Runner(Machine& machine, const RunGoal& goal, Observer& observer) : steps_(machine, observer), m_(machine), s_(machine.scheduler), goal_(goal) {}

    std::uint64_t round() {
        const std::uint64_t before = s_.references, most = before + (goal_.record ? 1 : most_in_round);
        most_ = std::min(most, goal_.references);
        find_next_wake();
        do {
            step();
        } while (!steps_.told && s_.references < most_ && !is_reached(m_, goal_));
        return goal_.record ? 1 : 1 + (s_.references - before) / 32;
    }
    /// Up to here everything has happened.
    std::uint64_t reached_ns() {
        find_next_wake();
        const std::uint64_t next = std::min({next_core().ns, next_wake_, goal_.ns});
        return next == never ? latest_ns(m_) : next;
    }

private:
    struct Next {
        std::uint64_t ns = never;
        unsigned core = 0;  ///< that runs then; valid when runs
        bool runs = false;
    };

    void find_next_wake() {
        next_wake_ = never;
        for (std::uint32_t job = 0; job < s_.jobs.size(); ++job)
            if (s_.jobs[job].state == JobState::blocked) next_wake_ = std::min(next_wake_, steps_.process_of(job).blocked_until_ns);
    }

    // The core that is behind all others and has work.
    Next next_core() const {
        Next next;
        for (unsigned core = 0; core < s_.cores.size(); ++core) {
            const bool runs = s_.cores[core].job != no_job;
            if (!runs && (s_.queue.empty() || !job_for(core))) continue;
            if (steps_.clock(core) < next.ns) next = {steps_.clock(core), core, runs};
        }
        return next;
    }

    // The place in the queue of the first job that may run on `core`.
    std::optional<std::size_t> job_for(unsigned core) const {
        for (std::size_t i = 0; i < s_.queue.size(); ++i)
            if (may_run_on(s_.queue[i], core)) return i;
        return std::nullopt;
    }
    bool may_run_on(std::uint32_t job, unsigned core) const {
        const os::Thread* main = os::find_thread(m_.kernel, s_.jobs[job].process, 0);
        return !main || !main->pinned || main->core == core;
    }

    void step() {
        Next next = next_core();
        const std::uint64_t at = std::min({next.ns, next_wake_, goal_.ns});
        if (at == never) return;  // nothing can happen any more
        s_.now_ns = std::max(s_.now_ns, at);
        for (unsigned core = 0; core < s_.cores.size(); ++core)
            if (s_.cores[core].job == no_job) {
                if (steps_.clock(core) < at) begin_idle(core);
                steps_.idle_until(core, at);
            }
        if (at == goal_.ns) return;
        if (next_wake_ <= at) wake_all(at);
        dispatch(at);
        next = next_core();
        if (next.runs && next.ns == at) burst(next.core);
        steps_.note_usage(s_.now_ns);
    }

    void wake_all(std::uint64_t at) {
        for (std::uint32_t job = 0; job < s_.jobs.size(); ++job)
            if (s_.jobs[job].state == JobState::blocked && steps_.process_of(job).blocked_until_ns <= at) steps_.wake(job, at);
        find_next_wake();
    }

    // Cores that are free now take the jobs that are ready; those that find none idle.
    void dispatch(std::uint64_t at) {
        for (unsigned core = 0; core < s_.cores.size(); ++core) {
            if (s_.cores[core].job != no_job || steps_.clock(core) > at) continue;
            if (const auto place = job_for(core)) start(core, s_.queue[*place]);
            else begin_idle(core);
        }
    }

    void begin_idle(unsigned core) {
        CoreRun& run = s_.cores[core];
        if (run.idles) return;
        run.idles = true;
        run.idle_since_ns = steps_.clock(core);
        const bool lazy = (m_.kernel.shootdown.lazy >> core & 1) != 0;
        if (m_.hw.cores[core].process != base::no_process && !lazy) os::idle_core(m_.kernel, m_.hw, core, steps_);
    }

    void start(unsigned core, std::uint32_t job) {
        CoreRun& run = s_.cores[core];
        Job& j = s_.jobs[job];
        const std::uint64_t now = steps_.clock(core);
        steps_.take_away(job);
        run.job = job;
        run.slice_end_ns = now + s_.slice_ns;
        j.state = JobState::running;
        if (j.began_ns == 0 && j.done == 0 && !j.pending) j.began_ns = now;
        if (run.idles && run.idle_since_ns < now) tell_waited(core, job);
        run.idles = false;
        enter(core, j.process);
    }

    // Scheduled is the main thread: it runs on this core from now on.
    void enter(unsigned core, std::uint32_t process) {
        m_.hw.executing = core;
        os::move_thread(m_.kernel, m_.hw, process, 0, core, steps_);
    }

    void tell_waited(unsigned core, std::uint32_t job) {
        base::Event event;
        event.kind = EventKind::io_waited;
        event.core = static_cast<std::uint16_t>(core);
        event.process = s_.jobs[job].process;
        event.start_ns = s_.cores[core].idle_since_ns;
        event.duration_ns = steps_.clock(core) - event.start_ns;
        steps_.on_event(event);
    }

    // --- one core goes on -----------------------------------------------------------------------

    // Up to where it may go on without anything else coming first.
    std::uint64_t horizon(unsigned core) const {
        std::uint64_t until = std::min({next_wake_, goal_.ns, s_.cores[core].slice_end_ns, s_.usage.end_of(steps_.clock(core))});
        for (unsigned other = 0; other < s_.cores.size(); ++other) {
            if (other == core || (s_.cores[other].job == no_job && (s_.queue.empty() || !job_for(other)))) continue;
            until = std::min(until, steps_.clock(other) + (core < other));
        }
        return until;
    }

    void burst(unsigned core) {
        CoreRun& run = s_.cores[core];
        const std::uint32_t job = run.job;
        if (!may_run_on(job, core)) {  // a command has pinned it elsewhere
            run.job = no_job;
            return steps_.make_ready(job);
        }
        enter(core, s_.jobs[job].process);  // a command may have had the core
        if (steps_.clock(core) >= run.slice_end_ns && !renew_slice(core)) return;
        const std::uint64_t until = horizon(core), began = steps_.clock(core), before = s_.references;
        go_on(core, job, until);
        s_.usage.add_references(began, s_.references - before);
        steps_.account_busy(core);
        if (s_.jobs[job].state != JobState::running) {
            steps_.control_load(steps_.clock(core));
            find_next_wake();
        }
    }

    // False: its slice is over and another job takes the core.
    bool renew_slice(unsigned core) {
        CoreRun& run = s_.cores[core];
        const std::uint32_t job = run.job;
        const std::uint64_t now = steps_.clock(core);
        steps_.control_load(now);
        find_next_wake();
        if (run.job != job) return false;  // load control suspended it
        run.slice_end_ns = now + s_.slice_ns;
        if (!job_for(core)) return true;
        run.job = no_job;
        steps_.make_ready(job);
        steps_.say(EventKind::slice_ended, job, core, now);
        return false;
    }

    // References until the clock has reached `until`, or something happens to the job.
    void go_on(unsigned core, std::uint32_t job, std::uint64_t until) {
        Job& j = s_.jobs[job];
        while (j.state == JobState::running && steps_.clock(core) < until && s_.references < most_) {
            if (!j.pending && !goal_.record) quick(core, j, until);
            if (j.has_end() && j.done == j.total) return finish(core, job, JobState::finished);
            if (!j.pending) {
                if (!goal_.record) continue;
                j.reference = j.program.next();
                drawn(j);
            }
            if (!think(core, j, until)) return;
            slow(core, job);
            if (goal_.record && steps_.told) return;
        }
    }

    static void drawn(Job& j) {
        j.pending = true;
        j.think_left_ns = j.think_ns;
    }

    // False: the time is over before the access.
    bool think(unsigned core, Job& j, std::uint64_t until) {
        std::uint64_t& clock = m_.hw.cores[core].clock_ns;
        const std::uint64_t now = std::min(j.think_left_ns, until - clock);
        clock += now;
        j.think_left_ns -= now;
        return j.think_left_ns == 0 && clock < until;
    }

    void quick(unsigned core, Job& j, std::uint64_t until);

    // The reference that is drawn, with all that it takes; one try of it.
    void slow(unsigned core, std::uint32_t job) {
        Job& j = s_.jobs[job];
        const hw::AccessRequest request{j.start + j.reference.offset, j.reference.write ? hw::AccessType::write : hw::AccessType::read, true};
        std::uint64_t& clock = m_.hw.cores[core].clock_ns;
        os::Process& process = m_.kernel.processes[j.process];
        if (j.tries == 0) j.access = {.any = true, .type = request.type, .process = j.process, .core = core, .va = request.va, .ns = clock};
        if (process.awaited != os::no_frame) m_.kernel.reclaim.just_loaded = process.awaited;
        const std::uint64_t began = clock;
        const hw::Translation t = goal_.record ? hw::access(m_.hw, core, request, hw::RecordEvents{steps_})
                                               : hw::access(m_.hw, core, request, hw::RecordCounts{m_.counts});
        LastAccess& a = j.access;
        a.outcome = t.outcome;
        a.pa = t.pa;
        a.level = t.level;
        a.reads = t.reads;
        a.all_reads += t.reads;
        a.tlb_hit = t.tlb_hit;
        a.walk_ns = t.walk_ns;
        if (t.outcome == hw::Outcome::ok) {
            if (goal_.record) a.reach = tell_if_stale(m_, j.process, core, request, t.pa, steps_);
            os::note_access(m_.kernel, m_.hw, j.process, t.pa);
            process.awaited = os::no_frame;
            ++s_.references;
            j.use.note(j.reference.offset >> m_.hw.format.page_bits, ++j.done);
            j.pending = false;
            a.ns = clock - a.ns;  // it held when the access began
            m_.last = a;
            a = {};
            j.tries = 0;
            if (j.has_end() && j.done == j.total) finish(core, job, JobState::finished);
            return;
        }
        if (t.outcome == hw::Outcome::general_protection) {
            a.fault_outcome = os::FaultOutcome::segv_kernel;
            return fail(core, job);
        }
        if (!goal_.record) tell_fault(core, j, request, t, began);
        fault(core, job, request, t);
    }

    // In a run that records no accesses a page fault and the access that took it are told all the same.
    void tell_fault(unsigned core, const Job& j, const hw::AccessRequest& request, const hw::Translation& t, std::uint64_t began) {
        base::Event event;
        event.kind = EventKind::access_start;
        event.core = static_cast<std::uint16_t>(core);
        event.process = j.process;
        event.va = request.va;
        event.detail = static_cast<std::uint32_t>(request.type);
        event.before = request.user;
        event.start_ns = began;
        steps_.tell(event);
        event.kind = EventKind::page_fault;
        event.level = static_cast<std::uint8_t>(t.level);
        event.detail = t.error_code;
        event.before = 0;
        event.start_ns = steps_.clock(core);
        steps_.tell(event);
    }

    void fault(unsigned core, std::uint32_t job, const hw::AccessRequest& request, const hw::Translation& t) {
        const std::uint32_t process = s_.jobs[job].process;
        if (s_.load.policy == LoadPolicy::pff && !adjust_frames(core, job)) return;
        Job& j = s_.jobs[job];
        ++j.tries;
        ++j.access.faults;
        j.access.error_code = t.error_code;
        j.fault_at = j.done;
        const std::uint64_t kills = m_.kernel.reclaim.kills, reads = m_.kernel.disk.reads;
        j.access.fault_outcome = os::handle_fault(m_.kernel, m_.hw, core, request, t.error_code, steps_);
        if (m_.kernel.reclaim.kills != kills) steps_.drop_dead(steps_.clock(core));
        if (s_.jobs[job].is_over()) return;
        if (!os::is_resolved(j.access.fault_outcome) || j.tries >= max_tries) return fail(core, job);
        s_.usage.add_fault(steps_.clock(core), m_.kernel.disk.reads != reads);
        steps_.account_busy(core);
        steps_.note_usage(steps_.clock(core));
        if (m_.kernel.processes[process].blocked_until_ns > steps_.clock(core)) {
            steps_.block(job, core);
            next_wake_ = std::min(next_wake_, m_.kernel.processes[process].blocked_until_ns);
        }
    }

    // Page-fault-frequency control. False: the job was suspended instead.
    bool adjust_frames(unsigned core, std::uint32_t job) {
        const FaultVerdict verdict = judge_fault(m_, s_.jobs[job]);
        if (verdict.limit > 0) os::set_frame_limit(m_.kernel, m_.hw, s_.jobs[job].process, verdict.limit, steps_);
        if (!verdict.suspend) return true;
        std::uint32_t victim = job;
        for (std::uint32_t other = 0; other < s_.jobs.size(); ++other)
            if (s_.jobs[other].is_active() && s_.jobs[other].active_since > s_.jobs[victim].active_since) victim = other;
        steps_.suspend(victim, SuspendReason::fault_frequency, true, steps_.clock(core));
        return victim != job;
    }

    void finish(unsigned core, std::uint32_t job, JobState how) {
        steps_.account_busy(core);
        steps_.end(job, how, steps_.clock(core));
    }
    void fail(unsigned core, std::uint32_t job) {
        s_.jobs[job].access.ns = steps_.clock(core) - s_.jobs[job].access.ns;
        m_.last = s_.jobs[job].access;
        s_.jobs[job].access = {};
        finish(core, job, JobState::failed);
    }

    Steps steps_;
    Machine& m_;
    Scheduler& s_;
    const RunGoal& goal_;
    std::uint64_t most_ = 0;             ///< s_.references at which the round ends
    std::uint64_t next_wake_ = never;    ///< the first blocked job's
};

// As many references as the TLB answers on the spot, until the clock has reached `until`. The first one that it
// does not answer is left drawn.
void Runner::quick(unsigned core, Job& j, std::uint64_t until) {
    if (m_.kernel.reclaim.just_loaded != os::no_frame) {  // the kernel wants to hear of the next access
        j.reference = j.program.next();
        return drawn(j);
    }
    hw::Core& running = m_.hw.cores[core];
    const unsigned page_bits = m_.hw.format.page_bits;
    const std::uint64_t cost = m_.hw.costs.tlb_ns + m_.hw.costs.mem_ns, first = j.done;
    const std::uint64_t most = j.done + std::min(j.has_end() ? j.total - j.done : never, most_ - s_.references);
    const unsigned bits[] = {hw::access_bit(m_.hw.write_protect, m_.hw.no_execute, hw::AccessType::read, true),
                             hw::access_bit(m_.hw.write_protect, m_.hw.no_execute, hw::AccessType::write, true)};
    const bool notes = os::sees_every_access(m_.kernel);
    LastAccess last;
    std::uint64_t clock = running.clock_ns;
    while (j.done < most && clock < until) {
        j.reference = j.program.next();
        const base::VirtAddr va = j.start + j.reference.offset;
        const hw::AccessType type = j.reference.write ? hw::AccessType::write : hw::AccessType::read;
        const hw::TlbEntry* entry = j.think_ns >= until - clock && j.think_ns > 0
                                        ? nullptr  // the time is over before it has computed
                                        : running.tlb.find_again(va.value >> page_bits, running.asid, type, bits[j.reference.write]);
        if (!entry) {
            drawn(j);
            break;
        }
        clock += j.think_ns + cost;
        j.use.note(j.reference.offset >> page_bits, ++j.done);
        last.va = va;
        last.type = type;
        last.level = entry->level;
        last.pa = {(entry->pfn.value << page_bits) + (va.value & base::low_mask(page_bits + entry->span_shift))};
        if (notes) os::note_access(m_.kernel, m_.hw, j.process, last.pa);
    }
    running.clock_ns = clock;
    const std::uint64_t made = j.done - first;
    if (made == 0) return;
    s_.references += made;
    for (const EventKind kind : {EventKind::access_start, EventKind::tlb_hit, EventKind::access_done}) m_.counts[static_cast<std::size_t>(kind)] += made;
    last.any = last.tlb_hit = true;
    last.process = j.process;
    last.ns = cost;
    m_.last = last;
}

void align_cores(Machine& m) {
    Scheduler& s = m.scheduler;
    const bool first = s.cores.size() != m.hw.cores.size();
    if (first) s.cores.resize(m.hw.cores.size());
    bool used = first;  // by commands, since the last run
    for (unsigned core = 0; core < s.cores.size(); ++core) used |= m.hw.cores[core].clock_ns != s.cores[core].accounted_ns;
    if (!used) return;
    s.now_ns = latest_ns(m);
    for (unsigned core = 0; core < s.cores.size(); ++core) s.cores[core].accounted_ns = m.hw.cores[core].clock_ns = s.now_ns;
    if (first) s.usage.start(s.now_ns);
}

// Nothing runs or may run, now or later.
bool is_still(const Scheduler& s) { return s.outside.empty() && s.active() == 0; }

}  // namespace

// --- commands -----------------------------------------------------------------------------------

void set_job(Machine& m, Job job, Observer& observer) {
    Steps steps(m, observer);
    const std::uint32_t process = job.process;
    Job* known = m.scheduler.job_of(process);
    std::uint32_t number = static_cast<std::uint32_t>(m.scheduler.jobs.size());
    base::Event event;
    event.kind = EventKind::workload_set;
    event.core = static_cast<std::uint16_t>(m.core);
    event.process = process;
    event.detail = job.program.workload() ? static_cast<std::uint32_t>(job.program.workload()->config().kind) : workload_kind_count;
    event.start_ns = m.hw.cores[m.core].clock_ns;
    event.va = job.start;
    event.after = job.pages << m.hw.format.page_bits;
    if (known) {
        number = static_cast<std::uint32_t>(known - m.scheduler.jobs.data());
        steps.take_away(number);
        std::erase(m.scheduler.outside, number);
        m.kernel.processes[process].awaited = os::no_frame;
        *known = std::move(job);
    } else {
        m.scheduler.jobs.push_back(std::move(job));
    }
    m.scheduler.outside.push_back(number);
    steps.on_event(event);
    steps.control_load(latest_ns(m));
}

bool suspend_job(Machine& m, std::uint32_t process, bool swap_out, Observer& observer) {
    Job* job = m.scheduler.job_of(process);
    if (!job || job->is_over() || job->held) return false;
    Steps steps(m, observer);
    const std::uint64_t now = latest_ns(m);
    steps.suspend(static_cast<std::uint32_t>(job - m.scheduler.jobs.data()), SuspendReason::asked, swap_out, now);
    steps.control_load(now);
    return true;
}

bool resume_job(Machine& m, std::uint32_t process, Observer& observer) {
    Job* job = m.scheduler.job_of(process);
    if (!job || !job->held) return false;
    job->held = false;
    m.scheduler.outside.push_back(static_cast<std::uint32_t>(job - m.scheduler.jobs.data()));
    Steps(m, observer).control_load(latest_ns(m));
    return true;
}

void set_load_control(Machine& m, const LoadControl& load, Observer& observer) {
    Steps steps(m, observer);
    const std::uint64_t suspensions = m.scheduler.load.suspensions;
    m.scheduler.load = load;
    m.scheduler.load.suspensions = suspensions;
    if (load.policy == LoadPolicy::pff) os::set_local_reclaim(m.kernel, m.hw, true, steps);
    for (std::uint32_t process = 0; process < m.kernel.processes.size(); ++process)
        os::set_frame_limit(m.kernel, m.hw, process, 0, steps);
    steps.control_load(latest_ns(m));
}

// --- running ------------------------------------------------------------------------------------

void end_dead_jobs(Machine& m, Observer& observer) {
    Steps steps(m, observer);
    steps.drop_dead(latest_ns(m));
    if (steps.told) steps.control_load(latest_ns(m));
}

std::uint64_t begin_run(Machine& m, Observer& observer) {
    align_cores(m);
    end_dead_jobs(m, observer);
    return m.scheduler.now_ns;
}

bool is_reached(const Machine& m, const RunGoal& goal) {
    const Scheduler& s = m.scheduler;
    switch (goal.until) {
        case RunGoal::Until::time: return s.now_ns >= goal.ns;
        case RunGoal::Until::references: return s.references >= goal.references || is_still(s);
        case RunGoal::Until::idle: return is_still(s);
        case RunGoal::Until::done:
            return is_still(s) || std::all_of(s.jobs.begin(), s.jobs.end(), [](const Job& job) { return !job.has_end() || job.is_over(); });
    }
    return true;
}

std::uint64_t run_round(Machine& m, const RunGoal& goal, Observer& observer) { return Runner(m, goal, observer).round(); }

void end_run(Machine& m, const RunGoal& goal, Observer& observer) {
    m.scheduler.now_ns = Runner(m, goal, observer).reached_ns();
    Steps steps(m, observer);
    for (unsigned core = 0; core < m.scheduler.cores.size(); ++core)
        if (m.scheduler.cores[core].job == no_job) steps.idle_until(core, m.scheduler.now_ns);
    steps.note_usage(m.scheduler.now_ns);
    steps.say(EventKind::run_ended, no_job, m.core, m.scheduler.now_ns, static_cast<std::uint32_t>(goal.until), m.scheduler.references);
}

}  // namespace sim
