// When a process last used each page of its range, in its own references: what its working set
// W(t, tau) is counted from, exactly, for any tau.
//
// The use of the present page is noted once, when the process goes to another page: a program that
// stays on a page for long pays nothing.
#pragma once

#include <cstdint>

#include "core/base/cow_array.h"

namespace sim {

class PageUse {
public:
    /// Reference number `number` (from 1, rising) used `page`, counted from the start of the range.
    void note(std::uint64_t page, std::uint64_t number) {
        if (page != page_ && number_ > 0) last_.mut(page_) = number_;
        page_ = page;
        number_ = number;
    }
    /// |W(t, tau)|: the pages used by the last `tau` of these references.
    std::uint64_t size(std::uint64_t tau) const {
        if (number_ == 0 || tau == 0) return 0;
        const auto in_window = [&](std::uint64_t last) { return last > 0 && number_ - last < tau; };
        std::uint64_t pages = !in_window(last_.get(page_));
        last_.for_each_leaf([&](std::uint64_t, const auto& items) {
            for (const std::uint64_t last : items) pages += in_window(last);
        });
        return pages;
    }
    std::size_t bytes_beyond(const PageUse& other) const { return last_.bytes_beyond(other.last_); }

    friend bool operator==(const PageUse&, const PageUse&) = default;

private:
    base::CowArray<std::uint64_t, 7> last_;  ///< by page; 0: never used, or the present one for the first time
    std::uint64_t page_ = 0;                 ///< the present one
    std::uint64_t number_ = 0;               ///< of the last reference
};

}  // namespace sim
