// The desktop's page for a RAM image: what a machine's own RAM, saved to a file, shows; errors; and every width.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include "core/base/text.h"
#include "core/script/timeline.h"
#include "reader.h"
#include "ui/studies/bench.h"

namespace {

using ui::studies::Bench;

constexpr const char* nothing = "# A\nB.\n```lesson\nid test-image\nminutes 1\ncore\nterms x\n```\n```run\nmachine x86-64\n```\n```show\naddress 1\n```\n## C\nD.\n";

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

void read_to_end(Bench& bench) {
    while (!bench.tick()) std::this_thread::yield();
}

void frame(Bench& bench, ImVec2 size) {
    ImGui::GetIO().DisplaySize = size;
    ImGui::GetIO().DeltaTime = 1.0f / 60;
    ImGui::NewFrame();
    (void)bench.draw(size, ui::px(52));
    ImGui::Render();
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) texture->SetStatus(texture->Status == ImTextureStatus_WantDestroy ? ImTextureStatus_Destroyed : ImTextureStatus_OK);
}

bool press(Bench& bench, ImVec2 size, const std::string& prefix) {
    for (const ui::NamedArea& area : bench.areas()) {
        if (area.id.find(prefix) != 0) continue;
        ImGui::GetIO().AddMousePosEvent((area.min.x + area.max.x) / 2, (area.min.y + area.max.y) / 2);
        frame(bench, size);
        for (const bool down : {true, false}) ImGui::GetIO().AddMouseButtonEvent(0, down), frame(bench, size);
        frame(bench, size);
        return true;
    }
    return false;
}

}  // namespace

TEST_CASE("image page: a machine's own RAM shows its own tables, one below the other", "[image_view]") {
    test::Reader reader(nothing);  // an ImGui context with fonts
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
    for (int i = 0; i < 3; ++i) frame(bench, size);
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
    test::Reader reader(nothing);
    ui::record_areas(nullptr);
    const Image image;
    for (const bool read : {false, true}) {
        Bench bench([] {});
        bench.show(Bench::Page::image);
        if (read) bench.open_image(image.request()), read_to_end(bench);
        for (const ui::Scheme scheme : ui::all_schemes)
            for (const float width : {320.0f, 480.0f, 760.0f, 1280.0f, 2560.0f})
                for (const float scale : {1.0f, 2.2f})
                    for (std::size_t section = 0; section < ui::studies::ImageView::section_count; ++section) {
                        CAPTURE(read, width, scale, section);
                        ui::apply_theme(scheme, scale);
                        const ImVec2 size{width * scale, 700 * scale};
                        for (int i = 0; i < 2; ++i) frame(bench, size);
                        CHECK(ui::smallest_text() >= 12);
                        CHECK(bench.areas().size() >= 2);
                        for (const ui::NamedArea& area : bench.areas()) {
                            CAPTURE(area.id);
                            CHECK(area.min.x >= -1);
                            CHECK(area.max.x <= width * scale + 1);
                        }
                        for (int i = 0; i < 40 && read && bench.image().section() != section; ++i) bench.turn(bench.image().section() < section), frame(bench, size);
                    }
    }
    ui::apply_theme({}, 1);
}
