// The address space panel: a click on a page is an access, the states of pages are told by shape and
// in words, and no machine or size breaks it.
#include "twin.h"
#include "ui/panels/space_model.h"
#include "ui/process_fill.h"

using nlohmann::json;
using test::Reader;
using test::says;

namespace {

std::string lesson(const std::string& run, const std::string& show, const std::string& more = {}) {
    return "# Spaces\nLook.\n```lesson\nid test-space\nminutes 1\ncore\nterms x\n```\n```run\n" + run + "\n```\n```show\n" + show +
           "\n```\n" + more + "## Do it\nRead.\n```try\nread A 0x40\n```\n```check\nlast.va == 0x40 -- read it\n```\n";
}

const std::string two = lesson(R"(machine x86-64
process A
process B
map A 0x7f3a_4000_0000 16K rw name=data
map B 0x7f3a_4000_0000 16K rw name=data
kernel 0xffff_ffff_8000_0000 16K rx name=kernel
write A 0x7f3a_4000_0000)",
                               "space A B");

const std::string four_states = lesson(R"(machine x86-64
swap 1M
process A
map A 0x7f3a_4000_0000 32K rw name=data
file notes 16K
map A 0x7f98_0000_0000 16K r file=notes name=notes
touch A 0x7f3a_4000_0000 12K write
read A 0x7f3a_4000_4000
reclaim A 1)",
                                       "space A");

std::string last_command(const Reader& reader) { return reader.commands().empty() ? "" : reader.commands().back(); }

// The state that the table tells for the page at `from`.
std::string state_of(const Reader& reader, const std::string& from) {
    const json shown = twin(reader, "space");  // a range-for would not keep it alive
    for (const json& row : shown["rows"])
        if (row[2] == from) return row[4];
    return {};
}

}  // namespace

TEST_CASE("a click on a page reads it, or writes it, by a command that the reader can see") {
    Reader reader(two, 840, 700);
    reader.click("pageA.0x7f3a_4000_1000");
    CHECK(last_command(reader) == "read A 0x7f3a_4000_1000");
    CHECK(reader.player.machine().last.fault_outcome == os::FaultOutcome::zero_page_mapped);
    reader.click("click_writes");
    reader.click("pageB.0x7f3a_4000_0000");
    CHECK(last_command(reader) == "write B 0x7f3a_4000_0000");
    const sim::Machine& machine = reader.player.machine();
    CHECK(machine.kernel.processes[0].resident == 1);
    CHECK(machine.kernel.processes[1].resident == 1);
    CHECK(says(twin(reader, "space")["say"], "B at 0x7f3a_4000_0000: just written."));
}

TEST_CASE("a click on a process lets it run") {
    Reader reader(two, 840, 700);
    CHECK(reader.player.machine().hw.cores[0].process == 0);
    reader.click("processB");
    CHECK(last_command(reader) == "switch B");
    CHECK(reader.player.machine().hw.cores[0].root == reader.player.machine().kernel.processes[1].root);
    const std::size_t before = reader.commands().size();
    reader.click("processB");  // it runs already
    CHECK(reader.commands().size() == before);
}

TEST_CASE("what is not mapped, what no address names and what is the kernel's: a click shows why not") {
    Reader reader(two, 840, 700);
    reader.click("gapA.0x0");
    CHECK(last_command(reader) == "read A 0x0");
    CHECK(reader.player.machine().last.fault_outcome == os::FaultOutcome::segv_maperr);
    CHECK(says(twin(reader, "space")["say"], "A at 0x0: fault."));
    reader.frames(3);
    reader.click("holeA.0x8000_0000_0000");
    CHECK(reader.player.machine().last.outcome == hw::Outcome::general_protection);
    reader.frames(3);
    reader.click("pageB.0xffff_ffff_8000_1000");
    CHECK(reader.player.machine().last.outcome == hw::Outcome::page_fault);
    CHECK(reader.player.machine().last.error_code == 5);
    CHECK(says(reader.app.say(), "the address is in the kernel's half"));
}

TEST_CASE("the same address has the same height in every process") {
    Reader reader(two, 840, 700);
    for (const char* page : {"0x7f3a_4000_0000", "0x7f3a_4000_3000", "0xffff_ffff_8000_0000"}) {
        CAPTURE(page);
        CHECK(reader.middle("pageA." + std::string(page)).y == Catch::Approx(reader.middle("pageB." + std::string(page)).y));
    }
}

TEST_CASE("four states of a page: each has its words, and a click moves it on") {
    Reader reader(four_states, 840, 700);
    CHECK(says(twin(reader, "space")["say"], "A has 2 areas"));
    CHECK(state_of(reader, "0x7f3a_4000_0000") == "on backing store, in swap");
    CHECK(state_of(reader, "0x7f3a_4000_1000") == "in a frame");
    CHECK(state_of(reader, "0x7f3a_4000_3000") == "reserved, never touched");
    CHECK(state_of(reader, "0x7f3a_4000_4000") == "in the shared frame of zeros");
    CHECK(state_of(reader, "0x7f98_0000_0000") == "on backing store, in its file");
    CHECK(state_of(reader, "0x0") == "unmapped");
    reader.click("pageA.0x7f3a_4000_0000");
    CHECK(reader.player.machine().last.fault_outcome == os::FaultOutcome::swapped_in);
    CHECK(state_of(reader, "0x7f3a_4000_0000") == "in a frame");
}

TEST_CASE("a frame's number can be chosen, and RAM shows that frame") {
    Reader reader(lesson("machine x86-64\nprocess A\nmap A 0x40_0000 8K rw now name=data", "space A\nram"), 900, 900);
    reader.click("frameA.0x40_1000");
    CHECK(reader.commands().empty());
    CHECK(says(twin(reader, "ram")["say"], "page of A at 0x40_1000"));
}

TEST_CASE("a gigabyte is one strip: a click looks closer, arrow keys go on, a cell acts") {
    Reader reader(lesson("machine x86-64\nprocess A\nmap A 0x7f00_0000_0000 1G rw name=gigabyte\nwrite A 0x7f00_2000_0000", "space A"), 840, 700);
    CHECK(reader.find("pageA.0x7f00_2000_0000"));  // the cells are those round the last access
    const int vertices = reader.vertices;
    CHECK(vertices < 20'000);
    reader.click("stripA.0x7f00_0000_0000");  // in the middle
    CHECK(reader.commands().empty());
    CHECK(reader.find("pageA.0x7f00_2000_0000"));
    reader.key(ImGuiKey_RightArrow);
    CHECK_FALSE(reader.find("pageA.0x7f00_2000_0000"));
    reader.key(ImGuiKey_LeftArrow);
    CHECK(reader.find("pageA.0x7f00_2000_0000"));
    reader.click("click_writes");
    reader.click("pageA.0x7f00_2000_1000");
    CHECK(reader.player.machine().kernel.processes[0].resident == 2);
    reader.frames(2);
    CHECK(reader.find("pageA.0x7f00_2000_1000"));  // still where it was
}

TEST_CASE("the whole space as one area stays cheap to draw") {
    Reader large(lesson("machine x86-64\nprocess A\nmap A 0x1000 0x7fff_ffff_e000 rw name=everything\nwrite A 0x4000_0000_0000", "space A"), 840, 700);
    CHECK(large.vertices < 20'000);
    CHECK(state_of(large, "0x4000_0000_0000") == "in a frame");
}

TEST_CASE("a thousand areas stay cheap to draw") {
    Reader many(lesson("machine x86-64\nprocess A\nrepeat 1000 as i map A 0x10_0000 + i * 1M 8K rw now", "space A"), 840, 700);
    CHECK(many.vertices < 30'000);
    CHECK(many.areas.size() < 200);
}

TEST_CASE("runs of pages are what the pages are one by one, and long areas are sampled") {
    Reader reader(lesson("machine x86-64 ram=64M\nswap 4M\nprocess A\nmap A 0x7f00_0000_0000 16M rw name=data\n"
                         "repeat 300 as i write A 0x7f00_0000_0000 + i * i % 4096 * 4K\nreclaim A 40",
                         "space A"));
    const sim::Machine& machine = reader.player.machine();
    const os::Vma& area = machine.kernel.processes[0].areas[0];
    std::uint64_t pages = 0, in_frames = 0;
    ui::for_each_run(machine, 0, area, 1 << 20, [&](const ui::PageRun& run) {
        CHECK(run.start.value == area.start.value + pages * 4096);
        CHECK_FALSE(run.sampled);
        for (std::uint64_t i = 0; i < run.pages; ++i)
            if (ui::page_at(machine, 0, area, run.start + i * 4096).state != run.state) FAIL_CHECK("page " << pages + i << " is in another state");
        pages += run.pages;
        in_frames += run.state == ui::PageState::present ? run.pages : 0;
    });
    CHECK(pages == 4096);
    CHECK(in_frames == machine.kernel.processes[0].resident);
    bool sampled = false;
    pages = 0;
    ui::for_each_run(machine, 0, area, 600, [&](const ui::PageRun& run) {
        sampled |= run.sampled;
        pages += run.pages;
    });
    CHECK(sampled);
    CHECK(pages == 4096);
}

TEST_CASE("more processes than fit are reached by buttons, and processes differ by more than colour") {
    Reader reader(lesson("machine x86-64\nprocess A\nprocess B\nprocess C\nprocess D\nmap A 0x40_0000 4K rw", "space"), 700, 600);
    CHECK(reader.find("processA"));
    CHECK_FALSE(reader.find("processD"));
    reader.click("others");
    reader.frames(2);
    CHECK(reader.find("processD"));
    CHECK_FALSE(reader.find("processA"));
    for (std::uint32_t a = 0; a < 4; ++a)
        for (std::uint32_t b = a + 1; b < 4; ++b) {
            CHECK(ui::process_fill(a).hatch != ui::process_fill(b).hatch);
            CHECK(ui::process_fill(a).role != ui::process_fill(b).role);
        }
}

TEST_CASE("every machine and width draws the address space, and every action of the twin works") {
    struct Odd {
        const char* machine;
        const char* map;
    };
    for (const Odd& odd : {Odd{"machine x86-64-la57", "map A 0x40_0000 16K rw now"}, Odd{"machine i386", "map A 0x804_8000 16K rwx now"},
                           Odd{"machine classroom", "map A 0x40 32 rw now"}, Odd{"machine hotel", "map A 0 500 rw"}, Odd{"machine sv39", "map A 0x1_0000 1M rw"},
                           Odd{"machine arm64-64k-42", "map A 0x40_0000 128K rw now"}, Odd{"machine va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0", "map A 0x40 64 rw"}})
        for (const float width : {320.0f, 390.0f, 760.0f, 1800.0f})
            for (const float height : {300.0f, 700.0f}) {
                const bool hotel = std::string(odd.machine) == "machine hotel";  // has room for one register
                Reader reader(lesson(std::string(odd.machine) + "\nprocess A\n" + odd.map + (hotel ? "" : "\nprocess B"), "space"), width, height);
                reader.app.settings().tabs = width < 500;
                reader.frames(3);
                CAPTURE(odd.machine, width, height);
                CHECK(reader.find("processA"));
                test::check_inside(reader, width);
                if (width != 760.0f || height != 700.0f) continue;
                const json data = twin(reader, "space");
                CHECK(data.dump().find("[space.") == std::string::npos);
                CHECK_FALSE(data["actions"].empty());
                for (const json& action : data["actions"]) {
                    if (!action["enabled"]) continue;
                    script::Timeline copy = reader.player.timeline();
                    CAPTURE(action["text"].get<std::string>());
                    CHECK(copy.run(action["text"].get<std::string>()).ok());
                }
            }
    Reader none(lesson("machine x86-64", "space"), 600, 400);
    CHECK(says(twin(none, "space")["say"], "No process yet"));
    CHECK(twin(none, "space")["actions"].empty());
}

TEST_CASE("a page that the lesson asks for is picked, not touched") {
    const std::string text = "# Pick\nLook.\n```lesson\nid test-pick\nminutes 1\ncore\nterms x\n```\n```run\nmachine x86-64\nprocess A\n"
                             "map A 0x40_0000 16K rw name=data\n```\n## One\nGo on.\n```show\nspace A\n```\n"
                             "```predict p\nask: Which?\npick: page vpn(0x40_2000)\nwhy: That one.\n```\n";
    Reader reader(text, 840, 600);
    reader.click("pageA.0x40_2000");
    CHECK(reader.commands().empty());
    const auto view = reader.player.view();
    bool chosen = false;
    for (const auto& block : view.blocks)
        for (const auto& choice : block.question.choices) chosen |= choice.chosen && choice.id == "0x402";
    CHECK(chosen);
}

TEST_CASE("frames that are a question still open are covered in picture and words") {
    const std::string question = "```predict p\nask: Which?\nanswer: pfn(A, 0x40_0000) as hex\nwhy: That one.\n```\n";
    Reader reader(lesson("machine x86-64\nprocess A\nmap A 0x40_0000 8K rw now name=data", "space A hide=frame", question), 840, 600);
    CHECK_FALSE(reader.find("frameA.0x40_0000"));
    bool told = false;
    const json shown = twin(reader, "space");  // a range-for would not keep it alive
    for (const json& row : shown["rows"]) told |= row[5] == "?";
    CHECK(told);
}
