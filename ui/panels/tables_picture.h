// What the tables panel says about a walk: its picture and the lines of words below it.
#pragma once

#include <string>
#include <vector>

#include "ui/walk_state.h"

namespace ui {

/// Entries of one table that are shown: those around the index; while a lesson waits for a click,
/// the ones that the other indexes of the address would choose as well, in order, so that the
/// picture does not give the answer away.
std::vector<std::uint64_t> shown_entries(const PanelContext& context, const WalkState& walk, const WalkTable& table, std::size_t most);

/// "0x124 P W U A", "—" for an empty word.
std::string entry_text(const hw::PagingFormat& format, unsigned level, std::uint64_t word);
/// "254", or "?" where the lesson hides the level's index.
std::string index_text(const PanelContext& context, const WalkTable& table, std::uint64_t index);

struct WalkLine {
    std::string text;
    std::string_view role;
};
/// The arithmetic of the last read, and what comes next: two lines at most.
std::vector<WalkLine> walk_lines(const PanelContext& context, const WalkState& walk);

/// Paints tables, arrows, arithmetic and the bar of nanoseconds.
void draw_walk(const PanelContext& context, const WalkState& walk, Selection& selection, std::vector<PanelRequest>& requests);
PanelHeight walk_height(const PanelContext& context, const WalkState& walk, float width);

}  // namespace ui
