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

std::size_t Snapshot::Packed::bytes() const {
    return std::accumulate(tlbs.begin(), tlbs.end(), sizeof(*this) + ram.bytes(), [](std::size_t sum, const hw::Tlb::Packed& tlb) { return sum + tlb.bytes(); });
}

void Snapshot::pack() {
    auto more = std::make_shared<Packed>();
    more->ram = machine.hw.ram.take_unshared();
    if (packed.empty())
        for (hw::Core& core : machine.hw.cores) more->tlbs.push_back(core.tlb.take_contents());
    if (packed.empty() || !more->ram.numbers.empty()) packed.push_back(std::move(more));
    is_packed = true;
}

std::size_t Snapshot::packed_bytes() const {
    return std::accumulate(packed.begin(), packed.end(), std::size_t{0}, [](std::size_t sum, const auto& each) { return sum + each->bytes(); });
}

sim::Machine Snapshot::restored() const {
    sim::Machine whole = machine;
    for (const auto& each : packed) {
        whole.hw.ram.put_back(each->ram);
        for (std::size_t core = 0; core < each->tlbs.size(); ++core) whole.hw.cores[core].tlb.put_back(each->tlbs[core]);
    }
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
    const auto is_between_rounds = [](const Snapshot& s) { return !s.place.loops.empty() && !s.is_inside_round(); };
    if (before.event == snapshot.event && before.command == snapshot.command && is_between_rounds(before) && is_between_rounds(snapshot)) {
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
    while (std::prev(behind)->event == event && std::prev(behind)->is_inside_command()) --behind;
    return *std::prev(behind);
}

namespace {

// A replay that begins there comes to the begin of that round.
bool leads_to(const Snapshot& s, const RoundNumber& round) {
    if (s.command != round.command || !s.is_inside_command()) return s.command <= round.command;
    if (!round.rounds) return false;
    return s.place.loops.empty() || s.place.rounds + s.is_inside_round() <= *round.rounds;
}

}  // namespace

const Snapshot& Snapshots::last_before(const RoundNumber& round, bool inside_rounds) const {
    std::size_t i = kept_.size() - 1;
    while (i > 0 && (!leads_to(kept_[i], round) || (kept_[i].is_inside_round() && !inside_rounds))) --i;
    return kept_[i];
}

const Snapshot& Snapshots::before_round(const RoundNumber& round) const { return last_before(round, true); }

const Snapshot& Snapshots::between_rounds_before(const RoundNumber& round) const { return last_before(round, false); }

void Snapshots::truncate(std::size_t command) {
    while (kept_.size() > 1 && (kept_.back().command > command || (kept_.back().command == command && kept_.back().is_inside_command()))) {
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
