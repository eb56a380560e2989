// The pictures of the ASLR panel (private to it).
//
//     stack      22 bits  ----|----|--A--|-----            one lane a part: as long as it has bits, and in it
//     libraries  28 bits  -|--------A----|--------|---     every run's place; a line joins what one run drew
#pragma once

#include "ui/panels/aslr_state.h"
#include "ui/widgets.h"

namespace ui {

struct AslrView {
    const PanelContext& context;
    const AslrState& state;
    std::vector<PanelRequest>& requests;

    bool guesses() const { return context.show.view == "guess"; }
    const sim::Machine& machine() const { return context.timeline.machine(); }
};

/// A button of the panel, and its twin in the list of actions.
struct AslrButton {
    const char* id;       ///< of its text, and of its area
    std::string command;  ///< empty: it is out of order
};
std::vector<AslrButton> aslr_buttons(const PanelContext& context);

std::string region_text(os::Region region);
/// "0x7ffd_3c1f_e000", or "?" while a question asks for it.
std::string place_text(const PanelContext& context, const AslrRun& run, os::Region region);
/// "28 bits"
std::string bits_text(const PanelContext& context, const AslrLane& lane);
/// How the guesses went; empty where there were none.
std::string guesses_text(const PanelContext& context, const AslrState& state);
/// "return address", "buffer, word 2"; `index`: in the buffer.
std::string use_text(const StackWord& word, std::size_t index);
/// Where the function would return to, and how it went when it did; for view=words.
std::string return_text(const PanelContext& context);

void draw_aslr(const AslrView& view);
PanelHeight aslr_height(const PanelContext& context, const AslrState& state, float width);
void draw_words(const PanelContext& context, std::vector<PanelRequest>& requests);
PanelHeight words_height(const PanelContext& context, float width);
/// The buttons, in as many lines as they take; returns the height. Nothing is drawn where requests is nullptr.
float flow_buttons(const PanelContext& context, std::vector<PanelRequest>* requests, ImVec2 at, float width);

}  // namespace ui
