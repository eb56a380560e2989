// What the benchmarks measure, and how: every figure is a ratio to a bare loop over the same accesses in the same run.
//
// The trace is cut into chunks of 50,000 accesses; of each chunk the fastest of several rounds counts, bare loop and
// case by turns, so that what else the machine does disturbs both alike or neither. (It also lets a browser's compiler
// exchange slow code for fast between two calls.)
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace bench {

using Trace = std::vector<std::uint32_t>;

/// Seconds of processor time this thread had; each platform has its own clock.
double cpu_seconds();

/// The trace in the file, or an invented one of as many accesses when `file` is empty. Exits with a message when the
/// file cannot be read.
Trace load_trace(const std::string& file);

/// Takes the next chunk; keeps its own state.
using Worker = std::function<void(std::span<const std::uint32_t>)>;

/// Workers of the cases, and the yardstick: translation through a bare array of 128 sets of 8 ways, LRU.
Worker bare();
Worker replay(const std::string& policy, std::uint64_t frames);
Worker curve();
Worker translate(const Trace& trace);

struct Case {
    std::string name;
    double goal = 0;  ///< ratio to reach; 0: none is set
    double aim = 0;
    std::function<Worker(const Trace&)> start;
};
std::vector<Case> cases();

struct Figure {
    double ratio = 0;
    double rate = 0;       ///< accesses a second
    double bare_rate = 0;
};
Figure measure(const Case& what, const Trace& trace, int rounds);

/// One row of the table that tests/bench/run prints and compares.
std::string row(const Case& what, const Figure& figure);

}  // namespace bench
