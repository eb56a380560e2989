// The lesson beside the panels: the step's blocks in a column that scrolls, and Back and Next
// below it, always in sight.
#pragma once

#include <map>
#include <string>

#include "lessons/engine/view.h"
#include "ui/desktop/blocks.h"
#include "ui/desktop/intents.h"

namespace ui::desktop {

class LessonPane {
public:
    /// Draws into the rectangle. `number` is the lesson's in the course; 0: none.
    void draw(const lessons::LessonView& view, ImVec2 at, ImVec2 size, Intents& intents);

    /// Scrolls by most of a screen, down or up; false where nothing more is there.
    bool read_on(bool down);
    /// Another step or lesson: begin at its top.
    void show_top();
    void forget_drafts() { drafts_ = {}; }
    /// Why the last action was refused, in sight until the next one; empty: nothing to say.
    std::string notice;

private:
    void draw_column(const lessons::LessonView& view, Intents& intents);
    void draw_head(Column& column, const lessons::LessonView& view);
    float foot_height(const lessons::LessonView& view, float width) const;
    void draw_foot(const lessons::LessonView& view, ImVec2 at, ImVec2 size, Intents& intents);
    void keep_in_sight(const lessons::Block& block, float top, float bottom);

    Drafts drafts_;
    std::map<std::string, float, std::less<>> heights_;  ///< of the questions and tasks, by key
    float measured_width_ = 0, measured_scale_ = 0;      ///< that heights_ are true for
    bool to_top_ = true;
    int settling_ = 3;                                   ///< frames until sizes say something about the lesson
    float scroll_ = 0, most_scroll_ = 0, screen_ = 0;    ///< as drawn last
    float read_to_ = -1;                                 ///< scroll here; -1: stay
    float wanted_top_ = -1, wanted_bottom_ = -1;         ///< what should be seen; -1: nothing
};

/// The sizes that fit a window of this height (in lengths of the mock).
ProseSizes prose_sizes(float height);

}  // namespace ui::desktop
