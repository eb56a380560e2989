// The events of a history. Their kinds are kept for ever, a byte each; the events themselves in
// blocks, as many as fit, and those longest not asked for go first. Whoever wants one that is gone
// makes its block again by replaying (core/script/timeline.h).
#pragma once

#include <cstdint>
#include <map>
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

    void append(const base::Event& event);
    /// Forgets the events from number `size` on.
    void truncate(std::uint64_t size);

    /// Event i, or nullptr when it is not kept. Valid until the next call. REQUIRES: i < size()
    const base::Event* find(std::uint64_t i);
    /// Keeps events [first, first + events.size()) again. REQUIRES: first is a multiple of block_size.
    void keep(std::uint64_t first, std::vector<base::Event> events);

private:
    struct Block {
        std::vector<base::Event> events;  // the first of the block on, without gaps
        std::uint64_t used = 0;           // when it was last asked for
    };
    Block& fresh(std::uint64_t number);

    std::vector<base::EventKind> kinds_;
    std::map<std::uint64_t, Block> blocks_;  // by number
    std::uint64_t clock_ = 0;
};

}  // namespace script
