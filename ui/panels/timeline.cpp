// The timeline: every event of the history as a mark, and the moment the reader looks at. A
// position is a number of events; the play head stands between the last that happened and the next.
#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/narrate.h"
#include "ui/panels/changes_text.h"
#include "ui/panels/timeline_drawer.h"
#include "ui/panels/timeline_strip.h"
#include "ui/playback.h"

namespace ui {
namespace {

using lessons::tr;
using script::Timeline;

constexpr float wide_from = 620, all_from = 900, button = 44, small_button = 40;
constexpr float bar_height = 70, narrow_bar = 58, drawer_height = 232;

std::string position_text(const Timeline& timeline) {
    return tr("timeline.position", {base::grouped(timeline.position()), base::grouped(timeline.size())});
}

// The command that the position falls into, or the last one before it.
std::string present_command(const Timeline& timeline) {
    if (timeline.position() == 0) return timeline.history().empty() || timeline.size() > 0 ? tr("timeline.start") : timeline.history().back().line;
    return timeline.history()[timeline.command_of(timeline.position() - 1)].line;
}

enum class Room : unsigned char { little, some, ample };

// The buttons that fit; returns where they end.
float draw_buttons(const PanelContext& context, std::vector<PanelRequest>& requests, ImVec2 at, Room room, float size) {
    struct Row {
        const char* id;
        Icon icon;
        const char* action;
        bool enabled;
        Room from;
    };
    const Timeline& timeline = context.timeline;
    const bool before = timeline.position() > 0, after = timeline.position() < timeline.size(), plays = context.playback.on;
    const std::array<Row, 6> rows{{{"timeline.first", Icon::first, "seek 0", before, Room::ample},
                                   {"timeline.back", Icon::back, "unstep", before, Room::little},
                                   {"timeline.step", Icon::forward, "step", after, Room::little},
                                   {"timeline.command", Icon::far_forward, "step-command", after, Room::some},
                                   {"timeline.play", plays ? Icon::pause : Icon::play, plays ? "pause" : "play", timeline.size() > 0, Room::little},
                                   {"timeline.last", Icon::last, "end", after, Room::ample}}};
    float x = at.x;
    for (const Row& row : rows) {
        if (row.from > room) continue;
        const std::string label = tr(row.icon == Icon::pause ? "timeline.pause" : row.id);
        if (button_at(row.id, {x, at.y}, {px(size), px(size)}, label, row.icon, ButtonKind::plain, row.enabled))
            requests.push_back({PanelRequest::Kind::act, row.action, false});
        x += px(size + (room == Room::little ? 4 : 6));
    }
    return x;
}

void draw_narrow(const PanelContext& context, Selection& selection, ImVec2 at, float width, std::vector<PanelRequest>& requests) {
    const float top = at.y + px(narrow_bar - small_button) / 2;
    float left = draw_buttons(context, requests, {at.x, top}, Room::little, small_button);
    if (button_at("timeline.more", {left, top}, {px(small_button), px(small_button)}, tr(selection.timeline_open ? "timeline.less" : "timeline.more"),
                  selection.timeline_open ? Icon::down : Icon::up))
        selection.timeline_open = !selection.timeline_open;
    left += px(small_button + 8);
    const float room = at.x + width - left - px(6);
    // Where there is a pencil's breadth only the number is said.
    const std::string where = position_text(context.timeline);
    draw_text({left, top - px(4)}, elided(where, {Face::text, 12}, room), {Face::text, 12}, ink("ink-2"));
    draw_timeline_strip(context, {left + px(2), top + px(17)}, {room, px(23)}, requests);
}

void draw_wide(const PanelContext& context, Selection& selection, ImVec2 at, float width, std::vector<PanelRequest>& requests) {
    const float top = at.y + px(bar_height - button) / 2, right = at.x + width;
    const float text = std::clamp(width * 0.28f, px(180), px(380));
    const float left = draw_buttons(context, requests, {at.x, top}, width >= px(all_from) ? Room::ample : Room::some, button) + px(12);
    draw_timeline_strip(context, {left, top + px(6)}, {right - text - left - px(20), px(button - 12)}, requests);
    // The words at the right open the drawer.
    const ImVec2 area{right - text - px(4), top - px(2)};
    const Hit hit = hit_area("timeline.more", area, {text + px(4), px(button + 4)}, 6);
    if (hit.pressed) selection.timeline_open = !selection.timeline_open;
    if (hit.hovered) ImGui::GetWindowDrawList()->AddRectFilled(area, {right, top + px(button + 2)}, ink("sunken"), px(6));
    const float inner = right - px(26);
    draw_text({inner, top + px(3)}, elided(present_command(context.timeline), mono_style, text - px(30)), mono_style, ink("ink-2"), 1);
    draw_text({inner, top + px(23)}, position_text(context.timeline), {Face::text, 12}, ink("ink-3"), 1);
    draw_icon({right - px(11), top + px(button) / 2}, selection.timeline_open ? Icon::down : Icon::up, px(4.5f), ink(hit.hovered ? "ink" : "ink-2"));
    tooltip(hit, tr(selection.timeline_open ? "timeline.less" : "timeline.more"));
}

bool narrow(const PanelContext& context, float width) { return width < wide_from || context.tabs; }

void draw(const PanelContext& context, Selection& selection, std::vector<PanelRequest>& requests) {
    const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const bool little = room.x < px(wide_from);
    // Height that only the drawer would need is no bar's.
    const float bar = px(narrow(context, room.x / look().scale) ? narrow_bar : bar_height);
    const ImVec2 top{at.x, at.y + (little ? (bar - px(narrow_bar)) / 2 : (bar - px(bar_height)) / 2)};
    if (little) draw_narrow(context, selection, top, room.x, requests);
    else draw_wide(context, selection, top, room.x, requests);
    if (selection.timeline_open) draw_timeline_drawer(context, selection, {at.x, at.y + bar}, {room.x, room.y - bar - px(4)}, requests);
}

PanelHeight wanted_height(const PanelContext& context, const Selection& selection, float width) {
    const float height = (narrow(context, width) ? narrow_bar : bar_height) + (selection.timeline_open ? drawer_height : 0);
    return {height, height, 0};
}

// --- text twins -------------------------------------------------------------------------------

std::string say(const PanelContext& context, const Selection& selection) {
    const Timeline& timeline = context.timeline;
    std::string text = timeline.position() == 0 ? tr("timeline.say_start", {base::grouped(timeline.size())})
                                                : position_text(timeline) + ". " + narrate(timeline.machine(), timeline.event(timeline.position() - 1));
    if (context.playback.on) text += " " + tr("timeline.say_playing", {tr(Playback::paces[context.playback.pace].label_id)});
    if (has_bookmark(context)) text += " " + tr("timeline.say_bookmark");
    if (selection.timeline_open) text += " " + changes_since(timeline, selection.since).summary;
    return text;
}

// The events; while the drawer is open, what changed.
TableData table(const PanelContext& context, const Selection& selection, std::uint64_t first, std::uint64_t count) {
    const Timeline& timeline = context.timeline;
    TableData data;
    if (selection.timeline_open) {
        const ChangeList& list = changes_since(timeline, selection.since);
        data.columns = {tr("change.column_what"), tr("change.column_before"), tr("change.column_after")};
        data.total_rows = list.rows.size();
        for (std::uint64_t i = first; i < list.rows.size() && i - first < count; ++i) data.rows.push_back({list.rows[i].what, list.rows[i].before, list.rows[i].after});
        return data;
    }
    data.columns = {tr("timeline.column_event"), tr("timeline.column_command"), tr("timeline.column_what")};
    data.total_rows = timeline.size();
    for (std::uint64_t i = first; i < timeline.size() && i - first < count; ++i)
        data.rows.push_back({base::grouped(i + 1), timeline.history()[timeline.command_of(i)].line, narrate(timeline.latest(), timeline.event(i))});
    return data;
}

std::vector<PanelAction> actions(const PanelContext& context, const Selection& selection) {
    const bool before = context.timeline.position() > 0, after = context.timeline.position() < context.timeline.size();
    const PlaybackView playback = context.playback;
    std::vector<PanelAction> list;
    const auto add = [&](std::string label, std::string text, bool enabled = true) {
        list.push_back({std::move(label), {PanelRequest::Kind::act, std::move(text), false}, enabled});
    };
    add(tr("timeline.first"), "seek 0", before);
    add(tr("timeline.command_back"), "unstep-command", before);
    add(tr("timeline.back"), "unstep", before);
    add(tr("timeline.step"), "step", after);
    add(tr("timeline.command"), "step-command", after);
    add(tr("timeline.last"), "end", after);
    const std::string pace = tr(Playback::paces[playback.pace].label_id);
    add(playback.on ? tr("timeline.pause") : tr("timeline.play_at", {pace}), playback.on ? "pause" : "play", context.timeline.size() > 0);
    add(tr("timeline.slower"), "pace " + std::to_string(playback.pace - (playback.pace > 0)), playback.pace > 0);
    add(tr("timeline.faster"), "pace " + std::to_string(playback.pace + 1), playback.pace + 1 < Playback::paces.size());
    add(tr(has_bookmark(context) ? "timeline.unbookmark" : "timeline.bookmark"), has_bookmark(context) ? "unbookmark" : "bookmark");
    for (const std::uint64_t position : context.bookmarks)
        if (position != context.timeline.position()) add(tr("timeline.go_to", {moment_text(position)}), "seek " + std::to_string(position));
    for (const std::uint64_t moment : moments_to_compare(context))
        if (!selection.timeline_open || moment != selection.since) add(tr("timeline.compare", {moment_text(moment)}), "since " + std::to_string(moment));
    if (selection.timeline_open) add(tr("timeline.list_events"), "changes off");
    return list;
}

}  // namespace

const Panel timeline_panel{"timeline", "panel.timeline", draw, say, table, actions, nullptr, wanted_height, nullptr};

}  // namespace ui
