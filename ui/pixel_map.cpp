#include "ui/pixel_map.h"

#include <algorithm>

#include "imgui_internal.h"

namespace ui {
namespace {

// Textures grow in steps, so that a panel being resized does not make a new one each frame.
constexpr int step = 64;
int stepped(int length) { return (std::max(length, 1) + step - 1) / step * step; }

bool is_registered(ImTextureData* texture) {
    return texture && GImGui && std::find(GImGui->UserTextures.begin(), GImGui->UserTextures.end(), texture) != GImGui->UserTextures.end();
}

void forget(ImTextureData* texture) {
    if (is_registered(texture)) ImGui::UnregisterUserTexture(texture);
    IM_DELETE(texture);
}

}  // namespace

PixelMap::~PixelMap() {
    for (ImTextureData* texture : retired_) forget(texture);
    if (texture_) forget(texture_);
}

// The graphics card frees a texture when it is asked to; only then may the record go.
void PixelMap::retire() {
    if (is_registered(texture_)) {
        texture_->UnusedFrames = 1;
        texture_->SetStatus(texture_->TexID == ImTextureID_Invalid ? ImTextureStatus_Destroyed : ImTextureStatus_WantDestroy);
        retired_.push_back(texture_);
    } else {
        IM_DELETE(texture_);
    }
    texture_ = nullptr;
}

// True when the texels of the texture are blank and must be painted.
bool PixelMap::begin_texture(int width, int height) {
    for (ImTextureData*& texture : retired_) {
        if (is_registered(texture) && texture->Status != ImTextureStatus_Destroyed) continue;
        forget(texture);
        texture = nullptr;
    }
    std::erase(retired_, nullptr);
    if (texture_ && (!is_registered(texture_) || texture_->Width != width || texture_->Height != height)) retire();
    if (texture_) {
        // The context was lost, and with it what the card had.
        if (texture_->Status == ImTextureStatus_Destroyed) texture_->SetStatus(ImTextureStatus_WantCreate);
        return false;
    }
    texture_ = IM_NEW(ImTextureData)();
    texture_->Create(ImTextureFormat_RGBA32, width, height);
    texture_->UseColors = true;
    texture_->SetStatus(ImTextureStatus_WantCreate);
    ImGui::RegisterUserTexture(texture_);
    return true;
}

void PixelMap::draw(ImVec2 at, ImVec2 size, int width, int height, std::span<const std::uint8_t> signature,
                    const std::function<void(Texels)>& paint) {
    const int w = stepped(width), h = stepped(height);
    const bool fresh = begin_texture(w, h);
    if (fresh || !std::equal(signature.begin(), signature.end(), signature_.begin(), signature_.end())) {
        signature_.assign(signature.begin(), signature.end());
        const std::span<ImU32> all(static_cast<ImU32*>(texture_->GetPixels()), static_cast<std::size_t>(w) * static_cast<std::size_t>(h));
        std::fill(all.begin(), all.end(), 0u);
        paint({all, w, h});
        ++paints_;
        if (texture_->Status != ImTextureStatus_WantCreate) {
            const ImTextureRect whole{0, 0, static_cast<unsigned short>(w), static_cast<unsigned short>(h)};
            texture_->Updates.resize(0);
            texture_->Updates.push_back(whole);
            texture_->UpdateRect = whole;
            texture_->SetStatus(ImTextureStatus_WantUpdates);
        }
    }
    const ImVec2 used{static_cast<float>(width) / static_cast<float>(w), static_cast<float>(height) / static_cast<float>(h)};
    ImGui::GetWindowDrawList()->AddImage(texture_->GetTexRef(), at, {at.x + size.x, at.y + size.y}, {0, 0}, used);
}

float texels_per_unit() { return std::clamp(ImGui::GetIO().DisplayFramebufferScale.x, 1.0f, 3.0f); }

}  // namespace ui
