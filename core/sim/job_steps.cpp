#include "core/sim/job_steps.h"

#include <algorithm>

namespace sim {

using base::Event;
using base::EventKind;

void Steps::on_event(const Event& event) {
    told = true;
    if (event.kind == EventKind::disk_read || event.kind == EventKind::disk_write)
        s.usage.add_disk(event.start_ns, event.start_ns + event.duration_ns);
    CountingSink(m, observer_).on_event(event);
}

void Steps::say(EventKind kind, std::uint32_t job, unsigned core, std::uint64_t at_ns, std::uint32_t detail, std::uint64_t after) {
    Event event;
    event.kind = kind;
    event.core = static_cast<std::uint16_t>(core);
    event.process = job == no_job ? base::no_process : s.jobs[job].process;
    event.detail = detail;
    event.start_ns = at_ns;
    event.after = after;
    on_event(event);
}

unsigned Steps::core_of(std::uint32_t job) const {
    for (unsigned core = 0; core < s.cores.size(); ++core)
        if (s.cores[core].job == job) return core;
    return m.core;
}

// --- time ---------------------------------------------------------------------------------------

void Steps::account_busy(unsigned core) {
    CoreRun& run = s.cores[core];
    const std::uint64_t now = clock(core);
    if (now <= run.accounted_ns) return;
    s.usage.add_core(CoreTime::busy, run.accounted_ns, now);
    run.busy_ns += now - run.accounted_ns;
    if (run.job != no_job) s.jobs[run.job].cpu_ns += now - run.accounted_ns;
    run.accounted_ns = now;
}

void Steps::idle_until(unsigned core, std::uint64_t at_ns) {
    account_busy(core);  // it answered another core's interrupt
    CoreRun& run = s.cores[core];
    if (at_ns <= run.accounted_ns) return;
    // Who is blocked stays so until at_ns or longer: some disk is waited for since the first of them was.
    std::uint64_t waits = at_ns;
    for (const Job& job : s.jobs)
        if (job.state == JobState::blocked) waits = std::min(waits, std::max(job.blocked_ns, run.accounted_ns));
    s.usage.add_core(CoreTime::idle, run.accounted_ns, waits);
    s.usage.add_core(CoreTime::io_wait, waits, at_ns);
    run.idle_ns += at_ns - run.accounted_ns;
    run.io_wait_ns += at_ns - waits;
    run.accounted_ns = m.hw.cores[core].clock_ns = at_ns;
}

void Steps::note_usage(std::uint64_t at_ns) { s.usage.note(std::max(at_ns, s.usage.start_ns()), m.kernel.frames.free(), s.active()); }

// --- states -------------------------------------------------------------------------------------

void Steps::make_ready(std::uint32_t job) {
    s.jobs[job].state = JobState::ready;
    s.queue.push_back(job);
}

void Steps::take_away(std::uint32_t job) {
    std::erase(s.queue, job);
    for (CoreRun& core : s.cores)
        if (core.job == job) core.job = no_job;
}

void Steps::block(std::uint32_t job, unsigned core) {
    os::Process& process = process_of(job);
    process.awaited = m.kernel.reclaim.just_loaded;
    m.kernel.reclaim.just_loaded = os::no_frame;
    s.jobs[job].state = JobState::blocked;
    s.cores[core].job = no_job;
    s.jobs[job].blocked_ns = clock(core);
    s.jobs[job].disk_wait_ns += process.blocked_until_ns - clock(core);
    say(EventKind::process_blocked, job, core, clock(core), 0, process.blocked_until_ns);
}

void Steps::wake(std::uint32_t job, std::uint64_t at_ns) {
    make_ready(job);
    say(EventKind::process_woken, job, core_of(job), at_ns);
}

void Steps::end(std::uint32_t job, JobState how, std::uint64_t at_ns) {
    const unsigned core = core_of(job);
    take_away(job);
    std::erase(s.outside, job);
    Job& j = s.jobs[job];
    j.state = how;
    j.ended_ns = at_ns;
    j.pending = false;
    process_of(job).awaited = os::no_frame;
    // While reclaim is local nobody else would ever get its frames.
    if (m.kernel.reclaim.local && process_of(job).alive) os::swap_out(m.kernel, m.hw, j.process, *this);
    say(EventKind::job_ended, job, core, at_ns, how == JobState::failed, j.done);
}

void Steps::suspend(std::uint32_t job, SuspendReason reason, bool swap_out, std::uint64_t at_ns) {
    Job& j = s.jobs[job];
    const unsigned core = core_of(job);
    if (j.state == JobState::running) account_busy(core);
    take_away(job);
    std::erase(s.outside, job);
    j.state = JobState::suspended;
    j.wants_frames = os::frames_charged(m.kernel, j.process);
    process_of(job).awaited = os::no_frame;
    if (reason == SuspendReason::asked) j.held = true;
    else s.outside.push_back(job);
    ++s.load.suspensions;
    say(EventKind::process_suspended, job, core, at_ns, static_cast<std::uint32_t>(reason));
    if (!swap_out) return;
    os::swap_out(m.kernel, m.hw, j.process, *this);
}

void Steps::admit(std::uint32_t job, std::uint64_t at_ns) {
    Job& j = s.jobs[job];
    std::erase(s.outside, job);
    j.active_since = ++s.admissions;
    j.fault_at = j.done;
    const bool tells = j.state == JobState::suspended || s.load.policy != LoadPolicy::none;
    if (s.load.policy == LoadPolicy::pff) os::set_frame_limit(m.kernel, m.hw, j.process, std::max<std::uint64_t>(1, j.wants_frames), *this);
    j.blocked_ns = at_ns;
    if (process_of(job).blocked_until_ns > at_ns) j.state = JobState::blocked;
    else make_ready(job);
    if (tells) say(EventKind::process_resumed, job, core_of(job), at_ns);
}

void Steps::control_load(std::uint64_t at_ns) {
    while (const auto leave = to_suspend(m)) suspend(leave->job, leave->reason, true, at_ns);
    while (const auto job = to_admit(m)) admit(*job, at_ns);
}

void Steps::drop_dead(std::uint64_t at_ns) {
    for (std::uint32_t job = 0; job < s.jobs.size(); ++job)
        if (!process_of(job).alive && !s.jobs[job].is_over()) end(job, JobState::failed, at_ns);
}

}  // namespace sim
