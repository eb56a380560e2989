// What the reader does with the machine: tasks, sliders, and the plot beside a slider.
#include <algorithm>

#include "lessons/engine/strings.h"
#include "ui/desktop/blocks.h"

namespace ui::desktop {

using lessons::tr;

namespace {

void condition(Column& column, const lessons::TaskView::Condition& condition) {
    const float indent = px(30);
    FlowStyle style = column.body();
    style.leading = 1.45f;
    const Flow flow(condition.hint, style, column.width - indent);
    const ImVec2 centre{column.at.x + px(11), column.at.y + flow.line_height() / 2};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (condition.met) {
        list.AddCircleFilled(centre, px(9), ink("hit"));
        draw_text_middle(centre, "✓", {Face::bold, 13}, ink("surface"), 0.5f);
    } else {
        list.AddCircle(centre, px(8), ink("edge"), 0, px(1.6f));
    }
    flow.draw({column.at.x + indent, column.at.y}, column.intents);
    column.at.y += flow.height() + px(4);
}

}  // namespace

void draw_task(Column& column, const lessons::TaskView& task) {
    Card card(column, task.done ? "hit" : "l2");
    Column& inner = card.inner;
    const float line = px(column.sizes.text * 1.5f);
    float x = inner.at.x;
    if (task.done) x += draw_text_middle({x, inner.at.y + line / 2}, "✓", {Face::bold, column.sizes.text}, ink("hit")) + px(8);
    draw_text_middle({x, inner.at.y + line / 2}, tr(task.done ? "engine.task-done" : "engine.task"), {Face::bold, column.sizes.text},
                     ink(task.done ? "hit" : "ink"));
    inner.at.y += line + px(4);
    for (std::size_t i = 0; i < task.conditions.size(); ++i) {
        ImGui::PushID(static_cast<int>(i));
        condition(inner, task.conditions[i]);
        ImGui::PopID();
    }
    if (!task.solution.empty()) {
        std::string lines;
        for (const std::string& command : task.solution) lines += command + "\n";
        inner.skip(6);
        listing(inner, lines);
    }
    if (!task.buttons.empty()) inner.skip(10);
    button_row(inner, task.buttons);
    card.finish();
}

void draw_slider(Column& column, const lessons::SliderView& slider) {
    Card card(column, "accent");
    Column& inner = card.inner;
    const float line = px(column.sizes.text * 1.5f);
    const std::string value = std::to_string(slider.value);
    const float room = inner.width - text_size(value, {Face::mono, column.sizes.text}).x - px(12);
    draw_text_middle({inner.at.x, inner.at.y + line / 2}, elided(slider.label, {Face::text, column.sizes.text}, room), {Face::text, column.sizes.text}, ink("ink"));
    draw_text_middle({inner.at.x + inner.width, inner.at.y + line / 2}, value, {Face::mono, column.sizes.text}, ink("ink"), 1);
    inner.at.y += line + px(6);

    ImGui::SetCursorScreenPos(inner.at);
    ImGui::SetNextItemWidth(inner.width);
    std::uint64_t moved = slider.value;
    ImGui::PushStyleColor(ImGuiCol_Border, ink("edge"));
    ImGui::PushStyleColor(ImGuiCol_FrameBg, ink("sunken"));
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {px(4), px(6)});
    if (ImGui::SliderScalar("##value", ImGuiDataType_U64, &moved, &slider.low, &slider.high, "") && moved != slider.value)
        inner.intents.actions.push_back("param " + slider.name + " " + std::to_string(moved));
    ImGui::PopStyleVar();
    ImGui::PopStyleColor(2);
    const ImVec2 min = ImGui::GetItemRectMin(), max = ImGui::GetItemRectMax();
    inner.intents.controls.push_back({"param " + slider.name, {(min.x + max.x) / 2, (min.y + max.y) / 2}});
    inner.at.y = max.y + px(4);
    draw_text(inner.at, std::to_string(slider.low), {Face::mono, column.sizes.small - 1}, ink("ink-3"));
    draw_text({inner.at.x + inner.width, inner.at.y}, std::to_string(slider.high), {Face::mono, column.sizes.small - 1}, ink("ink-3"), 1);
    inner.at.y += px(column.sizes.small + 3);
    card.finish();
}

namespace {

// The point nearest to the pointer, with its numbers.
void point_note(const lessons::PlotView& plot, const std::vector<ImVec2>& points, ImVec2 min, ImVec2 max) {
    const float wanted = ImGui::GetIO().MousePos.x;
    std::size_t nearest = 0;
    for (std::size_t i = 1; i < points.size(); ++i)
        if (std::abs(points[i].x - wanted) < std::abs(points[nearest].x - wanted)) nearest = i;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddLine({points[nearest].x, min.y}, {points[nearest].x, max.y}, ink("edge"), px(1));
    list.AddCircleFilled(points[nearest], px(4.5f), ink("accent"));
    Hit here;
    here.hovered = true;
    tooltip(here, std::to_string(plot.points[nearest].first) + " → " + plot.points[nearest].second);
}

}  // namespace

void draw_plot(Column& column, const lessons::PlotView& plot) {
    if (plot.points.empty()) return;
    Card card(column, "line");
    Column& inner = card.inner;
    const TextStyle small{Face::mono, column.sizes.small - 1};
    draw_text({inner.at.x + inner.width, inner.at.y}, plot.top(), small, ink("ink-3"), 1);
    inner.text(elided(plot.y_label, {Face::text, column.sizes.small}, inner.width * 0.7f), {column.sizes.small, Face::text, "ink-2"});
    inner.skip(6);
    const float height = px(150);
    const ImVec2 min = inner.at, max{min.x + inner.width, min.y + height};
    const Hit hit = hit_area("plot", min, {inner.width, height});
    ImDrawList& list = *ImGui::GetWindowDrawList();
    std::vector<ImVec2> points;
    const auto place = [&](double along, double share) {
        return ImVec2{min.x + static_cast<float>(along) * inner.width, max.y - static_cast<float>(share) * (height - px(6))};
    };
    for (std::size_t i = 0; i < plot.points.size(); ++i) points.push_back(place(plot.along(i), plot.heights[i]));
    list.AddLine({min.x, max.y}, max, ink("edge"), px(1));
    list.AddPolyline(points.data(), static_cast<int>(points.size()), ink("accent"), 0, px(2.4f));
    if (points.size() <= 16)
        for (const ImVec2 point : points) list.AddCircleFilled(point, px(3), ink("accent"));
    if (plot.now) list.AddCircleFilled(place(plot.now->along, plot.now->height), px(5), ink("accent"));
    if (hit.hovered) point_note(plot, points, min, max);
    inner.at.y = max.y + px(4);
    draw_text(inner.at, std::to_string(plot.points.front().first), small, ink("ink-3"));
    draw_text({max.x, inner.at.y}, std::to_string(plot.points.back().first), small, ink("ink-3"), 1);
    const std::string label = elided(plot.x_label, {Face::text, column.sizes.small}, inner.width - px(90));
    draw_text({(min.x + max.x) / 2, inner.at.y}, label, {Face::text, column.sizes.small}, ink("ink-2"), 0.5f);
    inner.at.y += px(column.sizes.small + 3);
    card.finish();
}

}  // namespace ui::desktop
