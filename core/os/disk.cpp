#include "core/os/disk.h"

#include <algorithm>

namespace os {

std::string_view to_text(DiskOperation operation) { return operation == DiskOperation::read ? "read" : "write"; }

unsigned Disk::first_free() const {
    const unsigned count = std::clamp(channels, 1u, max_disk_channels);
    return static_cast<unsigned>(std::min_element(free_ns_.begin(), free_ns_.begin() + count) - free_ns_.begin());
}

std::uint64_t Disk::next_start_ns(std::uint64_t now_ns) const { return std::max(now_ns, free_ns_[first_free()]); }

void DiskQueue::add(const DiskRequest& request, std::uint64_t now_ns) {
    if (requests_.use_count() > 1) requests_ = std::make_shared<std::vector<DiskRequest>>(*requests_);
    // Looking for what is done costs as much as there is: only when there may be twice as much as is needed.
    std::vector<DiskRequest>& all = *requests_;
    if (all.size() >= 16 && (all.size() & (all.size() - 1)) == 0)
        std::erase_if(all, [&](const DiskRequest& old) { return old.done_ns <= now_ns; });
    all.push_back(request);
}

std::vector<DiskRequest> Disk::pending(std::uint64_t now_ns) const {
    std::vector<DiskRequest> waiting;
    for (const DiskRequest& request : queue.all())
        if (request.done_ns > now_ns) waiting.push_back(request);
    return waiting;
}

DiskRequest Disk::submit(DiskOperation operation, std::uint64_t now_ns, std::uint64_t pages, std::uint32_t process) {
    const std::uint64_t service = (operation == DiskOperation::read ? read_ns : write_ns) + (pages - 1) * transfer_ns;
    DiskRequest request{operation, process, now_ns, next_start_ns(now_ns), 0};
    request.done_ns = request.start_ns + service;
    free_ns_[first_free()] = request.done_ns;
    ++(operation == DiskOperation::read ? reads : writes);
    busy_ns += service;
    waited_ns += request.wait_ns();
    last_done_ns = std::max(last_done_ns, request.done_ns);
    queue.add(request, now_ns);
    return request;
}

std::uint64_t Disk::backlog_ns(std::uint64_t now_ns) const {
    std::uint64_t sum = 0;
    for (const std::uint64_t free : free_ns_) sum += free > now_ns ? free - now_ns : 0;
    return sum;
}

}  // namespace os
