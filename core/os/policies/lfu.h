// Least frequently used: the page with the fewest accesses leaves, of several the one not used for the longest time.
// A page's count stays when the page leaves and goes on when it comes back.
//
// Invariant: `heap` is a binary heap of the resident pages, the next to leave on top; `place` is where a page is in it.
#pragma once

#include <utility>
#include <vector>

#include "core/os/policies/policy.h"

namespace os {

struct Lfu {
    static constexpr Sees sees = Sees::every_access;
    static constexpr bool marks_loaded = true;
    static constexpr std::size_t bytes_a_page = 24;

    void grow(std::size_t ids) {
        if (place.size() < ids) place.resize(ids, no_page), history.resize(ids);
    }
    template <class S>
    void admit(PageId page, S&) {
        ++history[page].count;
        history[page].used = ++clock;
        place[page] = static_cast<std::uint32_t>(heap.size());
        heap.push_back(page);
        sift_up(place[page]);
    }
    void touch(PageId page) {
        ++history[page].count;
        history[page].used = ++clock;
        sift_down(place[page]);
    }
    template <class S>
    PageId evict(S&) {
        const PageId page = heap[0];
        take_out(page);
        return page;
    }
    void forget(PageId page) {
        if (place[page] != no_page) take_out(page);
        history[page] = {};
    }
    std::size_t size() const { return heap.size(); }

    friend bool operator==(const Lfu&, const Lfu&) = default;

    struct History {
        std::uint64_t count = 0, used = 0;
        friend bool operator==(const History&, const History&) = default;
    };
    std::vector<PageId> heap;
    std::vector<std::uint32_t> place;  ///< no_page when the page is not resident
    std::vector<History> history;      ///< by page
    std::uint64_t clock = 0;

private:
    bool before(PageId a, PageId b) const {
        const History &x = history[a], &y = history[b];
        return x.count != y.count ? x.count < y.count : x.used < y.used;
    }
    void swap(std::size_t a, std::size_t b) {
        std::swap(heap[a], heap[b]);
        place[heap[a]] = static_cast<std::uint32_t>(a);
        place[heap[b]] = static_cast<std::uint32_t>(b);
    }
    void sift_up(std::size_t at) {
        for (; at > 0 && before(heap[at], heap[(at - 1) / 2]); at = (at - 1) / 2) swap(at, (at - 1) / 2);
    }
    void sift_down(std::size_t at) {
        for (;;) {
            std::size_t child = 2 * at + 1;
            if (child >= heap.size()) return;
            if (child + 1 < heap.size() && before(heap[child + 1], heap[child])) ++child;
            if (!before(heap[child], heap[at])) return;
            swap(at, child);
            at = child;
        }
    }
    void take_out(PageId page) {
        const std::size_t at = place[page], last = heap.size() - 1;
        swap(at, last);
        heap.pop_back();
        place[page] = no_page;
        if (at == last) return;
        sift_down(at);
        sift_up(at);
    }
};

}  // namespace os
