// The keys of the window that are no panel's, those of a clicker among them.
//
// A clicker is a keyboard: Page Down and Page Up, F5 or Escape for its one button, "." or "B" for the other. Since
// these letters have a meaning of their own in the panels, they are a clicker's only while presenting (F5).
#include <GLFW/glfw3.h>

#include <algorithm>

#include "imgui_internal.h"
#include "lessons/engine/strings.h"
#include "ui/desktop/shell.h"

namespace ui::desktop {

using lessons::tr;

namespace {

constexpr float scale_step = 1.1f;

bool is_modifier(int key) { return key >= GLFW_KEY_LEFT_SHIFT && key <= GLFW_KEY_RIGHT_SUPER; }

}  // namespace

bool Shell::on_key(const KeyPress& press) {
    if (curtain_ != Curtain::none) return !is_modifier(press.key) && lift_curtain();
    if (press.mods & GLFW_MOD_CONTROL) return on_control_key(press);
    if (bench_.is_open()) return on_bench_key(press);
    const bool alt = press.mods & GLFW_MOD_ALT;
    switch (press.key) {
        case GLFW_KEY_PAGE_DOWN: return turn(true);
        case GLFW_KEY_PAGE_UP: return turn(false);
        case GLFW_KEY_RIGHT: return alt ? (act("next"), true) : on_presenting_key(press);
        case GLFW_KEY_LEFT: return alt ? (act("back"), true) : on_presenting_key(press);
        case GLFW_KEY_F2: return header_.open_panels(), true;
        case GLFW_KEY_F1: return header_.open_keys(), true;
        case GLFW_KEY_F5: return present(!presenting_), true;
        case GLFW_KEY_F6: return next_panel(), true;
        case GLFW_KEY_F10: return header_.open_menu(), true;
        case GLFW_KEY_F11: return window_.toggle_fullscreen(), true;
        case GLFW_KEY_ESCAPE:
            if (popup_open_ || ImGui::GetIO().WantTextInput) return false;  // ImGui closes and leaves
            return escape(), true;
        default: break;
    }
    if (alt || ImGui::GetIO().WantTextInput || popup_open_) return false;
    return on_presenting_key(press) || on_letter(press);
}

// On a page beside the course the keys of a clicker lead on there, and those that change how it looks stay.
bool Shell::on_bench_key(const KeyPress& press) {
    if (press.key == GLFW_KEY_F5) return present(!presenting_), true;
    if (press.key == GLFW_KEY_F11) return window_.toggle_fullscreen(), true;
    if (press.key == GLFW_KEY_PAGE_DOWN || press.key == GLFW_KEY_PAGE_UP) return bench_.turn(press.key == GLFW_KEY_PAGE_DOWN), window_.wake(), true;
    if (ImGui::GetIO().WantTextInput) return false;
    if (press.key == GLFW_KEY_ESCAPE) bench_.close(), to_prose_ = true;
    else if (press.name == "t") settings_.scheme = next_scheme(settings_.scheme);
    else if (press.name == "g") settings_.big = !settings_.big;
    else if (press.name == "l") laser_ = !laser_;
    else return false;
    window_.wake();
    return true;
}

bool Shell::on_control_key(const KeyPress& press) {
    float& scale = settings_.text_scale;
    if (press.name == "+" || press.name == "=" || press.key == GLFW_KEY_KP_ADD) scale = std::min(scale * scale_step, most_text_scale);
    else if (press.name == "-" || press.key == GLFW_KEY_KP_SUBTRACT) scale = std::max(scale / scale_step, least_text_scale);
    else if (press.name == "0" || press.key == GLFW_KEY_KP_0) scale = 1;
    else if (press.name == "q") window_.close();
    else return false;
    window_.wake(8);
    return true;
}

// Arrows stay a panel's while it has the keyboard and shows it.
bool Shell::on_presenting_key(const KeyPress& press) {
    if (!presenting_ || ImGui::GetIO().WantTextInput || popup_open_) return false;
    const bool arrow = press.key == GLFW_KEY_RIGHT || press.key == GLFW_KEY_LEFT;
    if (arrow && GImGui->NavCursorVisible) return false;
    if (press.key == GLFW_KEY_RIGHT || press.name == "n") return turn(true);
    if (press.key == GLFW_KEY_LEFT || press.name == "p") return turn(false);
    const bool shift = press.mods & GLFW_MOD_SHIFT;
    // A clicker knows the place of its key, not the letter that it has in the layout of the keyboard.
    const bool dot = press.name == "." || press.key == GLFW_KEY_PERIOD || press.key == GLFW_KEY_KP_DECIMAL;
    if (press.name == "b" || (dot && !shift)) return lower_curtain(Curtain::black), true;
    return false;
}

bool Shell::on_letter(const KeyPress& press) {
    if (press.name == "t") settings_.scheme = next_scheme(settings_.scheme);
    else if (press.name == "," || press.name == ".") act(press.name == "," ? "unstep" : "step");
    else if (press.name == "c" || press.name == "`") toggle_console();
    else if (press.name == "g") settings_.big = !settings_.big, pane_.show_top();
    else if (press.name == "h") hide_answers(!session_.in_class());
    else if (press.name == "r" && session_.in_class()) reveal();
    else if (press.name == "l") laser_ = !laser_;
    else if (press.name == "k") clock_.on = !clock_.on;
    else if (press.name == "q") lower_curtain(Curtain::code);
    else if (press.name == "o") bench_.show(studies::Bench::Page::trace);
    else return false;
    window_.wake();
    return true;
}

// "?" is a key with Shift on most keyboards, and another on each.
bool Shell::on_character(unsigned character) {
    if (character != '?' || curtain_ != Curtain::none || bench_.is_open() || popup_open_ || ImGui::GetIO().WantTextInput) return false;
    header_.open_keys();
    window_.wake();
    return true;
}

// --- presenting -----------------------------------------------------------------------------------

// To the next step or the one before. In front of a class first to the rest of this one, which a clicker could not
// reach; and what is held is shown before anything else.
bool Shell::turn(bool on) {
    const bool hold = on && session_.in_class() && !held_.empty();
    if (!hold && (presenting_ || settings_.big) && pane_.read_on(on)) window_.wake();
    else act(on ? "next" : "back");
    return true;
}

void Shell::lower_curtain(Curtain curtain) {
    curtain_ = curtain;
    window_.wake();
}

bool Shell::lift_curtain() {
    if (curtain_ == Curtain::none) return false;
    curtain_ = Curtain::none;
    to_prose_ = true;
    window_.wake();
    return true;
}

void Shell::present(bool on) {
    if (on) was_fullscreen_ = window_.fullscreen();
    presenting_ = on;
    const bool fullscreen = on || was_fullscreen_;
    if (window_.fullscreen() != fullscreen) window_.toggle_fullscreen();
    window_.wake(8);
}

void Shell::hide_answers(bool hidden) {
    session_.keep(kept_);
    session_.set_in_class(hidden);
    progress_moved_ = !hidden;
    leave_page();
}

// What the class answered; where it did not, the answer of the question that is open.
void Shell::reveal() {
    std::vector<std::string> actions = held_.release();
    const lessons::LessonView view = session_.player().view();
    for (const lessons::Block& block : view.blocks)
        if (actions.empty() && block.kind == lessons::Block::Kind::question && block.question.state == lessons::QuestionView::State::open)
            actions.push_back("skip " + block.question.id);
    for (const std::string& action : actions)
        if (const base::Status status = session_.player().act(action); !status) complain(status.error());
    window_.wake();
}

// Out of full screen, or out of the panels back to the prose.
void Shell::escape() {
    const ImGuiWindow* const focused = GImGui->NavWindow;
    const bool in_prose = focused && std::string_view(focused->RootWindow->Name) == "##lesson";
    if (presenting_) present(false);
    else if (in_prose && window_.fullscreen()) window_.toggle_fullscreen();
    if (!in_prose) ImGui::SetWindowFocus("##lesson");
    GImGui->NavCursorVisible = false;
}

void Shell::toggle_console() {
    bool& shown = session_.app().settings().show_console;
    shown = !shown;
    if (shown && settings_.big) session_.app().set_front("console");
}

void Shell::next_panel() {
    session_.app().focus_next_panel();
    window_.wake();
}

}  // namespace ui::desktop
