#include "ui/panels/hotel_state.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/hw/entry.h"
#include "core/os/pages.h"
#include "core/script/expression.h"
#include "lessons/engine/strings.h"

namespace ui {

using base::EventKind;
using base::Pfn;
using lessons::tr;

namespace {

constexpr std::uint64_t events_back = 20'000, access_events = 200;  // how far room_since and last_move look back

std::uint64_t vpn_of(const hw::PagingFormat& format, base::VirtAddr va) { return va.value >> format.page_bits; }

HotelGuest guest_of(const sim::Machine& machine, std::uint64_t page) {
    const hw::PagingFormat& format = machine.hw.format;
    HotelGuest guest;
    guest.page = page;
    const auto at = os::page_entry(machine.kernel, machine.hw, machine.process, {page << format.page_bits});
    if (!at || at->word == 0) return guest;
    const hw::Entry entry = hw::decode(format, at->level, at->word);
    if (entry.present) {
        guest.where = HotelGuest::Where::room;
        guest.room = {entry.pfn.value + (at->level > 1 ? page & base::low_mask(format.level(at->level).shift - format.page_bits) : 0)};
        guest.lit = entry.accessed;
    } else if (const auto slot = os::slot_of(format, at->word)) {
        guest.where = HotelGuest::Where::partner;
        guest.place = *slot;
    }
    return guest;
}

HotelRoom room_of(const sim::Machine& machine, Pfn pfn) {
    const os::FrameInfo& info = machine.kernel.frames.info(pfn);
    HotelRoom room;
    room.pfn = pfn;
    if (info.use == os::FrameUse::free) return room;
    room.kind = HotelRoom::Kind::other;
    if (info.use != os::FrameUse::anonymous || info.process != machine.process) return room;
    const HotelGuest guest = guest_of(machine, info.vpn);
    if (guest.where != HotelGuest::Where::room || guest.room.value != pfn.value) return room;
    room.kind = HotelRoom::Kind::guest;
    room.page = info.vpn;
    room.lit = guest.lit;
    return room;
}

// The frame of the page that a clock's hand looks at next.
template <class Ring>
std::optional<Pfn> hand_of(const Ring& clock, const os::Pool& pool) {
    for (std::size_t i = 0; i < clock.ring.size(); ++i) {
        const os::PageId page = clock.ring[(clock.hand + i) % clock.ring.size()];
        if (page != os::no_page && page < pool.ids) return pool.frames.get(page);
    }
    return std::nullopt;
}

std::optional<Pfn> porter_of(const sim::Machine& machine) {
    const auto& pools = machine.kernel.reclaim.pools.all();
    if (pools.empty()) return std::nullopt;
    const os::PolicyState& policy = pools[0].policy.state();
    if (const auto* clock = std::get_if<os::Clock>(&policy)) return hand_of(*clock, pools[0]);
    if (const auto* clock = std::get_if<os::FifoReinsertion>(&policy)) return hand_of(*clock, pools[0]);
    return std::nullopt;
}

// One event of the access, read backwards: what happened later is known already.
void add_event(HotelMove& move, const sim::Machine& machine, const base::Event& event) {
    const hw::PagingFormat& format = machine.hw.format;
    const Pfn pfn{event.pa.value >> format.page_bits};
    switch (event.kind) {
        case EventKind::access_start: move.asked = vpn_of(format, event.va); break;
        case EventKind::access_done: move.answered = true, move.room = pfn; break;
        case EventKind::fault_failed:
            move.refused = true;
            move.unknown = event.detail == static_cast<std::uint32_t>(os::FaultOutcome::segv_maperr);
            break;
        case EventKind::frame_allocated:
            if (event.detail == static_cast<std::uint32_t>(os::FrameUse::anonymous)) move.checked_in = !move.fetched, move.room = pfn;
            break;
        case EventKind::disk_read: move.fetched = event.after; break;
        case EventKind::page_reclaimed: move.out = HotelMove::Out{vpn_of(format, event.va), event.after, pfn, false}; break;
        case EventKind::entry_written:
            if (move.out && !move.out->idle && vpn_of(format, event.va) == move.out->page && event.level == 1)
                if (const hw::Entry entry = hw::decode(format, 1, event.before); entry.present && entry.pfn.value == move.out->room.value)
                    move.out->idle = !entry.accessed;
            break;
        default: break;
    }
}

bool ends_access(EventKind kind) { return kind == EventKind::access_done || kind == EventKind::fault_failed; }

HotelMove last_move(const script::Timeline& timeline) {
    HotelMove move;
    if (timeline.position() == 0) return move;
    const std::uint64_t end = timeline.position(), command = timeline.history()[timeline.command_of(end - 1)].first_event;
    const std::uint64_t first = end - std::min(end - command, access_events);
    std::uint64_t started = 0;
    for (std::uint64_t i = end; i-- > first;) {
        if (i + 1 < end && ends_access(timeline.kind(i))) break;
        const base::Event event = timeline.event(i);
        if (event.kind == EventKind::access_start) started = event.start_ns;
        if (i + 1 == end) move.ns = event.start_ns + event.duration_ns;
        add_event(move, timeline.machine(), event);
    }
    if (!move.asked) return {};
    move.ns = move.ns > started ? move.ns - started : 0;
    return move;
}

void add_guests(Hotel& hotel, const sim::Machine& machine) {
    const unsigned bits = machine.hw.format.page_bits;
    for (const os::Vma& area : machine.current()->areas) {
        const std::uint64_t pages = area.bytes >> bits;
        hotel.booked += pages;
        for (std::uint64_t i = 0; i < pages && hotel.guests.size() < most_guests; ++i)
            hotel.guests.push_back(guest_of(machine, (area.start.value >> bits) + i));
    }
}

// All frames but those of the tables at the end: the hotel's book lies behind its rooms.
void add_rooms(Hotel& hotel, const sim::Machine& machine) {
    const os::Frames& frames = machine.kernel.frames;
    std::uint64_t end = frames.total();
    while (end > frames.reserved() && frames.info({end - 1}).use == os::FrameUse::table) --end;
    hotel.room_count = end - frames.reserved();
    hotel.free_rooms = frames.free();
    for (std::uint64_t i = frames.reserved(); i < end && hotel.rooms.size() < most_rooms; ++i) hotel.rooms.push_back(room_of(machine, {i}));
}

}  // namespace

const HotelGuest* Hotel::guest(std::uint64_t page) const {
    const auto found = std::lower_bound(guests.begin(), guests.end(), page, [](const HotelGuest& g, std::uint64_t p) { return g.page < p; });
    return found == guests.end() || found->page != page ? nullptr : &*found;
}

const HotelRoom* Hotel::room(Pfn pfn) const {
    if (rooms.empty() || pfn.value < rooms[0].pfn.value || pfn.value - rooms[0].pfn.value >= rooms.size()) return nullptr;
    return &rooms[pfn.value - rooms[0].pfn.value];
}

Hotel hotel_of(const PanelContext& context) {
    const sim::Machine& machine = context.timeline.machine();
    Hotel hotel;
    const os::Process* process = machine.current();
    if (!process || !process->alive) return hotel;
    hotel.open = true;
    hotel.in_rooms = process->resident;
    hotel.away = process->swapped;
    hotel.places = machine.kernel.swap.slots();
    add_guests(hotel, machine);
    add_rooms(hotel, machine);
    hotel.porter = porter_of(machine);
    hotel.move = last_move(context.timeline);
    return hotel;
}

std::optional<std::uint64_t> guest_at_desk(const PanelContext& context, const Hotel& hotel, const Selection& selection) {
    const sim::Machine& machine = context.timeline.machine();
    if (selection.guest && context.pending_pick.empty()) return selection.guest;
    if (!context.show.argument.empty())
        if (const auto named = script::parse_expression(context.show.argument))
            if (const auto value = script::evaluate(*named, {machine})) return static_cast<std::uint64_t>(*value >> machine.hw.format.page_bits);
    for (const HotelGuest& guest : hotel.guests)
        if (guest.where == HotelGuest::Where::nowhere) return guest.page;
    return std::nullopt;
}

std::optional<std::size_t> room_since(const script::Timeline& timeline, Pfn pfn) {
    const std::uint64_t end = timeline.position(), first = end - std::min(end, events_back);
    for (std::uint64_t i = end; i-- > first;) {
        if (timeline.kind(i) != EventKind::frame_allocated) continue;
        if (timeline.event(i).pa.value >> timeline.machine().hw.format.page_bits == pfn.value) return timeline.command_of(i);
    }
    return std::nullopt;
}

// --- words --------------------------------------------------------------------------------------

std::string hotel_text(const sim::Machine& machine, std::string_view key, std::initializer_list<std::string_view> arguments) {
    return tr((machine.words == sim::Words::hotel ? "hotel.as_hotel." : "hotel.as_os.") + std::string(key), arguments);
}

std::string page_text(const sim::Machine& machine, std::uint64_t page) {
    return machine.hw.format.va_bits() <= 16 ? base::dec(page) : base::hex(page);
}

std::string ask_command(const sim::Machine& machine, std::uint64_t page) {
    const unsigned bits = machine.hw.format.page_bits;
    return "read " + (bits == 0 ? base::dec(page) : base::hex(machine.hw.format.page_start({page}).value));
}

std::string move_text(const sim::Machine& machine, const HotelMove& move) {
    if (!move.asked) return {};
    const std::string guest = page_text(machine, *move.asked);
    if (move.refused) return hotel_text(machine, move.unknown ? "unknown" : "no_room", {guest});
    std::string text;
    if (move.out) text = hotel_text(machine, move.out->idle ? "idle_out" : "out", {page_text(machine, move.out->page), base::dec(move.out->room.value)}) + " ";
    if (!move.room) return text + hotel_text(machine, "asked", {guest});
    return text + hotel_text(machine, move.fetched ? "back" : move.checked_in ? "in" : "answers",
                             {guest, base::dec(move.room->value), move.answered ? base::duration(move.ns) : "…"});
}

std::string guest_text(const sim::Machine& machine, const HotelGuest& guest) {
    const std::string name = hotel_text(machine, "guest", {page_text(machine, guest.page)});
    switch (guest.where) {
        case HotelGuest::Where::nowhere: return name + " · " + hotel_text(machine, "nowhere");
        case HotelGuest::Where::partner: return name + " · " + hotel_text(machine, "place", {base::dec(guest.place)});
        case HotelGuest::Where::room: break;
    }
    return name + " · " + hotel_text(machine, "room", {base::dec(guest.room.value)}) + " · " + hotel_text(machine, guest.lit ? "lit" : "idle");
}

std::string room_text(const PanelContext& context, const HotelRoom& room) {
    const sim::Machine& machine = context.timeline.machine();
    const std::string number = base::dec(room.pfn.value);
    if (room.kind == HotelRoom::Kind::free) return hotel_text(machine, "room_free", {number});
    if (room.kind == HotelRoom::Kind::other) return hotel_text(machine, "room_other", {number});
    const std::string text = hotel_text(machine, "room_guest", {number, page_text(machine, room.page), hotel_text(machine, room.lit ? "lit" : "idle")});
    const auto since = room_since(context.timeline, room.pfn);
    return text + " " + (since ? hotel_text(machine, "since", {base::dec(*since + 1), context.timeline.history()[*since].line}) : hotel_text(machine, "since_before"));
}

}  // namespace ui
