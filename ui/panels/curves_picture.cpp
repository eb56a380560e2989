// Dragging, tapping and the arrow keys move the upright line, by the command that the chart names; the pointer alone
// only reads values off.
#include "ui/panels/curves_picture.h"

#include <algorithm>
#include <cmath>

#include "core/base/text.h"
#include "lessons/engine/panel_ids.h"
#include "lessons/engine/strings.h"
#include "ui/walk_state.h"
#include "ui/widgets.h"

namespace ui {
namespace {

using base::dec;
using base::grouped;
using lessons::tr;

constexpr float least_plot = 76, usual_plot = 230, most_plot = 620, axis = 22, y_name = 20, legend_line = 20;
constexpr TextStyle small{Face::text, 12}, mono{Face::mono, 12};

bool narrow(float width) { return width < px(560); }

struct Plot {
    const PanelContext& context;
    const CurveChart& chart;
    std::vector<PanelRequest>& requests;
    ImVec2 min, max;  ///< of the area between the axes

    float x_of(double x) const {
        const double steps = std::max<double>(1, static_cast<double>(chart.x_last - chart.x_first));
        return min.x + (max.x - min.x) * static_cast<float>((x - static_cast<double>(chart.x_first)) / steps);
    }
    float y_of(std::uint64_t value) const { return max.y - (max.y - min.y) * static_cast<float>(static_cast<double>(value) / static_cast<double>(chart.whole)); }
    std::uint64_t x_at(float screen) const {
        const float share = std::clamp((screen - min.x) / std::max(1.0f, max.x - min.x), 0.0f, 1.0f);
        return chart.x_first + static_cast<std::uint64_t>(std::lround(share * static_cast<float>(chart.x_last - chart.x_first)));
    }
};

bool is_drawn(const PanelContext& context, const Curve& curve) { return !is_hidden(context, curve.part); }

// --- the frame --------------------------------------------------------------------------------

std::uint64_t step_for(std::uint64_t span, std::uint64_t most_ticks) {
    std::uint64_t step = 1;
    while (span / step > most_ticks) {
        const std::uint64_t lead = [&] { std::uint64_t s = step; while (s >= 10) s /= 10; return s; }();
        step = lead == 1 ? step * 2 : lead == 2 ? step / 2 * 5 : step * 2;
    }
    return step;
}

void draw_axes(const Plot& p) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const CurveChart& chart = p.chart;
    const bool low = p.max.y - p.min.y < px(150);
    const auto line = [&](float share, const std::string& text) {
        const float y = p.max.y - (p.max.y - p.min.y) * share;
        list.AddLine({p.min.x, y}, {p.max.x, y}, ink("line"), px(1));
        draw_text_middle({p.min.x - px(6), y}, text, mono, ink("ink-3"), 1);
    };
    const std::uint64_t parts = low ? 2 : 4, step = step_for(chart.whole, low ? 3 : 6);
    if (chart.shares)
        for (std::uint64_t i = 0; i <= parts; ++i) line(static_cast<float>(i) / static_cast<float>(parts), dec(i * 100 / parts) + "%");
    else
        for (std::uint64_t value = 0; value <= chart.whole; value += step) line(static_cast<float>(value) / static_cast<float>(chart.whole), grouped(value));
    list.AddLine({p.min.x, p.max.y}, {p.max.x, p.max.y}, ink("edge"), px(1.2f));
    list.AddLine({p.min.x, p.min.y}, {p.min.x, p.max.y}, ink("edge"), px(1.2f));
    const float apart = px(18 + 8 * static_cast<float>(dec(chart.x_last).size()));
    const std::uint64_t every = step_for(chart.x_last - chart.x_first, std::max<std::uint64_t>(2, static_cast<std::uint64_t>((p.max.x - p.min.x) / apart)));
    for (std::uint64_t x = (chart.x_first + every - 1) / every * every; x <= chart.x_last; x += every) {
        const float at = p.x_of(static_cast<double>(x));
        list.AddLine({at, p.max.y}, {at, p.max.y + px(4)}, ink("edge"), px(1));
        draw_text({at, p.max.y + px(6)}, dec(x), mono, ink("ink-3"), 0.5f);
    }
}

// --- curves -----------------------------------------------------------------------------------

// Each curve has a shape of its own: colour is not the only sign.
void draw_shape(std::size_t kind, ImVec2 at, float size, ImU32 colour, bool filled) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImU32 inside = filled ? colour : ink("surface");
    const ImVec2 diamond[4] = {{at.x, at.y - size * 1.3f}, {at.x + size * 1.3f, at.y}, {at.x, at.y + size * 1.3f}, {at.x - size * 1.3f, at.y}};
    const ImVec2 triangle[3] = {{at.x, at.y - size * 1.2f}, {at.x + size * 1.2f, at.y + size}, {at.x - size * 1.2f, at.y + size}};
    switch (kind % 4) {
        case 0: list.AddRectFilled({at.x - size, at.y - size}, {at.x + size, at.y + size}, inside);
                return list.AddRect({at.x - size, at.y - size}, {at.x + size, at.y + size}, colour, 0, 0, px(1.5f));
        case 1: list.AddCircleFilled(at, size, inside);
                return list.AddCircle(at, size, colour, 0, px(1.5f));
        case 2: list.AddConvexPolyFilled(diamond, 4, inside);
                return list.AddPolyline(diamond, 4, colour, ImDrawFlags_Closed, px(1.5f));
        default: list.AddConvexPolyFilled(triangle, 3, inside);
                return list.AddPolyline(triangle, 3, colour, ImDrawFlags_Closed, px(1.5f));
    }
}

void draw_curve(const Plot& p, std::size_t number) {
    const Curve& curve = p.chart.curves[number];
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImU32 colour = ink(lessons::role_of_part(curve.part));
    const float thick = px(is_highlighted(p.context, curve.part) ? 3.4f : 2);
    const bool shapes = curve.values.size() <= 40;
    const auto point = [&](std::size_t i) { return ImVec2{p.x_of(static_cast<double>(p.chart.x_first + i * p.chart.x_step)), p.y_of(curve.values[i])}; };
    const auto known = [&](std::size_t i) { return i < curve.values.size() && curve.values[i] != no_value; };
    std::size_t from = 0;
    while (from < curve.values.size() && !known(from)) ++from;
    for (std::size_t i = from + 1; i < curve.values.size(); ++i) {
        if (!known(i)) continue;
        const bool rise = p.chart.falling && curve.values[i] > curve.values[from] && !is_hidden(p.context, "anomaly");
        if (rise) list.AddLine(point(from), point(i), ink("fault", 0.35f), px(8));
        if (number % 3 == 2) dashed_line(point(from), point(i), colour, thick);
        else list.AddLine(point(from), point(i), colour, thick);
        from = i;
    }
    for (std::size_t i = 0; i < curve.values.size(); i += shapes ? 1 : std::max<std::size_t>(1, curve.values.size() / 12))
        if (known(i)) draw_shape(number, point(i), px(4 - 0.4f * static_cast<float>(number)), colour, number % 2 == 0);
    if (curve.values.size() == 1) draw_shape(number, point(0), px(4), colour, true);
}

// --- the line ---------------------------------------------------------------------------------

void move_to(const Plot& p, std::uint64_t x, bool replaces) {
    if (p.chart.cursor_command.empty() || x == p.chart.cursor || x < p.chart.x_first || x > p.chart.cursor_most) return;
    p.requests.push_back({PanelRequest::Kind::command, p.chart.cursor_command + dec(x), replaces});
}

void take_keys(const Plot& p, const Hit& hit) {
    if (takes_key(hit, ImGuiKey_RightArrow)) move_to(p, p.chart.cursor + 1, false);
    if (takes_key(hit, ImGuiKey_LeftArrow)) move_to(p, p.chart.cursor - 1, false);
    if (takes_key(hit, ImGuiKey_Home)) move_to(p, p.chart.x_first, false);
    if (takes_key(hit, ImGuiKey_End)) move_to(p, p.chart.cursor_most, false);
}

// The x whose values are read off: under the pointer, else the line's.
std::uint64_t take_pointer(const Plot& p) {
    const Hit hit = hit_area("curves", {p.min.x - px(4), p.min.y - px(4)}, {p.max.x - p.min.x + px(8), p.max.y - p.min.y + px(8)}, 6);
    take_keys(p, hit);
    DragChanges changes;
    const std::uint64_t under = p.x_at(ImGui::GetIO().MousePos.x);
    if (hit.active && ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
        if (under != p.chart.cursor) move_to(p, under, changes.replaces());
        return under;
    }
    return hit.hovered ? under : p.chart.cursor;
}

void draw_line(const Plot& p, std::uint64_t x) {
    const float own = p.x_of(static_cast<double>(p.chart.cursor)), read = p.x_of(static_cast<double>(x));
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (p.chart.cursor >= p.chart.x_first && p.chart.cursor <= p.chart.x_last) {
        list.AddLine({own, p.min.y - px(2)}, {own, p.max.y}, ink("accent"), px(2));
        list.AddTriangleFilled({own - px(6), p.min.y - px(8)}, {own + px(6), p.min.y - px(8)}, {own, p.min.y}, ink("accent"));
        if (is_highlighted(p.context, p.chart.cursor_part)) ring({own - px(4), p.min.y}, {own + px(4), p.max.y}, "accent", 2, 4);
        point_out(p.chart.cursor_part, {own - px(6), p.min.y}, {own + px(6), p.max.y});
    }
    if (x != p.chart.cursor) dashed_line({read, p.min.y}, {read, p.max.y}, ink("ink-3"), px(1));
}

// What each curve has there: legend and values in one.
void draw_values(const Plot& p, std::uint64_t x, ImVec2 at, float width) {
    const CurveChart& chart = p.chart;
    const float room = width / static_cast<float>(chart.curves.size());
    for (std::size_t i = 0; i < chart.curves.size(); ++i) {
        const Curve& curve = chart.curves[i];
        const float left = at.x + room * static_cast<float>(i);
        const std::string_view role = lessons::role_of_part(curve.part);
        draw_shape(i, {left + px(6), at.y + px(8)}, px(4.5f), ink(role), i % 2 == 0);
        const TextStyle name = shrunk(curve.label, {Face::bold, 13}, room - px(20));
        draw_text({left + px(16), at.y}, elided(curve.label, name, room - px(20)), name, ink(role));
        const auto value = chart.value(i, x);
        const std::string told = !value ? "–" : narrow(width) ? brief_value_text(chart, *value) : value_text(chart, *value);
        const std::string text = is_drawn(p.context, curve) ? told : "?";
        draw_text({left, at.y + px(legend_line)}, elided(text, mono, room - px(4)), mono, ink("ink"));
        point_out(curve.part, {left, at.y}, {left + room - px(4), at.y + px(2 * legend_line)});
    }
}

// The line by steps of one, for a finger: at the end of the values.
float draw_buttons(const Plot& p, ImVec2 at) {
    const CurveChart& chart = p.chart;
    if (chart.cursor_command.empty()) return 0;
    const float size = px(2 * legend_line);
    const auto button = [&](const char* id, const char* label, float x, Icon icon, bool enabled) {
        return button_at(id, {x, at.y}, {size, size}, tr(label, {chart.x_label}), icon, ButtonKind::plain, enabled);
    };
    if (button("curves.less", "curves.less", at.x - 2 * size - px(4), Icon::minus, chart.cursor > chart.x_first)) move_to(p, chart.cursor - 1, false);
    if (button("curves.more", "curves.more", at.x - size, Icon::plus, chart.cursor < chart.cursor_most)) move_to(p, chart.cursor + 1, false);
    return 2 * size + px(10);
}

float note_height(const PanelContext& context, const CurveChart& chart, float width) {
    const std::string text = rise_text(context, chart);
    return text.empty() ? 0 : wrapped_height(text, small, width) + px(6);
}

float fixed_height() { return y_name + axis + 8 + 18 + 2 * legend_line + 6; }

}  // namespace

void draw_curves(const PanelContext& context, const CurveChart& chart, std::vector<PanelRequest>& requests) {
    const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const float note = note_height(context, chart, room.x), height = std::clamp(room.y - px(fixed_height()) - note, px(least_plot), px(most_plot));
    const float left = px(narrow(room.x) ? 44 : 52);
    const Plot p{context, chart, requests, {at.x + left, at.y + px(y_name + 6)}, {at.x + room.x - px(14), at.y + px(y_name + 6) + height}};
    draw_text({at.x, at.y}, elided(chart.y_label, small, room.x), small, ink("ink-2"));
    const std::uint64_t x = take_pointer(p);
    draw_axes(p);
    for (std::size_t i = 0; i < chart.curves.size(); ++i)
        if (is_drawn(context, chart.curves[i])) draw_curve(p, i);
    draw_line(p, x);
    float y = p.max.y + px(axis + 4);
    draw_text({p.max.x, y}, chart.x_label, small, ink("ink-2"), 1);
    draw_text({at.x, y}, tr("curves.at", {dec(x), chart.x_label}), {Face::bold, 12}, ink("ink"));
    y += px(18);
    const float buttons = draw_buttons(p, {at.x + room.x, y});
    draw_values(p, x, {at.x, y}, room.x - buttons);
    y += px(2 * legend_line + 2);
    if (note > 0) {
        point_out("anomaly", {at.x, y}, {at.x + room.x, y + note});
        draw_wrapped({at.x, y}, rise_text(context, chart), small, ink("fault"), room.x);
    }
    end_at(y + note);
}

PanelHeight curves_height(const PanelContext& context, const CurveChart& chart, float width) {
    const float rest = fixed_height() + note_height(context, chart, px(width)) / look().scale;
    return {rest + usual_plot, rest + least_plot, rest + most_plot};
}

}  // namespace ui
