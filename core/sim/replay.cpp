#include "core/sim/replay.h"

#include <algorithm>
#include <utility>

#include "core/base/phrase.h"
#include "core/os/policies/any_policy.h"
#include "core/os/policies/opt.h"
#include "core/sim/opt_count.h"
#include "core/sim/page_ids.h"

namespace sim {
namespace {

using os::Sees;

// What policies see of a trace: the bits that hardware would keep, and the times of use. The front holds resident
// pages only, so that one comparison finds that an access hits; it also holds the time of their last use, and the
// accessed bit is that this time is not 0.
struct TraceSight {
    PageIds ids;
    PageFront front;
    std::vector<std::uint64_t> times;      ///< by page id; of a page in the front the front has it
    std::vector<std::uint16_t> places;     ///< by page id: its place in the front
    std::vector<std::uint8_t> dirty_bits;  ///< by page id
    std::uint64_t time = 1;                ///< of the access that is going on
    std::uint64_t written_back = 0;

    std::uint64_t& last_use(PageId id) {
        const std::size_t place = places[id];
        return front.table().id[place] == id ? front.table().time[place] : times[id];
    }
    bool accessed(PageId id) { return last_use(id) != 0; }
    void clear_accessed(PageId id) { last_use(id) = 0; }
    void expect(std::span<const PageId>) {}
    bool dirty(PageId id) const { return dirty_bits[id]; }
    void write_back(PageId id) {
        dirty_bits[id] = 0;
        ++written_back;
    }
    std::uint64_t now() const { return time; }

    /// Puts a resident page in the front; what stood there keeps its time elsewhere.
    void enter(PageId id, std::uint64_t page, std::uint64_t time_of_use) {
        const std::size_t place = places[id];
        if (front.in_use(place)) times[front.table().id[place]] = front.table().time[place];
        front.put(place, page, time_of_use, id);
    }
    void leave(PageId id) {
        if (front.table().id[places[id]] == id) front.clear(places[id]);
    }
};

// One policy's loop.
template <class Policy>
class Engine final : public ReplayEngine {
public:
    Engine(Policy policy, std::uint64_t frames) : frames_(frames), policy_(std::move(policy)) {}

    void run(const PageBatch& batch) override {
        const std::uint8_t* writes = batch.writes.empty() ? nullptr : batch.writes.data();
        if (writes) run_with_writes(batch.pages, writes);
        else run_blocks(batch.pages.data(), batch.pages.size());
    }
    void run(std::span<const std::uint32_t> pages) override { run_blocks(pages.data(), pages.size()); }
    void run(const PageBatch& batch, std::vector<ReplayStep>& steps) override {
        for (std::size_t i = 0; i < batch.pages.size(); ++i) {
            const std::uint64_t misses = misses_, evictions = evictions_;
            access(sight_.front.table(), batch.pages[i], sight_.time);
            if (!batch.writes.empty() && batch.writes[i]) mark_dirty(batch.pages[i]);
            steps.push_back({misses_ == misses, evictions_ != evictions, evictions_ != evictions ? sight_.ids.page(victim_) : 0});
            ++sight_.time;
        }
    }
    ReplayCounts counts() const override { return {sight_.time - 1, misses_, evictions_, sight_.written_back}; }
    std::size_t pages() const override { return sight_.ids.size(); }

private:
    // A policy that keeps more than times must be told of each access.
    static constexpr bool wants_touch = Policy::sees == Sees::every_access && !std::is_same_v<Policy, os::Lru>;
    static constexpr bool wants_time = Policy::sees != Sees::faults;
    static constexpr std::size_t block = 512;

    // A block in which many pages were not in the front is followed by one whose table places are fetched ahead.
    template <class Page>
    void run_blocks(const Page* pages, std::size_t count) {
        PageFront::Table& front = sight_.front.table();
        while (count > 0) {
            const std::size_t size = std::min(count, block);
            if (slow_ > block / 8)
                for (std::size_t i = 0; i < size; ++i) sight_.ids.prefetch(pages[i]);
            slow_ = 0;
            const std::uint64_t start = sight_.time;
            std::size_t i = 0;
            for (; i + 4 <= size; i += 4) {  // four at a time: the loop itself would be a third of the work
                access(front, pages[i], start + i);
                access(front, pages[i + 1], start + i + 1);
                access(front, pages[i + 2], start + i + 2);
                access(front, pages[i + 3], start + i + 3);
            }
            for (; i < size; ++i) access(front, pages[i], start + i);
            sight_.time += size;
            pages += size, count -= size;
        }
    }
    void run_with_writes(std::span<const std::uint64_t> pages, const std::uint8_t* writes) {
        for (std::size_t i = 0; i < pages.size(); ++i) {
            access(sight_.front.table(), pages[i], sight_.time);
            if (writes[i]) mark_dirty(pages[i]);
            ++sight_.time;
        }
    }
    void access(PageFront::Table& front, std::uint64_t page, std::uint64_t time) {
        const std::size_t place = PageFront::place_of(page);
        if (front.page[place] == page) [[likely]] {
            if constexpr (wants_time) front.time[place] = time;
            if constexpr (wants_touch) policy_.touch(front.id[place]);
        } else {
            access_slowly(page, time);
        }
    }
    // REQUIRES: page was just accessed, so it stands in the front
    void mark_dirty(std::uint64_t page) { sight_.dirty_bits[sight_.front.table().id[PageFront::place_of(page)]] = 1; }

    [[gnu::noinline]] void access_slowly(std::uint64_t page, std::uint64_t time) {
        ++slow_;
        const PageId id = sight_.ids.id_of(page);
        if (sight_.ids.size() > resident_.size()) grow(page);
        const bool hit = resident_[id];
        if (!hit) load(id, time);
        else if constexpr (wants_touch) policy_.touch(id);
        sight_.enter(id, page, hit || Policy::marks_loaded ? time : 0);
    }
    void load(PageId id, std::uint64_t time) {
        const std::uint64_t block_start = std::exchange(sight_.time, time);
        ++misses_;
        if (policy_.size() >= frames_) evict();
        policy_.admit(id, sight_);
        resident_[id] = 1;
        sight_.time = block_start;
    }
    void evict() {
        ++evictions_;
        victim_ = policy_.evict(sight_);
        resident_[victim_] = 0;
        if (sight_.dirty_bits[victim_]) sight_.write_back(victim_);
        sight_.leave(victim_);
    }
    void grow(std::uint64_t page) {
        const std::size_t size = sight_.ids.size();
        sight_.places.push_back(static_cast<std::uint16_t>(PageFront::place_of(page)));
        resident_.resize(size);
        sight_.times.resize(size);
        sight_.dirty_bits.resize(size);
        policy_.grow(size);
    }

    std::uint64_t frames_, misses_ = 0, evictions_ = 0;
    std::size_t slow_ = 0;  ///< accesses of the last block that the front did not know
    PageId victim_ = os::no_page;
    Policy policy_;
    TraceSight sight_;
    std::vector<std::uint8_t> resident_;  ///< by page id
};

// OPT, counted without the future.
class OptEngine final : public ReplayEngine {
public:
    explicit OptEngine(std::uint64_t frames) : opt_(frames), frames_(frames) {}

    void run(const PageBatch& batch) override {
        for (const std::uint64_t page : batch.pages) opt_.access(page);
    }
    void run(std::span<const std::uint32_t> pages) override {
        for (const std::uint64_t page : pages) opt_.access(page);
    }
    void run(const PageBatch& batch, std::vector<ReplayStep>& steps) override {
        for (const std::uint64_t page : batch.pages) steps.push_back({opt_.access(page)});
    }
    ReplayCounts counts() const override {
        return {opt_.accesses(), opt_.misses(), opt_.misses() - std::min(opt_.misses(), frames_)};
    }
    std::size_t pages() const override { return opt_.pages(); }

private:
    OptCount opt_;
    std::uint64_t frames_;
};

}  // namespace

base::Result<std::unique_ptr<ReplayEngine>> make_replay(const ReplayConfig& config) {
    const auto row = os::find_policy(config.policy);
    if (!row) return row.error();
    if (config.frames == 0) return base::Error{base::phrase("sim.replay-needs-at-least-one")};
    if (row->sees == Sees::future) return std::unique_ptr<ReplayEngine>(std::make_unique<OptEngine>(config.frames));
    const auto policy = os::make_policy(config.policy, config.options);
    return std::visit(
        [&](const auto& state) -> std::unique_ptr<ReplayEngine> {
            return std::make_unique<Engine<std::decay_t<decltype(state)>>>(state, config.frames);
        },
        policy->state());
}

std::vector<ReplayStep> opt_steps(std::span<const std::uint64_t> pages, std::uint64_t frames) {
    PageIds ids;
    std::vector<PageId> trace;
    trace.reserve(pages.size());
    for (const std::uint64_t page : pages) trace.push_back(ids.id_of(page));
    std::vector<std::uint64_t> next(pages.size()), upcoming(ids.size(), os::Opt::never);
    for (std::size_t i = pages.size(); i-- > 0;) {
        next[i] = upcoming[trace[i]];
        upcoming[trace[i]] = i;
    }
    os::Opt opt;
    opt.grow(ids.size());
    std::vector<ReplayStep> steps(pages.size());
    for (std::size_t i = 0; i < pages.size(); ++i) {
        if (opt.resident[trace[i]]) {
            steps[i].hit = true;
            opt.touch(trace[i], next[i]);
            continue;
        }
        if (opt.size() >= frames) steps[i] = {false, true, ids.page(opt.evict())};
        opt.admit(trace[i], next[i]);
    }
    return steps;
}

base::Result<std::vector<std::uint64_t>> misses_by_frames(const std::string& policy, std::span<const std::uint64_t> pages,
                                                          std::uint64_t max_frames, const os::PolicyOptions& options) {
    std::vector<std::uint64_t> misses;
    for (std::uint64_t frames = 1; frames <= max_frames; ++frames) {
        auto replay = make_replay({policy, frames, options});
        if (!replay) return replay.error();
        (*replay)->run(PageBatch{pages});
        misses.push_back((*replay)->counts().misses);
    }
    return misses;
}

}  // namespace sim
