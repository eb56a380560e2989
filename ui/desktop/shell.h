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
#pragma once

#include "ui/desktop/header.h"
#include "ui/desktop/intents.h"
#include "ui/desktop/lesson_pane.h"
#include "ui/desktop/session.h"
#include "ui/desktop/window.h"

namespace ui::desktop {

class Shell {
public:
    Shell(Session& session, Window& window, Scheme scheme);

    /// Draws one frame and carries out what the reader did in it.
    void frame();

    Scheme scheme() const { return scheme_; }
    const Intents& intents() const { return intents_; }  ///< of the last frame

private:
    bool on_key(const KeyPress& press);
    bool on_control_key(const KeyPress& press);
    bool on_letter(const KeyPress& press);
    void escape();
    void apply_look();
    void draw_strip(ImVec2 at, ImVec2 size);
    void act(const std::string& action);
    void carry_out(const Header::Choice& choice);
    void follow_link(const std::string& target);
    void show_part(const std::string& target);

    Session& session_;
    Window& window_;
    Header header_;
    LessonPane pane_;
    Intents intents_;
    Scheme scheme_;
    bool popup_open_ = false;
    float text_scale_ = 1;        ///< projector: Ctrl and plus or minus
    float applied_scale_ = 0;
    Scheme applied_scheme_;
};

}  // namespace ui::desktop
