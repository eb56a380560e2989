#include "ui/panels/timeline_strip.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "lessons/engine/strings.h"

namespace ui {
namespace {

using base::EventKind;
using lessons::tr;
using script::Timeline;

// From least to most telling: where marks share a place, the highest is drawn.
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

// The kinds of each mark.
const std::array<base::KindSet, 6>& kinds_of_marks() {
    static const std::array<base::KindSet, 6> sets = [] {
        std::array<base::KindSet, 6> all;
        for (std::size_t kind = 0; kind < base::event_kind_count; ++kind) all[static_cast<std::size_t>(mark_of(static_cast<EventKind>(kind)))].set(kind);
        return all;
    }();
    return sets;
}

Mark mark_among(const base::KindSet& kinds) {
    const auto& sets = kinds_of_marks();
    for (std::size_t mark = sets.size(); mark-- > 1;)
        if ((kinds & sets[mark]).any()) return static_cast<Mark>(mark);
    return Mark::none;
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
    std::span<const std::uint64_t> bookmarks;
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
    const auto& history = s.timeline.history();
    float drawn_to = s.at.x;
    bool tinted = false;
    for (auto entry = history.begin(); entry != history.end();) {
        // The next command that ends far enough to the right.
        entry = std::partition_point(entry, history.end(), [&](const script::HistoryEntry& e) {
            return s.x_of(static_cast<double>(e.end_event)) - drawn_to < px(5);
        });
        if (entry == history.end()) return;
        const float from = s.x_of(static_cast<double>(entry->first_event)), to = s.x_of(static_cast<double>(entry->end_event));
        if (tinted) ImGui::GetWindowDrawList()->AddRectFilled({std::max(from, drawn_to), s.at.y}, {to, s.at.y + s.height}, ink("sunken"), px(4));
        tinted = !tinted;
        drawn_to = to;
        ++entry;
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
        const Mark mark = mark_among(s.timeline.kinds(first, end));
        draw_mark({s.x_of((static_cast<double>(first) + static_cast<double>(end)) / 2), s.middle()}, mark, first < position);
    }
}

void draw_bookmarks(const Strip& s) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    for (const std::uint64_t position : s.bookmarks) {
        const float x = s.x_of(static_cast<double>(position)), top = s.at.y - px(5);
        list.AddLine({x, top}, {x, s.at.y + s.height}, ink("accent"), px(1.5f));
        list.AddTriangleFilled({x, top}, {x + px(9), top + px(4)}, {x, top + px(8)}, ink("accent"));
    }
}

// A click near a bookmark means it.
std::uint64_t clicked_position(const Strip& s, float x) {
    for (const std::uint64_t position : s.bookmarks) {
        const float from = s.x_of(static_cast<double>(position));
        if (x > from - px(5) && x < from + px(10)) return position;
    }
    return s.position_at(x);
}

void act(std::vector<PanelRequest>& requests, std::string text) { requests.push_back({PanelRequest::Kind::act, std::move(text), false}); }

Hit take_input(const Strip& s, std::vector<PanelRequest>& requests) {
    const Hit hit = hit_area("strip", s.at, {s.width, s.height}, 6);
    if (hit.active && ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
        const float x = ImGui::GetIO().MousePos.x;
        const bool drags = ImGui::IsMouseDragging(ImGuiMouseButton_Left, px(4));
        const std::uint64_t wanted = drags ? s.position_at(x) : clicked_position(s, x);
        if (wanted != s.timeline.position() && (drags || ImGui::IsItemActivated())) act(requests, "seek " + std::to_string(wanted));
    }
    const std::array<std::pair<ImGuiKey, const char*>, 4> keys{{{ImGuiKey_LeftArrow, "unstep"}, {ImGuiKey_RightArrow, "step"},
                                                               {ImGuiKey_PageUp, "unstep-command"}, {ImGuiKey_PageDown, "step-command"}}};
    for (const auto& [key, action] : keys)
        if (takes_key(hit, key)) act(requests, action);
    if (takes_key(hit, ImGuiKey_Home)) act(requests, "seek 0");
    if (takes_key(hit, ImGuiKey_End)) act(requests, "end");
    return hit;
}

}  // namespace

void draw_timeline_strip(const PanelContext& context, ImVec2 at, ImVec2 size, std::vector<PanelRequest>& requests) {
    const Strip s{context.timeline, context.bookmarks, at, size.x, size.y};
    const Hit hit = take_input(s, requests);
    draw_commands(s);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddLine({s.at.x, s.middle()}, {s.at.x + s.width, s.middle()}, ink("line"), px(2));
    draw_marks(s);
    draw_bookmarks(s);
    const float x = s.x_of(static_cast<double>(s.timeline.position()));
    list.AddRectFilled({x - px(1.75f), s.at.y - px(3)}, {x + px(1.75f), s.at.y + s.height + px(3)}, ink("ink"), px(1.75f));
    list.AddCircleFilled({x, s.at.y - px(2)}, px(hit.hovered || hit.active ? 6 : 4.5f), ink("ink"));
}

}  // namespace ui
