// The same events while the picture is a hotel: what the guests, the desk and the porter do.
#include "core/base/text.h"
#include "core/os/swap.h"
#include "lessons/engine/strings.h"
#include "ui/narrate.h"

namespace ui {
namespace {

using base::dec;
using base::Event;
using base::EventKind;
using lessons::tr;

std::string entry_sentence(const sim::Machine& machine, const Event& event, const std::string& guest, bool written) {
    const hw::PagingFormat& format = machine.hw.format;
    const hw::Entry now = hw::decode(format, 1, event.after), before = hw::decode(format, 1, event.before);
    if (written && now.present && before.present && now.pfn.value == before.pfn.value)
        return tr(now.accessed ? "event.hotel.light_on" : "event.hotel.light_out", {guest});
    if (now.present) return tr(written ? "event.hotel.book_room" : "event.hotel.reads_room", {guest, dec(now.pfn.value)});
    if (os::slot_of(format, event.after)) return tr(written ? "event.hotel.book_away" : "event.hotel.reads_away", {guest});
    return tr(written ? "event.hotel.book_none" : "event.hotel.reads_none", {guest});
}

std::string refusal(const Event& event, const std::string& guest) {
    const bool unknown = event.detail == static_cast<std::uint32_t>(os::FaultOutcome::segv_maperr);
    return tr(unknown ? "event.hotel.unknown" : "event.hotel.no_room", {guest});
}

}  // namespace

std::optional<std::string> narrate_hotel(const sim::Machine& machine, const Event& event) {
    const unsigned bits = machine.hw.format.page_bits;
    const std::string guest = dec(event.va.value >> bits), room = dec(event.pa.value >> bits), time = base::duration(event.duration_ns);
    const bool page = event.detail == static_cast<std::uint32_t>(os::FrameUse::anonymous);
    switch (event.kind) {
        case EventKind::access_start: return tr("event.hotel.asked", {guest});
        case EventKind::entry_read:
        case EventKind::entry_written:
            if (event.level != 1) return std::nullopt;
            return entry_sentence(machine, event, guest, event.kind == EventKind::entry_written);
        case EventKind::entry_updated: return tr("event.hotel.light_on", {guest});
        case EventKind::access_done: return tr("event.hotel.answers", {guest, room, time});
        case EventKind::page_fault: return tr("event.hotel.fault", {guest});
        case EventKind::fault_failed: return refusal(event, guest);
        case EventKind::fault_resolved:
            if (event.detail == static_cast<std::uint32_t>(os::FaultOutcome::swapped_in)) return tr("event.hotel.back", {guest});
            return tr("event.hotel.in", {guest});
        case EventKind::process_created: return tr("event.hotel.book_opened");
        case EventKind::area_mapped:
            return tr("event.hotel.booked", {guest, dec((event.va.value + event.after - 1) >> bits)});
        case EventKind::frame_allocated: return page ? std::optional(tr("event.hotel.room_taken", {guest, room})) : std::nullopt;
        case EventKind::frame_freed: return tr("event.hotel.room_free", {room});
        case EventKind::frame_zeroed: return tr("event.hotel.room_cleaned", {room});
        case EventKind::reclaim_started: return tr("event.hotel.looks");
        case EventKind::page_reclaimed: return tr("event.hotel.leaves", {guest, room});
        case EventKind::disk_write: return tr("event.hotel.bus_out", {room, dec(event.after), time});
        case EventKind::disk_read: return tr("event.hotel.bus_back", {dec(event.after), room, time});
        case EventKind::io_waited: return tr("event.hotel.waits", {time});
        default: return std::nullopt;
    }
}

}  // namespace ui
