#include "core/base/packed_words.h"

#include "core/base/rng.h"
#include "tests/core/support.h"

using base::PackedWords;
using Words = std::vector<std::uint64_t>;

TEST_CASE("packed words: what is unpacked is what was packed") {
    constexpr std::uint64_t all = ~std::uint64_t{0};
    for (const Words& words : {Words{}, Words{0}, Words{1}, Words{2}, Words{all}, Words{0, 0, 0}, Words{all, 0, all}, Words{1, all, all ^ 1, 2, 0}, Words{std::uint64_t{1} << 63, 1}, Words(1000, all)})
        CHECK(PackedWords(words).unpacked() == words);
}

TEST_CASE("packed words: against random words of random shapes") {
    base::Rng rng{GENERATE(1u, 2u, 3u)};
    for (int round = 0; round < 300; ++round) {
        const std::uint64_t varying = rng.next() & (rng.below(2) ? rng.next() : ~std::uint64_t{0}) & (rng.below(2) ? rng.next() : ~std::uint64_t{0}), same = rng.next();
        Words words(rng.below(700));
        for (std::uint64_t& word : words) word = rng.below(4) == 0 ? 0 : rng.below(50) == 0 ? rng.next() : (rng.next() & varying) | (same & ~varying);
        REQUIRE(PackedWords(words).unpacked() == words);
    }
}

TEST_CASE("packed words: a page table takes about a third") {
    base::Rng rng{9};
    Words table(512);
    for (std::uint64_t& entry : table) {
        const std::uint64_t frame = rng.below(1 << 16);
        if (rng.below(8) != 0) entry = 0x8000'0000'0000'0027 | frame << 12 | rng.below(2) << 6;  // present, accessed, dirty or not
        else if (rng.below(2) != 0) entry = frame << 9;                                          // in swap
    }
    const PackedWords packed(table);
    CHECK(packed.unpacked() == table);
    CHECK(packed.bytes() < 8 * table.size() * 2 / 5);
}
