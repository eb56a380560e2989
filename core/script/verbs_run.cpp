// What processes have to do, and the scheduler that lets them do it.
#include <algorithm>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/sim/runner.h"
#include "core/script/verbs.h"

namespace script {

using base::Done;
using base::Error;
using base::Result;
using base::Status;
using base::u128;

namespace {

constexpr u128 longest_service = u128{10'000'000'000};       // ns, of a disk request: 10 s
constexpr u128 longest_time = u128{1'000'000'000'000'000};   // ns, of slices, thinking and runs: 11 days

// Every page of the range lies in an area that allows what the program does.
Status check_mapped(Context& c, const os::Process& process, os::Range range, bool writes, int column) {
    const std::uint64_t last = range.start.value + (range.bytes - 1);
    for (base::VirtAddr at = range.start;;) {
        const os::Vma* area = process.area_of(at);
        if (!area)
            return c.args.error_at(column, base::phrase("script.not-mapped-in-process", {base::hex(at.value), process.name}),
                                   "map " + process.name + " " + base::hex(range.start.value) + " " + base::dec(range.bytes) + " rw");
        if (!area->permissions.any() || (writes && !area->permissions.write))
            return c.args.error_at(column, base::phrase(writes ? "script.process-may-not-write-at" : "script.process-may-not-read-at", {process.name, base::hex(at.value)}),
                                   base::phrase("script.mapping", {os::to_text(area->permissions)}));
        if (area->last() >= last) return Done{};
        at = {area->last() + 1};
    }
}

}  // namespace

Status run_workload(Context& c) {
    auto where = c.args.where();
    if (!where) return where.error();
    const int kind_column = c.args.next_column();
    const std::string name = c.args.word();
    const auto kind = sim::find_workload(name);
    if (!kind) return at_column(kind.error(), kind_column);
    auto at = c.args.range();
    if (!at) return at.error();
    sim::WorkloadConfig config{.kind = *kind, .bytes = at->range.bytes, .page_bytes = c.machine.hw.format.page_bytes()};
    std::uint64_t write = 0;
    sim::Job job;
    const u128 any = ~std::uint64_t{0};
    if (auto status = take_options(c, {{"refs", 1, any, job.total}, {"write", 0, 100, write}, {"seed", 0, any, config.seed},
                                       {"row", 1, at->range.bytes, config.row_bytes}, {"think", 0, longest_time, job.think_ns}}); !status)
        return status;
    config.write_percent = static_cast<unsigned>(write);
    const bool writes = write > 0 || *kind == sim::WorkloadKind::stack_heap || *kind == sim::WorkloadKind::hash_join;
    if (auto status = check_mapped(c, c.machine.kernel.processes[where->process], at->range, writes, at->column); !status) return status;
    job.process = where->process;
    job.program = sim::Program(sim::Workload(config));
    job.start = at->range.start;
    job.pages = config.pages();
    sim::set_job(c.machine, std::move(job), c.execution.observer);
    return Done{};
}

namespace {

// "1,2,3w": page numbers, w where the page is written.
Result<std::vector<sim::Reference>> take_pages(Context& c, std::uint64_t first, bool& writes) {
    std::vector<sim::Reference> references;
    const hw::PagingFormat& format = c.machine.hw.format;
    const int column = c.args.next_column();
    const std::string word = c.args.word();
    if (word.empty()) return c.args.error_at(column, base::phrase("script.pages-missing"), base::phrase("script.for-instance-1-2-3w"));
    int at = column;
    for (std::string text : base::split(word, ',')) {
        const int here = at;
        at += static_cast<int>(text.size()) + 1;
        const bool write = !text.empty() && text.back() == 'w';
        if (write) text.pop_back();
        const auto page = base::parse_number(text);
        if (!page) return c.args.error_at(here, base::phrase("script.not-page-number", {text}), base::phrase("script.write-1-2-3w-third"));
        if (*page >= (format.user_end() - first) >> format.page_bits)
            return c.args.error_at(here, base::phrase("script.page-lies-above-addresses-program", {base::grouped(*page)}));
        references.push_back({static_cast<std::uint64_t>(*page) << format.page_bits, write});
        writes |= write;
    }
    return references;
}

}  // namespace

Status run_trace(Context& c) {
    auto where = c.args.where();
    if (!where) return where.error();
    const int column = c.args.next_column();
    auto start = c.args.address();
    if (!start) return start.error();
    const std::uint64_t page = c.machine.hw.format.page_bytes();
    if (auto status = os::check_range(c.machine.hw.format, {*start, page}); !status) return at_column(status, column);
    bool writes = false;
    auto references = take_pages(c, start->value, writes);
    if (!references) return references.error();
    sim::Job job;
    job.total = references->size();
    if (auto status = take_options(c, {{"refs", 1, ~std::uint64_t{0}, job.total}, {"think", 0, longest_time, job.think_ns}}); !status) return status;
    for (const sim::Reference& reference : *references) {
        const os::Range one{*start + reference.offset, page};
        if (auto status = check_mapped(c, c.machine.kernel.processes[where->process], one, reference.write, column); !status) return status;
        job.pages = std::max(job.pages, reference.offset / page + 1);
    }
    job.process = where->process;
    job.program = sim::Program(sim::TraceProgram(std::move(*references)));
    job.start = *start;
    sim::set_job(c.machine, std::move(job), c.execution.observer);
    return Done{};
}

// --- running ------------------------------------------------------------------------------------

namespace {

Status run_loop(Context& c, Loop fresh) {
    Execution& e = c.execution;
    e.enter_loop(std::move(fresh));
    const sim::RunGoal goal = e.loop().goal;
    while (!sim::is_reached(c.machine, goal) && e.begin_round()) {
        const std::uint64_t work = sim::run_round(c.machine, goal, e.observer);
        if (auto status = c.take_steps(work, c.column); !status)
            return c.args.error_at(c.column, base::phrase("script.run-too-long-for-one"),
                                   goal.until == sim::RunGoal::Until::time ? base::phrase("script.run-shorter-time") : base::phrase("script.run-time-or-fewer-references"));
        ++e.loop().next;
    }
    if (!e.stopped) sim::end_run(c.machine, goal, e.observer);
    e.leave_loop();
    return Done{};
}

Error no_goal(Context& c) { return c.args.error(base::phrase("script.how-long-to-run-missing"), base::phrase("script.write-run-10ms-run-1000")); }

// TIME | N refs | until idle|done
Result<sim::RunGoal> take_goal(Context& c) {
    sim::RunGoal goal;
    if (c.args.option("until")) {
        if (c.args.option("idle")) goal.until = sim::RunGoal::Until::idle;
        else if (c.args.option("done")) goal.until = sim::RunGoal::Until::done;
        else return c.args.error(base::phrase("script.no-end-of-run", {c.args.peek()}), base::phrase("script.write-until-idle-or-until"));
        return goal;
    }
    if (c.args.at_end()) return no_goal(c);
    const int column = c.args.next_column();
    auto value = c.args.value("script.time");
    if (!value) return value.error();
    if (*value > longest_time) return c.args.error_at(column, base::phrase("script.too-much", {base::grouped(*value)}), base::phrase("script.at-most", {base::grouped(longest_time)}));
    if (c.args.option("refs")) goal.until = sim::RunGoal::Until::references, goal.references = static_cast<std::uint64_t>(*value);
    else goal.ns = static_cast<std::uint64_t>(*value);
    return goal;
}

}  // namespace

Status run_run(Context& c) {
    if (c.execution.is_resumed()) return run_loop(c, {});
    for (const os::StoppedShootdown& stopped : c.machine.kernel.shootdown.stopped)
        if (auto status = os::check_core_not_stopped(c.machine.kernel, stopped.core); !status)
            return c.args.error_at(c.column, status.error().message, base::phrase("script.let-go-on-first-continue"));
    const int column = c.args.next_column();
    auto goal = take_goal(c);
    if (!goal) return goal.error();
    goal->record = c.args.option("events");
    if (auto status = c.args.finish(c.usage); !status) return status;
    if (c.machine.scheduler.jobs.empty())
        return c.args.error_at(c.column, base::phrase("script.no-process-anything-to-do"), base::phrase("script.give-one-workload-workload-loop"));
    const std::uint64_t now = sim::begin_run(c.machine, c.execution.observer);
    if (now > sim::latest_run_ns) return c.args.error_at(column, base::phrase("script.machine-run-for-too-long"), base::phrase("script.start-over-machine"));
    if (goal->until == sim::RunGoal::Until::time) goal->ns += now;
    if (goal->until == sim::RunGoal::Until::references) goal->references += c.machine.scheduler.references;
    Loop loop;
    loop.end = ~std::uint64_t{0};
    loop.goal = *goal;
    return run_loop(c, std::move(loop));
}

namespace {

// The process that a command names, which must have something to do.
Result<std::uint32_t> take_job(Context& c) {
    if (c.args.at_end()) return c.args.error(base::phrase("script.name-of-process-missing"), base::phrase("script.usage", {c.usage}));
    const std::uint32_t process = c.machine.find_process(std::string(c.args.peek()));
    if (process == base::no_process) return c.args.no_such_process(c.args.peek());
    if (!c.machine.scheduler.job_of(process))
        return c.args.error(base::phrase("script.process-nothing-to-do", {c.machine.kernel.processes[process].name}),
                            base::phrase("script.give-workload-workload-loop-0x400000", {c.machine.kernel.processes[process].name}));
    c.args.word();
    return process;
}

}  // namespace

Status run_suspend(Context& c) {
    const int column = c.args.next_column();
    auto process = take_job(c);
    if (!process) return process.error();
    const bool swap = c.args.option("swap");
    if (auto status = c.args.finish(c.usage); !status) return status;
    if (sim::suspend_job(c.machine, *process, swap, c.execution.observer)) return Done{};
    const sim::JobState state = sim::state_of(c.machine, *process);
    return c.args.error_at(column, base::phrase("script.process-already", {c.machine.kernel.processes[*process].name, to_text(state)}));
}

Status run_resume(Context& c) {
    const int column = c.args.next_column();
    auto process = take_job(c);
    if (!process) return process.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    if (sim::resume_job(c.machine, *process, c.execution.observer)) return Done{};
    return c.args.error_at(column, base::phrase("script.process-was-not-suspended-by", {c.machine.kernel.processes[*process].name}),
                           base::phrase("script.state-is", {to_text(sim::state_of(c.machine, *process))}));
}

// --- settings -----------------------------------------------------------------------------------

namespace {

Status set_slice(Context& c) {
    const int column = c.args.next_column();
    auto value = c.args.value("script.time");
    if (!value) return value.error();
    if (*value == 0 || *value > longest_time) return c.args.error_at(column, base::phrase("script.no-length-of-time-slice", {base::grouped(*value)}), base::phrase("script.for-instance-1ms"));
    c.machine.scheduler.slice_ns = static_cast<std::uint64_t>(*value);
    return Done{};
}

Status set_load(Context& c) {
    sim::LoadControl load = c.machine.scheduler.load;  // bounds and window stay until they are changed
    const u128 any = ~std::uint64_t{0};
    const int column = c.args.next_column();
    const std::string_view word = c.args.peek();
    if (!word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos) {
        auto degree = c.args.value("script.number");
        if (!degree) return degree.error();
        if (*degree == 0 || *degree > any) return c.args.error_at(column, base::phrase("script.at-least-one-process-must"), base::phrase("script.for-instance-set-load-4"));
        load.policy = sim::LoadPolicy::fixed;
        load.degree = static_cast<std::uint64_t>(*degree);
    } else {
        auto policy = sim::find_load_policy(c.args.word());
        if (!policy) return at_column(policy.error(), column);
        if (*policy == sim::LoadPolicy::fixed) return c.args.error(base::phrase("script.how-many-may-active-missing"), base::phrase("script.write-their-number-set-load"));
        load.policy = *policy;
    }
    if (auto status = take_options(c, {{"tau", 1, any, load.tau}, {"upper", 1, sim::fault_rate_base, load.upper}, {"lower", 0, sim::fault_rate_base, load.lower}}); !status)
        return status;
    if (load.lower > load.upper) return c.args.error_at(column, base::phrase("script.lower-bound-above-upper-one"), base::phrase("script.for-instance-set-load-pff"));
    sim::set_load_control(c.machine, load, c.execution.observer);
    return Done{};
}

Status set_disk(Context& c) {
    os::Disk& disk = c.machine.kernel.disk;
    if (c.args.at_end()) return c.args.error(base::phrase("script.what-to-set-missing"), base::phrase("script.for-instance-set-disk-read"));
    std::uint64_t channels = disk.channels;
    if (auto status = take_options(c, {{"read", 1, longest_service, disk.read_ns}, {"write", 1, longest_service, disk.write_ns},
                                       {"transfer", 0, longest_service, disk.transfer_ns}, {"channels", 1, os::max_disk_channels, channels}}); !status)
        return status;
    disk.channels = static_cast<unsigned>(channels);
    return Done{};
}

}  // namespace

Status (*find_run_setting(std::string_view name))(Context&) {
    if (name == "slice") return set_slice;
    if (name == "load") return set_load;
    if (name == "disk") return set_disk;
    return nullptr;
}

}  // namespace script
