// The picture of the cores panel: a column a core. At its head what runs there, below it what its TLB
// holds of each page, and below that a time axis on which the last change of a mapping runs down.
#pragma once

#include <string>
#include <vector>

#include "ui/panels/cores_state.h"
#include "ui/panels/cores_story.h"
#include "ui/widgets.h"

namespace ui {

/// Where the columns stand. Not all cores may fit: then those from `first` on are shown.
struct CoresGrid {
    float left = 0;      ///< of the panel
    float width = 0;
    float gutter = 0;    ///< for the names of rows and moments
    float column = 0;    ///< width of one
    float apart = 0;
    bool compact = false;  ///< low and slim: heads without root register and tag, the pager beside them
    std::size_t first = 0, count = 0, total = 0;
    std::size_t rows = 0;  ///< of the TLBs

    float x(std::size_t core) const { return left + gutter + static_cast<float>(core - first) * (column + apart); }
    float middle(std::size_t core) const { return x(core) + column / 2; }
    bool shows(std::size_t core) const { return core >= first && core < first + count; }
    float right() const { return left + width; }
    /// The middle of the core's column; where it is not shown, the edge on its side.
    float nearest(std::size_t core) const { return shows(core) ? middle(core) : core < first ? left + gutter : right(); }
    bool scrolls() const { return count < total; }
    bool roomy() const;
};
/// `low`: there is little height for it.
CoresGrid cores_grid(const PanelContext& context, const CoresState& state, const Selection& selection, float left, float width, bool low = false);

struct CoresView {
    const PanelContext& context;
    const CoresState& state;
    const CoresStory& story;
    Selection& selection;
    std::vector<PanelRequest>& requests;
    const sim::Machine& machine;
    CoresGrid grid;

    void command(std::string line) const { requests.push_back({PanelRequest::Kind::command, std::move(line), false}); }
};

/// Heads, buttons and TLBs; where they end.
float draw_cores(const CoresView& view, float y);
float cores_height(const CoresState& state, const CoresGrid& grid);

// --- the time axis (cores_flow.cpp) ---------------------------------------------------------------

/// A moment with a name, from the first to the last.
struct Stage {
    std::string part;   ///< "clear", "tell", "wait", "ack", "free", "" : as prose links to it
    std::string name;
    StoryMark mark;
    bool bad = false;   ///< it should not happen
};
std::vector<Stage> story_stages(const sim::Machine& machine, const CoresStory& story);
float draw_flow(const CoresView& view, float y);
float flow_height(const PanelContext& context, const CoresState& state, const CoresStory& story, const CoresGrid& grid);

// --- words (cores_text.cpp) -----------------------------------------------------------------------

/// "CR3", "TTBR0", "satp", and "PCID" or "ASID".
std::string root_register(const hw::PagingFormat& format);
std::string tag_name(const hw::PagingFormat& format);
/// "A.1", "idle · A", "nothing".
std::string runs_text(const sim::Machine& machine, const CoreColumn& column);
/// "0x95 rw"
std::string copy_text(const PageCopy& copy);
/// Why the core has nothing to do with the story, or what it does.
std::string part_text(const PanelContext& context, const CoresStory& story, unsigned core);
/// What the button at a stop says, and the command it sends.
std::string next_stage_text(os::ShootdownStop stage, os::ShootdownMethod method);
std::string next_stage_command(const sim::Machine& machine, const CoresStory& story);
/// The story in a sentence.
std::string story_text(const PanelContext& context, const CoresStory& story);
/// "0, 1 and 3": the cores that have the address space loaded.
std::string mask_text(os::CoreMask mask);

}  // namespace ui
