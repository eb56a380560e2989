// Doubly linked lists of page ids, threaded through one array: two 32-bit links a page, no allocation per move.
//
// Invariant: item L is the sentinel of list L, page p is item p + Lists; a page that is in no list links to itself.
#pragma once

#include <array>
#include <vector>

#include "core/os/policies/policy.h"

namespace os {

/// `Lists` lists, of which a page is in one or in none.
template <PageId Lists>
class PageLists {
public:
    PageLists() { grow(0); }
    void grow(std::size_t ids) {
        for (std::size_t i = links_.size(); i < ids + Lists; ++i) links_.push_back({static_cast<PageId>(i), static_cast<PageId>(i)});
    }
    bool empty(PageId list = 0) const { return links_[list].next == list; }
    std::size_t size(PageId list = 0) const { return sizes_[list]; }
    /// In any of the lists.
    bool contains(PageId page) const { return links_[page + Lists].next != page + Lists; }
    /// REQUIRES: !empty(list)
    PageId front(PageId list = 0) const { return links_[list].next - Lists; }
    PageId back(PageId list = 0) const { return links_[list].previous - Lists; }
    /// The page after `page` towards the back; no_page at the end. REQUIRES: there is one list
    PageId after(PageId page) const {
        static_assert(Lists == 1 && static_cast<PageId>(0 - Lists) == no_page);
        return links_[page + Lists].next - Lists;
    }

    /// REQUIRES of push_*: !contains(page)
    void push_front(PageId page, PageId list = 0) { insert(page + Lists, list, links_[list].next, list); }
    void push_back(PageId page, PageId list = 0) { insert(page + Lists, links_[list].previous, list, list); }
    /// REQUIRES: it is in this list
    void remove(PageId page, PageId list = 0) {
        const Links links = links_[page + Lists];
        links_[links.previous].next = links.next;
        links_[links.next].previous = links.previous;
        links_[page + Lists] = {page + Lists, page + Lists};
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

    friend bool operator==(const PageLists&, const PageLists&) = default;

private:
    struct Links {
        PageId previous = 0, next = 0;
        friend bool operator==(Links, Links) = default;
    };
    void insert(PageId item, PageId previous, PageId next, PageId list) {
        links_[item] = {previous, next};
        links_[previous].next = item;
        links_[next].previous = item;
        ++sizes_[list];
    }

    std::vector<Links> links_;
    std::array<std::size_t, Lists> sizes_{};
};

using PageList = PageLists<1>;

}  // namespace os
