#include "ui/panels/hotel_layout.h"

#include <algorithm>
#include <cmath>

namespace ui {
namespace {

constexpr float wide_from = 620, way_in = 50, road = 88, eaves = 16, roof_height = 30, ground_height = 22;
constexpr float least_room = 15.5f, most_room_width = 46, most_room_height = 38, most_pitch = 13;

std::size_t room_columns(std::size_t rooms) {
    if (rooms <= 10) return std::max<std::size_t>(rooms, 1);
    return rooms <= 100 ? 10 : 20;
}

CellGrid grid(std::size_t count, std::size_t columns, ImVec2 pitch) {
    CellGrid cells;
    cells.count = count;
    cells.columns = std::max<std::size_t>(std::min(columns, count), 1);
    cells.pitch = pitch;
    return cells;
}

float share(float length, std::size_t cells) { return length / static_cast<float>(std::max<std::size_t>(cells, 1)); }

// Guests at the left, the hotel, and the partner hotel at the right, all on the same ground.
HotelLayout side_by_side(const Hotel& hotel, ImVec2 at, ImVec2 room) {
    HotelLayout l;
    l.wide = true;
    l.desk = at;
    l.titles = at.y + px(desk_height + 14);
    l.roof = px(roof_height);
    const float top = l.titles + px(26) + l.roof;
    const float below = px(ground_height + 10 + legend_line + 8 + caption_height);
    const std::size_t columns = room_columns(hotel.rooms.size());
    l.rooms = grid(hotel.rooms.size(), columns, {});
    l.rooms.pitch.x = std::clamp(share(room.x * 0.42f, columns), px(14), px(most_room_width));
    l.rooms.pitch.y = std::clamp(share(at.y + room.y - top - below, l.rooms.rows()), px(least_room), px(std::min(most_room_height, l.rooms.pitch.x / look().scale)));
    const float bottom = top + l.rooms.size().y;
    const float rest = room.x - l.rooms.size().x - px(way_in + road + eaves);
    l.guests = grid(hotel.guests.size(), 20, {});
    const float guest = std::clamp(std::min(share(rest * 0.62f, 20), share(l.rooms.size().y + l.roof, std::max<std::size_t>(l.guests.rows(), 10))), px(5), px(most_pitch));
    l.guests.pitch = {guest, guest};
    l.places = grid(std::min<std::size_t>(hotel.places, most_guests), 20, {});
    const float place = std::clamp(std::min(share(rest * 0.38f, 20), guest * 0.72f), px(3), px(most_pitch));
    l.places.pitch = {place, place};
    // What width is left goes between the blocks, and then to both sides.
    const float used = l.guests.size().x + l.rooms.size().x + place * 20 + px(eaves), spare = std::max(room.x - used - px(way_in + road), 0.0f);
    const float more = std::min(spare / 3, px(60));
    const float left = at.x + (spare - more * 2) / 2;
    l.guests.at = {left, bottom - l.guests.size().y};
    l.rooms.at = {left + l.guests.size().x + px(way_in) + more, top};
    l.places.at = {l.rooms.end().x + px(road) + more, bottom - l.places.size().y};
    l.ground = bottom + px(ground_height);
    l.legend = l.ground + px(10);
    return l;
}

// The hotel above the guests; the partner hotel is told by the legend and by a thin block of places.
HotelLayout stacked(const Hotel& hotel, ImVec2 at, ImVec2 room, bool tabs) {
    HotelLayout l;
    l.desk = at;
    l.titles = at.y + px(desk_height + 6);
    const std::size_t columns = room_columns(hotel.rooms.size());
    l.guests = grid(hotel.guests.size(), 50, {});
    const float guest = std::min(share(room.x, 50), px(10));
    l.guests.pitch = {guest, guest};
    l.places = grid(std::min<std::size_t>(hotel.places, most_guests), 100, {});
    l.places.pitch = {share(guest * 50, 100), std::min(share(guest * 50, 100), px(4))};
    const float legend = px(legend_line * 2), around = px(6 + 6 + 6) + legend + px(tabs ? 0 : caption_height);
    l.rooms = grid(hotel.rooms.size(), columns, {});
    l.rooms.pitch.x = std::min(share(room.x, columns), px(most_room_width * 1.4f));
    const float space = at.y + room.y - l.titles - around - l.guests.size().y - l.places.size().y;
    l.rooms.pitch.y = std::clamp(share(space, l.rooms.rows()), px(least_room), px(most_room_height));
    const auto centred = [&](const CellGrid& cells) { return at.x + (room.x - cells.size().x) / 2; };
    l.rooms.at = {centred(l.rooms), l.titles};
    l.ground = l.rooms.end().y;
    l.guests.at = {centred(l.guests), l.ground + px(6)};
    l.places.at = {centred(l.places), l.guests.end().y + px(6)};
    l.legend = l.places.end().y + px(6);
    return l;
}

}  // namespace

std::optional<std::size_t> CellGrid::find(ImVec2 place) const {
    if (count == 0 || place.x < at.x || place.y < at.y || place.x >= end().x || place.y >= end().y) return std::nullopt;
    const auto column = static_cast<std::size_t>((place.x - at.x) / pitch.x), row = static_cast<std::size_t>((place.y - at.y) / pitch.y);
    const std::size_t i = row * columns + std::min(column, columns - 1);
    return i < count ? std::optional(i) : std::nullopt;
}

HotelLayout hotel_layout(const Hotel& hotel, ImVec2 at, ImVec2 room, bool tabs) {
    return room.x >= px(wide_from) ? side_by_side(hotel, at, room) : stacked(hotel, at, room, tabs);
}

}  // namespace ui
