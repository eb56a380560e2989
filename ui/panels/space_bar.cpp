// The bar to scale: where all that a process has mapped lies in the space it could map.
#include <algorithm>
#include <cmath>

#include "ui/panels/space_picture.h"
#include "ui/process_fill.h"
#include "ui/walk_state.h"
#include "ui/widgets.h"

namespace ui {

using base::u128;

namespace {

// Both halves share one scale; the break between them has none.
float line_bytes(const SpaceBar& bar, const SpaceHalves& halves) {
    const float height = std::max(bar.max.y - bar.min.y - bar.hole, 1.0f);
    return static_cast<float>(static_cast<double>(halves.bytes()) / height);
}

}  // namespace

u128 bytes_per_line(const SpaceHalves& halves, float height) {
    return halves.bytes() / static_cast<u128>(std::max(height, 1.0f));
}

float bar_y(const SpaceBar& bar, const SpaceHalves& halves, u128 address) {
    const double per_unit = line_bytes(bar, halves);
    if (halves.high_start && address >= halves.high_start)
        return bar.min.y + static_cast<float>(static_cast<double>((u128{1} << 64) - address) / per_unit);
    return bar.max.y - static_cast<float>(static_cast<double>(std::min(address, halves.user_end)) / per_unit);
}

namespace {

void draw_half(const SpaceBar& bar, float top, float bottom, bool kernel, bool highlighted) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 min{bar.min.x, top}, max{bar.max.x, bottom};
    list.AddRectFilled(min, max, kernel ? mixed("kernel", "surface", 0.16f) : ink("sunken"), px(3));
    point_out(kernel ? "kernel" : "user", min, max);
    list.AddRect(min, max, ink(highlighted ? "accent" : kernel ? "kernel" : "edge"), px(3), 0, px(highlighted ? 2.5f : 1));
}

// Addresses that do not exist: a torn edge.
void draw_tear(const SpaceBar& bar, float top, float bottom, bool highlighted) {
    const float middle = (top + bottom) / 2, step = (bar.max.x - bar.min.x) / 4;
    for (const float y : {middle - px(3), middle + px(3)}) {
        ImVec2 points[5];
        for (int i = 0; i < 5; ++i) points[i] = {bar.min.x + step * static_cast<float>(i), y + (i % 2 ? px(2.5f) : -px(2.5f))};
        ImGui::GetWindowDrawList()->AddPolyline(points, 5, ink(highlighted ? "accent" : "ink-3"), 0, px(highlighted ? 2.0f : 1.2f));
    }
}

}  // namespace

void draw_bar(const SpaceView& view, const SpaceColumn& column, const SpaceBar& bar) {
    point_out("scale", bar.min, bar.max);
    const bool high = view.halves.high_start != 0;
    const float split = high ? bar_y(bar, view.halves, view.halves.high_start) : bar.min.y;
    if (high) draw_half(bar, bar.min.y, split, true, is_highlighted(view.context, "kernel"));
    draw_half(bar, split + bar.hole, bar.max.y, false, is_highlighted(view.context, "user") || is_highlighted(view.context, "scale"));
    if (bar.hole > 0) {
        draw_tear(bar, split, split + bar.hole, is_highlighted(view.context, "hole"));
        point_out("hole", {bar.min.x, split}, {bar.max.x, split + bar.hole});
    }
    // Everything mapped, no thinner than a line that can be seen; marks at one place are one mark.
    float last = -1;
    for (const SpaceRow& row : column.rows) {
        if (row.kind != SpaceRow::Kind::area) continue;
        const float low = bar_y(bar, view.halves, row.start), high_y = bar_y(bar, view.halves, row.start + row.bytes - 1);
        const float middle = (low + high_y) / 2, half = std::max((low - high_y) / 2, px(1));
        if (last >= 0 && std::abs(middle - last) < 0.4f && half <= px(1)) continue;
        last = middle;
        const float top = std::max(middle - half, bar.min.y), bottom = std::min(middle + half, bar.max.y);
        ImGui::GetWindowDrawList()->AddRectFilled({bar.min.x, top}, {bar.max.x, bottom}, ink(row.kernel ? "kernel" : process_fill(column.process).role));
    }
}

}  // namespace ui
