// The miss-ratio curve of exact LRU for every number of frames, in one pass (Mattson et al. 1970): an access hits
// with n frames or more when n - 1 other pages or fewer were used since its page's last use.
//
// Time is cut into words of 64 bits, a bit per access, set where that access is the last use of its page so far. Then
// the distance is the number of set bits after the page's last use:
//
//     time:   |......1..1.1....|...1....1.1.1...|.1...1.1  <- now
//                      ^ last use of x: distance = ones to the right of it
//
// Most pages come back soon, within the word being filled: a shift and a count of bits in a register. Further back a
// Fenwick tree counts the words between. A repetition of the page just used has distance 0, changes nothing and takes
// no time. When the times run out, the last uses are moved together; memory is proportional to the distinct pages.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/sim/page_ids.h"

namespace sim {

class LruCurve {
public:
    LruCurve();

    void run(std::span<const std::uint64_t> pages);
    void run(std::span<const std::uint32_t> pages);

    std::uint64_t accesses() const { return accesses_; }
    std::size_t pages() const { return ids_.size(); }
    /// Misses with 1, 2, ... `max_frames` frames.
    std::vector<std::uint64_t> misses(std::uint64_t max_frames) const;
    /// by distance: number of accesses that came back to their page after that many other pages.
    const std::vector<std::uint64_t>& distances() const { return distances_; }

private:
    template <class Page>
    void run_blocks(const Page* pages, std::size_t count);
    std::uint32_t move_from_older(std::uint32_t time);
    void close_word();
    void squeeze();
    void resize(std::size_t words);
    void add(std::size_t word, std::uint32_t difference);
    std::uint32_t live_up_to(std::size_t word) const;

    std::uint64_t open_ = 0;            ///< the word being filled
    std::uint32_t now_ = 0;             ///< time of the next access
    std::uint32_t closed_live_ = 0;     ///< set bits in all closed words
    std::vector<std::uint64_t> words_;  ///< the closed ones
    std::vector<std::uint32_t> tree_;   ///< Fenwick tree over the set bits of the closed words
    std::vector<PageId> used_;          ///< by time: the page used then
    std::vector<std::uint32_t> last_;   ///< by page id: time of the last use
    std::vector<std::uint64_t> distances_;
    std::uint64_t last_page_ = 0, accesses_ = 0;
    PageIds ids_;
    PageFront front_;
};

}  // namespace sim
