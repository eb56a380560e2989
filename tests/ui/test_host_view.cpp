// The desktop's page for this computer: it measures, can be stopped, draws the model over the measurement, and is drawn at
// every width in every set of colours.
#include "core/sim/chase.h"
#include "bench_page.h"

namespace {

using test::draw_frames;
using ui::studies::Bench;
using ui::studies::HostView;

const ui::HostRequest quick{.runs = 2, .pages = 32};

// What a measurement may look like: a step takes 1 ns, and 4 ns where the pages are too many.
ui::Host invented(bool moves) {
    ui::Host host{"Linux 6.1.0 x86_64", 4096, 2 << 20, "madvise", "2", {}, {}, {}, {}};
    for (const char* name : {"text", "heap", "library", "vdso", "stack"})
        host.places.push_back({name, {0x5555'0000'0000, moves ? 0x5aaa'0000'1000u : 0x5555'0000'0000u}, moves ? 12u : 0u, moves ? 43u : 0u, moves ? 0x0fff'0000'1000u : 0});
    host.faults = {{"touch", 1024, 1024, 0, 500, {}}, {"copy-on-write", 0, 0, 0, 0, "no-fork"}, {"cached file", 1024, 64, 0, 20'000, {}}, {"file on disk", 1024, 64, 0, 3e6, "no-major"}};
    for (const std::uint64_t pages : ui::chase_lengths(4096)) host.chase.push_back({pages, pages > 64 ? 4.0 : 1.0, 1.0});
    host.knee = ui::chase_knee(host.chase);
    return host;
}

}  // namespace

TEST_CASE("this computer: it is measured by a thread, with progress", "[host_view]") {
    int told = 0;
    ui::JobSteps steps([&] { ++told; });
    const ui::Host host = ui::look_at_host(quick, steps);
    CHECK(told >= 1);
    CHECK(steps.share() == Catch::Approx(1).margin(0.3));
    CHECK(host.kernel.find("Linux") == 0);
    CHECK(host.page_bytes >= 4096);
    CHECK(host.places.empty());  // this program does not tell where it lies
    REQUIRE(host.faults.size() == 4);
    CHECK(host.faults[0].minor >= 1024);
#ifndef __SANITIZE_ADDRESS__  // GCC; its shadow of the memory has faults of its own
    CHECK(host.faults[0].minor <= 1024 + 8);  // of this thread alone
#endif
    REQUIRE(host.chase.size() == 5);
    CHECK(host.chase.back().pages == 32);

    HostView view;
    view.begin(quick, [] {});
    CHECK(view.measuring());
    while (!view.tick()) std::this_thread::yield();
    REQUIRE(view.report().has_value());
    CHECK(view.model().size() == view.report()->chase.size());
}

TEST_CASE("this computer: what is stopped ends soon, and as far as it came", "[host_view]") {
    ui::JobSteps steps([] {});
    steps.stop();
    const ui::Host host = ui::look_at_host({.runs = 1000, .pages = 1 << 20}, steps);
    CHECK(host.places.empty());
    CHECK(host.faults.empty());
    CHECK(host.chase.empty());
}

TEST_CASE("this computer: a folder that is none is told, and the rest is there", "[host_view]") {
    const auto costs = ui::fault_costs("/no/such/folder");
    CHECK(costs[0].why.empty());
    CHECK(costs[2].why == "no-file");
    CHECK(costs[3].why == "no-file");
}

TEST_CASE("this computer: the model is what was measured of the packed chain, and its own translation", "[host_view]") {
    HostView view;
    view.show(invented(true));
    CHECK(view.preset().name == "sapphire-rapids");
    REQUIRE(view.model().size() == view.report()->chase.size());
    for (std::size_t i = 0; i < view.model().size(); ++i)
        CHECK(view.model()[i].ns == view.report()->chase[i].dense_ns + sim::model_chase(view.preset(), view.report()->chase[i].pages).translation_ns);
    CHECK(view.report()->knee == 64);
    CHECK(ui::chase_knee(view.model()) == 96);
}

TEST_CASE("this computer: drawn at every width, light and dark, in usual and big type", "[host_view]") {
    test::Reader reader(test::no_lesson);  // an ImGui context with fonts
    ui::record_areas(nullptr);
    ui::Host nothing = invented(false);
    nothing.places.clear(), nothing.chase.clear(), nothing.knee.reset();
    for (const auto& host : {std::optional<ui::Host>(), std::optional(invented(true)), std::optional(invented(false)), std::optional(nothing)}) {
        Bench bench([] {});
        bench.show(Bench::Page::host);
        if (host) bench.show_host(*host);
        test::check_drawn_everywhere(bench, HostView::section_count, [&](std::size_t section, ImVec2 size) {
            for (int i = 0; i < 40 && host && bench.host().section() != section; ++i) bench.turn(bench.host().section() < section), draw_frames(bench, size);
            CHECK((!host || bench.host().section() == section));
        });
    }
}
