// Replacement policies as slowly and plainly as their definitions, to compare the fast ones with. They share no code
// with core/: lists are searched, nothing is remembered that could be computed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/rng.h"

namespace reference {

using Pages = std::vector<std::uint64_t>;

struct Outcome {
    std::vector<bool> hits;
    Pages victims;
    std::uint64_t misses() const { return static_cast<std::uint64_t>(std::count(hits.begin(), hits.end(), false)); }
};

// Chooses the index of the victim in `resident` (ordered as loaded, oldest first) before access `now`.
using Choose = std::function<std::size_t(const Pages& trace, std::size_t now, const Pages& resident)>;

inline Outcome replay(const Pages& trace, std::size_t frames, const Choose& choose) {
    Outcome out;
    Pages resident;
    for (std::size_t now = 0; now < trace.size(); ++now) {
        const bool hit = std::find(resident.begin(), resident.end(), trace[now]) != resident.end();
        out.hits.push_back(hit);
        if (hit) continue;
        if (resident.size() == frames) {
            const std::size_t victim = choose(trace, now, resident);
            out.victims.push_back(resident[victim]);
            resident.erase(resident.begin() + static_cast<std::ptrdiff_t>(victim));
        }
        resident.push_back(trace[now]);
    }
    return out;
}

/// Position of the last access to `page` before `now`.
inline std::size_t last_use(const Pages& trace, std::size_t now, std::uint64_t page) {
    while (trace[--now] != page) {}
    return now;
}
inline std::size_t next_use(const Pages& trace, std::size_t now, std::uint64_t page) {
    while (now < trace.size() && trace[now] != page) ++now;
    return now;
}

inline std::size_t fifo(const Pages&, std::size_t, const Pages&) { return 0; }
inline std::size_t lru(const Pages& trace, std::size_t now, const Pages& resident) {
    const auto older = [&](std::uint64_t a, std::uint64_t b) { return last_use(trace, now, a) < last_use(trace, now, b); };
    return static_cast<std::size_t>(std::min_element(resident.begin(), resident.end(), older) - resident.begin());
}
inline std::size_t mru(const Pages& trace, std::size_t now, const Pages& resident) {
    return static_cast<std::size_t>(std::find(resident.begin(), resident.end(), trace[now - 1]) - resident.begin());
}
inline std::size_t lfu(const Pages& trace, std::size_t now, const Pages& resident) {
    const auto count = [&](std::uint64_t page) { return std::count(trace.begin(), trace.begin() + static_cast<std::ptrdiff_t>(now), page); };
    std::size_t best = 0;
    for (std::size_t i = 1; i < resident.size(); ++i) {
        const auto a = count(resident[i]), b = count(resident[best]);
        if (a < b || (a == b && last_use(trace, now, resident[i]) < last_use(trace, now, resident[best]))) best = i;
    }
    return best;
}
inline std::size_t opt(const Pages& trace, std::size_t now, const Pages& resident) {
    const auto sooner = [&](std::uint64_t a, std::uint64_t b) { return next_use(trace, now, a) < next_use(trace, now, b); };
    return static_cast<std::size_t>(std::max_element(resident.begin(), resident.end(), sooner) - resident.begin());
}

/// Clock on an array of frames with a bit each, as drawn in textbooks.
inline Outcome clock(const Pages& trace, std::size_t frames, bool bit_on_load) {
    struct Frame {
        std::uint64_t page;
        bool bit;
    };
    Outcome out;
    std::vector<Frame> ring;
    std::size_t hand = 0;
    for (const std::uint64_t page : trace) {
        const auto at = std::find_if(ring.begin(), ring.end(), [&](const Frame& frame) { return frame.page == page; });
        out.hits.push_back(at != ring.end());
        if (at != ring.end()) {
            at->bit = true;
        } else if (ring.size() < frames) {
            ring.push_back({page, bit_on_load});
        } else {
            while (ring[hand].bit) ring[hand].bit = false, hand = (hand + 1) % frames;
            out.victims.push_back(ring[hand].page);
            ring[hand] = {page, bit_on_load};
            hand = (hand + 1) % frames;
        }
    }
    return out;
}

/// The fewest misses any sequence of choices gives: every choice is tried. For very short strings.
inline std::uint64_t fewest_misses(const Pages& trace, std::size_t frames, std::size_t now = 0, Pages resident = {}) {
    for (; now < trace.size(); ++now)
        if (std::find(resident.begin(), resident.end(), trace[now]) == resident.end()) break;
    if (now == trace.size()) return 0;
    if (resident.size() < frames) {
        resident.push_back(trace[now]);
        return 1 + fewest_misses(trace, frames, now + 1, resident);
    }
    std::uint64_t best = ~std::uint64_t{0};
    for (std::size_t i = 0; i < frames; ++i) {
        Pages other = resident;
        other[i] = trace[now];
        best = std::min(best, 1 + fewest_misses(trace, frames, now + 1, other));
    }
    return best;
}

/// A string of random accesses with some locality: near pages, repeats, and far jumps to sparse 64-bit page numbers.
inline Pages random_trace(std::uint64_t seed, std::size_t length, std::uint64_t distinct) {
    base::Rng rng{seed};
    Pages trace;
    std::uint64_t page = 0;
    while (trace.size() < length) {
        switch (rng.below(5)) {
            case 0: break;  // again
            case 1: page = (page + 1) % distinct; break;
            case 2: page = rng.below(distinct / 4 + 1); break;
            default: page = rng.below(distinct); break;
        }
        trace.push_back(page % 3 == 0 ? page : ~(page << 40));  // small numbers, and others up to 2^64 - 1
    }
    return trace;
}

}  // namespace reference
