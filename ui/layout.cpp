#include "ui/layout.h"

#include <algorithm>

namespace ui {
namespace {

constexpr float columns_from = 1040;  // width from which two panels side by side are readable

// Takes `missing` from the panels, the last first but no more than a third of any; what then is
// still missing, from all in proportion.
void squeeze(std::vector<float>& heights, float missing) {
    for (std::size_t i = heights.size(); i-- > 0 && missing > 0;) {
        const float taken = std::min(missing, heights[i] / 3);
        heights[i] -= taken;
        missing -= taken;
    }
    float total = 0;
    for (const float height : heights) total += height;
    for (float& height : heights)
        if (missing > 0) height = std::max(height - missing * height / total, 1.0f);
}

// What each panel gets when `room` is shared: its wish, or between least and wish, or below least.
std::vector<float> shares(std::span<const PanelHeight> heights, float room) {
    float wanted = 0, least = 0;
    int flexible = 0;
    for (const PanelHeight& h : heights) {
        wanted += h.wanted > 0 ? h.wanted : h.least;
        least += h.least;
        flexible += h.wanted == 0;
    }
    std::vector<float> out;
    float rest = std::max(room - wanted, 0.0f);
    const float give = wanted > least ? std::clamp((room - least) / (wanted - least), 0.0f, 1.0f) : 1;
    for (const PanelHeight& h : heights) {
        const float wish = h.wanted > 0 ? h.wanted : h.least;
        float height = room >= wanted ? wish : room >= least ? h.least + (wish - h.least) * give : h.least;
        if (h.wanted == 0 && rest > 0) height += rest / static_cast<float>(flexible);
        out.push_back(std::max(height, 1.0f));
    }
    if (room < least) squeeze(out, least - room);
    // With nothing flexible the rest goes to those that can use it.
    for (std::size_t i = out.size(); i-- > 0 && flexible == 0 && rest > 0;) {
        const float more = std::clamp(heights[i].most - out[i], 0.0f, rest);
        out[i] += more;
        rest -= more;
    }
    return out;
}

}  // namespace

std::vector<Box> arrange(std::span<const PanelHeight> heights, Box area, float gap, float scale) {
    if (heights.empty()) return {};
    float least = -gap;
    for (const PanelHeight& h : heights) least += h.least + gap;
    std::vector<Box> boxes;
    if (least <= area.height || heights.size() < 3 || area.width < columns_from * scale) {
        float y = area.y;
        for (const float height : shares(heights, area.height - gap * static_cast<float>(heights.size() - 1))) {
            boxes.push_back({area.x, y, area.width, height});
            y += height + gap;
        }
        return boxes;
    }
    const float first = std::min(heights[0].wanted > 0 ? heights[0].wanted : area.height / 2, area.height / 2);
    boxes.push_back({area.x, area.y, area.width, first});
    const auto columns = static_cast<float>(heights.size() - 1);
    const float width = (area.width - gap * (columns - 1)) / columns;
    for (std::size_t i = 1; i < heights.size(); ++i)
        boxes.push_back({area.x + static_cast<float>(i - 1) * (width + gap), area.y + first + gap, width, area.height - first - gap});
    return boxes;
}

}  // namespace ui
