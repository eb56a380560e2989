// When a process last used each page of its range, in its own references: what its working set
// W(t, tau) is counted from, exactly, for any tau.
//
// What a program does next depends on nothing but itself, so its references can be drawn again. That is done now and
// then, many at a time: the machine pays nothing for each, and of the snapshots of a timeline most share what was noted.
//
// The use of the present page is noted once, when the process goes to another page: a program that
// stays on a page for long pays nothing. What a page keeps is a number of 32 bits, because the snapshots of a timeline
// hold them: before the numbers reach 2^32 all are lowered, which forgets the pages not used for 2^31 references.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/base/cow_array.h"
#include "core/sim/program.h"

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
    /// Of the last reference that was noted; 0: none was.
    std::uint64_t number() const { return number_; }
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

/// The use of a program's pages, by the program itself.
class ProgramUse {
public:
    ProgramUse() = default;
    /// Of the program that comes next with its first reference; it has `pages` pages of 2^page_bits bytes.
    ProgramUse(const Program& program, unsigned page_bits, std::uint64_t pages)
        : behind_(program), page_bits_(page_bits), stride_(std::clamp<std::uint64_t>(pages, 1, longest_stride / 4) * 4) {}

    /// `done` references were made. `exactly`: it will be asked soon, and again.
    void keep_up(std::uint64_t done, bool exactly) { note_until(exactly ? done : done - done % stride_); }
    /// |W(t, tau)| after `done` references, see PageUse::size(). REQUIRES: done did not fall
    std::uint64_t size(std::uint64_t tau, std::uint64_t done) const {
        if (use_.number() == done) return use_.size(tau);
        ProgramUse now = *this;
        now.note_until(done);
        return now.use_.size(tau);
    }
    std::size_t bytes_beyond(const ProgramUse& other) const { return use_.bytes_beyond(other.use_); }

    friend bool operator==(const ProgramUse&, const ProgramUse&) = default;

private:
    static constexpr std::uint64_t longest_stride = 1 << 18;  // to draw them again takes a few milliseconds

    void note_until(std::uint64_t done) {
        for (std::uint64_t next = use_.number() + 1; next <= done; ++next) use_.note(behind_.next().offset >> page_bits_, next);
    }

    PageUse use_;
    Program behind_;           ///< after the references that were noted
    unsigned page_bits_ = 0;
    std::uint64_t stride_ = 4;
};

}  // namespace sim
