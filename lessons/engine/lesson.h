// A lesson as parsed from its Markdown file: steps of blocks, every expression already parsed and
// every part with its line in the file. Immutable; the player holds what changes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/script/expression.h"

namespace lessons {

/// Text that may hold live values; computed into view Spans at display.
struct Inline {
    enum class Kind : std::uint8_t { text, strong, emphasis, code, value, part, term, link, image, line_break };
    Kind kind = Kind::text;
    std::string text;    ///< shown text; for value the source "EXPR as FORMAT"
    std::string target;
    int line = 0;
    int column = 0;
};
using Inlines = std::vector<Inline>;

/// A line of commands with its place in the file.
struct CommandLine {
    std::string text;
    int line = 0;
    int column = 1;      ///< where `text` begins in the line
};

struct Condition {           // check: EXPR -- hint
    script::Expression expression;
    std::string source;
    Inlines hint;
    int line = 0;
    int column = 0;      ///< of the expression
};

struct Trap {                // trap: EXPR -- reply [misconception]
    script::Expression expression;
    std::string source;
    Inlines reply;
    std::string misconception;
    int line = 0;
    int column = 0;      ///< of the expression
};

struct Option {              // option: TEXT if EXPR   |  order: TEXT
    Inlines text;
    script::Expression condition;
    std::string source;
    Inlines reply;           ///< option: TEXT if EXPR -- reply [misconception]
    std::string misconception;
    int line = 0;
    int column = 0;          ///< of the expression
};

struct WhyAnswer {           // right: TEXT   |   wrong: TEXT -- reply [misconception]
    bool right = false;
    Inlines text;
    Inlines reply;
    std::string misconception;
    std::vector<CommandLine> test;  ///< commands that let the machine contradict a wrong answer
    int line = 0;
};

struct Question {
    enum class Kind : std::uint8_t { number, options, order, pick, why, recall };
    Kind kind = Kind::number;
    std::string id;
    Inlines ask;
    std::vector<CommandLine> after;  ///< run on a copy before the answer is computed
    script::Expression answer;       ///< number, pick
    std::string answer_source;
    int answer_line = 0, answer_column = 0;
    script::Format format = script::Format::plain;
    std::string pick_what;           ///< entry, frame, page, core, outcome
    std::vector<Option> options;     ///< options; order: in the right order
    std::vector<WhyAnswer> answers;  ///< why
    std::vector<Trap> traps;
    std::vector<Inlines> hints;
    Inlines why;
    std::string recall_lesson, recall_id;
    int line = 0;
};

struct Param {
    std::string name, label;
    std::uint64_t low = 0, high = 0, initial = 0;
    std::string plot_source;         ///< plot's "EXPR as FORMAT"; empty: no plot
    std::uint64_t plot_low = 0, plot_high = 0;  ///< range of x, the param's value
    int line = 0;
};

struct Claim {
    /// What `holds:`, `holds-if:`, `partly:` or `wrong:` says where it stands instead of `verdict:`; the
    /// checker compares it with the test.
    enum class Verdict : std::uint8_t { open, holds, holds_if, partly, wrong };
    Inlines text;
    script::Expression expression;
    std::string source;
    Inlines verdict;
    int line = 0;
    int column = 0;      ///< of the expression
    // What the book's page of claims tells beside it.
    Verdict says = Verdict::open;
    Inlines computed;                 ///< what the machine found
    Inlines origin;                   ///< source: where the right value is from
    std::vector<CommandLine> except;  ///< commands after which the test gives the opposite
    std::string see;                  ///< the lesson, or LESSON/Title of the step, that goes into it
};

struct ShowItem {
    std::string panel, argument;
    std::vector<std::string> highlights;
    std::vector<std::string> hidden = {};  ///< hide=PART,...: see PanelView::hidden
    int reads = -1;                        ///< reads=N: see PanelView::reads
    std::string view = {};                 ///< view=NAME: see PanelView::view
    unsigned level = 0;                    ///< level=N: see PanelView::level
    std::string other = {};                ///< other=NAME: see PanelView::other
    int line = 0;
};

struct LessonBlock {
    enum class Kind : std::uint8_t {
        paragraph, subheading, bullet_list, numbered_list, table, listing, quote,
        run, try_, check, question, param, claim, show,
    };
    Kind kind = Kind::paragraph;
    Inlines inlines;
    std::vector<Inlines> items;
    unsigned columns = 0;
    std::string listing, language;
    std::vector<CommandLine> commands;   // run, try
    bool carry = false;                  // run carry
    bool opening = false;                // stands before the first ##
    std::vector<Condition> conditions;   // check
    Question question;
    Param param;
    Claim claim;
    std::vector<ShowItem> show;
    int line = 0;
};

struct Step {
    std::string title;
    std::vector<LessonBlock> blocks;
    bool final_check = false;   ///< its questions are the items of the lesson's `score` line
    int line = 0;
};

/// A prediction holds the reader up until it is committed or skipped; a `why` or `recall` on the way may stay open.
inline bool is_gate(const Step& step, const LessonBlock& block) {
    if (block.kind != LessonBlock::Kind::question) return false;
    return step.final_check || (block.question.kind != Question::Kind::why && block.question.kind != Question::Kind::recall);
}

struct Lesson {
    std::string id, title;
    unsigned minutes = 0;
    bool deeper = false;
    bool practice = false;               ///< problems without end: no gates, no score, fresh numbers whenever they are asked for
    bool book = false;                   ///< a page around the lessons (glossary, claims, cheat sheet): nothing is asked in it
    bool review = false;                 ///< asks other lessons' questions again (review_lesson.h makes its steps)
    bool sandbox = false;                ///< a machine to play with; each step is somewhere to begin
    bool another_go = false;             ///< of a review: more questions are due than this go asks
    unsigned mastery = 80;               ///< percent of the final check that counts as passed
    unsigned attempts = 3;               ///< of the final check
    std::vector<std::string> needs, terms, score;  ///< lesson ids, terms taught, ids of the final items
    int score_line = 0;                  ///< of the score line; 0: the lesson has no final check
    std::vector<Step> steps;             ///< the text before the first `##` begins steps[0], marked `opening`
    std::string file;

    /// A part of the book that stands beside the lessons: no gates, no score.
    bool is_beside() const { return practice || review || sandbox || book; }
};

/// Parses a lesson file. Errors carry line and column in `text` and a suggestion. `file` is only
/// for messages. REQUIRES nothing: hostile text gives an error, never a crash.
base::Result<Lesson> parse_lesson(std::string_view text, std::string file);

/// All errors of a text at once, for authors; empty when it parses.
std::vector<base::Error> lesson_errors(std::string_view text);

}  // namespace lessons
