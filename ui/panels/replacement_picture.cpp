// The string stands above; it is dragged, tapped and stepped along. What lies behind the present reference is not
// drawn: it is what a reader may be asked for.
#include "ui/panels/replacement_picture.h"

#include <algorithm>
#include <cmath>

#include "core/base/text.h"
#include "lessons/engine/panel_ids.h"
#include "lessons/engine/strings.h"
#include "ui/walk_state.h"
#include "ui/widgets.h"

namespace ui {
namespace {

using base::dec;
using lessons::tr;

constexpr float least_cell = 22, most_cell = 58, least_row = 14, usual_row = 17, most_row = 34, block_gap = 7, legend_height = 22;
constexpr std::uint32_t most_rows = 8;      // more frames than that are not drawn one by one
constexpr std::uint32_t most_columns = 28;  // a longer string is a window that follows the reader: vertices stay few

bool narrow(float width) { return width < px(560); }

/// Where everything lies, in ImGui units.
struct Grid {
    ImVec2 at;
    float width = 0, label = 0, cell = 0, row = 0, controls = 0, head = 0, top = 0;
    std::uint32_t first = 0, count = 0;  ///< the columns that fit
    std::uint32_t rows = 0;              ///< drawn of a block's frames
    bool legend = false;

    float left() const { return at.x + label; }
    float x_of(std::uint32_t column) const { return left() + static_cast<float>(column - first) * cell; }
    bool shows(std::uint32_t column) const { return column >= first && column - first < count; }
    TextStyle type(bool heavy = false) const { return {Face::mono, std::clamp(row / look().scale - 4, 12.0f, 16.0f), heavy}; }
};

// Frames and the row of marks.
float block_rows(const ReplacementState& state) { return static_cast<float>(state.string.frames <= most_rows ? state.string.frames : 0) + 1; }

Grid grid_of(const ReplacementState& state, ImVec2 at, float width, float height) {
    Grid g;
    g.at = at;
    g.width = width;
    g.controls = px(44);
    g.rows = state.string.frames <= most_rows ? state.string.frames : 0;
    g.label = px(narrow(width) ? 56 : 122);
    const std::uint32_t length = std::max(state.length(), 1u);
    const std::uint32_t most = std::min(length, most_columns);
    g.cell = std::clamp((width - g.label) / static_cast<float>(most), px(least_cell), px(most_cell));
    g.count = std::clamp(static_cast<std::uint32_t>((width - g.label + 1) / g.cell), 1u, most);
    // The present reference is two thirds along, so that some of what comes is seen, too.
    const std::uint32_t before = g.count - g.count / 3, last_first = length - g.count;
    g.first = std::min(state.string.at > before ? state.string.at - before : 0, last_first);
    const float blocks = static_cast<float>(state.blocks.size()), lines = blocks * block_rows(state), spare = height - g.controls - blocks * px(block_gap);
    g.legend = !narrow(width) && spare - px(legend_height) > (lines + 1.4f) * px(least_row + 2);
    g.row = std::clamp((spare - px(g.legend ? legend_height : 0) - px(6)) / (lines + 1.4f), px(least_row), px(most_row));
    g.head = std::max(g.row * 1.4f, px(28));
    g.top = at.y + g.controls + g.head + px(2);
    return g;
}

struct Picture {
    const PanelContext& context;
    const ReplacementState& state;
    std::vector<PanelRequest>& requests;
    Grid grid;

    void send(std::string line, bool replaces = false) const { requests.push_back({PanelRequest::Kind::command, std::move(line), replaces}); }
    void go_to(std::uint32_t at, bool replaces = true) const {
        if (at != state.string.at && at <= state.length()) send(string_command("at", at), replaces);
    }
};

// --- controls ---------------------------------------------------------------------------------

void draw_controls(const Picture& p) {
    const Grid& g = p.grid;
    const sim::ReferenceString& string = p.state.string;
    const float size = px(40), middle = g.at.y + size / 2;
    float x = g.at.x;
    if (button_at("string.back", {x, g.at.y}, {size, size}, tr("replacement.back"), Icon::back, ButtonKind::plain, string.at > 0)) p.go_to(string.at - 1, false);
    x += size + px(4);
    if (button_at("string.forward", {x, g.at.y}, {size, size}, tr("replacement.forward"), Icon::forward, ButtonKind::plain, string.at < p.state.length()))
        p.go_to(string.at + 1, false);
    x += size + px(10);
    const bool brief = narrow(g.width);
    draw_text_middle({x, middle}, tr(brief ? "replacement.position_brief" : "replacement.position", {dec(string.at), dec(p.state.length())}), small_style, ink("ink-2"));
    x = g.at.x + g.width - size;
    if (button_at("frames.more", {x, g.at.y}, {size, size}, tr("replacement.more_frames"), Icon::plus, ButtonKind::plain, string.frames < sim::most_string_frames))
        p.send(string_command("frames", string.frames + 1));
    x -= size + px(4);
    if (button_at("frames.less", {x, g.at.y}, {size, size}, tr("replacement.fewer_frames"), Icon::minus, ButtonKind::plain, string.frames > 1))
        p.send(string_command("frames", string.frames - 1));
    const bool highlighted = is_highlighted(p.context, "frames");
    const std::string frames = tr(string.frames == 1 ? "replacement.one_frame" : "replacement.frames", {dec(string.frames)});
    const float width = draw_text_middle({x - px(10), middle}, frames, {highlighted ? Face::bold : Face::text, 13}, ink("ink"), 1);
    point_out("frames", {x - px(10) - width, g.at.y}, {g.at.x + g.width, g.at.y + size});
}

// --- the string -------------------------------------------------------------------------------

void take_keys(const Picture& p, const Hit& hit) {
    const sim::ReferenceString& string = p.state.string;
    const std::uint32_t at = string.at;
    if (takes_key(hit, ImGuiKey_RightArrow)) p.go_to(at + 1, false);
    if (takes_key(hit, ImGuiKey_LeftArrow) && at > 0) p.go_to(at - 1, false);
    if (takes_key(hit, ImGuiKey_Home)) p.go_to(0, false);
    if (takes_key(hit, ImGuiKey_End)) p.go_to(p.state.length(), false);
    const bool up = takes_key(hit, ImGuiKey_UpArrow), down = takes_key(hit, ImGuiKey_DownArrow);
    if (at == 0 || up == down) return;
    const std::uint32_t page = string.pages[at - 1];
    if (up ? page < sim::highest_string_page : page > 0) p.send(changed_string(string, at - 1, up ? page + 1 : page - 1));
}

// Held down, the position goes to the pointer.
void drag(const Picture& p, const Hit& hit) {
    DragChanges changes;
    if (!hit.active || !ImGui::IsMouseDown(ImGuiMouseButton_Left)) return;
    const float along = std::floor((ImGui::GetIO().MousePos.x - p.grid.left()) / p.grid.cell);
    const auto column = static_cast<std::uint32_t>(std::clamp(along, -1.0f, static_cast<float>(p.grid.count - 1)) + 1) + p.grid.first;
    if (column != p.state.string.at) p.go_to(column, changes.replaces());
}

void draw_string(const Picture& p) {
    const Grid& g = p.grid;
    const sim::ReferenceString& string = p.state.string;
    const float y = g.at.y + g.controls, middle = y + g.head / 2, right = g.left() + static_cast<float>(g.count) * g.cell;
    const Hit hit = hit_area("string", {g.left(), y}, {right - g.left(), g.head}, 6);
    drag(p, hit);
    take_keys(p, hit);
    if (hit.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
    const bool highlighted = is_highlighted(p.context, "string");
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled({g.left(), y}, {right, y + g.head}, ink("sunken"), px(6));
    if (highlighted) ring({g.left(), y}, {right, y + g.head}, "accent", 0, 6);
    point_out("string", {g.left(), y}, {right, y + g.head});
    if (!narrow(g.width)) draw_text_middle({g.at.x, middle}, elided(tr("replacement.string"), small_style, g.label - px(8)), small_style, ink("ink-2"));
    for (std::uint32_t column = g.first; g.shows(column) && column < p.state.length(); ++column) {
        const bool now = column + 1 == string.at, done = column < string.at;
        const float x = g.x_of(column);
        if (now) list.AddRectFilled({x + px(1), y + px(2)}, {x + g.cell - px(1), y + g.head - px(2)}, ink("accent"), px(5));
        const std::string text = dec(string.pages[column]);
        const TextStyle style = shrunk(text, {Face::mono, std::min(g.type().size + 2, 18.0f), now || done}, g.cell - px(2));
        draw_text_middle({x + g.cell / 2, middle}, elided(text, style, g.cell), style, ink(now ? "on-accent" : done ? "ink" : "ink-3"), 0.5f);
    }
    if (g.first > 0) draw_icon({g.left() - px(7), middle}, Icon::back, px(9), ink("ink-3"));
    if (g.first + g.count < p.state.length()) draw_icon({right + px(6), middle}, Icon::forward, px(9), ink("ink-3"));
}

// --- one block --------------------------------------------------------------------------------

void cross(ImVec2 centre, float size, ImU32 colour) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddLine({centre.x - size, centre.y - size}, {centre.x + size, centre.y + size}, colour, px(2));
    list.AddLine({centre.x - size, centre.y + size}, {centre.x + size, centre.y - size}, colour, px(2));
}

void draw_hand(ImVec2 at) {
    ImGui::GetWindowDrawList()->AddTriangleFilled({at.x, at.y - px(4)}, {at.x + px(6), at.y}, {at.x, at.y + px(4)}, ink("kernel"));
}

// A page in a frame: new ones are filled, the one that was hit has a ring, the one that leaves next is struck out.
void draw_cell(const Picture& p, const PolicyBlock& block, std::uint32_t column, std::uint32_t slot, std::optional<std::uint32_t> page, float y) {
    const Grid& g = p.grid;
    const float x = g.x_of(column);
    const sim::StringStep& step = block.run.steps[column];
    const bool here = step.slot == slot;
    const ImVec2 min{x + px(1), y + px(0.5f)}, max{x + g.cell - px(1), y + g.row - px(0.5f)};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (!page) return list.AddRect(min, max, ink("line"), px(3));
    if (here) list.AddRectFilled(min, max, mixed(step.hit ? "hit" : "fault", "surface", 0.22f), px(3));
    list.AddRect(min, max, ink(here ? (step.hit ? "hit" : "fault") : "line"), px(3), 0, px(here ? 1.6f : 1));
    const std::string text = dec(*page);
    const TextStyle style = shrunk(text, g.type(here), g.cell - px(4));
    draw_text_middle({x + g.cell / 2, (min.y + max.y) / 2}, elided(text, style, g.cell - px(2)), style, ink(here ? "ink" : "ink-2"), 0.5f);
    const bool now = column + 1 == p.state.string.at, set = block.has_bits() && block.accessed(column, slot);
    if (set && now) point_out("accessed", min, max);
    if (set) list.AddCircleFilled({max.x - px(4.5f), min.y + px(4.5f)}, px(2.6f), ink("kernel"));
    const bool leaves = column + 1 < p.state.string.at && block.run.steps[column + 1].victim && block.run.steps[column + 1].slot == slot;
    if (leaves) point_out("victim", min, max);
    if (leaves) list.AddLine({x + g.cell * 0.22f, max.y - px(2)}, {x + g.cell * 0.78f, min.y + px(2)}, ink("fault"), px(2));
    if (!block.has_bits() || !now || step.hand != slot) return;
    point_out("hand", min, max);
    draw_hand({min.x + px(1), (min.y + max.y) / 2});
}

void draw_mark(const Picture& p, const sim::StringStep& step, std::uint32_t column, float y) {
    const Grid& g = p.grid;
    const float middle = y + g.row / 2, x = g.x_of(column) + g.cell / 2;
    point_out(step.hit ? "hit" : "miss", {x - g.cell / 2, y}, {x + g.cell / 2, y + g.row});
    if (step.hit) return ImGui::GetWindowDrawList()->AddCircleFilled({x, middle}, px(3.5f), ink("hit"));
    const bool told = step.victim && g.cell >= px(40);
    cross({told ? x - px(9) : x, middle}, px(4), ink("fault"));
    if (!told) return;
    const std::string text = dec(*step.victim);
    const float width = draw_text_middle({x + px(1), middle}, text, g.type(), ink("fault"));
    ImGui::GetWindowDrawList()->AddLine({x, middle + px(1)}, {x + px(2) + width, middle + px(1)}, ink("fault"), px(1.4f));
}

void draw_label(const Picture& p, const PolicyBlock& block, float y) {
    const Grid& g = p.grid;
    const bool hidden = is_hidden(p.context, block.policy), highlighted = is_highlighted(p.context, block.policy), brief = narrow(g.width);
    const std::string count = hidden ? "?" : dec(block.run.faults(p.state.string.at));
    const float line = std::max(g.row, px(16)), room = g.label - px(8);
    const TextStyle name = shrunk(block.label, {Face::bold, brief ? 12.0f : 14.0f}, room);
    draw_text({g.at.x, y}, elided(block.label, name, room), name, ink(lessons::role_of_part(block.policy)));
    const std::string faults = brief ? tr("replacement.count_brief", {count}) : tr(count == "1" ? "replacement.one_fault" : "replacement.faults", {count});
    const TextStyle style{Face::mono, brief ? 12.0f : 14.0f, true};
    float below = y + line;
    if (g.rows > 0 || !brief) draw_text({g.at.x, below}, elided(faults, style, room), style, ink("ink"));
    below += line;
    if (!brief && g.rows >= 2) draw_text({g.at.x, below}, elided(tr(std::string("replacement.sees_") + dec(static_cast<unsigned>(block.sees))), {Face::text, 12}, room + px(6)), {Face::text, 12}, ink("ink-3"));
    if (highlighted) ring({g.at.x, y}, {g.at.x + room, y + line}, lessons::role_of_part(block.policy), 2, 4);
}

float draw_block(const Picture& p, const PolicyBlock& block, float y) {
    const Grid& g = p.grid;
    const bool hidden = is_hidden(p.context, block.policy);
    const float bottom = y + g.row * (static_cast<float>(g.rows) + 1);
    point_out(block.policy, {g.at.x, y}, {g.at.x + g.width, bottom});
    draw_label(p, block, y);
    const std::uint32_t shown = hidden ? 0 : std::min(p.state.string.at, g.first + g.count);
    for (std::uint32_t slot = 0; slot < g.rows; ++slot) {
        const float row = y + static_cast<float>(slot) * g.row;
        std::optional<std::uint32_t> page = shown > g.first ? page_in(p.state, block, g.first, slot) : std::nullopt;
        for (std::uint32_t column = g.first; column < shown; ++column) {
            if (block.run.steps[column].slot == slot) page = p.state.string.pages[column];
            draw_cell(p, block, column, slot, page, row);
        }
    }
    for (std::uint32_t column = g.first; column < shown; ++column) draw_mark(p, block.run.steps[column], column, bottom - g.row);
    const float from = g.x_of(std::max(shown, g.first)), to = g.left() + static_cast<float>(g.count) * g.cell;
    if (from + px(4) < to && p.state.length() > 0) {
        dashed_rect({from + px(2), y + px(1)}, {to - px(1), bottom - px(2)}, ink("line"), px(1));
        if (hidden) draw_text_middle({(from + to) / 2, (y + bottom) / 2}, "?", label_style, ink("ink-2"), 0.5f);
    }
    return bottom + px(block_gap);
}

// The band of the present reference lies under everything.
void draw_band(const Picture& p, float bottom) {
    const std::uint32_t at = p.state.string.at;
    if (at == 0 || !p.grid.shows(at - 1)) return;
    const float x = p.grid.x_of(at - 1);
    ImGui::GetWindowDrawList()->AddRectFilled({x - px(1), p.grid.top - px(3)}, {x + p.grid.cell + px(1), bottom}, mixed("accent", "surface", 0.12f), px(4));
}

void draw_legend(const Picture& p, float y) {
    const Grid& g = p.grid;
    const float middle = y + px(10);
    float x = g.left();
    const auto say = [&](const char* id) { x += draw_text_middle({x, middle}, tr(id), {Face::text, 12}, ink("ink-2")) + px(18); };
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddCircleFilled({x + px(4), middle}, px(3.5f), ink("hit"));
    x += px(13);
    say("replacement.legend_hit");
    cross({x + px(4), middle}, px(4), ink("fault"));
    x += px(14);
    say("replacement.legend_fault");
    list.AddLine({x, middle + px(5)}, {x + px(9), middle - px(5)}, ink("fault"), px(2));
    x += px(15);
    say("replacement.legend_leaves");
    if (std::none_of(p.state.blocks.begin(), p.state.blocks.end(), [](const PolicyBlock& b) { return b.has_bits(); })) return;
    list.AddCircleFilled({x + px(2), middle - px(2)}, px(2.2f), ink("kernel"));
    x += px(9);
    say("replacement.legend_accessed");
    draw_hand({x, middle});
    x += px(11);
    if (x + px(90) < g.at.x + g.width) say("replacement.legend_hand");
    else draw_text_middle({x, middle}, elided(tr("replacement.legend_hand"), {Face::text, 12}, g.at.x + g.width - x), {Face::text, 12}, ink("ink-2"));
}

}  // namespace

void draw_replacement(const PanelContext& context, const ReplacementState& state, std::vector<PanelRequest>& requests) {
    const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const Picture p{context, state, requests, grid_of(state, at, room.x, room.y)};
    draw_controls(p);
    const float block = p.grid.row * (static_cast<float>(p.grid.rows) + 1) + px(block_gap), bottom = p.grid.top + block * static_cast<float>(state.blocks.size());
    draw_band(p, bottom - px(4));
    draw_string(p);
    float y = p.grid.top;
    for (const PolicyBlock& policy : state.blocks) y = draw_block(p, policy, y);
    if (p.grid.legend) draw_legend(p, y);
    end_at(y + px(p.grid.legend ? legend_height : 0));
}

PanelHeight replacement_height(const ReplacementState& state, float width) {
    const float blocks = static_cast<float>(state.blocks.size()), lines = blocks * block_rows(state) + 1.4f, fixed = 44 + blocks * block_gap + 8;
    const float legend = narrow(px(width)) ? 0 : legend_height;
    return {fixed + legend + lines * usual_row, fixed + lines * least_row + 14, fixed + legend + lines * most_row};
}

}  // namespace ui
