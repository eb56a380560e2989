#include "core/sim/load_study.h"

#include <algorithm>

#include "core/sim/working_set.h"

namespace sim {

Use use_of(std::span<const UsageSample> samples, std::uint64_t cores, std::uint64_t channels) {
    UsageSample sum;
    for (const UsageSample& sample : samples) {
        sum.busy_ns += sample.busy_ns;
        sum.idle_ns += sample.idle_ns;
        sum.io_wait_ns += sample.io_wait_ns;
        sum.disk_ns += sample.disk_ns;
    }
    const std::uint64_t time = sum.busy_ns + sum.idle_ns;  // of all cores
    if (time == 0) return {};
    // What the disk is going to do for a request is known before the time has come.
    const std::uint64_t disk = sum.disk_ns * 1000 / std::max<std::uint64_t>(1, time / cores * channels);
    return {sum.busy_ns * 1000 / time, sum.io_wait_ns * 1000 / time, std::min<std::uint64_t>(disk, 1000)};
}

std::vector<DegreeUse> use_by_degree(std::span<const UsageSample> samples, std::uint64_t cores, std::uint64_t channels) {
    std::vector<DegreeUse> found;
    for (std::size_t from = 0, to = 0; from < samples.size(); from = to) {
        const std::uint64_t degree = samples[from].active;
        while (to < samples.size() && samples[to].active == degree) ++to;
        if (degree == 0 || to - from < 3) continue;
        const std::size_t half = (from + to) / 2;
        const DegreeUse now{degree, use_of(samples.subspan(half, to - half), cores, channels)};
        const auto place = std::lower_bound(found.begin(), found.end(), degree, [](const DegreeUse& known, std::uint64_t d) { return known.degree < d; });
        if (place != found.end() && place->degree == degree) *place = now;
        else found.insert(place, now);
    }
    return found;
}

std::vector<std::uint64_t> working_set_course(const Job& job, unsigned page_bits, std::uint64_t tau, std::uint64_t references, std::uint64_t every) {
    Program program = job.program.workload() ? Program(Workload(job.program.workload()->config())) : Program(TraceProgram(job.program.trace()->references()));
    WorkingSet set(tau);
    std::vector<std::uint64_t> sizes;
    for (std::uint64_t made = 1; made <= std::min(references, job.done); ++made) {
        const std::size_t size = set.access(program.next().offset >> page_bits);
        if (made % every == 0) sizes.push_back(size);
    }
    return sizes;
}

}  // namespace sim
