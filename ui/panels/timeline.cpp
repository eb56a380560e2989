// The timeline: every event of the history as a mark, and the moment the reader looks at. A
// position is a number of events; the play head stands between the last that happened and the next.
#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/narrate.h"
#include "ui/panel.h"
#include "ui/widgets.h"

namespace ui {
namespace {

using base::EventKind;
using lessons::tr;
using script::Timeline;

constexpr float wide_from = 620, button = 44, small_button = 40;

// From least to most telling: where marks share a pixel, the highest is drawn.
enum class Mark : unsigned char { none, note, kernel, hit, miss, fault };

Mark mark_of(EventKind kind) {
    switch (kind) {
        case EventKind::tlb_hit:
        case EventKind::access_done: return Mark::hit;
        case EventKind::tlb_miss:
        case EventKind::entry_read: return Mark::miss;
        case EventKind::page_fault:
        case EventKind::general_protection:
        case EventKind::fault_failed: return Mark::fault;
        case EventKind::access_start:
        case EventKind::entry_updated:
        case EventKind::tlb_fill:
        case EventKind::tlb_evicted:
        case EventKind::walk_cache_hit:
        case EventKind::setting_changed: return Mark::note;
        default: return Mark::kernel;
    }
}

void draw_mark(ImVec2 c, Mark mark, bool past) {
    constexpr std::array<std::string_view, 6> roles{"ink-3", "ink-3", "kernel", "hit", "miss", "fault"};
    const ImU32 colour = past ? ink(roles[static_cast<std::size_t>(mark)]) : mixed(roles[static_cast<std::size_t>(mark)], "surface", 0.4f);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    switch (mark) {
        case Mark::none: break;
        case Mark::note: list.AddCircleFilled(c, px(2), colour); break;
        case Mark::kernel: list.AddRectFilled({c.x - px(3), c.y - px(5)}, {c.x + px(3), c.y + px(5)}, colour); break;
        case Mark::hit: list.AddLine({c.x, c.y - px(7)}, {c.x, c.y + px(7)}, colour, px(2.6f)); break;
        case Mark::miss: list.AddLine({c.x, c.y - px(13)}, {c.x, c.y + px(13)}, colour, px(2.6f)); break;
        case Mark::fault:
            list.AddTriangleFilled({c.x, c.y - px(10)}, {c.x + px(6), c.y + px(7)}, {c.x - px(6), c.y + px(7)}, colour);
            break;
    }
}

struct Strip {
    const Timeline& timeline;
    ImVec2 at;
    float width, height;

    float middle() const { return at.y + height / 2; }
    float x_of(double event) const {
        return at.x + static_cast<float>(static_cast<double>(width) * event / static_cast<double>(std::max<std::uint64_t>(timeline.size(), 1)));
    }
    std::uint64_t position_at(float x) const {
        const double share = std::clamp(static_cast<double>((x - at.x) / width), 0.0, 1.0);
        return static_cast<std::uint64_t>(share * static_cast<double>(timeline.size()) + 0.5);
    }
};

// Every second command has a tinted ground, so that one sees where each begins; narrow ones share.
void draw_commands(const Strip& s) {
    float drawn_to = s.at.x;
    bool tinted = false;
    for (const script::HistoryEntry& entry : s.timeline.history()) {
        if (entry.first_event == entry.end_event) continue;
        const float from = s.x_of(static_cast<double>(entry.first_event)), to = s.x_of(static_cast<double>(entry.end_event));
        if (to - drawn_to < px(5)) continue;
        if (tinted) ImGui::GetWindowDrawList()->AddRectFilled({std::max(from, drawn_to), s.at.y}, {to, s.at.y + s.height}, ink("sunken"), px(4));
        tinted = !tinted;
        drawn_to = to;
    }
}

void draw_marks(const Strip& s) {
    const std::uint64_t size = s.timeline.size(), position = s.timeline.position();
    if (size == 0) return;
    // At least five units a mark; where events are denser, one mark stands for several.
    const auto slots = std::min<std::uint64_t>(size, static_cast<std::uint64_t>(std::max(s.width / px(5), 1.0f)));
    for (std::uint64_t slot = 0; slot < slots; ++slot) {
        const auto first = static_cast<std::uint64_t>(static_cast<base::u128>(size) * slot / slots);
        const auto end = static_cast<std::uint64_t>(static_cast<base::u128>(size) * (slot + 1) / slots);
        Mark mark = Mark::none;
        for (std::uint64_t i = first; i < end; ++i) mark = std::max(mark, mark_of(s.timeline.kind(i)));
        draw_mark({s.x_of((static_cast<double>(first) + static_cast<double>(end)) / 2), s.middle()}, mark, first < position);
    }
}

void act(std::vector<PanelRequest>& requests, std::string text) { requests.push_back({PanelRequest::Kind::act, std::move(text), false}); }

void draw_strip(const Strip& s, std::vector<PanelRequest>& requests) {
    const Hit hit = hit_area("strip", s.at, {s.width, s.height}, 6);
    if (hit.active) {
        const std::uint64_t wanted = s.position_at(ImGui::GetIO().MousePos.x);
        if (ImGui::IsMouseDown(ImGuiMouseButton_Left) && wanted != s.timeline.position()) act(requests, "seek " + std::to_string(wanted));
    }
    const std::array<std::pair<ImGuiKey, const char*>, 4> keys{{{ImGuiKey_LeftArrow, "unstep"}, {ImGuiKey_RightArrow, "step"},
                                                               {ImGuiKey_PageUp, "unstep-command"}, {ImGuiKey_PageDown, "step-command"}}};
    for (const auto& [key, action] : keys)
        if (takes_key(hit, key)) act(requests, action);
    if (takes_key(hit, ImGuiKey_Home)) act(requests, "seek 0");
    if (takes_key(hit, ImGuiKey_End)) act(requests, "end");
    draw_commands(s);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddLine({s.at.x, s.middle()}, {s.at.x + s.width, s.middle()}, ink("line"), px(2));
    draw_marks(s);
    const float x = s.x_of(static_cast<double>(s.timeline.position()));
    list.AddRectFilled({x - px(1.75f), s.at.y - px(3)}, {x + px(1.75f), s.at.y + s.height + px(3)}, ink("ink"), px(1.75f));
    list.AddCircleFilled({x, s.at.y - px(2)}, px(hit.hovered || hit.active ? 6 : 4.5f), ink("ink"));
}

std::string position_text(const Timeline& timeline) {
    return tr("timeline.position", {base::grouped(timeline.position()), base::grouped(timeline.size())});
}

// The command that the position falls into, or the last one before it.
std::string present_command(const Timeline& timeline) {
    if (timeline.position() == 0) return timeline.history().empty() || timeline.size() > 0 ? tr("timeline.start") : timeline.history().back().line;
    return timeline.history()[timeline.command_of(timeline.position() - 1)].line;
}

float draw_buttons(const Timeline& timeline, std::vector<PanelRequest>& requests, ImVec2 at, bool all, float size) {
    struct Row {
        const char* id;
        Icon icon;
        const char* action;
        bool enabled, always;
    };
    const bool before = timeline.position() > 0, after = timeline.position() < timeline.size();
    const std::array<Row, 5> rows{{{"timeline.first", Icon::first, "seek 0", before, false},
                                   {"timeline.back", Icon::back, "unstep", before, true},
                                   {"timeline.step", Icon::forward, "step", after, true},
                                   {"timeline.command", Icon::play, "step-command", after, true},
                                   {"timeline.last", Icon::last, "end", after, false}}};
    float x = at.x;
    for (const Row& row : rows) {
        if (!row.always && !all) continue;
        if (button_at(row.id, {x, at.y}, {px(size), px(size)}, tr(row.id), row.icon, ButtonKind::plain, row.enabled)) act(requests, row.action);
        x += px(size + 6);
    }
    return x;
}

void draw(const PanelContext& context, Selection&, std::vector<PanelRequest>& requests) {
    const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const Timeline& timeline = context.timeline;
    const std::string line = present_command(timeline), where = position_text(timeline);
    if (room.x < px(wide_from)) {
        const float top = at.y + (room.y - px(small_button)) / 2;
        const float left = draw_buttons(timeline, requests, {at.x, top}, false, small_button) + px(6), width = at.x + room.x - left - px(8);
        const float used = draw_text({at.x + room.x, top - px(4)}, where, {Face::text, 11}, ink("ink-3"), 1);
        draw_text({left, top - px(4)}, elided(line, {Face::mono, 11}, width - used - px(6)), {Face::mono, 11}, ink("ink-2"));
        draw_strip({timeline, {left + px(4), top + px(19)}, width, px(21)}, requests);
        return;
    }
    const float top = at.y + (room.y - px(button)) / 2;
    const float text = std::clamp(room.x * 0.3f, px(190), px(380));
    const float left = draw_buttons(timeline, requests, {at.x, top}, room.x >= px(900), button) + px(12);
    const float right = at.x + room.x;
    draw_strip({timeline, {left, top + px(6)}, right - text - left - px(20), px(button - 12)}, requests);
    draw_text({right, top + px(3)}, elided(line, mono_style, text), mono_style, ink("ink-2"), 1);
    draw_text({right, top + px(23)}, where, {Face::text, 12}, ink("ink-3"), 1);
}

PanelHeight wanted_height(const PanelContext& context, const Selection&, float width) {
    const float height = width < wide_from || context.tabs ? 58 : 70;
    return {height, height, 0};
}

// --- text twins -------------------------------------------------------------------------------

std::string say(const PanelContext& context, const Selection&) {
    const Timeline& timeline = context.timeline;
    if (timeline.position() == 0) return tr("timeline.say_start", {base::grouped(timeline.size())});
    return position_text(timeline) + ". " + narrate(timeline.machine(), timeline.event(timeline.position() - 1));
}

TableData table(const PanelContext& context, const Selection&, std::uint64_t first, std::uint64_t count) {
    const Timeline& timeline = context.timeline;
    TableData data;
    data.columns = {tr("timeline.column_event"), tr("timeline.column_command"), tr("timeline.column_what")};
    data.total_rows = timeline.size();
    for (std::uint64_t i = first; i < timeline.size() && i - first < count; ++i)
        data.rows.push_back({base::grouped(i + 1), timeline.history()[timeline.command_of(i)].line, narrate(timeline.latest(), timeline.event(i))});
    return data;
}

std::vector<PanelAction> actions(const PanelContext& context, const Selection&) {
    const bool before = context.timeline.position() > 0, after = context.timeline.position() < context.timeline.size();
    const auto action = [](const char* id, const char* text, bool enabled) {
        return PanelAction{tr(id), {PanelRequest::Kind::act, text, false}, enabled};
    };
    return {action("timeline.first", "seek 0", before),         action("timeline.command_back", "unstep-command", before),
            action("timeline.back", "unstep", before),          action("timeline.step", "step", after),
            action("timeline.command", "step-command", after),  action("timeline.last", "end", after)};
}

}  // namespace

const Panel timeline_panel{"timeline", "panel.timeline", draw, say, table, actions, nullptr, wanted_height, nullptr};

}  // namespace ui
