#include "core/sim/scheduler.h"

#include <algorithm>
#include <array>

#include "core/sim/machine.h"

namespace sim {

std::string_view to_text(JobState state) {
    static constexpr std::array<std::string_view, job_state_count> names{"no_program", "waiting",   "ready",    "running",
                                                                         "blocked",    "suspended", "finished", "failed"};
    return names[static_cast<std::size_t>(state)];
}

const Job* Scheduler::job_of(std::uint32_t process) const {
    const auto found = std::find_if(jobs.begin(), jobs.end(), [&](const Job& job) { return job.process == process; });
    return found == jobs.end() ? nullptr : &*found;
}

Job* Scheduler::job_of(std::uint32_t process) { return const_cast<Job*>(static_cast<const Scheduler&>(*this).job_of(process)); }

std::uint64_t Scheduler::count(JobState state) const {
    return static_cast<std::uint64_t>(std::count_if(jobs.begin(), jobs.end(), [&](const Job& job) { return job.state == state; }));
}

std::uint64_t Scheduler::active() const {
    return static_cast<std::uint64_t>(std::count_if(jobs.begin(), jobs.end(), [](const Job& job) { return job.is_active(); }));
}

std::size_t Scheduler::own_bytes() const {
    return jobs.size() * sizeof(Job) + (queue.size() + outside.size()) * sizeof(std::uint32_t) + cores.size() * sizeof(CoreRun);
}

std::size_t Scheduler::bytes_beyond(const Scheduler& other) const {
    std::size_t bytes = usage.bytes_beyond(other.usage);
    for (std::size_t i = 0; i < jobs.size(); ++i) bytes += jobs[i].use.bytes_beyond(i < other.jobs.size() ? other.jobs[i].use : ProgramUse());
    return bytes;
}

JobState state_of(const Machine& machine, std::uint32_t process) {
    const Job* job = machine.scheduler.job_of(process);
    if (!job) return JobState::no_program;
    return machine.kernel.processes[process].alive || job->is_over() ? job->state : JobState::failed;
}

std::uint64_t sum_of(const Scheduler& scheduler, std::uint64_t CoreRun::* what) {
    std::uint64_t sum = 0;
    for (const CoreRun& core : scheduler.cores) sum += core.*what;
    return sum;
}

std::uint64_t latest_ns(const Machine& machine) {
    std::uint64_t latest = machine.scheduler.now_ns;
    for (const hw::Core& core : machine.hw.cores) latest = std::max(latest, core.clock_ns);
    return latest;
}

}  // namespace sim
