// The ladder: five questions from top to bottom, the signals to the right of them, and below the last
// one four branches with their ends. The way that the fault took is lit.
#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/fault_picture.h"

namespace ui {

using lessons::tr;

namespace {

constexpr std::array<FaultEnd, 4> exits{FaultEnd::general_protection, FaultEnd::maperr, FaultEnd::accerr, FaultEnd::bus};
constexpr std::array<FaultStep, 4> branches{FaultStep::own, FaultStep::file, FaultStep::slot, FaultStep::frame};
constexpr TextStyle note{Face::text, 12}, mono{Face::mono, 12};
constexpr float heading = 36, fan = 16, end_gap = 5;

struct Ladder {
    const FaultView& view;
    float row = 0, gap = 0, end = 0;  // heights; the last of an end's box
    bool broad = false;               // the branch with most ends has two columns of them

    float ends_down() const { return broad ? 3.0f : 5.0f; }

    ImDrawList& list() const { return *ImGui::GetWindowDrawList(); }
    float left() const { return view.at.x; }
    float right() const { return view.at.x + view.width; }
    float top(std::size_t i) const { return view.at.y + px(1) + (row + gap) * static_cast<float>(i); }
    float asks_to() const { return left() + view.width * 0.46f; }
    float detour() const { return left() + view.width * 0.515f; }
    float detour_to() const { return left() + view.width * 0.70f; }
    float exit() const { return left() + view.width * 0.755f; }

    void measure();
    void draw() const;
    void question(FaultStep step, ImVec2 min, ImVec2 max) const;
    void end_box(FaultEnd which, ImVec2 min, ImVec2 max, bool answers) const;
    void exits_of(std::size_t i) const;
    void spine_line(std::size_t i) const;
    void branch(std::size_t i, float y) const;
    void line(ImVec2 from, ImVec2 to, bool lit, bool head = true) const;
};

// What is left is shared by the rows and the ends.
void Ladder::measure() {
    broad = view.width >= px(fault_broad);
    const float room = view.room / look().scale - fault_foot - fan - heading - end_gap * ends_down() - 7;
    row = std::clamp(room / (5 + 4 * 0.28f + ends_down() * 0.82f), 25.0f, 58.0f);
    gap = px(std::clamp(row * 0.28f, 8.0f, 16.0f));
    end = px(std::clamp(row * 0.82f, 20.0f, 46.0f));
    row = px(row);
}

void Ladder::line(ImVec2 from, ImVec2 to, bool lit, bool head) const {
    const ImU32 colour = ink(lit ? "kernel" : "edge", lit ? 1 : 0.6f);
    list().AddLine(from, to, colour, px(lit ? 2.5f : 1.2f));
    if (!head) return;
    const float s = px(lit ? 5 : 4);
    if (to.x != from.x) {
        const float d = to.x > from.x ? -s : s;
        list().AddTriangleFilled(to, {to.x + d, to.y - s * 0.8f}, {to.x + d, to.y + s * 0.8f}, colour);
    } else {
        list().AddTriangleFilled(to, {to.x - s * 0.8f, to.y - s}, {to.x + s * 0.8f, to.y - s}, colour);
    }
}

// The question, its answer to the right of it, and what it was read from: below, or behind, or not at all.
void Ladder::question(FaultStep step, ImVec2 min, ImVec2 max) const {
    const FaultRung* rung = view.rung(step);
    const std::string_view part = part_of(step), role = step == FaultStep::mmu ? "hit" : "kernel";
    point_out(part, min, max);
    bool hovered = false;
    if (const std::string tip = view.tip(step); !tip.empty()) {
        const Hit hit = hit_area(("fault." + std::string(part)).c_str(), min, {max.x - min.x, max.y - min.y}, 7);
        hovered = hit.hovered;
        tooltip(hit, tip);
        if (hit.pressed) view.press(step);
    }
    const bool lit = rung != nullptr, marked = is_highlighted(view.context, part);
    list().AddRectFilled(min, max, lit ? mixed(role, "surface", hovered ? 0.18f : 0.10f) : ink("surface"), px(7));
    list().AddRect(min, max, lit ? ink(role) : ink("edge", 0.6f), px(7), 0, px(lit ? 2 : 1));
    if (marked) ring(min, max, "accent", 3, 9);
    const float inner = px(9), width = max.x - min.x - inner * 2, height = max.y - min.y;
    const bool two = lit && height >= px(35);
    const float middle = two ? min.y + height * 0.31f : (min.y + max.y) / 2;
    const TextStyle strong{Face::bold, width > px(330) ? 14.0f : 13.0f};
    const std::string answer = lit ? rung->answer : std::string();
    const float answer_width = answer.empty() ? 0 : text_size(answer, strong).x;
    std::string ask = question_text(step);
    if (step == FaultStep::stack && text_size(ask, note).x > width - answer_width - px(6)) ask = tr("fault.brief_stack");
    const TextStyle style = shrunk(ask, {lit ? Face::bold : Face::text, strong.size}, width - (answer.empty() ? 0 : answer_width + px(8)));
    const float room = width - (answer.empty() ? 0 : answer_width + px(8));
    const float used = draw_text_middle({min.x + inner, middle}, elided(ask, style, room), style, ink(lit ? "ink" : "ink-2"));
    if (!answer.empty()) draw_text_middle({max.x - inner, middle}, elided(answer, strong, width), strong, ink(role), 1);
    if (!lit) return;
    if (two) draw_text_middle({min.x + inner, min.y + height * 0.71f}, elided(rung->fact, mono, width), mono, ink("ink-2"));
    else if (const float rest = width - used - answer_width - px(30); rest > px(120))
        draw_text_middle({max.x - inner - answer_width - px(12), middle}, elided(rung->fact, mono, rest), mono, ink("ink-2"), 1);
}

// Where a branch ends: the answer that leads there, and what is done. `answers`: the answer stands inside.
void Ladder::end_box(FaultEnd which, ImVec2 min, ImVec2 max, bool answers) const {
    const EndRow& data = row_of(which);
    const bool lit = which == view.end(), dark = lit && data.kind == EndRow::Kind::signal;
    const std::string_view role = role_of(data);
    view.end_area(which, min, max);
    if (lit) point_out("end", min, max);
    constexpr std::array<const char*, 3> kinds{"minor", "major", "signal"};
    const char* const kind = kinds[static_cast<std::size_t>(data.kind)];
    point_out(kind, min, max);
    list().AddRectFilled(min, max, dark ? ink("ink") : lit ? mixed(role, "surface", 0.18f) : ink("surface"), px(6));
    list().AddRect(min, max, lit ? ink(role) : ink("line"), px(6), 0, px(lit ? 2 : 1));
    if (is_highlighted(view.context, kind)) ring(min, max, "accent", 2, 8);
    if (!dark) list().AddRectFilled({min.x + px(1), min.y + px(4)}, {min.x + px(4), max.y - px(4)}, ink(role, lit ? 1 : 0.55f));
    const float inner = px(9), width = max.x - min.x - inner - px(5), height = max.y - min.y;
    const ImU32 strong = dark ? ink("surface") : ink(lit ? role : "ink-2"), weak = dark ? ink("surface") : ink(lit ? "ink" : "ink-2");
    const std::string text = end_text(which), answer = answers ? end_answer(which) : std::string();
    const Face face = lit ? Face::bold : Face::text;
    const float middle = (min.y + max.y) / 2, x = min.x + inner;
    const TextStyle style{face, 13};
    const float beside = answer.empty() ? 0 : text_size(answer, note).x + px(8);
    if (beside > 0 && beside + text_size(text, style).x <= width) {
        draw_text_middle({x, middle}, answer, note, weak);
        draw_text_middle({max.x - px(7), middle}, text, style, strong, 1);
    } else if (beside > 0 && height >= px(31)) {
        draw_text_middle({x, min.y + height * 0.29f}, elided(answer, note, width), note, weak);
        const TextStyle small = shrunk(text, style, width);
        draw_text_middle({x, min.y + height * 0.70f}, elided(text, small, width), small, strong);
    } else if (const std::size_t blank = text.find(' '); blank != std::string::npos && text_size(text, note).x > width && height >= px(29)) {
        draw_text_middle({x, min.y + height * 0.29f}, text.substr(0, blank), {face, 12}, strong);
        draw_text_middle({x, min.y + height * 0.70f}, elided(text.substr(blank + 1), {face, 12}, width), {face, 12}, strong);
    } else {
        const TextStyle small = shrunk(text, style, width);
        draw_text_middle({x, middle}, elided(text, small, width), small, strong);
    }
}

// "no", to the right: to the signal, for the VMA by way of the stack.
void Ladder::exits_of(std::size_t i) const {
    const FaultEnd which = exits[i];
    const float y = top(i), middle = y + row / 2;
    const bool taken = view.end() == which;
    const auto no = [&](float x, bool lit) {
        const std::string text = i == 0 ? std::string() : tr("fault.no");
        // Below the line where another one comes back above it.
        draw_text({x + px(3), middle + px(fault_spine[i] == FaultStep::rights ? 0 : -16)}, text, note, ink(lit ? "kernel" : "ink-3"));
    };
    float from = asks_to();
    if (fault_spine[i] == FaultStep::area) {
        const bool asked = view.rung(FaultStep::stack) != nullptr;
        line({from, middle}, {detour(), middle}, asked);
        no(from, asked);
        question(FaultStep::stack, {detour(), y}, {detour_to(), y + row});
        // Back to the ladder, where it grows.
        const bool grows = asked && view.rung(FaultStep::rights);
        const float x = (detour() + detour_to()) / 2, back = top(i + 1) + row * 0.22f;
        line({x, y + row}, {x, back}, grows, false);
        line({x, back}, {asks_to(), back}, grows);
        if (gap >= px(13) || grows) draw_text({x + px(4), y + row + px(1)}, tr("fault.yes"), note, ink(grows ? "kernel" : "ink-3"));
        from = detour_to();
    }
    line({from, middle}, {exit(), middle}, taken);
    no(from, taken);
    end_box(which, {exit(), y}, {right(), y + row}, false);
    const std::string signal = tr(which == FaultEnd::bus ? "fault.sigbus" : "fault.sigsegv");
    if (right() - exit() - px(26) > text_size(end_text(which), {Face::bold, 13}).x + text_size(signal, mono).x)
        draw_text_middle({right() - px(8), middle}, signal, mono, ink(taken ? "surface" : "ink-3"), 1);
}

void Ladder::spine_line(std::size_t i) const {
    const float x = left() + px(20);
    const FaultRung* here = view.rung(fault_spine[i]);
    const bool lit = here && view.rung(fault_spine[i + 1]) && !(fault_spine[i] == FaultStep::area && view.rung(FaultStep::stack));
    line({x, top(i) + row}, {x, top(i + 1)}, lit);
}

// One of the four columns: what the entry holds, the question that follows, and the ends.
void Ladder::branch(std::size_t i, float y) const {
    constexpr std::array<const char*, 4> holds{"fault.holds_own", "fault.holds_file", "fault.holds_slot", "fault.holds_frame"};
    constexpr std::array<const char*, 4> briefs{"fault.ask_own", "fault.brief_file", "fault.brief_slot", "fault.brief_frame"};
    const FaultStep step = branches[i];
    const bool lit = view.rung(step) != nullptr;
    const float space = px(broad ? 8 : 5), units = broad ? 5 : 4, unit = (view.width - space * (units - 1)) / units;
    const bool doubled = broad && i == 3;
    const float width = doubled ? unit * 2 + space : unit, x = left() + (unit + space) * static_cast<float>(i);
    const float entry = top(4) + row, middle = x + width / 2;
    line({middle, entry}, {middle, y}, lit);
    const TextStyle bold{Face::bold, 13};
    const std::string held = tr(holds[i]);
    const std::string full = question_text(step), ask = text_size(full, note).x <= width ? full : tr(briefs[i]);
    const TextStyle fitting = shrunk(held, bold, width);
    point_out("branch", {x, y}, {x + width, y + px(heading)});
    draw_text({middle, y + px(2)}, elided(held, fitting, width), fitting, ink(lit ? "kernel" : "ink-2"), 0.5f);
    draw_text({middle, y + px(18)}, elided(ask, note, width), note, ink(lit ? "ink" : "ink-3"), 0.5f);
    y += px(heading);
    const FaultEnd taken = view.end();
    bool shown = false, second = false;
    const auto box = [&](FaultEnd which) {
        const float from = second ? x + unit + space : x;
        end_box(which, {from, y}, {from + unit, y + end}, true);
        if (!doubled || second) y += end + px(end_gap);
        second = doubled && !second;
        shown = shown || which == taken;
    };
    for (const EndRow& data : end_rows())
        if (data.step == step) box(data.end);
    if (lit && taken != FaultEnd::none && !shown) box(taken);  // one of those that are rare
}

void Ladder::draw() const {
    for (std::size_t i = 0; i + 1 < fault_spine.size(); ++i) spine_line(i);
    for (std::size_t i = 0; i < exits.size(); ++i) exits_of(i);
    for (std::size_t i = 0; i + 1 < fault_spine.size(); ++i) question(fault_spine[i], {left(), top(i)}, {asks_to(), top(i) + row});
    const bool broken = view.end() == FaultEnd::bad_table;
    question(FaultStep::entry, {left(), top(4)}, {broken ? detour() : right(), top(4) + row});
    if (broken) end_box(FaultEnd::bad_table, {exit(), top(4)}, {right(), top(4) + row}, false);
    for (std::size_t i = 0; i < branches.size(); ++i) branch(i, top(4) + row + px(fan));
}

}  // namespace

float draw_fault_ladder(const FaultView& view) {
    Ladder ladder{view};
    ladder.measure();
    ladder.draw();
    const float below = ladder.top(4) + ladder.row + px(fan + heading) + (ladder.end + px(end_gap)) * ladder.ends_down();
    return draw_fault_foot(view, below + px(3));
}

}  // namespace ui
