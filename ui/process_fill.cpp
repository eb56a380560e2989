#include "ui/process_fill.h"

#include <algorithm>
#include <array>

#include "ui/widgets.h"

namespace ui {

Fill process_fill(std::uint32_t process) {
    static constexpr std::array<Fill, 4> fills{{{"data", Hatch::solid}, {"miss", Hatch::rising}, {"hit", Hatch::dots}, {"l4", Hatch::upright}}};
    return fills[process % fills.size()];
}

std::string process_letter(const os::Process& process) { return process.name.substr(0, 1); }

bool hatch_paints(Hatch hatch, int x, int y, int cell) {
    const int period = std::clamp(cell / 2, 2, 4);
    switch (hatch) {
        case Hatch::none: return false;
        case Hatch::solid: return true;
        case Hatch::rising: return (x + y) % period == 0;
        case Hatch::dots: return x % 2 == 0 && y % 2 == 0;
        case Hatch::upright: return x % period == 0;
        case Hatch::level: return y % period == 0;
        case Hatch::cross: return (x + y) % period == 0 || (x - y + (1 << 20)) % period == 0;
        case Hatch::ring: return cell < 4 || x % cell == 0 || y % cell == 0 || x % cell == cell - 2 || y % cell == cell - 2;
        case Hatch::sparse: return (x + y) % 4 == 0 && y % 2 == 0;
    }
    return false;
}

namespace {

void straight(ImVec2 min, ImVec2 max, float pitch, bool upright, ImU32 colour) {
    const float length = upright ? max.x - min.x : max.y - min.y;
    for (float at = pitch / 2; at < length; at += pitch) {
        const ImVec2 from = upright ? ImVec2{min.x + at, min.y} : ImVec2{min.x, min.y + at};
        ImGui::GetWindowDrawList()->AddLine(from, upright ? ImVec2{from.x, max.y} : ImVec2{max.x, from.y}, colour, px(1));
    }
}

void dotted(ImVec2 min, ImVec2 max, float pitch, ImU32 colour) {
    for (float y = min.y + pitch / 2; y < max.y; y += pitch)
        for (float x = min.x + pitch / 2; x < max.x; x += pitch)
            ImGui::GetWindowDrawList()->AddRectFilled({x - px(0.8f), y - px(0.8f)}, {x + px(0.8f), y + px(0.8f)}, colour);
}

}  // namespace

void fill_rect(ImVec2 min, ImVec2 max, Fill fill, float rounding) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImU32 strong = ink(fill.role), line = mixed(fill.role, "surface", 0.62f);
    list.AddRectFilled(min, max, fill.hatch == Hatch::solid ? strong : mixed(fill.role, "surface", 0.16f), rounding);
    switch (fill.hatch) {
        case Hatch::none:
        case Hatch::solid:
        case Hatch::ring: break;
        case Hatch::rising: hatch(min, max, line, 5); break;
        case Hatch::cross:
            hatch(min, max, line, 6);
            hatch(min, max, line, 6, 1, false);
            break;
        case Hatch::upright: straight(min, max, px(4), true, line); break;
        case Hatch::level: straight(min, max, px(4), false, line); break;
        case Hatch::dots: dotted(min, max, px(4), line); break;
        case Hatch::sparse: dotted(min, max, px(6), line); break;
    }
    list.AddRect(min, max, strong, rounding, 0, px(1.5f));
}

void text_on(ImVec2 middle, std::string_view text, Fill fill, float size) {
    const TextStyle style{Face::mono, size, true};
    if (fill.hatch != Hatch::solid && fill.hatch != Hatch::none && fill.hatch != Hatch::ring) {
        const ImVec2 half{text_size(text, style).x / 2 + px(2), px(size * 0.58f)};
        ImGui::GetWindowDrawList()->AddRectFilled({middle.x - half.x, middle.y - half.y}, {middle.x + half.x, middle.y + half.y}, ink("surface"), px(2));
    }
    draw_text_middle(middle, text, style, fill.hatch == Hatch::solid ? ink("on-accent") : ink(fill.role), 0.5f);
}

}  // namespace ui
