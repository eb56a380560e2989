// Words of 64 bits that are alike in most of their bits, in less memory: table entries differ in little more than
// their frame number. Zeros, words with bit 0 set (entries that are present) and the others are three kinds; of each
// kind the bits that vary are kept, and the rest once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
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

/// Items of some words each, packed in columns: the first words of all, their second words, ...
template <class T>
class PackedItems {
    static_assert(std::is_trivially_copyable_v<T> && sizeof(T) % sizeof(std::uint64_t) == 0);

public:
    PackedItems() = default;
    explicit PackedItems(std::span<const T> items) {
        std::vector<std::uint64_t> words(items.size());
        for (std::size_t column = 0; column < columns; ++column) {
            for (std::size_t i = 0; i < items.size(); ++i) std::memcpy(&words[i], bytes_of(&items[i]) + 8 * column, 8);
            columns_[column] = PackedWords(words);
        }
    }
    std::vector<T> unpacked() const {
        std::vector<T> items;
        for (std::size_t column = 0; column < columns; ++column) {
            const std::vector<std::uint64_t> words = columns_[column].unpacked();
            items.resize(words.size());
            for (std::size_t i = 0; i < items.size(); ++i) std::memcpy(bytes_of(&items[i]) + 8 * column, &words[i], 8);
        }
        return items;
    }
    std::size_t bytes() const {
        std::size_t bytes = 0;
        for (const PackedWords& column : columns_) bytes += column.bytes();
        return bytes;
    }

private:
    static constexpr std::size_t columns = sizeof(T) / sizeof(std::uint64_t);
    static const std::byte* bytes_of(const T* item) { return reinterpret_cast<const std::byte*>(item); }
    static std::byte* bytes_of(T* item) { return reinterpret_cast<std::byte*>(item); }

    std::array<PackedWords, columns> columns_;
};

}  // namespace base
