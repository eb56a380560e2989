#include "core/hw/tlb.h"

#include <algorithm>
#include <list>

#include "core/base/rng.h"
#include "tests/core/support.h"

using base::Asid;
using base::Pfn;
using base::Vpn;
using Tlb = hw::TlbArray; // one array; the hierarchy is below
using hw::TlbEntry;

namespace {

// The TLB by brute force: per set a list, most recently used first.
class Model {
public:
    Model(unsigned sets, unsigned ways) : ways_(ways), sets_(sets) {}

    const TlbEntry* find(Vpn vpn, Asid asid, unsigned span) {
        auto& set = set_of(vpn, span);
        for (auto at = set.begin(); at != set.end(); ++at)
            if (matches(*at, vpn, asid, span)) {
                set.splice(set.begin(), set, at);
                return &set.front().entry;
            }
        return nullptr;
    }
    std::optional<TlbEntry> insert(TlbEntry entry, unsigned span) {
        auto& set = set_of(entry.vpn, span);
        for (auto at = set.begin(); at != set.end(); ++at)
            if (matches(*at, entry.vpn, entry.asid, span)) {
                set.erase(at);
                set.push_front({entry, span});
                return std::nullopt;
            }
        std::optional<TlbEntry> evicted;
        if (set.size() == ways_) {
            evicted = set.back().entry;
            set.pop_back();
        }
        set.push_front({entry, span});
        return evicted;
    }
    bool invalidate(Vpn vpn, Asid asid, unsigned span) {
        return std::erase_if(set_of(vpn, span), [&](const Slot& s) { return matches(s, vpn, asid, span); }) > 0;
    }
    void flush_all(bool keep_global) {
        for (auto& set : sets_) std::erase_if(set, [&](const Slot& s) { return !(keep_global && s.entry.global); });
    }
    void flush_asid(Asid asid) {
        for (auto& set : sets_) std::erase_if(set, [&](const Slot& s) { return s.entry.asid == asid && !s.entry.global; });
    }
    std::size_t size() const {
        std::size_t n = 0;
        for (const auto& set : sets_) n += set.size();
        return n;
    }

private:
    struct Slot {
        TlbEntry entry;
        unsigned span;
    };
    static bool matches(const Slot& s, Vpn vpn, Asid asid, unsigned span) {
        return s.span == span && s.entry.vpn.value >> span == vpn.value >> span && (s.entry.global || s.entry.asid == asid);
    }
    std::list<Slot>& set_of(Vpn vpn, unsigned span) { return sets_[(vpn.value >> span) % sets_.size()]; }

    unsigned ways_;
    std::vector<std::list<Slot>> sets_;
};

TlbEntry entry_for(Vpn vpn, Asid asid, Pfn pfn, bool global = false) {
    TlbEntry entry;
    entry.vpn = vpn;
    entry.asid = asid;
    entry.pfn = pfn;
    entry.global = global;
    return entry;
}
}  // namespace

TEST_CASE("tlb: random operations against a brute-force model") {
    struct Shape {
        unsigned entries, ways;
    };
    const Shape shape = GENERATE(Shape{4, 4}, Shape{64, 4}, Shape{64, 64}, Shape{12, 4}, Shape{15, 3}, Shape{96, 6},
                                 Shape{7, 1}, Shape{1, 1}, Shape{10, 10});
    const unsigned huge = GENERATE(0u, 2u); // do pages of four base pages exist?
    CAPTURE(shape.entries, shape.ways, huge);
    Tlb tlb({shape.entries, shape.ways});
    Model model(shape.entries / shape.ways, shape.ways);
    base::Rng rng{shape.entries * 100 + shape.ways};
    for (int i = 0; i < 20000; ++i) {
        const Asid asid{rng.below(3)};
        const unsigned span = huge && rng.below(3) == 0 ? huge : 0;
        const Vpn vpn{rng.below(3 * shape.entries + 2)}, aligned{vpn.value >> span << span};
        const std::uint64_t what = rng.below(1000);
        if (what < 500) {
            const TlbEntry* found = tlb.find(vpn, asid, span);
            const TlbEntry* wanted = model.find(vpn, asid, span);
            REQUIRE((found != nullptr) == (wanted != nullptr));
            if (found) REQUIRE(found->pfn == wanted->pfn);
            const TlbEntry* peeked = tlb.peek(vpn, asid, span);
            REQUIRE(peeked == found);
        } else if (what < 960) {
            // Globals get ids of their own: one address is global in all spaces or in none.
            const bool global = vpn.value % 7 == 0 && span == 0;
            const TlbEntry entry = entry_for(aligned, asid, {rng.next()}, global);
            const auto evicted = tlb.insert(entry, span), wanted = model.insert(entry, span);
            REQUIRE(evicted.has_value() == wanted.has_value());
            if (evicted) REQUIRE(evicted->pfn == wanted->pfn);
        } else if (what < 990) {
            REQUIRE(tlb.invalidate(vpn, asid, span) == model.invalidate(vpn, asid, span));
        } else if (what < 996) {
            tlb.flush_asid(asid);
            model.flush_asid(asid);
        } else {
            tlb.flush_all(what < 998);
            model.flush_all(what < 998);
        }
        std::size_t valid = 0;
        for (const TlbEntry& e : tlb.slots()) valid += e.valid;
        REQUIRE(valid == model.size());
        REQUIRE(tlb.held() == valid);
        for (const unsigned span : {0u, 9u})
            REQUIRE(tlb.held(span) == static_cast<std::uint32_t>(std::count_if(tlb.slots().begin(), tlb.slots().end(), [&](const TlbEntry& e) { return e.valid && e.span_shift == span; })));
    }
}

TEST_CASE("tlb: the least recently used entry of the set makes room") {
    Tlb tlb({4, 4});
    for (std::uint64_t vpn = 0; vpn < 4; ++vpn) CHECK_FALSE(tlb.insert(entry_for({vpn}, {1}, {vpn + 100})));
    CHECK(tlb.find({0}, {1})); // 0 is recent now, 1 the oldest
    CHECK(tlb.peek({1}, {1})); // looking does not make it recent
    const auto evicted = tlb.insert(entry_for({9}, {1}, {109}));
    REQUIRE(evicted);
    CHECK(evicted->vpn.value == 1);
    CHECK(tlb.peek({0}, {1}));
    CHECK_FALSE(tlb.peek({1}, {1}));
}

TEST_CASE("tlb: tags keep address spaces apart, global entries serve all") {
    Tlb tlb({8, 2});
    tlb.insert(entry_for({5}, {1}, {10}));
    CHECK_FALSE(tlb.find({5}, {2}));
    tlb.insert(entry_for({5}, {2}, {20}));
    CHECK(tlb.find({5}, {1})->pfn.value == 10);
    CHECK(tlb.find({5}, {2})->pfn.value == 20);
    tlb.insert(entry_for({6}, {1}, {30}, true));
    CHECK(tlb.find({6}, {2})->pfn.value == 30);
    tlb.flush_asid({1});
    CHECK_FALSE(tlb.find({5}, {1}));
    CHECK(tlb.find({5}, {2}));
    CHECK(tlb.find({6}, {1}));
    tlb.flush_all(true);
    CHECK_FALSE(tlb.find({5}, {2}));
    CHECK(tlb.find({6}, {1}));
    tlb.flush_all(false);
    CHECK_FALSE(tlb.find({6}, {1}));
}

TEST_CASE("tlb: invalidating a page leaves no entry that could answer for it") {
    Tlb tlb({4, 4});
    tlb.insert(entry_for({5}, {1}, {10}));
    tlb.insert(entry_for({5}, {2}, {20}, true)); // another space's kernel calls the page global
    CHECK(tlb.invalidate({5}, {1}));
    CHECK_FALSE(tlb.find({5}, {1}));
    CHECK_FALSE(tlb.invalidate({5}, {1}));
}

TEST_CASE("tlb: a large page answers for all of its base pages, a base page for itself") {
    Tlb tlb({4, 4});
    tlb.insert(entry_for({0}, {1}, {10}), 0);
    CHECK_FALSE(tlb.find({5}, {1}, 9)); // base page 0 is not the large page that begins there
    tlb.insert(entry_for({512}, {1}, {1024}), 9);
    CHECK(tlb.find({512 + 77}, {1}, 9)->pfn.value == 1024);
    CHECK_FALSE(tlb.find({512}, {1}, 0));
    CHECK(tlb.invalidate({512 + 77}, {1}, 9));
    CHECK(tlb.find({0}, {1}, 0));
}

TEST_CASE("tlb: switched off it holds nothing") {
    Tlb tlb({0, 1});
    CHECK_FALSE(tlb.insert(entry_for({5}, {1}, {10})));
    CHECK_FALSE(tlb.find({5}, {1}));
    CHECK_FALSE(tlb.invalidate({5}, {1}));
    tlb.flush_all(false);
    CHECK(tlb.sets() == 0);
}
