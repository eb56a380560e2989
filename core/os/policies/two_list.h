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

#include <vector>

#include "core/os/policies/page_list.h"

namespace os {

struct TwoList {
    static constexpr Sees sees = Sees::accessed_bit;
    static constexpr bool marks_loaded = true;

    void grow(std::size_t ids) {
        inactive.grow(ids), active.grow(ids);
        if (referenced.size() < ids) referenced.resize(ids);
    }
    template <class S>
    void admit(PageId page, S&) {
        referenced[page] = 0;
        inactive.push_front(page);
    }
    void touch(PageId) {}
    template <class S>
    PageId evict(S& sight) {
        for (;;) {
            balance(sight);
            const PageId page = inactive.pop_back();
            if (!sight.accessed(page)) return page;
            sight.clear_accessed(page);
            if (referenced[page]) active.push_front(page);
            else inactive.push_front(page);
            referenced[page] = !referenced[page];
        }
    }
    void forget(PageId page) {
        if (inactive.contains(page)) inactive.remove(page);
        if (active.contains(page)) active.remove(page);
        referenced[page] = 0;
    }
    std::size_t size() const { return inactive.size() + active.size(); }

    friend bool operator==(const TwoList&, const TwoList&) = default;

    PageList inactive, active;             ///< came last in front
    std::vector<std::uint8_t> referenced;  ///< by page: 1 when found accessed once on the inactive list

private:
    template <class S>
    void balance(S& sight) {
        while (inactive.size() < active.size()) {
            const PageId page = active.pop_back();
            sight.clear_accessed(page);
            inactive.push_front(page);
        }
    }
};

}  // namespace os
