#include "core/os/frames.h"

#include <set>

#include "core/base/rng.h"
#include "tests/core/support.h"

using os::Frames;
using os::FrameUse;

TEST_CASE("frames: every frame is handed out exactly once, scattered") {
    const auto [count, reserved] = GENERATE(std::pair<unsigned, unsigned>{8, 1}, std::pair<unsigned, unsigned>{4096, 256},
                                            std::pair<unsigned, unsigned>{101, 1}, std::pair<unsigned, unsigned>{75, 1},
                                            std::pair<unsigned, unsigned>{3, 1}, std::pair<unsigned, unsigned>{38, 1},
                                            std::pair<unsigned, unsigned>{1111, 1});
    CAPTURE(count, reserved);
    Frames frames(count, reserved);
    CHECK(frames.total() == count);
    CHECK(frames.free() == count - reserved);
    CHECK(frames.used(FrameUse::reserved) == reserved);
    std::set<std::uint64_t> seen;
    unsigned neighbours = 0;
    std::uint64_t previous = 0;
    while (const auto pfn = frames.allocate({.use = FrameUse::anonymous})) {
        CHECK(pfn->value >= reserved);
        CHECK(pfn->value < count);
        CHECK(seen.insert(pfn->value).second);
        neighbours += pfn->value == previous + 1;
        previous = pfn->value;
    }
    CHECK(seen.size() == count - reserved);
    CHECK(frames.free() == 0);
    if (count > 100) CHECK(neighbours < count / 20);
}

TEST_CASE("frames: random runs taken and given back against a plain map of owners") {
    base::Rng rng{GENERATE(1u, 2u, 3u)};
    const std::uint64_t count = 40 + rng.below(100), reserved = 1 + rng.below(5);
    Frames frames(count, reserved);
    std::vector<bool> taken(count);
    std::vector<std::pair<std::uint64_t, std::uint64_t>> runs;
    std::uint64_t used = 0;
    for (int i = 0; i < 4000; ++i) {
        if (rng.below(5) < 3) {
            const std::uint64_t run = 1 + rng.below(4), align = rng.below(2) ? 1 : 4;
            const auto first = frames.allocate({.use = FrameUse::table, .level = 2, .process = 7, .vpn = 9}, run, align);
            bool possible = false;
            for (std::uint64_t at = reserved; at + run <= count && !possible; ++at) {
                possible = at % align == 0;
                for (std::uint64_t k = 0; k < run; ++k) possible = possible && !taken[at + k];
            }
            REQUIRE(first.has_value() == possible);
            if (!first) continue;
            REQUIRE(first->value % align == 0);
            for (std::uint64_t k = 0; k < run; ++k) {
                REQUIRE_FALSE(taken[first->value + k]);
                taken[first->value + k] = true;
                REQUIRE(frames.info({first->value + k}).use == FrameUse::table);
                REQUIRE(frames.info({first->value + k}).references == 1);
            }
            runs.push_back({first->value, run});
            used += run;
        } else if (!runs.empty()) {
            const std::size_t which = rng.below(runs.size());
            const auto [first, run] = runs[which];
            runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(which));
            frames.release({first}, run);
            for (std::uint64_t k = 0; k < run; ++k) taken[first + k] = false;
            used -= run;
        }
        REQUIRE(frames.used(FrameUse::table) == used);
        REQUIRE(frames.free() + used + reserved == count);
        REQUIRE(frames.used(FrameUse::free) == frames.free());
    }
}

TEST_CASE("frames: a failed allocation changes nothing; a copy is independent") {
    Frames frames(8, 1);
    for (int i = 0; i < 5; ++i) frames.allocate({.use = FrameUse::anonymous});
    const Frames before = frames;
    CHECK_FALSE(frames.allocate({.use = FrameUse::table}, 3));
    CHECK(frames == before);
    Frames copy = frames;
    copy.allocate({.use = FrameUse::anonymous});
    CHECK(frames == before);
    CHECK(copy.free() + 1 == frames.free());
}

TEST_CASE("frames: uses have names") {
    CHECK(to_text(FrameUse::free) == "free");
    CHECK(to_text(FrameUse::table) == "table");
    CHECK(to_text(FrameUse::zero_page) == "zero_page");
}
