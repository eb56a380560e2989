// History and time travel: the commands given so far, the events they caused, and the machine at
// any event.
//
//     commands:   | machine | process | map      | read A va                  |
//     events:     0 ....... 1 ........ 4 ....... 5 . . . . . . . . . . . . . 17
//     position:                                         ^ the reader looks here
//
// A position is a number of events: at position n the first n events have happened. Its machine
// is made by replaying from the snapshot before it. It is for showing only: a new command given
// there first completes the round of the command it falls into (a repeat is cut there, and the cut
// is part of the history), and drops what came after it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/script/command.h"
#include "core/script/event_log.h"
#include "core/script/snapshots.h"
#include "core/sim/machine.h"

namespace script {

struct HistoryEntry {
    std::string line;
    std::uint64_t first_event = 0;  ///< number of events before it
    std::uint64_t end_event = 0;    ///< number of events after it
    std::uint64_t work = 0;         ///< what all commands up to it did, see work_of()
};

/// The most events that a history holds.
constexpr std::uint64_t max_events = 2'000'000;

class Timeline {
public:
    explicit Timeline(sim::Machine start = sim::default_machine());

    /// Executes a line at the position and moves the position to the end. Where it fails nothing
    /// changes. A line that only looks (print, expect, help) looks at machine() and leaves the
    /// position where it is.
    base::Result<CommandResult> run(std::string_view line);
    /// Lines of a text, each its own command; stops at the first error, which carries its line.
    base::Status run_all(std::string_view text);

    std::uint64_t size() const { return events_.size(); }  ///< events in the history
    std::uint64_t position() const { return position_; }   ///< 0..size()
    /// Looks at another moment; beyond the end means the end.
    void seek(std::uint64_t position);
    void step() { seek(position_ + 1); }
    void back() { seek(position_ == 0 ? 0 : position_ - 1); }
    /// To the end of the command before, or of the one after.
    void step_command();
    void back_command();

    /// The machine at the position.
    const sim::Machine& machine() const { return position_ == size() ? latest_ : shown_; }
    /// The machine after the whole history.
    const sim::Machine& latest() const { return latest_; }
    const sim::Machine& start() const { return start_; }
    /// The machine before command i of the history; the latest where there is no such command.
    sim::Machine machine_before(std::size_t i) const;
    /// The machine at any position; beyond the end means the end.
    sim::Machine machine_at(std::uint64_t position) const;
    /// Event number i (0-based): the i+1-th that happened. REQUIRES: i < size()
    base::Event event(std::uint64_t i) const;
    /// Its kind; cheaper. REQUIRES: i < size()
    base::EventKind kind(std::uint64_t i) const { return events_.kind(i); }
    /// False when event() would have to replay for it. REQUIRES: i < size()
    bool has_event(std::uint64_t i) const { return events_.holds(i); }
    /// The kinds that occur in [first, end); quick, however many there are. REQUIRES: first <= end <= size()
    base::KindSet kinds(std::uint64_t first, std::uint64_t end) const { return events_.kinds(first, end); }
    /// The last event before number `before` whose kind is in the set.
    std::optional<std::uint64_t> last_of(const base::KindSet& kinds, std::uint64_t before) const { return events_.last_of(kinds, before); }
    /// Another number after every change of the history. Where two timelines have the same, their
    /// histories are the same: what was found in one holds.
    std::uint64_t edition() const { return edition_; }
    const std::vector<HistoryEntry>& history() const { return history_; }
    /// The command that event i belongs to, as index into history(). REQUIRES: i < size()
    std::size_t command_of(std::uint64_t i) const;
    /// The lines of the history up to the position; the present one is complete, or cut behind the
    /// round that the position falls into.
    std::vector<std::string> lines() const;

    /// Forgets the history; `start` is the new position 0.
    void reset(sim::Machine start);

    /// What snapshots may cost, bytes.
    void set_budget(std::size_t bytes) { snapshots_.set_budget(bytes); }
    const Snapshots& snapshots() const { return snapshots_; }

private:
    /// Executes the line at the end of the history.
    base::Result<CommandResult> append(std::string_view line);
    /// Forgets the history from command `command` on.
    void truncate(std::size_t command);
    /// The line that does of command `command` what has happened at `position`, its round completed.
    std::string cut_line(std::size_t command, std::uint64_t position) const;
    /// Replays from `from` and hands on what happens, until `rounds` says to stop or the history ends.
    void replay(const Snapshot& from, sim::Machine& machine, sim::Observer& observer, RoundObserver& rounds) const;
    /// Keeps snapshots before a round of the last command, and at its pauses. REQUIRES: latest_ is the machine before it
    void keep_inside(const HeavyRound& round);
    void show();
    void changed();

    sim::Machine start_;
    sim::Machine latest_;
    sim::Machine shown_;  // at the position, when that is not the end
    std::vector<HistoryEntry> history_;
    mutable EventLog events_;  // makes again what it has dropped
    Snapshots snapshots_;
    std::uint64_t position_ = 0;
    std::uint64_t edition_ = 0;
};

}  // namespace script
