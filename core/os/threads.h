// Threads: several flows of control in one address space, each on a core of its own. A process has
// one to begin with, its main thread, number 0, which carries the process's name; `thread A.1` adds
// one. They share root, tag and page tables, so the same address space runs on several cores at once,
// and each core's TLB holds its own copies of its translations.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/events.h"
#include "core/hw/hardware.h"

namespace os {

struct Kernel;

struct Thread {
    std::uint32_t process = base::no_process;
    std::uint32_t number = 0;
    unsigned core = 0;    ///< where it runs, or ran last; see ran
    bool ran = false;     ///< false: it has not run yet
    bool pinned = false;  ///< it runs on that core and nowhere else

    friend bool operator==(const Thread&, const Thread&) = default;
};

/// The most threads that a machine may have beside the main ones.
constexpr std::size_t max_threads = 1024;

/// nullptr when there is no such thread.
const Thread* find_thread(const Kernel&, std::uint32_t process, std::uint32_t number);
std::size_t count_threads(const Kernel&, std::uint32_t process);
/// The core where the thread runs, or ran last; nullopt when it never did.
std::optional<unsigned> last_core(const Kernel&, std::uint32_t process, std::uint32_t number);
/// The core a new thread of `process` gets: the first that runs nothing, else the first where the
/// process does not run, else the last.
unsigned core_for_new_thread(const Kernel&, const hw::Hardware&, std::uint32_t process);

/// The main thread of a new process; it does not run yet.
void add_main_thread(Kernel&, std::uint32_t process);
/// Makes a thread and lets it run on `core`.
/// REQUIRES: it does not exist, core exists, fewer than max_threads.
void create_thread(Kernel&, hw::Hardware&, std::uint32_t process, std::uint32_t number, unsigned core, base::EventSink&);
/// The thread runs on `core` from now on. A core it leaves without work idles, its address space
/// still loaded. REQUIRES: the thread exists and is not pinned to another core.
void move_thread(Kernel&, hw::Hardware&, std::uint32_t process, std::uint32_t number, unsigned core, base::EventSink&);
/// The same, for good; it may have been pinned to another core before.
void pin_thread(Kernel&, hw::Hardware&, std::uint32_t process, std::uint32_t number, unsigned core, base::EventSink&);
/// All threads of the process but the main one are gone (exec), or that one too (exit).
void end_threads(Kernel&, std::uint32_t process, bool main_too);

/// Nothing runs on `core`: shootdowns leave it alone from now on. REQUIRES: a process is loaded there.
void idle_core(Kernel&, const hw::Hardware&, unsigned core, base::EventSink&);
/// True when nothing runs on `core`, though an address space may still be loaded.
bool is_idle(const Kernel&, const hw::Hardware&, unsigned core);

}  // namespace os
