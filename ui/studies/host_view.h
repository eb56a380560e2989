// The desktop's page for the computer it runs on: it measures for a few seconds, and tells, one idea at a time, which bits
// of this program's addresses are drawn, what page faults cost, and how far the TLB reaches, the model drawn over it. As
// `pagewalk host`. Nothing is asked about the numbers: they are this computer's, not the course's.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ui/native/host.h"
#include "ui/native/job.h"
#include "ui/studies/paper.h"

namespace ui::studies {

class HostView {
public:
    static constexpr std::size_t section_count = 3;  ///< places, faults, reach

    /// Begins to measure; `tell` as of Job.
    void begin(const HostRequest& request, const std::function<void()>& tell);
    /// Tells what was measured.
    void show(Host host);
    bool tick();
    void cancel();
    /// Draws; begins to measure when the reader asks for it.
    void draw(Paper& paper, float screen_height, const std::function<void()>& tell);
    bool turn(bool on);

    bool measuring() const { return job_.running(); }
    const std::optional<Host>& report() const { return report_; }
    std::size_t section() const { return section_; }
    const hw::Preset& preset() const;                                  ///< of the model
    const std::vector<ChasePoint>& model() const { return model_; }    ///< as many points as the measurement has

private:
    void draw_start(Paper& paper, const std::function<void()>& tell);
    void draw_report(Paper& paper, float screen_height);
    void draw_places(Paper& paper) const;
    void draw_faults(Paper& paper);
    void draw_reach(Paper& paper, float chart);
    void choose_preset(Paper& paper);
    static std::size_t usual_preset();

    Job<Host> job_;
    std::optional<Host> report_;
    std::string folder_, said_;
    std::vector<ChasePoint> model_;
    std::size_t section_ = 0, preset_ = usual_preset();  ///< preset_: of those that can be chosen
};

}  // namespace ui::studies
