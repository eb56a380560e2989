#include "core/hw/ram.h"

#include "core/base/rng.h"
#include "tests/core/support.h"

using base::PhysAddr;

TEST_CASE("ram: words of every size against an array of bytes, little-endian") {
    base::Rng rng{8};
    constexpr std::uint64_t size = 8192;
    hw::Ram ram(size);
    std::vector<std::uint8_t> bytes(size);
    constexpr unsigned sizes[] = {1, 2, 4, 8};
    for (int i = 0; i < 20000; ++i) {
        const unsigned count = sizes[rng.below(4)];
        const PhysAddr at{rng.below(size / count) * count};
        if (rng.below(20) == 0) {
            const std::uint64_t from = rng.below(size), length = rng.below(std::min<std::uint64_t>(size - from, 300) + 1);
            ram.zero({from}, length);
            std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(from), length, std::uint8_t{0});
        } else if (rng.below(2) == 0) {
            const std::uint64_t value = rng.next();
            ram.write(at, count, value);
            for (unsigned b = 0; b < count; ++b) bytes[at.value + b] = static_cast<std::uint8_t>(value >> (8 * b));
        }
        std::uint64_t expected = 0;
        for (unsigned b = count; b-- > 0;) expected = expected << 8 | bytes[at.value + b];
        REQUIRE(ram.read(at, count) == expected);
    }
}

TEST_CASE("ram: where no memory answers, reads give zero and writes are lost") {
    hw::Ram ram(4096);
    const hw::Ram blank = ram;
    CHECK(ram.contains({4088}, 8));
    CHECK_FALSE(ram.contains({4096}, 1));
    CHECK_FALSE(ram.contains({~std::uint64_t{0} - 7}, 8));
    ram.write({4096}, 8, 1);
    ram.write({~std::uint64_t{0} - 7}, 8, 1);
    CHECK(ram.read({4096}, 8) == 0);
    CHECK(ram.read({~std::uint64_t{0} - 7}, 8) == 0);
    CHECK(ram == blank);
    ram.write({4088}, 8, 7);
    CHECK(ram.read({4088}, 8) == 7);
    CHECK_FALSE(hw::Ram(0).contains({0}, 1));
}

TEST_CASE("ram: a copy is independent; zeroing sparse memory is quick") {
    hw::Ram ram(std::uint64_t{1} << 40);
    ram.write({std::uint64_t{1} << 39}, 8, 42);
    hw::Ram copy = ram;
    copy.write({std::uint64_t{1} << 39}, 8, 43);
    CHECK(ram.read({std::uint64_t{1} << 39}, 8) == 42);
    CHECK_FALSE(ram == copy);
    copy.zero({0}, std::uint64_t{1} << 40); // 1 TiB, of which one leaf exists
    CHECK(copy == hw::Ram(std::uint64_t{1} << 40));
    CHECK(ram.read({std::uint64_t{1} << 39}, 8) == 42);
}
