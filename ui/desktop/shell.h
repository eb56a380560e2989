// Everything inside the window: header, lesson, panels, and a line that says what just happened.
//
//     +--------------------------------------------+
//     | header                                     |
//     +-----------+--------------------------------+
//     | lesson    | panels                         |
//     |           |                                |
//     |           | timeline                       |
//     | back next | what just happened             |
//     +-----------+--------------------------------+
//
// In big type one panel at a time has that place, under a bar with the names of all.
#pragma once

#include "ui/desktop/header.h"
#include "ui/desktop/held.h"
#include "ui/desktop/intents.h"
#include "ui/desktop/lesson_pane.h"
#include "ui/desktop/presenter.h"
#include "ui/desktop/session.h"
#include "ui/desktop/settings.h"
#include "ui/desktop/window.h"
#include "ui/studies/bench.h"

namespace ui::desktop {

class Shell {
public:
    Shell(Session& session, Window& window, Kept& kept, const Settings& settings);

    /// Draws one frame and carries out what the reader did in it.
    void frame();
    /// To be called when the window has nothing to draw: hands what is to be remembered to `kept`, and writes it.
    void keep();
    /// Shows a file of the reader's: a trace, or a RAM image by its ending.
    void open_file(const std::string& file);
    void open_image(const studies::ImageRequest& request);
    /// Why something went wrong, at the foot of the lesson until the next action.
    void complain(const base::Error& error);

    /// Until the clock wants a frame; below zero: it does not.
    double wait() const { return curtain_ == Curtain::none ? clock_.wait(window_.now()) : -1; }
    /// Asks for that frame when its time has come.
    void tick();

    const Settings& settings() const { return settings_; }
    const Intents& intents() const { return intents_; }  ///< of the last frame
    bool presenting() const { return presenting_; }
    Curtain curtain() const { return curtain_; }
    bool laser() const { return laser_; }
    const StepClock& clock() const { return clock_; }
    const HeldAnswers& held() const { return held_; }
    const std::string& code() const { return code_; }  ///< the address in the QR code on show
    const studies::Bench& bench() const { return bench_; }
    const std::string& notice() const { return pane_.notice; }

private:
    // shell_keys.cpp
    bool on_key(const KeyPress& press);
    bool on_control_key(const KeyPress& press);
    bool on_presenting_key(const KeyPress& press);
    bool on_letter(const KeyPress& press);
    bool on_character(unsigned character);
    bool turn(bool on);
    bool lift_curtain();
    void lower_curtain(Curtain curtain);
    void present(bool on);
    void hide_answers(bool hidden);
    void reveal();
    void escape();
    void next_panel();
    void toggle_console();
    bool on_bench_key(const KeyPress& press);

    void apply_look();
    void draw_strip(ImVec2 at, ImVec2 size);
    std::string signs() const;
    void choose_parts();
    void draw_tabs(ImVec2 at, ImVec2 size, const lessons::LessonView& view);
    void draw_lesson();
    void draw_covered();
    void draw_bench();
    void act(const std::string& action);
    void open_lesson(std::size_t index);
    void leave_page();
    void carry_out(const Header::Choice& choice);
    void follow_link(const std::string& target);
    void show_part(const std::string& target);

    Session& session_;
    Window& window_;
    Kept& kept_;
    Settings settings_;
    Header header_;
    LessonPane pane_;
    Intents intents_;
    HeldAnswers held_;
    StepClock clock_;
    studies::Bench bench_{&Window::stir};
    Curtain curtain_ = Curtain::none;
    std::string code_;
    bool popup_open_ = false, presenting_ = false, laser_ = false;
    bool was_fullscreen_ = false; ///< before presenting
    bool to_prose_ = true;        ///< the next frame gives it the keyboard: Tab begins there
    bool progress_moved_ = false; ///< since keep()
    float applied_scale_ = 0;
    Scheme applied_scheme_;
};

}  // namespace ui::desktop
