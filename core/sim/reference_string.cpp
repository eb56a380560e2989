#include "core/sim/reference_string.h"

#include <algorithm>

#include "core/sim/mrc.h"
#include "core/sim/replay.h"

namespace sim {
namespace {

std::vector<std::uint64_t> widened(const std::vector<std::uint32_t>& pages) { return {pages.begin(), pages.end()}; }

constexpr std::uint32_t nothing = ~std::uint32_t{0};

// Where the pages lie: a page that is loaded takes its victim's frame, or the first that is empty.
void place_pages(const std::vector<std::uint32_t>& pages, const std::vector<ReplayStep>& replayed, StringRun& run) {
    std::vector<std::uint32_t> held(run.frames, nothing);
    for (std::size_t i = 0; i < pages.size(); ++i) {
        StringStep step;
        step.hit = replayed[i].hit;
        std::uint32_t wanted = step.hit ? pages[i] : nothing;
        if (replayed[i].evicted) step.victim = wanted = static_cast<std::uint32_t>(replayed[i].victim);
        step.slot = static_cast<std::uint32_t>(std::find(held.begin(), held.end(), wanted) - held.begin());
        held[step.slot] = pages[i];
        run.steps.push_back(step);
    }
}

// The accessed bits as the hand leaves them: from where it stood to its victim it cleared those that were set, and
// where the victim's own was set it had to go all the way round.
void follow_hand(StringRun& run, bool marks_loaded) {
    std::vector<std::uint8_t> bits(run.frames, 0);
    std::uint32_t hand = 0;
    for (StringStep& step : run.steps) {
        if (step.victim) {
            const bool all_round = bits[step.slot] != 0;
            for (std::uint32_t at = hand; all_round || at != step.slot; at = (at + 1) % run.frames) {
                bits[at] = 0;
                if (all_round && (at + 1) % run.frames == hand) break;
            }
            hand = (step.slot + 1) % run.frames;
        }
        bits[step.slot] = step.hit || marks_loaded;
        step.hand = hand;
        run.accessed.insert(run.accessed.end(), bits.begin(), bits.end());
    }
}

}  // namespace

std::size_t ReferenceString::distinct() const {
    std::vector<std::uint32_t> sorted = pages;
    std::sort(sorted.begin(), sorted.end());
    return static_cast<std::size_t>(std::unique(sorted.begin(), sorted.end()) - sorted.begin());
}

std::uint64_t StringRun::faults(std::size_t count) const {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += !steps[i].hit;
    return sum;
}

base::Result<StringRun> run_string(const std::string& policy, const std::vector<std::uint32_t>& pages, std::uint32_t frames) {
    const auto row = os::find_policy(policy);
    if (!row) return row.error();
    const std::vector<std::uint64_t> wide = widened(pages);
    std::vector<ReplayStep> replayed;
    auto replay = make_replay({policy, frames});
    if (!replay) return replay.error();
    if (row->sees == os::Sees::future) replayed = opt_steps(wide, frames);
    else (*replay)->run(PageBatch{wide}, replayed);
    StringRun run;
    run.frames = frames;
    place_pages(pages, replayed, run);
    if (row->name == "clock" || row->name == "fifo-reinsertion") follow_hand(run, row->marks_loaded);
    return run;
}

base::Result<std::vector<std::uint64_t>> string_curve(const std::string& policy, const std::vector<std::uint32_t>& pages, std::uint32_t most) {
    const std::vector<std::uint64_t> wide = widened(pages);
    if (policy != "lru") return misses_by_frames(policy, wide, most);
    LruCurve curve;
    curve.run(wide);
    return curve.misses(most);
}

}  // namespace sim
