#include "core/sim/tlb_trace.h"

#include "core/base/phrase.h"
#include "core/base/text.h"

namespace sim {

base::Result<TlbTrace> TlbTrace::make(const TlbTraceConfig& config) {
    if (config.entries == 0 || config.ways == 0) return base::Error{base::phrase("sim.tlb-needs-at-least-one")};
    if (config.entries > max_entries)
        return base::Error{base::phrase("hw.tlb-too-large", {base::grouped(config.entries)}), base::phrase("base.most", {base::grouped(max_entries)})};
    if (config.entries % config.ways != 0)
        return base::Error{base::phrase("sim.ways-do-not-divide-entries", {base::grouped(config.ways), base::grouped(config.entries)})};
    return TlbTrace(config);
}

void TlbTrace::run(std::span<const std::uint64_t> pages) {
    for (const std::uint64_t page : pages) {
        const PageId id = ids_.id_of(page);
        if (id == links_.size()) links_.emplace_back();
        Set& set = sets_[page % sets_.size()];
        if (links_[id].newer != os::no_page) {
            if (config_.lru && set.newest != id) remove(set, id), insert(set, id);
            continue;
        }
        ++misses_;
        if (set.size == config_.ways) remove(set, links_[set.newest].newer);
        insert(set, id);
    }
    accesses_ += pages.size();
}

// In the ring the newest page's newer neighbour is the oldest.
void TlbTrace::insert(Set& set, PageId id) {
    if (set.size++ == 0) {
        links_[id] = {id, id};
    } else {
        const PageId oldest = links_[set.newest].newer;
        links_[id] = {oldest, set.newest};
        links_[oldest].older = id;
        links_[set.newest].newer = id;
    }
    set.newest = id;
}

void TlbTrace::remove(Set& set, PageId id) {
    const Links links = links_[id];
    links_[links.newer].older = links.older;
    links_[links.older].newer = links.newer;
    if (set.newest == id) set.newest = links.older;
    links_[id] = {};
    --set.size;
}

base::Result<bool> parse_tlb_policy(std::string_view name) {
    if (name == "lru") return true;
    if (name == "fifo") return false;
    return base::Error{base::phrase("sim.tlb-replaces-by-lru-or", {name})};
}

}  // namespace sim
