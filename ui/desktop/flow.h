// Running text: spans of different faces (words, strong, code, live values, coloured parts) broken
// into lines on one baseline.
//
//     The |PGD index| picked entry |254|. Now the       one line
//          ^ part     ^ text        ^ value             runs: pieces of one span on one line
#pragma once

#include <string>
#include <vector>

#include "imgui.h"
#include "lessons/engine/view.h"
#include "ui/desktop/intents.h"
#include "ui/fonts.h"

namespace ui::desktop {

struct FlowStyle {
    float size = 16.5f;            ///< a letter's em, as in CSS and in TextStyle, before scaling
    Face face = Face::text;
    std::string_view ink = "ink";
    float leading = 1.52f;         ///< line height in multiples of the size
    bool boxed_code = true;        ///< code on a sunken ground
};

class Flow {
public:
    /// Lays the spans out for a width (in ImGui units). The spans must outlive the flow.
    Flow(const lessons::Spans& spans, FlowStyle style, float width);

    float width() const { return used_; }  ///< of the longest line
    float height() const { return static_cast<float>(lines_) * line_height_; }
    float line_height() const { return line_height_; }

    /// Draws it and reports presses on parts and links. IDs of the ImGui window in use: push one
    /// per block before.
    void draw(ImVec2 at, Intents& intents) const;

private:
    struct Atom {            // text without blanks, of one span
        std::size_t span;
        std::string_view text;
        bool blank_before;
        float width = 0;     // with the padding of code
        float lead = 0;      // padding before the text
    };
    struct Piece {           // an atom, or a part of one, in its place
        std::string_view text;
        float x;
    };
    struct Run {             // neighbours of one span on one line
        std::size_t span;
        unsigned line;
        std::size_t first_piece, pieces;
        float from, to;
    };
    struct Ink {
        ImFont* font;
        float size;
        ImU32 colour;
    };

    Ink ink_of(const lessons::Span& span) const;
    std::vector<Atom> atoms() const;
    void place_word(const Atom* first, const Atom* last, float width);
    void place_in_parts(const Atom& atom, float width);
    void put(const Atom& atom, std::string_view text, float x, float text_x, float end);
    float text_width(const lessons::Span& span, std::string_view text) const;
    void draw_run(const Run& run, ImVec2 at, Intents& intents) const;

    const lessons::Spans& spans_;
    FlowStyle style_;
    float line_height_, x_ = 0, used_ = 0;
    unsigned lines_ = 1;
    std::vector<Piece> pieces_;
    std::vector<Run> runs_;
};

}  // namespace ui::desktop
