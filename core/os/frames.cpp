#include "core/os/frames.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

namespace os {

std::string_view to_text(FrameUse use) {
    static constexpr std::array<std::string_view, frame_use_count> names{"free",      "reserved",  "table",
                                                                     "anonymous", "zero_page", "page_cache"};
    return names[static_cast<std::size_t>(use)];
}

unsigned large_page_bits(const hw::PagingFormat& format, unsigned level) {
    if (format.level_count < level || format.table_frames(1) > 1) return 0;
    for (unsigned n = 2; n <= level; ++n)
        if (!format.level(n).leaf_allowed) return 0;
    return format.level(level).shift - format.page_bits;
}

Frames::Frames(std::uint64_t count, std::uint64_t reserved, unsigned large_bits, unsigned huge_bits)
    : count_(count), reserved_(reserved), free_(count - reserved) {
    runs_[0].bits = large_bits;
    runs_[1].bits = huge_bits;
    used_[static_cast<std::size_t>(FrameUse::reserved)] = reserved;
    used_[static_cast<std::size_t>(FrameUse::free)] = free_;
    // 37 is coprime to every power of two; other sizes take the next stride that visits all.
    for (stride_ = free_ > 37 ? 37 : 1; free_ > 1 && std::gcd(stride_, free_) != 1;) ++stride_;
    // So many laps through RAM, and one frame more, are a whole number of strides: that many.
    std::uint64_t laps = 0;
    while ((laps * free_ + 1) % stride_ != 0) ++laps;
    unstride_ = (laps * free_ + 1) / stride_;
}

void Frames::count(FrameUse from, FrameUse to, std::uint64_t frames) {
    used_[static_cast<std::size_t>(from)] -= frames;
    used_[static_cast<std::size_t>(to)] += frames;
    free_ = used_[static_cast<std::size_t>(FrameUse::free)];
}

void Frames::take(Pfn pfn, const FrameInfo& info) {
    FrameInfo& record = info_.mut(pfn.value);
    const std::uint64_t ready_ns = record.ready_ns;
    record = info;
    record.references = 1;
    record.ready_ns = ready_ns;
    mark(pfn, true);
    count(FrameUse::free, info.use, 1);
}

std::optional<Pfn> Frames::allocate(FrameInfo info, std::uint64_t run, std::uint64_t align) {
    if (free_ < run) return std::nullopt;
    const std::uint64_t usable = count_ - reserved_;
    if (run > 1) return allocate_run(info, run, align);
    for (std::uint64_t tried = 0; tried < usable; ++tried) {
        go_to_next_free();
        const Pfn first = nth(next_);
        next_ = (next_ + 1) % usable;
        if (first.value % align != 0 || !is_free(first)) continue;
        take(first, info);
        return first;
    }
    return std::nullopt;
}

// From next_ on, and round: over 64 frames at once where all are in use. There may be none, where large pages hold all.
void Frames::go_to_next_free() {
    const std::uint64_t usable = count_ - reserved_;
    for (std::uint64_t words = 0; words <= usable / 64 + 1; ++words) {
        next_ += static_cast<unsigned>(std::countr_one(taken_.get(next_ / 64) >> (next_ % 64)));
        if (next_ >= usable) next_ = 0;
        if (!(taken_.get(next_ / 64) >> (next_ % 64) & 1)) return;
    }
}

std::optional<Pfn> Frames::allocate_run(const FrameInfo& info, std::uint64_t run, std::uint64_t align) {
    std::uint64_t length = 0;  // free frames from `at` up
    for (std::uint64_t at = count_; at-- > reserved_;) {
        length = is_free({at}) ? length + 1 : 0;
        if (length < run || at % align != 0) continue;
        for (std::uint64_t i = 0; i < run; ++i) take({at + i}, info);
        return Pfn{at};
    }
    return std::nullopt;
}

void Frames::release(Pfn first, std::uint64_t run, std::uint64_t ready_ns) {
    for (std::uint64_t i = 0; i < run; ++i) {
        FrameInfo& info = info_.mut(first.value + i);
        count(info.use, FrameUse::free, 1);
        info = {};
        info.ready_ns = ready_ns;
        mark({first.value + i}, false);
    }
    look_again_from(first.value);
}

void Frames::look_again_from(std::uint64_t pfn) {
    for (Runs& runs : runs_)
        if (runs.bits > 0) runs.next = std::min(runs.next, pfn >> runs.bits);
}

std::optional<Pfn> Frames::next_booked(Pfn from) const {
    auto next = info_.next_written(from.value);
    for (const Runs& runs : runs_) {
        if (runs.count == 0) continue;
        if (const auto run = runs.records.next_written(from.value >> runs.bits)) {
            const std::uint64_t first = std::max(from.value, *run << runs.bits);
            next = next ? std::min(*next, first) : first;
        }
    }
    return next && *next < count_ ? std::optional(Pfn{*next}) : std::nullopt;
}

// --- large pages --------------------------------------------------------------------------------

// Every record that was ever written is looked at; what was not is free.
bool Frames::is_free_run(std::uint64_t first, std::uint64_t frames) const {
    const auto all_free = [&](const Records& records, std::uint64_t from, std::uint64_t to) {
        for (std::uint64_t i = from; i < to; ++i) {
            const auto written = records.next_written(i);
            if (!written || *written >= to) return true;
            i = *written;
            if (records.get(i).use != FrameUse::free) return false;
        }
        return true;
    };
    for (const Runs& runs : runs_) {
        if (runs.count == 0) continue;
        const std::uint64_t last = (first + frames - 1) >> runs.bits;
        if (!all_free(runs.records, first >> runs.bits, last + 1)) return false;
    }
    return all_free(info_, first, first + frames);
}

std::optional<Pfn> Frames::find_large(unsigned level) const {
    const Runs& runs = runs_[level - 2];
    const std::uint64_t frames = large_frames(level);
    if (runs.bits == 0 || free_ < frames) return std::nullopt;
    for (std::uint64_t run = runs.next; (run + 1) << runs.bits <= count_; ++run)
        if (const std::uint64_t first = run << runs.bits; first >= reserved_ && is_free_run(first, frames)) return Pfn{first};
    return std::nullopt;
}

std::optional<Pfn> Frames::allocate_large(const FrameInfo& info, unsigned level) {
    const auto head = find_large(level);
    if (!head) return std::nullopt;
    Runs& runs = runs_[level - 2];
    const std::uint64_t run = head->value >> runs.bits;
    FrameInfo& record = runs.records.mut(run);
    record = info;
    record.references = 1;
    ++runs.count;
    runs.next = run + 1;
    count(FrameUse::free, info.use, large_frames(level));
    return head;
}

void Frames::release_large(Pfn head, std::uint64_t ready_ns) {
    Runs& runs = *runs_of(head);
    const std::uint64_t frames = frames_of(head);
    FrameInfo& record = runs.records.mut(head.value >> runs.bits);
    count(record.use, FrameUse::free, frames);
    record = {};
    --runs.count;
    look_again_from(head.value);
    if (ready_ns > 0)
        for (std::uint64_t i = 0; i < frames; ++i) info_.mut(head.value + i).ready_ns = ready_ns;
}

void Frames::split_large(Pfn head) {
    Runs& runs = runs_[0];
    const FrameInfo whole = runs.records.get(head.value >> runs.bits);
    runs.records.mut(head.value >> runs.bits) = {};
    --runs.count;
    for (std::uint64_t i = 0; i < large_frames(); ++i) {
        FrameInfo& record = info_.mut(head.value + i);
        record = whole;
        record.vpn += i;
        mark({head.value + i}, true);
    }
}

}  // namespace os
