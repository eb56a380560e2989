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
                       [&](const Thread& t) { return t.process == process && t.ran && t.core == core; });
}

Thread& thread_of(Kernel& kernel, std::uint32_t process, std::uint32_t number) {
    return const_cast<Thread&>(*find_thread(kernel, process, number));
}

}  // namespace

const Thread* find_thread(const Kernel& kernel, std::uint32_t process, std::uint32_t number) {
    for (const Thread& thread : kernel.threads)
        if (thread.process == process && thread.number == number) return &thread;
    return nullptr;
}

std::size_t count_threads(const Kernel& kernel, std::uint32_t process) {
    return static_cast<std::size_t>(
        std::count_if(kernel.threads.begin(), kernel.threads.end(), [&](const Thread& t) { return t.process == process; }));
}

std::optional<unsigned> last_core(const Kernel& kernel, std::uint32_t process, std::uint32_t number) {
    const Thread* thread = find_thread(kernel, process, number);
    return thread && thread->ran ? std::optional(thread->core) : std::nullopt;
}

bool is_idle(const Kernel& kernel, const hw::Hardware& hardware, unsigned core) {
    return hardware.cores[core].process == base::no_process || (kernel.shootdown.lazy >> core & 1) != 0;
}

unsigned core_for_new_thread(const Kernel& kernel, const hw::Hardware& hardware, std::uint32_t process) {
    const auto count = static_cast<unsigned>(hardware.cores.size());
    for (unsigned core = 0; core < count; ++core)
        if (is_idle(kernel, hardware, core)) return core;
    for (unsigned core = 0; core < count; ++core)
        if (hardware.cores[core].process != process) return core;
    return count - 1;
}

void add_main_thread(Kernel& kernel, std::uint32_t process) { kernel.threads.push_back({.process = process}); }

void create_thread(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, std::uint32_t number, unsigned core, EventSink& sink) {
    kernel.threads.push_back({.process = process, .number = number, .core = core, .ran = true});
    Event event = event_on(hardware, core, process, EventKind::thread_created);
    event.detail = number;
    sink.on_event(event);
    switch_to(kernel, hardware, core, process, sink);
}

void move_thread(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, std::uint32_t number, unsigned core, EventSink& sink) {
    Thread& thread = thread_of(kernel, process, number);
    const unsigned from = thread.core;
    const bool moves = thread.ran && from != core;
    thread.core = core;
    thread.ran = true;
    switch_to(kernel, hardware, core, process, sink);
    if (moves && hardware.cores[from].process == process && !is_idle(kernel, hardware, from) && !any_thread_on(kernel, process, from))
        idle_core(kernel, hardware, from, sink);
}

void pin_thread(Kernel& kernel, hw::Hardware& hardware, std::uint32_t process, std::uint32_t number, unsigned core, EventSink& sink) {
    move_thread(kernel, hardware, process, number, core, sink);
    thread_of(kernel, process, number).pinned = true;
    Event event = event_on(hardware, core, process, EventKind::thread_pinned);
    event.detail = number;
    sink.on_event(event);
}

void end_threads(Kernel& kernel, std::uint32_t process, bool main_too) {
    std::erase_if(kernel.threads, [&](const Thread& t) { return t.process == process && (main_too || t.number != 0); });
}

void idle_core(Kernel& kernel, const hw::Hardware& hardware, unsigned core, EventSink& sink) {
    go_idle(kernel, core);
    sink.on_event(event_on(hardware, core, hardware.cores[core].process, EventKind::core_idle));
}

}  // namespace os
