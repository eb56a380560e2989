#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>

#include "core/base/rng.h"
#include "core/base/text.h"
#include "core/script/command.h"
#include "core/sim/mrc.h"
#include "core/sim/replay.h"
#include "tests/bench/reports.h"

namespace bench {
namespace {

double peak_mib() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

template <class Work>
double seconds(Work&& work) {
    const double start = cpu_seconds();
    work();
    return cpu_seconds() - start;
}

// The bare loop's time for one access, measured now: how fast the processor runs at the moment.
double bare_seconds(const Trace& trace) {
    const Worker worker = bare();
    return seconds([&] { worker(trace); }) / static_cast<double>(trace.size());
}

// --- accesses and distinct pages ----------------------------------------------------------------

void trace_row(const char* what, std::uint64_t accesses, std::uint64_t pages, double time, double bare_time) {
    std::printf("%-10s %14llu %10llu %10.2f %8.2f %9.1f\n", what, static_cast<unsigned long long>(accesses), static_cast<unsigned long long>(pages),
                time * 1e9 / static_cast<double>(accesses), bare_time * static_cast<double>(accesses) / time, peak_mib());
    std::fflush(stdout);
}

void more_accesses(const Trace& trace) {
    for (std::uint64_t accesses = 10'000'000; accesses <= 1'000'000'000; accesses *= 10) {
        const auto row = [&](const char* what, const Worker& worker) {
            const double bare_time = bare_seconds(trace);
            const double time = seconds([&] {
                for (std::uint64_t left = accesses; left > 0;) {
                    const std::uint64_t count = std::min<std::uint64_t>(left, trace.size());
                    worker(std::span(trace).first(count));
                    left -= count;
                }
            });
            trace_row(what, accesses, 0, time, bare_time);
        };
        for (const char* policy : {"fifo", "clock", "lru", "opt"}) row(policy, replay(policy, 64));
        row("lru-curve", curve());
        row("translate", translate(trace));
    }
}

void more_pages(const Trace& trace) {
    constexpr std::uint64_t accesses = 20'000'000;
    for (std::uint64_t pages = 1000; pages <= 10'000'000; pages *= 10) {
        const auto scatter = [&](const char* what, auto&& study) {  // sparse page numbers of 64 bits
            const double bare_time = bare_seconds(trace);
            base::Rng rng{pages};
            std::vector<std::uint64_t> batch(1 << 16);
            double time = 0;
            for (std::uint64_t done = 0; done < accesses; done += batch.size()) {
                for (std::uint64_t& page : batch) page = base::Rng{rng.below(pages)}.next();
                time += seconds([&] { study(batch); });
            }
            trace_row(what, accesses, pages, time, bare_time);
        };
        for (const char* policy : {"fifo", "clock", "lru"}) {
            const auto replay = std::move(*sim::make_replay({policy, pages / 2, {}}));
            scatter(policy, [&](const std::vector<std::uint64_t>& batch) { replay->run(sim::PageBatch{batch}); });
        }
        sim::LruCurve curve;
        scatter("lru-curve", [&](const std::vector<std::uint64_t>& batch) { curve.run(batch); });
    }
}

// --- mapped memory ------------------------------------------------------------------------------

void run(sim::Machine& machine, const std::string& line) {
    sim::NullObserver nobody;
    if (const auto result = script::execute(machine, line, nobody); !result) {
        std::fprintf(stderr, "%s: %s\n", line.c_str(), result.error().message.c_str());
        std::exit(1);
    }
}

struct Row {
    std::uint64_t page;   // bytes of one page
    std::uint64_t pages;
    std::uint64_t apart;  // bytes from one page's start to the next one's
};

// Maps the pages, then reads them at random.
void mapped_row(const Trace& trace, const Row& row) {
    constexpr std::uint64_t reads = 1'000'000, start = std::uint64_t{1} << 39;
    sim::Machine machine = sim::default_machine();
    run(machine, "machine x86-64 preset=sapphire-rapids ram=2T");
    run(machine, "process A");
    const std::string huge = row.page > 4096 ? " huge=" + std::to_string(row.page) : "";
    const double bare_time = bare_seconds(trace);
    const double mapping = seconds([&] {
        const bool together = row.apart == row.page;
        for (std::uint64_t i = 0; i < (together ? 1 : row.pages); ++i)
            run(machine, "map A " + std::to_string(start + i * row.apart) + " " + std::to_string(together ? row.page * row.pages : row.page) + " rw now" + huge);
    });
    base::Rng rng{1};
    hw::QuickAccess access(machine.hw, 0);
    const double reading = seconds([&] {
        for (std::uint64_t i = 0; i < reads; ++i)
            if (access({{start + rng.below(row.pages) * row.apart + rng.below(row.page)}}).outcome != hw::Outcome::ok) std::abort();
    });
    std::printf("%8s %9llu %10s %8llu %12.0f %10.1f %9.1f\n", base::size(row.page).c_str(), static_cast<unsigned long long>(row.pages),
                base::size(row.pages * row.apart).c_str(), static_cast<unsigned long long>(machine.kernel.processes[0].tables),
                mapping / static_cast<double>(row.pages) / bare_time, reading / reads / bare_time,
                static_cast<double>(sim::approximate_bytes(machine)) / (1 << 20));
    std::fflush(stdout);
}

void more_memory(const Trace& trace) {
    constexpr std::uint64_t kib = 1024, mib = kib * 1024, gib = mib * 1024;
    for (std::uint64_t pages = 1024; pages <= 256 * 1024; pages *= 16) mapped_row(trace, {4 * kib, pages, 4 * kib});
    for (std::uint64_t pages = 1024; pages <= 512 * 1024; pages *= 8) mapped_row(trace, {2 * mib, pages, 2 * mib});
    for (std::uint64_t pages = 16; pages <= 1024; pages *= 8) mapped_row(trace, {gib, pages, gib});
    for (std::uint64_t apart = 8 * kib; apart <= 64 * gib; apart *= 128) mapped_row(trace, {4 * kib, 1024, apart});
}

}  // namespace

void growth_report(const Trace& trace) {
    std::printf("Replay, curve and translation: more accesses, then more distinct pages. Ratio: bare loop / this, per access.\n");
    std::printf("%-10s %14s %10s %10s %8s %9s\n", "what", "accesses", "pages", "ns/access", "ratio", "peak MiB");
    more_accesses(trace);
    more_pages(trace);
    std::printf("\nMapped memory, then the same pages further and further apart. Times in accesses of the bare loop.\n");
    std::printf("%8s %9s %10s %8s %12s %10s %9s\n", "page", "pages", "reach over", "tables", "map a page", "read", "MiB");
    more_memory(trace);
}

}  // namespace bench
