// The compare panel: the reader's machine beside one that did the same, but for the lines that the step names.

#include "twin.h"
#include "ui/panels/compare_state.h"

using nlohmann::json;
using test::Reader;
using test::says;
using test::send;

namespace {

const std::string tlb = "machine x86-64 ram=2M tlb=16x4\nprocess A\nlet va = 0x40_0000\nmap A va 256K rw now";
const std::string night = "machine x86-64 ram=1M\nswap 1M\nfile db 2M\nprocess web\nmap web 0x40_0000 64K rw name=heap\nrepeat 3 touch web 0x40_0000 64K write\n"
                          "process backup\nmap backup 0x7000_0000 2M r file=db name=db";

json twin(const Reader& reader) { return test::twin(reader, "compare"); }

/// The row of a figure: its label, A, B, and the difference.
json row(const Reader& reader, const std::string& label) {
    const json data = twin(reader);
    for (const json& cells : data["rows"])
        if (cells[0] == label) return cells;
    FAIL("no row " << label << " in " << data["rows"].dump());
    return {};
}

}  // namespace

TEST_CASE("two machines: A does what B does, but for the settings", "[machines]") {
    Reader reader(test::panel_lesson(tlb, "compare"));
    CHECK(says(twin(reader)["say"], "one machine so far"));
    send(reader, "touch va 128K");
    CHECK(says(twin(reader)["say"], "one machine so far"));
    send(reader, "set tlb 64x4");
    send(reader, "repeat 3 touch va 128K");
    // The same commands without the setting, on a timeline of their own.
    script::Timeline alone(reader.player.timeline().start());
    REQUIRE(alone.run_all("touch va 128K\nrepeat 3 touch va 128K").ok());
    const std::uint64_t misses = alone.machine().count(base::EventKind::tlb_miss);
    CHECK(misses == 128);
    CHECK(row(reader, "TLB misses") == json({"TLB misses", std::to_string(misses), "64", "2× less"}));
    CHECK(row(reader, "time")[1] == base::duration(alone.machine().hw.cores[0].clock_ns));
    CHECK(row(reader, "frames in use")[3] == "the same");
    const std::string said = twin(reader)["say"];
    CHECK(says(said, "Both machines did 2 commands; only B did: set tlb 64x4."));
    CHECK(says(said, "TLB misses: A 128, B 64, 2× less."));
    CHECK(says(said, "The same on both: "));
}

TEST_CASE("two machines: the cursor of the timeline is that of both", "[machines]") {
    Reader reader(test::panel_lesson(tlb, "compare set tlb.misses"));
    send(reader, "set tlb off");
    send(reader, "repeat 20 read va");
    CHECK(row(reader, "TLB misses") == json({"TLB misses", "1", "0", "none on B"}));
    test::act(reader, "seek 1");
    CHECK(row(reader, "TLB misses") == json({"TLB misses", "0", "0", "the same"}));
    test::act(reader, "seek 0");
    CHECK(says(twin(reader)["say"], "one machine so far"));
    test::act(reader, "end");
    CHECK(row(reader, "TLB misses")[1] == "1");
    // A new line takes the place of those after the cursor.
    test::act(reader, "seek 1");
    send(reader, "repeat 7 read va + 4K");
    CHECK(twin(reader)["rows"].size() == 1);
}

TEST_CASE("two machines: a step names what A leaves out and what is compared", "[machines]") {
    Reader reader(test::panel_lesson(night, "compare group web.major disk.writes web.resident"));
    send(reader, "group night limit=64K backup");
    send(reader, "touch backup 0x7000_0000 2M");
    send(reader, "touch web 0x40_0000 64K write");
    CHECK(twin(reader)["rows"].size() == 3);
    CHECK(row(reader, "major faults of web") == json({"major faults of web", "16", "0", "none on B"}));
    CHECK(row(reader, "disk writes")[3] == "none on B");
    CHECK(row(reader, "resident pages of web")[3] == "the same");
    CHECK(says(twin(reader)["say"], "only B did: group night limit=64K backup."));
}

TEST_CASE("two machines: what A cannot do without them is counted", "[machines]") {
    Reader reader(test::panel_lesson("machine x86-64\nprocess A\nlet va = 0x40_0000", "compare map"));
    send(reader, "map A va 64K rw");
    send(reader, "protect A va 4K r");
    send(reader, "read va + 4K");
    lessons::PanelView show;
    show.argument = "map";
    const std::vector<std::string> no_console;
    const ui::CompareState state = ui::compare_state({reader.player.timeline(), show, {}, no_console});
    CHECK(state.refused == 1);
    CHECK(state.shared == 2);
    CHECK(state.left_out == std::vector<std::string>{"map A va 64K rw"});
    CHECK(row(reader, "faults of the last access")[3] == "the same");
}

TEST_CASE("two machines: what a question hides is not told", "[machines]") {
    const std::string ask = "```predict q\nask: Which?\noption: here if 1 == 1\noption: there if 1 == 0 -- No. [x]\nwhy: So.\n```\n";
    Reader reader(test::panel_lesson(tlb, "compare hide=b", ask));
    send(reader, "set tlb off");
    send(reader, "touch va 64K");
    const json data = twin(reader);
    REQUIRE(data["rows"].size() > 2);
    for (const json& cells : data["rows"]) {
        CHECK(cells[2] == "?");
        CHECK(cells[3] == "?");
    }
}

TEST_CASE("two machines: the field sends a command, the button begins both again", "[machines]") {
    Reader reader(test::panel_lesson(tlb, "compare"), 845, 700);
    REQUIRE(reader.app.submit_input("compare", "set tlb off").ok());
    CHECK_FALSE(reader.app.submit_input("compare", " ").ok());
    CHECK_FALSE(reader.app.submit_input("compare", "set tlb 7x2").ok());
    send(reader, "touch va 64K");
    CHECK(says(twin(reader)["say"], "only B did: set tlb off."));
    test::check_actions(reader, "compare");
    CHECK(reader.player.timeline().size() == 0);
    send(reader, "set tlb off");
    reader.click("compare.again");
    CHECK(reader.player.timeline().size() == 0);
}

TEST_CASE("two machines: odd machines and all screens: nothing lies outside, and few vertices", "[machines]") {
    for (const char* machine : {"machine x86-64", "machine i386", "machine classroom", "machine hotel", "machine sv39", "machine arm64-64k-52"})
        for (const float width : {320.0f, 390.0f, 640.0f, 845.0f, 1800.0f})
            for (const float height : {330.0f, 700.0f}) {
                const std::string page = std::string(machine) == "machine hotel" ? "16" : "64";
                Reader reader(test::panel_lesson(std::string(machine) + "\nprocess A\nmap A " + page + " 1 rw", "compare set map"), width, height);
                reader.app.settings().tabs = width < 500;
                CAPTURE(machine, width, height);
                for (const std::string& line : {std::string(), std::string("set policy lru"), "write " + page, std::string("machine i386"), std::string("read 4096")}) {
                    if (!line.empty()) (void)reader.app.perform({ui::PanelRequest::Kind::command, line, false});
                    test::check_drawn(reader, "compare", width, 30'000);
                }
            }
}

TEST_CASE("two machines: after a long history A does a line more, too", "[machines]") {
    Reader reader(test::panel_lesson("machine x86-64 ram=16M\nprocess A\nlet va = 0x40_0000\nmap A va 4M rw", "compare"));
    send(reader, "set policy clock");
    for (int i = 0; i < 12; ++i) send(reader, "repeat 20 touch va 1M");
    CHECK(row(reader, "TLB misses")[3] == "the same");
    const std::string time = row(reader, "time")[1];
    send(reader, "read va + 1M");
    CHECK(row(reader, "TLB misses")[3] == "the same");
    CHECK(row(reader, "time")[1] != time);
}
