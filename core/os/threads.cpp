#include "core/os/threads.h"

#include <algorithm>

#include "core/os/kernel.h"

namespace os {

using base::Event;
using base::EventKind;
using base::EventSink;

namespace {

Event event_on(const hw::Hardware& hardware, unsigned core, std::uint32_t process, EventKind kind) {
    Event event;
    event.kind = kind;
    event.core = static_cast<std::uint16_t>(core);
    event.process = process;
    event.start_ns = hardware.cores[core].clock_ns;
    return event;
}

bool any_thread_on(const Kernel& kernel, std::uint32_t process, unsigned core) {
    return std::any_of(kernel.threads.begin(), kernel.threads.end(),
                       [&](const Thread& t) { return t.process == process && t.core == core; });
}

}  // namespace

std::uint32_t find_thread(const Kernel& kernel, std::uint32_t process, std::uint32_t number) {
    for (std::uint32_t i = 0; i < kernel.threads.size(); ++i)
        if (kernel.threads[i].process == process && kernel.threads[i].number == number) return i;
    return base::no_process;
}

unsigned core_for_new_thread(const Kernel& kernel, const hw::Hardware& hardware, std::uint32_t process) {
    const auto first = [&](auto&& fits) {
        unsigned core = 0;
        while (core < hardware.cores.size() && !fits(core)) ++core;
        return core;
    };
    const auto lazy = [&](unsigned core) { return (kernel.shootdown.lazy >> core & 1) != 0; };
    const unsigned unused = first([&](unsigned core) { return hardware.cores[core].process == base::no_process || lazy(core); });
    if (unused < hardware.cores.size()) return unused;
    const unsigned other = first([&](unsigned core) { return hardware.cores[core].process != process; });
    return other < hardware.cores.size() ? other : static_cast<unsigned>(hardware.cores.size()) - 1;
}

void create_thread(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, std::uint32_t number, unsigned core, EventSink& sink) {
    kernel.threads.push_back({process, number, core, false});
    Event event = event_on(hardware, core, process, EventKind::thread_created);
    event.detail = number;
    sink.on_event(event);
    switch_to(kernel, hardware, core, process, sink);
}

void move_thread(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, std::uint32_t number, unsigned from, unsigned core,
                 EventSink& sink) {
    const std::uint32_t index = find_thread(kernel, process, number);
    if (index != base::no_process) {
        from = kernel.threads[index].core;
        kernel.threads[index].core = core;
    }
    switch_to(kernel, hardware, core, process, sink);
    const bool left_alone = from != core && hardware.cores[from].process == process && !any_thread_on(kernel, process, from);
    if (left_alone && (number == 0 || hardware.executing != from)) idle_core(kernel, hardware, from, sink);
}

void pin_thread(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, std::uint32_t number, unsigned from, unsigned core,
                EventSink& sink) {
    if (find_thread(kernel, process, number) == base::no_process) kernel.threads.push_back({process, number, from, false});
    move_thread(kernel, hardware, process, number, from, core, sink);
    kernel.threads[find_thread(kernel, process, number)].pinned = true;
    Event event = event_on(hardware, core, process, EventKind::thread_pinned);
    event.detail = number;
    sink.on_event(event);
}

void idle_core(Kernel& kernel, const hw::Hardware& hardware, unsigned core, EventSink& sink) {
    go_idle(kernel, core);
    sink.on_event(event_on(hardware, core, hardware.cores[core].process, EventKind::core_idle));
}

}  // namespace os
