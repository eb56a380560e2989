// The scheduler panel as a reader uses it: it tells where every process stands and what it lacks, and suspends, lets in
// and runs by commands.
#include "core/base/text.h"
#include "twin.h"

using nlohmann::json;
using test::Reader;
using test::says;

namespace {

// Database queries of which three fit, as in the lesson on thrashing.
std::string queries(int count, const std::string& then, const std::string& refs = "") {
    std::string text = "machine x86-64 ram=928K preset=zen4\nswap 64M\nset policy clock\nset load none tau=1000\n";
    for (int i = 0; i < count; ++i) {
        const std::string name(1, static_cast<char>('A' + i));
        text += "file t" + name + " 1M\nprocess " + name + "\nmap " + name + " 0x400000 1M rw file=t" + name + "\n";
        text += "workload " + name + " hash_join 0x400000 1M think=500ns seed=" + base::dec(static_cast<unsigned>(i)) + refs + "\n";
    }
    return text + then;
}

std::string lesson(const std::string& run, const std::string& show = "scheduler", const std::string& rest = "") { return test::panel_lesson(run, show, rest); }
json twin(const Reader& reader) { return test::twin(reader, "scheduler"); }
std::string said(const Reader& reader) { return twin(reader)["say"]; }

std::uint64_t in_state(const Reader& reader, const std::string& text) {
    const json data = twin(reader);
    std::uint64_t count = 0;
    for (const json& row : data["rows"]) count += row[1] == text;
    return count;
}

}  // namespace

TEST_CASE("scheduler: thrashing shows: everyone stands at the disk, and the CPU has nothing to do", "[scheduler]") {
    Reader reader(lesson(queries(8, "run 40ms")));
    CHECK(in_state(reader, "at the disk") == 8);
    CHECK(test::expression(reader, "load.active") == 8);
    CHECK(says(said(reader), "At the disk: 8 (A, B, C, D, E, F, G, H)."));
    CHECK(says(said(reader), "Running: 0."));
    CHECK(says(said(reader), "the disk 100%"));
    CHECK(says(said(reader), "In the run queue: 0."));
    const json data = twin(reader);
    std::uint64_t served = 0;
    for (const json& row : data["rows"]) served += row[2] == "served";
    CHECK(served <= 1);
    std::uint64_t needed = 0;
    for (const json& row : data["rows"]) {
        const std::string name = row[0];
        CHECK(row[3] == base::grouped(test::expression(reader, name + ".resident")));
        CHECK(row[4] == base::grouped(test::expression(reader, name + ".working_set")));
        needed += test::expression(reader, name + ".working_set");
    }
    CHECK(needed > test::expression(reader, "load.frames"));
    CHECK(says(said(reader), "need " + base::grouped(needed) + " pages, and " + base::grouped(test::expression(reader, "load.frames")) + " page frames"));
}

TEST_CASE("scheduler: rows, minus and plus and the run buttons cure it", "[scheduler]") {
    Reader reader(lesson(queries(8, "run 40ms")), 640, 700);
    const std::uint64_t before = test::expression(reader, "jobs.refs");
    reader.click("run10ms");
    CHECK(reader.commands().back() == "run 10ms");
    const std::uint64_t thrashed = test::expression(reader, "jobs.refs") - before;
    reader.click("job7");
    CHECK(reader.commands().back() == "suspend H swap");
    CHECK(in_state(reader, "suspended") == 1);
    reader.click("job7");
    CHECK(reader.commands().back() == "resume H");
    CHECK(in_state(reader, "suspended") == 0);
    for (int left = 7; left >= 3; --left) {
        reader.click("load.less");
        CHECK(reader.commands().back() == "set load " + std::to_string(left));
        CHECK(test::expression(reader, "load.active") == static_cast<std::uint64_t>(left));
    }
    CHECK(says(said(reader), "Not let in: 5 (D, E, F, G, H)."));
    reader.click("run10ms");
    reader.click("run10ms");
    const std::uint64_t healthy = test::expression(reader, "jobs.refs");
    reader.click("run10ms");
    CHECK(test::expression(reader, "jobs.refs") - healthy > 20 * thrashed);
    reader.click("load.more");
    CHECK(reader.commands().back() == "set load 4");
    reader.click("load.sets");
    CHECK(reader.commands().back() == "set load working-set");
    CHECK(test::expression(reader, "load.tau") == 1000);
    reader.click("load.pff");
    CHECK(reader.commands().back() == "set load pff");
    reader.click("load.none");
    CHECK(reader.commands().back() == "set load none");
    CHECK(test::expression(reader, "load.active") == 8);
}

TEST_CASE("scheduler: a lane tells who is next, who runs, and who is done", "[scheduler]") {
    Reader reader(lesson("machine x86-64 cores=2\nprocess A\nmap A 0x400000 64K rw\nprocess B\nmap B 0x400000 64K rw\nprocess C\nmap C 0x400000 64K rw\n"
                         "workload A loop 0x400000 64K refs=100\nworkload B loop 0x400000 64K refs=1000000\nworkload C loop 0x400000 64K refs=1000000\nrun 2ms"));
    CHECK(says(said(reader), "Ended: 1 of 3."));
    CHECK(in_state(reader, "done") == 1);
    CHECK(in_state(reader, "runs") == 2);
    CHECK(says(said(reader), "the CPU was busy 100% of the time, the disk 0%"));
    const json data = twin(reader);
    CHECK(data["rows"][0][5] == "100%");
    test::send(reader, "suspend C");
    CHECK(in_state(reader, "suspended") == 1);
    CHECK(says(said(reader), "Running: 1 (B)."));
}

TEST_CASE("scheduler: what a question asks for is not told", "[scheduler]") {
    const std::string ask = "```predict q\nask: How many?\nanswer: disk.queue as dec\nwhy: So.\n```\n";
    Reader reader(lesson(queries(8, "run 40ms"), "scheduler hide=cpu,disk,waiting,working_set,resident,progress,queue,cores,outside", ask));
    CHECK(says(said(reader), "busy ?% of the time, the disk ?%"));
    CHECK(says(said(reader), "At the disk: ?."));
    CHECK(says(said(reader), "need ? pages"));
    const json data = twin(reader);
    CHECK(data["rows"][0][2] == "");
    CHECK(data["rows"][0][3] == "?");
    CHECK(data["rows"][0][4] == "?");
    CHECK(data["rows"][0][5] == "?");
    REQUIRE(reader.player.act("commit q 1").ok());
    CHECK(says(said(reader), "At the disk: 8"));
}

TEST_CASE("scheduler: every action sends a command that the machine takes", "[scheduler]") {
    for (const char* more : {"run 5ms", "set load 2\nrun 1ms", "suspend B", "set load pff\nrun 1ms", "run until done"}) {
        Reader reader(lesson(queries(4, more, " refs=3000")));
        CAPTURE(more);
        test::check_actions(reader, "scheduler");
    }
}

TEST_CASE("scheduler: odd machines and all widths: nothing lies outside, and few vertices", "[scheduler]") {
    std::string many = "machine x86-64 ram=64M cores=64\nset load none tau=100\nset disk channels=16\nswap 1M\n";
    for (int i = 0; i < 70; ++i) {
        const std::string name = "P" + std::to_string(i);
        many += "process " + name + "\nmap " + name + " 0x400000 64K rw\nworkload " + name + " random 0x400000 64K write=100\n";
    }
    const std::string machines[] = {"machine hotel", "machine i386\nprocess A", queries(16, ""), queries(16, "set load 3\nrun 30ms"), queries(2, "run until done", " refs=500"),
                                    "machine x86-64 ram=256M\nprocess A\nmap A 0x400000 4G rw\nworkload A sequential 0x400000 4G write=100\nrun 200000 refs", many + "run 100us"};
    for (const std::string& machine : machines)
        for (const float width : {320.0f, 390.0f, 640.0f, 1280.0f, 1800.0f})
            for (const bool tabs : {false, true}) {
                Reader reader(lesson(machine), width, tabs ? 330.0f : 700.0f);
                reader.app.settings().tabs = tabs;
                CAPTURE(machine.substr(0, 60), width, tabs);
                test::check_drawn(reader, "scheduler", width, 64'000);
                CHECK(ui::smallest_text() >= 12);
            }
}
