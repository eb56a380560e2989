// What can happen to one job (private to sim/): it goes from state to state, and says so.
#pragma once

#include "core/sim/machine.h"

namespace sim {

/// A machine whose jobs run, and where what happens is told.
class Steps final : public base::EventSink {
public:
    Steps(Machine& machine, Observer& observer) : m(machine), s(machine.scheduler), observer_(observer) {}

    void on_event(const base::Event& event) override;
    bool on_pause(bool first) override { return observer_.on_pause(m, first); }
    /// For what was counted already.
    void tell(const base::Event& event) {
        told = true;
        observer_.on_event(m, event);
    }
    /// An event of the scheduler's own about a job.
    void say(base::EventKind kind, std::uint32_t job, unsigned core, std::uint64_t at_ns, std::uint32_t detail = 0, std::uint64_t after = 0);

    std::uint64_t clock(unsigned core) const { return m.hw.cores[core].clock_ns; }
    os::Process& process_of(std::uint32_t job) const { return m.kernel.processes[s.jobs[job].process]; }
    unsigned core_of(std::uint32_t job) const;
    /// The time up to the core's clock is in the totals from now on, as busy time.
    void account_busy(unsigned core);
    /// The idle core's clock goes on to `at_ns`.
    void idle_until(unsigned core, std::uint64_t at_ns);
    void note_usage(std::uint64_t at_ns);

    void make_ready(std::uint32_t job);
    /// Takes the job off its core or out of the queue.
    void take_away(std::uint32_t job);
    void block(std::uint32_t job, unsigned core);
    void wake(std::uint32_t job, std::uint64_t at_ns);
    void end(std::uint32_t job, JobState how, std::uint64_t at_ns);
    void suspend(std::uint32_t job, SuspendReason reason, bool swap_out, std::uint64_t at_ns);
    void admit(std::uint32_t job, std::uint64_t at_ns);
    /// Suspends and admits as load control wants it.
    void control_load(std::uint64_t at_ns);
    /// Jobs whose process was killed have failed.
    void drop_dead(std::uint64_t at_ns);

    Machine& m;
    Scheduler& s;
    bool told = false;  ///< something since it was last set to false

private:
    Observer& observer_;
};

}  // namespace sim
