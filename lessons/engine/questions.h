// Questions over a machine: the order of the choices, the verdict on an answer, the answer as
// text (private to the engine).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lessons/engine/play.h"

namespace lessons {

/// The machines a question speaks about: `ask` looks at the one as it is; the answer, the options
/// and the replies at the one after the question's `after:` commands.
struct QuestionMachines {
    sim::Machine now;
    sim::Machine after;
};
/// Error when an `after:` command fails on `machine`.
base::Result<QuestionMachines> question_machines(const Question& question, const sim::Machine& machine);

/// Choices are shown in an order drawn from `seed`; [shown] is the index in the lesson. An order
/// question never starts solved.
std::vector<std::size_t> shuffled(const Question& question, std::uint64_t seed);
/// "a" for the first choice shown, "b" for the second.
std::string choice_id(std::size_t shown);

/// A question block where it stands.
struct BlockPlace {
    std::size_t step = 0, block = 0;
};
/// False where the lesson has no such question; a recall is called "LESSON/QUESTION".
bool find_question(const Lesson& lesson, std::string_view id, BlockPlace& at);

struct Verdict {
    std::string unreadable;            ///< why the answer cannot be read; then the rest is void
    bool right = false;
    const Inlines* reply = nullptr;    ///< to a wrong answer; nullptr: none was written for it
    std::string misconception;
    std::size_t choice = 0;            ///< index in the lesson of the chosen option or answer
};
/// Judges what the reader committed: a number, a choice id, choice ids in order.
Verdict judge(const Question& question, std::string_view answer, const ValueScope& scope, const std::vector<std::size_t>& order);

/// The right answer as text: "0x678", the text of the true option.
std::string answer_text(const Question& question, const ValueScope& scope);
/// True for the choice (by index in the lesson) that is right; an order has none.
bool is_right_choice(const Question& question, std::size_t index, const ValueScope& scope);

/// Values for the select that stands in for a click: the right one among plausible others, ascending.
std::vector<base::u128> pick_values(const Question& question, const ValueScope& scope);
/// "entry 254 of frame 0x1f3" for a pick value.
std::string pick_text(const std::string& what, base::u128 value, const sim::Machine& machine);

/// What the machine did when the commands of a wrong answer were played on a copy, line by line.
std::string contradiction_of(const WhyAnswer& answer, const sim::Machine& machine);

/// Numbers a typed text may mean: as written, and for hex and bin answers without the prefix, too.
std::vector<base::u128> readings(std::string_view text, script::Format format, std::string& problem);

/// The text of spans, joined.
std::string text_of(const Spans& spans);

}  // namespace lessons
