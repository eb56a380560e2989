#include "ui/theme.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "imgui.h"
#include "ui/fonts.h"

namespace ui {
namespace {

using Use = Token::Use;

// Levels and offset: Okabe-Ito hues, darkened or lightened until they pass 4.5:1 on all surfaces.
constexpr std::array<Token, 24> all_tokens{{
    {"bg", 0xfbfaf7, 0x15171c, Use::surface},
    {"surface", 0xffffff, 0x1c1f26, Use::surface},
    {"sunken", 0xf3f1ec, 0x111318, Use::surface},
    {"line", 0xdedad1, 0x30343d, Use::decoration},   // separates; never the only sign of a control
    {"edge", 0x8b8578, 0x6b7280, Use::graphic},      // outline of what can be typed into or picked
    {"ink", 0x1d1f24, 0xe9e7e1, Use::text},
    {"ink-2", 0x565b66, 0xa9aeb9, Use::text},
    {"ink-3", 0x666b76, 0x8f95a1, Use::text},
    {"accent", 0x3d5a99, 0x8fb0f5, Use::text},
    {"on-accent", 0xffffff, 0x10131a, Use::surface}, // text on accent, and on every level's colour
    {"l5", 0xa3306f, 0xf191c8, Use::text},           // the table above the PGD of four levels
    {"l4", 0x006daa, 0x5ab4ec, Use::text},           // PGD
    {"l3", 0x00755a, 0x3fcf9f, Use::text},           // PUD
    {"l2", 0x836000, 0xe6b84a, Use::text},           // PMD
    {"l1", 0xad4813, 0xf0894f, Use::text},           // PT
    {"off", 0x6c6090, 0xb3a6da, Use::text},          // offset
    {"hit", 0x187a48, 0x4fd08a, Use::text},
    {"miss", 0xa94c16, 0xf0945c, Use::text},
    {"fault", 0xb3261e, 0xff7a70, Use::text},
    {"swap", 0x5d6470, 0x99a1af, Use::text},
    {"kernel", 0x6b4ea0, 0xb79cf0, Use::text},
    {"data", 0x27638a, 0x86c5e8, Use::text},         // a page of the program's own bytes
    {"lamp", 0xfde6a8, 0x5a4614, Use::decoration},   // a lit window; its edge is l2
    {"shadow", 0x1d1f24, 0x000000, Use::decoration},
}};

double channel(std::uint32_t value) {
    const double c = value / 255.0;
    return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double luminance(std::uint32_t rgb) {
    return 0.2126 * channel(rgb >> 16 & 255) + 0.7152 * channel(rgb >> 8 & 255) + 0.0722 * channel(rgb & 255);
}

// --- high contrast --------------------------------------------------------------------------------

constexpr double enough = 7;           // WCAG 2 AAA, for text
constexpr double enough_for_a_line = 4.5;

// What text lies on when it is not on a tint: pure, but for what is pressed in or hovered.
std::uint32_t plain_surface(std::string_view name, bool dark) {
    if (name == "sunken") return dark ? 0x161616 : 0xf2f2f2;
    return dark ? 0x000000 : 0xffffff;
}

// The colour itself, moved towards black or white no further than it must be.
std::uint32_t strengthened(std::uint32_t rgb, bool dark, double ratio) {
    constexpr unsigned steps = 32;
    const std::uint32_t surface = plain_surface("sunken", dark), end = dark ? 255 : 0;
    for (unsigned step = 0; step <= steps; ++step) {
        std::uint32_t moved = 0;
        for (const unsigned shift : {16u, 8u, 0u}) moved |= ((rgb >> shift & 255) * (steps - step) + end * step) / steps << shift;
        if (contrast(moved, surface) >= ratio) return moved;
    }
    return dark ? 0xffffff : 0x000000;
}

std::uint32_t in_high_contrast(const Token& token, bool dark) {
    const std::uint32_t rgb = dark ? token.dark : token.light;
    if (token.use == Use::surface) return plain_surface(token.name, dark);
    if (token.name == "ink") return dark ? 0xffffff : 0x000000;
    if (token.name == "line") return strengthened(rgb, dark, enough_for_a_line);
    return token.use == Use::decoration ? rgb : strengthened(rgb, dark, enough);
}

using Palette = std::array<std::uint32_t, all_tokens.size()>;

const Palette& palette(Scheme scheme) {
    static const std::array<Palette, 4> palettes = [] {
        std::array<Palette, 4> made{};
        for (std::size_t i = 0; i < all_tokens.size(); ++i) {
            const Token& token = all_tokens[i];
            made[0][i] = token.light;
            made[1][i] = token.dark;
            made[2][i] = in_high_contrast(token, false);
            made[3][i] = in_high_contrast(token, true);
        }
        return made;
    }();
    return palettes[(scheme.dark ? 1 : 0) + (scheme.high_contrast ? 2 : 0)];
}

// --- CSS ------------------------------------------------------------------------------------------

std::string rule(std::string_view selector, Scheme scheme) {
    std::string css = std::string(selector) + "{";
    for (std::size_t i = 0; i < all_tokens.size(); ++i) {
        char hex[16];
        std::snprintf(hex, sizeof hex, ":#%06x;", palette(scheme)[i]);
        css += "--" + std::string(all_tokens[i].name) + hex;
    }
    return css + (scheme.dark ? "color-scheme:dark}" : "color-scheme:light}");
}

Look current;

ImVec4 rgba(std::string_view name, float alpha = 1) {
    const std::uint32_t rgb = colour(name, current.scheme);
    return {static_cast<float>(rgb >> 16 & 255) / 255, static_cast<float>(rgb >> 8 & 255) / 255,
            static_cast<float>(rgb & 255) / 255, alpha};
}

void set_colours(ImGuiStyle& style) {
    const auto set = [&](ImGuiCol slot, std::string_view name, float alpha = 1) { style.Colors[slot] = rgba(name, alpha); };
    set(ImGuiCol_Text, "ink");
    set(ImGuiCol_TextDisabled, "ink-3");
    set(ImGuiCol_WindowBg, "sunken");
    set(ImGuiCol_ChildBg, "sunken", 0);
    set(ImGuiCol_PopupBg, "surface");
    set(ImGuiCol_Border, "line");
    set(ImGuiCol_FrameBg, "surface");
    set(ImGuiCol_FrameBgHovered, "sunken");
    set(ImGuiCol_FrameBgActive, "surface");
    set(ImGuiCol_ScrollbarBg, "sunken", 0);
    set(ImGuiCol_ScrollbarGrab, "edge", 0.55f);
    set(ImGuiCol_ScrollbarGrabHovered, "edge");
    set(ImGuiCol_ScrollbarGrabActive, "ink-2");
    set(ImGuiCol_CheckMark, "accent");
    set(ImGuiCol_SliderGrab, "accent");
    set(ImGuiCol_SliderGrabActive, "accent");
    set(ImGuiCol_Button, "surface");
    set(ImGuiCol_ButtonHovered, "sunken");
    set(ImGuiCol_ButtonActive, "line");
    set(ImGuiCol_Header, "sunken");
    set(ImGuiCol_HeaderHovered, "line");
    set(ImGuiCol_HeaderActive, "line");
    set(ImGuiCol_Separator, "line");
    set(ImGuiCol_TextSelectedBg, "accent", 0.28f);
    set(ImGuiCol_InputTextCursor, "ink");
    set(ImGuiCol_NavCursor, "accent", 0);  // hit_area() draws the ring itself
    set(ImGuiCol_TableBorderLight, "line");
    set(ImGuiCol_TableBorderStrong, "line");
    set(ImGuiCol_TableHeaderBg, "sunken");
}

}  // namespace

std::span<const Token> tokens() { return all_tokens; }

std::string_view scheme_name(Scheme scheme) {
    if (scheme.high_contrast) return scheme.dark ? "dark-contrast" : "light-contrast";
    return scheme.dark ? "dark" : "light";
}

Scheme next_scheme(Scheme scheme) { return scheme.dark ? Scheme{false, !scheme.high_contrast} : Scheme{true, scheme.high_contrast}; }

std::uint32_t colour(std::string_view name, Scheme scheme) {
    const auto token = std::find_if(all_tokens.begin(), all_tokens.end(), [&](const Token& t) { return t.name == name; });
    return token == all_tokens.end() ? 0xff00ff : palette(scheme)[static_cast<std::size_t>(token - all_tokens.begin())];
}

double contrast(std::uint32_t a, std::uint32_t b) {
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

std::string tokens_css() {
    constexpr Scheme light{}, dark{true, false}, light_high{false, true}, dark_high{true, true};
    // What the system asks for, unless the reader chose otherwise ([data-theme], [data-contrast]).
    const std::string at_night = "@media (prefers-color-scheme:dark){", when_asked = "@media (prefers-contrast:more),(forced-colors:active){";
    const std::string both = "@media (prefers-color-scheme:dark) and (prefers-contrast:more),(prefers-color-scheme:dark) and (forced-colors:active){";
    return rule(":root", light) + "\n" + rule("[data-theme=dark]", dark) + "\n" + at_night + rule(":root:not([data-theme=light])", dark) + "}\n" +
           when_asked + rule(":root:not([data-contrast=less])", light_high) + rule("[data-theme=dark]:not([data-contrast=less])", dark_high) + "}\n" +
           both + rule(":root:not([data-theme=light]):not([data-contrast=less])", dark_high) + "}\n" +
           rule(":root[data-contrast=more]", light_high) + "\n" + rule("[data-contrast=more][data-theme=dark]", dark_high) + "\n" +
           at_night + rule(":root[data-contrast=more]:not([data-theme=light])", dark_high) + "}\n";
}

const Look& look() { return current; }

void apply_theme(Scheme scheme, float text_scale) {
    current = {scheme, text_scale};
    ImGuiStyle style;
    style.FontSizeBase = text_size_base;
    style.FontScaleMain = text_scale;
    style.WindowRounding = style.ChildRounding = 0;
    style.FrameRounding = style.PopupRounding = style.GrabRounding = 8;
    style.ScrollbarRounding = 4;
    style.ScrollbarSize = 10;
    style.WindowBorderSize = style.ChildBorderSize = 0;
    style.FrameBorderSize = 1;
    style.WindowPadding = style.WindowMinSize = {0, 0};
    style.FramePadding = {12, 11};
    style.ItemSpacing = {8, 8};
    style.ItemInnerSpacing = {8, 6};
    style.GrabMinSize = 20;
    style.ScaleAllSizes(text_scale);
    style.WindowMinSize = {1, 1};
    style.FrameBorderSize = 1;
    style.AntiAliasedLinesUseTex = true;
    set_colours(style);
    style._NextFrameFontSizeBase = style.FontSizeBase;
    ImGui::GetStyle() = style;
    ImGui::GetIO().ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    ImGui::GetIO().ConfigNavEscapeClearFocusItem = false;
    ImGui::GetIO().IniFilename = nullptr;
}

}  // namespace ui
