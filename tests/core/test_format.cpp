#include "core/hw/format.h"

#include "tests/core/formats.h"
#include "tests/core/support.h"

using base::VirtAddr;
using hw::find_format;
using hw::PagingFormat;

namespace {
std::vector<std::uint64_t> split(const PagingFormat& format, std::uint64_t va) {
    std::vector<std::uint64_t> parts;
    for (unsigned level = format.level_count; level >= 1; --level) parts.push_back(format.index({va}, level));
    parts.push_back(format.offset({va}));
    return parts;
}
using Parts = std::vector<std::uint64_t>;
constexpr std::string_view textbook = "va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0";
}  // namespace

TEST_CASE("format: x86-64 cuts 48 bits into 9 9 9 9 12") {
    const PagingFormat f = *find_format("x86-64");
    CHECK(split(f, 0x00007F3A40000000) == Parts{254, 233, 0, 0, 0});
    CHECK(f.vpn({0x00007F3A40000000}).value == 0x7f3a40000);
    CHECK(split(f, 0x00007FFFFFFFFFFF) == Parts{255, 511, 511, 511, 4095});
    CHECK(split(f, 0xffff800000000000) == Parts{256, 0, 0, 0, 0});
    CHECK(f.va_bits() == 48);
    CHECK(f.table_bytes(4) == 4096);
    CHECK(f.table_frames(4) == 1);
    CHECK(f.entry_span(1) == 4096);
    CHECK(f.entry_span(2) == 2u << 20);
    CHECK(f.entry_span(3) == 1u << 30);
    CHECK(f.user_end() == base::u128{1} << 47);
    CHECK_FALSE(f.level(4).leaf_allowed);
    CHECK(f.level(3).leaf_allowed);
}

TEST_CASE("format: five levels, two levels, one level") {
    const PagingFormat la57 = *find_format("x86-64-la57");
    CHECK(split(la57, 0x00007F3A40000000) == Parts{0, 254, 233, 0, 0, 0});
    CHECK(split(la57, 0x00ffffffffffffff) == Parts{255, 511, 511, 511, 511, 4095});
    CHECK(la57.va_bits() == 57);
    CHECK(la57.user_end() == base::u128{1} << 56);

    const PagingFormat i386 = *find_format("i386");
    CHECK(split(i386, 0xC0123456) == Parts{768, 291, 0x456});
    CHECK(i386.entry.bytes == 4);
    CHECK(i386.table_bytes(1) == 4096);
    CHECK(i386.entry_span(2) == 4u << 20);
    CHECK(i386.user_end() == base::u128{1} << 32);

    const PagingFormat classroom = *find_format("classroom");
    CHECK(split(classroom, 0xA5) == Parts{10, 5});
    CHECK(classroom.page_bytes() == 16);
    CHECK(classroom.table_bytes(1) == 16); // exactly one page, as the facts say
    CHECK(classroom.default_ram == 128);

    const PagingFormat toy = *find_format(textbook);
    CHECK(split(toy, 0b10110'01101'00111) == Parts{0b10110, 0b01101, 0b00111});
    CHECK(toy.page_bytes() == 32);
    CHECK(toy.table_bytes(1) == 32);
    CHECK(toy.phys_bits == 12);
}

TEST_CASE("format: the splits of the facts") {
    struct Row {
        const char* name;
        Parts widths; // from the root down, then the offset
    };
    const Row rows[] = {{"i386", {10, 10, 12}}, {"pae", {2, 9, 9, 12}}, {"x86-64", {9, 9, 9, 9, 12}}, {"x86-64-la57", {9, 9, 9, 9, 9, 12}},
                        {"sv32", {10, 10, 12}}, {"sv39", {9, 9, 9, 12}}, {"sv48", {9, 9, 9, 9, 12}}, {"sv57", {9, 9, 9, 9, 9, 12}},
                        {"arm64-4k-39", {9, 9, 9, 12}}, {"arm64-4k-48", {9, 9, 9, 9, 12}}, {"arm64-4k-52", {4, 9, 9, 9, 9, 12}},
                        {"arm64-16k-36", {11, 11, 14}}, {"arm64-16k-47", {11, 11, 11, 14}}, {"arm64-16k-48", {1, 11, 11, 11, 14}},
                        {"arm64-16k-52", {5, 11, 11, 11, 14}}, {"arm64-64k-42", {13, 13, 16}}, {"arm64-64k-48", {6, 13, 13, 16}},
                        {"arm64-64k-52", {10, 13, 13, 16}}, {"classroom", {4, 4}}, {"hotel", {9, 0}}};
    for (const Row& row : rows) {
        const PagingFormat f = *find_format(row.name);
        INFO(row.name);
        Parts widths;
        for (unsigned level = f.level_count; level >= 1; --level) widths.push_back(f.level(level).bits);
        widths.push_back(f.page_bits);
        CHECK(widths == row.widths);
    }
    CHECK(std::size(rows) == hw::builtin_formats().size());
}

TEST_CASE("format: ARM chooses the root by bit 55, RISC-V copies the top bit, the hotel has 500 guests") {
    const PagingFormat arm = *find_format("arm64-4k-48");
    CHECK(arm.is_canonical({0x0000ffffffffffff}));
    CHECK(arm.is_canonical({0xffff000000000000}));
    CHECK_FALSE(arm.is_canonical({0x0001000000000000}));
    CHECK_FALSE(arm.is_canonical({0xff7fffffffffffff}));
    CHECK(arm.uses_high_root({0xffff000000000000}));
    CHECK(arm.user_end() == base::u128{1} << 48); // each half has 256 TiB
    CHECK(arm.vpn({0xffff000000001000}) != arm.vpn({0x1000}));
    const PagingFormat sv39 = *find_format("sv39");
    CHECK(sv39.is_canonical({0x3fffffffff}));
    CHECK_FALSE(sv39.is_canonical({0x4000000000}));
    CHECK(sv39.phys_bits == 56);
    CHECK(find_format("sv32")->phys_bits == 34);
    const PagingFormat hotel = *find_format("hotel");
    CHECK(hotel.is_canonical({499}));
    CHECK_FALSE(hotel.is_canonical({500}));
    CHECK(hotel.user_end() == 500);
    CHECK(hotel.page_bytes() == 1);
}

TEST_CASE("format: options of the processor stand behind a plus") {
    CHECK(find_format("sv39")->marks_by_fault);
    CHECK_FALSE(find_format("sv39+svadu")->marks_by_fault);
    CHECK_FALSE(find_format("arm64-4k-48+hafdbs")->marks_by_fault);
    const auto bad = find_format("sv39+svadu+hafdbs");
    REQUIRE_FALSE(bad);
    CHECK(bad.error().column == 12);
    CHECK(bad.error().hint == "its options are svadu and svnapot");
    CHECK_FALSE(find_format("x86-64+hafdbs"));
    CHECK_FALSE(find_format("sv39+"));
}

TEST_CASE("format: a page's number leads back to the page, in either half") {
    base::Rng rng{6};
    for (const PagingFormat& f : test::all_formats(40)) {
        INFO(f.name);
        for (int i = 0; i < 50; ++i) {
            base::VirtAddr va = f.canonicalised({rng.next()});
            if (!f.is_canonical(va)) va.value %= f.va_limit;
            INFO(va.value);
            REQUIRE(f.page_start(f.vpn(va)).value == va.value - f.offset(va));
        }
    }
}

TEST_CASE("format: the parts of an address put together give the address") {
    base::Rng rng{5};
    for (const PagingFormat& f : test::all_formats(40)) {
        INFO(f.name);
        for (int i = 0; i < 50; ++i) {
            const std::uint64_t va = rng.next() & base::low_mask(f.va_bits());
            std::uint64_t sum = f.offset({va});
            for (unsigned level = 1; level <= f.level_count; ++level) sum += f.index({va}, level) * f.entry_span(level);
            REQUIRE(sum == va);
            REQUIRE(f.vpn({va}).value == va >> f.page_bits);
        }
    }
}

TEST_CASE("format: canonical addresses copy the highest translated bit") {
    const PagingFormat f = *find_format("x86-64"), five = *find_format("x86-64-la57");
    CHECK(f.is_canonical({0x7fffffffffff}));
    CHECK_FALSE(f.is_canonical({0x800000000000}));
    CHECK(f.is_canonical({0xffff800000000000}));
    CHECK_FALSE(f.is_canonical({0xffff7fffffffffff}));
    CHECK(f.is_canonical({~std::uint64_t{0}}));
    CHECK_FALSE(f.is_canonical({std::uint64_t{1} << 63}));
    CHECK(f.canonicalised({0x800000000000}).value == 0xffff800000000000);
    CHECK(f.canonicalised({0xdead7fffffffffff}).value == 0x7fffffffffff);
    CHECK(five.is_canonical({0x800000000000}));
    CHECK(five.is_canonical({0x00ffffffffffffff}));
    CHECK_FALSE(five.is_canonical({0x0100000000000000}));
    CHECK(five.is_canonical({0xff00000000000000}));
    CHECK(find_format("i386")->is_canonical({0xffffffff}));
    CHECK(find_format("classroom")->is_canonical({0xff}));
}

TEST_CASE("format: level names in three vocabularies") {
    const PagingFormat f = *find_format("x86-64"), five = *find_format("x86-64-la57");
    const auto names = [](const PagingFormat& format, hw::LevelNames vocabulary) {
        std::string text;
        for (unsigned n = format.level_count; n >= 1; --n) text += level_name(format, n, vocabulary) + " ";
        return text;
    };
    CHECK(names(f, hw::LevelNames::linux_names) == "PGD PUD PMD PT ");
    CHECK(names(f, hw::LevelNames::intel_names) == "PML4 PDPT PD PT ");
    CHECK(names(f, hw::LevelNames::arm_names) == "L0 L1 L2 L3 ");
    CHECK(names(five, hw::LevelNames::linux_names) == "PGD P4D PUD PMD PT ");
    CHECK(names(five, hw::LevelNames::intel_names) == "PML5 PML4 PDPT PD PT ");
    CHECK(names(*find_format(textbook), hw::LevelNames::linux_names) == "PGD PT ");
    CHECK(level_name(f, 0, hw::LevelNames::linux_names) == "0");
    CHECK(level_name(f, 5, hw::LevelNames::linux_names) == "5");
}

TEST_CASE("format: physical address bits above the width are reserved") {
    const PagingFormat f = hw::with_phys_bits(*find_format("x86-64"), 40);
    CHECK(f.level(1).reserved_leaf == base::mask_of(51, 40));
    CHECK(f.level(4).reserved_table == (base::mask_of(51, 40) | 1u << 7)); // PS has no meaning in a PML4 entry
    CHECK(f.level(3).reserved_table == base::mask_of(51, 40));
    CHECK(f.level(2).reserved_leaf == (base::mask_of(51, 40) | base::mask_of(20, 13)));
    CHECK(f.level(3).reserved_leaf == (base::mask_of(51, 40) | base::mask_of(29, 13)));
    CHECK(find_format("x86-64")->level(1).reserved_leaf == 0);

    // Where the frame number does not lie at its address bits: bit 6 of the physical address is
    // the third bit of the classroom's frame number.
    const PagingFormat classroom = hw::with_phys_bits(*find_format("classroom"), 6);
    CHECK(classroom.level(1).reserved_leaf == 1u << 7);
    const PagingFormat toy = hw::with_phys_bits(*find_format(textbook), 10);
    CHECK(toy.level(1).reserved_leaf == base::mask_of(6, 5));
    CHECK(toy.level(2).reserved_table == base::mask_of(6, 5));
    CHECK(toy.phys_bits == 10);
    CHECK(hw::with_phys_bits(*find_format("i386"), 52).phys_bits == 40); // an entry can name no more
}

TEST_CASE("format: a toy frame number wider than a physical address has reserved bits") {
    const PagingFormat f = *find_format("va=21 levels=9 offset=12 pte=8B valid=63 frame=62:0");
    CHECK(f.phys_bits == 52);
    CHECK(f.level(1).reserved_leaf == base::mask_of(62, 40));
}

TEST_CASE("format: the built-in rows keep the invariants of a format") {
    for (const PagingFormat& f : test::all_formats(60, 9)) {
        INFO(f.name);
        unsigned shift = f.page_bits;
        for (unsigned n = 1; n <= f.level_count; ++n) {
            CHECK(f.level(n).shift == shift);
            shift += f.level(n).bits;
            CHECK_FALSE(f.level(n).names[0].empty());
        }
        CHECK(f.va_bits() == shift);
        CHECK(f.register_bits >= f.va_bits());
        CHECK(f.level(1).leaf_allowed);
        CHECK(f.phys_bits <= (f.architecture == hw::Architecture::riscv ? 56u : 52u));
        CHECK(f.default_ram % f.page_bytes() == 0);
        CHECK(f.default_ram <= std::uint64_t{1} << f.phys_bits);
        CHECK(*find_format(f.name) == f);
    }
}

TEST_CASE("format: every bad line points at its fault and says what to write") {
    struct Bad {
        std::string_view text;
        int column;
        std::string_view message, hint;
    };
    const Bad lines[] = {
        {"x86_64", 1, "no paging format is called 'x86_64'", "did you mean 'x86-64'?"},
        {"clasroom", 1, "clasroom", "did you mean 'classroom'?"},
        {"", 1, "no paging format", "formats: x86-64"},
        {"vax=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0", 1, "'vax' is not a part", "did you mean 'va'?"},
        {"va=15 levles=5,5 offset=5 pte=1B valid=7 frame=6:0", 7, "'levles'", "did you mean 'levels'?"},
        {"va=15 levels=5,x offset=5 pte=1B valid=7 frame=6:0", 16, "'levels=' needs a number", ""},
        {"va=15 levels=5, offset=5 pte=1B valid=7 frame=6:0", 16, "a number is missing", ""},
        {"va=15 levels=5,0 offset=10 pte=1B valid=7 frame=6:0", 16, "zero bits", "1 to 20"},
        {"va=15 levels=5,21 offset=5 pte=1B valid=7 frame=6:0", 16, "too large", "20"},
        {"va=15 levels=1,1,1,1,1,1,1 offset=8 pte=1B valid=7 frame=6:0", 7, "too many levels", "6"},
        {"va=15 levels=5,5 offset=31 pte=1B valid=7 frame=6:0", 25, "too large", "30"},
        {"va=15 levels=5,5 offset=6 pte=1B valid=7 frame=6:0", 1, "add up to 16 bits, but va=15", "exactly"},
        {"va=15 levels=5,5 offset=5 pte=3B valid=7 frame=6:0", 31, "1, 2, 4 or 8 bytes", "pte=1B"},
        {"va=15 levels=5,5 offset=5 pte=1B valid=8 frame=6:0", 34, "overlap or lie outside its 8 bits", "own place"},
        {"va=15 levels=5,5 offset=5 pte=1B valid=6 frame=6:0", 34, "overlap", "own place"},
        {"va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6", 42, "two bit numbers", "frame=6:0"},
        {"va=15 levels=5,5 offset=5 pte=1B valid=7 frame=0:6", 42, "wrong way round", "frame=6:0"},
        {"va=15 levels=5,5 offset=5 pte=1B valid=7 frame=9:0", 42, "overlap or lie outside", "own place"},
        {"va=15 levels=5,5 offset=5 pte=1B valid=7 frame=a:0", 48, "needs a number", ""},
        {"va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:b", 50, "needs a number", ""},
        {"va=15 levels=5,5 offset=5 pte=1B valid=7", 1, "lacks 'frame='", "frame=6:0"},
        {"va=15 levels=5,5 offset=5 pte=1B frame=6:0", 1, "lacks 'valid='", "valid=7"},
        {"va=15 levels=5,5 offset=5 valid=7 frame=6:0", 1, "lacks 'pte='", "pte=1B"},
        {"va=15 levels=5,5 pte=1B valid=7 frame=6:0", 1, "lacks 'offset='", "offset=5"},
        {"va=15 offset=5 pte=1B valid=7 frame=6:0", 1, "lacks 'levels='", "levels=5,5"},
        {"levels=5,5 offset=5 pte=1B valid=7 frame=6:0", 1, "lacks 'va='", "va=15"},
        {"va=65 levels=5,5 offset=5 pte=1B valid=7 frame=6:0", 4, "too large", "64"},
        {"va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0 valid=5", 52, "'valid=' is given twice", ""},
        {"va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0 write", 52, "needs a number", ""},
        {"va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0 dirty=7", 52, "overlap", ""},
    };
    for (const Bad& bad : lines) {
        INFO(bad.text);
        const auto format = find_format(bad.text);
        REQUIRE_FALSE(format);
        INFO(base::to_text(format.error()));
        CHECK(format.error().column == bad.column);
        CHECK(format.error().message.find(bad.message) != std::string::npos);
        CHECK(format.error().hint.find(bad.hint) != std::string::npos);
    }
}
