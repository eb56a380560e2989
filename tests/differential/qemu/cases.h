// Random page tables and random accesses to them.
#pragma once

#include <vector>

#include "core/base/rng.h"
#include "core/hw/mmu.h"
#include "tests/differential/qemu/guest_ram.h"

namespace qemu {

struct Probe {
    hw::AccessRequest request;
    std::uint8_t value = 0;               // what a write leaves in the last byte of its 8
    std::vector<std::uint64_t> entries;   // where the words of the walk lie, from the root down
};

struct Case {
    std::uint64_t root = 0;
    std::vector<std::uint64_t> frames;  // of the tables
    std::vector<Probe> probes;
};

/// Makes the tables of one case in `machine`'s RAM from `next_frame` on, and accesses that fit them:
/// everything the processor distinguishes is common in them.
class CaseMaker {
public:
    CaseMaker(hw::Hardware& machine, std::uint64_t harness_entry, base::Rng& rng)
        : machine_(machine), harness_entry_(harness_entry), rng_(rng) {}

    Case make(unsigned probe_count, std::uint64_t& next_frame);

private:
    std::uint64_t new_table(Case& made, std::uint64_t& next_frame);
    void add_path(Case& made, std::uint64_t va, std::uint64_t& next_frame);
    std::uint64_t random_flags(unsigned level, bool leaf);
    std::uint64_t random_leaf(unsigned level);
    std::uint64_t random_address();
    bool fits(const Probe& probe);

    hw::Hardware& machine_;
    std::uint64_t harness_entry_;
    base::Rng& rng_;
    std::vector<std::uint64_t> addresses_;  // that paths were made for
};

}  // namespace qemu
