// Long commands go round by round: a `repeat` once per repetition, a `touch` once per access, a
// `run` once per step of its scheduler. Between two rounds they can be left, and taken up again on a copy of the
// machine as it was there; so a history of a million events can be looked at anywhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/hw/mmu.h"
#include "core/sim/machine.h"
#include "core/sim/runner.h"

namespace script {

/// One command that is going round: what it read from its line, and how far it has come. The line
/// is not read again when it is taken up, because the machine its expressions saw is gone.
struct Loop {
    std::uint64_t next = 0;   ///< the round to do next, 0-based
    std::uint64_t end = 0;    ///< rounds in all
    // repeat
    std::size_t body = 0;     ///< where in the line the repeated command begins
    std::string counter;      ///< name that counts the rounds; may be empty
    std::optional<std::pair<std::size_t, sim::Binding>> shadowed;  ///< what the counter's name meant, and where it stood
    // touch
    base::VirtAddr start{};
    std::uint64_t stride = 0; ///< bytes
    hw::AccessType type{};
    std::uint32_t process = 0;
    unsigned core = 0;
    // run
    sim::RunGoal goal;
};

/// A place between two rounds.
struct Checkpoint {
    std::vector<Loop> loops;    ///< from the outermost to the innermost; empty: the command's begin
    std::uint64_t rounds = 0;   ///< begun so far, those of all loops together
    std::uint64_t steps = 0;    ///< taken so far, towards max_steps
};

/// One round of a command, or what the command does before its first.
struct RoundNumber {
    std::size_t command = 0;              ///< index in the history
    std::optional<std::uint64_t> rounds;  ///< begun before it; none: before the command's first
    friend bool operator==(const RoundNumber&, const RoundNumber&) = default;
};
inline RoundNumber round_at(std::size_t command, const Checkpoint& place) {
    return {command, place.loops.empty() ? std::nullopt : std::optional(place.rounds)};
}

/// A round that does much.
struct HeavyRound {
    RoundNumber number;
    std::uint64_t work = 0;  ///< done by the history before it
    bool paused = false;     ///< reclaim did, in it
};

/// A pause of reclaim within a round; they are counted from 1.
struct Pause {
    std::uint64_t number = 0;  ///< 0: none
    std::uint64_t first = 0;   ///< number of the first one in the same search
};

/// Asked before each round.
class RoundObserver {
public:
    virtual ~RoundObserver() = default;
    /// False: stop here.
    virtual bool on_round(const sim::Machine& machine, const Checkpoint& place) = 0;
};

}  // namespace script
