// The fewest misses possible (OPT, Belady's MIN) in one pass and without the future, in memory proportional to the
// distinct pages.
//
// Between two uses of a page lies an interval; if the page stays resident through it, the second use hits. The page
// being accessed takes one frame, so intervals that are kept may overlap at most frames - 1 deep. Packing as many
// intervals as possible onto frames - 1 tracks is solved by taking them in the order they end, each onto the track
// whose last interval ended latest but not after this one's start:
//
//     track 1   a-----a  c---c          at an access to x, last used at time p:
//     track 2     b---------b           is some track free since a time <= p? the latest such takes the interval: hit
//
// The interval lies strictly between the two uses: one that ends with the use at time t leaves its track free since
// t - 1. "The latest track end <= p" only ever loses elements, so a union-find over the times answers it in nearly constant
// time. Times that no page was last used at are squeezed out whenever the times run out.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/sim/page_ids.h"

namespace sim {

class OptCount {
public:
    /// REQUIRES: frames > 0
    explicit OptCount(std::uint64_t frames) : free_tracks_(frames - 1), times_(1) {}

    /// True when the access hits.
    bool access(std::uint64_t page) {
        ++accesses_;
        if (page == last_page_ && accesses_ > 1) return true;
        last_page_ = page;
        return access_other(page);
    }
    std::uint64_t accesses() const { return accesses_; }
    std::uint64_t misses() const { return misses_; }
    std::size_t pages() const { return ids_.size(); }

private:
    struct Time {
        std::uint32_t before = 0;  ///< union-find: this time when ends > 0, else one before it
        std::uint32_t ends = 0;    ///< tracks whose last interval ended here
        PageId page = 0;           ///< used at this time
    };
    bool access_other(std::uint64_t page);
    bool take_track(std::uint32_t start);
    void squeeze();

    std::uint64_t free_tracks_;  ///< tracks without an interval so far
    std::vector<Time> times_;    ///< time 0 stands for the unused tracks
    std::vector<std::uint32_t> last_;  ///< by page id: time of the last use
    PageIds ids_;
    PageFront front_;
    std::uint64_t last_page_ = 0, accesses_ = 0, misses_ = 0;
    std::size_t capacity_ = 4096;
};

}  // namespace sim
