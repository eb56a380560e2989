#include "core/sim/studies.h"

#include "core/sim/replay.h"
#include "tests/core/support.h"

using base::u128;
using base::VirtAddr;

namespace {

hw::PagingFormat format_of(std::string_view name) {
    const auto format = hw::find_format(name);
    REQUIRE(format.ok());
    return *format;
}

std::uint64_t ns(const sim::Mean& mean) {
    REQUIRE(mean.sum % mean.count == 0);
    return static_cast<std::uint64_t>(mean.sum / mean.count);
}

constexpr u128 kib = 1024, mib = kib * kib, gib = mib * kib, tib = gib * kib;

}  // namespace

TEST_CASE("flat tables have the sizes that follow from the address width", "[studies]") {
    CHECK(sim::flat_table(32, 12, 4).bytes == 4 * mib);
    CHECK(sim::flat_table(47, 12, 8).bytes == 256 * gib);  // not the 32 TB of the course text
    CHECK(sim::flat_table(48, 12, 8).bytes == 512 * gib);
    CHECK(sim::flat_table(56, 12, 8).bytes == 128 * tib);
    CHECK(sim::flat_table(57, 12, 8).bytes == 256 * tib);
    CHECK(sim::flat_table(64, 12, 8).bytes == 32 * 1024 * tib);
    CHECK(sim::flat_table(64, 0, 16).bytes == u128{1} << 68);  // needs more than 64 bits
    CHECK(sim::flat_table(32, 12, 4).entries == u128{1} << 20);
}

TEST_CASE("a tree takes one table a level for one page, and little more than a flat table when all is mapped", "[studies]") {
    const hw::PagingFormat four = format_of("x86-64");
    const auto one = sim::tree_tables(four, VirtAddr{0x7f3a40000000}, 4 * kib);
    CHECK(one.count == 4);
    CHECK(one.bytes == 16 * kib);
    const auto all = sim::tree_tables(four, VirtAddr{0}, 128 * tib);
    CHECK(all.tables[0] == u128{1} << 26);
    CHECK(all.tables[1] == u128{1} << 17);
    CHECK(all.tables[2] == 256);
    CHECK(all.tables[3] == 1);
    CHECK(all.bytes == 256 * gib + 512 * mib + 1 * mib + 4 * kib);  // about 256.50 GiB
}

TEST_CASE("tables are counted where a range straddles them, and large pages need none of the last level", "[studies]") {
    const hw::PagingFormat four = format_of("x86-64");
    const auto straddling = sim::tree_tables(four, VirtAddr{(1ull << 39) - 4096}, 8 * kib);
    CHECK(straddling.tables[0] == 2);
    CHECK(straddling.tables[2] == 2);
    CHECK(straddling.tables[3] == 1);
    const auto large = sim::tree_tables(four, VirtAddr{0}, tib, 2);
    CHECK(large.tables[0] == 0);
    CHECK(large.tables[1] == 1024);
    CHECK(large.bytes == (1024 + 2 + 1) * 4 * kib);
}

TEST_CASE("effective access times are those of the formula", "[studies]") {
    // e = 1 ns, m = 100 ns, k = 4
    CHECK(ns(sim::effective_access(100, 0, 1, 100, 4)) == 101);
    CHECK(ns(sim::effective_access(100, 1, 1, 100, 4)) == 105);
    CHECK(ns(sim::effective_access(100, 2, 1, 100, 4)) == 109);
    CHECK(ns(sim::effective_access(100, 5, 1, 100, 4)) == 121);
    CHECK(ns(sim::effective_access(100, 10, 1, 100, 4)) == 141);
    CHECK(ns(sim::effective_access(100, 100, 1, 100, 4)) == 501);
    CHECK(ns(sim::effective_access(4, 1, 1, 100, 1)) == 126);  // classroom
    const sim::Mean thousandth = sim::effective_access(1000, 1, 1, 100, 4);
    CHECK(thousandth.sum * 10 == thousandth.count * 1014);  // 101.4 ns
    const sim::Mean huge = sim::effective_access(~0ull, ~0ull, 1ull << 60, 1ull << 60, 4);
    CHECK(huge.sum / huge.count == 6 * (u128{1} << 60));  // no overflow
}

TEST_CASE("page faults dominate: one in a thousand makes memory 41 times slower", "[studies]") {
    const sim::Mean mean = sim::effective_access_with_faults(1000, 1, 200, 8'000'000);
    CHECK(mean.sum / mean.count == 8199);
    const sim::Mean most = sim::tolerable_faults(200, 8'000'000, 1, 10);
    CHECK(most.count / most.sum == 399'990);  // less than one in about 400,000
}

TEST_CASE("Belady's anomaly is found where it is, and never for LRU and OPT", "[studies]") {
    const std::vector<std::uint64_t> string{1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5};
    const auto fifo = sim::misses_by_frames("fifo", string, 6);
    REQUIRE(fifo.ok());
    CHECK(*fifo == std::vector<std::uint64_t>{12, 12, 9, 10, 5, 5});
    CHECK(sim::belady_anomalies(*fifo) == std::vector<std::uint64_t>{3});
    base::Rng rng{1};
    for (int round = 0; round < 50; ++round) {
        std::vector<std::uint64_t> random;
        for (int i = 0; i < 60; ++i) random.push_back(rng.below(9));
        CHECK(sim::belady_anomalies(*sim::misses_by_frames("lru", random, 10)).empty());
        CHECK(sim::belady_anomalies(*sim::misses_by_frames("opt", random, 10)).empty());
    }
    CHECK_FALSE(sim::misses_by_frames("nonsense", string, 3).ok());
}

// --- the formulas against accesses that are really made -----------------------------------------

namespace {

// What accesses to the machine cost, and how many of them missed the TLB and faulted.
struct Measured {
    std::uint64_t accesses = 0, ns = 0, misses = 0, faults = 0;
};

Measured measure(sim::Machine& machine, std::span<const std::uint64_t> pages) {
    const auto misses = [&] { return machine.count(base::EventKind::tlb_miss); };
    const auto faults = [&] { return machine.count(base::EventKind::page_fault); };
    const std::uint64_t ns_before = machine.hw.cores[0].clock_ns, misses_before = misses(), faults_before = faults();
    sim::NullObserver nobody;
    for (const std::uint64_t page : pages)
        sim::access(machine, machine.process, 0, {{0x400000 + page * machine.hw.format.page_bytes()}}, nobody);
    return {pages.size(), machine.hw.cores[0].clock_ns - ns_before, misses() - misses_before, faults() - faults_before};
}

bool same(const sim::Mean& formula, const Measured& measured) { return formula.sum * measured.accesses == u128{measured.ns} * formula.count; }

}  // namespace

TEST_CASE("the access time measured on the machine is that of the formula, at the hit ratios of the course text", "[studies]") {
    struct Ratio {
        std::uint64_t hits_per_miss, ns;
    };
    for (const Ratio ratio : {Ratio{99, 105}, {49, 109}, {19, 121}, {9, 141}, {0, 501}}) {
        sim::Machine machine = test::machine_of("machine x86-64 tlb=16\nprocess A\nmap A 0x400000 2M rw now\nread A 0x400000\nflush");
        std::vector<std::uint64_t> pages;
        for (std::uint64_t i = 0; i < 200; ++i) pages.insert(pages.end(), 1 + ratio.hits_per_miss, i);
        const Measured measured = measure(machine, pages);
        CHECK(measured.misses == 200);
        CHECK(measured.faults == 0);
        CHECK(measured.ns == ratio.ns * measured.accesses);
        CHECK(same(sim::effective_access(measured.accesses, measured.misses, 1, 100, 4), measured));
    }
}

TEST_CASE("the access time measured is that of the formula for any walk length and any hit ratio", "[studies]") {
    base::Rng rng{9};
    for (const char* format : {"x86-64", "x86-64-la57", "i386", "sv39", "arm64-16k-48"})
        for (const std::uint64_t distinct : {3, 8, 12}) {
            INFO(format << ", " << distinct << " pages");
            sim::Machine machine = test::machine_of("machine " + std::string(format) + " preset=course-text tlb=8x2\nprocess A\nmap A 0x400000 512K rw now");
            std::vector<std::uint64_t> pages(500);
            for (std::uint64_t& page : pages) page = rng.below(distinct);
            measure(machine, pages);
            const Measured measured = measure(machine, pages);
            CHECK(measured.faults == 0);
            CHECK(measured.misses < measured.accesses);
            if (distinct == 12) CHECK(measured.misses > 0);
            const hw::Preset& costs = machine.hw.costs;
            CHECK(same(sim::effective_access(measured.accesses, measured.misses, costs.tlb_ns, costs.mem_ns, machine.hw.format.level_count), measured));
        }
}

TEST_CASE("the access time with page faults measured on the machine is that of the formula", "[studies]") {
    // Without a TLB each try walks: m = (k + 1) memory accesses; F = the walk that faults, the kernel, and the access made again.
    sim::Machine machine = test::machine_of("machine x86-64 tlb=off\nprocess A\nmap A 0x400000 2M rw\nread A 0x5ff000");
    std::vector<std::uint64_t> pages;
    for (std::uint64_t i = 0; i < 1000; ++i) pages.push_back(i % 10 == 0 ? i / 10 : i / 20);
    const Measured measured = measure(machine, pages);
    CHECK(measured.faults == 100);
    const std::uint64_t walk = 4 * machine.hw.costs.mem_ns, access = walk + machine.hw.costs.mem_ns;
    CHECK(same(sim::effective_access_with_faults(measured.accesses, measured.faults, access, walk + machine.hw.costs.minor_ns + access), measured));
}
