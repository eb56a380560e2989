// The benchmarks under Google Benchmark: pagewalk-bench [--trace=FILE] [--growth] [benchmark's own options].
#include <benchmark/benchmark.h>
#include <sys/resource.h>
#include <time.h>

#include <cstdio>
#include <memory>
#include <string>

#include "core/base/rng.h"
#include "core/sim/mrc.h"
#include "core/sim/replay.h"
#include "tests/bench/cases.h"
#include "tests/bench/timeline.h"

namespace bench {

double cpu_seconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

}  // namespace bench

namespace {

long peak_kib() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

// Time grows with the accesses and memory with the distinct pages, each in proportion.
template <class Run>
void growth_row(const char* what, std::uint64_t accesses, std::uint64_t pages, Run&& run) {
    const double start = bench::cpu_seconds();
    run();
    const double seconds = bench::cpu_seconds() - start;
    std::printf("%-10s %14llu %12llu %10.2f %10ld\n", what, static_cast<unsigned long long>(accesses), static_cast<unsigned long long>(pages),
                seconds * 1e9 / static_cast<double>(accesses), peak_kib());
    std::fflush(stdout);
}

void growth(const bench::Trace& trace) {
    std::printf("%-10s %14s %12s %10s %10s\n", "what", "accesses", "pages", "ns/access", "peak KiB");
    for (std::uint64_t accesses = 10'000'000; accesses <= 1'000'000'000; accesses *= 10) {
        const auto repeat = [&](auto& study) {
            for (std::uint64_t done = 0; done < accesses; done += trace.size()) study.run(std::span<const std::uint32_t>(trace));
        };
        for (const char* policy : {"fifo", "clock", "lru", "opt"})
            growth_row(policy, accesses, 0, [&] { repeat(**sim::make_replay({policy, 64, {}})); });
        growth_row("lru-curve", accesses, 0, [&] { sim::LruCurve curve; repeat(curve); });
    }
    for (std::uint64_t pages = 1000; pages <= 10'000'000; pages *= 10) {
        constexpr std::uint64_t accesses = 20'000'000;
        const auto scatter = [&](auto&& study) {  // sparse page numbers of 64 bits
            base::Rng rng{pages};
            std::vector<std::uint64_t> batch(1 << 16);
            for (std::uint64_t done = 0; done < accesses; done += batch.size()) {
                for (std::uint64_t& page : batch) page = base::Rng{rng.below(pages)}.next();
                study(batch);
            }
        };
        for (const char* policy : {"fifo", "clock", "lru"})
            growth_row(policy, accesses, pages, [&] {
                const auto replay = std::move(*sim::make_replay({policy, pages / 2, {}}));
                scatter([&](const std::vector<std::uint64_t>& batch) { replay->run(sim::PageBatch{batch}); });
            });
        growth_row("lru-curve", accesses, pages, [&] {
            sim::LruCurve curve;
            scatter([&](const std::vector<std::uint64_t>& batch) { curve.run(batch); });
        });
    }
}

// Google Benchmark drives the rounds; the figure is that of the fastest chunks, as cases.h says.
void add(const bench::Case& what, const bench::Trace& trace) {
    benchmark::RegisterBenchmark(what.name.c_str(), [what, &trace](benchmark::State& state) {
        bench::Figure figure;
        for ([[maybe_unused]] const auto& round : state) {
            figure = bench::measure(what, trace, 6);
            state.SetIterationTime(static_cast<double>(trace.size()) / figure.rate);
        }
        state.counters["ratio"] = figure.ratio;
        state.counters["rate"] = figure.rate;
        state.SetLabel(bench::row(what, figure));
    })->UseManualTime()->Iterations(1);
}

}  // namespace

int main(int argc, char** argv) {
    std::string file;
    bool wants_growth = false, wants_timeline = false;
    int kept = 1;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument.rfind("--trace=", 0) == 0) file = argument.substr(8);
        else if (argument == "--growth") wants_growth = true;
        else if (argument == "--timeline") wants_timeline = true;
        else argv[kept++] = argv[i];
    }
    argc = kept;
    if (wants_timeline) return bench::timeline_report(), 0;
    const bench::Trace trace = bench::load_trace(file);
    if (wants_growth) return growth(trace), 0;
    for (const bench::Case& what : bench::cases()) add(what, trace);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
