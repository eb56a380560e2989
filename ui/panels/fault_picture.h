// How the fault panel is drawn: as the whole ladder with its branches where there is room for it, else as
// the questions of one fault from top to bottom.
#pragma once

#include "ui/panels/fault_state.h"
#include "ui/widgets.h"

namespace ui {

/// False while the kernel is not done, and where the lesson hides the end.
bool may_tell_end(const PanelContext& context, const FaultStory* story);

struct FaultView {
    const PanelContext& context;
    const FaultStory* story;  ///< nullptr: no fault yet
    Selection& selection;
    std::vector<PanelRequest>& requests;
    ImVec2 at{};
    float width = 0, room = 0;  ///< room: height

    /// The questions that may be shown: a lesson can hide the answer, and the kernel may not be done yet.
    std::span<const FaultRung> path() const;
    const FaultRung* rung(FaultStep step) const;
    /// The end that is lit; none while it is hidden or not reached.
    FaultEnd end() const;
    bool picks() const { return context.pending_pick == "outcome"; }
    bool wide() const;

    /// What a press on a question does; an empty tip: nothing.
    std::string tip(FaultStep step) const;
    void press(FaultStep step) const;
    void act(std::string text) const { requests.push_back({PanelRequest::Kind::act, std::move(text), false}); }
    /// Makes the area of an end: a pick, or the way to the moment it was reached.
    void end_area(FaultEnd end, ImVec2 min, ImVec2 max) const;
};

std::string_view role_of(const EndRow& row);
/// Each returns the y below it.
float draw_fault_ladder(const FaultView& view);
float draw_fault_list(const FaultView& view);
/// Steps from fault to fault, and accesses to the step's address.
constexpr float fault_foot = 46, fault_broad = 600;
float draw_fault_foot(const FaultView& view, float y);

}  // namespace ui
