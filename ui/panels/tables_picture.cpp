#include "ui/panels/tables_picture.h"

#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/narrate.h"
#include "ui/widgets.h"

namespace ui {

using base::hex;
using lessons::tr;
using Phase = WalkState::Phase;

namespace {

constexpr float least_column = 100, column_gap = 24, head_height = 38, row_height = 38, row_gap = 4, dots_height = 26;
constexpr float least_row = 31, row_pitch = row_height + row_gap;
constexpr float stacked_row = 40, least_stacked_row = 29, stacked_gap = 6, stacked_label = 92, line_pitch = 21, bar_height = 9, bar_room = bar_height + 28;

struct Picture {
    const PanelContext& context;
    const WalkState& walk;
    Selection& selection;
    std::vector<PanelRequest>& requests;
    const sim::Machine& machine;
    const hw::PagingFormat& format;
    bool picking;
    float row = row_height;  // of an entry, in the lengths of the mock: lower where height is short

    std::string name(unsigned level) const { return hw::level_name(format, level, machine.level_names); }
    std::string_view role(unsigned level) const { return level_role(format, level); }
    std::string frame(base::PhysAddr pa) const { return hex(pa.value >> format.page_bits); }
    // The walk stops here.
    bool failed(const WalkTable& t) const { return walk.phase == Phase::page_fault && t.level == walk.fault_level; }
    // No read will follow: the tables below have another reason for being unknown.
    bool over() const { return walk.phase == Phase::tlb_hit || walk.phase == Phase::general_protection || walk.phase == Phase::page_fault; }
    bool shows(const WalkTable& t) const { return t.known && walk.phase != Phase::tlb_hit && walk.phase != Phase::general_protection; }
    std::string why_unknown() const {
        return tr(!over() ? "tables.unknown" : walk.phase == Phase::page_fault ? "tables.no_table" : "tables.was_not_read");
    }
    bool is_next(const WalkTable& t) const { return walk.next() && walk.next()->level == t.level; }
};

// A cell's three looks: the entry the walk read, the one it reads next, any other.
struct CellLook {
    ImU32 fill, border, index, value;
    float thickness;
};

CellLook cell_look(const Picture& p, const WalkTable& t, std::uint64_t index, bool hovered) {
    const std::string_view role = p.failed(t) ? "fault" : p.role(t.level);
    const bool here = index == t.index;
    if (here && t.read && p.failed(t))
        return {mixed("fault", "surface", 0.12f), ink("fault"), ink("fault"), ink("fault"), px(2)};
    if (here && t.read) return {ink(role), ink(role), ink("on-accent"), ink("on-accent"), px(1)};
    if (here && !p.picking) return {mixed(role, "surface", 0.22f), ink(role), ink("ink"), ink("ink"), px(1)};
    return {ink("surface"), ink(hovered ? "edge" : "line"), ink("ink-2"), ink("ink-2"), px(1)};
}

std::string cell_value(const Picture& p, const WalkTable& t, std::uint64_t index) {
    if (index == t.index && t.read) {
        if (p.failed(t) && !hw::decode(p.format, t.level, t.word).present) return t.word == 0 ? tr("tables.empty") : tr("tables.absent");
        return entry_text(p.format, t.level, t.word);
    }
    if (index == t.index || p.picking) return "?";
    const base::PhysAddr at = t.table + index * p.format.entry.bytes;
    return entry_text(p.format, t.level, p.machine.hw.ram.read(at, p.format.entry.bytes));
}

void press(const Picture& p, const WalkTable& t, std::uint64_t index) {
    const base::PhysAddr at = t.table + index * p.format.entry.bytes;
    p.selection.word = at;
    p.selection.frame = base::Pfn{at.value >> p.format.page_bits};
    if (p.picking) p.requests.push_back({PanelRequest::Kind::pick, hex(at.value), false});
}

// "P W U A D NX", or close together where that is too wide.
std::string fitting_flags(std::string flags, float room) {
    if (text_size(flags, mono_small).x > room) flags.erase(std::remove(flags.begin(), flags.end(), ' '), flags.end());
    return elided(flags, mono_small, room);
}

void draw_cell(const Picture& p, const WalkTable& t, std::uint64_t index, ImVec2 at, ImVec2 size) {
    const std::string id = "entry" + std::to_string(t.level) + "." + std::to_string(index);
    const Hit hit = hit_area(id.c_str(), at, size, 5);
    if (hit.pressed) press(p, t, index);
    const CellLook look = cell_look(p, t, index, hit.hovered);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 end{at.x + size.x, at.y + size.y}, middle{at.x, at.y + size.y / 2};
    list.AddRectFilled(at, end, look.fill, px(5));
    list.AddRect(at, end, look.border, px(5), 0, look.thickness);
    const base::PhysAddr pa = t.table + index * p.format.entry.bytes;
    if (p.selection.word == pa) ring(at, end, "accent", 2, 7);
    const float inset = px(8), room = size.x - 2 * inset;
    const std::string label = index_text(p.context, t, index);
    // Too narrow for a word: what matters there is that the entry was read.
    const std::string value = size.x < px(90) && t.read && index == t.index ? tr("tables.was_read") : cell_value(p, t, index);
    const float label_width = text_size(label, mono_small).x;
    const std::size_t blank = value.find(' ');
    if (blank == std::string::npos || label_width + px(10) + text_size(value, mono_small).x <= room) {
        draw_text_middle({at.x + inset, middle.y}, label, mono_small, look.index);
        draw_text_middle({end.x - inset, middle.y}, elided(value, mono_small, room - label_width - px(4)), mono_small, look.value, 1);
        return;
    }
    // Two lines: index and frame, then the flags.
    const float apart = std::min(size.y / 2 - px(2), px(16)) / 2;
    draw_text_middle({at.x + inset, middle.y - apart}, label, mono_small, look.index);
    draw_text_middle({end.x - inset, middle.y - apart}, elided(value.substr(0, blank), mono_small, room - label_width - px(6)), mono_small, look.value, 1);
    draw_text_middle({end.x - inset, middle.y + apart}, fitting_flags(value.substr(blank + 1), room), mono_small, look.value, 1);
}

// --- columns ----------------------------------------------------------------------------------

struct Columns {
    float x, y, width, box, pitch;  // of one column; height of a table's box
    float left(std::size_t i) const { return x + static_cast<float>(i) * pitch; }
};

void draw_head(const Picture& p, const WalkTable& t, ImVec2 at, float width) {
    const std::string title = (t.level == p.format.level_count ? tr("tables.root") + " → " : "") + p.name(t.level);
    draw_text(at, elided(title, label_style, width), label_style, ink(p.role(t.level)));
    const std::string where = t.known ? tr("tables.frame", {p.frame(t.table)}) : p.why_unknown();
    draw_text({at.x, at.y + px(17)}, elided(where, {Face::mono, 12}, width), {Face::mono, 12}, ink("ink-3"));
}

// Draws one table; returns the middle of its entry's right edge, where the arrow starts.
ImVec2 draw_column(const Picture& p, const WalkTable& t, ImVec2 at, float width, float height) {
    draw_head(p, t, at, width);
    at.y += px(head_height);
    const ImVec2 end{at.x + width, at.y + height};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(at, end, ink("sunken"), px(6));
    point_out(part_of(p.format, t.level), at, end);
    const bool strong = is_highlighted(p.context, part_of(p.format, t.level)) || (p.is_next(t) && !p.picking && p.walk.reads > 0);
    if (!p.shows(t)) {
        dashed_rect(at, end, ink("edge"), px(1));
        return {end.x, at.y + height / 2};
    }
    list.AddRect(at, end, ink(p.failed(t) ? "fault" : p.role(t.level)), px(6), 0, px(strong ? 2.5f : 1.2f));
    // While an entry is to be picked every row counts; else dots above and below say that there are more.
    const float room = height - (p.picking ? px(6) : px(2 * dots_height)) + px(row_gap);
    const auto fit = static_cast<std::size_t>(std::max(1.0f, room / px(p.row + row_gap)));
    const auto rows = shown_entries(p.context, p.walk, t, p.picking ? fit : std::min<std::size_t>(fit, 3));
    const float used = px(p.row + row_gap) * static_cast<float>(rows.size()) - px(row_gap);
    float y = at.y + std::max(px(5), (height - used) / 2);
    ImVec2 arrow{end.x, y + px(p.row) / 2};
    if (y - at.y >= px(14) && rows.front() > 0) draw_ellipsis({(at.x + end.x) / 2, (at.y + y) / 2}, ink("ink-3"));
    std::uint64_t expected = rows.front();
    for (const std::uint64_t index : rows) {
        if (index != expected)
            for (const float x : {-4.0f, 0.0f, 4.0f})
                list.AddCircleFilled({(at.x + end.x) / 2 + px(x), y - px(row_gap) / 2}, px(1), ink("ink-3"));
        draw_cell(p, t, index, {at.x + px(7), y}, {width - px(14), px(p.row)});
        if (index == t.index) arrow.y = y + px(p.row) / 2;
        y += px(p.row + row_gap);
        expected = index + 1;
    }
    if (end.y - y >= px(8) && rows.back() + 1 < p.format.entries(t.level))
        draw_ellipsis({(at.x + end.x) / 2, (y - px(row_gap) + end.y) / 2}, ink("ink-3"));
    return {end.x - px(7), arrow.y};
}

// The page at the end, with a mark as far down as the offset is into the page.
void draw_page(const Picture& p, ImVec2 at, float width, float height) {
    const bool known = p.walk.phase == Phase::translated || p.walk.phase == Phase::tlb_hit || p.walk.leaf != 0;
    const unsigned leaf = std::max(p.walk.leaf, 1u);
    const std::uint64_t span = p.format.entry_span(leaf), inside = p.walk.va.value & (span - 1);
    draw_text(at, tr("tables.page"), label_style, ink("off"));
    const base::PhysAddr start{p.walk.pa.value - (known ? inside : 0)};
    draw_text({at.x, at.y + px(17)}, elided(known ? tr("tables.frame", {p.frame(start)}) : p.walk.phase == Phase::page_fault ? tr("tables.no_page") : p.why_unknown(), {Face::mono, 12}, width),
              {Face::mono, 12}, ink("ink-3"));
    at.y += px(head_height);
    const ImVec2 end{at.x + width, at.y + height};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(at, end, known ? mixed("off", "surface", 0.12f) : ink("sunken"), px(6));
    if (!known) return dashed_rect(at, end, ink("edge"), px(1));
    list.AddRect(at, end, ink("off"), px(6), 0, px(1.2f));
    const float share = static_cast<float>(static_cast<double>(inside) / static_cast<double>(span));
    const float y = std::clamp(at.y + share * height, at.y + px(8), end.y - px(8));
    list.AddLine({at.x, y}, {end.x, y}, ink("off"), px(2));
    list.AddTriangleFilled({at.x + px(1), y - px(6)}, {at.x + px(9), y}, {at.x + px(1), y + px(6)}, ink("off"));
    const bool below = end.y - y > px(48);
    const float text_y = below ? y + px(6) : y - px(40);
    draw_text({end.x - px(8), text_y}, "+" + hex(inside), mono_small, ink("off"), 1);
    draw_text({end.x - px(8), text_y + px(17)}, elided(hex(p.walk.pa.value), mono_small, width - px(14)), mono_small, ink("ink"), 1);
}

// A TLB hit goes past all tables.
void draw_shortcut(const Picture& p, float from, float to, float y) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddLine({from, y}, {to - px(5), y}, ink("hit"), px(2.4f));
    list.AddTriangleFilled({to - px(1), y}, {to - px(9), y - px(5)}, {to - px(9), y + px(5)}, ink("hit"));
    const std::string text = tr("tables.shortcut", {base::duration(p.walk.ns)});
    const TextStyle style{Face::bold, 12};
    const ImVec2 half{text_size(text, style).x / 2 + px(10), px(13)}, centre{(from + to) / 2, y};
    list.AddRectFilled({centre.x - half.x, y - half.y}, {centre.x + half.x, y + half.y}, ink("surface"), half.y);
    list.AddRect({centre.x - half.x, y - half.y}, {centre.x + half.x, y + half.y}, ink("hit"), half.y, 0, px(1.5f));
    draw_text_middle(centre, text, style, ink("hit"), 0.5f);
}

float draw_columns(const Picture& p, ImVec2 at, float width, float box) {
    const auto count = static_cast<float>(p.walk.tables.size() + 1);
    Columns c{at.x, at.y, 0, box, 0};
    c.width = std::min((width - px(column_gap) * (count - 1)) / count, px(210));
    c.pitch = (width - c.width) / (count - 1);
    for (std::size_t i = 0; i < p.walk.tables.size(); ++i) {
        const WalkTable& t = p.walk.tables[i];
        const ImVec2 from = draw_column(p, t, {c.left(i), at.y}, c.width, box);
        const bool leads = t.read && !p.failed(t);
        // A large page is named by an entry above the last table: its arrow skips the tables below.
        const bool to_page = t.level == 1 || (leads && p.walk.leaf == t.level);
        if ((!to_page && t.level <= p.walk.leaf) || (p.over() && !leads)) continue;
        const float target = c.left(to_page ? p.walk.tables.size() : i + 1);
        const ImU32 colour = leads ? ink(p.role(t.level)) : ink("edge", 0.7f);
        elbow({from.x + (t.known ? px(2) : 0), from.y}, {target - px(2), at.y + px(head_height + 18)},
              to_page && t.level != 1 ? c.left(i) + c.width + px(column_gap) / 2 : target - (c.pitch - c.width) / 2, colour, px(leads ? 2.2f : 1.2f), !leads);
    }
    draw_page(p, {c.left(p.walk.tables.size()), at.y}, c.width, box);
    if (p.walk.phase == Phase::tlb_hit) draw_shortcut(p, at.x, c.left(p.walk.tables.size()), at.y + px(head_height) + box / 2);
    return at.y + px(head_height) + box;
}

// --- rows, for narrow screens -----------------------------------------------------------------

// Heights of the stacked picture follow p.row.
float draw_stacked_table(const Picture& p, const WalkTable& t, ImVec2 at, float width) {
    const float row = px(p.row), label = at.y + (row - px(29)) / 2;
    const std::string title = (t.level == p.format.level_count ? tr("tables.root") + "→" : "") + p.name(t.level);
    draw_text({at.x, label}, title, label_style, ink(p.role(t.level)));
    draw_text({at.x, label + px(17)}, t.known ? p.frame(t.table) : "?", {Face::mono, 12}, ink("ink-3"));
    const float left = at.x + px(stacked_label), room = width - px(stacked_label);
    if (!p.shows(t)) {
        dashed_rect({left, at.y}, {left + room, at.y + row}, ink("edge"), px(1));
        draw_text_middle({left + room / 2, at.y + row / 2}, p.why_unknown(), small_style, ink("ink-3"), 0.5f);
        return at.y + row + px(stacked_gap);
    }
    if (!p.picking) {
        draw_cell(p, t, t.index, {left, at.y}, {room, row});
        return at.y + row + px(stacked_gap);
    }
    float x = left;
    const float cell = px(62);
    for (const std::uint64_t index : shown_entries(p.context, p.walk, t, 4)) {
        if (x + cell > left + room + 1) {
            x = left;
            at.y += row + px(4);
        }
        draw_cell(p, t, index, {x, at.y}, {cell - px(4), row});
        x += cell;
    }
    return at.y + row + px(stacked_gap);
}

// While an entry is to be picked, on a phone, the page that is not known yet gives way.
bool shows_page(const Picture& p) { return p.walk.leaf != 0 || !p.picking || !p.context.tabs; }

float draw_rows(const Picture& p, ImVec2 at, float width) {
    const float row = px(p.row);
    for (const WalkTable& t : p.walk.tables) {
        const float y = at.y;
        at.y = draw_stacked_table(p, t, at, width);
        const float x = at.x + px(stacked_label - 12);
        if (t.read && !p.failed(t) && t.level > 1 && p.walk.leaf != t.level)
            elbow({x + px(12), y + row * 0.75f}, {x + px(12), at.y + row * 0.25f}, x, ink(p.role(t.level)), px(2), false);
    }
    const bool known = p.walk.leaf != 0;
    if (!shows_page(p)) return at.y - px(stacked_gap);
    draw_text_middle({at.x, at.y + row / 2}, tr("tables.page"), label_style, ink("off"));
    const ImVec2 min{at.x + px(stacked_label), at.y}, max{at.x + width, at.y + row};
    if (known) {
        ImGui::GetWindowDrawList()->AddRectFilled(min, max, mixed("off", "surface", 0.14f), px(5));
        ImGui::GetWindowDrawList()->AddRect(min, max, ink("off"), px(5), 0, px(1));
        draw_text_middle({min.x + px(8), (min.y + max.y) / 2}, tr("tables.byte_at", {hex(p.walk.pa.value)}), mono_small, ink("ink"));
    } else {
        dashed_rect(min, max, ink("edge"), px(1));
        draw_text_middle({(min.x + max.x) / 2, (min.y + max.y) / 2}, p.why_unknown(), small_style, ink("ink-3"), 0.5f);
    }
    return max.y;
}

bool uses_columns(const WalkState& walk, float width) {
    const auto count = static_cast<float>(walk.tables.size() + 1);
    return (width - px(column_gap) * (count - 1)) / count >= px(least_column);
}

// --- time -------------------------------------------------------------------------------------

// Below the bar: the time after each read, as far as there is room for it.
void draw_scale(const Picture& p, ImVec2 at, float width, std::uint64_t total) {
    const float end = draw_text({at.x + width, at.y}, base::duration(total), mono_small, ink("ink-3"), 1);
    if (p.walk.phase == Phase::tlb_hit) {
        draw_text(at, base::duration(p.walk.ns), mono_small, ink("hit"));
        return;
    }
    float free_from = at.x + draw_text(at, "0 ns", mono_small, ink("ink-3")) + px(8);
    for (std::uint64_t reads = 1; reads <= p.walk.reads && reads < p.walk.tables.size(); ++reads) {
        const std::string label = base::dec(reads * p.machine.hw.costs.mem_ns);
        const float half = text_size(label, mono_small).x / 2, x = at.x + width * static_cast<float>(reads) / static_cast<float>(p.walk.tables.size());
        if (x - half <= free_from || x + half >= at.x + width - end - px(8)) continue;
        draw_text({x, at.y}, label, mono_small, ink("ink-2"), 0.5f);
        free_from = x + half + px(8);
    }
}

void draw_bar(const Picture& p, ImVec2 at, float width) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const std::uint64_t mem = p.machine.hw.costs.mem_ns, total = std::max<std::uint64_t>(mem * p.walk.tables.size(), 1);
    if (p.context.tabs) {  // in one line with its numbers
        const std::string text = base::duration(p.walk.phase == Phase::tlb_hit ? p.walk.ns : mem * p.walk.reads) + " / " + base::duration(total);
        width -= draw_text_middle({at.x + width, at.y + px(bar_height) / 2}, text, mono_small, ink("ink-2"), 1) + px(12);
    }
    list.AddRectFilled(at, {at.x + width, at.y + px(bar_height)}, ink("sunken"), px(bar_height / 2));
    list.AddRect(at, {at.x + width, at.y + px(bar_height)}, ink("line"), px(bar_height / 2), 0, px(1));
    const auto x_of = [&](std::uint64_t ns) { return at.x + width * static_cast<float>(static_cast<double>(std::min(ns, total)) / static_cast<double>(total)); };
    if (p.walk.phase == Phase::tlb_hit) {
        list.AddRectFilled(at, {std::max(x_of(p.walk.ns), at.x + px(4)), at.y + px(bar_height)}, ink("hit"), px(2));
    } else {
        std::uint64_t done = 0;
        for (const WalkTable& t : p.walk.tables) {
            if (!t.read) break;
            list.AddRectFilled({x_of(done) + (done ? px(1) : 0), at.y}, {x_of(done + mem), at.y + px(bar_height)}, ink(p.failed(t) ? "fault" : p.role(t.level)),
                               px(bar_height / 2), done == 0 ? ImDrawFlags_RoundCornersLeft : done + mem >= total ? ImDrawFlags_RoundCornersRight : ImDrawFlags_RoundCornersNone);
            done += mem;
        }
    }
    if (!p.context.tabs) draw_scale(p, {at.x, at.y + px(bar_height + 5)}, width, total);
}

TextStyle line_style(float width) { return {Face::mono, width < px(520) ? 12.0f : 13.0f}; }

// Height of an entry's row that lets the tables' entries fit into a box while one is to be picked.
float picking_row(const WalkState& walk, float box) {
    const auto count = static_cast<float>(std::max<std::size_t>(walk.tables.size(), 1));
    return std::clamp((box - 6) / count - row_gap, least_row, row_height);
}

float picking_box(const WalkState& walk) { return 7 + static_cast<float>(walk.tables.size()) * (least_row + row_gap); }

// The tables side by side; the box of each takes what the lines below leave.
float draw_wide(Picture& p, ImVec2 at, ImVec2 room, bool bar) {
    const float below = 12 + line_pitch * 2 + (bar ? bar_room : 4);
    const float most = 2 * dots_height + 5 * row_pitch, least = p.picking ? picking_box(p.walk) : row_height + 10;
    const float box = std::clamp(room.y / look().scale - below - head_height - 2, least, most);
    if (p.picking) p.row = picking_row(p.walk, box);
    return draw_columns(p, at, room.x, px(box)) + px(12);
}

// One below the other, as high as the lines below leave them.
float draw_narrow(Picture& p, ImVec2 at, ImVec2 room, float lines) {
    const auto rows = static_cast<float>(p.walk.tables.size() + (shows_page(p) ? 1 : 0));
    const float below = lines / look().scale + 10 + (p.context.tabs ? bar_height + 10 : bar_room);
    p.row = std::clamp((room.y / look().scale - below - 2) / rows - stacked_gap, least_stacked_row, stacked_row + 4);
    return draw_rows(p, at, room.x) + px(8);
}

}  // namespace

void draw_walk(const PanelContext& context, const WalkState& walk, Selection& selection, std::vector<PanelRequest>& requests) {
    const sim::Machine& machine = context.timeline.machine();
    Picture p{context, walk, selection, requests, machine, machine.hw.format, context.pending_pick == "entry"};
    const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const auto lines = walk_lines(context, walk);
    const TextStyle style = line_style(room.x);
    const bool columns = uses_columns(walk, room.x);
    // Where entries are to be picked in little height, they are worth more than the time.
    const bool bar = !columns || !p.picking || room.y >= px(2 + head_height + picking_box(walk) + 12 + line_pitch * 2 + bar_room);
    float lines_height = 0;
    for (const WalkLine& line : lines) lines_height += std::max(wrapped_height(line.text, style, room.x) + px(3), px(columns ? line_pitch : 0));
    float y = columns ? draw_wide(p, {at.x, at.y + px(2)}, room, bar) : draw_narrow(p, {at.x, at.y + px(2)}, room, lines_height);
    const float end = y + std::max(lines_height, columns ? px(line_pitch * 2) : 0);
    for (const WalkLine& line : lines)
        y += std::max(draw_wrapped({at.x, y}, line.text, style, ink(line.role), room.x) + px(3), px(columns ? line_pitch : 0));
    if (bar) draw_bar(p, {at.x, end + px(6)}, room.x);
    end_at(end + (bar ? px(context.tabs ? bar_height + 8 : bar_room) : 0));
}

PanelHeight walk_height(const PanelContext& context, const WalkState& walk, float width) {
    const float lines = 12 + line_pitch * 2, rest = 2 + head_height + lines + bar_room;
    if (uses_columns(walk, width)) {
        const bool picking = context.pending_pick == "entry";
        return {rest + 2 * dots_height + row_pitch * (picking ? 5.0f : 3.0f), picking ? rest - bar_room + 4 + picking_box(walk) : rest + row_height + 16,
                rest + 2 * dots_height + row_pitch * 5};
    }
    const auto rows = static_cast<float>(walk.tables.size() + 1);
    const float fixed = 2 + lines + bar_room + line_pitch;
    return {fixed + rows * (stacked_row + stacked_gap), fixed + rows * (least_stacked_row + stacked_gap), 0};
}

}  // namespace ui
