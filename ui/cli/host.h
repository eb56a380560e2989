// What the running Linux shows a program of itself: places, pages, faults and what they cost. Linux only.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cli {

/// Text of a small file such as /proc/sys/kernel/randomize_va_space, without its last line feed; nothing where there is none.
std::optional<std::string> small_file(const std::string& path);

/// Where one process's parts begin.
struct Places {
    std::uint64_t text = 0, heap = 0, library = 0, vdso = 0, stack = 0;
};
/// This process's, from /proc/self/maps.
Places own_places();

/// Bits that differ between runs: with n runs a random bit stays unseen with probability 2^(1-n).
struct PlaceBits {
    std::string name;
    std::vector<std::uint64_t> seen;
    unsigned lowest = 0, highest = 0;  ///< of the bits that differ
    unsigned bits() const { return seen_mask == 0 ? 0 : highest - lowest + 1; }
    std::uint64_t seen_mask = 0;
};
/// Starts this program again `runs` times. Empty where it cannot be started.
std::vector<PlaceBits> place_bits(unsigned runs);

/// Faults of one kind, as the kernel counts them for this process, and what each took. One fault may bring several pages
/// of a file.
struct FaultCost {
    std::string name;
    std::uint64_t pages = 0, minor = 0, major = 0;
    double ns_a_fault = 0;
    std::string note = {};  ///< why there is none
};
/// First touch, copy on write, a file's page that is in memory, one that is not. `folder` is where the file is made.
std::vector<FaultCost> fault_costs(const std::string& folder);

/// A chain of pointers through `pages` pages, one in each; and one through as many cache lines, densely packed.
struct ChasePoint {
    std::uint64_t pages = 0;
    double ns = 0, dense_ns = 0;  ///< a step; the least of `passes`
};
constexpr unsigned chase_passes = 5;
std::vector<ChasePoint> pointer_chase(std::uint64_t most_pages);
/// The last number of pages before the steps take noticeably longer than through dense lines; nothing where they never do.
std::optional<std::uint64_t> chase_knee(const std::vector<ChasePoint>& points);

}  // namespace cli
