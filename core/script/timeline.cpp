#include "core/script/timeline.h"

#include <algorithm>

#include "core/base/text.h"

namespace script {
namespace {

// Keeps the events of a command until it is known to succeed, as many as there is room for.
class Collector final : public sim::Observer {
public:
    explicit Collector(std::uint64_t room) : room_(room) {}
    void on_event(const sim::Machine&, const base::Event& event) override {
        if (events.size() < room_) events.push_back(event);
        else full = true;
    }
    std::vector<base::Event> events;
    bool full = false;

private:
    std::uint64_t room_;
};

// Copies the machine when the wanted event of a replayed command has happened.
class Capture final : public sim::Observer {
public:
    Capture(std::uint64_t wanted, sim::Machine& target) : left_(wanted), target_(target) {}
    void on_event(const sim::Machine& machine, const base::Event&) override {
        if (--left_ == 0) target_ = machine;
    }

private:
    std::uint64_t left_;
    sim::Machine& target_;
};

}  // namespace

Timeline::Timeline(sim::Machine start) { reset(std::move(start)); }

void Timeline::reset(sim::Machine start) {
    start_ = std::move(start);
    latest_ = shown_ = start_;
    history_.clear();
    events_.clear();
    position_ = 0;
}

base::Result<CommandResult> Timeline::run(std::string_view line) {
    if (only_looks(line)) {  // looks at what the reader looks at
        sim::NullObserver nobody;
        return execute(shown_, line, nobody);
    }
    // Where the history would be cut: after the command that the position falls into.
    std::size_t kept = history_.size();
    while (kept > 0 && history_[kept - 1].first_event >= position_) --kept;
    if (position_ == size()) kept = history_.size();
    sim::Machine machine = kept == history_.size() ? latest_ : history_[kept].before;

    Collector collector(max_events - (kept < history_.size() ? history_[kept].first_event : size()));
    const sim::Machine before = machine;
    auto result = execute(machine, line, collector);
    if (!result || !result->changes) return result;
    if (collector.full)
        return base::Error{"the history would hold more than " + base::grouped(max_events) + " events",
                           "do less in one line, or start over", 0, 1};
    if (kept < history_.size()) {
        events_.resize(history_[kept].first_event);
        history_.resize(kept);
    }
    const std::uint64_t first = events_.size();
    events_.insert(events_.end(), collector.events.begin(), collector.events.end());
    history_.push_back({base::trimmed(line), first, events_.size(), before});
    latest_ = shown_ = std::move(machine);
    position_ = events_.size();
    return result;
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
    for (const HistoryEntry& entry : history_)
        if (entry.first_event < position_ || position_ == size()) lines.push_back(entry.line);
    return lines;
}

void Timeline::show() {
    if (position_ == size()) {
        shown_ = latest_;
        return;
    }
    const HistoryEntry& entry = history_[command_of(position_)];
    if (position_ == entry.first_event) {
        shown_ = entry.before;
        return;
    }
    Capture capture(position_ - entry.first_event, shown_);
    sim::Machine replay = entry.before;
    (void)execute(replay, entry.line, capture);  // succeeded before, so it does again
}

}  // namespace script
