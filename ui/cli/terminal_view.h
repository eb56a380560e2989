// LessonView as text for a terminal.
#pragma once

#include <string>

#include "lessons/engine/view.h"

namespace cli {

struct TerminalStyle {
    bool colour = true;   ///< ANSI sequences
    unsigned width = 80;  ///< columns to wrap at
};
std::string to_terminal(const lessons::LessonView& view, const TerminalStyle& style);

/// Columns that a text takes: ANSI sequences and UTF-8 continuation bytes take none.
std::size_t columns_of(const std::string& text);

/// The text broken into lines of at most `width` columns, each after `indent`.
std::string wrapped(const std::string& text, unsigned width, const std::string& indent = {});

}  // namespace cli
