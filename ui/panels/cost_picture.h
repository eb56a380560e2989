// The picture of the cost panel: one row a part, each a bar on the same logarithmic ruler from 1 ns to
// 10 ms; what the access did not have to pay is a circle at its price. Below them whole accesses.
#pragma once

#include "ui/panels/cost_state.h"

namespace ui {

void draw_cost(const PanelContext& context, const CostState& state, Selection& selection, std::vector<PanelRequest>& requests);
PanelHeight cost_height(const PanelContext& context, const CostState& state, float width);

/// The sentence below the ruler.
std::string cost_line(const PanelContext& context, const CostState& state);

}  // namespace ui
