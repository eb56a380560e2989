#include "ui/desktop/settings.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/text.h"
#include "ui/desktop/page_link.h"

namespace ui::desktop {

namespace {

constexpr int most_side = 16384, least_width = 480, least_height = 360;

std::optional<int> whole(std::string_view text) {
    const bool negative = text.substr(0, 1) == "-";
    const auto value = base::parse_number(text.substr(negative ? 1 : 0));
    if (!value || *value > 65535) return std::nullopt;
    return negative ? -static_cast<int>(*value) : static_cast<int>(*value);
}

std::optional<Placement> placement_of(const std::string& text, bool fullscreen) {
    std::array<int, 4> numbers{};
    const std::vector<std::string> parts = base::split(text, ' ');
    if (parts.size() != numbers.size()) return std::nullopt;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto number = whole(parts[i]);
        if (!number) return std::nullopt;
        numbers[i] = *number;
    }
    const auto [x, y, width, height] = numbers;
    if (width < least_width || width > most_side || height < least_height || height > most_side) return std::nullopt;
    return Placement{x, y, width, height, fullscreen};
}

}  // namespace

Settings read_settings(const Kept& kept, const Options& options) {
    Settings settings;
    for (const Scheme scheme : all_schemes)
        if (kept.get("theme") == scheme_name(scheme)) settings.scheme = scheme;
    if (options.scheme) settings.scheme = *options.scheme;
    if (const auto percent = whole(kept.get("text"))) settings.text_scale = std::clamp(static_cast<float>(*percent) / 100, least_text_scale, most_text_scale);
    settings.big = kept.get("big") == "yes";
    if (const auto site = site_address(kept.get("site"))) settings.site = *site;
    if (options.site) settings.site = *options.site;
    if (!options.size) settings.window = placement_of(kept.get("window"), kept.get("fullscreen") == "yes");
    return settings;
}

void keep_settings(const Settings& settings, Kept& kept) {
    kept.set("theme", scheme_name(settings.scheme));
    kept.set("text", std::to_string(std::lround(settings.text_scale * 100)));
    kept.set("big", settings.big ? "yes" : "no");
    kept.set("site", settings.site);
    if (!settings.window) return;
    const Placement& at = *settings.window;
    kept.set("window", to_text(at));
    kept.set("fullscreen", at.fullscreen ? "yes" : "no");
}

}  // namespace ui::desktop
