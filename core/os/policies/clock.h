// Clock: the pages sit in a ring; a hand goes round, gives a page whose accessed bit is set another lap by
// clearing the bit, and takes the first page whose bit is clear.
//
//         .-> [a 1] [b 0] [c 1] [d 1] -.
//         |      ^ hand: a gets its     |      the page loaded next sits where the
//         |        bit cleared, b goes  |      victim sat, just behind the hand
//         '-----------------------------'
//
// The two differ in one thing: whether the access that loads a page also sets its bit.
#pragma once

#include <vector>

#include "core/os/policies/policy.h"

namespace os {

template <bool MarksLoaded>
struct ClockRing {
    static constexpr Sees sees = Sees::accessed_bit;
    static constexpr bool marks_loaded = MarksLoaded;
    static constexpr std::size_t bytes_a_page = 8;

    void grow(std::size_t ids) {
        if (place.size() < ids) place.resize(ids, no_page);
    }
    template <class S>
    void admit(PageId page, S&) {
        if (holes.empty()) {
            holes.push_back(static_cast<std::uint32_t>(ring.size()));
            ring.push_back(no_page);
        }
        place[page] = holes.back();
        ring[holes.back()] = page;
        holes.pop_back();
    }
    void touch(PageId) {}
    template <class S>
    PageId evict(S& sight, std::size_t looks = all_looks) {
        for (std::size_t look = 1; look <= looks; ++look) {
            const PageId page = ring[hand];
            hand = hand + 1 == ring.size() ? 0 : hand + 1;
            if (page == no_page) continue;
            if (sight.accessed(page)) {
                sight.clear_accessed(page);
                continue;
            }
            forget(page);
            return page;
        }
        return no_page;
    }
    void forget(PageId page) {
        if (place[page] == no_page) return;
        ring[place[page]] = no_page;
        holes.push_back(place[page]);
        place[page] = no_page;
    }
    std::size_t size() const { return ring.size() - holes.size(); }

    friend bool operator==(const ClockRing&, const ClockRing&) = default;

    std::vector<PageId> ring;          ///< no_page where a page was taken out
    std::vector<std::uint32_t> place;  ///< of a page in the ring; no_page when it is not there
    std::vector<std::uint32_t> holes;  ///< empty places of the ring, the last one is filled first
    std::size_t hand = 0;
};

/// The textbook's clock: a page is loaded with its bit set.
using Clock = ClockRing<true>;
/// As caches do it: a page is loaded with its bit clear and must be used again to earn another lap.
using FifoReinsertion = ClockRing<false>;

}  // namespace os
