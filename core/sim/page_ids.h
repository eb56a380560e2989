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

/// A small direct-mapped cache of ids in front of a slower place, with a time for each page in it: each page has one
/// place where it may stand, and it does when page[place] == page.
///
/// The time stands by place and not by id for a reason: its address follows from the page number alone. A store whose
/// address waits for a load would hold up the loads of the accesses that come after it.
class PageFront {
public:
    static constexpr unsigned bits = 11;
    static constexpr std::size_t places = std::size_t{1} << bits;
    struct Table {
        std::array<std::uint64_t, places> page;
        std::array<PageId, places> id;
        // A load waits for an earlier store whose address agrees with its own in the low twelve bits: so a page's
        // number and time must not lie a multiple of 4 KiB apart.
        std::array<std::uint64_t, 9> gap;
        std::array<std::uint64_t, places> time;
    };

    PageFront() : table_(1) {
        for (std::size_t place = 0; place < places; ++place) clear(place);
    }
    static std::size_t place_of(std::uint64_t page) { return spread(page) >> (64 - bits); }
    /// Stays where it is, so a loop may hold it.
    Table& table() { return table_[0]; }
    const Table& table() const { return table_[0]; }
    /// True when a page stands there at all.
    bool in_use(std::size_t place) const { return table().id[place] != os::no_page; }
    void put(std::size_t place, std::uint64_t page, std::uint64_t time, PageId id) {
        table().page[place] = page;
        table().time[place] = time;
        table().id[place] = id;
    }
    // An empty place holds a page that belongs elsewhere, so that one comparison decides.
    void clear(std::size_t place) { put(place, place == 0 ? ~std::uint64_t{0} : 0, 0, os::no_page); }

private:
    std::vector<Table> table_;  // of one, which is too large for a stack
};

}  // namespace sim
