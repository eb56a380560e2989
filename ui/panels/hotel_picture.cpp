#include "ui/panels/hotel_picture.h"

#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/hotel_paint.h"

namespace ui {
namespace {

using base::Pfn;

// What one frame of the panel works on.
struct Scene {
    const PanelContext& context;
    const Hotel& hotel;
    const HotelLayout& layout;
    Selection& selection;
    std::vector<PanelRequest>& requests;
    float width;
    std::optional<std::uint64_t> page = {};  ///< pointed at in this frame
    std::optional<Pfn> room = {};

    const sim::Machine& machine() const { return context.timeline.machine(); }
};

bool by_finger() { return ImGui::GetIO().MouseSource == ImGuiMouseSource_TouchScreen; }
bool by_pointer() { return ImGui::IsMouseReleased(ImGuiMouseButton_Left); }

// A guest is asked for. A finger is too broad for cells so small: it chooses first, and asks with a second tap.
void press_guest(Scene& s, std::uint64_t page, bool small) {
    const bool chosen = s.selection.guest == page;
    if (by_finger() || !by_pointer()) s.selection.guest = page;
    if (small && by_finger() && by_pointer() && !chosen) return;
    s.requests.push_back(guest_request(s.context, page));
}

// One cell of the grid that has the arrow keys, as far as the grid reaches; beyond it they leave it.
void move_in_grid(Scene& s, const Hit& hit, const CellGrid& cells) {
    if (cells.count == 0) return;
    const HotelGuest* chosen = s.selection.guest ? s.hotel.guest(*s.selection.guest) : nullptr;
    std::size_t i = chosen ? static_cast<std::size_t>(chosen - s.hotel.guests.data()) : 0;
    const std::size_t before = i;
    if (i % cells.columns > 0 && takes_key(hit, ImGuiKey_LeftArrow)) --i;
    if (i % cells.columns + 1 < cells.columns && i + 1 < cells.count && takes_key(hit, ImGuiKey_RightArrow)) ++i;
    if (i >= cells.columns && takes_key(hit, ImGuiKey_UpArrow)) i -= cells.columns;
    if (i + cells.columns < cells.count && takes_key(hit, ImGuiKey_DownArrow)) i += cells.columns;
    if (i != before || (hit.focused && !chosen)) s.selection.guest = s.hotel.guests[i].page;
    if (i != before) ImGui::SetNavCursorVisible(true);  // after a click, too: Enter then asks
}

void guests_area(Scene& s) {
    const CellGrid& cells = s.layout.guests;
    if (cells.count == 0) return;
    const Hit hit = hit_area("guests", cells.at, cells.size(), 4);
    point_out("guests", cells.at, cells.end());
    const auto under = hit.hovered || hit.pressed ? cells.find(ImGui::GetIO().MousePos) : std::nullopt;
    move_in_grid(s, hit, cells);
    if (under && hit.hovered) {
        s.page = s.hotel.guests[*under].page;
        tooltip(hit, guest_text(s.machine(), s.hotel.guests[*under]));
    }
    if (!hit.pressed) return;
    if (by_pointer() && under) press_guest(s, s.hotel.guests[*under].page, cells.pitch.x < px(24));
    else if (!by_pointer() && s.selection.guest) press_guest(s, *s.selection.guest, false);
}

void places_area(Scene& s) {
    const CellGrid& cells = s.layout.places;
    if (cells.count == 0 || !s.layout.wide) return;
    const Hit hit = hit_area("places", cells.at, cells.size(), 4);
    point_out("partner", cells.at, cells.end());
    const auto under = hit.hovered || hit.pressed ? cells.find(ImGui::GetIO().MousePos) : std::nullopt;
    if (!under) return;
    for (const HotelGuest& guest : s.hotel.guests) {
        if (guest.where != HotelGuest::Where::partner || guest.place != *under + 1) continue;
        if (hit.hovered) s.page = guest.page;
        tooltip(hit, guest_text(s.machine(), guest));
        if (hit.pressed && by_pointer()) press_guest(s, guest.page, true);
        return;
    }
}

void rooms_area(Scene& s) {
    if (s.hotel.rooms.empty()) return;
    point_out("rooms", s.layout.rooms.at, s.layout.rooms.end());
    for (std::size_t i = 0; i < s.hotel.rooms.size(); ++i) {
        const HotelRoom& room = s.hotel.rooms[i];
        const ImVec2 cell = s.layout.rooms.cell(s.layout.room_cell(i));
        if (room.lit) point_out("light", cell, {cell.x + s.layout.rooms.pitch.x, cell.y + s.layout.rooms.pitch.y});
        const std::string id = "room" + base::dec(room.pfn.value);
        const Hit hit = hit_area(id.c_str(), s.layout.rooms.cell(s.layout.room_cell(i)), s.layout.rooms.pitch, 3);
        if (hit.hovered || hit.focused) s.room = room.pfn, s.page = room.kind == HotelRoom::Kind::guest ? std::optional(room.page) : std::nullopt;
        if (hit.hovered) tooltip(hit, hotel_text(s.machine(), "room", {base::dec(room.pfn.value)}));
        if (!hit.pressed) continue;
        if (const auto pick = room_pick(s.context, room)) s.requests.push_back(*pick);
        s.selection.frame = s.selection.frame == room.pfn ? std::nullopt : std::optional(room.pfn);
    }
}

// The guest before or after, as they have booked, is chosen.
void choose_beside(Scene& s, std::uint64_t page, bool forward) {
    const std::size_t count = s.hotel.guests.size();
    if (count == 0) return;
    const HotelGuest* at = s.hotel.guest(page);
    const std::size_t i = at ? static_cast<std::size_t>(at - s.hotel.guests.data()) : 0;
    s.selection.guest = s.hotel.guests[at ? (i + (forward ? 1 : count - 1)) % count : 0].page;
}

// The reception: who is at the desk, the lights, and the words of the picture.
void desk(Scene& s) {
    const sim::Machine& machine = s.machine();
    const bool hotel = machine.words == sim::Words::hotel;
    const float height = px(desk_height), y = s.layout.desk.y, right = s.layout.desk.x + s.width;
    const std::string as_hotel = lessons::tr("hotel.words_hotel"), as_os = lessons::tr("hotel.words_os");
    const auto send = [&](std::string line) { s.requests.push_back({PanelRequest::Kind::command, std::move(line), false}); };
    float end = right;
    if (s.width >= px(540)) {
        const float a = button_width(as_hotel), b = button_width(as_os);
        ImGui::GetWindowDrawList()->AddRectFilled({right - a - b, y}, {right, y + height}, ink("sunken"), px(8));
        if (button_at("words.hotel", {right - a - b, y}, {a, height}, as_hotel, Icon::none, hotel ? ButtonKind::primary : ButtonKind::quiet) && !hotel) send("set words hotel");
        if (button_at("words.os", {right - b, y}, {b, height}, as_os, Icon::none, hotel ? ButtonKind::quiet : ButtonKind::primary) && hotel) send("set words os");
        end -= a + b + px(8);
    } else {
        const std::string& label = hotel ? as_os : as_hotel;
        const float width = button_width(label);
        if (button_at("words", {right - width, y}, {width, height}, label)) send(words_command(machine));
        end -= width + px(8);
    }
    float x = s.layout.desk.x;
    if (const auto page = guest_at_desk(s.context, s.hotel, s.selection)) {
        const bool picks = s.context.pending_pick == "page";
        const std::string label = hotel_text(machine, picks ? "pick_desk" : "ask", {page_text(machine, *page)});
        const float width = std::min(button_width(label), end - x);
        // Where the cells are too small for a finger, one guest on or back.
        const bool steps = !s.layout.wide && !picks && x + width + (height + px(4)) * 2 <= end;
        if (steps && button_at("desk.before", {x, y}, {height, height}, hotel_text(machine, "before"), Icon::back)) choose_beside(s, *page, false);
        if (steps) x += height + px(4);
        point_out("desk", {x, y}, {x + width, y + height});
        if (button_at("desk", {x, y}, {width, height}, label, Icon::none, ButtonKind::plain)) s.requests.push_back(guest_request(s.context, *page));
        x += width + px(4);
        if (steps && button_at("desk.after", {x, y}, {height, height}, hotel_text(machine, "after"), Icon::forward)) choose_beside(s, *page, true);
        x += steps ? height + px(8) : px(4);
    }
    const std::string lights = hotel_text(machine, "lights");
    if (s.hotel.in_rooms > 0 && x + button_width(lights) <= end && button_at("lights", {x, y}, {button_width(lights), height}, lights, Icon::none, ButtonKind::quiet)) send("clearrefs");
}

std::string caption_of(const Scene& s) {
    if (s.selection.frame)
        if (const HotelRoom* room = s.hotel.room(*s.selection.frame)) return room_text(s.context, *room);
    if (s.selection.guest && s.hotel.move.asked != s.selection.guest)
        if (const HotelGuest* guest = s.hotel.guest(*s.selection.guest)) return guest_text(s.machine(), *guest);
    return move_text(s.machine(), s.hotel.move);
}

}  // namespace

PanelRequest guest_request(const PanelContext& context, std::uint64_t page) {
    if (context.pending_pick == "page") return {PanelRequest::Kind::pick, base::hex(page), false};
    return {PanelRequest::Kind::command, ask_command(context.timeline.machine(), page), false};
}

std::optional<PanelRequest> room_pick(const PanelContext& context, const HotelRoom& room) {
    if (context.pending_pick == "frame") return PanelRequest{PanelRequest::Kind::pick, base::hex(room.pfn.value), false};
    if (context.pending_pick == "page" && room.kind == HotelRoom::Kind::guest) return PanelRequest{PanelRequest::Kind::pick, base::hex(room.page), false};
    return std::nullopt;
}

std::string words_command(const sim::Machine& machine) { return machine.words == sim::Words::hotel ? "set words os" : "set words hotel"; }

PanelHeight hotel_height(const PanelContext& context, const Hotel& hotel, float width) {
    const HotelLayout layout = hotel_layout(hotel, {0, 0}, {px(width), 0}, context.tabs);
    const float least = layout.legend / look().scale + legend_line * (layout.wide ? 1 : 2) + (context.tabs ? 0 : caption_height);
    return {0, std::min(least, 420.0f), 0};
}

void draw_hotel(const PanelContext& context, const Hotel& hotel, Selection& selection, std::vector<PanelRequest>& requests) {
    const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const HotelLayout layout = hotel_layout(hotel, at, room, context.tabs);
    Scene scene{context, hotel, layout, selection, requests, room.x};
    desk(scene);
    guests_area(scene);
    rooms_area(scene);
    places_area(scene);
    if (!scene.page) scene.page = selection.guest;
    if (!scene.room) scene.room = selection.frame;
    const HotelLook look{context.timeline.machine(), hotel, layout, scene.page, scene.room, context.pending_pick == "page"};
    paint_titles(look, context.show.highlights);
    paint_houses(look);
    paint_rooms(look);
    paint_guests(look);
    paint_places(look);
    paint_move(look);
    float y = paint_legend(look, {at.x, layout.legend}, room.x) + px(8);
    const std::string caption = caption_of(scene);
    y += draw_wrapped({at.x, y}, caption, {Face::text, 14}, ink("ink"), room.x);
    end_at(y);
}

}  // namespace ui
