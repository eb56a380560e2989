// The picture of the compare panel: what only B did; then a quantity a row, a bar for each machine on one scale,
// and by how much B has more or less.
#pragma once

#include "ui/panels/compare_state.h"

namespace ui {

void draw_compare(const PanelContext& context, const CompareState& state, std::vector<PanelRequest>& requests);
PanelHeight compare_height(const PanelContext& context, const CompareState& state, float width);

/// "With set policy lru. time: 3.8× less; major faults: 5× less."
std::string compare_line(const PanelContext& context, const CompareState& state);

}  // namespace ui
