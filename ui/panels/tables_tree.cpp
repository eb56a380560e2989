// Which tables there are, and the words of the tree; its picture is in tables_tree_picture.cpp.
#include "ui/panels/tables_tree.h"

#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/walk_state.h"

namespace ui {

using base::u128;
using base::VirtAddr;
using lessons::tr;

namespace {

// A small tree is shown open. What is drawn, and what is read for it, have a limit.
constexpr std::uint64_t small_tree = 12, most_rows = 1024, most_reads = std::uint64_t{1} << 18, most_counted = std::uint64_t{1} << 20;

VirtAddr child_first(const hw::PagingFormat& format, const TreeRow& parent, std::uint64_t index) {
    return {parent.first.value + index * format.entry_span(parent.level)};
}

// Unrolls tables from the top down, as long as there is room and something may be read.
template <class IsOpen>
class Unroll {
public:
    Unroll(const hw::Hardware& hardware, std::uint64_t rows, std::uint64_t reads, IsOpen is_open)
        : hw_(hardware), rows_(rows), reads_(reads), is_open_(std::move(is_open)) {}

    bool table(TreeRow row, bool only_child) {
        if (found.size() >= rows_) return false;
        const std::uint64_t entries = hw_.format.entries(row.level);
        std::vector<hw::ChildTable> children;
        if (row.level > 1) {
            if (entries > reads_) return false;
            reads_ -= entries;
            children = hw::child_tables(hw_, row.table, row.level);
        }
        row.children = children.size();
        row.open = row.children > 0 && is_open_(row, only_child);
        found.push_back(row);
        if (!row.open) return true;
        for (const hw::ChildTable& child : children)
            if (!table({row.level - 1, row.depth + 1, child.index, child.table, child_first(hw_.format, row, child.index), 0, false}, children.size() == 1))
                return false;
        return true;
    }

    std::vector<TreeRow> found;

private:
    const hw::Hardware& hw_;
    std::uint64_t rows_, reads_;
    IsOpen is_open_;
};

TreeRow top_row(const sim::Machine& machine, std::uint32_t process) {
    TreeRow row;
    row.level = machine.hw.format.level_count;
    row.table = machine.kernel.processes[process].root;
    return row;
}

const os::Process& process_at(const PanelContext& context, std::uint32_t process) { return context.timeline.machine().kernel.processes[process]; }

u128 bytes_of_tables(const sim::Machine& machine, std::uint32_t process) {
    const hw::PagingFormat& format = machine.hw.format;
    unsigned largest = 1;
    for (unsigned level = 1; level <= format.level_count; ++level) largest = std::max(largest, static_cast<unsigned>(format.table_frames(level)));
    if (largest == 1) return u128{machine.kernel.processes[process].tables} * format.page_bytes();
    const auto counts = hw::count_tables(machine.hw, machine.kernel.processes[process].root, most_counted);
    u128 bytes = 0;
    for (unsigned level = 1; counts && level <= format.level_count; ++level)
        bytes += u128{(*counts)[level - 1]} * format.table_frames(level) * format.page_bytes();
    return counts ? bytes : u128{machine.kernel.processes[process].tables} * format.page_bytes();
}

std::string amount(const char* id, std::uint64_t count) {
    return tr(std::string(id) + (count == 1 ? "_one" : ""), {base::grouped(count)});
}

}  // namespace

std::uint32_t tree_process(const PanelContext& context) {
    const sim::Machine& machine = context.timeline.machine();
    const std::uint32_t named = machine.find_process(context.show.argument);
    const std::uint32_t process = named != base::no_process ? named : machine.process;
    return process < machine.kernel.processes.size() && machine.kernel.processes[process].alive ? process : base::no_process;
}

TreeRows tree_rows(const PanelContext& context, const Selection& selection, std::uint32_t process) {
    const sim::Machine& machine = context.timeline.machine();
    const bool small = machine.kernel.processes[process].tables <= small_tree;
    const auto is_open = [&](const TreeRow& row, bool only_child) {
        const bool by_itself = small || row.depth == 0 || only_child;
        const Selection::Table table{row.first, row.level};
        return by_itself != (std::find(selection.toggled.begin(), selection.toggled.end(), table) != selection.toggled.end());
    };
    Unroll unroll(machine.hw, most_rows, most_reads, is_open);
    const bool complete = unroll.table(top_row(machine, process), false);
    return {std::move(unroll.found), complete};
}

std::vector<TreeRow> all_tables(const sim::Machine& machine, std::uint32_t process, std::uint64_t first, std::uint64_t count) {
    Unroll unroll(machine.hw, std::min(first + count, most_rows * 16), most_counted, [](const TreeRow&, bool) { return true; });
    (void)unroll.table(top_row(machine, process), false);
    auto& rows = unroll.found;
    rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(first, rows.size())));
    return std::move(rows);
}

std::string level_counts(const sim::Machine& machine, std::uint32_t process) {
    const auto counts = hw::count_tables(machine.hw, machine.kernel.processes[process].root, most_counted);
    std::string text;
    for (unsigned level = machine.hw.format.level_count; counts && level >= 1; --level)
        text += (text.empty() ? "" : " · ") + base::grouped((*counts)[level - 1]) + " " + hw::level_name(machine.hw.format, level, machine.level_names);
    return text;
}

// --- text twins -------------------------------------------------------------------------------

std::string say_tree(const PanelContext& context) {
    const sim::Machine& machine = context.timeline.machine();
    const std::uint32_t process = tree_process(context);
    if (process == base::no_process) return tr("tables.none");
    const os::Process& p = process_at(context, process);
    return tr("tables.say_tree", {p.name, amount("tables.count", p.tables), base::size(bytes_of_tables(machine, process)), level_counts(machine, process),
                                  amount("tables.pages", p.resident)});
}

std::string tree_hint(const PanelContext& context) {
    const std::uint32_t process = tree_process(context);
    if (process == base::no_process) return {};
    return tr("tables.tree_hint", {amount("tables.count", process_at(context, process).tables), base::size(bytes_of_tables(context.timeline.machine(), process))});
}

TableData tree_table(const PanelContext& context, std::uint64_t first, std::uint64_t count) {
    TableData data;
    data.columns = {tr("tables.column_table"), tr("tables.column_entry"), tr("tables.column_from"), tr("tables.column_frame"), tr("tables.column_used")};
    const std::uint32_t process = tree_process(context);
    if (process == base::no_process) return data;
    const sim::Machine& machine = context.timeline.machine();
    const hw::PagingFormat& format = machine.hw.format;
    for (const TreeRow& row : all_tables(machine, process, first, count))
        data.rows.push_back({hw::level_name(format, row.level, machine.level_names), row.depth == 0 ? "" : base::dec(row.index), base::hex(format.canonicalised(row.first).value),
                             base::hex(row.table.value >> format.page_bits),
                             tr("tables.used", {base::grouped(hw::table_use(machine.hw, row.table, row.level).used()), base::grouped(format.entries(row.level))})});
    data.total_rows = std::max<std::uint64_t>(first + data.rows.size(), process_at(context, process).tables);
    return data;
}

std::vector<PanelAction> tree_actions(const PanelContext& context) {
    std::vector<PanelAction> list;
    const sim::Machine& machine = context.timeline.machine();
    if (machine.find_process(context.show.argument) != base::no_process) return list;
    for (const os::Process& process : machine.kernel.processes)
        if (process.alive && list.size() < 64)
            list.push_back({tr("tables.show_process", {process.name, amount("tables.count", process.tables)}),
                            {PanelRequest::Kind::command, "switch " + process.name, false}, &process != machine.current()});
    return list;
}

}  // namespace ui
