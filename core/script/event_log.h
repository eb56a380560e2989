// The events of a history. Their kinds are kept for ever, a byte each, with the set of those in every
// stretch, so that a million can be searched or drawn at once. The events themselves are kept in
// blocks, as many as fit, and those longest not asked for go first. Whoever wants one that is gone makes
// its block again by replaying (core/script/timeline.h).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/base/events.h"

namespace script {

class EventLog {
public:
    static constexpr std::uint64_t block_size = 1024;  ///< events
    static constexpr std::size_t most_blocks = 128;    ///< kept: 10 MiB

    std::uint64_t size() const { return kinds_.size(); }
    /// REQUIRES: i < size()
    base::EventKind kind(std::uint64_t i) const { return kinds_[i]; }
    /// The kinds that occur in [first, end). REQUIRES: first <= end <= size()
    base::KindSet kinds(std::uint64_t first, std::uint64_t end) const;
    /// The last event before number `before` whose kind is in the set.
    std::optional<std::uint64_t> last_of(const base::KindSet& kinds, std::uint64_t before) const;

    void append(const base::Event& event);
    /// Forgets the events from number `size` on.
    void truncate(std::uint64_t size);

    /// Event i, or nullptr when it is not kept. Valid until the next call. REQUIRES: i < size()
    const base::Event* find(std::uint64_t i);
    /// True when find() would give it.
    bool holds(std::uint64_t i) const;
    /// Keeps events [first, first + events.size()) again. REQUIRES: first is a multiple of block_size.
    void keep(std::uint64_t first, std::vector<base::Event> events);

private:
    struct Block {
        std::vector<base::Event> events;  // the first of the block on, without gaps
        std::uint64_t used = 0;           // when it was last asked for
    };
    Block& fresh(std::uint64_t number);

    static constexpr std::uint64_t stretch = 256;  // events

    std::vector<base::EventKind> kinds_;
    std::vector<base::KindSet> stretches_;  // the kinds of events [i * stretch, (i + 1) * stretch)
    std::map<std::uint64_t, Block> blocks_;  // by number
    std::uint64_t clock_ = 0;
};

}  // namespace script
