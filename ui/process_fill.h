// How a process is told from another wherever its pages are drawn: a colour, a hatch and a letter.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/os/process.h"
#include "imgui.h"

namespace ui {

enum class Hatch : std::uint8_t { none, solid, rising, dots, upright, level, cross, ring, sparse };

struct Fill {
    std::string_view role;  ///< colour token
    Hatch hatch = Hatch::solid;
};

/// Of the pages that only this process uses; repeats after the fourth.
Fill process_fill(std::uint32_t process);
/// Of pages in several processes, or mapped twice.
constexpr Fill shared_fill{"l5", Hatch::cross};
/// One letter: the first of its name.
std::string process_letter(const os::Process& process);

/// True where the hatch has its colour, false where it is pale. Texels count from the picture's corner,
/// so that neighbours join; `cell` is the side of a cell.
bool hatch_paints(Hatch hatch, int x, int y, int cell);

/// Fills a rectangle; what is written on it needs text_on().
void fill_rect(ImVec2 min, ImVec2 max, Fill fill, float rounding);
/// Writes `text` in the middle of a filled rectangle, on a plate where the hatch would disturb it.
void text_on(ImVec2 middle, std::string_view text, Fill fill, float size);

}  // namespace ui
