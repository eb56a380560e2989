#include "ui/studies/paper.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "core/base/text.h"
#include "lessons/engine/strings.h"

namespace ui::studies {

using lessons::localized;

namespace {

constexpr TextStyle title_face{Face::bold, 24}, heading_face{Face::bold, 19}, body{Face::text, 15}, body_bold{Face::bold, 15};
constexpr float widest_text = 760;

}  // namespace

void Paper::title(std::string_view words) {
    at.y += draw_wrapped(at, words, title_face, ink("ink"), width) + px(6);
}

void Paper::heading(std::string_view words) {
    at.y += draw_wrapped(at, words, heading_face, ink("ink"), width) + px(4);
}

void Paper::text(std::string_view words, std::string_view role, bool bold) {
    at.y += draw_wrapped(at, words, bold ? body_bold : body, ink(role), std::min(width, px(widest_text))) + px(6);
}

// --- tables -------------------------------------------------------------------------------------

namespace {

constexpr float cell_gap = 20, row_height = 25, head_line = 16;

struct Layout {
    std::vector<float> widths;
    TextStyle cell, head;
    float whole = 0;
};

// The longest word: a heading may be broken between words.
float longest_word(std::string_view text, TextStyle style) {
    float longest = 0;
    for (const std::string& word : base::split(std::string(text), ' ')) longest = std::max(longest, text_size(word, style).x);
    return longest;
}

Layout layout_at(const Table& table, float size) {
    Layout layout{{}, {table.mono ? Face::mono : Face::text, size}, {Face::bold, std::max(size - 1, 12.0f)}, 0};
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        float width = std::max(longest_word(table.columns[i], layout.head), std::min(text_size(table.columns[i], layout.head).x, px(110)));
        for (const auto& row : table.rows) width = std::max(width, text_size(row[i], layout.cell).x);
        layout.widths.push_back(width + px(1));
        layout.whole += layout.widths.back() + (i > 0 ? px(cell_gap) : 0);
    }
    return layout;
}

Layout layout_of(const Table& table, float room) {
    Layout layout = layout_at(table, 14);
    if (layout.whole > room) layout = layout_at(table, 12);
    if (layout.whole > room)  // the widest column gives way
        *std::max_element(layout.widths.begin(), layout.widths.end()) -= std::min(layout.whole - room, *std::max_element(layout.widths.begin(), layout.widths.end()) - px(40));
    return layout;
}

}  // namespace

void draw_table(Paper& paper, const Table& table) {
    if (!table.caption.empty()) paper.text(table.caption, "ink-2");
    const Layout layout = layout_of(table, paper.width);
    float head = px(head_line);
    for (std::size_t i = 0; i < table.columns.size(); ++i) head = std::max(head, wrapped_height(table.columns[i], layout.head, layout.widths[i]));
    float end = paper.at.x;
    const auto draw_row = [&](const std::vector<std::string>& cells, bool is_head) {
        float x = paper.at.x;
        for (std::size_t i = 0; i < cells.size(); ++i, x += px(cell_gap)) {
            const float width = layout.widths[i], align = i < table.left ? 0.0f : 1.0f;
            if (is_head && text_size(cells[i], layout.head).x > width) draw_wrapped({x, paper.at.y}, cells[i], layout.head, ink("ink-2"), width);
            else if (is_head) draw_text({x + align * width, paper.at.y + head - px(head_line)}, cells[i], layout.head, ink("ink-2"), align);
            else draw_text_middle({x + align * width, paper.at.y + px(row_height / 2)}, elided(cells[i], layout.cell, width), layout.cell, ink("ink"), align);
            x += width;
        }
        end = std::max(end, x - px(cell_gap));
        paper.at.y += is_head ? head + px(4) : px(row_height);
        ImGui::GetWindowDrawList()->AddLine({paper.at.x, paper.at.y - px(0.5f)}, {end, paper.at.y - px(0.5f)}, ink(is_head ? "edge" : "line"), px(1));
    };
    draw_row(table.columns, true);
    for (const auto& row : table.rows) draw_row(row, false);
    paper.skip(8);
}

// --- controls -----------------------------------------------------------------------------------

namespace {

int grow(ImGuiInputTextCallbackData* data) {
    auto& text = *static_cast<std::string*>(data->UserData);
    text.resize(static_cast<std::size_t>(data->BufTextLen));
    data->Buf = text.data();
    return 0;
}

}  // namespace

bool text_field(const char* id, ImVec2 at, float width, std::string& text, std::string_view hint, bool wrong) {
    name_area(id, at, {width, px(control_height)});
    ImGui::SetCursorScreenPos(at);
    ImGui::PushFont(font(Face::mono), 14 * 1.32f);
    ImGui::SetNextItemWidth(width);
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {px(10), (px(control_height) - ImGui::GetFontSize()) / 2});
    ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, 1);
    ImGui::PushStyleColor(ImGuiCol_Border, ink(wrong ? "fault" : "edge"));
    ImGui::PushStyleColor(ImGuiCol_FrameBg, ink("surface"));
    const bool entered = ImGui::InputTextWithHint(("##" + std::string(id)).c_str(), std::string(hint).c_str(), text.data(), text.capacity() + 1,
                                                  ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_CallbackResize |
                                                      ImGuiInputTextFlags_AutoSelectAll,
                                                  grow, &text);
    ImGui::PopStyleColor(2);
    ImGui::PopStyleVar(2);
    ImGui::PopFont();
    if (ImGui::IsItemActive() || ImGui::IsItemFocused())
        ImGui::GetWindowDrawList()->AddRect(ImGui::GetItemRectMin(), ImGui::GetItemRectMax(), ink("accent"), px(8), 0, px(2));
    return entered;
}

bool labelled_field(Paper& paper, const char* id, std::string_view label, std::string& text, std::string_view hint, float width, bool wrong) {
    draw_text(paper.at, label, {Face::bold, 14}, ink("ink"));
    paper.skip(20);
    const bool entered = text_field(id, paper.at, width, text, hint, wrong);
    paper.skip(control_height + 8);
    return entered;
}

bool field_row(Paper& paper, const char* id, std::string_view label, std::string& text, std::string_view hint, std::string_view button, bool wrong) {
    const float beside = button_width(button), width = std::min(paper.width - beside - px(8), px(widest_field));
    const bool entered = labelled_field(paper, id, label, text, hint, width, wrong);
    const std::string name = std::string(id) + ".go";
    const bool pressed = button_at(name.c_str(), {paper.at.x + width + px(8), paper.at.y - px(control_height + 8)}, {beside, px(control_height)}, button, Icon::none, ButtonKind::primary);
    return entered || pressed;
}

bool button_row(Paper& paper, const char* id, std::string_view label, ButtonKind kind) {
    const bool pressed = button_at(id, paper.at, {std::min(button_width(label), paper.width), px(control_height)}, label, Icon::none, kind);
    paper.skip(control_height + 8);
    return pressed;
}

std::size_t tab_row(Paper& paper, const char* id, const std::vector<std::string>& names, std::size_t chosen) {
    constexpr float height = 38;
    float wanted = 0;
    for (const std::string& name : names) wanted += text_size(name, {Face::bold, 14}).x + px(28);
    const float share = std::min(paper.width / wanted, 1.0f);
    std::size_t now = chosen;
    float x = paper.at.x;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddLine({paper.at.x, paper.at.y + px(height)}, {paper.at.x + paper.width, paper.at.y + px(height)}, ink("line"), px(1));
    for (std::size_t i = 0; i < names.size(); ++i) {
        const float width = (text_size(names[i], {Face::bold, 14}).x + px(28)) * share;
        const std::string part = std::string(id) + "." + std::to_string(i);
        const Hit hit = hit_area(part.c_str(), {x, paper.at.y}, {width, px(height)}, 4);
        const TextStyle style = shrunk(names[i], {i == chosen ? Face::bold : Face::text, 14}, width - px(8));
        draw_text_middle({x + width / 2, paper.at.y + px(height / 2)}, elided(names[i], style, width - px(6)), style, ink(i == chosen || hit.hovered ? "ink" : "ink-2"), 0.5f);
        if (i == chosen) list.AddRectFilled({x + px(4), paper.at.y + px(height - 3)}, {x + width - px(4), paper.at.y + px(height)}, ink("accent"), px(2));
        tooltip(hit, elided(names[i], style, width - px(6)) == names[i] ? std::string() : names[i]);
        if (hit.pressed) now = i;
        x += width;
    }
    paper.skip(height + 14);
    return now;
}

std::size_t section_row(Paper& paper, const std::string& page, std::span<const char* const> ids, std::size_t chosen) {
    std::vector<std::string> names;
    for (const char* id : ids) names.push_back(lessons::tr("desktop." + page + "." + id));
    return tab_row(paper, (page + ".section").c_str(), names, chosen);
}

bool turn_section(std::size_t& section, std::size_t count, bool on) {
    if (on ? section + 1 >= count : section == 0) return false;
    section += on ? 1 : -1;
    return true;
}

void progress_bar(Paper& paper, float share) {
    const float width = std::min(paper.width, px(widest_field)), height = px(12);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(paper.at, {paper.at.x + width, paper.at.y + height}, ink("sunken"), px(6));
    list.AddRect(paper.at, {paper.at.x + width, paper.at.y + height}, ink("edge"), px(6), 0, px(1));
    if (share > 0) list.AddRectFilled(paper.at, {paper.at.x + std::max(width * std::min(share, 1.0f), height), paper.at.y + height}, ink("accent"), px(6));
    paper.skip(24);
}

bool reading_page(Paper& paper, const char* cancel_id, std::string_view title, std::string_view said, float share, std::string_view so_far) {
    paper.title(title);
    paper.text(said, "ink", true);
    paper.skip(4);
    progress_bar(paper, share);
    paper.text(so_far);
    paper.skip(6);
    return button_row(paper, cancel_id, lessons::tr("trace.cancel"));
}

// --- numbers ------------------------------------------------------------------------------------

std::string name_of(const std::string& file) { return std::filesystem::path(file).filename().string(); }

std::string percent(std::uint64_t part, std::uint64_t whole) { return whole > 0 ? localized(base::fraction(base::u128{100} * part, whole, 3) + "%") : "–"; }

std::string number_text(double value) {
    if (std::abs(value - std::round(value)) < 1e-9 * std::max(std::abs(value), 1.0)) return localized(base::grouped(static_cast<std::uint64_t>(std::llround(std::abs(value)))));
    char text[32];
    std::snprintf(text, sizeof text, value >= 100 ? "%.0f" : value >= 1 ? "%.1f" : "%.2g", value);
    return localized(text);
}

std::string size_text(base::u128 bytes) { return localized(base::size(bytes)); }
std::string count_text(base::u128 count) { return localized(base::grouped(count)); }

}  // namespace ui::studies
