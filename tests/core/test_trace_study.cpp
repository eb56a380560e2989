// What a trace tells, against counts that look at the whole trace again for each figure.
#include "core/sim/trace_study.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/rng.h"
#include "core/sim/tlb_trace.h"
#include "tests/core/support.h"

namespace {

using Pages = std::vector<std::uint64_t>;

// Some pages often, some seldom, and stretches on one page.
Pages some_trace(std::size_t count, std::uint64_t pages) {
    base::Rng rng{11};
    Pages trace;
    while (trace.size() < count) {
        const std::uint64_t page = 0x7f000 + (rng.below(4) ? rng.below(pages / 8) : rng.below(pages));
        trace.insert(trace.end(), rng.below(8) ? 1 : 5, page);
    }
    trace.resize(count);
    return trace;
}

void feed(sim::TraceStudy& study, const Pages& trace, std::size_t piece) {
    for (std::size_t at = 0; at < trace.size(); at += piece)
        REQUIRE(study.run({std::span(trace).subspan(at, std::min(piece, trace.size() - at))}));
}

std::size_t distinct(const Pages& trace, std::size_t end, std::uint64_t tau) {
    const std::size_t first = end > tau ? end - tau : 0;
    return std::set<std::uint64_t>(trace.begin() + static_cast<std::ptrdiff_t>(first), trace.begin() + static_cast<std::ptrdiff_t>(end)).size();
}

}  // namespace

TEST_CASE("a trace's hottest pages and its working sets are those of a second look", "[trace]") {
    const Pages trace = some_trace(23'456, 300);
    sim::TraceStudy study;
    feed(study, trace, 1000);
    CHECK(study.accesses() == trace.size());

    std::map<std::uint64_t, std::uint64_t> counts;
    for (const std::uint64_t page : trace) ++counts[page];
    CHECK(study.pages() == counts.size());
    std::vector<std::pair<std::uint64_t, std::uint64_t>> sorted(counts.begin(), counts.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    const auto hottest = study.hottest(20);
    REQUIRE(hottest.size() == 20);
    for (std::size_t i = 0; i < 20; ++i) CHECK((hottest[i].page == sorted[i].first && hottest[i].accesses == sorted[i].second));
    CHECK(study.hottest(100'000).size() == counts.size());

    const auto set = study.working_set(1);
    CHECK(set.tau == 10'000);
    CHECK(set.every == 64);
    REQUIRE(set.means.size() == (trace.size() + 63) / 64);
    double last = 0;  // the last point, which is shorter, and one in the middle
    const std::size_t begin = (set.means.size() - 1) * 64;
    for (std::size_t t = begin; t < trace.size(); ++t) last += static_cast<double>(distinct(trace, t + 1, 10'000));
    CHECK(set.means.back() == Catch::Approx(last / static_cast<double>(trace.size() - begin)));
    double middle = 0;
    for (std::size_t t = 64 * 200; t < 64 * 201; ++t) middle += static_cast<double>(distinct(trace, t + 1, 10'000));
    CHECK(set.means[200] == Catch::Approx(middle / 64));
}

TEST_CASE("points of a working set over time are joined when there are too many, and nothing is lost", "[trace]") {
    const Pages trace = some_trace(90'001, 500);
    sim::TraceStudy study;
    feed(study, trace, 777);
    const auto set = study.working_set(2);  // longer than the trace: it only grows
    CHECK(set.every == 256);
    CHECK(set.means.size() == 90'001 / 256 + 1);
    CHECK(set.means.size() <= sim::TraceStudy::max_points);
    CHECK(set.most == study.pages());
    CHECK(std::is_sorted(set.means.begin(), set.means.end()));
    sim::WorkingSet one(100'000);
    double sum = 0;
    for (const std::uint64_t page : trace) sum += static_cast<double>(one.access(page));
    CHECK(set.mean == Catch::Approx(sum / 90'001));
}

TEST_CASE("a trace's TLB misses are those of the preset's arrays alone", "[trace]") {
    const Pages trace = some_trace(60'000, 4000);
    sim::TraceStudy study;
    feed(study, trace, 4096);
    std::size_t compared = 0;
    for (const sim::PresetMisses& row : study.tlbs()) {
        INFO(row.preset->name);
        CHECK(row.walks <= row.first_level);
        CHECK(row.walks >= study.pages());
        // Which array of the first level takes a page of 4 KiB that is read.
        const hw::Tlb tlb(row.preset->tlb);
        for (unsigned i = 0; i < row.preset->tlb.count; ++i) {
            const hw::TlbArrayConfig& array = row.preset->tlb.arrays[i];
            if (array.level != 1 || !tlb.takes(i, hw::AccessType::read, 0) || array.banked || array.shape.policy != hw::TlbPolicy::lru) continue;
            auto alone = *sim::TlbTrace::make({array.shape.entries, array.shape.ways, true});
            alone.run(trace);
            CHECK(row.first_level == alone.misses());
            ++compared;
        }
    }
    CHECK(compared >= 2);
}

TEST_CASE("a trace's writes are counted where its format tells them", "[trace]") {
    sim::TraceStudy study;
    const Pages pages{1, 1, 2};
    REQUIRE(study.run({pages}));
    CHECK_FALSE(study.knows_writes());
    const std::vector<std::uint8_t> writes{1, 0, 1};
    REQUIRE(study.run({pages, writes}));
    CHECK(study.knows_writes());
    CHECK(study.writes() == 2);
    CHECK(sim::TraceStudy().working_set(0).means.empty());
    CHECK(sim::TraceStudy().hottest(5).empty());
}
