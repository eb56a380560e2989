// The silicon of one machine: RAM, cores with their TLBs, and the paging format they walk.
#pragma once

#include <optional>
#include <vector>

#include "core/base/events.h"
#include "core/hw/format.h"
#include "core/hw/presets.h"
#include "core/hw/ram.h"
#include "core/hw/tlb.h"

namespace hw {

struct Core {
    Tlb tlb;
    PhysAddr root{};                         ///< CR3, TTBR0 or satp: physical address of the top table
    std::optional<PhysAddr> high_root;       ///< ARM's TTBR1, for the upper half; without, its addresses fault
    Asid asid{};                             ///< tag of the address space that runs
    std::uint32_t process = base::no_process;  ///< which process runs; no_process: none yet
    VirtAddr fault_address{};                ///< CR2 on x86: the last page fault's address
    std::uint64_t clock_ns = 0;
    std::uint64_t l2_hits = 0;               ///< accesses that the TLB's second level answered

    friend bool operator==(const Core&, const Core&) = default;
};

struct Hardware {
    PagingFormat format;
    Preset costs;
    Ram ram;
    std::vector<Core> cores;
    unsigned executing = 0;     ///< the core whose program or kernel code runs now
    bool write_protect = true;  ///< CR0.WP: the kernel too obeys read-only pages
    bool no_execute = true;     ///< EFER.NXE; off: the NX bit is a reserved bit

    friend bool operator==(const Hardware&, const Hardware&) = default;
};

/// False where EFER.NXE, which only x86 has, is off: then the NX bit of an entry is reserved.
inline bool knows_no_execute(const Hardware& hardware) { return hardware.no_execute || hardware.format.architecture != Architecture::x86; }

/// True when a present entry has a bit set that must be zero; `reserved`: what decode() says of it.
inline bool breaks_rules(const Hardware& hardware, bool reserved, std::uint64_t word) {
    const unsigned nx = hardware.format.entry.no_execute;
    return reserved || (nx != no_bit && base::test_bit(word, nx) && !knows_no_execute(hardware));
}

}  // namespace hw
