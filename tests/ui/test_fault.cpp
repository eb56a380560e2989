// The fault panel: its questions, asked of the machine as the fault found it, lead where the kernel went.
#include <array>

#include "core/base/rng.h"
#include "twin.h"
#include "ui/panels/fault_state.h"

using nlohmann::json;
using test::Reader;
using test::says;
using test::send;
using ui::FaultEnd;
using ui::FaultStep;

namespace {

std::string lesson(const std::string& run, const std::string& show = "fault va\ntimeline", const std::string& rest = {}) {
    return test::panel_lesson(run, show, rest);
}
const std::string plain = "machine x86-64 ram=1M\nprocess A\nlet va = 0x40_1008\nmap A 0x40_0000 16K rw name=heap";
const std::string files = "machine x86-64 ram=1M\nswap 256K\nfile log 32K\nprocess A\nmap A 0x40_0000 64K rw name=heap\nmap A 0x50_0000 64K r file=log name=log\n"
                          "map A 0x60_0000 16K rw file=log shared name=shared\nmap A 0x70_0000 16K rw file=log name=private\n"
                          "map A 0x9f_0000 16K rw stack limit=32K name=stack\n";

json twin(const Reader& reader) { return test::twin(reader, "fault"); }

/// A timeline that has done these lines, each of which succeeds.
script::Timeline done(const std::string& lines) {
    script::Timeline timeline;
    const auto status = timeline.run_all(lines);
    INFO(lines << (status ? std::string() : status.error().message));
    REQUIRE(status.ok());
    return timeline;
}

bool took_frame(const ui::FaultStory& story) {
    return std::any_of(story.path.begin(), story.path.end(), [](const ui::FaultRung& rung) { return rung.step == FaultStep::frame; });
}

std::string path_of(const ui::FaultStory& story) {
    std::string text;
    for (const ui::FaultRung& rung : story.path) text += (text.empty() ? "" : " ") + std::string(ui::part_of(rung.step)) + "=" + rung.answer;
    return text;
}

}  // namespace

TEST_CASE("fault: each outcome is the end of the branch that its questions lead to", "[fault]") {
    struct Case {
        std::string lines;
        FaultEnd end;
        std::string path;
    };
    const Case cases[] = {
        {"read 0x40_0000", FaultEnd::zero_page, "mmu=a page fault area=yes rights=yes file=no file entry=nothing branch=a read"},
        {"write 0x40_0000", FaultEnd::fresh_frame, "mmu=a page fault area=yes rights=yes file=no file entry=nothing branch=a write"},
        {"read 0x40_0000\nwrite 0x40_0000", FaultEnd::replace_zero, "mmu=a page fault area=yes rights=yes file=no file entry=a frame branch=zeros"},
        {"read 0x50_0000", FaultEnd::read_file, "mmu=a page fault area=yes rights=yes file=yes entry=nothing branch=no"},
        {"cache log\nread 0x50_0000", FaultEnd::map_cached, "mmu=a page fault area=yes rights=yes file=yes entry=nothing branch=yes"},
        {"write 0x70_0000", FaultEnd::copy_private, "mmu=a page fault area=yes rights=yes file=yes entry=nothing branch=private write"},
        {"read 0x70_0000\nwrite 0x70_0000", FaultEnd::copy_file, "mmu=a page fault area=yes rights=yes file=yes entry=a frame branch=private file"},
        {"read 0x60_0000\nwrite 0x60_0000", FaultEnd::note_dirty, "mmu=a page fault area=yes rights=yes file=yes entry=a frame branch=shared file"},
        {"write 0x40_0000\nfork A B\nwrite 0x40_0000", FaultEnd::copy, "mmu=a page fault area=yes rights=yes file=no file entry=a frame branch=shared"},
        {"write 0x40_0000\nfork A B\nexit B\nwrite 0x40_0000", FaultEnd::reuse, "mmu=a page fault area=yes rights=yes file=no file entry=a frame branch=its alone"},
        {"write 0x40_0000\nreclaim 1\nread 0x40_0000", FaultEnd::read_swap, "mmu=a page fault area=yes rights=yes file=no file entry=a swap slot branch=no"},
        {"write 0x40_0000\nfork A B\nreclaim 1\nread A 0x40_0000\nread B 0x40_0000", FaultEnd::map_swap_cache,
         "mmu=a page fault area=yes rights=yes file=no file entry=a swap slot branch=yes"},
        {"write 0x9e_f000", FaultEnd::fresh_frame, "mmu=a page fault area=no stack=yes rights=yes file=no file entry=nothing branch=a write"},
        {"write 0x9e_8000", FaultEnd::maperr, "mmu=a page fault area=no stack=no"},
        {"read 0x30_0000", FaultEnd::maperr, "mmu=a page fault area=no stack=no"},
        {"write 0x50_0000", FaultEnd::accerr, "mmu=a page fault area=yes rights=no"},
        {"read 0x50_0000 + 40K", FaultEnd::bus, "mmu=a page fault area=yes rights=yes file=no"},
        {"read 1 << 47", FaultEnd::general_protection, "mmu=no address"},
        {"write 0x40_0000\npoke entry_at(0x40_0000, pgd) entry(0x40_0000, pgd) | 1 << 7\nflush\nread 0x40_0000", FaultEnd::bad_table, "mmu=a page fault"},
        {"write 0x40_0000\nbit 0x40_0000 pt user off\nflush\nread 0x40_0000", FaultEnd::spurious, "mmu=a page fault area=yes rights=yes file=no file entry=a frame branch=it allows it"},
    };
    for (const Case& test : cases) {
        CAPTURE(test.lines);
        const script::Timeline timeline = done(files + test.lines);
        const auto& story = ui::fault_story(timeline);
        REQUIRE(story);
        CHECK(story->end == test.end);
        CHECK(path_of(*story) == test.path);
        CHECK(story->end == ui::end_of(story->outcome, took_frame(*story)));
        CHECK(story->repaired == os::is_resolved(timeline.machine().last.fault_outcome));
        CHECK_FALSE(ui::end_text(story->end).empty());
        CHECK_FALSE(ui::end_reason(story->end).empty());
    }
}

TEST_CASE("fault: what it cost is what the machine counted", "[fault]") {
    script::Timeline timeline = done(files + "write 0x40_0000");
    CHECK(ui::cost_text(*ui::fault_story(timeline)) == "minor, 1 frame, 3 tables, 1 us");
    REQUIRE(timeline.run("read 0x50_0000").ok());
    CHECK(ui::cost_text(*ui::fault_story(timeline)) == "major, 1 frame, 10 ms");
    REQUIRE(timeline.run("read 0x30_0000").ok());
    CHECK(ui::cost_text(*ui::fault_story(timeline)) == "SIGSEGV, 1 us");
    REQUIRE(timeline.run("read 0x50_0000 + 40K").ok());
    CHECK(says(ui::cost_text(*ui::fault_story(timeline)), "SIGBUS"));
}

// Whatever happens to a machine, by programs, the kernel or a hand.
TEST_CASE("fault: the questions lead to the kernel's outcome, whatever the machine has gone through", "[fault]") {
    const char* const machines[] = {"machine x86-64 ram=1M", "machine x86-64-la57 ram=1M", "machine i386 ram=1M", "machine sv39 ram=1M", "machine arm64-4k-48 ram=1M",
                                    "machine x86-64 ram=256K"};
    std::array<unsigned, 32> seen{};
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        base::Rng rng(seed);
        std::string setup = files;
        setup.replace(0, setup.find('\n'), machines[seed % std::size(machines)]);
        script::Timeline timeline = done(setup);
        const char* const places[] = {"0x40_0000", "0x50_0000", "0x60_0000", "0x70_0000", "0x9e_d000", "0x9f_0000", "0x30_0000"};
        const char* const verbs[] = {"read", "write", "write", "fetch"};
        unsigned children = 0;
        for (int i = 0; i < 220; ++i) {
            const std::string page = std::string(places[rng.below(7)]) + " + " + std::to_string(rng.below(5)) + " * 4K";
            const std::string who = children > 0 && rng.below(3) == 0 ? "P" + std::to_string(rng.below(children)) + " " : "A ";
            std::string line = std::string(verbs[rng.below(4)]) + " " + who + page;
            switch (rng.below(16)) {
                case 0: line = "reclaim " + std::to_string(1 + rng.below(4)); break;
                case 1: if (children < 4) line = "fork A P" + std::to_string(children); break;
                case 2: line = "bit " + who + page + " pt " + (rng.below(2) ? "present off" : "write off"); break;
                case 3: line = "protect " + who + page + " 4K " + (rng.below(2) ? "r" : "rw"); break;
                case 4: line = "advise " + who + page + " 4K dontneed"; break;
                case 5: line = rng.below(2) ? "flush" : "dropcaches"; break;
                case 6: line = "clearrefs " + who; break;
                case 7:
                case 8: if (who != "A ") line = "exit " + who; break;
                default: break;
            }
            const std::uint64_t before = timeline.size();
            if (!timeline.run(line).ok()) continue;  // no such page, no such process
            if (line.substr(0, 4) == "fork") ++children;
            if (!(timeline.kinds(before, timeline.size()) & base::kind_set({base::EventKind::page_fault})).any()) continue;
            CAPTURE(seed, i, line);
            const auto& story = ui::fault_story(timeline);
            REQUIRE(story);
            REQUIRE(story->answered);
            if (story->outcome == os::FaultOutcome::out_of_memory) continue;
            INFO(path_of(*story) << " -> " << os::to_text(story->outcome));
            REQUIRE(ui::end_text(story->end) == ui::end_text(ui::end_of(story->outcome, took_frame(*story))));
            ++seen[static_cast<std::size_t>(story->end)];
        }
    }
    for (const FaultEnd end : {FaultEnd::maperr, FaultEnd::accerr, FaultEnd::zero_page, FaultEnd::fresh_frame, FaultEnd::map_cached, FaultEnd::read_file, FaultEnd::copy_private,
                               FaultEnd::read_swap, FaultEnd::replace_zero, FaultEnd::copy, FaultEnd::reuse, FaultEnd::note_dirty}) {
        INFO(ui::row_of(end).name);
        CHECK(seen[static_cast<std::size_t>(end)] > 0);
    }
}

TEST_CASE("fault: buttons read and write, and it says what the picture shows", "[fault]") {
    Reader reader(lesson(plain));
    CHECK(says(twin(reader)["say"], "No page fault yet"));
    CHECK(twin(reader)["rows"].size() == 10 + 16);
    reader.click("fault.read");
    CHECK(reader.commands().back() == "read va");
    const std::string said = twin(reader)["say"];
    CHECK(says(said, "A reads 0x40_1008. What does the MMU report? a page fault: code 0x4: "));
    CHECK(says(said, "Is the address in a VMA? yes: heap 0x40_0000–0x40_3fff."));
    CHECK(says(said, "Does the VMA allow it? yes: rw-, asked for: a read."));
    CHECK(says(said, "So: zero page (minor, "));
    reader.click("fault.write");
    CHECK(reader.commands().back() == "write va");
    CHECK(says(twin(reader)["say"], "What does the entry hold? a frame: frame "));
    CHECK(says(twin(reader)["say"], "So: fresh frame (minor, 1 frame, 1 us)."));
    unsigned taken = 0;
    const json data = twin(reader);
    for (const json& row : data["rows"]) taken += says(row[1], "taken: ");
    CHECK(taken == 1);
    reader.click("fault.fetch");
    CHECK(says(twin(reader)["say"], "asked for: a fetch. So: SEGV_ACCERR (SIGSEGV, 1 us)."));
}

TEST_CASE("fault: the timeline's cursor chooses the fault, and the arrows go from one to the next", "[fault]") {
    Reader reader(lesson(plain));
    reader.click("fault.read");
    reader.click("fault.write");
    const script::Timeline& timeline = reader.player.timeline();
    const std::uint64_t end = timeline.size();
    CHECK(ui::fault_story(timeline)->end == FaultEnd::replace_zero);
    reader.click("fault.before");
    CHECK(timeline.position() < end);
    CHECK(ui::fault_story(timeline)->end == FaultEnd::zero_page);
    CHECK(ui::fault_story(timeline)->answered == timeline.position() - 1);
    CHECK_FALSE(ui::fault_story(timeline)->before);
    // Where it was raised nothing is answered yet: only the MMU's report is shown.
    reader.click("fault.mmu");
    CHECK(timeline.kind(timeline.position() - 1) == base::EventKind::page_fault);
    CHECK_FALSE(ui::fault_story(timeline)->answered);
    CHECK(says(twin(reader)["say"], "The kernel is at it."));
    CHECK_FALSE(says(twin(reader)["say"], "VMA"));
    CHECK(twin(reader)["rows"][1][1] == "not asked");
    reader.click("fault.next");
    CHECK(ui::fault_story(timeline)->end == FaultEnd::replace_zero);
    CHECK_FALSE(ui::next_fault(timeline));
    test::act(reader, "seek 0");
    CHECK(says(twin(reader)["say"], "No page fault yet"));
    reader.click("fault.next");
    CHECK(ui::fault_story(timeline)->end == FaultEnd::zero_page);
    CHECK(timeline.size() == end);
}

TEST_CASE("fault: a question shows its VMA or its entry in the other panels", "[fault]") {
    Reader reader(lesson(plain, "fault va\ntables va"), 840, 1400);
    reader.click("fault.read");
    reader.click("fault.write");
    const std::size_t commands = reader.commands().size();
    const std::uint64_t position = reader.player.timeline().position();
    reader.click("fault.area");
    reader.click("fault.entry");
    CHECK(reader.commands().size() == commands);  // it only looks
    CHECK(reader.player.timeline().position() == position);
}

TEST_CASE("fault: what a lesson prepared is told by the last access alone", "[fault]") {
    Reader reader(lesson(plain + "\nread va\nwrite va"));
    CHECK(reader.player.timeline().size() == 0);
    const std::string said = twin(reader)["say"];
    CHECK(says(said, "A writes to 0x40_1008."));
    CHECK(says(said, "So: fresh frame (minor"));
    CHECK_FALSE(reader.find("fault.end_replace_zero"));
    // A hit afterwards is no fault.
    send(reader, "let other = 1");
    CHECK(says(twin(reader)["say"], "So: fresh frame"));
    send(reader, "read va");
    CHECK(says(twin(reader)["say"], "No page fault yet"));
}

TEST_CASE("fault: the last access alone leads to the same end as the events", "[fault]") {
    for (const char* access : {"read 0x40_0000", "write 0x40_0000", "read 0x50_0000", "write 0x70_0000", "write 0x50_0000", "read 0x30_0000", "read 0x50_0000 + 40K", "read 1 << 47"}) {
        CAPTURE(access);
        const script::Timeline with = done(files + access);
        const script::Timeline without(with.machine());
        REQUIRE(ui::fault_story(without));
        const ui::FaultStory told = *ui::fault_story(without), &found = *ui::fault_story(with);
        CHECK(told.end == found.end);
        CHECK(path_of(told) == path_of(found));
        CHECK(told.major == found.major);
    }
}

TEST_CASE("fault: a lesson can ask where a fault ends, and hide it", "[fault]") {
    const std::string ask = "```predict q\nask: Where?\nafter: write va\npick: outcome last.cause\ntrap: zero_page_mapped -- That is for reads. [x]\nwhy: So.\n```\n";
    Reader reader(lesson(plain + "\nread va + 4K", "fault va", ask));
    CHECK(says(twin(reader)["say"], "These are the questions"));
    CHECK(twin(reader)["actions"].size() == 16 + 3);
    reader.click("fault.end_fresh_frame");
    const lessons::LessonView view = reader.player.view();
    bool chosen = false;
    for (const lessons::Block& block : view.blocks)
        for (const lessons::Choice& choice : block.question.choices) chosen = chosen || (choice.chosen && choice.id == "0x1");
    CHECK(chosen);
    REQUIRE(reader.player.act("commit q").ok());
    reader.frames(2);
    CHECK_FALSE(reader.find("fault.end_fresh_frame"));
}

TEST_CASE("fault: what is hidden is not told", "[fault]") {
    const std::string ask = "```predict q\nask: Where?\noption: here if 1 == 1\noption: there if 1 == 0 -- No. [x]\nwhy: So.\n```\n";
    Reader reader(lesson(plain, "fault va hide=end", ask));
    send(reader, "write va");
    CHECK_FALSE(says(twin(reader)["say"], "fresh frame"));
    CHECK(twin(reader)["rows"][1][1] == "not asked");
}

TEST_CASE("fault: another machine's faults are none of this one's", "[fault]") {
    Reader reader(lesson(plain));
    reader.click("fault.read");
    send(reader, "machine i386");
    CHECK(says(twin(reader)["say"], "No page fault yet"));
    send(reader, "process B");
    send(reader, "map B 1M 8K rw");
    send(reader, "write 1M");
    CHECK(says(twin(reader)["say"], "B writes to 0x10_0000."));
    CHECK_FALSE(ui::fault_story(reader.player.timeline())->before);
}

TEST_CASE("fault: every action sends what the machine takes", "[fault]") {
    Reader reader(lesson(plain));
    send(reader, "read va");
    send(reader, "write va");
    send(reader, "read va");
    CHECK(twin(reader)["actions"].size() >= 6);
    test::check_actions(reader, "fault");
}

TEST_CASE("fault: odd machines and all screens: nothing lies outside, and few vertices", "[fault]") {
    for (const char* machine : {"machine x86-64", "machine x86-64-la57", "machine i386", "machine classroom", "machine hotel", "machine sv39", "machine arm64-64k-52",
                                "machine va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0"})
        for (const float width : {320.0f, 390.0f, 425.0f, 640.0f, 845.0f, 1800.0f})
            for (const float height : {330.0f, 398.0f, 700.0f}) {
                const std::string last_page = std::string(machine) == "machine hotel" ? "16" : "64";
                Reader reader(lesson(std::string(machine) + "\nprocess A\nmap A " + last_page + " 1 rw", "fault"), width, height);
                reader.app.settings().tabs = width < 500;
                CAPTURE(machine, width, height);
                for (const char* line : {"", "write ", "read 0 * "}) {
                    if (*line) (void)reader.app.perform({ui::PanelRequest::Kind::command, line + last_page, false});
                    test::check_drawn(reader, "fault", width, 20'000);
                }
            }
}

TEST_CASE("fault: no machine, no process: nothing breaks", "[fault]") {
    Reader reader(lesson("machine x86-64", "fault"));
    CHECK(says(twin(reader)["say"], "No page fault yet"));
    CHECK(twin(reader)["actions"].empty());
}

// The command that the fault lies in may be long.
TEST_CASE("fault: at the end of a long run it is found", "[fault]") {
    script::Timeline timeline = done("machine x86-64 ram=512M\nprocess A\nmap A 0x40_0000 256M rw name=heap\ntouch A 0x40_0000 256M write");
    const auto& story = ui::fault_story(timeline);
    REQUIRE(story);
    CHECK(story->end == FaultEnd::fresh_frame);
    CHECK(story->va.value == 0x40'0000 + 256 * 1024 * 1024 - 4096);
}
