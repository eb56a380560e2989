// What holds for the pictures of every step of the course, whatever the screen.
#include <filesystem>

#include "reader.h"
#include "tests/lessons/lesson_text.h"

namespace {

struct Screen {
    const char* name;
    float width, height;  ///< what is left for the panels
    bool tabs;
};
constexpr Screen screens[] = {{"320x640", 320, 280, true},  {"390x844", 390, 350, true},     {"760x600", 425, 545, true},
                              {"1280x800", 845, 750, false}, {"2560x1440", 1940, 1390, false}};

/// The smallest type of a step's panels: one after the other where only one fits.
float smallest_of(test::Reader& reader, bool tabs) {
    reader.frames(2);
    float smallest = ui::smallest_text();
    if (!tabs) return smallest;
    for (const std::string& id : reader.app.panel_ids()) {
        reader.app.set_front(id);
        reader.frames(1);
        smallest = std::min(smallest, ui::smallest_text());
    }
    return smallest;
}

}  // namespace

TEST_CASE("every step of the course: no type below 12 CSS pixels on any screen") {
    std::size_t steps_seen = 0;
    for (const auto& entry : std::filesystem::directory_iterator("lessons/course/en")) {
        if (entry.path().extension() != ".md") continue;
        for (const Screen& screen : screens) {
            test::Reader reader(test::read_file(entry.path().string()), screen.width, screen.height);
            reader.app.settings().tabs = screen.tabs;
            const std::size_t steps = reader.player.view().steps;
            for (std::size_t step = 0; step < steps; ++step, ++steps_seen) {
                CAPTURE(entry.path().filename().string(), screen.name, step + 1);
                REQUIRE(reader.player.act("goto " + std::to_string(step)).ok());
                const float smallest = smallest_of(reader, screen.tabs);
                CHECK(smallest >= 12);
                CHECK(smallest < 100);  // something was written
            }
        }
    }
    CHECK(steps_seen > 70 * std::size(screens));
}
