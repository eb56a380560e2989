#include "core/base/rng.h"

#include <array>

#include "tests/core/support.h"

TEST_CASE("rng: the numbers of SplitMix64") {
    // First outputs for the seed 1234567, as published with the reference implementation.
    base::Rng rng{1234567};
    CHECK(rng.next() == 6457827717110365317u);
    CHECK(rng.next() == 3203168211198807973u);
    CHECK(rng.next() == 9817491932198370423u);
}

TEST_CASE("rng: below stays below and reaches everything") {
    base::Rng rng{3};
    std::array<int, 7> seen{};
    for (int i = 0; i < 7000; ++i) ++seen[rng.below(7)];
    for (const int n : seen) CHECK((n > 800 && n < 1200));
    for (int i = 0; i < 100; ++i) CHECK(rng.below(1) == 0);
    for (int i = 0; i < 100; ++i) CHECK(rng.below(~std::uint64_t{0}) < ~std::uint64_t{0});
}

TEST_CASE("rng: equal seeds, equal numbers") {
    base::Rng a{7}, b{7};
    for (int i = 0; i < 10; ++i) CHECK(a.below(1000) == b.below(1000));
    CHECK(a == b);
}
