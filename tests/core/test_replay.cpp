#include "core/sim/replay.h"

#include "core/sim/mrc.h"
#include "core/sim/page_ids.h"
#include "core/sim/tlb_trace.h"
#include "core/sim/working_set.h"
#include "tests/core/reference.h"
#include "tests/core/support.h"

#include <list>
#include <map>
#include <set>

using reference::Pages;

namespace {

// LRU stack distances by searching a list; misses for 1..most frames.
std::vector<std::uint64_t> naive_curve(const Pages& trace, std::size_t most) {
    std::vector<std::uint64_t> misses(most, 0);
    std::list<std::uint64_t> stack;
    for (const std::uint64_t page : trace) {
        std::size_t depth = 0;
        auto at = stack.begin();
        while (at != stack.end() && *at != page) ++at, ++depth;
        for (std::size_t frames = 1; frames <= most; ++frames) misses[frames - 1] += at == stack.end() || depth >= frames;
        if (at != stack.end()) stack.erase(at);
        stack.push_front(page);
    }
    return misses;
}

std::vector<std::uint64_t> curve_of(const Pages& trace, std::size_t most, std::size_t batch) {
    sim::LruCurve curve;
    for (std::size_t at = 0; at < trace.size(); at += batch)
        curve.run(std::span(trace).subspan(at, std::min(batch, trace.size() - at)));
    CHECK(curve.accesses() == trace.size());
    CHECK(curve.pages() == std::set<std::uint64_t>(trace.begin(), trace.end()).size());
    return curve.misses(most);
}

}  // namespace

TEST_CASE("page ids are dense, in order of first use, and survive growth", "[replay]") {
    sim::PageIds ids;
    std::map<std::uint64_t, sim::PageId> expected;
    for (const std::uint64_t page : reference::random_trace(1, 40'000, 9000)) {
        const auto [at, fresh] = expected.emplace(page, static_cast<sim::PageId>(expected.size()));
        if (fresh) CHECK(ids.find(page) == os::no_page);
        if (ids.id_of(page) != at->second) FAIL("page " << page);
    }
    CHECK(ids.size() == expected.size());
    for (const auto& [page, id] : expected)
        if (ids.find(page) != id || ids.page(id) != page) FAIL("page " << page);
    CHECK(ids.find(~std::uint64_t{0} - 12345) == os::no_page);
}

TEST_CASE("a page in the front is found where it was put, whatever its number", "[replay]") {
    sim::PageFront front;
    for (const std::uint64_t page : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}, std::uint64_t{1} << 63}) {
        const std::size_t place = front.place_of(page);
        CHECK(front.table().page[place] != page);
        CHECK_FALSE(front.in_use(place));
        front.put(place, page, 5, 7);
        CHECK(front.table().page[place] == page);
        CHECK(front.in_use(place));
        front.clear(place);
        CHECK(front.table().page[place] != page);
    }
}

TEST_CASE("a replay in pieces, of 32 bits or of 64, with or without writes, counts the same", "[replay]") {
    Pages trace;
    base::Rng rng{4};
    // More pages than the front holds, so that pages push each other out of it.
    for (int i = 0; i < 60'000; ++i) trace.push_back(rng.below(rng.below(3) ? 300 : 9000));
    const std::vector<std::uint32_t> narrow(trace.begin(), trace.end());
    const std::vector<std::uint8_t> reads(trace.size(), 0);
    for (const os::PolicyRow& row : os::policies()) {
        const sim::ReplayConfig config{std::string(row.name), 700, {1, 2000}};
        CAPTURE(config.policy);
        const auto whole = std::move(*sim::make_replay(config)), pieces = std::move(*sim::make_replay(config)),
                   small = std::move(*sim::make_replay(config)), marked = std::move(*sim::make_replay(config)),
                   stepped = std::move(*sim::make_replay(config));
        whole->run(sim::PageBatch{trace});
        for (std::size_t at = 0; at < trace.size();) {
            const std::size_t size = std::min<std::size_t>(1 + at % 997, trace.size() - at);
            pieces->run(sim::PageBatch{std::span(trace).subspan(at, size)});
            at += size;
        }
        small->run(narrow);
        marked->run(sim::PageBatch{trace, reads});
        std::vector<sim::ReplayStep> steps;
        stepped->run(sim::PageBatch{trace}, steps);
        CHECK(whole->counts().accesses == trace.size());
        CHECK(pieces->counts() == whole->counts());
        CHECK(small->counts() == whole->counts());
        CHECK(marked->counts() == whole->counts());
        CHECK(stepped->counts() == whole->counts());
        CHECK(whole->pages() == std::set<std::uint64_t>(trace.begin(), trace.end()).size());
        CHECK(whole->counts().evictions == whole->counts().misses - 700);
    }
}

TEST_CASE("dirty pages are written back once for each time they leave", "[replay]") {
    const Pages trace{1, 2, 3, 1, 4, 4, 2, 5, 6};
    const std::vector<std::uint8_t> writes{1, 0, 0, 0, 0, 1, 0, 0, 0};
    const auto replay = std::move(*sim::make_replay({"fifo", 3, {}}));
    replay->run(sim::PageBatch{trace, writes});
    // 4 pushes out 1 (written), 5 pushes out 2, 6 pushes out 3; 4 is dirty and still there.
    CHECK(replay->counts().evictions == 3);
    CHECK(replay->counts().write_backs == 1);
}

TEST_CASE("the miss-ratio curve is LRU's for every number of frames", "[mrc]") {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const Pages trace = reference::random_trace(seed, 900, 1 + seed * 4);
        CAPTURE(seed);
        const auto curve = curve_of(trace, 60, 1 + seed * 31);
        REQUIRE(curve == naive_curve(trace, 60));
        for (const std::uint64_t frames : {1u, 5u, 33u}) {
            const auto lru = std::move(*sim::make_replay({"lru", frames, {}}));
            lru->run(sim::PageBatch{trace});
            REQUIRE(curve[frames - 1] == lru->counts().misses);
        }
    }
}

TEST_CASE("the curve stays exact over long traces of few pages and of more pages than its first table holds", "[mrc]") {
    const Pages few = reference::random_trace(2, 80'000, 60);
    CHECK(curve_of(few, 64, 4096) == naive_curve(few, 64));
    base::Rng rng{9};
    Pages many;
    for (int i = 0; i < 120'000; ++i) many.push_back(rng.below(2) ? rng.below(30'000) : rng.below(50));
    const auto curve = curve_of(many, 40'000, 1000);
    for (const std::uint64_t frames : {1u, 10u, 50u, 2000u, 12'345u, 30'000u, 40'000u}) {
        CAPTURE(frames);
        const auto lru = std::move(*sim::make_replay({"lru", frames, {}}));
        lru->run(sim::PageBatch{many});
        CHECK(curve[frames - 1] == lru->counts().misses);
    }
}

TEST_CASE("a curve of nothing and of one page repeated", "[mrc]") {
    sim::LruCurve empty;
    empty.run(std::span<const std::uint64_t>{});
    CHECK(empty.accesses() == 0);
    CHECK(empty.misses(0).empty());
    CHECK(curve_of(Pages(5000, 0), 2, 7) == std::vector<std::uint64_t>{1, 1});
    CHECK(curve_of(Pages(5000, ~std::uint64_t{0}), 2, 7) == std::vector<std::uint64_t>{1, 1});
}

TEST_CASE("a TLB of any shape misses as sets of short lists do", "[tlb-trace]") {
    for (const auto& [entries, ways] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{{1, 1}, {8, 1}, {12, 4}, {64, 8}, {96, 6}, {48, 48}, {1000, 10}}) {
        for (const bool lru : {true, false}) {
            CAPTURE(entries, ways, lru);
            const Pages trace = reference::random_trace(entries, 4000, 200);
            std::vector<std::list<std::uint64_t>> sets(entries / ways);
            std::uint64_t misses = 0;
            for (const std::uint64_t page : trace) {
                auto& set = sets[page % sets.size()];
                const auto at = std::find(set.begin(), set.end(), page);
                if (at != set.end()) {
                    if (lru) set.splice(set.begin(), set, at);
                    continue;
                }
                ++misses;
                if (set.size() == ways) set.pop_back();
                set.push_front(page);
            }
            auto tlb = sim::TlbTrace::make({entries, ways, lru});
            REQUIRE(tlb.ok());
            tlb->run(std::span(trace).first(1111));
            tlb->run(std::span(trace).subspan(1111));
            CHECK(tlb->accesses() == trace.size());
            CHECK(tlb->misses() == misses);
        }
    }
}

TEST_CASE("a TLB whose shape is impossible is an error", "[tlb-trace]") {
    CHECK_FALSE(sim::TlbTrace::make({0, 1, true}).ok());
    CHECK_FALSE(sim::TlbTrace::make({8, 0, true}).ok());
    CHECK_FALSE(sim::TlbTrace::make({8, 3, true}).ok());
    CHECK_FALSE(sim::TlbTrace::make({8, 1'000'000, true}).ok());
    CHECK_FALSE(sim::TlbTrace::make({std::uint64_t{1} << 40, 1, true}).ok());
    CHECK(sim::TlbTrace::make({1'000'000, 1'000'000, true}).ok());
    CHECK_FALSE(sim::parse_tlb_policy("clock").ok());
}

TEST_CASE("the working set holds the pages of the last tau accesses, and its mean follows from one pass", "[working-set]") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const Pages trace = reference::random_trace(seed, 500, 2 + 3 * seed);
        CAPTURE(seed);
        sim::WorkingSetCurve curve(80);
        for (const std::uint64_t page : trace) curve.access(page);
        const auto sums = curve.sums();
        REQUIRE(sums.size() == 80);
        for (const std::size_t tau : {1u, 2u, 7u, 80u}) {
            sim::WorkingSet set(tau);
            std::uint64_t sum = 0;
            for (std::size_t now = 0; now < trace.size(); ++now) {
                const std::size_t from = now + 1 > tau ? now + 1 - tau : 0;
                const std::set<std::uint64_t> used(trace.begin() + static_cast<std::ptrdiff_t>(from), trace.begin() + static_cast<std::ptrdiff_t>(now + 1));
                REQUIRE(set.access(trace[now]) == used.size());
                sum += used.size();
            }
            CHECK(sums[tau - 1] == sum);
        }
    }
}
