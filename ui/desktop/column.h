// The column that a lesson's blocks are drawn into, top to bottom, and the card that some stand on.
#pragma once

#include <string_view>

#include "lessons/engine/view.h"
#include "ui/desktop/flow.h"
#include "ui/desktop/intents.h"
#include "ui/widgets.h"

namespace ui::desktop {

/// The sizes of the prose, before scaling.
struct ProseSizes {
    float text = 16.5f;
    float small = 14;
    float title = 26;
    float subheading = 19;
    float gap = 14;        ///< between blocks
    float control = 42;    ///< height of what can be pressed
    float left = 32, right = 24;  ///< of the column, to its edges
};

struct Column {
    ImVec2 at;             ///< where the next thing goes
    float width;
    ProseSizes sizes;
    Intents& intents;

    void skip(float gap) { at.y += px(gap); }
    /// Draws running text and moves below it.
    void text(const lessons::Spans& spans, FlowStyle style);
    void text(std::string_view text, FlowStyle style);
    FlowStyle body() const { return {sizes.text}; }
    FlowStyle note() const { return {sizes.small, Face::text, "ink-3"}; }
    FlowStyle strong() const { return {sizes.text, Face::bold, "ink"}; }
};

/// A ground with an outline and a coloured left edge around what is drawn into `inner` until
/// finish(). Cards do not nest.
class Card {
public:
    Card(Column& outer, std::string_view edge);
    Column inner;
    void finish();

private:
    Column& outer_;
    std::string_view edge_;
    ImDrawList& list_;
};

/// Text with a bar at its left: a reply, a hint, a quotation.
void barred_text(Column& column, const lessons::Spans& spans, FlowStyle style, std::string_view bar);
/// Lines of code on a sunken ground; those wider than the column go on below, indented.
void listing(Column& column, std::string_view text);
/// A button of the view: filled when it is the primary one, bare when it only skips.
bool text_button(const lessons::Button& button, ImVec2 at, ImVec2 size);
float text_button_width(std::string_view label);
/// A row of buttons, wrapped; what skips stands at the right and is quiet. `suffix` is appended to
/// the action of a commit button.
void button_row(Column& column, const std::vector<lessons::Button>& buttons, std::string_view answer = {});

}  // namespace ui::desktop
