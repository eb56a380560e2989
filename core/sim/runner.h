// Running a machine's jobs (core/sim/scheduler.h) until something is reached, step by step.
#pragma once

#include "core/sim/machine.h"

namespace sim {

/// When a run ends.
struct RunGoal {
    enum class Until : std::uint8_t {
        time,        ///< the clocks reach `ns`
        references,  ///< all jobs together have made `references`
        idle,        ///< nothing runs, could run or waits for a disk
        done,        ///< every job that has an end has ended
    };
    Until until = Until::time;
    std::uint64_t ns = ~std::uint64_t{0};
    std::uint64_t references = ~std::uint64_t{0};
    bool record = false;  ///< every access is an event

    friend bool operator==(const RunGoal&, const RunGoal&) = default;
};

/// A run may not come later than this, ns: clocks do not overflow.
constexpr std::uint64_t latest_run_ns = std::uint64_t{1} << 62;

/// Gives `process` something to do; it takes the place of what it had to do before. See Job.
void set_job(Machine&, Job job, Observer&);
/// The process is suspended until resume_job(); `swap_out`: its pages leave RAM at once. False: it
/// has nothing to do, or is over, or suspended by a command already.
bool suspend_job(Machine&, std::uint32_t process, bool swap_out, Observer&);
bool resume_job(Machine&, std::uint32_t process, Observer&);
/// Load control from now on. What it had suspended before may run again.
void set_load_control(Machine&, const LoadControl&, Observer&);

/// Jobs whose process has ended or was killed have failed.
void end_dead_jobs(Machine&, Observer&);

/// Prepares a run: cores that stood still while commands used others catch up. Returns the time when it begins.
std::uint64_t begin_run(Machine&, Observer&);
/// True when the run's goal is reached, or nothing can happen any more.
bool is_reached(const Machine&, const RunGoal&);
/// Goes on until something happened that is an event, or for some thousand references; with goal.record for
/// one reference. Returns how much work that was, in units of 32 references. REQUIRES: begin_run() was called, !is_reached()
std::uint64_t run_round(Machine&, const RunGoal&, Observer&);
/// Says that the run is over. REQUIRES: is_reached()
void end_run(Machine&, const RunGoal&, Observer&);

}  // namespace sim
