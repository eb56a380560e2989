#include "core/sim/load_control.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/sim/machine.h"

namespace sim {
namespace {

constexpr std::array<std::string_view, 4> policy_names{"none", "fixed", "working-set", "pff"};
constexpr std::uint64_t least_frames = 4;  // that a process must find free before it may begin under pff

// The active job that was admitted last; none when there is only one.
std::optional<std::uint32_t> youngest_active(const Scheduler& s) {
    std::optional<std::uint32_t> youngest;
    std::uint64_t active = 0;
    for (std::uint32_t job = 0; job < s.jobs.size(); ++job) {
        if (!s.jobs[job].is_active()) continue;
        ++active;
        if (!youngest || s.jobs[job].active_since > s.jobs[*youngest].active_since) youngest = job;
    }
    return active > 1 ? youngest : std::nullopt;
}

std::uint64_t active_working_sets(const Machine& machine) {
    std::uint64_t sum = 0;
    for (const Job& job : machine.scheduler.jobs)
        if (job.is_active()) sum += expected_working_set(machine, job);
    return sum;
}

// A page for the process and the tables above it, beside what must stay free.
bool has_free_frame(const Machine& machine) { return machine.kernel.frames.free() > machine.kernel.reclaim.high + 1; }

}  // namespace

std::string_view to_text(LoadPolicy policy) { return policy_names[static_cast<std::size_t>(policy)]; }

base::Result<LoadPolicy> find_load_policy(std::string_view name) {
    for (std::size_t i = 0; i < policy_names.size(); ++i)
        if (policy_names[i] == name) return static_cast<LoadPolicy>(i);
    return base::Error{base::phrase("sim.no-way-to-control-load", {name}),
                       base::did_you_mean(name, {policy_names.begin(), policy_names.end()}, base::phrase("sim.use-none-fixed-working-set"))};
}

std::string_view to_text(SuspendReason reason) {
    static constexpr std::array<std::string_view, 4> names{"asked", "degree", "working_sets", "fault_frequency"};
    return names[static_cast<std::size_t>(reason)];
}

std::uint64_t frames_for_pages(const Machine& machine) {
    const os::Frames& frames = machine.kernel.frames;
    const std::uint64_t pages = frames.free() + frames.used(os::FrameUse::anonymous) + frames.used(os::FrameUse::page_cache);
    return pages - std::min(pages, machine.kernel.reclaim.min);
}

// Until it has made tau references it may yet need more than it has used: as much as it can touch.
std::uint64_t expected_working_set(const Machine& machine, const Job& job) {
    const std::uint64_t tau = machine.scheduler.load.tau;
    return job.done < tau ? std::min(job.pages, tau) : job.working_set(tau);
}

std::optional<std::uint32_t> to_admit(const Machine& machine) {
    const Scheduler& s = machine.scheduler;
    if (s.outside.empty()) return std::nullopt;
    const std::uint32_t next = s.outside.front();
    const std::uint64_t active = s.active();
    if (active == 0) return next;
    switch (s.load.policy) {
        case LoadPolicy::none: return next;
        case LoadPolicy::fixed: return active < s.load.degree ? std::optional(next) : std::nullopt;
        case LoadPolicy::working_set:
            if (active_working_sets(machine) + expected_working_set(machine, s.jobs[next]) <= frames_for_pages(machine)) return next;
            return std::nullopt;
        case LoadPolicy::pff:
            if (machine.kernel.frames.free() >= std::max(s.jobs[next].wants_frames, least_frames) + machine.kernel.reclaim.high) return next;
            return std::nullopt;
    }
    return std::nullopt;
}

std::optional<Leave> to_suspend(const Machine& machine) {
    const Scheduler& s = machine.scheduler;
    if (s.load.policy == LoadPolicy::fixed) {
        const auto youngest = s.active() > s.load.degree ? youngest_active(s) : std::nullopt;
        if (youngest) return Leave{*youngest, SuspendReason::degree};
    }
    if (s.load.policy == LoadPolicy::working_set) {
        const auto youngest = youngest_active(s);
        if (youngest && active_working_sets(machine) > frames_for_pages(machine)) return Leave{*youngest, SuspendReason::working_sets};
    }
    return std::nullopt;
}

FaultVerdict judge_fault(const Machine& machine, const Job& job) {
    const LoadControl& load = machine.scheduler.load;
    const std::uint64_t since = job.done - job.fault_at;  // its own references since its last fault
    const std::uint64_t has = os::frames_charged(machine.kernel, job.process);
    // Over `upper` when since < base / upper; in whole numbers, and without overflow.
    if (load.upper == 0 || since < fault_rate_base / load.upper) {
        if (has_free_frame(machine)) return {has + 1, false};
        return {0, youngest_active(machine.scheduler).has_value()};
    }
    if (load.lower > 0 && since > fault_rate_base / load.lower) return {std::max<std::uint64_t>(2, job.working_set(since) + 1), false};
    return {};
}

}  // namespace sim
