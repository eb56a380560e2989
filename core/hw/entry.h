// Table entries: the word in RAM and what it means, both ways.
//
// x86-64, an entry that maps a 4 KiB page:
//
//      63  62   52 51                      12 11  9  8  7   6  5   4   3   2   1  0
//     |XD |  OS   |      frame number        | OS  |G |PAT|D |A |PCD|PWT|U/S|R/W|P |
#pragma once

#include "core/hw/format.h"

namespace hw {

using base::Pfn;

struct Entry {
    bool present = false;
    bool leaf = false;  ///< maps a page (else it names the next table)
    bool write = true;
    bool user = true;
    bool no_execute = false;
    bool accessed = false;
    bool dirty = false;
    bool global = false;
    Pfn pfn{};              ///< of the page or of the next table
    bool reserved = false;  ///< a bit is set that must be zero

    friend bool operator==(const Entry&, const Entry&) = default;
};

namespace detail {
inline bool has(std::uint64_t word, unsigned bit, bool otherwise) {
    return bit == no_bit ? otherwise : base::test_bit(word, bit);
}
inline std::uint64_t with(std::uint64_t word, unsigned bit, bool value) {
    if (bit == no_bit) return word;
    return base::insert(word, bit, bit, value);
}
}  // namespace detail

/// What `word` means in a table of `level` (1 is the last).
inline Entry decode(const PagingFormat& format, unsigned level, std::uint64_t word) {
    const EntryLayout& at = format.entry;
    const Level& row = format.level(level);
    Entry entry;
    entry.present = base::test_bit(word, at.present);
    entry.leaf = level == 1 || (row.leaf_allowed && detail::has(word, at.page_size, false));
    entry.write = detail::has(word, at.write, true);
    entry.user = detail::has(word, at.user, true);
    entry.no_execute = detail::has(word, at.no_execute, false);
    entry.accessed = detail::has(word, at.accessed, false);
    entry.dirty = detail::has(word, at.dirty, false);
    entry.global = detail::has(word, at.global, false);
    entry.pfn = {base::extract(word, at.frame_hi, at.frame_lo)};
    entry.reserved = (word & (entry.leaf ? row.reserved_leaf : row.reserved_table)) != 0;
    // Bit 12 of a large page is PAT, not a frame bit; the frame is aligned to the page's size.
    if (entry.leaf && level > 1) entry.pfn.value &= ~base::low_mask(row.shift - format.page_bits);
    return entry;
}

/// The word that decode() reads back. REQUIRES: entry.pfn fits the format's frame field.
inline std::uint64_t encode(const PagingFormat& format, unsigned level, const Entry& entry) {
    const EntryLayout& at = format.entry;
    std::uint64_t word = 0;
    word = detail::with(word, at.present, entry.present);
    word = detail::with(word, at.write, entry.write);
    word = detail::with(word, at.user, entry.user);
    word = detail::with(word, at.no_execute, entry.no_execute);
    word = detail::with(word, at.accessed, entry.accessed);
    word = detail::with(word, at.dirty, entry.dirty);
    word = detail::with(word, at.global, entry.global);
    if (level > 1) word = detail::with(word, at.page_size, entry.leaf);
    return base::insert(word, at.frame_hi, at.frame_lo, entry.pfn.value);
}

/// Physical address of the entry of `level` that `va` selects, in the table at `table`.
inline PhysAddr entry_address(const PagingFormat& format, PhysAddr table, VirtAddr va, unsigned level) {
    return table + format.index(va, level) * format.entry.bytes;
}

/// The bit of the flag that commands and expressions call `name`: present write user nx accessed
/// dirty global page_size. The error, for one this format lacks, suggests.
base::Result<unsigned> find_flag(const EntryLayout& layout, std::string_view name);

/// "P W U A": the flags that are set, in the order of the architecture's table; "-" when none.
std::string flags_text(const PagingFormat& format, unsigned level, std::uint64_t word);

}  // namespace hw
