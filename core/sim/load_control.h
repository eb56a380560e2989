// Load control: how many processes may share RAM at once. Too many, and each takes the frames that
// the others still need: all wait for the disk, and the CPU has nothing to do (thrashing).
//
//     none             every process is active at once
//     fixed            at most N are: the degree of multiprogramming
//     working-set      as long as the sum of |W(t, tau)| over the active ones fits in frames (Denning);
//                      tau counts a process's own references, so that waiting does not shrink its set.
//                      Of a new process nothing is known: it counts as the most it can be,
//                      min(pages of its range, tau)
//     pff              page-fault frequency (Chu, Opderbeck): each process has a limit of frames. It faults
//                      more often than `upper`: it gets one more, or, where none is free, a process is
//                      suspended. Less often than `lower`: it loses what it did not use since its last fault
//
// A process that is not active is suspended as a whole and its pages leave RAM. The one active for
// longest is never suspended, so that something always gets done.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/result.h"

namespace sim {

struct Machine;
struct Job;

enum class LoadPolicy : std::uint8_t { none, fixed, working_set, pff };
std::string_view to_text(LoadPolicy policy);
base::Result<LoadPolicy> find_load_policy(std::string_view name);

/// Why a process was suspended (Event::detail of process_suspended).
enum class SuspendReason : std::uint32_t { asked, degree, working_sets, fault_frequency };
std::string_view to_text(SuspendReason reason);

struct LoadControl {
    LoadPolicy policy = LoadPolicy::none;
    std::uint64_t degree = 1;      ///< fixed: active processes at most
    std::uint64_t tau = 10'000;    ///< window of the working set, in a process's own references
    std::uint64_t upper = 100;     ///< pff: page faults per 10,000 references
    std::uint64_t lower = 10;

    std::uint64_t suspensions = 0;  ///< so far, those by command included

    friend bool operator==(const LoadControl&, const LoadControl&) = default;
};

/// The rate in LoadControl::upper and lower is per so many references.
constexpr std::uint64_t fault_rate_base = 10'000;

/// Frames that pages of processes can have: all but the reserved ones, page tables, pages of zeros and the watermark.
std::uint64_t frames_for_pages(const Machine& machine);
/// What the job's working set is, or for one that has not run, could be.
std::uint64_t expected_working_set(const Machine& machine, const Job& job);

/// The job that may become active now; none: there is none, or it has to wait.
std::optional<std::uint32_t> to_admit(const Machine& machine);
/// The job that has to leave now so that the others get on.
struct Leave {
    std::uint32_t job = 0;
    SuspendReason reason{};
};
std::optional<Leave> to_suspend(const Machine& machine);

/// What a page fault of an active job tells page-fault-frequency control. A limit of 0: it stays as it is.
struct FaultVerdict {
    std::uint64_t limit = 0;
    bool suspend = false;  ///< no frame is free for it
};
FaultVerdict judge_fault(const Machine& machine, const Job& job);

}  // namespace sim
