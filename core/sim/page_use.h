// When a process last used each page of its range, in its own references: what its working set
// W(t, tau) is counted from, exactly, for any tau.
//
// The use of the present page is noted once, when the process goes to another page: a program that
// stays on a page for long pays nothing. What a page keeps is a number of 32 bits, because the snapshots of a timeline
// hold them: before the numbers reach 2^32 all are lowered, which forgets the pages not used for 2^31 references.
#pragma once

#include <cstdint>

#include "core/base/cow_array.h"

namespace sim {

class PageUse {
public:
    /// Reference number `number` (from 1, rising) used `page`, counted from the start of the range.
    void note(std::uint64_t page, std::uint64_t number) {
        if (page != page_ && number_ > 0) {
            if (number_ - lowered_ > ~std::uint32_t{0}) lower();
            last_.mut(page_) = static_cast<std::uint32_t>(number_ - lowered_);
        }
        page_ = page;
        number_ = number;
    }
    /// |W(t, tau)|: the pages used by the last `tau` of these references. Exact for tau up to 2^31, and for any while
    /// there were fewer than 2^32 references.
    std::uint64_t size(std::uint64_t tau) const {
        if (number_ == 0 || tau == 0) return 0;
        const auto in_window = [&](std::uint32_t last) { return last > 0 && number_ - lowered_ - last < tau; };
        std::uint64_t pages = !in_window(last_.get(page_));
        last_.for_each_leaf([&](std::uint64_t, const auto& items) {
            for (const std::uint32_t last : items) pages += in_window(last);
        });
        return pages;
    }
    std::size_t bytes_beyond(const PageUse& other) const { return last_.bytes_beyond(other.last_); }

    friend bool operator==(const PageUse&, const PageUse&) = default;

private:
    void lower() {
        const std::uint64_t by = number_ - lowered_ - (std::uint64_t{1} << 31);
        base::CowArray<std::uint32_t, 7> lowered;
        last_.for_each_leaf([&](std::uint64_t first, const auto& items) {
            for (std::size_t i = 0; i < items.size(); ++i)
                if (items[i] > by) lowered.mut(first + i) = static_cast<std::uint32_t>(items[i] - by);
        });
        last_ = lowered;
        lowered_ += by;
    }

    base::CowArray<std::uint32_t, 7> last_;  ///< by page, less `lowered_`; 0: never used, or the present one for the first time
    std::uint64_t lowered_ = 0;
    std::uint64_t page_ = 0;                 ///< the present one
    std::uint64_t number_ = 0;               ///< of the last reference
};

}  // namespace sim
