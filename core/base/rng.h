// Seeded pseudo-random numbers (SplitMix64, Steele, Lea, Flood 2014): the same seed gives the
// same numbers on every platform, so a reader's exercise can be regraded from its seed.
#pragma once

#include <cstdint>

namespace base {

struct Rng {
    std::uint64_t state = 0;

    std::uint64_t next() {
        state += 0x9e3779b97f4a7c15u;
        std::uint64_t z = state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }

    /// Uniform in [0, bound). REQUIRES: bound > 0. Rejection keeps it unbiased.
    std::uint64_t below(std::uint64_t bound) {
        const std::uint64_t reject = (~bound + 1) % bound;  // 2^64 mod bound
        for (;;) {
            const std::uint64_t x = next();
            if (x >= reject) return x % bound;
        }
    }

    friend bool operator==(Rng, Rng) = default;
};

/// A well-mixed 64-bit hash of a text, for deriving one seed from another.
constexpr std::uint64_t hash_text(const char* text, std::uint64_t size, std::uint64_t seed = 0xcbf29ce484222325u) {
    for (std::uint64_t i = 0; i < size; ++i) seed = (seed ^ static_cast<unsigned char>(text[i])) * 0x100000001b3u;
    return seed;
}

}  // namespace base
