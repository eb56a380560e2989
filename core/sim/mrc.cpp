#include "core/sim/mrc.h"

#include <algorithm>

namespace sim {
namespace {

// Without the processor's own instruction, which not every one has.
unsigned count_ones(std::uint64_t word) {
#ifdef __wasm__
    return static_cast<unsigned>(__builtin_popcountll(word));
#else
    word -= (word >> 1) & 0x5555'5555'5555'5555u;
    word = (word & 0x3333'3333'3333'3333u) + ((word >> 2) & 0x3333'3333'3333'3333u);
    word = (word + (word >> 4)) & 0x0f0f'0f0f'0f0f'0f0fu;
    return static_cast<unsigned>((word * 0x0101'0101'0101'0101u) >> 56);
#endif
}

constexpr std::uint32_t word_of(std::uint32_t time) { return time / 64; }
constexpr std::uint64_t bit_of(std::uint32_t time) { return std::uint64_t{1} << (time % 64); }
// The bits of a word that stand for later times than `time`.
constexpr std::uint64_t later(std::uint64_t word, std::uint32_t time) { return word >> (time % 64) >> 1; }

}  // namespace

LruCurve::LruCurve() : distances_(1) { resize(64); }

void LruCurve::resize(std::size_t words) {
    words_.resize(words);
    tree_.resize(words + 1);
    used_.resize(words * 64);
}

void LruCurve::run(std::span<const std::uint64_t> pages) { run_blocks(pages.data(), pages.size()); }
void LruCurve::run(std::span<const std::uint32_t> pages) { run_blocks(pages.data(), pages.size()); }

template <class Page>
void LruCurve::run_blocks(const Page* pages, std::size_t count) {
    std::uint64_t previous = last_page_;
    bool any = accesses_ > 0;
    accesses_ += count;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t page = pages[i];
        if (page == previous && any) {
            ++distances_[0];
            continue;
        }
        any = true;
        previous = page;
        PageFront::Entry& front = front_.at(page);
        if (front.page != page) front = {page, ids_.id_of(page)};
        const PageId id = front.id;
        if (id == last_.size()) {  // met for the first time: no distance
            last_.push_back(now_);
            distances_.push_back(0);
        } else {
            const std::uint32_t time = last_[id];
            std::uint32_t distance;
            if (word_of(time) == word_of(now_)) {
                distance = count_ones(later(open_, time));
                open_ &= ~bit_of(time);
            } else {
                distance = count_ones(open_) + move_from_older(time);
            }
            ++distances_[distance];
            last_[id] = now_;
        }
        used_[now_] = id;
        open_ |= bit_of(now_);
        if (++now_ % 64 == 0) close_word();
    }
    last_page_ = previous;
}

// Clears the bit of a time in a closed word; how many last uses in closed words were later.
std::uint32_t LruCurve::move_from_older(std::uint32_t time) {
    std::uint64_t& word = words_[word_of(time)];
    const std::uint32_t distance = closed_live_ - live_up_to(word_of(time)) + count_ones(later(word, time));
    word &= ~bit_of(time);
    add(word_of(time), ~std::uint32_t{0});
    --closed_live_;
    return distance;
}

void LruCurve::close_word() {
    const std::size_t word = now_ / 64 - 1;
    words_[word] = open_;
    const unsigned live = count_ones(open_);
    add(word, live);
    closed_live_ += live;
    open_ = 0;
    if (now_ == used_.size()) squeeze();
}

// Moves the last uses together, keeping their order. At most half of the times are taken afterwards.
void LruCurve::squeeze() {
    std::uint32_t kept = 0;
    for (std::uint32_t time = 0; time < now_; ++time) {
        if (!(words_[word_of(time)] & bit_of(time))) continue;
        const PageId id = used_[time];
        used_[kept] = id;
        last_[id] = kept++;
    }
    now_ = kept;
    if (kept * 2 > used_.size()) resize(words_.size() * 2);
    std::fill(words_.begin(), words_.end(), 0);
    std::fill(tree_.begin(), tree_.end(), 0);
    for (std::size_t word = 0; word < kept / 64; ++word) {
        words_[word] = ~std::uint64_t{0};
        add(word, 64);
    }
    closed_live_ = kept / 64 * 64;
    open_ = bit_of(kept) - 1;
}

void LruCurve::add(std::size_t word, std::uint32_t difference) {
    for (std::size_t i = word + 1; i < tree_.size(); i += i & (~i + 1)) tree_[i] += difference;
}

std::uint32_t LruCurve::live_up_to(std::size_t word) const {
    std::uint32_t live = 0;
    for (std::size_t i = word + 1; i > 0; i &= i - 1) live += tree_[i];
    return live;
}

std::vector<std::uint64_t> LruCurve::misses(std::uint64_t max_frames) const {
    std::vector<std::uint64_t> curve;
    std::uint64_t misses = accesses_;
    for (std::uint64_t frames = 1; frames <= max_frames; ++frames) {
        if (frames <= distances_.size()) misses -= distances_[frames - 1];
        curve.push_back(misses);
    }
    return curve;
}

}  // namespace sim
