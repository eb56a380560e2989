#include "ui/studies/bench.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "lessons/engine/strings.h"

namespace ui::studies {

using lessons::tr;

namespace {

constexpr ImGuiWindowFlags frame_flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus;
constexpr float button = 40, widest_page = 980;

void begin_frame(const char* name, ImVec2 at, ImVec2 size, ImGuiWindowFlags flags) {
    ImGui::SetNextWindowPos(at);
    ImGui::SetNextWindowSize(size);
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ink("bg"));
    ImGui::Begin(name, nullptr, flags);
}

void end_frame() {
    ImGui::End();
    ImGui::PopStyleColor();
}

}  // namespace

void Bench::open(const std::string& file) {
    if (is_image_name(file)) return open_image({file, {}, {}});
    page_ = Page::trace;
    trace_.open(file, tell_);
}

void Bench::open_image(const ImageRequest& request) {
    page_ = Page::image;
    image_.open(request, tell_);
}

bool Bench::tick() {
    const bool trace = trace_.tick(), image = image_.tick();
    return host_.tick() || trace || image;
}

void Bench::turn(bool on) {
    const float to = std::clamp(scroll_ + (on ? 0.85f : -0.85f) * screen_, 0.0f, most_scroll_);
    if (std::abs(to - scroll_) >= px(8)) scroll_to_ = to;
    else if (page_ == Page::trace) (void)trace_.turn(on);
    else if (page_ == Page::image) (void)image_.turn(on);
    else (void)host_.turn(on);
}

Bench::Choice Bench::draw(ImVec2 size, float bar) {
    areas_.clear();
    record_areas(&areas_);
    const Choice choice = draw_bar({size.x, bar});
    draw_page({0, bar}, {size.x, size.y - bar});
    record_areas(nullptr);
    return choice;
}

Bench::Choice Bench::draw_bar(ImVec2 size) {
    Choice choice;
    begin_frame("##bench-bar", {0, 0}, size, frame_flags | ImGuiWindowFlags_NoScrollWithMouse);
    const float middle = size.y / 2, top = middle - px(button / 2);
    const std::string back = "← " + tr("desktop.back_to_lesson");
    const float wide = std::min(button_width(back), size.x - px(button + 40));
    if (button_at("bench.back", {px(14), top}, {wide, px(button)}, back, Icon::none, ButtonKind::quiet)) close();
    float right = size.x - px(12 + button);
    for (const auto& [page, id, label] : {std::tuple{Page::host, "bench.host", tr("desktop.host.name")}, std::tuple{Page::image, "bench.image", tr("desktop.image.name")},
                                          std::tuple{Page::trace, "bench.trace", tr("desktop.trace_name")}}) {
        right -= button_width(label) + px(4);
        if (right < px(18) + wide) continue;  // no room: a dropped file leads there
        if (button_at(id, {right, top}, {button_width(label), px(button)}, label, Icon::none, page == page_ ? ButtonKind::plain : ButtonKind::quiet)) show(page);
    }
    const auto sign = [&](const char* id, float x, const char* text, const std::string& tip) {
        const Hit hit = hit_area(id, {x, top}, {px(button), px(button)}, 8);
        if (hit.hovered || hit.active) ImGui::GetWindowDrawList()->AddRectFilled({x, top}, {x + px(button), top + px(button)}, ink("sunken"), px(8));
        draw_text_middle({x + px(button / 2), middle}, text, {Face::bold, 17}, ink(hit.hovered ? "ink" : "ink-2"), 0.5f);
        tooltip(hit, tip);
        return hit.pressed;
    };
    choice.theme = sign("bench.theme", size.x - px(12 + button), "◐", tr("desktop.theme"));
    ImGui::GetWindowDrawList()->AddLine({0, size.y - px(0.5f)}, {size.x, size.y - px(0.5f)}, ink("line"), px(1));
    end_frame();
    return choice;
}

void Bench::draw_page(ImVec2 at, ImVec2 size) {
    begin_frame("##bench", at, size, (frame_flags & ~ImGuiWindowFlags_NoScrollbar) | ImGuiWindowFlags_NoTitleBar);
    if (section() != drawn_section_ || page_ != drawn_page_) scroll_to_ = 0;
    drawn_section_ = section(), drawn_page_ = page_;
    if (scroll_to_ >= 0) ImGui::SetScrollY(scroll_to_);
    scroll_to_ = -1;
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    const float side = px(size.x < px(600) ? 16 : 32), bar = ImGui::GetStyle().ScrollbarSize;
    const float width = std::min(size.x - side * 2 - bar, px(widest_page));
    Paper paper{{std::round(at.x + std::max((size.x - width) / 2, side)), origin.y + px(18)}, width};
    if (page_ == Page::image) image_.draw(paper, tell_);
    else if (page_ == Page::host) host_.draw(paper, size.y, tell_);
    else if (const auto file = trace_.draw(paper, size.y)) open(*file);
    end_at(paper.at.y + px(16));
    scroll_ = ImGui::GetScrollY(), most_scroll_ = ImGui::GetScrollMaxY(), screen_ = ImGui::GetWindowHeight();
    end_frame();
}

}  // namespace ui::studies
