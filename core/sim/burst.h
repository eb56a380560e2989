// One core goes on with its job, one reference after the other (private to sim/).
#pragma once

#include "core/sim/job_steps.h"

namespace sim {

class Burst {
public:
    /// `record`: every access is an event; `most`: leaves off when all jobs together have made so many references.
    Burst(Steps& steps, bool record, std::uint64_t most, unsigned core, std::uint32_t job)
        : steps_(steps), m_(steps.m), s_(steps.s), record_(record), most_(most), core_(core), job_(job) {}

    /// References until the core's clock has reached `until_ns`, or something happens to the job.
    void go_on(std::uint64_t until_ns);

private:
    Job& job() const { return s_.jobs[job_]; }
    std::uint64_t& clock() const { return m_.hw.cores[core_].clock_ns; }
    /// A kernel that is broken, or stopped in the middle, may leave translations in TLBs that nothing backs.
    bool may_be_stale() const { return !m_.kernel.shootdown.on || !m_.kernel.shootdown.stopped.empty(); }

    void make_references(std::uint64_t until_ns);
    void draw();
    bool think(std::uint64_t until_ns);
    void quick(std::uint64_t until_ns);
    void quick_loop(std::uint64_t until_ns, LastAccess& last);
    void slow();
    void made(const hw::AccessRequest&, const hw::Translation&);
    void tell_fault(const hw::AccessRequest&, const hw::Translation&, std::uint64_t began_ns);
    void fault(const hw::AccessRequest&, const hw::Translation&);
    bool adjust_frames();
    void end(JobState how);
    void fail();

    Steps& steps_;
    Machine& m_;
    Scheduler& s_;
    bool record_;
    std::uint64_t most_;
    unsigned core_;
    std::uint32_t job_;
};

}  // namespace sim
