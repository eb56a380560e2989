// The time axis of the cores panel: the last change of a mapping, from the entry that the kernel clears
// down to the frame that is free, with an arrow for every message between cores.
#include <algorithm>
#include <cmath>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/cores_picture.h"
#include "ui/process_fill.h"

namespace ui {

using base::dec;
using lessons::tr;
using Part = StoryCore::Part;
using Kind = CoresStory::Kind;

namespace {

constexpr float title_height = 28, button_height = 40, button_room = 48, stage_time = 16, stage_gap = 8, ns_length = 0.04f, most_gap = 96, least_chart = 104;
constexpr TextStyle stage_style{Face::text, 13}, note_style{Face::text, 12};

float name_room(const CoresGrid& grid) { return grid.gutter - px(12); }

// Where each stage stands below the top of the chart: apart as its text needs, and as time passes.
std::vector<float> stage_places(const std::vector<Stage>& stages, const CoresGrid& grid) {
    std::vector<float> places;
    float y = px(8);
    for (std::size_t i = 0; i < stages.size(); ++i) {
        places.push_back(y);
        const float text = wrapped_height(stages[i].name, stage_style, name_room(grid)) + px(stage_time + stage_gap);
        const float ns = i + 1 < stages.size() ? static_cast<float>(stages[i + 1].mark.ns - std::min(stages[i + 1].mark.ns, stages[i].mark.ns)) : 0;
        y += std::max(text, std::min(px(ns * ns_length), px(most_gap)));
    }
    places.push_back(std::max(y, px(least_chart)));  // the end
    return places;
}

struct Chart {
    const CoresView& view;
    std::vector<Stage> stages;
    std::vector<float> places;
    float top = 0;

    float y(std::size_t stage) const { return top + places[stage] + px(8); }
    float end() const { return top + places.back(); }
    bool come(std::size_t stage) const { return has_come(view.context, stages[stage].mark); }
    std::optional<std::size_t> find(std::string_view part) const {
        for (std::size_t i = 0; i < stages.size(); ++i)
            if (stages[i].part == part) return i;
        return std::nullopt;
    }
    // Between the stages by the clock; of several at one moment, the last before the frame is free.
    float at(std::uint64_t ns) const {
        std::size_t before = 0, count = stages.size();
        if (count > 1 && stages.back().part == "free") --count;
        for (std::size_t i = 0; i < count; ++i)
            if (stages[i].mark.ns <= ns) before = i;
        if (before + 1 >= count) return y(before);
        const float span = static_cast<float>(stages[before + 1].mark.ns - stages[before].mark.ns);
        return y(before) + (y(before + 1) - y(before)) * static_cast<float>(ns - std::min(ns, stages[before].mark.ns)) / std::max(span, 1.0f);
    }
    // The lowest moment that has come.
    float now() const {
        float last = top;
        for (std::size_t i = 0; i < stages.size(); ++i)
            if (come(i)) last = y(i);
        return last;
    }
};

void arrow(ImVec2 from, ImVec2 to, ImU32 colour, bool dashed) {
    const float dx = to.x - from.x, dy = to.y - from.y, length = std::max(std::sqrt(dx * dx + dy * dy), 1.0f), head = px(7);
    const ImVec2 along{dx / length, dy / length}, neck{to.x - along.x * head, to.y - along.y * head};
    if (dashed) dashed_line(from, neck, colour, px(1.6f));
    else ImGui::GetWindowDrawList()->AddLine(from, neck, colour, px(2));
    ImGui::GetWindowDrawList()->AddTriangleFilled(to, {neck.x - along.y * head * 0.55f, neck.y + along.x * head * 0.55f},
                                                  {neck.x + along.y * head * 0.55f, neck.y - along.x * head * 0.55f}, colour);
}

// A word on the way of an arrow, on a plate.
void word_on(ImVec2 middle, std::string_view text, std::string_view role) {
    const ImVec2 half{text_size(text, note_style).x / 2 + px(3), px(8)};
    ImGui::GetWindowDrawList()->AddRectFilled({middle.x - half.x, middle.y - half.y}, {middle.x + half.x, middle.y + half.y}, ink("surface"), px(3));
    draw_text_middle(middle, text, note_style, ink(role), 0.5f);
}

// --- names of the moments -------------------------------------------------------------------------

void draw_stages(const Chart& chart) {
    const CoresGrid& grid = chart.view.grid;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float initiator = grid.nearest(chart.view.story.core);
    for (std::size_t i = 0; i < chart.stages.size(); ++i) {
        const Stage& stage = chart.stages[i];
        if (!chart.come(i)) continue;
        const bool lit = is_highlighted(chart.view.context, stage.part);
        const std::string_view role = stage.bad ? "fault" : lit ? "accent" : "ink";
        const float y = chart.top + chart.places[i];
        list.AddLine({grid.left + grid.gutter - px(8), chart.y(i)}, {initiator, chart.y(i)}, ink("line"), px(1));
        const TextStyle style{lit ? Face::bold : Face::text, 13};
        point_out(stage.part, {grid.left, y}, {grid.left + name_room(grid), chart.top + chart.places[i + 1] - px(4)});
        const float used = draw_wrapped({grid.left, y}, stage.name, style, ink(role), name_room(grid));
        draw_text({grid.left, y + used + px(2)}, i == 0 ? tr("cores.begins") : tr("cores.after", {base::duration(stage.mark.ns)}), mono_small, ink("ink-3"));
    }
}

// --- lines of life --------------------------------------------------------------------------------

bool is_quiet(const CoresStory& story, Part part) {
    if (story.kind != Kind::shootdown) return part != Part::initiator && !(story.stopped && part == Part::asked);
    return part == Part::lazy || part == Part::elsewhere || part == Part::untold;
}

// The lines that a text takes in `room`.
std::vector<std::string> lines_of(const std::string& text, float room) {
    std::vector<std::string> lines;
    for (const std::string& word : base::split(text, ' ')) {
        const std::string longer = lines.empty() ? word : lines.back() + " " + word;
        if (!lines.empty() && text_size(longer, note_style).x <= room) lines.back() = longer;
        else lines.push_back(word);
    }
    return lines;
}

// In the middle of a core's column, on a plate.
void draw_note(const Chart& chart, unsigned core, float y, const std::string& text, std::string_view role) {
    const CoresGrid& grid = chart.view.grid;
    const float x = grid.middle(core), pitch = px(15);
    for (const std::string& line : lines_of(text, grid.column)) {
        const float half = text_size(line, note_style).x / 2 + px(3);
        ImGui::GetWindowDrawList()->AddRectFilled({x - half, y - px(1)}, {x + half, y + pitch}, ink("surface"), px(4));
        draw_text({x, y}, elided(line, note_style, grid.column + px(4)), note_style, ink(role), 0.5f);
        y += pitch;
    }
}

void draw_quiet(const Chart& chart, unsigned core) {
    const CoresGrid& grid = chart.view.grid;
    const StoryCore& one = chart.view.story.cores[core];
    dashed_line({grid.middle(core), chart.top}, {grid.middle(core), chart.end()}, ink("edge"), px(1));
    const bool bad = one.part == Part::untold;
    draw_note(chart, core, chart.top + px(22), part_text(chart.view.context, chart.view.story, core), bad ? "fault" : "ink-3");
}

// The core that changes the mapping: a bar from the first moment to the last, hollow while it waits.
void draw_initiator(const Chart& chart, unsigned core) {
    const CoresGrid& grid = chart.view.grid;
    const CoresStory& story = chart.view.story;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float x = grid.middle(core), half = px(5), first = chart.y(0), last = std::max(chart.now(), first);
    list.AddLine({x, chart.top}, {x, chart.end()}, ink("line"), px(1));
    if (!chart.come(0)) return;
    list.AddRectFilled({x - half, first}, {x + half, last + px(2)}, ink("data"), px(2));
    if (has_come(chart.view.context, story.told_all)) {
        const float from = chart.at(story.told_all->ns), to = story.answered && has_come(chart.view.context, story.answered) ? chart.at(story.answered->ns) : last;
        if (to > from + px(6)) {
            list.AddRectFilled({x - half + px(1.5f), from + px(1)}, {x + half - px(1.5f), to - px(1)}, ink("surface"));
            if (to > from + px(30) && grid.column >= px(66)) word_on({x, (from + to) / 2}, tr("cores.waits"), "ink-2");
        }
    }
    for (std::size_t i = 0; i < chart.stages.size(); ++i) {
        if (!chart.come(i) || chart.stages[i].part == "wait" || (story.kind != Kind::shootdown && chart.stages[i].part == "tell")) continue;
        list.AddCircleFilled({x, chart.y(i)}, px(5.5f), ink(chart.stages[i].bad ? "fault" : chart.stages[i].part == "free" ? "hit" : "data"));
    }
}

void draw_handler(const Chart& chart, unsigned core) {
    const CoresGrid& grid = chart.view.grid;
    const StoryCore& one = chart.view.story.cores[core];
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float x = grid.middle(core), half = px(5);
    list.AddLine({x, chart.top}, {x, chart.end()}, ink("line"), px(1));
    const std::string text = part_text(chart.view.context, chart.view.story, core);
    const bool came = has_come(chart.view.context, one.done);
    if (!came) {
        if (!text.empty()) draw_note(chart, core, chart.now() + px(has_come(chart.view.context, one.sent) ? 32 : 10), text, "miss");
        return;
    }
    const float from = chart.at(one.began->ns), to = std::max(chart.at(one.done->ns), from + px(10));
    if (one.part == Part::reached) {  // its TLB does it; no program of the core is disturbed
        list.AddCircleFilled({x, to}, px(4), ink("accent"));
        return draw_note(chart, core, to + px(10), text, "ink-2");
    }
    list.AddRectFilled({x - half, from}, {x + half, to}, ink("miss"), px(2));
    if (grid.column < px(100)) return draw_note(chart, core, to + px(8), text, "ink-2");
    draw_note(chart, core, (from + to) / 2 - px(8), text, "ink-2");
}

void draw_lives(const Chart& chart) {
    for (std::size_t c = chart.view.grid.first; c < chart.view.grid.first + chart.view.grid.count; ++c) {
        const auto core = static_cast<unsigned>(c);
        if (core >= chart.view.story.cores.size()) continue;
        const Part part = chart.view.story.cores[core].part;
        if (part == Part::initiator) draw_initiator(chart, core);
        else if (is_quiet(chart.view.story, part)) draw_quiet(chart, core);
        else draw_handler(chart, core);
    }
}

// --- messages -------------------------------------------------------------------------------------

void draw_interrupts(const Chart& chart) {
    const CoresStory& story = chart.view.story;
    const CoresGrid& grid = chart.view.grid;
    const float from = grid.nearest(story.core);
    std::optional<ImVec2> ipi, ack;  // where the words go: over all arrows
    for (unsigned core = 0; core < story.cores.size(); ++core) {
        const StoryCore& one = story.cores[core];
        if (!grid.shows(core) || !has_come(chart.view.context, one.sent)) continue;
        const float side = grid.middle(core) > from ? 1.0f : -1.0f;
        const ImVec2 start{from + side * px(5), chart.at(one.sent->ns)};
        // While it has not arrived the arrow ends on the way.
        const bool arrived = has_come(chart.view.context, one.done);
        const ImVec2 goal{grid.middle(core) - side * px(6), arrived ? chart.at(one.began->ns) : start.y + px(22)};
        arrow(start, goal, ink("accent"), false);
        if (!ipi) ipi = ImVec2{start.x + (goal.x - start.x) * 0.45f, start.y + (goal.y - start.y) * 0.45f};
        if (!arrived) continue;
        const float back = chart.at(one.done->ns);
        arrow({grid.middle(core) - side * px(6), back}, {from + side * px(6), back}, ink("hit"), true);
        if (!ack) ack = ImVec2{(grid.middle(core) + from) / 2, back};
    }
    if (ipi) word_on(*ipi, tr("cores.ipi"), "accent");
    if (ack) word_on(*ack, tr("cores.ack"), "hit");
}

void draw_broadcast(const Chart& chart) {
    const CoresStory& story = chart.view.story;
    const CoresGrid& grid = chart.view.grid;
    const auto tell = chart.find("tell");
    if (!tell || !chart.come(*tell) || !story.told) return;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float y = chart.y(*tell) + px(12), left = grid.left + grid.gutter, right = grid.x(grid.first + grid.count - 1) + grid.column;
    for (const float at : {y - px(2), y + px(2)}) list.AddLine({left, at}, {right, at}, ink("accent"), px(1.4f));
    word_on({(left + right) / 2, y}, tr("cores.broadcast_" + std::string(os::to_text(story.method))), "accent");
    for (unsigned core = 0; core < story.cores.size(); ++core) {
        const StoryCore& one = story.cores[core];
        if (!grid.shows(core) || one.part != Part::reached) continue;
        const float to = has_come(chart.view.context, one.done) ? std::max(chart.at(one.done->ns), y + px(20)) - px(4) : y + px(20);
        arrow({grid.middle(core), y + px(3)}, {grid.middle(core), to}, ink("accent"), false);
    }
}

// --- head -----------------------------------------------------------------------------------------

float draw_flow_title(const CoresView& view, float y) {
    const CoresGrid& grid = view.grid;
    const bool over = view.story.kind != Kind::none && !view.story.stopped && view.story.total_ns() > 0;
    const std::string total = over ? tr("cores.total", {base::duration(view.story.total_ns())}) : std::string();
    const float taken = text_size(total, small_style).x;
    const std::string line = view.story.kind == Kind::none ? tr("cores.no_story") : view.story.line;
    const TextStyle style = view.story.kind == Kind::none ? small_style : mono_style;
    draw_text_middle({grid.left, y + px(title_height / 2)}, elided(line, style, grid.width - taken - px(12)), style, ink("ink-2"));
    draw_text_middle({grid.right(), y + px(title_height / 2)}, total, small_style, ink("ink"), 1);
    return y + px(title_height);
}

// One button after the other; how far they reach.
struct Buttons {
    const CoresView& view;
    float x, y;
    void add(const char* id, const std::string& label, const std::string& line, ButtonKind kind) {
        const float width = std::min(button_width(label), view.grid.right() - x);
        if (button_at(id, {x, y}, {width, px(button_height)}, label, Icon::none, kind, !line.empty())) view.command(line);
        x += width + px(8);
    }
};

float draw_flow_buttons(const CoresView& view, float y) {
    Buttons buttons{view, view.grid.left, y};
    if (view.story.stopped) {
        buttons.add("cores-next", next_stage_text(*view.story.stopped, view.story.method), next_stage_command(view.machine, view.story), ButtonKind::primary);
        if (*view.story.stopped != os::ShootdownStop::ack)
            buttons.add("cores-end", tr("cores.to_end"), "continue " + view.machine.kernel.processes[view.story.process].name, ButtonKind::plain);
        return y + px(button_room);
    }
    const std::string range = subject_range(view.context, view.state);
    buttons.add("cores-unmap-slow", tr("cores.unmap_slow"), range.empty() ? range : "unmap " + range + " stop=clear", ButtonKind::plain);
    buttons.add("cores-unmap", tr("cores.unmap"), range.empty() ? range : "unmap " + range, ButtonKind::plain);
    return y + px(button_room);
}

// Where the panel is low, what just happened is brought into sight, once.
void scroll_to_story(const CoresView& view, float y) {
    if (view.grid.compact && view.story.kind != Kind::none && scrolls_for(view.context.timeline.position()))
        ImGui::SetScrollFromPosY(y - ImGui::GetWindowPos().y, 0);
}

}  // namespace

float draw_flow(const CoresView& view, float y) {
    scroll_to_story(view, y);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddLine({view.grid.left, y + px(6)}, {view.grid.right(), y + px(6)}, ink("line"), px(1));
    y = draw_flow_title(view, y + px(10));
    y = draw_flow_buttons(view, y);
    if (view.story.kind == Kind::none) return y;
    Chart chart{view, story_stages(view.machine, view.story), {}, y};
    if (chart.stages.empty()) return y;
    chart.places = stage_places(chart.stages, view.grid);
    draw_stages(chart);
    draw_lives(chart);
    if (view.story.kind == Kind::shootdown && view.story.broadcasts()) draw_broadcast(chart);
    else if (view.story.kind == Kind::shootdown) draw_interrupts(chart);
    return chart.end();
}

float flow_height(const PanelContext& context, const CoresState&, const CoresStory& story, const CoresGrid& grid) {
    const std::vector<Stage> stages = story_stages(context.timeline.machine(), story);
    const float chart = stages.empty() ? 0 : stage_places(stages, grid).back() / look().scale;
    return 10 + title_height + button_room + chart;
}

}  // namespace ui
