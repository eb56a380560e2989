// The desktop's page for a trace of a real program: which file, how far it is read, and then what it tells, one idea at a
// time: its working set, the RAM it needs, what TLBs do with it, its hottest pages. As trace.html in the site.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/sim/trace_study.h"
#include "ui/native/job.h"
#include "ui/studies/paper.h"

namespace ui::studies {

/// What a study found, ready to be drawn.
struct TraceReport {
    std::uint64_t accesses = 0, pages = 0;
    std::optional<std::uint64_t> writes;  ///< where the format tells them
    std::vector<sim::WorkingSetOverTime> sets;
    struct Ram {
        std::uint64_t frames = 0, misses = 0;
    };
    std::vector<Ram> lru;  ///< exact; the last with as many frames as pages
    std::vector<sim::PresetMisses> tlbs;
    std::vector<sim::HotPage> hottest;
};
TraceReport report_of(const sim::TraceStudy& study);
/// Reads the file from its beginning to its end, or until it is stopped. The error has the line or says the byte.
base::Result<TraceReport> study_trace(const std::string& file, JobSteps& steps);

class TraceView {
public:
    static constexpr std::size_t section_count = 4;  ///< set, memory, tlbs, hottest

    /// Begins to read; `tell` is called by the thread that does, whenever there is news.
    void open(const std::string& file, std::function<void()> tell);
    /// Takes what the thread has found; true when something changed.
    bool tick();
    void cancel();

    /// Returns the file that the reader asks for.
    std::optional<std::string> draw(Paper& paper, float screen_height);
    /// The next thing it tells, or the one before; false where there is none.
    bool turn(bool on);

    bool reading() const { return job_.running(); }
    const std::optional<TraceReport>& report() const { return report_; }
    const std::string& said() const { return said_; }    ///< "ls.lackey: 1,000 accesses to ..."
    const std::string& wrong() const { return wrong_; }  ///< empty: nothing went wrong
    std::size_t section() const { return section_; }
    void show_section(std::size_t section) { section_ = section; }
    std::uint64_t frames() const { return report_ && !report_->lru.empty() ? report_->lru[frames_].frames : 0; }  ///< that the slider stands at

private:
    std::optional<std::string> draw_start(Paper& paper);
    void draw_report(Paper& paper, float screen_height);
    void draw_sets(Paper& paper, float chart) const;
    void draw_memory(Paper& paper, float chart);
    void draw_tlbs(Paper& paper) const;
    void draw_hottest(Paper& paper) const;

    Job<TraceReport> job_;
    std::string file_, typed_, said_, wrong_;
    std::optional<TraceReport> report_;
    std::size_t section_ = 0, frames_ = 0;  ///< frames_: index into lru
};

/// What is wrong with a file, and where, as a sentence: "x.din, line 3, column 1: ... Nothing was computed."
std::string wrong_words(const std::string& file, const base::Error& error);

}  // namespace ui::studies
