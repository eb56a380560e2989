#include "core/base/cow_array.h"

#include <map>

#include "core/base/rng.h"
#include "tests/core/support.h"

namespace {
using Array = base::CowArray<std::uint64_t, 3>; // small leaves: many of them
using Model = std::map<std::uint64_t, std::uint64_t>;

// Indexes near each other and far apart, up to the last one of 64 bits.
std::uint64_t some_index(base::Rng& rng) {
    const std::uint64_t high = rng.below(4) == 0 ? rng.next() >> rng.below(64) : 0;
    return high ^ rng.below(64);
}

void check_same(const Array& array, const Model& model) {
    for (const auto& [index, value] : model) REQUIRE(array.get(index) == value);
    std::uint64_t found = 0;
    array.for_each_leaf([&](std::uint64_t first, const auto& items) {
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (items[i] == 0) continue;
            ++found;
            const auto known = model.find(first + i);
            REQUIRE(known != model.end());
            REQUIRE(known->second == items[i]);
        }
    });
    std::uint64_t wanted = 0;
    for (const auto& [index, value] : model) wanted += value != 0;
    REQUIRE(found == wanted);
}
}  // namespace

TEST_CASE("cow_array: what was never written is blank") {
    const Array array;
    CHECK(array.get(0) == 0);
    CHECK(array.get(~std::uint64_t{0}) == 0);
    CHECK(array.leaf_bytes() == 0);
}

TEST_CASE("cow_array: copies against std::map over random writes") {
    base::Rng rng{GENERATE(1u, 2u, 3u, 4u)};
    std::vector<std::pair<Array, Model>> copies(1);
    for (int step = 0; step < 3000; ++step) {
        auto& [array, model] = copies[rng.below(copies.size())];
        const std::uint64_t index = some_index(rng), value = rng.below(3) == 0 ? 0 : rng.next();
        array.mut(index) = value;
        model[index] = value;
        REQUIRE(array.get(index) == value);
        if (rng.below(50) == 0 && copies.size() < 8) {
            auto copy = copies[rng.below(copies.size())]; // push_back may move what it copies
            copies.push_back(std::move(copy));
        }
    }
    for (const auto& [array, model] : copies) check_same(array, model);
}

TEST_CASE("cow_array: equality looks at values, not at what was touched") {
    Array a, b;
    CHECK(a == b);
    a.mut(5) = 0;
    CHECK(a == b);
    a.mut(std::uint64_t{1} << 60) = 0; // a is now much higher than b
    CHECK(a == b);
    CHECK(b == a);
    b.mut(7) = 1;
    CHECK_FALSE(a == b);
    CHECK_FALSE(b == a);
    a.mut(7) = 1;
    CHECK(a == b);
    a.mut(std::uint64_t{1} << 60) = 9;
    CHECK_FALSE(a == b);
    CHECK_FALSE(b == a);
    b.mut(std::uint64_t{1} << 60) = 9;
    CHECK(a == b);
    Array c = a;
    c.mut(7) = 2;
    CHECK_FALSE(a == c);
    CHECK(a.get(7) == 1);
}

TEST_CASE("cow_array: equality against std::map over random pairs") {
    base::Rng rng{11};
    for (int round = 0; round < 300; ++round) {
        Array a, b;
        Model ma, mb;
        for (int i = 0; i < 6; ++i) {
            const std::uint64_t index = rng.below(3) == 0 ? rng.next() : rng.below(20), value = rng.below(2);
            (rng.below(2) ? a : b).mut(index);
            a.mut(index) = ma[index] = value;
            if (rng.below(8) != 0) b.mut(index) = mb[index] = value;
        }
        std::erase_if(ma, [](const auto& item) { return item.second == 0; });
        std::erase_if(mb, [](const auto& item) { return item.second == 0; });
        CHECK((a == b) == (ma == mb));
        CHECK((b == a) == (ma == mb));
    }
}

TEST_CASE("cow_array: next_written skips what was never written") {
    Array array;
    CHECK_FALSE(array.next_written(0));
    array.mut(100) = 1;
    array.mut(std::uint64_t{1} << 40) = 1;
    CHECK(array.next_written(0) == 96); // the leaf of eight items that holds 100
    CHECK(array.next_written(96) == 96);
    CHECK(array.next_written(103) == 103);
    CHECK(array.next_written(104) == std::uint64_t{1} << 40);
    CHECK_FALSE(array.next_written((std::uint64_t{1} << 40) + 8));
    CHECK_FALSE(array.next_written(~std::uint64_t{0}));
}

TEST_CASE("cow_array: copies that take each other's place keep what they had") {
    base::Rng rng{5};
    std::vector<std::pair<Array, Model>> copies(6);
    for (int step = 0; step < 4000; ++step) {
        auto& [array, model] = copies[rng.below(copies.size())];
        const std::uint64_t index = some_index(rng);
        array.mut(index) = model[index] = rng.next();
        const auto& other = copies[rng.below(copies.size())]; // itself among them
        if (rng.below(20) == 0) array = other.first, model = Model(other.second);
        if (rng.below(40) == 0) array = Array(other.first), model = Model(other.second);
    }
    for (const auto& [array, model] : copies) check_same(array, model);
}

TEST_CASE("cow_array: what no other copy has is taken out and put back") {
    base::Rng rng{GENERATE(1u, 2u, 3u)};
    Array older;
    Model model;
    for (int i = 0; i < 500; ++i) {
        const std::uint64_t index = some_index(rng);
        older.mut(index) = model[index] = rng.next();
    }
    Array cold = older;
    Model cold_model = model;
    for (int i = 0; i < 40; ++i) {
        const std::uint64_t index = some_index(rng);
        cold.mut(index) = cold_model[index] = rng.next();
    }
    Array newer = cold;
    Model newer_model = cold_model;
    for (int i = 0; i < 40; ++i) {
        const std::uint64_t index = some_index(rng);
        newer.mut(index) = newer_model[index] = rng.next();
    }
    const Array whole = cold;
    CHECK(cold.take_unshared().numbers.empty());  // `whole` has all of it
    const std::size_t leaves = whole.leaf_bytes();
    std::vector<Array::PackedLeaves> packed;
    {
        Array alone = newer;
        packed.push_back(alone.take_unshared());
        CHECK(packed[0].numbers.empty());
        alone.mut(some_index(rng)) = 1;
        CHECK(alone.take_unshared().numbers.size() == 1);
        check_same(newer, newer_model);  // what others have stays
    }
    Array last = newer;
    newer = Array();
    const std::size_t before = last.bytes_beyond(whole);
    packed[0] = last.take_unshared();
    CHECK_FALSE(packed[0].numbers.empty());
    CHECK(last.bytes_beyond(whole) < before);
    CHECK(last.take_unshared().numbers.empty());
    check_same(whole, cold_model);
    CHECK(whole.leaf_bytes() == leaves);
    const Array taken = last;
    last.put_back(packed[0]);
    check_same(last, newer_model);
    CHECK_FALSE(taken == last);  // a copy of what is left has no part in it
}
