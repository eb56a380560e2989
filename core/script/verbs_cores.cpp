// Threads, the cores they run on, and TLB shootdowns stage by stage.
#include <array>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/script/verbs.h"

namespace script {

using base::Done;
using base::Result;
using base::Status;
using os::ShootdownMethod;
using os::ShootdownStop;

// --- running ------------------------------------------------------------------------------------

namespace {

std::string thread_name(const Context& c, std::uint32_t process, std::uint32_t number) {
    const std::string& name = c.machine.kernel.processes[process].name;
    return number == 0 ? name : name + "." + std::to_string(number);
}

Status check_core(const Context& c, unsigned core, int column) { return at_column(os::check_core_not_stopped(c.machine.kernel, core), column); }

// A thread that is inside a stopped unmap stays where it is.
Status check_may_leave(const Context& c, const os::Thread& thread, int column) {
    const os::StoppedShootdown* stopped = os::stopped_shootdown(c.machine.kernel, thread.process);
    if (!stopped || !thread.ran || stopped->core != thread.core) return Done{};
    return check_core(c, thread.core, column);
}

Status check_may_run(const Context& c, const Arguments::Where& where) {
    const os::Thread& thread = *os::find_thread(c.machine.kernel, where.process, where.thread);
    if (thread.pinned && thread.core != where.core) {
        const std::string name = thread_name(c, where.process, where.thread), core = "@" + std::to_string(where.core);
        return Arguments::error_at(where.column, base::phrase("script.pinned-to-core", {name, std::to_string(thread.core)}),
                                   base::phrase("script.leave-out-or-pin-pin", {core, name}));
    }
    if (auto status = check_core(c, where.core, where.column); !status) return status;
    return check_may_leave(c, thread, where.column);
}

void move(Context& c, const Arguments::Where& where) {
    auto sink = c.sink();
    os::move_thread(c.machine.kernel, c.machine.hw, where.process, where.thread, where.core, sink);
    if (where.process == c.machine.process && where.thread == c.machine.thread) c.machine.core = where.core;
}

}  // namespace

Status run_there(Context& c, const Arguments::Where& where) {
    if (auto status = check_may_run(c, where); !status) return status;
    c.machine.process = where.process;
    c.machine.thread = where.thread;
    c.machine.hw.executing = where.core;
    move(c, where);
    return Done{};
}

Status enter_kernel(Context& c, const Arguments::Where& where) {
    if (auto status = check_may_run(c, where); !status) return status;
    c.machine.hw.executing = where.core;
    const bool runs = c.machine.kernel.processes[where.process].tlb.cores != 0;
    if (runs || where.core_named || where.thread != 0) move(c, where);
    return Done{};
}

// --- threads and cores --------------------------------------------------------------------------

namespace {

// The thread that has to be named; it need not exist.
Result<Arguments::ThreadName> named_thread(Context& c, const std::string& example) {
    if (c.args.at_end()) return c.args.error(base::phrase("script.name-of-thread-missing"), base::phrase("script.write", {example}));
    const auto name = c.args.peek_thread();
    if (!name) return c.args.no_such_process(c.args.peek().substr(0, c.args.peek().find_first_of(".@")));
    return *name;
}

Result<unsigned> core_value(Context& c) {
    const int column = c.args.next_column();
    auto value = c.args.value("script.core");
    if (!value) return value.error();
    return c.args.core(base::dec(*value), column);
}

// CORE, @CORE behind the name, or the one a new thread gets.
Result<unsigned> core_for(Context& c, const Arguments::ThreadName& name) {
    if (name.at) return c.args.core(name.core, name.core_column);
    if (!c.args.at_end()) return core_value(c);
    return os::core_for_new_thread(c.machine.kernel, c.machine.hw, name.process);
}

}  // namespace

Status run_thread(Context& c) {
    const int column = c.args.next_column();
    auto name = named_thread(c, "thread A.1");
    if (!name) return name.error();
    const os::Kernel& kernel = c.machine.kernel;
    const std::string process = kernel.processes[name->process].name;
    if (!name->number) return c.args.error_at(column, base::phrase("script.number-of-thread-missing"), base::phrase("script.write-thread-1", {process}));
    if (os::find_thread(kernel, name->process, *name->number))
        return c.args.error_at(name->number_column, base::phrase("script.process-thread-already", {process, std::to_string(*name->number)}),
                               *name->number == 0 ? base::phrase("script.number-0-main-thread") : base::phrase("script.choose-another-number"));
    if (name->number_text.size() > 6) return c.args.error_at(name->number_column, base::phrase("script.number-of-thread-too-large"), base::phrase("script.highest-999999"));
    c.args.word();
    const int core_column = name->at ? name->core_column : c.args.next_column();
    auto core = core_for(c, *name);
    if (!core) return core.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    if (kernel.threads.size() >= kernel.processes.size() + os::max_threads)
        return c.args.error_at(column, base::phrase("script.machine-threads-already", {base::grouped(os::max_threads)}), base::phrase("script.end-process-first-exit"));
    if (auto status = check_core(c, *core, core_column); !status) return status;
    auto sink = c.sink();
    os::create_thread(c.machine.kernel, c.machine.hw, name->process, *name->number, *core, sink);
    return Done{};
}

Status run_pin(Context& c) {
    auto name = named_thread(c, "pin A.1@0");
    if (!name) return name.error();
    auto where = c.args.where();
    if (!where) return where.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    if (auto status = check_core(c, where->core, where->column); !status) return status;
    if (auto status = check_may_leave(c, *os::find_thread(c.machine.kernel, where->process, where->thread), where->column); !status) return status;
    auto sink = c.sink();
    os::pin_thread(c.machine.kernel, c.machine.hw, where->process, where->thread, where->core, sink);
    if (where->process == c.machine.process && where->thread == c.machine.thread) c.machine.core = where->core;
    return Done{};
}

Status run_idle(Context& c) {
    const int column = c.args.next_column();
    auto core = core_value(c);
    if (!core) return core.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    if (auto status = check_core(c, *core, column); !status) return status;
    if (os::is_idle(c.machine.kernel, c.machine.hw, *core))
        return c.args.error_at(column, base::phrase("script.core-runs-nothing-idle-already", {std::to_string(*core)}), base::phrase("script.let-process-run-switch", {std::to_string(*core)}));
    auto sink = c.sink();
    os::idle_core(c.machine.kernel, c.machine.hw, *core, sink);
    return Done{};
}

// --- shootdowns ---------------------------------------------------------------------------------

Result<ShootdownStop> take_stage(Context& c, std::string_view key, ShootdownStop after) {
    const auto text = c.args.keyed(key);
    if (!text) return ShootdownStop::none;
    std::string rest;
    for (const ShootdownStop stage : {ShootdownStop::clear, ShootdownStop::send, ShootdownStop::ack}) {
        if (stage <= after) {
            if (text->value == to_text(stage)) return c.args.error_at(text->column, base::phrase("script.done-already", {text->value}), base::phrase("script.stopped-after", {to_text(after)}));
            continue;
        }
        if (text->value == to_text(stage)) return stage;
        rest += (rest.empty() ? "" : "|") + std::string(to_text(stage));
    }
    return c.args.error_at(text->column, base::phrase("script.no-stage-of-shootdown", {text->value}),
                           rest.empty() ? base::phrase("script.leave-out-unmap-ends") : base::phrase("script.write-key", {key, rest}));
}

namespace {

// The stopped unmap that `continue` means, as an index.
Result<std::size_t> stopped_one(Context& c) {
    const auto& stopped = c.machine.kernel.shootdown.stopped;
    if (stopped.empty()) return c.args.error_at(c.column, base::phrase("script.no-unmap-stopped"), base::phrase("script.stop-one-unmap-address-size"));
    const bool named = !c.args.at_end() && c.args.peek().find('=') == std::string_view::npos;
    const int column = named ? c.args.next_column() : c.column;
    std::uint32_t process = c.machine.process;
    if (named) {
        process = c.machine.find_process(std::string(c.args.peek()));
        if (process == base::no_process) return c.args.no_such_process(c.args.peek());
        c.args.word();
    } else if (stopped.size() == 1) {
        return std::size_t{0};
    }
    std::string others;
    for (std::size_t i = 0; i < stopped.size(); ++i) {
        if (stopped[i].gather.process == process) return i;
        others += " " + c.machine.kernel.processes[stopped[i].gather.process].name;
    }
    if (named) return c.args.error_at(column, base::phrase("script.no-unmap-of-process-stopped", {c.machine.kernel.processes[process].name}), base::phrase("script.stopped-those-of", {others}));
    return c.args.error_at(column, base::phrase("script.unmaps-of-several-processes-stopped"), base::phrase("script.name-one", {others}));
}

}  // namespace

Status run_continue(Context& c) {
    auto index = stopped_one(c);
    if (!index) return index.error();
    auto until = take_stage(c, "to", c.machine.kernel.shootdown.stopped[*index].stage);
    if (!until) return until.error();
    if (auto status = c.args.finish(c.usage); !status) return status;
    auto sink = c.sink();
    os::continue_shootdown(c.machine.kernel, c.machine.hw, *index, *until, sink);
    return Done{};
}

// --- settings -----------------------------------------------------------------------------------

namespace {

// Every processor has interrupts; INVLPGB is AMD's, TLBI ARM's.
bool has_method(hw::Architecture architecture, ShootdownMethod method) {
    if (method == ShootdownMethod::ipi) return true;
    return architecture == (method == ShootdownMethod::invlpgb ? hw::Architecture::x86 : hw::Architecture::arm);
}

Status set_shootdown(Context& c) {
    os::ShootdownState& state = c.machine.kernel.shootdown;
    if (c.args.peek() == "on" || c.args.peek() == "off") {
        state.on = c.args.word() == "on";
        return Done{};
    }
    const int column = c.args.next_column();
    const std::string name = c.args.word();
    std::optional<ShootdownMethod> method;
    for (const ShootdownMethod known : {ShootdownMethod::ipi, ShootdownMethod::invlpgb, ShootdownMethod::tlbi})
        if (name == to_text(known)) method = known;
    if (!method && name != "auto")
        return c.args.error_at(column, name.empty() ? base::phrase("script.way-of-shooting-down-missing") : base::phrase("script.no-way-to-shoot-down", {name}),
                               base::phrase("script.write-on-off-broken-kernel"));
    if (method && !has_method(c.machine.hw.format.architecture, *method))
        return c.args.error_at(column, base::phrase("script.processor-no", {name}), base::phrase("script.auto-chooses-what"));
    if (!state.stopped.empty()) return c.args.error_at(column, base::phrase("script.unmap-stopped-ends-as-began"), base::phrase("script.let-go-on-first-continue"));
    state.method = method;
    return Done{};
}

Status set_tags(Context& c) {
    auto sink = c.sink();
    const int column = c.args.next_column();
    std::uint32_t limit = 0;
    if (c.args.option("unlimited")) {
        limit = os::unlimited_tags;
    } else if (!c.args.option("off")) {
        auto value = c.args.value("script.number-of-tags");
        if (!value) return value.error();
        const std::uint32_t most = os::most_tags(c.machine.hw.format);
        if (*value < 1 || *value > most)
            return c.args.error_at(column, base::phrase("script.core-of-processor-1-to", {base::grouped(most)}), base::phrase("script.write-off-unlimited-or-number"));
        limit = static_cast<std::uint32_t>(*value);
    }
    os::set_tags(c.machine.kernel, c.machine.hw, limit, sink);
    return Done{};
}

}  // namespace

Status (*find_core_setting(std::string_view name))(Context&) {
    if (name == "shootdown") return set_shootdown;
    if (name == "tags") return set_tags;
    return nullptr;
}

}  // namespace script
