// What the hotel panel shows, found in the machine anew each frame: the pages of the present process as
// guests, the page frames as rooms, swap as the partner hotel, and what the last access moved.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ui/panel.h"

namespace ui {

/// More of either are counted, but not drawn.
constexpr std::size_t most_guests = 500, most_rooms = 400;

struct HotelGuest {
    enum class Where : std::uint8_t { nowhere, room, partner } where = Where::nowhere;
    std::uint64_t page = 0;    ///< virtual page number
    base::Pfn room{};
    std::uint64_t place = 0;   ///< in the partner hotel: the swap slot
    bool lit = false;          ///< accessed bit
};

struct HotelRoom {
    enum class Kind : std::uint8_t { free, guest, other } kind = Kind::free;
    base::Pfn pfn{};
    std::uint64_t page = 0;    ///< of a guest
    bool lit = false;
};

/// What the access that the timeline's position falls into has moved so far.
struct HotelMove {
    std::optional<std::uint64_t> asked;   ///< page that was accessed
    std::optional<base::Pfn> room;        ///< where it is, once that is known
    std::optional<std::uint64_t> fetched; ///< swap slot it was read from
    bool checked_in = false;              ///< its first touch
    bool answered = false;                ///< the access is done
    bool refused = false;                 ///< no such page, or no room
    bool unknown = false;                 ///< refused, as nobody booked it
    std::uint64_t ns = 0;                 ///< how long the access has taken
    struct Out {
        std::uint64_t page = 0, place = 0;
        base::Pfn room{};
        bool idle = false;                ///< its accessed bit was clear
    };
    std::optional<Out> out;               ///< who had to leave for it
};

struct Hotel {
    bool open = false;                    ///< there is a process
    std::vector<HotelGuest> guests;
    std::vector<HotelRoom> rooms;
    std::uint64_t booked = 0, room_count = 0, free_rooms = 0, in_rooms = 0, away = 0, places = 0;
    std::optional<base::Pfn> porter;      ///< where the hand of a clock policy stands
    HotelMove move;

    std::uint64_t not_come() const { return booked > in_rooms + away ? booked - in_rooms - away : 0; }
    const HotelGuest* guest(std::uint64_t page) const;
    const HotelRoom* room(base::Pfn pfn) const;
};
Hotel hotel_of(const PanelContext& context);

/// The guest at the desk: whom the step's `show` names, else the one chosen, else the first who has not come.
std::optional<std::uint64_t> guest_at_desk(const PanelContext& context, const Hotel& hotel, const Selection& selection);

/// The command of the reader's that brought the page into the room, as index into the history; nullopt
/// when it was there before them (or too long ago to look).
std::optional<std::size_t> room_since(const script::Timeline& timeline, base::Pfn pfn);

/// A text of the panel in the words the machine is set to: `hotel.as_hotel.KEY` or `hotel.as_os.KEY`.
std::string hotel_text(const sim::Machine& machine, std::string_view key, std::initializer_list<std::string_view> arguments = {});
/// "137"; in hexadecimal where addresses are long.
std::string page_text(const sim::Machine& machine, std::uint64_t page);
/// `read 137`
std::string ask_command(const sim::Machine& machine, std::uint64_t page);
/// What the last access moved, in up to two sentences; empty when nothing did.
std::string move_text(const sim::Machine& machine, const HotelMove& move);
/// "Room 12: guest 42, about lately. ..."
std::string room_text(const PanelContext& context, const HotelRoom& room);
/// "guest 42 · room 12 · idle"
std::string guest_text(const sim::Machine& machine, const HotelGuest& guest);

}  // namespace ui
