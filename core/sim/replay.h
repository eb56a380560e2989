// Replay: feeds a trace of page numbers to a replacement policy with a given number of frames, and counts. No page
// tables are involved, so it is fast enough for traces of billions of accesses; memory is proportional to the
// distinct pages.
//
//     Replay replay = *make_replay({"clock", 64});
//     while (more) replay.run(batch);
//     replay.counts().misses
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/os/policies/policy.h"

namespace sim {

struct ReplayConfig {
    std::string policy = "lru";
    std::uint64_t frames = 1;
    os::PolicyOptions options = {};
};

struct ReplayCounts {
    std::uint64_t accesses = 0;
    std::uint64_t misses = 0;
    std::uint64_t evictions = 0;
    std::uint64_t write_backs = 0;  ///< dirty pages written to disk

    std::uint64_t hits() const { return accesses - misses; }
    friend bool operator==(const ReplayCounts&, const ReplayCounts&) = default;
};

/// What one access did.
struct ReplayStep {
    bool hit = false;
    bool evicted = false;
    std::uint64_t victim = 0;  ///< the page that left, when evicted

    friend bool operator==(const ReplayStep&, const ReplayStep&) = default;
};

/// A batch of page numbers as a trace file holds them. `writes`: for each page 1 when it was written, or empty.
struct PageBatch {
    std::span<const std::uint64_t> pages;
    std::span<const std::uint8_t> writes = {};
};

/// One policy at work, behind a call per batch.
class ReplayEngine {
public:
    virtual ~ReplayEngine() = default;
    virtual void run(const PageBatch& batch) = 0;
    virtual void run(std::span<const std::uint32_t> pages) = 0;
    /// The same, and appends to `steps` what each access did.
    virtual void run(const PageBatch& batch, std::vector<ReplayStep>& steps) = 0;
    virtual ReplayCounts counts() const = 0;
    /// Distinct pages met so far.
    virtual std::size_t pages() const = 0;
};

/// The error names an unknown policy or a frame count of 0. `opt` counts in one pass, too (sim/opt_count.h); in its
/// steps no victim is named, because which page leaves is known only at the end: see opt_steps().
base::Result<std::unique_ptr<ReplayEngine>> make_replay(const ReplayConfig& config);

/// What OPT does on a whole trace, victims included; ties go to the page with the lower id of first use.
std::vector<ReplayStep> opt_steps(std::span<const std::uint64_t> pages, std::uint64_t frames);

/// Misses of one policy on a short string for each number of frames from 1 to `max_frames`.
base::Result<std::vector<std::uint64_t>> misses_by_frames(const std::string& policy, std::span<const std::uint64_t> pages,
                                                          std::uint64_t max_frames, const os::PolicyOptions& options = {});

}  // namespace sim
