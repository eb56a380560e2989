// `mrc`: the whole miss-ratio curve of LRU from one pass over a trace.
#include "core/sim/mrc.h"

#include <algorithm>
#include <iostream>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/cli/trace_input.h"

namespace cli {
namespace {

// Beyond the last page the curve is flat; what is printed of that is bounded.
constexpr std::uint64_t max_flat = std::uint64_t{1} << 20;

void print_json(const sim::LruCurve& curve, const std::vector<std::uint64_t>& misses) {
    std::cout << "{\"accesses\":" << curve.accesses() << ",\"curve\":[";
    for (std::size_t i = 0; i < misses.size(); ++i) std::cout << (i ? "," : "") << "{\"frames\":" << i + 1 << ",\"misses\":" << misses[i] << "}";
    std::cout << "]}\n";
}

void print_text(const sim::LruCurve& curve, const std::vector<std::uint64_t>& misses) {
    std::cout << lessons::tr("cli.mrc-head", {base::grouped(curve.accesses()), base::grouped(curve.pages())}) << "\n";
    for (std::size_t i = 0; i < misses.size(); ++i)
        std::cout << i + 1 << "\t" << misses[i] << "\t" << base::fraction(base::u128{100} * misses[i], curve.accesses(), 4) << "%\n";
}

}  // namespace

int mrc(const MrcOptions& options) {
    if (options.policy != "lru") return complain({lessons::tr("cli.mrc-only-lru", {options.policy}), lessons::tr("cli.mrc-hint")}), exit_bad_input;
    std::uint64_t most = 0;
    if (!options.max_frames.empty()) {
        const auto frames = parse_option("--max-frames", options.max_frames);
        if (!frames) return complain(frames.error()), exit_bad_input;
        if (*frames == 0) return complain({lessons::tr("cli.no-frames")}), exit_bad_input;
        most = *frames;
    }
    sim::LruCurve curve;
    const int result = read_trace(options.trace, [&](const sim::PageBatch& batch) {
        curve.run(batch.pages);
        return check_pages(curve.pages());
    });
    if (result != exit_ok) return result;
    const std::uint64_t frames = most == 0 ? curve.pages() : std::min(most, std::max<std::uint64_t>(curve.pages(), max_flat));
    const std::vector<std::uint64_t> misses = curve.misses(frames);
    if (options.trace.json) print_json(curve, misses);
    else print_text(curve, curve.accesses() > 0 ? misses : std::vector<std::uint64_t>{});
    return exit_ok;
}

}  // namespace cli
