#include "core/sim/opt_count.h"

#include <algorithm>

namespace sim {

bool OptCount::access_other(std::uint64_t page) {
    const std::size_t place = PageFront::place_of(page);
    if (front_.table().page[place] != page) front_.put(place, page, 0, ids_.id_of(page));
    const PageId id = front_.table().id[place];
    if (times_.size() >= capacity_) squeeze();
    const auto now = static_cast<std::uint32_t>(times_.size());
    const bool fresh = id == last_.size();
    if (fresh) last_.push_back(0);
    const bool hit = !fresh && take_track(last_[id]);
    times_.push_back({now - 1, 0, id});
    last_[id] = now;
    if (hit) {  // the track's interval ended before this access
        ++times_[now - 1].ends;
        times_[now - 1].before = now - 1;
    }
    misses_ += !hit;
    return hit;
}

bool OptCount::take_track(std::uint32_t start) {
    std::uint32_t at = start;
    while (at != 0 && times_[at].ends == 0) {
        Time& time = times_[at];
        if (times_[time.before].ends == 0) time.before = times_[time.before].before;  // halves the path
        at = time.before;
    }
    if (at != 0) {
        if (--times_[at].ends == 0) times_[at].before = at - 1;
        return true;
    }
    if (free_tracks_ == 0) return false;
    --free_tracks_;
    return true;
}

// Only times of last uses are ever asked for, and of the tracks only how many ended up to each of them.
void OptCount::squeeze() {
    std::uint32_t kept = 0, ends = 0;
    for (std::uint32_t t = 1; t < times_.size(); ++t) {
        ends += times_[t].ends;
        const PageId page = times_[t].page;
        if (last_[page] != t) continue;
        last_[page] = ++kept;
        times_[kept] = {ends > 0 ? kept : kept - 1, ends, page};
        ends = 0;
    }
    times_.resize(kept + 1);
    capacity_ = std::max(capacity_, times_.size() * 2);
}

}  // namespace sim
