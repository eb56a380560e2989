#include "ui/panels/scheduler_state.h"

#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/remembered.h"
#include "ui/walk_state.h"

namespace ui {

using base::dec;
using base::grouped;
using lessons::tr;
using sim::JobState;

namespace {

void fill_jobs(const sim::Machine& m, SchedulerState& s) {
    for (const sim::Job& job : m.scheduler.jobs) {
        const os::Process& process = m.kernel.processes[job.process];
        SchedulerJob row{job.process, process.name, sim::state_of(m, job.process), job.held, process.resident, job.working_set(m.scheduler.load.tau), job.done, job.total};
        if (row.is_over()) row.resident = process.alive ? process.resident : 0, ++s.over;
        if (row.state == JobState::blocked) ++s.blocked;
        if (row.state == JobState::waiting || row.state == JobState::suspended) s.outside.push_back(job.process);
        if (job.is_active()) s.needed += row.working_set;
        s.jobs.push_back(std::move(row));
    }
}

void fill_disk(const sim::Machine& m, SchedulerState& s) {
    const std::uint64_t now = sim::latest_ns(m);
    DiskPlace writes{base::no_process, true, false, 0};
    std::uint64_t before = 0;
    for (const os::DiskRequest& request : m.kernel.disk.pending(now)) {
        const DiskPlace place{request.process, request.operation == os::DiskOperation::write, request.start_ns <= now, 1, before++};
        if (place.write && !place.served) ++writes.count;
        else s.disk.push_back(place);
    }
    // Who waits for a page that another one asked for stands behind the rest.
    for (const SchedulerJob& job : s.jobs)
        if (job.state == JobState::blocked && std::none_of(s.disk.begin(), s.disk.end(), [&](const DiskPlace& p) { return !p.write && p.process == job.process; }))
            s.disk.push_back({job.process, false, false, 1, before});
    if (writes.count > 0) s.disk.push_back(writes);
}

void fill_usage(const sim::Machine& m, SchedulerState& s) {
    const sim::Usage& usage = m.scheduler.usage;
    const std::uint64_t now = std::max(m.scheduler.now_ns, usage.start_ns());
    s.samples = usage.samples(now);
    s.ns = now - usage.start_ns();
    s.channels = m.kernel.disk.channels;
    const std::size_t last = std::min(s.samples.size(), std::max<std::size_t>(s.samples.size() / 10, 2));
    if (s.samples.empty() || m.scheduler.cores.empty()) return;
    s.recent = sim::use_of(std::span(s.samples).last(last), m.scheduler.cores.size(), s.channels);
    s.recent_time = base::duration(std::min(s.ns, last * usage.width_ns()));
}

}  // namespace

bool SchedulerState::runs() const {
    return std::any_of(running.begin(), running.end(), [](std::uint32_t process) { return process != base::no_process; });
}

std::uint64_t SchedulerState::degree() const {
    if (!counted()) return active;
    return load.policy == sim::LoadPolicy::fixed ? std::min(load.degree, alive()) : alive();
}

const SchedulerState& scheduler_state(const PanelContext& context) {
    static Remembered<SchedulerState> state;
    return state.at(context.timeline, [&](SchedulerState& s) {
        const sim::Machine& m = context.timeline.machine();
        s = {};
        fill_jobs(m, s);
        for (const sim::CoreRun& core : m.scheduler.cores) s.running.push_back(core.job == sim::no_job ? base::no_process : m.scheduler.jobs[core.job].process);
        if (s.running.empty()) s.running.assign(m.hw.cores.size(), base::no_process);
        for (const std::uint32_t job : m.scheduler.queue) s.queue.push_back(m.scheduler.jobs[job].process);
        s.frames = sim::frames_for_pages(m);
        s.load = m.scheduler.load;
        s.active = m.scheduler.active();
        fill_disk(m, s);
        fill_usage(m, s);
    });
}

std::string job_state_text(const SchedulerJob& job) { return tr("scheduler.state_" + std::string(to_text(job.state))); }

std::string pages_text(const PanelContext& context, const SchedulerJob& job) {
    const auto shown = [&](const char* part, std::uint64_t value) { return is_hidden(context, part) ? std::string("?") : grouped(value); };
    return tr("scheduler.pages", {shown("resident", job.resident), shown("working_set", job.working_set)});
}

std::string progress_text(const SchedulerJob& job) {
    return job.total > 0 ? tr("scheduler.percent", {dec(base::u128{job.done} * 100 / job.total)}) : grouped(job.done);
}

std::string load_text(const SchedulerState& state) {
    switch (state.load.policy) {
        case sim::LoadPolicy::none: return tr("scheduler.load_none");
        case sim::LoadPolicy::fixed: return tr("scheduler.load_fixed", {grouped(state.load.degree)});
        case sim::LoadPolicy::working_set: return tr("scheduler.load_sets");
        case sim::LoadPolicy::pff: return tr("scheduler.load_pff");
    }
    return {};
}

std::string run_command(const char* ms) { return std::string("run ") + ms + "ms"; }

std::string load_command(const SchedulerState& state, std::uint64_t degree) {
    return degree >= state.alive() ? "set load none" : "set load " + dec(std::max<std::uint64_t>(1, degree));
}

std::string job_command(const SchedulerJob& job) {
    if (job.is_over()) return {};
    return job.held ? "resume " + job.name : "suspend " + job.name + " swap";
}

}  // namespace ui
