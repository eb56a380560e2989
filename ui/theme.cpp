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

std::string declarations(bool dark) {
    std::string css;
    for (const Token& token : all_tokens) {
        char hex[16];
        std::snprintf(hex, sizeof hex, ":#%06x;", dark ? token.dark : token.light);
        css += "--" + std::string(token.name) + hex;
    }
    return css + (dark ? "color-scheme:dark" : "color-scheme:light");
}

Look current;

ImVec4 rgba(std::string_view name, float alpha = 1) {
    const std::uint32_t rgb = colour(name, current.dark);
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

std::uint32_t colour(std::string_view name, bool dark) {
    const auto token = std::find_if(all_tokens.begin(), all_tokens.end(), [&](const Token& t) { return t.name == name; });
    return token == all_tokens.end() ? 0xff00ff : dark ? token->dark : token->light;
}

double contrast(std::uint32_t a, std::uint32_t b) {
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

std::string tokens_css() {
    return ":root{" + declarations(false) + "}\n[data-theme=dark]{" + declarations(true) +
           "}\n@media (prefers-color-scheme:dark){:root:not([data-theme=light]){" + declarations(true) + "}}\n";
}

const Look& look() { return current; }

void apply_theme(bool dark, float text_scale) {
    current = {dark, text_scale};
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
