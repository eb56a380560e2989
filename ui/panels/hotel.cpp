// The hotel of the first lesson: 100 rooms, 500 guests who have booked, and a partner hotel. It is the
// machine: rooms are page frames, guests are virtual pages, the partner hotel is swap.
#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/hotel_picture.h"
#include "ui/widgets.h"

namespace ui {
namespace {

using base::dec;
using base::grouped;
using lessons::tr;

void draw(const PanelContext& context, Selection& selection, std::vector<PanelRequest>& requests) {
    const Hotel hotel = hotel_of(context);
    if (hotel.open) return draw_hotel(context, hotel, selection, requests);
    draw_nothing(hotel_text(context.timeline.machine(), "none"));
}

PanelHeight wanted_height(const PanelContext& context, const Selection&, float width) {
    const Hotel hotel = hotel_of(context);
    return hotel.open ? hotel_height(context, hotel, width) : PanelHeight{40, 40, 0};
}

std::string say(const PanelContext& context, const Selection& selection) {
    const sim::Machine& machine = context.timeline.machine();
    const Hotel hotel = hotel_of(context);
    if (!hotel.open) return hotel_text(machine, "none");
    std::string text = hotel_text(machine, "say", {grouped(hotel.room_count - hotel.free_rooms), grouped(hotel.room_count), grouped(hotel.away), grouped(hotel.not_come())});
    if (selection.frame)
        if (const HotelRoom* room = hotel.room(*selection.frame)) return text + " " + room_text(context, *room);
    if (const std::string moved = move_text(machine, hotel.move); !moved.empty()) text += " " + moved;
    return text;
}

// The rooms from 0 up, then the guests in the partner hotel.
TableData table(const PanelContext& context, const Selection&, std::uint64_t first, std::uint64_t count) {
    const sim::Machine& machine = context.timeline.machine();
    TableData data;
    data.columns = {hotel_text(machine, "column_place"), hotel_text(machine, "column_guest"), hotel_text(machine, "column_light")};
    const Hotel hotel = hotel_of(context);
    std::uint64_t row = 0;
    const auto add = [&](const auto& cells) {
        if (row >= first && row - first < count) data.rows.push_back(cells());
        ++row;
    };
    for (const HotelRoom& room : hotel.rooms)
        add([&] {
            std::vector<std::string> cells{hotel_text(machine, "room", {dec(room.pfn.value)}), "", ""};
            if (room.kind == HotelRoom::Kind::free) cells[1] = hotel_text(machine, "free");
            if (room.kind == HotelRoom::Kind::other) cells[1] = hotel_text(machine, "other");
            if (room.kind == HotelRoom::Kind::guest) cells[1] = page_text(machine, room.page), cells[2] = hotel_text(machine, room.lit ? "lit" : "idle");
            return cells;
        });
    for (const HotelGuest& guest : hotel.guests)
        if (guest.where == HotelGuest::Where::partner)
            add([&] { return std::vector<std::string>{hotel_text(machine, "place", {dec(guest.place)}), page_text(machine, guest.page), ""}; });
    data.total_rows = row;
    return data;
}

void add_picks(std::vector<PanelAction>& list, const PanelContext& context, const Hotel& hotel, const Selection& selection) {
    const sim::Machine& machine = context.timeline.machine();
    if (const auto page = guest_at_desk(context, hotel, selection); page && context.pending_pick == "page")
        list.push_back({hotel_text(machine, "pick_desk", {page_text(machine, *page)}), guest_request(context, *page), true});
    for (const HotelRoom& room : hotel.rooms)
        if (const auto pick = room_pick(context, room))
            list.push_back({hotel_text(machine, "room", {dec(room.pfn.value)}) +
                                (room.kind == HotelRoom::Kind::guest ? " · " + hotel_text(machine, "guest", {page_text(machine, room.page)}) + " · " + hotel_text(machine, room.lit ? "lit" : "idle")
                                                                     : std::string()),
                            *pick, true});
}

std::vector<PanelAction> actions(const PanelContext& context, const Selection& selection) {
    std::vector<PanelAction> list;
    const sim::Machine& machine = context.timeline.machine();
    const Hotel hotel = hotel_of(context);
    if (!hotel.open) return list;
    if (context.pending_pick == "page" || context.pending_pick == "frame") add_picks(list, context, hotel, selection);
    if (context.pending_pick == "page") return list;
    const auto command = [&](std::string label, std::string line, bool enabled = true) {
        list.push_back({std::move(label), {PanelRequest::Kind::command, std::move(line), false}, enabled});
    };
    const auto ask = [&](std::uint64_t page) { command(hotel_text(machine, "ask", {page_text(machine, page)}), ask_command(machine, page)); };
    const auto desk = guest_at_desk(context, hotel, selection);
    if (desk) ask(*desk);
    using Where = HotelGuest::Where;
    for (const Where where : {Where::nowhere, Where::partner, Where::room})
        for (const HotelGuest& guest : hotel.guests)
            if (guest.where == where && guest.page != desk) {
                ask(guest.page);
                break;
            }
    command(hotel_text(machine, "lights"), "clearrefs", hotel.in_rooms > 0);
    command(tr(machine.words == sim::Words::hotel ? "hotel.words_os" : "hotel.words_hotel"), words_command(machine));
    return list;
}

std::string hint(const PanelContext& context, const Selection&) {
    return hotel_text(context.timeline.machine(), context.pending_pick == "page" ? "hint_pick" : "hint");
}

}  // namespace

const Panel hotel_panel{"hotel", "panel.hotel", draw, say, table, actions, nullptr, wanted_height, hint};

}  // namespace ui
