// What the timeline shows on demand, below its strip: the rest of its buttons, the pace, bookmarks, and
// what changed between two moments.
#pragma once

#include <vector>

#include "ui/panel.h"
#include "ui/widgets.h"

namespace ui {

void draw_timeline_drawer(const PanelContext& context, Selection& selection, ImVec2 at, ImVec2 size, std::vector<PanelRequest>& requests);

/// The moments that one can compare with: the beginning, and every bookmark.
std::vector<std::uint64_t> moments_to_compare(const PanelContext& context);
bool has_bookmark(const PanelContext& context);  ///< at the present position

}  // namespace ui
