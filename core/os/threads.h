// Threads: several flows of control in one address space, each on a core of its own. A process has
// one to begin with, its main thread, which carries the process's name; `thread A.1` adds one. They
// share root, tag and page tables, so the same address space runs on several cores at once, and each
// core's TLB holds its own copies of its translations.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/events.h"
#include "core/hw/hardware.h"

namespace os {

struct Kernel;

/// A thread besides the main one; or the main one (number 0) once it is pinned.
struct Thread {
    std::uint32_t process = base::no_process;
    std::uint32_t number = 0;
    unsigned core = 0;    ///< where it runs, or ran last
    bool pinned = false;  ///< it runs nowhere else

    friend bool operator==(const Thread&, const Thread&) = default;
};

/// The most threads that a machine may have.
constexpr std::size_t max_threads = 1024;

/// Index in kernel.threads; no_process when there is no such thread.
std::uint32_t find_thread(const Kernel&, std::uint32_t process, std::uint32_t number);
/// The core a new thread of `process` gets: the first that runs nothing, else the first where the
/// process does not run, else the last.
unsigned core_for_new_thread(const Kernel&, const hw::Hardware&, std::uint32_t process);
/// Makes a thread and lets it run on `core`.
/// REQUIRES: it does not exist, core exists, fewer than max_threads.
void create_thread(Kernel&, hw::Hardware&, std::uint32_t process, std::uint32_t number, unsigned core, base::EventSink&);
/// The thread runs on `core` from now on. A core it leaves without work idles, its address space
/// still loaded. The main thread comes from `from`. REQUIRES: it is not pinned to another core.
void move_thread(Kernel&, hw::Hardware&, std::uint32_t process, std::uint32_t number, unsigned from, unsigned core, base::EventSink&);
/// The same, for good.
void pin_thread(Kernel&, hw::Hardware&, std::uint32_t process, std::uint32_t number, unsigned from, unsigned core, base::EventSink&);

/// Nothing runs on `core`: shootdowns leave it alone from now on.
void idle_core(Kernel&, const hw::Hardware&, unsigned core, base::EventSink&);

}  // namespace os
