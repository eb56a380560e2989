// The arrays of the TLB as maps: a column a set, a row a way.
#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/tlb_picture.h"

namespace ui {

using base::dec;
using lessons::tr;

namespace {

constexpr TextStyle caption{Face::text, 12};
constexpr float card_head = 34, card_foot = 6;
constexpr unsigned most_rows = 16;

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
    return dec(view.state.array(array).held()) + "/" + shape_text(view.state.config(array).shape, true);
}

constexpr float card_gap = 16, widest_cell = 12, alone_cell = 36;

bool is_alone(const TlbView& view) { return view.state.tlb->arrays().size() <= 2; }

// `cell`: the width of a cell, where the room allows it.
Map map_of(const TlbView& view, unsigned array, float cell) {
    const hw::TlbConfig& shape = view.state.config(array).shape;
    const unsigned rows = map_rows(shape);
    Map map{array, map_columns(shape), rows, px(cell), px(rows > 8 ? 6 : rows > 4 || !is_alone(view) ? 7 : 14), 0, is_full(shape)};
    if (map.map_width() > view.width) map.cell_width = view.width / static_cast<float>(map.columns);
    // Sets that would be thinner than they can be seen share a column.
    if (map.cell_width < px(2)) {
        map.columns = static_cast<unsigned>(view.width / px(2));
        map.cell_width = view.width / static_cast<float>(map.columns);
    }
    map.width = std::min(std::max({map.map_width(), text_size(card_text(view, array), caption).x, text_size(array_name(view.state, array), label_style).x}), view.width);
    return map;
}

// The arrays of a level with cells as wide as lets them stand side by side; else with narrow ones, on several lines.
std::vector<Map> maps_of(const TlbView& view, unsigned level) {
    const float least = level == 1 ? 5 : 2;
    std::vector<Map> maps;
    for (float cell = is_alone(view) ? alone_cell : widest_cell; cell >= least; cell -= cell > 6 ? 1.0f : 0.25f) {
        maps.clear();
        float width = -px(card_gap);
        for (unsigned i = 0; i < view.state.tlb->arrays().size(); ++i) {
            if (view.state.config(i).level != level || view.state.config(i).shape.entries == 0) continue;
            maps.push_back(map_of(view, i, cell));
            width += std::max(maps.back().width, px(cell) * static_cast<float>(map_columns(view.state.config(i).shape))) + px(card_gap);
        }
        if (width <= view.width) break;
    }
    return maps;
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
    point_out(view.state.config(map.array).level == 1 ? "l1" : "l2", {at.x - px(2), at.y - px(2)}, {at.x + map.width, grid.y + map.map_height() + px(2)});
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
    if (!set || map.full) return;  // the list below tells its number
    const float x = grid.x + map.cell_width * static_cast<float>(std::size_t{*set} * map.columns / view.state.array(map.array).sets());
    point_out("set", {x - px(3), grid.y - px(3)}, {x + map.cell_width + px(3), below + px(2)});
    list.AddRect({x - px(2), grid.y - px(2)}, {x + map.cell_width - gap + px(2), below + px(1)}, ink("accent"), px(2), 0, px(2));
}

}  // namespace

float draw_maps(const TlbView& view, float y) {
    for (unsigned level = 1; level <= 2; ++level) {
        float x = 0, lowest = 0;
        for (const Map& map : maps_of(view, level)) {
            if (x > 0 && x + map.width > view.width + px(1)) {
                y += lowest;
                x = lowest = 0;
            }
            if (view.paints()) draw_map(view, map, {view.at.x + x, y});
            x += map.width + px(card_gap);
            lowest = std::max(lowest, px(card_head + card_foot) + map.map_height() + px(4));
        }
        y += lowest;
    }
    return y;
}

}  // namespace ui
