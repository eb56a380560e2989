#include "ui/panels/ram_glance.h"

#include <algorithm>
#include <cmath>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/ram_kinds.h"
#include "ui/pixel_map.h"
#include "ui/remembered.h"
#include "ui/walk_state.h"
#include "ui/widgets.h"

namespace ui {
namespace {

using base::EventKind;
using base::hex;
using base::Pfn;
using lessons::tr;

constexpr float top_bar = 40, legend_line = 20, swatch = 12, most_cell = 44, letters_from = 18, gutter_from = 460;
constexpr unsigned most_cell_bits = 40;

bool picking(const PanelContext& context) { return context.pending_pick == "frame"; }

// --- the frame that was just used ---------------------------------------------------------------

struct Moved {
    Pfn pfn{};
    const char* label = nullptr;
};

// The last frame that an event up to the timeline's position has to do with.
std::optional<Moved> last_moved(const script::Timeline& timeline) {
    constexpr std::uint64_t look_back = 64;
    const unsigned page_bits = timeline.machine().hw.format.page_bits;
    for (std::uint64_t i = timeline.position(); i-- > 0 && timeline.position() - i <= look_back;) {
        const base::Event& event = timeline.event(i);
        const Pfn pfn{event.pa.value >> page_bits};
        switch (event.kind) {
            case EventKind::access_done: return Moved{pfn, "ram.moved_used"};
            case EventKind::frame_allocated:
            case EventKind::frame_zeroed: return Moved{pfn, "ram.moved_taken"};
            case EventKind::frame_freed: return Moved{pfn, "ram.moved_freed"};
            case EventKind::page_reclaimed: return Moved{pfn, "ram.moved_reclaimed"};
            case EventKind::frame_copied: return Moved{pfn, "ram.moved_copied"};
            case EventKind::access_start: return std::nullopt;
            default: break;
        }
    }
    return std::nullopt;
}

// --- how the cells lie ----------------------------------------------------------------------------

struct Grid {
    ImVec2 at{};           ///< corner of the first cell, on a texel
    float cell = 0;        ///< side, in ImGui units
    int texels = 0;        ///< the same in texels
    int columns = 1, rows = 1;
    unsigned cell_bits = 0;  ///< a cell stands for 2^cell_bits frames
    float gutter = 0;

    ImVec2 corner(std::uint64_t i) const {
        const auto columns64 = static_cast<std::uint64_t>(columns);
        return {at.x + static_cast<float>(i % columns64) * cell, at.y + static_cast<float>(i / columns64) * cell};
    }
    ImVec2 size() const { return {static_cast<float>(columns) * cell, static_cast<float>(rows) * cell}; }
};

// Rows of a round number of frames, so that their numbers can be read.
int rounded_columns(int columns) { return columns >= 32 ? columns / 16 * 16 : columns >= 16 ? 16 : columns >= 8 ? 8 : columns; }

Grid grid_for(std::uint64_t frames, ImVec2 at, ImVec2 room) {
    Grid grid;
    const float density = texels_per_unit();
    grid.gutter = room.x >= px(gutter_from) ? text_size(hex(frames - 1), mono_small).x + px(12) : 0;
    const int width = static_cast<int>((room.x - grid.gutter) * density), height = static_cast<int>(room.y * density);
    for (; grid.cell_bits < most_cell_bits; ++grid.cell_bits) {
        const std::uint64_t cells = (frames + (std::uint64_t{1} << grid.cell_bits) - 1) >> grid.cell_bits;
        for (int side = static_cast<int>(px(most_cell) * density); side >= 2; --side) {
            if (static_cast<std::uint64_t>(width / side) * static_cast<std::uint64_t>(height / side) < cells) continue;
            grid.columns = rounded_columns(std::max(1, static_cast<int>(std::min<std::uint64_t>(static_cast<std::uint64_t>(width / side), cells))));
            const std::uint64_t rows = (cells + static_cast<std::uint64_t>(grid.columns) - 1) / static_cast<std::uint64_t>(grid.columns);
            if (rows * static_cast<std::uint64_t>(side) > static_cast<std::uint64_t>(std::max(height, 2))) continue;
            grid.rows = static_cast<int>(rows);
            grid.texels = side;
            grid.cell = static_cast<float>(side) / density;
            grid.at = {std::round((at.x + grid.gutter) * density) / density, std::round(at.y * density) / density};
            return grid;
        }
    }
    return grid;
}

// --- painting -------------------------------------------------------------------------------------

// Cells too small for letters: a texture.
void paint_cells(const RamKinds& kinds, const Grid& grid, Texels texels) {
    const int side = grid.texels, gap = side >= 5 ? 1 : 0;
    std::array<std::pair<ImU32, ImU32>, 256> inks{};  // of each kind: what its hatch paints, and what it leaves
    for (std::size_t kind = 0; kind < inks.size(); ++kind) {
        const Fill fill = kind_fill(static_cast<FrameKind>(kind));
        const bool free = kind == frame_kind::free;
        inks[kind] = {ink(fill.role), free ? mixed("line", "surface", 0.55f) : mixed(fill.role, "surface", 0.22f)};
    }
    for (std::size_t i = 0; i < kinds.cells.size(); ++i) {
        const FrameKind kind = kinds.cells[i];
        const Hatch hatch = kind_fill(kind).hatch;
        const int left = static_cast<int>(i) % grid.columns * side, top = static_cast<int>(i) / grid.columns * side;
        for (int y = top; y < top + side - gap; ++y)
            for (int x = left; x < left + side - gap; ++x)
                texels.at(x, y) = hatch_paints(hatch, hatch == Hatch::ring ? x - left : x, hatch == Hatch::ring ? y - top : y, side) ? inks[kind].first : inks[kind].second;
    }
}

// All that the texture depends on beside the cells.
void add_signature(std::vector<std::uint8_t>& out, const Grid& grid) {
    for (const int value : {grid.columns, grid.texels, static_cast<int>(grid.cell_bits), static_cast<int>(look().scheme.dark) + 2 * static_cast<int>(look().scheme.high_contrast)})
        for (unsigned byte = 0; byte < 4; ++byte) out.push_back(static_cast<std::uint8_t>(value >> 8 * byte));
}

void draw_small_cells(const RamKinds& kinds, const Grid& grid) {
    static PixelMap map;                         // view state, as ImGui's own
    static std::vector<std::uint8_t> signature;  // keeps its memory from frame to frame
    signature.assign(kinds.cells.begin(), kinds.cells.end());
    add_signature(signature, grid);
    map.draw(grid.at, grid.size(), grid.columns * grid.texels, grid.rows * grid.texels, signature,
             [&](Texels texels) { paint_cells(kinds, grid, texels); });
}

void draw_large_cells(const sim::Machine& machine, const RamKinds& kinds, const Grid& grid) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    for (std::size_t i = 0; i < kinds.cells.size(); ++i) {
        const ImVec2 min = grid.corner(i), max{min.x + grid.cell - px(2), min.y + grid.cell - px(2)};
        const FrameKind kind = kinds.cells[i];
        if (kind == frame_kind::free) {
            list.AddRect(min, max, ink("line"), px(3), 0, px(1));
            continue;
        }
        fill_rect(min, max, kind_fill(kind), px(3));
        text_on({(min.x + max.x) / 2, (min.y + max.y) / 2}, kind_letter(machine, kind), kind_fill(kind), 12);
    }
}

// A ring that is seen round the smallest cell.
void ring(const Grid& grid, Pfn pfn, std::string_view role) {
    const ImVec2 corner = grid.corner(pfn.value >> grid.cell_bits);
    const float out = std::max(px(2), (px(9) - grid.cell) / 2), side = grid.cell;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRect({corner.x - out, corner.y - out}, {corner.x + side + out, corner.y + side + out}, ink("surface"), px(3), 0, px(4));
    list.AddRect({corner.x - out, corner.y - out}, {corner.x + side + out, corner.y + side + out}, ink(role), px(3), 0, px(2));
}

void draw_moved(const Grid& grid, const Moved& moved) {
    ring(grid, moved.pfn, "accent");
    const ImVec2 corner = grid.corner(moved.pfn.value >> grid.cell_bits);
    const std::string text = tr(moved.label);
    const TextStyle style{Face::bold, 12};
    const float width = text_size(text, style).x, out = px(7);
    const bool right = corner.x + grid.cell + out + width + px(6) < grid.at.x + grid.size().x;
    const float x = right ? corner.x + grid.cell + out : corner.x - out - width, middle = corner.y + grid.cell / 2;
    ImGui::GetWindowDrawList()->AddRectFilled({x - px(4), middle - px(9)}, {x + width + px(4), middle + px(9)}, ink("surface"), px(4));
    draw_text_middle({x, middle}, text, style, ink("accent"));
}

// Numbers of the rows' first frames, as many as fit.
void draw_gutter(const Grid& grid) {
    const int every = std::max(1, static_cast<int>(std::ceil(px(20) / grid.cell)));
    for (int row = 0; row < grid.rows; row += every) {
        const std::uint64_t first = static_cast<std::uint64_t>(row) * static_cast<std::uint64_t>(grid.columns) << grid.cell_bits;
        const float middle = grid.at.y + (static_cast<float>(row) + 0.5f) * grid.cell;
        draw_text_middle({grid.at.x - px(10), std::max(middle, grid.at.y + px(6))}, hex(first), mono_small, ink("ink-3"), 1);
    }
}

// --- legend ---------------------------------------------------------------------------------------

std::vector<FrameKind> kinds_in_use(const RamKinds& kinds) {
    std::vector<FrameKind> used;
    for (unsigned kind = frame_kind::first_process; kind < 256; ++kind)
        if (kinds.frames[kind]) used.push_back(static_cast<FrameKind>(kind));
    for (const FrameKind kind : {frame_kind::shared, frame_kind::page_cache, frame_kind::zero_page, frame_kind::table, frame_kind::reserved, frame_kind::free})
        if (kinds.frames[kind]) used.push_back(kind);
    return used;
}

void draw_swatch(const sim::Machine& machine, FrameKind kind, ImVec2 at) {
    const ImVec2 max{at.x + px(swatch), at.y + px(swatch)};
    if (kind == frame_kind::free) return ImGui::GetWindowDrawList()->AddRect(at, max, ink("edge"), px(2), 0, px(1));
    fill_rect(at, max, kind_fill(kind), px(2));
    (void)machine;
}

// Draws the legend, or only measures it; its height.
float legend(const sim::Machine& machine, const RamKinds& kinds, ImVec2 at, float width, bool draws) {
    float x = at.x, y = at.y;
    for (const FrameKind kind : kinds_in_use(kinds)) {
        const std::string text = tr("ram.legend", {kind_text(machine, kind), base::grouped(kinds.frames[kind])});
        const float item = px(swatch + 6) + text_size(text, small_style).x + px(16);
        if (x > at.x && x + item - px(16) > at.x + width) {
            x = at.x;
            y += px(legend_line);
        }
        if (draws) {
            draw_swatch(machine, kind, {x, y + px(legend_line - swatch) / 2});
            draw_text_middle({x + px(swatch + 6), y + px(legend_line) / 2}, elided(text, small_style, width - px(swatch + 6)), small_style, ink("ink-2"));
        }
        x += item;
    }
    return y + px(legend_line) - at.y;
}

// --- the reader's hand ----------------------------------------------------------------------------

Pfn frame_at(const Grid& grid, ImVec2 point, std::uint64_t frames) {
    const int column = std::clamp(static_cast<int>((point.x - grid.at.x) / grid.cell), 0, grid.columns - 1);
    const int row = std::clamp(static_cast<int>((point.y - grid.at.y) / grid.cell), 0, grid.rows - 1);
    const std::uint64_t cell = static_cast<std::uint64_t>(row) * static_cast<std::uint64_t>(grid.columns) + static_cast<std::uint64_t>(column);
    return {std::min(cell << grid.cell_bits, frames - 1)};
}

// Arrow keys move from cell to cell; at the upper and lower edge they leave the cells.
void move_by_keys(const Hit& hit, const Grid& grid, std::uint64_t frames, Pfn from, Selection& selection) {
    const std::uint64_t cell = from.value >> grid.cell_bits, last = (frames - 1) >> grid.cell_bits, columns = static_cast<std::uint64_t>(grid.columns);
    std::uint64_t to = cell;
    if (takes_key(hit, ImGuiKey_LeftArrow)) to = cell == 0 ? 0 : cell - 1;
    if (takes_key(hit, ImGuiKey_RightArrow)) to = std::min(cell + 1, last);
    if (takes_key(hit, ImGuiKey_Home)) to = 0;
    if (takes_key(hit, ImGuiKey_End)) to = last;
    if (cell >= columns && takes_key(hit, ImGuiKey_UpArrow)) to = cell - columns;
    if (cell + columns <= last && takes_key(hit, ImGuiKey_DownArrow)) to = cell + columns;
    if (to != cell) selection.frame = Pfn{to << grid.cell_bits};
}

void act(const PanelContext& context, const Grid& grid, Pfn shown, Selection& selection, std::vector<PanelRequest>& requests) {
    const sim::Machine& machine = context.timeline.machine();
    const std::uint64_t frames = machine.kernel.frames.total();
    const Hit hit = hit_area("frames", grid.at, grid.size(), 4);
    point_out("glance", grid.at, {grid.at.x + grid.size().x, grid.at.y + grid.size().y});
    const bool by_pointer = hit.hovered && ImGui::IsMouseReleased(ImGuiMouseButton_Left);
    if (hit.pressed) {
        selection.frame = by_pointer ? frame_at(grid, ImGui::GetIO().MousePos, frames) : shown;
        selection.word.reset();
        if (picking(context)) requests.push_back({PanelRequest::Kind::pick, hex(selection.frame->value), false});
    }
    move_by_keys(hit, grid, frames, shown, selection);
    if (hit.hovered && !hit.active) tooltip(hit, frame_story(machine, frame_at(grid, ImGui::GetIO().MousePos, frames)));
}

// What is told above the cells: the chosen frame, else the one that was just used.
std::string top_text(const PanelContext& context, const Selection& selection, const std::optional<Moved>& moved) {
    const sim::Machine& machine = context.timeline.machine();
    if (picking(context)) return tr("ram.glance_pick");
    if (selection.frame && selection.frame->value < machine.kernel.frames.total()) return frame_story(machine, *selection.frame);
    return moved ? frame_story(machine, moved->pfn) : tr("ram.glance_hint");
}

// Read anew when the machine is another one: while a pointer wanders over the cells it is not.
// One set of cells to count by, and a coarser one where so many cannot be drawn.
const RamKinds& kinds_of(const script::Timeline& timeline, unsigned cell_bits, bool coarse = false) {
    static std::array<Remembered<RamKinds, unsigned>, 2> found;
    return found[coarse].at(timeline, cell_bits, [&](RamKinds& kinds) { read_kinds(timeline.machine(), cell_bits, kinds); });
}

struct Run {
    std::uint64_t first = 0, count = 0;
    FrameKind kind = frame_kind::free;
};

// Runs of cells of one kind, in order; `visit` says whether to go on.
template <class Visit>
void for_each_run(const RamKinds& kinds, std::uint64_t frames, Visit&& visit) {
    for (std::size_t i = 0; i < kinds.cells.size();) {
        std::size_t end = i + 1;
        while (end < kinds.cells.size() && kinds.cells[end] == kinds.cells[i]) ++end;
        const std::uint64_t first = std::uint64_t{i} << kinds.cell_bits, last = std::min(std::uint64_t{end} << kinds.cell_bits, frames);
        visit(Run{first, last - first, kinds.cells[i]});
        i = end;
    }
}

// Bits so that a table of runs looks at no more than a million cells.
unsigned table_bits(std::uint64_t frames) {
    unsigned bits = 0;
    while (frames >> bits > std::uint64_t{1} << 20) ++bits;
    return bits;
}

}  // namespace

bool shows_glance(const PanelContext& context, const Selection& selection) {
    if (selection.ram_view != Selection::RamView::step) return selection.ram_view == Selection::RamView::glance;
    return context.show.view == "glance" || picking(context);
}

void draw_glance(const PanelContext& context, Selection& selection, std::vector<PanelRequest>& requests) {
    const sim::Machine& machine = context.timeline.machine();
    const std::uint64_t frames = machine.kernel.frames.total();
    const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const std::string words = tr("ram.to_words");
    const float button = button_width(words);
    if (button_at("to_words", {at.x + room.x - button, at.y}, {button, px(top_bar)}, words)) selection.ram_view = Selection::RamView::words;
    const auto moved = last_moved(context.timeline);

    // The kinds come first: their legend takes height from the cells.
    const RamKinds& counted = kinds_of(context.timeline, table_bits(frames));
    const float legend_height = legend(machine, counted, at, room.x, false);
    const float below_bar = px(top_bar + 8), grid_height = std::max(room.y - below_bar - legend_height - px(8), px(40));
    const Grid grid = grid_for(frames, {at.x, at.y + below_bar}, {room.x, grid_height});
    if (grid.texels == 0) return;
    const float legend_y = grid.at.y + grid.size().y + px(8);
    legend(machine, counted, {at.x, legend_y}, room.x, true);
    const RamKinds& kinds = grid.cell_bits > counted.cell_bits ? kinds_of(context.timeline, grid.cell_bits, true) : counted;

    if (grid.gutter > 0) draw_gutter(grid);
    if (grid.cell >= px(letters_from)) draw_large_cells(machine, kinds, grid);
    else draw_small_cells(kinds, grid);
    if (moved && moved->pfn.value < frames) draw_moved(grid, *moved);
    const bool chosen = selection.frame && selection.frame->value < frames;
    if (chosen) ring(grid, *selection.frame, "fault");
    act(context, grid, chosen ? *selection.frame : moved ? moved->pfn : Pfn{0}, selection, requests);

    std::string text = top_text(context, selection, moved);
    if (grid.cell_bits > 0 && !chosen) text = tr("ram.glance_blocks", {base::grouped(std::uint64_t{1} << grid.cell_bits)}) + " " + text;
    const float width = room.x - button - px(12);
    if (wrapped_height(text, small_style, width) <= px(top_bar)) draw_wrapped({at.x, at.y + px(2)}, text, small_style, ink("ink"), width);
    else draw_text_middle({at.x, at.y + px(top_bar) / 2}, elided(text, small_style, width), small_style, ink("ink"));
    end_at(legend_y + legend_height);
}

std::string glance_say(const PanelContext& context, const Selection& selection) {
    const sim::Machine& machine = context.timeline.machine();
    const RamKinds& kinds = kinds_of(context.timeline, table_bits(machine.kernel.frames.total()));
    std::string list;
    for (const FrameKind kind : kinds_in_use(kinds))
        list += (list.empty() ? "" : ", ") + tr("ram.legend", {kind_text(machine, kind), base::grouped(kinds.frames[kind])});
    std::string text = tr("ram.glance_say", {base::grouped(machine.kernel.frames.total()), list});
    if (selection.frame && selection.frame->value < machine.kernel.frames.total()) text += " " + frame_story(machine, *selection.frame);
    return text;
}

TableData glance_table(const PanelContext& context, std::uint64_t first, std::uint64_t count) {
    TableData data;
    data.columns = {tr("ram.column_from"), tr("ram.column_to"), tr("ram.column_frames"), tr("ram.column_use")};
    const sim::Machine& machine = context.timeline.machine();
    const std::uint64_t frames = machine.kernel.frames.total();
    for_each_run(kinds_of(context.timeline, table_bits(frames)), frames, [&](const Run& run) {
        const std::uint64_t row = data.total_rows++;
        if (row < first || row - first >= count) return;
        const std::string use = run.count == 1 ? frame_story(machine, {run.first}) : kind_text(machine, run.kind);
        data.rows.push_back({hex(run.first), hex(run.first + run.count - 1), base::grouped(run.count), use});
    });
    return data;
}

std::vector<PanelAction> glance_actions(const PanelContext& context) {
    std::vector<PanelAction> list;
    if (!picking(context)) return list;
    constexpr std::size_t most = 200;
    const sim::Machine& machine = context.timeline.machine();
    const std::uint64_t frames = machine.kernel.frames.total();
    for_each_run(kinds_of(context.timeline, table_bits(frames)), frames, [&](const Run& run) {
        for (std::uint64_t pfn = run.first; pfn < run.first + (run.kind == frame_kind::free || run.kind == frame_kind::reserved ? 1 : run.count) && list.size() < most; ++pfn)
            list.push_back({tr("ram.pick_frame", {hex(pfn), kind_text(machine, run.kind)}), {PanelRequest::Kind::pick, hex(pfn), false}, true});
    });
    return list;
}

}  // namespace ui
