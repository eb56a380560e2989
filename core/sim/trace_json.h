// A trace study as JSON, for whoever draws it or computes with it: `pagewalk trace --json` and the page (web/trace.js).
//
//     {"accesses":12, "pages":5, "writes":3,                                  writes: where the format tells them
//      "working_sets":[{"tau":1000, "mean":4.2, "most":5, "every":64, "means":[3.1, ...]}, ...],
//      "lru":[{"frames":1, "misses":12}, ...],                                the last with as many frames as pages
//      "tlbs":[{"preset":"zen4", "first_level_misses":5, "walks":5}, ...],
//      "hottest":[{"page":4, "accesses":6}, ...]}
#pragma once

#include <string>
#include <vector>

#include "core/sim/trace_study.h"

namespace sim {

/// At most `hot` hot pages; means to one decimal.
std::string trace_json(const TraceStudy& study, std::size_t hot);

/// Numbers of frames from 1 to `pages`, `steps` to each doubling where there is room; none for no page.
std::vector<std::uint64_t> ram_sizes(std::uint64_t pages, unsigned steps);

}  // namespace sim
