#include "ui/panels/timeline_drawer.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/changes_text.h"
#include "ui/playback.h"

namespace ui {
namespace {

using lessons::tr;

constexpr float button = 40, gap = 6, row_height = 23;

struct Drawer {
    const PanelContext& context;
    Selection& selection;
    std::vector<PanelRequest>& requests;
    float width;  ///< of the content

    void act(std::string text) const { requests.push_back({PanelRequest::Kind::act, std::move(text), false}); }
};

// Lays things out from left to right, and on a new line where the width ends.
struct Flow {
    ImVec2 origin;
    float width;
    float x = 0, y = 0;

    ImVec2 place(float across) {
        if (x > 0 && x + across > width) {
            x = 0;
            y += px(button + gap);
        }
        const ImVec2 at{origin.x + x, origin.y + y};
        x += across + px(gap);
        return at;
    }
    float bottom() const { return origin.y + y + px(button); }
};

void draw_controls(const Drawer& d, Flow& flow) {
    const script::Timeline& timeline = d.context.timeline;
    struct Row {
        const char* id;
        Icon icon;
        const char* action;
        bool enabled;
    };
    const bool before = timeline.position() > 0, after = timeline.position() < timeline.size();
    const std::array<Row, 4> rows{{{"timeline.first", Icon::first, "seek 0", before},
                                   {"timeline.command_back", Icon::far_back, "unstep-command", before},
                                   {"timeline.command", Icon::far_forward, "step-command", after},
                                   {"timeline.last", Icon::last, "end", after}}};
    for (const Row& row : rows) {
        const std::string id = std::string("drawer.") + row.id;
        if (button_at(id.c_str(), flow.place(px(button)), {px(button), px(button)}, tr(row.id), row.icon, ButtonKind::plain, row.enabled)) d.act(row.action);
    }
}

void draw_pace(const Drawer& d, Flow& flow) {
    const std::size_t pace = d.context.playback.pace;
    const std::string text = tr(Playback::paces[pace].label_id);
    const float label = px(92), whole = px(button) * 2 + label;
    const ImVec2 at = flow.place(whole);
    if (button_at("timeline.slower", at, {px(button), px(button)}, tr("timeline.slower"), Icon::minus, ButtonKind::plain, pace > 0))
        d.act("pace " + std::to_string(pace - 1));
    draw_text_middle({at.x + px(button) + label / 2, at.y + px(button) / 2}, text, small_style, ink("ink-2"), 0.5f);
    if (button_at("timeline.faster", {at.x + px(button) + label, at.y}, {px(button), px(button)}, tr("timeline.faster"), Icon::plus, ButtonKind::plain,
                  pace + 1 < Playback::paces.size()))
        d.act("pace " + std::to_string(pace + 1));
}

void draw_bookmark(const Drawer& d, Flow& flow) {
    const bool set = has_bookmark(d.context);
    const std::string label = tr(set ? "timeline.unbookmark" : "timeline.bookmark");
    const float across = button_width(label) + px(20);
    const ImVec2 at = flow.place(across);
    if (button_at("timeline.bookmark", at, {across, px(button)}, "", Icon::none, ButtonKind::plain)) d.act(set ? "unbookmark" : "bookmark");
    draw_icon({at.x + px(17), at.y + px(button) / 2}, Icon::flag, px(5.5f), ink("accent"));
    draw_text_middle({at.x + px(30), at.y + px(button) / 2}, label, {Face::text, 14}, ink("ink"));
}

// "What changed since: [the beginning] [event 12]"
float draw_moments(const Drawer& d, ImVec2 at) {
    Flow flow{at, d.width};
    const std::string title = tr("timeline.changed_since");
    const float used = text_size(title, title_style).x;
    const ImVec2 where = flow.place(used);
    draw_text_middle({where.x, where.y + px(button) / 2}, title, title_style, ink("ink-2"));
    for (const std::uint64_t moment : moments_to_compare(d.context)) {
        const std::string label = moment_text(moment), id = "timeline.since" + std::to_string(moment);
        const float across = button_width(label);
        const bool chosen = moment == d.selection.since;
        if (button_at(id.c_str(), flow.place(across), {across, px(button)}, label, Icon::none, chosen ? ButtonKind::primary : ButtonKind::plain))
            d.selection.since = moment;
    }
    return flow.bottom();
}

// What, before → after; where narrow, the values below.
float draw_rows(const ChangeList& list, ImVec2 at, float width) {
    const bool roomy = width >= px(520);
    const float pitch = px(roomy ? row_height : row_height * 2 - 4), top = ImGui::GetWindowPos().y, bottom = top + ImGui::GetWindowSize().y;
    const float name = roomy ? width * 0.4f : width, values = roomy ? width - name : width - px(14);
    float y = at.y;
    for (const ChangeRow& row : list.rows) {
        if (y + pitch >= top && y <= bottom) {
            draw_text_middle({at.x, y + px(row_height) / 2}, elided(row.what, label_style, name - px(8)), label_style, ink(row.role));
            const ImVec2 from{roomy ? at.x + name : at.x + px(14), y + px(row_height) / 2 + (roomy ? 0 : px(row_height - 4))};
            if (!row.before.empty() || !row.after.empty()) {
                const float half = (values - px(26)) / 2;
                const float used = draw_text_middle(from, elided(row.before, mono_small, half), mono_small, ink("ink-2"));
                draw_text_middle({from.x + used + px(7), from.y}, "→", mono_small, ink("ink-3"));
                draw_text_middle({from.x + used + px(26), from.y}, elided(row.after, mono_small, values - used - px(26)), mono_small, ink("ink"));
            }
        }
        y += pitch;
    }
    return y;
}

}  // namespace

std::vector<std::uint64_t> moments_to_compare(const PanelContext& context) {
    std::vector<std::uint64_t> moments{0};
    for (const std::uint64_t position : context.bookmarks)
        if (position != 0) moments.push_back(position);
    return moments;
}

bool has_bookmark(const PanelContext& context) {
    return std::find(context.bookmarks.begin(), context.bookmarks.end(), context.timeline.position()) != context.bookmarks.end();
}

void draw_timeline_drawer(const PanelContext& context, Selection& selection, ImVec2 at, ImVec2 size, std::vector<PanelRequest>& requests) {
    ImGui::SetCursorScreenPos({at.x - px(4), at.y});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(4), px(3)});
    ImGui::BeginChild("drawer", {size.x + px(8), std::max(size.y, px(20))}, ImGuiChildFlags_NavFlattened | ImGuiChildFlags_AlwaysUseWindowPadding, ImGuiWindowFlags_NoSavedSettings);
    ImGui::PopStyleVar();
    const Drawer d{context, selection, requests, ImGui::GetContentRegionAvail().x};
    Flow flow{ImGui::GetCursorScreenPos(), d.width};
    draw_controls(d, flow);
    draw_pace(d, flow);
    draw_bookmark(d, flow);
    const float left = flow.origin.x;
    float y = draw_moments(d, {left, flow.bottom() + px(gap)}) + px(8);
    const ChangeList& list = changes_since(context.timeline, selection.since);
    y += draw_wrapped({left, y}, list.summary, small_style, ink("ink"), d.width) + px(6);
    end_at(draw_rows(list, {left, y}, d.width) + px(6));
    ImGui::EndChild();
}

}  // namespace ui
