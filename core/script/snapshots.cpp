#include "core/script/snapshots.h"

#include <algorithm>
#include <numeric>

namespace script {

namespace {
constexpr std::uint64_t scan_work = 4;  // finding a page's entry, which no event tells

// How far apart two snapshots are, in the unit of work: an event that is told takes as long as four that are only
// counted, and a command takes time of its own.
std::uint64_t position_of(const Snapshot& s) { return s.work + 4 * s.event + 1024 * s.command; }
}  // namespace

std::uint64_t work_of(const sim::Machine& machine) {
    using base::EventKind;
    const std::uint64_t all = std::accumulate(machine.counts.begin(), machine.counts.end(), std::uint64_t{0});
    const std::uint64_t accesses = machine.count(EventKind::access_start), quick = accesses + machine.count(EventKind::tlb_hit) + machine.count(EventKind::access_done);
    return all - quick + accesses / 8 + scan_work * machine.kernel.reclaim.scanned;
}

void Snapshot::pack() {
    auto more = machine.hw.ram.take_unshared();
    if (!more.numbers.empty()) packed.push_back(std::make_shared<hw::Ram::Packed>(std::move(more)));
    is_packed = true;
}

std::size_t Snapshot::packed_bytes() const {
    return std::accumulate(packed.begin(), packed.end(), std::size_t{0}, [](std::size_t sum, const auto& each) { return sum + each->bytes(); });
}

sim::Machine Snapshot::restored() const {
    sim::Machine whole = machine;
    for (const auto& each : packed) whole.hw.ram.put_back(*each);
    return whole;
}

void Snapshots::reset(const sim::Machine& start) {
    kept_.clear();
    kept_.push_back({0, 0, {}, start, sim::approximate_bytes(start)});
    bytes_ = kept_[0].bytes;
}

void Snapshots::add(Snapshot snapshot) {
    auto behind = std::upper_bound(kept_.begin(), kept_.end(), snapshot, [](const Snapshot& a, const Snapshot& b) { return position_of(a) < position_of(b); });
    const Snapshot& before = *std::prev(behind);
    if (before.event == snapshot.event && before.command == snapshot.command && !before.place.loops.empty() && !snapshot.place.loops.empty()) {
        bytes_ -= before.bytes;
        behind = kept_.erase(std::prev(behind));
    }
    behind = kept_.insert(behind, std::move(snapshot));
    count_bytes(behind++);
    if (behind != kept_.end()) count_bytes(behind);
    thin();
}

void Snapshots::count_bytes(std::vector<Snapshot>::iterator at) {
    bytes_ -= at->bytes;
    at->bytes = sim::bytes_beyond(at->machine, std::prev(at)->machine) + at->packed_bytes();
    bytes_ += at->bytes;
}

// Within a command the machine between two rounds is no longer quite what it was at the event before.
const Snapshot& Snapshots::before(std::uint64_t event) const {
    auto behind = std::upper_bound(kept_.begin(), kept_.end(), event, [](std::uint64_t e, const Snapshot& s) { return e < s.event; });
    while (std::prev(behind)->event == event && !std::prev(behind)->place.loops.empty()) --behind;
    return *std::prev(behind);
}

const Snapshot& Snapshots::before_round(std::size_t command, std::uint64_t rounds) const {
    const auto lies_behind = [&](const Snapshot& s) { return s.command > command || (s.command == command && !s.place.loops.empty() && s.place.rounds > rounds); };
    std::size_t i = kept_.size() - 1;
    while (i > 0 && lies_behind(kept_[i])) --i;
    return kept_[i];
}

const Snapshot& Snapshots::before_command(std::size_t command) const {
    for (std::size_t i = kept_.size(); i-- > 1;)
        if (kept_[i].command < command || (kept_[i].command == command && kept_[i].place.loops.empty())) return kept_[i];
    return kept_[0];
}

void Snapshots::truncate(std::size_t command) {
    while (kept_.size() > 1 && (kept_.back().command > command || (kept_.back().command == command && !kept_.back().place.loops.empty()))) {
        bytes_ -= kept_.back().bytes;
        kept_.pop_back();
    }
}

void Snapshots::set_budget(std::size_t bytes) {
    budget_ = bytes;
    thin();
}

// The first is the start and the last is wanted soonest. Of the others the one goes that leaves the smallest gap,
// when all are packed.
void Snapshots::thin() {
    const auto gap = [&](std::size_t i) { return position_of(kept_[i + 1]) - position_of(kept_[i - 1]); };
    while (kept_.size() > 2 && (bytes_ > budget_ || kept_.size() > most)) {
        if (bytes_ > budget_ && pack_one()) continue;
        std::size_t victim = 1;
        for (std::size_t i = 2; i + 1 < kept_.size(); ++i)
            if (gap(i) < gap(victim)) victim = i;
        bytes_ -= kept_[victim].bytes;
        const auto next = kept_.erase(kept_.begin() + static_cast<std::ptrdiff_t>(victim));
        count_bytes(next);
        next->is_packed = std::prev(next)->is_packed = false;  // what they shared with it is theirs alone now
    }
}

bool Snapshots::pack_one() {
    for (std::size_t i = 1; i + 1 < kept_.size(); ++i) {
        if (kept_[i].is_packed) continue;
        kept_[i].pack();
        count_bytes(kept_.begin() + static_cast<std::ptrdiff_t>(i));
        return true;
    }
    return false;
}

}  // namespace script
