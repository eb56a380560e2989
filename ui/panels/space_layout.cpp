#include "ui/panels/space_layout.h"

#include <algorithm>

#include "core/base/text.h"
#include "ui/widgets.h"

namespace ui {

using base::u128;
using sim::Machine;

namespace {

constexpr float title_height = 20, address_height = 18, card_gap = 8, strip_height = 14, strip_text = 19, least_column = 148, column_gap = 18;
constexpr std::size_t most_columns = 3;
constexpr int small_lines = 2;

}  // namespace

CardLook card_look(const Machine& machine, const os::Vma& area, float width) {
    const std::uint64_t pages = area.bytes >> machine.hw.format.page_bits;
    const float number = text_size(base::hex(machine.kernel.frames.total() - 1), mono_small).x;
    CardLook look;
    look.pitch = std::max(px(44), number + px(10));
    look.per_line = std::max(1, static_cast<int>(width / look.pitch));
    const float head = px(title_height + address_height + card_gap), framed = px(space_cell + space_frame_line);
    look.height = head + framed;
    if (pages <= static_cast<std::uint64_t>(look.per_line)) return look;
    const int small = std::max(1, static_cast<int>(width / px(space_small_cell)));
    if (pages <= static_cast<std::uint64_t>(small * small_lines)) {
        look.pages = CardLook::Pages::small;
        look.pitch = px(space_small_cell);
        look.per_line = small;
        look.lines = static_cast<int>((pages + static_cast<std::uint64_t>(small) - 1) / static_cast<std::uint64_t>(small));
        look.height = head + px(space_small_cell) * static_cast<float>(look.lines);
        return look;
    }
    look.pages = CardLook::Pages::strip;
    look.height = head + px(strip_text + strip_height + 6) + framed;
    return look;
}

std::size_t columns_that_fit(float width) {
    const auto fit = static_cast<std::size_t>(std::max(1.0f, (width + px(column_gap)) / px(least_column + column_gap)));
    return std::min(fit, most_columns);
}

std::vector<SpaceColumn> space_columns(const PanelContext& context, const Selection& selection, ImVec2 at, float width) {
    std::vector<std::uint32_t> processes = space_processes(context);
    const std::size_t fit = columns_that_fit(width);
    const std::size_t first = processes.size() > fit ? std::min<std::size_t>(selection.space_first, processes.size() - fit) : 0;
    std::vector<SpaceColumn> columns;
    const std::size_t count = std::min(fit, processes.size());
    if (count == 0) return columns;
    const float each = (width - px(column_gap) * static_cast<float>(count - 1)) / static_cast<float>(count);
    for (std::size_t i = 0; i < count; ++i) {
        SpaceColumn column;
        column.process = processes[first + i];
        column.rows = rows_of(context.timeline.machine(), column.process);
        column.x = at.x + static_cast<float>(i) * (each + px(column_gap));
        column.width = each;
        column.bar = each < px(240) ? px(12) : px(26);
        column.cards = column.x + column.bar + (each < px(240) ? px(10) : px(30));
        columns.push_back(std::move(column));
    }
    return columns;
}

namespace {

// Areas of all columns as ranges, those that overlap put together; the lowest first.
std::vector<SpaceSlot> bands_of(const std::vector<SpaceColumn>& columns) {
    std::vector<SpaceSlot> bands;
    for (const SpaceColumn& column : columns)
        for (const SpaceRow& row : column.rows)
            if (row.kind == SpaceRow::Kind::area) bands.push_back({SpaceSlot::Kind::band, row.start, row.start + row.bytes, row.kernel});
    std::sort(bands.begin(), bands.end(), [](const SpaceSlot& a, const SpaceSlot& b) { return a.low < b.low; });
    std::vector<SpaceSlot> merged;
    for (const SpaceSlot& band : bands) {
        if (!merged.empty() && band.low < merged.back().high) merged.back().high = std::max(merged.back().high, band.high);
        else merged.push_back(band);
    }
    return merged;
}

// A band is as high as the cards that one column stacks in it. Rows and slots both run downwards.
void add_heights(const Machine& machine, const SpaceColumn& column, std::vector<SpaceSlot>& slots) {
    std::size_t at = 0;
    float height = 0;
    for (const SpaceRow& row : column.rows) {
        if (row.kind != SpaceRow::Kind::area) continue;
        for (; row.start < slots[at].low; ++at) height = 0;
        height += card_look(machine, *row.area, column.cards_width()).height;
        slots[at].height = std::max(slots[at].height, height);
    }
}

}  // namespace

std::pair<std::size_t, std::size_t> rows_in(const SpaceColumn& column, const SpaceSlot& slot) {
    const auto above = [](const SpaceRow& row, u128 start) { return row.start >= start; };
    const auto first = std::lower_bound(column.rows.begin(), column.rows.end(), slot.high, above);
    const auto last = std::lower_bound(first, column.rows.end(), slot.low, above);
    return {static_cast<std::size_t>(first - column.rows.begin()), static_cast<std::size_t>(last - column.rows.begin())};
}

std::vector<SpaceSlot> space_slots(const Machine& machine, const std::vector<SpaceColumn>& columns) {
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
    for (SpaceSlot band : bands_of(columns)) {
        if (band.kernel && !kernel) cross();
        gap_to(band.low);
        at = band.high;
        slots.push_back(band);
    }
    if (halves.high_start && !kernel) cross();
    gap_to(halves.high_start ? u128{1} << 64 : halves.user_end);
    std::reverse(slots.begin(), slots.end());
    for (SpaceSlot& slot : slots) slot.height = slot.kind == SpaceSlot::Kind::band ? 0 : px(space_gap_height);
    for (const SpaceColumn& column : columns) add_heights(machine, column, slots);
    float y = 0;
    for (SpaceSlot& slot : slots) {
        slot.y = y;
        y += slot.height;
    }
    return slots;
}

}  // namespace ui
