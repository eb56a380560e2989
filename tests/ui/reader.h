// A reader without a screen: an App over a small lesson, drawn into nothing, clicked and typed at
// by the names of its areas.
#pragma once

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "catch_amalgamated.hpp"
#include "imgui.h"
#include "lessons/engine/player.h"
#include "ui/app.h"
#include "ui/theme.h"
#include "ui/widgets.h"

namespace test {

class Reader {
public:
    explicit Reader(std::string_view text, float width = 840, float height = 748)
        : lesson_(parse(text)), player(lesson_, options()), app(player), width_(width), height_(height) {
        INFO("one reader at a time: there is one ImGui context");
        REQUIRE_FALSE(ImGui::GetCurrentContext());
        ImGui::CreateContext();
        ImGui::GetIO().BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
        ui::load_fonts(fonts());
        ui::apply_theme({}, 1);
        frames(4);
    }
    ~Reader() {
        ui::record_areas(nullptr);
        ImGui::DestroyContext();
    }

    void frames(int count) {
        for (int i = 0; i < count; ++i) {
            areas.clear();
            ui::record_areas(&areas);
            ImGui::GetIO().DisplaySize = {width_, height_};
            ImGui::GetIO().DeltaTime = 1.0f / 60;
            ImGui::NewFrame();
            wants_more = app.draw(0, 0, width_, height_);
            ImGui::Render();
            vertices = ImGui::GetDrawData()->TotalVtxCount;
            for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
                if (texture->Status == ImTextureStatus_WantDestroy) texture->SetStatus(ImTextureStatus_Destroyed);
                else texture->SetStatus(ImTextureStatus_OK);
            }
        }
    }

    const ui::NamedArea* find(const std::string& id) const {
        const auto area = std::find_if(areas.begin(), areas.end(), [&](const ui::NamedArea& a) { return a.id == id; });
        return area == areas.end() ? nullptr : &*area;
    }
    ImVec2 middle(const std::string& id) const {
        const ui::NamedArea* area = find(id);
        INFO("area " << id);
        REQUIRE(area);
        return {(area->min.x + area->max.x) / 2, (area->min.y + area->max.y) / 2};
    }
    void move(ImVec2 to) {
        ImGui::GetIO().AddMousePosEvent(to.x, to.y);
        frames(1);
    }
    void button(bool down) {
        ImGui::GetIO().AddMouseButtonEvent(0, down);
        frames(1);
    }
    void click(const std::string& id) {
        move(middle(id));
        button(true);
        button(false);
        frames(1);
    }
    void drag(const std::string& id, ImVec2 by) {
        const ImVec2 from = middle(id);
        move(from);
        button(true);
        for (int i = 1; i <= 10; ++i) move({from.x + by.x * static_cast<float>(i) / 10, from.y + by.y * static_cast<float>(i) / 10});
        button(false);
        frames(1);
    }
    void wheel(const std::string& id, float steps) {
        move(middle(id));
        ImGui::GetIO().AddMouseWheelEvent(0, steps);
        frames(2);
    }
    void key(ImGuiKey key) {
        ImGui::GetIO().AddKeyEvent(key, true);
        frames(1);
        ImGui::GetIO().AddKeyEvent(key, false);
        frames(2);
    }

    /// Lines of the step's own history.
    std::vector<std::string> commands() const { return player.timeline().lines(); }
    std::uint64_t value(const std::string& name) const {
        const sim::Binding* binding = player.machine().find_name(name);
        INFO("name " << name);
        REQUIRE(binding);
        return static_cast<std::uint64_t>(binding->value);
    }

private:
    static lessons::Lesson parse(std::string_view text) {
        auto lesson = lessons::parse_lesson(text, "test.md");
        INFO((lesson ? std::string() : lesson.error().message));
        REQUIRE(lesson.ok());
        return *lesson;
    }
    // The fonts that page and desktop use (made by the build): widths are those a reader sees.
    static std::span<const ui::FontFile> fonts() {
        static std::vector<std::vector<char>> bytes;
        static std::vector<ui::FontFile> files;
        if (!files.empty()) return files;
        bytes.reserve(8);
        for (const char* name : {"text.ttf", "text-bold.ttf", "mono.ttf", "symbols.ttf", "text-more.ttf", "text-bold-more.ttf", "mono-more.ttf", "symbols-more.ttf"}) {
            std::ifstream in(std::string("build/fonts/") + name, std::ios::binary);
            INFO("build/fonts/" << name);
            REQUIRE(in);
            bytes.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
            const auto* data = reinterpret_cast<const unsigned char*>(bytes.back().data());
            files.push_back({name, std::span<const unsigned char>(data, bytes.back().size())});
        }
        return files;
    }
    static lessons::PlayerOptions options() {
        lessons::PlayerOptions all;
        all.seed = 7;
        all.predict_open = true;
        return all;
    }

    lessons::Lesson lesson_;

public:
    lessons::Player player;
    ui::App app;
    std::vector<ui::NamedArea> areas;
    bool wants_more = false;
    int vertices = 0;

private:
    float width_, height_;
};

inline const char* const walk_lesson = R"(# A walk
Look.
```lesson
id test-walk
minutes 1
core
terms x
```
```run
machine x86-64
process A
let va = 0x7f3a_4000_0010
map A 0x7f3a_4000_0000 16K rw now name=data
```
```show
address va
tables va
ram
timeline
```
## Do it
Read it.
```try
read A va
```
```check
last.reads == 4 -- read it
```
)";

}  // namespace test
