// Bit fields of words up to 64 bits.
#pragma once

#include <cstdint>

namespace base {

// gnu::always_inline, here and in other headers: built for size, the compiler calls even functions that are as short as
// the call.

/// A word whose low `count` bits are one. count: 0..64.
[[gnu::always_inline]] constexpr std::uint64_t low_mask(unsigned count) {
    return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

/// Bits hi..lo (both included, 63 >= hi >= lo) as a mask in place.
[[gnu::always_inline]] constexpr std::uint64_t mask_of(unsigned hi, unsigned lo) {
    return low_mask(hi - lo + 1) << lo;
}

[[gnu::always_inline]] constexpr std::uint64_t extract(std::uint64_t word, unsigned hi, unsigned lo) {
    return (word >> lo) & low_mask(hi - lo + 1);
}

[[gnu::always_inline]] constexpr std::uint64_t insert(std::uint64_t word, unsigned hi, unsigned lo, std::uint64_t value) {
    return (word & ~mask_of(hi, lo)) | ((value << lo) & mask_of(hi, lo));
}

[[gnu::always_inline]] constexpr bool test_bit(std::uint64_t word, unsigned bit) { return (word >> bit) & 1; }

[[gnu::always_inline]] constexpr bool is_power_of_two(std::uint64_t n) { return n != 0 && (n & (n - 1)) == 0; }

}  // namespace base
