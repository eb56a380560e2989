// Curves: what grows or falls with what, exactly; misses over page frames for a start.
#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/curves_picture.h"
#include "ui/walk_state.h"
#include "ui/widgets.h"

namespace ui {
namespace {

using base::dec;
using base::grouped;
using lessons::tr;

void draw(const PanelContext& context, Selection&, std::vector<PanelRequest>& requests) {
    if (const CurveChart* chart = curve_chart(context)) return draw_curves(context, *chart, requests);
    draw_nothing(nothing_text(context));
}

PanelHeight wanted_height(const PanelContext& context, const Selection&, float width) {
    const CurveChart* chart = curve_chart(context);
    return chart ? curves_height(context, *chart, width) : PanelHeight{40, 40, 0};
}

std::string say(const PanelContext& context, const Selection&) {
    const CurveChart* chart = curve_chart(context);
    if (!chart) return nothing_text(context);
    std::string text = tr("curves.say", {chart->y_label, grouped(chart->x_first), grouped(chart->x_last), chart->x_label});
    std::string values;
    for (std::size_t i = 0; i < chart->curves.size(); ++i) {
        const auto value = chart->value(i, chart->cursor);
        const bool hidden = is_hidden(context, chart->curves[i].part);
        values += (values.empty() ? "" : "; ") + tr("curves.say_value", {chart->curves[i].label, hidden ? "?" : value ? value_text(*chart, *value) : "–"});
    }
    text += " " + tr("curves.say_at", {grouped(chart->cursor), chart->x_label, values});
    const std::string rise = rise_text(context, *chart);
    return rise.empty() ? text : text + " " + rise;
}

TableData table(const PanelContext& context, const Selection&, std::uint64_t first, std::uint64_t count) {
    TableData data;
    const CurveChart* chart = curve_chart(context);
    if (!chart) return data;
    data.columns = {chart->x_label};
    for (const Curve& curve : chart->curves) data.columns.push_back(curve.label);
    data.total_rows = chart->rows();
    for (std::uint64_t i = first; i < data.total_rows && i - first < count; ++i) {
        const std::uint64_t x = chart->x_first + i * chart->x_step;
        std::vector<std::string> cells{dec(x)};
        for (std::size_t c = 0; c < chart->curves.size(); ++c) {
            const auto value = chart->value(c, x);
            cells.push_back(is_hidden(context, chart->curves[c].part) ? "?" : value ? value_text(*chart, *value) : "");
        }
        data.rows.push_back(std::move(cells));
    }
    return data;
}

std::vector<PanelAction> actions(const PanelContext& context, const Selection&) {
    std::vector<PanelAction> list;
    const CurveChart* chart = curve_chart(context);
    if (!chart || chart->cursor_command.empty()) return list;
    const auto add = [&](const char* id, std::uint64_t x, bool enabled) {
        list.push_back({tr(id, {chart->x_label}), {PanelRequest::Kind::command, chart->cursor_command + dec(x), false}, enabled});
    };
    add("curves.more", std::min(chart->cursor + 1, chart->cursor_most), chart->cursor < chart->cursor_most);
    add("curves.less", std::max(chart->cursor, chart->x_first + 1) - 1, chart->cursor > chart->x_first);
    return list;
}

std::string hint(const PanelContext& context, const Selection&) {
    const CurveChart* chart = curve_chart(context);
    return !chart ? std::string() : tr(chart->cursor_command.empty() ? "curves.hint_read" : "curves.hint");
}

}  // namespace

const Panel curves_panel{"curves", "panel.curves", draw, say, table, actions, nullptr, wanted_height, hint};

}  // namespace ui
