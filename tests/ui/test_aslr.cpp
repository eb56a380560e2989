// The ASLR panel: layouts of runs over one another, guesses at them, and the stack frame that is written over.
#include "core/os/aslr.h"

#include <algorithm>

#include "twin.h"
#include "ui/panels/aslr_state.h"

using nlohmann::json;
using os::Region;
using test::Reader;
using test::says;
using test::send;

namespace {

std::string lesson(const std::string& run, const std::string& show = "aslr", const std::string& rest = {}) {
    return test::panel_lesson(run, show, rest);
}
const std::string one = "machine x86-64\nprocess A\nexec A program";
const std::string frame = "machine x86-64\nset aslr off\nprocess A\nexec A program\nlet vault = base(A, text) + 0x1200\nlet ret = A.stack_pointer - 8\n"
                          "let buffer = ret - 32\nwrite A ret = base(A, text) + 0x1040";

json twin(const Reader& reader) { return test::twin(reader, "aslr"); }
const ui::AslrState& state(const Reader& reader) { return ui::aslr_state(reader.player.timeline()); }

}  // namespace

TEST_CASE("aslr panel: what it says of a run is what the machine has", "[aslr]") {
    Reader reader(lesson(one));
    REQUIRE(state(reader).now.size() == 1);
    const os::Layout& layout = *reader.player.machine().kernel.processes[0].layout;
    const json data = twin(reader);
    for (const Region region : {Region::text, Region::heap, Region::libc, Region::vdso, Region::stack}) {
        CHECK(state(reader).now[0][region] == layout[region]);
        CHECK(says(data["say"], base::hex(layout[region].value)));
    }
    CHECK(says(data["say"], "x86-64: stack 22 bits, vdso 28 bits, libraries 28 bits, heap 18 bits, program 28 bits."));
    CHECK(data["rows"].size() == 2);
    CHECK(data["rows"][1][1] == base::hex(layout[Region::stack].value));
    CHECK(data["columns"][5] == "program");
}

TEST_CASE("aslr panel: runs of the step lie over one another, the present one is marked", "[aslr]") {
    Reader reader(lesson(one));
    const ui::AslrRun before = state(reader).now[0];
    reader.click("aslr.again");
    CHECK(reader.commands().back() == "exec A program");
    // The run before the step is none of the step's.
    CHECK(state(reader).runs == 1);
    CHECK(state(reader).earlier.empty());
    const ui::AslrRun first = state(reader).now[0];
    CHECK(first[Region::stack] != before[Region::stack]);
    reader.click("aslr.many");
    CHECK(reader.commands().back() == "repeat 50 exec A program");
    CHECK(state(reader).runs == 51);
    REQUIRE(state(reader).earlier.size() == 50);
    CHECK(state(reader).earlier.back().start == first.start);
    CHECK(state(reader).now[0].start == reader.player.machine().kernel.processes[0].layout->start);
    CHECK(twin(reader)["rows"].size() == 52);
    CHECK(says(twin(reader)["say"], "51 runs in this step; 50 earlier ones are drawn."));
    // In time it goes back, too.
    test::act(reader, "seek 0");
    CHECK(state(reader).earlier.empty());
    CHECK(state(reader).now[0].start == before.start);
}

TEST_CASE("aslr panel: every run lies within its lanes; off, all of them on one line", "[aslr]") {
    for (const char* machine : {"machine x86-64", "machine i386", "machine pae", "machine arm64-4k-48", "machine arm64-64k-42", "machine x86-64\nset aslr nopie"}) {
        CAPTURE(machine);
        Reader reader(lesson(std::string(machine) + "\nprocess A\nexec A program"));
        send(reader, "repeat 50 exec A program");
        const ui::AslrState& s = state(reader);
        for (const ui::AslrLane& lane : s.lanes)
            for (const ui::AslrRun& run : s.earlier) {
                CAPTURE(to_text(lane.region));
                CHECK(s.share(lane, run) >= 0);
                CHECK(s.share(lane, run) <= 1);
            }
        send(reader, "set aslr off");
        for (int i = 0; i < 3; ++i) send(reader, "exec A program");
        CHECK(state(reader).earlier[0].start == state(reader).now[0].start);
        CHECK(state(reader).earlier[1].start == state(reader).now[0].start);
        CHECK(state(reader).lanes[0].bits == 0);
        CHECK(state(reader).lanes[0].full_bits > 0);
        CHECK(says(twin(reader)["say"], "stack 0 bits"));
    }
}

TEST_CASE("aslr panel: a fork has its parent's layout", "[aslr]") {
    Reader reader(lesson(one));
    reader.click("aslr.fork");
    CHECK(reader.commands().back() == "fork A B");
    REQUIRE(state(reader).now.size() == 2);
    CHECK(state(reader).now[0].start == state(reader).now[1].start);
    send(reader, "exec B program");
    CHECK_FALSE(state(reader).now[0].start == state(reader).now[1].start);
    CHECK(state(reader).earlier.empty());
    send(reader, "exit B");
    CHECK(state(reader).now.size() == 1);
}

TEST_CASE("aslr panel: a press on a lane guesses there, a key the place after", "[aslr]") {
    Reader reader(lesson("machine i386\nprocess A\nexec A program", "aslr view=guess"));
    CHECK(says(twin(reader)["say"], "No guess yet"));
    reader.click("aslr.libc");
    REQUIRE(state(reader).guesses.size() == 1);
    const ui::AslrLane& lane = *state(reader).lane(Region::libc);
    const base::VirtAddr middle = state(reader).guesses[0].va;
    CHECK(reader.commands().back() == "guess A libc " + base::hex(middle.value));
    CHECK(middle.value > lane.lowest.value + 100 * 4096);
    CHECK(middle.value < lane.lowest.value + 156 * 4096);
    reader.click("aslr.guess");
    CHECK(state(reader).guesses[0].va.value == middle.value + 4096);
    CHECK(state(reader).wrong + state(reader).right == 2);
    CHECK(says(twin(reader)["say"], "2 guesses"));
    // What is right is decided by the machine's layout.
    send(reader, "guess A libc base(A, libc)");
    CHECK(state(reader).guesses[0].right);
    CHECK(state(reader).right >= 1);
    send(reader, "guess A libc base(A, libc) + 4K");
    CHECK_FALSE(state(reader).guesses[0].right);
    CHECK_FALSE(state(reader).guesses[0].crashed);  // other code of the library
    send(reader, "guess A vdso base(A, stack)");
    CHECK(ui::guessed_region(state(reader)) == Region::vdso);
}

TEST_CASE("aslr panel: a search is counted", "[aslr]") {
    Reader reader(lesson("machine i386\nprocess A\nexec A program", "aslr view=guess"));
    const auto place = [&] { return (test::expression(reader, "base(A, libc)") - state(reader).lane(Region::libc)->lowest.value) / 4096; };
    const std::uint64_t tries = place() + 1;
    reader.click("aslr.search_fork");
    CHECK(reader.commands().back() == "guess A libc search=fork");
    CHECK(state(reader).right == 1);
    CHECK(state(reader).wrong == tries - 1);
    CHECK(state(reader).tries == tries);
    CHECK(says(twin(reader)["say"], std::to_string(tries) + " guesses"));
    send(reader, "guess A libc search=fork fresh");
    CHECK(state(reader).right == 2);
    CHECK(state(reader).tries == place() + 1);
    reader.click("aslr.search_exec");
    CHECK(state(reader).right == 3);
}

TEST_CASE("aslr panel: a write that is too long reaches the return address", "[aslr]") {
    Reader reader(lesson(frame, "aslr ret view=words"));
    CHECK(says(twin(reader)["say"], "The function will return to: text + 0x1040."));
    CHECK(twin(reader)["rows"].size() == 6);
    reader.click("aslr.write_fitting");
    CHECK(says(twin(reader)["say"], "4 words were changed in this step. The function will return to: text + 0x1040."));
    reader.click("aslr.write_too_long");
    CHECK(reader.commands().back() == "repeat 5 as i write A buffer + i * 8 = 0x4141_4141_4141_4141");
    CHECK(says(twin(reader)["say"], "The return address was written over."));
    reader.click("aslr.return");
    CHECK(reader.player.machine().last.outcome == hw::Outcome::general_protection);
    CHECK(says(twin(reader)["say"], "not canonical). The program crashed."));
    send(reader, "write A ret = vault");
    CHECK(says(twin(reader)["say"], "will return to: vault."));
    reader.click("aslr.return");
    CHECK(reader.player.machine().last.va.value == reader.value("vault"));
    CHECK(says(twin(reader)["say"], "the program went on at: vault."));
    send(reader, "write A ret = buffer");
    reader.click("aslr.return");
    CHECK(says(twin(reader)["say"], "the CPU refused"));
}

TEST_CASE("aslr panel: what a question asks for is not told", "[aslr]") {
    const std::string ask = "```predict q\nask: Where?\nanswer: base(A, libc) as hex\nwhy: So.\n```\n";
    Reader reader(lesson(one, "aslr hide=libc,vdso", ask));
    const std::string libc = base::hex(reader.player.machine().kernel.processes[0].layout->start[3].value);
    CHECK_FALSE(says(twin(reader).dump(), libc));
    REQUIRE(reader.player.act("commit q 1").ok());
    CHECK(says(twin(reader).dump(), libc));
}

TEST_CASE("aslr panel: every action sends what the machine takes", "[aslr]") {
    for (const char* show : {"aslr", "aslr view=guess", "aslr ret view=words"}) {
        Reader reader(lesson(frame, show));
        CHECK(twin(reader)["actions"].size() >= 3);
        test::check_actions(reader, "aslr");
    }
}

TEST_CASE("aslr panel: odd machines and all widths: nothing lies outside, and few vertices", "[aslr]") {
    for (const char* machine : {"machine x86-64", "machine x86-64-la57", "machine i386", "machine arm64-64k-42", "machine classroom", "machine hotel", "machine sv39"})
        for (const char* show : {"aslr", "aslr view=guess", "aslr view=words", "aslr ret view=words"})
            for (const float width : {320.0f, 390.0f, 760.0f, 1800.0f})
                for (const bool tabs : {false, true}) {
                    Reader reader(lesson(std::string(machine), show), width, tabs ? 330.0f : 700.0f);
                    reader.app.settings().tabs = tabs;
                    CAPTURE(machine, show, width, tabs);
                    for (const char* line : {"process A", "exec A program", "let ret = A.stack_pointer - 8", "write A ret", "fork A B", "exec A program", "repeat 60 exec A program", "guess A libc 64K"})
                        (void)reader.app.perform({ui::PanelRequest::Kind::command, line, false});
                    test::check_drawn(reader, "aslr", width, 20'000);
                    CHECK(ui::smallest_text() >= 12);
                }
}
