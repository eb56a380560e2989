// The arrays of the TLB as tables, and one set as a list.
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

constexpr TextStyle cell_style{Face::mono, 12}, cell_strong{Face::mono, 12, true}, caption{Face::text, 12}, word_style{Face::bold, 12};
constexpr float set_column = 54, least_cell = 104, head_line = 18, list_pitch = 22;
constexpr unsigned most_rows = 16, most_listed = 16, listed_of_full = 4;  // of a set with very many ways some are listed

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

// How an entry looks, in a table as in a list.
struct EntryLook {
    const TlbView& view;
    unsigned array;
    std::uint32_t slot;
    const hw::TlbEntry& entry = view.state.array(array).slots()[slot];
    TlbMark mark = view.state.mark(array, slot);
    bool stale = view.stale(array, slot) != Staleness::none;

    bool marked() const { return mark != TlbMark::none; }
    std::string_view role() const {
        if (marked()) return mark == TlbMark::used ? "hit" : "miss";
        return entry.global ? "kernel" : entry.asid == view.state.tag ? "data" : "swap";
    }
    TextStyle text_style() const { return marked() ? cell_strong : cell_style; }
    // Of its border and its word, which only what is stale or marked has.
    ImU32 line() const { return ink(stale ? "fault" : role()); }
    std::string word() const { return stale ? tr("tlb.word_stale") : !marked() ? "" : tr(mark == TlbMark::used ? "tlb.mark_hit" : "tlb.word_filled"); }

    Hit area(ImVec2 min, ImVec2 max) const {
        const std::string id = "tlb-" + std::to_string(array) + "-" + std::to_string(slot);
        const Hit hit = hit_area(id.c_str(), min, {max.x - min.x, max.y - min.y}, 4);
        if (hit.pressed) view.choose(array, slot);
        point_out(stale ? "stale" : "entry", min, max);
        return hit;
    }
    // What is stale is hatched from an x on.
    void draw_ground(ImVec2 min, ImVec2 max, bool hovered, float hatched_from) const {
        ImDrawList& list = *ImGui::GetWindowDrawList();
        list.AddRectFilled(min, max, mixed(role(), "surface", marked() ? 0.2f : hovered ? 0.16f : 0.09f), px(4));
        if (stale) hatch({hatched_from, min.y}, max, mixed("fault", "surface", 0.5f), 6);
        if (stale || marked()) list.AddRect(min, max, line(), px(4), 0, px(stale ? 1.5f : 2));
        if (view.chosen(array, slot)) list.AddRect(min, max, ink("accent"), px(4), 0, px(2.5f));
    }
    // So that words on the hatch can be read.
    void draw_plate(float left, float right, float middle) const {
        if (stale) ImGui::GetWindowDrawList()->AddRectFilled({left - px(2), middle - px(8)}, {right + px(2), middle + px(8)}, ink("surface"), px(2));
    }
    void draw_word(const std::string& text, float right, float middle) const {
        draw_plate(right - px(6) - text_size(text, word_style).x, right - px(6), middle);
        draw_text_middle({right - px(6), middle}, text, word_style, line(), 1);
    }
};

// --- tables ---------------------------------------------------------------------------------------

void draw_cell(const TlbView& view, unsigned array, std::uint32_t slot, ImVec2 at, ImVec2 size) {
    const EntryLook look{view, array, slot};
    const ImVec2 end{at.x + size.x, at.y + size.y};
    if (!look.entry.valid) return ImGui::GetWindowDrawList()->AddRectFilled(at, end, mixed("sunken", "surface", 0.7f), px(4));
    const Hit hit = look.area(at, end);
    tooltip(hit, entry_tooltip(view, array, slot));
    look.draw_ground(at, end, hit.hovered, at.x);
    const float middle = (at.y + end.y) / 2, x = at.x + px(5) + draw_owner(view, look.entry, {at.x + px(5), middle});
    const std::string word = look.word();
    const float word_width = word.empty() ? 0 : text_size(word, word_style).x + px(8);
    const bool word_fits = end.x - x - word_width - px(4) >= text_size("…0000", cell_style).x;
    const std::string text = entry_text(view, look.entry, end.x - x - px(4) - (word_fits ? word_width : 0));
    look.draw_plate(x, x + text_size(text, cell_style).x, middle);
    draw_text_middle({x, middle}, text, look.text_style(), ink("ink"));
    if (!word.empty() && word_fits) look.draw_word(word, end.x, middle);
}

float draw_table(const TlbView& view, unsigned array, float y) {
    const hw::TlbConfig& shape = view.state.config(array).shape;
    const bool full = is_full(shape);
    const float left = full ? 0 : px(set_column);
    const unsigned columns = table_columns(shape, view.width), rows = table_rows(shape, view.width);
    const float cell = (view.width - left) / static_cast<float>(columns);
    if (!view.paints()) return y + px(head_line * 2 + 4) + px(view.pitch) * static_cast<float>(rows) + px(6);
    const std::string_view level = view.state.config(array).level == 1 ? "l1" : "l2";
    point_out(level, {view.at.x, y}, {view.at.x + view.width, y + px(head_line * 2) + px(view.pitch) * static_cast<float>(rows)});
    const float name = draw_text({view.at.x, y}, array_name(view.state, array), label_style, ink(is_highlighted(view.context, level) ? "accent" : "ink"));
    const std::string words = shape_text(shape, false) + " · " + tr("tlb.used", {dec(view.state.array(array).held())});
    draw_text({view.at.x + name + px(10), y}, elided(words, small_style, view.width - name - px(10)), small_style, ink("ink-2"));
    y += px(head_line + 2);
    if (!full)
        for (unsigned way = 0; way < columns; ++way)
            draw_text({view.at.x + left + cell * static_cast<float>(way) + px(4), y}, tr("tlb.way", {dec(way)}), caption, ink("ink-3"));
    else draw_text({view.at.x, y}, elided(tr("tlb.all_compared"), caption, view.width), caption, ink("ink-3"));
    y += px(head_line);
    const auto lit_set = is_hidden(view.context, "set") ? std::nullopt : view.state.set(array);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    for (unsigned row = 0; row < rows; ++row, y += px(view.pitch)) {
        const bool here = !full && lit_set == row;
        const float middle = y + (px(view.pitch) - px(2)) / 2;
        if (here) {
            point_out("set", {view.at.x, y}, {view.at.x + view.width, y + px(view.pitch)});
            list.AddRectFilled({view.at.x, y}, {view.at.x + view.width, y + px(view.pitch) - px(2)}, mixed("accent", "surface", 0.22f), px(5));
            list.AddRect({view.at.x, y}, {view.at.x + view.width, y + px(view.pitch) - px(1)}, ink("accent"), px(5), 0, px(1.5f));
            list.AddTriangleFilled({view.at.x + px(3), middle - px(5)}, {view.at.x + px(9), middle}, {view.at.x + px(3), middle + px(5)}, ink("accent"));
        }
        if (!full) draw_text_middle({view.at.x + px(13), middle}, dec(row), here ? cell_strong : cell_style, ink(here || is_highlighted(view.context, "set") ? "accent" : "ink-3"));
        for (unsigned column = 0; column < columns; ++column) {
            const std::uint32_t slot = row * columns + column;
            if (slot >= shape.entries) break;
            draw_cell(view, array, slot, {view.at.x + left + cell * static_cast<float>(column) + px(1), y + px(1)}, {cell - px(3), px(view.pitch) - px(3)});
        }
    }
    return y + px(6);
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
    const unsigned shown = is_full(shape) && shape.ways > most_rows ? listed_of_full : most_listed;
    return set * shape.ways + (shape.ways > shown ? way / shown * shown : 0);
}

void draw_empty(ImVec2 at, float width, const std::string& way, const std::string& text) {
    const float middle = at.y + px(list_pitch) / 2;
    ImGui::GetWindowDrawList()->AddRectFilled({at.x + px(28), at.y + px(1)}, {at.x + width, at.y + px(list_pitch) - px(1)}, mixed("sunken", "surface", 0.7f), px(4));
    draw_text_middle({at.x + px(4), middle}, way, cell_style, ink("ink-3"));
    draw_text_middle({at.x + px(36), middle}, text, caption, ink("ink-3"));
}

void draw_listed(const TlbView& view, unsigned array, std::uint32_t slot, ImVec2 at, float width) {
    const EntryLook look{view, array, slot};
    const std::string way = dec(slot % view.state.config(array).shape.ways);
    if (!look.entry.valid) return draw_empty(at, width, way, tr("tlb.empty"));
    const float middle = at.y + px(list_pitch) / 2, right = at.x + width;
    const ImVec2 min{at.x, at.y + px(1)}, max{right, at.y + px(list_pitch) - px(1)};
    const Hit hit = look.area(min, max);
    look.draw_ground({at.x + px(28), min.y}, max, hit.hovered, right - width * 0.42f);
    draw_text_middle({at.x + px(4), middle}, way, cell_style, ink("ink-3"));
    float x = at.x + px(34);
    x += draw_owner(view, look.entry, {x, middle});
    x += draw_text_middle({x, middle}, entry_text(view, look.entry, width * 0.55f), look.text_style(), ink("ink")) + px(8);
    const std::string word = mark_text(view.context, view.state, array, slot);
    if (word.empty()) {
        const std::string tag = tr("tlb.tag", {dec(look.entry.asid.value)});
        if (x + text_size(tag, caption).x <= right - px(6)) draw_text_middle({right - px(6), middle}, tag, caption, ink("ink-3"), 1);
        return;
    }
    // What does not fit is told above the picture.
    const float room = right - x - px(8);
    look.draw_word(elided(text_size(word, word_style).x <= room ? word : look.word(), word_style, room), right, middle);
}

// Ways from `first` on; the last ones in one row where they are empty.
struct Listed {
    unsigned rows = 0, empty = 0;
};
Listed listed(const TlbView& view, unsigned array, std::uint32_t first) {
    const hw::TlbConfig& shape = view.state.config(array).shape;
    const auto& slots = view.state.array(array).slots();
    Listed list{std::min(shape.ways - first % shape.ways, is_full(shape) && shape.ways > most_rows ? listed_of_full : most_listed), 0};
    while (list.rows > 0 && !slots[first + list.rows - 1].valid) --list.rows, ++list.empty;
    return list;
}

float draw_list(const TlbView& view, unsigned array, std::uint32_t first, ImVec2 at, float width) {
    const hw::TlbConfig& shape = view.state.config(array).shape;
    const Listed list = listed(view, array, first);
    const float end = at.y + px(head_line + 2) + px(list_pitch) * static_cast<float>(list.rows + (list.empty > 0)) + px(4);
    if (!view.paints()) return end;
    const std::string name = array_name(view.state, array), way = dec(first % shape.ways), last = dec(first % shape.ways + list.rows + list.empty - 1);
    const std::string title = is_full(shape) ? tr(shape.ways > list.rows + list.empty ? "tlb.list_part" : "tlb.list_full", {name, way, last, dec(shape.ways)})
                                             : tr("tlb.list_set", {name, dec(first / shape.ways), dec(shape.entries / shape.ways)});
    draw_text(at, elided(title, {Face::text, 13, true}, width), {Face::text, 13, true}, ink("accent"));
    float y = at.y + px(head_line + 2);
    for (unsigned i = 0; i < list.rows; ++i, y += px(list_pitch)) draw_listed(view, array, first + i, {at.x, y}, width);
    if (list.empty == 0) return end;
    draw_empty({at.x, y}, width, dec(first % shape.ways + list.rows), list.empty == 1 ? tr("tlb.empty") : tr("tlb.empty_ways", {dec(list.empty)}));
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
