// The tree of tables as a reader uses it: it opens where one presses, and tells the same in words.

#include "twin.h"
#include "ui/panels/tables_tree.h"

using nlohmann::json;
using test::Reader;
using test::says;

namespace {

std::string lesson(const std::string& run, const std::string& show = "tables view=tree\nram") {
    return test::panel_lesson(run, show);
}
json twin(const Reader& reader) { return test::twin(reader, "tables"); }
std::size_t rows(const Reader& reader) {
    return static_cast<std::size_t>(std::count_if(reader.areas.begin(), reader.areas.end(), [](const ui::NamedArea& area) { return area.id.compare(0, 5, "table") == 0; }));
}

const char* const two_pages = "machine x86-64\nprocess A\nmap A 0x4000_0000 4K rw now\nmap A 0x7f00_0000_0000 8K rw now";
const char* const dearest = "machine x86-64\nprocess A\nrepeat 512 as i map A 1G + i * 256G 4K rw now";

}  // namespace

TEST_CASE("a small tree stands open; a press folds and unfolds, and RAM follows", "[tree]") {
    Reader reader(lesson(two_pages));
    CHECK(rows(reader) == 7);
    CHECK(says(twin(reader)["say"], "A has 7 tables, 28 KiB in all: 1 PGD · 2 PUD · 2 PMD · 2 PT. They map 3 pages."));
    reader.click("table3.0x0");
    CHECK(rows(reader) == 5);
    CHECK(says(twin(reader, "ram")["say"], "PUD table of A"));
    reader.click("table4.0x0");
    CHECK(rows(reader) == 1);
    reader.click("table4.0x0");
    CHECK(rows(reader) == 5);  // what was folded below stays folded
    reader.click("table3.0x0");
    CHECK(rows(reader) == 7);
    CHECK(reader.commands().empty());  // looking changes no machine
    reader.click("table1.0x4000_0000");
    CHECK(says(twin(reader, "ram")["say"], "PT table of A"));
    CHECK(rows(reader) == 7);  // a PT has nothing to open
}

TEST_CASE("arrow keys open and fold the table that has the focus", "[tree]") {
    Reader reader(lesson(two_pages));
    reader.click("table3.0x0");  // folded, has the focus
    REQUIRE(rows(reader) == 5);
    reader.key(ImGuiKey_RightArrow);
    CHECK(rows(reader) == 7);
    reader.key(ImGuiKey_LeftArrow);
    CHECK(rows(reader) == 5);
    ImGui::SetNavCursorVisible(true);  // as F6 and Tab do
    reader.key(ImGuiKey_Enter);
    CHECK(rows(reader) == 7);
}

TEST_CASE("a large tree is folded, opens on demand and draws what is in sight", "[tree]") {
    Reader reader(lesson(dearest, "tables view=tree"));
    CHECK(says(twin(reader)["say"], "1 PGD · 256 PUD · 512 PMD · 512 PT. They map 512 pages."));
    CHECK(rows(reader) < 40);  // of 257
    CHECK(reader.vertices < 30'000);
    const std::size_t folded = rows(reader);
    REQUIRE(reader.find("table3.0x0"));
    CHECK_FALSE(reader.find("table2.0x4000_0000"));
    reader.click("table3.0x0");
    CHECK(reader.find("table2.0x4000_0000"));
    CHECK(rows(reader) <= folded + 1);
    CHECK(reader.vertices < 30'000);
}

TEST_CASE("the table of the text view lists every table, whatever is folded", "[tree]") {
    Reader reader(lesson(dearest, "tables view=tree"));
    const json all = twin(reader);
    CHECK(all["total"] == 1281);
    REQUIRE(all["rows"].size() == 1281);
    CHECK(all["rows"][0][0] == "PGD");
    CHECK(all["rows"][0][4] == "256 of 512");
    CHECK(all["rows"][1][0] == "PUD");
    CHECK(all["rows"][3][0] == "PT");
    CHECK(all["rows"][3][4] == "1 of 512");
    const json part = json::parse(reader.app.twin_json("tables", 1279, 10));
    CHECK(part["total"] == 1281);
    REQUIRE(part["rows"].size() == 2);
    CHECK(part["rows"][1] == all["rows"][1280]);
}

TEST_CASE("with several processes a chip switches to another", "[tree]") {
    Reader reader(lesson("machine x86-64\nprocess A\nmap A 1G 4K rw now\nprocess B\nswitch A", "tables view=tree"));
    CHECK(says(twin(reader)["say"], "A has 4 tables"));
    reader.click("process.B");
    CHECK(reader.commands() == std::vector<std::string>{"switch B"});
    CHECK(says(twin(reader)["say"], "B has 1 table, 4 KiB in all: 1 PGD · 0 PUD · 0 PMD · 0 PT. They map 0 pages."));
    const json actions = twin(reader)["actions"];
    REQUIRE(actions.size() == 2);
    CHECK(actions[0]["text"] == "switch A");
    CHECK(actions[0]["enabled"] == true);
    CHECK(actions[1]["enabled"] == false);
}

TEST_CASE("a step may name the process whose tree it shows", "[tree]") {
    Reader reader(lesson("machine x86-64\nprocess A\nmap A 1G 4K rw now\nprocess B", "tables A view=tree"));
    CHECK(says(twin(reader)["say"], "A has 4 tables"));
    CHECK_FALSE(reader.find("process.B"));
    CHECK(twin(reader)["actions"].empty());
}

TEST_CASE("without a process, with odd formats, with tables that name themselves: the tree still draws", "[tree]") {
    for (const char* run : {"machine x86-64", "machine hotel\nprocess A\nmap A 0 100 rw now", "machine classroom\nprocess A\nmap A 16 32 rw now",
                            "machine i386\nprocess A\nmap A 4M 8M rw now", "machine sv39\nprocess A\nmap A 4M 4K rw now",
                            "machine arm64-64k-48\nprocess A\nmap A 64K 64K rw now", "machine x86-64\nprocess A\nmap A 4M 2M rw now huge",
                            "machine x86-64\nprocess A\nrepeat 512 as i poke A.root + i * 8 A.root | 7",
                            "machine x86-64\nprocess A\npoke A.root 0xffff_ffff_f007", "machine x86-64\nprocess A\nexit A"})
        for (const float width : {320.0f, 840.0f}) {
            CAPTURE(run, width);
            Reader reader(lesson(run), width, 600);
            CHECK_FALSE(twin(reader)["say"].get<std::string>().empty());
            CHECK(twin(reader).dump().find("[tables.") == std::string::npos);
            CHECK(reader.vertices < 40'000);
            test::check_inside(reader, width);
            // Open whatever can be opened, some levels down: rows are bounded.
            for (int i = 0; i < 4; ++i)
                for (const ui::NamedArea& area : std::vector<ui::NamedArea>(reader.areas))
                    if (area.id.compare(0, 5, "table") == 0 && reader.find(area.id)) {
                        reader.click(area.id);
                        break;
                    }
            CHECK_FALSE(reader.wants_more);
        }
}
