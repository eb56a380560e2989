// Answers, gates and tasks.
#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/player_state.h"
#include "lessons/engine/strings.h"

namespace lessons {

using base::Done;
using base::Error;
using base::Status;
using Kind = LessonBlock::Kind;

// --- gates --------------------------------------------------------------------------------------

const Question* Player::State::question_of(const LessonBlock& block) const {
    if (block.kind != Kind::question) return nullptr;
    const Question& question = block.question;
    if (question.kind != Question::Kind::recall) return &question;
    const Lesson* other = options.find_lesson ? options.find_lesson(question.recall_lesson) : nullptr;
    if (!other) return nullptr;
    for (const Step& step : other->steps)
        for (const LessonBlock& candidate : step.blocks)
            if (candidate.kind == Kind::question && candidate.question.kind != Question::Kind::recall && candidate.question.id == question.recall_id)
                return &candidate.question;
    return nullptr;
}

const Answer* Player::State::answer_of(std::string_view id) const {
    const auto found = answers.find(id);
    return found == answers.end() ? nullptr : &found->second;
}

bool Player::State::is_open(const LessonBlock& block) const {
    if (!question_of(block)) return false;
    const Answer* answer = answer_of(block.question.id);
    return !answer || !answer->closed();
}

bool Player::State::has_open_gate(std::size_t of_step) const {
    if (options.predict_open || lesson.practice) return false;
    const Step& of = lesson.steps[of_step];
    return std::any_of(of.blocks.begin(), of.blocks.end(), [&](const LessonBlock& block) { return is_gate(of, block) && is_open(block); });
}

bool Player::State::is_done(std::size_t of_step) const {
    if (!steps[of_step].visited) return false;
    const Step& step = lesson.steps[of_step];
    for (std::size_t i = 0; i < step.blocks.size(); ++i) {
        if (is_open(step.blocks[i])) return false;
        if (!is_task(step, i)) continue;
        const auto task = tasks.find(task_id(of_step, i));
        if (task == tasks.end() || !task->second.closed()) return false;
    }
    return true;
}

bool Player::State::is_complete() const {
    const auto final = final_step();
    if (final && std::none_of(attempts.begin(), attempts.end(), is_finished)) return false;
    if (known) return true;
    for (std::size_t i = 0; i < lesson.steps.size(); ++i) {
        const Step& of = lesson.steps[i];
        if (!of.final_check && std::any_of(of.blocks.begin(), of.blocks.end(), [&](const LessonBlock& b) { return is_gate(of, b) && is_open(b); })) return false;
        if (!final && !steps[i].visited) return false;
    }
    return true;
}

std::size_t Player::State::reachable() const {
    // "I know this" leads past the gates before the final check.
    // So does a link.
    for (std::size_t i = known ? *final_step() : opened_at; i < lesson.steps.size(); ++i)
        if (has_open_gate(i)) return i;
    return lesson.steps.size() - 1;
}

// --- the machine a question speaks about --------------------------------------------------------

bool find_question(const Lesson& lesson, std::string_view id, BlockPlace& at) {
    for (at.step = 0; at.step < lesson.steps.size(); ++at.step)
        for (at.block = 0; at.block < lesson.steps[at.step].blocks.size(); ++at.block) {
            const LessonBlock& block = lesson.steps[at.step].blocks[at.block];
            if (block.kind == Kind::question && block.question.id == id) return true;
        }
    return false;
}

namespace {

// The other lesson's machine where it asks the question, with numbers of its own.
sim::Machine recalled_machine(const Lesson& other, std::string_view id, std::uint64_t seed) {
    BlockPlace at;
    if (find_question(other, id, at))
        if (auto machine = play_to_block(other, at.step, at.block, seed)) return *machine;
    return first_machine(seed);
}

}  // namespace

std::optional<BlockPlace> Player::State::find_question(std::string_view id) const {
    BlockPlace at;
    return lessons::find_question(lesson, id, at) ? std::optional(at) : std::nullopt;
}

Player::State::Recalled Player::State::reviewed(std::size_t of_step) const {
    Recalled found;
    if (!lesson.review) return found;
    for (const LessonBlock& block : lesson.steps[of_step].blocks) {
        BlockPlace at;
        if (!question_of(block)) continue;
        found.lesson = options.find_lesson(block.question.recall_lesson);
        if (lessons::find_question(*found.lesson, block.question.recall_id, at)) found.block = &block, found.step = at.step, found.at = at.block;
    }
    return found;
}

const sim::Machine& Player::State::machine_of(const LessonBlock& block, BlockPlace at) const {
    const Question& question = block.question;
    if (question.kind == Question::Kind::recall) {
        const auto known = recalled.find(question.id);
        if (known != recalled.end()) return known->second;
        const Lesson* other = options.find_lesson(question.recall_lesson);
        return recalled.emplace(question.id, recalled_machine(*other, question.recall_id, recall_seed(*other))).first->second;
    }
    const Answer* answer = answer_of(question.id);
    if (answer && answer->machine) return *answer->machine;
    if (const sim::Machine* place = options.static_page ? canonical(at.step, at.block) : nullptr) return *place;
    return steps[at.step].timeline->latest();
}

bool Player::State::is_translated() const { return lesson.file.starts_with(tr("format.language") + "/"); }

ValueScope Player::State::scope_of(const sim::Machine& machine, BlockPlace at) const {
    return {&machine, &steps[at.step].timeline->start(), [this, at] { return canonical(at.step, at.block); }, is_translated()};
}

QuestionMachines Player::State::machines_of(const LessonBlock& block, BlockPlace at) const {
    const Question& question = *question_of(block);
    auto machines = question_machines(question, machine_of(block, at));
    if (machines) return *machines;
    const sim::Machine* place = canonical(at.step, at.block);
    if (place) machines = question_machines(question, *place);
    return machines ? *machines : QuestionMachines{machine_of(block, at), machine_of(block, at)};
}

std::uint64_t Player::State::order_seed(const LessonBlock& block) const {
    const auto at = find_question(block.question.id);
    return lesson_seed(lesson.id, options.seed, "order of " + block.question.id + (at ? fresh_salt(at->step) : std::string()));
}

// --- answers ------------------------------------------------------------------------------------

namespace {

Error unknown_question(std::string_view id, const Step& step) {
    std::vector<std::string> known;
    for (const LessonBlock& block : step.blocks)
        if (block.kind == Kind::question) known.push_back(block.question.id);
    return Error{tr("engine.error.question", {id}), base::did_you_mean(id, known)};
}

// The choices as "a b c": how an order stands before anything was moved.
std::string all_choices(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += (i ? " " : "") + choice_id(i);
    return text;
}

}  // namespace

void Player::State::record_item(std::string_view id, ItemResult result) {
    for (std::size_t i = 0; i < lesson.score.size(); ++i)
        if (lesson.score[i] == id && !attempts.empty() && attempts.back()[i] == ItemResult::open) attempts.back()[i] = result;
}

Status Player::State::commit(std::string_view arguments) {
    const auto [id, typed] = split_word(arguments);
    const auto at = find_question(id);
    if (!at || at->step != step || at->block >= visible_end()) return unknown_question(id, current());
    const LessonBlock& block = current().blocks[at->block];
    const Question* question = question_of(block);
    if (!question) return unknown_question(id, current());
    Answer& answer = answers[std::string(id)];
    if (answer.closed() && !answer.retrying) return Error{tr("engine.error.committed")};
    std::string text = base::trimmed(typed.empty() ? std::string_view(answer.chosen) : typed);
    if (text.empty() && question->kind == Question::Kind::order) text = all_choices(question->options.size());
    if (text.empty()) return Error{tr("engine.error.no-answer")};
    const QuestionMachines machines = machines_of(block, *at);
    const Verdict verdict = judge(*question, text, scope_of(machines.after, *at), shuffled(*question, order_seed(block)));
    answer.input_error = verdict.unreadable;
    // What was typed stays in the field; a choice that does not exist is marked nowhere.
    const bool typed_field = question->kind == Question::Kind::number || question->kind == Question::Kind::pick;
    if (typed_field || verdict.unreadable.empty()) answer.chosen = text;
    if (!verdict.unreadable.empty()) return Done{};  // the message stands at the input
    answer.now = text;
    answer.right = verdict.right;
    answer.retrying = false;
    if (answer.committed) return Done{};  // practice: the first answer stays
    answer.committed = true;
    answer.first = text;
    answer.first_right = verdict.right;
    answer.at = timeline().history().size();
    answer.machine = machines.now;
    record_item(id, verdict.right ? ItemResult::right : ItemResult::wrong);
    update_tasks();
    return Done{};
}

Status Player::State::choose(std::string_view arguments) {
    const auto [id, choice] = split_word(arguments);
    const auto at = find_question(id);
    if (!at || at->step != step || at->block >= visible_end()) return unknown_question(id, current());
    if (const Answer* known = answer_of(id); known && known->closed() && !known->retrying) return Error{tr("engine.error.committed")};
    const Question* question = question_of(current().blocks[at->block]);
    if (!question) return unknown_question(id, current());
    if (question->kind != Question::Kind::number && question->kind != Question::Kind::pick) {
        const LessonBlock& block = current().blocks[at->block];
        const QuestionMachines machines = machines_of(block, *at);
        const Verdict verdict = judge(*question, choice, scope_of(machines.after, *at), shuffled(*question, order_seed(block)));
        if (!verdict.unreadable.empty()) return Error{verdict.unreadable};
    }
    answers[std::string(id)].chosen = base::trimmed(choice);
    return Done{};
}

// move QUESTION CHOICE up|down: changes the order that a commit without an answer takes.
Status Player::State::move(std::string_view arguments) {
    const auto [id, rest] = split_word(arguments);
    const auto [choice, direction] = split_word(rest);
    const auto at = find_question(id);
    const Question* question = at && at->step == step ? question_of(current().blocks[at->block]) : nullptr;
    if (!question || question->kind != Question::Kind::order) return unknown_question(id, current());
    if (direction != "up" && direction != "down") return Error{tr("engine.error.move")};
    const Answer* known = answer_of(id);
    std::vector<std::string> order = base::split(known && !known->chosen.empty() ? known->chosen : all_choices(question->options.size()), ' ');
    const auto found = std::find(order.begin(), order.end(), choice);
    if (found == order.end()) return Error{tr("engine.error.move")};
    if (direction == "up" && found != order.begin()) std::iter_swap(found, found - 1);
    if (direction == "down" && found + 1 != order.end()) std::iter_swap(found, found + 1);
    std::string text;
    for (const std::string& name : order) text += (text.empty() ? "" : " ") + name;
    return choose(std::string(id) + " " + text);
}

Status Player::State::hint(std::string_view id) {
    const auto at = find_question(id);
    const Question* question = at && at->step == step ? question_of(current().blocks[at->block]) : nullptr;
    if (!question) return unknown_question(id, current());
    Answer& answer = answers[std::string(id)];
    if (answer.hints >= question->hints.size()) return Error{tr("engine.error.hints")};
    ++answer.hints;
    return Done{};
}

Status Player::State::skip(std::string_view id) {
    for (std::size_t i = 0; i < std::min(visible_end(), current().blocks.size()); ++i)
        if (is_task(current(), i) && task_id(step, i) == id) {
            tasks[std::string(id)].skipped = true;
            update_tasks();
            return Done{};
        }
    const auto at = find_question(id);
    if (!at || at->step != step || at->block >= visible_end()) return unknown_question(id, current());
    Answer& answer = answers[std::string(id)];
    if (answer.closed()) return Error{tr("engine.error.committed")};
    answer.skipped = true;
    answer.input_error.clear();
    answer.at = timeline().history().size();
    answer.machine = machine_of(current().blocks[at->block], *at);
    record_item(id, ItemResult::skipped);
    update_tasks();
    return Done{};
}

Status Player::State::retry(std::string_view id) {
    const auto found = answers.find(id);
    const auto at = find_question(id);
    if (found == answers.end() || !at || at->step != step) return unknown_question(id, current());
    if (current().final_check) return Error{tr("engine.error.retry-final")};
    if (!found->second.closed()) return Error{tr("engine.error.retry-open")};
    found->second.retrying = true;
    found->second.chosen.clear();
    return Done{};
}

// --- tasks --------------------------------------------------------------------------------------

std::string Player::State::task_id(std::size_t of_step, std::size_t block) const {
    return "task-" + std::to_string(of_step) + "-" + std::to_string(block);
}

bool Player::State::is_task(const Step& of, std::size_t block) const {
    if (of.blocks[block].kind == Kind::check) return true;
    if (of.blocks[block].kind != Kind::try_) return false;
    return std::none_of(of.blocks.begin() + static_cast<std::ptrdiff_t>(block), of.blocks.end(), [](const LessonBlock& b) { return b.kind == Kind::check; });
}

std::vector<std::string> Player::State::solution(const Step& of, std::size_t block) const {
    std::vector<std::string> lines;
    std::size_t first = block;
    while (first > 0 && of.blocks[block].kind == Kind::check && of.blocks[first - 1].kind != Kind::check) --first;
    for (std::size_t i = first; i <= block; ++i)
        if (of.blocks[i].kind == Kind::try_)
            for (const CommandLine& line : of.blocks[i].commands) lines.push_back(line.text);
    return lines;
}

std::size_t Player::State::visible_end() const {
    const Step& now = current();
    if (options.predict_open || now.final_check) return now.blocks.size();
    for (std::size_t i = 0; i < now.blocks.size(); ++i) {
        if (is_gate(now, now.blocks[i]) && is_open(now.blocks[i])) return i + 1;
        if (!is_task(now, i)) continue;
        const auto task = tasks.find(task_id(step, i));
        if (task == tasks.end() || !task->second.closed()) return i + 1;
    }
    return now.blocks.size();
}

void Player::State::update_tasks() {
    const Step& now = current();
    for (std::size_t i = 0; i < std::min(visible_end(), now.blocks.size()); ++i) {
        if (now.blocks[i].kind != Kind::check) continue;
        Task& task = tasks[task_id(step, i)];
        const ValueScope scope{&timeline().latest(), &timeline().start(), {}};
        const auto& conditions = now.blocks[i].conditions;
        if (!task.done) task.done = std::all_of(conditions.begin(), conditions.end(), [&](const Condition& c) { return holds(c.expression, scope); });
    }
}

Status Player::State::play_solution(std::size_t block) {
    timeline().seek(timeline().size());
    for (const std::string& line : solution(current(), block))
        if (auto status = run_line(line); !status) return status;
    return Done{};
}

// Where the reader's machine stands in the way (a warm TLB, a taken address) the step begins anew.
Status Player::State::solve(std::string_view id) {
    const Step& now = current();
    for (std::size_t i = 0; i < std::min(visible_end(), now.blocks.size()); ++i) {
        const std::string name = task_id(step, i);
        if (!is_task(now, i) || (id.empty() ? tasks[name].done : name != id)) continue;
        const bool lone = now.blocks[i].kind == Kind::try_;
        Status played = play_solution(i);
        if (!played || !(lone || tasks[name].done)) {
            timeline().reset(start_of(step));
            for (std::size_t earlier = 0; earlier < i; ++earlier)
                if (is_task(now, earlier)) (void)play_solution(earlier);
            played = play_solution(i);
        }
        Task& task = tasks[name];
        task.shown = true;
        task.done = task.done || (lone && played);
        update_tasks();
        return played;
    }
    return Error{tr("engine.error.no-task")};
}

}  // namespace lessons
