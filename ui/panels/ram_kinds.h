// What the frames of RAM are used for: one small number a frame, for the view of all at a glance.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/sim/machine.h"
#include "ui/process_fill.h"

namespace ui {

using FrameKind = std::uint8_t;
namespace frame_kind {
constexpr FrameKind free = 0, reserved = 1, zero_page = 2, page_cache = 3, table = 4, shared = 5, first_process = 6;
}

FrameKind kind_of(const sim::Machine&, base::Pfn pfn);
/// "page of A", "page table", "free".
std::string kind_text(const sim::Machine&, FrameKind kind);
/// One letter, as the cells have it where there is room; empty: none.
std::string kind_letter(const sim::Machine&, FrameKind kind);
Fill kind_fill(FrameKind kind);

/// All of RAM, a cell for every 2^cell_bits frames: the cell has the kind that tells most.
struct RamKinds {
    std::vector<FrameKind> cells;
    std::array<std::uint64_t, 256> frames{};  ///< how many of each kind
    unsigned cell_bits = 0;
};
/// Refills `into`, so that its memory serves again.
void read_kinds(const sim::Machine&, unsigned cell_bits, RamKinds& into);

/// "Frame 0x1a3: page of A at 0x..., mapped by A and by B at 0x..." in full.
std::string frame_story(const sim::Machine&, base::Pfn pfn);

}  // namespace ui
