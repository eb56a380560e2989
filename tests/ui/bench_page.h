// A page of the desktop's bench, drawn without a screen.
#pragma once

#include <string>
#include <thread>
#include <vector>

#include "reader.h"
#include "ui/studies/bench.h"

namespace test {

/// A lesson for the sake of an ImGui context with fonts.
constexpr const char* no_lesson = "# A\nB.\n```lesson\nid test-bench\nminutes 1\ncore\nterms x\n```\n```run\nmachine x86-64\n```\n```show\naddress 1\n```\n## C\nD.\n";

/// Until the thread has read the file.
inline void read_to_end(ui::studies::Bench& bench) {
    while (!bench.tick()) std::this_thread::yield();
}

inline void draw_frames(ui::studies::Bench& bench, ImVec2 size, int count = 1) {
    for (int i = 0; i < count; ++i) {
        ImGui::GetIO().DisplaySize = size;
        ImGui::GetIO().DeltaTime = 1.0f / 60;
        ImGui::NewFrame();
        (void)bench.draw(size, ui::px(52));
        ImGui::Render();
        for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) texture->SetStatus(texture->Status == ImTextureStatus_WantDestroy ? ImTextureStatus_Destroyed : ImTextureStatus_OK);
    }
}

/// In every set of colours, at every width, in usual and big type: nothing is too small or lies outside. `next` brings the
/// page to the section of that number, if it has one.
template <class Next>
void check_drawn_everywhere(ui::studies::Bench& bench, std::size_t sections, Next&& next) {
    for (const ui::Scheme scheme : ui::all_schemes)
        for (const float width : {320.0f, 480.0f, 760.0f, 1280.0f, 2560.0f})
            for (const float scale : {1.0f, 2.2f})
                for (std::size_t section = 0; section < sections; ++section) {
                    CAPTURE(width, scale, section);
                    ui::apply_theme(scheme, scale);
                    const ImVec2 size{width * scale, 700 * scale};
                    next(section, size);
                    draw_frames(bench, size, 3);
                    CHECK(ui::smallest_text() >= 12);
                    CHECK(bench.areas().size() >= 2);
                    for (const ui::NamedArea& area : bench.areas()) {
                        CAPTURE(area.id);
                        CHECK(area.min.x >= -1);
                        CHECK(area.max.x <= width * scale + 1);
                    }
                }
    ui::apply_theme({}, 1);
}

}  // namespace test
