// The benchmarks under Google Benchmark: pagewalk-bench [--trace=FILE] [--growth | --timeline[=HISTORY]] [benchmark's own options].
#include <benchmark/benchmark.h>
#include <time.h>

#include <cstdio>
#include <memory>
#include <string>

#include "tests/bench/cases.h"
#include "tests/bench/reports.h"

namespace bench {

double cpu_seconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

}  // namespace bench

namespace {

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
    std::optional<std::string> timeline;
    bool wants_growth = false;
    int kept = 1;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument.rfind("--trace=", 0) == 0) file = argument.substr(8);
        else if (argument == "--growth") wants_growth = true;
        else if (const auto only = bench::timeline_asked(argument)) timeline = only;
        else argv[kept++] = argv[i];
    }
    argc = kept;
    if (timeline) return bench::timeline_report(*timeline), 0;
    const bench::Trace trace = bench::load_trace(file);
    if (wants_growth) return bench::growth_report(trace), 0;
    for (const bench::Case& what : bench::cases()) add(what, trace);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
