// The fonts ImGui draws with: Inter for words, JetBrains Mono for numbers, and the symbols that
// both lack merged into each. The shells hand in the bytes: the desktop's are in the program, the
// page's are the very files that its CSS uses.
#pragma once

#include <span>
#include <string_view>

#include "ui/embedded_fonts.h"

struct ImFont;

namespace ui {

/// Loads "text.ttf", "text-bold.ttf", "mono.ttf", "symbols.ttf" and what else there is of each ("text-more.ttf", ...: letters
/// with accents, rare signs) into the current ImGui context.
/// The bytes must outlive it. A file may be missing: another takes its place.
/// REQUIRES: one of the first three is there.
/// May be called again when more files have arrived.
void load_fonts(std::span<const FontFile> files);

enum class Face : unsigned char { text, bold, mono };
ImFont* font(Face face);

constexpr float text_size_base = 15;  ///< of running text, before scaling

}  // namespace ui
