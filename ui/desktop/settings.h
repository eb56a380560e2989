// How the program looked the last time, as Kept remembers it and the command line overrides it.
#pragma once

#include <optional>
#include <string>

#include "ui/desktop/kept.h"
#include "ui/desktop/options.h"
#include "ui/desktop/window.h"

namespace ui::desktop {

constexpr float least_text_scale = 0.7f, most_text_scale = 2.5f;

struct Settings {
    Scheme scheme;
    float text_scale = 1;              ///< least_text_scale to most_text_scale
    bool big = false;                  ///< type for the last row
    std::string site;                  ///< from site_address(); empty: not set
    std::optional<Placement> window;   ///< nothing: as it comes
};

/// What is kept and cannot be read counts as not kept.
Settings read_settings(const Kept& kept, const Options& options);
void keep_settings(const Settings& settings, Kept& kept);

}  // namespace ui::desktop
