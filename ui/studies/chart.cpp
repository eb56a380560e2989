#include "ui/studies/chart.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "lessons/engine/strings.h"

namespace ui::studies {
namespace {

constexpr TextStyle axis_style{Face::text, 13}, legend_style{Face::text, 14};
constexpr std::array<std::string_view, 3> roles{"accent", "fault", "ink-2"};
// On and off, in lengths of the mock; the first line is whole.
constexpr std::array<std::array<float, 2>, 3> patterns{{{0, 0}, {9, 5}, {2.5f, 4}}};

// Where a value lies on an axis, 0 to 1, and the values that are written beside it.
struct Scale {
    bool log = false;
    double least = 0, most = 1;
    std::vector<double> marks = {};

    float share(double value) const {
        if (!log) return static_cast<float>(value / most);
        return static_cast<float>(std::log(std::max(value / least, 1.0)) / std::log(std::max(most / least, 2.0)));
    }
};

// 0, 20, 40, ... : about `count` steps of 1, 2 or 5 times a power of ten.
Scale linear(double most, double count) {
    const double raw = most / std::max(count, 1.0), power = std::pow(10, std::floor(std::log10(raw)));
    double step = 10 * power;
    for (const double factor : {5.0, 2.0, 1.0})
        if (factor * power >= raw * (1 - 1e-9)) step = factor * power;
    Scale scale{false, 0, most};
    for (int i = 0; i * step <= most * (1 + 1e-9); ++i) scale.marks.push_back(i * step);
    return scale;
}

// Powers of ten; of two where there would be fewer than three, every so many that about `count` stay.
Scale logarithmic(double least, double most, double count) {
    const double whole = std::max(most / least, 2.0);
    double base = whole >= 1000 ? 10 : 2;
    while (std::log(whole) / std::log(base) > std::max(count, 2.0)) base *= whole >= 1000 ? 10 : 2;
    Scale scale{true, least, std::max(most, least * 2)};
    for (double value = 1; value <= whole * (1 + 1e-9); value *= base) scale.marks.push_back(value * least);
    return scale;
}

struct Plot {
    const Chart& chart;
    ImVec2 min, max;
    Scale across, up;

    ImVec2 place(ChartPoint point) const {
        return {min.x + across.share(point.x) * (max.x - min.x), max.y - std::clamp(up.share(point.y), 0.0f, 1.0f) * (max.y - min.y)};
    }
    std::size_t nearest(const ChartLine& line, float x) const {
        std::size_t best = 0;
        for (std::size_t i = 1; i < line.points.size(); ++i)
            if (std::abs(place(line.points[i]).x - x) < std::abs(place(line.points[best]).x - x)) best = i;
        return best;
    }
};

// A polyline in dashes that run on through its corners.
void patterned(const std::vector<ImVec2>& points, std::size_t number, float thickness) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImU32 colour = ink(roles[number]);
    const float on = px(patterns[number][0]), off = px(patterns[number][1]);
    if (on == 0) return list.AddPolyline(points.data(), static_cast<int>(points.size()), colour, 0, thickness);
    float along = 0;  // of the pattern
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        const ImVec2 a = points[i], b = points[i + 1];
        const float length = std::hypot(b.x - a.x, b.y - a.y);
        for (float at = 0; at < length;) {
            const float in = std::fmod(along, on + off), step = std::max(std::min((in < on ? on : on + off) - in, length - at), 0.01f);
            const auto point = [&](float where) { return ImVec2{a.x + (b.x - a.x) * where / length, a.y + (b.y - a.y) * where / length}; };
            if (in < on) list.AddLine(point(at), point(at + step), colour, thickness);
            at += step, along += step;
        }
    }
}

// Names of the lines, each behind a piece of it; the y axis's own name before them. Returns the height used.
float draw_legend(const Chart& chart, ImVec2 at, float width) {
    constexpr float line = 21, key = 28;
    const float begin = at.x, top = at.y;
    const std::string name = chart.y_label + (chart.lines.size() > 1 ? ":" : "");
    at.x += draw_text(at, elided(name, legend_style, width), legend_style, ink("ink-2")) + px(14);
    for (std::size_t i = 0; chart.lines.size() > 1 && i < chart.lines.size(); ++i) {
        const float wide = px(key + 7) + text_size(chart.lines[i].label, legend_style).x;
        if (at.x + wide > begin + width && at.x > begin) at.x = begin, at.y += px(line);
        patterned({{at.x, at.y + px(7)}, {at.x + px(key), at.y + px(7)}}, i, px(2.2f));
        draw_text({at.x + px(key + 7), at.y}, elided(chart.lines[i].label, legend_style, width - px(key + 7)), legend_style, ink("ink"));
        at.x += wide + px(16);
    }
    return at.y + px(line) - top;
}

void draw_axes(const Plot& p) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    for (const double value : p.up.marks) {
        const float y = p.place({p.across.least, value}).y;
        list.AddLine({p.min.x, y}, {p.max.x, y}, ink("line"), px(1));
        draw_text_middle({p.min.x - px(8), y}, number_text(value) + p.chart.unit, axis_style, ink("ink-2"), 1);
    }
    list.AddLine({p.min.x, p.max.y}, p.max, ink("edge"), px(1.2f));
    for (const double value : p.across.marks) {
        const float x = p.place({value, 0}).x;
        const std::string text = number_text(value);
        const bool near_end = x + text_size(text, axis_style).x / 2 > p.max.x;
        list.AddLine({x, p.max.y}, {x, p.max.y + px(5)}, ink("edge"), px(1));
        draw_text({near_end ? p.max.x : x, p.max.y + px(8)}, text, axis_style, ink("ink-2"), near_end ? 1 : 0.5f);
    }
    draw_text({p.max.x, p.max.y + px(26)}, elided(p.chart.x_label, axis_style, p.max.x - p.min.x + px(60)), axis_style, ink("ink-2"), 1);
}

void draw_lines(const Plot& p) {
    for (std::size_t i = p.chart.lines.size(); i-- > 0;) {
        std::vector<ImVec2> points;
        for (const ChartPoint& point : p.chart.lines[i].points) points.push_back(p.place(point));
        patterned(points, i, px(2.2f));
        if (p.chart.lines[i].dots || points.size() == 1)
            for (const ImVec2 point : points) ImGui::GetWindowDrawList()->AddCircleFilled(point, px(3.2f), ink(roles[i]));
    }
}

void draw_mark(const Plot& p) {
    if (!p.chart.mark) return;
    const ImVec2 at = p.place(p.chart.lines[0].points[*p.chart.mark]);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    dashed_line({at.x, p.min.y}, {at.x, p.max.y}, ink("accent"), px(1.4f));
    list.AddCircleFilled(at, px(6), ink("accent"));
    list.AddCircle(at, px(6), ink("surface"), 0, px(1.6f));
    list.AddRectFilled({at.x - px(5), p.max.y - px(9)}, {at.x + px(5), p.max.y + px(9)}, ink("accent"), px(4));
}

// What the lines have nearest to the pointer.
void read_off(const Plot& p, const Hit& hit) {
    if (!hit.hovered || hit.active) return;
    const float x = ImGui::GetIO().MousePos.x;
    const ChartPoint first = p.chart.lines[0].points[p.nearest(p.chart.lines[0], x)];
    std::string text = number_text(first.x) + " " + p.chart.x_label;
    for (std::size_t i = 0; i < p.chart.lines.size(); ++i) {
        const ChartPoint point = p.chart.lines[i].points[p.nearest(p.chart.lines[i], x)];
        text += "\n" + p.chart.lines[i].label + ": " + number_text(point.y) + p.chart.unit;
        ImGui::GetWindowDrawList()->AddCircle(p.place(point), px(5), ink(roles[i]), 0, px(2));
    }
    tooltip(hit, text);
}

std::optional<std::size_t> take_move(const Plot& p, const Hit& hit) {
    if (!p.chart.mark) return std::nullopt;
    const std::size_t now = *p.chart.mark, last = p.chart.lines[0].points.size() - 1;
    std::size_t to = now;
    if (takes_key(hit, ImGuiKey_RightArrow)) to = std::min(now + 1, last);
    if (takes_key(hit, ImGuiKey_LeftArrow)) to = now > 0 ? now - 1 : 0;
    if (takes_key(hit, ImGuiKey_Home)) to = 0;
    if (takes_key(hit, ImGuiKey_End)) to = last;
    if (hit.active && ImGui::IsMouseDown(ImGuiMouseButton_Left)) to = p.nearest(p.chart.lines[0], ImGui::GetIO().MousePos.x);
    return to == now ? std::nullopt : std::optional(to);
}

Plot plot_of(const Chart& chart, ImVec2 at, ImVec2 size) {
    double most_x = 1e-9, most_y = 1e-9, least_x = 1e300, least_y = 1e300;
    for (const ChartLine& line : chart.lines)
        for (const ChartPoint& point : line.points) {
            most_x = std::max(most_x, point.x), most_y = std::max(most_y, point.y);
            least_x = std::min(least_x, point.x), least_y = std::min(least_y, point.y);
        }
    Plot p{chart, {0, at.y + px(10)}, {at.x + size.x - px(8), at.y + size.y - px(44)}, {}, {}};
    const double down = std::clamp((p.max.y - p.min.y) / px(60), 2.0f, 6.0f);
    p.up = chart.log_y ? logarithmic(std::pow(10, std::floor(std::log10(std::max(least_y, 1e-6)))), most_y, down) : linear(most_y, down);
    float widest = 0;
    for (const double value : p.up.marks) widest = std::max(widest, text_size(number_text(value) + chart.unit, axis_style).x);
    p.min.x = at.x + widest + px(10);
    const double wide = (p.max.x - p.min.x) / px(90);
    p.across = chart.log_x ? logarithmic(std::max(least_x, 1.0), most_x, wide) : linear(most_x, wide);
    return p;
}

}  // namespace

std::optional<std::size_t> draw_chart(Paper& paper, const char* id, const Chart& chart, float height) {
    const float legend = draw_legend(chart, paper.at, paper.width);
    const Plot p = plot_of(chart, {paper.at.x, paper.at.y + legend}, {paper.width, px(height) - legend});
    const Hit hit = hit_area(id, {p.min.x - px(4), p.min.y - px(4)}, {p.max.x - p.min.x + px(8), p.max.y - p.min.y + px(14)}, 6);
    const auto moved = take_move(p, hit);
    draw_axes(p);
    draw_lines(p);
    draw_mark(p);
    read_off(p, hit);
    paper.at.y += px(height) + px(6);
    return moved;
}

}  // namespace ui::studies
