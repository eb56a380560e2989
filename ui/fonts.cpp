#include "ui/fonts.h"

#include <array>

#include "imgui.h"
#include "imgui_internal.h"

namespace ui {
namespace {

std::array<ImFont*, 3> faces{};

const FontFile* find(std::span<const FontFile> files, std::string_view name) {
    for (const FontFile& file : files)
        if (file.name == name && !file.bytes.empty()) return &file;
    return nullptr;
}

// ImGui takes a pointer to mutable bytes but, not owning them, only reads.
ImFont* add(const FontFile& file, bool merge) {
    ImFontConfig config;
    config.FontDataOwnedByAtlas = false;
    config.MergeMode = merge;
    config.PixelSnapH = false;
    return ImGui::GetIO().Fonts->AddFontFromMemoryTTF(const_cast<unsigned char*>(file.bytes.data()),
                                                      static_cast<int>(file.bytes.size()), 0, &config);
}

}  // namespace

void load_fonts(std::span<const FontFile> files) {
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    atlas.ClearFonts();
    // That leaves the texture, in which the edges of former letters would show beside the new ones.
    if (const ImTextureData* used = atlas.TexData) ImFontAtlasTextureAdd(&atlas, used->Width, used->Height);
    constexpr std::array<std::array<std::string_view, 2>, 3> names{{{"text.ttf", "text-more.ttf"}, {"text-bold.ttf", "text-bold-more.ttf"}, {"mono.ttf", "mono-more.ttf"}}};
    faces = {};
    for (std::size_t i = 0; i < names.size(); ++i) {
        const FontFile* file = find(files, names[i][0]);
        if (!file) continue;
        faces[i] = add(*file, false);
        for (const std::string_view more : {names[i][1], std::string_view("symbols.ttf"), std::string_view("symbols-more.ttf")})
            if (const FontFile* merged = find(files, more)) add(*merged, true);
    }
    ImFont* any = nullptr;
    for (ImFont* face : faces)
        if (!any) any = face;
    if (!faces[0]) faces[0] = any;
    if (!faces[1]) faces[1] = faces[0];
    if (!faces[2]) faces[2] = any;
    ImGui::GetIO().FontDefault = faces[0];
}

ImFont* font(Face face) {
    ImFont* chosen = faces[static_cast<std::size_t>(face)];
    return chosen ? chosen : ImGui::GetFont();
}

}  // namespace ui
