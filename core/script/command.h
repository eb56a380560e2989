// The command language: one line of text changes the machine, whoever sends it (a lesson, a
// panel, the console, the command line, a test). Commands check first and act then: a failed one
// leaves the machine exactly as it was.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/script/rounds.h"
#include "core/sim/machine.h"

namespace script {

struct CommandResult {
    std::string text;      ///< what the command has to say (help, print); usually empty
    bool changes = false;  ///< false when the machine is as it was (print, help, ...): not part of a history
};

/// Executes one line on `machine`. Blank lines and what follows '#' do nothing. The error's column
/// counts from the first character of `line`; the machine is then unchanged, but `observer` may
/// have been told of events that did not come about (drop them).
base::Result<CommandResult> execute(sim::Machine& machine, std::string_view line, sim::Observer& observer);

/// The same, asking `rounds` before each round. `from`: takes the line up at that place, `machine`
/// being as it was there. When `rounds` said to stop, the machine is left as far as the line came.
base::Result<CommandResult> execute(sim::Machine& machine, std::string_view line, sim::Observer& observer, RoundObserver& rounds,
                                    const Checkpoint* from = nullptr);

/// Executes a line of a history once more, on the machine itself. REQUIRES: it changed an equal machine before.
void execute_again(sim::Machine& machine, std::string_view line, sim::Observer& observer, RoundObserver& rounds, const Checkpoint* from = nullptr);

/// True when the line's verb never changes a machine (print, expect, help), or there is none.
bool only_looks(std::string_view line);

/// Executes the lines of a text in order and stops at the first error, which carries its line.
base::Status execute_all(sim::Machine& machine, std::string_view text, sim::Observer& observer);

/// One row of the verb table, for help and completion.
struct VerbHelp {
    std::string_view name;
    std::string_view usage;  ///< arguments: UPPER case stands for a value, [..] may be left out
    std::string help;        ///< one line
};
std::vector<VerbHelp> verb_help();
std::vector<std::string> verb_names();

/// What could stand at the end of `line`: verbs, process names, let names, options. Sorted.
std::vector<std::string> complete(const sim::Machine& machine, std::string_view line);

/// The most steps that one line may take, its repeats included (a command, an access of touch, a
/// page of map ... now, 32 references of a run), so that a pasted line cannot hang the page.
constexpr std::uint64_t max_steps = 1'000'000;

}  // namespace script
