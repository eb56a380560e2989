// A lesson's blocks, each drawn into a column from its view.
#pragma once

#include <map>
#include <string>

#include "lessons/engine/view.h"
#include "ui/desktop/column.h"

namespace ui::desktop {

/// What the reader is typing, by question; lives as long as the lesson is open.
struct Drafts {
    struct Draft {
        std::string text;
        bool started = false;  ///< the text is the reader's, not yet the view's
    };
    std::map<std::string, Draft, std::less<>> by_question;
};

/// Draws a block of any kind and moves the column below it.
void draw_block(Column& column, const lessons::Block& block, Drafts& drafts);

// In their own files.
void draw_question(Column& column, const lessons::QuestionView& question, Drafts& drafts);
void draw_task(Column& column, const lessons::TaskView& task);
void draw_slider(Column& column, const lessons::SliderView& slider);
void draw_plot(Column& column, const lessons::PlotView& plot);
void draw_claim(Column& column, const lessons::ClaimView& claim);
void draw_table(Column& column, const lessons::Block& block);

}  // namespace ui::desktop
