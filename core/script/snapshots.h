// Machines of the past, for going back without replaying all of it. Copies share memory with their
// neighbours, so what a snapshot costs is what changed since the one before it. When they cost
// more than the budget, they are packed, the oldest first; then those go whose neighbours lie closest together.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/script/rounds.h"
#include "core/sim/machine.h"

namespace script {

struct Snapshot {
    /// The machine as it was.
    sim::Machine restored() const;
    RoundNumber round() const { return round_at(command, place); }
    bool is_inside_round() const { return pause.number > 0; }
    bool is_inside_command() const { return !place.loops.empty() || is_inside_round(); }

    std::uint64_t event = 0;    ///< so many events had happened
    std::size_t command = 0;    ///< index in the history of the command that comes next, or is under way
    Checkpoint place;           ///< where in that command
    sim::Machine machine;       ///< without what is packed
    std::size_t bytes = 0;      ///< not shared with the snapshot before it, approximately
    std::uint64_t work = 0;     ///< what the history did up to it, see work_of()
    Pause pause = {};           ///< where in the round that begins at `place`
    struct Packed {
        hw::Ram::Packed ram;
        std::vector<hw::Tlb::Packed> tlbs;  ///< by core; none where they were packed before
        std::size_t bytes() const;
    };
    std::vector<std::shared_ptr<const Packed>> packed = {};  ///< parts of the machine; copies of a timeline share them
    bool is_packed = false;     ///< nothing is left to pack

    /// Packs the TLBs, and of RAM what no other machine shares.
    void pack();
    std::size_t packed_bytes() const;
};

/// What the machine has done since it was made, in units of about 50 ns of a replay: the events that it counts, told
/// or not, and the pages that reclaim looked at. Accesses that the TLB answers at once cost an eighth.
std::uint64_t work_of(const sim::Machine& machine);

class Snapshots {
public:
    /// Bytes. A page, whose pointers have 32 bits, has to make do with less than a program.
    static constexpr std::size_t default_budget = std::size_t{sizeof(void*) == 4 ? 64 : 512} << 20;
    static constexpr std::size_t most = 1024;

    /// Forgets all and starts with the machine at event 0, which is never dropped.
    void reset(const sim::Machine& start);
    /// Puts it where its event, command and work belong. One before it, between two rounds of the same command and at
    /// the same event, goes when this one also is: nobody can want to see that. REQUIRES: it lies at or behind the first one
    void add(Snapshot snapshot);
    /// The last one that is at or before `event`.
    const Snapshot& before(std::uint64_t event) const;
    /// The last one from which that round can be replayed from its begin.
    const Snapshot& before_round(const RoundNumber& round) const;
    const Snapshot& before_command(std::size_t command) const { return before_round({command, {}}); }
    /// The same, of those that lie between two rounds.
    const Snapshot& between_rounds_before(const RoundNumber& round) const;
    const Snapshot& last() const { return kept_.back(); }
    /// Drops those that lie in or behind the command, but for its begin.
    void truncate(std::size_t command);

    void set_budget(std::size_t bytes);
    std::size_t bytes() const { return bytes_; }
    std::size_t count() const { return kept_.size(); }

private:
    const Snapshot& last_before(const RoundNumber& round, bool inside_rounds) const;
    void thin();
    /// Packs the first that has something left to pack; false: there is none.
    bool pack_one();
    /// What one costs beyond the one before it. REQUIRES: it is not the first
    void count_bytes(std::vector<Snapshot>::iterator at);

    std::vector<Snapshot> kept_;  // by event
    std::size_t bytes_ = 0;
    std::size_t budget_ = default_budget;
};

}  // namespace script
