// The picture of the replacement panel: a column a reference, a row a frame, one block a policy.
#pragma once

#include "ui/panels/replacement_state.h"

namespace ui {

void draw_replacement(const PanelContext& context, const ReplacementState& state, std::vector<PanelRequest>& requests);
PanelHeight replacement_height(const ReplacementState& state, float width);

}  // namespace ui
