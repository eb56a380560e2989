// The parts of the lesson parser (private to the engine):
//
//     parse_markdown.cpp   md4c's events -> steps and blocks
//     inlines.cpp          text with code, links and live values -> Inlines
//     parse_fences.cpp     which fence is which; lesson, run, try, check, show, claim, param
//     parse_questions.cpp  predict, why, recall
#pragma once

#include <md4c.h>

#include <string_view>
#include <utility>
#include <vector>

#include "lessons/engine/lesson.h"
#include "lessons/engine/source.h"

namespace lessons {

// --- text -------------------------------------------------------------------------------------

/// Collects md4c's span and text events of one block.
class InlineBuilder {
public:
    InlineBuilder(const Source& source, Problems& problems) : source_(source), problems_(problems) {}

    /// Positions of a text parsed from a copy: `copy` stands for what is at `place`.
    void map_copy(std::string_view copy, Place place) { copy_ = copy, copy_place_ = place; }

    void enter(MD_SPANTYPE type, void* detail);
    void leave(MD_SPANTYPE type);
    void text(MD_TEXTTYPE type, std::string_view text);
    void line_break();
    /// Skips the first `count` characters to come.
    void skip(std::size_t count) { skip_ = count; }
    bool empty() const { return done_.empty(); }
    Inlines take();

private:
    Place place(const char* at) const;
    void append(Inline::Kind kind, std::string_view text, Place at);
    void finish_code();
    void finish_link();
    void set_link_kind(Inline& link);
    void check_value(const Inline& value, bool one_line);

    const Source& source_;
    Problems& problems_;
    std::string_view copy_;
    Place copy_place_;
    std::size_t skip_ = 0;
    Inlines done_;
    unsigned emphasis_ = 0, strong_ = 0;
    bool in_code_ = false, in_link_ = false, in_image_ = false;
    Inline code_, link_;
    bool code_on_one_line_ = true;
};

/// A piece of one line of a fence as Inlines.
Inlines parse_inlines(const Source& source, Problems& problems, std::string_view text, Place place);
/// The text of a heading; live values there are an error.
std::string plain_text(const Inlines& inlines, Problems& problems);

/// The flags md4c is called with, everywhere.
constexpr unsigned markdown_flags = MD_FLAG_NOHTML | MD_FLAG_TABLES | MD_FLAG_NOINDENTEDCODEBLOCKS;

// --- fences -----------------------------------------------------------------------------------

/// A part of a line and where it stands.
struct Piece {
    std::string_view text;
    Place place;
    bool empty() const { return text.empty(); }
};
Piece trimmed(Piece piece);
/// Splits at the first (last) `separator`; the second part is empty when there is none.
std::pair<Piece, Piece> split_first(Piece piece, std::string_view separator);
std::pair<Piece, Piece> split_last(Piece piece, std::string_view separator);
/// The blank-separated words.
std::vector<Piece> words(Piece piece);

struct Fence {
    Piece info;               ///< all of the info string: "predict offset"
    Place place;              ///< of the fence itself
    std::vector<Piece> body;  ///< its lines
};

/// "key: value"
struct KeyLine {
    Piece key, value;
};

/// What is known of the lesson while it is read.
struct ParseState {
    const Source& source;
    Problems& problems;
    Lesson& lesson;
    bool has_lesson_fence = false;
    Place lesson_place = {};
    std::vector<Piece> ids = {};    ///< of the questions so far
    std::vector<Piece> score = {};  ///< the words of the lesson's score line
    std::vector<CommandLine> first_run = {};  ///< what `run again` does again
};

/// Turns a fence into a block and appends it to `blocks` (the lesson fence fills the lesson).
void parse_fence(ParseState& state, const Fence& fence, std::vector<LessonBlock>& blocks);

void parse_predict(ParseState& state, const Fence& fence, LessonBlock& block);
void parse_why(ParseState& state, const Fence& fence, LessonBlock& block);
void parse_recall(ParseState& state, const Fence& fence, LessonBlock& block);

/// The lines "key: value" of a fence; unknown keys are reported and left out.
std::vector<KeyLine> key_lines(ParseState& state, const Fence& fence, const std::vector<std::string>& keys);
script::Expression parse_expression_at(ParseState& state, Piece piece);
/// "LEFT -- REPLY [misconception]"
struct Replied {
    Piece left;
    Inlines reply;
    std::string misconception;
};
Replied split_reply(ParseState& state, Piece piece);
/// Letters a-z, digits and '-'.
bool is_id(std::string_view text);

}  // namespace lessons
