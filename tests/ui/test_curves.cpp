// The curves panel as a reader uses it: it draws what the policies do with every number of frames, and its line is
// moved by commands.
#include "core/base/text.h"
#include "twin.h"

using nlohmann::json;
using test::Reader;
using test::says;

namespace {

const char* const belady = "machine x86-64\nstring 1,2,3,4,1,2,5,1,2,3,4,5";

std::string lesson(const std::string& show, const std::string& run = belady) {
    return test::panel_lesson(run, show);
}
json twin(const Reader& reader) { return test::twin(reader, "curves"); }
std::string said(const Reader& reader) { return twin(reader)["say"]; }

}  // namespace

TEST_CASE("curves: the table is the exact curve of every policy", "[curves]") {
    Reader reader(lesson("curves"));
    const json data = twin(reader);
    CHECK(data["columns"] == json({"page frames", "FIFO", "LRU", "OPT"}));
    REQUIRE(data["rows"].size() == 5);
    CHECK(data["rows"][2] == json({"3", "9 of 12, 75%", "10 of 12, 83.3%", "7 of 12, 58.3%"}));
    CHECK(data["rows"][3] == json({"4", "10 of 12, 83.3%", "8 of 12, 66.7%", "6 of 12, 50%"}));
    for (const json& row : data["rows"])
        for (std::size_t column = 1; column < 4; ++column) {
            const char* const policies[] = {"fifo", "lru", "opt"};
            const std::string cell = row[column], frames = row[0];
            CHECK(cell.find(base::dec(test::expression(reader, "string_faults(" + std::string(policies[column - 1]) + ", " + frames + ")")) + " of 12") == 0);
        }
}

TEST_CASE("curves: the sentence tells the values at the line, and Belady's anomaly", "[curves]") {
    Reader reader(lesson("curves"));
    CHECK(says(said(reader), "With 3 page frames: FIFO 9 of 12, 75%; LRU 10 of 12, 83.3%; OPT 7 of 12, 58.3%."));
    CHECK(says(said(reader), "Belady's anomaly: FIFO faults 9 times with 3 frames, and 10 times with 4."));
    send(reader, "string 1,2,3,4,1,2,5,1,2,3,4,4");
    CHECK_FALSE(says(said(reader), "anomaly"));
}

TEST_CASE("curves: taps, keys and drags move the line by commands", "[curves]") {
    Reader reader(lesson("curves"));
    reader.drag("curves", {2000, 0});
    CHECK(reader.commands().size() == 1);
    CHECK(reader.commands().back() == "string frames=5");
    reader.key(ImGuiKey_LeftArrow);
    CHECK(test::expression(reader, "string.frames") == 4);
    reader.key(ImGuiKey_Home);
    CHECK(test::expression(reader, "string.frames") == 1);
    reader.key(ImGuiKey_LeftArrow);  // stays
    CHECK(test::expression(reader, "string.frames") == 1);
    reader.key(ImGuiKey_RightArrow);
    CHECK(test::expression(reader, "string.frames") == 2);
    reader.key(ImGuiKey_End);
    CHECK(test::expression(reader, "string.frames") == 5);
    reader.click("curves");
    CHECK(test::expression(reader, "string.frames") == 3);
    reader.click("curves.more");
    CHECK(test::expression(reader, "string.frames") == 4);
    reader.click("curves.less");
    CHECK(test::expression(reader, "string.frames") == 3);
    const std::size_t lines = reader.commands().size();
    reader.move(reader.middle("curves"));  // the pointer alone changes nothing
    reader.frames(2);
    CHECK(reader.commands().size() == lines);
}

TEST_CASE("curves: what a question asks for is not told", "[curves]") {
    const std::string ask = "```predict q\nask: How many?\nanswer: string_faults(fifo, 4) as dec\nwhy: So.\n```\n";
    Reader reader(lesson("curves hide=fifo") + ask);
    CHECK(says(said(reader), "FIFO ?;"));
    CHECK_FALSE(says(said(reader), "anomaly"));
    CHECK(twin(reader)["rows"][0][1] == "?");
    REQUIRE(reader.player.act("commit q 10").ok());
    CHECK(says(said(reader), "anomaly"));
}

TEST_CASE("curves: CPU and disk use over the degrees that were tried, and the line is the degree", "[curves]") {
    std::string jobs = "machine x86-64 ram=1600K preset=zen4\nswap 64M\nset policy fifo\nset slice 200us\nset load 1 tau=1000\n";
    for (const char* name : {"A", "B", "C", "D", "E", "F", "G"})
        jobs += "file t" + std::string(name) + " 1M\nprocess " + name + "\nmap " + name + " 0x400000 1M rw file=t" + name + "\nworkload " + name + " hash_join 0x400000 1M think=500ns\n";
    Reader reader(lesson("curves view=load", jobs + "run 40ms"));
    CHECK(twin(reader)["columns"] == json({"processes active", "CPU", "disk"}));
    CHECK(twin(reader)["rows"][0][1] != "");
    CHECK(twin(reader)["rows"][2][1] == "");  // was not tried out
    for (const char* line : {"set load 2", "run 40ms", "set load 7", "run 60ms"}) send(reader, line);
    const json data = twin(reader);
    const auto percent = [&](std::size_t degree, std::size_t column) { return std::stod(data["rows"][degree - 1][column].get<std::string>()); };
    CHECK(percent(2, 1) > percent(1, 1));
    CHECK(percent(2, 1) > 5 * percent(7, 1));
    CHECK(percent(7, 2) > 99);
    CHECK(data["rows"][3][1] == "");
    CHECK(says(said(reader), "With 7 processes active: CPU"));
    CHECK_FALSE(says(said(reader), "anomaly"));
    reader.click("curves.less");
    CHECK(reader.commands().back() == "set load 6");
    CHECK(test::expression(reader, "load.active") == 6);
    reader.drag("curves", {-2000, 0});
    CHECK(test::expression(reader, "load.active") == 1);
}

TEST_CASE("curves: the working set of the current process over its own references, for three windows", "[curves]") {
    Reader reader(lesson("curves view=working-set", "machine x86-64\nset load none tau=40\nprocess A\nmap A 0x400000 256K rw\nworkload A zipf 0x400000 256K refs=1000 seed=3\n"
                                                    "process B\nmap B 0x400000 64K rw\nworkload B loop 0x400000 64K refs=64"));
    CHECK(says(said(reader), "no process has made a reference"));
    for (const char* line : {"run until done", "switch A"}) send(reader, line);
    const json a = twin(reader);
    CHECK(a["columns"] == json({"references", "last 10", "last 40", "last 160"}));
    REQUIRE(a["rows"].size() == 250);
    CHECK(a["rows"][249] == json({"1000", base::dec(test::expression(reader, "working_set(A, 10)")) + " pages", base::dec(test::expression(reader, "working_set(A, 40)")) + " pages",
                                  base::dec(test::expression(reader, "working_set(A, 160)")) + " pages"}));
    CHECK(twin(reader)["actions"].empty());
    send(reader, "switch B");
    const json b = twin(reader);
    REQUIRE(b["rows"].size() == 64);
    CHECK(b["rows"][63][2] == "16 pages");
    CHECK(b["rows"][63][1] == "10 pages");
    const std::size_t lines = reader.commands().size();
    reader.drag("curves", {-200, 0});  // there is no line to move
    CHECK(reader.commands().size() == lines);
}

TEST_CASE("curves: the effective access time over TLB misses is what the machine's accesses took on average", "[curves]") {
    Reader reader(lesson("curves view=access", "machine x86-64\nprocess A\nmap A 0x400000 4M rw now\nlet missed = 10"));
    const json data = twin(reader);
    CHECK(data["columns"] == json({"TLB misses in 100 accesses", "a walk of 4 reads", "a walk of 1 read"}));
    REQUIRE(data["rows"].size() == 101);
    CHECK(says(said(reader), "With 10 TLB misses in 100 accesses: a walk of 4 reads " + data["rows"][10][1].get<std::string>()));
    // This machine has no walk caches: 1,024 pages miss one after the other; the last page hits.
    const auto took = [&](const char* command, std::uint64_t accesses) {
        const auto begun = test::expression(reader, "time");
        send(reader, command);
        return base::grouped((test::expression(reader, "time") - begun) / accesses) + " ns";
    };
    CHECK(data["rows"][100][1] == took("touch A 0x400000 4M", 1024));
    CHECK(data["rows"][0][1] == took("repeat 100 read A 0x7ff000", 100));
    CHECK(data["rows"][100][2] < data["rows"][100][1]);
    reader.click("curves.more");
    CHECK(reader.commands().back() == "let missed = 11");
    CHECK(test::expression(reader, "missed") == 11);
    reader.drag("curves", {-2000, 0});
    CHECK(test::expression(reader, "missed") == 0);
    CHECK_FALSE(says(said(reader), "anomaly"));
}

TEST_CASE("curves: the effective access time over major faults, on this disk and on another", "[curves]") {
    Reader reader(lesson("curves view=paging", "machine x86-64"));
    CHECK(twin(reader)["columns"] == json({"major faults in a million accesses", "10 ms a fault", "100 us a fault"}));
    const json data = twin(reader);
    CHECK(data["rows"][0][1] == base::dec(test::expression(reader, "cost.memory")) + " ns");
    CHECK(data["rows"][20][1] == base::dec(test::expression(reader, "cost.memory + cost.major / 50_000")) + " ns");
    CHECK(data["rows"][20][2] == base::dec(test::expression(reader, "cost.memory + 100_000 / 50_000")) + " ns");
    send(reader, "let waits = 1000");  // right of the axis
    CHECK(says(said(reader), "With 100 major faults"));
    send(reader, "machine x86-64 preset=zen4");
    CHECK(twin(reader)["columns"] == json({"major faults in a million accesses", "10 ms a fault", "100 us a fault"}));
}

TEST_CASE("curves: every action sends a command that the machine takes", "[curves]") {
    for (const char* more : {"string frames=1", "string frames=5", "string 7"}) {
        Reader reader(lesson("curves lru", std::string(belady) + "\n" + more));
        CAPTURE(more);
        CHECK(twin(reader)["actions"].size() == 2);
        test::check_actions(reader, "curves");
    }
}

TEST_CASE("curves: odd strings and all widths: nothing lies outside, and few vertices", "[curves]") {
    const char* const machines[] = {"machine x86-64", "machine hotel\nstring 5", belady, "machine x86-64\nstring 0..2047 frames=256", "machine i386\nstring 1,1,1 frames=200",
                              "machine x86-64\nset load none tau=1\nprocess A\nmap A 0x400000 64K rw\nworkload A loop 0x400000 64K\nrun 90000 refs"};
    for (const char* machine : machines)
        for (const char* show : {"curves", "curves fifo lru clock opt random view=faults", "curves view=load", "curves view=working-set"})
            for (const float width : {320.0f, 390.0f, 760.0f, 1280.0f, 1800.0f})
                for (const bool tabs : {false, true}) {
                    Reader reader(lesson(show, machine), width, tabs ? 330.0f : 700.0f);
                    reader.app.settings().tabs = tabs;
                    CAPTURE(machine, show, width, tabs);
                    test::check_drawn(reader, "curves", width, 64'000);
                    CHECK(ui::smallest_text() >= 12);
                }
}
