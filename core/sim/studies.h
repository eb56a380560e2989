// Arithmetic of virtual memory, exact: how large page tables are, what an access costs on average, where more frames
// mean more faults.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/base/types.h"
#include "core/hw/format.h"

namespace sim {

using base::u128;

/// One table with an entry for every page of `address_bits` bits of address space.
struct FlatTable {
    u128 entries = 0;
    u128 bytes = 0;
    friend bool operator==(const FlatTable&, const FlatTable&) = default;
};
/// REQUIRES: page_bits <= address_bits <= 64
FlatTable flat_table(unsigned address_bits, unsigned page_bits, unsigned entry_bytes);

/// The tables of a tree that map a range of addresses.
struct TreeTables {
    std::array<u128, hw::max_levels> tables{};  ///< tables[0]: of level 1, the last
    u128 count = 0;                             ///< all of them
    u128 bytes = 0;                             ///< in whole page frames
    friend bool operator==(const TreeTables&, const TreeTables&) = default;
};
/// For [start, start + bytes), mapped by entries of level `leaf` (1: base pages, 2: the next larger).
/// REQUIRES: bytes > 0, the range lies inside of the format's address space, 1 <= leaf <= level_count
TreeTables tree_tables(const hw::PagingFormat& format, base::VirtAddr start, u128 bytes, unsigned leaf = 1);

/// How a tree of tables cuts an address, and how far programs can map.
struct TreeShape {
    std::vector<unsigned> index_bits;  ///< by level, [0] of level 1, the last
    u128 pages = 0;                    ///< that programs can map
    friend bool operator==(const TreeShape&, const TreeShape&) = default;
};
TreeShape tree_shape(const hw::PagingFormat& format);
/// Each table fills one page; the top one has what address bits are left. nullopt when a page holds
/// fewer than two entries. REQUIRES: page_bits <= address_bits <= 64, entry_bytes > 0
std::optional<TreeShape> regular_tree(unsigned address_bits, unsigned page_bits, std::uint64_t entry_bytes);

/// Tables of each level, [0] of level 1, that a program with so many pages has: at least, with its pages
/// side by side, and at most, with its pages as far apart as they can be. The top table always exists.
/// REQUIRES: pages <= shape.pages
std::vector<u128> cheapest_tables(const TreeShape& shape, u128 pages);
std::vector<u128> dearest_tables(const TreeShape& shape, u128 pages);
u128 total(std::span<const u128> tables);

/// A number of ns as a fraction: what a mean is, exactly.
struct Mean {
    u128 sum = 0;
    u128 count = 1;
    friend bool operator==(const Mean&, const Mean&) = default;
};
/// Effective memory access time: each access looks into the TLB and accesses memory, each miss walks first.
///     EMAT = tlb + m + (1 - a) k m,   a = hits / accesses, k = table reads of a walk
/// REQUIRES: costs below 2^60 ns
Mean effective_access(std::uint64_t accesses, std::uint64_t tlb_misses, std::uint64_t tlb_ns, std::uint64_t memory_ns,
                      std::uint64_t walk_reads);
/// With page faults, which cost `fault_ns` instead of a memory access:  EAT = (1 - p) m + p F
Mean effective_access_with_faults(std::uint64_t accesses, std::uint64_t faults, std::uint64_t memory_ns, std::uint64_t fault_ns);
/// The share of accesses that may fault so that the mean is at most (1 + num / den) m:  p <= m num / (den (F - m)).
/// REQUIRES: fault_ns > memory_ns
Mean tolerable_faults(std::uint64_t memory_ns, std::uint64_t fault_ns, std::uint64_t num, std::uint64_t den);

/// Belady's anomaly: the frame counts n for which n + 1 frames miss more often than n. `misses[i]` is for i + 1 frames.
std::vector<std::uint64_t> belady_anomalies(std::span<const std::uint64_t> misses);

}  // namespace sim
