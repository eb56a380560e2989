// Words of 64 bits that are alike in most of their bits, in less memory: table entries differ in little more than
// their frame number. Zeros, words with bit 0 set (entries that are present) and the others are three kinds; of each
// kind the bits that vary are kept, and the rest once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace base {

class PackedWords {
public:
    PackedWords() = default;
    explicit PackedWords(std::span<const std::uint64_t> words);

    std::vector<std::uint64_t> unpacked() const;
    std::size_t bytes() const { return sizeof(*this) + 8 * (kinds_.size() + bits_.size()); }

private:
    struct Kind {
        std::uint64_t first = 0;   ///< one of its words
        std::uint64_t varying = 0; ///< bits in which the others differ from it
    };
    static unsigned kind_of(std::uint64_t word) { return word == 0 ? 0 : 1 + (word & 1); }

    std::size_t count_ = 0;
    std::array<Kind, 3> kind_;
    std::vector<std::uint64_t> kinds_;  ///< two bits a word
    std::vector<std::uint64_t> bits_;   ///< the varying bits of each word, lowest first
};

}  // namespace base
