// The formats of 64-bit ARM (stage 1, EL1 and EL0).
//
//      63   62..59    58..55 54  53  52  51  50  47       12 11 10  9..8  7     6     5  4..2   1  0
//     |   |of tables |  OS  |UXN|PXN|Con|DBM|   |   frame   |nG|AF |SH  |AP[2]|AP[1]|NS|Attr |T |V |
//                                                                       r/o   user            page/table
#include <algorithm>

#include "core/hw/format_rows.h"

namespace hw {
namespace {

struct Row {
    const char* name;
    unsigned granule_bits;
    unsigned va_bits;
};
// Those that Linux can be configured for (FACTS: Linux Kconfig and pgtable-hwdef.h).
constexpr Row rows[] = {{"4k-39", 12, 39},  {"4k-48", 12, 48},  {"4k-52", 12, 52},  {"16k-36", 14, 36}, {"16k-47", 14, 47},
                        {"16k-48", 14, 48}, {"16k-52", 14, 52}, {"64k-42", 16, 42}, {"64k-48", 16, 48}, {"64k-52", 16, 52}};

// How many neighbours the contiguous bit ties together, as a power of two: pages, then blocks of level 2.
constexpr unsigned run_of(unsigned granule_bits, unsigned level) {
    if (level > 2) return 0;
    if (granule_bits == 12) return 4;                  // 16 pages, 64 KiB; 16 blocks, 32 MiB
    if (granule_bits == 14) return level == 1 ? 7 : 5; // 128 pages, 2 MiB; 32 blocks, 1 GiB
    return 5;                                          // 32 pages, 2 MiB; 32 blocks, 16 GiB
}

EntryLayout entry_of(const Row& row) {
    const bool wide = row.va_bits == 52;  // 52-bit physical addresses: LPA2, or LPA with 64 KiB pages
    EntryLayout entry{.present = 0, .write = 7, .user = 6, .no_execute = 54, .accessed = 10, .global = 11, .page_size = 1,
                      .frame_hi = 47, .frame_lo = row.granule_bits, .leaf_rule = LeafRule::table_bit, .write_protects = true,
                      .not_global = true, .kernel_no_execute = 53, .contiguous = 52};
    if (wide && row.granule_bits == 16) {
        entry.high_hi = 15;  // address bits 51:48
        entry.high_lo = 12;
    } else if (wide) {
        entry.frame_hi = 49;  // LPA2: 49:48 in place,
        entry.high_hi = 9;    // 51:50 where SH was
        entry.high_lo = 8;
    }
    return entry;
}

PagingFormat make(const Row& row) {
    PagingFormat f;
    f.name = std::string("arm64-") + row.name;
    const std::string name = row.name;
    f.page_bits = row.granule_bits;
    f.canonical = CanonicalRule::bit_55;
    f.architecture = Architecture::arm;
    f.marks_by_fault = true;
    f.entry = entry_of(row);
    // A table takes a page; what does not fill a whole index is left to a narrow one at the top.
    std::vector<unsigned> widths;
    for (unsigned left = row.va_bits - row.granule_bits; left > 0; left -= widths.back())
        widths.push_back(std::min(left, row.granule_bits - 3));
    add_levels(f, widths);
    for (unsigned n = 1; n <= f.level_count; ++n) {
        Level& level = f.levels[n - 1];
        level.run_bits = run_of(row.granule_bits, n);
        if (n > 1) level.table = {.write = 62, .user = 61, .no_execute = 60, .kernel_no_execute = 59, .denies = true};
        // Blocks: 1 GiB and 2 MiB; 32 MiB; 512 MiB. With 52 bits one level more: 512 GiB, 64 GiB, 4 TiB.
        const unsigned highest = (row.granule_bits == 12 ? 3 : 2) + (row.va_bits == 52 ? 1 : 0);
        level.leaf_allowed = n <= highest;
    }
    f.default_ram = std::uint64_t{16} << (row.granule_bits == 16 ? 22 : 20);
    return with_phys_bits(std::move(f), row.va_bits == 52 ? 52 : 48);
}

}  // namespace

std::vector<PagingFormat> arm_rows() {
    std::vector<PagingFormat> formats;
    for (const Row& row : rows) formats.push_back(make(row));
    return formats;
}

}  // namespace hw
