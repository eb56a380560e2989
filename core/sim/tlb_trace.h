// A TLB alone, fed with page numbers: how many of a trace's accesses miss in a set-associative array.
//
//     set = page mod sets,  sets = entries / ways;   in each set the least recently used entry leaves, or the oldest
//
// Every step takes constant time however many ways there are; memory is proportional to the sets and the distinct pages.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/sim/page_ids.h"

namespace sim {

struct TlbTraceConfig {
    std::uint64_t entries = 64;
    std::uint64_t ways = 4;  ///< divides entries; equal to entries: fully associative
    bool lru = true;         ///< false: first in, first out
};

class TlbTrace {
public:
    /// 0 < ways, ways divides entries, entries <= max_entries; the error says which does not hold.
    static base::Result<TlbTrace> make(const TlbTraceConfig& config);

    void run(std::span<const std::uint64_t> pages);
    std::uint64_t accesses() const { return accesses_; }
    std::uint64_t misses() const { return misses_; }
    std::size_t pages() const { return ids_.size(); }

    static constexpr std::uint64_t max_entries = std::uint64_t{1} << 24;

private:
    // The newest first; a set's pages are a ring through `newer` and `older`.
    struct Set {
        PageId newest = os::no_page;
        std::uint32_t size = 0;
    };
    struct Links {
        PageId newer = os::no_page, older = os::no_page;  ///< no_page: not in the TLB
    };
    explicit TlbTrace(const TlbTraceConfig& config) : config_(config), sets_(config.entries / config.ways) {}
    void insert(Set& set, PageId id);
    void remove(Set& set, PageId id);

    TlbTraceConfig config_;
    std::vector<Set> sets_;
    std::vector<Links> links_;  ///< by page id
    PageIds ids_;
    std::uint64_t accesses_ = 0, misses_ = 0;
};

/// "lru" or "fifo"; true for lru. The error says what there is.
base::Result<bool> parse_tlb_policy(std::string_view name);

}  // namespace sim
