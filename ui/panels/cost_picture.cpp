#include "ui/panels/cost_picture.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/widgets.h"

namespace ui {
namespace {

using lessons::tr;

constexpr float least_pitch = 17, narrow_pitch = 20, usual_pitch = 26, most_pitch = 46, button_height = 40, wide_from = 560;
constexpr unsigned decades = 7;  // from 1 ns to 10 ms
constexpr std::uint64_t longest = 11'000'000;  // what still ends at its end, about

bool wide(float width) { return width >= px(wide_from); }

// --- what stands where ----------------------------------------------------------------------------

/// A row: one part, all reads in one, or a whole access.
struct Row {
    std::string name;
    std::string_view role;
    std::string part;                ///< for highlight= and hide=
    std::uint64_t price = 0;         ///< a circle when nothing is paid
    std::optional<std::uint64_t> ns = {};  ///< a bar of one time
    std::string text = {};           ///< beside the bar or the circle
    std::vector<const CostPart*> reads = {};  ///< of one or of all levels
    bool whole = false;
};

using Parts = std::vector<CostPart>;

Row row_of(const PanelContext& context, const CostPart& part) {
    const sim::Machine& machine = context.timeline.machine();
    Row row{name_of(machine, part), role_of(machine.hw.format, part), part_of(machine.hw.format, part), part.price};
    if (part.kind == CostKind::read) row.reads.push_back(&part);
    if (part.times > 0) row.ns = part.paid / part.times, row.text = paid_text(part);
    else if (part.remembered) row.text = tr("cost.remembered");
    return row;
}

Row reads_row(const Parts& parts) {
    Row row{tr("cost.row_reads"), "accent", "reads", 0};
    CostPart all;
    for (const CostPart& part : parts) {
        if (part.kind != CostKind::read) continue;
        row.reads.push_back(&part);
        row.price = part.price;
        all.paid += part.paid;
        all.times += part.times;
        all.remembered = all.remembered || part.remembered;
    }
    if (all.times > 0) row.ns = all.paid / all.times, row.text = paid_text(all);
    else if (all.remembered) row.text = tr("cost.remembered");
    return row;
}

std::vector<Row> part_rows(const PanelContext& context, const CostState& state, bool merged) {
    const Parts& parts = state.last ? state.last->parts : state.prices;
    std::vector<Row> rows;
    for (const CostPart& part : parts) {
        if (!merged || part.kind != CostKind::read) rows.push_back(row_of(context, part));
        else if (rows.empty() || rows.back().part != "reads") rows.push_back(reads_row(parts));
    }
    return rows;
}

std::vector<Row> whole_rows(const CostState& state) {
    std::vector<Row> rows;
    const auto add = [&](const char* name, std::string_view role, const char* part, std::optional<std::uint64_t> ns) {
        Row row{tr(name), role, part};
        row.ns = ns;
        row.whole = true;
        if (ns) row.text = base::duration(*ns);
        rows.push_back(std::move(row));
    };
    add(state.last && !state.last->over ? "cost.so_far" : "cost.sum", "accent", "sum", state.last ? std::optional(state.last->ns) : std::nullopt);
    if (state.hit_ns) add("cost.hit", "hit", "hit", state.hit_ns);
    add("cost.before", "ink-2", "before", state.before ? std::optional(state.before->ns) : std::nullopt);
    return rows;
}

struct Sizes {
    float pitch = usual_pitch, text = 13, line = 13;
    bool merged = false;  // all reads are one row
    float foot = 0, fixed = 0;
    std::size_t rows = 0;

    float height() const { return fixed + static_cast<float>(rows) * pitch; }
};

constexpr float axis_room = 38, gap = 9;

float buttons_width() { return button_width(tr("address.read")) + px(8) + button_width(tr("tables.flush")); }
bool has_buttons(const PanelContext& context) { return context.timeline.machine().current() && subject_of(context).va; }

// Where the sentence stands: beside the buttons, or above them. In the lengths of the mock.
float foot_height(const PanelContext& context, const CostState& state, float width, float text) {
    const float beside = wide(width) && has_buttons(context) ? width - buttons_width() - px(20) : width;
    const float lines = wrapped_height(cost_line(context, state), {Face::mono, text}, beside) / look().scale;
    if (!has_buttons(context)) return lines + 4;
    return wide(width) ? std::max(lines, button_height) : lines + 6 + button_height;
}

Sizes sizes_for(const PanelContext& context, const CostState& state, float width, float height) {
    const float least = wide(width) ? least_pitch : narrow_pitch;
    const auto sized = [&](bool merged, float pitch) {
        Sizes sizes;
        const bool large = pitch >= 34 && wide(width);
        sizes.merged = merged;
        sizes.pitch = pitch;
        sizes.text = large ? 16 : pitch >= 28 ? 14 : pitch >= 20 && wide(width) ? 13 : 12;
        sizes.line = large ? 17 : 13;
        sizes.rows = part_rows(context, state, merged).size() + whole_rows(state).size();
        sizes.foot = foot_height(context, state, width, sizes.line);
        sizes.fixed = axis_room + 2 * gap + 4 + sizes.foot;
        return sizes;
    };
    Sizes sizes = sized(false, least);
    if (sizes.height() > height) sizes = sized(true, least);
    const auto pitch = [&] { return std::clamp((height - sizes.fixed) / static_cast<float>(sizes.rows), least, most_pitch); };
    sizes = sized(sizes.merged, pitch());
    return sized(sizes.merged, pitch());  // a larger sentence leaves less
}

// --- the ruler ------------------------------------------------------------------------------------

struct Ruler {
    float left, right;

    float x_of(std::uint64_t ns) const {
        const double share = ns <= 1 ? 0 : std::log10(static_cast<double>(ns)) / decades;
        return left + (right - left) * static_cast<float>(std::clamp(share, 0.0, 1.0));
    }
};

void draw_ruler(const PanelContext& context, const Ruler& ruler, float top, float bottom) {
    constexpr std::array<std::uint64_t, decades + 1> ticks{1, 10, 100, 1000, 10'000, 100'000, 1'000'000, 10'000'000};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const bool brief = ruler.right - ruler.left < px(430);
    const float axis = top + px(axis_room - 2);
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        const float x = ruler.x_of(ticks[i]);
        list.AddLine({x, axis - px(4)}, {x, axis}, ink("edge"), px(1));
        list.AddLine({x, axis}, {x, bottom}, ink("line", 0.7f), px(1));
        if (brief && i % 3 != 0) continue;
        const bool last = i + 1 == ticks.size();
        draw_text({x, axis - px(19)}, base::duration(ticks[i]), {Face::mono, 12}, ink("ink-2"), i == 0 ? 0 : last ? 1 : 0.5f);
    }
    list.AddLine({ruler.left, axis}, {ruler.right, axis}, ink("edge"), px(1.4f));
    float taken = ruler.left - px(100);
    for (const CostMark& mark : cost_marks(context.timeline.machine())) {
        const float x = ruler.x_of(mark.ns), across = text_size(mark.name, {Face::text, 12}).x;
        dashed_line({x, axis}, {x, bottom}, ink("edge", 0.8f), px(1));
        const float from = std::min(x - across / 2, ruler.right - across);
        if (from < taken + px(6)) continue;
        taken = from + draw_text({from, top}, mark.name, {Face::text, 12}, ink("ink-3"));
    }
}

// --- rows -----------------------------------------------------------------------------------------

struct Painter {
    const PanelContext& context;
    const CostState& state;
    Selection& selection;
    std::vector<PanelRequest>& requests;
    Ruler ruler;
    Sizes sizes;
    float left;

    void text_beside(float end, float middle, const std::string& text, TextStyle style, ImU32 colour) const {
        const float width = text_size(text, style).x;
        const bool behind = end + px(8) + width <= ruler.right + px(2);
        const float from = behind ? end + px(8) : ruler.right - width - px(6);
        const float up = px(style.size * 0.7f);
        ImGui::GetWindowDrawList()->AddRectFilled({from - px(3), middle - up}, {from + width + px(3), middle + up}, ink("surface"), px(3));
        draw_text_middle({from, middle}, text, style, colour);
    }

    // Reads of several levels in one row are strips of one bar, each in its level's colour.
    void bar(const Row& row, float top, float bottom, float end) const {
        ImDrawList& list = *ImGui::GetWindowDrawList();
        const hw::PagingFormat& format = context.timeline.machine().hw.format;
        std::vector<std::string_view> strips;
        for (const CostPart* read : row.reads)
            if (read->times > 0) strips.push_back(role_of(format, *read));
        if (strips.empty()) strips.push_back(row.role);
        const float each = (bottom - top) / static_cast<float>(strips.size());
        for (std::size_t i = 0; i < strips.size(); ++i) {
            const float y = top + each * static_cast<float>(i);
            const float share = row.part == "hit" ? 0.25f : row.part == "before" ? 0.3f : 1.0f;
            list.AddRectFilled({ruler.left, y}, {end, y + each - (strips.size() > 1 ? px(1) : 0)}, mixed(strips[i], "surface", share), px(2));
        }
        if (row.part == "hit" || row.part == "before") list.AddRect({ruler.left, top}, {end, bottom}, ink(row.role), px(2), 0, px(1.2f));
    }

    void name(const Row& row, float middle) const {
        const bool paid = row.ns.has_value(), strong = row.part == "sum" || is_highlighted(context, row.part);
        const TextStyle style{strong ? Face::bold : Face::text, sizes.text};
        const std::string_view role = row.whole && row.part != "sum" ? "ink-2" : row.whole || (row.reads.size() > 1) ? "ink" : paid ? row.role : std::string_view("ink-3");
        draw_text_middle({left, middle}, elided(row.name, style, ruler.left - left - px(8)), style, ink(role));
    }

    void draw(const Row& row, float y) const {
        ImDrawList& list = *ImGui::GetWindowDrawList();
        const float middle = y + px(sizes.pitch) / 2, thick = px(std::clamp(sizes.pitch * 0.52f, 10.0f, 22.0f));
        press(row, y);
        for (const CostPart* read : row.reads) point_out(part_of(context.timeline.machine().hw.format, *read), {left, y + px(1)}, {ruler.right, y + px(sizes.pitch - 1)});
        if (row.reads.empty()) point_out(row.part, {left, y + px(1)}, {ruler.right, y + px(sizes.pitch - 1)});
        name(row, middle);
        const TextStyle style{Face::mono, sizes.text, row.part == "sum"};
        if (is_hidden(context, row.part) && row.ns) {
            dashed_rect({ruler.left, middle - thick / 2}, {ruler.left + px(40), middle + thick / 2}, ink("edge"));
            return text_beside(ruler.left + px(40), middle, "?", style, ink("ink-2"));
        }
        if (!row.ns) {
            if (row.whole) return text_beside(ruler.left - px(4), middle, "—", style, ink("ink-3"));
            const float x = ruler.x_of(row.price);
            list.AddCircleFilled({x, middle}, px(4.5f), ink("surface"));
            list.AddCircle({x, middle}, px(4.5f), ink("edge"), 0, px(1.4f));
            if (!row.text.empty()) text_beside(x + px(2), middle, row.text, {Face::text, std::min(sizes.text, 14.0f)}, ink("ink-3"));
            return;
        }
        const float end = std::max(ruler.x_of(*row.ns), ruler.left + px(5));
        bar(row, middle - thick / 2, middle + thick / 2, end);
        if (*row.ns > longest) draw_icon({end - px(7), middle}, Icon::forward, px(5), ink("on-accent"));  // goes on beyond the ruler
        if (is_highlighted(context, row.part))
            ring({ruler.left, middle - thick / 2}, {end, middle + thick / 2}, row.role, 3, 5);
        text_beside(end, middle, row.text, style, ink(row.whole && row.part != "sum" ? "ink-2" : "ink"));
    }

    // A read shows its entry in the other panels; a whole access is a moment to go to.
    void press(const Row& row, float y) const {
        const bool read = row.reads.size() == 1 && row.reads[0]->times > 0;
        const bool moment = (row.part == "before" && state.before) || (row.part == "sum" && state.last && state.last->end != context.timeline.position());
        if (!read && !moment) return;
        const std::string id = "cost." + row.part;
        const Hit hit = hit_area(id.c_str(), {left, y + px(1)}, {ruler.right - left, px(sizes.pitch) - px(2)}, 4);
        if (hit.hovered) ImGui::GetWindowDrawList()->AddRectFilled({left - px(3), y}, {ruler.right, y + px(sizes.pitch)}, ink("sunken"), px(4));
        tooltip(hit, read ? tr("cost.show_entry", {base::hex(row.reads[0]->entry.value)}) : tr("cost.go_there"));
        if (!hit.pressed) return;
        if (read) {
            selection.word = row.reads[0]->entry;
            selection.frame = base::Pfn{row.reads[0]->entry.value >> context.timeline.machine().hw.format.page_bits};
        } else {
            const std::uint64_t end = row.part == "before" ? state.before->end : state.last->end;
            requests.push_back({PanelRequest::Kind::act, "seek " + std::to_string(end), false});
        }
    }
};

float draw_foot(const PanelContext& context, const CostState& state, const Sizes& sizes, std::vector<PanelRequest>& requests, ImVec2 at, float width) {
    const bool buttons = has_buttons(context), beside = wide(width) && buttons;
    const std::string line = cost_line(context, state);
    const TextStyle style{Face::mono, sizes.line};
    const float room = beside ? width - buttons_width() - px(20) : width, lines = wrapped_height(line, style, room);
    draw_wrapped({at.x, beside ? at.y + std::max(px(button_height) - lines, 0.0f) / 2 : at.y}, line, style, ink("ink"), room);
    if (!buttons) return at.y + px(sizes.foot);
    const Subject subject = subject_of(context);
    const std::string target = subject_text(subject);
    float x = beside ? at.x + width - buttons_width() : at.x;
    const float y = beside ? at.y : at.y + lines + px(6);
    for (const auto& [id, command] : {std::pair{"address.read", "read " + target}, std::pair{"tables.flush", std::string("flush")}}) {
        const float across = button_width(tr(id));
        if (button_at(id, {x, y}, {across, px(button_height)}, tr(id))) requests.push_back({PanelRequest::Kind::command, command, false});
        x += across + px(8);
    }
    return at.y + px(sizes.foot);
}

float label_width(const std::vector<Row>& rows, const Sizes& sizes) {
    float width = 0;
    for (const Row& row : rows) width = std::max(width, text_size(row.name, {row.part == "sum" ? Face::bold : Face::text, sizes.text}).x);
    return width + px(12);
}

}  // namespace

std::string cost_line(const PanelContext& context, const CostState& state) {
    if (!state.last) return tr("cost.none");
    std::string line = sum_text(*state.last);
    const std::size_t equals = line.rfind(" = ");
    if (is_hidden(context, "sum")) line = (equals == std::string::npos ? std::string() : line.substr(0, equals) + " = ") + "?";
    return line;
}

void draw_cost(const PanelContext& context, const CostState& state, Selection& selection, std::vector<PanelRequest>& requests) {
    const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const Sizes sizes = sizes_for(context, state, room.x, room.y / look().scale);
    const auto parts = part_rows(context, state, sizes.merged), wholes = whole_rows(state);
    const float labels = std::max(label_width(parts, sizes), label_width(wholes, sizes));
    const Painter painter{context, state, selection, requests, {at.x + std::min(labels, room.x * 0.34f), at.x + room.x - px(2)}, sizes, at.x};
    const float pitch = px(sizes.pitch), top = at.y + px(axis_room + gap);
    const float line = top + pitch * static_cast<float>(parts.size()) + px(gap) / 2, bottom = line + px(gap) / 2 + pitch * static_cast<float>(wholes.size());
    draw_ruler(context, painter.ruler, at.y, bottom);
    float y = top;
    for (const Row& row : parts) painter.draw(row, y), y += pitch;
    ImGui::GetWindowDrawList()->AddLine({at.x, line}, {at.x + room.x, line}, ink("edge"), px(1));
    y = line + px(gap) / 2;
    for (const Row& row : wholes) painter.draw(row, y), y += pitch;
    end_at(draw_foot(context, state, sizes, requests, {at.x, bottom + px(4)}, room.x));
}

PanelHeight cost_height(const PanelContext& context, const CostState& state, float mock_width) {
    const float width = px(mock_width), all = 4000;  // alone in the stage it takes all of it
    const float wanted = sizes_for(context, state, width, 0).fixed + usual_pitch * static_cast<float>(part_rows(context, state, false).size() + whole_rows(state).size());
    return {wanted, sizes_for(context, state, width, 0).height(), all};
}

}  // namespace ui
