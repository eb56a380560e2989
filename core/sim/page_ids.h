// From page numbers, which are sparse 64-bit numbers, to dense ids 0, 1, 2, ... in order of first use. Memory is
// proportional to the distinct pages.
//
//     page --> PageFront: 2,048 places, each page has one; in the L1 cache --> id      (nearly every access)
//          '-> PageIds:   a hash table with open addressing                --> id      (the rest)
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/os/policies/policy.h"

namespace sim {

using os::PageId;

/// Multiplication by 2^64 / golden ratio spreads neighbours evenly over the top bits.
constexpr std::uint64_t spread(std::uint64_t page) { return page * 0x9e3779b97f4a7c15u; }

class PageIds {
public:
    PageIds() : slots_(64), shift_(64 - 6) {}

    std::size_t size() const { return pages_.size(); }
    std::uint64_t page(PageId id) const { return pages_[id]; }
    /// The id of `page`; os::no_page when it was never added.
    PageId find(std::uint64_t page) const { return slots_[place_of(page)].id; }
    /// The id of `page`, a new one when it is met for the first time. REQUIRES: size() < max_pages
    PageId id_of(std::uint64_t page) {
        const std::size_t place = place_of(page);
        return slots_[place].id != os::no_page ? slots_[place].id : add(page, place);
    }
    /// Starts to load the place of `page` into the cache: a caller that knows the next pages hides the wait.
    void prefetch(std::uint64_t page) const { __builtin_prefetch(&slots_[spread(page) >> shift_]); }

    /// Ids are 32-bit numbers and the last few have a meaning.
    static constexpr std::size_t max_pages = 0xffff'fff0u;

private:
    struct Slot {
        std::uint64_t page = 0;
        PageId id = os::no_page;
    };
    std::size_t place_of(std::uint64_t page) const {
        std::size_t place = spread(page) >> shift_;
        while (slots_[place].id != os::no_page && slots_[place].page != page) place = (place + 1) & (slots_.size() - 1);
        return place;
    }
    PageId add(std::uint64_t page, std::size_t place);

    std::vector<Slot> slots_;  ///< a power of two of them, at most half in use
    std::vector<std::uint64_t> pages_;
    unsigned shift_;
};

/// A small direct-mapped cache of ids in front of a slower place, with a time for each page in it.
///
/// The time stands beside the page number and not in an array by id for a reason: its address follows from the page
/// number alone. A store whose address waits for a load would hold up the loads of the accesses that come after it.
class PageFront {
public:
    static constexpr unsigned bits = 11;
    struct Entry {
        std::uint64_t page;
        std::uint64_t time;
        PageId id;
    };

    PageFront() : entries_(std::size_t{1} << bits) {
        for (std::size_t i = 0; i < entries_.size(); ++i) clear(i);
    }
    /// The one place where `page` may stand; it does when entry.page == page.
    Entry& at(std::uint64_t page) { return entries_[index(page)]; }
    const Entry& at(std::uint64_t page) const { return entries_[index(page)]; }
    /// True when an entry holds a page at all.
    bool in_use(const Entry& entry) const { return index(entry.page) == static_cast<std::size_t>(&entry - entries_.data()); }
    std::vector<Entry>& entries() { return entries_; }
    void drop(std::uint64_t page) {
        if (at(page).page == page) clear(index(page));
    }

private:
    static std::size_t index(std::uint64_t page) { return spread(page) >> (64 - bits); }
    // An empty place holds a page that belongs elsewhere, so that one comparison decides.
    void clear(std::size_t i) { entries_[i] = {i == 0 ? ~std::uint64_t{0} : 0, 0, 0}; }

    std::vector<Entry> entries_;
};

}  // namespace sim
