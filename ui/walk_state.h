// The walk that the reader looks at: what the present access has read by the timeline's position,
// or, where a lesson asks for it, the first N reads of a walk that has not been made. Derived anew
// from events and RAM each time; nothing is remembered.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/hw/mmu.h"
#include "core/script/timeline.h"
#include "ui/panel.h"

namespace ui {

/// One table on the way. The first not yet read is known by its frame only; those below are not.
struct WalkTable {
    unsigned level = 0;
    bool known = false;   ///< its frame is known: from CR3, or named by an entry that was read
    bool read = false;    ///< its entry was read
    base::PhysAddr table{};
    std::uint64_t index = 0;
    base::PhysAddr entry{};
    std::uint64_t word = 0;  ///< as it stands now (A and D included); valid when read
};

struct WalkState {
    enum class Phase {
        none,                ///< no process, or no address to walk for
        before,              ///< nothing read yet
        reading,             ///< some tables read
        translated,          ///< the physical address is known
        page_fault,
        general_protection,
        tlb_hit,             ///< no table was read
    };
    Phase phase = Phase::none;
    base::VirtAddr va{};
    std::uint32_t process = base::no_process;
    bool made = false;               ///< an access on the timeline; else a walk told by the lesson
    std::vector<WalkTable> tables;   ///< from the root down, one a level of the format
    unsigned reads = 0;
    std::uint64_t ns = 0;            ///< of the reads, or of the TLB hit
    unsigned leaf = 0;               ///< level of the leaf; 0 while unknown
    base::PhysAddr pa{};             ///< when translated or tlb_hit
    unsigned fault_level = 0;
    std::uint32_t error_code = 0;
    std::optional<os::FaultOutcome> outcome = {};  ///< what the kernel did about the fault

    /// The table whose entry comes next; nullptr when the walk is over.
    const WalkTable* next() const;
    const WalkTable* last_read() const;
};

/// The walk for a panel: `show.reads` reads for its argument, or the timeline's last access, or,
/// when the argument was changed since or nothing was accessed, the argument's with no read yet.
WalkState walk_state(const PanelContext& context);

/// The address a panel is about: its argument's value (a name, or any expression), else that of the
/// last access. `name`: what `let` would change; empty when it is no plain name.
struct Subject {
    std::optional<base::VirtAddr> va = {};
    std::string name;
};
Subject subject_of(const PanelContext& context);
/// How a command names it: its name, else the address. REQUIRES: subject.va
std::string subject_text(const Subject& subject);
/// The lines that read it, write to it and fetch from it, each with its label.
struct LabelledLine {
    std::string label, line;
};
std::vector<LabelledLine> access_lines(const Subject& subject);
/// The address that a name or expression stands for; nullopt where it has no such value.
std::optional<base::VirtAddr> address_of(const sim::Machine& machine, const std::string& text);

/// Number of the event that began the present access at the timeline's position; or the last access
/// before event number `before`.
std::optional<std::uint64_t> access_start(const script::Timeline& timeline);
std::optional<std::uint64_t> access_start(const script::Timeline& timeline, std::uint64_t before);

/// "pgd": how lessons name a level's part; and its colour.
std::string part_of(const hw::PagingFormat& format, unsigned level);
std::string_view level_role(const hw::PagingFormat& format, unsigned level);
bool is_highlighted(const PanelContext& context, std::string_view part);
bool is_hidden(const PanelContext& context, std::string_view part);

}  // namespace ui
