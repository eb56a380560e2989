// All that a trace tells in one pass, for a reader who wants to know a program: how many pages it works with at a time,
// how often it would fault with a given RAM, how often the TLBs of real processors would miss, and its hottest pages.
//
//     batches of pages --> WorkingSet, three windows --> means over time, at most max_points of them
//                      |-> LruCurve -------------------> faults of exact LRU for any RAM
//                      |-> a Tlb of each preset -------> misses and walks
//                      '-> a count a page -------------> the hottest
//
// Memory is proportional to the distinct pages, not to the accesses.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/hw/presets.h"
#include "core/sim/mrc.h"
#include "core/sim/replay.h"
#include "core/sim/working_set.h"

namespace sim {

/// |W(t, tau)| over time: the mean of each stretch of `every` accesses, the last one perhaps shorter.
struct WorkingSetOverTime {
    std::uint64_t tau = 0;    ///< the window, in accesses
    std::uint64_t every = 0;  ///< accesses to a point
    std::uint64_t most = 0;   ///< the largest set of all times, pages
    double mean = 0;          ///< over all accesses; 0 without any
    std::vector<double> means;
};

/// How a preset's TLBs do: every access is one to data, by one process, to pages of the base size.
struct PresetMisses {
    const hw::Preset* preset = nullptr;
    std::uint64_t first_level = 0;  ///< accesses that the first level did not answer
    std::uint64_t walks = 0;        ///< accesses that no level answered
};

struct HotPage {
    std::uint64_t page = 0, accesses = 0;
};

class TraceStudy {
public:
    static constexpr std::array<std::uint64_t, 3> windows{1'000, 10'000, 100'000};  ///< accesses
    static constexpr std::size_t max_points = 512;
    /// With more distinct pages the study would take more than about 100 bytes times so many.
    static constexpr std::size_t max_pages = std::size_t{sizeof(void*) == 4 ? 4 : 64} << 20;

    TraceStudy();

    /// The error says that there are too many distinct pages.
    base::Status run(const PageBatch& batch);

    std::uint64_t accesses() const { return curve_.accesses(); }
    std::size_t pages() const { return curve_.pages(); }
    bool knows_writes() const { return knows_writes_; }  ///< the format tells reads from writes
    std::uint64_t writes() const { return writes_; }
    const LruCurve& curve() const { return curve_; }
    WorkingSetOverTime working_set(std::size_t window) const;  ///< REQUIRES: window < windows.size()
    std::vector<PresetMisses> tlbs() const;                    ///< in the order of hw::presets(), of those that have a TLB
    /// The `most` pages accessed most often, the hottest first, and the lower page first of two as hot.
    std::vector<HotPage> hottest(std::size_t most) const;

private:
    struct Window {
        WorkingSet set;
        std::uint64_t most = 0, sum = 0;     ///< sum: of the point under way
        std::vector<std::uint64_t> sums;     ///< of the points before
    };
    struct Translation {
        const hw::Preset* preset;
        hw::Tlb tlb;
        std::uint64_t first_level = 0, walks = 0;

        void access(std::uint64_t page);
    };
    void note_working_sets(PageId page);

    LruCurve curve_;
    std::vector<Window> windows_;
    std::uint64_t every_ = 64, in_point_ = 0;  ///< accesses to a point; in the one under way
    std::vector<Translation> tlbs_;
    PageIds ids_;
    std::vector<std::uint64_t> counts_;  ///< by page id
    std::uint64_t last_page_ = 0, writes_ = 0;
    std::vector<std::uint64_t> turns_;   ///< the batch's accesses to another page than the one before
    bool knows_writes_ = false;
};

}  // namespace sim
