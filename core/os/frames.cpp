#include "core/os/frames.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace os {

std::string_view to_text(FrameUse use) {
    static constexpr std::array<std::string_view, frame_use_count> names{"free",      "reserved",  "table",
                                                                     "anonymous", "zero_page", "page_cache"};
    return names[static_cast<std::size_t>(use)];
}

unsigned large_page_bits(const hw::PagingFormat& format) {
    if (format.level_count < 2 || !format.level(2).leaf_allowed || format.table_frames(1) > 1) return 0;
    return format.level(2).shift - format.page_bits;
}

Frames::Frames(std::uint64_t count, std::uint64_t reserved, unsigned large_bits)
    : count_(count), reserved_(reserved), free_(count - reserved), large_bits_(large_bits) {
    used_[static_cast<std::size_t>(FrameUse::reserved)] = reserved;
    used_[static_cast<std::size_t>(FrameUse::free)] = free_;
    // 37 is coprime to every power of two; other sizes take the next stride that visits all.
    for (stride_ = free_ > 37 ? 37 : 1; free_ > 1 && std::gcd(stride_, free_) != 1;) ++stride_;
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
    count(FrameUse::free, info.use, 1);
}

std::optional<Pfn> Frames::allocate(FrameInfo info, std::uint64_t run, std::uint64_t align) {
    if (free_ < run) return std::nullopt;
    const std::uint64_t usable = count_ - reserved_;
    if (run > 1) return allocate_run(info, run, align);
    for (std::uint64_t tried = 0; tried < usable; ++tried) {
        const Pfn first = nth(next_);
        next_ = (next_ + 1) % usable;
        if (first.value % align != 0 || !is_free(first)) continue;
        take(first, info);
        return first;
    }
    return std::nullopt;
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
        if (large_bits_) large_next_ = std::min(large_next_, (first.value + i) >> large_bits_);
    }
}

std::optional<Pfn> Frames::next_booked(Pfn from) const {
    auto next = info_.next_written(from.value);
    if (large_count_ > 0)
        if (const auto run = large_.next_written(from.value >> large_bits_)) {
            const std::uint64_t first = std::max(from.value, *run << large_bits_);
            next = next ? std::min(*next, first) : first;
        }
    return next && *next < count_ ? std::optional(Pfn{*next}) : std::nullopt;
}

// --- large pages --------------------------------------------------------------------------------

std::optional<Pfn> Frames::find_large() const {
    if (large_bits_ == 0 || free_ < large_frames()) return std::nullopt;
    for (std::uint64_t run = large_next_; (run + 1) << large_bits_ <= count_; ++run) {
        const std::uint64_t first = run << large_bits_;
        bool all = first >= reserved_ && large_.get(run).use == FrameUse::free;
        for (std::uint64_t i = 0; i < large_frames() && all;) {
            // What was never written is free: the next written leaf may lie beyond the run.
            const auto written = info_.next_written(first + i);
            if (!written || *written >= first + large_frames()) break;
            i = *written - first;
            all = info_.get(first + i).use == FrameUse::free;
            ++i;
        }
        if (all) return Pfn{first};
    }
    return std::nullopt;
}

std::optional<Pfn> Frames::allocate_large(const FrameInfo& info) {
    const auto head = find_large();
    if (!head) return std::nullopt;
    const std::uint64_t run = head->value >> large_bits_;
    FrameInfo& record = large_.mut(run);
    record = info;
    record.references = 1;
    ++large_count_;
    large_next_ = run + 1;
    count(FrameUse::free, info.use, large_frames());
    return head;
}

void Frames::release_large(Pfn head, std::uint64_t ready_ns) {
    const std::uint64_t run = head.value >> large_bits_;
    count(large_.get(run).use, FrameUse::free, large_frames());
    large_.mut(run) = {};
    --large_count_;
    large_next_ = std::min(large_next_, run);
    if (ready_ns > 0)
        for (std::uint64_t i = 0; i < large_frames(); ++i) info_.mut(head.value + i).ready_ns = ready_ns;
}

void Frames::split_large(Pfn head) {
    const std::uint64_t run = head.value >> large_bits_;
    const FrameInfo whole = large_.get(run);
    large_.mut(run) = {};
    --large_count_;
    for (std::uint64_t i = 0; i < large_frames(); ++i) {
        FrameInfo& record = info_.mut(head.value + i);
        record = whole;
        record.vpn += i;
    }
}

}  // namespace os
