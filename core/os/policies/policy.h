// Replacement policies: which page leaves when a frame is needed. Each is one small struct over dense page ids,
// written once: sim/replay feeds them a trace, os/reclaim feeds them frames.
//
//     static constexpr Sees sees;            what it must be told of
//     static constexpr bool marks_loaded;    a page that was just loaded counts as accessed
//     static constexpr std::size_t bytes_a_page;  that it remembers, ours; about
//     void grow(std::size_t ids);            ids below `ids` may be named from now on; what was known stays
//     void admit(PageId page, Sight& sight); the page is resident now. REQUIRES: it was not
//     void touch(PageId page);               a resident page was accessed; does nothing unless it sees every access
//     PageId evict(Sight& sight);            chooses a page and takes it out. REQUIRES: size() > 0
//     PageId evict(Sight& sight, std::size_t looks = all_looks);  the same where the search can be long and all of it
//                                            lies in the policy: no_page after so many looks, and it goes on when asked again
//     void forget(PageId page);              the page is gone (unmapped, freed): out of the lists, its history wiped
//     std::size_t size() const;              resident pages
//
// All are plain values: copyable, comparable, no pointers. The caller knows which pages are resident, and counts.
// A page that is touched while it is being loaded is admitted, not touched.
//
// The accessed bit belongs to the caller, as the hardware's belongs to the page table: it sets the bit at each access,
// and at the load itself when `marks_loaded`; with `marks_loaded` false it clears the bit once the access that caused
// the load is done. The policy reads and clears it through `Sight`.
//
// A caller whose ids stand for frames, not for pages, calls forget(page) after evict() too: the next page in that
// frame must not inherit a history. (Only `lfu` keeps one after eviction.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/base/result.h"

namespace os {

/// A page as the policies know it: 0, 1, 2, ... in whatever order the caller met them.
using PageId = std::uint32_t;
constexpr PageId no_page = ~PageId{0};
constexpr std::size_t all_looks = ~std::size_t{0};

/// What a policy needs to know of the accesses. A real kernel can have the first two, none can have the rest.
enum class Sees : std::uint8_t { faults, accessed_bit, every_access, future };
/// True when a real kernel could run such a policy.
constexpr bool kernel_can_see(Sees sees) { return sees == Sees::faults || sees == Sees::accessed_bit; }

/// What a policy may look at while it chooses. Policies take it as a template argument; this is the form for callers
/// that hold a policy chosen at run time.
class Sight {
public:
    virtual ~Sight() = default;
    virtual bool accessed(PageId page) = 0;         ///< the accessed bit, of any entry that maps the page
    virtual void clear_accessed(PageId page) = 0;
    virtual void expect(std::span<const PageId>) {} ///< up to `most_expected` that are asked for soon, or never: nothing changes
    static constexpr std::size_t most_expected = 16;
    virtual bool dirty(PageId page) = 0;            ///< eviction would have to write the page to disk first
    virtual void write_back(PageId page) = 0;       ///< start writing a dirty page; it may be clean at once or later
    virtual std::uint64_t now() = 0;                ///< a clock that counts references (replay) or ns
};

struct PolicyOptions {
    std::uint64_t seed = 1;       ///< of `random`
    std::uint64_t tau = 10'000;   ///< window of `wsclock`, in units of Sight::now()

    friend bool operator==(const PolicyOptions&, const PolicyOptions&) = default;
};

struct PolicyRow {
    std::string_view name;         ///< as in `set policy NAME`; phrase("policy.help." + name) says what it does
    Sees sees;
    bool marks_loaded;             ///< see above
    std::size_t bytes_a_page;      ///< see above
};

/// Every policy, in the order that help lists them.
std::span<const PolicyRow> policies();
/// The row of that name; the error suggests the closest.
base::Result<PolicyRow> find_policy(std::string_view name);

}  // namespace os
