// How the machine was used over time: a bounded record of equal intervals. When it is full, two
// neighbours become one and each is twice as wide from then on, so that a curve over a second costs
// as much memory as one over a microsecond.
//
//     | busy, idle, disk, faults | ... | ... |          at most 256, `width_ns` each
//
// Time is split exactly where intervals meet: in a full interval busy and idle add up to its width
// times the number of cores.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/base/cow_array.h"

namespace sim {

struct UsageSample {
    std::uint64_t busy_ns = 0;     ///< cores that ran something, summed
    std::uint64_t idle_ns = 0;     ///< cores that ran nothing
    std::uint64_t io_wait_ns = 0;  ///< of this, while some process waited for a disk
    std::uint64_t disk_ns = 0;     ///< the disk served requests, summed over its channels
    std::uint64_t references = 0;
    std::uint64_t minor = 0;       ///< page faults
    std::uint64_t major = 0;
    std::uint64_t free_frames = 0; ///< at its end
    std::uint64_t active = 0;      ///< processes that run, could run, or wait for a disk; at its end

    friend bool operator==(const UsageSample&, const UsageSample&) = default;
};

/// What a core did with its time.
enum class CoreTime : std::uint8_t { busy, idle, io_wait };

class Usage {
public:
    static constexpr std::size_t most = 256;  ///< intervals

    /// Forgets all; the first interval starts at `at_ns`.
    void start(std::uint64_t at_ns);

    std::uint64_t start_ns() const { return start_ns_; }
    std::uint64_t width_ns() const { return width_ns_; }
    /// The intervals up to `now_ns`; the last one may not be over.
    std::vector<UsageSample> samples(std::uint64_t now_ns) const;
    /// Everything so far; free_frames and active are as they are now.
    const UsageSample& total() const { return total_; }
    /// Where the interval that holds `at_ns` ends. REQUIRES: at_ns >= start_ns()
    std::uint64_t end_of(std::uint64_t at_ns) const { return start_ns_ + ((at_ns - start_ns_) / width_ns_ + 1) * width_ns_; }

    /// A core did `what` from `from_ns` to `to_ns`.
    void add_core(CoreTime what, std::uint64_t from_ns, std::uint64_t to_ns);
    /// The disk served a request; this may lie in the future.
    void add_disk(std::uint64_t from_ns, std::uint64_t to_ns);
    void add_references(std::uint64_t at_ns, std::uint64_t count);
    void add_fault(std::uint64_t at_ns, bool major);
    /// From `at_ns` on.
    void note(std::uint64_t at_ns, std::uint64_t free_frames, std::uint64_t active);

    std::size_t bytes_beyond(const Usage& other) const { return samples_.bytes_beyond(other.samples_); }
    friend bool operator==(const Usage&, const Usage&) = default;

private:
    UsageSample& at(std::uint64_t ns);
    void widen();
    template <class Field>
    void spread(Field field, std::uint64_t from_ns, std::uint64_t to_ns);

    std::uint64_t start_ns_ = 0;
    std::uint64_t width_ns_ = 1000;
    std::uint64_t noted_ = 0;  ///< the interval of the last note
    base::CowArray<UsageSample, 4> samples_;
    UsageSample total_;
};

}  // namespace sim
