#include "ui/desktop/lesson_pane.h"

#include <algorithm>
#include <cmath>

#include "lessons/engine/strings.h"

namespace ui::desktop {

using lessons::Block;
using lessons::Button;
using lessons::LessonView;
using lessons::tr;

namespace {

constexpr float foot_button = 42, foot_margin = 11;

ProseSizes present_sizes() { return prose_sizes(ImGui::GetIO().DisplaySize.y / look().scale); }

bool is(const Button& button, std::string_view action) { return button.action == action; }

// Parts and links of running text are named where they stand; everything else by its action.
void clip_controls(Intents& intents, std::size_t first, ImVec2 min, ImVec2 max) {
    for (std::size_t i = first; i < intents.controls.size();) {
        const ImVec2 at = intents.controls[i].at;
        if (at.x >= min.x && at.x < max.x && at.y >= min.y && at.y < max.y) ++i;
        else intents.controls.erase(intents.controls.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

}  // namespace

ProseSizes prose_sizes(float height) {
    ProseSizes sizes;
    if (height >= 860) return sizes;
    if (height >= 720) return {16, 13.5f, 24, 18.5f, 12, 40};
    if (height >= 480) return {15.5f, 13, 22, 18, 11, 40};
    return {15.5f, 13, 20, 17, 9, 40, 18, 10};  // big type, and the smallest windows
}

void LessonPane::show_top() {
    to_top_ = true;
    settling_ = 3;
    heights_.clear();
    wanted_top_ = wanted_bottom_ = -1;
}

bool LessonPane::read_on(bool down) {
    const float to = std::clamp(scroll_ + (down ? 0.85f : -0.85f) * screen_, 0.0f, most_scroll_);
    if (to_top_ || std::abs(to - scroll_) < px(8)) return false;
    read_to_ = to;
    return true;
}

void LessonPane::draw(const LessonView& view, ImVec2 at, ImVec2 size, Intents& intents) {
    ImGui::SetNextWindowPos(at);
    ImGui::SetNextWindowSize(size);
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ink("bg"));
    ImGui::Begin("##lesson", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                                          ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoScrollWithMouse);
    const float foot = foot_height(view, size.x);
    ImGui::SetCursorScreenPos(at);
    if (ImGui::BeginChild("column", {size.x, size.y - foot}, ImGuiChildFlags_NavFlattened, ImGuiWindowFlags_NoSavedSettings)) {
        const std::size_t first = intents.controls.size();
        draw_column(view, intents);
        clip_controls(intents, first, at, {at.x + size.x, at.y + size.y - foot});
    }
    ImGui::EndChild();
    draw_foot(view, {at.x, at.y + size.y - foot}, {size.x, foot}, intents);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddLine({at.x + size.x - px(0.5f), at.y}, {at.x + size.x - px(0.5f), at.y + size.y}, ink("line"), px(1));
    ImGui::End();
    ImGui::PopStyleColor();
}

void LessonPane::draw_head(Column& column, const LessonView& view) {
    const std::string step = tr("desktop.step_of", {std::to_string(view.step + 1), std::to_string(view.steps)});
    draw_text(column.at, step, {Face::text, column.sizes.small}, ink("ink-3"));
    if (view.attempt > 0 && view.score_items > 0) {
        const std::string score = tr("desktop.score", {std::to_string(view.score_right), std::to_string(view.score_items)});
        draw_text({column.at.x + column.width, column.at.y}, score, {Face::text, column.sizes.small}, ink("ink-3"), 1);
    }
    column.skip(column.sizes.small + 8);
    // Where the lesson opens with words of its own, its title above them is the one in the header.
    if (view.step_title.empty()) return;
    ImGui::PushID("head");
    column.text(view.step_title, {column.sizes.title, Face::bold, "ink", 1.25f});
    ImGui::PopID();
    column.skip(column.sizes.gap - 2);
}

void LessonPane::draw_column(const LessonView& view, Intents& intents) {
    if (to_top_) ImGui::SetScrollY(0);
    else if (read_to_ >= 0) ImGui::SetScrollY(read_to_);
    to_top_ = false;
    read_to_ = -1;
    if (settling_ > 0) --settling_;
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    const ProseSizes sizes = present_sizes();
    const float room = ImGui::GetContentRegionAvail().x - px(sizes.left + sizes.right);
    const float bar = ImGui::GetScrollMaxY() > 0 ? 0 : ImGui::GetStyle().ScrollbarSize;  // the text stays where it is when the bar comes
    Column column{{origin.x + px(sizes.left), origin.y + px(sizes.gap + 8)}, std::min(room - bar, px(660)), sizes, intents};
    if (column.width != measured_width_ || look().scale != measured_scale_) heights_.clear(), settling_ = 3;
    measured_width_ = column.width, measured_scale_ = look().scale;
    draw_head(column, view);
    for (const Block& block : view.blocks) {
        const float top = column.at.y;
        draw_block(column, block, drafts_);
        keep_in_sight(block, top - origin.y, column.at.y - origin.y);
    }
    end_at(column.at.y + px(10));
    scroll_ = ImGui::GetScrollY(), most_scroll_ = ImGui::GetScrollMaxY(), screen_ = ImGui::GetWindowHeight();

    if (wanted_bottom_ < 0) return;
    const float height = ImGui::GetWindowHeight(), seen = ImGui::GetScrollY(), margin = px(16);
    float scroll = seen;
    if (wanted_bottom_ + margin > seen + height) scroll = wanted_bottom_ + margin - height;
    if (wanted_top_ - margin < scroll) scroll = wanted_top_ - margin;
    if (scroll != seen) ImGui::SetScrollY(std::max(scroll, 0.0f));
    wanted_top_ = wanted_bottom_ = -1;
}

// A question or task that has something new to say comes into view.
void LessonPane::keep_in_sight(const Block& block, float top, float bottom) {
    if (block.kind != Block::Kind::question && block.kind != Block::Kind::task) return;
    const auto known = heights_.find(block.key);
    if (known != heights_.end() && settling_ == 0 && bottom - top > known->second + 1) wanted_top_ = top, wanted_bottom_ = bottom;
    heights_[block.key] = bottom - top;
}

namespace {

float foot_width(const std::vector<Button>& buttons) {
    float width = 0;
    for (const Button& button : buttons) width += (width > 0 ? px(8) : 0) + text_button_width(button.label);
    return width;
}

}  // namespace

float LessonPane::foot_height(const LessonView& view, float width) const {
    const ProseSizes sizes = present_sizes();
    const float room = width - px(sizes.left + sizes.right);
    const bool two_rows = foot_width(view.buttons) > room;
    float height = view.buttons.empty() ? 0 : px(foot_margin * 2 + foot_button * (two_rows ? 2.0f : 1.0f) + (two_rows ? 8 : 0));
    const std::string& words = notice.empty() ? view.status : notice;
    if (!words.empty()) {
        const lessons::Spans spans{{lessons::Span::Kind::text, words, {}}};
        height += Flow(spans, {14, Face::text, "ink", 1.4f}, room).height() + px(view.buttons.empty() ? 20 : 10);
    }
    return height;
}

void LessonPane::draw_foot(const LessonView& view, ImVec2 at, ImVec2 size, Intents& intents) {
    if (size.y <= 0) return;
    ImGui::GetWindowDrawList()->AddLine(at, {at.x + size.x, at.y}, ink("line"), px(1));
    const ProseSizes sizes = present_sizes();
    const float left = at.x + px(sizes.left), right = at.x + size.x - px(sizes.right);
    float y = at.y + px(foot_margin);
    const std::string& words = notice.empty() ? view.status : notice;
    if (!words.empty()) {
        Column column{{left, y}, right - left, {}, intents};
        column.text(words, {14, Face::text, notice.empty() ? "ink-2" : "fault", 1.4f});
        y = column.at.y + px(10);
    }
    // Back at the left, what leads on at the right; where both rows are needed, that is the lower.
    const bool two_rows = foot_width(view.buttons) > right - left;
    float x = left;
    for (const Button& button : view.buttons) {
        const float width = std::min(text_button_width(button.label), right - left), height = px(foot_button);
        const bool leads_on = is(button, "next");
        if (leads_on && two_rows) y += height + px(8);
        const ImVec2 where{leads_on ? right - width : x, y};
        if (text_button(button, where, {width, height}))
            intents.actions.push_back(button.action);
        if (button.enabled) intents.controls.push_back({button.action, {where.x + width / 2, where.y + height / 2}});
        x = where.x + width + px(8);
    }
}

}  // namespace ui::desktop
