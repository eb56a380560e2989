// Hardware presets: TLB geometry and the cost of each step in ns, every figure with its source.
#pragma once

#include <span>
#include <string_view>

#include "core/base/result.h"
#include "core/hw/tlb.h"

namespace hw {

struct Preset {
    std::string_view name;
    TlbConfig tlb;
    unsigned tlb_ns = 1;             ///< TLB lookup, hit or miss
    unsigned mem_ns = 100;           ///< one read or write of RAM: a table entry or the data
    unsigned minor_ns = 1000;        ///< kernel work for a fault without I/O
    std::uint64_t major_ns = 100000; ///< a fault that reads a disk
    std::string_view source;         ///< where each figure comes from

    friend bool operator==(const Preset&, const Preset&) = default;
};

std::span<const Preset> presets();
/// Row by name; the error suggests the closest.
base::Result<Preset> find_preset(std::string_view name);

}  // namespace hw
