// What a run tells about the load it had: how busy CPU and disk were, with how many processes active, and how the
// working set of one of them went.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/sim/scheduler.h"

namespace sim {

/// Shares in thousandths of the time there was.
struct Use {
    std::uint64_t cpu = 0;
    std::uint64_t io_wait = 0;  ///< no core had work, and some process waited for a disk
    std::uint64_t disk = 0;     ///< of all channels together
    friend bool operator==(const Use&, const Use&) = default;
};
/// REQUIRES: cores > 0, channels > 0
Use use_of(std::span<const UsageSample> samples, std::uint64_t cores, std::uint64_t channels);

/// The use with so many processes active.
struct DegreeUse {
    std::uint64_t degree = 0;
    Use use;
    friend bool operator==(const DegreeUse&, const DegreeUse&) = default;
};
/// For every degree of multiprogramming that was kept for three intervals or longer, rising. What counts is the second
/// half of the latest stretch with that degree: whoever begins reads its pages first.
std::vector<DegreeUse> use_by_degree(std::span<const UsageSample> samples, std::uint64_t cores, std::uint64_t channels);

/// |W(t, tau)| over the job's own references, from its first one on: after `every`, 2 `every`, ... of them, up to
/// `references` or as many as it has made. The references are drawn again, from the beginning of its program.
/// REQUIRES: tau > 0, every > 0
std::vector<std::uint64_t> working_set_course(const Job& job, unsigned page_bits, std::uint64_t tau, std::uint64_t references, std::uint64_t every);

}  // namespace sim
