// The panels of the step that a player is in, arranged in one rectangle. Both shells (browser and
// desktop) own one App, feed it a frame when something changed, and ask it for the text twins.
#pragma once

#include <string>
#include <vector>

#include "lessons/engine/player.h"
#include "ui/panel.h"
#include "ui/playback.h"

struct ImGuiInputTextCallbackData;

namespace ui {

struct AppSettings {
    bool tabs = false;            ///< narrow screen: only the front panel and the timeline are drawn
    bool reduced_motion = false;
    bool show_timeline = true;
    bool show_console = false;    ///< also where the step does not ask for it
    float text_scale = 1;         ///< projector: bigger type
    bool text_inputs = false;     ///< draw the panels' text fields (the page has DOM inputs instead)
};

class App {
public:
    explicit App(lessons::Player& player) : player_(&player) {}

    AppSettings& settings() { return settings_; }
    lessons::Player& player() { return *player_; }
    void set_player(lessons::Player& player);

    /// Draws the panels into the rectangle of the current ImGui frame (in ImGui units) and carries
    /// out what the reader did. True while an animation wants another frame.
    bool draw(float x, float y, float width, float height);

    /// True once after a click changed the player: the shell then renders the lesson again.
    bool take_changed();

    /// Lets the timeline play: the shell calls it when tick_wait() seconds have passed. `now` in seconds, of
    /// any clock. True when the player changed.
    bool tick(double now) { return playback_.tick(*player_, now); }
    /// Below zero: not before the reader does something.
    double tick_wait(double now) const { return playback_.wait(now); }

    /// Panels on show: those of the step less those the reader closed, then those the reader opened,
    /// the timeline last; and which one is in front where only one fits.
    std::vector<std::string> panel_ids() const { return panel_ids(player_->view()); }
    std::vector<std::string> panel_ids(const lessons::LessonView& view) const;  ///< of a view that is at hand
    /// Every panel that can be opened and closed, in the order of ui::panels().
    struct Choice {
        std::string_view id;
        bool open = false, of_step = false;
    };
    std::vector<Choice> choices() const { return choices(player_->view()); }
    std::vector<Choice> choices(const lessons::LessonView& view) const;
    /// Opens or closes a panel until the next step ("panel ID" as an action); the last one stays.
    base::Status toggle_panel(std::string_view id);
    /// The panels as the step wants them ("panels" as an action).
    void put_panels_back();
    bool panels_moved() const { return panels_moved(player_->view()); }
    bool panels_moved(const lessons::LessonView& view) const;
    /// "address.pgd": opens the panel where it is closed, brings it to the front and lights the part ("bring
    /// PANEL.PART" as an action).
    base::Status bring(std::string_view target);
    /// What makes this view of a new one's: for a link ("panel tables", "bring tables", "changes on").
    std::vector<std::string> looks() const;
    /// Takes one of them; the error says why it means nothing here.
    base::Status take_look(std::string_view look);
    const std::string& front() const { return front_; }
    void set_front(std::string id) { front_ = std::move(id); }

    /// Keyboard: F6 moves the focus to the next panel; arrows go to the focused one through ImGui.
    void focus_next_panel();
    void focus_panel(std::string id) { focus_ = std::move(id); }

    /// What a word of the prose names ("address.pgd") is lit in every panel that has it; empty: nothing.
    /// True when that changed something.
    bool light(std::string part);
    /// What the pointer is on in a panel, named as the prose names it; empty: nothing that has a name.
    const std::string& pointed() const { return pointed_; }

    /// Text twin of a panel as JSON:
    /// {"id","title","say","columns":[],"total","rows":[[]],"actions":[{"label","kind","text","enabled"}],
    ///  "input":{"label","placeholder"}|null}
    std::string twin_json(std::string_view panel_id, std::uint64_t first_row, std::uint64_t row_count) const;
    /// One sentence about what just happened, for an aria-live region and the status line.
    std::string say() const;
    /// Sends the text of a panel's input field; the error says why it cannot be read.
    base::Status submit_input(std::string_view panel_id, const std::string& text);
    /// Carries out a request of a twin's action button.
    base::Status perform(const PanelRequest& request);

private:
    struct Frame;  // what one draw() looks at
    void draw_panel(Frame& frame, const lessons::PanelView& show, float x, float y, float width, float height);
    void draw_input(Frame& frame, const Panel& panel, const PanelInput& input);
    lessons::PanelView show_of(const lessons::LessonView& view, std::string_view panel_id) const;
    base::Status send(const PanelRequest& request, const std::string& pick_question);
    std::string_view lit_part(std::string_view panel_id) const;
    bool act_on_view(std::string_view text, base::Status& status);
    void press_keys(std::vector<PanelRequest>& requests) const;

    /// A text field on the desktop: what stands in it, what was wrong, what was sent before.
    struct Field {
        std::string panel, text, error;
        std::vector<std::string> sent;
        int recalled = -1;
    };
    Field& field_of(std::string_view panel_id);
    static int recall(ImGuiInputTextCallbackData* data);

    lessons::Player* player_;
    AppSettings settings_;
    Selection selection_;
    std::string front_, focus_;
    std::string notice_;          ///< why the last request failed
    std::vector<Field> fields_;
    std::uint64_t seen_position_ = 0, seen_size_ = 0;
    unsigned seen_step_ = 0;
    Playback playback_;
    std::vector<std::string> opened_, closed_;  ///< by the reader, in the step moved_step_
    unsigned moved_step_ = 0;
    std::string lit_, pointed_;
    bool changed_ = false;
};

}  // namespace ui
