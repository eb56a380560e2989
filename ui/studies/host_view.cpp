#include "ui/studies/host_view.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/base/text.h"
#include "core/sim/chase.h"
#include "lessons/engine/strings.h"
#include "ui/studies/chart.h"

namespace ui::studies {

using base::hex;
using lessons::tr;

namespace {

constexpr std::array<const char*, HostView::section_count> section_ids{"places", "faults", "reach"};
constexpr std::array<const char*, 3> stage_ids{"places", "faults", "chase"};

const std::vector<const hw::Preset*>& choices() {
    static const std::vector<const hw::Preset*> list = sim::chase_presets();
    return list;
}

std::string time_text(double ns) {
    if (ns >= 1e6) return tr("desktop.host.ms", {number_text(ns / 1e6)});
    if (ns >= 1e4) return tr("desktop.host.us", {number_text(ns / 1e3)});
    return tr("desktop.host.ns", {number_text(ns)});
}

std::string reach_text(std::uint64_t pages, std::uint64_t page_bytes) { return size_text(base::u128{pages} * page_bytes); }

// The id of a kind of fault in the strings: "copy-on-write" is desktop.host.copy_on_write.
std::string string_id(std::string name) {
    for (char& c : name)
        if (c == '-' || c == ' ') c = '_';
    return "desktop.host." + name;
}

}  // namespace

void HostView::begin(const HostRequest& request, const std::function<void()>& tell) {
    report_.reset();
    said_.clear();
    section_ = 0;
    job_.begin([request](JobSteps& steps) { return base::Result<Host>(look_at_host(request, steps)); }, tell);
}

bool HostView::tick() {
    auto found = job_.take();
    if (found) show(std::move(**found));
    return found.has_value();
}

void HostView::show(Host host) {
    report_ = std::move(host);
    model_ = model_of_chase(preset(), report_->chase);
    const std::string none = tr("cli.host-unknown");
    said_ = report_->kernel + "; " + tr("cli.host-pages", {size_text(report_->page_bytes), report_->huge_bytes > 0 ? size_text(report_->huge_bytes) : none, report_->thp.empty() ? none : report_->thp});
}

void HostView::cancel() {
    job_.stop();
    said_ = tr("trace.cancelled");
}

bool HostView::turn(bool on) {
    return report_ && turn_section(section_, section_count, on);
}

std::size_t HostView::usual_preset() {
    const auto usual = std::find_if(choices().begin(), choices().end(), [](const hw::Preset* each) { return each->name == "sapphire-rapids"; });
    return static_cast<std::size_t>(usual - choices().begin());
}

const hw::Preset& HostView::preset() const { return *choices()[preset_]; }

// --- drawing it ---------------------------------------------------------------------------------

void HostView::draw(Paper& paper, float screen_height, const std::function<void()>& tell) {
    if (job_.running()) {
        const std::size_t stage = std::min<std::size_t>(job_.count(), stage_ids.size() - 1);
        if (reading_page(paper, "host.cancel", tr("desktop.host.title"), tr("desktop.host.measuring"), job_.share(), tr("desktop.host.stage_" + std::string(stage_ids[stage])))) cancel();
    } else if (!report_) {
        draw_start(paper, tell);
    } else {
        draw_report(paper, screen_height);
    }
}

void HostView::draw_start(Paper& paper, const std::function<void()>& tell) {
    paper.title(tr("desktop.host.title"));
    paper.text(tr("desktop.host.lead"));
    paper.skip(10);
    if (field_row(paper, "host.folder", tr("desktop.host.folder"), folder_, tr("desktop.host.folder_hint"), tr("desktop.host.measure"), false)) begin({.folder = folder_}, tell);
    if (!said_.empty()) paper.text(said_, "ink", true);
    paper.skip(8);
    paper.text(tr("desktop.host.how"), "ink-3");
}

void HostView::draw_report(Paper& paper, float screen_height) {
    const float begin = paper.at.y;
    const bool low = screen_height < px(560);  // as with big type: the picture comes before what explains it
    paper.text(said_, "ink", true);
    section_ = section_row(paper, "host", section_ids, section_);
    const std::string id = "desktop.host." + std::string(section_ids[section_]);
    paper.heading(tr(id + "_head"));
    if (!low) paper.text(tr(id + "_what"));
    paper.skip(4);
    const float chart = std::clamp((screen_height - (paper.at.y - begin)) / look().scale - (low ? 80 : 230), 190.0f, 400.0f);
    switch (section_) {
        case 0: draw_places(paper); break;
        case 1: draw_faults(paper); break;
        default: draw_reach(paper, chart);
    }
    if (low) paper.text(tr(id + "_what"));
    paper.skip(10);
    if (button_row(paper, "host.again", tr("desktop.host.again"))) report_.reset(), said_.clear();
}

void HostView::draw_places(Paper& paper) const {
    if (report_->places.empty()) return paper.text(tr("cli.host-no-runs"), "fault", true);
    Table table{{}, {tr("desktop.host.part"), tr("desktop.host.first_run"), tr("desktop.host.differ"), tr("desktop.host.from_bit"), tr("desktop.host.layouts")}, {}, true, 2};
    bool any = false;
    for (const PlaceBits& place : report_->places) {
        const bool moves = place.bits() > 0;
        any = any || moves;
        table.rows.push_back({tr("desktop.host." + place.name), hex(place.seen[0], 12), count_text(place.bits()), moves ? count_text(place.lowest) : "–",
                              count_text(base::u128{1} << place.bits())});
    }
    draw_table(paper, table);
    paper.skip(4);
    const std::string mode = report_->randomize.empty() ? tr("cli.host-unknown") : report_->randomize;
    paper.text(tr(any ? "desktop.host.moves" : "desktop.host.stays", {mode, base::grouped(report_->places[0].seen.size())}), "ink", true);
}

void HostView::draw_faults(Paper& paper) {
    Table table{{}, {tr("desktop.host.fault"), tr("desktop.host.pages"), tr("desktop.host.minor"), tr("desktop.host.major"), tr("desktop.host.time"), tr("desktop.host.model_time", {preset().name})}, {}};
    std::vector<std::string> reasons;
    for (const FaultCost& cost : report_->faults) {
        const std::string name = tr(string_id(cost.name));
        const bool none = cost.minor + cost.major == 0;
        table.rows.push_back({name, count_text(cost.pages), count_text(cost.minor), count_text(cost.major), none ? "–" : time_text(cost.ns_a_fault),
                              time_text(static_cast<double>(cost.name == "file on disk" ? preset().major_ns : preset().minor_ns))});
        if (!cost.why.empty()) reasons.push_back(name + ": " + tr(string_id(cost.why)));
    }
    draw_table(paper, table);
    paper.skip(4);
    for (const std::string& reason : reasons) paper.text(reason, "ink-2");
    choose_preset(paper);
}

void HostView::draw_reach(Paper& paper, float height) {
    if (report_->chase.empty()) return paper.text(tr("desktop.host.no_memory"), "fault", true);
    const std::string_view name = preset().name;
    Chart chart{{{tr("tab.sparse"), {}, true}, {tr("tab.model", {name}), {}}, {tr("tab.dense"), {}}}, tr("tab.x"), tr("tab.y"), " ns", true, true};
    Table table{{}, {tr("tab.x"), tr("tab.memory"), tr("tab.sparse"), tr("tab.dense"), tr("tab.model", {name})}, {}};
    for (std::size_t i = 0; i < report_->chase.size(); ++i) {
        const ChasePoint& point = report_->chase[i];
        const auto x = static_cast<double>(point.pages);
        chart.lines[0].points.push_back({x, point.ns});
        chart.lines[1].points.push_back({x, model_[i].ns});
        chart.lines[2].points.push_back({x, point.dense_ns});
        table.rows.push_back({count_text(point.pages), reach_text(point.pages, report_->page_bytes), time_text(point.ns), time_text(point.dense_ns), time_text(model_[i].ns)});
    }
    (void)draw_chart(paper, "host.chart", chart, height);
    choose_preset(paper);
    const auto bend = [&](const char* id, std::uint64_t pages) { paper.text(tr(id, {base::grouped(pages), reach_text(pages, report_->page_bytes), name}), "ink", true); };
    if (report_->knee) bend("desktop.host.knee", *report_->knee);
    else paper.text(tr("desktop.host.no_knee"), "ink", true);
    if (const auto knee = chase_knee(model_)) bend("tab.model-knee", *knee);
    paper.text(tr("tab.model-read"));
    paper.skip(4);
    draw_table(paper, table);
}

void HostView::choose_preset(Paper& paper) {
    std::vector<std::string> names;
    for (const hw::Preset* each : choices()) names.emplace_back(each->name);
    paper.skip(4);
    paper.text(tr("tab.choose"), "ink-2");
    const std::size_t chosen = tab_row(paper, "host.preset", names, preset_);
    if (chosen == preset_) return;
    preset_ = chosen;
    model_ = model_of_chase(preset(), report_->chase);
}

}  // namespace ui::studies
