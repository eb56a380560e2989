// A is hatched and B is full, so that the two can be told apart without colour; an arrow says which has more.
#include "ui/panels/compare_picture.h"

#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/walk_state.h"
#include "ui/widgets.h"

namespace ui {
namespace {

using lessons::tr;

constexpr float legend_line = 21, least_bar = 14, most_bar = 24, button_height = 40;
constexpr const char* role_a = "swap";
constexpr const char* role_b = "accent";

bool narrow(float width) { return width < px(560); }

// Lengths for one width and height.
struct Sizes {
    bool narrow = false;
    float text = 13, bar = least_bar;  // lengths of the mock
    float label = 0, value = 0, difference = 0;  // columns

    float pitch() const { return px((narrow ? text + 7 : 0) + 2 * bar + 12); }
};

float widest(const std::vector<CompareRow>& rows, TextStyle style, std::string CompareRow::*first, std::string CompareRow::*second = nullptr) {
    float width = 0;
    for (const CompareRow& row : rows) width = std::max({width, text_size(row.*first, style).x, second ? text_size(row.*second, style).x : 0.0f});
    return width;
}

// The sentence and the button, above the figures: beside each other where the width allows it.
struct Line {
    float text_width = 0, text_height = 0, height = 0;
};

Line line_of(const PanelContext& context, const CompareState& state, float width) {
    Line line;
    if (state.left_out.empty()) return line;
    line.text_width = narrow(width) ? width : width - button_width(tr("compare.again")) - px(12);
    line.text_height = wrapped_height(compare_line(context, state), small_style, line.text_width);
    line.height = narrow(width) ? line.text_height + px(6 + button_height) : std::max(line.text_height, px(button_height));
    return line;
}

float head_height(const CompareState& state, float width) {
    return state.left_out.empty() ? wrapped_height(tr("compare.equal"), small_style, width) + px(10) : px(2 * legend_line + 8);
}

// `height` 0: with the least bars.
Sizes sizes_for(const PanelContext& context, const CompareState& state, float width, float height) {
    Sizes sizes;
    sizes.narrow = narrow(width);
    const auto count = static_cast<float>(std::max<std::size_t>(1, state.rows.size()));
    const float spare = height - head_height(state, width) - line_of(context, state, width).height - px(8) - count * sizes.pitch();
    if (spare > 0) sizes.bar = std::min(most_bar, least_bar + spare / look().scale / count / 2);
    if (sizes.bar > 18) sizes.text = 15;
    const TextStyle style{Face::text, sizes.text};
    sizes.value = widest(state.rows, {Face::mono, sizes.text}, &CompareRow::a, &CompareRow::b) + px(8);
    sizes.difference = widest(state.rows, style, &CompareRow::difference) + px(22);
    if (!sizes.narrow) sizes.label = std::min(widest(state.rows, style, &CompareRow::label) + px(14), width * 0.34f);
    return sizes;
}

void draw_bar(ImVec2 min, ImVec2 max, bool is_a) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (!is_a) return list.AddRectFilled(min, max, ink(role_b), px(2));
    list.AddRectFilled(min, max, mixed(role_a, "surface", 0.18f), px(2));
    hatch(min, max, ink(role_a), 5, 1.2f);
    list.AddRect(min, max, ink(role_a), px(2), 0, px(1));
}

// What a letter stands for.
float draw_legend(const CompareState& state, ImVec2 at, float width) {
    if (state.left_out.empty()) return at.y + draw_wrapped(at, tr("compare.equal"), small_style, ink("ink-2"), width) + px(10);
    for (const bool is_a : {true, false}) {
        const float middle = at.y + px(legend_line) / 2;
        draw_bar({at.x, middle - px(6)}, {at.x + px(18), middle + px(6)}, is_a);
        float x = at.x + px(26);
        x += draw_text_middle({x, middle}, is_a ? "A" : "B", title_style, ink("ink")) + px(8);
        const std::string text = is_a ? tr("compare.legend_a") : tr("compare.legend_b", {left_out_text(state)});
        const TextStyle style = shrunk(text, is_a ? small_style : mono_style, at.x + width - x);
        draw_text_middle({x, middle}, elided(text, style, at.x + width - x), style, ink(is_a ? "ink-2" : "ink"));
        point_out(is_a ? "a" : "b", {at.x, at.y}, {at.x + width, at.y + px(legend_line)});
        at.y += px(legend_line);
    }
    return at.y + px(8);
}

struct Painter {
    const PanelContext& context;
    Sizes sizes;
    float left, right;

    void line(const CompareRow& row, bool is_a, float y) const {
        const float height = px(sizes.bar), middle = y + height / 2, begin = left + sizes.label + px(16);
        const float room = (sizes.narrow ? right : right - sizes.difference) - sizes.value - begin;
        const bool hidden = !is_a && is_hidden(context, "b");
        draw_text_middle({left + sizes.label, middle}, is_a ? "A" : "B", {Face::mono, 12, !is_a}, ink(is_a ? role_a : role_b));
        const double share = hidden ? 0 : is_a ? row.share_a : row.share_b;
        const float end = begin + (share > 0 ? std::max(px(2), room * static_cast<float>(share)) : 0);
        if (share > 0) draw_bar({begin, y + px(1)}, {end, y + height - px(1)}, is_a);
        draw_text_middle({end + px(6), middle}, hidden ? "?" : is_a ? row.a : row.b, {Face::mono, sizes.text}, ink("ink"));
        point_out(is_a ? "a" : "b", {begin, y}, {end + sizes.value, y + height});
    }

    // The sign, then the words; ends at the right.
    void difference(const CompareRow& row, float middle) const {
        const bool hidden = is_hidden(context, "b") || is_hidden(context, "difference");
        const std::string text = hidden ? "?" : row.difference;
        const bool heavy = row.sign != 0 && !hidden;
        const TextStyle style{heavy ? Face::bold : Face::text, sizes.text};
        const float width = draw_text_middle({right, middle}, text, style, ink(heavy ? "ink" : "ink-3"), 1), x = right - width - px(10);
        if (heavy) draw_icon({x, middle}, row.sign > 0 ? Icon::up : Icon::down, px(4.5f), ink(role_b));
        point_out("difference", {x - px(6), middle - px(10)}, {right, middle + px(10)});
    }

    void draw(const CompareRow& row, float y) const {
        const TextStyle style{Face::text, sizes.text};
        const float bars = y + (sizes.narrow ? px(sizes.text + 7) : 0), middle = bars + px(sizes.bar + 1);
        const float label_middle = sizes.narrow ? y + px(sizes.text / 2 + 2) : middle;
        const float room = sizes.narrow ? right - left - sizes.difference - px(8) : sizes.label - px(10);
        draw_text_middle({left, label_middle}, elided(row.label, style, room), style, ink(row.sign != 0 ? "ink" : "ink-2"));
        line(row, true, bars);
        line(row, false, bars + px(sizes.bar + 2));
        difference(row, label_middle);
    }
};

}  // namespace

std::string compare_line(const PanelContext& context, const CompareState& state) {
    if (state.left_out.empty()) return {};
    if (is_hidden(context, "b") || is_hidden(context, "difference")) return tr("compare.hidden");
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(2, static_cast<std::size_t>(state.different)); ++i)
        text += (text.empty() ? "" : "; ") + tr("compare.line_part", {state.rows[i].label, state.rows[i].difference});
    text = text.empty() ? tr("compare.no_difference") : tr("compare.line", {left_out_text(state), text});
    if (state.refused > 0) text += " " + tr(state.refused == 1 ? "compare.one_refused" : "compare.refused", {base::grouped(state.refused)});
    return text;
}

// Ends where the figures begin.
static float draw_line(const PanelContext& context, const CompareState& state, ImVec2 at, float width, std::vector<PanelRequest>& requests) {
    const Line line = line_of(context, state, width);
    const float across = button_width(tr("compare.again"));
    const ImVec2 button = narrow(width) ? ImVec2{at.x, at.y + line.text_height + px(6)} : ImVec2{at.x + width - across, at.y};
    draw_wrapped({at.x, narrow(width) ? at.y : at.y + (line.height - line.text_height) / 2}, compare_line(context, state), small_style, ink("ink"), line.text_width);
    if (button_at("compare.again", button, {across, px(button_height)}, tr("compare.again"))) requests.push_back({PanelRequest::Kind::act, "reset", false});
    return at.y + line.height + px(8);
}

void draw_compare(const PanelContext& context, const CompareState& state, std::vector<PanelRequest>& requests) {
    const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const Sizes sizes = sizes_for(context, state, room.x, room.y);
    const Painter painter{context, sizes, at.x, at.x + room.x};
    float y = draw_legend(state, at, room.x);
    if (!state.left_out.empty()) y = draw_line(context, state, {at.x, y}, room.x, requests);
    for (std::size_t i = 0; i < state.rows.size(); ++i) {
        if (i == state.different && i > 0) ImGui::GetWindowDrawList()->AddLine({at.x, y - px(3)}, {at.x + room.x, y - px(3)}, ink("line"), px(1));
        painter.draw(state.rows[i], y);
        y += sizes.pitch();
    }
    end_at(y);
}

PanelHeight compare_height(const PanelContext& context, const CompareState& state, float mock_width) {
    const float width = px(mock_width);
    const Sizes sizes = sizes_for(context, state, width, 0);
    const float fixed = (head_height(state, width) + line_of(context, state, width).height + px(8)) / look().scale, pitch = sizes.pitch() / look().scale;
    const auto count = static_cast<float>(std::max<std::size_t>(1, state.rows.size()));
    return {fixed + count * (pitch + 4), fixed + std::min(count, 4.0f) * pitch, fixed + count * (pitch + 2 * (most_bar - least_bar))};
}

}  // namespace ui
