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

// Eight cores, each with a full TLB, before a page goes away.
const char* const many_cores = R"(# Eight cores
Look.
```lesson
id bench-cores
minutes 1
core
terms x
```
```run
machine x86-64 preset=sapphire-rapids ram=256M cores=8
process A
let va = 0x40000000
map A va 32M rw now
touch A@0 va 8M
thread A.1 1
touch A.1 va 8M
thread A.2 2
touch A.2 va 8M
thread A.3 3
touch A.3 va 8M
thread A.4 4
touch A.4 va 8M
thread A.5 5
touch A.5 va 8M
thread A.6 6
touch A.6 va 8M
thread A.7 7
touch A.7 va 8M
switch A
```
```show
cores va
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

TEST_CASE("frames: milliseconds of CPU time a frame when eight full TLBs have changed", "[.frames]") {
    Reader reader(many_cores);
    reader.click("cores-unmap");
    double worst = 0;
    for (std::uint64_t position = reader.player.timeline().size(); position > 0; --position) {
        REQUIRE(reader.player.act("seek " + std::to_string(position)).ok());
        const double before = cpu_ms();
        reader.frames(1);
        worst = std::max(worst, cpu_ms() - before);
    }
    std::printf("cores, eight full TLBs: worst frame %.2f ms\n", worst);
}
