#include "ui/panels/space_layout.h"

#include <algorithm>

#include "core/base/text.h"
#include "ui/widgets.h"

namespace ui {

using base::u128;
using sim::Machine;

namespace {

constexpr float title_height = 20, address_height = 18, card_gap = 8, strip_height = 14, strip_text = 19, frames_text = 18;
constexpr float least_cell = 44, small_cell = 26, gap_height = 24, tight_gap = 18, most_gap = 72;
constexpr float least_column = 148, column_gap = 18, narrow_column = 240, scrollbar = 12;
constexpr std::size_t most_columns = 3;

}  // namespace

float CardLook::px(float length) const { return ui::px(length * zoom); }

CardLook card_look(const Machine& machine, const os::Vma& area, float width, float zoom) {
    const std::uint64_t pages = area.bytes >> machine.hw.format.page_bits;
    const float number = text_size(base::hex(machine.kernel.frames.total() - 1), mono_small).x;
    CardLook look;
    look.zoom = zoom;
    look.pitch = std::max(px(least_cell), number + px(10)) * zoom;
    look.per_line = std::max(1, static_cast<int>(width / look.pitch));
    const float head = look.px(title_height + address_height + card_gap), framed = look.cell() + look.frame_line();
    look.height = head + framed;
    if (pages <= static_cast<std::uint64_t>(look.per_line)) return look;
    const auto small = static_cast<std::uint64_t>(std::max(1.0f, width / look.px(small_cell)));
    const std::uint64_t lines = width < px(170) ? 4 : 2;
    if (pages <= small * lines) {
        look.pages = CardLook::Pages::small;
        look.pitch = look.px(small_cell);
        look.per_line = static_cast<int>(small);
        look.lines = static_cast<int>((pages + small - 1) / small);
        look.height = head + look.px(small_cell) * static_cast<float>(look.lines) + look.px(frames_text);
        return look;
    }
    look.pages = CardLook::Pages::strip;
    look.height = head + look.px(strip_text + strip_height + 6) + framed;
    return look;
}

std::size_t columns_that_fit(float width) {
    const auto fit = static_cast<std::size_t>(std::max(1.0f, (width + px(column_gap)) / px(least_column + column_gap)));
    return std::min(fit, most_columns);
}

std::pair<std::size_t, std::size_t> rows_in(const SpaceColumn& column, const SpaceSlot& slot) {
    const auto above = [](const SpaceRow& row, u128 start) { return row.start >= start; };
    const auto first = std::lower_bound(column.rows.begin(), column.rows.end(), slot.high, above);
    const auto last = std::lower_bound(first, column.rows.end(), slot.low, above);
    return {static_cast<std::size_t>(first - column.rows.begin()), static_cast<std::size_t>(last - column.rows.begin())};
}

namespace {

// One for each process that fits, its place still open.
std::vector<SpaceColumn> columns_of(const PanelContext& context, const Selection& selection, float width) {
    const std::vector<std::uint32_t> processes = space_processes(context);
    const std::size_t fit = std::min(columns_that_fit(width), processes.size());
    const std::size_t first = std::min<std::size_t>(selection.space_first, processes.size() - fit);
    std::vector<SpaceColumn> columns(fit);
    for (std::size_t i = 0; i < fit; ++i) {
        columns[i].process = processes[first + i];
        columns[i].rows = rows_of(context.timeline.machine(), columns[i].process);
    }
    return columns;
}

void place_columns(std::vector<SpaceColumn>& columns, float x, float width) {
    const auto count = static_cast<float>(columns.size());
    const float each = (width - px(column_gap) * (count - 1)) / count;
    for (SpaceColumn& column : columns) {
        const bool narrow = each < px(narrow_column);
        column.x = x;
        column.width = each;
        column.bar = px(narrow ? 12 : 26);
        column.cards = x + column.bar + px(narrow ? 10 : 30);
        x += each + px(column_gap);
    }
}

// --- slots ----------------------------------------------------------------------------------------

// Bit i: column i has an area there.
struct Band {
    SpaceSlot slot;
    unsigned columns = 0;
};

// Areas of all columns as ranges, the lowest first. Those that overlap are one; neighbours that concern
// different columns share a place, so that what is at one address stays at one height and little is empty.
std::vector<Band> bands_of(const std::vector<SpaceColumn>& columns) {
    std::vector<Band> bands;
    for (std::size_t i = 0; i < columns.size(); ++i)
        for (const SpaceRow& row : columns[i].rows)
            if (row.kind == SpaceRow::Kind::area) bands.push_back({{SpaceSlot::Kind::band, row.start, row.start + row.bytes, row.kernel}, 1u << i});
    std::sort(bands.begin(), bands.end(), [](const Band& a, const Band& b) { return a.slot.low < b.slot.low; });
    std::vector<Band> merged;
    for (const Band& band : bands) {
        Band* last = merged.empty() ? nullptr : &merged.back();
        const bool overlaps = last && band.slot.low < last->slot.high;
        if (!overlaps) {
            merged.push_back(band);
            continue;
        }
        last->slot.high = std::max(last->slot.high, band.slot.high);
        last->columns |= band.columns;
    }
    std::vector<Band> packed;
    for (const Band& band : merged) {
        Band* last = packed.empty() ? nullptr : &packed.back();
        if (last && (last->columns & band.columns) == 0 && last->slot.kernel == band.slot.kernel) {
            last->slot.high = band.slot.high;
            last->columns |= band.columns;
        } else {
            packed.push_back(band);
        }
    }
    return packed;
}

std::vector<SpaceSlot> slots_of(const Machine& machine, const std::vector<SpaceColumn>& columns) {
    const SpaceHalves halves = halves_of(machine.hw.format);
    std::vector<SpaceSlot> slots;  // the lowest first
    u128 at = 0;
    bool kernel = false;
    const auto gap_to = [&](u128 to) {
        if (to > at) slots.push_back({SpaceSlot::Kind::gap, at, to, kernel});
        at = to;
    };
    const auto cross = [&] {  // from the lower half into the upper
        gap_to(halves.user_end);
        if (halves.hole) slots.push_back({SpaceSlot::Kind::hole, halves.user_end, halves.high_start});
        at = halves.high_start;
        kernel = true;
    };
    for (const Band& band : bands_of(columns)) {
        if (band.slot.kernel && !kernel) cross();
        gap_to(band.slot.low);
        at = band.slot.high;
        slots.push_back(band.slot);
    }
    if (halves.high_start && !kernel) cross();
    gap_to(halves.high_start ? u128{1} << 64 : halves.user_end);
    std::reverse(slots.begin(), slots.end());
    return slots;
}

// A band is as high as the cards that one column stacks in it. Rows and slots both run downwards.
void add_heights(const Machine& machine, const SpaceColumn& column, float zoom, std::vector<SpaceSlot>& slots) {
    std::size_t at = 0;
    float height = 0;
    for (const SpaceRow& row : column.rows) {
        if (row.kind != SpaceRow::Kind::area) continue;
        for (; row.start < slots[at].low; ++at) height = 0;
        height += card_look(machine, *row.area, column.cards_width(), zoom).height;
        slots[at].height = std::max(slots[at].height, height);
    }
}

// Gives the slots their places; what is left of `room` makes the gaps wider. The height of all.
float stack(const Machine& machine, const std::vector<SpaceColumn>& columns, float zoom, float gap, float room, std::vector<SpaceSlot>& slots) {
    float total = 0, gaps = 0;
    for (SpaceSlot& slot : slots) slot.height = slot.kind == SpaceSlot::Kind::band ? 0 : px(gap);
    for (const SpaceColumn& column : columns) add_heights(machine, column, zoom, slots);
    for (const SpaceSlot& slot : slots) {
        total += slot.height;
        gaps += slot.kind != SpaceSlot::Kind::band;
    }
    const float more = std::clamp((room - total) / std::max(gaps, 1.0f), 0.0f, px(most_gap - gap));
    float y = 0;
    for (SpaceSlot& slot : slots) {
        if (slot.kind != SpaceSlot::Kind::band) slot.height += more;
        slot.y = y;
        y += slot.height;
    }
    return y;
}

// True when no area would have to do with less than it has unzoomed.
bool bears_zoom(const Machine& machine, const std::vector<SpaceColumn>& columns, float zoom) {
    for (const SpaceColumn& column : columns)
        for (const SpaceRow& row : column.rows)
            if (row.kind == SpaceRow::Kind::area &&
                card_look(machine, *row.area, column.cards_width(), zoom).pages != card_look(machine, *row.area, column.cards_width(), 1).pages)
                return false;
    return true;
}

}  // namespace

SpaceLayout space_layout(const PanelContext& context, const Selection& selection, ImVec2 at, ImVec2 room) {
    const Machine& machine = context.timeline.machine();
    SpaceLayout layout;
    layout.columns = columns_of(context, selection, room.x);
    if (layout.columns.empty()) return layout;
    layout.slots = slots_of(machine, layout.columns);
    place_columns(layout.columns, at.x, room.x);
    for (const float zoom : {1.75f, 1.5f, 1.25f, 1.0f}) {
        layout.zoom = zoom;
        if (zoom > 1 && !bears_zoom(machine, layout.columns, zoom)) continue;
        layout.height = stack(machine, layout.columns, zoom, gap_height, room.y, layout.slots);
        if (layout.height <= room.y) return layout;
    }
    // It scrolls: the scroll bar takes its width, and what is empty has to stand back for the pages.
    place_columns(layout.columns, at.x, room.x - px(scrollbar));
    layout.height = stack(machine, layout.columns, 1, tight_gap, room.y, layout.slots);
    return layout;
}

}  // namespace ui
