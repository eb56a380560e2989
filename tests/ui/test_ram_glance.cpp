// RAM at a glance: every frame by what it is used for, whose it is at a click, and cheap however many.
#include "twin.h"
#include "ui/panels/ram_kinds.h"
#include "ui/pixel_map.h"

using nlohmann::json;
using test::Reader;
using test::says;

namespace {

std::string lesson(const std::string& run, const std::string& show = "ram view=glance") {
    return "# RAM\nLook.\n```lesson\nid test-ram\nminutes 1\ncore\nterms x\n```\n```run\n" + run + "\n```\n```show\n" + show +
           "\n```\n## Do it\nRead.\n```try\nread A 0x40\n```\n```check\nlast.va == 0x40 -- read it\n```\n";
}

const char* const shared = R"(machine x86-64
process A
process B
map A 0x40_0000 12K rw now name=data
map B 0x40_0000 8K rw now name=data
file libc 16K
cache libc
map A 0x7f00_0000_0000 16K rx file=libc
map B 0x7f00_0000_0000 16K rx file=libc
touch A 0x7f00_0000_0000 16K
touch B 0x7f00_0000_0000 8K
read A 0x40_0000)";

}  // namespace

TEST_CASE("the view of all frames counts what the kernel counts") {
    Reader reader(lesson(shared), 840, 500);
    const sim::Machine& machine = reader.player.machine();
    ui::RamKinds kinds;
    ui::read_kinds(machine, 0, kinds);
    namespace kind = ui::frame_kind;
    CHECK(kinds.cells.size() == 4096);
    CHECK(kinds.frames[kind::free] == machine.kernel.frames.free());
    CHECK(kinds.frames[kind::reserved] == machine.kernel.frames.reserved());
    CHECK(kinds.frames[kind::table] == machine.kernel.frames.used(os::FrameUse::table));
    CHECK(kinds.frames[kind::first_process] == 3);
    CHECK(kinds.frames[kind::first_process + 1] == 2);
    CHECK(kinds.frames[kind::shared] + kinds.frames[kind::page_cache] == 4);
    CHECK(kinds.frames[kind::shared] >= 2);
    const std::string text = twin(reader, "ram")["say"];
    CHECK(says(text, "pages of A: 3"));
    CHECK(says(text, "pages of B: 2"));
}

TEST_CASE("blocks of frames show the kind that tells most, and lose no frame from the counts") {
    Reader reader(lesson(shared));
    const sim::Machine& machine = reader.player.machine();
    ui::RamKinds one, many;
    ui::read_kinds(machine, 0, one);
    ui::read_kinds(machine, 6, many);
    CHECK(many.cells.size() == 64);
    CHECK(many.frames == one.frames);
    const std::uint64_t pfn = machine.last.pa.value >> 12;
    CHECK(many.cells[pfn >> 6] >= ui::frame_kind::shared);
}

TEST_CASE("a page whose first owner has ended belongs to the one that is left") {
    Reader reader(lesson("machine x86-64\nprocess A\nmap A 0x40_0000 4K rw now\nfork A B\nprocess C\nexit A"));
    const sim::Machine& machine = reader.player.machine();
    ui::RamKinds kinds;
    ui::read_kinds(machine, 0, kinds);
    CHECK(kinds.frames[ui::frame_kind::first_process] == 0);
    CHECK(kinds.frames[ui::frame_kind::first_process + 1] == 1);
}

TEST_CASE("pointing chooses a frame; arrow keys move on; a sentence tells whose it is") {
    Reader reader(lesson(shared), 840, 500);
    const std::uint64_t pfn = reader.player.machine().last.pa.value >> 12;
    CHECK(says(twin(reader, "ram")["say"], "Of 4096 frames") );
    const ui::NamedArea grid = *reader.find("frames");
    reader.click("frames");
    CHECK(reader.commands().empty());
    const std::string chosen = twin(reader, "ram")["say"];
    CHECK(says(chosen, "Frame 0x"));
    reader.key(ImGuiKey_RightArrow);
    CHECK(twin(reader, "ram")["say"] != chosen);
    reader.key(ImGuiKey_LeftArrow);
    CHECK(twin(reader, "ram")["say"] == chosen);
    reader.key(ImGuiKey_Home);
    CHECK(says(twin(reader, "ram")["say"], "Frame 0x0: kept back by the kernel."));
    CHECK(says(ui::frame_story(reader.player.machine(), {pfn}), "page of A at 0x40_0000"));
    CHECK(grid.max.x <= 841);
}

TEST_CASE("the table gives runs that cover RAM once") {
    Reader reader(lesson(shared));
    const json data = twin(reader, "ram");
    std::uint64_t next = 0, frames = 0;
    for (const json& row : data["rows"]) {
        const auto from = std::stoull(std::string(row[0]).substr(2), nullptr, 16), to = std::stoull(std::string(row[1]).substr(2), nullptr, 16);
        CHECK(from == next);
        next = to + 1;
        frames += to - from + 1;
    }
    CHECK(frames == 4096);
    CHECK(data["rows"].size() == data["total"].get<std::size_t>());
    bool both = false;
    for (const json& row : data["rows"]) both |= says(row[3], "Mapped by A at 0x7f00_0000_0000, B at 0x7f00_0000_0000.");
    CHECK(both);
}

TEST_CASE("words and all frames are one button apart") {
    Reader reader(lesson(shared, "ram"), 840, 500);
    CHECK_FALSE(reader.find("frames"));
    reader.click("to_glance");
    reader.frames(2);
    CHECK(reader.find("frames"));
    reader.click("to_words");
    reader.frames(2);
    CHECK_FALSE(reader.find("frames"));
}

TEST_CASE("a step may ask for all frames at once") {
    Reader reader(lesson(shared), 840, 500);
    CHECK(reader.find("frames"));
}

TEST_CASE("65,536 frames, most of them in use, are one texture that is painted once") {
    Reader reader(lesson("machine x86-64 ram=256M\nprocess A\nprocess B\nmap A 0x7f00_0000_0000 120M rw now\nmap B 0x7f00_0000_0000 100M rw now"), 840, 500);
    CHECK(reader.vertices < 6000);
}

TEST_CASE("a TiB of frames is one texture, too") {
    Reader huge(lesson("machine x86-64 ram=1T\nprocess A\nmap A 0x40_0000 4K rw now"), 840, 500);
    CHECK(huge.vertices < 6000);
    CHECK(huge.find("frames"));
}

TEST_CASE("a pixel map paints when its signature changes, and only then") {
    Reader reader(lesson("machine x86-64"));
    ui::PixelMap map;
    const auto draw = [&](std::vector<std::uint8_t> signature, int width) {
        ImGui::NewFrame();
        ImGui::Begin("w");
        map.draw({0, 0}, {10, 10}, width, 10, signature, [](ui::Texels texels) { texels.at(3, 4) = 0xffffffff; });
        ImGui::End();
        ImGui::Render();
        for (ImTextureData* texture : ImGui::GetPlatformIO().Textures)
            texture->SetStatus(texture->Status == ImTextureStatus_WantDestroy ? ImTextureStatus_Destroyed : ImTextureStatus_OK);
    };
    draw({1, 2}, 10);
    draw({1, 2}, 10);
    CHECK(map.paints() == 1);
    draw({1, 3}, 10);
    CHECK(map.paints() == 2);
    draw({1, 3}, 500);  // another size: another texture
    CHECK(map.paints() == 3);
    draw({1, 3}, 500);
    CHECK(map.paints() == 3);
}

TEST_CASE("a frame that the lesson asks for is clicked among all of them") {
    const std::string text = "# Pick\nLook.\n```lesson\nid test-pick\nminutes 1\ncore\nterms x\n```\n```run\nmachine classroom\nprocess A\n"
                             "map A 0x40 16 rw now\n```\n## One\nGo on.\n```show\nram\n```\n"
                             "```predict p\nask: Which?\npick: frame pfn(A, 0x40)\nwhy: That one.\n```\n";
    Reader reader(text, 600, 400);
    REQUIRE(reader.find("frames"));
    CHECK_FALSE(twin(reader, "ram")["actions"].empty());
    reader.click("frames");
    bool chosen = false;
    for (const auto& block : reader.player.view().blocks) {
        const auto& question = block.question;
        for (const auto& choice : question.choices) chosen |= choice.chosen;
        chosen |= !question.input.empty();
    }
    CHECK(chosen);
    CHECK(reader.commands().empty());
}
