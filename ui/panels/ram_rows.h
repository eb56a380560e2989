// The words of one frame as rows: a row an entry where the frame is a page table, several words a
// row elsewhere; runs of zeros folded into one row.
#pragma once

#include <optional>
#include <vector>

#include "ui/walk_state.h"

namespace ui {

struct RamRow {
    base::PhysAddr at{};
    unsigned words = 1;          ///< from `at`
    std::uint64_t folded = 0;    ///< rows of zeros that this row stands for; 0: a row of its own
};

/// A frame as the panel shows it.
struct RamFrame {
    base::Pfn pfn{};
    unsigned level = 0;          ///< of a page table; 0: no table
    unsigned word_bytes = 8;
    std::optional<base::PhysAddr> marked = {};  ///< the word just read or written
    bool written = false;        ///< marked because it was written
    std::vector<RamRow> rows;
};

/// The frame that is selected, else the one with the word that was just read or written, else the
/// root table. nullopt when RAM holds nothing of anyone.
std::optional<RamFrame> ram_frame(const PanelContext& context, const Selection& selection, unsigned words_a_row);

/// The used frame after (or before) `pfn`, round the end; nullopt when there is no other.
std::optional<base::Pfn> next_used_frame(const os::Frames& frames, base::Pfn pfn, bool forward);

/// Index of the word's entry in its table, counted over all frames of the table.
std::uint64_t entry_index(const PanelContext& context, const RamFrame& frame, base::PhysAddr at);
/// "PUD table of A", "page of A at 0x7f3a_4000_0000", "the shared page of zeros", "free".
std::string frame_title(const sim::Machine& machine, base::Pfn pfn);

}  // namespace ui
