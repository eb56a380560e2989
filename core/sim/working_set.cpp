#include "core/sim/working_set.h"

#include <algorithm>

namespace sim {

std::size_t WorkingSet::access_id(PageId id, std::size_t pages) {
    recency_.grow(pages);
    last_.resize(pages);
    if (recency_.contains(id)) recency_.remove(id);
    recency_.push_back(id);
    last_[id] = ++now_;
    while (now_ - last_[recency_.front()] >= tau_) recency_.pop_front();
    return recency_.size();
}

void WorkingSetCurve::access(std::uint64_t page) {
    const PageId id = ids_.id_of(page);
    last_.resize(ids_.size());
    ++now_;
    if (last_[id] != 0) ++gaps_[std::min<std::uint64_t>(now_ - last_[id], gaps_.size() - 1)];
    last_[id] = now_;
}

std::vector<std::uint64_t> WorkingSetCurve::sums() const {
    // The last use of each page is followed by none: its stay is cut by the end of the trace.
    std::vector<std::uint64_t> stays = gaps_;
    for (const std::uint64_t last : last_) ++stays[std::min<std::uint64_t>(now_ + 1 - last, stays.size() - 1)];
    // From tau to tau + 1 each use adds one more access if its page is not used again by then.
    std::vector<std::uint64_t> sums;
    std::uint64_t sum = 0, longer = now_;
    for (std::size_t tau = 1; tau < stays.size(); ++tau) {
        sum += longer;
        sums.push_back(sum);
        longer -= stays[tau];
    }
    return sums;
}

}  // namespace sim
