// RAM, all at a glance: every frame a cell, coloured and hatched by what it is used for.
#pragma once

#include "ui/panel.h"

namespace ui {

/// True when the panel shows all frames: the reader chose so, or the step did (`ram view=glance`).
bool shows_glance(const PanelContext& context, const Selection& selection);

void draw_glance(const PanelContext& context, Selection& selection, std::vector<PanelRequest>& requests);
std::string glance_say(const PanelContext& context, const Selection& selection);
/// A row for each run of frames with the same use.
TableData glance_table(const PanelContext& context, std::uint64_t first, std::uint64_t count);
/// While the lesson waits for a frame: one for each run.
std::vector<PanelAction> glance_actions(const PanelContext& context);

}  // namespace ui
