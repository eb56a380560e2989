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
    enum class Use : std::uint8_t { surface, text, graphic, decoration } use = Use::text;
};
std::span<const Token> tokens();

/// REQUIRES: a token of that name exists.
std::uint32_t colour(std::string_view name, bool dark);

/// WCAG 2 contrast of two colours, 1..21.
double contrast(std::uint32_t a, std::uint32_t b);

/// The tokens as CSS: ":root{--bg:#fbfaf7;...}" and the dark set under [data-theme=dark] and
/// prefers-color-scheme.
std::string tokens_css();

/// ImGui style and fonts for the theme. fonts: see ui/fonts.h.
void apply_theme(bool dark, float text_scale);

/// What apply_theme was last told: the panels draw with it.
struct Look {
    bool dark = false;
    float scale = 1;  ///< every length of the mock is multiplied by it
};
const Look& look();

}  // namespace ui
