// What both pictures of a fault share, and the list of its questions for small panels.
#include "ui/panels/fault_picture.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "lessons/engine/strings.h"

namespace ui {

using base::hex;
using lessons::tr;

namespace {

constexpr float ladder_width = 395, ladder_height = 385, broad_height = 345;
constexpr TextStyle note{Face::text, 12}, mono{Face::mono, 12};

}  // namespace

std::span<const FaultRung> FaultView::path() const {
    if (!story) return {};
    const std::span<const FaultRung> all = story->path;
    return may_tell_end(context, story) ? all : all.first(std::min<std::size_t>(all.size(), 1));
}

const FaultRung* FaultView::rung(FaultStep step) const {
    for (const FaultRung& rung : path())
        if (rung.step == step) return &rung;
    return nullptr;
}

bool may_tell_end(const PanelContext& context, const FaultStory* story) { return story && story->answered && !is_hidden(context, "end"); }

FaultEnd FaultView::end() const { return may_tell_end(context, story) ? story->end : FaultEnd::none; }

bool FaultView::wide() const { return width >= px(ladder_width) && room >= px(width >= px(fault_broad) ? broad_height : ladder_height); }

std::string_view role_of(const EndRow& row) {
    constexpr std::array<std::string_view, 3> roles{"hit", "fault", "ink"};
    return roles[static_cast<std::size_t>(row.kind)];
}

std::string FaultView::tip(FaultStep step) const {
    if (!rung(step)) return {};
    if (step == FaultStep::mmu && story->event && context.timeline.position() != *story->event + 1) return tr("fault.go_begin");
    if (step == FaultStep::area) return tr("fault.show_page");
    if (step == FaultStep::entry && story->entry) return tr("fault.show_entry", {hex(story->entry->value)});
    return {};
}

void FaultView::press(FaultStep step) const {
    if (step == FaultStep::mmu) return act("seek " + base::dec(*story->event + 1));
    const hw::PagingFormat& format = context.timeline.machine().hw.format;
    if (step == FaultStep::area) selection.page = base::VirtAddr{story->va.value & ~base::low_mask(format.page_bits)};
    if (step != FaultStep::entry) return;
    selection.word = story->entry;
    selection.frame = base::Pfn{story->entry->value >> format.page_bits};
}

void FaultView::end_area(FaultEnd which, ImVec2 min, ImVec2 max) const {
    const EndRow& row = row_of(which);
    const std::string id = "fault.end_" + std::string(row.name);
    const bool taken = which == end(), goes = taken && story->event && context.timeline.position() != *story->answered + 1;
    Hit hit;
    if (picks() || goes) hit = hit_area(id.c_str(), min, {max.x - min.x, max.y - min.y}, 6);
    else hit.hovered = ImGui::IsWindowHovered() && ImGui::IsMouseHoveringRect(min, max);
    tooltip(hit, picks() ? end_reason(which) : goes ? tr("fault.go_end") : end_reason(which));
    if (!hit.pressed) return;
    if (picks()) requests.push_back({PanelRequest::Kind::pick, hex(static_cast<std::uint64_t>(row.outcome)), false});
    else act("seek " + base::dec(*story->answered + 1));
}

// --- foot -----------------------------------------------------------------------------------------

float draw_fault_foot(const FaultView& view, float y) {
    const float size = px(40), gap = px(6);
    float x = view.at.x;
    const auto next = next_fault(view.context.timeline);
    const auto before = view.story ? view.story->before : std::nullopt;
    const auto step = [&](const char* id, Icon icon, const char* label, const std::optional<std::uint64_t>& to) {
        if (button_at(id, {x, y}, {size, size}, tr(label), icon, ButtonKind::plain, to.has_value())) view.act("seek " + base::dec(*to));
        x += size + gap;
    };
    step("fault.before", Icon::back, "fault.go_before", before);
    step("fault.next", Icon::forward, "fault.go_next", next);
    const Subject subject = subject_of(view.context);
    if (subject.va && view.context.timeline.machine().current()) {
        for (const char* verb : {"read", "write", "fetch"}) {
            const std::string label = tr(std::string("address.") + verb);
            const float across = button_width(label);
            if (x + across > view.at.x + view.width) break;
            if (button_at(("fault." + std::string(verb)).c_str(), {x, y}, {across, size}, label))
                view.requests.push_back({PanelRequest::Kind::command, std::string(verb) + " " + subject_text(subject), false});
            x += across + gap;
        }
    }
    const float room = view.at.x + view.width - x - px(6);
    if (view.end() != FaultEnd::none && room >= px(90)) {
        const std::string cost = cost_text(*view.story);
        const float height = std::min(wrapped_height(cost, small_style, room), size);
        ImGui::PushClipRect({x, y}, {x + room + px(6), y + size}, true);
        draw_wrapped({x + px(6), y + (size - height) / 2}, cost, small_style, ink("ink-2"), room);
        ImGui::PopClipRect();
    }
    return y + px(fault_foot);
}

// --- the list -------------------------------------------------------------------------------------

namespace {

// A question in the list: a dot on the line, the question, its answer; below, what it was read from.
void draw_row(const FaultView& view, FaultStep step, const FaultRung* rung, float y, float pitch, bool two, bool last) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float x = view.at.x + px(9), middle = y + (two ? px(9) : pitch / 2), right = view.at.x + view.width;
    const std::string_view role = step == FaultStep::mmu ? "hit" : "kernel";
    const ImU32 line = ink(rung ? "kernel" : "line");
    if (!last) list.AddLine({x, middle}, {x, y + pitch + px(9)}, line, px(rung ? 2.5f : 1.5f));
    const std::string_view part = part_of(step);
    const ImVec2 min{view.at.x, y - px(1)}, max{right, y + pitch - px(2)};
    point_out(part, min, max);
    if (const std::string tip = view.tip(step); !tip.empty()) {
        const Hit hit = hit_area(("fault." + std::string(part)).c_str(), min, {max.x - min.x, max.y - min.y});
        if (hit.hovered) list.AddRectFilled(min, max, ink("sunken"), px(4));
        tooltip(hit, tip);
        if (hit.pressed) view.press(step);
    }
    list.AddCircleFilled({x, middle}, px(5), rung ? ink(role) : ink("surface"));
    list.AddCircle({x, middle}, px(5), ink(rung ? role : "edge"), 0, px(1.5f));
    const bool lit = is_highlighted(view.context, part);
    const float left = view.at.x + px(22);
    const std::string answer = rung ? rung->answer : std::string();
    const TextStyle strong{Face::bold, 13}, question{lit ? Face::bold : Face::text, 13};
    const float room = right - left - (answer.empty() ? 0 : text_size(answer, strong).x + px(8));
    const std::string ask = question_text(step);
    const TextStyle fitting = shrunk(ask, question, room);
    draw_text_middle({left, middle}, elided(ask, fitting, room), fitting, ink(rung ? "ink" : "ink-2"));
    if (!answer.empty()) draw_text_middle({right, middle}, answer, strong, ink(role), 1);
    if (rung && two) draw_text({left, y + px(18)}, elided(rung->fact, mono, right - left), mono, ink("ink-2"));
}

void draw_end(const FaultView& view, FaultEnd end, ImVec2 min, ImVec2 max, bool first) {
    const EndRow& row = row_of(end);
    const bool lit = end == view.end();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (first) point_out("end", min, max);
    view.end_area(end, min, max);
    list.AddRectFilled(min, max, lit ? mixed(role_of(row), "surface", 0.16f) : ink("surface"), px(6));
    list.AddRect(min, max, ink(lit ? role_of(row) : "line"), px(6), 0, px(lit ? 2 : 1));
    list.AddRectFilled({min.x, min.y + px(5)}, {min.x + px(3), max.y - px(5)}, ink(role_of(row)));
    const float left = min.x + px(10), room = max.x - px(8) - left;
    const std::string text = lit ? end_text(end) : tr("fault.end_of", {end_answer(end) + ":", end_text(end)});
    const TextStyle style = shrunk(text, {lit ? Face::bold : Face::text, lit ? 14.0f : 12.0f}, room);
    draw_text_middle({left, (min.y + max.y) / 2}, elided(text, style, room), style, ink(lit ? role_of(row) : "ink-2"));
    if (!lit) return;
    const std::string cost = cost_text(*view.story);
    const float rest = room - text_size(text, style).x - px(12);
    if (text_size(cost, note).x <= rest) draw_text_middle({max.x - px(8), (min.y + max.y) / 2}, cost, note, ink("ink-2"), 1);
}

}  // namespace

float draw_fault_list(const FaultView& view) {
    const auto path = view.path();
    float y = view.at.y;
    const std::string head = view.story ? asked_text(*view.story) : tr(view.picks() ? "fault.open" : "fault.none");
    const TextStyle bold{Face::bold, 14};
    y += (view.story ? (draw_text({view.at.x, y}, elided(head, shrunk(head, bold, view.width), view.width), shrunk(head, bold, view.width), ink("ink")), px(21))
                     : draw_wrapped({view.at.x, y}, head, small_style, ink("ink-2"), view.width) + px(6));
    const bool waiting = path.size() == 1 && view.end() == FaultEnd::none, whole = path.empty() || waiting;
    const std::size_t rows = whole ? fault_spine.size() : path.size();
    const float end_room = px(40), pitch_room = (view.at.y + view.room - y - px(fault_foot) - end_room) / static_cast<float>(rows);
    const bool two = (pitch_room >= px(33) && !path.empty()) || !whole;
    const float pitch = std::clamp(pitch_room, px(two ? 35 : 22), px(two ? 46 : 30));
    for (std::size_t i = 0; i < rows; ++i) {
        const FaultStep step = whole ? fault_spine[i] : path[i].step;
        const FaultRung* rung = view.rung(step);
        const bool fact = two && rung && !rung->fact.empty();
        const float down = fact || whole ? pitch : std::min(pitch, px(26));
        draw_row(view, step, rung, y, down, fact, i + 1 == rows && whole);
        y += down;
    }
    if (view.end() != FaultEnd::none) {
        draw_end(view, view.end(), {view.at.x, y + px(2)}, {view.at.x + view.width, y + px(36)}, true);
        y += end_room;
    } else if (view.story && !view.story->answered) {
        draw_text({view.at.x, y}, tr("fault.asking"), small_style, ink("kernel"));
        y += px(24);
    }
    if (!view.picks()) y = draw_fault_foot(view, y + px(4));
    if (view.picks() || path.empty()) {  // every branch, two or more side by side
        const std::size_t columns = std::clamp<std::size_t>(static_cast<std::size_t>(view.width / px(180)), 2, 4);
        const float across = (view.width + px(6)) / static_cast<float>(columns) - px(6), height = px(view.picks() ? 40 : 28);
        std::size_t i = 0;
        y += px(4);
        for (const EndRow& row : end_rows()) {
            const float x = view.at.x + static_cast<float>(i % columns) * (across + px(6));
            draw_end(view, row.end, {x, y}, {x + across, y + height}, i == 0);
            if (++i % columns == 0) y += height + px(5);
        }
        if (i % columns != 0) y += height + px(5);
    }
    return view.picks() ? draw_fault_foot(view, y + px(4)) : y;
}

}  // namespace ui
