#include "ui/playback.h"

#include <algorithm>
#include <string>

namespace ui {

void Playback::play(lessons::Player& player) {
    const script::Timeline& timeline = player.timeline();
    if (timeline.position() == timeline.size()) (void)player.act("seek 0");
    on_ = fresh_ = timeline.size() > 0;
    position_ = timeline.position();
    edition_ = timeline.edition();
}

bool Playback::tick(lessons::Player& player, double now) {
    if (!on_) return false;
    const script::Timeline& timeline = player.timeline();
    if (timeline.position() != position_ || timeline.edition() != edition_) {  // the reader took over
        on_ = false;
        return true;
    }
    if (fresh_) due_ = now;
    fresh_ = false;
    if (now < due_) return false;
    // A machine too slow for the pace leaves events out rather than time; but never many.
    const double step = paces[pace_].seconds;
    const auto steps = static_cast<std::uint64_t>(std::clamp((now - due_) / step, 0.0, 7.0)) + 1;
    (void)player.act("seek " + std::to_string(timeline.position() + steps));
    position_ = timeline.position();
    due_ = std::max(due_ + step * static_cast<double>(steps), now);
    on_ = position_ < timeline.size();
    return true;
}

double Playback::wait(double now) const { return !on_ ? -1 : fresh_ ? 0 : std::max(due_ - now, 0.0); }

}  // namespace ui
