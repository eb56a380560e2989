// Plays one lesson: holds the machine (a timeline), what the reader answered, and which gates are
// open. Everything a reader does comes in as one line of text through act().
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/script/link.h"
#include "core/script/timeline.h"
#include "lessons/engine/lesson.h"
#include "lessons/engine/score.h"
#include "lessons/engine/view.h"

namespace lessons {

struct PlayerOptions {
    std::uint64_t seed = 1;       ///< the learner's: decides numbers and the order of options
    bool predict_open = false;    ///< presenter mode, `predict=open`: no gate holds
    bool static_page = false;     ///< every value as in canonical play, every item of the final check at once
    /// Finds another lesson for `recall`; may be empty.
    std::function<const Lesson*(std::string_view id)> find_lesson;
};

/// A first answer: the question's id, and of a wrong one the misconception behind it, or what was answered.
struct Given {
    std::string question;
    bool right = false;  ///< false for a question that was skipped
    std::string trap;
};

class Player {
public:
    /// REQUIRES: lesson outlives the player and passed parse_lesson.
    Player(const Lesson& lesson, PlayerOptions options);

    /// Does what the reader asked; the error is shown and nothing has changed:
    ///   next | back | goto STEP | reset            steps, STEP from 0; reset restarts the step's machine
    ///   open STEP                                  as a link does: past the gates before it, which stay open
    ///   commit QUESTION [ANSWER]                   a number, a choice id, "c a b" for an order; what was
    ///                                              chosen when there is no ANSWER. A text that cannot be
    ///                                              read is no error: input_error says why
    ///   choose QUESTION CHOICE                     marks a choice (or a whole order) without committing
    ///   move QUESTION CHOICE up|down               moves a choice of an order
    ///   hint QUESTION | skip QUESTION | retry QUESTION
    ///   solve [TASK]                               plays the task's solution, visibly; skip TASK goes on without
    ///   command LINE                               a line of the command language
    ///   commands LINES                             begins the step anew with these lines, 500 at most; the
    ///                                              error names the line that does not work
    ///   param NAME VALUE                           moves a slider
    ///   seek POSITION | step | unstep | step-command | unstep-command | end    the timeline
    ///   bookmark [POSITION] | unbookmark [POSITION]  marks a moment, the present one where none is named
    ///   attempt                                    begins the final check anew with fresh numbers
    ///   another                                    asks the step of a practice lesson with fresh numbers
    ///   know-this                                  jumps to the final check; recorded as a skip
    base::Status act(std::string_view action);

    /// What to show now. Recomputed on each call from lesson, machine and answers.
    LessonView view() const;

    const Lesson& lesson() const;
    const script::Timeline& timeline() const;
    /// The machine shown: the timeline's at its position.
    const sim::Machine& machine() const { return timeline().machine(); }
    std::uint64_t seed() const;
    /// Best of the attempts at the final check so far.
    Score score() const;
    /// The last command line sent (by a click, the console or a lesson), and its printed answer.
    const std::string& last_command() const;
    const std::string& last_output() const;
    /// Lines of the console: commands with their answers and errors, oldest first, 500 at most.
    struct ConsoleLine {
        enum class Kind : std::uint8_t { command, output, error } kind;
        std::string text;
    };
    const std::vector<ConsoleLine>& console() const;
    /// The lines that make the step's machine: those of its `run` blocks, and the reader's up to the present end.
    std::string commands() const;
    /// Positions that the reader marked on the step's timeline, in order. A mark goes with the event it
    /// stands behind.
    const std::vector<std::uint64_t>& bookmarks() const;

    /// The reader's answers and position as one line of text, and back: survives a reload. The
    /// error of restore() says what is wrong; the player is then as new.
    std::string save() const;
    base::Status restore(std::string_view saved);
    /// The questions answered or skipped so far. Of a final check taken more than once, the first attempt's results.
    std::vector<Given> given() const;

    /// What a link holds of the present step: its commands and those of the steps that it carries on, no answers.
    script::Link link() const;
    /// Opens what there is of a link, at `step` (from 0) or at the link's own, past any gate before it. The
    /// error says what had to be left out; everything else is there.
    base::Status open(const script::Link& link, std::optional<std::size_t> step = {});

private:
    struct State;
    std::shared_ptr<State> state_;  // one owner; shared_ptr spares the destructor boilerplate
};

/// The machine a step starts from: all `run` and `try` blocks before it and its own `run` blocks,
/// played from the default machine with the given seed.
base::Result<sim::Machine> canonical_machine(const Lesson& lesson, std::size_t step, std::uint64_t seed);

}  // namespace lessons
