#include "ui/panels/cores_picture.h"

#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/process_fill.h"

namespace ui {

using base::dec;
using base::hex;
using lessons::tr;

namespace {

constexpr float wide_from = 520, wide_gutter = 172, slim_gutter = 132, narrow_gutter = 104;
constexpr float least_column = 66, most_column = 190, column_gap = 6, narrow_gap = 8;
constexpr float head_line = 19, head_pad = 6, button_height = 40, row_pitch = 40, title_height = 28, pager_height = 44;
constexpr float chip_height = 32;
constexpr std::size_t most_columns = 8;

// The end of a long number tells pages apart.
std::string tail_of(const std::string& text, TextStyle style, float room) {
    if (text_size(text, style).x <= room) return text;
    for (std::size_t from = 1; from < text.size(); ++from)
        if (const std::string tail = "…" + text.substr(from); text_size(tail, style).x <= room) return tail;
    return "…";
}

// In units: who runs, then root register and tag where there is room to tell.
float head_height(const CoresGrid& grid) { return head_line * (grid.compact ? 2 : 4) + head_pad * 2; }

}  // namespace

bool CoresGrid::roomy() const { return column >= px(128); }

CoresGrid cores_grid(const PanelContext& context, const CoresState& state, const Selection& selection, float left, float width, bool low) {
    CoresGrid grid;
    grid.left = left;
    grid.width = width;
    grid.total = state.cores.size();
    const bool wide = width >= px(wide_from);
    grid.compact = low && !wide && context.show.view != "tlbs";
    grid.apart = px(wide ? column_gap : narrow_gap);
    grid.gutter = px(!wide ? narrow_gutter : grid.total > 5 ? slim_gutter : wide_gutter);
    const float room = width - grid.gutter + grid.apart;
    const auto fit = static_cast<std::size_t>(std::max(1.0f, room / (px(least_column) + grid.apart)));
    grid.count = std::min({grid.total, fit, wide ? most_columns : std::size_t{3}});
    grid.column = std::min(room / static_cast<float>(std::max<std::size_t>(grid.count, 1)) - grid.apart, px(most_column));
    grid.first = std::min<std::size_t>(selection.cores_first, grid.total - grid.count);
    grid.rows = std::min<std::size_t>(state.rows.size(), grid.compact ? 2 : context.tabs ? 3 : context.show.view == "tlbs" ? 8 : 5);
    return grid;
}

// --- heads ----------------------------------------------------------------------------------------

namespace {

bool in_mask(const CoresView& view, unsigned core) {
    return view.state.process != base::no_process && (view.machine.kernel.processes[view.state.process].tlb.cores >> core & 1) != 0;
}

void draw_runs(const CoresView& view, const CoreColumn& column, ImVec2 middle, float room) {
    const std::string text = runs_text(view.machine, column);
    if (column.process == base::no_process || column.idle) {
        draw_text_middle(middle, elided(text, small_style, room), small_style, ink("ink-3"), 0.5f);
        return;
    }
    const float badge = px(15), width = std::min(text_size(text, label_style).x, room - badge - px(6));
    const float x = middle.x - (badge + px(6) + width) / 2;
    const ImVec2 min{x, middle.y - badge / 2};
    fill_rect(min, {min.x + badge, min.y + badge}, process_fill(column.process), px(3));
    draw_text_middle({x + badge + px(6), middle.y}, elided(text, label_style, width + px(1)), label_style, ink("ink"));
}

// What runs on the core. A click lets the next thing run there, or picks the core.
void draw_head(const CoresView& view, const CoreColumn& column, float y) {
    const CoresGrid& grid = view.grid;
    const ImVec2 at{grid.x(column.core), y}, end{at.x + grid.column, y + px(head_height(grid))};
    const std::string next = next_on_core(view.machine, view.state, column.core);
    const bool picks = view.context.pending_pick == "core";
    const Hit hit = hit_area(("core" + dec(column.core)).c_str(), at, {grid.column, end.y - y}, 8);
    if (hit.pressed && picks) view.requests.push_back({PanelRequest::Kind::pick, hex(column.core), false});
    else if (hit.pressed && !next.empty()) view.command(next);
    tooltip(hit, picks ? tr("cores.pick", {dec(column.core)}) : next.empty() ? std::string() : tr("cores.next", {next}));
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const bool lit = is_highlighted(view.context, "core") || (is_highlighted(view.context, "mask") && in_mask(view, column.core));
    list.AddRectFilled(at, end, ink(column.idle || column.process == base::no_process ? "sunken" : "surface"), px(8));
    if (column.idle && column.process != base::no_process) dashed_rect(at, end, ink("edge"));
    else list.AddRect(at, end, ink(lit ? "accent" : hit.hovered || picks ? "edge" : "line"), px(8), 0, px(lit ? 2.5f : 1));
    point_out("core", at, end);
    if (in_mask(view, column.core)) point_out("mask", at, end);
    const float middle = grid.middle(column.core), room = grid.column - px(8);
    float line = y + px(head_pad + head_line / 2);
    draw_text_middle({middle, line}, elided(tr("cores.core", {dec(column.core)}), title_style, room), title_style, ink("ink"), 0.5f);
    draw_runs(view, column, {middle, line += px(head_line)}, room);
    if (column.process == base::no_process || grid.compact) return;
    const bool root_lit = is_highlighted(view.context, "root"), tag_lit = is_highlighted(view.context, "tag");
    const TextStyle strong{Face::mono, 12, true};
    point_out("root", {at.x + px(3), line + px(head_line * 0.5f)}, {end.x - px(3), line + px(head_line * 1.5f)});
    point_out("tag", {at.x + px(3), line + px(head_line * 1.5f)}, {end.x - px(3), line + px(head_line * 2.5f)});
    draw_text_middle({middle, line += px(head_line)}, elided(hex(column.root.value), mono_small, room), root_lit ? strong : mono_small, ink(root_lit ? "accent" : "ink-2"), 0.5f);
    draw_text_middle({middle, line += px(head_line)}, column.tag ? dec(*column.tag) : tr("cores.no_tag"), tag_lit ? strong : mono_small, ink(tag_lit ? "accent" : "ink-2"), 0.5f);
}

void draw_head_names(const CoresView& view, float y) {
    if (view.grid.compact && view.grid.scrolls()) return;  // the pager is there
    const hw::PagingFormat& format = view.machine.hw.format;
    float line = y + px(head_pad + head_line * 1.5f);
    const float room = view.grid.gutter - px(10);
    std::vector<std::string> names{tr("cores.runs")};
    if (!view.grid.compact) names.insert(names.end(), {root_register(format), tag_name(format)});
    for (const std::string& text : names) {
        draw_text_middle({view.grid.left, line}, elided(text, small_style, room), small_style, ink("ink-3"));
        line += px(head_line);
    }
}

// --- accesses -------------------------------------------------------------------------------------

void draw_buttons(const CoresView& view, const CoreColumn& column, float y) {
    const CoresGrid& grid = view.grid;
    const float width = grid.roomy() ? (grid.column - px(6)) / 2 : grid.column;
    float x = grid.x(column.core);
    for (const char* verb : {"read", "write"}) {
        if (verb[0] == 'w' && !grid.roomy()) break;
        const std::string line = core_access(view.context, view.state, column.core, verb), label = tr("address." + std::string(verb));
        if (button_at((verb + dec(column.core)).c_str(), {x, y}, {width, px(button_height)}, label, Icon::none, ButtonKind::plain, !line.empty())) view.command(line);
        x += width + px(6);
    }
}

// --- TLBs -----------------------------------------------------------------------------------------

void draw_row_name(const CoresView& view, const PageRow& row, bool subject, float y) {
    const CoresGrid& grid = view.grid;
    const float badge = px(15), room = grid.gutter - badge - px(16), middle = y + px(chip_height / 2);
    const ImVec2 min{grid.left, middle - px(9) - badge / 2};
    const bool global = row.process == base::no_process;
    fill_rect(min, {min.x + badge, min.y + badge}, global ? shared_fill : process_fill(row.process), px(3));
    if (!global) text_on({min.x + badge / 2, min.y + badge / 2}, process_letter(view.machine.kernel.processes[row.process]), process_fill(row.process), 12);
    const std::string page = hex(view.machine.hw.format.vpn(row.va).value);
    const TextStyle style = subject ? label_style : mono_small;
    draw_text_middle({min.x + badge + px(6), middle - px(9)}, tail_of(page, style, room), style, ink("ink"));
    const std::string full = row.tables.held ? tr("cores.table_says", {copy_text(row.tables)}) : tr("cores.table_empty");
    draw_text_middle({grid.left, middle + px(9)}, elided(full, {Face::text, 12}, grid.gutter - px(10)), {Face::text, 12}, ink("ink-2"));
}

void draw_copy(const CoresView& view, const PageRow& row, unsigned core, float y) {
    const PageCopy& copy = row.copies[core];
    const CoresGrid& grid = view.grid;
    const ImVec2 min{grid.x(core), y}, max{min.x + grid.column, y + px(chip_height)};
    const float middle = (min.y + max.y) / 2, centre = grid.middle(core), room = grid.column - px(8);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (!copy.held) {
        list.AddRect(min, max, ink("line"), px(6), 0, px(1));
        draw_text_middle({centre, middle}, tr("cores.no_copy"), {Face::text, 12}, ink("ink-3"), 0.5f);
        return;
    }
    const std::string text = copy_text(copy);
    point_out("tlb", min, max);
    if (copy.stale) point_out("stale", min, max);
    const bool lit = is_highlighted(view.context, copy.stale ? "stale" : "tlb");
    if (copy.stale) {
        const Fill stale{"fault", Hatch::rising};
        fill_rect(min, max, stale, px(6));
        if (lit) list.AddRect(min, max, ink("fault"), px(6), 0, px(3));
        if (grid.roomy()) return text_on({centre, middle}, elided(text + " · " + tr("cores.stale"), {Face::mono, 12, true}, room), stale, 12);
        text_on({centre, middle - px(8)}, elided(text, {Face::mono, 12, true}, room), stale, 12);
        return text_on({centre, middle + px(7)}, tr("cores.stale"), stale, 12);
    }
    const std::string_view role = row.process == base::no_process ? shared_fill.role : process_fill(row.process).role;
    list.AddRectFilled(min, max, mixed(role, "surface", 0.14f), px(6));
    list.AddRect(min, max, lit ? ink("accent") : mixed(role, "surface", 0.7f), px(6), 0, px(lit ? 2.5f : 1));
    const bool shows_tag = copy.tagged && grid.column >= px(110);
    draw_text_middle({shows_tag ? centre - px(10) : centre, middle}, elided(text, mono_small, room), mono_small, ink("ink"), 0.5f);
    if (shows_tag) draw_text_middle({max.x - px(6), middle}, tr("cores.tag_mark", {dec(copy.tag)}), mono_small, ink(is_highlighted(view.context, "tag") ? "accent" : "ink-3"), 1);
}

float draw_tlbs(const CoresView& view, float y) {
    const CoresGrid& grid = view.grid;
    const bool lit = is_highlighted(view.context, "tlb");
    draw_text_middle({grid.left, y + px(title_height / 2)}, tr("cores.page"), {Face::text, 12}, ink("ink-3"));
    const std::string title = tr(view.state.tlb_off ? "cores.tlb_off" : grid.roomy() || grid.count > 2 ? "cores.tlbs" : "cores.tlbs_short");
    draw_text_middle({grid.left + grid.gutter, y + px(title_height / 2)}, elided(title, {Face::text, 12, lit}, grid.width - grid.gutter), {Face::text, 12, lit}, ink(lit ? "accent" : "ink-3"));
    y += px(title_height);
    for (std::size_t i = 0; i < grid.rows; ++i) {
        const PageRow& row = view.state.rows[i];
        draw_row_name(view, row, i == 0 && view.state.has_subject, y);
        for (std::size_t c = 0; c < grid.count; ++c) draw_copy(view, row, static_cast<unsigned>(grid.first + c), y);
        y += px(row_pitch);
    }
    const std::uint64_t more = view.state.rows.size() - grid.rows + view.state.more_rows;
    if (more == 0) return y;
    draw_text_middle({grid.left, y + px(9)}, tr("cores.more", {base::grouped(more)}), {Face::text, 12}, ink("ink-3"));
    return y + px(18);
}

// Where not all cores fit: which are shown, and on to the next.
float draw_pager(const CoresView& view, float y) {
    const CoresGrid& grid = view.grid;
    if (!grid.scrolls()) return y;
    const float size = px(40), end = grid.compact ? grid.left + size * 2 + px(6) : grid.right();
    unsigned& first = view.selection.cores_first;
    const auto step = static_cast<unsigned>(grid.count);
    if (button_at("cores-back", {end - size * 2 - px(6), y}, {size, size}, tr("cores.back"), Icon::back, ButtonKind::plain, grid.first > 0))
        first = static_cast<unsigned>(grid.first) < step ? 0 : static_cast<unsigned>(grid.first) - step;
    if (button_at("cores-on", {end - size, y}, {size, size}, tr("cores.on"), Icon::forward, ButtonKind::plain, grid.first + grid.count < grid.total))
        first = static_cast<unsigned>(grid.first) + step;
    if (grid.compact) return y;
    const std::string text = tr("cores.some", {dec(grid.first), dec(grid.first + grid.count - 1), dec(grid.total)});
    draw_text_middle({grid.left, y + size / 2}, elided(text, small_style, grid.width - size * 2 - px(16)), small_style, ink("ink-2"));
    return y + px(pager_height);
}

}  // namespace

float draw_cores(const CoresView& view, float y) {
    const CoresGrid& grid = view.grid;
    y = draw_pager(view, y);
    draw_head_names(view, y);
    for (std::size_t c = 0; c < grid.count; ++c) draw_head(view, view.state.cores[grid.first + c], y);
    y += px(head_height(grid) + 6);
    for (std::size_t c = 0; c < grid.count; ++c) draw_buttons(view, view.state.cores[grid.first + c], y);
    if (view.state.subject.va) {
        const std::string text = tr("cores.access", {subject_text(view.state.subject)});
        draw_text_middle({grid.left, y + px(button_height / 2)}, elided(text, small_style, grid.gutter - px(10)), small_style, ink("ink-3"));
    }
    y += px(button_height + 4);
    return draw_tlbs(view, y);
}

float cores_height(const CoresState& state, const CoresGrid& grid) {
    const bool more = state.rows.size() > grid.rows || state.more_rows > 0;
    return (grid.scrolls() && !grid.compact ? pager_height : 0) + head_height(grid) + 6 + button_height + 4 + title_height + static_cast<float>(grid.rows) * row_pitch + (more ? 18 : 0);
}

}  // namespace ui
