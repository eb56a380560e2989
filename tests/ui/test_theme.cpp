// Every colour is legible where it is used: WCAG 2.2 AA, 4.5:1 for text and 3:1 for what a control
// or a picture is recognised by.
#include "catch_amalgamated.hpp"
#include "ui/theme.h"

using ui::Token;

namespace {

double channel(std::uint32_t rgb, unsigned shift) { return rgb >> shift & 255; }

// `share` of one colour over another, as the panels mix their tints.
std::uint32_t mix(std::uint32_t a, std::uint32_t b, double share) {
    std::uint32_t rgb = 0;
    for (const unsigned shift : {16u, 8u, 0u})
        rgb |= static_cast<std::uint32_t>(channel(a, shift) * share + channel(b, shift) * (1 - share) + 0.5) << shift;
    return rgb;
}

}  // namespace

TEST_CASE("contrast of black and white is 21, of a colour and itself 1") {
    CHECK(ui::contrast(0x000000, 0xffffff) == Catch::Approx(21));
    CHECK(ui::contrast(0x3d5a99, 0x3d5a99) == Catch::Approx(1));
    CHECK(ui::contrast(0x767676, 0xffffff) == Catch::Approx(4.54).margin(0.01));  // the well-known limit
}

TEST_CASE("every token has the contrast its use needs, in every set of colours") {
    for (const ui::Scheme scheme : ui::all_schemes)
        for (const Token& token : ui::tokens())
            for (const char* surface : {"bg", "surface", "sunken"}) {
                CAPTURE(token.name, surface, ui::scheme_name(scheme));
                const double ratio = ui::contrast(ui::colour(token.name, scheme), ui::colour(surface, scheme));
                if (token.use == Token::Use::text) CHECK(ratio >= (scheme.high_contrast ? 7 : 4.5));
                if (token.use == Token::Use::graphic) CHECK(ratio >= (scheme.high_contrast ? 7 : 3));
                if (token.name == "line" && scheme.high_contrast) CHECK(ratio >= 4.5);
            }
}

TEST_CASE("text on a filled bit, entry or button is legible") {
    for (const ui::Scheme scheme : ui::all_schemes)
        for (const char* fill : {"accent", "l1", "l2", "l3", "l4", "l5", "off", "swap", "hit", "fault"}) {
            CAPTURE(fill, ui::scheme_name(scheme));
            CHECK(ui::contrast(ui::colour("on-accent", scheme), ui::colour(fill, scheme)) >= 4.5);
        }
}

TEST_CASE("text on the tints of bits and of the entry read next is legible") {
    for (const ui::Scheme scheme : ui::all_schemes)
        for (const char* role : {"l1", "l2", "l3", "l4", "l5", "off", "swap"}) {
            CAPTURE(role, ui::scheme_name(scheme));
            const std::uint32_t surface = ui::colour("surface", scheme), tint = ui::colour(role, scheme);
            CHECK(ui::contrast(ui::colour("ink-2", scheme), mix(tint, surface, 0.17)) >= 4.5);  // a zero
            CHECK(ui::contrast(ui::colour("ink-2", scheme), mix(tint, surface, 0.09)) >= 4.5);  // a dimmed zero
            CHECK(ui::contrast(ui::colour("ink", scheme), mix(tint, surface, 0.34)) >= 4.5);    // a dimmed one
            CHECK(ui::contrast(ui::colour("ink", scheme), mix(tint, surface, 0.22)) >= 4.5);    // the next entry
            CHECK(ui::contrast(tint, mix(tint, surface, 0.10)) >= 3.0);                       // a chosen field's label
        }
}

TEST_CASE("a number in a lit window is legible, and the window's edge shows") {
    for (const ui::Scheme scheme : ui::all_schemes) {
        CHECK(ui::contrast(ui::colour("ink", scheme), ui::colour("lamp", scheme)) >= 4.5);
        CHECK(ui::contrast(ui::colour("l2", scheme), ui::colour("lamp", scheme)) >= 3.0);
    }
}

TEST_CASE("the tokens reach CSS under the names that prose and panels use") {
    const std::string css = ui::tokens_css();
    CHECK(css.find(":root{--bg:#fbfaf7;") == 0);
    CHECK(css.find("[data-theme=dark]{--bg:#15171c;") != std::string::npos);
    CHECK(css.find("@media (prefers-color-scheme:dark){:root:not([data-theme=light]){") != std::string::npos);
    CHECK(css.find("@media (prefers-contrast:more),(forced-colors:active){:root:not([data-contrast=less]){--bg:#ffffff;") != std::string::npos);
    CHECK(css.find(":root[data-contrast=more]{--bg:#ffffff;") != std::string::npos);
    CHECK(css.find("[data-contrast=more][data-theme=dark]{--bg:#000000;") != std::string::npos);
    for (const Token& token : ui::tokens()) CHECK(css.find("--" + std::string(token.name) + ":#") != std::string::npos);
}

TEST_CASE("the sets of colours follow one another, and each is called otherwise") {
    ui::Scheme scheme;
    for (const char* name : {"light", "dark", "light-contrast", "dark-contrast", "light"}) {
        CHECK(ui::scheme_name(scheme) == name);
        scheme = ui::next_scheme(scheme);
    }
}
