// The questions that the kernel asks about one page fault, each with its answer and what it was read
// from: the last fault at the timeline's position. All of it is found again in the events, and in the machine
// as it was when the fault was raised; nothing is kept. Of a fault before the timeline's beginning the machine
// knows only the last access: then the answers follow from what the kernel did.
//
//     what does the MMU report? -- not canonical ---> general protection
//     is the address in a VMA? --- no --> may a stack grow to it? --- no ---> SEGV_MAPERR
//     does the VMA allow it? ----- no ---> SEGV_ACCERR
//     is it inside the file? ----- no ---> SIGBUS
//     what does the entry hold?
//         0, own memory: read or write?   0, a file: cached?   a slot: cached?   a frame: whose?
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ui/walk_state.h"

namespace ui {

enum class FaultStep : unsigned char {
    mmu,     ///< what does the MMU report?
    area,    ///< is the address in a VMA?
    stack,   ///< if not: may a stack grow to it?
    rights,  ///< does the VMA allow the access?
    inside,  ///< is it inside the file?
    entry,   ///< what does the entry hold?
    own,     ///< nothing, memory of the process's own: read or write?
    file,    ///< nothing, a file's page: in the page cache?
    slot,    ///< a swap slot: in the swap cache?
    frame,   ///< a frame: whose is it?
};
constexpr std::size_t fault_step_count = 10;

/// Where a branch ends. Those from `large` on are drawn only when they are taken.
enum class FaultEnd : unsigned char {
    none,
    general_protection, maperr, accerr, bus,         // signals
    zero_page, fresh_frame,                          // own
    map_cached, read_file, copy_private,             // file
    map_swap_cache, read_swap,                       // slot
    replace_zero, copy, reuse, copy_file, note_dirty,  // frame
    marked, spurious, foreign, bad_table, no_memory,
};

struct FaultRung {
    FaultStep step{};
    std::string answer;  ///< "yes", "a slot": in a word or two
    std::string fact;    ///< what it was read from
};

struct FaultStory {
    std::optional<std::uint64_t> event;       ///< number of the page fault's event; nullopt: before the timeline's beginning
    std::optional<std::uint64_t> answered;    ///< number of the event that ends it; nullopt: the kernel is still at it
    base::VirtAddr va{};
    hw::AccessType type{};
    bool user = true;
    std::uint32_t process = base::no_process;
    std::string name;                         ///< of the process
    std::uint32_t code = 0;                   ///< x86 error code
    bool general_protection = false;
    std::vector<FaultRung> path;              ///< questions asked, in order
    FaultEnd end = FaultEnd::none;            ///< what these answers lead to
    os::FaultOutcome outcome{};               ///< what the kernel did; valid when answered
    bool major = false;                       ///< it read a disk
    bool repaired = false;
    std::uint64_t ns = 0;                     ///< the kernel's work and the wait for the disk
    std::uint64_t frames = 0, tables = 0;     ///< it took for pages, and for tables
    std::optional<base::PhysAddr> entry;      ///< of the page, when there was one
    std::optional<std::uint64_t> before;      ///< position behind the fault before it
};

/// nullopt: no fault of this machine up to the position.
const std::optional<FaultStory>& fault_story(const script::Timeline& timeline);
/// Position behind the next fault after the present one; nullopt: there is none.
std::optional<std::uint64_t> next_fault(const script::Timeline& timeline);

/// The end that an outcome of the kernel belongs to; `frame`: the entry held one.
FaultEnd end_of(os::FaultOutcome outcome, bool frame);

/// One end as pictures and tables have it.
struct EndRow {
    FaultEnd end{};
    FaultStep step{};            ///< the question it answers
    std::string_view name;       ///< "zero_page": its strings are fault.end_NAME, fault.if_NAME, fault.why_NAME
    os::FaultOutcome outcome{};  ///< what a pick of it stands for
    enum class Kind : unsigned char { minor, major, signal } kind{};
};
/// The ends that are always drawn, in order.
std::span<const EndRow> end_rows();
const EndRow& row_of(FaultEnd end);  // any but none
/// The questions that stand below one another; the others branch off.
inline constexpr std::array<FaultStep, 5> fault_spine{FaultStep::mmu, FaultStep::area, FaultStep::rights, FaultStep::inside, FaultStep::entry};
/// "zero page"; and which answer leads to it: "read".
std::string end_text(FaultEnd end);
std::string end_answer(FaultEnd end);
std::string end_reason(FaultEnd end);
std::string question_text(FaultStep step);
/// As prose links to it: "area"; the four last are the "branch".
std::string_view part_of(FaultStep step);
/// "minor", "major" or the signal; then what it cost.
std::string kind_text(const FaultStory& story);
std::string cost_text(const FaultStory& story);
/// "A writes to 0x40_1008".
std::string asked_text(const FaultStory& story);

}  // namespace ui
