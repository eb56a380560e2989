// An address space as the panel sees it: its halves, its areas and gaps from the highest address
// down, and what each page is: in a frame, on backing store, reserved, or nothing.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/sim/machine.h"
#include "ui/panel.h"

namespace ui {

enum class PageState : std::uint8_t {
    present,   ///< in a frame
    zero,      ///< in the one shared frame of zeros
    swap,      ///< on backing store: a swap slot
    file,      ///< on backing store: a file, not mapped yet
    reserved,  ///< belongs to an area, never touched
};
constexpr std::size_t page_state_count = 5;
std::string page_state_text(PageState state);

struct Page {
    PageState state = PageState::reserved;
    bool shared = false;      ///< others map the frame too
    base::Pfn frame{};        ///< when present or zero
    std::uint64_t slot = 0;   ///< when swap
    friend bool operator==(const Page&, const Page&) = default;
};
/// The page at `va` of an area of `process`, or of the kernel's half.
Page page_at(const sim::Machine&, std::uint32_t process, const os::Vma& area, base::VirtAddr va);

struct PageRun {
    base::VirtAddr start{};
    std::uint64_t pages = 0;
    PageState state = PageState::reserved;
    bool shared = false;
    bool sampled = false;  ///< not every page of it was looked at
};
/// Calls visit(run) for the area's pages in order, as runs of one state. Reads about `most_words` words of
/// page tables: beyond, it looks at some pages of each table only, and says so.
void for_each_run(const sim::Machine&, std::uint32_t process, const os::Vma& area, std::uint64_t most_words,
                  const std::function<void(const PageRun&)>& visit);

/// The same as a list, which is made anew only for another machine or moment.
const std::vector<PageRun>& runs_of(const script::Timeline&, std::uint32_t process, const os::Vma& area, std::uint64_t most_words);

/// The range of addresses that programs and kernel have, in one scale.
struct SpaceHalves {
    base::u128 user_end = 0;       ///< programs have [0, user_end)
    std::uint64_t high_start = 0;  ///< the kernel's half begins here; 0: there is none
    bool hole = false;             ///< addresses between the halves that name nothing

    base::u128 high_bytes() const { return high_start ? (base::u128{1} << 64) - high_start : 0; }
    base::u128 bytes() const { return user_end + high_bytes(); }
};
SpaceHalves halves_of(const hw::PagingFormat& format);

/// One row of the list: an area, a gap, the hole or the kernel's half where nothing is known of it.
struct SpaceRow {
    enum class Kind : std::uint8_t { area, gap, hole } kind = Kind::gap;
    const os::Vma* area = nullptr;
    base::u128 start = 0, bytes = 0;  ///< of what is not an area
    bool kernel = false;              ///< in the kernel's half
};
/// All rows of a process, the highest address first. Pointers are the machine's.
std::vector<SpaceRow> rows_of(const sim::Machine&, std::uint32_t process);

/// The processes of the panel: those its argument names ("A", "A B"), else all that are alive.
std::vector<std::uint32_t> space_processes(const PanelContext&);

/// The access that the timeline's position is in, or has just left.
struct RecentAccess {
    std::uint32_t process = base::no_process;
    base::VirtAddr va{};
    const char* label = "";  ///< id of its text: "space.was_read"
    bool failed = false;
};
std::optional<RecentAccess> recent_access(const script::Timeline&);

}  // namespace ui
