// The bar at the top: which lesson (a menu of them all), which step of how many (each a click
// away), the colours, and the keys.
#pragma once

#include <optional>

#include "lessons/engine/view.h"
#include "ui/desktop/intents.h"
#include "ui/desktop/session.h"

namespace ui::desktop {

class Header {
public:
    /// What was chosen in it, besides actions of the player.
    struct Choice {
        std::optional<std::size_t> lesson;  ///< index in Session::entries()
        bool theme = false;                 ///< the next colours
        bool trace = false;                 ///< the page for traces
        std::vector<std::string> panels;    ///< actions of App: "panel ID" opens or closes one
    };
    Choice draw(Session& session, const lessons::LessonView& view, ImVec2 at, ImVec2 size, Intents& intents);

    void open_menu() { menu_wanted_ = true; }
    void open_keys() { keys_wanted_ = true; }
    void open_panels() { panels_wanted_ = true; }

private:
    void draw_title(const Session& session, const lessons::LessonView& view, ImVec2 at, ImVec2 size, float right, Choice& choice, Intents& intents);
    float draw_steps(const lessons::LessonView& view, float right, float middle, float left, Intents& intents);
    void draw_menu(const Session& session, const lessons::LessonView& view, ImVec2 below, Choice& choice, Intents& intents);
    void draw_keys(ImVec2 below);
    void draw_panels(const App& app, ImVec2 below, Choice& choice, Intents& intents);

    bool menu_wanted_ = false, keys_wanted_ = false, panels_wanted_ = false;
};

}  // namespace ui::desktop
