// Least recently used, exactly: the page that was not used for the longest time leaves.
//
// A touch only stamps the page with the time, one store. The order is made when it is needed: the resident pages
// sorted by stamp, oldest first, at some moment. A page whose stamp still is the one in that order is older than every
// page touched or loaded since, so the first such page is the least recently used. A page touched since is passed over;
// at the end of the order a new one is made. As many pages were touched or evicted by then as were sorted, so
// sorting costs each access a constant share (times the logarithm of the frames). Among few pages, looking at all of
// them is quicker.
#pragma once

#include <algorithm>
#include <vector>

#include "core/os/policies/page_set.h"

namespace os {

struct Lru {
    static constexpr Sees sees = Sees::every_access;
    static constexpr bool marks_loaded = true;
    static constexpr std::size_t bytes_a_page = 32;

    void grow(std::size_t ids) {
        resident.grow(ids);
        if (used.size() < ids) used.resize(ids);
    }
    template <class S>
    void admit(PageId page, S&) {
        resident.add(page);
        touch(page);
    }
    void touch(PageId page) { used[page] = ++clock; }
    template <class S>
    PageId evict(S& sight) {
        const PageId page = resident.size() <= few ? oldest(sight) : next_in_order(sight);
        forget(page);
        return page;
    }
    void forget(PageId page) {
        if (!resident.contains(page)) return;
        resident.remove(page);
        used[page] = 0;  // no entry of the order has this stamp
    }
    std::size_t size() const { return resident.size(); }

    friend bool operator==(const Lru&, const Lru&) = default;

    struct Stamped {
        std::uint64_t used = 0;
        PageId page = 0;
        friend bool operator==(const Stamped&, const Stamped&) = default;
    };

    PageSet resident;
    std::vector<std::uint64_t> used;  ///< by page: time of the last access
    std::vector<Stamped> order;       ///< oldest first, as it was when it was made
    std::size_t next = 0;             ///< what of `order` stands before was consumed
    std::uint64_t clock = 0;

private:
    static constexpr std::size_t few = 15;

    // A caller that keeps the times itself has Sight::last_use and calls no touch.
    template <class S>
    std::uint64_t last_use(PageId page, S& sight) const {
        if constexpr (requires { sight.last_use(page); }) return sight.last_use(page);
        else return used[page];
    }
    template <class S>
    PageId oldest(S& sight) const {
        std::uint64_t first = ~std::uint64_t{0};  // time and place in one number: no branch to guess wrong
        for (std::size_t i = 0; i < resident.size(); ++i)
            first = std::min(first, last_use(resident.pages[i], sight) * (few + 1) + i);
        return resident.pages[first % (few + 1)];
    }
    template <class S>
    PageId next_in_order(S& sight) {
        for (;;) {
            for (; next < order.size(); ++next) {
                const Stamped& candidate = order[next];
                if (resident.contains(candidate.page) && last_use(candidate.page, sight) == candidate.used) return order[next++].page;
            }
            order.clear();
            for (const PageId page : resident.pages) order.push_back({last_use(page, sight), page});
            std::sort(order.begin(), order.end(), [](const Stamped& a, const Stamped& b) { return a.used < b.used; });
            next = 0;
        }
    }
};

}  // namespace os
