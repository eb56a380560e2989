// WSClock (Carr and Hennessy 1981): a clock that keeps the working set. The hand notes the time of a page whose
// accessed bit is set and clears the bit; a page not accessed for longer than tau left the working set: it goes if it is
// clean, and is written back on the way if it is dirty. When a lap finds no such page, the one not seen accessed for
// the longest time goes, a clean one before a dirty one.
#pragma once

#include <vector>

#include "core/os/policies/page_list.h"

namespace os {

struct WsClock {
    static constexpr Sees sees = Sees::accessed_bit;
    static constexpr bool marks_loaded = true;
    static constexpr std::size_t bytes_a_page = 16;

    explicit WsClock(const PolicyOptions& options = {}) : tau(options.tau) {}

    void grow(std::size_t ids) {
        ring.grow(ids);
        if (seen.size() < ids) seen.resize(ids);
    }
    template <class S>
    void admit(PageId page, S& sight) {
        seen[page] = sight.now();
        ring.push_back(page);
    }
    void touch(PageId) {}
    template <class S>
    PageId evict(S& sight) {
        const std::uint64_t now = sight.now();
        bool writing = false;
        for (int lap = 0; lap < 2; ++lap) {
            for (std::size_t left = ring.size(); left > 0; --left) {
                const PageId page = ring.pop_front();
                if (sight.accessed(page)) {
                    sight.clear_accessed(page);
                    seen[page] = now;
                } else if (now - seen[page] > tau) {
                    if (!sight.dirty(page)) return page;
                    sight.write_back(page);
                    writing = true;
                }
                ring.push_back(page);
            }
            if (!writing) break;  // nothing gets clean while we go round again
        }
        return take_oldest(sight);
    }
    void forget(PageId page) {
        if (ring.contains(page)) ring.remove(page);
    }
    std::size_t size() const { return ring.size(); }

    friend bool operator==(const WsClock&, const WsClock&) = default;

    PageList ring;                    ///< the hand points at the front
    std::vector<std::uint64_t> seen;  ///< by page: when it was last found accessed
    std::uint64_t tau;

private:
    template <class S>
    PageId take_oldest(S& sight) {
        PageId best = ring.front();
        bool best_dirty = sight.dirty(best);
        for (PageId page = ring.after(best); page != no_page; page = ring.after(page)) {
            const bool dirty = sight.dirty(page);
            if (dirty != best_dirty ? best_dirty : seen[page] < seen[best]) best = page, best_dirty = dirty;
        }
        ring.remove(best);
        return best;
    }
};

}  // namespace os
