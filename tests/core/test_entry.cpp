#include "core/hw/entry.h"

#include "tests/core/formats.h"
#include "tests/core/support.h"

using hw::Entry;
using hw::PagingFormat;

namespace {
// An entry that the level can hold: what the layout lacks keeps the value that decode() gives it.
Entry random_entry(const PagingFormat& f, unsigned level, base::Rng& rng) {
    const hw::EntryLayout& at = f.entry;
    const hw::TableLayout& table = f.level(level).table;
    const bool can_be_large = f.level(level).leaf_allowed && (at.page_size != hw::no_bit || at.leaf_rule == hw::LeafRule::any_right);
    Entry e;
    e.present = rng.below(2) == 1;
    e.leaf = level == 1 || (can_be_large && rng.below(2) == 1);
    const auto flip = [&](unsigned leaf_bit, unsigned table_bit, bool otherwise) {
        return (e.leaf ? leaf_bit : table_bit) == hw::no_bit ? otherwise : rng.below(2) == 1;
    };
    e.write = flip(at.write, table.write, true);
    e.read = e.write || flip(at.read, hw::no_bit, true);
    e.user = flip(at.user, table.user, true);
    e.no_execute = flip(at.execute == hw::no_bit ? at.no_execute : at.execute, table.no_execute, false);
    if (at.leaf_rule == hw::LeafRule::any_right && e.leaf && !e.read) e.no_execute = false; // or it would be a pointer
    e.kernel_no_execute = flip(at.kernel_no_execute, table.kernel_no_execute, false);
    e.accessed = flip(at.accessed, table.accessed, false);
    e.dirty = flip(at.dirty, hw::no_bit, false);
    if (at.dirty_tracking != hw::no_bit && e.leaf) e.dirty = e.write && rng.below(2) == 1;
    e.global = flip(at.global, hw::no_bit, false);
    e.pfn = {rng.next() & base::low_mask(f.phys_bits - f.page_bits)};
    if (e.leaf && level > 1) e.pfn.value &= ~base::low_mask(f.level(level).shift - f.page_bits);
    if (e.leaf && f.level(level).run_bits > 0 && at.contiguous != hw::no_bit && rng.below(3) == 0) {
        e.run_bits = f.level(level).run_bits;
        if (f.architecture == hw::Architecture::riscv) e.pfn.value &= ~base::low_mask(e.run_bits);
    }
    return e;
}
}  // namespace

TEST_CASE("entry: what is encoded decodes to the same, in every format and level") {
    base::Rng rng{6};
    for (const PagingFormat& f : test::all_formats(40)) {
        INFO(f.name);
        for (unsigned level = 1; level <= f.level_count; ++level)
            for (int i = 0; i < 40; ++i) {
                const Entry entry = random_entry(f, level, rng);
                const std::uint64_t word = encode(f, level, entry);
                REQUIRE(decode(f, level, word) == entry);
                REQUIRE((word & ~base::low_mask(8 * f.entry.bytes)) == 0);
            }
    }
}

TEST_CASE("entry: x86-64 words by hand") {
    const PagingFormat f = *hw::find_format("x86-64");
    // P, R/W, U/S, A, D, XD and frame 0x12345: bits 0 1 2 5 6 63 and 51:12.
    const std::uint64_t word = 0x8000000012345067;
    const Entry e = decode(f, 1, word);
    CHECK(e.present);
    CHECK(e.leaf);
    CHECK(e.write);
    CHECK(e.user);
    CHECK(e.no_execute);
    CHECK(e.accessed);
    CHECK(e.dirty);
    CHECK_FALSE(e.global);
    CHECK(e.pfn.value == 0x12345);
    CHECK_FALSE(e.reserved);
    CHECK(encode(f, 1, e) == word);
    // A 2 MiB page: PS is bit 7, PAT bit 12, the frame is aligned.
    const Entry large = decode(f, 2, 0x0000000000e01087);
    CHECK(large.leaf);
    CHECK(large.pfn.value == 0xe00);
    CHECK_FALSE(large.reserved);
    // Bit 7 of a last-level entry is PAT and does not make it anything else.
    CHECK(decode(f, 1, 0x87).leaf);
    CHECK_FALSE(decode(f, 1, 0x87).reserved);
    CHECK_FALSE(decode(f, 2, 0x07).leaf);
}

TEST_CASE("entry: reserved bits of x86") {
    const PagingFormat f = hw::with_phys_bits(*hw::find_format("x86-64"), 40);
    const auto reserved = [&](unsigned level, unsigned bit, std::uint64_t rest) {
        return decode(f, level, rest | std::uint64_t{1} << bit).reserved;
    };
    for (unsigned bit = 1; bit < 64; ++bit) {
        INFO("bit " << bit);
        const bool above = bit >= 40 && bit <= 51;
        CHECK(reserved(1, bit, 1) == above);
        CHECK(reserved(2, bit, 1) == above);                                    // a table, or PS itself
        CHECK(reserved(2, bit, 0x81) == (above || (bit >= 13 && bit <= 20)));   // 2 MiB
        CHECK(reserved(3, bit, 0x81) == (above || (bit >= 13 && bit <= 29)));   // 1 GiB
        CHECK(reserved(4, bit, 1) == (above || bit == 7));
    }
    const PagingFormat i386 = *hw::find_format("i386");
    for (unsigned bit = 1; bit < 32; ++bit) {
        INFO("bit " << bit);
        CHECK_FALSE(decode(i386, 1, 1 | 1u << bit).reserved);
        CHECK(decode(i386, 2, 0x81 | 1u << bit).reserved == (bit >= 13 && bit <= 21));
    }
}

TEST_CASE("entry: where an entry lies") {
    const PagingFormat f = *hw::find_format("x86-64");
    CHECK(entry_address(f, {0x5000}, {0x00007F3A40000000}, 4).value == 0x5000 + 254 * 8);
    CHECK(entry_address(f, {0x5000}, {0x00007F3A40000000}, 3).value == 0x5000 + 233 * 8);
    const PagingFormat i386 = *hw::find_format("i386");
    CHECK(entry_address(i386, {0x5000}, {0xC0123456}, 2).value == 0x5000 + 768 * 4);
}

TEST_CASE("entry: flags as text") {
    const PagingFormat f = *hw::find_format("x86-64");
    CHECK(flags_text(f, 1, 0) == "-");
    CHECK(flags_text(f, 1, 0x8000000012345067) == "P W U A D NX");
    CHECK(flags_text(f, 1, 0x107) == "P W U G");
    CHECK(flags_text(f, 2, 0x67) == "P W U A"); // D means nothing in an entry that names a table
    CHECK(flags_text(f, 2, 0xe7) == "P W U A D PS");
    CHECK(flags_text(f, 1, 0x80) == "-"); // PAT
    CHECK(flags_text(*hw::find_format("classroom"), 1, 0b0101'1111) == "P W U A D");
}

TEST_CASE("entry: ARM and RISC-V words by hand") {
    // Valid, page, AttrIndx 0, AP[2:1] = 01 (EL0 may read and write), AF, nG, PXN, UXN; OA 0x12345000.
    const PagingFormat arm = *hw::find_format("arm64-4k-48");
    const std::uint64_t word = 0x0060000012345c43;
    const Entry e = decode(arm, 1, word);
    CHECK(e.present);
    CHECK(e.write);
    CHECK(e.user);
    CHECK(e.no_execute);
    CHECK(e.kernel_no_execute);
    CHECK(e.accessed);
    CHECK_FALSE(e.global);
    CHECK(e.pfn.value == 0x12345);
    CHECK(encode(arm, 1, e) == word);
    CHECK_FALSE(decode(arm, 1, word | 0x80).write);       // AP[2]: read-only
    CHECK_FALSE(decode(arm, 1, word & ~2ull).present);    // 01 means nothing in the last table
    CHECK(decode(arm, 2, word & ~2ull).leaf);             // and a block above it
    CHECK_FALSE(decode(arm, 4, word & ~2ull).present);    // but not at the top
    CHECK_FALSE(decode(arm, 2, word | 1ull << 61).user);  // APTable
    CHECK(decode(arm, 1, word | 1ull << 52).run_bits == 4);
    // LPA2 keeps address bits 51:50 where SH was; LPA has 51:48 in bits 15:12.
    CHECK(decode(*hw::find_format("arm64-4k-52"), 1, 0x0001000000000703).pfn.value == (std::uint64_t{0x000d} << 36));
    CHECK(decode(*hw::find_format("arm64-64k-52"), 1, 0x000000000000f403).pfn.value == (std::uint64_t{0xf} << 32));

    const PagingFormat sv39 = *hw::find_format("sv39");
    CHECK(decode(sv39, 2, 0x2001).present);
    CHECK_FALSE(decode(sv39, 2, 0x2001).leaf); // no right: a pointer
    CHECK(decode(sv39, 2, 0x2001).pfn.value == 8);
    CHECK(decode(sv39, 2, 0x20000f).leaf);
    CHECK_FALSE(decode(sv39, 2, 0x8000f).reserved);
    CHECK(decode(sv39, 2, 0x2000f).reserved); // a superpage whose frame is not aligned
    CHECK(decode(sv39, 1, 0x2005).reserved);  // W without R
    CHECK(decode(sv39, 1, 0x2001).reserved);  // a pointer in the last table
    for (const unsigned bit : {4u, 6u, 7u, 54u, 60u, 61u, 63u}) CHECK(decode(sv39, 2, 0x2001 | std::uint64_t{1} << bit).reserved);
    const PagingFormat napot = *hw::find_format("sv39+svnapot");
    CHECK(decode(napot, 1, 1ull << 63 | 0x1a2008 << 10 | 0xcf).pfn.value == 0x1a2000);
    CHECK(decode(napot, 1, 1ull << 63 | 0x1a2008 << 10 | 0xcf).run_bits == 4);
    CHECK(decode(napot, 1, 1ull << 63 | 0x1a2004 << 10 | 0xcf).reserved);
    CHECK(decode(napot, 2, 1ull << 63 | 0x8000f).reserved);
}

TEST_CASE("entry: PAE's top table and the large frames of PSE-36") {
    const PagingFormat pae = *hw::find_format("pae");
    for (unsigned bit = 1; bit < 64; ++bit) {
        INFO("bit " << bit);
        const bool reserved = bit == 1 || bit == 2 || (bit >= 5 && bit <= 8) || bit == 63;
        CHECK(decode(pae, 3, 1 | std::uint64_t{1} << bit).reserved == reserved);
    }
    CHECK(decode(pae, 3, 0x5001).write);
    const PagingFormat pse36 = hw::with_phys_bits(*hw::find_format("i386"), 40);
    CHECK(decode(pse36, 2, 0xffdfe087).pfn.value == 0xffffc00);
    CHECK_FALSE(decode(pse36, 2, 0xffdfe087).reserved);
    CHECK(decode(pse36, 2, 0xffffe087).reserved); // bit 21
    CHECK(encode(pse36, 2, decode(pse36, 2, 0xffdfe087)) == 0xffdfe087);
}
