// The picture of the sizing panel: sliders above, bars on a logarithmic scale below.
#pragma once

#include "ui/panels/sizing_state.h"

namespace ui {

/// One bar: what it stands for, and how many bytes.
struct SizingBar {
    std::string label;
    std::string_view part;    ///< "flat" or "tree"
    bool hatched = false;     ///< the dearer of two trees
    std::optional<u128> bytes;  ///< nullopt: there is no such table
    std::string why_none;
};
/// The bars of the view, from above; for all processes together where there are several.
std::vector<SizingBar> sizing_bars(const SizingState& state);

/// "2^35 entries × 8 B = 256 GiB": where the number comes from. Hidden parts are "?".
std::vector<std::string> sizing_formulas(const PanelContext& context, const SizingState& state);

void draw_sizing(const PanelContext& context, const SizingState& state, std::vector<PanelRequest>& requests);
PanelHeight sizing_height(const PanelContext& context, const SizingState& state, float width);

}  // namespace ui
