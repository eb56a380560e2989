// Exercises on paper: the course's practice problems, drawn for a student and asked, solved and graded by the machine.
//
//     an exercise        translate-2: the second problem of the kind `translate` for this student
//     its numbers        follow from (seed, student, kind, number) and nothing else, so that it can be graded
//                        from these four years later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lessons/engine/figure.h"
#include "lessons/engine/questions.h"

namespace lessons {

struct SheetProblem {
    std::string kind;     ///< "translate"
    unsigned number = 1;  ///< of its kind on the sheet, from 1
    const Step* step = nullptr;
    const Question* question = nullptr;
    QuestionMachines machines;
    std::vector<std::size_t> order;  ///< of its choices, as in questions.h

    std::string name() const { return kind + "-" + std::to_string(number); }
    /// What the question asks is computed here; what its answer is, in scope().
    ValueScope ask_scope() const { return {&machines.now, &machines.now, {}}; }
    ValueScope scope() const { return {&machines.after, &machines.now, {}}; }
};

/// The kinds of problem that a practice lesson has, in its order: "translate", "index", ...
std::vector<std::string> sheet_kinds(const Lesson& practice);
/// "all", or kinds with commas between them, each once or more. The error suggests the closest.
base::Result<std::vector<std::string>> parse_kinds(const Lesson& practice, std::string_view text);
/// "translate-2" as kind and number; the error says what is wrong with it.
struct ExerciseName {
    std::string kind;
    unsigned number = 0;
};
base::Result<ExerciseName> parse_exercise(const Lesson& practice, std::string_view text);

constexpr unsigned most_exercises = 200;  ///< on one sheet

/// The first `count` problems of one kind for a student, no two the same where the kind has enough of them.
/// REQUIRES: the practice lesson has the kind and outlives the problems
std::vector<SheetProblem> sheet_problems(const Lesson& practice, const std::string& kind, std::uint64_t seed, std::string_view student, unsigned count);

/// What a student may see of a problem: its title, the question, the choices ("a", text), the answer and how it is worked out.
Spans ask_of(const SheetProblem& problem);
std::vector<Spans> choices_of(const SheetProblem& problem);
/// "0x678", or the letter of the right choice and its text.
std::string sheet_answer(const SheetProblem& problem);
/// What grades as right: the same without the text.
std::string plain_answer(const SheetProblem& problem);
Spans solution_of(const SheetProblem& problem);
/// REQUIRES: the problem is one of the course's fifteen kinds; others have a figure without rows
Figure figure_of(const SheetProblem& problem);

Verdict grade_answer(const SheetProblem& problem, std::string_view answer);

}  // namespace lessons
