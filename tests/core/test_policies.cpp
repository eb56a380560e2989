#include "core/os/policies/any_policy.h"

#include <map>
#include <set>

#include "core/os/policies/opt.h"
#include "core/sim/replay.h"
#include "tests/core/reference.h"
#include "tests/core/support.h"

using reference::Pages;

namespace {

sim::PageBatch batch_of(const Pages& trace) { return {trace, {}}; }

std::uint64_t misses(const std::string& policy, const Pages& trace, std::uint64_t frames) {
    auto replay = sim::make_replay({policy, frames, {}});
    REQUIRE(replay.ok());
    (*replay)->run(batch_of(trace));
    return (*replay)->counts().misses;
}

reference::Outcome outcome(const std::string& policy, const Pages& trace, std::uint64_t frames) {
    auto replay = sim::make_replay({policy, frames, {}});
    REQUIRE(replay.ok());
    std::vector<sim::ReplayStep> steps;
    (*replay)->run(batch_of(trace), steps);
    reference::Outcome out;
    for (const sim::ReplayStep& step : steps) {
        out.hits.push_back(step.hit);
        if (step.evicted) out.victims.push_back(step.victim);
    }
    return out;
}

// A kernel's side of the contract: bits of its own, a clock of its own.
class Bits final : public os::Sight {
public:
    bool accessed(os::PageId page) override { return set.count(page) > 0; }
    void clear_accessed(os::PageId page) override { set.erase(page); }
    bool dirty(os::PageId page) override { return dirty_pages.count(page) > 0; }
    void write_back(os::PageId page) override { dirty_pages.erase(page); }
    std::uint64_t now() override { return time; }

    std::set<os::PageId> set, dirty_pages;
    std::uint64_t time = 0;
};

const Pages belady{1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5};
const Pages silberschatz{7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1};

}  // namespace

TEST_CASE("Belady's string faults as often as the literature says", "[policies]") {
    const std::map<std::string, std::pair<int, int>> expected{{"fifo", {9, 10}}, {"lru", {10, 8}}, {"opt", {7, 6}},
                                                              {"clock", {9, 10}}, {"second-chance", {9, 10}}, {"fifo-reinsertion", {10, 8}}};
    for (const auto& [policy, faults] : expected) {
        CAPTURE(policy);
        CHECK(misses(policy, belady, 3) == static_cast<std::uint64_t>(faults.first));
        CHECK(misses(policy, belady, 4) == static_cast<std::uint64_t>(faults.second));
    }
}

TEST_CASE("Silberschatz's string faults as often as the literature says", "[policies]") {
    CHECK(misses("fifo", silberschatz, 3) == 15);
    CHECK(misses("lru", silberschatz, 3) == 12);
    CHECK(misses("opt", silberschatz, 3) == 9);
    CHECK(misses("clock", silberschatz, 3) == 14);
    CHECK(misses("fifo-reinsertion", silberschatz, 3) == 11);
}

TEST_CASE("the strings on which clock suffers Belady's anomaly do so", "[policies]") {
    const Pages clear{1, 0, 3, 1, 0, 2, 4, 3, 2}, set{4, 0, 2, 3, 0, 4, 0, 1, 4, 0};
    CHECK(misses("fifo-reinsertion", clear, 3) == 6);
    CHECK(misses("fifo-reinsertion", clear, 4) == 7);
    CHECK(misses("clock", set, 3) == 6);
    CHECK(misses("clock", set, 4) == 7);
}

TEST_CASE("every policy with a plain definition hits, misses and evicts as the definition does", "[policies]") {
    const std::map<std::string, reference::Choose> definitions{
        {"fifo", reference::fifo}, {"lru", reference::lru}, {"mru", reference::mru}, {"lfu", reference::lfu}};
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const Pages trace = reference::random_trace(seed, 400, 3 + seed);
        const std::uint64_t frames = 1 + seed % 17;
        CAPTURE(seed, frames);
        for (const auto& [policy, choose] : definitions) {
            const auto expected = reference::replay(trace, frames, choose), got = outcome(policy, trace, frames);
            CAPTURE(policy);
            REQUIRE(got.hits == expected.hits);
            REQUIRE(got.victims == expected.victims);
            REQUIRE(misses(policy, trace, frames) == expected.misses());  // the fast loop agrees with the one that shows steps
        }
        for (const bool on_load : {true, false}) {
            const auto expected = reference::clock(trace, frames, on_load);
            for (const std::string& policy : on_load ? std::vector<std::string>{"clock", "second-chance"} : std::vector<std::string>{"fifo-reinsertion"}) {
                CAPTURE(policy);
                const auto got = outcome(policy, trace, frames);
                REQUIRE(got.hits == expected.hits);
                REQUIRE(got.victims == expected.victims);
                REQUIRE(misses(policy, trace, frames) == expected.misses());
            }
        }
    }
}

TEST_CASE("OPT in one pass counts what looking ahead counts, and nothing does better", "[policies]") {
    for (std::uint64_t seed = 1; seed <= 80; ++seed) {
        const Pages trace = reference::random_trace(seed, 500, 2 + seed);
        const std::uint64_t frames = 1 + seed % 13;
        CAPTURE(seed, frames);
        const std::uint64_t expected = reference::replay(trace, frames, reference::opt).misses();
        CHECK(misses("opt", trace, frames) == expected);
        std::uint64_t stepped = 0;
        for (const sim::ReplayStep& step : sim::opt_steps(trace, frames)) stepped += !step.hit;
        CHECK(stepped == expected);
        for (const os::PolicyRow& row : os::policies()) CHECK(misses(std::string(row.name), trace, frames) >= expected);
    }
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        const Pages trace = reference::random_trace(seed, 11, 5);
        CAPTURE(seed);
        for (std::uint64_t frames = 1; frames <= 3; ++frames) CHECK(misses("opt", trace, frames) == reference::fewest_misses(trace, frames));
    }
}

TEST_CASE("OPT stays exact when its times are squeezed together again and again", "[policies]") {
    const Pages trace = reference::random_trace(5, 60'000, 700);
    for (const std::uint64_t frames : {1u, 2u, 40u, 300u, 699u, 700u, 5000u}) {
        CAPTURE(frames);
        std::uint64_t expected = 0;
        for (const sim::ReplayStep& step : sim::opt_steps(trace, frames)) expected += !step.hit;
        CHECK(misses("opt", trace, frames) == expected);
    }
}

TEST_CASE("the victims of opt_steps leave memory with as many pages as there are frames", "[policies]") {
    const Pages trace = reference::random_trace(3, 600, 30);
    std::set<std::uint64_t> resident;
    const auto steps = sim::opt_steps(trace, 7);
    for (std::size_t i = 0; i < trace.size(); ++i) {
        REQUIRE(steps[i].hit == (resident.count(trace[i]) == 1));
        if (steps[i].evicted) REQUIRE(resident.erase(steps[i].victim) == 1);
        resident.insert(trace[i]);
        REQUIRE(resident.size() <= 7);
    }
}

TEST_CASE("a policy held at run time makes the same choices as in a replay", "[policies]") {
    for (const os::PolicyRow& row : os::policies()) {
        if (row.sees == os::Sees::future) continue;
        const std::string name(row.name);
        CAPTURE(name);
        const Pages trace = reference::random_trace(11, 3000, 40);
        const std::size_t frames = 9;
        auto policy = os::make_policy(name);
        REQUIRE(policy.ok());
        CHECK(policy->row().name == row.name);
        Bits bits;
        std::map<std::uint64_t, os::PageId> ids;
        std::map<os::PageId, std::uint64_t> pages;
        std::set<os::PageId> resident;
        reference::Outcome got;
        for (const std::uint64_t page : trace) {
            ++bits.time;
            const os::PageId id = ids.emplace(page, static_cast<os::PageId>(ids.size())).first->second;
            pages[id] = page;
            policy->grow(ids.size());
            got.hits.push_back(resident.count(id) > 0);
            if (got.hits.back()) {
                bits.set.insert(id);
                policy->touch(id);
                continue;
            }
            if (policy->size() == frames) {
                const os::PageId victim = policy->evict(bits);
                REQUIRE(resident.erase(victim) == 1);
                bits.set.erase(victim);
                got.victims.push_back(pages[victim]);
            }
            policy->admit(id, bits);
            resident.insert(id);
            if (row.marks_loaded) bits.set.insert(id);
        }
        const auto expected = outcome(name, trace, frames);
        CHECK(got.hits == expected.hits);
        CHECK(got.victims == expected.victims);
    }
}

TEST_CASE("a page that is forgotten is never evicted, and the others still are, each once", "[policies]") {
    for (const os::PolicyRow& row : os::policies()) {
        if (row.sees == os::Sees::future) continue;
        CAPTURE(std::string(row.name));
        auto policy = *os::make_policy(row.name);
        Bits bits;
        policy.grow(20);
        for (os::PageId page = 0; page < 20; ++page) {
            bits.time = page;
            policy.admit(page, bits);
            if (page % 3 == 0) bits.set.insert(page), policy.touch(page);
        }
        for (os::PageId page = 0; page < 20; page += 4) policy.forget(page);
        policy.forget(4);  // twice does no harm
        CHECK(policy.size() == 15);
        const os::AnyPolicy copy = policy;
        CHECK(copy == policy);
        std::set<os::PageId> gone;
        while (policy.size() > 0) {
            const os::PageId page = policy.evict(bits);
            CHECK(page % 4 != 0);
            CHECK(gone.insert(page).second);
        }
        CHECK(gone.size() == 15);
        CHECK_FALSE(copy == policy);
    }
}

TEST_CASE("wsclock takes a clean page outside of the window and writes dirty ones back on its way", "[policies]") {
    os::WsClock policy(os::PolicyOptions{1, 10});
    Bits bits;
    policy.grow(4);
    for (os::PageId page = 0; page < 4; ++page) {
        bits.time = page;
        policy.admit(page, bits);
    }
    bits.time = 20;
    bits.set = {0};              // in use
    bits.dirty_pages = {1};      // old, but dirty
    CHECK(policy.evict(bits) == 2);
    CHECK(bits.set.empty());
    CHECK(bits.dirty_pages.empty());
    CHECK(policy.evict(bits) == 3);
    bits.time = 25;
    CHECK(policy.evict(bits) == 1);  // clean by now
    CHECK(policy.evict(bits) == 0);  // still in the window: nothing older is left
}

TEST_CASE("nru prefers pages not accessed, and of those clean ones", "[policies]") {
    os::Nru policy;
    Bits bits;
    policy.grow(4);
    for (os::PageId page = 0; page < 4; ++page) policy.admit(page, bits);
    bits.set = {0, 1};
    bits.dirty_pages = {0, 2};
    CHECK(policy.evict(bits) == 3);  // neither
    CHECK(policy.evict(bits) == 2);  // dirty
    CHECK(policy.evict(bits) == 1);  // accessed
    CHECK(policy.evict(bits) == 0);
}

TEST_CASE("two lists protect a page used again and again from a scan", "[policies]") {
    Pages trace;
    std::uint64_t next = 1000;
    const auto use_hot = [&] { trace.insert(trace.end(), {0, 1, 2, 3}); };
    for (int i = 0; i < 100; ++i) use_hot(), trace.push_back(next++);  // the four become active
    const std::uint64_t before = misses("two-list", trace, 8);
    for (int i = 0; i < 100; ++i) {
        use_hot();
        for (int scanned = 0; scanned < 20; ++scanned) trace.push_back(next++);
    }
    CHECK(misses("two-list", trace, 8) - before == 100 * 20);
    CHECK(misses("lru", trace, 8) == 4 + 100 + 100 * 20 + 99 * 4);
}

TEST_CASE("random depends on its seed alone", "[policies]") {
    const Pages trace = reference::random_trace(1, 2000, 50);
    const auto with_seed = [&](std::uint64_t seed) {
        auto replay = sim::make_replay({"random", 10, {seed, 1}});
        std::vector<sim::ReplayStep> steps;
        (*replay)->run(batch_of(trace), steps);
        return steps;
    };
    CHECK(with_seed(3) == with_seed(3));
    CHECK_FALSE(with_seed(3) == with_seed(4));
}

TEST_CASE("unknown policies and opt in a kernel are errors with a suggestion", "[policies]") {
    CHECK(os::find_policy("cloc").error().hint == "did you mean 'clock'?");
    CHECK(os::make_policy("lfr").error().hint.find("lru") + os::make_policy("lfr").error().hint.find("lfu") > 0);
    CHECK(os::make_policy("opt").error().message == "no kernel can run 'opt': it would have to know the future");
    CHECK_FALSE(sim::make_replay({"lru", 0, {}}).ok());
    for (const os::PolicyRow& row : os::policies()) CHECK(os::find_policy(row.name)->name == row.name);
    CHECK(os::kernel_can_see(os::find_policy("clock")->sees));
    CHECK_FALSE(os::kernel_can_see(os::find_policy("lru")->sees));
}
