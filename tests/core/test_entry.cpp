#include "core/hw/entry.h"

#include "tests/core/formats.h"
#include "tests/core/support.h"

using hw::Entry;
using hw::PagingFormat;

namespace {
// An entry that the level can hold: bits the layout lacks keep the value that decode() gives them.
Entry random_entry(const PagingFormat& f, unsigned level, base::Rng& rng) {
    const auto flip = [&](unsigned bit, bool otherwise) { return bit == hw::no_bit ? otherwise : rng.below(2) == 1; };
    Entry e;
    e.present = rng.below(2) == 1;
    e.leaf = level == 1 || (f.level(level).leaf_allowed && flip(f.entry.page_size, false));
    e.write = flip(f.entry.write, true);
    e.user = flip(f.entry.user, true);
    e.no_execute = flip(f.entry.no_execute, false);
    e.accessed = flip(f.entry.accessed, false);
    e.dirty = flip(f.entry.dirty, false);
    e.global = flip(f.entry.global, false);
    e.pfn = {rng.next() & base::low_mask(f.phys_bits - f.page_bits)};
    if (e.leaf && level > 1) e.pfn.value &= ~base::low_mask(f.level(level).shift - f.page_bits);
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
