// The address space panel: what each process has mapped, where, and what each page is. The picture is
// in space_picture.cpp; here is the same in words, rows and commands.
#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/space_picture.h"
#include "ui/walk_state.h"
#include "ui/widgets.h"

namespace ui {
namespace {

using base::hex;
using base::u128;
using base::VirtAddr;
using lessons::tr;

constexpr std::uint64_t most_words = 1 << 16;
constexpr float list_wanted = 320;

void draw(const PanelContext& context, Selection& selection, std::vector<PanelRequest>& requests) { draw_space(context, selection, requests); }

PanelHeight wanted_height(const PanelContext& context, const Selection&, float) {
    return space_processes(context).empty() ? PanelHeight{40, 40, 0} : PanelHeight{0, 280, 0};
}

std::string area_name(const SpaceRow& row) {
    return row.area->name.empty() ? tr(row.kernel ? "space.kernel_area" : "space.area") : row.area->name;
}

// The largest area beside the space: what is left of it in one scale.
std::string scale_text(const sim::Machine& machine, const std::vector<std::uint32_t>& processes) {
    const os::Vma* largest = nullptr;
    for (const std::uint32_t p : processes)
        for (const os::Vma& area : machine.kernel.processes[p].areas)
            if (!largest || area.bytes > largest->bytes) largest = &area;
    const SpaceHalves halves = halves_of(machine.hw.format);
    const u128 line = bytes_per_line(halves, list_wanted);
    if (!largest || largest->bytes >= line) return tr("space.say_scale", {base::size(halves.bytes())});
    const std::string name = largest->name.empty() ? tr("space.area") : largest->name;
    return tr("space.say_sliver", {base::size(halves.bytes()), name, base::size(largest->bytes), base::grouped(halves.bytes() / largest->bytes)});
}

std::string say(const PanelContext& context, const Selection&) {
    const sim::Machine& machine = context.timeline.machine();
    const auto processes = space_processes(context);
    if (processes.empty()) return tr("space.none");
    std::string text;
    for (const std::uint32_t p : processes) {
        const os::Process& process = machine.kernel.processes[p];
        u128 mapped = 0;
        for (const os::Vma& area : process.areas) mapped += area.bytes;
        text += tr("space.say", {process.name, base::grouped(process.areas.size()), base::size(mapped), base::grouped(process.resident), hex(process.root.value)}) + " ";
    }
    if (const auto recent = recent_access(context.timeline))
        text += tr("space.say_recent", {machine.kernel.processes[recent->process].name, hex(recent->va.value), tr(recent->label)}) + " ";
    return text + scale_text(machine, processes);
}

// --- rows -----------------------------------------------------------------------------------------

std::string frame_text(const sim::Machine& machine, std::uint32_t process, const SpaceRow& row, const PageRun& run, bool hidden) {
    if (run.state != PageState::present && run.state != PageState::zero) return "";
    const std::string frame = hex(page_at(machine, process, *row.area, run.start).frame.value);
    if (hidden) return "?";
    return run.pages == 1 ? frame : tr("space.frames_from", {frame});
}

// Rows of one process, the highest area first, each area's pages by runs of one state.
class RowWriter {
public:
    RowWriter(TableData& data, const PanelContext& context, std::uint64_t first, std::uint64_t count)
        : data_(data), machine_(context.timeline.machine()), hidden_(is_hidden(context, "frame")), first_(first), count_(count) {}

    void add_process(std::uint32_t process) {
        const std::string& name = machine_.kernel.processes[process].name;
        for (const SpaceRow& row : rows_of(machine_, process)) {
            if (row.kind == SpaceRow::Kind::area) {
                add_area(process, name, row);
                continue;
            }
            const char* id = row.kind == SpaceRow::Kind::hole ? "space.hole_row" : row.kernel ? "space.kernel_gap_row" : "space.state_unmapped";
            add([&] { return std::vector<std::string>{name, "", hex(row.start), base::size(row.bytes), tr(id), ""}; });
        }
    }

private:
    template <class Make>
    void add(Make&& make) {
        const std::uint64_t row = data_.total_rows++;
        if (row >= first_ && row - first_ < count_) data_.rows.push_back(make());
    }

    void add_area(std::uint32_t process, const std::string& name, const SpaceRow& row) {
        constexpr std::uint64_t most_runs = 2000;  // of an area; one that changes from page to page has more
        std::uint64_t runs = 0;
        for_each_run(machine_, process, *row.area, most_words, [&](const PageRun& run) {
            if (++runs > most_runs) return;
            const auto bytes = u128{run.pages} * machine_.hw.format.page_bytes();
            add([&] {
                std::string state = page_state_text(run.state) + (run.shared && !hidden_ ? ", " + tr("space.shared") : "") + (run.sampled ? " (" + tr("space.sampled") + ")" : "");
                return std::vector<std::string>{name, area_name(row) + " " + to_text(row.area->permissions), hex(run.start.value), base::size(bytes),
                                                std::move(state), frame_text(machine_, process, row, run, hidden_)};
            });
        });
    }

    TableData& data_;
    const sim::Machine& machine_;
    bool hidden_;  // what the frames are is a question still open
    std::uint64_t first_, count_;
};

TableData table(const PanelContext& context, const Selection&, std::uint64_t first, std::uint64_t count) {
    TableData data;
    data.columns = {tr("space.column_process"), tr("space.column_area"), tr("space.column_from"), tr("space.column_size"), tr("space.column_state"), tr("space.column_frame")};
    RowWriter writer(data, context, first, count);
    for (const std::uint32_t p : space_processes(context)) writer.add_process(p);
    return data;
}

// --- commands -------------------------------------------------------------------------------------

// The pages of an area that a reader may want to touch: the first of each run, and the whole of a short area.
std::vector<VirtAddr> pages_to_offer(const sim::Machine& machine, std::uint32_t process, const os::Vma& area) {
    constexpr std::size_t most = 16;
    std::vector<VirtAddr> pages;
    const std::uint64_t bytes = machine.hw.format.page_bytes();
    if (area.bytes / bytes <= most) {
        for (std::uint64_t at = 0; at < area.bytes; at += bytes) pages.push_back(area.start + at);
        return pages;
    }
    for_each_run(machine, process, area, most_words, [&](const PageRun& run) {
        if (pages.size() < most) pages.push_back(run.start);
    });
    return pages;
}

std::vector<PanelAction> actions(const PanelContext& context, const Selection&) {
    std::vector<PanelAction> list;
    const sim::Machine& machine = context.timeline.machine();
    const hw::PagingFormat& format = machine.hw.format;
    const auto command = [&](std::string label, std::string text, bool enabled = true) {
        list.push_back({std::move(label), {PanelRequest::Kind::command, std::move(text), false}, enabled});
    };
    const auto touch = [&](std::uint32_t process, VirtAddr va) {
        const std::string& name = machine.kernel.processes[process].name;
        if (context.pending_pick == "page") {
            list.push_back({tr("space.pick", {hex(va.value), name}), {PanelRequest::Kind::pick, hex(format.vpn(va).value), false}, true});
            return;
        }
        command(tr("space.read", {name, hex(va.value)}), access_command(machine, process, va, false));
        command(tr("space.write", {name, hex(va.value)}), access_command(machine, process, va, true));
    };
    for (const std::uint32_t p : space_processes(context)) {
        const os::Process& process = machine.kernel.processes[p];
        const bool runs = std::any_of(machine.hw.cores.begin(), machine.hw.cores.end(), [&](const hw::Core& core) { return core.process == p; });
        if (context.pending_pick.empty()) command(tr("space.switch", {process.name}), "switch " + process.name, !runs);
        for (const SpaceRow& row : rows_of(machine, p)) {
            constexpr std::size_t most = 400;
            if (list.size() >= most) break;
            if (row.kind == SpaceRow::Kind::area)
                for (const VirtAddr va : pages_to_offer(machine, p, *row.area)) touch(p, va);
            else if (row.start < u128{1} << format.register_bits)
                touch(p, {static_cast<std::uint64_t>(row.start)});
        }
    }
    return list;
}

std::string hint(const PanelContext& context, const Selection&) {
    if (context.pending_pick == "page") return tr("space.hint_pick");
    const auto processes = space_processes(context);
    return processes.empty() ? std::string() : tr("space.hint", {base::size(halves_of(context.timeline.machine().hw.format).bytes())});
}

}  // namespace

const Panel space_panel{"space", "panel.space", draw, say, table, actions, nullptr, wanted_height, hint};

}  // namespace ui
