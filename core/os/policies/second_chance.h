// Second chance: a queue as in FIFO, but a page found in front with its accessed bit set goes to the back, as if it
// had just come. Clock makes the same choices; it moves a hand where this moves pages.
#pragma once

#include "core/os/policies/page_list.h"

namespace os {

struct SecondChance {
    static constexpr Sees sees = Sees::accessed_bit;
    static constexpr bool marks_loaded = true;
    static constexpr std::size_t bytes_a_page = 8;

    void grow(std::size_t ids) { queue.grow(ids); }
    template <class S>
    void admit(PageId page, S&) {
        queue.push_back(page);
    }
    void touch(PageId) {}
    template <class S>
    PageId evict(S& sight, std::size_t looks = all_looks) {
        for (std::size_t look = 1; look <= looks; ++look) {
            const PageId page = queue.pop_front();
            if (!sight.accessed(page)) return page;
            sight.clear_accessed(page);
            queue.push_back(page);
        }
        return no_page;
    }
    void forget(PageId page) {
        if (queue.contains(page)) queue.remove(page);
    }
    std::size_t size() const { return queue.size(); }

    friend bool operator==(const SecondChance&, const SecondChance&) = default;

    PageList queue;  ///< oldest in front
};

}  // namespace os
