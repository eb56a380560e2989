// What one frame of each panel costs, in our own CPU time, over a large machine: tests/bench/run frames.
// Hidden from the tests (a time is no test): it prints.
#include <algorithm>
#include <cstdio>
#include <ctime>

#include "reader.h"

using test::Reader;

namespace {

// 65,536 frames, most of them in use, and a million events.
const char* const large_lesson = R"(# A large machine
Look.
```lesson
id bench-frames
minutes 1
core
terms x
```
```run
machine x86-64 ram=256M
process A
let va = 0x7f3a_4000_0000
map A va 96M rw name=data
touch A va 96M write
fork A B
```
```show
address va
timeline
```
## Do it
Look.
)";

double cpu_ms() { return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// Median and worst of frames while the pointer wanders over the picture.
void measure(Reader& reader, const std::string& name) {
    std::vector<double> times;
    reader.frames(5);
    for (int i = 0; i < 120; ++i) {
        ImGui::GetIO().AddMousePosEvent(40.0f + static_cast<float>(i * 37 % 760), 60.0f + static_cast<float>(i * 53 % 640));
        const double before = cpu_ms();
        reader.frames(1);
        times.push_back(cpu_ms() - before);
    }
    std::sort(times.begin(), times.end());
    std::printf("%-12s %8.2f %8.2f %9d%s\n", name.c_str(), times[times.size() / 2], times.back(), reader.vertices, times.back() > 8 ? "   ABOVE 8 ms" : "");
}

}  // namespace

TEST_CASE("frames: milliseconds of CPU time a frame, by panel", "[.frames]") {
    Reader reader(large_lesson);
    while (reader.player.timeline().size() < 1'000'000)
        REQUIRE(reader.player.act("command repeat 40000 as i write A va + 4K * (i * 7919 % 24576)"));
    REQUIRE(reader.player.act("command read A va"));
    std::printf("%zu events, %llu frames\n%-12s %8s %8s %9s\n", static_cast<std::size_t>(reader.player.timeline().size()),
                static_cast<unsigned long long>(reader.player.machine().kernel.frames.total()), "panel", "median", "worst", "vertices");
    measure(reader, "address");
    std::string shown = "address";
    for (const ui::Panel* panel : ui::panels()) {
        const std::string id(panel->id);
        if (id == "address" || id == "timeline" || id == "console") continue;
        REQUIRE(reader.app.perform({ui::PanelRequest::Kind::act, "panel " + id, false}).ok());
        REQUIRE(reader.app.perform({ui::PanelRequest::Kind::act, "panel " + shown, false}).ok());
        shown = id;
        measure(reader, id);
        if (!reader.find("to_glance")) continue;
        reader.click("to_glance");  // all of RAM at once
        measure(reader, id + " (all)");
    }
    REQUIRE(reader.app.perform({ui::PanelRequest::Kind::act, "changes on", false}).ok());
    measure(reader, "changes");
}
