// What the curves panel shows: a chart that the step's view names, as data. Each view is a function that fills a
// CurveChart; picture, table and sentence know only the chart.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ui/panel.h"

namespace ui {

/// In place of a value that there is not.
constexpr std::uint64_t no_value = ~std::uint64_t{0};

/// One curve: its value at x_first, x_first + x_step, ...
struct Curve {
    std::string part;     ///< "lru": for highlights, hiding and colour
    std::string label;
    std::vector<std::uint64_t> values;

    /// x - x_first for which the next value is higher although more should never cost more.
    std::vector<std::size_t> rises() const;
};

struct CurveChart {
    std::string x_label, y_label;
    std::uint64_t x_first = 1;
    std::uint64_t x_last = 1;
    std::uint64_t x_step = 1;      ///< from one value to the next
    std::uint64_t whole = 1;       ///< what a value is a share of; also the top of the axis
    bool shares = true;            ///< the axis has percent of `whole`; else the values themselves
    std::string value_id = "curves.value", brief_id = "curves.value_brief";  ///< strings that tell a value: itself, `whole`, the percentage
    std::vector<Curve> curves;
    bool falling = true;           ///< a rise is worth a word (Belady's anomaly)
    std::uint64_t cursor = 1;      ///< the machine's own x
    std::string cursor_command;    ///< what a drag sends, before the number: "string frames="
    std::uint64_t cursor_most = 1;
    std::string cursor_part = "frames";

    std::uint64_t rows() const { return (x_last - x_first) / x_step + 1; }
    std::optional<std::uint64_t> value(std::size_t curve, std::uint64_t x) const;
};

/// nullptr when there is nothing to plot; nothing_text() says why.
const CurveChart* curve_chart(const PanelContext& context);
std::string nothing_text(const PanelContext& context);

/// "9 of 12, 75.0%".
std::string value_text(const CurveChart& chart, std::uint64_t value);
/// "9, 75%".
std::string brief_value_text(const CurveChart& chart, std::uint64_t value);
/// "Belady's anomaly: FIFO, 9 with 3 frames and 10 with 4."; empty when no curve that is shown rises.
std::string rise_text(const PanelContext& context, const CurveChart& chart);

}  // namespace ui
