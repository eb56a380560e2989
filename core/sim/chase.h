// A pointer chase on the TLBs of a preset: what the model says beside what a processor was measured to take.
//
//     round 1   page 7 -> page 2 -> page 9 -> ...   every page once, in random order; fills the TLBs
//     round 2   the same order again                settles them
//     round 3   the same once more                  this one counts
#pragma once

#include <cstdint>
#include <vector>

#include "core/hw/presets.h"

namespace sim {

/// A step of a chain through pages of 4 KiB, under x86-64's four levels of tables, once the TLBs hold what they can.
struct ChaseModel {
    double second_level = 0;    ///< share of the steps that the second level of the TLB answered, 0 to 1
    double walks = 0;           ///< and that walked the tables
    double translation_ns = 0;  ///< mean of a step, beyond the read of the data itself
};

/// The presets that have a TLB, in the order of hw::presets().
std::vector<const hw::Preset*> chase_presets();
/// Runs the chain through `pages` pages on a machine with the preset's TLBs and costs. Time and memory are proportional to
/// the pages. REQUIRES: 1 <= pages <= most_chase_pages
ChaseModel model_chase(const hw::Preset& preset, std::uint64_t pages);
constexpr std::uint64_t most_chase_pages = std::uint64_t{1} << 24;

/// The order in which a chain visits its places: a random one, the same for the same number of them.
/// Each place's number is `order[i]`, the i-th of the round.
std::vector<std::uint32_t> chase_order(std::uint64_t places);

}  // namespace sim
