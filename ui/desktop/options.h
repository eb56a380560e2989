// The command line of the desktop program.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "ui/theme.h"

namespace ui::desktop {

struct Options {
    std::string lesson;               ///< an id, or a file ending in .md; empty: the first of the course
    std::string file;                 ///< a trace or a RAM image to be shown at once; empty: none
    std::string root, format;         ///< of the RAM image: where its top table lies, and how entries are laid out
    std::optional<std::string> language;  ///< as the folders of lessons/course/ are called
    std::optional<unsigned> step;     ///< 1-based, as the reader counts
    std::optional<Scheme> scheme;
    struct Size {
        int width, height;
    };
    std::optional<Size> size;
    std::optional<std::string> site;  ///< for QR codes; empty: none any more
    bool fresh = false;               ///< remembers nothing, from the last time or for the next
    std::uint64_t seed = 1;
    bool predict_open = false;
    std::string log;                  ///< file that the state log is appended to; empty: none
    bool help = false;
};

/// Reads the arguments (without the program's name). The error names the one that is wrong.
base::Result<Options> parse_options(const std::vector<std::string>& arguments);

}  // namespace ui::desktop
