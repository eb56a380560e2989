// The last access after all its retries: what `last.` in expressions speaks of.
#pragma once

#include <cstdint>

#include "core/base/events.h"
#include "core/hw/mmu.h"
#include "core/os/kernel.h"

namespace sim {

using base::VirtAddr;

/// The last access after all its retries.
struct LastAccess {
    bool any = false;  ///< false: the machine has not accessed memory yet
    hw::AccessType type = hw::AccessType::read;
    hw::Outcome outcome = hw::Outcome::ok;
    std::uint32_t process = base::no_process;
    unsigned core = 0;
    VirtAddr va{};
    base::PhysAddr pa{};          ///< valid when ok
    std::uint32_t error_code = 0; ///< of the last page fault taken
    unsigned level = 0;           ///< of the leaf, or of the entry that faulted
    unsigned reads = 0;           ///< table entries read by the last try
    unsigned all_reads = 0;       ///< by all tries together
    unsigned faults = 0;          ///< page faults taken on the way
    bool tlb_hit = false;         ///< in the last try
    unsigned tlb_level = 0;       ///< of the TLB that answered then, 1 or 2; 0: none
    std::uint64_t walk_ns = 0;    ///< table reads of the last try, ns
    std::uint64_t ns = 0;         ///< from start to end, kernel included, ns
    os::FaultOutcome fault_outcome = os::FaultOutcome::spurious;  ///< of the last fault; see faults
    os::StaleReach reach = os::StaleReach::none;  ///< when ok: none, or what a stale translation led to

    friend bool operator==(const LastAccess&, const LastAccess&) = default;
};

}  // namespace sim
