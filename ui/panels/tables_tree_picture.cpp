// The tree as rows: a table with its name, the entry that leads to it, and a strip that shows which of
// its entries are in use. A press opens or folds it.
#include <algorithm>
#include <cmath>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/tables_tree.h"
#include "ui/walk_state.h"
#include "ui/widgets.h"

namespace ui {

using base::hex;
using base::u128;
using lessons::tr;

namespace {

constexpr float row_height = 30, finger_row = 40, most_row = 54, indent = 18, chip_height = 40, counts_line = 26;
constexpr std::size_t most_cells = 64;
constexpr std::uint64_t most_entries = 1 << 14;  // looked at for one strip

struct TreeLook {
    const PanelContext& context;
    Selection& selection;
    std::vector<PanelRequest>& requests;
    const sim::Machine& machine;
    const hw::PagingFormat& format;
    std::uint32_t process;
    float pitch = row_height;  // of a row, in the lengths of the mock: higher where there are few
    float grown() const { return std::clamp((pitch - finger_row) / (most_row - finger_row), 0.0f, 1.0f); }
    float text() const { return 13 + 3 * grown(); }
    float shift() const { return indent + 10 * grown(); }
    std::string name(unsigned level) const { return hw::level_name(format, level, machine.level_names); }
};

void toggle(Selection& selection, const TreeRow& row) {
    const Selection::Table table{row.first, row.level};
    const auto known = std::find(selection.toggled.begin(), selection.toggled.end(), table);
    if (known != selection.toggled.end()) selection.toggled.erase(known);
    else selection.toggled.push_back(table);
}

// Which entries are in use, up to 64 cells: each as strong as its share of used entries.
struct Strip {
    std::vector<float> cells;
    std::uint64_t used = 0;
};
Strip strip_of(const TreeLook& t, const TreeRow& row) {
    const std::uint64_t count = t.format.entries(row.level), looked = std::min(count, most_entries);
    Strip strip;
    strip.cells.assign(static_cast<std::size_t>(std::min<std::uint64_t>(looked, most_cells)), 0);
    const std::uint64_t each = looked / strip.cells.size();
    for (std::uint64_t i = 0; i < looked; ++i) {
        if (t.machine.hw.ram.read(row.table + i * t.format.entry.bytes, t.format.entry.bytes) == 0) continue;
        ++strip.used;
        strip.cells[static_cast<std::size_t>(std::min<std::uint64_t>(i / each, strip.cells.size() - 1))] += 1 / static_cast<float>(each);
    }
    return strip;
}

// Neighbours of one strength are one rectangle.
void draw_strip(const Strip& strip, std::string_view role, ImVec2 at, ImVec2 size) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 end{at.x + size.x, at.y + size.y};
    list.AddRectFilled(at, end, ink("sunken"), px(3));
    const float cell = size.x / static_cast<float>(strip.cells.size());
    for (std::size_t i = 0; i < strip.cells.size();) {
        std::size_t next = i + 1;
        while (next < strip.cells.size() && std::fabs(strip.cells[next] - strip.cells[i]) < 1e-4f) ++next;
        const float left = at.x + cell * static_cast<float>(i), right = std::max(at.x + cell * static_cast<float>(next), left + px(2));
        if (strip.cells[i] > 0) list.AddRectFilled({left, at.y}, {std::min(right, end.x), end.y}, mixed(role, "surface", 0.45f + 0.55f * std::min(strip.cells[i], 1.0f)), px(1));
        i = next;
    }
    list.AddRect(at, end, ink("edge", 0.6f), px(3), 0, px(1));
}

// Lines from a table down to those that its entries name.
void draw_stem(const TreeLook& t, const TreeRow& row, ImVec2 at, float height) {
    if (row.depth == 0) return;
    const float x = at.x + px(9 + t.shift() * static_cast<float>(row.depth - 1)), y = at.y + height / 2;
    const ImU32 colour = mixed(level_role(t.format, row.level + 1), "surface", 0.55f);
    ImGui::GetWindowDrawList()->AddLine({x, at.y}, {x, y}, colour, px(1.4f));
    ImGui::GetWindowDrawList()->AddLine({x, y}, {x + px(t.shift() - 10), y}, colour, px(1.4f));
}

void press(const TreeLook& t, const TreeRow& row) {
    t.selection.frame = base::Pfn{row.table.value >> t.format.page_bits};
    t.selection.word.reset();
    if (row.children > 0) toggle(t.selection, row);
}

// The entry that names the table, and the addresses it speaks for; as far as there is room.
void draw_place(const TreeLook& t, const TreeRow& row, float x, float right, float middle) {
    const TextStyle words{Face::text, t.text()}, numbers{Face::mono, t.text() - 1};
    const std::string entry = tr("tables.by_entry", {base::dec(row.index)});
    if (row.depth > 0 && x + text_size(entry, words).x <= right) x += draw_text_middle({x, middle}, entry, words, ink("ink-2")) + px(14);
    const std::string from = hex(t.format.canonicalised(row.first).value);
    const std::string covers = tr("tables.covers", {base::size(u128{t.format.entry_span(row.level)} * t.format.entries(row.level)), from});
    for (const std::string& text : {covers, from}) {
        if (x + text_size(text, numbers).x > right || (row.depth == 0 && text == from)) continue;
        draw_text_middle({x, middle}, text, numbers, ink("ink-3"));
        return;
    }
}

float strip_width(float width) { return px(width >= px(700) ? 256 : width >= px(520) ? 160 : width >= px(400) ? 96 : 56); }

void draw_row(const TreeLook& t, const TreeRow& row, ImVec2 at, float width, float height) {
    const std::string id = "table" + std::to_string(row.level) + "." + hex(row.first.value);
    const float left = px(t.shift() * static_cast<float>(row.depth));
    const Hit hit = hit_area(id.c_str(), {at.x + left, at.y}, {width - left, height - px(2)}, 5);
    point_out(part_of(t.format, row.level), {at.x + left, at.y}, {at.x + width, at.y + height - px(2)});
    if (hit.pressed) press(t, row);
    if (row.children > 0 && takes_key(hit, row.open ? ImGuiKey_LeftArrow : ImGuiKey_RightArrow)) toggle(t.selection, row);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const std::string_view role = level_role(t.format, row.level);
    const bool chosen = t.selection.frame && t.selection.frame->value == row.table.value >> t.format.page_bits;
    if (hit.hovered || chosen) list.AddRectFilled({at.x + left, at.y}, {at.x + width, at.y + height - px(2)}, mixed(role, "surface", 0.1f), px(5));
    if (is_highlighted(t.context, part_of(t.format, row.level))) list.AddRect({at.x + left, at.y}, {at.x + width, at.y + height - px(2)}, ink(role), px(5), 0, px(1.5f));
    draw_stem(t, row, at, height - px(2));
    const float middle = at.y + (height - px(2)) / 2;
    float x = at.x + left + px(10);
    if (row.children > 0) draw_icon({x, middle}, row.open ? Icon::down : Icon::forward, px(3.5f), ink("ink-2"));
    else list.AddCircleFilled({x, middle}, px(1.8f), ink("ink-3"));
    x += px(12);
    x += draw_text_middle({x, middle}, t.name(row.level), {Face::mono, t.text(), true}, ink(role)) + px(10);
    const TextStyle numbers{Face::mono, t.text() - 1};
    const Strip strip = strip_of(t, row);
    const std::string used = tr("tables.used", {base::grouped(strip.used), base::grouped(t.format.entries(row.level))});
    const float right = at.x + width - px(8), used_width = text_size(used, numbers).x;
    draw_text_middle({right, middle}, used, numbers, ink("ink"), 1);
    const float across = strip_width(width), strip_left = right - std::max(used_width, px(92)) - px(10) - across;
    draw_place(t, row, x, strip_left - px(10), middle);
    const float half = px(6 + 4 * t.grown());
    if (strip_left - px(10) > x) draw_strip(strip, role, {strip_left, middle - half}, {across, half * 2});
}

// One chip a process, to switch to it; those that have no room are left to the console.
float draw_chips(const TreeLook& t, ImVec2 at, float width) {
    if (t.machine.find_process(t.context.show.argument) != base::no_process) return 0;
    const auto& processes = t.machine.kernel.processes;
    if (std::count_if(processes.begin(), processes.end(), [](const os::Process& p) { return p.alive; }) < 2) return 0;
    float x = at.x;
    for (std::size_t i = 0; i < processes.size() && x < at.x + width; ++i) {
        if (!processes[i].alive) continue;
        const std::string label = tr("tables.chip", {processes[i].name, base::grouped(processes[i].tables)});
        const float needed = button_width(label);
        if (x + needed > at.x + width + 1) break;
        const bool shown = i == t.process;
        if (button_at(("process." + processes[i].name).c_str(), {x, at.y}, {needed, px(chip_height - 6)}, label, Icon::none, shown ? ButtonKind::primary : ButtonKind::plain) && !shown)
            t.requests.push_back({PanelRequest::Kind::command, "switch " + processes[i].name, false});
        x += needed + px(8);
    }
    return px(chip_height);
}

// "1 PGD · 1 PUD · 2 PMD · 2 PT", each in its level's colour.
void draw_counts(const TreeLook& t, ImVec2 at, float width) {
    const std::string text = level_counts(t.machine, t.process);
    float x = at.x;
    unsigned level = t.format.level_count;
    for (const std::string& part : base::split(text, ' ')) {
        if (part.empty() || x > at.x + width) continue;
        const bool dot = part == "·";
        x += draw_text({x, at.y}, part, label_style, ink(dot ? std::string_view("ink-3") : level_role(t.format, level))) + px(6);
        if (dot && level > 1) --level;
    }
}

}  // namespace

void draw_tree(const PanelContext& context, Selection& selection, std::vector<PanelRequest>& requests) {
    const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const std::uint32_t process = tree_process(context);
    if (process == base::no_process) return draw_nothing(tr("tables.none"));
    const sim::Machine& machine = context.timeline.machine();
    TreeLook t{context, selection, requests, machine, machine.hw.format, process};
    float top = at.y + draw_chips(t, at, room.x);
    draw_counts(t, {at.x + px(2), top + px(3)}, room.x);
    if (room.x >= px(520)) draw_text({at.x + room.x - px(11), top + px(3)}, tr("tables.in_use"), small_style, ink("ink-3"), 1);
    top += px(counts_line);
    const TreeRows tree = tree_rows(context, selection, process);
    const float height = std::max(at.y + room.y - top, px(40));
    const float each = (height / look().scale - 4) / static_cast<float>(std::max<std::size_t>(tree.rows.size(), 1));
    t.pitch = std::clamp(each, context.tabs ? finger_row : row_height, context.tabs ? finger_row : most_row);
    const float pitch = px(t.pitch);
    ImGui::SetCursorScreenPos({at.x, top});
    ImGui::BeginChild("tree", {room.x + px(4), height}, ImGuiChildFlags_NavFlattened, ImGuiWindowFlags_NoSavedSettings);
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    const float width = std::min(room.x, ImGui::GetContentRegionAvail().x) - px(3);
    const float seen_from = ImGui::GetWindowPos().y, seen_to = seen_from + height;
    for (std::size_t i = 0; i < tree.rows.size(); ++i) {
        const float y = origin.y + px(2) + static_cast<float>(i) * pitch;
        // One row beyond the edges stays live, so that the keyboard can move on to it.
        if (y + pitch * 2 < seen_from || y - pitch > seen_to) continue;
        draw_row(t, tree.rows[i], {origin.x + px(2), y}, width, pitch);
    }
    float end = origin.y + px(2) + pitch * static_cast<float>(tree.rows.size());
    if (!tree.complete) end += draw_wrapped({origin.x + px(12), end + px(6)}, tr("tables.more_tables"), small_style, ink("ink-2"), width - px(16)) + px(12);
    end_at(end);
    ImGui::EndChild();
}

PanelHeight tree_height(const PanelContext& context, float) {
    const float pitch = context.tabs ? finger_row : row_height;
    return {0, chip_height + counts_line + 4 * pitch, 0};
}

}  // namespace ui
