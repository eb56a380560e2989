// The font files built into the desktop program (generated at build time; see ui/CMakeLists.txt).
#pragma once

#include <span>
#include <string_view>

namespace ui {

struct FontFile {
    std::string_view name;  ///< as load_fonts() names them
    std::span<const unsigned char> bytes;
};
std::span<const FontFile> embedded_fonts();

}  // namespace ui
