// Doubly linked lists of page ids, threaded through one array: two 32-bit links a page, no allocation per move.
// The array is a vector, or one whose copies share what neither of them changed.
//
// Invariant: item L is the sentinel of list L, page p is item p + Lists; a page that is in no list links to itself.
#pragma once

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "core/base/cow_array.h"
#include "core/os/policies/policy.h"

namespace os {

struct PageLinks {
    PageId previous = 0, next = 0;
    friend bool operator==(PageLinks, PageLinks) = default;
};
/// For lists that lie in a machine: its snapshots pay for the links that changed. 32 to a leaf.
using SharedLinks = base::CowArray<PageLinks, 5>;

/// `Lists` lists, of which a page is in one or in none. Array: std::vector<PageLinks> or SharedLinks.
template <PageId Lists, class Array = std::vector<PageLinks>>
class PageLists {
public:
    PageLists() { grow(0); }
    void grow(std::size_t ids) {
        if constexpr (requires { links_.resize(ids); }) links_.resize(std::max(links_.size(), ids + Lists));
        for (; count_ < ids + Lists; ++count_) item(static_cast<PageId>(count_)) = {static_cast<PageId>(count_), static_cast<PageId>(count_)};
    }
    bool empty(PageId list = 0) const { return item(list).next == list; }
    std::size_t size(PageId list = 0) const { return sizes_[list]; }
    /// In any of the lists.
    bool contains(PageId page) const { return item(page + Lists).next != page + Lists; }
    /// REQUIRES: !empty(list)
    PageId front(PageId list = 0) const { return item(list).next - Lists; }
    PageId back(PageId list = 0) const { return item(list).previous - Lists; }
    /// The page before `page` towards the front. REQUIRES: there is one
    PageId before(PageId page) const { return item(page + Lists).previous - Lists; }
    /// The page after `page` towards the back; no_page at the end. REQUIRES: there is one list
    PageId after(PageId page) const {
        static_assert(Lists == 1 && static_cast<PageId>(0 - Lists) == no_page);
        return item(page + Lists).next - Lists;
    }

    /// REQUIRES of push_*: !contains(page)
    void push_front(PageId page, PageId list = 0) { insert(page + Lists, list, std::as_const(*this).item(list).next, list); }
    void push_back(PageId page, PageId list = 0) { insert(page + Lists, std::as_const(*this).item(list).previous, list, list); }
    /// REQUIRES: it is in this list
    void remove(PageId page, PageId list = 0) {
        const PageLinks links = std::as_const(*this).item(page + Lists);
        item(links.previous).next = links.next;
        item(links.next).previous = links.previous;
        item(page + Lists) = {page + Lists, page + Lists};
        --sizes_[list];
    }
    PageId pop_front(PageId list = 0) {
        const PageId page = front(list);
        remove(page, list);
        return page;
    }
    PageId pop_back(PageId list = 0) {
        const PageId page = back(list);
        remove(page, list);
        return page;
    }
    void move_to_front(PageId page) {
        if (front() == page) return;
        remove(page);
        push_front(page);
    }

    /// Bytes of memory, ours, that are not shared with `other`, an earlier or later copy.
    std::size_t bytes_beyond(const PageLists& other) const { return links_.bytes_beyond(other.links_); }

    friend bool operator==(const PageLists&, const PageLists&) = default;

private:
    const PageLinks& item(PageId i) const {
        if constexpr (requires { links_.get(i); }) return links_.get(i);
        else return links_[i];
    }
    PageLinks& item(PageId i) {
        if constexpr (requires { links_.mut(i); }) return links_.mut(i);
        else return links_[i];
    }
    void insert(PageId page, PageId previous, PageId next, PageId list) {
        item(page) = {previous, next};
        item(previous).next = page;
        item(next).previous = page;
        ++sizes_[list];
    }

    Array links_;
    std::size_t count_ = 0;  ///< of the items
    std::array<std::size_t, Lists> sizes_{};
};

using PageList = PageLists<1>;

}  // namespace os
