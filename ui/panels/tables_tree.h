// The tables panel's other picture (`view=tree`): the tables of a process that exist, as a tree that
// opens where the reader opens it. Nothing is kept but what is open (Selection): each frame reads the
// tables that are open, and those whose rows are in sight.
#pragma once

#include <vector>

#include "core/hw/table_tree.h"
#include "ui/panel.h"

namespace ui {

/// One table.
struct TreeRow {
    unsigned level = 0, depth = 0;
    std::uint64_t index = 0;   ///< entry above that names it; 0 for the top table
    base::PhysAddr table{};
    base::VirtAddr first{};    ///< the lowest address it covers
    std::uint64_t children = 0;
    bool open = false;
};

/// The rows in sight when all that is open is unrolled, from the top table down. `complete`: the tree has no more
/// of them than a picture shows.
struct TreeRows {
    std::vector<TreeRow> rows;
    bool complete = true;
};

/// The process whose tree is shown: the one the step names, else the current one; no_process: none lives.
std::uint32_t tree_process(const PanelContext& context);
TreeRows tree_rows(const PanelContext& context, const Selection& selection, std::uint32_t process);
/// The same with everything open, rows [first, first + count).
std::vector<TreeRow> all_tables(const sim::Machine& machine, std::uint32_t process, std::uint64_t first, std::uint64_t count);

/// "1 PGD · 1 PUD · 2 PMD · 2 PT": empty when there are too many to count.
std::string level_counts(const sim::Machine& machine, std::uint32_t process);

void draw_tree(const PanelContext& context, Selection& selection, std::vector<PanelRequest>& requests);
PanelHeight tree_height(const PanelContext& context, float width);
std::string say_tree(const PanelContext& context);
std::string tree_hint(const PanelContext& context);
TableData tree_table(const PanelContext& context, std::uint64_t first, std::uint64_t count);
std::vector<PanelAction> tree_actions(const PanelContext& context);

}  // namespace ui
