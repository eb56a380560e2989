#include "ui/panels/changes_text.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "core/script/changes.h"
#include "lessons/engine/strings.h"
#include "ui/panels/ram_rows.h"
#include "ui/panels/tables_picture.h"
#include "ui/remembered.h"

namespace ui {
namespace {

using base::grouped;
using base::hex;
using lessons::tr;
using script::Changes;
using sim::Machine;

constexpr const char* nothing = "—";

void add_more(std::vector<ChangeRow>& rows, std::uint64_t count, std::size_t shown) {
    if (count > shown) rows.push_back({tr("change.more", {grouped(count - shown)}), "", "", "ink-3"});
}

void add_entries(std::vector<ChangeRow>& rows, const Changes& changes, const Machine& machine) {
    const hw::PagingFormat& format = machine.hw.format;
    const auto& processes = machine.kernel.processes;
    for (const script::EntryChange& change : changes.entries) {
        if (change.level == 0) {
            rows.push_back({tr("change.word", {hex(change.at.value)}), hex(change.before), hex(change.after), "ink-2"});
            continue;
        }
        const std::string owner = change.process < processes.size() ? processes[change.process].name : tr("event.no_process");
        rows.push_back({tr("change.entry", {hw::level_name(format, change.level, machine.level_names), base::dec(change.index), owner}),
                        entry_text(format, change.level, change.before), entry_text(format, change.level, change.after), level_role(format, change.level)});
    }
    add_more(rows, changes.entry_count, changes.entries.size());
}

void add_frames(std::vector<ChangeRow>& rows, const Changes& changes, const Machine& before, const Machine& after) {
    for (const script::FrameChange& change : changes.frames)
        rows.push_back({tr("tables.frame", {hex(change.pfn.value)}), frame_title(before, change.pfn), frame_title(after, change.pfn), "data"});
    add_more(rows, changes.frame_count, changes.frames.size());
}

void add_tlb(std::vector<ChangeRow>& rows, const Changes& changes, const Machine& machine) {
    const bool one_core = machine.hw.cores.size() == 1;
    for (const script::TlbChange& change : changes.tlb) {
        const std::string page = hex(change.entry.vpn.value), frame = tr("tables.frame", {hex(change.entry.pfn.value)});
        rows.push_back({one_core ? tr("change.tlb", {page}) : tr("change.tlb_core", {page, base::dec(change.core)}), change.gone ? frame : nothing,
                        change.gone ? nothing : frame, "hit"});
    }
    add_more(rows, changes.tlb_count, changes.tlb.size());
}

// Addresses and names read better in hexadecimal.
std::string value_text(const std::string& name, base::u128 value, bool is_name) {
    const std::string_view member = std::string_view(name).substr(name.find('.') == std::string::npos ? 0 : name.find('.') + 1);
    if (is_name || member == "root" || member == "fault_address") return hex(value);
    if (member == "time") return base::duration(static_cast<std::uint64_t>(value));
    constexpr std::array<std::string_view, 5> bytes{"rss", "mapped", "reach", "size", "user_size"};
    return std::find(bytes.begin(), bytes.end(), member) != bytes.end() ? base::size(value) : grouped(value);
}

void add_values(std::vector<ChangeRow>& rows, const Changes& changes, const Machine& machine) {
    for (const script::ValueChange& change : changes.values) {
        const bool is_name = machine.find_name(change.name) != nullptr;
        rows.push_back({change.name, change.new_name ? nothing : value_text(change.name, change.before, is_name), value_text(change.name, change.after, is_name), "ink"});
    }
}

ChangeList compared(const script::Timeline& timeline, std::uint64_t since) {
    ChangeList list;
    const std::uint64_t now = timeline.position(), from = std::min(since, now), to = std::max(since, now);
    const std::string span = tr("change.span", {moment_text(from), moment_text(to)}) + " ";
    if (from == to) {
        list.summary = span + tr("change.same_moment");
        return list;
    }
    const Machine then = timeline.machine_at(from);
    const Machine later = to == now ? timeline.machine() : timeline.machine_at(to);
    const Changes changes = script::changes_between(then, later);
    if (changes.other_format || changes.none()) {
        list.summary = span + tr(changes.other_format ? "change.other_machine" : "change.none");
        return list;
    }
    list.summary = span + tr("change.summary", {grouped(changes.entry_count), grouped(changes.frame_count), grouped(changes.tlb_count), grouped(changes.values.size())});
    add_entries(list.rows, changes, later);
    add_frames(list.rows, changes, then, later);
    add_tlb(list.rows, changes, later);
    add_values(list.rows, changes, later);
    return list;
}

}  // namespace

std::string moment_text(std::uint64_t position) { return position == 0 ? tr("change.beginning") : tr("change.event", {grouped(position)}); }

const ChangeList& changes_since(const script::Timeline& timeline, std::uint64_t since) {
    static Remembered<ChangeList, std::uint64_t> found;
    return found.at(timeline, since, [&](ChangeList& list) { list = compared(timeline, since); });
}

}  // namespace ui
