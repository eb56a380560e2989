// Tags of address spaces: the number beside each TLB entry (x86: PCID, ARM and RISC-V: ASID) that lets
// translations of several address spaces lie in one TLB, so that a context switch need not flush.
//
//     unlimited   every address space keeps one tag for ever: no switch flushes
//     N a core    each core hands out its own N tags; when all are taken, the one used longest ago
//                 goes to the newcomer, and what the TLB holds under it is flushed (Linux on x86 uses 6
//                 a core, in turn)
//     off         every switch to another address space flushes all but global pages
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/events.h"
#include "core/hw/hardware.h"

namespace os {

struct Kernel;

constexpr std::uint32_t unlimited_tags = ~std::uint32_t{0};
/// The most tags that a core of the format could tell apart.
std::uint32_t most_tags(const hw::PagingFormat&);

/// Tag i + 1 of a core is slot i.
struct TagSlot {
    std::uint64_t space = 0;  ///< the address space it stands for (Process::asid); 0: none
    std::uint64_t used = 0;   ///< stamp of the last switch to it

    friend bool operator==(const TagSlot&, const TagSlot&) = default;
};

/// A part of Kernel.
struct Tags {
    std::uint32_t limit = unlimited_tags;      ///< tags of a core; 0: off
    std::vector<std::vector<TagSlot>> cores;   ///< by core, when limited; no longer than limit
    std::uint64_t stamp = 0;
    std::uint64_t recycled = 0;                ///< tags taken from one address space for another
    std::uint64_t flushes = 0;                 ///< that context switches made for want of a tag

    friend bool operator==(const Tags&, const Tags&) = default;
};

/// Stands for no address space: only global entries match it.
constexpr base::Asid no_tag{~std::uint64_t{0} >> 9};
/// The tag under which the core's TLB may hold entries of the process; no_tag when it holds none.
base::Asid tag_on(const Kernel&, const hw::Hardware&, unsigned core, std::uint32_t process);

/// Loads the tag of the process, which `core` is switching to from another address space. What has to be
/// flushed for that is left to flush_for_tag().
enum class TagChange : std::uint8_t {
    none,      ///< the address space still has its tag
    fresh,     ///< it got one that nobody had
    recycled,  ///< it got another's
    all,       ///< there are no tags
};
TagChange load_tag(Kernel&, hw::Hardware&, unsigned core, std::uint32_t process);
/// Flushes what load_tag() asks for, and tells.
void flush_for_tag(Kernel&, hw::Hardware&, unsigned core, TagChange, base::EventSink&);
/// The address space loaded on `core` is gone for good; its tag there is free.
void drop_tag(Kernel&, hw::Hardware&, unsigned core);

/// From now on so many tags a core (0: off). All TLBs are flushed, because the numbers mean something
/// else now.
void set_tags(Kernel&, hw::Hardware&, std::uint32_t limit, base::EventSink&);

}  // namespace os
