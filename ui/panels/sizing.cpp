// Sizing: how large page tables are for an address width, a page size and an entry size that the reader
// sets; one flat table beside a tree that holds what is mapped.
#include "core/base/text.h"
#include "lessons/engine/panel_ids.h"
#include "lessons/engine/strings.h"
#include "ui/panels/sizing_picture.h"
#include "ui/walk_state.h"
#include "ui/widgets.h"

namespace ui {

using lessons::tr;

std::vector<SizingBar> sizing_bars(const SizingState& s) {
    std::vector<SizingBar> bars;
    if (!s.problem.empty()) return bars;
    const std::string many = base::grouped(s.processes);
    const auto label = [&](const char* id) { return s.processes > 1 ? tr(std::string(id) + "_all", {many}) : tr(id); };
    const auto bytes = [&](const std::optional<SizingTables>& tables) { return tables ? std::optional<u128>(tables->bytes * s.processes) : std::nullopt; };
    if (!s.with_tree) bars.push_back({tr("sizing.one_process"), "flat", false, s.flat.bytes, {}});
    if (s.with_tree || s.processes > 1) bars.push_back({label("sizing.bar_flat"), "flat", false, s.flat.bytes * s.processes, {}});
    if (!s.with_tree) return bars;
    bars.push_back({label("sizing.bar_dearest"), "tree", true, bytes(s.dearest), tr("sizing.no_tree")});
    bars.push_back({label("sizing.bar_cheapest"), "tree", false, bytes(s.cheapest), tr("sizing.no_tree")});
    return bars;
}

std::vector<std::string> sizing_formulas(const PanelContext& context, const SizingState& s) {
    if (!s.problem.empty()) return {};
    std::vector<std::string> lines;
    if (is_hidden(context, "flat")) {
        lines.push_back(tr("sizing.formula_hidden", {base::size(s.pte)}));
    } else {
        lines.push_back(tr("sizing.formula_flat", {power_text(s.flat.count), base::size(s.pte), base::size(s.flat.bytes)}));
        if (s.processes > 1) lines.push_back(tr("sizing.formula_all", {base::size(s.flat.bytes), base::grouped(s.processes), base::size(s.flat.bytes * s.processes)}));
    }
    if (!s.with_tree || !s.cheapest || is_hidden(context, "tree")) return lines;
    std::string widths;
    for (const unsigned bits : s.index_bits) widths += (widths.empty() ? "" : " + ") + base::dec(bits);
    const std::string take = s.mapped_pages == 1 ? tr("sizing.page_takes") : tr("sizing.pages_take", {power_text(s.mapped_pages)});
    const std::string least = power_text(s.cheapest->count);
    const std::string tables = s.cheapest->count == s.dearest->count ? least : tr("sizing.least_to_most", {least, power_text(s.dearest->count)});
    lines.push_back(tr(s.index_bits.size() == 1 ? "sizing.formula_one_level" : "sizing.formula_tree", {base::dec(s.index_bits.size()), widths, take, tables, base::size(s.page)}));
    return lines;
}

namespace {

void draw(const PanelContext& context, Selection&, std::vector<PanelRequest>& requests) { draw_sizing(context, sizing_state(context), requests); }

PanelHeight wanted_height(const PanelContext& context, const Selection&, float width) { return sizing_height(context, sizing_state(context), width); }

// --- text twins -------------------------------------------------------------------------------

std::string bytes_text(const PanelContext& context, const SizingBar& bar) {
    if (is_hidden(context, bar.part)) return "?";
    return bar.bytes ? base::size(*bar.bytes) : bar.why_none;
}

std::string say(const PanelContext& context, const Selection&) {
    const SizingState s = sizing_state(context);
    if (!s.problem.empty()) return s.problem;
    std::string text = tr("sizing.say", {base::bits(s.va_width), base::size(s.page), base::size(s.pte)});
    for (const SizingBar& bar : sizing_bars(s)) {
        text += " " + tr("sizing.say_bar", {bar.label, bytes_text(context, bar)});
        if (bar.bytes && *bar.bytes > laptop_ram && !is_hidden(context, bar.part)) text += " " + tr("sizing.say_over", {base::size(laptop_ram)});
    }
    return text;
}

TableData table(const PanelContext& context, const Selection&, std::uint64_t first, std::uint64_t count) {
    TableData data;
    data.columns = {tr("sizing.column_what"), tr("sizing.column_count"), tr("sizing.column_size"), tr("sizing.column_bytes")};
    const SizingState s = sizing_state(context);
    std::vector<std::vector<std::string>> rows;
    for (const SizingSlider& slider : s.sliders)
        rows.push_back({tr("sizing." + std::string(slider.part)), quantity_text(slider.quantity, slider.value), "", ""});
    if (s.problem.empty()) {
        const auto add = [&](const char* id, const char* part, const std::optional<SizingTables>& tables, u128 times) {
            if (is_hidden(context, part)) rows.push_back({tr(id, {base::grouped(times)}), "?", "?", "?"});
            else if (!tables) rows.push_back({tr(id, {base::grouped(times)}), tr("sizing.no_tree"), "", ""});
            else rows.push_back({tr(id, {base::grouped(times)}), base::grouped(tables->count * times), base::size(tables->bytes * times), base::grouped(tables->bytes * times)});
        };
        add("sizing.row_flat", "flat", s.flat, 1);
        if (s.processes > 1) add("sizing.row_flat_all", "flat", s.flat, s.processes);
        if (s.with_tree) {
            add("sizing.row_dearest", "tree", s.dearest, 1);
            add("sizing.row_cheapest", "tree", s.cheapest, 1);
        }
        rows.push_back({tr("sizing.row_space"), "", base::size(s.space), base::grouped(s.space)});
        rows.push_back({tr("sizing.row_laptop"), "", base::size(laptop_ram), base::grouped(laptop_ram)});
    }
    data.total_rows = rows.size();
    for (std::uint64_t i = first; i < rows.size() && i - first < count; ++i) data.rows.push_back(rows[i]);
    return data;
}

std::vector<PanelAction> actions(const PanelContext& context, const Selection&) {
    std::vector<PanelAction> list;
    for (const SizingSlider& slider : sizing_state(context).sliders)
        for (const bool up : {true, false}) {
            const u128 value = slider.next(up);
            list.push_back({tr(up ? "sizing.more_to" : "sizing.less_to", {tr("sizing." + std::string(slider.part)), quantity_text(slider.quantity, value)}),
                            {PanelRequest::Kind::command, let_command(slider, value), false}, value != slider.value});
        }
    return list;
}

std::string hint(const PanelContext&, const Selection&) { return tr("sizing.hint"); }

}  // namespace

const Panel sizing_panel{"sizing", "panel.sizing", draw, say, table, actions, nullptr, wanted_height, hint};

}  // namespace ui
