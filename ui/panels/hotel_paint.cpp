#include "ui/panels/hotel_paint.h"

#include <algorithm>

#include "core/base/text.h"

namespace ui {
namespace {

using base::Pfn;
using Where = HotelGuest::Where;

constexpr TextStyle number_style{Face::mono, 12}, chip_style{Face::mono, 12, true};

ImDrawList& list() { return *ImGui::GetWindowDrawList(); }
bool in_hotel(const HotelLook& look) { return look.machine.words == sim::Words::hotel; }
ImU32 lamp() { return ink("l2"); }

// A window whose guest was about lately: lit, with a lamp. Idle: the shutters are down.
void paint_window(ImVec2 min, ImVec2 max, bool lit) {
    const float radius = px(3);
    if (lit) {
        list().AddRectFilled(min, max, ink("lamp"), radius);
        list().AddRect(min, max, lamp(), radius, 0, px(1.2f));
        if (max.y - min.y >= px(22)) list().AddCircleFilled({(min.x + max.x) / 2, min.y + px(4.5f)}, px(2), lamp(), 10);
        else if (max.x - min.x >= px(30)) list().AddCircleFilled({min.x + px(4.5f), min.y + px(4.5f)}, px(1.8f), lamp(), 8);  // else the number is there
        return;
    }
    list().AddRectFilled(min, max, ink("sunken"), radius);
    list().AddRect(min, max, ink("edge"), radius, 0, px(1));
    const auto slat = [&](float y) { list().AddLine({min.x + px(3), y}, {max.x - px(3), y}, ink("edge"), px(1.2f)); };
    const bool tall = max.y - min.y >= px(22);
    if (tall) slat(min.y + px(3.5f));
    slat(max.y - px(tall ? 3.5f : 2.5f));
}

// Below the number where there is space, else at its left.
void paint_porter(ImVec2 min, ImVec2 max) {
    if (max.y - min.y >= px(22)) {
        const float x = (min.x + max.x) / 2;
        list().AddTriangleFilled({x, max.y - px(6)}, {x + px(6), max.y + px(3)}, {x - px(6), max.y + px(3)}, ink("kernel"));
        return;
    }
    const float y = (min.y + max.y) / 2, s = px(4.5f);
    list().AddTriangleFilled({min.x - px(1), y - s}, {min.x + px(5), y}, {min.x - px(1), y + s}, ink("kernel"));
}

struct Cell {
    ImVec2 min, max;
};
Cell room_box(const HotelLayout& l, std::size_t room) {
    const ImVec2 at = l.rooms.cell(l.room_cell(room));
    const float gap = px(l.rooms.pitch.y >= px(20) ? 2 : 1);
    return {{at.x + gap, at.y + gap}, {at.x + l.rooms.pitch.x - gap, at.y + l.rooms.pitch.y - gap}};
}

void paint_room(const HotelLook& look, std::size_t i) {
    const HotelRoom& room = look.hotel.rooms[i];
    const auto [min, max] = room_box(look.layout, i);
    const ImVec2 middle{(min.x + max.x) / 2, (min.y + max.y) / 2};
    const bool wanted = look.room == room.pfn || (room.kind == HotelRoom::Kind::guest && look.page == room.page);
    switch (room.kind) {
        case HotelRoom::Kind::free: list().AddRect(min, max, ink("line"), px(3), 0, px(1)); break;
        case HotelRoom::Kind::other:
            list().AddRect(min, max, ink("edge"), px(3), 0, px(1));
            list().AddLine({min.x + px(3), max.y - px(3)}, {max.x - px(3), min.y + px(3)}, ink("edge"), px(1));
            break;
        case HotelRoom::Kind::guest: {
            paint_window(min, max, room.lit);
            const std::string text = page_text(look.machine, room.page);
            const bool tall = max.y - min.y >= px(22);
            if (text_size(text, number_style).x <= max.x - min.x)
                draw_text_middle({middle.x, middle.y + (room.lit && tall ? px(2.5f) : 0)}, text, number_style, ink(room.lit ? "ink" : "ink-2"), 0.5f);
        }
    }
    if (look.hotel.porter == room.pfn) paint_porter(min, max);
    if (look.hotel.move.room == room.pfn) ring(min, max, "accent", 1, 4);
    else if (wanted) ring(min, max, "ink", 1, 4);
}

// A mark for where a guest is: not come yet, in a room, in the partner hotel.
void paint_guest_mark(ImVec2 c, float size, Where where) {
    switch (where) {
        case Where::nowhere: list().AddCircle(c, size * 0.34f, ink("edge"), 8, px(1)); break;
        case Where::room: list().AddCircleFilled(c, size * 0.38f, ink("data"), 8); break;
        case Where::partner: {
            const float half = size * 0.32f;
            list().AddRect({c.x - half, c.y - half}, {c.x + half, c.y + half}, ink("swap"), 0, 0, px(1.4f));
        }
    }
}

void paint_house(ImVec2 min, ImVec2 max, float roof, float ground) {
    const ImU32 line = ink("edge");
    const float out = px(7);
    list().AddLine({min.x - out, min.y - px(5)}, {min.x - out, ground}, line, px(1.4f));
    list().AddLine({max.x + out, min.y - px(5)}, {max.x + out, ground}, line, px(1.4f));
    const ImVec2 points[] = {{min.x - out - px(7), min.y - px(5)}, {min.x + px(18), min.y - px(5) - roof}, {max.x - px(18), min.y - px(5) - roof},
                             {max.x + out + px(7), min.y - px(5)}};
    list().AddPolyline(points, 4, line, ImDrawFlags_Closed, px(1.4f));
    const float x = (min.x + max.x) / 2;
    list().AddRectFilled({x - px(8), ground - px(17)}, {x + px(8), ground}, ink("sunken"), px(7), ImDrawFlags_RoundCornersTop);
    list().AddRect({x - px(8), ground - px(17)}, {x + px(8), ground + px(1)}, line, px(7), ImDrawFlags_RoundCornersTop, px(1.4f));
    list().AddCircleFilled({x + px(4), ground - px(7)}, px(1.2f), line, 8);
}

// A frame without roof and door: the same place in the field's own words.
void paint_box(ImVec2 min, ImVec2 max) {
    const float out = px(7);
    list().AddRect({min.x - out, min.y - out}, {max.x + out, max.y + out}, ink("line"), px(6), 0, px(1.4f));
}

// Between hotel and partner hotel: how long the way is, and who drives it.
void paint_road(const HotelLook& look) {
    const HotelLayout& l = look.layout;
    const float x = (l.rooms.end().x + l.places.at.x) / 2, y = l.ground - px(3);
    draw_text({x, l.ground - px(38)}, hotel_text(look.machine, "distance", {base::duration(look.machine.hw.costs.major_ns)}), small_style, ink("ink-2"), 0.5f);
    if (!in_hotel(look)) return;
    const ImU32 line = ink("edge");
    list().AddRect({x - px(14), y - px(13)}, {x + px(14), y}, line, px(3), 0, px(1.4f));
    for (const float window : {-9.0f, -2.0f, 5.0f}) list().AddRectFilled({x + px(window), y - px(10)}, {x + px(window + 5), y - px(6)}, line, px(1));
    for (const float wheel : {-8.0f, 8.0f}) list().AddCircleFilled({x + px(wheel), y}, px(3), line, 10);
}

void paint_chip(ImVec2 centre, const std::string& text, std::string_view role) {
    const ImVec2 half{text_size(text, chip_style).x / 2 + px(6), px(9)};
    list().AddRectFilled({centre.x - half.x, centre.y - half.y}, {centre.x + half.x, centre.y + half.y}, ink(role), px(9));
    draw_text_middle(centre, text, chip_style, ink("on-accent"), 0.5f);
}

// A way with an arrow head at its end, on a halo that keeps it apart from what it crosses.
void paint_way(const std::vector<ImVec2>& points, std::string_view role, bool dashed) {
    const int count = static_cast<int>(points.size());
    list().AddPolyline(points.data(), count, ink("surface"), 0, px(5));
    if (dashed)
        for (std::size_t i = 1; i < points.size(); ++i) dashed_line(points[i - 1], points[i], ink(role), px(2));
    else list().AddPolyline(points.data(), count, ink(role), 0, px(2));
    const ImVec2 end = points.back(), before = points[points.size() - 2];
    const float s = px(5), dx = end.x > before.x ? 1.0f : end.x < before.x ? -1.0f : 0.0f, dy = end.y > before.y ? 1.0f : end.y < before.y ? -1.0f : 0.0f;
    list().AddTriangleFilled({end.x + dx * px(1), end.y + dy * px(1)}, {end.x - dx * s - dy * s * 0.8f, end.y - dy * s - dx * s * 0.8f},
                             {end.x - dx * s + dy * s * 0.8f, end.y - dy * s + dx * s * 0.8f}, ink(role));
}

std::optional<std::size_t> index_of(const Hotel& hotel, std::uint64_t page) {
    const HotelGuest* guest = hotel.guest(page);
    return guest ? std::optional(static_cast<std::size_t>(guest - hotel.guests.data())) : std::nullopt;
}

std::optional<std::size_t> index_of(const Hotel& hotel, Pfn pfn) {
    const HotelRoom* room = hotel.room(pfn);
    return room ? std::optional(static_cast<std::size_t>(room - hotel.rooms.data())) : std::nullopt;
}

void paint_way_in(const HotelLook& look, std::size_t room) {
    const HotelMove& move = look.hotel.move;
    const HotelLayout& l = look.layout;
    const auto [min, max] = room_box(l, room);
    const float x = (min.x + max.x) / 2, corridor = max.y + px(2);
    const std::string name = page_text(look.machine, *move.asked);
    if (move.fetched) {
        if (*move.fetched == 0 || *move.fetched > l.places.count) return;
        const ImVec2 from{l.places.at.x - px(5), l.places.middle(*move.fetched - 1).y};
        const float turn = l.rooms.end().x + (l.places.at.x - l.rooms.end().x) * 0.66f;
        paint_way({from, {turn, from.y}, {turn, corridor}, {x, corridor}, {x, max.y - px(3)}}, "accent", true);
        return paint_chip({turn, from.y + (corridor - from.y) * 0.75f}, name, "accent");
    }
    const auto guest = index_of(look.hotel, *move.asked);
    if (!guest) return;
    const ImVec2 from = l.guests.middle(*guest);
    const float turn = l.guests.end().x + (l.rooms.at.x - l.guests.end().x) * 0.42f;
    paint_way({from, {turn, from.y}, {turn, corridor}, {x, corridor}, {x, max.y - px(3)}}, "accent", false);
    paint_chip({turn, (from.y + corridor) / 2}, name, "accent");
}

void paint_way_out(const HotelLook& look, const HotelMove::Out& out) {
    const HotelLayout& l = look.layout;
    const auto room = index_of(look.hotel, out.room);
    if (!room || out.place == 0 || out.place > l.places.count) return;
    const auto [min, max] = room_box(l, *room);
    const float x = (min.x + max.x) / 2, corridor = min.y - px(2), turn = l.rooms.end().x + (l.places.at.x - l.rooms.end().x) * 0.34f;
    // Up to the wall; behind it the place has a ring.
    const ImVec2 cell = l.places.cell(out.place - 1);
    const float y = cell.y + l.places.pitch.y / 2 - px(4);
    paint_way({{x, min.y + px(3)}, {x, corridor}, {turn, corridor}, {turn, y}, {l.places.at.x - px(3), y}}, "swap", true);
    ring(cell, {cell.x + l.places.pitch.x - px(1), cell.y + l.places.pitch.y - px(1)}, "swap", 1, 4, 1.6f);
    paint_chip({turn, corridor + (y - corridor) * 0.75f}, page_text(look.machine, out.page), "swap");
}

}  // namespace

void paint_houses(const HotelLook& look) {
    const HotelLayout& l = look.layout;
    if (!l.wide) return;
    const bool places = l.places.count > 0;
    if (!in_hotel(look)) {
        paint_box(l.rooms.at, l.rooms.end());
        if (places) paint_box(l.places.at, l.places.end());
    } else {
        paint_house(l.rooms.at, l.rooms.end(), l.roof - px(6), l.ground);
        if (places) paint_house(l.places.at, l.places.end(), l.roof * 0.5f, l.ground);
        const float left = l.guests.at.x, right = std::max(l.places.end().x + px(16), l.rooms.end().x + px(16));
        list().AddLine({left, l.ground}, {right, l.ground}, ink("edge"), px(1.4f));
    }
    if (places) paint_road(look);
}

void paint_rooms(const HotelLook& look) {
    for (std::size_t i = 0; i < look.hotel.rooms.size(); ++i) paint_room(look, i);
}

void paint_guests(const HotelLook& look) {
    const CellGrid& cells = look.layout.guests;
    const float size = cells.pitch.x;
    for (std::size_t i = 0; i < cells.count; ++i) {
        const HotelGuest& guest = look.hotel.guests[i];
        paint_guest_mark(cells.middle(i), size, guest.where);
        const bool asked = look.hotel.move.asked == guest.page;
        if (!asked && look.page != guest.page) continue;
        const ImVec2 c = cells.middle(i);
        list().AddCircle(c, std::max(size * 0.62f, px(5)), ink(asked ? "accent" : "ink"), 16, px(2));
    }
}

void paint_places(const HotelLook& look) {
    const CellGrid& cells = look.layout.places;
    const os::Swap& swap = look.machine.kernel.swap;
    const float gap = cells.pitch.x > px(4) ? px(1) : px(0.5f);
    for (std::size_t i = 0; i < cells.count; ++i) {
        const ImVec2 at = cells.cell(i), end{at.x + cells.pitch.x - gap, at.y + cells.pitch.y - gap};
        const bool held = swap.holds(i + 1);
        list().AddRectFilled(at, end, held ? ink("swap") : mixed("line", "surface", 0.55f));
    }
    if (!look.page) return;
    const HotelGuest* guest = look.hotel.guest(*look.page);
    if (!guest || guest->where != Where::partner || guest->place == 0 || guest->place > cells.count) return;
    const ImVec2 at = cells.cell(guest->place - 1);
    ring(at, {at.x + cells.pitch.x - gap, at.y + cells.pitch.y - gap}, "ink", 1, 4);
}

void paint_move(const HotelLook& look) {
    const HotelMove& move = look.hotel.move;
    if (!look.layout.wide) return;
    if (move.out) paint_way_out(look, *move.out);
    if (!move.asked || !move.room || (!move.checked_in && !move.fetched)) return;
    if (const auto room = index_of(look.hotel, *move.room)) paint_way_in(look, *room);
}

void paint_titles(const HotelLook& look, const std::vector<std::string>& lit) {
    const HotelLayout& l = look.layout;
    if (!l.wide) return;
    const auto title = [&](const CellGrid& cells, float y, const char* part, const std::string& text) {
        const bool on = std::find(lit.begin(), lit.end(), part) != lit.end();
        const float x = (cells.at.x + cells.end().x) / 2;
        const float width = draw_text({x, y}, text, {Face::bold, 13}, ink(on ? "accent" : "ink"), 0.5f);
        if (on) list().AddLine({x - width / 2, y + px(18)}, {x + width / 2, y + px(18)}, ink("accent"), px(2));
    };
    const float over_guests = std::max(l.guests.at.y - px(26), l.titles);
    title(l.guests, over_guests, "guests", hotel_text(look.machine, "guests", {base::grouped(look.hotel.booked)}));
    title(l.rooms, l.titles, "rooms", hotel_text(look.machine, "rooms", {base::grouped(look.hotel.room_count)}));
    if (l.places.count > 0) title(l.places, l.places.at.y - l.roof * 0.5f - px(30), "partner", hotel_text(look.machine, "partner"));
}

float paint_legend(const HotelLook& look, ImVec2 at, float width) {
    float x = at.x, y = at.y;
    const float line = px(legend_line), icon = px(20);
    const auto item = [&](const std::string& text, const auto& paint) {
        const float used = icon + text_size(text, small_style).x;
        if (x > at.x && x + used > at.x + width) x = at.x, y += line;
        paint(ImVec2{x + px(7), y + line / 2});
        draw_text_middle({x + icon, y + line / 2}, elided(text, small_style, width - icon), small_style, ink("ink-2"));
        x += used + px(18);
    };
    const auto mark = [](Where where) { return [where](ImVec2 c) { paint_guest_mark(c, px(11), where); }; };
    const auto window = [](bool lit) { return [lit](ImVec2 c) { paint_window({c.x - px(6), c.y - px(6)}, {c.x + px(6), c.y + px(6)}, lit); }; };
    const Hotel& hotel = look.hotel;
    item(base::grouped(hotel.not_come()) + " " + hotel_text(look.machine, "nowhere"), mark(Where::nowhere));
    item(base::grouped(hotel.in_rooms) + " " + hotel_text(look.machine, "in_room"), mark(Where::room));
    item(base::grouped(hotel.away) + " " + hotel_text(look.machine, "away"), mark(Where::partner));
    item(hotel_text(look.machine, "lit"), window(true));
    item(hotel_text(look.machine, "idle"), window(false));
    if (hotel.porter && hotel.room(*hotel.porter))
        item(hotel_text(look.machine, "porter"), [](ImVec2 c) { paint_porter({c.x - px(2), c.y - px(6)}, {c.x + px(6), c.y + px(6)}); });
    return y + line;
}

}  // namespace ui
