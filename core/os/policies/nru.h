// Not recently used: pages fall into four classes by their accessed and dirty bits; one of the lowest class that is
// not empty leaves, of several the one loaded first.
//
//     class 0: not accessed, clean     class 1: not accessed, dirty
//     class 2: accessed, clean         class 3: accessed, dirty
//
// "Recently" needs a clock that clears the accessed bits now and then: here it strikes when as many pages were evicted
// as are resident.
#pragma once

#include "core/os/policies/page_list.h"

namespace os {

struct Nru {
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
    PageId evict(S& sight) {
        PageId victim = no_page;
        unsigned lowest = 4;
        for (PageId page = queue.front(); page != no_page && lowest > 0; page = queue.after(page)) {
            const unsigned rank = (sight.accessed(page) ? 2u : 0u) + (sight.dirty(page) ? 1u : 0u);
            if (rank < lowest) lowest = rank, victim = page;
        }
        if (++evictions >= queue.size()) {
            for (PageId page = queue.front(); page != no_page; page = queue.after(page)) sight.clear_accessed(page);
            evictions = 0;
        }
        queue.remove(victim);
        return victim;
    }
    void forget(PageId page) {
        if (queue.contains(page)) queue.remove(page);
    }
    std::size_t size() const { return queue.size(); }

    friend bool operator==(const Nru&, const Nru&) = default;

    PageList queue;              ///< oldest in front
    std::size_t evictions = 0;   ///< since the bits were cleared
};

}  // namespace os
