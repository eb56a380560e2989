#include "core/base/bits.h"

#include "core/base/rng.h"
#include "tests/core/support.h"

TEST_CASE("bits: masks") {
    CHECK(base::low_mask(0) == 0);
    CHECK(base::low_mask(12) == 0xfff);
    CHECK(base::low_mask(64) == ~std::uint64_t{0});
    CHECK(base::mask_of(63, 0) == ~std::uint64_t{0});
    CHECK(base::mask_of(51, 12) == 0x000ffffffffff000u);
    CHECK(base::mask_of(63, 63) == std::uint64_t{1} << 63);
    CHECK(base::is_power_of_two(4096));
    CHECK_FALSE(base::is_power_of_two(0));
    CHECK_FALSE(base::is_power_of_two(12));
}

TEST_CASE("bits: insert changes the field alone, extract reads it back") {
    base::Rng rng{2};
    for (int i = 0; i < 5000; ++i) {
        const unsigned lo = static_cast<unsigned>(rng.below(64));
        const unsigned hi = lo + static_cast<unsigned>(rng.below(64 - lo));
        const std::uint64_t word = rng.next(), value = rng.next();
        const std::uint64_t changed = base::insert(word, hi, lo, value);
        for (unsigned bit = 0; bit < 64; ++bit) {
            const bool inside = bit >= lo && bit <= hi;
            REQUIRE(base::test_bit(changed, bit) == (inside ? base::test_bit(value, bit - lo) : base::test_bit(word, bit)));
        }
        CHECK(base::extract(changed, hi, lo) == (value & base::low_mask(hi - lo + 1)));
    }
}
