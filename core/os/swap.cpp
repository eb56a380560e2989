#include "core/os/swap.h"

#include <algorithm>
#include <vector>

namespace os {

std::optional<std::uint32_t> Swap::allocate() {
    if (free() == 0) return std::nullopt;
    for (;;) {
        next_ = next_ % slots_ + 1;  // 1 .. slots
        if (info_.get(next_).taken) continue;
        Slot fresh;
        fresh.taken = true;
        info_.mut(next_) = fresh;
        ++used_;
        return static_cast<std::uint32_t>(next_);
    }
}

void Swap::release(std::uint32_t number) {
    info_.mut(number) = {};
    --used_;
}

namespace {

// Where the bits of a slot number lie, the lowest first: in the frame's field, then wherever a word
// that is not present has room. `marker` tells a slot from a page that is kept but not present.
struct SlotLayout {
    std::vector<unsigned> bits;
    unsigned marker = hw::no_bit;
    bool marker_set = false;  ///< in a word that names a slot
};

bool belongs_to_leaf(const hw::EntryLayout& at, unsigned bit) {
    const auto inside = [&](unsigned hi, unsigned lo) { return hi != hw::no_bit && bit >= lo && bit <= hi; };
    if (inside(at.frame_hi, at.frame_lo) || inside(at.high_hi, at.high_lo)) return true;
    for (const unsigned flag : {at.present, at.write, at.user, at.no_execute, at.accessed, at.dirty, at.global, at.page_size, at.read,
                                at.execute, at.kernel_no_execute, at.dirty_tracking, at.contiguous})
        if (flag == bit) return true;
    return false;
}

SlotLayout layout_of(const hw::PagingFormat& format) {
    const hw::EntryLayout& at = format.entry;
    SlotLayout layout;
    // The kernel's pages are all user pages, so a clear U bit says: no page. Without such a bit one
    // that means nothing to the hardware does it.
    layout.marker = at.user;
    for (unsigned bit = 0; bit < at.bytes * 8 && layout.marker == hw::no_bit; ++bit)
        if (!belongs_to_leaf(at, bit)) {
            layout.marker = bit;
            layout.marker_set = true;
        }
    if (layout.marker == hw::no_bit) return layout;
    const auto add = [&](unsigned bit) {
        if (bit != at.present && bit != layout.marker && layout.bits.size() < 31) layout.bits.push_back(bit);
    };
    for (unsigned bit = at.frame_lo; bit <= at.frame_hi; ++bit) add(bit);
    for (unsigned bit = 0; bit < at.bytes * 8; ++bit)
        if (bit < at.frame_lo || bit > at.frame_hi) add(bit);
    return layout;
}

}  // namespace

std::uint64_t most_slots(const hw::PagingFormat& format) {
    const SlotLayout layout = layout_of(format);
    return layout.bits.empty() ? 0 : base::low_mask(static_cast<unsigned>(layout.bits.size()));
}

std::uint64_t swap_word(const hw::PagingFormat& format, std::uint64_t slot) {
    const SlotLayout layout = layout_of(format);
    std::uint64_t word = layout.marker_set ? std::uint64_t{1} << layout.marker : 0;
    for (std::size_t i = 0; i < layout.bits.size(); ++i)
        if (base::test_bit(slot, static_cast<unsigned>(i))) word |= std::uint64_t{1} << layout.bits[i];
    return word;
}

std::optional<std::uint64_t> slot_of(const hw::PagingFormat& format, std::uint64_t word) {
    if (word == 0 || base::test_bit(word, format.entry.present)) return std::nullopt;
    const SlotLayout layout = layout_of(format);
    if (layout.bits.empty() || base::test_bit(word, layout.marker) != layout.marker_set) return std::nullopt;
    std::uint64_t slot = 0;
    for (std::size_t i = 0; i < layout.bits.size(); ++i)
        if (base::test_bit(word, layout.bits[i])) slot |= std::uint64_t{1} << i;
    return slot;
}

}  // namespace os
