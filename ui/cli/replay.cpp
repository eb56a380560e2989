// `replay`: one replacement policy on a trace.
#include <algorithm>
#include <iostream>

#include "core/base/json.h"
#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/cli/trace_input.h"

namespace cli {
namespace {

// What is kept of each access when the reader wants to see them; bounded, because it grows with the trace.
constexpr std::size_t max_steps = std::size_t{1} << 28;
constexpr std::size_t max_opt_steps = std::size_t{1} << 25;  // all of these are in memory at once, with their future

struct Details {
    std::vector<bool> hits;
    std::vector<std::uint64_t> victims;

    void add(const std::vector<sim::ReplayStep>& steps, const ReplayOptions& options) {
        for (const sim::ReplayStep& step : steps) {
            if (options.per_access) hits.push_back(step.hit);
            if (options.evictions && step.evicted) victims.push_back(step.victim);
        }
    }
    std::size_t size() const { return std::max(hits.size(), victims.size()); }
};

base::Error too_long(std::size_t most) { return {lessons::tr("cli.too-long-for-details", {base::grouped(most)}), lessons::tr("cli.too-long-hint")}; }

void print_json(const sim::ReplayCounts& counts, const Details& details, const ReplayOptions& options) {
    std::cout << "{\"accesses\":" << counts.accesses << ",\"hits\":" << counts.hits() << ",\"misses\":" << counts.misses;
    if (options.per_access) {
        std::cout << ",\"per_access\":[";
        for (std::size_t i = 0; i < details.hits.size(); ++i) std::cout << (i ? "," : "") << (details.hits[i] ? "\"hit\"" : "\"miss\"");
        std::cout << "]";
    }
    if (options.evictions) {
        std::cout << ",\"evictions\":[";
        for (std::size_t i = 0; i < details.victims.size(); ++i) std::cout << (i ? "," : "") << details.victims[i];
        std::cout << "]";
    }
    std::cout << "}\n";
}

void print_text(const sim::ReplayCounts& counts, const Details& details, const ReplayOptions& options) {
    for (const bool hit : details.hits) std::cout << (hit ? "hit\n" : "miss\n");
    if (options.evictions)
        for (const std::uint64_t page : details.victims) std::cout << lessons::tr("cli.evicted", {std::to_string(page)}) << "\n";
    const std::string ratio = counts.accesses ? base::fraction(base::u128{100} * counts.misses, counts.accesses, 3) : "0";
    std::cout << lessons::tr("cli.replayed", {base::grouped(counts.accesses), base::grouped(counts.hits()), base::grouped(counts.misses), ratio}) << "\n";
}

// OPT names its victims only when it knows the whole trace.
int replay_opt(const ReplayOptions& options, std::uint64_t frames, sim::ReplayCounts& counts, Details& details) {
    std::vector<std::uint64_t> pages;
    const int result = read_trace(options.trace, [&](const sim::PageBatch& batch) -> base::Status {
        if (pages.size() + batch.pages.size() > max_opt_steps) return too_long(max_opt_steps);
        pages.insert(pages.end(), batch.pages.begin(), batch.pages.end());
        return base::Done{};
    });
    if (result != exit_ok) return result;
    const std::vector<sim::ReplayStep> steps = sim::opt_steps(pages, frames);
    details.add(steps, options);
    counts.accesses = steps.size();
    for (const sim::ReplayStep& step : steps) counts.misses += !step.hit, counts.evictions += step.evicted;
    return exit_ok;
}

int replay_policy(const ReplayOptions& options, sim::ReplayEngine& engine, Details& details) {
    const bool detailed = options.per_access || options.evictions;
    std::vector<sim::ReplayStep> steps;
    return read_trace(options.trace, [&](const sim::PageBatch& batch) -> base::Status {
        if (detailed) {
            steps.clear();
            engine.run(batch, steps);
            details.add(steps, options);
            if (details.size() > max_steps) return too_long(max_steps);
        } else {
            engine.run(batch);
        }
        return check_pages(engine.pages());
    });
}

}  // namespace

int replay(const ReplayOptions& options) {
    sim::ReplayConfig config{options.policy, 0, {}};
    const auto frames = parse_option("--frames", options.frames);
    if (!frames) return complain(frames.error()), exit_bad_input;
    const auto tau = parse_option("--tau", options.tau);
    if (!tau) return complain(tau.error()), exit_bad_input;
    config.frames = *frames;
    config.options = {options.seed, *tau};
    auto engine = sim::make_replay(config);
    if (!engine) return complain(engine.error()), exit_bad_input;
    Details details;
    sim::ReplayCounts counts;
    int result;
    if (options.policy == "opt" && options.evictions) {
        result = replay_opt(options, *frames, counts, details);
    } else {
        result = replay_policy(options, **engine, details);
        counts = (*engine)->counts();
    }
    if (result != exit_ok) return result;
    if (options.trace.json) print_json(counts, details, options);
    else print_text(counts, details, options);
    return exit_ok;
}

}  // namespace cli
