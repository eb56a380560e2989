#include "ui/studies/trace_view.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "core/base/text.h"
#include "core/sim/trace_json.h"
#include "lessons/engine/strings.h"
#include "ui/narrate.h"
#include "ui/native/trace_file.h"
#include "ui/studies/chart.h"

namespace ui::studies {

using lessons::tr;

namespace {

constexpr std::uint64_t page_bytes = 4096;
constexpr std::size_t hot_pages = 10;
constexpr std::array<const char*, TraceView::section_count> section_ids{"set", "memory", "tlbs", "hottest"};

}  // namespace

// --- what it tells ------------------------------------------------------------------------------

TraceReport report_of(const sim::TraceStudy& study) {
    constexpr unsigned steps = 16;  // of RAM, to each doubling
    TraceReport report;
    report.accesses = study.accesses(), report.pages = study.pages();
    if (study.knows_writes()) report.writes = study.writes();
    for (std::size_t i = 0; i < sim::TraceStudy::windows.size(); ++i) report.sets.push_back(study.working_set(i));
    const std::vector<std::uint64_t> misses = study.curve().misses(study.pages());
    for (const std::uint64_t frames : sim::ram_sizes(study.pages(), steps)) report.lru.push_back({frames, misses[frames - 1]});
    report.tlbs = study.tlbs();
    report.hottest = study.hottest(hot_pages);
    return report;
}

base::Result<TraceReport> study_trace(const std::string& file, JobSteps& steps) {
    std::error_code error;
    if (std::filesystem::exists(file, error) && !std::filesystem::is_regular_file(file, error) && !std::filesystem::is_directory(file, error))
        return base::Error{tr("desktop.no-regular-file")};  // one that never ends could not be cancelled
    auto source = ByteSource::open(file);
    if (!source) return source.error();
    sim::TraceStudy study;
    const auto read = read_trace(*source, {file}, [&](const sim::PageBatch& batch) { return study.run(batch); },
                                 [&](const TraceProgress& now) { return steps.go_on(now.taken, now.whole, now.accesses); });
    if (!read) return read.error();
    return report_of(study);
}

std::string wrong_words(const std::string& file, const base::Error& error) {
    const std::string what = error_text(error);
    if (error.line == 0) return tr("desktop.wrong", {name_of(file), what});
    return tr("trace.wrong", {name_of(file), tr("trace.at-line", {base::grouped(static_cast<unsigned>(error.line)), std::to_string(error.column)}), what});
}

// --- reading it ---------------------------------------------------------------------------------

void TraceView::open(const std::string& file, std::function<void()> tell) {
    file_ = typed_ = file;
    report_.reset();
    wrong_.clear();
    said_ = tr("trace.reading", {name_of(file)});
    section_ = 0;
    job_.begin([file](JobSteps& steps) { return study_trace(file, steps); }, std::move(tell));
}

bool TraceView::tick() {
    auto found = job_.take();
    if (!found) return false;
    said_.clear();
    if (!*found) return wrong_ = wrong_words(file_, found->error()), true;
    report_ = std::move(**found);
    frames_ = report_->lru.size() / 2;
    said_ = tr("trace.done", {name_of(file_), base::grouped(report_->accesses), base::grouped(report_->pages), base::size(base::u128{report_->pages} * page_bytes)});
    if (report_->writes) said_ += " " + tr("trace.done-writes", {percent(*report_->writes, report_->accesses)});
    return true;
}

void TraceView::cancel() {
    job_.stop();
    said_ = tr("trace.cancelled");
}

bool TraceView::turn(bool on) {
    return report_ && report_->accesses > 0 && turn_section(section_, section_count, on);
}

// --- drawing it ---------------------------------------------------------------------------------

std::optional<std::string> TraceView::draw_start(Paper& paper) {
    paper.title(tr("trace.title"));
    paper.text(tr("trace.lead"));
    paper.skip(10);
    std::optional<std::string> asked;
    if (field_row(paper, "trace.file", tr("desktop.trace_file"), typed_, tr("desktop.file_hint"), tr("desktop.open"), !wrong_.empty()) && !typed_.empty()) asked = typed_;
    if (!wrong_.empty()) paper.text(wrong_, "fault", true);
    if (!said_.empty()) paper.text(said_, "ink", true);
    paper.text(tr("desktop.drop"));
    paper.skip(8);
    paper.text(tr("desktop.trace_how"), "ink-3");
    return asked;
}

std::optional<std::string> TraceView::draw(Paper& paper, float screen_height) {
    if (job_.running()) {
        if (reading_page(paper, "trace.cancel", tr("trace.title"), said_, job_.share(), tr("trace.so-far", {base::grouped(job_.count())}))) cancel();
        return std::nullopt;
    }
    if (!report_ || report_->accesses == 0) return draw_start(paper);
    draw_report(paper, screen_height);
    return std::nullopt;
}

// Where the screen is low, as with big type, the picture comes before what explains it; where it is narrow, the way to
// another trace comes last.
void TraceView::draw_report(Paper& paper, float screen_height) {
    const std::string other = tr("desktop.other_trace");
    const float beside = button_width(other);
    const bool narrow = paper.width < px(620), low = screen_height < px(560);
    const auto button = [&](ImVec2 at) { return button_at("trace.other", at, {beside, px(34)}, other); };
    const ImVec2 begin = paper.at;
    bool again = !narrow && button({begin.x + paper.width - beside, begin.y});
    Paper head{{begin.x, begin.y + (narrow ? 0 : px(7))}, narrow ? paper.width : paper.width - beside - px(20)};
    head.text(said_, "ink", true);
    paper.at.y = narrow ? head.at.y : std::max(head.at.y, begin.y + px(40)) + px(2);
    section_ = section_row(paper, "trace", section_ids, section_);
    const std::string id = "trace." + std::string(section_ids[section_]);
    paper.heading(tr(id));
    if (!low) paper.text(tr(id + "-what"));
    paper.skip(4);
    const float chart = std::clamp((screen_height - (paper.at.y - begin.y)) / look().scale - (low ? 80 : 190), 190.0f, 420.0f);
    switch (section_) {
        case 0: draw_sets(paper, chart); break;
        case 1: draw_memory(paper, chart); break;
        case 2: draw_tlbs(paper); break;
        default: draw_hottest(paper);
    }
    if (low) paper.text(tr(id + "-what"));
    if (narrow) {
        paper.skip(8);
        again = button(paper.at);
        paper.at.y += px(34);
    }
    if (again) report_.reset(), said_.clear();
}

void TraceView::draw_sets(Paper& paper, float height) const {
    Chart chart{{}, tr("trace.x-accesses"), tr("trace.y-pages")};
    Table table{tr("trace.set-table"), {tr("trace.window-head"), tr("trace.mean"), tr("trace.most"), tr("trace.most-ram")}, {}};
    for (const sim::WorkingSetOverTime& set : report_->sets) {
        ChartLine line{tr("trace.window", {base::grouped(set.tau)}), {}};
        for (std::size_t i = 0; i < set.means.size(); ++i) line.points.push_back({(static_cast<double>(i) + 0.5) * static_cast<double>(set.every), set.means[i]});
        chart.lines.push_back(std::move(line));
        table.rows.push_back({count_text(set.tau), number_text(set.mean), count_text(set.most), size_text(base::u128{set.most} * page_bytes)});
    }
    (void)draw_chart(paper, "trace.chart", chart, height);
    draw_table(paper, table);
}

void TraceView::draw_memory(Paper& paper, float height) {
    Chart chart{{{tr("trace.lru"), {}}}, tr("trace.x-frames"), tr("trace.y-faults"), "%", true, false, frames_};
    for (const TraceReport::Ram& ram : report_->lru)
        chart.lines[0].points.push_back({static_cast<double>(ram.frames), 100 * static_cast<double>(ram.misses) / static_cast<double>(report_->accesses)});
    if (const auto moved = draw_chart(paper, "trace.frames", chart, height)) frames_ = *moved;
    const TraceReport::Ram& here = report_->lru[frames_];
    paper.text(tr("trace.with-frames", {base::grouped(here.frames), base::size(base::u128{here.frames} * page_bytes), base::grouped(here.misses), percent(here.misses, report_->accesses)}), "ink", true);
    paper.text(tr("desktop.trace_slider"), "ink-3");
    paper.skip(4);
    Table table{{}, {tr("trace.frames"), tr("trace.ram"), tr("trace.faults"), tr("trace.share")}, {}};
    for (const TraceReport::Ram& ram : report_->lru)
        if ((ram.frames & (ram.frames - 1)) == 0 || &ram == &report_->lru.back())
            table.rows.push_back({count_text(ram.frames), size_text(base::u128{ram.frames} * page_bytes), count_text(ram.misses), percent(ram.misses, report_->accesses)});
    draw_table(paper, table);
}

void TraceView::draw_tlbs(Paper& paper) const {
    Table table{{}, {tr("trace.preset"), tr("trace.first-level"), tr("trace.walks"), tr("trace.share")}, {}};
    for (const sim::PresetMisses& row : report_->tlbs) table.rows.push_back({std::string(row.preset->name), count_text(row.first_level), count_text(row.walks), percent(row.walks, report_->accesses)});
    draw_table(paper, table);
}

void TraceView::draw_hottest(Paper& paper) const {
    Table table{{}, {tr("trace.page"), tr("trace.address"), tr("trace.accesses"), tr("trace.share")}, {}, true, 2};
    for (const sim::HotPage& page : report_->hottest)
        table.rows.push_back({base::hex(page.page), base::hex(page.page * page_bytes), count_text(page.accesses), percent(page.accesses, report_->accesses)});
    draw_table(paper, table);
}

}  // namespace ui::studies
