// The verbs of the command language (private to script/): one function each, one table.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/script/arguments.h"
#include "core/script/command.h"
#include "core/script/rounds.h"

namespace script {

/// One line being executed, with the lines that its repeats execute in turn. The limits hold for
/// all of them together.
struct Execution {
    sim::Machine& machine;
    sim::Observer& observer;
    std::string text = {};     ///< what the commands have to say
    unsigned depth = 0;        ///< of nested repeats
    Checkpoint place = {};     ///< steps: commands executed, accesses made, pages populated
    std::size_t resumed = 0;   ///< place.loops that are already under way when the command begins
    RoundObserver* rounds = nullptr;
    std::uint64_t most_rounds = ~std::uint64_t{0};  ///< `cut`: the command ends after so many
    bool stopped = false;      ///< a round was not begun: end the command as if its rounds were over

    /// The loop to go on with, when the command is being taken up in the middle of it; else a new one.
    bool is_resumed() const { return loop_depth < resumed; }
    /// Enters a loop: the resumed one, or `fresh`. Leave it with leave_loop().
    Loop& enter_loop(Loop fresh);
    void leave_loop();
    Loop& loop() { return place.loops[loop_depth - 1]; }
    /// Before each round; false: there is none, end the loop.
    bool begin_round();
    std::size_t loop_depth = 0;  ///< loops entered
};

/// What a verb's function gets.
struct Context {
    Execution& execution;
    sim::Machine& machine;
    Arguments args;
    std::string usage;
    int column = 0;  ///< of the verb

    /// Counts steps; an error at `column` when they are too many for one line.
    base::Status take_steps(base::u128 steps, int at_column);
    /// Adds lines to the answer; an error when it grows too long.
    base::Status say(std::string_view text);
    /// An event of the command itself, for changes that neither hardware nor kernel made.
    void emit(base::Event event, unsigned core);
    void emit(base::Event event) { emit(event, machine.core); }
    sim::CountingSink sink() { return {machine, execution.observer}; }
};

struct Verb {
    std::string_view name;
    std::string_view usage;
    bool changes;  ///< false: it only looks
    base::Status (*run)(Context&);
};
std::span<const Verb> verbs();
/// One line on what it does.
std::string help_of(const Verb& verb);
const Verb* find_verb(std::string_view name);

/// Executes the command that begins at `at` in `line`.
base::Status dispatch(Execution& execution, std::string_view line, std::size_t at);

/// A letter or '_', then letters, digits and '_'.
bool is_name(std::string_view text);
/// The error with this column where it has none.
base::Status at_column(base::Status status, int column);
/// Takes "on" or "off".
base::Result<bool> on_or_off(Context& c);

/// KEY=VALUE, where VALUE is an expression without blanks, from `least` to `most`.
struct NumberOption {
    std::string_view key;
    base::u128 least, most;
    std::uint64_t& target;
};
/// Takes options as long as there are some, then wants the end of the line. (options.cpp)
base::Status take_options(Context& c, std::initializer_list<NumberOption> options);

/// The thread that a command names runs where it names, and is the current one from now on. An error
/// when it may not run there.
base::Status run_there(Context&, const Arguments::Where&);
/// The kernel works for the thread, as in a system call: on its core, and, when the process runs
/// anywhere or the core is named, with the thread running there.
base::Status enter_kernel(Context&, const Arguments::Where&);

// verbs_machine.cpp: the machine, its settings, names
base::Status run_machine(Context&);
base::Status run_set(Context&);
base::Status run_let(Context&);
base::Status run_seed(Context&);
// verbs_memory.cpp: processes, mappings, accesses
base::Status run_process(Context&);
base::Status run_switch(Context&);
base::Status run_map(Context&);
base::Status run_kernel(Context&);
base::Status run_unmap(Context&);
base::Status run_protect(Context&);
base::Status run_read(Context&);
base::Status run_write(Context&);
base::Status run_fetch(Context&);
base::Status run_touch(Context&);
// verbs_kernel.cpp: memory management
base::Status run_fork(Context&);
base::Status run_exec(Context&);
base::Status run_exit(Context&);
base::Status run_advise(Context&);
base::Status run_file(Context&);
base::Status run_cache(Context&);
base::Status run_sync(Context&);
base::Status run_dropcaches(Context&);
base::Status run_clearrefs(Context&);
base::Status run_swap(Context&);
base::Status run_swapoff(Context&);
base::Status run_reclaim(Context&);
base::Status run_group(Context&);
/// What `set NAME` runs when NAME is a setting of memory management; nullptr when it is none.
base::Status (*find_kernel_setting(std::string_view name))(Context&);
// verbs_cores.cpp: threads, cores, shootdowns
base::Status run_thread(Context&);
base::Status run_pin(Context&);
base::Status run_idle(Context&);
base::Status run_continue(Context&);
/// Takes "stop=STAGE" or "to=STAGE" when it is next; none when it is not. The stage comes after `after`.
base::Result<os::ShootdownStop> take_stage(Context&, std::string_view key, os::ShootdownStop after);
/// As find_kernel_setting, for settings of cores.
base::Status (*find_core_setting(std::string_view name))(Context&);
// verbs_guess.cpp
base::Status run_guess(Context&);
// verbs_run.cpp: what processes have to do, and the scheduler
base::Status run_workload(Context&);
base::Status run_trace(Context&);
base::Status run_run(Context&);
base::Status run_suspend(Context&);
base::Status run_resume(Context&);
/// As find_kernel_setting, for settings of the scheduler and the disk.
base::Status (*find_run_setting(std::string_view name))(Context&);
// verbs_string.cpp: the reference string
base::Status run_string(Context&);
// verbs_hand.cpp: what a hand does to words and TLBs
/// Takes a word of RAM, called `what` where it is missing; an error when it is too large for one.
base::Result<std::uint64_t> take_word(Context&, std::string_view what);
/// The error when `address`, which stands at `column`, is not that of a word.
base::Status check_word_address(Context&, base::u128 address, int column);
/// Writes the word of `event.after` at `event.pa` and tells of it.
void store_word(Context&, base::Event event, unsigned core);
base::Status run_poke(Context&);
base::Status run_bit(Context&);
base::Status run_flush(Context&);
base::Status run_invlpg(Context&);
// verbs_control.cpp: repeating, looking
base::Status run_repeat(Context&);
base::Status run_cut(Context&);
base::Status run_expect(Context&);
base::Status run_print(Context&);
base::Status run_help(Context&);

}  // namespace script
