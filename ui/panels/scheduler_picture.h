// The picture of the scheduler panel, from the top: how busy CPU and disk were; the places where a process can stand,
// with everyone who stands there; what the reader can do; and a row a process with what it has of what it needs.
#pragma once

#include "ui/panels/scheduler_state.h"

namespace ui {

void draw_scheduler(const PanelContext& context, const SchedulerState& state, std::vector<PanelRequest>& requests);
PanelHeight scheduler_height(const PanelContext& context, const SchedulerState& state, float width);

}  // namespace ui
