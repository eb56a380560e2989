#include "ui/desktop/header.h"

#include <algorithm>
#include <array>

#include "lessons/engine/strings.h"
#include "ui/widgets.h"

namespace ui::desktop {

using lessons::LessonView;
using lessons::tr;

namespace {

constexpr float button = 40;
constexpr TextStyle brand{Face::bold, 16}, title_text{Face::text, 16}, menu_text{Face::text, 15}, menu_bold{Face::bold, 15};

// A button of the bar: only its sign, and a ground under the pointer.
bool sign_button(const char* id, ImVec2 at, std::string_view sign, std::string_view tip) {
    const Hit hit = hit_area(id, at, {px(button), px(button)}, 8);
    if (hit.hovered || hit.active) ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + px(button), at.y + px(button)}, ink("sunken"), px(8));
    draw_text_middle({at.x + px(button / 2), at.y + px(button / 2)}, sign, {Face::bold, 17}, ink(hit.hovered ? "ink" : "ink-2"), 0.5f);
    tooltip(hit, tip);
    return hit.pressed;
}

bool icon_button(const char* id, ImVec2 at, Icon icon, std::string_view tip) {
    const bool pressed = sign_button(id, at, "", tip);
    draw_icon({at.x + px(button / 2), at.y + px(button / 2)}, icon, px(6), ink("ink-2"));
    return pressed;
}

std::string title_of(const Session::Entry& entry) {
    return entry.number ? std::to_string(entry.number) + " · " + entry.lesson->title : entry.lesson->title;
}

// One row of a menu: a mark or number, words, and a note at the right.
bool menu_row(const char* id, std::string_view mark, std::string_view mark_ink, std::string_view words, std::string_view note, bool now, float indent, float width) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float height = px(38);
    const Hit hit = hit_area(id, at, {width, height}, 6);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (now || hit.hovered) list.AddRectFilled(at, {at.x + width, at.y + height}, ink("sunken"), px(6));
    const float middle = at.y + height / 2;
    draw_text_middle({at.x + px(indent + 26), middle}, mark, {Face::mono, 13.5f}, ink(mark_ink), 1);
    const float note_width = note.empty() ? 0 : text_size(note, {Face::text, 13}).x + px(16);
    const TextStyle style = now ? menu_bold : menu_text;
    draw_text_middle({at.x + px(indent + 38), middle}, elided(words, style, width - px(indent + 50) - note_width), style, ink("ink"));
    draw_text_middle({at.x + width - px(12), middle}, note, {Face::text, 13}, ink("ink-3"), 1);
    return hit.pressed;
}

bool begin_popup(const char* id, ImVec2 at, ImVec2 pivot) {
    ImGui::SetNextWindowPos(at, ImGuiCond_Always, pivot);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(8), px(8)});
    ImGui::PushStyleVar(ImGuiStyleVar_PopupBorderSize, 1);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, px(2)});
    const bool open = ImGui::BeginPopup(id, ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings);
    ImGui::PopStyleVar(3);
    return open;
}

}  // namespace

Header::Choice Header::draw(Session& session, const LessonView& view, ImVec2 at, ImVec2 size, Intents& intents) {
    Choice choice;
    ImGui::SetNextWindowPos(at);
    ImGui::SetNextWindowSize(size);
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ink("bg"));
    ImGui::Begin("##header", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                                          ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoScrollWithMouse);
    const float middle = at.y + size.y / 2, top = middle - px(button / 2);
    float right = at.x + size.x - px(12) - px(button);
    if (sign_button("keys", {right, top}, "?", tr("desktop.keys"))) keys_wanted_ = true;
    if (keys_wanted_) ImGui::OpenPopup("keys-popup");
    right -= px(button + 4);
    if (sign_button("theme", {right, top}, "◐", tr("desktop.theme"))) choice.theme = true;
    right -= px(button + 4);
    if (icon_button("trace", {right, top}, Icon::up, tr("desktop.does.open"))) choice.trace = true;
    intents.controls.push_back({"trace", {right + px(button / 2), middle}});
    right -= px(button + 4);
    if (icon_button("panels", {right, top}, Icon::cells, tr("desktop.panels"))) panels_wanted_ = true;
    intents.controls.push_back({"panels", {right + px(button / 2), middle}});
    if (panels_wanted_) ImGui::OpenPopup("panels-popup");
    panels_wanted_ = false;
    draw_panels(session.app(), {right + px(button), at.y + size.y + px(4)}, choice, intents);
    if (size.x >= px(700)) right = draw_steps(view, right - px(14), middle, at.x + px(260), intents);
    draw_title(session, view, at, size, right - px(20), choice, intents);
    draw_keys({at.x + size.x - px(12), at.y + size.y + px(4)});
    ImGui::GetWindowDrawList()->AddLine({at.x, at.y + size.y - px(0.5f)}, {at.x + size.x, at.y + size.y - px(0.5f)}, ink("line"), px(1));
    ImGui::End();
    ImGui::PopStyleColor();
    keys_wanted_ = false;
    return choice;
}

void Header::draw_title(const Session& session, const LessonView& view, ImVec2 at, ImVec2 size, float right, Choice& choice, Intents& intents) {
    const float middle = at.y + size.y / 2;
    float x = at.x + px(24);
    x += draw_text_middle({x, middle}, tr("desktop.name"), brand, ink("ink")) + px(10);
    const float room = std::max(right - x, px(90));
    const std::string title = elided(title_of(session.entries()[session.current()]), title_text, room - px(44));
    const ImVec2 from{x, middle - px(button / 2)}, area{text_size(title, title_text).x + px(44), px(button)};
    const Hit hit = hit_area("lessons", from, area, 8);
    if (hit.hovered || hit.active) ImGui::GetWindowDrawList()->AddRectFilled(from, {from.x + area.x, from.y + area.y}, ink("sunken"), px(8));
    draw_text_middle({x + px(10), middle}, title, title_text, ink(hit.hovered ? "ink" : "ink-2"));
    draw_icon({x + area.x - px(18), middle + px(1)}, Icon::down, px(4.5f), ink("ink-3"));
    intents.controls.push_back({"lessons", {x + px(20), middle}});
    if (hit.pressed || menu_wanted_) ImGui::OpenPopup("lessons-popup");
    menu_wanted_ = false;
    draw_menu(session, view, {x, at.y + size.y + px(4)}, choice, intents);
}

// One bar a step, the present one taller; returns where it begins.
float Header::draw_steps(const LessonView& view, float right, float middle, float left, Intents& intents) {
    const auto steps = static_cast<float>(view.map.size());
    const float gap = px(5), wide = std::min(px(26), (right - left) / std::max(steps, 1.0f) - gap);
    if (wide < px(9)) return right;
    float x = right - steps * (wide + gap) + gap;
    const float begin = x;
    for (std::size_t i = 0; i < view.map.size(); ++i, x += wide + gap) {
        const bool now = i == view.step;
        ImGui::PushID(static_cast<int>(i));
        const Hit hit = hit_area("step", {x - gap / 2, middle - px(button / 2)}, {wide + gap, px(button)}, 4);
        ImGui::PopID();
        const float half = px(now || hit.hovered ? 4.5f : 3);
        ImDrawList& list = *ImGui::GetWindowDrawList();
        const ImVec2 min{x, middle - half}, max{x + wide, middle + half};
        list.AddRectFilled(min, max, ink(now ? "accent" : view.map[i].done ? "hit" : "line"), px(3));
        if (!now && !view.map[i].done && view.map[i].visited) list.AddRect(min, max, ink("ink-3"), px(3), 0, px(1.4f));
        tooltip(hit, std::to_string(i + 1) + " · " + view.map[i].title + (view.map[i].done ? " ✓" : ""));
        if (hit.pressed && !now) intents.actions.push_back("goto " + std::to_string(i));
        intents.controls.push_back({"goto " + std::to_string(i), {x + wide / 2, middle}});
    }
    return begin;
}

// All lessons; below the present one its steps.
void Header::draw_menu(const Session& session, const LessonView& view, ImVec2 below, Choice& choice, Intents& intents) {
    ImGui::SetNextWindowSizeConstraints({0, 0}, {px(1000), ImGui::GetIO().DisplaySize.y - below.y - px(12)});
    if (!begin_popup("lessons-popup", below, {0, 0})) return;
    const float width = px(400);
    for (std::size_t i = 0; i < session.entries().size(); ++i) {
        const Session::Entry& entry = session.entries()[i];
        const bool now = i == session.current();
        ImGui::PushID(static_cast<int>(i));
        const std::string minutes = entry.lesson->minutes ? tr("desktop.minutes", {std::to_string(entry.lesson->minutes)}) : std::string();
        if (menu_row("lesson", entry.number ? std::to_string(entry.number) : "", "ink-3", entry.lesson->title, minutes, now, 0, width)) {
            if (!now) choice.lesson = i;
            ImGui::CloseCurrentPopup();
        }
        for (std::size_t s = 0; now && s < view.map.size(); ++s) {
            ImGui::PushID(static_cast<int>(s));
            const auto& step = view.map[s];
            if (menu_row("step", step.done ? "✓" : std::to_string(s + 1), step.done ? "hit" : "ink-3", step.title, {}, s == view.step, 26, width)) {
                intents.actions.push_back("goto " + std::to_string(s));
                ImGui::CloseCurrentPopup();
            }
            ImGui::PopID();
        }
        ImGui::PopID();
    }
    ImGui::EndPopup();
}

// Every panel, a tick before those that are open; the step's own are marked.
void Header::draw_panels(const App& app, ImVec2 below, Choice& choice, Intents& intents) {
    if (!begin_popup("panels-popup", below, {1, 0})) return;
    const float width = px(300);
    for (const App::Choice& panel : app.choices()) {
        const ImVec2 at = ImGui::GetCursorScreenPos();
        const std::string id(panel.id);
        if (menu_row(id.c_str(), panel.open ? "✓" : "", "hit", tr(find_panel(id)->title_id), panel.of_step ? tr("desktop.of_step") : std::string(), panel.open, 0, width))
            choice.panels.push_back("panel " + id);
        intents.controls.push_back({"panel " + id, {at.x + width / 2, at.y + px(19)}});
    }
    if (app.panels_moved() && menu_row("back", "0", "ink-3", tr("desktop.panels_back"), {}, false, 0, width)) choice.panels.emplace_back("panels");
    ImGui::EndPopup();
}

namespace {

struct KeyGroup {
    const char* title;
    std::array<const char*, 13> rows;  // to the first nullptr
};
constexpr std::array<KeyGroup, 2> key_groups{{
    {"desktop.keys", {"pages", "menu", "panel", "panels", "arrows", "tab", "console", "time", "play", "bookmark", "changes", "open", "escape"}},
    {"desktop.keys_class", {"present", "black", "hide", "reveal", "big", "laser", "clock", "code", "size", "full", "theme"}},
}};
constexpr float keys_width = 136, does_width = 450, key_line = 30, group_gap = 16, keys_head = 36;

// Both groups beside one another where that fits, and smaller than the rest where the type is big.
struct KeysLayout {
    float unit;     // ImGui units per length of the mock
    bool beside;
    explicit KeysLayout(ImVec2 room) {
        const float width = keys_width + does_width, height = keys_head + 13 * key_line;
        const auto fit = [&](float groups_across, float groups_down) {
            return std::min(room.x / (width * groups_across + group_gap * (groups_across - 1)), room.y / (height * groups_down));
        };
        const float side = std::min(fit(2, 1), look().scale), stack = std::min(fit(1, 2), look().scale);
        beside = side >= stack;
        unit = std::max({side, stack, std::min(look().scale, 0.85f)});
    }
    float width() const { return unit * (keys_width + does_width); }
};

// Returns where it ends.
float draw_key_group(const KeyGroup& group, ImVec2 at, const KeysLayout& layout) {
    const float unit = layout.unit, line = unit * key_line, share = unit / look().scale;
    draw_text({at.x, at.y + unit * 8}, tr(group.title), {Face::bold, 15 * share}, ink("ink"));
    at.y += unit * keys_head;
    for (const char* row : group.rows) {
        if (!row) break;
        const std::string& does = tr("desktop.does." + std::string(row));
        draw_text_middle({at.x, at.y + line / 2}, tr("desktop.key." + std::string(row)), {Face::mono, 13 * share}, ink("ink-2"));
        const TextStyle style = shrunk(does, {Face::text, 13.5f * share}, unit * does_width);
        draw_text_middle({at.x + unit * keys_width, at.y + line / 2}, elided(does, style, unit * does_width), style, ink("ink"));
        at.y += line;
    }
    return at.y;
}

}  // namespace

void Header::draw_keys(ImVec2 below) {
    const ImVec2 screen = ImGui::GetIO().DisplaySize, most{screen.x - px(24), screen.y - below.y - px(12)};
    ImGui::SetNextWindowSizeConstraints({0, 0}, most);
    if (!begin_popup("keys-popup", below, {1, 0})) return;
    const KeysLayout layout({most.x - px(40), most.y - px(24)});
    const ImVec2 from = ImGui::GetCursorScreenPos();
    ImVec2 at{from.x + px(10), from.y};
    float end = at.y;
    for (const KeyGroup& group : key_groups) {
        const float reached = draw_key_group(group, at, layout);
        end = std::max(end, reached);
        if (layout.beside) at.x += layout.width() + layout.unit * group_gap;
        else at.y = reached + px(6);
    }
    const float across = layout.beside ? layout.width() * 2 + layout.unit * group_gap : layout.width();
    ImGui::Dummy({across + px(20), end - from.y + px(6)});
    ImGui::EndPopup();
}

}  // namespace ui::desktop
