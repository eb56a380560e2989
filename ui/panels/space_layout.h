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
    float zoom = 1;
    float pitch = 0;   ///< of a cell
    float height = 0;  ///< of the card, what keeps it from the next one included

    float px(float length) const;  ///< a length of the mock, zoomed
    float cell() const { return px(26); }
    float frame_line() const { return px(24); }
    float text(float size) const { return size * (zoom > 1.3f ? 1.3f : zoom > 1 ? 1.15f : 1.0f); }
};
CardLook card_look(const sim::Machine&, const os::Vma& area, float width, float zoom);

struct SpaceLayout {
    std::vector<SpaceColumn> columns;
    std::vector<SpaceSlot> slots;  ///< from the highest address down
    float zoom = 1;
    float height = 0;              ///< of all slots
};
/// Columns for the processes that fit, and their slots: cards as large as the room allows, gaps wider
/// where there is height to spare.
SpaceLayout space_layout(const PanelContext&, const Selection&, ImVec2 at, ImVec2 room);
/// Number of processes that a panel of this width shows at once.
std::size_t columns_that_fit(float width);

/// The column's rows [first, last) that begin in the slot.
std::pair<std::size_t, std::size_t> rows_in(const SpaceColumn& column, const SpaceSlot& slot);

}  // namespace ui
