// The machine: hardware, kernel, and what the last access did. One copyable value: undo, "predict
// on a copy", compare and replay are all `Machine copy = machine;`.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/events.h"
#include "core/base/result.h"
#include "core/base/rng.h"
#include "core/hw/hardware.h"
#include "core/os/kernel.h"
#include "core/sim/reference_string.h"
#include "core/sim/scheduler.h"

namespace sim {

using base::u128;
using base::VirtAddr;

/// What panels and sentences call the things of the machine; nothing else depends on it.
enum class Words : std::uint8_t {
    field,  ///< virtual page, page frame, page table, swap: the field's own terms
    hotel,  ///< guest, room, the desk's book, partner hotel
};

/// A name given by `let`.
struct Binding {
    std::string name;
    u128 value = 0;
    friend bool operator==(const Binding&, const Binding&) = default;
};

struct MachineConfig {
    hw::PagingFormat format;
    hw::Preset preset;
    std::optional<std::uint64_t> ram_bytes = {};  ///< default: the format's
    std::optional<hw::TlbPlan> tlb = {};  ///< default: the preset's
    unsigned cores = 1;
};

struct Machine {
    hw::Hardware hw;
    os::Kernel kernel;
    std::uint32_t process = base::no_process;  ///< the current one, where a command names none
    std::uint32_t thread = 0;                  ///< number of its current thread
    unsigned core = 0;                         ///< the core commands run on
    LastAccess last;
    Scheduler scheduler;
    std::array<std::uint64_t, base::event_kind_count> counts{};  ///< events so far, by kind
    std::vector<Binding> names;
    ReferenceString string;                    ///< what policies are compared on
    base::Rng rng;  ///< drawn from by `pick` in commands
    hw::LevelNames level_names = hw::LevelNames::linux_names;
    Words words = Words::field;

    const os::Process* current() const {
        return process < kernel.processes.size() ? &kernel.processes[process] : nullptr;
    }
    std::uint64_t count(base::EventKind kind) const { return counts[static_cast<std::size_t>(kind)]; }
    /// Index of the process called `name`; no_process when there is none.
    std::uint32_t find_process(const std::string& name) const;
    /// What `let` gave that name; nullptr when there is none.
    const Binding* find_name(std::string_view name) const;
    /// The name has this value from now on.
    void bind(std::string_view name, u128 value);

    friend bool operator==(const Machine&, const Machine&) = default;
};

/// Told of every event together with the machine that already shows the change.
class Observer {
public:
    virtual ~Observer() = default;
    virtual void on_event(const Machine& machine, const base::Event& event) = 0;
    /// See base::EventSink.
    virtual bool on_pause(Machine& machine, bool first) {
        (void)machine, (void)first;
        return true;
    }
};
class NullObserver final : public Observer {
public:
    void on_event(const Machine&, const base::Event&) override {}
};

/// The largest RAM a machine may have, bytes: bounds what a hostile lesson can ask for.
constexpr std::uint64_t max_ram_bytes = std::uint64_t{1} << 42;

/// Whole frames, as many as physical addresses reach, and enough for a root table and a page.
base::Status check_ram(const hw::PagingFormat& format, std::uint64_t bytes);
/// 1 to 64.
base::Status check_cores(base::u128 cores);
/// A machine of these parts. The error is that of check_ram, check_cores or hw::check_tlb.
base::Result<Machine> make_machine(const MachineConfig& config);

/// Sets the disk's service times so that a fault that reads it costs what the preset says.
void set_disk_times(Machine& machine);

/// Bytes that a copy of the machine costs, ours, where it shares none of its memory with another;
/// and what it costs beside `other`, an earlier or later copy of it. Both are estimates.
std::size_t approximate_bytes(const Machine& machine);
std::size_t bytes_beyond(const Machine& machine, const Machine& other);

/// The course's starting machine: x86-64, 16 MiB, course-text.
Machine default_machine();

/// Counts events into the machine and hands them on.
class CountingSink final : public base::EventSink {
public:
    CountingSink(Machine& machine, Observer& observer) : machine_(machine), observer_(observer) {}
    void on_event(const base::Event& event) override {
        ++machine_.counts[static_cast<std::size_t>(event.kind)];
        observer_.on_event(machine_, event);
    }
    bool on_pause(bool first) override { return observer_.on_pause(machine_, first); }

private:
    Machine& machine_;
    Observer& observer_;
};

/// The core stands still until the disk has brought what the process waits for.
void wait_for_disk(Machine& machine, std::uint32_t process, unsigned core, Observer& observer);

/// After an access that succeeded: tells of one that went where the tables do not lead any more, because the TLB, or
/// a walk cache, was not told. Returns where it went.
os::StaleReach tell_if_stale(const Machine& machine, std::uint32_t process, unsigned core, const hw::AccessRequest& request, base::PhysAddr pa,
                             base::EventSink& sink);

/// One access by `process` on `core`: switches to it if need be, translates, lets the kernel
/// handle faults and retries until it succeeds or the process would be killed. Fills machine.last.
/// REQUIRES: process and core exist.
void access(Machine& machine, std::uint32_t process, unsigned core, const hw::AccessRequest& request, Observer& observer);

}  // namespace sim
