#include "ui/desktop/column.h"

#include <algorithm>
#include <cmath>

namespace ui::desktop {

using lessons::Button;
using lessons::Span;
using lessons::Spans;

void Column::text(const Spans& spans, FlowStyle style) {
    const Flow flow(spans, style, width);
    flow.draw(at, intents);
    at.y += flow.height();
}

void Column::text(std::string_view words, FlowStyle style) { text(Spans{{Span::Kind::text, std::string(words), {}}}, style); }

namespace {

constexpr float card_side = 18, card_top = 14, card_radius = 8, edge_width = 4, button_size = 15;

bool is_skip(const Button& button) { return button.action.compare(0, 4, "skip") == 0; }
bool is_commit(const Button& button) { return button.action.compare(0, 6, "commit") == 0; }

}  // namespace

Card::Card(Column& outer, std::string_view edge)
    : inner{{outer.at.x + px(card_side), outer.at.y + px(card_top)}, outer.width - px(card_side * 2), outer.sizes, outer.intents},
      outer_(outer), edge_(edge), list_(*ImGui::GetWindowDrawList()) {
    list_.ChannelsSplit(2);
    list_.ChannelsSetCurrent(1);
}

void Card::finish() {
    list_.ChannelsSetCurrent(0);
    const ImVec2 min = outer_.at, max{outer_.at.x + outer_.width, inner.at.y + px(card_top)};
    list_.AddRectFilled(min, max, ink("surface"), px(card_radius));
    list_.AddRect(min, max, ink("line"), px(card_radius), 0, px(1));
    list_.PushClipRect(min, {min.x + px(edge_width), max.y}, true);
    list_.AddRectFilled(min, {min.x + px(card_radius * 2), max.y}, ink(edge_), px(card_radius));
    list_.PopClipRect();
    list_.ChannelsMerge();
    outer_.at.y = max.y;
}

void barred_text(Column& column, const Spans& spans, FlowStyle style, std::string_view bar) {
    const float indent = px(14), top = column.at.y;
    const Flow flow(spans, style, column.width - indent);
    ImGui::GetWindowDrawList()->AddRectFilled({column.at.x, top + px(2)}, {column.at.x + px(3), top + flow.height() - px(2)}, ink(bar), px(1.5f));
    flow.draw({column.at.x + indent, top}, column.intents);
    column.at.y += flow.height();
}

void listing(Column& column, const char* id, std::string_view text) {
    while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
    const TextStyle style{Face::mono, 13.5f};
    const float size = px(style.size), leading = std::round(size * 1.5f), side = px(14), top = px(11);
    float width = 0, lines = 0;
    for (std::size_t at = 0; at <= text.size(); ++lines) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        width = std::max(width, text_size(text.substr(at, end - at), style).x);
        at = end + 1;
    }
    const bool scrolls = width + side * 2 > column.width;
    const float height = lines * leading + top * 2 + (scrolls ? ImGui::GetStyle().ScrollbarSize : 0);
    ImGui::SetCursorScreenPos(column.at);
    ImGui::PushStyleColor(ImGuiCol_ChildBg, ink("sunken"));
    ImGui::PushStyleVar(ImGuiStyleVar_ChildRounding, px(8));
    if (ImGui::BeginChild(id, {column.width, height}, ImGuiChildFlags_NavFlattened, ImGuiWindowFlags_HorizontalScrollbar | ImGuiWindowFlags_NoScrollWithMouse)) {
        ImVec2 line = ImGui::GetCursorScreenPos();
        ImGui::Dummy({width + side * 2, lines * leading + top * 2});
        line = {line.x + side, line.y + top + (leading - size) / 2};
        for (std::size_t at = 0; at <= text.size(); line.y += leading) {
            const std::size_t end = std::min(text.find('\n', at), text.size());
            draw_text(line, text.substr(at, end - at), style, ink("ink"));
            at = end + 1;
        }
    }
    ImGui::EndChild();
    ImGui::PopStyleVar();
    ImGui::PopStyleColor();
    column.at.y += height;
}

float text_button_width(std::string_view label) { return std::max(text_size(label, {Face::text, button_size}).x + px(28), px(60)); }

bool text_button(const Button& button, ImVec2 at, ImVec2 size) {
    const bool quiet = is_skip(button), primary = button.primary;
    ImGui::BeginDisabled(!button.enabled);
    const Hit hit = hit_area(button.action.c_str(), at, size, 8);
    ImGui::EndDisabled();
    const ImVec2 end{at.x + size.x, at.y + size.y};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (primary) list.AddRectFilled(at, end, ink("accent"), px(8));
    else if (hit.hovered && button.enabled) list.AddRectFilled(at, end, ink(hit.active ? "line" : "sunken"), px(8));
    if (primary && hit.hovered) list.AddRectFilled(at, end, ink("on-accent", 0.12f), px(8));
    if (!primary && !quiet) list.AddRect(at, end, ink(button.enabled ? "edge" : "line"), px(8), 0, px(1));
    const std::string_view role = primary ? "on-accent" : !button.enabled ? "ink-3" : quiet ? "ink-2" : "ink";
    const TextStyle style{primary ? Face::bold : Face::text, button_size};
    draw_text_middle({at.x + size.x / 2, at.y + size.y / 2}, elided(button.label, style, size.x - px(10)), style, ink(role), 0.5f);
    return hit.pressed && button.enabled;
}

void button_row(Column& column, const std::vector<Button>& buttons, std::string_view answer) {
    if (buttons.empty()) return;
    const float height = px(column.sizes.control - 2), gap = px(8);
    float x = column.at.x;
    for (const Button& button : buttons) {
        const bool quiet = is_skip(button);
        const float width = std::min(text_button_width(button.label), column.width);
        const float end = column.at.x + column.width;
        if (x > column.at.x && x + width > end) {
            x = column.at.x;
            column.at.y += height + gap;
        }
        const ImVec2 at{quiet ? end - width : x, column.at.y};
        if (text_button(button, at, {width, height}))
            column.intents.actions.push_back(is_commit(button) && !answer.empty() ? button.action + " " + std::string(answer) : button.action);
        if (button.enabled) column.intents.controls.push_back({button.action, {at.x + width / 2, at.y + height / 2}});
        x = at.x + width + gap;
    }
    column.at.y += height;
}

}  // namespace ui::desktop
