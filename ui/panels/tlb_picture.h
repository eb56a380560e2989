// The picture of the TLB panel: how the address is cut for a lookup, each array as a grid of sets and
// ways, the set that was searched entry by entry, and what the arrays reach.
//
//     few entries   one table: a row a set, a column a way, page and frame in each cell
//     many          a map each: a column a set, a row a way; below it the searched set as a list
#pragma once

#include <vector>

#include "ui/panels/tlb_state.h"
#include "ui/widgets.h"

namespace ui {

struct TlbView {
    const PanelContext& context;
    const TlbState& state;
    Selection& selection;
    std::vector<PanelRequest>* requests;  ///< nullptr: nothing is drawn, only measured
    ImVec2 at{};
    float width = 0;
    float pitch = 24;  ///< of a table's rows

    bool paints() const { return requests != nullptr; }
    Staleness stale(unsigned array, std::uint32_t slot) const;
    bool chosen(unsigned array, std::uint32_t slot) const { return selection.tlb == Selection::TlbSlot{array, slot}; }
    /// What a click on an entry does.
    void choose(unsigned array, std::uint32_t slot) const;
};

/// Draws all of it, tables where they fit `room`; returns the height used.
float draw_tlb(const TlbView& all, float room);

inline bool is_full(const hw::TlbConfig& shape) { return shape.ways == shape.entries; }

// --- tables and lists (tlb_grid.cpp), maps (tlb_map.cpp) ------------------------------------------

/// The arrays are few and small, and the width allows it to tell them as tables.
bool fits_tables(const TlbView& view);
/// Each returns the y below. `width` and the left edge are the view's.
float draw_tables(const TlbView& view, float y);
float draw_maps(const TlbView& view, float y);
/// The searched sets, or the chosen entry's, of the arrays that are drawn as maps.
float draw_sets(const TlbView& view, float y);

}  // namespace ui
