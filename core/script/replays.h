// What a timeline does while it replays (private to script/): observers that take what they want and stop.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/script/rounds.h"
#include "core/script/snapshots.h"
#include "core/sim/machine.h"

namespace script {

// The work done by the history at `machine`, when it was `work` at a machine whose work_of() was `counted`. The command
// `machine ...` starts the count again.
inline std::uint64_t work_at(const sim::Machine& machine, std::uint64_t counted, std::uint64_t work) {
    const std::uint64_t now = work_of(machine);
    return work + (now >= counted ? now - counted : now);
}

// Copies the machine when the wanted event of a replay has happened, and stops.
class Capture final : public sim::Observer, public RoundObserver {
public:
    Capture(std::uint64_t wanted, sim::Machine& target) : left_(wanted), target_(target) {}
    void on_event(const sim::Machine& machine, const base::Event&) override {
        if (left_ > 0 && --left_ == 0) target_ = machine;
    }
    bool on_pause(sim::Machine&, bool) override { return left_ > 0; }
    bool on_round(const sim::Machine&, const Checkpoint&) override { return left_ > 0; }

private:
    std::uint64_t left_;
    sim::Machine& target_;
};

// Collects events [skip, skip + wanted) of a replay, and stops.
class Collect final : public sim::Observer, public RoundObserver {
public:
    Collect(std::uint64_t skip, std::uint64_t wanted) : skip_(skip), wanted_(wanted) { events.reserve(wanted); }
    void on_event(const sim::Machine&, const base::Event& event) override {
        if (skip_ > 0) --skip_;
        else if (events.size() < wanted_) events.push_back(event);
    }
    bool on_pause(sim::Machine&, bool) override { return events.size() < wanted_; }
    bool on_round(const sim::Machine&, const Checkpoint&) override { return events.size() < wanted_; }
    std::vector<base::Event> events;

private:
    std::uint64_t skip_, wanted_;
};

// Goes on until the replay has come to the wanted event, and remembers the rounds that took.
class FindRound final : public sim::Observer, public RoundObserver {
public:
    explicit FindRound(std::uint64_t wanted) : left_(wanted) {}
    void on_event(const sim::Machine&, const base::Event&) override { left_ -= left_ > 0; }
    bool on_round(const sim::Machine&, const Checkpoint& place) override {
        if (left_ > 0) return true;
        if (!cut && !place.loops.empty()) cut = place.rounds;
        return false;
    }
    std::optional<std::uint64_t> cut;  ///< none: the command was over before

private:
    std::uint64_t left_;
};

// Where a replay is.
class Whereabouts {
public:
    explicit Whereabouts(const Snapshot& from) : round_(from.round()), pause_(from.pause) {}
    void begin_round(const Checkpoint& place) {
        round_ = round_at(round_.command + place.loops.empty(), place);
        pause_ = {};
    }
    void pause(bool first) {
        ++pause_.number;
        if (first) pause_.first = pause_.number;
    }
    const RoundNumber& round() const { return round_; }
    const Pause& last_pause() const { return pause_; }

private:
    RoundNumber round_;
    Pause pause_;
};

// Goes on to the begin of a command.
class FindCommand final : public sim::Observer, public RoundObserver {
public:
    FindCommand(const Snapshot& from, std::size_t wanted) : at_(from), wanted_(wanted) {}
    void on_event(const sim::Machine&, const base::Event&) override {}
    bool on_round(const sim::Machine&, const Checkpoint& place) override {
        at_.begin_round(place);
        return at_.round().command < wanted_;
    }

private:
    Whereabouts at_;
    std::size_t wanted_;
};

// Takes snapshots of a round: at its begin, unless the replay begins there, and at pauses inside it.
class KeepRound final : public sim::Observer, public RoundObserver {
public:
    /// At least `work_between` lies between two snapshots.
    KeepRound(const Snapshot& from, const HeavyRound& wanted, std::uint64_t work_between) : at_(from), wanted_(wanted), work_between_(work_between), event_(from.event) {
        if (from.round() == wanted.number && !from.is_inside_round()) begin(from.machine, from.place);
    }
    void on_event(const sim::Machine&, const base::Event&) override { ++event_; }
    bool on_pause(sim::Machine& machine, bool first) override {
        at_.pause(first);
        if (begun_ && work(machine) >= kept_at_ + work_between_) keep(machine);
        return true;
    }
    bool on_round(const sim::Machine& machine, const Checkpoint& place) override {
        at_.begin_round(place);
        if (begun_) return at_.round() == wanted_.number;
        if (at_.round() == wanted_.number) {
            begin(machine, place);
            keep(machine);
            return wanted_.paused;
        }
        return at_.round().command <= wanted_.number.command;
    }
    std::vector<Snapshot> kept;

private:
    std::uint64_t work(const sim::Machine& machine) const { return work_at(machine, counted_, wanted_.work); }
    void begin(const sim::Machine& machine, const Checkpoint& place) {
        begun_ = true;
        place_ = place;
        counted_ = work_of(machine);
        kept_at_ = wanted_.work;
    }
    void keep(const sim::Machine& machine) {
        kept_at_ = work(machine);
        kept.push_back({event_, wanted_.number.command, place_, machine, 0, kept_at_, at_.last_pause()});
    }

    Whereabouts at_;
    HeavyRound wanted_;
    std::uint64_t work_between_;
    std::uint64_t event_;
    bool begun_ = false;
    Checkpoint place_;             // of the round
    std::uint64_t counted_ = 0;    // by the machine at its begin
    std::uint64_t kept_at_ = 0;    // work done at the last snapshot
};

// Leads a replay that begins between two rounds to a snapshot inside one: the search that this was taken in goes on from it
// at its first pause. What happens before is not handed on.
class SkipAhead final : public sim::Observer, public RoundObserver {
public:
    SkipAhead(const Snapshot& from, const Snapshot& to, sim::Observer& observer, RoundObserver& rounds) : at_(from), to_(to), observer_(observer), rounds_(rounds) {}
    void on_event(const sim::Machine& machine, const base::Event& event) override {
        if (arrived_) observer_.on_event(machine, event);
    }
    bool on_pause(sim::Machine& machine, bool first) override {
        if (arrived_) return observer_.on_pause(machine, first);
        at_.pause(first);
        if (at_.round() != to_.round() || at_.last_pause().number != to_.pause.first) return true;
        // A copy, not a move: who made the access that reclaim works for holds references to processes, jobs and the like,
        // and the vectors that these lie in are as long in both machines.
        const sim::Machine there = to_.restored();
        machine = there;
        return arrived_ = true;
    }
    bool on_round(const sim::Machine& machine, const Checkpoint& place) override {
        if (arrived_) return rounds_.on_round(machine, place);
        at_.begin_round(place);
        return at_.round().command <= to_.command;
    }

private:
    Whereabouts at_;
    const Snapshot& to_;
    sim::Observer& observer_;
    RoundObserver& rounds_;
    bool arrived_ = false;
};

}  // namespace script
