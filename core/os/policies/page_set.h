// The resident pages as an array without gaps: any of them by index, each found and taken out in one step.
#pragma once

#include <vector>

#include "core/os/policies/policy.h"

namespace os {

struct PageSet {
    std::vector<PageId> pages;          ///< in no particular order
    std::vector<std::uint32_t> place;   ///< of a page in `pages`; no_page when it is not there

    void grow(std::size_t ids) {
        if (place.size() < ids) place.resize(ids, no_page);
    }
    std::size_t size() const { return pages.size(); }
    bool contains(PageId page) const { return place[page] != no_page; }
    void add(PageId page) {
        place[page] = static_cast<std::uint32_t>(pages.size());
        pages.push_back(page);
    }
    /// The last page takes its place.
    void remove(PageId page) {
        const std::uint32_t at = place[page];
        pages[at] = pages.back();
        place[pages[at]] = at;
        place[page] = no_page;
        pages.pop_back();
    }

    friend bool operator==(const PageSet&, const PageSet&) = default;
};

}  // namespace os
