// A doubly linked list of page ids, threaded through one array: two 32-bit links a page, no allocation per move.
//
// Invariant: item 0 is the sentinel, page p is item p + 1; a page that is not in the list links to itself.
#pragma once

#include <vector>

#include "core/os/policies/policy.h"

namespace os {

class PageList {
public:
    void grow(std::size_t ids) {
        for (std::size_t i = links_.size(); i < ids + 1; ++i) links_.push_back({static_cast<PageId>(i), static_cast<PageId>(i)});
    }
    bool empty() const { return links_[0].next == 0; }
    std::size_t size() const { return size_; }
    bool contains(PageId page) const { return links_[page + 1].next != page + 1; }
    /// REQUIRES: !empty()
    PageId front() const { return links_[0].next - 1; }
    PageId back() const { return links_[0].previous - 1; }
    /// The page after `page` towards the back; no_page at the end.
    PageId after(PageId page) const { return links_[page + 1].next - 1; }

    /// REQUIRES of push_*: !contains(page)
    void push_front(PageId page) { insert(page + 1, 0, links_[0].next); }
    void push_back(PageId page) { insert(page + 1, links_[0].previous, 0); }
    /// REQUIRES: contains(page)
    void remove(PageId page) {
        const Links links = links_[page + 1];
        links_[links.previous].next = links.next;
        links_[links.next].previous = links.previous;
        links_[page + 1] = {page + 1, page + 1};
        --size_;
    }
    PageId pop_front() {
        const PageId page = front();
        remove(page);
        return page;
    }
    PageId pop_back() {
        const PageId page = back();
        remove(page);
        return page;
    }
    void move_to_front(PageId page) {
        if (front() == page) return;
        remove(page);
        push_front(page);
    }

    friend bool operator==(const PageList&, const PageList&) = default;

private:
    struct Links {
        PageId previous = 0, next = 0;
        friend bool operator==(Links, Links) = default;
    };
    void insert(PageId item, PageId previous, PageId next) {
        links_[item] = {previous, next};
        links_[previous].next = item;
        links_[next].previous = item;
        ++size_;
    }

    std::vector<Links> links_ = {{0, 0}};
    std::size_t size_ = 0;
};

}  // namespace os
