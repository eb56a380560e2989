// The strip of the timeline: events as ticks by kind, bookmarks, the play head.
#pragma once

#include <vector>

#include "ui/panel.h"
#include "ui/widgets.h"

namespace ui {

/// Draws it and takes clicks, drags and keys. Its cost follows its width, not the number of events.
void draw_timeline_strip(const PanelContext& context, ImVec2 at, ImVec2 size, std::vector<PanelRequest>& requests);

}  // namespace ui
