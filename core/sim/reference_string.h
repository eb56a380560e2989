// A reference string: the pages that a program uses, one after the other, as textbooks on replacement write it. The
// machine holds one, for studies; no process makes these references.
//
//     1 2 3 4 1 2 5 1 2 3 4 5      with 3 frames: FIFO faults 9 times, LRU 10, OPT 7
//
// What a policy does on it is replayed (sim/replay.h) with empty frames at the start.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace sim {

struct ReferenceString {
    std::vector<std::uint32_t> pages;
    std::uint32_t frames = 3;
    std::uint32_t at = 0;  ///< references looked at so far, 0 .. pages.size()

    /// Different pages.
    std::size_t distinct() const;
    friend bool operator==(const ReferenceString&, const ReferenceString&) = default;
};

/// What a string may have at most: bounds what one line can ask for.
constexpr std::size_t longest_string = 2048;
constexpr std::uint32_t most_string_frames = 256, highest_string_page = 999'999;

/// What one reference did.
struct StringStep {
    bool hit = false;
    std::uint32_t slot = 0;                  ///< the frame that has the page, from 0
    std::optional<std::uint32_t> victim = {};  ///< the page that had to leave it
    std::uint32_t hand = 0;                  ///< clock: the frame that the hand points at afterwards
    friend bool operator==(const StringStep&, const StringStep&) = default;
};

/// A policy's way through a string.
struct StringRun {
    std::uint32_t frames = 0;
    std::vector<StringStep> steps;
    std::vector<std::uint8_t> accessed;  ///< clock: steps x frames, the accessed bit after each step; else empty

    /// Faults of the first `count` references. REQUIRES: count <= steps.size()
    std::uint64_t faults(std::size_t count) const;
};
/// The error names an unknown policy or a frame count of 0. The accessed bits and the hand are those of `clock` and
/// `fifo-reinsertion`.
base::Result<StringRun> run_string(const std::string& policy, const std::vector<std::uint32_t>& pages, std::uint32_t frames);

/// Faults on the whole string with 1, 2, ... `most` frames, exact: LRU in one pass, the others frame count by frame count.
base::Result<std::vector<std::uint64_t>> string_curve(const std::string& policy, const std::vector<std::uint32_t>& pages, std::uint32_t most);

}  // namespace sim
