#include "ui/widgets.h"

#include <algorithm>
#include <cmath>

#include "imgui_internal.h"

namespace ui {
namespace {

ImU32 packed(std::uint32_t rgb, float alpha) {
    return IM_COL32(rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255, static_cast<int>(alpha * 255 + 0.5f));
}

std::vector<NamedArea>* recorded_areas = nullptr;
constexpr float no_text = 1e9f, smallest_type = 12;
float smallest = no_text;
std::string lit_part, pointed_part;

void record_area(const char* id, ImVec2 at, ImVec2 size) {
    ImRect seen(at, {at.x + size.x, at.y + size.y});
    seen.ClipWith(ImGui::GetCurrentWindow()->ClipRect);
    if (seen.GetWidth() > 0 && seen.GetHeight() > 0) recorded_areas->push_back({id, seen.Min, seen.Max});
}

// Sizes are a letter's em, as in CSS; ImGui counts from ascent to descent, by which these faces are taller.
float scaled(TextStyle style) { return px(style.size) * (style.face == Face::mono ? 1.32f : 1.21f); }

// Bytes of the UTF-8 character that starts here.
std::size_t character_bytes(char lead) {
    const auto c = static_cast<unsigned char>(lead);
    return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

}  // namespace

ImU32 ink(std::string_view token, float alpha) { return packed(colour(token, look().scheme), alpha); }

ImU32 mixed(std::string_view token, std::string_view over, float share) {
    const std::uint32_t a = colour(token, look().scheme), b = colour(over, look().scheme);
    std::uint32_t rgb = 0;
    for (const unsigned shift : {16u, 8u, 0u}) {
        const float value = static_cast<float>(a >> shift & 255) * share + static_cast<float>(b >> shift & 255) * (1 - share);
        rgb |= static_cast<std::uint32_t>(value + 0.5f) << shift;
    }
    return packed(rgb, 1);
}

// ImGui takes a text of nullptr, as an empty view may be, for one that ends at a zero.
ImVec2 text_size(std::string_view text, TextStyle style) {
    if (text.empty()) return {0, px(style.size)};
    const float width = font(style.face)->CalcTextSizeA(scaled(style), 1e9f, 0, text.data(), text.data() + text.size()).x;
    return {width, px(style.size)};
}

float draw_text(ImVec2 at, std::string_view text, TextStyle style, ImU32 colour, float align) {
    if (text.empty()) return 0;
    const float width = text_size(text, style).x;
    const ImVec2 from{std::round(at.x - width * align), std::round(at.y - (scaled(style) - px(style.size)) / 2)};
    const char* const end = text.data() + text.size();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    smallest = std::min(smallest, style.size);
    list.AddText(font(style.face), scaled(style), from, colour, text.data(), end);
    if (style.heavy) list.AddText(font(style.face), scaled(style), {from.x + px(0.45f), from.y}, colour, text.data(), end);
    return width;
}

float draw_text_middle(ImVec2 at, std::string_view text, TextStyle style, ImU32 colour, float align) {
    at.y -= text_size(text, style).y / 2;
    return draw_text(at, text, style, colour, align);
}

float wrapped_height(std::string_view text, TextStyle style, float width) {
    if (text.empty()) return 0;
    return font(style.face)->CalcTextSizeA(scaled(style), 1e9f, std::max(width, px(40)), text.data(), text.data() + text.size()).y;
}

float draw_wrapped(ImVec2 at, std::string_view text, TextStyle style, ImU32 colour, float width) {
    if (text.empty()) return 0;
    smallest = std::min(smallest, style.size);
    ImGui::GetWindowDrawList()->AddText(font(style.face), scaled(style), at, colour, text.data(), text.data() + text.size(), std::max(width, px(40)));
    return wrapped_height(text, style, width);
}

TextStyle shrunk(std::string_view text, TextStyle style, float width) {
    const float used = text_size(text, style).x;
    if (used > width) style.size = std::clamp(style.size * width / used, smallest_type, style.size);
    return style;
}

std::string elided(std::string_view text, TextStyle style, float width) {
    if (text_size(text, style).x <= width) return std::string(text);
    std::size_t fits = 0;
    for (std::size_t at = 0; at < text.size();) {
        at = std::min(at + character_bytes(text[at]), text.size());
        if (text_size(std::string(text.substr(0, at)) + "…", style).x > width) break;
        fits = at;
    }
    return std::string(text.substr(0, fits)) + "…";
}

void record_areas(std::vector<NamedArea>* list) {
    recorded_areas = list;
    smallest = no_text;
}

void name_area(const char* id, ImVec2 at, ImVec2 size) {
    if (recorded_areas) record_area(id, at, size);
}

float smallest_text() { return smallest; }

void begin_parts(std::string_view lit) {
    lit_part = lit;
    pointed_part.clear();
}

void point_out(std::string_view part, ImVec2 min, ImVec2 max) {
    if (ImGui::IsMouseHoveringRect(min, max) && ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem)) pointed_part = part;
    if (part != lit_part) return;
    const float out = px(3);
    ImDrawList& list = *ImGui::GetForegroundDrawList();
    list.PushClipRect(ImGui::GetCurrentWindow()->OuterRectClipped.Min, ImGui::GetCurrentWindow()->OuterRectClipped.Max);
    list.AddRect({min.x - out, min.y - out}, {max.x + out, max.y + out}, ink("accent"), px(6), 0, px(2.5f));
    list.PopClipRect();
}

std::string_view pointed_out() { return pointed_part; }

Hit hit_area(const char* id, ImVec2 at, ImVec2 size, float radius) {
    size = {std::max(size.x, 1.0f), std::max(size.y, 1.0f)};
    if (recorded_areas) record_area(id, at, size);
    ImGui::SetCursorScreenPos(at);
    Hit hit;
    hit.pressed = ImGui::InvisibleButton(id, size, ImGuiButtonFlags_EnableNav);
    hit.hovered = ImGui::IsItemHovered();
    hit.active = ImGui::IsItemActive();
    hit.focused = ImGui::IsItemFocused() && GImGui->NavCursorVisible;
    if (hit.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    if (hit.focused) {
        const float out = px(2);
        ImGui::GetForegroundDrawList()->PushClipRect(ImGui::GetCurrentWindow()->OuterRectClipped.Min,
                                                     ImGui::GetCurrentWindow()->OuterRectClipped.Max);
        ImGui::GetForegroundDrawList()->AddRect({at.x - out, at.y - out}, {at.x + size.x + out, at.y + size.y + out}, ink("accent"),
                                                px(radius) + out, 0, px(2.5f));
        ImGui::GetForegroundDrawList()->PopClipRect();
    }
    return hit;
}

// ImGui's storage keeps whether the drag has changed anything.
DragChanges::DragChanges() : id_(ImGui::GetItemID() ^ 0xd4a6) {
    if (ImGui::IsItemActivated()) ImGui::GetStateStorage()->SetBool(id_, false);
}

bool DragChanges::replaces() {
    ImGuiStorage& storage = *ImGui::GetStateStorage();
    const bool changed = storage.GetBool(id_);
    storage.SetBool(id_, true);
    return changed;
}

bool takes_key(const Hit& hit, ImGuiKey key) {
    if (!hit.focused && !hit.active && !ImGui::IsItemFocused()) return false;
    const ImGuiID id = ImGui::GetItemID();
    ImGui::SetKeyOwner(key, id);
    return ImGui::IsKeyPressed(key, ImGuiInputFlags_Repeat, id);
}

int takes_wheel(const Hit& hit) {
    if (!hit.hovered) return 0;
    ImGui::SetItemKeyOwner(ImGuiKey_MouseWheelY);
    const float wheel = ImGui::GetIO().MouseWheel;
    return wheel > 0 ? 1 : wheel < 0 ? -1 : 0;
}

void draw_icon(ImVec2 c, Icon icon, float size, ImU32 colour) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float s = size, w = px(1.8f);
    const auto chevron = [&](float dx, float dy, float x) {
        const ImVec2 points[3] = {{c.x + x + dx * s * 0.5f + dy * s, c.y - dx * s + dy * s * 0.5f * -1},
                                  {c.x + x - dx * s * 0.5f, c.y + dy * s * 0.5f},
                                  {c.x + x + dx * s * 0.5f - dy * s, c.y + dx * s + dy * s * 0.5f * -1}};
        list.AddPolyline(points, 3, colour, 0, w);
    };
    switch (icon) {
        case Icon::none: break;
        case Icon::back: chevron(1, 0, 0); break;
        case Icon::forward: chevron(-1, 0, 0); break;
        case Icon::up: chevron(0, -1, 0); break;
        case Icon::down: chevron(0, 1, 0); break;
        case Icon::first:
            chevron(1, 0, s * 0.35f);
            list.AddLine({c.x - s * 0.75f, c.y - s}, {c.x - s * 0.75f, c.y + s}, colour, w);
            break;
        case Icon::last:
            chevron(-1, 0, -s * 0.35f);
            list.AddLine({c.x + s * 0.75f, c.y - s}, {c.x + s * 0.75f, c.y + s}, colour, w);
            break;
        case Icon::play: {
            const ImVec2 points[3] = {{c.x - s * 0.7f, c.y - s}, {c.x + s, c.y}, {c.x - s * 0.7f, c.y + s}};
            list.AddPolyline(points, 3, colour, ImDrawFlags_Closed, w);
            break;
        }
        case Icon::cells:
            for (const float dy : {-0.85f, 0.15f})
                for (const float dx : {-0.85f, 0.15f})
                    list.AddRect({c.x + dx * s, c.y + dy * s}, {c.x + (dx + 0.7f) * s, c.y + (dy + 0.7f) * s}, colour, 0, px(1.4f));
            break;
        case Icon::pause:
            for (const float x : {-s * 0.5f, s * 0.5f}) list.AddRectFilled({c.x + x - px(1.6f), c.y - s}, {c.x + x + px(1.6f), c.y + s}, colour, px(0.5f));
            break;
        case Icon::flag:
            list.AddLine({c.x - s * 0.6f, c.y - s * 1.1f}, {c.x - s * 0.6f, c.y + s * 1.1f}, colour, w);
            list.AddTriangleFilled({c.x - s * 0.6f, c.y - s * 1.1f}, {c.x + s, c.y - s * 0.45f}, {c.x - s * 0.6f, c.y + s * 0.2f}, colour);
            break;
        case Icon::far_back:
            chevron(1, 0, -s * 0.5f);
            chevron(1, 0, s * 0.5f);
            break;
        case Icon::far_forward:
            chevron(-1, 0, -s * 0.5f);
            chevron(-1, 0, s * 0.5f);
            break;
        case Icon::plus: list.AddLine({c.x, c.y - s}, {c.x, c.y + s}, colour, w); [[fallthrough]];
        case Icon::minus: list.AddLine({c.x - s, c.y}, {c.x + s, c.y}, colour, w); break;
    }
}

float button_width(std::string_view label) { return text_size(label, {Face::text, 14}).x + px(26); }

bool button_at(const char* id, ImVec2 at, ImVec2 size, std::string_view label, Icon icon, ButtonKind kind, bool enabled) {
    ImGui::BeginDisabled(!enabled);
    const Hit hit = hit_area(id, at, size, 8);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 end{at.x + size.x, at.y + size.y};
    const bool primary = kind == ButtonKind::primary;
    const float fade = enabled ? 1.0f : 0.45f;
    if (primary) list.AddRectFilled(at, end, ink("accent", fade), px(8));
    else if (hit.hovered || hit.active) list.AddRectFilled(at, end, ink(hit.active ? "line" : "sunken"), px(8));
    if (primary && hit.hovered) list.AddRectFilled(at, end, ink("on-accent", 0.12f), px(8));
    if (kind == ButtonKind::plain) list.AddRect(at, end, ink(hit.hovered ? "edge" : "line", fade), px(8), 0, px(1));
    const ImU32 text = primary ? ink("on-accent") : kind == ButtonKind::quiet ? ink("ink-3", fade) : ink("ink", fade);
    const ImVec2 centre{at.x + size.x / 2, at.y + size.y / 2};
    if (icon != Icon::none) {
        draw_icon(centre, icon, px(5.5f), text);
        tooltip(hit, label);
    } else {
        draw_text_middle(centre, elided(label, {primary ? Face::bold : Face::text, 14}, size.x - px(8)),
                         {primary ? Face::bold : Face::text, 14}, text, 0.5f);
    }
    ImGui::EndDisabled();
    return hit.pressed && enabled;
}

void dashed_line(ImVec2 from, ImVec2 to, ImU32 colour, float thickness) {
    const float dx = to.x - from.x, dy = to.y - from.y, length = std::sqrt(dx * dx + dy * dy);
    const float dash = px(5);
    for (float at = 0; at < length; at += dash * 2) {
        const float a = at / length, b = std::min(at + dash, length) / length;
        ImGui::GetWindowDrawList()->AddLine({from.x + dx * a, from.y + dy * a}, {from.x + dx * b, from.y + dy * b}, colour, thickness);
    }
}

void hatch(ImVec2 min, ImVec2 max, ImU32 colour, float pitch, float thickness, bool rising) {
    const float w = max.x - min.x, h = max.y - min.y;
    for (float at = px(pitch) / 2; at < w + h; at += px(pitch)) {
        const float x0 = std::max(0.0f, at - h), y0 = std::min(h, at), x1 = std::min(w, at), y1 = std::max(0.0f, at - w);
        const auto place = [&](float x, float y) { return ImVec2{min.x + x, rising ? min.y + y : max.y - y}; };
        ImGui::GetWindowDrawList()->AddLine(place(x0, y0), place(x1, y1), colour, px(thickness));
    }
}

void ring(ImVec2 min, ImVec2 max, std::string_view role, float out, float radius, float thickness) {
    ImGui::GetWindowDrawList()->AddRect({min.x - px(out), min.y - px(out)}, {max.x + px(out), max.y + px(out)}, ink(role), px(radius), 0, px(thickness));
}

bool scrolls_for(std::uint64_t news) {
    ImGuiStorage& storage = *ImGui::GetStateStorage();
    const ImGuiID seen = ImGui::GetID("seen");
    const int now = static_cast<int>((news * 2 + 1) & 0x7fffffff);  // never 0, which stands there at first
    if (storage.GetInt(seen) == now) return false;
    if (!ImGui::IsWindowAppearing()) storage.SetInt(seen, now);
    return true;
}

void dashed_rect(ImVec2 min, ImVec2 max, ImU32 colour, float thickness) {
    dashed_line(min, {max.x, min.y}, colour, thickness);
    dashed_line({max.x, min.y}, max, colour, thickness);
    dashed_line({min.x, max.y}, max, colour, thickness);
    dashed_line(min, {min.x, max.y}, colour, thickness);
}

void elbow(ImVec2 from, ImVec2 to, float turn, ImU32 colour, float thickness, bool dashed) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 points[4] = {from, {turn, from.y}, {turn, to.y}, to};
    if (dashed) {
        for (int i = 0; i < 3; ++i) dashed_line(points[i], points[i + 1], colour, thickness);
    } else {
        list.AddPolyline(points, 4, colour, 0, thickness);
    }
    const float head = px(4);
    list.AddTriangleFilled({to.x + head, to.y}, {to.x - head, to.y - head}, {to.x - head, to.y + head}, colour);
}

void draw_ellipsis(ImVec2 centre, ImU32 colour) {
    for (const int i : {-1, 0, 1})
        ImGui::GetWindowDrawList()->AddCircleFilled({centre.x, centre.y + px(4) * static_cast<float>(i)}, px(1.2f), colour);
}

void end_at(float y) {
    ImGui::SetCursorScreenPos({ImGui::GetWindowPos().x, y});
    ImGui::Dummy({1, 0});
}

void draw_nothing(std::string_view text) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    end_at(at.y + draw_wrapped(at, text, small_style, ink("ink-2"), ImGui::GetContentRegionAvail().x));
}

void tooltip(const Hit& hit, std::string_view text) {
    if ((!hit.hovered && !hit.focused) || hit.active || text.empty()) return;
    if (hit.focused && !hit.hovered) return;
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(10), px(7)});
    if (ImGui::BeginTooltip()) {
        ImGui::PushFont(font(Face::text), 16);  // 13 of an em
        ImGui::TextUnformatted(text.data(), text.data() + text.size());
        ImGui::PopFont();
        ImGui::EndTooltip();
    }
    ImGui::PopStyleVar();
}

}  // namespace ui
