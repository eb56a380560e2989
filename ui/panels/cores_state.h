// What the cores panel shows: what runs on each core, whose translations its TLB holds, and which of
// them the page tables do not back any more. Derived from the machine; nothing is remembered but the
// last answer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ui/walk_state.h"

namespace ui {

struct CoreColumn {
    unsigned core = 0;
    std::uint32_t process = base::no_process;  ///< whose address space is loaded
    std::optional<std::uint32_t> thread;       ///< number of one of its threads that is here
    bool idle = false;                         ///< nothing runs, though an address space may be loaded
    bool stopped = false;                      ///< inside an unmap that is stopped
    base::PhysAddr root{};
    std::optional<std::uint64_t> tag;          ///< PCID or ASID; none while there are no tags
    std::uint64_t entries = 0;                 ///< translations in its TLB
};

/// What one TLB, or the page table, says of a page.
struct PageCopy {
    bool held = false;
    bool stale = false;  ///< the tables say something else, or forbid what this allows
    base::Pfn pfn{};
    bool write = false;
    bool user = true;
    std::uint64_t tag = 0;
    bool tagged = false;
};

struct PageRow {
    std::uint32_t process = base::no_process;  ///< no_process: global, in every address space
    base::VirtAddr va{};                       ///< where the page begins
    PageCopy tables;                           ///< what the page table says
    std::vector<PageCopy> copies;              ///< by core
    bool is_stale() const;
};

struct CoresState {
    Subject subject;
    std::uint32_t process = base::no_process;  ///< of interest: the current one
    std::vector<CoreColumn> cores;
    std::vector<PageRow> rows;                 ///< the most interesting first, no more than most_page_rows
    std::uint64_t more_rows = 0;               ///< pages that other entries are of
    bool tlb_off = false;

    bool has_subject = false;                  ///< the first row is the page that the step is about

    const PageRow* subject_row() const { return !rows.empty() && has_subject ? &rows.front() : nullptr; }
};
constexpr std::size_t most_page_rows = 12;

/// No cores when there is no process. Made once for a history, a position and an argument.
const CoresState& cores_state(const PanelContext& context);

/// "A.1"; the process's name for its main thread.
std::string thread_text(const sim::Machine& machine, std::uint32_t process, std::uint32_t number);
/// "read A.1 va": an access from that core; empty when no thread is there to make it, or it may not.
std::string core_access(const PanelContext& context, const CoresState& state, unsigned core, std::string_view verb);
/// The command that lets the next thing run on the core: a thread that runs nowhere, or nothing.
std::string next_on_core(const sim::Machine& machine, const CoresState& state, unsigned core);
/// "A 0x400000": process, start and size of the page that the step is about, as commands name it; empty
/// when it is not mapped.
std::string subject_range(const PanelContext& context, const CoresState& state);

}  // namespace ui
