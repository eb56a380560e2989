// A picture made texel by texel, for maps with more cells than vertices should draw. It is painted
// and sent to the graphics card only when what it shows has changed.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "imgui.h"

namespace ui {

/// Texels, row after row.
struct Texels {
    std::span<ImU32> colour;
    int width = 0, height = 0;
    ImU32& at(int x, int y) const { return colour[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)]; }
};

/// View state of one panel. It may outlive an ImGui context: it begins anew in the next.
class PixelMap {
public:
    ~PixelMap();
    /// Draws width x height texels from `at` over `size`. `signature` is all that the picture depends on;
    /// `paint` is called when it differs from the last, with texels that are transparent.
    void draw(ImVec2 at, ImVec2 size, int width, int height, std::span<const std::uint8_t> signature,
              const std::function<void(Texels)>& paint);
    /// How often `paint` was called.
    unsigned paints() const { return paints_; }

private:
    bool begin_texture(int width, int height);
    void retire();

    ImTextureData* texture_ = nullptr;
    std::vector<ImTextureData*> retired_;  ///< the graphics card still has them
    std::vector<std::uint8_t> signature_;
    unsigned paints_ = 0;
};

/// Texels of one ImGui unit on this screen, 1 to 3.
float texels_per_unit();

}  // namespace ui
