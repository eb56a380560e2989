// Where things lie in the address space panel: a column a process, and the same address at the same
// height in all of them.
#pragma once

#include <utility>

#include "imgui.h"
#include "ui/panels/space_model.h"

namespace ui {

struct SpaceColumn {
    std::uint32_t process = 0;
    std::vector<SpaceRow> rows;
    float x = 0, width = 0;   ///< of all of it
    float bar = 0;            ///< width of the bar to scale
    float cards = 0;          ///< left edge of the cards
    float cards_width() const { return x + width - cards; }
};

/// A strip across all columns: a gap, the hole, or addresses where at least one process has areas.
struct SpaceSlot {
    enum class Kind : std::uint8_t { gap, hole, band } kind = Kind::gap;
    base::u128 low = 0, high = 0;  ///< addresses [low, high)
    bool kernel = false;
    float y = 0, height = 0;       ///< from the top of the list
};

/// How an area's pages are drawn, by how many there are.
struct CardLook {
    enum class Pages : std::uint8_t { framed, small, strip } pages = Pages::framed;
    int per_line = 1, lines = 1;
    float pitch = 0;   ///< of a cell
    float height = 0;  ///< of the card, what keeps it from the next one included
};
CardLook card_look(const sim::Machine&, const os::Vma& area, float width);

/// Columns of what fits: at most three, no narrower than a phone held upright gives two.
std::vector<SpaceColumn> space_columns(const PanelContext&, const Selection&, ImVec2 at, float width);
/// Number of processes that a panel of this width shows at once.
std::size_t columns_that_fit(float width);

/// The strips from the highest address down, with their places.
std::vector<SpaceSlot> space_slots(const sim::Machine&, const std::vector<SpaceColumn>& columns);

/// The column's rows [first, last) that begin in the slot.
std::pair<std::size_t, std::size_t> rows_in(const SpaceColumn& column, const SpaceSlot& slot);

constexpr float space_cell = 26, space_small_cell = 26, space_frame_line = 24, space_gap_height = 24;

}  // namespace ui
