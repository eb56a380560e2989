#include "core/hw/format.h"

#include <algorithm>
#include <vector>

#include "core/base/text.h"
#include "core/hw/toy_format.h"

namespace hw {
namespace {

using base::Error;
using base::mask_of;

constexpr unsigned pte_ps_bit = 7;

// Names from the last level up: Linux, Intel, Arm.
const std::array<std::array<const char*, 3>, 5> five_names{{
    {"PT", "PT", "L3"}, {"PMD", "PD", "L2"}, {"PUD", "PDPT", "L1"}, {"P4D", "PML4", "L0"}, {"PGD", "PML5", "L-1"}}};

Level named(unsigned shift, unsigned bits, std::array<const char*, 3> names) {
    Level level;
    level.shift = shift;
    level.bits = bits;
    level.names = {names[0], names[1], names[2]};
    return level;
}

// x86-64 entries (SDM 3A tables 4-15 to 4-20): P 0, R/W 1, U/S 2, A 5, D 6, PS 7, G 8, frame
// 51:12, XD 63; Linux pgtable_types.h has the same numbers.
PagingFormat x86_64(unsigned level_count, std::string name, std::string title) {
    PagingFormat f;
    f.name = std::move(name);
    f.title = std::move(title);
    f.level_count = level_count;
    f.entry = {.bytes = 8, .present = 0, .write = 1, .user = 2, .no_execute = 63, .accessed = 5, .dirty = 6,
               .global = 8, .page_size = pte_ps_bit, .frame_hi = 51, .frame_lo = 12};
    for (unsigned n = 1; n <= level_count; ++n) {
        // With four levels Linux folds the P4D away: the level above the PUD is the PGD.
        auto names = five_names[n - 1];
        if (level_count == 4 && n == 4) names = {"PGD", "PML4", "L0"};
        f.levels[n - 1] = named(12 + 9 * (n - 1), 9, names);
        f.levels[n - 1].leaf_allowed = n <= 3;
    }
    f.default_ram = std::uint64_t{16} << 20;
    return with_phys_bits(std::move(f), 52);
}

// i386 without PAE (SDM 3A table 4-5, 4-6): 32-bit entries, no XD; a PDE with PS maps 4 MiB.
PagingFormat i386() {
    PagingFormat f;
    f.name = "i386";
    f.title = "32-bit x86: two levels of ten bits";
    f.register_bits = 32;
    f.level_count = 2;
    f.canonical = CanonicalRule::all_valid;
    f.entry = {.bytes = 4, .present = 0, .write = 1, .user = 2, .no_execute = no_bit, .accessed = 5, .dirty = 6,
               .global = 8, .page_size = pte_ps_bit, .frame_hi = 31, .frame_lo = 12};
    f.levels[0] = named(12, 10, {"PT", "PT", "L2"});
    f.levels[1] = named(22, 10, {"PGD", "PD", "L1"});
    f.levels[0].leaf_allowed = f.levels[1].leaf_allowed = true;
    f.default_ram = std::uint64_t{16} << 20;
    // The frame field of a 4 MiB page keeps address bits 39:32 (PSE-36) below its base; this
    // machine has 32 physical bits, so they and bit 21 are reserved like any bit below the frame.
    return with_phys_bits(std::move(f), 32);
}

// A machine that fits on a blackboard: 16 pages of 16 bytes, 8 frames, one byte an entry.
//     7..5 frame | 4 D | 3 A | 2 U/S | 1 R/W | 0 P
PagingFormat classroom() {
    PagingFormat f;
    f.name = "classroom";
    f.title = "8-bit addresses, 16-byte pages, 8 frames";
    f.register_bits = 8;
    f.page_bits = 4;
    f.phys_bits = 7;
    f.level_count = 1;
    f.canonical = CanonicalRule::all_valid;
    f.entry = {.bytes = 1, .present = 0, .write = 1, .user = 2, .no_execute = no_bit, .accessed = 3, .dirty = 4,
               .global = no_bit, .page_size = no_bit, .frame_hi = 7, .frame_lo = 5};
    f.levels[0] = named(4, 4, {"PT", "PT", "PT"});
    f.levels[0].leaf_allowed = true;
    f.default_ram = 128;
    return f;
}

}  // namespace

bool PagingFormat::is_canonical(VirtAddr va) const {
    return canonical == CanonicalRule::all_valid || canonicalised(va) == va;
}

VirtAddr PagingFormat::canonicalised(VirtAddr va) const {
    const unsigned width = va_bits();
    if (width >= 64) return va;
    const std::uint64_t low = va.value & base::low_mask(width);
    const bool high_half = canonical == CanonicalRule::sign_extended && base::test_bit(low, width - 1);
    return {high_half ? low | ~base::low_mask(width) : low};
}

base::u128 PagingFormat::user_end() const {
    return base::u128{1} << (canonical == CanonicalRule::sign_extended ? va_bits() - 1 : va_bits());
}

std::span<const PagingFormat> builtin_formats() {
    static const std::vector<PagingFormat> rows{
        x86_64(4, "x86-64", "x86-64 with four levels"),
        x86_64(5, "x86-64-la57", "x86-64 with five levels (LA57)"),
        i386(),
        classroom(),
    };
    return rows;
}

base::Result<PagingFormat> find_format(std::string_view text) {
    if (text.find('=') != std::string_view::npos) return parse_toy_format(text);
    std::vector<std::string> names;
    for (const PagingFormat& row : builtin_formats()) {
        if (row.name == text) return row;
        names.push_back(row.name);
    }
    std::string hint = base::did_you_mean(text, names);
    if (hint.empty()) {
        hint = "formats:";
        for (const std::string& name : names) hint += " " + name;
        hint += ", or one line such as va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0";
    }
    return Error{"no paging format is called '" + std::string(text) + "'", hint, 0, 1};
}

PagingFormat with_phys_bits(PagingFormat f, unsigned bits) {
    // Where the entry keeps bit `n` of a physical address.
    const auto place = [&](unsigned n) { return f.entry.frame_lo + n - f.page_bits; };
    f.phys_bits = std::min(bits, f.page_bits + f.entry.frame_hi - f.entry.frame_lo + 1);
    const std::uint64_t above = place(f.phys_bits) > f.entry.frame_hi ? 0 : mask_of(f.entry.frame_hi, place(f.phys_bits));
    for (unsigned n = 1; n <= f.level_count; ++n) {
        Level& level = f.levels[n - 1];
        level.reserved_table = level.reserved_leaf = above;
        if (n == 1 || f.entry.page_size == no_bit) continue;
        // A large page's frame is aligned to its size: the bits below it, but for PAT (12), are
        // reserved. Where no large page may be, PS itself is.
        if (level.leaf_allowed) level.reserved_leaf |= mask_of(place(level.shift - 1), place(f.page_bits + 1));
        else level.reserved_table |= std::uint64_t{1} << f.entry.page_size;
    }
    return f;
}

std::string level_name(const PagingFormat& format, unsigned number, LevelNames names) {
    if (number < 1 || number > format.level_count) return std::to_string(number);
    return format.level(number).names[static_cast<std::size_t>(names)];
}

}  // namespace hw
