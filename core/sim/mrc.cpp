#include "core/sim/mrc.h"

#include <algorithm>

namespace sim {
namespace {

unsigned count_ones(std::uint64_t word) { return static_cast<unsigned>(__builtin_popcountll(word)); }

constexpr std::uint32_t word_of(std::uint32_t time) { return time / 64; }
constexpr std::uint64_t bit_of(std::uint32_t time) { return std::uint64_t{1} << (time % 64); }
// The bits of a word that stand for later times than `time`.
constexpr std::uint64_t later(std::uint64_t word, std::uint32_t time) { return word >> (time % 64) >> 1; }

}  // namespace

LruCurve::LruCurve() : distances_(1), pages_(block), block_distances_(block) { resize(256); }

void LruCurve::resize(std::size_t words) {
    words_.resize(words);
    tree_.resize(words + 1);
    used_.resize(words * 64);
}

void LruCurve::run(std::span<const std::uint64_t> pages) { run_blocks(pages.data(), pages.size()); }
void LruCurve::run(std::span<const std::uint32_t> pages) { run_blocks(pages.data(), pages.size()); }

template <class Page>
void LruCurve::run_blocks(const Page* pages, std::size_t count) {
    if (count > 0 && accesses_ == 0) last_page_ = ~std::uint64_t{pages[0]};  // the first access repeats nothing
    accesses_ += count;
    for (; count > 0; ) {
        const std::size_t size = std::min(count, block);
        const std::size_t distinct = drop_repeats(pages, size);
        distances_[0] += size - distinct;
        run_block(distinct);
        pages += size, count -= size;
    }
}

// No branch depends on what repeats: that could not be predicted.
template <class Page>
std::size_t LruCurve::drop_repeats(const Page* pages, std::size_t count) {
    std::uint64_t* out = pages_.data();
    std::uint64_t previous = last_page_;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t page = pages[i];
        out[kept] = page;
        kept += page != previous;
        previous = page;
    }
    last_page_ = previous;
    return kept;
}

// The distances go to a list first, and are counted afterwards: see PageFront on stores with late addresses.
void LruCurve::run_block(std::size_t count) {
    const std::uint64_t* pages = pages_.data();
    std::uint32_t* distances = block_distances_.data();
    PageId* used = used_.data();
    PageFront::Table& front = front_.table();
    std::uint64_t fresh = 0;
    std::uint64_t open = window_.open, recent = window_.recent;
    std::uint32_t open_live = window_.open_live, now = window_.now;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t place = PageFront::place_of(pages[i]);
        if (front.page[place] != pages[i]) enter(pages[i], place);
        const auto time = static_cast<std::uint32_t>(front.time[place]);
        front.time[place] = now;
        used[now] = front.id[place];
        const std::uint32_t age = word_of(now) - word_of(time);
        const std::uint64_t in_recent = ~std::uint64_t{age & 1} + 1;  // all ones or none; only used when age <= 1
        const std::uint64_t bit = bit_of(time);
        const std::uint64_t word = (open & ~in_recent) | (recent & in_recent);
        std::uint32_t distance = count_ones(later(word, time)) + (open_live & static_cast<std::uint32_t>(in_recent));
        if (age <= 1) [[likely]] {
            open &= ~bit | in_recent;
            recent &= ~(bit & in_recent);
            open_live -= ~age & 1;
        } else if (time == never) {
            distance = 0;
            ++fresh;
        } else {
            distance = take_from_older(time, recent) + open_live;
        }
        distances[i] = distance;
        open |= bit_of(now);
        ++open_live;
        if (++now % 64 == 0) {
            window_ = {open, recent, open_live, now};
            close_word();
            open = window_.open, recent = window_.recent, open_live = window_.open_live, now = window_.now;
            used = used_.data();
        }
    }
    window_ = {open, recent, open_live, now};
    count_distances(count);
    distances_[0] -= fresh;  // they came back from nowhere
}

// Most distances are the same few: counting neighbours in different places lets the processor overlap them.
void LruCurve::count_distances(std::size_t count) {
    constexpr std::size_t lanes = 4, near = 64;
    std::uint32_t counts[lanes][near] = {};
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t distance = block_distances_[i];
        if (distance < near) ++counts[i % lanes][distance];
        else ++distances_[distance];
    }
    for (std::size_t distance = 0; distance < std::min(near, distances_.size()); ++distance)
        distances_[distance] += counts[0][distance] + counts[1][distance] + counts[2][distance] + counts[3][distance];
}

void LruCurve::enter(std::uint64_t page, std::size_t place) {
    if (front_.in_use(place)) last_[front_.table().id[place]] = static_cast<std::uint32_t>(front_.table().time[place]);
    const PageId id = ids_.id_of(page);
    if (id == last_.size()) {
        last_.push_back(never);
        distances_.push_back(0);
    }
    front_.put(place, page, last_[id], id);
}

// Clears the bit of a time in an older word; how many last uses there were since, up to the recent word.
std::uint32_t LruCurve::take_from_older(std::uint32_t time, std::uint64_t recent) {
    std::uint64_t& word = words_[word_of(time)];
    const std::uint32_t distance = count_ones(recent) + older_live_ - live_up_to(word_of(time)) + count_ones(later(word, time));
    word &= ~bit_of(time);
    add(word_of(time), ~std::uint32_t{0});
    --older_live_;
    return distance;
}

// The open word becomes the recent one, the recent one the newest of the older.
void LruCurve::close_word() {
    const std::size_t word = window_.now / 64 - 1;
    if (word > 0) {
        const std::uint32_t live = count_ones(window_.recent);
        words_[word - 1] = window_.recent;
        add(word - 1, live);
        older_live_ += live;
    }
    window_.recent = window_.open;
    window_.open = 0;
    window_.open_live = 0;
    if (window_.now == used_.size()) squeeze();
}

// Moves the last uses together, keeping their order. At most half of the times are taken afterwards.
void LruCurve::squeeze() {
    words_[words_.size() - 1] = window_.recent;
    PageFront::Table& front = front_.table();
    for (std::size_t place = 0; place < PageFront::places; ++place)
        if (front_.in_use(place)) last_[front.id[place]] = static_cast<std::uint32_t>(front.time[place]);
    std::uint32_t kept = 0;
    for (std::size_t word = 0; word < words_.size(); ++word)
        for (std::uint64_t live = words_[word]; live != 0; live &= live - 1) {
            const PageId id = used_[word * 64 + static_cast<unsigned>(__builtin_ctzll(live))];
            used_[kept] = id;
            last_[id] = kept++;
        }
    for (std::size_t place = 0; place < PageFront::places; ++place)
        if (front_.in_use(place)) front.time[place] = last_[front.id[place]];
    if (kept * 2 > used_.size()) resize(words_.size() * 2);
    std::fill(words_.begin(), words_.end(), 0);
    std::fill(tree_.begin(), tree_.end(), 0);
    const std::uint32_t full = kept / 64;
    for (std::uint32_t word = 0; word + 1 < full; ++word) {
        words_[word] = ~std::uint64_t{0};
        add(word, 64);
    }
    older_live_ = full > 1 ? (full - 1) * 64 : 0;
    window_ = {bit_of(kept) - 1, full > 0 ? ~std::uint64_t{0} : 0, kept % 64, kept};
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
