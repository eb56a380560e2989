#include "core/sim/usage.h"

namespace sim {

void Usage::start(std::uint64_t at_ns) {
    *this = Usage();
    start_ns_ = at_ns;
}

namespace {

void add(UsageSample& to, const UsageSample& from) {
    to.busy_ns += from.busy_ns;
    to.idle_ns += from.idle_ns;
    to.io_wait_ns += from.io_wait_ns;
    to.disk_ns += from.disk_ns;
    to.references += from.references;
    to.minor += from.minor;
    to.major += from.major;
    to.free_frames = from.free_frames;
    to.active = from.active;
}

}  // namespace

void Usage::widen() {
    base::CowArray<UsageSample, 4> wider;
    // Where only the first of two was noted, the second knows nothing yet.
    for (std::size_t i = 0; i < most; ++i) {
        UsageSample& both = wider.mut(i / 2);
        const UsageSample before = both;
        add(both, samples_.get(i));
        if (i > noted_) both.free_frames = before.free_frames, both.active = before.active;
    }
    samples_ = std::move(wider);
    width_ns_ *= 2;
    noted_ /= 2;
}

UsageSample& Usage::at(std::uint64_t ns) {
    while ((ns - start_ns_) / width_ns_ >= most) widen();
    return samples_.mut((ns - start_ns_) / width_ns_);
}

template <class Field>
void Usage::spread(Field field, std::uint64_t from_ns, std::uint64_t to_ns) {
    total_.*field += to_ns - from_ns;
    if (to_ns > from_ns) at(to_ns - 1);  // wide enough from now on
    while (from_ns < to_ns) {
        const std::uint64_t until = std::min(to_ns, end_of(from_ns));
        at(from_ns).*field += until - from_ns;
        from_ns = until;
    }
}

void Usage::add_core(CoreTime what, std::uint64_t from_ns, std::uint64_t to_ns) {
    if (what == CoreTime::busy) return spread(&UsageSample::busy_ns, from_ns, to_ns);
    spread(&UsageSample::idle_ns, from_ns, to_ns);
    if (what == CoreTime::io_wait) spread(&UsageSample::io_wait_ns, from_ns, to_ns);
}

void Usage::add_disk(std::uint64_t from_ns, std::uint64_t to_ns) { spread(&UsageSample::disk_ns, from_ns, to_ns); }

void Usage::add_references(std::uint64_t at_ns, std::uint64_t count) {
    at(at_ns).references += count;
    total_.references += count;
}

void Usage::add_fault(std::uint64_t at_ns, bool major) {
    ++(major ? at(at_ns).major : at(at_ns).minor);
    ++(major ? total_.major : total_.minor);
}

void Usage::note(std::uint64_t at_ns, std::uint64_t free_frames, std::uint64_t active) {
    if (free_frames == total_.free_frames && active == total_.active) return;
    at(at_ns);
    const std::uint64_t now = (at_ns - start_ns_) / width_ns_;
    // What was so at the last note stayed so until now.
    for (std::uint64_t i = noted_ + 1; i < now; ++i) {
        UsageSample& between = samples_.mut(i);
        between.free_frames = total_.free_frames;
        between.active = total_.active;
    }
    if (now < noted_) return;  // a core that is behind the others
    noted_ = now;
    UsageSample& sample = samples_.mut(now);
    sample.free_frames = total_.free_frames = free_frames;
    sample.active = total_.active = active;
}

std::vector<UsageSample> Usage::samples(std::uint64_t now_ns) const {
    std::vector<UsageSample> result;
    if (now_ns <= start_ns_) return result;
    const std::uint64_t last = std::min<std::uint64_t>(most - 1, (now_ns - start_ns_ - 1) / width_ns_);
    for (std::uint64_t i = 0; i <= last; ++i) {
        result.push_back(samples_.get(i));
        if (i <= noted_) continue;
        result.back().free_frames = total_.free_frames;
        result.back().active = total_.active;
    }
    return result;
}

}  // namespace sim
