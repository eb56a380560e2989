// The picture of the entry panel: the levels to choose from, the word bit by bit, what an access made
// of it, and a row for each flag: its value in words and where it comes from.
#pragma once

#include <vector>

#include "ui/panels/entry_state.h"
#include "ui/widgets.h"

namespace ui {

void draw_entry_panel(const PanelContext& context, const EntryState& state, Selection& selection, std::vector<PanelRequest>& requests);
PanelHeight entry_height(const PanelContext& context, const EntryState& state, const Selection& selection, float width);

// --- the word (entry_word.cpp) --------------------------------------------------------------------

/// What is drawn side by side: some bits, a frame number, or bits folded into one box.
struct EntryPiece {
    unsigned hi = 0, lo = 0;
    bool frame = false, folded = false;

    unsigned bits() const { return hi - lo + 1; }
};
using EntryLines = std::vector<std::vector<EntryPiece>>;
/// The word cut into lines that fit; `width` in the lengths of the mock. `open`: nothing is folded.
EntryLines entry_lines(const EntryState& state, float width, bool open);
float word_height(const EntryLines& lines);

struct EntryView {
    const PanelContext& context;
    const EntryState& state;
    Selection& selection;
    std::vector<PanelRequest>& requests;
    const hw::PagingFormat& format;

    void command(std::string line, bool replaces = false) const { requests.push_back({PanelRequest::Kind::command, std::move(line), replaces}); }
};
float draw_word(const EntryView& view, const EntryLines& lines, ImVec2 at, float width);
/// One bit as a box that flips. Square where the kernel sets it, round where the MMU marks it.
void draw_flip_box(const EntryView& view, const hw::EntryField& field, unsigned bit, const char* id, ImVec2 at, ImVec2 size);
const hw::EntryField& field_at(const EntryState& state, unsigned bit);

}  // namespace ui
