#include "core/os/disk.h"

#include <algorithm>

namespace os {

std::string_view to_text(DiskOperation operation) { return operation == DiskOperation::read ? "read" : "write"; }

unsigned Disk::first_free() const {
    const unsigned count = std::clamp(channels, 1u, max_disk_channels);
    return static_cast<unsigned>(std::min_element(free_ns_.begin(), free_ns_.begin() + count) - free_ns_.begin());
}

std::uint64_t Disk::next_start_ns(std::uint64_t now_ns) const { return std::max(now_ns, free_ns_[first_free()]); }

DiskRequest Disk::submit(DiskOperation operation, std::uint64_t now_ns, std::uint64_t pages) {
    const std::uint64_t service = (operation == DiskOperation::read ? read_ns : write_ns) + (pages - 1) * transfer_ns;
    DiskRequest request{now_ns, next_start_ns(now_ns), 0};
    request.done_ns = request.start_ns + service;
    free_ns_[first_free()] = request.done_ns;
    ++(operation == DiskOperation::read ? reads : writes);
    busy_ns += service;
    waited_ns += request.wait_ns();
    last_done_ns = std::max(last_done_ns, request.done_ns);
    return request;
}

std::uint64_t Disk::backlog_ns(std::uint64_t now_ns) const {
    std::uint64_t sum = 0;
    for (const std::uint64_t free : free_ns_) sum += free > now_ns ? free - now_ns : 0;
    return sum;
}

}  // namespace os
