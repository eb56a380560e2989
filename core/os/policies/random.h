// Random: any resident page leaves, each as likely as the next. The numbers come from a seed.
#pragma once

#include "core/base/rng.h"
#include "core/os/policies/page_set.h"

namespace os {

struct RandomChoice {
    static constexpr Sees sees = Sees::faults;
    static constexpr bool marks_loaded = true;
    static constexpr std::size_t bytes_a_page = 8;

    explicit RandomChoice(const PolicyOptions& options = {}) : rng{options.seed} {}

    void grow(std::size_t ids) { resident.grow(ids); }
    template <class S>
    void admit(PageId page, S&) {
        resident.add(page);
    }
    void touch(PageId) {}
    template <class S>
    PageId evict(S&) {
        const PageId page = resident.pages[rng.below(resident.size())];
        resident.remove(page);
        return page;
    }
    void forget(PageId page) {
        if (resident.contains(page)) resident.remove(page);
    }
    std::size_t size() const { return resident.size(); }

    friend bool operator==(const RandomChoice&, const RandomChoice&) = default;

    PageSet resident;
    base::Rng rng;
};

}  // namespace os
