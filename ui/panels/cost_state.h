// What one access cost, as the sum of its parts: read off the events, each of which says how long it
// took. A retry after a fault belongs to the same access.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ui/walk_state.h"

namespace ui {

enum class CostKind : unsigned char {
    lookup,  ///< in the TLB, hit or miss
    read,    ///< one table entry of a level
    fault,   ///< the kernel's work
    disk,    ///< the core stands still until the disk has brought the page
    others,  ///< the kernel tells other cores and waits for them
    data,    ///< the byte itself
};

/// One row: what it is, what one costs on this machine, and what the access paid.
struct CostPart {
    CostKind kind{};
    unsigned level = 0;         ///< of a read
    std::uint64_t price = 0;    ///< ns; what the preset says
    std::uint64_t paid = 0;     ///< ns, all times together
    unsigned times = 0;
    bool remembered = false;    ///< a read that a paging-structure cache spared
    base::PhysAddr entry{};     ///< of the last read
};

struct AccessCost {
    base::VirtAddr va{};
    hw::AccessType type{};
    std::vector<CostPart> parts;  ///< every kind, in this order; one a level from the top
    std::uint64_t ns = 0;         ///< the sum
    std::uint64_t end = 0;        ///< position behind its last event
    unsigned faults = 0;
    bool hit = false;             ///< the TLB answered
    bool over = false;            ///< nothing more of it follows
    bool killed = false;          ///< ... because the kernel could not repair it, or the address is none
};

struct CostState {
    std::vector<CostPart> prices;      ///< the same rows with nothing paid
    std::optional<AccessCost> last;    ///< the present access at the timeline's position, as far as it has gone
    std::optional<AccessCost> before;  ///< the one before it
    std::optional<std::uint64_t> hit_ns;  ///< an access that finds its page in the TLB; nullopt: there is none
};

/// Remembers what it found last: for one timeline at one position it is asked many times.
const CostState& cost_state(const script::Timeline& timeline);

/// "pgd", "tlb", "data", ...: as prose links to it.
std::string part_of(const hw::PagingFormat& format, const CostPart& part);
std::string_view role_of(const hw::PagingFormat& format, const CostPart& part);
std::string name_of(const sim::Machine& machine, const CostPart& part);
/// "4 × 100 ns" or "100 ns".
std::string paid_text(const CostPart& part);
/// "1 ns + 4 × 100 ns + 100 ns = 501 ns".
std::string sum_text(const AccessCost& cost);

/// What lies where on the ruler whatever the access: memory, an SSD, a hard disk.
struct CostMark {
    std::string name;
    std::uint64_t ns;
};
std::vector<CostMark> cost_marks(const sim::Machine& machine);

}  // namespace ui
