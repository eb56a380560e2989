// Paging formats: how a virtual address is cut, how many tables a walk reads, and where an entry
// keeps its bits. Each format is one row of a table; the walk knows only the row.
//
// x86-64, four levels of nine bits and twelve bits of offset:
//
//     63      48 47    39 38    30 29    21 20    12 11       0
//     |  copies | PGD    | PUD    | PMD    | PT     | offset   |
//     |  of 47  | index  | index  | index  | index  | in page  |
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/base/bits.h"
#include "core/base/result.h"
#include "core/base/types.h"

namespace hw {

using base::PhysAddr;
using base::VirtAddr;
using base::Vpn;

constexpr unsigned max_levels = 6;
constexpr unsigned no_bit = 255;

/// Which of three vocabularies the level names come from.
enum class LevelNames : std::uint8_t { linux_names, intel_names, arm_names };

/// Whose rules hold where the architectures differ: fault codes, what the kernel may do with pages of
/// user programs, what an entry's odd bits mean.
enum class Architecture : std::uint8_t { x86, arm, riscv };

/// Where an entry that names a table keeps what it says of all pages below. no_bit: nothing.
struct TableLayout {
    unsigned write = no_bit;
    unsigned user = no_bit;
    unsigned no_execute = no_bit;
    unsigned kernel_no_execute = no_bit;
    unsigned accessed = no_bit;
    bool denies = false;  ///< a set write or user bit takes the right away (ARM's APTable)

    friend bool operator==(const TableLayout&, const TableLayout&) = default;
};

/// One level of tables. Level 1 is the last (PT); a format with n levels starts at level n.
struct Level {
    std::array<std::string, 3> names;  ///< by LevelNames; Linux "PGD", Intel "PML4", Arm "L0"
    unsigned shift = 0;                ///< lowest address bit of this level's index
    unsigned bits = 0;                 ///< width of the index; 2^bits entries in a table
    bool leaf_allowed = false;         ///< an entry here may map a page (level 1 always may)
    unsigned run_bits = 0;             ///< 2^run_bits neighbours may be marked as one run (contiguous)
    TableLayout table;                 ///< of an entry that names a table
    std::uint64_t reserved_table = 0;  ///< bits that must be 0 in an entry that names a table
    std::uint64_t reserved_leaf = 0;   ///< bits that must be 0 in an entry that maps a page

    friend bool operator==(const Level&, const Level&) = default;
};

/// What addresses a program may use.
enum class CanonicalRule : std::uint8_t {
    sign_extended,  ///< bits above the top index copy its highest bit (x86-64, RISC-V)
    bit_55,         ///< they copy bit 55, which chooses one of two root tables (ARM)
    below_limit,    ///< addresses from va_limit on name nothing (the hotel)
    all_valid,      ///< the format translates every address its registers can hold
};

/// How an entry above level 1 says that it maps a page.
enum class LeafRule : std::uint8_t {
    size_bit,   ///< bit `page_size` is set (x86)
    table_bit,  ///< bit `page_size` is clear (ARM); at level 1 it must be set
    any_right,  ///< it grants reading, writing or execution; without, it names a table (RISC-V)
};

/// Where an entry that maps a page keeps what. A bit number of no_bit: this format lacks the bit;
/// then every page is readable, writable, user and executable, and A and D are not kept.
struct EntryLayout {
    unsigned bytes = 8;
    unsigned present = 0;
    unsigned write = no_bit;
    unsigned user = no_bit;
    unsigned no_execute = no_bit;  ///< for programs; for the kernel too unless it has a bit of its own
    unsigned accessed = no_bit;
    unsigned dirty = no_bit;
    unsigned global = no_bit;
    unsigned page_size = no_bit;  ///< as leaf_rule says
    unsigned frame_hi = 0;        ///< the frame number is bits frame_hi..frame_lo,
    unsigned frame_lo = 0;
    unsigned high_hi = no_bit;    ///< and bits high_hi..high_lo go above them
    unsigned high_lo = no_bit;
    bool high_in_large_only = false;  ///< ... in large pages alone (PSE-36)
    LeafRule leaf_rule = LeafRule::size_bit;
    bool write_protects = false;  ///< a set `write` bit makes the page read-only (ARM's AP[2])
    bool not_global = false;      ///< a set `global` bit ties the page to its address space (ARM's nG)
    unsigned read = no_bit;
    unsigned execute = no_bit;            ///< instead of no_execute (RISC-V)
    unsigned kernel_no_execute = no_bit;  ///< ARM's PXN
    unsigned dirty_tracking = no_bit;     ///< hardware clears write_protects at the first write (ARM's DBM)
    unsigned contiguous = no_bit;         ///< the entry belongs to a run, see Level::run_bits

    friend bool operator==(const EntryLayout&, const EntryLayout&) = default;
};

struct PagingFormat {
    std::string name;           ///< as in `machine NAME`
    unsigned register_bits = 64;  ///< widest address a program can write down
    unsigned page_bits = 12;    ///< offset width: 2^page_bits bytes a page
    unsigned phys_bits = 52;    ///< physical address width (x86: MAXPHYADDR)
    unsigned level_count = 4;
    std::array<Level, max_levels> levels;  ///< levels[0] is level 1, the last table
    CanonicalRule canonical = CanonicalRule::sign_extended;
    std::uint64_t va_limit = 0;  ///< of CanonicalRule::below_limit
    Architecture architecture = Architecture::x86;
    bool marks_by_fault = false;  ///< A or D clear where needed: a fault, and the kernel sets them
    EntryLayout entry;
    std::uint64_t default_ram = 0;  ///< bytes of RAM of a machine made without `ram=`

    /// REQUIRES: 1 <= number <= level_count
    [[gnu::always_inline]] const Level& level(unsigned number) const { return levels[number - 1]; }
    [[gnu::always_inline]] const Level& top() const { return level(level_count); }

    [[gnu::always_inline]] unsigned va_bits() const { return top().shift + top().bits; }
    std::uint64_t page_bytes() const { return std::uint64_t{1} << page_bits; }
    std::uint64_t offset(VirtAddr va) const { return va.value & base::low_mask(page_bits); }
    /// The page's number; with two root tables the upper half's pages come after the lower half's.
    Vpn vpn(VirtAddr va) const {
        const std::uint64_t number = (va.value & base::low_mask(va_bits())) >> page_bits;
        return {uses_high_root(va) ? number | std::uint64_t{1} << (va_bits() - page_bits) : number};
    }
    /// The first address of the page that has this number: canonical, and in the half that vpn() says.
    VirtAddr page_start(Vpn vpn) const;
    [[gnu::always_inline]] std::uint64_t index(VirtAddr va, unsigned number) const {
        return (va.value >> level(number).shift) & base::low_mask(level(number).bits);
    }
    std::uint64_t entries(unsigned number) const { return std::uint64_t{1} << level(number).bits; }
    std::uint64_t table_bytes(unsigned number) const { return entries(number) * entry.bytes; }
    /// Page frames that one table of this level takes (at least 1).
    std::uint64_t table_frames(unsigned number) const {
        return (table_bytes(number) + page_bytes() - 1) >> page_bits;
    }
    /// Bytes of virtual address space that one entry of this level covers.
    std::uint64_t entry_span(unsigned number) const { return std::uint64_t{1} << level(number).shift; }

    bool uses_high_root(VirtAddr va) const { return canonical == CanonicalRule::bit_55 && base::test_bit(va.value, 55); }
    bool is_canonical(VirtAddr va) const;
    /// The address with the bits above va_bits set as the canonical rule wants them.
    VirtAddr canonicalised(VirtAddr va) const;
    /// The first address after the half that programs use (x86-64: 2^47).
    base::u128 user_end() const;

    friend bool operator==(const PagingFormat&, const PagingFormat&) = default;
};

/// The built-in formats, in the order that help lists them.
std::span<const PagingFormat> builtin_formats();

/// Row by name, with what the processor has beyond the rule of the row:
///   sv39+svadu (hardware sets A and D)   sv39+svnapot (64 KiB runs)   arm64-4k-48+hafdbs (hardware sets A and D)
/// or a format described in one line:
///   va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0 [write=N user=N nx=N accessed=N dirty=N]
/// `levels` lists index widths from the root down. The error's column counts within `text`.
base::Result<PagingFormat> find_format(std::string_view text);
/// What people call it: "x86-64 with four levels".
std::string title_of(const PagingFormat& format);

/// The same format on a processor with fewer physical address bits: those above are reserved. More
/// than an entry can name mean as many as it can. REQUIRES: page_bits < bits <= 56
PagingFormat with_phys_bits(PagingFormat format, unsigned bits);

/// "PGD", or "PML4" and "L0" in the other vocabularies; the number where a name is missing.
std::string level_name(const PagingFormat& format, unsigned number, LevelNames names);

}  // namespace hw
