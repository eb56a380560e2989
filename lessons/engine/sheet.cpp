#include "lessons/engine/sheet.h"

#include <algorithm>
#include <set>

#include "core/base/text.h"
#include "lessons/engine/strings.h"

namespace lessons {
namespace {

constexpr std::string_view prefix = "p-";  // of a practice question's id

std::string kind_of(const Question& question) { return question.id.substr(question.id.substr(0, prefix.size()) == prefix ? prefix.size() : 0); }

const Question* question_of(const Step& step) {
    for (const LessonBlock& block : step.blocks)
        if (block.kind == LessonBlock::Kind::question) return &block.question;
    return nullptr;
}

const Step* find_kind(const Lesson& practice, std::string_view kind) {
    for (const Step& step : practice.steps)
        if (const Question* question = question_of(step); question && kind_of(*question) == kind) return &step;
    return nullptr;
}

base::Error no_kind(const Lesson& practice, std::string_view kind) {
    const std::vector<std::string> kinds = sheet_kinds(practice);
    std::string hint = base::did_you_mean(kind, kinds);
    if (hint.empty()) {
        hint = tr("cli.sheet-kinds");
        for (const std::string& known : kinds) hint += " " + known;
    }
    return {tr("cli.sheet-no-kind", {kind}), hint};
}

SheetProblem draw(const Step& step, const std::string& kind, std::uint64_t seed, const std::string& salt) {
    const Question& question = *question_of(step);
    sim::Machine machine = first_machine(lesson_seed("sheet", seed, salt));
    // Checked lessons play without errors; one that does not leaves the machine where it stopped.
    (void)play_runs(machine, step, initial_params(step));
    auto machines = question_machines(question, machine);
    if (!machines) machines = QuestionMachines{machine, machine};
    return {kind, 1, &step, &question, std::move(*machines), shuffled(question, lesson_seed("sheet", seed, "order of " + salt))};
}

bool has_choices(const SheetProblem& problem) { return !problem.order.empty(); }

// "4.5 MiB", as the answer itself is shown, in whole bytes; other texts stay.
std::string without_fraction(const std::string& text) {
    const std::size_t point = text.find('.'), end = text.find_first_not_of("0123456789", point == std::string::npos ? point : point + 1);
    if (point == std::string::npos || end == std::string::npos || point == 0 || end == point + 1 || end - point > 10) return text;
    const std::string digits = text.substr(point + 1, end - point - 1);
    const auto whole = base::parse_number(text.substr(0, point)), part = base::parse_number("1" + digits);  // the 1 keeps zeros in front
    const base::u128 factor = base::unit_factor(base::trimmed(std::string_view(text).substr(end)));
    base::u128 scale = 1;
    for (std::size_t i = 0; i < digits.size(); ++i) scale *= 10;
    if (!whole || !part || factor == 0 || *whole >> 64 || (*part - scale) * factor % scale != 0) return text;
    return base::dec(*whole * factor + (*part - scale) * factor / scale);
}

// The letter of the right choice, as it stands on the sheet.
std::string right_letter(const SheetProblem& problem) {
    for (std::size_t shown = 0; shown < problem.order.size(); ++shown)
        if (is_right_choice(*problem.question, problem.order[shown], problem.scope())) return choice_id(shown);
    return {};
}

}  // namespace

std::vector<std::string> sheet_kinds(const Lesson& practice) {
    std::vector<std::string> kinds;
    for (const Step& step : practice.steps)
        if (const Question* question = question_of(step)) kinds.push_back(kind_of(*question));
    return kinds;
}

base::Result<std::vector<std::string>> parse_kinds(const Lesson& practice, std::string_view text) {
    if (base::trimmed(text) == "all") return sheet_kinds(practice);
    std::vector<std::string> kinds;
    for (const std::string& part : base::split(text, ',')) {
        kinds.push_back(base::trimmed(part));
        if (!find_kind(practice, kinds.back())) return no_kind(practice, kinds.back());
    }
    return kinds;
}

base::Result<ExerciseName> parse_exercise(const Lesson& practice, std::string_view text) {
    const std::string name = base::trimmed(text);
    const std::size_t dash = name.rfind('-');
    const std::string kind = name.substr(0, dash), digits = dash == std::string::npos ? "" : name.substr(dash + 1);
    if (digits.empty() || digits.size() > 3 || digits.find_first_not_of("0123456789") != std::string::npos)
        return base::Error{tr("cli.grade-exercise", {name}), tr("cli.grade-exercise-hint")};
    if (!find_kind(practice, kind)) return no_kind(practice, kind);
    const unsigned number = static_cast<unsigned>(std::stoul(digits));
    if (number == 0 || number > most_exercises) return base::Error{tr("cli.grade-exercise", {name}), tr("cli.grade-exercise-hint")};
    return ExerciseName{kind, number};
}

std::vector<SheetProblem> sheet_problems(const Lesson& practice, const std::string& kind, std::uint64_t seed, std::string_view student, unsigned count) {
    std::vector<SheetProblem> problems;
    std::set<std::string> asked;
    const Step& step = *find_kind(practice, kind);
    constexpr unsigned most_draws = 40;  // a kind of five problems repeats itself after these
    for (unsigned number = 1, draws = 0; number <= count; ++draws) {
        SheetProblem problem = draw(step, kind, seed, std::string(student) + "/" + kind + "/" + std::to_string(number) + "/" + std::to_string(draws));
        if (!asked.insert(text_of(ask_of(problem))).second && draws < most_draws) continue;
        problem.number = number++;
        problems.push_back(std::move(problem));
        draws = ~0u;
    }
    return problems;
}

Spans ask_of(const SheetProblem& problem) { return spans_of(problem.question->ask, problem.ask_scope()); }

std::vector<Spans> choices_of(const SheetProblem& problem) {
    std::vector<Spans> choices;
    for (const std::size_t index : problem.order) {
        const bool why = problem.question->kind == Question::Kind::why;
        choices.push_back(spans_of(why ? problem.question->answers[index].text : problem.question->options[index].text, problem.ask_scope()));
    }
    return choices;
}

std::string plain_answer(const SheetProblem& problem) { return has_choices(problem) ? right_letter(problem) : answer_text(*problem.question, problem.scope()); }

std::string sheet_answer(const SheetProblem& problem) {
    const std::string answer = answer_text(*problem.question, problem.scope());
    return has_choices(problem) ? right_letter(problem) + ") " + answer : answer;
}

Spans solution_of(const SheetProblem& problem) { return spans_of(problem.question->why, problem.scope()); }

Verdict grade_answer(const SheetProblem& problem, std::string_view answer) {
    const bool number = problem.question->kind == Question::Kind::number;
    return judge(*problem.question, number ? without_fraction(base::trimmed(answer)) : std::string(answer), problem.scope(), problem.order);
}

}  // namespace lessons
