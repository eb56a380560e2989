// The arrays of the TLB as tables, as maps, and a set as a list.
#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/tlb_picture.h"
#include "ui/process_fill.h"

namespace ui {

using base::dec;
using base::hex;
using hw::TlbArray;
using lessons::tr;

namespace {

constexpr TextStyle cell_style{Face::mono, 12}, cell_strong{Face::mono, 12, true}, caption{Face::text, 12};
constexpr float row_pitch = 26, set_column = 54, least_cell = 104, head_line = 18, list_pitch = 24, card_head = 34, card_foot = 18;
constexpr unsigned most_rows = 16, most_listed = 8;

bool is_full(const hw::TlbConfig& shape) { return shape.ways == shape.entries; }

// Columns of a table: the ways, or for one set the ways in several rows.
unsigned table_columns(const hw::TlbConfig& shape, float width) {
    if (!is_full(shape)) return shape.ways;
    unsigned columns = 1;
    while (columns * 2 <= shape.entries && columns < 4 && px(least_cell) * static_cast<float>(columns * 2) <= width) columns *= 2;
    return columns;
}
unsigned table_rows(const hw::TlbConfig& shape, float width) {
    const unsigned columns = table_columns(shape, width);
    return (shape.entries + columns - 1) / columns;
}

ImU32 mark_ink(TlbMark mark) { return ink(mark == TlbMark::used ? "hit" : "miss"); }

std::string_view entry_role(const TlbView& view, const hw::TlbEntry& entry) {
    if (entry.global) return "kernel";
    return entry.asid == view.state.tag ? "data" : "swap";
}

void hatch(ImVec2 min, ImVec2 max, ImU32 colour) {
    ImGui::PushClipRect(min, max, true);
    const float height = max.y - min.y;
    for (float x = min.x - height; x < max.x; x += px(6)) ImGui::GetWindowDrawList()->AddLine({x, max.y}, {x + height, min.y}, colour, px(1));
    ImGui::PopClipRect();
}

// "0x7f3a_4 → 0x124", or as much of it as fits, its low digits first.
std::string entry_text(const TlbView& view, const hw::TlbEntry& entry, float room) {
    if (is_hidden(view.context, "entry")) return "?";
    const std::string page = hex(entry.vpn.value), frame = " → " + hex(entry.pfn.value);
    if (text_size(page + frame, cell_style).x <= room) return page + frame;
    for (const std::size_t keep : {9u, 7u, 4u, 3u}) {
        if (page.size() <= keep + 2) continue;
        const std::string tail = "…" + page.substr(page.size() - keep);
        if (text_size(tail + frame, cell_style).x <= room) return tail + frame;
        if (keep <= 4 && text_size(tail, cell_style).x <= room) return tail;
    }
    return "…";
}

// Whose entry it is, and G where it is everybody's.
float draw_owner(const TlbView& view, const hw::TlbEntry& entry, ImVec2 at) {
    const std::uint32_t owner = process_of_tag(*view.state.machine, view.state.core, entry.asid);
    const float side = px(15);
    const ImVec2 min{at.x, at.y - side / 2}, max{at.x + side, at.y + side / 2};
    const bool known = owner != base::no_process && !entry.global;
    const Fill fill = known ? process_fill(owner) : Fill{entry.global ? "kernel" : "swap", Hatch::none};
    fill_rect(min, max, fill, px(3));
    text_on({(min.x + max.x) / 2, at.y}, entry.global ? "G" : known ? process_letter(view.state.machine->kernel.processes[owner]) : "?", fill, 12);
    return side + px(5);
}

std::string entry_tooltip(const TlbView& view, unsigned array, std::uint32_t slot) {
    const hw::TlbEntry& entry = view.state.array(array).slots()[slot];
    if (!entry.valid || is_hidden(view.context, "entry")) return {};
    const std::string mark = mark_text(view.context, view.state, array, slot);
    return tr("tlb.tip", {hex(entry.vpn.value), hex(entry.pfn.value), dec(entry.asid.value)}) + (entry.global ? " " + tr("tlb.global") : "") + (mark.empty() ? "" : " · " + mark);
}

// --- tables ---------------------------------------------------------------------------------------

void draw_cell(const TlbView& view, unsigned array, std::uint32_t slot, ImVec2 at, ImVec2 size) {
    const hw::TlbEntry& entry = view.state.array(array).slots()[slot];
    const ImVec2 end{at.x + size.x, at.y + size.y};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const TlbMark mark = view.state.mark(array, slot);
    if (!entry.valid) {
        list.AddRectFilled(at, end, mixed("sunken", "surface", 0.7f), px(4));
        return;
    }
    const std::string id = "tlb-" + std::to_string(array) + "-" + std::to_string(slot);
    const Hit hit = hit_area(id.c_str(), at, size, 4);
    if (hit.pressed) view.choose(array, slot);
    tooltip(hit, entry_tooltip(view, array, slot));
    const Staleness stale = view.stale(array, slot);
    const std::string_view role = mark == TlbMark::used ? "hit" : mark == TlbMark::filled ? "miss" : entry_role(view, entry);
    list.AddRectFilled(at, end, mixed(role, "surface", mark != TlbMark::none ? 0.2f : hit.hovered ? 0.16f : 0.09f), px(4));
    if (stale != Staleness::none) hatch(at, end, mixed("fault", "surface", 0.5f));
    if (stale != Staleness::none) list.AddRect(at, end, ink("fault"), px(4), 0, px(1.5f));
    else if (mark != TlbMark::none) list.AddRect(at, end, mark_ink(mark), px(4), 0, px(2));
    if (view.chosen(array, slot)) list.AddRect(at, end, ink("accent"), px(4), 0, px(2.5f));
    const float middle = (at.y + end.y) / 2;
    float x = at.x + px(5);
    x += draw_owner(view, entry, {x, middle});
    const std::string word = stale != Staleness::none ? tr("tlb.word_stale") : mark == TlbMark::used ? tr("tlb.mark_hit") : mark == TlbMark::filled ? tr("tlb.word_filled") : "";
    const float word_width = word.empty() ? 0 : text_size(word, {Face::bold, 12}).x + px(8);
    const bool word_fits = end.x - x - word_width - px(4) >= text_size("…0000", cell_style).x;
    const std::string text = entry_text(view, entry, end.x - x - px(4) - (word_fits ? word_width : 0));
    if (stale != Staleness::none) list.AddRectFilled({x - px(2), middle - px(8)}, {x + text_size(text, cell_style).x + px(2), middle + px(8)}, ink("surface"), px(2));
    draw_text_middle({x, middle}, text, mark != TlbMark::none ? cell_strong : cell_style, ink("ink"));
    if (!word.empty() && word_fits) {
        if (stale != Staleness::none) list.AddRectFilled({end.x - word_width, middle - px(8)}, {end.x - px(3), middle + px(8)}, ink("surface"), px(2));
        draw_text_middle({end.x - px(6), middle}, word, {Face::bold, 12}, stale != Staleness::none ? ink("fault") : mark_ink(mark), 1);
    }
}

float draw_table(const TlbView& view, unsigned array, float y) {
    const hw::TlbConfig& shape = view.state.config(array).shape;
    const bool full = is_full(shape);
    const float left = full ? 0 : px(set_column);
    const unsigned columns = table_columns(shape, view.width), rows = table_rows(shape, view.width);
    const float cell = (view.width - left) / static_cast<float>(columns);
    if (!view.paints()) return y + px(head_line * 2 + 4) + px(row_pitch) * static_cast<float>(rows) + px(6);
    const auto& slots = view.state.array(array).slots();
    const auto used = std::count_if(slots.begin(), slots.end(), [](const hw::TlbEntry& e) { return e.valid; });
    const bool lit = is_highlighted(view.context, view.state.config(array).level == 1 ? "l1" : "l2");
    const float name = draw_text({view.at.x, y}, array_name(view.state, array), label_style, ink(lit ? "accent" : "ink"));
    const std::string words = shape_text(shape, false) + " · " + tr("tlb.used", {dec(static_cast<std::uint64_t>(used))});
    draw_text({view.at.x + name + px(10), y}, elided(words, small_style, view.width - name - px(10)), small_style, ink("ink-2"));
    y += px(head_line + 2);
    if (!full)
        for (unsigned way = 0; way < columns; ++way)
            draw_text({view.at.x + left + cell * static_cast<float>(way) + px(4), y}, tr("tlb.way", {dec(way)}), caption, ink("ink-3"));
    else draw_text({view.at.x, y}, elided(tr("tlb.all_compared"), caption, view.width), caption, ink("ink-3"));
    y += px(head_line);
    const auto lit_set = is_hidden(view.context, "set") ? std::nullopt : view.state.set(array);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    for (unsigned row = 0; row < rows; ++row, y += px(row_pitch)) {
        const bool here = !full && lit_set == row;
        if (here) {
            list.AddRectFilled({view.at.x, y}, {view.at.x + view.width, y + px(row_pitch) - px(2)}, mixed("accent", "surface", 0.16f), px(5));
            list.AddTriangleFilled({view.at.x + px(3), y + px(7)}, {view.at.x + px(9), y + px(12)}, {view.at.x + px(3), y + px(17)}, ink("accent"));
        }
        const float middle = y + (px(row_pitch) - px(2)) / 2;
        if (!full) draw_text_middle({view.at.x + px(13), middle}, dec(row), here ? cell_strong : cell_style, ink(here || is_highlighted(view.context, "set") ? "accent" : "ink-3"));
        for (unsigned column = 0; column < columns; ++column) {
            const std::uint32_t slot = row * columns + column;
            if (slot >= shape.entries) break;
            draw_cell(view, array, slot, {view.at.x + left + cell * static_cast<float>(column) + px(1), y + px(1)}, {cell - px(3), px(row_pitch) - px(4)});
        }
    }
    return y + px(6);
}

// --- maps -----------------------------------------------------------------------------------------

// How an array is laid out: a column a set, a row a way; one set fills columns of a few rows.
struct Map {
    unsigned array = 0, columns = 0, rows = 0;
    float cell_width = 0, cell_height = 0, width = 0;
    bool full = false;
    float map_width() const { return cell_width * static_cast<float>(columns); }
    float map_height() const { return cell_height * static_cast<float>(rows); }
};

unsigned map_rows(const hw::TlbConfig& shape) { return is_full(shape) ? std::min(shape.entries, shape.entries <= 16 ? 4u : 8u) : std::min(shape.ways, most_rows); }
unsigned map_columns(const hw::TlbConfig& shape) { return is_full(shape) ? (shape.entries + map_rows(shape) - 1) / map_rows(shape) : shape.entries / shape.ways; }

std::string card_text(const TlbView& view, unsigned array) {
    const auto& slots = view.state.array(array).slots();
    const auto used = std::count_if(slots.begin(), slots.end(), [](const hw::TlbEntry& e) { return e.valid; });
    return dec(static_cast<std::uint64_t>(used)) + "/" + shape_text(view.state.config(array).shape, true);
}

Map map_of(const TlbView& view, unsigned array, float share) {
    const hw::TlbConfig& shape = view.state.config(array).shape;
    Map map{array, map_columns(shape), map_rows(shape), 0, px(map_rows(shape) <= 8 ? 8 : 6), 0, is_full(shape)};
    map.cell_width = std::clamp(share, px(5), px(12));
    if (map.map_width() > view.width) map.cell_width = view.width / static_cast<float>(map.columns);
    // Sets that would be thinner than they can be seen share a column.
    if (map.cell_width < px(2)) {
        map.columns = static_cast<unsigned>(view.width / px(2));
        map.cell_width = view.width / static_cast<float>(map.columns);
    }
    map.width = std::min(std::max({map.map_width(), text_size(card_text(view, array), caption).x, text_size(array_name(view.state, array), label_style).x}), view.width);
    return map;
}

// What stands in a cell of the map; the strongest where entries share it.
enum Shade : unsigned char { nothing, other, own, global, stale_entry, filled_entry, used_entry };

void collect(const TlbView& view, const Map& map, std::vector<Shade>& cells) {
    cells.assign(std::size_t{map.columns} * map.rows, nothing);
    const hw::TlbConfig& shape = view.state.config(map.array).shape;
    const auto& slots = view.state.array(map.array).slots();
    const unsigned sets = shape.entries / shape.ways, full_columns = map.full ? map_columns(shape) : sets;
    for (std::uint32_t slot = 0; slot < slots.size(); ++slot) {
        if (!slots[slot].valid) continue;
        const unsigned set = map.full ? slot % full_columns : slot / shape.ways, way = map.full ? slot / full_columns : slot % shape.ways;
        const unsigned ways = map.full ? map_rows(shape) : shape.ways;
        const std::size_t cell = std::size_t{std::min(way * map.rows / ways, map.rows - 1)} * map.columns + std::min(std::size_t{set} * map.columns / full_columns, std::size_t{map.columns - 1});
        Shade shade = slots[slot].global ? global : slots[slot].asid == view.state.tag ? own : other;
        if (view.stale(map.array, slot) != Staleness::none) shade = stale_entry;
        const TlbMark mark = view.state.mark(map.array, slot);
        if (mark != TlbMark::none) shade = mark == TlbMark::used ? used_entry : filled_entry;
        cells[cell] = std::max(cells[cell], shade);
    }
}

ImU32 shade_ink(Shade shade) {
    switch (shade) {
        case nothing: return mixed("line", "surface", 0.45f);
        case other: return mixed("swap", "surface", 0.6f);
        case own: return mixed("data", "surface", 0.75f);
        case global: return ink("kernel");
        case stale_entry: return ink("fault");
        case filled_entry: return ink("miss");
        case used_entry: return ink("hit");
    }
    return 0;
}

// A click on the map chooses the entry under it.
void map_hit(const TlbView& view, const Map& map, ImVec2 at) {
    const hw::TlbConfig& shape = view.state.config(map.array).shape;
    const std::string id = "tlb-map" + std::to_string(map.array);
    const Hit hit = hit_area(id.c_str(), at, {map.map_width(), map.map_height()}, 3);
    tooltip(hit, tr("tlb.map_tip", {array_name(view.state, map.array), shape_text(shape, false), serves_text(view.state.config(map.array))}));
    const auto& slots = view.state.array(map.array).slots();
    const bool chosen = view.selection.tlb && view.selection.tlb->array == map.array;
    const auto next = [&](int step) {
        std::uint32_t slot = chosen ? view.selection.tlb->slot : step > 0 ? static_cast<std::uint32_t>(slots.size()) - 1 : 0;
        for (std::size_t tried = 0; tried < slots.size(); ++tried) {
            slot = step > 0 ? (slot + 1) % static_cast<std::uint32_t>(slots.size()) : (slot == 0 ? static_cast<std::uint32_t>(slots.size()) : slot) - 1;
            if (slots[slot].valid) return view.choose(map.array, slot);
        }
    };
    if (takes_key(hit, ImGuiKey_RightArrow)) next(1);
    if (takes_key(hit, ImGuiKey_LeftArrow)) next(-1);
    if (!hit.pressed) return;
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    if (mouse.x < at.x || mouse.x >= at.x + map.map_width() || mouse.y < at.y || mouse.y >= at.y + map.map_height()) return next(1);
    const auto column = static_cast<std::uint32_t>((mouse.x - at.x) / map.cell_width), row = static_cast<std::uint32_t>((mouse.y - at.y) / map.cell_height);
    const unsigned sets = shape.entries / shape.ways, full_columns = map.full ? map_columns(shape) : sets, ways = map.full ? map_rows(shape) : shape.ways;
    const std::uint32_t set = column * full_columns / map.columns, way = row * ways / map.rows;
    const std::uint32_t slot = map.full ? way * full_columns + set : set * shape.ways + way;
    if (slot < slots.size() && slots[slot].valid) return view.choose(map.array, slot);
    // A finger is wider than a cell: any entry of the set will do.
    for (unsigned w = 0; !map.full && w < shape.ways; ++w)
        if (set * shape.ways + w < slots.size() && slots[set * shape.ways + w].valid) return view.choose(map.array, set * shape.ways + w);
    view.selection.tlb.reset();
}

void draw_map(const TlbView& view, const Map& map, ImVec2 at) {
    const bool asked = view.state.asked(map.array), lit = is_highlighted(view.context, view.state.config(map.array).level == 1 ? "l1" : "l2");
    draw_text(at, elided(array_name(view.state, map.array), label_style, map.width), label_style, ink(lit ? "accent" : asked ? "ink" : "ink-3"));
    draw_text({at.x, at.y + px(15)}, elided(card_text(view, map.array), caption, map.width), caption, ink(asked ? "ink-2" : "ink-3"));
    const ImVec2 grid{at.x, at.y + px(card_head)};
    map_hit(view, map, grid);
    static std::vector<Shade> cells;
    collect(view, map, cells);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float gap = map.cell_width >= px(4) ? px(1) : 0;
    for (unsigned row = 0; row < map.rows; ++row)
        for (unsigned column = 0; column < map.columns; ++column) {
            const std::size_t n = std::size_t{row} * map.columns + column;
            if (map.full && n >= view.state.config(map.array).shape.entries && map.columns == map_columns(view.state.config(map.array).shape)) continue;
            const ImVec2 min{grid.x + map.cell_width * static_cast<float>(column), grid.y + map.cell_height * static_cast<float>(row)};
            list.AddRectFilled(min, {min.x + map.cell_width - gap, min.y + map.cell_height - px(1)}, shade_ink(cells[n]));
            if (cells[n] == stale_entry) list.AddLine({min.x, min.y + map.cell_height - px(1)}, {min.x + map.cell_width - gap, min.y}, ink("surface"), px(1.5f));
        }
    const auto set = is_hidden(view.context, "set") ? std::nullopt : view.state.set(map.array);
    const float below = grid.y + map.map_height();
    if (!set) return;
    const unsigned sets = map.full ? 1 : view.state.array(map.array).sets();
    if (map.full) {
        draw_text({grid.x, below + px(2)}, elided(tr("tlb.all_compared_brief"), caption, map.width), caption, ink("accent"));
        return;
    }
    const float x = grid.x + map.cell_width * static_cast<float>(std::size_t{*set} * map.columns / sets);
    list.AddRect({x - px(2), grid.y - px(2)}, {x + map.cell_width - gap + px(2), below + px(1)}, ink("accent"), px(2), 0, px(2));
    const std::string text = tr("tlb.set", {dec(*set)});
    const float text_width = text_size(text, caption).x;
    draw_text({std::clamp(x, grid.x, std::max(grid.x, grid.x + map.width - text_width)), below + px(2)}, text, caption, ink("accent"));
}

// --- a set as a list ------------------------------------------------------------------------------

// The set that is told in full: of the chosen entry, else the one searched.
std::optional<std::uint32_t> first_listed(const TlbView& view, unsigned array) {
    const hw::TlbConfig& shape = view.state.config(array).shape;
    std::uint32_t slot = TlbArray::none;
    if (view.selection.tlb && view.selection.tlb->array == array && view.selection.tlb->slot < shape.entries) slot = view.selection.tlb->slot;
    else if (is_hidden(view.context, "set")) return std::nullopt;
    else if (view.state.marked_slot(array) != TlbArray::none) slot = view.state.marked_slot(array);
    else if (const auto set = view.state.set(array)) slot = *set * shape.ways;
    if (slot == TlbArray::none) return std::nullopt;
    // Of many ways those around the entry.
    const std::uint32_t set = slot / shape.ways, way = slot % shape.ways;
    return set * shape.ways + (shape.ways > most_listed ? way / most_listed * most_listed : 0);
}

void draw_listed(const TlbView& view, unsigned array, std::uint32_t slot, ImVec2 at, float width) {
    const hw::TlbConfig& shape = view.state.config(array).shape;
    const hw::TlbEntry& entry = view.state.array(array).slots()[slot];
    const float middle = at.y + px(list_pitch) / 2, right = at.x + width;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const TlbMark mark = view.state.mark(array, slot);
    const ImVec2 min{at.x, at.y + px(1)}, max{right, at.y + px(list_pitch) - px(1)};
    if (!entry.valid) {
        list.AddRectFilled({at.x + px(28), min.y}, max, mixed("sunken", "surface", 0.7f), px(4));
        draw_text_middle({at.x + px(4), middle}, dec(slot % shape.ways), cell_style, ink("ink-3"));
        draw_text_middle({at.x + px(36), middle}, tr("tlb.empty"), caption, ink("ink-3"));
        return;
    }
    const std::string id = "tlb-" + std::to_string(array) + "-" + std::to_string(slot);
    const Hit hit = hit_area(id.c_str(), min, {width, max.y - min.y}, 4);
    if (hit.pressed) view.choose(array, slot);
    const Staleness stale = view.stale(array, slot);
    const std::string_view role = mark == TlbMark::used ? "hit" : mark == TlbMark::filled ? "miss" : entry_role(view, entry);
    list.AddRectFilled({at.x + px(28), min.y}, max, mixed(role, "surface", mark != TlbMark::none ? 0.2f : hit.hovered ? 0.16f : 0.09f), px(4));
    if (stale != Staleness::none) hatch({right - width * 0.42f, min.y}, max, mixed("fault", "surface", 0.5f));
    if (stale != Staleness::none || mark != TlbMark::none) list.AddRect({at.x + px(28), min.y}, max, stale != Staleness::none ? ink("fault") : mark_ink(mark), px(4), 0, px(1.5f));
    if (view.chosen(array, slot)) list.AddRect({at.x + px(28), min.y}, max, ink("accent"), px(4), 0, px(2.5f));
    draw_text_middle({at.x + px(4), middle}, dec(slot % shape.ways), cell_style, ink("ink-3"));
    float x = at.x + px(34);
    x += draw_owner(view, entry, {x, middle});
    const std::string text = entry_text(view, entry, width * 0.55f);
    x += draw_text_middle({x, middle}, text, mark != TlbMark::none ? cell_strong : cell_style, ink("ink")) + px(8);
    const std::string word = mark_text(view.context, view.state, array, slot);
    if (word.empty()) {
        const std::string tag = tr("tlb.tag", {dec(entry.asid.value)});
        if (x + text_size(tag, caption).x <= right - px(6)) draw_text_middle({right - px(6), middle}, tag, caption, ink("ink-3"), 1);
        return;
    }
    const std::string fitted = elided(word, {Face::bold, 12}, right - x - px(8));
    const float word_width = text_size(fitted, {Face::bold, 12}).x;
    if (stale != Staleness::none) list.AddRectFilled({right - px(9) - word_width, middle - px(8)}, {right - px(3), middle + px(8)}, ink("surface"), px(2));
    draw_text_middle({right - px(6), middle}, fitted, {Face::bold, 12}, stale != Staleness::none ? ink("fault") : mark_ink(mark), 1);
}

float draw_list(const TlbView& view, unsigned array, std::uint32_t first, ImVec2 at, float width) {
    const hw::TlbConfig& shape = view.state.config(array).shape;
    const unsigned rows = std::min(shape.ways - first % shape.ways, most_listed);
    const float end = at.y + px(head_line + 2) + px(list_pitch) * static_cast<float>(rows) + px(8);
    if (!view.paints()) return end;
    const std::string name = array_name(view.state, array), way = dec(first % shape.ways), last = dec(first % shape.ways + rows - 1);
    const std::string title = is_full(shape) ? tr(shape.ways > rows ? "tlb.list_part" : "tlb.list_full", {name, way, last, dec(shape.ways)})
                                             : tr("tlb.list_set", {name, dec(first / shape.ways), dec(shape.entries / shape.ways)});
    draw_text(at, elided(title, {Face::text, 13, true}, width), {Face::text, 13, true}, ink("accent"));
    for (unsigned i = 0; i < rows; ++i) draw_listed(view, array, first + i, {at.x, at.y + px(head_line + 2) + px(list_pitch) * static_cast<float>(i)}, width);
    return end;
}

}  // namespace

bool fits_tables(const TlbView& view) {
    if (view.state.tlb->arrays().size() > 2) return false;
    for (unsigned i = 0; i < view.state.tlb->arrays().size(); ++i) {
        const hw::TlbConfig& shape = view.state.config(i).shape;
        const bool full = is_full(shape);
        if (full ? shape.entries > 2 * most_rows : shape.entries / shape.ways > most_rows) return false;
        if (!full && px(set_column) + px(least_cell) * static_cast<float>(shape.ways) > view.width) return false;
    }
    return true;
}

float draw_tables(const TlbView& view, float y) {
    for (unsigned i = 0; i < view.state.tlb->arrays().size(); ++i)
        if (view.state.config(i).shape.entries > 0) y = draw_table(view, i, y);
    return y;
}

float draw_maps(const TlbView& view, float y) {
    for (unsigned level = 1; level <= 2; ++level) {
        unsigned columns = 0, arrays = 0;
        for (unsigned i = 0; i < view.state.tlb->arrays().size(); ++i)
            if (view.state.config(i).level == level && view.state.config(i).shape.entries > 0) columns += map_columns(view.state.config(i).shape), ++arrays;
        if (arrays == 0) continue;
        const float gap = px(16), share = (view.width - gap * static_cast<float>(arrays - 1)) / static_cast<float>(columns);
        float x = 0, lowest = 0;
        for (unsigned i = 0; i < view.state.tlb->arrays().size(); ++i) {
            if (view.state.config(i).level != level || view.state.config(i).shape.entries == 0) continue;
            const Map map = map_of(view, i, share);
            if (x > 0 && x + map.width > view.width + px(1)) {
                y += lowest;
                x = lowest = 0;
            }
            if (view.paints()) draw_map(view, map, {view.at.x + x, y});
            x += map.width + gap;
            lowest = std::max(lowest, px(card_head + card_foot) + map.map_height() + px(4));
        }
        y += lowest;
    }
    return y;
}

float draw_sets(const TlbView& view, float y) {
    std::vector<std::pair<unsigned, std::uint32_t>> lists;
    for (unsigned level = 1; level <= 2; ++level) {
        auto array = view.state.main_array(level);
        if (view.selection.tlb && view.selection.tlb->array < view.state.tlb->arrays().size() && view.state.config(view.selection.tlb->array).level == level) array = view.selection.tlb->array;
        if (!array) continue;
        if (const auto first = first_listed(view, *array)) lists.emplace_back(*array, *first);
    }
    if (lists.empty()) return y;
    const bool beside = lists.size() == 2 && view.width >= px(620);
    const float gap = px(18), width = beside ? (view.width - gap) / 2 : view.width;
    float lowest = y;
    for (std::size_t i = 0; i < lists.size(); ++i) {
        const ImVec2 at{view.at.x + (beside ? (width + gap) * static_cast<float>(i) : 0), beside ? y : lowest};
        lowest = std::max(lowest, draw_list(view, lists[i].first, lists[i].second, at, width));
    }
    return lowest;
}

}  // namespace ui
