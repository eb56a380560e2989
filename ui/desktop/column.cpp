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

namespace {

struct ListingRow {
    std::string_view text;
    bool continues;  // the line above, indented
};

constexpr std::size_t hanging = 2;  // characters

// Lines that are too long go on below, after a blank where there is one.
std::vector<ListingRow> listing_rows(std::string_view text, std::size_t most) {
    most = std::max<std::size_t>(most, hanging + 8);
    std::vector<ListingRow> rows;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, end - at);
        std::size_t room = most;
        while (line.size() > room) {
            const std::size_t blank = line.rfind(' ', room);
            std::size_t cut = blank != std::string_view::npos && blank > room / 3 ? blank : room;
            while (cut > 1 && (static_cast<unsigned char>(line[cut]) & 0xc0) == 0x80) --cut;
            rows.push_back({line.substr(0, cut), room != most});
            line.remove_prefix(std::min(line.find_first_not_of(' ', cut), line.size()));
            room = most - hanging;
        }
        rows.push_back({line, room != most});
        at = end + 1;
    }
    return rows;
}

}  // namespace

void listing(Column& column, std::string_view text) {
    while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
    const TextStyle style{Face::mono, column.sizes.small - 1.5f};
    const float size = px(style.size), leading = std::round(size * 1.5f), side = px(14), top = px(11);
    const float character = text_size("0000000000", style).x / 10;
    const auto rows = listing_rows(text, static_cast<std::size_t>(std::max((column.width - side * 2) / character, 0.0f)));
    const float height = static_cast<float>(rows.size()) * leading + top * 2;
    ImGui::GetWindowDrawList()->AddRectFilled(column.at, {column.at.x + column.width, column.at.y + height}, ink("sunken"), px(8));
    ImVec2 line{column.at.x + side, column.at.y + top + (leading - size) / 2};
    for (const ListingRow& row : rows) {
        draw_text({line.x + (row.continues ? character * static_cast<float>(hanging) : 0), line.y}, row.text, style, ink("ink"));
        line.y += leading;
    }
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
