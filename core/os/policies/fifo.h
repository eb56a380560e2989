// First in, first out: the page that was loaded longest ago leaves, however busy it is.
#pragma once

#include "core/os/policies/page_list.h"

namespace os {

struct Fifo {
    static constexpr Sees sees = Sees::faults;
    static constexpr bool marks_loaded = true;
    static constexpr std::size_t bytes_a_page = 8;

    void grow(std::size_t ids) { queue.grow(ids); }
    template <class S>
    void admit(PageId page, S&) {
        queue.push_back(page);
    }
    void touch(PageId) {}
    template <class S>
    PageId evict(S&) {
        return queue.pop_front();
    }
    void forget(PageId page) {
        if (queue.contains(page)) queue.remove(page);
    }
    std::size_t size() const { return queue.size(); }

    friend bool operator==(const Fifo&, const Fifo&) = default;

    PageList queue;  ///< oldest in front
};

}  // namespace os
