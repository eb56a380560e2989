#include "core/script/command.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/base/text.h"
#include "core/script/verbs.h"

namespace script {

using base::Done;
using base::Error;
using base::Event;
using base::EventKind;
using base::Result;
using base::Status;
using sim::Machine;

namespace {

constexpr std::size_t max_text = 64 * 1024;  // bytes that one line may answer

// The one table of verbs: help, completion and dispatch all read it.
constexpr std::array verb_table{
    Verb{"machine", "FORMAT [ram=SIZE] [preset=NAME] [tlb=ENTRIESxWAYS] [cores=N]", "start over with another machine", true, run_machine},
    Verb{"set", "tlb|preset|names|words|nx|wp|aslr|policy|reclaim|watermarks|oom|shootdown|tags|slice|load|disk VALUE", "change a setting of this machine", true, run_set},
    Verb{"process", "NAME", "make a process; it becomes the current one", true, run_process},
    Verb{"switch", "PROCESS[.N][@CORE]", "let a process run on a core", true, run_switch},
    Verb{"thread", "PROCESS.N [CORE]", "make thread N of a process and let it run on a core", true, run_thread},
    Verb{"pin", "PROCESS[.N][@CORE]", "let a thread run on one core only", true, run_pin},
    Verb{"idle", "CORE", "let a core run nothing; its address space stays loaded", true, run_idle},
    Verb{"map", "[PROCESS] ADDRESS SIZE [rwx] [now] [huge[=SIZE]] [file=NAME[@OFFSET]] [shared] [stack] [limit=SIZE] [name=TEXT]",
         "make a mapping; frames come at the first touch, or now", true, run_map},
    Verb{"kernel", "ADDRESS SIZE [rwx] [name=TEXT]", "map pages of the kernel's own, in every process: programs may not use them", true, run_kernel},
    Verb{"unmap", "[PROCESS[.N][@CORE]] ADDRESS SIZE [stop=clear|send|ack]", "remove mappings and free their frames; stop= holds the TLB shootdown", true, run_unmap},
    Verb{"continue", "[PROCESS] [to=send|ack]", "let an unmap go on that stop= holds", true, run_continue},
    Verb{"protect", "[PROCESS] ADDRESS SIZE rwx|none", "change the permissions of a mapping", true, run_protect},
    Verb{"read", "[PROCESS[.N][@CORE]] ADDRESS [super]", "read memory", true, run_read},
    Verb{"write", "[PROCESS[.N][@CORE]] ADDRESS [super] [= WORD]", "write memory; a word, when one is given", true, run_write},
    Verb{"fetch", "[PROCESS[.N][@CORE]] ADDRESS [super]", "fetch an instruction", true, run_fetch},
    Verb{"touch", "[PROCESS[.N][@CORE]] ADDRESS SIZE [write] [stride=SIZE]", "access a range, once a page or once a stride", true, run_touch},
    Verb{"advise", "[PROCESS] ADDRESS SIZE dontneed|populate|hugepage|nohugepage", "say what a range is needed for", true, run_advise},
    Verb{"fork", "[PROCESS] NAME", "copy a process; the pages are shared until one writes", true, run_fork},
    Verb{"exec", "[PROCESS] [program]", "start a process over: with an empty address space, or with a program laid out in it", true, run_exec},
    Verb{"guess", "[PROCESS] text|libc|vdso ADDRESS, or search=fork|exec [fresh]", "let a program go on at ADDRESS, where that part is hoped to begin; or guess until it is right (exec: anew each time; fresh: anew once)", true, run_guess},
    Verb{"exit", "[PROCESS]", "end a process and free what it alone used", true, run_exit},
    Verb{"file", "NAME SIZE", "make a file that can be mapped", true, run_file},
    Verb{"cache", "FILE", "read a file into the page cache", true, run_cache},
    Verb{"sync", "[FILE]", "write the dirty pages of files to disk", true, run_sync},
    Verb{"dropcaches", "", "drop cached file pages that are clean and not mapped", true, run_dropcaches},
    Verb{"clearrefs", "[PROCESS]", "clear the accessed bits of a process's pages, to see which come back", true, run_clearrefs},
    Verb{"swap", "SIZE", "give the machine swap space", true, run_swap},
    Verb{"swapoff", "", "bring everything back from swap and remove it", true, run_swapoff},
    Verb{"reclaim", "[PROCESS] FRAMES", "take frames away from pages, as the policy chooses", true, run_reclaim},
    Verb{"group", "NAME [limit=SIZE] [PROCESS...]", "limit the memory of some processes together", true, run_group},
    Verb{"workload", "[PROCESS] KIND ADDRESS SIZE [refs=N] [write=PERCENT] [seed=N] [row=SIZE] [think=TIME]", "give a process something to do", true, run_workload},
    Verb{"trace", "[PROCESS] ADDRESS PAGES [refs=N] [think=TIME]", "give a process a list of pages to use: 1,2,3w", true, run_trace},
    Verb{"string", "[PAGES] [frames=N] [at=N]", "the reference string that policies are compared on, 1,2,3 or 1..4,1..4; with so many frames, looked at after N references", true, run_string},
    Verb{"run", "TIME | N refs | until idle|done [events]", "let the scheduler run what processes have to do", true, run_run},
    Verb{"suspend", "PROCESS [swap]", "suspend a process; swap: its pages leave RAM at once", true, run_suspend},
    Verb{"resume", "PROCESS", "let a suspended process go on", true, run_resume},
    Verb{"poke", "PHYSICAL VALUE", "write a word of RAM by hand", true, run_poke},
    Verb{"bit", "[PROCESS] ADDRESS LEVEL FLAG|NUMBER on|off, or frame NUMBER", "change a bit of a table entry, or its frame number", true, run_bit},
    Verb{"flush", "[PROCESS[@CORE]]", "empty a core's TLB, or drop one process's entries from it", true, run_flush},
    Verb{"invlpg", "[PROCESS[@CORE]] ADDRESS", "drop one page's translation from a core's TLB", true, run_invlpg},
    Verb{"seed", "NUMBER", "start the numbers that pick(...) draws", true, run_seed},
    Verb{"let", "NAME = VALUE", "give a value a name", true, run_let},
    Verb{"repeat", "TIMES [as NAME] COMMAND", "do a command several times; NAME counts from 0", true, run_repeat},
    Verb{"cut", "ROUNDS COMMAND", "do only the first rounds of a repeat or a touch", true, run_cut},
    Verb{"expect", "CONDITION", "fail unless the condition holds", false, run_expect},
    Verb{"print", "VALUE [as hex|dec|bin|size|bits|magnitude|time]", "show a value", false, run_print},
    Verb{"help", "[COMMAND]", "list the commands, or explain one", false, run_help},
};
}  // namespace

std::span<const Verb> verbs() { return verb_table; }

const Verb* find_verb(std::string_view name) {
    for (const Verb& verb : verb_table)
        if (verb.name == name) return &verb;
    return nullptr;
}

std::vector<std::string> verb_names() {
    std::vector<std::string> names;
    for (const Verb& verb : verb_table) names.emplace_back(verb.name);
    return names;
}

bool is_name(std::string_view text) {
    return !text.empty() && !std::isdigit(static_cast<unsigned char>(text[0])) &&
           std::all_of(text.begin(), text.end(), [](char ch) { return std::isalnum(static_cast<unsigned char>(ch)) || ch == '_'; });
}

Status at_column(Status status, int column) {
    if (!status && status.error().column == 0) status.error().column = column;
    return status;
}

Result<bool> on_or_off(Context& c) {
    if (c.args.option("on")) return true;
    if (c.args.option("off")) return false;
    return c.args.error("'" + std::string(c.args.peek()) + "' is neither on nor off", "write on or off");
}

Status Context::take_steps(base::u128 steps, int at_column) {
    if (steps > max_steps - execution.place.steps)
        return args.error_at(at_column, "the line takes more than 1,000,000 steps", "touch or map less, or repeat less often");
    execution.place.steps += static_cast<std::uint64_t>(steps);
    return Done{};
}

Status Context::say(std::string_view text) {
    if (execution.text.size() + text.size() > max_text)
        return args.error_at(column, "the line gives too much text", "print less, or repeat less often");
    execution.text += (execution.text.empty() ? "" : "\n") + std::string(text);
    return Done{};
}

void Context::emit(Event event, unsigned core) {
    event.core = static_cast<std::uint16_t>(core);
    event.process = machine.process;
    event.start_ns = machine.hw.cores[core].clock_ns;
    sink().on_event(event);
}

Loop& Execution::enter_loop(Loop fresh) {
    if (!is_resumed()) {
        place.loops.resize(loop_depth);
        place.loops.push_back(std::move(fresh));
    }
    return place.loops[loop_depth++];
}

void Execution::leave_loop() {
    --loop_depth;
    place.loops.resize(loop_depth);
    resumed = std::min(resumed, loop_depth);
}

bool Execution::begin_round() {
    const Loop& now = loop();
    if (stopped || now.next >= now.end) return false;
    if (loop_depth < resumed) return true;  // the round of an inner loop is under way
    if (place.rounds >= most_rounds || (rounds && !rounds->on_round(machine, place))) {
        stopped = true;
        return false;
    }
    ++place.rounds;
    return true;
}

Status dispatch(Execution& execution, std::string_view line, std::size_t at) {
    Context context{execution, execution.machine, Arguments(line, at, execution.machine), {}, 0};
    context.column = context.args.next_column();
    const std::string name = context.args.word();
    const Verb* verb = find_verb(name);
    if (!verb) {
        const std::string hint = base::did_you_mean(name, verb_names());
        return Error{"there is no command '" + name + "'", hint.empty() ? "help lists the commands" : hint, 0, context.column};
    }
    context.usage = std::string(verb->name) + " " + std::string(verb->usage);
    const bool loops = verb->run == run_repeat || verb->run == run_cut;  // their rounds are the steps
    if (!loops && !execution.is_resumed())
        if (auto status = context.take_steps(1, context.column); !status) return status;
    return verb->run(context);
}

namespace {

// The line without its comment; empty when nothing is left.
std::string_view without_comment(std::string_view line) {
    line = line.substr(0, line.find('#'));
    return line.find_first_not_of(" \t\r") == std::string_view::npos ? std::string_view{} : line;
}

const Verb* verb_of(std::string_view line) {
    const std::size_t from = std::min(line.find_first_not_of(" \t\r"), line.size());
    return find_verb(line.substr(from, line.find_first_of(" \t\r", from) - from));
}

class CountEvents final : public sim::Observer {
public:
    explicit CountEvents(sim::Observer& next) : next_(next) {}
    void on_event(const Machine& machine, const Event& event) override {
        ++count;
        next_.on_event(machine, event);
    }
    std::uint64_t count = 0;

private:
    sim::Observer& next_;
};

}  // namespace

bool only_looks(std::string_view line) {
    line = without_comment(line);
    const Verb* verb = verb_of(line);
    return line.empty() || (verb && !verb->changes);
}

namespace {

// Every change has an event, so that the history has a position for it.
void tell_of_change(Machine& machine, sim::Observer& observer) {
    sim::CountingSink(machine, observer).on_event(
        {.kind = EventKind::setting_changed, .core = static_cast<std::uint16_t>(machine.core), .process = machine.process,
         .start_ns = machine.hw.cores[machine.core].clock_ns});
}

Execution begin(Machine& machine, sim::Observer& observer, RoundObserver* rounds, const Checkpoint* from) {
    Execution execution{machine, observer};
    execution.rounds = rounds;
    if (from) {
        execution.place = *from;
        execution.resumed = from->loops.size();
    }
    return execution;
}

// One access fails before it begins or not at all, so it needs no machine to fall back on. All that its arguments
// can have changed is what pick(...) draws from.
bool is_one_access(std::string_view line) {
    const Verb* verb = verb_of(line);
    return verb && (verb->run == run_read || verb->run == run_write || verb->run == run_fetch);
}

// The command and what follows from it.
Status perform(Execution& execution, std::string_view line) {
    if (auto status = dispatch(execution, line, 0); !status) return status;
    sim::end_dead_jobs(execution.machine, execution.observer);
    return Done{};
}

Result<CommandResult> execute_access(Machine& machine, std::string_view line, sim::Observer& observer) {
    const base::Rng rng = machine.rng;
    Execution execution = begin(machine, observer, nullptr, nullptr);
    if (auto status = perform(execution, line); !status) {
        machine.rng = rng;
        return status.error();
    }
    return CommandResult{std::move(execution.text), true};
}

Result<CommandResult> execute_line(Machine& machine, std::string_view line, sim::Observer& observer, RoundObserver* rounds, const Checkpoint* from) {
    line = without_comment(line);
    if (line.empty()) return CommandResult{};
    if (is_one_access(line)) return execute_access(machine, line, observer);
    Machine work = machine;
    CountEvents counter(observer);
    Execution execution = begin(work, counter, rounds, from);
    if (auto status = perform(execution, line); !status) return status.error();
    CommandResult result{std::move(execution.text), false};
    if (only_looks(line)) return result;
    if (counter.count == 0 && !from) {
        if (work == machine) return result;
        tell_of_change(work, counter);
    }
    machine = std::move(work);
    result.changes = true;
    return result;
}

}  // namespace

void execute_again(Machine& machine, std::string_view line, sim::Observer& observer, RoundObserver& rounds, const Checkpoint* from) {
    CountEvents counter(observer);
    Execution execution = begin(machine, counter, &rounds, from);
    (void)perform(execution, without_comment(line));
    if (counter.count == 0 && !from) tell_of_change(machine, counter);
}

Result<CommandResult> execute(Machine& machine, std::string_view line, sim::Observer& observer) {
    return execute_line(machine, line, observer, nullptr, nullptr);
}

Result<CommandResult> execute(Machine& machine, std::string_view line, sim::Observer& observer, RoundObserver& rounds, const Checkpoint* from) {
    return execute_line(machine, line, observer, &rounds, from);
}

Status execute_all(Machine& machine, std::string_view text, sim::Observer& observer) {
    int number = 0;
    for (const std::string& line : base::split(text, '\n')) {
        ++number;
        auto result = execute(machine, line, observer);
        if (result) continue;
        Error error = result.error();
        error.line = number;
        return error;
    }
    return Done{};
}

std::vector<VerbHelp> verb_help() {
    std::vector<VerbHelp> rows;
    for (const Verb& verb : verb_table) rows.push_back({verb.name, verb.usage, verb.help});
    return rows;
}

}  // namespace script
