#include "core/script/timeline.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <vector>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/script/replays.h"

namespace script {
namespace {

// So many events or commands, or so much work, lie between two snapshots: replaying them takes a few milliseconds.
constexpr std::uint64_t most_events_between = 2048;
constexpr std::uint64_t most_work_between = 1 << 17;  // of a run, which can take long without an event
// A round that does more than this has a snapshot right before it and others within, where reclaim pauses: a replay has to
// do neither what leads up to it nor all of it. (Reclaim that looks through all pages is one round.)
constexpr std::uint64_t heavy_round = most_work_between / 2;
constexpr std::uint64_t most_work_inside = heavy_round / 2;
constexpr std::size_t most_commands_between = 64;

// Writes a command's events into the log and takes snapshots between its rounds.
class Recorder final : public sim::Observer, public RoundObserver {
public:
    /// `before`: the machine that the command begins with, and what was done up to there.
    Recorder(EventLog& log, Snapshots& snapshots, std::size_t command, const sim::Machine& before, std::uint64_t work)
        : round_{{command, {}}, work}, log_(log), snapshots_(snapshots), counted_(work_of(before)), work_(work) {}

    void on_event(const sim::Machine&, const base::Event& event) override {
        if (log_.size() < max_events) log_.append(event);
        else full = true;
    }
    bool on_pause(sim::Machine&, bool) override { return round_.paused = true; }
    bool on_round(const sim::Machine& machine, const Checkpoint& place) override {
        const std::uint64_t work = work_at(machine);
        end_round(work);
        round_ = {round_at(round_.number.command, place), work};
        if (log_.size() >= snapshots_.last().event + most_events_between || work >= snapshots_.last().work + most_work_between)
            snapshots_.add({log_.size(), round_.number.command, place, machine, 0, work});
        return !full;
    }
    /// The round is over: `work` was done up to here.
    void end_round(std::uint64_t work) {
        const bool begins_far_behind = round_.work > snapshots_.last().work + heavy_round / 8;
        if (work > round_.work + heavy_round && (round_.paused || begins_far_behind)) heavy.push_back(round_);
    }
    std::uint64_t work_at(const sim::Machine& machine) const { return script::work_at(machine, counted_, work_); }
    bool full = false;
    std::vector<HeavyRound> heavy;  ///< rounds that did much and need snapshots

private:
    HeavyRound round_;  // that is under way
    EventLog& log_;
    Snapshots& snapshots_;
    std::uint64_t counted_, work_;  // before the command
};

// The line without the `cut N` it may begin with.
std::string_view uncut(std::string_view line) {
    if (line.substr(0, 4) != "cut ") return line;
    const std::size_t number = std::min(line.find_first_not_of(" \t", 4), line.size());
    const std::size_t blank = std::min(line.find_first_of(" \t", number), line.size());
    return line.substr(std::min(line.find_first_not_of(" \t", blank), line.size()));
}

}  // namespace

Timeline::Timeline(sim::Machine start) { reset(std::move(start)); }

void Timeline::reset(sim::Machine start) {
    start_ = std::move(start);
    latest_ = start_;
    history_.clear();
    events_.truncate(0);
    snapshots_.reset(start_);
    position_ = 0;
    changed();
}

// Counts over all timelines: a copy goes on with its original's number until it changes.
void Timeline::changed() {
    static std::atomic<std::uint64_t> last{0};
    edition_ = ++last;
}

void Timeline::truncate(std::size_t command) {
    if (command >= history_.size()) return;
    latest_ = machine_before(command);
    events_.truncate(history_[command].first_event);
    snapshots_.truncate(command);
    history_.resize(command);
    position_ = size();
    changed();
}

base::Result<CommandResult> Timeline::append(std::string_view line) {
    const std::uint64_t first = size();
    sim::Machine machine = latest_;
    const std::uint64_t work = history_.empty() ? 0 : history_.back().work;
    Recorder recorder(events_, snapshots_, history_.size(), latest_, work);
    auto result = execute(machine, line, recorder, recorder);
    if (result && result->changes && recorder.full)
        result = base::Error{base::phrase("script.history-would-hold-more-than", {base::grouped(max_events)}), base::phrase("script.do-less-in-one-line"), 0, 1};
    if (!result || !result->changes) {
        events_.truncate(first);
        snapshots_.truncate(history_.size());
        return result;
    }
    history_.push_back({base::trimmed(line), first, size(), recorder.work_at(machine)});
    recorder.end_round(history_.back().work);
    for (const HeavyRound& round : recorder.heavy) keep_inside(round);
    latest_ = std::move(machine);
    position_ = size();
    changed();
    if (size() >= snapshots_.last().event + most_events_between || history_.size() >= snapshots_.last().command + most_commands_between)
        snapshots_.add({size(), history_.size(), {}, latest_, 0, history_.back().work});
    return result;
}

void Timeline::keep_inside(const HeavyRound& round) {
    const RoundNumber& number = round.number;
    const Snapshot* from = &snapshots_.before_round(number);
    if (!number.rounds && from->round() != number) {
        snapshots_.add({history_[number.command].first_event, number.command, {}, latest_, 0, round.work});
        from = &snapshots_.before_round(number);
    }
    if (from->round() == number && !round.paused) return;
    KeepRound keep(*from, round, most_work_inside);
    sim::Machine machine;
    replay(*from, machine, keep, keep);
    for (Snapshot& each : keep.kept) snapshots_.add(std::move(each));
}

std::string Timeline::cut_line(std::size_t command, std::uint64_t position) const {
    const HistoryEntry& entry = history_[command];
    if (position <= entry.first_event || position >= entry.end_event) return entry.line;
    const Snapshot& from = snapshots_.before(position);
    FindRound find(position - from.event);
    sim::Machine machine;
    replay(from, machine, find, find);
    if (!find.cut) return entry.line;
    return "cut " + std::to_string(*find.cut) + " " + std::string(uncut(entry.line));
}

base::Result<CommandResult> Timeline::run(std::string_view line) {
    if (only_looks(line)) {  // looks at what the reader looks at
        sim::NullObserver nobody;
        sim::Machine machine = this->machine();
        return execute(machine, line, nobody);
    }
    if (position_ == size()) return append(line);
    // The history is cut behind the round that the position falls into.
    std::size_t kept = history_.size();
    while (kept > 0 && history_[kept - 1].first_event >= position_) --kept;
    std::string present;  // what takes the place of the last command kept
    if (kept > 0 && position_ < history_[kept - 1].end_event) present = cut_line(kept - 1, position_);
    // Tried on a copy first: where it fails nothing changes.
    sim::NullObserver nobody;
    sim::Machine machine = present.empty() ? machine_before(kept) : machine_before(kept - 1);
    if (!present.empty())
        if (auto again = execute(machine, present, nobody); !again) return again;
    auto tried = execute(machine, line, nobody);
    if (!tried || !tried->changes) return tried;
    if (present.empty() || present == history_[kept - 1].line) {
        truncate(kept);
    } else {
        truncate(kept - 1);
        if (auto again = append(present); !again) return again;
    }
    return append(line);
}

base::Status Timeline::run_all(std::string_view text) {
    int number = 0;
    for (const std::string& line : base::split(text, '\n')) {
        ++number;
        auto result = run(line);
        if (result) continue;
        base::Error error = result.error();
        error.line = number;
        return error;
    }
    return base::Done{};
}

void Timeline::seek(std::uint64_t position) {
    position = std::min(position, size());
    if (position == position_) return;
    position_ = position;
    show();
}

void Timeline::step_command() {
    for (const HistoryEntry& entry : history_)
        if (entry.end_event > position_) return seek(entry.end_event);
}

void Timeline::back_command() {
    for (auto entry = history_.rbegin(); entry != history_.rend(); ++entry)
        if (entry->first_event < position_) return seek(entry->first_event);
}

std::size_t Timeline::command_of(std::uint64_t i) const {
    const auto after = std::upper_bound(history_.begin(), history_.end(), i,
                                        [](std::uint64_t n, const HistoryEntry& entry) { return n < entry.end_event; });
    return static_cast<std::size_t>(after - history_.begin());
}

std::vector<std::string> Timeline::lines() const {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < history_.size(); ++i) {
        if (history_[i].first_event >= position_ && position_ != size()) break;
        lines.push_back(cut_line(i, position_));
    }
    return lines;
}

// --- the past -----------------------------------------------------------------------------------

void Timeline::replay(const Snapshot& from, sim::Machine& machine, sim::Observer& observer, RoundObserver& rounds) const {
    if (from.is_inside_round()) {
        const Snapshot& before = snapshots_.between_rounds_before(from.round());
        SkipAhead skip(before, from, observer, rounds);
        return replay(before, machine, skip, skip);
    }
    machine = from.restored();
    const Checkpoint* place = from.place.loops.empty() ? nullptr : &from.place;
    for (std::size_t i = from.command; i < history_.size(); ++i) {
        execute_again(machine, history_[i].line, observer, rounds, place);
        place = nullptr;
        if (!rounds.on_round(machine, {})) return;
    }
}

sim::Machine Timeline::machine_before(std::size_t i) const {
    if (i >= history_.size()) return latest_;
    const Snapshot& from = snapshots_.before_command(i);
    if (from.command == i) return from.restored();
    FindCommand find(from, i);
    sim::Machine machine;
    replay(from, machine, find, find);
    return machine;
}

base::Event Timeline::event(std::uint64_t i) const {
    if (const base::Event* known = events_.find(i)) return *known;
    const std::uint64_t first = i / EventLog::block_size * EventLog::block_size;
    const Snapshot& from = snapshots_.before(first);
    Collect collect(first - from.event, std::min(EventLog::block_size, size() - first));
    sim::Machine machine;
    replay(from, machine, collect, collect);
    events_.keep(first, std::move(collect.events));
    const base::Event* made = events_.find(i);
    return made ? *made : base::Event{};
}

void Timeline::show() {
    if (position_ < size()) shown_ = machine_at(position_);  // else that is the latest
}

sim::Machine Timeline::machine_at(std::uint64_t position) const {
    if (position >= size()) return latest_;
    const Snapshot& from = snapshots_.before(position);
    if (position == from.event && !from.is_inside_command()) return from.restored();
    // At the end of a command its last words are said: its machine is the one that the next begins with.
    const std::size_t command = position == 0 ? 0 : command_of(position - 1);
    if (position == 0 || history_[command].end_event == position) return machine_before(position == 0 ? 0 : command + 1);
    sim::Machine wanted, machine;
    Capture capture(position - from.event, wanted);
    replay(from, machine, capture, capture);
    return wanted;
}

}  // namespace script
