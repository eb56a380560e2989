// Design tokens: every colour of the product, once. CSS and ImGui both take them from here
// (`pagewalk render` writes tokens.css); a test checks their contrast.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ui {

/// One role, one colour everywhere: prose, panels, timeline. 0xRRGGBB.
struct Token {
    std::string_view name;  ///< "l4" becomes the CSS variable --l4
    std::uint32_t light;
    std::uint32_t dark;
};
std::span<const Token> tokens();

/// REQUIRES: a token of that name exists.
std::uint32_t colour(std::string_view name, bool dark);

/// The tokens as CSS: ":root{--bg:#fbfaf7;...}" and the dark set under [data-theme=dark] and
/// prefers-color-scheme.
std::string tokens_css();

/// ImGui style and fonts for the theme. fonts: see ui/fonts.h.
void apply_theme(bool dark, float text_scale);

}  // namespace ui
