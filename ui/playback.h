// Playing the timeline: one event after another, at the pace that the reader chose. It never begins by
// itself, shows nothing between two events, and ends where the reader does anything else.
#pragma once

#include <array>
#include <cstdint>

#include "lessons/engine/player.h"
#include "ui/panel.h"

namespace ui {

class Playback {
public:
    struct Pace {
        double seconds;        ///< between two events
        const char* label_id;  ///< for tr()
    };
    static constexpr std::array<Pace, 6> paces{{{2.0, "timeline.pace.slowest"}, {1.0, "timeline.pace.1"}, {0.5, "timeline.pace.2"},
                                                {0.2, "timeline.pace.5"}, {0.1, "timeline.pace.10"}, {1.0 / 30, "timeline.pace.30"}}};

    PlaybackView view() const { return {on_, pace_}; }
    /// From the position; from the beginning where that is the end.
    void play(lessons::Player& player);
    void pause() { on_ = false; }
    /// REQUIRES: pace < paces.size()
    void set_pace(std::size_t pace) { pace_ = pace; }

    /// Moves on when the time has come; `now` in seconds, of any clock. True when something changed.
    bool tick(lessons::Player& player, double now);
    /// Seconds until tick() has something to do; below zero: it never will.
    double wait(double now) const;

private:
    bool on_ = false, fresh_ = false;  // fresh: the next tick begins
    std::size_t pace_ = 1;
    double due_ = 0;
    std::uint64_t position_ = 0, edition_ = 0;  // as the last tick left the timeline
};

}  // namespace ui
