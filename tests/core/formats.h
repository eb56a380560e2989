// Every paging format the tests try: the built-in rows and toy formats drawn from a seed.
#pragma once

#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/hw/format.h"

namespace test {

/// One line that describes a toy format; no two fields overlap.
inline std::string random_toy_line(base::Rng& rng) {
    constexpr unsigned sizes[] = {1, 2, 4, 8};
    const unsigned bytes = sizes[rng.below(4)];
    // Bits are dealt from the top of a shuffled word; the frame number takes a run at the bottom.
    const unsigned frame_bits = 2 + static_cast<unsigned>(rng.below(bytes == 1 ? 4 : bytes * 4));
    std::vector<unsigned> spare;
    for (unsigned bit = frame_bits; bit < bytes * 8; ++bit) spare.push_back(bit);
    for (std::size_t i = spare.size(); i > 1; --i) std::swap(spare[i - 1], spare[rng.below(i)]);
    std::string flags = " valid=" + std::to_string(spare.back());
    spare.pop_back();
    for (const char* name : {"write", "user", "nx", "accessed", "dirty"})
        if (!spare.empty() && rng.below(3) != 0) {
            flags += std::string(" ") + name + "=" + std::to_string(spare.back());
            spare.pop_back();
        }
    const unsigned level_count = 1 + static_cast<unsigned>(rng.below(6));
    unsigned offset = 3 + static_cast<unsigned>(rng.below(8)), va = offset;
    std::string levels;
    for (unsigned i = 0; i < level_count; ++i) {
        const unsigned width = 1 + static_cast<unsigned>(rng.below(6));
        va += width;
        levels += (i ? "," : "") + std::to_string(width);
    }
    return "va=" + std::to_string(va) + " levels=" + levels + " offset=" + std::to_string(offset) + " pte=" +
           std::to_string(bytes) + "B frame=" + std::to_string(frame_bits - 1) + ":0" + flags;
}

inline std::vector<hw::PagingFormat> all_formats(unsigned toys, std::uint64_t seed = 1) {
    const auto rows = hw::builtin_formats();
    std::vector<hw::PagingFormat> formats(rows.begin(), rows.end());
    for (const char* name : {"sv32+svadu", "sv39+svadu", "sv39+svnapot", "sv48+svadu+svnapot", "arm64-4k-48+hafdbs", "arm64-64k-52+hafdbs"})
        formats.push_back(*hw::find_format(name));
    base::Rng rng{seed};
    for (unsigned i = 0; i < toys; ++i) formats.push_back(*hw::find_format(random_toy_line(rng)));
    return formats;
}

}  // namespace test
