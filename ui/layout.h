// Where the panels of a step go in the rectangle that a shell gives them.
#pragma once

#include <span>
#include <vector>

namespace ui {

struct Box {
    float x = 0, y = 0, width = 0, height = 0;
};

/// Heights wanted, one a panel, for the full width; 0: as much as there is. Stacks the panels;
/// where the height is short and the width ample, the first keeps the full width and the others
/// stand side by side below it; where that is no help either, all shrink (and scroll inside).
std::vector<Box> arrange(std::span<const float> wanted, Box area, float gap, float scale);

}  // namespace ui
