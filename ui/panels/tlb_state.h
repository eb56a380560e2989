// What the TLB panel is about: the arrays of one core, what the last access did with them, the set that
// an address goes to, and the entries that differ from the page tables now.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/hw/tlb.h"
#include "ui/walk_state.h"

namespace ui {

/// What is special about an entry.
enum class TlbMark : unsigned char { none, used, filled };

/// Against the tables as they are now.
enum class Staleness : unsigned char {
    none,
    unmapped,  ///< the tables map nothing there any more
    moved,     ///< they name another frame
    narrowed,  ///< they forbid what the entry allows
};

struct TlbState {
    const sim::Machine* machine = nullptr;
    const hw::Tlb* tlb = nullptr;
    unsigned core = 0;
    std::optional<base::VirtAddr> va = {};  ///< the step's address, or the last access's
    hw::AccessType type = hw::AccessType::read;
    base::Asid tag{};                       ///< under which `va` is looked up
    std::uint32_t process = base::no_process;

    /// What the last access to `va` did here.
    struct Fill {
        unsigned array = 0;
        std::uint32_t slot = 0;
        std::optional<std::uint64_t> evicted = {};  ///< virtual page number of what made room
    };
    bool looked_up = false;      ///< that access has asked the TLB
    unsigned hit_level = 0;      ///< 1 or 2: where it was found; 0: nowhere
    std::optional<hw::MissReason> miss = {};
    std::vector<Fill> fills = {};

    const hw::TlbArray& array(unsigned i) const { return tlb->arrays()[i]; }
    const hw::TlbArrayConfig& config(unsigned i) const { return tlb->plan().arrays[i]; }
    /// The array is asked for `va`.
    bool asked(unsigned i) const;
    /// The set that the base page of `va` goes to; nullopt where the array does not hold it.
    std::optional<unsigned> set(unsigned i) const;
    TlbMark mark(unsigned i, std::uint32_t slot) const;
    const Fill* fill(unsigned i, std::uint32_t slot) const;
    /// The slot that answered or was filled; else hw::TlbArray::none.
    std::uint32_t marked_slot(unsigned i) const;
    /// The first array that holds base pages accessed as `va` was, of a level; nullopt: there is none.
    std::optional<unsigned> main_array(unsigned level) const;
};

/// nullopt: the machine has no TLB. The state points into the context's machine.
std::optional<TlbState> tlb_state(const PanelContext& context);

/// What an entry says against `now`, what the tables say of its first page. An entry for ARM's upper half, which
/// has another root, is taken to be right.
Staleness staleness_of(const sim::Machine& machine, const hw::TlbEntry& entry, const hw::TableRights& now);
/// Of every entry, by array and slot. Looks once a moment of the timeline and remembers that.
const std::vector<std::vector<Staleness>>& staleness(const script::Timeline& timeline, unsigned core);

/// Process whose entries the core keeps under the tag; no_process: none that is alive.
std::uint32_t process_of_tag(const sim::Machine& machine, unsigned core, base::Asid tag);

// --- words --------------------------------------------------------------------------------------

/// "L1D 4K", "TLB".
std::string array_name(const TlbState& state, unsigned array);
/// "64 entries, 16 sets of 4 ways" or "96 entries, fully associative"; `brief`: "64 · 4-way".
std::string shape_text(const hw::TlbConfig& shape, bool brief);
/// "read", "write", "fetch", or what of these it serves.
std::string serves_text(const hw::TlbArrayConfig& config);
/// What the last access came to, in a sentence; empty before it has asked.
std::string lookup_text(const PanelContext& context, const TlbState& state);
/// The word beside an entry: "hit", "filled", "stale: ..."; empty for most.
std::string mark_text(const PanelContext& context, const TlbState& state, unsigned array, std::uint32_t slot);
std::string stale_text(Staleness staleness);
/// "hits 72 · misses 8", and with `rate` the share of hits.
std::string count_text(const PanelContext& context, const TlbState& state, bool rate);

/// One line a level and page size: entries and what they reach.
struct Reach {
    unsigned level = 1;
    std::uint64_t page = 0;     ///< bytes
    std::uint64_t entries = 0;
    base::u128 bytes() const { return base::u128{page} * entries; }
};
/// For data reads; the base page first. `all`: the large sizes of the format, too.
std::vector<Reach> reaches(const TlbState& state, bool all);
std::string reach_text(const PanelContext& context, const Reach& reach);

/// "invlpg 0x7f3a_4000_0000": drops the entry.
std::string invlpg_command(const TlbState& state, const hw::TlbEntry& entry);
base::VirtAddr entry_address(const TlbState& state, const hw::TlbEntry& entry);

}  // namespace ui
