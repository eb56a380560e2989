#include "ui/panels/ram_kinds.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/os/pages.h"
#include "lessons/engine/strings.h"
#include "ui/panels/ram_rows.h"

namespace ui {

using base::Pfn;
using lessons::tr;
namespace kinds = frame_kind;

namespace {

constexpr std::uint32_t most_processes = 256 - kinds::first_process;

FrameKind process_kind(std::uint32_t process) { return static_cast<FrameKind>(kinds::first_process + process % most_processes); }

// Whose the page is: its first owner, or who is left after that one ended or the sharing did.
FrameKind anonymous_kind(const sim::Machine& machine, Pfn pfn, const os::FrameInfo& info) {
    if (info.references > 1) return kinds::shared;
    const auto& processes = machine.kernel.processes;
    const bool first_owner = info.exclusive && info.process < processes.size() && processes[info.process].alive;
    if (first_owner || info.references == 0) return process_kind(info.process);
    const auto users = os::users_of(machine.kernel, machine.hw, pfn);
    return process_kind(users.empty() ? info.process : users.front().process);
}

FrameKind kind_of(const sim::Machine& machine, Pfn pfn, const os::FrameInfo& info) {
    switch (info.use) {
        case os::FrameUse::free: return pfn.value < machine.kernel.frames.reserved() ? kinds::reserved : kinds::free;
        case os::FrameUse::reserved: return kinds::reserved;
        case os::FrameUse::table: return kinds::table;
        case os::FrameUse::zero_page: return kinds::zero_page;
        case os::FrameUse::page_cache: return info.references > 1 ? kinds::shared : kinds::page_cache;
        case os::FrameUse::anonymous: return anonymous_kind(machine, pfn, info);
    }
    return kinds::free;
}

// What several frames in one cell are shown as: pages before tables before the rest.
unsigned rank(FrameKind kind) {
    static constexpr std::array<unsigned, 6> ranks{0, 1, 2, 3, 4, 6};
    return kind < ranks.size() ? ranks[kind] : 5;
}

std::string process_name(const sim::Machine& machine, std::uint32_t process) {
    return process < machine.kernel.processes.size() ? machine.kernel.processes[process].name : tr("event.no_process");
}

}  // namespace

FrameKind kind_of(const sim::Machine& machine, Pfn pfn) { return kind_of(machine, pfn, machine.kernel.frames.info(pfn)); }

std::string kind_text(const sim::Machine& machine, FrameKind kind) {
    static constexpr std::array<const char*, 6> ids{"ram.kind_free",       "ram.kind_reserved", "ram.kind_zero_page",
                                                    "ram.kind_page_cache", "ram.kind_table",    "ram.kind_shared"};
    if (kind < ids.size()) return tr(ids[kind]);
    return tr("ram.kind_page_of", {process_name(machine, kind - kinds::first_process)});
}

std::string kind_letter(const sim::Machine& machine, FrameKind kind) {
    static constexpr std::array<const char*, 6> letters{"", "K", "0", "F", "T", "="};
    if (kind < letters.size()) return letters[kind];
    return process_name(machine, kind - kinds::first_process).substr(0, 1);
}

Fill kind_fill(FrameKind kind) {
    static constexpr std::array<Fill, 6> fills{{{"line", Hatch::none}, {"kernel", Hatch::sparse}, {"ink", Hatch::ring},
                                                {"l2", Hatch::level}, {"ink-2", Hatch::ring}, shared_fill}};
    return kind < fills.size() ? fills[kind] : process_fill(kind - kinds::first_process);
}

void read_kinds(const sim::Machine& machine, unsigned cell_bits, RamKinds& into) {
    const os::Frames& frames = machine.kernel.frames;
    into.cell_bits = cell_bits;
    into.frames.fill(0);
    const std::uint64_t cells = (frames.total() + (std::uint64_t{1} << cell_bits) - 1) >> cell_bits;
    into.cells.assign(static_cast<std::size_t>(cells), kinds::free);
    std::uint64_t seen = 0;
    const auto add = [&](std::uint64_t pfn, FrameKind kind) {
        ++into.frames[kind];
        ++seen;
        FrameKind& cell = into.cells[static_cast<std::size_t>(pfn >> cell_bits)];
        if (rank(kind) > rank(cell)) cell = kind;
    };
    for (std::uint64_t pfn = 0; pfn < frames.reserved(); ++pfn) add(pfn, kinds::reserved);
    constexpr std::uint64_t stride = 64;  // books are written in leaves of so many
    for (std::uint64_t pfn = frames.reserved(); pfn < frames.total(); ++pfn) {
        if (pfn % stride == 0) {
            const auto next = frames.next_booked({pfn});
            if (!next) break;
            pfn = std::max(pfn, next->value);
        }
        add(pfn, kind_of(machine, {pfn}));
    }
    into.frames[kinds::free] += frames.total() - seen;
}

std::string frame_story(const sim::Machine& machine, Pfn pfn) {
    std::string text = tr("ram.say", {base::hex(pfn.value), frame_title(machine, pfn)});
    const os::FrameInfo& info = machine.kernel.frames.info(pfn);
    const bool page = info.use == os::FrameUse::anonymous || info.use == os::FrameUse::page_cache;
    if (info.use == os::FrameUse::zero_page) return text + " " + tr("ram.mapped_times", {base::grouped(info.references)});
    if (!page) return text;
    if (info.references == 0) return text + " " + tr("ram.mapped_by_none");
    constexpr std::size_t most = 4;
    const auto users = os::users_of(machine.kernel, machine.hw, pfn);
    std::string list;
    for (std::size_t i = 0; i < users.size() && i < most; ++i)
        list += (i ? ", " : "") + tr("ram.user", {process_name(machine, users[i].process), base::hex(users[i].va.value)});
    if (users.size() > most) list += ", …";
    return list.empty() ? text : text + " " + tr("ram.mapped_by", {list});
}

}  // namespace ui
