// A disk: a queue and a service time. Requests are served in the order they come, by as many
// channels as the device has (a hard disk one, an NVMe drive several):
//
//     submit   |----- waits -----|--- service ---| done
//     now_ns                     start_ns        done_ns
//
// The disk never stops a core. A page fault that needs a read leaves the completion in
// Process::blocked_until_ns; who runs the process decides what the core does meanwhile: a single
// command waits (sim::access), the scheduler runs another process. Write-back is submitted and
// forgotten, but a frame whose content is still being written may be reused only from done_ns on.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "core/base/events.h"

namespace os {

enum class DiskOperation : std::uint8_t { read, write };
std::string_view to_text(DiskOperation operation);

constexpr unsigned max_disk_channels = 16;

struct DiskRequest {
    DiskOperation operation = DiskOperation::read;
    std::uint32_t process = base::no_process;  ///< for whose page
    std::uint64_t submitted_ns = 0;
    std::uint64_t start_ns = 0;  ///< when a channel took it
    std::uint64_t done_ns = 0;   ///< when its data is there

    std::uint64_t wait_ns() const { return start_ns - submitted_ns; }
    std::uint64_t service_ns() const { return done_ns - start_ns; }
    friend bool operator==(const DiskRequest&, const DiskRequest&) = default;
};

/// The requests that may not be done yet, as they came; shared between copies until one adds to it.
class DiskQueue {
public:
    const std::vector<DiskRequest>& all() const { return *requests_; }
    /// Adds one, and now and then forgets those that were done by `now_ns`.
    void add(const DiskRequest& request, std::uint64_t now_ns);

    friend bool operator==(const DiskQueue& a, const DiskQueue& b) { return a.requests_ == b.requests_ || *a.requests_ == *b.requests_; }

private:
    std::shared_ptr<std::vector<DiskRequest>> requests_ = std::make_shared<std::vector<DiskRequest>>();
};

struct Disk {
    std::uint64_t read_ns = 10'000'000;  ///< service time of a request for one page
    std::uint64_t write_ns = 10'000'000;
    std::uint64_t transfer_ns = 0;       ///< each further page of the same request
    unsigned channels = 1;               ///< requests served at once, 1 to max_disk_channels

    // What it did so far.
    std::uint64_t reads = 0;
    std::uint64_t writes = 0;
    std::uint64_t busy_ns = 0;     ///< service times, summed over the channels
    std::uint64_t waited_ns = 0;   ///< time that requests stood in the queue
    std::uint64_t last_done_ns = 0;  ///< when everything submitted so far is done
    DiskQueue queue;

    /// Takes one request of `pages` neighbouring pages at `now_ns`: queues it behind what was
    /// submitted before and says when it is done. REQUIRES: pages > 0
    DiskRequest submit(DiskOperation operation, std::uint64_t now_ns, std::uint64_t pages = 1, std::uint32_t process = base::no_process);
    /// The requests that wait or are served at `now_ns`, in the order they were submitted.
    std::vector<DiskRequest> pending(std::uint64_t now_ns) const;
    /// When a request submitted now would start.
    std::uint64_t next_start_ns(std::uint64_t now_ns) const;
    /// Work that is queued or in service at `now_ns`, ns, summed over the channels.
    std::uint64_t backlog_ns(std::uint64_t now_ns) const;

    friend bool operator==(const Disk&, const Disk&) = default;

private:
    unsigned first_free() const;

    std::array<std::uint64_t, max_disk_channels> free_ns_{};  ///< when each channel is free again
};

}  // namespace os
