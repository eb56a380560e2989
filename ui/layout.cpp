#include "ui/layout.h"

#include <algorithm>

namespace ui {
namespace {

constexpr float least_height = 170;    // of a panel that takes what is left
constexpr float columns_from = 1040;   // width from which two panels side by side are readable

std::vector<Box> stacked(std::span<const float> wanted, Box area, float gap, float scale) {
    float fixed = 0;
    int flexible = 0;
    for (const float height : wanted) {
        fixed += height;
        flexible += height == 0;
    }
    const float room = area.height - gap * static_cast<float>(wanted.size() - 1);
    const float least = least_height * scale * static_cast<float>(flexible);
    // Short: those with a fixed wish share what the others leave, in proportion.
    const float shrink = fixed > 0 ? std::min(1.0f, std::max((room - least) / fixed, 0.3f)) : 1;
    const float rest = std::max(room - fixed * shrink, 0.0f);
    std::vector<Box> boxes;
    float y = area.y;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        float height = wanted[i] == 0 ? rest / static_cast<float>(flexible) : wanted[i] * shrink;
        // With nothing flexible the last panel takes the rest, but does not grow without end.
        if (flexible == 0 && i + 1 == wanted.size()) height = std::min(height + rest, std::max(height, wanted[i] * 1.35f));
        boxes.push_back({area.x, y, area.width, std::max(height, 1.0f)});
        y += height + gap;
    }
    return boxes;
}

}  // namespace

std::vector<Box> arrange(std::span<const float> wanted, Box area, float gap, float scale) {
    if (wanted.empty()) return {};
    float total = -gap;
    for (const float height : wanted) total += (height == 0 ? least_height * scale : height) + gap;
    if (total <= area.height || wanted.size() < 3 || area.width < columns_from * scale) return stacked(wanted, area, gap, scale);

    const float first = std::min(wanted[0] == 0 ? area.height / 2 : wanted[0], area.height / 2);
    std::vector<Box> boxes{{area.x, area.y, area.width, first}};
    const auto columns = static_cast<float>(wanted.size() - 1);
    const float width = (area.width - gap * (columns - 1)) / columns;
    for (std::size_t i = 1; i < wanted.size(); ++i)
        boxes.push_back({area.x + static_cast<float>(i - 1) * (width + gap), area.y + first + gap, width, area.height - first - gap});
    return boxes;
}

}  // namespace ui
