// The formats of x86 and of the two teaching machines.
#include "core/hw/format_rows.h"

namespace hw {
namespace {

constexpr std::uint64_t mib = std::uint64_t{1} << 20;

// Entries (SDM 3A tables 4-5 to 4-20): P 0, R/W 1, U/S 2, A 5, D 6, PS 7, G 8, frame from bit 12,
// XD 63; Linux pgtable_types.h has the same numbers.
EntryLayout x86_entry(unsigned bytes) {
    return {.bytes = bytes, .present = 0, .write = 1, .user = 2, .no_execute = bytes == 8 ? 63 : no_bit, .accessed = 5,
            .dirty = 6, .global = 8, .page_size = 7, .frame_hi = bytes == 8 ? 51u : 31u, .frame_lo = 12};
}

PagingFormat x86(std::string name, unsigned entry_bytes, const std::vector<unsigned>& widths) {
    PagingFormat f;
    f.name = std::move(name);
    f.entry = x86_entry(entry_bytes);
    add_levels(f, widths);
    for (unsigned n = 2; n <= f.level_count; ++n) {
        f.levels[n - 1].table = {.write = 1, .user = 2, .no_execute = f.entry.no_execute, .accessed = 5};
        f.levels[n - 1].leaf_allowed = n <= 3;
    }
    f.default_ram = 16 * mib;
    return f;
}

PagingFormat x86_32(PagingFormat f) {
    f.register_bits = 32;
    f.canonical = CanonicalRule::all_valid;
    return f;
}

// Without PAE: 32-bit entries, no XD; a PDE with PS maps 4 MiB. PSE-36: the bits 20:13 that the large
// frame does not need are bits 39:32 of its address. The row is a processor with 32 physical bits.
PagingFormat i386() {
    PagingFormat f = x86_32(x86("i386", 4, {10, 10}));
    f.entry.high_hi = 20;
    f.entry.high_lo = 13;
    f.entry.high_in_large_only = true;
    return with_phys_bits(std::move(f), 32);
}

// With PAE: 64-bit entries. The four entries of the top table have P and an address and nothing else
// that protects; what other entries keep in bits 1, 2 and 8:5 is reserved (SDM 3A table 4-8).
PagingFormat pae() {
    PagingFormat f = x86_32(x86("pae", 8, {9, 9, 2}));
    f.levels[2].table = {};
    f.levels[2].leaf_allowed = false;
    return with_phys_bits(std::move(f), 52);
}

PagingFormat one_table(std::string name, unsigned page_bits, unsigned index_bits) {
    PagingFormat f;
    f.name = std::move(name);
    f.register_bits = page_bits + index_bits;
    f.page_bits = page_bits;
    f.canonical = CanonicalRule::all_valid;
    add_levels(f, {index_bits});
    return f;
}

// A machine that fits on a blackboard: 16 pages of 16 bytes, 8 frames, one byte an entry.
//     7..5 frame | 4 D | 3 A | 2 U/S | 1 R/W | 0 P
PagingFormat classroom() {
    PagingFormat f = one_table("classroom", 4, 4);
    f.entry = {.bytes = 1, .present = 0, .write = 1, .user = 2, .accessed = 3, .dirty = 4, .frame_hi = 7, .frame_lo = 5};
    f.default_ram = 128;
    return with_phys_bits(std::move(f), 7);
}

// The hotel: an address names a guest, and all of a guest is in one room: no offset. Frames 0 to 99
// are the rooms; the register (512 entries of two bytes, 500 in use) lies behind them.
//     15..4 room | 2 D | 1 A | 0 P
PagingFormat hotel() {
    PagingFormat f = one_table("hotel", 0, 9);
    f.canonical = CanonicalRule::below_limit;
    f.va_limit = 500;
    f.entry = {.bytes = 2, .present = 0, .accessed = 1, .dirty = 2, .frame_hi = 15, .frame_lo = 4};
    f.default_ram = 100 + 512 * 2;
    return with_phys_bits(std::move(f), 12);
}

}  // namespace

std::vector<PagingFormat> x86_rows() {
    return {with_phys_bits(x86("x86-64", 8, {9, 9, 9, 9}), 52),
            with_phys_bits(x86("x86-64-la57", 8, {9, 9, 9, 9, 9}), 52), i386(), pae()};
}

std::vector<PagingFormat> teaching_rows() { return {classroom(), hotel()}; }

}  // namespace hw
