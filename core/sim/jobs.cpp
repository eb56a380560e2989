// What commands do to jobs.
#include <algorithm>

#include "core/sim/job_steps.h"
#include "core/sim/runner.h"

namespace sim {

using base::EventKind;

void set_job(Machine& m, Job job, Observer& observer) {
    Steps steps(m, observer);
    const std::uint32_t process = job.process;
    job.use = ProgramUse(job.program, m.hw.format.page_bits, job.pages);
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

void end_dead_jobs(Machine& m, Observer& observer) {
    Steps steps(m, observer);
    steps.drop_dead(latest_ns(m));
    if (steps.told) steps.control_load(latest_ns(m));
}

}  // namespace sim
