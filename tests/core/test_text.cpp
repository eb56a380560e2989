#include "core/base/text.h"

#include "core/base/rng.h"
#include "tests/core/support.h"

using base::u128;

namespace {
constexpr u128 all_ones = ~u128{0};
constexpr u128 two_to(unsigned n) { return u128{1} << n; }

u128 number(std::string_view text) {
    const auto result = base::parse_number(text);
    INFO("text: " << text);
    REQUIRE(result);
    return *result;
}
base::Error no_number(std::string_view text) {
    const auto result = base::parse_number(text);
    INFO("text: " << text);
    REQUIRE_FALSE(result);
    return result.error();
}
}  // namespace

TEST_CASE("text: numbers in hexadecimal, decimal and binary") {
    CHECK(base::hex(0) == "0x0");
    CHECK(base::hex(0x7f3a40000010) == "0x7f3a_4000_0010");
    CHECK(base::hex(0x12345) == "0x1_2345");
    CHECK(base::hex(5, 8) == "0x0000_0005");
    CHECK(base::hex(all_ones) == "0xffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff");
    CHECK(base::dec(two_to(47)) == "140737488355328");
    CHECK(base::dec(all_ones) == "340282366920938463463374607431768211455");
    CHECK(base::grouped(9999) == "9999");
    CHECK(base::grouped(10000) == "10,000");
    CHECK(base::grouped(two_to(47)) == "140,737,488,355,328");
    CHECK(base::bin(0) == "0b0");
    CHECK(base::bin(0x169) == "0b1_0110_1001");
    CHECK(base::bin(1, 9) == "0b0_0000_0001");
}

TEST_CASE("text: sizes are exact or say about") {
    CHECK(base::size(0) == "0 B");
    CHECK(base::size(1023) == "1023 B");
    CHECK(base::size(4096) == "4 KiB");
    CHECK(base::size(1536) == "1.5 KiB");
    CHECK(base::size(two_to(38)) == "256 GiB");
    CHECK(base::size(two_to(47)) == "128 TiB");
    CHECK(base::size(two_to(55)) == "32 PiB");
    CHECK(base::size(two_to(64)) == "16 EiB");
    CHECK(base::size(two_to(80)) == "1 YiB");
    CHECK(base::size(1025) == "about 1 KiB");
    CHECK(base::size(1000000) == "about 976.56 KiB");
    CHECK(base::size((1u << 20) - 1) == "about 1 MiB"); // not "1024 KiB"
    CHECK(base::size(all_ones) == "about 281474976710656 YiB");
}

TEST_CASE("text: fractions, magnitudes, durations, bits") {
    CHECK(base::fraction(5, 4, 2) == "1.25");
    CHECK(base::fraction(1, 3, 3) == "0.333");
    CHECK(base::fraction(2, 3, 2) == "0.67");
    CHECK(base::fraction(1, 2, 0) == "1");
    CHECK(base::fraction(999, 1000, 2) == "1");
    CHECK(base::fraction(7, 1, 3) == "7");
    CHECK(base::fraction(2004, 1000, 3) == "2.004");
    // Near the top of 128 bits, where a product of numerator and scale would overflow.
    CHECK(base::fraction(all_ones, all_ones, 2) == "1");
    CHECK(base::fraction(all_ones / 2, all_ones, 3) == "0.5");
    CHECK(base::fraction(all_ones - 1, two_to(127), 2) == "2");
    CHECK(base::magnitude(0) == "0");
    CHECK(base::magnitude(1) == "2^0");
    CHECK(base::magnitude(two_to(47)) == "2^47");
    CHECK(base::magnitude(9999) == "9999");
    CHECK(base::magnitude(140000000000000) == "about 1.4e14");
    CHECK(base::magnitude(99999) == "about 1e5");
    CHECK(base::magnitude(all_ones) == "about 3.4e38");
    CHECK(base::magnitude(two_to(127) + 1) == "about 1.7e38");
    CHECK(base::duration(400) == "400 ns");
    CHECK(base::duration(1500) == "1.5 us");
    CHECK(base::duration(10000000) == "10 ms");
    CHECK(base::duration(2000000000) == "2 s");
    CHECK(base::bits(1) == "1 bit");
    CHECK(base::bits(12) == "12 bits");
}

TEST_CASE("text: numbers as a reader types them") {
    CHECK(number("4096") == 4096);
    CHECK(number(" 0x7f3a_4000 ") == 0x7f3a4000);
    CHECK(number("0X7F3A4000") == 0x7f3a4000);
    CHECK(number("0b1010") == 10);
    CHECK(number("1,048,576") == 1048576);
    CHECK(number("4K") == 4096);
    CHECK(number("4k") == 4096);
    CHECK(number("4 KiB") == 4096);
    CHECK(number("2 MiB") == two_to(21));
    CHECK(number("1G") == two_to(30));
    CHECK(number("1T") == two_to(40));
    CHECK(number("32P") == two_to(55));
    CHECK(number("16E") == two_to(64));
    CHECK(number("3ms") == 3000000);
    CHECK(number("12 bits") == 12);
    CHECK(number("1B") == 1);
    CHECK(number("0B") == 0);
    CHECK(number("0xffffffffffffffffffffffffffffffff") == all_ones);
    CHECK(number("340282366920938463463374607431768211455") == all_ones);
}

TEST_CASE("text: what is not a number, and at which column") {
    CHECK(no_number("").message == "a number is missing");
    CHECK(no_number("x").column == 1);
    CHECK(no_number("  y").column == 3);
    CHECK(no_number("_").column == 2);
    CHECK(no_number("0x").column == 3);
    CHECK(no_number("12q").column == 3);
    CHECK(no_number("0b12").column == 4);
    CHECK(no_number("1 2").column == 3);
    CHECK(no_number("-1").column == 1);
    CHECK(no_number("1.5K").column == 2);
    CHECK(no_number("340282366920938463463374607431768211456").message.find("too large") != std::string::npos);
    CHECK(no_number("0x1_0000_0000_0000_0000_0000_0000_0000_0000").message.find("too large") != std::string::npos);
    CHECK(no_number("340282366920938463463374607431768211455K").message.find("too large") != std::string::npos);
}

TEST_CASE("text: every printed number reads back") {
    base::Rng rng{1};
    for (int i = 0; i < 2000; ++i) {
        const u128 x = ((u128{rng.next()} << 64) | rng.next()) >> rng.below(128);
        CHECK(number(base::hex(x)) == x);
        CHECK(number(base::dec(x)) == x);
        CHECK(number(base::bin(x)) == x);
        CHECK(number(base::grouped(x)) == x);
        const u128 kib = x >> 10;
        if (base::size(kib << 10).substr(0, 5) != "about" && base::size(kib << 10).find('.') == std::string::npos)
            CHECK(number(base::size(kib << 10)) == kib << 10);
    }
}

TEST_CASE("text: trimming and splitting") {
    CHECK(base::trimmed(" \t a b \r\n") == "a b");
    CHECK(base::trimmed("   ").empty());
    CHECK(base::split("a,,b", ',') == std::vector<std::string>{"a", "", "b"});
    CHECK(base::split("", ',') == std::vector<std::string>{""});
    CHECK(base::split("a\n", '\n') == std::vector<std::string>{"a", ""});
}

TEST_CASE("text: suggestions are near misses only") {
    const std::vector<std::string> verbs{"read", "write", "fetch", "process"};
    CHECK(base::closest("raed", verbs) == "read");
    CHECK(base::closest("proces", verbs) == "process");
    CHECK(base::closest("wirte", verbs) == "write");
    CHECK(base::closest("banana", verbs).empty());
    CHECK(base::did_you_mean("red", verbs) == "did you mean 'read'?");
    CHECK(base::did_you_mean("zzz", verbs).empty());
    CHECK(base::did_you_mean("", {"A"}).empty()); // nothing was written, so nothing was meant
    CHECK(base::closest(std::string(1000000, 'r'), verbs).empty());
}

TEST_CASE("text: an error names the place that is known") {
    CHECK(base::to_text({"wrong"}) == "wrong");
    CHECK(base::to_text({"wrong", "do this"}) == "wrong (do this)");
    CHECK(base::to_text({"wrong", "", 3, 5}) == "line 3:5: wrong");
    CHECK(base::to_text({"wrong", "", 3, 5}, "a.md") == "a.md:3:5: wrong");
    CHECK(base::to_text({"wrong", "", 0, 5}) == "column 5: wrong");
    CHECK(base::to_text({"wrong"}, "a.md") == "a.md: wrong");
}
