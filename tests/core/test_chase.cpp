// The model of a pointer chase: a few cases that can be reckoned by hand.
#include <algorithm>
#include "core/sim/chase.h"

#include <algorithm>

#include "catch_amalgamated.hpp"

using sim::model_chase;

TEST_CASE("chase: what fits the TLB is never walked for", "[chase]") {
    const hw::Preset preset = *hw::find_preset("classroom");  // 4 entries, LRU, 1 ns to ask them
    for (const std::uint64_t pages : {1, 2, 4}) {
        const sim::ChaseModel model = model_chase(preset, pages);
        CHECK(model.walks == 0);
        CHECK(model.second_level == 0);
        CHECK(model.translation_ns == preset.tlb_ns);
    }
}

TEST_CASE("chase: one page more than LRU holds, in a round, is a walk at every step", "[chase]") {
    const hw::Preset preset = *hw::find_preset("classroom");
    const sim::ChaseModel model = model_chase(preset, 5);
    CHECK(model.walks == 1);
    CHECK(model.translation_ns == preset.tlb_ns + 4 * preset.mem_ns);  // no walk caches: four tables
}

TEST_CASE("chase: between the levels the second one answers", "[chase]") {
    const hw::Preset preset = *hw::find_preset("zen4");  // 72 entries, fully associative; 3072 behind them
    CHECK(model_chase(preset, 72).second_level == 0);
    const sim::ChaseModel model = model_chase(preset, 73);
    CHECK(model.second_level == 1);
    CHECK(model.walks == 0);
    CHECK(model.translation_ns == preset.tlb_ns + preset.l2_tlb_ns);
    CHECK(model_chase(preset, 2048).walks == 0);
}

TEST_CASE("chase: beyond every level the walk caches leave one read, and more with more tables", "[chase]") {
    const hw::Preset preset = *hw::find_preset("zen4");
    const double one_table = preset.tlb_ns + preset.l2_tlb_ns + preset.mem_ns;
    const sim::ChaseModel model = model_chase(preset, 12'000);  // 24 tables of the last level; 32 are cached
    CHECK(model.walks == 1);
    CHECK(model.translation_ns == one_table);
    CHECK(model_chase(preset, 100'000).translation_ns > one_table * 1.5);  // 196 of them
}

TEST_CASE("chase: without a TLB every step walks", "[chase]") {
    const hw::Preset preset = *hw::find_preset("hotel");
    CHECK(model_chase(preset, 3).walks == 1);
}

TEST_CASE("chase: an order visits each place once, and is the same again", "[chase]") {
    std::vector<std::uint32_t> order = sim::chase_order(1000);
    CHECK(order == sim::chase_order(1000));
    CHECK_FALSE(std::is_sorted(order.begin(), order.end()));
    std::sort(order.begin(), order.end());
    for (std::uint32_t i = 0; i < 1000; ++i) REQUIRE(order[i] == i);
}
