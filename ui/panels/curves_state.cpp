#include "ui/panels/curves_state.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/sim/studies.h"
#include "lessons/engine/strings.h"
#include "ui/panels/replacement_state.h"
#include "ui/panels/scheduler_state.h"
#include "ui/remembered.h"
#include "ui/walk_state.h"

namespace ui {
namespace {

using base::dec;
using base::grouped;
using lessons::tr;

constexpr std::uint32_t most_points = 256;
constexpr std::uint64_t most_references = 100'000, window_factor = 4;

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

// CPU and disk use over the degree of multiprogramming, as far as it was tried out: the machine's own history.
void fill_load(const PanelContext& context, CurveChart& chart) {
    const SchedulerState& s = scheduler_state(context);
    const auto tried = sim::use_by_degree(s.samples, std::max<std::size_t>(s.running.size(), 1), s.channels);
    if (tried.empty()) return;
    chart.x_last = std::max<std::uint64_t>({s.jobs.size(), tried.back().degree, 2});
    chart.whole = 1000;
    chart.value_id = "curves.percent";
    chart.brief_id = "curves.percent_brief";
    chart.falling = false;
    chart.x_label = tr("curves.x_active");
    chart.y_label = tr("curves.y_load");
    chart.cursor = s.active;
    chart.cursor_command = "set load ";
    chart.cursor_most = std::max<std::uint64_t>(s.alive(), 1);
    chart.cursor_part = "active";
    Curve cpu{"cpu", tr("curves.cpu"), std::vector<std::uint64_t>(static_cast<std::size_t>(chart.x_last), no_value)};
    Curve disk{"disk", tr("curves.disk"), cpu.values};
    for (const sim::DegreeUse& point : tried) {
        cpu.values[static_cast<std::size_t>(point.degree - 1)] = point.use.cpu;
        disk.values[static_cast<std::size_t>(point.degree - 1)] = point.use.disk;
    }
    chart.curves = {std::move(cpu), std::move(disk)};
}

// |W(t, tau)| of the current process over its own references: with the machine's window, a shorter and a longer one.
void fill_working_set(const PanelContext& context, CurveChart& chart) {
    const sim::Machine& m = context.timeline.machine();
    const sim::Job* job = m.scheduler.job_of(m.process);
    if (!job || job->done == 0) return;
    const std::uint64_t shown = std::min(job->done, most_references), tau = m.scheduler.load.tau;
    chart.x_step = chart.x_first = (shown + most_points - 1) / most_points;
    chart.x_last = shown / chart.x_step * chart.x_step;
    chart.whole = 1;
    chart.shares = chart.falling = false;
    chart.value_id = chart.brief_id = "curves.pages";
    chart.x_label = tr("curves.x_references");
    chart.y_label = tr("curves.y_set", {m.kernel.processes[m.process].name});
    chart.cursor = chart.x_last;
    chart.cursor_part = "now";
    const auto add = [&](const char* part, std::uint64_t window) {
        Curve curve{part, tr("curves.set", {grouped(window)}), sim::working_set_course(*job, m.hw.format.page_bits, window, shown, chart.x_step)};
        for (const std::uint64_t size : curve.values) chart.whole = std::max(chart.whole, size);
        chart.curves.push_back(std::move(curve));
    };
    if (tau >= window_factor) add("short", tau / window_factor);
    add("window", tau);
    if (tau <= shown) add("long", tau * window_factor);
}

// The line of an effective access time stands at the value of a name, which a drag binds anew.
void plot_access_time(CurveChart& chart, const sim::Machine& machine, std::string_view name) {
    const sim::Binding* binding = machine.find_name(name);
    chart.x_first = 0;
    chart.x_last = 100;
    chart.shares = chart.falling = false;
    chart.value_id = chart.brief_id = "curves.ns";
    chart.y_label = tr("curves.y_access");
    chart.cursor = binding ? static_cast<std::uint64_t>(std::min<base::u128>(binding->value, chart.x_last)) : 10;
    chart.cursor_command = "let " + std::string(name) + " = ";
    chart.cursor_most = chart.x_last;
    chart.cursor_part = name;
}

// `mean(x)` at every x of the chart, to the nearest ns.
template <typename Function>
void add_means(CurveChart& chart, const char* part, std::string label, Function mean) {
    Curve curve{part, std::move(label), {}};
    for (std::uint64_t x = chart.x_first; x <= chart.x_last; ++x) {
        const sim::Mean found = mean(x);
        curve.values.push_back(static_cast<std::uint64_t>((found.sum + found.count / 2) / found.count));
        chart.whole = std::max(chart.whole, curve.values.back());
    }
    chart.curves.push_back(std::move(curve));
}

// Over the TLB misses in 100 accesses: with a walk that reads every table, and with one that the walk caches shorten to one read.
void fill_access(const PanelContext& context, CurveChart& chart) {
    const hw::Preset& costs = context.timeline.machine().hw.costs;
    const std::uint64_t levels = context.timeline.machine().hw.format.level_count;
    plot_access_time(chart, context.timeline.machine(), "missed");
    chart.x_label = tr("curves.x_missed");
    const auto add = [&](const char* part, std::uint64_t reads) {
        add_means(chart, part, tr(reads == 1 ? "curves.read" : "curves.reads", {dec(reads)}),
                  [&](std::uint64_t x) { return sim::effective_access(100, x, costs.tlb_ns, costs.mem_ns, reads); });
    };
    add("walk", levels);
    if (levels > 1) add("short", 1);
}

// Over the accesses in a million that wait for a disk: this machine's, and flash storage or a hard disk beside it.
void fill_paging(const PanelContext& context, CurveChart& chart) {
    constexpr std::uint64_t flash_ns = 100'000, disk_ns = 10'000'000;  // FACTS.md, section 6
    const hw::Preset& costs = context.timeline.machine().hw.costs;
    plot_access_time(chart, context.timeline.machine(), "waits");
    chart.x_label = tr("curves.x_waits");
    for (const std::uint64_t fault : {std::max(costs.major_ns, disk_ns), std::min(costs.major_ns, flash_ns)})
        add_means(chart, fault >= disk_ns ? "disk" : "short", tr("curves.wait", {base::duration(fault)}),
                  [&](std::uint64_t x) { return sim::effective_access_with_faults(1'000'000, x, costs.mem_ns, fault); });
}

struct View {
    std::string_view name;
    void (*fill)(const PanelContext&, CurveChart&);
    const char* nothing;  ///< the string that says why there is no curve
};
constexpr View views[] = {
    {"load", fill_load, "curves.none_load"},
    {"working-set", fill_working_set, "curves.none_set"},
    {"access", fill_access, "curves.none"},
    {"paging", fill_paging, "curves.none"},
    {"", fill_replacement, "curves.none"},  // and "faults"
};
const View& view_of(const PanelContext& context) {
    return *std::find_if(std::begin(views), std::end(views) - 1, [&](const View& view) { return view.name == context.show.view; });
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
    if (x < x_first || (x - x_first) / x_step >= values.size()) return std::nullopt;
    const std::uint64_t found = values[static_cast<std::size_t>((x - x_first) / x_step)];
    return found == no_value ? std::nullopt : std::optional(found);
}

const CurveChart* curve_chart(const PanelContext& context) {
    static Remembered<CurveChart, std::string, std::string> remembered;
    const CurveChart& chart = remembered.at(context.timeline, context.show.argument, context.show.view, [&](CurveChart& made) {
        made = {};
        view_of(context).fill(context, made);
    });
    return chart.curves.empty() ? nullptr : &chart;
}

std::string nothing_text(const PanelContext& context) { return tr(view_of(context).nothing); }

std::string value_text(const CurveChart& chart, std::uint64_t value) {
    return tr(chart.value_id, {grouped(value), grouped(chart.whole), base::fraction(base::u128{value} * 100, chart.whole, 1)});
}

std::string brief_value_text(const CurveChart& chart, std::uint64_t value) {
    return tr(chart.brief_id, {grouped(value), dec(value * 100 / chart.whole)});
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
