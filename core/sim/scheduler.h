// The scheduler: processes that have something to do (jobs), cores that do it, a disk that works
// meanwhile. Time is discrete-event: every core has its own clock, and whatever comes first happens first.
//
//     waiting --admitted--> ready --dispatched--> running --its slice is over--> ready (the back of the queue)
//        ^                    ^                      |--- needs the disk ------> blocked --the data is there--> ready
//        '-- suspended <------+---- load control, or a command                finished, failed
//
// One step (core/sim/runner.h) takes the earliest of: a running core's clock, a disk that is done. The
// core that is behind all others goes on, for as long as nothing else comes first, so what it does
// to the machine cannot come too late for the others. Only inside one access are costs summed. While a
// process is blocked its core runs another one, and the disk works beside both. A core without work
// idles; its clock goes on.
//
// Events. An access that finds its page leaves none in a `run`: a million of them would fill a history
// (2,000,000 events) and hide what the run is about. It is counted as ever (tlb.hits, count(access_done)).
// Page faults and all that the kernel does about them, blocking and waking, slices, suspending and idling
// are events. `run ... events` records every access; the machine afterwards is the same, bit for bit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/sim/last_access.h"
#include "core/sim/load_control.h"
#include "core/sim/page_use.h"
#include "core/sim/program.h"
#include "core/sim/usage.h"

namespace sim {

struct Machine;

enum class JobState : std::uint8_t {
    no_program,  ///< the process has nothing to do
    waiting,     ///< load control has not let it begin
    ready,       ///< in the run queue
    running,     ///< on a core
    blocked,     ///< waits for a disk
    suspended,   ///< may not run; its pages can leave
    finished,    ///< did all its references
    failed,      ///< killed, or an access could not be made
};
std::string_view to_text(JobState state);
constexpr std::size_t job_state_count = static_cast<std::size_t>(JobState::failed) + 1;

constexpr std::uint32_t no_job = ~std::uint32_t{0};

/// A process and what it has to do.
struct Job {
    std::uint32_t process = base::no_process;
    JobState state = JobState::waiting;
    bool held = false;            ///< suspended by a command: only a command lets it go on
    Program program;
    base::VirtAddr start{};       ///< the program's offsets count from here
    std::uint64_t pages = 0;      ///< of the range
    std::uint64_t total = 0;      ///< references to do; 0: without end
    std::uint64_t done = 0;
    std::uint64_t think_ns = 0;   ///< computing before each reference

    bool pending = false;         ///< `reference` is drawn and not yet made
    Reference reference;
    std::uint64_t think_left_ns = 0;  ///< computing that is left before it
    unsigned tries = 0;           ///< page faults taken for it
    LastAccess access;            ///< what it has cost so far

    ProgramUse use;               ///< set_job() begins it
    std::uint64_t fault_at = 0;   ///< `done` at its last page fault
    std::uint64_t active_since = 0;   ///< number of the admission: the smallest is active for longest
    std::uint64_t wants_frames = 0;   ///< it had when it was suspended

    std::uint64_t began_ns = 0;   ///< first on a core
    std::uint64_t ended_ns = 0;   ///< finished or failed
    std::uint64_t cpu_ns = 0;     ///< on a core
    std::uint64_t blocked_ns = 0; ///< when it was blocked last
    std::uint64_t disk_wait_ns = 0;  ///< how long it was, all in all

    bool is_active() const { return state == JobState::ready || state == JobState::running || state == JobState::blocked; }
    bool is_over() const { return state == JobState::finished || state == JobState::failed; }
    bool has_end() const { return total > 0; }
    /// |W(t, tau)|: the pages of its last `tau` references.
    std::uint64_t working_set(std::uint64_t tau) const { return use.size(tau, done); }

    friend bool operator==(const Job&, const Job&) = default;
};

/// What a core does in a run.
struct CoreRun {
    std::uint32_t job = no_job;       ///< that it runs
    std::uint64_t slice_end_ns = 0;
    bool idles = false;               ///< and told so
    std::uint64_t idle_since_ns = 0;
    std::uint64_t accounted_ns = 0;   ///< its time up to here is in the totals
    std::uint64_t busy_ns = 0;        ///< in runs
    std::uint64_t idle_ns = 0;
    std::uint64_t io_wait_ns = 0;     ///< of the idle time

    friend bool operator==(const CoreRun&, const CoreRun&) = default;
};

/// A part of Machine. Panels read it: who runs where (cores[i].job), who is next (queue), who waits for the
/// disk until when (Process::blocked_until_ns, Disk::pending), how it went (usage).
struct Scheduler {
    std::vector<Job> jobs;             ///< in the order in which they got their programs
    std::vector<std::uint32_t> queue;  ///< ready jobs, the next one first
    std::vector<std::uint32_t> outside;  ///< not active, in the order in which load control lets them in
    std::vector<CoreRun> cores;        ///< one a core, once something ran
    std::uint64_t slice_ns = 1'000'000;
    std::uint64_t now_ns = 0;          ///< up to here everything has happened
    std::uint64_t references = 0;      ///< made so far, of all jobs
    std::uint64_t admissions = 0;
    LoadControl load;
    Usage usage;

    const Job* job_of(std::uint32_t process) const;
    Job* job_of(std::uint32_t process);
    std::uint64_t count(JobState state) const;
    std::uint64_t active() const;
    /// Bytes, ours, that a copy holds for itself, and that are not shared with `other`.
    std::size_t own_bytes() const;
    std::size_t bytes_beyond(const Scheduler& other) const;

    friend bool operator==(const Scheduler&, const Scheduler&) = default;
};

/// What the state of a process's job is: one that was killed by a command has failed.
JobState state_of(const Machine& machine, std::uint32_t process);
/// The cores' time in runs, summed; `what`: CoreRun::busy_ns, ...
std::uint64_t sum_of(const Scheduler& scheduler, std::uint64_t CoreRun::* what);
/// The clock of the core that is furthest: what the machine shows is so far.
std::uint64_t latest_ns(const Machine& machine);

}  // namespace sim
