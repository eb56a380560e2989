// Most recently used: the page used last leaves. Right for a loop that does not fit, wrong for nearly all else.
#pragma once

#include "core/os/policies/page_list.h"

namespace os {

struct Mru {
    static constexpr Sees sees = Sees::every_access;
    static constexpr bool marks_loaded = true;
    static constexpr std::size_t bytes_a_page = 8;

    void grow(std::size_t ids) { recency.grow(ids); }
    template <class S>
    void admit(PageId page, S&) {
        recency.push_front(page);
    }
    void touch(PageId page) { recency.move_to_front(page); }
    template <class S>
    PageId evict(S&) {
        return recency.pop_front();
    }
    void forget(PageId page) {
        if (recency.contains(page)) recency.remove(page);
    }
    std::size_t size() const { return recency.size(); }

    friend bool operator==(const Mru&, const Mru&) = default;

    PageList recency;  ///< used last in front
};

}  // namespace os
