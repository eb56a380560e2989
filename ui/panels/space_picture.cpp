#include "ui/panels/space_picture.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/process_fill.h"
#include "ui/walk_state.h"
#include "ui/widgets.h"

namespace ui {

using base::hex;
using base::u128;
using base::VirtAddr;
using lessons::tr;

namespace {

constexpr float header_height = 46, foot_height = 40, badge = 22, hole_height = 22, legend_line = 20, swatch = 14;

// Where exactness does not matter: three digits.
std::string size_text(u128 bytes) {
    const std::string text = base::size(bytes);
    const std::string about = tr("base.about", {""});
    return text.starts_with(about) ? "~" + text.substr(about.size()) : text;
}

// --- a process's head -----------------------------------------------------------------------------

// The core that has this address space loaded; no value when none has.
std::optional<std::size_t> core_of(const sim::Machine& machine, std::uint32_t process) {
    for (std::size_t core = 0; core < machine.hw.cores.size(); ++core)
        if (machine.hw.cores[core].process == process) return core;
    return std::nullopt;
}

void draw_header(const SpaceView& view, const SpaceColumn& column, float y) {
    const os::Process& process = view.process(column.process);
    const auto core = core_of(view.machine, column.process);
    const Hit hit = hit_area(("process" + process.name).c_str(), {column.x, y}, {column.width, px(header_height - 6)}, 6);
    if (hit.pressed && !core) view.requests.push_back({PanelRequest::Kind::command, "switch " + process.name, false});
    if (!core) tooltip(hit, tr("space.switch", {process.name}));
    const ImVec2 box{column.x, y + px(9)}, end{box.x + px(badge), box.y + px(badge)};
    fill_rect(box, end, process_fill(column.process), px(5));
    text_on({(box.x + end.x) / 2, (box.y + end.y) / 2}, process_letter(process), process_fill(column.process), 13);
    const float left = end.x + px(9), room = column.x + column.width - left;
    const std::string root = hex(process.root.value);
    const bool several = view.machine.hw.cores.size() > 1, lit = is_highlighted(view.context, "root");
    const TextStyle style{Face::mono, 12, core.has_value() || lit};
    const std::string number = core ? base::dec(*core) : std::string();
    std::string state = core ? (several ? tr("space.runs_on", {number, root}) : tr("space.runs", {root})) : tr("space.waits", {root});
    if (text_size(state, style).x > room - px(12)) state = core ? (several ? tr("space.runs_on_short", {number, root}) : tr("space.runs_short", {root})) : tr("space.waits_short", {root});
    draw_text_middle({left, y + px(11)}, elided(process.name, title_style, room), title_style, ink("ink"));
    const std::string resident = tr("space.resident", {size_text(u128{process.resident} * view.format.page_bytes())});
    if (text_size(resident, small_style).x + text_size(process.name, title_style).x + px(16) <= room)
        draw_text_middle({column.x + column.width, y + px(11)}, resident, small_style, ink("ink-3"), 1);
    float x = left;
    point_out("root", {left, y + px(21)}, {column.x + column.width, y + px(38)});
    if (core) {
        ImGui::GetWindowDrawList()->AddTriangleFilled({x, y + px(25)}, {x + px(7), y + px(29.5f)}, {x, y + px(34)}, ink("accent"));
        x += px(12);
    }
    draw_text_middle({x, y + px(30)}, elided(state, style, column.x + column.width - x), style, ink(core || lit ? "accent" : "ink-3"));
}

// --- gaps -----------------------------------------------------------------------------------------

void draw_gap_text(const SpaceView& view, const SpaceColumn& column, const SpaceRow& row, float y, float height) {
    const os::Process& process = view.process(column.process);
    const bool recent = view.recent && view.recent->process == column.process && u128{view.recent->va.value} >= row.start && u128{view.recent->va.value} - row.start < row.bytes;
    const std::string id = (row.kind == SpaceRow::Kind::hole ? "hole" : "gap") + process.name + "." + hex(row.start);
    const Hit hit = hit_area(id.c_str(), {column.cards, y}, {column.cards_width(), height - px(1)}, 4);
    if (hit.pressed) view.touch(column.process, {static_cast<std::uint64_t>(row.start)});
    const bool hole = row.kind == SpaceRow::Kind::hole;
    const std::string_view part = hole ? "hole" : row.kernel ? "kernel" : "user";
    const ImU32 colour = ink(recent ? "fault" : is_highlighted(view.context, part) && (hole || row.kernel) ? "accent" : hit.hovered ? "ink" : "ink-3");
    const std::string size = size_text(row.bytes);
    std::string text = tr(hole ? "space.hole" : row.kernel ? "space.kernel_gap" : "space.gap", {size});
    if (text_size(text, small_style).x > column.cards_width() - px(16)) text = tr(hole ? "space.hole_short" : row.kernel ? "space.kernel_gap_short" : "space.gap_short", {size});
    if (recent) text = tr("space.gap_touched", {hex(view.recent->va.value)}) + " " + text;
    draw_ellipsis({column.cards + px(5), y + height / 2}, colour);
    draw_text_middle({column.cards + px(16), y + height / 2}, elided(text, small_style, column.cards_width() - px(16)), small_style, colour);
    tooltip(hit, tr(hole ? "space.hole_hint" : "space.gap_hint", {hex(row.start)}));
}

// A gap that several slots cross is told in the highest of them.
const SpaceRow* row_to_tell(const SpaceColumn& column, const std::vector<SpaceSlot>& slots, std::size_t slot) {
    const u128 low = slots[slot].low;
    const auto row = std::lower_bound(column.rows.begin(), column.rows.end(), low, [](const SpaceRow& r, u128 start) { return r.start > start; });
    if (row == column.rows.end() || row->kind == SpaceRow::Kind::area) return nullptr;
    for (std::size_t above = slot; above-- > 0;)
        if (slots[above].kind == slots[slot].kind) return slots[above].low >= row->start + row->bytes ? &*row : nullptr;
    return &*row;
}

// --- the legend -----------------------------------------------------------------------------------

struct LegendItem {
    Page page;
    const char* text;
};

// Draws the legend, or only measures it; its height.
float legend(const SpaceView& view, std::uint32_t process, ImVec2 at, float width, bool draws) {
    static const std::array<LegendItem, 5> items{{{{PageState::present, false, {}, 0}, "space.legend_present"},
                                                  {{PageState::present, true, {}, 0}, "space.legend_shared"},
                                                  {{PageState::zero, false, {}, 0}, "space.legend_zero"},
                                                  {{PageState::file, false, {}, 0}, "space.legend_store"},
                                                  {{PageState::reserved, false, {}, 0}, "space.legend_reserved"}}};
    float x = at.x, y = at.y;
    for (std::size_t i = 0; i <= items.size(); ++i) {
        const std::string text = tr(i < items.size() ? items[i].text : "space.legend_unmapped");
        const float item = px(swatch + 7) + text_size(text, small_style).x + px(14);
        if (x > at.x && x + item - px(14) > at.x + width) {
            x = at.x;
            y += px(legend_line);
        }
        if (draws) {
            const ImVec2 min{x, y + px(legend_line - swatch) / 2}, max{min.x + px(swatch), min.y + px(swatch)};
            if (i == items.size()) draw_ellipsis({(min.x + max.x) / 2, (min.y + max.y) / 2}, ink("ink-3"));
            else draw_page_shape(view, process, false, items[i].page, min, max);
            draw_text_middle({max.x + px(7), y + px(legend_line) / 2}, elided(text, small_style, width - px(swatch + 7)), small_style, ink("ink-2"));
        }
        x += item;
    }
    return y + px(legend_line) - at.y;
}

// --- the list -------------------------------------------------------------------------------------

struct ListPlace {
    ImVec2 at{};          ///< of the list's first slot
    float top = 0, bottom = 0;  ///< what can be seen
};

void draw_leader(const SpaceView& view, const SpaceColumn& column, const SpaceBar& bar, const SpaceRow& row, float y) {
    const float from = bar_y(bar, view.halves, row.start + row.bytes / 2), x = bar.max.x, to = column.cards - px(6);
    const float turn = x + (to - x) * 0.5f;
    const ImVec2 points[4] = {{x, from}, {turn - px(3), from}, {turn + px(3), y}, {to, y}};
    ImGui::GetWindowDrawList()->AddPolyline(points, 4, mixed(row.kernel ? "kernel" : process_fill(column.process).role, "surface", 0.5f), 0, px(1.2f));
}

void draw_slot(const SpaceView& view, const SpaceLayout& layout, const SpaceColumn& column, std::size_t i, const SpaceBar& bar, const ListPlace& list) {
    const SpaceSlot& slot = layout.slots[i];
    float y = list.at.y + slot.y;
    const auto passes = [&] { draw_ellipsis({column.cards + px(5), y + slot.height / 2}, ink("line")); };
    if (slot.kind != SpaceSlot::Kind::band) {
        const SpaceRow* row = row_to_tell(column, layout.slots, i);
        return row ? draw_gap_text(view, column, *row, y, slot.height) : passes();
    }
    const auto [first, last] = rows_in(column, slot);
    if (first == last) return passes();
    for (std::size_t r = first; r < last; ++r) {
        const SpaceRow& row = column.rows[r];
        if (row.kind != SpaceRow::Kind::area) continue;
        const CardLook look = card_look(view.machine, *row.area, column.cards_width(), layout.zoom);
        const float title = y + look.px(10);
        // A card beyond the edges stays live, so that the keyboard can move on to it.
        if (y + look.height * 2 > list.top && y - look.height < list.bottom) {
            draw_card(view, column, row, look, {column.cards, y});
            if (title > list.top && title < list.bottom) draw_leader(view, column, bar, row, title);
        }
        y += look.height;
    }
}

// The slot of the page that was used last; before the first access, the highest of the process's own.
const SpaceSlot* slot_of_interest(const SpaceView& view, const std::vector<SpaceSlot>& slots) {
    const bool used = view.recent || view.machine.last.any;
    const u128 va = view.recent ? view.recent->va.value : view.machine.last.va.value;
    const auto wanted = [&](const SpaceSlot& slot) {
        if (used) return va >= slot.low && va < slot.high;
        return slot.kind == SpaceSlot::Kind::band && slot.low < view.machine.hw.format.user_end();
    };
    const auto found = std::find_if(slots.begin(), slots.end(), wanted);
    return found == slots.end() ? nullptr : &*found;
}

// Brings it into sight, once.
void scroll_to_recent(const SpaceView& view, const std::vector<SpaceSlot>& slots, float height) {
    const bool elsewhere = !view.recent && is_highlighted(view.context, "kernel");  // the step looks at the top
    if (elsewhere || !scrolls_for(view.context.timeline.position())) return;
    const SpaceSlot* slot = slot_of_interest(view, slots);
    if (!slot) return;
    const float top = ImGui::GetScrollY(), shown = std::min(slot->height, height);
    if (slot->y < top || slot->y + shown > top + height) ImGui::SetScrollY(std::max(slot->y - (height - shown) / 2, 0.0f));
}

// `legend_below`: the legend comes after the last row, where the panel is too low for it.
void draw_list(const SpaceView& view, const SpaceLayout& layout, ImVec2 at, ImVec2 size, bool legend_below) {
    ImGui::SetCursorScreenPos({at.x - px(4), at.y});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(4), 0});
    ImGui::BeginChild("list", {size.x + px(8), size.y}, ImGuiChildFlags_NavFlattened | ImGuiChildFlags_AlwaysUseWindowPadding, ImGuiWindowFlags_NoSavedSettings);
    ImGui::PopStyleVar();
    scroll_to_recent(view, layout.slots, size.y);
    const ListPlace list{ImGui::GetCursorScreenPos(), ImGui::GetWindowPos().y, ImGui::GetWindowPos().y + size.y};
    for (const SpaceColumn& column : layout.columns) {
        // The bar stays where it is while the list scrolls beside it.
        const SpaceBar bar{{column.x, list.top + px(2)}, {column.x + column.bar, list.bottom - px(2)}, view.halves.hole ? px(hole_height) : 0};
        draw_bar(view, column, bar);
        for (std::size_t i = 0; i < layout.slots.size(); ++i)
            if (list.at.y + layout.slots[i].y + layout.slots[i].height + px(120) > list.top && list.at.y + layout.slots[i].y - px(120) < list.bottom)
                draw_slot(view, layout, column, i, bar, list);
    }
    float end = list.at.y + layout.height;
    const SpaceColumn& left = layout.columns.front();
    if (legend_below) end += px(10) + legend(view, left.process, {left.cards, end + px(10)}, size.x - (left.cards - left.x), true);
    end_at(end);
    ImGui::EndChild();
}

// --- the foot: what a click does, other processes --------------------------------------------------

// Read or write: what a click on a page does.
float draw_tools(const SpaceView& view, ImVec2 at) {
    float x = at.x;
    for (const bool writes : {true, false}) {
        const std::string label = tr(writes ? "space.click_writes" : "space.click_reads");
        const float width = button_width(label);
        x -= width;
        const bool on = view.selection.space_writes == writes;
        if (button_at(writes ? "click_writes" : "click_reads", {x, at.y}, {width, px(foot_height)}, label, Icon::none, on ? ButtonKind::primary : ButtonKind::plain))
            view.selection.space_writes = writes;
        x -= px(6);
    }
    return at.x - x;
}

float tools_width() { return button_width(tr("space.click_writes")) + button_width(tr("space.click_reads")) + px(14); }

// Where not all processes fit: one to the left, one to the right.
void draw_pager(const SpaceView& view, std::size_t shown, ImVec2 at) {
    const std::size_t all = space_processes(view.context).size();
    if (all <= shown) return;
    unsigned& first = view.selection.space_first;
    first = static_cast<unsigned>(std::min<std::size_t>(first, all - shown));
    if (button_at("fewer", at, {px(foot_height), px(foot_height)}, tr("space.earlier"), Icon::back, ButtonKind::plain, first > 0)) --first;
    if (button_at("others", {at.x + px(foot_height + 4), at.y}, {px(foot_height), px(foot_height)}, tr("space.later"), Icon::forward, ButtonKind::plain, first + shown < all)) ++first;
}

// The legend stands beside the buttons, above them where that would be too narrow, and behind the last
// row where the panel is low (a phone's tab): there it would take what it explains.
struct Foot {
    float height = 0, legend_height = 0, legend_width = 0, pager = 0;
    bool stacked = false, legend_in_list = false;
};

Foot foot_of(const SpaceView& view, const std::vector<std::uint32_t>& processes, ImVec2 room) {
    Foot foot;
    foot.pager = processes.size() > columns_that_fit(room.x) ? px(foot_height * 2 + 16) : 0;
    foot.legend_in_list = room.y < px(320);
    foot.legend_width = room.x - tools_width() - foot.pager - px(8);
    foot.stacked = !foot.legend_in_list && foot.legend_width < px(330);
    if (foot.stacked) foot.legend_width = room.x;
    if (!foot.legend_in_list) foot.legend_height = legend(view, processes.front(), {}, foot.legend_width, false);
    foot.height = foot.stacked ? foot.legend_height + px(foot_height + 4) : std::max(foot.legend_height, px(foot_height));
    return foot;
}

void draw_foot(const SpaceView& view, const Foot& foot, const SpaceLayout& layout, ImVec2 at, float width) {
    const float tools_y = at.y + foot.height - px(foot_height);
    const ImVec2 legend_at{at.x + (foot.stacked ? 0 : foot.pager), at.y + (foot.stacked ? 0 : (foot.height - foot.legend_height) / 2)};
    if (!foot.legend_in_list) legend(view, layout.columns.front().process, legend_at, foot.legend_width, true);
    if (!view.picking) draw_tools(view, {at.x + width, tools_y});
    draw_pager(view, layout.columns.size(), {at.x, tools_y});
    end_at(at.y + foot.height);
}

}  // namespace

std::string access_command(const sim::Machine& machine, std::uint32_t process, VirtAddr va, bool writes) {
    return (writes ? "write " : "read ") + machine.kernel.processes[process].name + " " + hex(va.value);
}

void SpaceView::touch(std::uint32_t index, VirtAddr va) const {
    if (picking) requests.push_back({PanelRequest::Kind::pick, hex(format.vpn(va).value), false});
    else requests.push_back({PanelRequest::Kind::command, access_command(machine, index, va, selection.space_writes), false});
}

void draw_space(const PanelContext& context, Selection& selection, std::vector<PanelRequest>& requests) {
    const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const sim::Machine& machine = context.timeline.machine();
    const std::vector<std::uint32_t> processes = space_processes(context);
    if (processes.empty()) return draw_nothing(tr("space.none"));
    const SpaceView view{context, selection, requests, machine, machine.hw.format, halves_of(machine.hw.format), recent_access(context.timeline), context.pending_pick == "page"};
    const Foot foot = foot_of(view, processes, room);
    const float list_height = std::max(room.y - px(header_height) - foot.height - px(8), px(60));
    const SpaceLayout layout = space_layout(context, selection, at, {room.x, list_height});
    for (const SpaceColumn& column : layout.columns) draw_header(view, column, at.y);
    draw_list(view, layout, {at.x, at.y + px(header_height)}, {room.x, list_height}, foot.legend_in_list);
    draw_foot(view, foot, layout, {at.x, at.y + px(header_height) + list_height + px(8)}, room.x);
}

}  // namespace ui
