// Hardware presets: TLB geometry and the cost of each step in ns, every figure with its source.
#pragma once

#include <span>
#include <string_view>

#include "core/base/result.h"
#include "core/hw/tlb.h"

namespace hw {

/// Where one figure of a preset comes from; "source.teaching": chosen for teaching, a plausible value without a source.
struct FigureSource {
    std::string_view figure;  ///< a cost's name ("mem_ns"), a TLB array's ("L1D 4K"), or "walk caches"
    std::string_view source;  ///< id of a phrase
};

struct Preset {
    std::string_view name;
    TlbPlan tlb;
    unsigned tlb_ns = 1;             ///< lookup in the first level, hit or miss
    unsigned l2_tlb_ns = 0;          ///< lookup in the second level, after a miss in the first
    unsigned mem_ns = 100;           ///< one read or write of RAM: a table entry or the data
    unsigned minor_ns = 1000;        ///< kernel work for a fault without I/O
    std::uint64_t major_ns = 100000; ///< a fault that reads a disk
    std::string_view source;         ///< where the figures come from, in one line: id of a phrase

    friend bool operator==(const Preset&, const Preset&) = default;
};

std::span<const Preset> presets();
/// Row by name; the error suggests the closest.
base::Result<Preset> find_preset(std::string_view name);
/// One row for every cost and every array of the preset; empty for a name that is none.
std::span<const FigureSource> figure_sources(std::string_view preset);

}  // namespace hw
