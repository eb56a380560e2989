#include "ui/panels/ram_rows.h"

#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"

namespace ui {

using base::EventKind;
using base::Pfn;
using base::PhysAddr;
using lessons::tr;

namespace {

// A page of a toy format may be a GiB: this much of it is looked at, and no more frames than this
// are searched for the next used one.
constexpr std::uint64_t most_words = 1 << 16, most_frames = 1 << 22;
constexpr std::uint64_t neighbours = 2;  // rows on each side of the marked one that are not folded

struct Mark {
    PhysAddr at{};
    bool written = false;
};

std::optional<Mark> mark_of(const PanelContext& context) {
    const script::Timeline& timeline = context.timeline;
    if (context.show.reads < 0 && timeline.position() > 0) {
        const base::Event& event = timeline.event(timeline.position() - 1);
        switch (event.kind) {
            case EventKind::entry_written:
            case EventKind::entry_updated:
            case EventKind::word_poked: return Mark{event.pa, true};
            default: break;
        }
    }
    const WalkState walk = walk_state(context);
    if (const WalkTable* last = walk.last_read()) return Mark{last->entry, false};
    return std::nullopt;
}

std::optional<Pfn> default_frame(const PanelContext& context, const std::optional<Mark>& mark) {
    const sim::Machine& machine = context.timeline.machine();
    if (mark) return Pfn{mark->at.value >> machine.hw.format.page_bits};
    if (const os::Process* process = machine.current()) return Pfn{process->root.value >> machine.hw.format.page_bits};
    return next_used_frame(machine.kernel.frames, {0}, true);
}

// Empty rows tell something beside the word that is looked at.
bool is_near_mark(const RamFrame& frame, const RamRow& row) {
    if (!frame.marked) return false;
    const std::uint64_t bytes = std::uint64_t{row.words} * frame.word_bytes, reach = neighbours * bytes, mark = frame.marked->value;
    return mark + reach >= row.at.value && mark < row.at.value + bytes + reach;
}

void add_rows(RamFrame& frame, const sim::Machine& machine, unsigned words_a_row) {
    const hw::PagingFormat& format = machine.hw.format;
    const std::uint64_t base = frame.pfn.value << format.page_bits;
    const std::uint64_t count = std::min(format.page_bytes() / frame.word_bytes, most_words);
    for (std::uint64_t i = 0; i < count; i += words_a_row) {
        RamRow row;
        row.at = {base + i * frame.word_bytes};
        row.words = static_cast<unsigned>(std::min<std::uint64_t>(words_a_row, count - i));
        bool empty = true;
        for (unsigned w = 0; w < row.words && empty; ++w)
            empty = machine.hw.ram.read(row.at + std::uint64_t{w} * frame.word_bytes, frame.word_bytes) == 0;
        if (!empty || is_near_mark(frame, row)) {
            frame.rows.push_back(row);
        } else if (!frame.rows.empty() && frame.rows.back().folded > 0) {
            ++frame.rows.back().folded;
        } else {
            row.folded = 1;
            frame.rows.push_back(row);
        }
    }
    // One empty row is no shorter than its fold.
    for (RamRow& row : frame.rows)
        if (row.folded == 1) row.folded = 0;
}

}  // namespace

std::optional<RamFrame> ram_frame(const PanelContext& context, const Selection& selection, unsigned words_a_row) {
    const sim::Machine& machine = context.timeline.machine();
    const hw::PagingFormat& format = machine.hw.format;
    auto mark = mark_of(context);
    const auto pfn = selection.frame ? selection.frame : default_frame(context, mark);
    if (!pfn || pfn->value >= machine.kernel.frames.total()) return std::nullopt;
    RamFrame frame;
    frame.pfn = *pfn;
    if (mark && mark->at.value >> format.page_bits == pfn->value) {
        frame.marked = mark->at;
        frame.written = mark->written;
    }
    const os::FrameInfo& info = machine.kernel.frames.info(*pfn);
    frame.level = info.use == os::FrameUse::table ? info.level : 0;
    frame.word_bytes = frame.level ? format.entry.bytes : static_cast<unsigned>(std::min<std::uint64_t>(8, format.page_bytes()));
    add_rows(frame, machine, frame.level ? 1 : std::max(words_a_row, 1u));
    return frame;
}

std::optional<Pfn> next_used_frame(const os::Frames& frames, Pfn pfn, bool forward) {
    const std::uint64_t total = frames.total();
    for (std::uint64_t i = 1; i < std::min(total, most_frames); ++i) {
        const Pfn at{forward ? (pfn.value + i) % total : (pfn.value + total - i) % total};
        if (at.value < frames.reserved()) continue;
        if (frames.info(at).use != os::FrameUse::free) return at;
    }
    return std::nullopt;
}

std::uint64_t entry_index(const PanelContext& context, const RamFrame& frame, PhysAddr at) {
    const hw::PagingFormat& format = context.timeline.machine().hw.format;
    if (frame.level)
        for (const WalkTable& t : walk_state(context).tables)
            if (t.known && t.level == frame.level && at.value - t.table.value < format.table_bytes(t.level))
                return (at.value - t.table.value) / format.entry.bytes;
    return (at.value & base::low_mask(format.page_bits)) / frame.word_bytes;
}

std::string frame_title(const sim::Machine& machine, Pfn pfn) {
    const os::FrameInfo& info = machine.kernel.frames.info(pfn);
    const std::string owner =
        info.process < machine.kernel.processes.size() ? machine.kernel.processes[info.process].name : tr("ram.the_kernel");
    switch (info.use) {
        case os::FrameUse::table: return tr("ram.table_of", {hw::level_name(machine.hw.format, info.level, machine.level_names), owner});
        case os::FrameUse::anonymous:
            return tr("ram.page_of", {owner, base::hex(machine.hw.format.page_start({info.vpn}).value)});
        case os::FrameUse::page_cache:
            return tr("ram.page_of_file", {info.file < machine.kernel.files.size() ? machine.kernel.files[info.file].name : "?", base::dec(info.vpn)});
        case os::FrameUse::zero_page: return tr("ram.zero_page");
        case os::FrameUse::reserved: return tr("ram.reserved");
        case os::FrameUse::free: break;
    }
    return tr(pfn.value < machine.kernel.frames.reserved() ? "ram.reserved" : "ram.free");
}

}  // namespace ui
