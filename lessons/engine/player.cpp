#include "lessons/engine/player.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "core/script/command.h"
#include "lessons/engine/player_state.h"
#include "lessons/engine/strings.h"

namespace lessons {

using base::Done;
using base::Error;
using base::Status;

namespace {

constexpr std::size_t console_limit = 500, most_bookmarks = 20, most_commands = 500;

}  // namespace

std::pair<std::string_view, std::string_view> split_word(std::string_view text) {
    const auto begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos) return {};
    const auto end = std::min(text.find(' ', begin), text.size());
    const auto rest = std::min(text.find_first_not_of(' ', end), text.size());
    return {text.substr(begin, end - begin), text.substr(rest)};
}

// --- machines -----------------------------------------------------------------------------------

std::optional<std::size_t> Player::State::final_step() const {
    for (std::size_t i = 0; i < lesson.steps.size(); ++i)
        if (lesson.steps[i].final_check) return i;
    return std::nullopt;
}

// The final check draws fresh numbers for each attempt, a practice lesson whenever it is asked to.
std::string Player::State::fresh_salt(std::size_t of_step) const {
    if (lesson.steps[of_step].final_check) return attempt_salt(std::max(attempt(), 1u));
    return steps[of_step].draw > 0 ? "draw " + std::to_string(steps[of_step].draw) : std::string();
}

sim::Machine Player::State::start_of(std::size_t of_step) {
    if (const Recalled asked = reviewed(of_step); asked.block)
        if (auto machine = play_to(*asked.lesson, asked.step, recall_seed(*asked.lesson))) return *machine;
    const Step& target = lesson.steps[of_step];
    if (carries(of_step)) {
        if (!steps[of_step - 1].timeline) rebuild(of_step - 1);
        sim::Machine machine = steps[of_step - 1].timeline->latest();
        if (play_runs(machine, target, steps[of_step].params)) return machine;
    }
    // The canonical machine up to here, then this step's runs with the reader's params.
    sim::Machine machine = first_machine(machine_seed(of_step));
    for (std::size_t i = 0; i < of_step; ++i) {
        (void)play_runs(machine, lesson.steps[i], initial_params(lesson.steps[i]));
        (void)play_tries(machine, lesson.steps[i], lesson.steps[i].blocks.size());
    }
    (void)play_runs(machine, target, steps[of_step].params);
    return machine;
}

// Plays the reader's own lines again on the step's start; those that no longer work fall out.
std::size_t Player::State::rebuild(std::size_t of_step) {
    Progress& progress = steps[of_step];
    std::vector<std::string> lines = std::move(progress.pending);
    progress.pending.clear();
    if (progress.timeline) {
        progress.bookmarks.clear();  // another machine: other events
        progress.timeline->seek(progress.timeline->size());
        lines = progress.timeline->lines();
    } else if (const Recalled asked = reviewed(of_step); asked.block) {
        // What the lesson has its reader do before the question is done here, and seen on the timeline.
        for (std::size_t i = 0; i < asked.at; ++i)
            if (const LessonBlock& block = asked.lesson->steps[asked.step].blocks[i]; block.kind == LessonBlock::Kind::try_)
                for (const CommandLine& line : block.commands) lines.push_back(line.text);
    }
    progress.timeline.emplace(start_of(of_step));
    std::size_t lost = 0;
    for (const std::string& line : lines) lost += !progress.timeline->run(line).ok();
    if (progress.position) progress.timeline->seek(*progress.position);
    progress.position.reset();
    std::erase_if(progress.bookmarks, [&](std::uint64_t position) { return position > progress.timeline->size(); });
    return lost;
}

void Player::State::enter(std::size_t to) {
    step = to;
    const Step& target = lesson.steps[to];
    if (target.final_check && attempts.empty()) begin_attempt();
    Progress& progress = steps[to];
    if (!progress.timeline || (carries(to) && !(progress.timeline->start() == start_of(to)))) rebuild(to);
    progress.visited = true;
    status.clear();
    update_tasks();
}

void Player::State::begin_attempt() {
    attempts.emplace_back(lesson.score.size(), ItemResult::open);
    for (const std::string& id : lesson.score) answers.erase(id);
    item = 0;
    const std::size_t final = *final_step();
    steps[final].timeline.reset();
    steps[final].pending.clear();
    steps[final].bookmarks.clear();
    std::erase_if(places, [&](const auto& entry) { return entry.first.first == final; });
}

Player::State::Tally Player::State::tally() const {
    Tally tally{steps[step].answered, steps[step].right};
    for (const LessonBlock& block : current().blocks) {
        const Answer* answer = block.kind == LessonBlock::Kind::question ? answer_of(block.question.id) : nullptr;
        if (!answer || !answer->committed) continue;
        ++tally.answered;
        tally.right += answer->first_right;
    }
    return tally;
}

void Player::State::draw_again() {
    Progress& now = progress();
    const Tally so_far = tally();
    now.answered = so_far.answered;
    now.right = so_far.right;
    for (const LessonBlock& block : current().blocks)
        if (block.kind == LessonBlock::Kind::question) answers.erase(block.question.id);
    ++now.draw;
    now.timeline.reset();
    now.bookmarks.clear();
    std::erase_if(places, [&](const auto& entry) { return entry.first.first == step; });
    enter(step);
}

const sim::Machine* Player::State::canonical(std::size_t of_step, std::size_t block) const {
    const auto key = std::make_pair(of_step, block);
    const auto known = places.find(key);
    if (known != places.end()) return &known->second;
    if (const Recalled asked = reviewed(of_step); asked.block) return &machine_of(*asked.block, {of_step, block});
    auto machine = play_to_block(lesson, of_step, block, machine_seed(of_step));
    if (!machine) return nullptr;
    return &places.emplace(key, std::move(*machine)).first->second;
}

void Player::State::log(ConsoleLine::Kind kind, std::string text) {
    if (console.size() >= console_limit) console.erase(console.begin());
    console.push_back({kind, std::move(text)});
}

Status Player::State::run_line(std::string_view line) {
    log(ConsoleLine::Kind::command, std::string(line));
    const std::uint64_t position = timeline().position(), edition = timeline().edition();
    const auto result = timeline().run(line);
    // What came behind the moment of a change is gone, and the marks with it.
    if (timeline().edition() != edition) std::erase_if(progress().bookmarks, [&](std::uint64_t at) { return at > position; });
    if (!result) {
        log(ConsoleLine::Kind::error, base::to_text(result.error()));
        return result.error();
    }
    last_command = base::trimmed(line);
    last_output = result->text;
    if (!result->text.empty()) log(ConsoleLine::Kind::output, result->text);
    update_tasks();
    return Done{};
}

Status Player::State::bookmark(std::string_view text, bool set) {
    std::uint64_t position = timeline().position();
    if (!text.empty()) {
        const auto number = base::parse_number(text);
        if (!number) return number.error();
        if (*number > timeline().size()) return Error{tr("engine.error.number", {text, std::to_string(timeline().size())})};
        position = static_cast<std::uint64_t>(*number);
    }
    std::vector<std::uint64_t>& marks = progress().bookmarks;
    const auto at = std::lower_bound(marks.begin(), marks.end(), position);
    const bool known = at != marks.end() && *at == position;
    if (!set && known) marks.erase(at);
    if (!set || known) return Done{};
    if (marks.size() >= most_bookmarks) return Error{tr("engine.error.bookmarks", {std::to_string(most_bookmarks)}), tr("engine.error.bookmarks-hint")};
    marks.insert(at, position);
    return Done{};
}

// --- actions ------------------------------------------------------------------------------------

namespace {

using Arguments = std::string_view;

// Templates, because Player::State has no name outside of Player.

base::Result<std::size_t> number_argument(Arguments arguments, std::size_t limit) {
    const auto number = base::parse_number(arguments);
    if (!number) return number.error();
    if (*number >= limit) return Error{tr("engine.error.number", {std::string(arguments), std::to_string(limit - 1)})};
    return static_cast<std::size_t>(*number);
}

template <class State>
Status go_to(State& s, std::size_t to) {
    if (to > s.reachable() && !s.steps[to].visited) return Error{tr("engine.error.gate"), tr("engine.error.gate-hint")};
    s.enter(to);
    return Done{};
}

// Within the final check `next` shows the next item, and then the summary.
template <class State>
Status next(State& s) {
    const std::size_t items = s.lesson.score.size();
    if (s.current().final_check && s.item < items && !s.options.static_page) {
        const Answer* answer = s.answer_of(s.lesson.score[s.item]);
        if (!s.options.predict_open && (!answer || !answer->closed())) return Error{tr("engine.error.gate"), tr("engine.error.gate-hint")};
        ++s.item;
        return Done{};
    }
    if (s.step + 1 >= s.lesson.steps.size()) return Error{tr("engine.error.last-step")};
    if (s.has_open_gate(s.step)) return Error{tr("engine.error.gate"), tr("engine.error.gate-hint")};
    return go_to(s, s.step + 1);
}

template <class State>
Status back(State& s) {
    if (s.current().final_check && s.item > 0) {
        --s.item;
        return Done{};
    }
    if (s.step == 0) return Error{tr("engine.error.first-step")};
    s.enter(s.step - 1);
    return Done{};
}

// All of them work on a copy first: one that fails leaves the step as it was.
template <class State>
Status run_commands(State& s, Arguments text) {
    const auto lines = base::split(text, '\n');
    if (lines.size() > most_commands) return Error{tr("engine.error.commands", {std::to_string(lines.size()), std::to_string(most_commands)})};
    const auto is_command = [](const std::string& line) { return !base::trimmed(line).empty() && base::trimmed(line)[0] != '#'; };
    const sim::Machine start = s.start_of(s.step);
    sim::Machine machine = start;
    sim::NullObserver nobody;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!is_command(lines[i])) continue;
        const auto result = script::execute(machine, lines[i], nobody);
        if (result) continue;
        Error error = result.error();
        error.line = static_cast<int>(i + 1);
        return error;
    }
    s.progress().bookmarks.clear();
    s.timeline().reset(start);
    for (const std::string& line : lines)
        if (is_command(line)) (void)s.run_line(base::trimmed(line));
    return Done{};
}

template <class State>
Status set_param(State& s, Arguments arguments) {
    const auto [name, text] = split_word(arguments);
    for (const LessonBlock& block : s.current().blocks) {
        if (block.kind != LessonBlock::Kind::param || block.param.name != name) continue;
        const auto value = base::parse_number(text);
        if (!value) return value.error();
        if (*value < block.param.low || *value > block.param.high)
            return Error{tr("engine.error.param", {name, std::to_string(block.param.low), std::to_string(block.param.high)})};
        for (sim::Binding& param : s.progress().params)
            if (param.name == name) param.value = *value;
        s.rebuild(s.step);
        s.update_tasks();
        return Done{};
    }
    return Error{tr("engine.error.no-param", {name})};
}

template <class State>
Status new_attempt(State& s) {
    const auto final = s.final_step();
    if (!final) return Error{tr("engine.error.no-final")};
    if (!s.attempts.empty() && !is_finished(s.attempts.back())) return Error{tr("engine.error.attempt-open")};
    if (s.attempt() >= s.lesson.attempts) return Error{tr("engine.error.attempts-used", {std::to_string(s.lesson.attempts)})};
    s.begin_attempt();
    s.enter(*final);
    return Done{};
}

template <class State>
Status another(State& s) {
    if (!s.lesson.practice) return Error{tr("engine.error.no-practice")};
    s.draw_again();
    return Done{};
}

template <class State>
Status know_this(State& s) {
    const auto final = s.final_step();
    if (!final) return Error{tr("engine.error.no-final")};
    s.known = true;
    s.enter(*final);
    return Done{};
}

template <class State>
Status seek(State& s, Arguments arguments) {
    const auto position = base::parse_number(arguments);
    if (!position) return position.error();
    s.timeline().seek(static_cast<std::uint64_t>(std::min<base::u128>(*position, s.timeline().size())));
    return Done{};
}

}  // namespace

Player::Player(const Lesson& lesson, PlayerOptions options) : state_(std::make_shared<State>(lesson, std::move(options))) {
    state_->steps.resize(lesson.steps.size());
    for (std::size_t i = 0; i < lesson.steps.size(); ++i) state_->steps[i].params = initial_params(lesson.steps[i]);
    state_->enter(0);
}

Status Player::act(std::string_view action) {
    State& s = *state_;
    const auto [word, rest] = split_word(action);
    if (word == "next") return next(s);
    if (word == "back") return back(s);
    if (word == "goto") {
        const auto to = number_argument(rest, s.lesson.steps.size());
        return to ? go_to(s, *to) : Status(to.error());
    }
    if (word == "open") {
        const auto to = number_argument(rest, s.lesson.steps.size());
        return to ? (s.open(*to), Status(Done{})) : Status(to.error());
    }
    if (word == "reset") return s.progress().bookmarks.clear(), s.timeline().reset(s.start_of(s.step)), Status(Done{});
    if (word == "commit") return s.commit(rest);
    if (word == "choose") return s.choose(rest);
    if (word == "move") return s.move(rest);
    if (word == "hint") return s.hint(rest);
    if (word == "skip") return s.skip(rest);
    if (word == "retry") return s.retry(rest);
    if (word == "solve") return s.solve(rest);
    if (word == "command") return s.run_line(rest);
    if (word == "commands") return run_commands(s, rest);
    if (word == "param") return set_param(s, rest);
    if (word == "bookmark" || word == "unbookmark") return s.bookmark(rest, word == "bookmark");
    if (word == "attempt") return new_attempt(s);
    if (word == "another") return another(s);
    if (word == "know-this") return know_this(s);
    script::Timeline& timeline = s.timeline();
    if (word == "seek") return seek(s, rest);
    if (word == "step") return timeline.step(), Status(Done{});
    if (word == "unstep") return timeline.back(), Status(Done{});
    if (word == "step-command") return timeline.step_command(), Status(Done{});
    if (word == "unstep-command") return timeline.back_command(), Status(Done{});
    if (word == "end") return timeline.seek(timeline.size()), Status(Done{});
    static const std::vector<std::string> known{"next", "back", "goto", "reset", "commit", "choose", "move", "hint", "skip",
        "retry", "solve", "command", "commands", "param", "bookmark", "unbookmark", "attempt", "another", "know-this", "open", "seek", "step", "unstep", "step-command", "unstep-command", "end"};
    return Error{tr("engine.error.action", {word}), base::did_you_mean(word, known)};
}

LessonView Player::view() const { return state_->view(); }
const Lesson& Player::lesson() const { return state_->lesson; }
const script::Timeline& Player::timeline() const { return state_->timeline(); }
std::uint64_t Player::seed() const { return state_->options.seed; }
const std::string& Player::last_command() const { return state_->last_command; }
const std::string& Player::last_output() const { return state_->last_output; }
const std::vector<Player::ConsoleLine>& Player::console() const { return state_->console; }
const std::vector<std::uint64_t>& Player::bookmarks() const { return state_->progress().bookmarks; }
std::string Player::commands() const {
    std::string text;
    for (const LessonBlock& block : state_->current().blocks)
        if (block.kind == LessonBlock::Kind::run)
            for (const CommandLine& line : block.commands) text += line.text + "\n";
    for (const std::string& line : timeline().lines()) text += line + "\n";
    return text;
}

Score Player::score() const { return best_score(state_->lesson, state_->attempts); }

base::Result<sim::Machine> canonical_machine(const Lesson& lesson, std::size_t step, std::uint64_t seed) {
    const bool fresh = step < lesson.steps.size() && lesson.steps[step].final_check;
    return play_to(lesson, step, lesson_seed(lesson.id, seed, fresh ? attempt_salt(1) : std::string()));
}

}  // namespace lessons
