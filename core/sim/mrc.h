// The miss-ratio curve of exact LRU for every number of frames, in one pass (Mattson et al. 1970): an access hits
// with n frames or more when n - 1 other pages or fewer were used since its page's last use.
//
// Time is cut into words of 64 bits, a bit per access, set where that access is the last use of its page so far. Then
// the distance is the number of set bits after the page's last use:
//
//     time:   |......1..1.1....|...1....1.1.1...|.1...1.1  <- now
//                      ^ last use of x: distance = ones to the right of it
//
// Most pages come back soon, within the word being filled or the one before: a shift and a count of bits in registers.
// Further back a Fenwick tree counts the words between. A repetition of the page just used has distance 0 and changes
// nothing. When the times run out, the last uses are moved together; memory is proportional to the distinct pages.
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
    // The two newest words and their place in time, in registers while a block runs.
    struct Window {
        std::uint64_t open = 0;      ///< the word being filled
        std::uint64_t recent = 0;    ///< the word before it
        std::uint32_t open_live = 0; ///< set bits in `open`
        std::uint32_t now = 0;       ///< time of the next access
    };
    template <class Page>
    void run_blocks(const Page* pages, std::size_t count);
    template <class Page>
    std::size_t drop_repeats(const Page* pages, std::size_t count);
    void run_block(std::size_t count);
    void count_distances(std::size_t count);
    void enter(std::uint64_t page, std::size_t place);
    std::uint32_t take_from_older(std::uint32_t time, std::uint64_t recent);
    void close_word();
    void squeeze();
    void resize(std::size_t words);
    void add(std::size_t word, std::uint32_t difference);
    std::uint32_t live_up_to(std::size_t word) const;

    static constexpr std::size_t block = 512;
    static constexpr std::uint32_t never = ~std::uint32_t{0};

    Window window_;
    std::uint32_t older_live_ = 0;      ///< set bits in the older words
    std::vector<std::uint64_t> words_;  ///< the older ones
    std::vector<std::uint32_t> tree_;   ///< Fenwick tree over the set bits of the older words
    std::vector<PageId> used_;          ///< by time: the page used then
    std::vector<std::uint32_t> last_;   ///< by page id: time of the last use; of a page in the front the front has it
    std::vector<std::uint64_t> distances_;
    std::vector<std::uint64_t> pages_;      ///< the block without repeats
    std::vector<std::uint32_t> block_distances_;
    std::uint64_t last_page_ = 0, accesses_ = 0;
    PageIds ids_;
    PageFront front_;
};

}  // namespace sim
