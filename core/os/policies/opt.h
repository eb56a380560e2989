// OPT (Belady's MIN): the page whose next use lies furthest ahead leaves. No kernel can know; the caller says when each
// page is used next. The fewest faults any policy can have.
#pragma once

#include <algorithm>
#include <vector>

#include "core/os/policies/policy.h"

namespace os {

struct Opt {
    static constexpr Sees sees = Sees::future;
    static constexpr bool marks_loaded = true;
    static constexpr std::size_t bytes_a_page = 25;
    static constexpr std::uint64_t never = ~std::uint64_t{0};

    void grow(std::size_t ids) {
        if (next_use.size() < ids) next_use.resize(ids), resident.resize(ids);
    }
    /// `next`: position of the page's next use after this access; never when there is none.
    void admit(PageId page, std::uint64_t next) {
        resident[page] = 1;
        ++count;
        touch(page, next);
    }
    void touch(PageId page, std::uint64_t next) {
        next_use[page] = next;
        heap.push_back({next, page});
        std::push_heap(heap.begin(), heap.end());
    }
    PageId evict() {
        for (;;) {
            std::pop_heap(heap.begin(), heap.end());
            const Use use = heap.back();
            heap.pop_back();
            if (!resident[use.page] || next_use[use.page] != use.at) continue;  // used or evicted since
            resident[use.page] = 0;
            --count;
            return use.page;
        }
    }
    std::size_t size() const { return count; }

    friend bool operator==(const Opt&, const Opt&) = default;

    struct Use {
        std::uint64_t at = 0;
        PageId page = 0;
        friend bool operator==(const Use&, const Use&) = default;
        friend bool operator<(const Use& a, const Use& b) { return a.at < b.at; }
    };
    std::vector<Use> heap;                ///< furthest on top; stale entries are passed over
    std::vector<std::uint64_t> next_use;  ///< by page
    std::vector<std::uint8_t> resident;   ///< by page
    std::size_t count = 0;
};

}  // namespace os
