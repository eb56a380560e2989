// The TLB panel: sets and ways as they are, what the last access did, stale entries, and clicks that
// become commands; on every preset, at every width.
#include "core/base/text.h"
#include "twin.h"
#include "ui/panels/tlb_state.h"

using nlohmann::json;
using test::Reader;
using test::says;

namespace {

json twin(const Reader& reader) { return test::twin(reader, "tlb"); }
std::string said(const Reader& reader) { return twin(reader)["say"]; }

std::string lesson(const std::string& run, const std::string& show = "tlb va\ntimeline") {
    return "# A TLB\nLook.\n```lesson\nid test-tlb\nminutes 1\ncore\nterms x\n```\n```run\n" + run + "\n```\n```show\n" + show +
           "\n```\n## Do it\nRead it.\n```try\nread va\n```\n";
}
const std::string plain = "process A\nlet va = 0x7f3a_4000_3010\nmap A 0x7f3a_4000_0000 512K rw now name=data";
std::string on(const std::string& machine) { return lesson("machine " + machine + "\n" + plain); }

// Rows of the table that hold a page.
std::vector<json> rows_of(const Reader& reader, const std::string& page) {
    std::vector<json> found;
    const json shown = twin(reader);
    for (const json& row : shown["rows"])
        if (row[3] == page) found.push_back(row);
    return found;
}
void check_twin(const Reader& reader) {
    const json shown = twin(reader);
    CHECK_FALSE(says(shown["say"], "["));
    CHECK(shown["rows"].size() == shown["total"].get<std::size_t>());
    for (const json& row : shown["rows"]) {
        CHECK(row.size() == shown["columns"].size());
        for (const json& cell : row) CHECK_FALSE(says(cell, "["));
    }
    for (const json& action : shown["actions"]) CHECK_FALSE(says(action["label"], "["));
}

}  // namespace

TEST_CASE("tlb: a miss fills a way of the set that the address selects, and the next access hits") {
    Reader reader(on("x86-64"));
    CHECK(says(said(reader), "Nothing was looked up"));
    CHECK(says(said(reader), "goes to set 3 of 16"));
    CHECK(says(said(reader), "64 × 4 KiB = 256 KiB"));
    send(reader, "read va");
    CHECK(says(said(reader), "TLB miss: page 0x7_f3a4_0003"));
    CHECK(says(said(reader), "Filled: TLB set 3, way 0"));
    CHECK(says(said(reader), "hits 0 · misses 1"));
    auto rows = rows_of(reader, "0x7_f3a4_0003");
    REQUIRE(rows.size() == 1);
    CHECK(rows[0][1] == "3");
    CHECK(rows[0][6] == "just filled");
    CHECK(rows[0][4] == base::hex(expression(reader, "pfn(va)")));
    send(reader, "read va");
    CHECK(says(said(reader), "TLB hit"));
    CHECK(says(said(reader), "hits 1 · misses 1 · 50% found"));
    CHECK(rows_of(reader, "0x7_f3a4_0003")[0][6] == "hit");
    check_twin(reader);
}

TEST_CASE("tlb: a full set evicts, and says whom") {
    Reader reader(on("x86-64"));
    send(reader, "repeat 5 as i read va + i * 64K");
    CHECK(says(said(reader), "Filled: TLB set 3, way 0, where page 0x7_f3a4_0003 had to go"));
    CHECK(rows_of(reader, "0x7_f3a4_0003").empty());
    CHECK(rows_of(reader, "0x7_f3a4_0043")[0][6] == "just filled, 0x7_f3a4_0003 evicted");
    // Back in time the page is there again.
    act(reader, "unstep");
    check_twin(reader);
}

TEST_CASE("tlb: a click on an entry selects its frame and offers to drop it") {
    Reader reader(lesson("machine x86-64\n" + plain, "tlb va\nram"), 840, 1100);
    send(reader, "read va");
    reader.click("tlb-0-12");
    const json ram = json::parse(reader.app.twin_json("ram", 0, 10));
    CHECK(says(ram["say"], base::hex(expression(reader, "pfn(va)"))));
    reader.click("tlb-invlpg");
    CHECK(reader.commands().back() == "invlpg 0x7f3a_4000_3000");
    CHECK(rows_of(reader, "0x7_f3a4_0003").empty());
    send(reader, "touch 0x7f3a_4000_0000 64K");
    CHECK(twin(reader)["total"] == 16);
    reader.click("tlb-flush");
    CHECK(reader.commands().back() == "flush");
    CHECK(twin(reader)["total"] == 0);
}

TEST_CASE("tlb: entries that differ from the tables are stale, each for its reason") {
    Reader reader(on("x86-64"));
    send(reader, "write va");
    send(reader, "read va + 4K");
    CHECK_FALSE(says(said(reader), "stale"));
    send(reader, "bit va pt write off");
    CHECK(rows_of(reader, "0x7_f3a4_0003")[0][6] == "stale: the table forbids what it allows");
    send(reader, "bit va pt frame 0x77");
    CHECK(rows_of(reader, "0x7_f3a4_0003")[0][6] == "stale: the table names another frame");
    send(reader, "bit va pt present off");
    CHECK(rows_of(reader, "0x7_f3a4_0003")[0][6] == "stale: not mapped any more");
    CHECK(rows_of(reader, "0x7_f3a4_0004").size() == 1);
    CHECK(says(said(reader), "1 entries are stale"));
    // It still translates: the access hits.
    send(reader, "read va");
    CHECK(rows_of(reader, "0x7_f3a4_0003")[0][6] == "hit, stale: not mapped any more");
    send(reader, "flush");
    CHECK_FALSE(says(said(reader), "stale"));
}

TEST_CASE("tlb: the second level is the third outcome") {
    Reader reader(on("x86-64 tlb=4x4+64x4"));
    send(reader, "touch 0x7f3a_4000_0000 32K");
    const std::uint64_t misses = expression(reader, "tlb.misses");
    send(reader, "read 0x7f3a_4000_0000");
    CHECK(expression(reader, "tlb.misses") == misses);
    CHECK(expression(reader, "tlb.l2_hits") == 1);
    CHECK(expression(reader, "last.tlb_level") == 2);
    CHECK(says(said(reader), "L1 miss, L2 hit"));
    CHECK(says(said(reader), "L1 hits 0 · L2 hits 1"));
    send(reader, "read 0x7f3a_4000_0000");
    CHECK(expression(reader, "last.tlb_level") == 1);
    CHECK(says(said(reader), "L1 hits 1 · L2 hits 1"));
    check_twin(reader);
}

TEST_CASE("tlb: the reach in huge pages is told once the TLB knows one") {
    Reader reader(lesson("machine x86-64\nprocess A\nlet va = 0x7f3a_4000_3010\nmap A 0x7e00_0000_0000 2M rw huge now\nmap A 0x7f3a_4000_0000 64K rw now"));
    send(reader, "read va");
    CHECK(says(said(reader), "64 × 4 KiB = 256 KiB"));
    CHECK_FALSE(says(said(reader), "2 MiB"));
    send(reader, "write 0x7e00_0000_0000");
    CHECK(says(said(reader), "64 × 2 MiB = 128 MiB"));
    send(reader, "flush");
    CHECK_FALSE(says(said(reader), "2 MiB"));
}

TEST_CASE("tlb: off is said, and a machine without a process") {
    {
        Reader reader(on("x86-64 tlb=off"));
        CHECK(says(said(reader), "The TLB is off"));
        CHECK(twin(reader)["total"] == 0);
        CHECK_FALSE(script::evaluate_text("tlb_set(va)", {reader.player.machine()}).ok());
    }
    Reader reader(lesson("machine x86-64"));
    CHECK(says(said(reader), "Nothing was looked up"));
    check_twin(reader);
}

TEST_CASE("tlb: every machine and width holds its areas, and every action works") {
    for (const char* machine : {"x86-64", "x86-64 preset=sapphire-rapids", "x86-64 preset=cortex-x4", "x86-64 preset=zen4", "x86-64 tlb=12x4", "x86-64 tlb=64",
                                "x86-64 tlb=64x4+1024x8", "x86-64 tlb=65536x8", "x86-64 tlb=4096", "arm64-16k-47 preset=cortex-x4"})
        for (const float width : {320.0f, 390.0f, 620.0f, 840.0f, 1400.0f}) {
            CAPTURE(machine, width);
            Reader reader(on(machine), width, width < 500 ? 330 : 700);
            reader.app.settings().tabs = width < 500;
            send(reader, "touch 0x7f3a_4000_0000 512K");
            send(reader, "fetch va");
            send(reader, "write va");
            test::check_inside(reader, width, "tlb-");
            CHECK(reader.vertices < 40'000);
            if (width != 840) continue;
            check_twin(reader);
            const json actions = twin(reader)["actions"];
            for (const json& action : actions) {
                script::Timeline copy = reader.player.timeline();
                CHECK(copy.run(action["text"].get<std::string>()).ok());
            }
        }
    for (const char* machine : {"classroom", "hotel", "i386", "sv39", "va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0"}) {
        CAPTURE(machine);
        Reader reader(lesson(std::string("machine ") + machine + "\nprocess A\nlet va = page_size * 3\nmap va page_size rw now"));
        send(reader, "write va");
        check_twin(reader);
    }
}

TEST_CASE("tlb: a map is clicked and walked by key") {
    Reader reader(on("x86-64 preset=cortex-x4"));
    send(reader, "touch 0x7f3a_4000_0000 64K");
    REQUIRE(reader.find("tlb-map0"));
    reader.click("tlb-map2");
    reader.key(ImGuiKey_RightArrow);
    REQUIRE(reader.find("tlb-invlpg"));
    reader.click("tlb-invlpg");
    const std::string first = reader.commands().back();
    CHECK(says(first, "invlpg 0x7f3a_4000_"));
    reader.click("tlb-map2");
    reader.key(ImGuiKey_RightArrow);
    reader.click("tlb-invlpg");
    CHECK(reader.commands().back() != first);
}

TEST_CASE("tlb: what a question hides is not told") {
    Reader reader("# A TLB\nLook.\n```lesson\nid test-tlb\nminutes 1\ncore\nterms x\n```\n```run\nmachine x86-64\n" + plain +
                  "\n```\n```show\ntlb va hide=set,hits,misses,reach\n```\n## Ask\nNow.\n```predict f\nask: Which?\nanswer: tlb_set(va)\ntrap: 1 -- No. [x]\nwhy: So.\n```\n");
    send(reader, "read va");
    CHECK_FALSE(says(said(reader), "set 3"));
    CHECK(says(said(reader), "hits ? · misses ?"));
    CHECK_FALSE(says(said(reader), "256 KiB"));
    const json shown = twin(reader);
    for (const json& row : shown["rows"]) CHECK(row[1] == "?");
}

TEST_CASE("tlb: two processes and a global page are told apart") {
    Reader reader(lesson("machine x86-64\nprocess A\nprocess B\nlet va = 0x7f3a_4000_0000\nmap A va 4K rw now\nmap B va 4K rw now\nkernel 0xffff_ffff_8000_0000 4K rx name=kernel"));
    send(reader, "read A va");
    send(reader, "read B va");
    const auto rows = rows_of(reader, "0x7_f3a4_0000");
    REQUIRE(rows.size() == 2);
    CHECK(rows[0][5] != rows[1][5]);
    CHECK(rows[0][1] == rows[1][1]);
    send(reader, "read B 0xffff_ffff_8000_0000 super");
    bool global = false;
    const json shown = twin(reader);
    for (const json& row : shown["rows"]) global = global || says(row[5], "global");
    CHECK(global);
    CHECK_FALSE(says(said(reader), "stale"));  // the kernel's half is looked up where it is
    bool offered = false;
    for (const json& action : shown["actions"]) offered = offered || action["text"] == "invlpg 0xffff_ffff_8000_0000";
    CHECK(offered);
}
