// Where the panels of a step go in the rectangle that a shell gives them.
#pragma once

#include <span>
#include <vector>

#include "ui/panel.h"

namespace ui {

struct Box {
    float x = 0, y = 0, width = 0, height = 0;
};

/// Stacks the panels, `heights` one each. Where the height is short they shrink towards their
/// least; where not even that fits and the width is ample, the first keeps the full width and the
/// others stand side by side below it; else all are shorter than their least, and scroll inside.
std::vector<Box> arrange(std::span<const PanelHeight> heights, Box area, float gap, float scale);

}  // namespace ui
