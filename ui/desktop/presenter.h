// What stands between a teacher and a class: the black screen, the page with the QR code, the laser pointer, the
// clock. Nothing here moves by itself: the pointer is where the mouse is, the clock changes once a second.
#pragma once

#include <string>

#include "imgui.h"
#include "ui/desktop/intents.h"
#include "ui/desktop/session.h"

namespace ui::desktop {

/// Time on the step and in the lesson, since they were opened. All times in seconds of Window::now().
class StepClock {
public:
    bool on = false;

    /// To be told at every frame where the reader is.
    void at(std::size_t lesson, unsigned step, double now);
    /// "2:05", "1:00:09"
    std::string step_time(double now) const;
    std::string lesson_time(double now) const;
    /// Until another second shows; below zero: never.
    double wait(double now) const;
    /// True when what note_shown() noted is no longer true.
    bool is_due(double now) const { return on && second_of(now) != shown_; }
    void note_shown(double now) { shown_ = second_of(now); }

private:
    long long second_of(double now) const;

    std::size_t lesson_ = static_cast<std::size_t>(-1);
    unsigned step_ = 0;
    double lesson_since_ = 0, step_since_ = 0;
    long long shown_ = -1;
};

/// What hides the lesson until a key is pressed.
enum class Curtain : unsigned char { none, black, code };

/// The page with the code of the present step over the whole window: or, without a site's address, how to set one.
/// Returns the address in the code; empty without one.
std::string draw_code_page(const Session& session, const std::string& site, ImVec2 size, Intents& intents);

/// A red dot with a halo at the mouse, over everything, in place of the mouse's arrow.
void draw_laser();

}  // namespace ui::desktop
