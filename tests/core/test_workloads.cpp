#include "core/sim/workloads.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "tests/core/support.h"

using sim::Reference;
using sim::Workload;
using sim::WorkloadConfig;
using sim::WorkloadKind;

namespace {

constexpr std::uint64_t page = 4096;

Workload work(WorkloadKind kind, std::uint64_t pages, std::uint64_t seed = 1) {
    return Workload({.kind = kind, .bytes = pages * page, .page_bytes = page, .seed = seed});
}

std::vector<WorkloadKind> all_kinds() {
    std::vector<WorkloadKind> kinds;
    for (std::size_t i = 0; i < sim::workload_kind_count; ++i) kinds.push_back(static_cast<WorkloadKind>(i));
    return kinds;
}

std::vector<std::uint64_t> pages_of(Workload w, std::size_t count) { return sim::page_trace(w, count); }

}  // namespace

TEST_CASE("workloads: every kind has a name that finds it again") {
    std::set<std::string_view> names;
    for (const WorkloadKind kind : all_kinds()) {
        names.insert(to_text(kind));
        CHECK(*sim::find_workload(to_text(kind)) == kind);
    }
    CHECK(names.size() == sim::workload_kind_count);
    CHECK(sim::find_workload("zpif").error().hint.find("zipf") != std::string::npos);
}

TEST_CASE("workloads: nothing outside the range is touched, on pages of any size") {
    for (const WorkloadKind kind : all_kinds())
        for (const std::uint64_t page_bytes : {1u, 16u, 4096u, 65536u})
            for (const std::uint64_t pages : {1u, 2u, 3u, 7u, 16u, 500u}) {
                Workload w({.kind = kind, .bytes = pages * page_bytes, .page_bytes = page_bytes, .write_percent = 30, .seed = pages});
                CAPTURE(to_text(kind), page_bytes, pages);
                std::uint64_t worst = 0;
                for (int i = 0; i < 3000; ++i) worst = std::max(worst, w.next().offset);
                CHECK(worst < pages * page_bytes);
            }
}

TEST_CASE("workloads: the same seed gives the same references, and a copy goes on alike") {
    for (const WorkloadKind kind : all_kinds()) {
        Workload a = work(kind, 50, 7), b = work(kind, 50, 7);
        for (int i = 0; i < 500; ++i) REQUIRE(a.next() == b.next());
        CHECK(a == b);
        Workload copy = a;
        for (int i = 0; i < 100; ++i) REQUIRE(a.next() == copy.next());
    }
    Workload a = work(WorkloadKind::random, 50, 1), b = work(WorkloadKind::random, 50, 2);
    CHECK(sim::page_trace(a, 100) != sim::page_trace(b, 100));
}

TEST_CASE("workloads: a loop visits its pages in turn, a scan stays on a page for 64 lines") {
    CHECK(pages_of(work(WorkloadKind::loop, 3), 7) == std::vector<std::uint64_t>{0, 1, 2, 0, 1, 2, 0});
    const auto scan = pages_of(work(WorkloadKind::sequential, 3), 64 * 6);
    for (std::size_t i = 0; i < scan.size(); ++i) REQUIRE(scan[i] == i / 64 % 3);
}

TEST_CASE("workloads: zipf draws rank r as often as 1/r says") {
    // Pages by how often they came, against the exact shares 1/r / H(n); n is no power of two.
    constexpr std::size_t n = 100, draws = 400'000;
    std::map<std::uint64_t, std::size_t> seen;
    for (const std::uint64_t p : pages_of(work(WorkloadKind::zipf, n), draws)) ++seen[p];
    REQUIRE(seen.size() == n);
    std::vector<std::size_t> sorted;
    for (const auto& [p, count] : seen) sorted.push_back(count);
    std::sort(sorted.rbegin(), sorted.rend());
    double harmonic = 0;
    for (std::size_t r = 1; r <= n; ++r) harmonic += 1.0 / static_cast<double>(r);
    for (const std::size_t r : {1u, 2u, 3u, 5u, 10u, 20u}) {
        const double expected = draws / harmonic / static_cast<double>(r);
        CAPTURE(r, expected, sorted[r - 1]);
        CHECK(std::abs(static_cast<double>(sorted[r - 1]) - expected) < 5 * std::sqrt(expected));
    }
}

TEST_CASE("workloads: random hits all pages alike") {
    constexpr std::size_t n = 64, draws = 64'000;
    std::map<std::uint64_t, double> seen;
    for (const std::uint64_t p : pages_of(work(WorkloadKind::random, n), draws)) ++seen[p];
    double chi2 = 0;
    for (std::size_t p = 0; p < n; ++p) chi2 += (seen[p] - 1000) * (seen[p] - 1000) / 1000;
    CHECK(chi2 < 120);  // 63 degrees of freedom: above 120 once in 100,000 seeds
}

TEST_CASE("workloads: by row a matrix misses once a page, by column at every element") {
    // 32 rows of one page each, 16 frames: LRU by row misses 32 times a pass, by column 32 * 512 times.
    const auto faults = [](WorkloadKind kind) {
        Workload w = work(kind, 32);
        const auto trace = sim::page_trace(w, 32 * 512);
        std::vector<std::uint64_t> frames;
        std::size_t misses = 0;
        for (const std::uint64_t p : trace) {
            const auto at = std::find(frames.begin(), frames.end(), p);
            if (at != frames.end()) frames.erase(at);
            else ++misses;
            frames.push_back(p);
            if (frames.size() > 16) frames.erase(frames.begin());
        }
        return misses;
    };
    CHECK(faults(WorkloadKind::matrix_rows) == 32);
    CHECK(faults(WorkloadKind::matrix_columns) == 32 * 512);
}

TEST_CASE("workloads: both orders of a matrix touch every element once a pass") {
    for (const WorkloadKind kind : {WorkloadKind::matrix_rows, WorkloadKind::matrix_columns}) {
        Workload w({.kind = kind, .bytes = 4 * page, .page_bytes = page, .row_bytes = 2048});
        std::set<std::uint64_t> seen;
        for (std::size_t i = 0; i < 4 * page / 8; ++i) seen.insert(w.next().offset);
        CHECK(seen.size() == 4 * page / 8);
        CHECK(w == Workload({.kind = kind, .bytes = 4 * page, .page_bytes = page, .row_bytes = 2048}));
    }
}

TEST_CASE("workloads: a hash join writes its hash table while building and reads it while probing") {
    Workload w = work(WorkloadKind::hash_join, 16);
    const std::uint64_t quarter = 4 * page, tuples = quarter / 16;
    for (std::uint64_t i = 0; i < tuples; ++i) {
        REQUIRE(w.next() == Reference{i * 16, false});
        const Reference hashed = w.next();
        REQUIRE(hashed.write);
        REQUIRE((hashed.offset >= quarter && hashed.offset < 2 * quarter));
    }
    for (std::uint64_t i = 0; i < 2 * tuples; ++i) {
        REQUIRE(w.next() == Reference{2 * quarter + i * 16, false});
        const Reference probed = w.next();
        REQUIRE(!probed.write);
        REQUIRE((probed.offset >= quarter && probed.offset < 2 * quarter));
    }
    CHECK(w.next() == Reference{0, false});
}

TEST_CASE("workloads: a stack stays in the upper quarter and a heap grows from below") {
    Workload w = work(WorkloadKind::stack_heap, 64);
    std::size_t stack = 0;
    std::uint64_t heap_top = 0;
    for (int i = 0; i < 20'000; ++i) {
        const std::uint64_t offset = w.next().offset;
        if (offset >= 48 * page) ++stack;
        else heap_top = std::max(heap_top, offset);
    }
    CHECK((stack > 9'000 && stack < 11'000));
    CHECK(heap_top > page);
}

TEST_CASE("workloads: the share of writes is the one asked for") {
    Workload w({.kind = WorkloadKind::random, .bytes = 8 * page, .page_bytes = page, .write_percent = 25});
    int writes = 0;
    for (int i = 0; i < 40'000; ++i) writes += w.next().write;
    CHECK((writes > 9'500 && writes < 10'500));
}
