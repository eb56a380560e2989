// Two lists, as Linux keeps them: a page comes in on the inactive list and must prove itself there.
//
//     load --> [ inactive ] --- accessed twice ---> [ active ]
//                  ^  |                                 |
//                  |  '--- not accessed --> evicted     |
//                  '------- active is the longer -------'
//
// A page at the end of the inactive list that was accessed goes round once more, and is moved to the active list
// when that happens a second time. Pages go back from the end of the active list while it is the longer one.
// (Linux 6.12 vmscan.c: folio_check_references, inactive_is_low with the ratio of a small machine. Left out: refault
// distances and the rule for executable file pages.)
#pragma once

#include <utility>

#include "core/os/policies/page_list.h"

namespace os {

struct TwoList {
    static constexpr Sees sees = Sees::accessed_bit;
    static constexpr bool marks_loaded = true;
    static constexpr std::size_t bytes_a_page = 9;

    void grow(std::size_t ids) { lists.grow(ids); }
    template <class S>
    void admit(PageId page, S&) {
        set(page, 0);
        lists.push_front(page, inactive);
    }
    void touch(PageId) {}
    template <class S>
    PageId evict(S& sight, std::size_t looks = all_looks) {
        for (std::size_t look = 1; look <= looks; ++look) {
            balance(sight);
            if (look % ahead == 0) expect_next(sight, inactive), expect_next(sight, active);
            const PageId page = lists.pop_back(inactive);
            if (!sight.accessed(page)) return page;
            sight.clear_accessed(page);
            const bool proven = state.get(page) == referenced;
            lists.push_front(page, proven ? active : inactive);
            set(page, proven ? is_active : referenced);
        }
        return no_page;
    }
    void forget(PageId page) {
        if (lists.contains(page)) lists.remove(page, state.get(page) == is_active ? active : inactive);
        set(page, 0);
    }
    std::size_t size() const { return lists.size(inactive) + lists.size(active); }
    std::size_t bytes_beyond(const TwoList& other) const { return lists.bytes_beyond(other.lists) + state.bytes_beyond(other.state); }

    friend bool operator==(const TwoList&, const TwoList&) = default;

    static constexpr PageId inactive = 0, active = 1;
    static constexpr std::uint8_t referenced = 1, is_active = 2;

    PageLists<2, SharedLinks> lists;        ///< came last in front
    base::CowArray<std::uint8_t, 6> state;  ///< by page: `referenced` when found accessed once on the inactive list

private:
    static constexpr std::size_t ahead = Sight::most_expected;

    template <class S>
    void expect_next(S& sight, PageId list) const {
        std::array<PageId, ahead> pages;
        const std::size_t count = std::min<std::size_t>(ahead, lists.size(list));
        PageId page = lists.back(list);
        for (std::size_t i = 0; i < count; ++i, page = lists.before(page)) pages[i] = page;
        sight.expect({pages.data(), count});
    }
    void set(PageId page, std::uint8_t to) {
        if (state.get(page) != to) state.mut(page) = to;
    }
    template <class S>
    void balance(S& sight) {
        while (lists.size(inactive) < lists.size(active)) {
            const PageId page = lists.pop_back(active);
            sight.clear_accessed(page);
            lists.push_front(page, inactive);
            set(page, 0);
        }
    }
};

}  // namespace os
