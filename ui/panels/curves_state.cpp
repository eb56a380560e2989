#include "ui/panels/curves_state.h"

#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/panels/replacement_state.h"
#include "ui/remembered.h"
#include "ui/walk_state.h"

namespace ui {
namespace {

using base::dec;
using base::grouped;
using lessons::tr;

constexpr std::uint32_t most_points = 256;

// Misses over frames, on the machine's reference string. The first view of the panel; others fill the chart otherwise.
void fill_replacement(const PanelContext& context, CurveChart& chart) {
    const sim::ReferenceString& string = context.timeline.machine().string;
    if (string.pages.empty()) return;
    const auto distinct = static_cast<std::uint32_t>(string.distinct());
    const std::uint32_t last = std::min(std::max({distinct, string.frames, 2u}), most_points);
    chart.x_last = last;
    chart.whole = string.pages.size();
    chart.shares = context.show.view != "faults";
    chart.x_label = tr("curves.x_frames");
    chart.y_label = tr(chart.shares ? "curves.y_ratio" : "curves.y_faults");
    chart.cursor = string.frames;
    chart.cursor_command = "string frames=";
    chart.cursor_most = last;
    std::vector<std::string> policies = shown_policies(context);
    if (context.show.argument.empty()) policies = {"fifo", "lru", "opt"};
    for (const std::string& policy : policies) {
        auto values = sim::string_curve(policy, string.pages, last);
        if (values) chart.curves.push_back({policy, policy_label(policy), std::move(*values)});
    }
}

}  // namespace

std::vector<std::size_t> Curve::rises() const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i + 1 < values.size(); ++i)
        if (values[i + 1] > values[i]) found.push_back(i);
    return found;
}

std::optional<std::uint64_t> CurveChart::value(std::size_t curve, std::uint64_t x) const {
    const auto& values = curves[curve].values;
    if (x < x_first || x - x_first >= values.size()) return std::nullopt;
    return values[static_cast<std::size_t>(x - x_first)];
}

const CurveChart* curve_chart(const PanelContext& context) {
    static Remembered<CurveChart, std::string, std::string> remembered;
    const CurveChart& chart = remembered.at(context.timeline, context.show.argument, context.show.view, [&](CurveChart& made) {
        made = {};
        fill_replacement(context, made);
    });
    return chart.curves.empty() ? nullptr : &chart;
}

std::string value_text(const CurveChart& chart, std::uint64_t value) {
    return tr("curves.value", {grouped(value), grouped(chart.whole), base::fraction(base::u128{value} * 100, chart.whole, 1)});
}

std::string brief_value_text(const CurveChart& chart, std::uint64_t value) {
    return tr("curves.value_brief", {grouped(value), dec(value * 100 / chart.whole)});
}

std::string rise_text(const PanelContext& context, const CurveChart& chart) {
    if (!chart.falling) return {};
    std::string text;
    for (const Curve& curve : chart.curves) {
        const auto rises = curve.rises();
        if (rises.empty() || is_hidden(context, curve.part) || is_hidden(context, "anomaly")) continue;
        const std::size_t i = rises.front();
        const std::uint64_t x = chart.x_first + i;
        text += (text.empty() ? "" : " ") + tr("curves.anomaly", {curve.label, grouped(curve.values[i]), grouped(x), grouped(curve.values[i + 1]), grouped(x + 1)});
    }
    return text;
}

}  // namespace ui
