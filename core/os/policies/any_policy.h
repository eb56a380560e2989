// A policy chosen at run time, as one copyable, comparable value: what a machine holds.
#pragma once

#include <variant>

#include "core/os/policies/clock.h"
#include "core/os/policies/fifo.h"
#include "core/os/policies/lfu.h"
#include "core/os/policies/lru.h"
#include "core/os/policies/mru.h"
#include "core/os/policies/nru.h"
#include "core/os/policies/random.h"
#include "core/os/policies/second_chance.h"
#include "core/os/policies/two_list.h"
#include "core/os/policies/wsclock.h"

namespace os {

/// Every policy but opt, which needs a future that only a recorded trace has.
using PolicyState = std::variant<Fifo, Lru, Mru, Clock, FifoReinsertion, SecondChance, Nru, Lfu, RandomChoice, WsClock, TwoList>;

/// The contract of policy.h with the choice made at run time.
class AnyPolicy {
public:
    AnyPolicy() = default;  ///< fifo
    explicit AnyPolicy(PolicyState state) : state_(std::move(state)) {}

    const PolicyRow& row() const;
    const PolicyState& state() const { return state_; }  ///< for panels: a clock's hand, the two lists

    void grow(std::size_t ids);
    void admit(PageId page, Sight& sight);
    void touch(PageId page);
    PageId evict(Sight& sight, std::size_t looks = all_looks);
    void forget(PageId page);
    std::size_t size() const;
    /// Bytes of memory, ours, that a copy which knows `ids` pages does not share with `other`; an estimate.
    std::size_t bytes_beyond(const AnyPolicy& other, std::size_t ids) const;

    friend bool operator==(const AnyPolicy&, const AnyPolicy&) = default;

private:
    PolicyState state_;
};

/// An empty policy of that name. The error suggests the closest name, or says why `opt` cannot be had.
base::Result<AnyPolicy> make_policy(std::string_view name, const PolicyOptions& options = {});

}  // namespace os
