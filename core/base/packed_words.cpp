#include "core/base/packed_words.h"

#include <bit>

#include "core/base/bits.h"

namespace base {
namespace {

// The ones of a mask as runs: 0b0110'0011 is 2 bits from 0 and 2 bits from 5.
struct Run {
    unsigned from, width;
};
std::vector<Run> runs_of(std::uint64_t mask) {
    std::vector<Run> runs;
    while (mask != 0) {
        const auto from = static_cast<unsigned>(std::countr_zero(mask)), width = static_cast<unsigned>(std::countr_one(mask >> from));
        runs.push_back({from, width});
        mask &= ~(low_mask(width) << from);
    }
    return runs;
}

template <class Kinds>
std::array<std::vector<Run>, 3> varying_runs(const Kinds& kinds) {
    return {runs_of(kinds[0].varying), runs_of(kinds[1].varying), runs_of(kinds[2].varying)};
}

class BitWriter {
public:
    explicit BitWriter(std::vector<std::uint64_t>& words) : words_(words) {}
    /// REQUIRES: 1 <= width <= 64, `bits` has no others
    void put(std::uint64_t bits, unsigned width) {
        if (used_ == 0) words_.push_back(0);
        words_.back() |= bits << used_;
        if (used_ + width > 64) words_.push_back(bits >> (64 - used_));
        used_ = (used_ + width) % 64;
    }

private:
    std::vector<std::uint64_t>& words_;
    unsigned used_ = 0;  // bits of the last word; 0: all
};

class BitReader {
public:
    explicit BitReader(const std::vector<std::uint64_t>& words) : words_(words) {}
    std::uint64_t take(unsigned width) {
        const std::size_t word = at_ / 64;
        const unsigned used = at_ % 64;
        std::uint64_t bits = words_[word] >> used;
        if (used + width > 64) bits |= words_[word + 1] << (64 - used);
        at_ += width;
        return bits & low_mask(width);
    }

private:
    const std::vector<std::uint64_t>& words_;
    std::size_t at_ = 0;
};

}  // namespace

PackedWords::PackedWords(std::span<const std::uint64_t> words) : count_(words.size()) {
    for (const std::uint64_t word : words) {
        Kind& kind = kind_[kind_of(word)];
        if (kind.first == 0) kind.first = word;
        kind.varying |= word ^ kind.first;
    }
    const auto runs = varying_runs(kind_);
    BitWriter kinds(kinds_), bits(bits_);
    for (const std::uint64_t word : words) {
        kinds.put(kind_of(word), 2);
        for (const Run run : runs[kind_of(word)]) bits.put(word >> run.from & low_mask(run.width), run.width);
    }
    kinds_.shrink_to_fit();
    bits_.shrink_to_fit();
}

std::vector<std::uint64_t> PackedWords::unpacked() const {
    const auto runs = varying_runs(kind_);
    BitReader kinds(kinds_), bits(bits_);
    std::vector<std::uint64_t> words(count_);
    for (std::uint64_t& word : words) {
        const auto kind = static_cast<std::size_t>(kinds.take(2));
        word = kind_[kind].first & ~kind_[kind].varying;
        for (const Run run : runs[kind]) word |= bits.take(run.width) << run.from;
    }
    return words;
}

}  // namespace base
