#include "ui/desktop/shell.h"

#include <GLFW/glfw3.h>

#include <algorithm>
#include <cmath>

#include "imgui_internal.h"
#include "lessons/engine/strings.h"
#include "ui/widgets.h"

namespace ui::desktop {

using lessons::LessonView;
using lessons::tr;

namespace {

constexpr float header_height = 52, strip_height = 34;
constexpr float least_scale = 0.7f, most_scale = 2.5f, scale_step = 1.1f;

// Of the window's width: about a third, in the bounds where lines read well.
float pane_width(float width) {
    return std::round(std::min(std::clamp(width * 0.34f, px(380), px(width >= px(1500) ? 500 : 440)), width * 0.55f));
}

std::string text_of(const base::Error& error) { return error.hint.empty() ? error.message + "." : error.message + ": " + error.hint + "."; }

}  // namespace

Shell::Shell(Session& session, Window& window, Scheme scheme) : session_(session), window_(window), scheme_(scheme) {
    session_.app().settings().text_inputs = true;
    GImGui->ConfigNavWindowingKeyNext = GImGui->ConfigNavWindowingKeyPrev = 0;  // Ctrl Tab would list our windows
    window_.on_key = [this](const KeyPress& press) { return on_key(press); };
}

// --- keys ---------------------------------------------------------------------------------------

bool Shell::on_key(const KeyPress& press) {
    if (press.mods & GLFW_MOD_CONTROL) return on_control_key(press);
    const bool alt = press.mods & GLFW_MOD_ALT;
    switch (press.key) {
        case GLFW_KEY_PAGE_DOWN: return act("next"), true;
        case GLFW_KEY_PAGE_UP: return act("back"), true;
        case GLFW_KEY_RIGHT: return alt && (act("next"), true);
        case GLFW_KEY_LEFT: return alt && (act("back"), true);
        case GLFW_KEY_F2: return header_.open_panels(), true;
        case GLFW_KEY_F1: return header_.open_keys(), true;
        case GLFW_KEY_F6: return session_.app().focus_next_panel(), true;
        case GLFW_KEY_F10: return header_.open_menu(), true;
        case GLFW_KEY_F11: return window_.toggle_fullscreen(), true;
        case GLFW_KEY_ESCAPE:
            if (popup_open_ || ImGui::GetIO().WantTextInput) return false;  // ImGui closes and leaves
            return escape(), true;
        default: break;
    }
    if (alt || ImGui::GetIO().WantTextInput || popup_open_) return false;
    return on_letter(press);
}

bool Shell::on_control_key(const KeyPress& press) {
    if (press.name == "+" || press.name == "=" || press.key == GLFW_KEY_KP_ADD) text_scale_ = std::min(text_scale_ * scale_step, most_scale);
    else if (press.name == "-" || press.key == GLFW_KEY_KP_SUBTRACT) text_scale_ = std::max(text_scale_ / scale_step, least_scale);
    else if (press.name == "0" || press.key == GLFW_KEY_KP_0) text_scale_ = 1;
    else if (press.name == "q") window_.close();
    else return false;
    window_.wake(8);
    return true;
}

bool Shell::on_letter(const KeyPress& press) {
    AppSettings& settings = session_.app().settings();
    if (press.name == "t") scheme_ = next_scheme(scheme_);
    else if (press.name == "?") header_.open_keys();
    else if (press.name == "," || press.name == ".") act(press.name == "," ? "unstep" : "step");
    else if (press.name == "c" || press.name == "`") settings.show_console = !settings.show_console;
    else return false;
    window_.wake();
    return true;
}

// Out of full screen, or out of the panels back to the prose.
void Shell::escape() {
    const ImGuiWindow* const focused = GImGui->NavWindow;
    const bool in_prose = focused && std::string_view(focused->RootWindow->Name) == "##lesson";
    if (!in_prose) ImGui::SetWindowFocus("##lesson");
    else if (window_.fullscreen()) window_.toggle_fullscreen();
    GImGui->NavCursorVisible = false;
}

// --- what the reader did ------------------------------------------------------------------------

void Shell::act(const std::string& action) {
    const LessonView before = session_.player().view();
    const base::Status status = session_.player().act(action);
    pane_.notice = status ? std::string() : text_of(status.error());
    const LessonView after = session_.player().view();
    const auto first_key = [](const LessonView& view) { return view.blocks.empty() ? std::string() : view.blocks.back().key; };
    // Another step; or in the final check another question, which is another screen.
    const bool item = (action == "next" || action == "back") && first_key(before) != first_key(after);
    if (before.step != after.step || before.attempt != after.attempt || item) pane_.show_top();
    window_.wake();
}

void Shell::carry_out(const Header::Choice& choice) {
    for (const std::string& action : intents_.actions) act(action);
    if (!intents_.part.empty()) show_part(intents_.part);
    if (!intents_.link.empty()) follow_link(intents_.link);
    for (const std::string& action : choice.panels) (void)session_.app().perform({PanelRequest::Kind::act, action, false});
    if (choice.theme) scheme_ = next_scheme(scheme_), window_.wake();
    if (choice.lesson) {
        session_.open(*choice.lesson);
        pane_.forget_drafts();
        pane_.notice.clear();
        pane_.show_top();
        window_.wake();
    }
}

// "address.pgd": the panel comes to the front and gets the keyboard.
void Shell::show_part(const std::string& target) {
    App& app = session_.app();
    if (const base::Status status = app.perform({PanelRequest::Kind::act, "bring " + target, false}); !status) pane_.notice = text_of(status.error());
    else app.focus_panel(app.front());
    window_.wake();
}

// To another lesson of the course, or out into the browser; nothing else is opened.
void Shell::follow_link(const std::string& target) {
    const std::size_t lesson = session_.find(target);
    if (lesson < session_.entries().size()) {
        Header::Choice choice;
        choice.lesson = lesson;
        intents_ = {};
        return carry_out(choice);
    }
    const bool web = target.compare(0, 8, "https://") == 0 || target.compare(0, 7, "http://") == 0;
    ImGuiPlatformIO& platform = ImGui::GetPlatformIO();
    if (web && platform.Platform_OpenInShellFn) platform.Platform_OpenInShellFn(ImGui::GetCurrentContext(), target.c_str());
}

// --- drawing ------------------------------------------------------------------------------------

// On a large window everything is a little larger, as on the page.
void Shell::apply_look() {
    const float density = window_.scale(), width = ImGui::GetIO().DisplaySize.x / density;
    const float scale = density * text_scale_ * (width >= 1800 ? 1.12f : 1.0f);
    if (scale == applied_scale_ && scheme_ == applied_scheme_) return;
    applied_scale_ = scale;
    applied_scheme_ = scheme_;
    apply_theme(scheme_, scale);
    ImGuiStyle& style = ImGui::GetStyle();
    style.HoverStationaryDelay = style.HoverDelayShort = style.HoverDelayNormal = 0;  // waiting would take frames
    AppSettings& settings = session_.app().settings();
    settings.text_scale = scale;
    window_.wake();
}

void Shell::draw_strip(ImVec2 at, ImVec2 size) {
    ImGui::SetNextWindowPos(at);
    ImGui::SetNextWindowSize(size);
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ink("surface"));
    ImGui::Begin("##strip", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                                         ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_NoNav);
    ImGui::GetWindowDrawList()->AddLine(at, {at.x + size.x, at.y}, ink("line"), px(1));
    const float middle = at.y + size.y / 2, side = px(20);
    draw_text_middle({at.x + side, middle}, elided(session_.app().say(), {Face::text, 14}, size.x - side * 2), {Face::text, 14}, ink("ink-2"));
    ImGui::End();
    ImGui::PopStyleColor();
}

void Shell::frame() {
    apply_look();
    window_.begin_frame();
    intents_ = {};
    intents_.pointed = session_.app().pointed();
    const LessonView view = session_.player().view();
    window_.set_title(tr("desktop.title", {view.title}));
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    const float top = px(header_height), left = pane_width(size.x), strip = px(strip_height);
    const Header::Choice choice = header_.draw(session_, view, {0, 0}, {size.x, top}, intents_);
    pane_.draw(view, {0, top}, {left, size.y - top}, intents_);
    if (session_.app().light(intents_.word)) window_.wake(1);
    if (session_.app().draw(left, top, size.x - left, size.y - top - strip)) window_.wake(1);
    if (session_.app().pointed() != intents_.pointed) window_.wake(1);
    draw_strip({left, size.y - strip}, {size.x - left, strip});
    if (window_.frames() == 1) ImGui::SetWindowFocus("##lesson");  // Tab begins in the prose
    popup_open_ = ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup);
    window_.end_frame(colour("bg", scheme_));
    if (session_.app().take_changed()) window_.wake();
    carry_out(choice);
}

}  // namespace ui::desktop
