// Where the hotel panel puts its parts.
#pragma once

#include "ui/panels/hotel_state.h"
#include "ui/widgets.h"

namespace ui {

/// Cells in rows and columns.
struct CellGrid {
    ImVec2 at{}, pitch{};
    std::size_t columns = 1, count = 0;

    std::size_t rows() const { return (count + columns - 1) / columns; }
    ImVec2 end() const { return {at.x + pitch.x * static_cast<float>(columns), at.y + pitch.y * static_cast<float>(rows())}; }
    ImVec2 size() const { return {end().x - at.x, end().y - at.y}; }
    /// The upper left corner of a cell. REQUIRES: i < count
    ImVec2 cell(std::size_t i) const { return {at.x + pitch.x * static_cast<float>(i % columns), at.y + pitch.y * static_cast<float>(i / columns)}; }
    ImVec2 middle(std::size_t i) const { return {cell(i).x + pitch.x / 2, cell(i).y + pitch.y / 2}; }
    /// The cell at a place; nullopt between or outside of them.
    std::optional<std::size_t> find(ImVec2 place) const;
};

struct HotelLayout {
    bool wide = false;    ///< three blocks side by side; else one above the other
    CellGrid guests, places;
    CellGrid rooms;       ///< from the top; room 0 is at the bottom, see room_cell()
    ImVec2 desk{};        ///< the row of buttons
    float titles = 0;     ///< y of the blocks' titles
    float ground = 0;     ///< y the houses stand on
    float legend = 0;     ///< y
    float roof = 0;       ///< height of the roof; 0: there is no space for one

    /// Which cell of `rooms` a room has: the house is numbered from the ground floor up.
    std::size_t room_cell(std::size_t room) const {
        const std::size_t floor = room / rooms.columns;
        return (rooms.rows() - 1 - floor) * rooms.columns + room % rooms.columns;
    }
};

/// `height`: what there is; the picture may need more.
HotelLayout hotel_layout(const Hotel& hotel, ImVec2 at, ImVec2 room, bool tabs);

/// Heights of the mock: the row of buttons, a line of the legend, what is said below.
constexpr float desk_height = 40, legend_line = 20, caption_height = 40;

}  // namespace ui
