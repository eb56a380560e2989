#include "core/os/frames.h"

#include <array>
#include <numeric>

namespace os {

std::string_view to_text(FrameUse use) {
    static constexpr std::array<std::string_view, 5> names{"free", "reserved", "table", "anonymous", "zero_page"};
    return names[static_cast<std::size_t>(use)];
}

Frames::Frames(std::uint64_t count, std::uint64_t reserved) : count_(count), reserved_(reserved), free_(count - reserved) {
    used_[static_cast<std::size_t>(FrameUse::reserved)] = reserved;
    used_[static_cast<std::size_t>(FrameUse::free)] = free_;
    // 37 is coprime to every power of two; other sizes take the next stride that visits all.
    for (stride_ = free_ > 37 ? 37 : 1; free_ > 1 && std::gcd(stride_, free_) != 1;) ++stride_;
}

void Frames::take(Pfn pfn, const FrameInfo& info) {
    info_.mut(pfn.value) = info;
    info_.mut(pfn.value).references = 1;
    --free_;
    --used_[static_cast<std::size_t>(FrameUse::free)];
    ++used_[static_cast<std::size_t>(info.use)];
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

void Frames::release(Pfn first, std::uint64_t run) {
    for (std::uint64_t i = 0; i < run; ++i) {
        FrameInfo& info = info_.mut(first.value + i);
        --used_[static_cast<std::size_t>(info.use)];
        ++used_[static_cast<std::size_t>(FrameUse::free)];
        ++free_;
        info = {};
    }
}

}  // namespace os
