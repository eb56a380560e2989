// The working set W(t, tau): the pages used by the last tau accesses (Denning 1968). tau counts the process's own
// accesses.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/os/policies/page_list.h"
#include "core/sim/page_ids.h"

namespace sim {

/// The size of the working set, access by access, in memory proportional to the distinct pages.
class WorkingSet {
public:
    /// REQUIRES: tau > 0
    explicit WorkingSet(std::uint64_t tau) : tau_(tau) {}

    /// Its size right after an access to `page`: |W(t, tau)|.
    std::size_t access(std::uint64_t page) {
        const PageId id = ids_.id_of(page);
        return access_id(id, ids_.size());
    }
    /// The same, where the caller numbers the pages: ids below `pages`. A set is asked by one of the two.
    std::size_t access_id(PageId id, std::size_t pages);
    std::size_t size() const { return recency_.size(); }
    std::uint64_t accesses() const { return now_; }

private:
    std::uint64_t tau_, now_ = 0;
    PageIds ids_;
    os::PageList recency_;             ///< used longest ago in front
    std::vector<std::uint64_t> last_;  ///< by page id: number of the access, from 1
};

/// The mean size for every tau up to `max_tau` from one pass: a page stays in the set for tau accesses after each use,
/// or until its next use if that comes first, so the mean follows from how far apart the uses of each page are.
class WorkingSetCurve {
public:
    explicit WorkingSetCurve(std::uint64_t max_tau) : gaps_(max_tau + 1) {}

    void access(std::uint64_t page);
    std::uint64_t accesses() const { return now_; }
    /// Sum over all accesses of |W(t, tau)|, for tau = 1 .. max_tau; the mean is this divided by accesses().
    std::vector<std::uint64_t> sums() const;

private:
    std::vector<std::uint64_t> gaps_;  ///< by distance to the next use; the last one counts all that are longer
    std::uint64_t now_ = 0;
    PageIds ids_;
    std::vector<std::uint64_t> last_;  ///< by page id: number of the access, from 1
};

}  // namespace sim
