// The picture of the curves panel: axes, curves with a shape each, the machine's own place on the x axis, and what
// every curve has there.
#pragma once

#include "ui/panels/curves_state.h"

namespace ui {

void draw_curves(const PanelContext& context, const CurveChart& chart, std::vector<PanelRequest>& requests);
PanelHeight curves_height(const PanelContext& context, const CurveChart& chart, float width);

}  // namespace ui
