#include "core/script/command.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/base/phrase.h"
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
    Verb{"machine", "FORMAT [ram=SIZE] [preset=NAME] [tlb=ENTRIESxWAYS] [cores=N]", true, run_machine},
    Verb{"set", "tlb|preset|names|words|nx|wp|aslr|policy|reclaim|watermarks|oom|shootdown|tags|slice|load|disk VALUE", true, run_set},
    Verb{"process", "NAME", true, run_process},
    Verb{"switch", "PROCESS[.N][@CORE]", true, run_switch},
    Verb{"thread", "PROCESS.N [CORE]", true, run_thread},
    Verb{"pin", "PROCESS[.N][@CORE]", true, run_pin},
    Verb{"idle", "CORE", true, run_idle},
    Verb{"map", "[PROCESS] ADDRESS SIZE [rwx] [now] [huge[=SIZE]] [file=NAME[@OFFSET]] [shared] [stack] [limit=SIZE] [name=TEXT]", true, run_map},
    Verb{"kernel", "ADDRESS SIZE [rwx] [name=TEXT]", true, run_kernel},
    Verb{"unmap", "[PROCESS[.N][@CORE]] ADDRESS SIZE [stop=clear|send|ack]", true, run_unmap},
    Verb{"continue", "[PROCESS] [to=send|ack]", true, run_continue},
    Verb{"protect", "[PROCESS] ADDRESS SIZE rwx|none", true, run_protect},
    Verb{"read", "[PROCESS[.N][@CORE]] ADDRESS [super]", true, run_read},
    Verb{"write", "[PROCESS[.N][@CORE]] ADDRESS [super] [= WORD]", true, run_write},
    Verb{"fetch", "[PROCESS[.N][@CORE]] ADDRESS [super]", true, run_fetch},
    Verb{"touch", "[PROCESS[.N][@CORE]] ADDRESS SIZE [write] [stride=SIZE]", true, run_touch},
    Verb{"advise", "[PROCESS] ADDRESS SIZE dontneed|populate|hugepage|nohugepage", true, run_advise},
    Verb{"fork", "[PROCESS] NAME", true, run_fork},
    Verb{"exec", "[PROCESS] [program]", true, run_exec},
    Verb{"guess", "[PROCESS] text|libc|vdso ADDRESS, or search=fork|exec [fresh]", true, run_guess},
    Verb{"exit", "[PROCESS]", true, run_exit},
    Verb{"file", "NAME SIZE", true, run_file},
    Verb{"cache", "FILE", true, run_cache},
    Verb{"sync", "[FILE]", true, run_sync},
    Verb{"dropcaches", "", true, run_dropcaches},
    Verb{"clearrefs", "[PROCESS]", true, run_clearrefs},
    Verb{"swap", "SIZE", true, run_swap},
    Verb{"swapoff", "", true, run_swapoff},
    Verb{"reclaim", "[PROCESS] FRAMES", true, run_reclaim},
    Verb{"group", "NAME [limit=SIZE] [PROCESS...]", true, run_group},
    Verb{"workload", "[PROCESS] KIND ADDRESS SIZE [refs=N] [write=PERCENT] [seed=N] [row=SIZE] [think=TIME]", true, run_workload},
    Verb{"trace", "[PROCESS] ADDRESS PAGES [refs=N] [think=TIME]", true, run_trace},
    Verb{"string", "[PAGES] [frames=N] [at=N]", true, run_string},
    Verb{"run", "TIME | N refs | until idle|done [events]", true, run_run},
    Verb{"suspend", "PROCESS [swap]", true, run_suspend},
    Verb{"resume", "PROCESS", true, run_resume},
    Verb{"poke", "PHYSICAL VALUE", true, run_poke},
    Verb{"bit", "[PROCESS] ADDRESS LEVEL FLAG|NUMBER on|off, or frame NUMBER", true, run_bit},
    Verb{"flush", "[PROCESS[@CORE]]", true, run_flush},
    Verb{"invlpg", "[PROCESS[@CORE]] ADDRESS", true, run_invlpg},
    Verb{"seed", "NUMBER", true, run_seed},
    Verb{"let", "NAME = VALUE", true, run_let},
    Verb{"repeat", "TIMES [as NAME] COMMAND", true, run_repeat},
    Verb{"cut", "ROUNDS COMMAND", true, run_cut},
    Verb{"expect", "CONDITION", false, run_expect},
    Verb{"print", "VALUE [as hex|dec|bin|size|bits|magnitude|time]", false, run_print},
    Verb{"help", "[COMMAND]", false, run_help},
};
}  // namespace

std::span<const Verb> verbs() { return verb_table; }

const Verb* find_verb(std::string_view name) {
    for (const Verb& verb : verb_table)
        if (verb.name == name) return &verb;
    return nullptr;
}

std::string help_of(const Verb& verb) { return base::phrase("verb." + std::string(verb.name)); }

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
    return c.args.error(base::phrase("script.neither-on-nor-off", {c.args.peek()}), base::phrase("script.write-on-or-off"));
}

Status Context::take_steps(base::u128 steps, int at_column) {
    if (steps > max_steps - execution.place.steps)
        return args.error_at(at_column, base::phrase("script.too-many-steps"), base::phrase("script.touch-or-map-less-or"));
    execution.place.steps += static_cast<std::uint64_t>(steps);
    return Done{};
}

Status Context::say(std::string_view text) {
    if (execution.text.size() + text.size() > max_text)
        return args.error_at(column, base::phrase("script.line-gives-too-much-text"), base::phrase("script.print-less-or-repeat-less"));
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
    if (!verb) return Error{base::phrase("script.no-command", {name}), base::did_you_mean(name, verb_names(), base::phrase("script.help-lists-commands")), 0, context.column};
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
    bool on_pause(Machine& machine, bool first) override { return next_.on_pause(machine, first); }
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
    for (const Verb& verb : verb_table) rows.push_back({verb.name, verb.usage, help_of(verb)});
    return rows;
}

}  // namespace script
