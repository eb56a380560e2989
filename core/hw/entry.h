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
    bool read = true;   ///< only RISC-V can refuse it
    bool write = true;
    bool user = true;
    bool no_execute = false;         ///< no fetches: by programs, and by the kernel where it has no bit of its own
    bool kernel_no_execute = false;  ///< ARM's PXN
    bool accessed = false;
    bool dirty = false;
    bool global = false;
    Pfn pfn{};              ///< of the page (aligned to its size) or of the next table
    unsigned run_bits = 0;  ///< the page belongs to a run of 2^run_bits (ARM's contiguous bit, RISC-V's N)
    bool reserved = false;  ///< a bit is set that must be zero, or the bits contradict each other

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
Entry decode(const PagingFormat& format, unsigned level, std::uint64_t word);

/// The word that decode() reads back. REQUIRES: entry.pfn fits the format's frame field.
std::uint64_t encode(const PagingFormat& format, unsigned level, const Entry& entry);

/// The word after the hardware used the entry: A set, and D when `dirty`, where the format keeps them.
std::uint64_t marked(const PagingFormat& format, unsigned level, const Entry& entry, std::uint64_t word, bool dirty);

/// Physical address of the entry of `level` that `va` selects, in the table at `table`.
inline PhysAddr entry_address(const PagingFormat& format, PhysAddr table, VirtAddr va, unsigned level) {
    return table + format.index(va, level) * format.entry.bytes;
}

/// The bit of the flag that commands and expressions call `name`, as the architecture means it: on
/// x86 present write user nx accessed dirty global page_size; elsewhere also read execute read_only
/// pxn not_global table contiguous dbm. The error, for one this format lacks, suggests.
base::Result<unsigned> find_flag(const EntryLayout& layout, std::string_view name);

/// "P W U A": the flags that are set, in the order of the architecture's table; "-" when none.
std::string flags_text(const PagingFormat& format, unsigned level, std::uint64_t word);

}  // namespace hw
