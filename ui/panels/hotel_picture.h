// The hotel drawn: the guests who have booked, the hotel's windows, and the partner hotel. In the field's
// own words the same things stand in the same places: virtual pages, page frames, swap.
#pragma once

#include "ui/panels/hotel_state.h"

namespace ui {

void draw_hotel(const PanelContext& context, const Hotel& hotel, Selection& selection, std::vector<PanelRequest>& requests);
/// In lengths of the mock.
PanelHeight hotel_height(const PanelContext& context, const Hotel& hotel, float width);

/// What a click on a guest asks for: a pick while the lesson waits for one, else the access.
PanelRequest guest_request(const PanelContext& context, std::uint64_t page);
/// What a click on a room asks for while the lesson waits for a pick; nullopt when it does not.
std::optional<PanelRequest> room_pick(const PanelContext& context, const HotelRoom& room);
/// `set words os`, or back.
std::string words_command(const sim::Machine& machine);

}  // namespace ui
