// What a reader sees of a lesson at one moment, as plain data: the player makes it, three
// renderers (HTML, ImGui, terminal) draw it. Nothing here knows how it will look.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lessons {

/// A run of text inside a paragraph.
struct Span {
    enum class Kind : std::uint8_t {
        text, strong, emphasis, code,
        value,       ///< computed by the machine just now
        part,        ///< colours a word and points at a panel's part; target "address.pgd"
        term,        ///< glossary entry; target "swap"
        link,        ///< target is a URL
        image,       ///< target is a local file, text its alternative text
        line_break,
    };
    Kind kind = Kind::text;
    std::string text;
    std::string target;
    friend bool operator==(const Span&, const Span&) = default;
};
using Spans = std::vector<Span>;

struct Button {
    std::string action;  ///< what to hand to Player::act
    std::string label;
    bool primary = false;
    bool enabled = true;
    friend bool operator==(const Button&, const Button&) = default;
};

struct Choice {
    std::string id;      ///< what `commit QUESTION ID` takes
    Spans text;
    bool chosen = false;   ///< the reader's pick, before or after the commit
    bool right = false;    ///< shown only after the reveal
    friend bool operator==(const Choice&, const Choice&) = default;
};

/// A predict, why or recall block.
struct QuestionView {
    enum class Kind : std::uint8_t { number, options, order, pick, why };
    enum class State : std::uint8_t {
        open,      ///< waits for the reader
        right,     ///< committed, and right
        wrong,     ///< committed, and wrong: the reply says why; the answer is shown
        skipped,   ///< the reader went on without it
    };
    std::string id;            ///< unique in the lesson
    Kind kind = Kind::number;
    State state = State::open;
    Spans ask;
    std::string pick_what;     ///< entry, frame, page, core or outcome, for Kind::pick
    std::vector<Choice> choices;  ///< options, why, pick's select twin; in the order to show
    std::string input;         ///< what the reader typed and committed, for Kind::number
    std::string input_error;   ///< the typed text could not be read: why
    std::string answer;        ///< the right answer as text, after the reveal
    Spans reply;               ///< to the wrong answer given, naming the misconception's mend
    Spans why;                 ///< after the reveal
    std::vector<Spans> hints;  ///< those asked for so far
    std::string contradiction; ///< what the machine did when a wrong `why` was put to the test
    unsigned item = 0;         ///< 1-based number within the final check; 0 elsewhere
    unsigned items = 0;
    std::vector<Button> buttons;  ///< commit, hint, skip, retry: what applies
    friend bool operator==(const QuestionView&, const QuestionView&) = default;
};

/// A task: what to do, and which of its conditions hold by now.
struct TaskView {
    struct Condition {
        bool met = false;
        Spans hint;
        friend bool operator==(const Condition&, const Condition&) = default;
    };
    std::string id;
    std::vector<Condition> conditions;
    bool done = false;
    std::vector<std::string> solution;  ///< shown after "Show me"
    std::vector<Button> buttons;
    friend bool operator==(const TaskView&, const TaskView&) = default;
};

struct SliderView {
    std::string name;
    std::string label;
    std::uint64_t low = 0, high = 0, value = 0;
    friend bool operator==(const SliderView&, const SliderView&) = default;
};

struct PlotView {
    std::string x_label, y_label;
    std::vector<std::pair<std::uint64_t, std::string>> points;  ///< x, and y as shown
    std::vector<double> heights;  ///< y scaled to 0..1, same order
    /// Where the slider stands, between the points next to it; nothing outside of the plot.
    struct Mark {
        double along = 0, height = 0;
        friend bool operator==(const Mark&, const Mark&) = default;
    };
    std::optional<Mark> now;

    /// x of a point, scaled to 0..1.
    double along(std::size_t i) const;
    /// The highest y, as shown; empty without points.
    std::string top() const;
    friend bool operator==(const PlotView&, const PlotView&) = default;
};

struct ClaimView {
    Spans claim;
    bool holds = false;
    Spans verdict;
    friend bool operator==(const ClaimView&, const ClaimView&) = default;
};

struct Block {
    enum class Kind : std::uint8_t {
        paragraph, subheading, bullet_list, numbered_list, table, listing, quote,
        question, task, slider, plot, claim, summary,
    };
    Kind kind = Kind::paragraph;
    std::string key;               ///< stable within the lesson: renderers patch by it
    Spans spans;                   ///< paragraph, subheading, quote, summary
    bool step_title = false;       ///< a subheading that is the step's title (see LessonView)
    std::vector<Spans> items;      ///< list items; table cells, row by row (first row: header)
    unsigned columns = 0;          ///< of a table
    std::string listing;           ///< text of a listing
    std::string language;          ///< "c", "asm", "text", "python"
    QuestionView question;
    TaskView task;
    SliderView slider;
    PlotView plot;
    ClaimView claim;
    friend bool operator==(const Block&, const Block&) = default;
};

/// A panel that the step shows.
struct PanelView {
    std::string id;                       ///< "address"
    std::string argument;                 ///< name it is about ("va"); may be empty
    std::vector<std::string> highlights;  ///< parts to emphasise ("pgd")
    bool front = false;                   ///< the one the open question needs
    std::vector<std::string> hidden = {}; ///< parts shown as "?" (`hide=pgd`): their value is the
                                          ///< answer of a question still open
    int reads = -1;                       ///< tables panel (`reads=N`): show the walk for `argument`
                                          ///< up to its first N entries instead of the timeline's
                                          ///< last access; each question answered shows one more
    std::string view = {};                ///< another picture than the usual one (`view=tree`): one of
                                          ///< PanelId::views
    unsigned level = 0;                   ///< entry panel (`level=N`): of the entry it opens with; 0: where
                                          ///< the walk ends
    std::string other = {};               ///< address panel (`other=NAME`): an address to compare with
    friend bool operator==(const PanelView&, const PanelView&) = default;
};

struct LessonView {
    std::string id;        ///< "walk"
    std::string title;
    unsigned minutes = 0;
    unsigned step = 0;     ///< 0-based
    unsigned steps = 0;
    std::string step_title;        ///< empty where the title stands among the blocks, behind the lesson's opening
    std::vector<Block> blocks;     ///< of this step
    std::vector<PanelView> panels;
    std::vector<Button> buttons;   ///< back, next (disabled while a gate is open), check
    std::string status;            ///< one sentence for the status line; may be empty
    std::string pending_pick;      ///< "entry", "frame", ... while a pick question is open
    struct StepState {
        std::string title;
        bool visited = false, done = false;
        friend bool operator==(const StepState&, const StepState&) = default;
    };
    std::vector<StepState> map;    ///< one per step
    bool complete = false;         ///< every gate passed and the final check taken
    unsigned score_right = 0, score_items = 0;  ///< best attempt so far
    unsigned attempt = 0;          ///< 1-based once the final check was begun
    friend bool operator==(const LessonView&, const LessonView&) = default;
};

}  // namespace lessons
