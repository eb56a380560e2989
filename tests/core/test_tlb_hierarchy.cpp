// Other replacement policies of one array, then arrays in two levels, walk caches, and what a plan says.
#include "core/hw/tlb.h"

#include <map>
#include <set>

#include "core/base/rng.h"
#include "core/hw/mmu.h"
#include "core/hw/presets.h"
#include "tests/core/support.h"

using base::Asid;
using base::Vpn;
using hw::AccessType;
using hw::Tlb;
using hw::TlbArray;
using hw::TlbEntry;
using hw::TlbPlan;
using hw::TlbPolicy;

namespace {

TlbEntry page(std::uint64_t vpn, std::uint64_t asid = 1, unsigned span = 0) {
    TlbEntry entry;
    entry.vpn = {vpn >> span << span};
    entry.asid = {asid};
    entry.pfn = {(vpn + 1000) >> span << span};
    entry.span_shift = span;
    entry.allowed = 1u << 3;
    return entry;
}

// Tree-PLRU by brute force: every group of ways remembers which half was used last; the victim is in
// the other one, all the way down. Groups are halves of the next power of two.
class TreeModel {
public:
    explicit TreeModel(unsigned ways) : ways_(ways), size_(1) {
        while (size_ < ways) size_ *= 2;
    }
    void use(unsigned way) { use(way, 0, size_); }
    unsigned victim() { return victim(0, size_); }

private:
    void use(unsigned way, unsigned first, unsigned size) {
        if (size == 1) return;
        const bool right = way >= first + size / 2;
        right_used_[{first, size}] = right;
        use(way, right ? first + size / 2 : first, size / 2);
    }
    unsigned victim(unsigned first, unsigned size) {
        if (size == 1) return first;
        const auto used = right_used_.find({first, size});
        const bool left_next = used == right_used_.end() || used->second || first + size / 2 >= ways_;
        return victim(left_next ? first : first + size / 2, size / 2);
    }
    unsigned ways_, size_;
    std::map<std::pair<unsigned, unsigned>, bool> right_used_;
};

Tlb::Hit look(Tlb& tlb, std::uint64_t vpn, AccessType type = AccessType::read) { return tlb.find({vpn}, {1}, type); }

void put(Tlb& tlb, std::uint64_t vpn, AccessType type = AccessType::read, unsigned span = 0) {
    tlb.fill(page(vpn, 1, span), {vpn}, type, false, 2, [](unsigned, const TlbEntry*) {});
}
}  // namespace

TEST_CASE("tlb: tree-PLRU against a brute-force model, also where the ways are no power of two") {
    const unsigned ways = GENERATE(1u, 2u, 3u, 4u, 6u, 7u, 8u, 16u, 48u, 96u);
    CAPTURE(ways);
    TlbArray array({ways, ways, TlbPolicy::tree_plru});
    TreeModel model(ways);
    std::vector<std::uint64_t> held;  // page in each way
    base::Rng rng{ways};
    for (int i = 0; i < 5000; ++i) {
        const std::uint64_t vpn = rng.below(ways + ways / 2 + 2);
        const auto at = std::find(held.begin(), held.end(), vpn);
        REQUIRE((array.find({vpn}, {1}) != nullptr) == (at != held.end()));
        if (at != held.end()) {
            model.use(static_cast<unsigned>(at - held.begin()));
            continue;
        }
        const auto evicted = array.insert(page(vpn));
        unsigned way = static_cast<unsigned>(held.size());
        if (way < ways) held.push_back(vpn);
        else {
            way = model.victim();
            REQUIRE(evicted);
            REQUIRE(evicted->vpn.value == held[way]);
            held[way] = vpn;
        }
        model.use(way);
    }
}

TEST_CASE("tlb: random replacement gives up any entry of the set, the same ones from the same seed") {
    TlbArray one({8, 4, TlbPolicy::random}, 5), same = one, other({8, 4, TlbPolicy::random}, 6);
    std::map<std::uint64_t, unsigned> victims;
    bool differs = false;
    for (std::uint64_t vpn = 0; vpn < 400; vpn += 2) { // one set
        const auto evicted = one.insert(page(vpn));
        CHECK(evicted == same.insert(page(vpn)));
        differs = differs || evicted != other.insert(page(vpn));
        if (evicted) ++victims[(vpn - evicted->vpn.value) / 2];
    }
    CHECK(one == same);
    CHECK(differs);
    CHECK(victims.size() > 6); // young and old ones
}

TEST_CASE("tlb: a miss in level 1 that level 2 answers fills level 1 again") {
    Tlb tlb(*hw::parse_tlb("2+8x4"));
    for (std::uint64_t vpn = 0; vpn < 4; ++vpn) put(tlb, vpn);
    CHECK(look(tlb, 3).level == 1);
    const auto hit = look(tlb, 0);
    REQUIRE(hit.entry);
    CHECK(hit.level == 2);
    CHECK_FALSE(look(tlb, 9).entry);
    tlb.fill(*hit.entry, {0}, AccessType::read, true, 1, [](unsigned array, const TlbEntry* evicted) {
        CHECK(array == 0);
        CHECK(evicted);
    });
    CHECK(look(tlb, 0).level == 1);
    CHECK(tlb.invalidate({0}, {1})); // from both levels
    CHECK_FALSE(look(tlb, 0).entry);
}

TEST_CASE("tlb: what answered last answers again at once, until something changes") {
    Tlb tlb(*hw::parse_tlb("4+8x4"));
    const auto known = [](Tlb& t, std::uint64_t vpn, AccessType type = AccessType::read, unsigned bit = 3, std::uint64_t asid = 1) {
        return t.find_again(vpn, {asid}, type, bit);
    };
    put(tlb, 5);
    CHECK_FALSE(known(tlb, 5));
    tlb.remember(look(tlb, 5), 5, {1}, AccessType::read);
    REQUIRE(known(tlb, 5));
    CHECK(known(tlb, 5)->pfn.value == 1005);
    CHECK_FALSE(known(tlb, 5, AccessType::read, 4)); // not allowed
    CHECK_FALSE(known(tlb, 5, AccessType::read, 3, 2));
    CHECK_FALSE(known(tlb, 5, AccessType::fetch));
    CHECK_FALSE(known(tlb, 6));
    const auto again = [&] {
        put(tlb, 5);
        tlb.remember(look(tlb, 5), 5, {1}, AccessType::read);
    };
    // A new base page leaves the others alone, unless it takes their slot.
    again();
    for (std::uint64_t vpn = 6; vpn < 9; ++vpn) tlb.fill(page(vpn), {vpn}, AccessType::read, true, 2, [](unsigned, const TlbEntry*) {});
    CHECK(known(tlb, 5));
    for (std::uint64_t vpn = 9; vpn < 13; ++vpn) tlb.fill(page(vpn), {vpn}, AccessType::read, true, 2, [](unsigned, const TlbEntry*) {});
    CHECK_FALSE(known(tlb, 5));
    again(), put(tlb, 512, AccessType::read, 9);
    CHECK_FALSE(known(tlb, 5));
    again();
    Tlb copy = tlb;
    CHECK_FALSE(known(copy, 5)); // a copy searches again, and finds the same
    CHECK(copy == tlb);
    again(), tlb.flush_all(false);
    CHECK_FALSE(known(tlb, 5));
    again(), tlb.flush_asid({1});
    CHECK_FALSE(known(tlb, 5));
    again(), tlb.invalidate({5}, {1});
    CHECK_FALSE(known(tlb, 5));
}

TEST_CASE("tlb: Sapphire Rapids keeps fetches, reads, writes and page sizes apart") {
    Tlb tlb(hw::find_preset("sapphire-rapids")->tlb);
    put(tlb, 7, AccessType::read);
    CHECK(look(tlb, 7, AccessType::read).level == 1);
    CHECK(look(tlb, 7, AccessType::write).level == 2); // the second level is common
    CHECK(look(tlb, 7, AccessType::fetch).level == 2);
    put(tlb, 512 * 9, AccessType::read, 9);
    CHECK(look(tlb, 512 * 9 + 33).level == 1);
    CHECK(tlb.plan().arrays[look(tlb, 512 * 9 + 33).array].name == "L1D 2M");
    // 4 KiB pages are dealt out over both halves of level 2: 2048 of them fit.
    tlb.flush_all(false);
    for (std::uint64_t vpn = 0; vpn < 2048; ++vpn) put(tlb, vpn);
    unsigned held = 0;
    for (std::uint64_t vpn = 0; vpn < 2048; ++vpn) held += look(tlb, vpn).entry != nullptr;
    CHECK(held == 2048);
    // 2 MiB pages live in one half: 1024.
    tlb.flush_all(false);
    for (std::uint64_t n = 0; n < 2048; ++n) put(tlb, n << 9, AccessType::fetch, 9);
    held = 0;
    for (std::uint64_t n = 0; n < 2048; ++n) held += tlb.find({n << 9}, {1}, AccessType::read).level == 2;
    CHECK(held == 1024);
}

TEST_CASE("tlb: a page size that no array holds is cached piece by piece, and dropped whole") {
    Tlb tlb(hw::find_preset("zen4")->tlb); // its second level holds no 1 GiB pages
    const std::uint64_t base = std::uint64_t{3} << 18, inside = base + 77;
    tlb.fill(page(base, 1, 18), {inside}, AccessType::read, true, 2, [](unsigned, const TlbEntry*) {});
    CHECK(look(tlb, base + 5).level == 1);
    CHECK(look(tlb, base + 5).entry->span_shift == 18);
    CHECK(look(tlb, inside, AccessType::fetch).entry == nullptr);
    // A program that reads one word of every 4 KiB: level 2 knows this one page only.
    const TlbArray& second = tlb.arrays()[2];
    REQUIRE(second.peek({inside}, {1}));
    CHECK(second.peek({inside}, {1})->pfn.value == page(base, 1, 18).pfn.value + 77);
    CHECK_FALSE(second.peek({inside + 1}, {1}));
    CHECK(tlb.invalidate({base + 200000}, {1})); // another address of the same page
    CHECK_FALSE(second.peek({inside}, {1}));
    CHECK_FALSE(look(tlb, base + 5).entry);
}

TEST_CASE("tlb: plans as text, and those that cannot be") {
    CHECK(*hw::parse_tlb("64x4") == TlbPlan(hw::TlbConfig{64, 4}));
    CHECK(hw::parse_tlb("16")->arrays[0].shape.ways == 16);
    CHECK(hw::parse_tlb("off")->count == 0);
    CHECK(hw::parse_tlb("64x4-plru")->arrays[0].shape.policy == TlbPolicy::tree_plru);
    CHECK(hw::parse_tlb("64x4-random+1Kx8")->arrays[1].shape == hw::TlbConfig{1024, 8});
    CHECK_FALSE(hw::parse_tlb("64x4-fifo"));
    CHECK_FALSE(hw::parse_tlb("64x4x2"));
    CHECK_FALSE(hw::parse_tlb("1+2+3"));
    CHECK_FALSE(hw::parse_tlb("off+64"));
    CHECK_FALSE(hw::check_tlb(hw::TlbConfig{64, 0}, 1));          // zero ways
    CHECK_FALSE(hw::check_tlb(hw::TlbConfig{1000000, 1000000}, 1)); // a million
    CHECK_FALSE(hw::check_tlb(*hw::parse_tlb("4000000000x4000000000"), 1));
    CHECK_FALSE(hw::check_tlb(hw::TlbConfig{60, 8}, 1));
    CHECK(hw::check_tlb(*hw::parse_tlb("64x4+2048x8"), 16));
    CHECK_FALSE(hw::check_tlb(*hw::parse_tlb("64x4+2048x8"), 64));
}

TEST_CASE("presets: every cost and every array names its source") {
    for (const hw::Preset& preset : hw::presets()) {
        INFO(preset.name);
        CHECK(hw::check_tlb(preset.tlb, 1));
        std::set<std::string_view> named;
        for (const hw::FigureSource& row : hw::figure_sources(preset.name)) {
            CHECK_FALSE(row.source.empty());
            CHECK(named.insert(row.figure).second);
        }
        std::set<std::string_view> figures{"tlb_ns", "l2_tlb_ns", "mem_ns", "minor_ns", "major_ns"};
        for (unsigned i = 0; i < preset.tlb.count; ++i) figures.insert(preset.tlb.arrays[i].name);
        for (const unsigned entries : preset.tlb.walk_caches)
            if (entries > 0) figures.insert("walk caches");
        CHECK(named == figures);
    }
    CHECK(hw::figure_sources("zzz").empty());
}

TEST_CASE("presets: TLB sizes of the facts") {
    const auto entries = [](const char* preset, std::string_view array) {
        const TlbPlan plan = hw::find_preset(preset)->tlb;
        for (unsigned i = 0; i < plan.count; ++i)
            if (plan.arrays[i].name == array) return plan.arrays[i].shape.entries;
        return 0u;
    };
    CHECK(entries("sapphire-rapids", "L1D 4K") == 96);
    CHECK(entries("sapphire-rapids", "L1I 4K") == 256);
    CHECK(entries("sapphire-rapids", "L2 A") + entries("sapphire-rapids", "L2 B") == 2048);
    CHECK(entries("cortex-x4", "L1D") == 96);
    CHECK(entries("cortex-x4", "L1I") == 48);
    CHECK(entries("cortex-x4", "L2") == 2048);
    CHECK(entries("zen4", "L1D") == 72);
    CHECK(entries("zen4", "L2D") == 3072);
    CHECK(entries("zen4", "L2I") == 512);
}

TEST_CASE("walk caches: a warm walk reads the last entry alone; INVLPG and a fault empty them") {
    hw::Hardware machine;
    machine.format = *hw::find_format("x86-64");
    machine.costs = *hw::find_preset("course-text");
    machine.ram = hw::Ram(1 << 20);
    machine.cores.resize(1);
    hw::Core& core = machine.cores[0];
    TlbPlan plan(hw::TlbConfig{0, 1});
    plan.walk_caches = {4, 4, 4, 0, 0};
    core.tlb = Tlb(plan);
    core.root = {0x1000};
    for (const auto& [at, word] : {std::pair{0x1000, 0x2007}, {0x2000, 0x3007}, {0x3000, 0x4007}, {0x4000, 0x5007}, {0x4008, 0x6005}})
        machine.ram.write({static_cast<std::uint64_t>(at)}, 8, static_cast<std::uint64_t>(word));
    const auto reads = [&](std::uint64_t va, AccessType type = AccessType::read) {
        return hw::access(machine, 0, {{va}, type, true}, hw::RecordNothing{}).reads;
    };
    CHECK(reads(0) == 4);
    CHECK(reads(0) == 1);
    CHECK(reads(0x1000) == 1);
    CHECK(reads(std::uint64_t{1} << 21) == 1); // another PMD entry, and the PMD is known. It is absent: a fault
    CHECK(reads(0) == 4);
    CHECK(reads(0) == 1);
    CHECK_FALSE(hw::invalidate_page(machine, 0, {0x800000}, core.asid)); // no translation, but the caches go
    CHECK(reads(0) == 4);
    // Rights of the levels skipped still count.
    machine.ram.write({0x3000}, 8, 0x4005);
    core.tlb.flush_all(false);
    CHECK(reads(0) == 4);
    CHECK(hw::access(machine, 0, {{0}, AccessType::write, true}, hw::RecordNothing{}).error_code == 7);
    core.asid = {9};
    CHECK(reads(0) == 4); // another space's tables are not ours
}

TEST_CASE("tlb: what is taken out gives its memory back, and what is put back goes on as before") {
    std::vector<TlbPlan> plans;
    for (const char* shape : {"off", "16", "64x4", "64x4-plru", "64x4-random", "64x4+1024x8"}) plans.push_back(*hw::parse_tlb(shape));
    for (const hw::Preset& preset : hw::presets()) plans.push_back(preset.tlb);
    for (std::size_t i = 0; i < plans.size(); ++i) {
        INFO("plan " << i);
        Tlb tlb(plans[i]);
        base::Rng rng{i};
        const auto work = [](Tlb& on, base::Rng random) {
            std::vector<unsigned> levels;
            for (int n = 0; n < 4000; ++n) {
                const Vpn vpn{random.below(3000)};
                const auto type = static_cast<AccessType>(random.below(3));
                const Tlb::Hit hit = on.find(vpn, Asid{1}, type);
                levels.push_back(hit.level);
                if (!hit.entry && !on.off()) on.fill(page(vpn.value, 1), vpn, type, 0, 2, [](unsigned, const TlbEntry*) {});
                if (random.below(50) == 0) on.invalidate(Vpn{random.below(3000)}, Asid{1});
            }
            return levels;
        };
        (void)work(tlb, rng);
        Tlb kept = tlb;
        const std::size_t bytes = kept.bytes();
        const Tlb::Packed packed = kept.take_contents();
        CHECK(kept.bytes() <= bytes / 50);  // the trees of PLRU stay
        for (const TlbArray& array : kept.arrays()) CHECK(array.slots().capacity() == 0);
        if (bytes > 50'000) CHECK(packed.bytes() < bytes / 3);
        kept.put_back(packed);
        CHECK(kept == tlb);
        CHECK(kept.bytes() == bytes);
        rng.next();
        CHECK(work(kept, rng) == work(tlb, rng));
        CHECK(kept == tlb);
    }
}
