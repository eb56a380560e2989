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

/// Which of the four sets of colours.
struct Scheme {
    bool dark = false;
    bool high_contrast = false;  ///< the same hues on white or black, brought to 7:1
    friend bool operator==(Scheme, Scheme) = default;
};
constexpr Scheme all_schemes[] = {{false, false}, {true, false}, {false, true}, {true, true}};
/// "light", "dark", "light-contrast" or "dark-contrast".
std::string_view scheme_name(Scheme scheme);
/// The one after it in all_schemes, and round.
Scheme next_scheme(Scheme scheme);

/// REQUIRES: a token of that name exists.
std::uint32_t colour(std::string_view name, Scheme scheme);

/// WCAG 2 contrast of two colours, 1..21.
double contrast(std::uint32_t a, std::uint32_t b);

/// The tokens as CSS: ":root{--bg:#fbfaf7;...}", the dark set under [data-theme=dark] and
/// prefers-color-scheme, those of high contrast under [data-contrast=more] and prefers-contrast.
std::string tokens_css();

/// ImGui style and fonts for the theme. fonts: see ui/fonts.h.
void apply_theme(Scheme scheme, float text_scale);

/// What apply_theme was last told: the panels draw with it.
struct Look {
    Scheme scheme;
    float scale = 1;  ///< every length of the mock is multiplied by it
};
const Look& look();

}  // namespace ui
