// A slider is dragged, tapped, stepped with its buttons or moved with the arrow keys; a bar ends where its
// number stands. Everything in bytes is exact; only lengths on the screen are floating.
#include "ui/panels/sizing_picture.h"

#include <algorithm>
#include <cmath>

#include "core/base/text.h"
#include "lessons/engine/panel_ids.h"
#include "lessons/engine/strings.h"
#include "ui/walk_state.h"
#include "ui/widgets.h"

namespace ui {
namespace {

using lessons::tr;

constexpr float slider_pitch = 40, least_slider_pitch = 34, label_width = 104, narrow_label = 82;
constexpr float least_bar = 12, bar_gap = 9, axis_height = 20, ample_from = 70, ample_over = 300;
constexpr unsigned decade = 10, usual_decades = 7;  // bits from one tick of the axis to the next; from 1 B to 1 ZiB

bool narrow(float width) { return width < px(560); }

// How large things are, in the lengths of the mock: alone on a stage the panel uses larger type.
struct Sizes {
    float pitch = slider_pitch, text = 13, number = 15, formula = 13, mark = 12, bar = 20, spare = 0;
    float mark_lines = 2, formula_lines = 1;

    float formula_pitch() const { return formula * 1.3f + 5; }
    float mark_pitch() const { return mark + 4; }
    float bar_label() const { return text + 6; }
    float fixed(std::size_t sliders, std::size_t bars) const {
        return static_cast<float>(sliders) * pitch + formula_lines * formula_pitch() + mark_lines * mark_pitch() + static_cast<float>(bars) * (bar_label() + bar_gap) +
               axis_height + 16;
    }
};

// --- sliders ----------------------------------------------------------------------------------

struct Track {
    const SizingSlider& slider;
    std::vector<PanelRequest>& requests;
    ImVec2 at;
    float width, height;

    float knob() const { return at.x + px(9) + (width - px(18)) * slider.share(); }
    void set(u128 value, bool replaces = false) const {
        if (value != slider.value) requests.push_back({PanelRequest::Kind::command, let_command(slider, value), replaces});
    }
};

// Held down, the knob goes to the pointer.
void drag(const Track& t, const Hit& hit) {
    DragChanges changes;
    if (!hit.active || !ImGui::IsMouseDown(ImGuiMouseButton_Left)) return;
    const u128 wanted = t.slider.at((ImGui::GetIO().MousePos.x - t.at.x - px(9)) / (t.width - px(18)));
    if (wanted == t.slider.value) return;
    t.set(wanted, changes.replaces());
}

void take_keys(const Track& t, const Hit& hit) {
    if (takes_key(hit, ImGuiKey_RightArrow)) t.set(t.slider.next(true));
    if (takes_key(hit, ImGuiKey_LeftArrow)) t.set(t.slider.next(false));
    if (takes_key(hit, ImGuiKey_Home)) t.set(t.slider.stops.front());
    if (takes_key(hit, ImGuiKey_End)) t.set(t.slider.stops.back());
    if (const int wheel = takes_wheel(hit)) t.set(t.slider.next(wheel > 0));
}

void draw_track(const Track& t, bool highlighted, float size) {
    const std::string id = "size." + std::string(t.slider.part);
    const Hit hit = hit_area(id.c_str(), t.at, {t.width, t.height}, 6);
    drag(t, hit);
    take_keys(t, hit);
    if (hit.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float y = t.at.y + t.height / 2, knob = t.knob(), right = t.at.x + t.width;
    list.AddRectFilled({t.at.x, y - px(2)}, {right, y + px(2)}, ink("line"), px(2));
    list.AddRectFilled({t.at.x, y - px(2)}, {knob, y + px(2)}, mixed("accent", "surface", 0.55f), px(2));
    const std::string text = quantity_text(t.slider.quantity, t.slider.value);
    const TextStyle style{Face::mono, size, true};
    const float width = text_size(text, style).x, room = px(16);
    const bool behind = knob + room + width <= right;
    const float from = behind ? knob + room : knob - room - width;
    list.AddRectFilled({from - px(4), y - px(9)}, {from + width + px(4), y + px(9)}, ink("surface"));
    draw_text_middle({from, y}, text, style, ink("ink"));
    list.AddCircleFilled({knob, y}, px(hit.active ? 10 : 8.5f), ink("accent"));
    if (hit.hovered || hit.active || highlighted) list.AddCircle({knob, y}, px(12), ink("accent"), 0, px(1.5f));
}

void draw_slider(const PanelContext& context, const SizingSlider& slider, std::vector<PanelRequest>& requests, ImVec2 at, float width, const Sizes& sizes) {
    const float pitch = px(sizes.pitch), middle = at.y + pitch / 2, size = std::min(px(40), pitch - px(4));
    const float label = px(narrow(width) ? narrow_label : label_width + (sizes.text - 13) * 8);
    const std::string name = tr("sizing." + std::string(slider.part));
    const bool highlighted = is_highlighted(context, slider.part);
    const TextStyle style{highlighted ? Face::bold : Face::text, sizes.text};
    draw_text_middle({at.x, middle}, elided(name, style, label - px(6)), style, ink(highlighted ? "ink" : "ink-2"));
    const float buttons = at.x + width - 2 * size - px(4);
    point_out(slider.part, at, {at.x + width, at.y + pitch});
    draw_track({slider, requests, {at.x + label, at.y + px(1)}, buttons - at.x - label - px(10), pitch - px(2)}, highlighted, sizes.text);
    const Track twin{slider, requests, {}, 0, 0};
    const std::string id(slider.part);
    if (button_at((id + ".less").c_str(), {buttons, middle - size / 2}, {size, size}, tr("sizing.less", {name}), Icon::minus)) twin.set(slider.next(false));
    if (button_at((id + ".more").c_str(), {buttons + size + px(4), middle - size / 2}, {size, size}, tr("sizing.more", {name}), Icon::plus))
        twin.set(slider.next(true));
}

// --- the scale --------------------------------------------------------------------------------

// Where so many bytes lie, in bits: only for lengths on the screen.
float log_of(u128 bytes) {
    unsigned bits = 0;
    while (bits < 127 && bytes >> (bits + 1) != 0) ++bits;
    const u128 rest = bits >= 20 ? bytes >> (bits - 20) : bytes << (20 - bits);  // 1..2 in steps of 2^-20
    return static_cast<float>(bits) + std::log2(static_cast<float>(static_cast<double>(rest) / (1 << 20)));
}

struct Scale {
    float left, right;
    unsigned decades;
    float x_of(u128 bytes) const {
        return left + (right - left) * std::clamp((bytes == 0 ? 0.0f : log_of(bytes)) / static_cast<float>(decades * decade), 0.0f, 1.0f);
    }
};

Scale scale_of(const std::vector<SizingBar>& bars, float left, float right) {
    unsigned decades = usual_decades;
    for (const SizingBar& bar : bars)
        while (bar.bytes && (*bar.bytes >> (decades * decade)) != 0 && decades < 12) ++decades;
    return {left, right, decades};
}

struct Landmark {
    std::string_view part;
    std::string text;
    u128 bytes;
};
std::vector<Landmark> landmarks_of(const SizingState& s, const Scale& scale) {
    std::vector<Landmark> marks{{"page", tr("sizing.mark_page", {base::size(s.page)}), s.page},
                                {"ram", tr("sizing.mark_laptop", {base::size(laptop_ram)}), laptop_ram},
                                {"va", tr("sizing.mark_space", {base::size(s.space)}), s.space}};
    std::erase_if(marks, [&](const Landmark& mark) { return (mark.bytes >> (scale.decades * decade)) != 0; });  // beyond the end
    return marks;
}

// Dashed lines through the chart, named above it; a name that would meet another goes one line higher.
void draw_landmarks(const PanelContext& context, const SizingState& s, const Scale& scale, const Sizes& sizes, float top, float bottom) {
    std::vector<ImVec2> taken[3];
    const auto marks = landmarks_of(s, scale);
    for (const Landmark& mark : marks) {
        const bool strong = mark.part == "ram" || is_highlighted(context, mark.part);
        const float x = scale.x_of(mark.bytes);
        dashed_line({x, top + px(2)}, {x, bottom}, ink(strong ? "ink-2" : "edge", strong ? 0.9f : 0.6f), px(strong ? 1.6f : 1));
    }
    for (const Landmark& mark : marks) {
        const bool strong = mark.part == "ram", highlighted = is_highlighted(context, mark.part);
        const TextStyle style{highlighted ? Face::bold : Face::text, sizes.mark};
        const float x = scale.x_of(mark.bytes), width = text_size(mark.text, style).x;
        const float from = x + width + px(8) <= scale.right ? x + px(5) : x - px(5) - width;
        std::size_t line = 0;
        const auto free_in = [&](std::size_t i) {
            return std::none_of(taken[i].begin(), taken[i].end(), [&](ImVec2 t) { return from < t.y + px(8) && from + width > t.x - px(8); });
        };
        while (line < 2 && !free_in(line)) ++line;
        taken[line].push_back({from, from + width});
        const float y = top + px(sizes.mark_pitch()) * (sizes.mark_lines - 1 - static_cast<float>(std::min(line, static_cast<std::size_t>(sizes.mark_lines) - 1)));
        ImGui::GetWindowDrawList()->AddRectFilled({from - px(3), y}, {from + width + px(3), y + px(sizes.mark + 3)}, ink("surface"));
        draw_text({from, y}, mark.text, style, ink(strong || highlighted ? "ink" : "ink-2"));
        point_out(mark.part, {from, y}, {from + width, y + px(sizes.mark + 3)});
    }
}

void draw_axis(const Scale& scale, float y, bool brief) {
    constexpr const char* units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddLine({scale.left, y}, {scale.right, y}, ink("edge"), px(1));
    for (unsigned i = 0; i <= scale.decades && i < std::size(units); ++i) {
        const float x = scale.x_of(u128{1} << (i * decade));
        list.AddLine({x, y}, {x, y + px(4)}, ink("edge"), px(1));
        draw_text({x, y + px(6)}, (brief ? "" : "1 ") + std::string(units[i]), {Face::mono, 12}, ink("ink-3"), i == 0 ? 0 : i == scale.decades ? 1 : 0.5f);
    }
}

// --- bars -------------------------------------------------------------------------------------

constexpr float hatch_pitch = 7, hatch_line = 1.6f;

// What does not fit into the laptop is hatched and named.
void draw_bar(const Scale& scale, const SizingBar& bar, const Sizes& sizes, bool hidden, bool highlighted, float y) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const std::string_view role = lessons::role_of_part(bar.part);
    const float bottom = y + px(sizes.bar), middle = (y + bottom) / 2;
    if (hidden || !bar.bytes) {
        dashed_rect({scale.left, y}, {scale.left + px(46), bottom}, ink("edge"), px(1));
        draw_text_middle({scale.left + px(23), middle}, hidden ? "?" : "—", label_style, ink("ink-2"), 0.5f);
        if (!hidden) draw_text_middle({scale.left + px(56), middle}, elided(bar.why_none, small_style, scale.right - scale.left - px(60)), small_style, ink("ink-2"));
        return;
    }
    const float end = std::max(scale.x_of(*bar.bytes), scale.left + px(3)), ram = scale.x_of(laptop_ram);
    point_out(bar.part, {scale.left, y}, {end, bottom});
    const bool over = *bar.bytes > laptop_ram;
    list.AddRectFilled({scale.left, y}, {end, bottom}, mixed(role, "surface", bar.hatched ? 0.2f : 0.6f), px(3));
    if (bar.hatched) hatch({scale.left, y}, {end, bottom}, ink(role), hatch_pitch, hatch_line);
    list.AddRect({scale.left, y}, {end, bottom}, ink(role), px(3), 0, px(1.2f));
    if (over) {
        list.AddRectFilled({ram, y}, {end, bottom}, mixed("fault", "surface", 0.2f), px(3), ImDrawFlags_RoundCornersRight);
        hatch({ram, y}, {end, bottom}, ink("fault"), hatch_pitch, hatch_line);
        list.AddRect({ram, y}, {end, bottom}, ink("fault"), px(3), ImDrawFlags_RoundCornersRight, px(1.2f));
    }
    if (highlighted) ring({scale.left, y}, {end, bottom}, role, 3, 5);
    const TextStyle style{Face::mono, sizes.number, true};
    const std::string text = base::size(*bar.bytes);
    const float width = text_size(text, style).x;
    const bool behind = end + px(8) + width <= scale.right;
    const float from = behind ? end + px(8) : end - px(8) - width;
    list.AddRectFilled({from - px(4), middle - px(sizes.number * 0.7f)}, {from + width + px(4), middle + px(sizes.number * 0.7f)}, ink("surface"), px(3));
    draw_text_middle({from, middle}, text, style, ink(over ? "fault" : "ink"));
}

float formula_lines(const PanelContext& context, const SizingState& s, const Sizes& sizes, float width) {
    if (!s.problem.empty()) return 2;
    float height = 0;
    for (const std::string& line : sizing_formulas(context, s))
        height += std::max(wrapped_height(line, {Face::mono, sizes.formula}, width) + px(4), px(sizes.formula_pitch()));
    return height / px(sizes.formula_pitch());
}

// What `height` (of the mock) makes of them.
Sizes sizes_for(const PanelContext& context, const SizingState& s, float width, float height) {
    Sizes sizes;
    const std::size_t sliders = s.sliders.size(), bars = std::max<std::size_t>(sizing_bars(s).size(), 1);
    sizes.mark_lines = narrow(width) ? 3 : 2;
    const auto spare = [&] {
        sizes.formula_lines = formula_lines(context, s, sizes, width);
        return height - sizes.fixed(sliders, bars) - static_cast<float>(bars) * least_bar;
    };
    const float first = spare(), t = std::clamp((first - ample_from) / ample_over, 0.0f, 1.0f);
    if (first < 0) sizes.pitch = std::max(least_slider_pitch, slider_pitch + first / static_cast<float>(std::max<std::size_t>(sliders, 1)));
    if (!narrow(width)) {
        sizes.pitch += 14 * t;
        sizes.text += 3 * t;
        sizes.number += 9 * t;
        sizes.formula += 7 * t;
        sizes.mark += 2 * t;
    }
    sizes.spare = std::max(spare(), 0.0f);
    sizes.bar = std::clamp(least_bar + sizes.spare / (static_cast<float>(bars) + 1), least_bar, 34 + 24 * t);
    return sizes;
}

}  // namespace

void draw_sizing(const PanelContext& context, const SizingState& state, std::vector<PanelRequest>& requests) {
    const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const auto bars = sizing_bars(state);
    const Sizes sizes = sizes_for(context, state, room.x, room.y / look().scale);
    float y = at.y;
    for (const SizingSlider& slider : state.sliders) {
        draw_slider(context, slider, requests, {at.x, y}, room.x, sizes);
        y += px(sizes.pitch);
    }
    y += px(8 + std::clamp(sizes.spare / 16, 0.0f, 14.0f));
    if (!state.problem.empty()) return end_at(y + draw_wrapped({at.x, y}, state.problem, {Face::bold, 13}, ink("fault"), room.x) + px(8));
    for (const std::string& line : sizing_formulas(context, state))
        y += std::max(draw_wrapped({at.x, y}, line, {Face::mono, sizes.formula}, ink("ink"), room.x) + px(4), px(sizes.formula_pitch()));
    y += px(std::clamp(sizes.spare / 10, 0.0f, 30.0f));
    const Scale scale = scale_of(bars, at.x + px(1), at.x + room.x - px(1));
    const float chart = y + px(sizes.mark_lines * sizes.mark_pitch());
    const float axis = chart + static_cast<float>(bars.size()) * px(sizes.bar_label() + sizes.bar + bar_gap);
    draw_landmarks(context, state, scale, sizes, y, axis);
    y = chart;
    const TextStyle style{Face::bold, sizes.text};
    for (const SizingBar& bar : bars) {
        ImGui::GetWindowDrawList()->AddRectFilled({scale.left, y}, {scale.left + text_size(bar.label, style).x + px(6), y + px(sizes.text + 4)}, ink("surface"));
        draw_text({scale.left, y + px(1)}, elided(bar.label, style, scale.right - scale.left), style, ink(lessons::role_of_part(bar.part)));
        draw_bar(scale, bar, sizes, is_hidden(context, bar.part), is_highlighted(context, bar.part), y + px(sizes.bar_label()));
        y += px(sizes.bar_label() + sizes.bar + bar_gap);
    }
    draw_axis(scale, axis, narrow(room.x));
    end_at(axis + px(axis_height + 4));
}

PanelHeight sizing_height(const PanelContext& context, const SizingState& state, float width) {
    Sizes sizes;
    sizes.mark_lines = narrow(px(width)) ? 3 : 2;
    sizes.formula_lines = formula_lines(context, state, sizes, px(width));
    const std::size_t sliders = state.sliders.size(), bars = std::max<std::size_t>(sizing_bars(state).size(), 1);
    const float wanted = sizes.fixed(sliders, bars) + static_cast<float>(bars) * 24 + 16, all = 4000;  // alone in the stage it takes all of it
    sizes.pitch = least_slider_pitch;
    return {wanted, sizes.fixed(sliders, bars) + static_cast<float>(bars) * least_bar, all};
}

}  // namespace ui
