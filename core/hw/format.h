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

/// One level of tables. Level 1 is the last (PT); a format with n levels starts at level n.
struct Level {
    std::array<std::string, 3> names;  ///< by LevelNames; Linux "PGD", Intel "PML4", Arm "L0"
    unsigned shift = 0;                ///< lowest address bit of this level's index
    unsigned bits = 0;                 ///< width of the index; 2^bits entries in a table
    bool leaf_allowed = false;         ///< an entry here may map a page (level 1 always may)
    std::uint64_t reserved_table = 0;  ///< bits that must be 0 in an entry that names a table
    std::uint64_t reserved_leaf = 0;   ///< bits that must be 0 in an entry that maps a page

    friend bool operator==(const Level&, const Level&) = default;
};

/// What addresses a program may use.
enum class CanonicalRule : std::uint8_t {
    sign_extended,  ///< bits above the top index copy its highest bit (x86-64); else a
                    ///< general protection fault before any walk
    all_valid,      ///< the format translates every address its registers can hold
};

/// Where an entry keeps what. A bit number of no_bit: this format lacks the bit; then every page
/// is writable, user and executable, and A and D are not kept.
struct EntryLayout {
    unsigned bytes = 8;
    unsigned present = 0;
    unsigned write = no_bit;
    unsigned user = no_bit;
    unsigned no_execute = no_bit;
    unsigned accessed = no_bit;
    unsigned dirty = no_bit;
    unsigned global = no_bit;
    unsigned page_size = no_bit;  ///< set: this entry above level 1 maps a large page
    unsigned frame_hi = 0;        ///< the frame number is bits frame_hi..frame_lo
    unsigned frame_lo = 0;

    friend bool operator==(const EntryLayout&, const EntryLayout&) = default;
};

struct PagingFormat {
    std::string name;           ///< as in `machine NAME`
    std::string title;          ///< for people
    unsigned register_bits = 64;  ///< widest address a program can write down
    unsigned page_bits = 12;    ///< offset width: 2^page_bits bytes a page
    unsigned phys_bits = 52;    ///< physical address width (x86: MAXPHYADDR)
    unsigned level_count = 4;
    std::array<Level, max_levels> levels;  ///< levels[0] is level 1, the last table
    CanonicalRule canonical = CanonicalRule::sign_extended;
    EntryLayout entry;
    std::uint64_t default_ram = 0;  ///< bytes of RAM of a machine made without `ram=`

    /// REQUIRES: 1 <= number <= level_count
    const Level& level(unsigned number) const { return levels[number - 1]; }
    const Level& top() const { return level(level_count); }

    unsigned va_bits() const { return top().shift + top().bits; }
    std::uint64_t page_bytes() const { return std::uint64_t{1} << page_bits; }
    std::uint64_t offset(VirtAddr va) const { return va.value & base::low_mask(page_bits); }
    Vpn vpn(VirtAddr va) const { return {(va.value & base::low_mask(va_bits())) >> page_bits}; }
    std::uint64_t index(VirtAddr va, unsigned number) const {
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

    bool is_canonical(VirtAddr va) const;
    /// The address with the bits above va_bits set as the canonical rule wants them.
    VirtAddr canonicalised(VirtAddr va) const;
    /// The first address after the half that programs use (x86-64: 2^47).
    base::u128 user_end() const;

    friend bool operator==(const PagingFormat&, const PagingFormat&) = default;
};

/// The built-in formats, in the order that help lists them.
std::span<const PagingFormat> builtin_formats();

/// Row by name, or a format described in one line:
///   va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0 [write=N user=N nx=N accessed=N dirty=N]
/// `levels` lists index widths from the root down. The error's column counts within `text`.
base::Result<PagingFormat> find_format(std::string_view text);

/// The same format on a processor with fewer physical address bits: those above are reserved. More
/// than an entry can name mean as many as it can. REQUIRES: page_bits < bits <= 52
PagingFormat with_phys_bits(PagingFormat format, unsigned bits);

/// "PGD", or "PML4" and "L0" in the other vocabularies; the number where a name is missing.
std::string level_name(const PagingFormat& format, unsigned number, LevelNames names);

}  // namespace hw
