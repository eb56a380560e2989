// What a player holds (private to the engine).
//
//     player.cpp        actions: steps, commands, the timeline
//     player_answer.cpp answers: commit, choose, hint, skip, retry, solve
//     player_view.cpp   the lesson as it looks now
//     save.cpp          to text and back
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "lessons/engine/play.h"
#include "lessons/engine/player.h"
#include "lessons/engine/questions.h"

namespace lessons {

/// What the reader did with one question. The first answer counts; `now` is the one shown.
struct Answer {
    bool committed = false, skipped = false;
    std::string first, now;
    bool first_right = false, right = false;
    bool retrying = false;              ///< asked again for practice, the answer hidden
    unsigned hints = 0;
    std::string chosen;                 ///< marked, not committed
    std::string input_error;
    std::size_t at = 0;                 ///< commands of the step before the commit
    std::optional<sim::Machine> machine;  ///< as it was at the commit: reveals stay true

    bool closed() const { return committed || skipped; }
};

/// What the reader did with one task.
struct Task {
    bool done = false, skipped = false, shown = false;
    bool closed() const { return done || skipped; }
};

/// One step's own history; comes back when the reader does.
struct Progress {
    bool visited = false;
    std::optional<script::Timeline> timeline;  ///< built when the step is first entered
    std::vector<std::string> pending;          ///< lines to replay when it is built (from a save)
    std::optional<std::uint64_t> position;     ///< to look at after that
    std::vector<std::uint64_t> bookmarks;      ///< positions, in order
    /// Of a practice lesson: which numbers these are; and how many problems were answered before, and right.
    unsigned draw = 0, answered = 0, right = 0;
    Names params;
};

struct Player::State {
    State(const Lesson& l, PlayerOptions o) : lesson(l), options(std::move(o)) {}

    const Lesson& lesson;
    PlayerOptions options;
    std::size_t step = 0;
    std::vector<Progress> steps;
    std::map<std::string, Answer, std::less<>> answers;  ///< by question id
    std::map<std::string, Task, std::less<>> tasks;      ///< by task id
    std::vector<Attempt> attempts;
    std::size_t item = 0;        ///< shown in the final check; score.size(): the summary
    bool known = false;          ///< "I know this" was said
    std::size_t opened_at = 0;   ///< a link led to this step, past the gates before it
    std::string last_command, last_output;
    mutable std::string status;  ///< save() says here what it had to leave out
    std::vector<ConsoleLine> console;
    /// Canonical machines of places, kept while seed and attempt are the same.
    mutable std::map<std::pair<std::size_t, std::size_t>, sim::Machine> places;
    mutable std::map<std::string, sim::Machine, std::less<>> recalled;
    mutable std::map<std::string, PlotView> plots;

    // --- where we are
    const Step& current() const { return lesson.steps[step]; }
    Progress& progress() { return steps[step]; }
    script::Timeline& timeline() { return *steps[step].timeline; }
    const script::Timeline& timeline() const { return *steps[step].timeline; }
    std::optional<std::size_t> final_step() const;
    unsigned attempt() const { return static_cast<unsigned>(attempts.size()); }
    /// Tells the numbers of an attempt, or of a practice problem, from those before them.
    std::string fresh_salt(std::size_t of_step) const;
    std::uint64_t machine_seed(std::size_t of_step) const { return lesson_seed(lesson.id, options.seed, fresh_salt(of_step)); }
    /// Practice problems of the present step: how many were answered so far, and how many of them right.
    struct Tally {
        unsigned answered = 0, right = 0;
    };
    Tally tally() const;

    // --- machines (player.cpp)
    sim::Machine start_of(std::size_t of_step);
    /// A step of a review: the recall in it, where its question stands. Nothing in other steps.
    struct Recalled {
        const LessonBlock* block = nullptr;
        const Lesson* lesson = nullptr;
        std::size_t step = 0, at = 0;
    };
    Recalled reviewed(std::size_t of_step) const;
    std::uint64_t recall_seed(const Lesson& other) const { return lesson_seed(other.id, options.seed, "recall in " + lesson.id); }
    void enter(std::size_t to);
    void open(std::size_t to);
    /// True when the step's machine begins as the one before it was left.
    bool carries(std::size_t of_step) const;
    /// How many of the reader's lines no longer work, and fell out.
    std::size_t rebuild(std::size_t of_step);
    void begin_attempt();
    /// Asks the step's questions again with fresh numbers. REQUIRES: it is the present step
    void draw_again();
    const sim::Machine* canonical(std::size_t of_step, std::size_t block) const;
    /// Executes a line on the step's timeline and writes it to the console.
    base::Status run_line(std::string_view line);
    void log(ConsoleLine::Kind kind, std::string text);
    base::Status bookmark(std::string_view position, bool set);

    // --- gates (player_answer.cpp)
    /// The question that a block asks; nullptr when it asks none (or recalls an unknown one).
    const Question* question_of(const LessonBlock& block) const;
    const Answer* answer_of(std::string_view id) const;
    /// True when the block's question waits for an answer, be it a gate or not.
    bool is_open(const LessonBlock& block) const;
    bool has_open_gate(std::size_t of_step) const;
    bool is_done(std::size_t of_step) const;
    bool is_complete() const;
    /// The furthest step that the open gates let the reader go to.
    std::size_t reachable() const;

    // --- questions (player_answer.cpp)
    std::optional<BlockPlace> find_question(std::string_view id) const;
    /// The machine a question speaks about: as it was at the commit, else the latest.
    const sim::Machine& machine_of(const LessonBlock& block, BlockPlace at) const;
    /// The question's machines; canonical where an `after:` fails on the reader's machine.
    QuestionMachines machines_of(const LessonBlock& block, BlockPlace at) const;
    /// The lesson is in the language in use, and that is not the original: its file is "de/01-hotel.md".
    bool is_translated() const;
    ValueScope scope_of(const sim::Machine& machine, BlockPlace at) const;
    std::uint64_t order_seed(const LessonBlock& block) const;
    base::Status commit(std::string_view arguments);
    base::Status choose(std::string_view arguments);
    base::Status move(std::string_view arguments);
    base::Status hint(std::string_view id);
    base::Status skip(std::string_view id);
    base::Status retry(std::string_view id);
    void record_item(std::string_view id, ItemResult result);

    // --- tasks (player_answer.cpp)
    std::string task_id(std::size_t of_step, std::size_t block) const;
    /// True for a `check`, and for a `try` that no check of its step follows.
    bool is_task(const Step& of, std::size_t block) const;
    /// The commands of the task's `try` blocks.
    std::vector<std::string> solution(const Step& of, std::size_t block) const;
    /// Blocks of the step up to the first open gate or open task.
    std::size_t visible_end() const;
    /// Marks tasks as done whose conditions hold by now.
    void update_tasks();
    base::Status solve(std::string_view id);
    base::Status play_solution(std::size_t block);

    // --- view (player_view.cpp)
    LessonView view() const;
};

/// The words of an action: "commit offset 0x678" -> "commit", "offset 0x678".
std::pair<std::string_view, std::string_view> split_word(std::string_view text);

}  // namespace lessons
