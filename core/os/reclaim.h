// Reclaim: which pages leave RAM when frames run short, and what a process may take at all.
//
//     free frames   high ----  background reclaim stops here
//                   low  ----  and starts below this
//                   min  ----  a fault reclaims by itself, and waits, before it goes below this
//
// Pages that can leave stand in a pool with a policy of core/os/policies: one pool for all, one for
// each group of processes with a limit, and one for each process while reclaim is local. Page tables
// and the page of zeros never leave. When nothing can leave, the kernel kills the process that holds
// most.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/cow_array.h"
#include "core/os/frames.h"
#include "core/os/policies/any_policy.h"

namespace os {

/// Pages that compete with each other, known to the policy by dense numbers. A large page is one.
struct Pool {
    using Frames = base::CowArray<Pfn, 4>;

    AnyPolicy policy;
    Frames frames;                ///< by page id; no_frame where the id is spare
    PageId ids = 0;               ///< handed out so far, spare ones included
    std::vector<PageId> spare;    ///< ids to hand out again
    std::uint64_t charged = 0;    ///< frames of its pages

    /// Calls visit(first frame) for every page, by id.
    template <class Visit>
    void for_each_page(Visit&& visit) const {
        for (PageId page = 0; page < ids; ++page)
            if (const Pfn pfn = frames.get(page); pfn != no_frame) visit(pfn);
    }
    friend bool operator==(const Pool&, const Pool&) = default;
};

/// The pools, shared between copies of a machine until one of them writes.
class Pools {
public:
    const std::vector<Pool>& all() const { return *pools_; }
    std::vector<Pool>& edit() {
        if (pools_.use_count() > 1) pools_ = std::make_shared<std::vector<Pool>>(*pools_);
        return *pools_;
    }
    /// Bytes of memory, ours, that are not shared with `other`; an estimate.
    std::size_t bytes_beyond(const Pools& other) const {
        if (pools_ == other.pools_) return 0;
        static const Pool none;
        std::size_t bytes = 0;
        for (std::size_t i = 0; i < pools_->size(); ++i) {
            const Pool &pool = (*pools_)[i], &there = i < other.pools_->size() ? (*other.pools_)[i] : none;
            bytes += sizeof(Pool) + pool.policy.bytes_beyond(there.policy, pool.ids) + pool.frames.bytes_beyond(there.frames);
        }
        return bytes;
    }
    friend bool operator==(const Pools& a, const Pools& b) { return a.pools_ == b.pools_ || *a.pools_ == *b.pools_; }

private:
    std::shared_ptr<std::vector<Pool>> pools_ = std::make_shared<std::vector<Pool>>();
};

/// Processes that share a limit on the frames of their pages.
struct Group {
    std::string name;
    std::uint64_t limit = 0;  ///< frames; 0: none
    std::uint32_t pool = 0;

    friend bool operator==(const Group&, const Group&) = default;
};

/// Why reclaim began (Event::detail of reclaim_started), and why a process was killed.
enum class Shortage : std::uint8_t { no_free_frame, below_low, group_limit, asked, own_limit };
std::string_view to_text(Shortage shortage);

struct Reclaim {
    std::string policy = "two-list";
    PolicyOptions options;
    bool local = false;          ///< a process loses pages of its own only
    std::uint64_t min = 0, low = 0, high = 0;  ///< watermarks, frames
    bool kill = true;            ///< false: an access for which there is no frame just fails
    Pools pools;                 ///< [0] is for all who have no other
    std::vector<Group> groups;
    Pfn just_loaded = no_frame;  ///< brought in by the access that is under way

    std::uint64_t reclaimed = 0;  ///< frames freed so far
    std::uint64_t scanned = 0;    ///< pages whose A bit a policy asked for, or cleared without asking (Linux counts them as pgscan)
    std::uint64_t last_page = 0;  ///< virtual page, or page of a file, whose frame was taken last
    std::uint64_t kills = 0;

    friend bool operator==(const Reclaim&, const Reclaim&) = default;
};

}  // namespace os
