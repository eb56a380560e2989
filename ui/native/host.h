// What the running Linux shows a program of itself: places, pages, faults and what they cost, and how far the TLB reaches.
// Linux only.
//
//     look_at_host:  places    this program again, many times --> which bits of its addresses differ
//                    faults    four kinds made on purpose ------> counted by the kernel, timed here
//                    chase     pointers through pages ----------> a step's time; sim::model_chase beside it
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/hw/presets.h"
#include "ui/native/job.h"

namespace ui {

/// Where a part of this program begins, over several runs of it.
struct PlaceBits {
    std::string name;                ///< text, heap, library, vdso or stack
    std::vector<std::uint64_t> seen; ///< an address a run
    unsigned lowest = 0, highest = 0;  ///< of the bits that differ; with n runs a random bit stays unseen with probability 2^(1-n)
    unsigned bits() const { return seen_mask == 0 ? 0 : highest - lowest + 1; }
    std::uint64_t seen_mask = 0;
};
/// Starts this program again `runs` times; `go_on` is asked before each. Empty where it cannot be started, or was stopped.
std::vector<PlaceBits> place_bits(unsigned runs, const std::function<bool()>& go_on);
/// To be called by main() before anything else: a program that was started to say where it lies does so. True: it may end.
bool tell_places(int count, char** arguments);

/// Faults of one kind, as the kernel counts them for this thread, and what each took. One fault may bring several pages
/// of a file.
struct FaultCost {
    std::string name;   ///< touch, copy-on-write, cached file or file on disk
    std::uint64_t pages = 0, minor = 0, major = 0;
    double ns_a_fault = 0;
    std::string why = {};  ///< there are none: no-memory, no-fork, no-file; no-major: the file was in memory all the same
};
/// First touch, copy on write, a file's page that is in memory, one that is not. `folder` is where the file is made.
std::vector<FaultCost> fault_costs(const std::string& folder);

/// A chain of pointers through `pages` pages, one in each; and one through as many cache lines, densely packed.
struct ChasePoint {
    std::uint64_t pages = 0;
    double ns = 0, dense_ns = 0;  ///< a step; the least of `chase_passes`
};
constexpr unsigned chase_passes = 5;
/// 8, 12, 16, 24, ... up to `most_pages`.
std::vector<std::uint64_t> chase_lengths(std::uint64_t most_pages);
/// A point for each length; `go_on` is asked before each.
std::vector<ChasePoint> pointer_chase(std::uint64_t most_pages, const std::function<bool()>& go_on);
/// The last number of pages before the steps take noticeably longer than through dense lines; nothing where they never do.
std::optional<std::uint64_t> chase_knee(const std::vector<ChasePoint>& points);
/// The same chains as the model has them: what was measured of the dense one, and the preset's translation on top.
std::vector<ChasePoint> model_of_chase(const hw::Preset& preset, const std::vector<ChasePoint>& measured);

struct HostRequest {
    unsigned runs = 40;          ///< of this program, to see which bits of its addresses differ
    std::uint64_t pages = 8192;  ///< most pages of the pointer chase
    std::string folder = {};     ///< where the file for the fault costs is made; empty: the one for temporary files
};
struct Host {
    std::string kernel;             ///< "Linux 6.1.0 x86_64"
    std::uint64_t page_bytes = 0, huge_bytes = 0;
    std::string thp, randomize;     ///< as the kernel's own files say; empty where there are none
    std::vector<PlaceBits> places;  ///< empty: this program cannot be started again
    std::vector<FaultCost> faults;
    std::vector<ChasePoint> chase;
    std::optional<std::uint64_t> knee;  ///< of the chase
};
enum class HostStage : unsigned char { places, faults, chase };
/// All of it, in a few seconds. `steps` counts runs, kinds of faults and lengths of the chain; its count is the HostStage.
/// What was stopped is as far as it came.
Host look_at_host(const HostRequest& request, JobSteps& steps);

}  // namespace ui
