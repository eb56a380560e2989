#include "tests/bench/cases.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <set>

#include "core/base/rng.h"
#include "core/sim/machine.h"
#include "core/sim/mrc.h"
#include "core/sim/replay.h"

namespace bench {
namespace {

constexpr std::size_t chunk = 50'000;

// The yardstick: translation through an array of 128 sets of 8 ways, the most recently used first.
struct Bare {
    std::uint64_t tags[128][8] = {};
    std::uint64_t frames[128][8] = {};
    std::uint64_t misses = 0, sum = 0;

    // At a fixed place within a cache line: else its speed would depend on what the linker puts before it.
    [[gnu::noinline, gnu::aligned(64)]] void run(std::span<const std::uint32_t> pages) {
        for (const std::uint64_t page : pages) {
            std::uint64_t* tag = tags[page % 128];
            std::uint64_t* frame = frames[page % 128];
            int way = 0;
            while (way < 8 && tag[way] != page + 1) ++way;
            std::uint64_t found;
            if (way == 8) {
                ++misses;
                way = 7;
                found = page ^ 0x5555;
            } else {
                found = frame[way];
            }
            for (; way > 0; --way) tag[way] = tag[way - 1], frame[way] = frame[way - 1];
            tag[0] = page + 1;
            frame[0] = found;
            sum += found;
        }
    }
};

// A machine of Sapphire Rapids' TLBs in which every page of the trace is mapped and present.
std::shared_ptr<sim::Machine> mapped_machine(const Trace& trace) {
    const auto format = hw::find_format("x86-64");
    const auto preset = hw::find_preset("sapphire-rapids");
    auto machine = std::make_shared<sim::Machine>(*sim::make_machine({*format, *preset, std::uint64_t{1} << 30}));
    base::NullSink nobody;
    machine->process = *os::create_process(machine->kernel, machine->hw, "A", nobody);
    std::set<std::uint32_t> pages(trace.begin(), trace.end());
    for (const std::uint64_t page : pages) {
        const os::Range range{{page << 12}, 4096};
        if (!os::map(machine->kernel, machine->hw, machine->process, range, {true, true, true}, "", true, nobody)) std::abort();
    }
    os::switch_to(machine->kernel, machine->hw, 0, machine->process, nobody);
    return machine;
}

}  // namespace

Worker bare() {
    const auto bare = std::make_shared<Bare>();
    return [bare](std::span<const std::uint32_t> pages) { bare->run(pages); };
}

Worker replay(const std::string& policy, std::uint64_t frames) {
    const std::shared_ptr<sim::ReplayEngine> engine = std::move(*sim::make_replay({policy, frames, {}}));
    return [engine](std::span<const std::uint32_t> pages) { engine->run(pages); };
}

Worker curve() {
    const auto curve = std::make_shared<sim::LruCurve>();
    return [curve](std::span<const std::uint32_t> pages) { curve->run(pages); };
}

Worker translate(const Trace& trace) {
    const auto machine = mapped_machine(trace);
    return [machine](std::span<const std::uint32_t> pages) {
        std::uint64_t sum = 0;
        hw::QuickAccess access(machine->hw, 0);
        for (const std::uint64_t page : pages) {
            const hw::Translation translation = access({{page << 12}, hw::AccessType::read, true});
            if (translation.outcome != hw::Outcome::ok) std::abort();
            sum += translation.pa.value;
        }
        if (sum == 1) std::abort();  // it is not; but without a use of the sum there would be no work
    };
}

Trace load_trace(const std::string& file) {
    constexpr std::size_t invented = 10'000'000;
    Trace trace;
    if (file.empty()) {  // a program's habit: mostly the page just used or a near one, in phases
        base::Rng rng{1};
        std::uint64_t page = 0;
        while (trace.size() < invented) {
            const std::uint64_t kind = rng.below(100);
            if (kind < 4) page = rng.below(350);
            else if (kind < 50) page = (trace.size() / 100'000 * 7 + rng.below(8)) % 350;
            trace.push_back(static_cast<std::uint32_t>(0x4000 + page));
        }
        return trace;
    }
    std::FILE* in = std::fopen(file.c_str(), "rb");
    std::vector<std::uint32_t> piece(1 << 16);
    while (in) {
        const std::size_t got = std::fread(piece.data(), 4, piece.size(), in);
        if (got == 0) break;
        trace.insert(trace.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(got));
    }
    if (in) std::fclose(in);
    if (trace.size() < chunk) {
        std::fprintf(stderr, "%s: no trace of u32 page numbers\n", file.c_str());
        std::exit(2);
    }
    return trace;
}

std::vector<Case> cases() {
    std::vector<Case> all;
    const auto policy = [&](const std::string& name, double goal, double aim) {
        for (const std::uint64_t frames : {8, 16, 32, 64, 128, 256})
            all.push_back({name + "/" + std::to_string(frames), goal, aim, [=](const Trace&) { return replay(name, frames); }});
    };
    policy("fifo", 0.9, 2);
    policy("clock", 0.9, 2);
    policy("lru", 0.6, 1.2);
    all.push_back({"lru-curve", 0.15, 0.38, [](const Trace&) { return curve(); }});
    all.push_back({"translate", 0.3, 0.6, translate});
    for (const char* name : {"fifo-reinsertion", "second-chance", "two-list", "opt"})
        all.push_back({std::string(name) + "/64", 0, 0, [=](const Trace&) { return replay(name, 64); }});
    return all;
}

Figure measure(const Case& what, const Trace& trace, int rounds) {
    const std::size_t chunks = trace.size() / chunk;
    std::vector<double> bare_best(chunks, 1e9), best(chunks, 1e9);
    for (int round = 0; round < rounds; ++round) {
        auto bare = std::make_unique<Bare>();
        const Worker worker = what.start(trace);
        for (std::size_t i = 0; i < chunks; ++i) {
            const std::span<const std::uint32_t> pages = std::span(trace).subspan(i * chunk, chunk);
            const double start = cpu_seconds();
            bare->run(pages);
            const double middle = cpu_seconds();
            worker(pages);
            const double end = cpu_seconds();
            bare_best[i] = std::min(bare_best[i], middle - start);
            best[i] = std::min(best[i], end - middle);
        }
    }
    double bare_time = 0, time = 0;
    for (std::size_t i = 0; i < chunks; ++i) bare_time += bare_best[i], time += best[i];
    const auto accesses = static_cast<double>(chunks * chunk);
    return {bare_time / time, accesses / time, accesses / bare_time};
}

std::string row(const Case& what, const Figure& figure) {
    char text[160];
    std::snprintf(text, sizeof text, "%-20s %6.2f %8.1f %8.1f", what.name.c_str(), figure.ratio, figure.rate / 1e6, figure.bare_rate / 1e6);
    std::string line = text;
    if (what.goal > 0) {
        std::snprintf(text, sizeof text, "   goal %.2f aim %.2f  %s", what.goal, what.aim, figure.ratio >= what.aim ? "aim reached" : figure.ratio >= what.goal ? "goal reached" : "BELOW THE GOAL");
        line += text;
    }
    return line;
}

}  // namespace bench
