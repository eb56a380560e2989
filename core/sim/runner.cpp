#include "core/sim/runner.h"

#include <algorithm>
#include <optional>

#include "core/sim/burst.h"

namespace sim {

using base::EventKind;

namespace {

constexpr std::uint64_t never = ~std::uint64_t{0};
constexpr std::uint64_t most_in_round = 4096;  // references, so that a run can be left soon

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
        if (!os::is_idle(m_.kernel, m_.hw, core)) os::idle_core(m_.kernel, m_.hw, core, steps_);
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
        load(core, j.process);
    }

    // The process's main thread runs on the core.
    void load(unsigned core, std::uint32_t process) {
        m_.hw.executing = core;
        if (m_.hw.cores[core].process != process || os::is_idle(m_.kernel, m_.hw, core)) os::move_thread(m_.kernel, m_.hw, process, 0, core, steps_);
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
        load(core, s_.jobs[job].process);  // a command may have had the core
        if (steps_.clock(core) >= run.slice_end_ns && !renew_slice(core)) return;
        const std::uint64_t until = horizon(core), began = steps_.clock(core), before = s_.references;
        Burst(steps_, goal_.record, most_, core, job).go_on(until);
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

    Steps steps_;
    Machine& m_;
    Scheduler& s_;
    const RunGoal& goal_;
    std::uint64_t most_ = 0;             ///< s_.references at which the round ends
    std::uint64_t next_wake_ = never;    ///< the first blocked job's
};

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

// --- running ------------------------------------------------------------------------------------

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
