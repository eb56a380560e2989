// The formats of RISC-V (supervisor mode).
//
//      63 62 61 60     54 53            10 9  8  7  6  5  4  3  2  1  0
//     |N |PBMT |reserved |  frame number  | OS  |D |A |G |U |X |W |R |V |
#include "core/hw/format_rows.h"

namespace hw {
namespace {

PagingFormat riscv(std::string name, unsigned entry_bytes, const std::vector<unsigned>& widths) {
    PagingFormat f;
    f.name = std::move(name);
    f.architecture = Architecture::riscv;
    f.marks_by_fault = true;
    f.entry = {.bytes = entry_bytes, .present = 0, .write = 2, .user = 4, .accessed = 6, .dirty = 7, .global = 5,
               .frame_hi = entry_bytes == 8 ? 53u : 31u, .frame_lo = 10, .leaf_rule = LeafRule::any_right, .read = 1, .execute = 3};
    add_levels(f, widths);
    for (unsigned n = 1; n <= f.level_count; ++n) f.levels[n - 1].leaf_allowed = true;
    f.default_ram = std::uint64_t{16} << 20;
    return with_phys_bits(std::move(f), entry_bytes == 8 ? 56 : 34);
}

}  // namespace

std::vector<PagingFormat> riscv_rows() {
    PagingFormat sv32 = riscv("sv32", 4, {10, 10});
    sv32.register_bits = 32;
    sv32.canonical = CanonicalRule::all_valid;
    return {std::move(sv32), riscv("sv39", 8, {9, 9, 9}),
            riscv("sv48", 8, {9, 9, 9, 9}), riscv("sv57", 8, {9, 9, 9, 9, 9})};
}

}  // namespace hw
