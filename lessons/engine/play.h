// The canonical machine of each step, and text computed over a machine (private to the engine).
//
//     step 0: run ... try ... | step 1: run ... try ... | step 2: run <- step 2 starts here
//
// A step starts from all earlier `run` and `try` blocks, replayed, and its own `run` blocks.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "lessons/engine/lesson.h"
#include "lessons/engine/view.h"

namespace lessons {

/// The seed of a lesson's machine for a learner; `salt` tells attempts and recalls apart.
std::uint64_t lesson_seed(std::string_view lesson_id, std::uint64_t learner, std::string_view salt = {});
/// The salt of an attempt at the final check.
std::string attempt_salt(unsigned attempt);

/// The default machine with its numbers drawn from `machine_seed`.
sim::Machine first_machine(std::uint64_t machine_seed);

using Names = std::vector<sim::Binding>;
/// The step's params at their initial values.
Names initial_params(const Step& step);

/// Executes lines; an error's line and column are those of the file.
base::Status play(sim::Machine& machine, const std::vector<CommandLine>& lines);
/// The step's `run` blocks. The params are names from the start, and again after a new `machine`.
base::Status play_runs(sim::Machine& machine, const Step& step, const Names& params);
/// The step's `try` blocks that stand before block `end`.
base::Status play_tries(sim::Machine& machine, const Step& step, std::size_t end);

/// The machine at the start of `step`, played from first_machine(machine_seed).
base::Result<sim::Machine> play_to(const Lesson& lesson, std::size_t step, std::uint64_t machine_seed);
/// The same, and then the step's own `try` blocks before `block`.
base::Result<sim::Machine> play_to_block(const Lesson& lesson, std::size_t step, std::size_t block, std::uint64_t machine_seed);

/// Where live values are computed.
struct ValueScope {
    const sim::Machine* machine = nullptr;
    const sim::Machine* before = nullptr;  ///< the machine when the step began, for delta()
    /// The canonical machine of the place, for values the reader's machine cannot give (a task was
    /// skipped); may be empty.
    std::function<const sim::Machine*()> fallback = {};
    bool translated = false;  ///< values are written as the language in use writes them, not the original
};
Spans spans_of(const Inlines& inlines, const ValueScope& scope);
base::Result<base::u128> value_of(const script::Expression& expression, const ValueScope& scope);
/// True when the expression has a value and it is not 0.
bool holds(const script::Expression& expression, const ValueScope& scope);

}  // namespace lessons
