// The brushes of the hotel panel: windows, guests, houses, the ways between them.
#pragma once

#include "ui/panels/hotel_layout.h"

namespace ui {

/// What is to be seen of the picture besides the machine.
struct HotelLook {
    const sim::Machine& machine;
    const Hotel& hotel;
    const HotelLayout& layout;
    std::optional<std::uint64_t> page;   ///< the guest pointed at or chosen
    std::optional<base::Pfn> room;       ///< the room pointed at or chosen
    bool picking = false;                ///< the lesson waits for a click on a guest
};

void paint_houses(const HotelLook& look);
void paint_rooms(const HotelLook& look);
void paint_guests(const HotelLook& look);
void paint_places(const HotelLook& look);
/// The way of the guest who was asked for, and of the one who had to leave.
void paint_move(const HotelLook& look);
/// Titles above the blocks; `lit` names those that the step emphasises.
void paint_titles(const HotelLook& look, const std::vector<std::string>& lit);
/// What the marks mean and how many there are; returns the y below.
float paint_legend(const HotelLook& look, ImVec2 at, float width);

}  // namespace ui
