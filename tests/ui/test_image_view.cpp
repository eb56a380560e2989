// The desktop's page for a RAM image: what a machine's own RAM, saved to a file, shows; errors; and every width.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "core/base/text.h"
#include "core/script/timeline.h"
#include "bench_page.h"

namespace {

using test::draw_frames;
using test::read_to_end;
using ui::studies::Bench;

// The RAM of a machine whose process has two pages, as a file.
struct Image {
    std::string path = (std::filesystem::temp_directory_path() / "pagewalk-test-image.raw").string();
    script::Timeline timeline;
    Image() {
        REQUIRE(timeline.run_all("machine x86-64 ram=256K\nprocess A\nmap 0x400000 8K rw\nwrite 0x400000\nwrite 0x401000").ok());
        std::ofstream file(path, std::ios::binary);
        const hw::Ram& ram = timeline.machine().hw.ram;
        for (std::uint64_t at = 0; at < ram.bytes(); ++at) file.put(static_cast<char>(ram.read({at}, 1)));
    }
    ~Image() { std::remove(path.c_str()); }
    base::PhysAddr root() const { return timeline.machine().current()->root; }
    ui::studies::ImageRequest request() const { return {path, base::hex(root().value), "x86-64"}; }
};

bool press(Bench& bench, ImVec2 size, const std::string& prefix) {
    for (const ui::NamedArea& area : bench.areas()) {
        if (area.id.find(prefix) != 0) continue;
        ImGui::GetIO().AddMousePosEvent((area.min.x + area.max.x) / 2, (area.min.y + area.max.y) / 2);
        draw_frames(bench, size);
        for (const bool down : {true, false}) ImGui::GetIO().AddMouseButtonEvent(0, down), draw_frames(bench, size);
        draw_frames(bench, size);
        return true;
    }
    return false;
}

}  // namespace

TEST_CASE("image page: a machine's own RAM shows its own tables, one below the other", "[image_view]") {
    test::Reader reader(test::no_lesson);  // an ImGui context with fonts
    ui::record_areas(nullptr);
    const Image image;
    Bench bench([] {});
    bench.open_image(image.request());
    read_to_end(bench);
    REQUIRE(bench.image().report().has_value());
    const hw::Mapped& mapped = bench.image().report()->mapped;
    REQUIRE(mapped.ranges.size() == 1);
    CHECK(mapped.ranges[0].start.value == 0x400000);
    CHECK(mapped.ranges[0].bytes == 8192);
    CHECK(mapped.ranges[0].write);
    CHECK(mapped.ranges[0].user);
    CHECK(bench.image().address() == base::hex(0x400000));
    const ImVec2 size{1280, 800};
    draw_frames(bench, size, 3);
    for (const std::size_t depth : {1u, 2u, 3u}) {
        CHECK(bench.image().depth() == depth);
        CHECK(press(bench, size, "image.entry."));
    }
    CHECK(bench.image().depth() == 4);
    CHECK_FALSE(press(bench, size, "image.entry."));  // the last level names pages
    CHECK(press(bench, size, "image.up"));
    CHECK(bench.image().depth() == 3);
}

TEST_CASE("image page: what is wrong is said, and nothing is shown", "[image_view]") {
    const Image image;
    Bench bench([] {});
    const auto wrong = [&](ui::studies::ImageRequest request) {
        bench.open_image(request);
        read_to_end(bench);
        CHECK_FALSE(bench.image().report().has_value());
        return bench.image().wrong();
    };
    CHECK(wrong({"/nowhere/at/all.raw", "0x1000", "x86-64"}).find("/nowhere/at/all.raw") != std::string::npos);
    CHECK(wrong({image.path, "0x1001", "x86-64"}).find("CR3 0x1001") != std::string::npos);
    CHECK(wrong({image.path, "0x10000000", "x86-64"}).find("outside") != std::string::npos);
    CHECK(wrong({image.path, "here", "x86-64"}).find("CR3 here") != std::string::npos);
    CHECK(wrong({image.path, "0x1000", "x86-46"}).find("x86-64") != std::string::npos);
    bench.open(image.path);  // by its ending; the form keeps what was typed
    CHECK(bench.page() == Bench::Page::image);
    read_to_end(bench);
    CHECK(ui::studies::is_image_name("a/guest.img"));
    CHECK_FALSE(ui::studies::is_image_name("ls.u64"));
}

TEST_CASE("image page: drawn at every width, light and dark, in usual and big type", "[image_view]") {
    test::Reader reader(test::no_lesson);
    ui::record_areas(nullptr);
    const Image image;
    for (const bool read : {false, true}) {
        Bench bench([] {});
        bench.show(Bench::Page::image);
        if (read) bench.open_image(image.request()), read_to_end(bench);
        CAPTURE(read);
        test::check_drawn_everywhere(bench, ui::studies::ImageView::section_count, [&](std::size_t section, ImVec2 size) {
            for (int i = 0; i < 40 && read && bench.image().section() != section; ++i) bench.turn(bench.image().section() < section), draw_frames(bench, size);
            CHECK((!read || bench.image().section() == section));
        });
    }
}
