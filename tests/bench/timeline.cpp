#include "tests/bench/reports.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "core/base/rng.h"
#include "core/script/timeline.h"

namespace bench {
namespace {

constexpr std::uint64_t deep = 1'000'000;  // events

struct History {
    const char* name;
    void (*make)(script::Timeline&, std::uint64_t frames);
};

void run(script::Timeline& timeline, const std::string& line) {
    if (auto result = timeline.run(line); !result) {
        std::fprintf(stderr, "%s: %s\n", line.c_str(), result.error().message.c_str());
        std::exit(1);
    }
}

std::string page(std::uint64_t number) { return std::to_string(0x400000 + number * 4096); }

// Twice as many pages as frames, so that most accesses fault, evict and use the swap.
void make_short_commands(script::Timeline& timeline, std::uint64_t frames) {
    for (base::Rng rng{frames}; timeline.size() < deep;)
        run(timeline, (rng.below(2) ? "write " : "read ") + page(rng.below(frames * 2)));
}
void make_short_hits(script::Timeline& timeline, std::uint64_t frames) {
    for (base::Rng rng{frames}; timeline.size() < deep;) run(timeline, "read " + page(rng.below(frames / 4)));
}
// As many rounds as there is room for: one line's worth ends at the first that is too many.
void fill(script::Timeline& timeline, const std::string& begin, const std::string& end, std::uint64_t unit) {
    std::uint64_t rounds = 1000;
    run(timeline, begin + std::to_string(rounds * unit) + end);
    const std::uint64_t each = timeline.history().back().end_event - timeline.history().back().first_event;
    if (timeline.size() < deep) run(timeline, begin + std::to_string((deep - timeline.size()) * rounds / each * unit) + end);
}
void make_long_repeat(script::Timeline& timeline, std::uint64_t frames) {
    fill(timeline, "repeat ", " as i write 0x400000 + (i * 7919 & " + std::to_string(frames * 2 - 1) + ") * 4K", 1);
}
void make_long_touch(script::Timeline& timeline, std::uint64_t) { fill(timeline, "touch 0x400000 ", " write stride=64", 64); }

void work(script::Timeline& timeline, std::uint64_t frames) {
    run(timeline, "workload A random 0x400000 " + std::to_string(frames * 8) + "K write=50");
}
void make_run_told(script::Timeline& timeline, std::uint64_t frames) {
    work(timeline, frames);
    fill(timeline, "run ", " refs events", 1);
}
// Accesses are not told, faults are: as many references as it takes, no more than ten million.
void make_runs(script::Timeline& timeline, std::uint64_t frames) {
    work(timeline, frames / 2);
    for (int i = 0; i < 100 && timeline.size() < deep; ++i) run(timeline, "run 100000 refs");
}

const History histories[] = {
    {"short, faults", make_short_commands},
    {"short, hits", make_short_hits},
    {"one repeat", make_long_repeat},
    {"one touch", make_long_touch},
    {"one told run", make_run_told},
    {"untold runs", make_runs},
};

struct Delays {
    std::vector<double> all;
    template <class Work>
    void measure(Work&& work) {
        const double start = cpu_seconds();
        work();
        all.push_back((cpu_seconds() - start) * 1e3);
    }
    double worst() const { return *std::max_element(all.begin(), all.end()); }
    double median() {
        std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2), all.end());
        return all[all.size() / 2];
    }
};

void row(const History& history, std::uint64_t frames, const char* preset, std::size_t budget) {
    script::Timeline timeline;
    timeline.set_budget(budget);
    const double start = cpu_seconds();
    run(timeline, "machine x86-64 ram=" + std::to_string(frames * 4) + "K preset=" + preset);
    run(timeline, "swap " + std::to_string(frames * 8) + "K");
    run(timeline, "process A");
    run(timeline, "map 0x400000 1G rw");
    history.make(timeline, frames);
    const double made = cpu_seconds() - start;

    Delays seeks, backs, events;
    base::Rng rng{7};
    for (int i = 0; i < 200; ++i) {
        const std::uint64_t position = rng.below(timeline.size());
        seeks.measure([&] { timeline.seek(position); });
        for (int j = 0; i % 10 == 0 && j < 10; ++j) backs.measure([&] { timeline.back(); });
        events.measure([&] { (void)timeline.event(rng.below(timeline.size())); });
    }
    const double goal = frames <= 1024 ? 16 : 50;
    std::printf("%-14s %6llu %-16s %8llu %7.2f %7.2f %7.2f %7.2f %7.2f %5zu %7.1f %7.2f  %s\n", history.name, static_cast<unsigned long long>(frames), preset,
                static_cast<unsigned long long>(timeline.size()), seeks.median(), seeks.worst(), backs.median(), backs.worst(), events.worst(),
                timeline.snapshots().count(), static_cast<double>(timeline.snapshots().bytes()) / (1 << 20), made,
                std::max(seeks.worst(), backs.worst()) <= goal ? "goal reached" : "OVER");
    std::fflush(stdout);
}

}  // namespace

void timeline_report(const std::string& only) {
    std::printf("%-14s %6s %-16s %8s %7s %7s %7s %7s %7s %5s %7s %7s\n", "history", "frames", "preset", "events", "seek", "worst", "back", "worst", "event",
                "snaps", "MiB", "made s");
    // The budgets of the page and of a native program.
    for (const std::size_t budget : {std::size_t{64} << 20, std::size_t{512} << 20})
        for (const std::uint64_t frames : {std::uint64_t{1024}, std::uint64_t{65536}})
            for (const char* preset : {"course-text", "sapphire-rapids"})
                for (const History& history : histories)
                    if ((history.name + (" " + std::to_string(frames))).find(only) != std::string::npos) row(history, frames, preset, budget);
}

std::optional<std::string> timeline_asked(std::string_view argument) {
    constexpr std::string_view option = "--timeline";
    if (!argument.starts_with(option)) return std::nullopt;
    argument.remove_prefix(option.size());
    if (argument.empty()) return "";
    if (argument[0] != '=') return std::nullopt;
    return std::string(argument.substr(1));
}

}  // namespace bench
