// What the scheduler panel shows: where every job stands (run queue, core, disk, outside), what it has of what it needs,
// and how busy CPU and disk were. Worked out once per moment of the timeline.
#pragma once

#include <string>
#include <vector>

#include "core/sim/load_study.h"
#include "ui/panel.h"

namespace ui {

struct SchedulerJob {
    std::uint32_t process = base::no_process;
    std::string name;
    sim::JobState state{};
    bool held = false;                ///< suspended by a command
    std::uint64_t resident = 0;       ///< pages
    std::uint64_t working_set = 0;    ///< |W(t, tau)|, pages
    std::uint64_t done = 0, total = 0;  ///< references; total 0: without end

    bool is_over() const { return state == sim::JobState::finished || state == sim::JobState::failed; }
};

/// A request at the disk; all writes that wait are one entry, the last.
struct DiskPlace {
    std::uint32_t process = base::no_process;
    bool write = false;
    bool served = false;
    std::uint64_t count = 1;
    std::uint64_t before = 0;   ///< requests that the disk takes, or took, before this one
};

struct SchedulerState {
    std::vector<SchedulerJob> jobs;
    std::vector<std::uint32_t> running;  ///< process on each core; no_process: it has nothing to run
    std::vector<std::uint32_t> queue;    ///< ready processes, the next one first
    std::vector<DiskPlace> disk;         ///< in the order in which the disk takes them
    std::vector<std::uint32_t> outside;  ///< processes that may not run now
    std::uint64_t blocked = 0, over = 0;
    std::uint64_t needed = 0;            ///< pages of the working sets of those active
    std::uint64_t frames = 0;            ///< that they can have together
    sim::LoadControl load;
    std::uint64_t active = 0;

    std::vector<sim::UsageSample> samples;
    std::uint64_t ns = 0;                ///< that they cover
    unsigned channels = 1;
    sim::Use recent;                     ///< of the last samples
    std::string recent_time;

    bool runs() const;  ///< some core has work
    std::uint64_t alive() const { return jobs.size() - over; }
    /// The kernel does not choose how many are active.
    bool counted() const { return load.policy == sim::LoadPolicy::none || load.policy == sim::LoadPolicy::fixed; }
    /// What one more or one fewer starts from: how many may be active, or are where the kernel chooses.
    std::uint64_t degree() const;
};

const SchedulerState& scheduler_state(const PanelContext& context);

/// "blocked" as people write it; "at the disk".
std::string job_state_text(const SchedulerJob& job);
/// "12 of 40"; only "12" where it has made no reference.
std::string pages_text(const PanelContext& context, const SchedulerJob& job);
/// "62%", or the references of one without an end.
std::string progress_text(const SchedulerJob& job);
/// "all", "3 at most", "working sets", "page-fault frequency".
std::string load_text(const SchedulerState& state);

/// What the panel's buttons and actions send.
std::string run_command(const char* ms);
std::string load_command(const SchedulerState& state, std::uint64_t degree);
/// Suspends the job with its pages, or lets it go on; empty when it is over.
std::string job_command(const SchedulerJob& job);

}  // namespace ui
