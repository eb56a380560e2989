#include "core/script/timeline.h"

#include "tests/core/support.h"

using script::Timeline;
using sim::Machine;

namespace {

// The machine as it stood when each event happened, captured while the commands run.
class Capture final : public sim::Observer {
public:
    void on_event(const Machine& machine, const base::Event&) override { machines.push_back(machine); }
    std::vector<Machine> machines;
};

std::string random_line(base::Rng& rng) {
    const std::string page = "0x400000 + " + std::to_string(rng.below(16)) + " * 4K";
    switch (rng.below(12)) {
        case 0: return "map " + page + " " + std::to_string(4 * (1 + rng.below(4))) + "K rw" + (rng.below(2) ? " now" : "");
        case 1: return "unmap " + page + " " + std::to_string(4 * (1 + rng.below(6))) + "K";
        case 2: return "protect " + page + " 4K " + (rng.below(2) ? "r" : "rw");
        case 3: return "let x = pick(1..100)";
        case 4: return "repeat " + std::to_string(rng.below(4)) + " as i read 0x400000 + i * 4K";
        case 5: return rng.below(3) ? "flush" : "seed " + std::to_string(rng.below(100));
        case 6: return "touch 0x400000 " + std::to_string(rng.below(5) * 4) + "K";
        case 7: return rng.below(4) ? "switch A" : rng.below(2) ? "process B" : "switch B";
        case 8: return "print frames.free";
        case 9: return "nonsense " + page;
        default: return (rng.below(2) ? "write " : "read ") + page;
    }
}

struct Run {
    Timeline timeline;
    std::vector<Machine> at; // at[n]: the machine after n events, as it was then
};

// A history by random commands, and its machines recorded apart from the timeline.
Run random_run(std::uint64_t seed, int commands) {
    base::Rng rng{seed};
    Run run;
    run.at.push_back(run.timeline.machine());
    Machine machine = run.timeline.machine();
    std::vector<std::string> lines{"process A", "map 0x400000 32K rw"};
    for (int i = 0; i < commands; ++i) lines.push_back(random_line(rng));
    for (const std::string& line : lines) {
        Capture capture;
        const bool ok = script::execute(machine, line, capture).ok();
        const std::uint64_t size = run.timeline.size();
        CHECK(run.timeline.run(line).ok() == ok);
        CHECK(run.timeline.machine() == machine);
        if (!ok) {
            CHECK(run.timeline.size() == size);
            continue;
        }
        run.at.insert(run.at.end(), capture.machines.begin(), capture.machines.end());
        run.at.back() = machine; // at the end of a command its last words are said
        REQUIRE(run.timeline.size() + 1 == run.at.size());
    }
    return run;
}
}  // namespace

TEST_CASE("timeline: starts empty") {
    Timeline t;
    CHECK(t.size() == 0);
    CHECK(t.position() == 0);
    CHECK(t.machine() == sim::default_machine());
    t.back();
    t.step();
    t.back_command();
    t.step_command();
    t.seek(100);
    CHECK(t.position() == 0);
    CHECK(t.lines().empty());
}

TEST_CASE("timeline: at every position the machine is what it was then") {
    const std::uint64_t seed = GENERATE(1u, 2u, 3u, 4u, 5u);
    Run run = random_run(seed, 40);
    Timeline& t = run.timeline;
    base::Rng rng{seed};
    for (std::uint64_t n = t.size(); n > 0; --n) { // back, one event at a time
        t.back();
        REQUIRE(t.position() == n - 1);
        REQUIRE(t.machine() == run.at[n - 1]);
    }
    for (std::uint64_t n = 1; n <= t.size(); ++n) { // and forward
        t.step();
        REQUIRE(t.machine() == run.at[n]);
    }
    for (int i = 0; i < 200; ++i) { // scrubbing
        const std::uint64_t n = rng.below(t.size() + 1);
        t.seek(n);
        REQUIRE(t.machine() == run.at[n]);
        REQUIRE(t.latest() == run.at.back());
    }
}

TEST_CASE("timeline: going back and on again equals never having gone") {
    for (std::uint64_t seed = 10; seed < 30; ++seed) {
        Run run = random_run(seed, 15);
        Timeline& t = run.timeline;
        base::Rng rng{seed};
        const Machine end = t.machine();
        t.seek(rng.below(t.size() + 1));
        const std::uint64_t position = t.position();
        // Lines up to the position, the present one whole, replayed on a fresh timeline.
        Timeline fresh;
        for (const std::string& line : t.lines()) CHECK(fresh.run(line));
        CHECK(t.run("let mark = 1"));
        CHECK(fresh.run("let mark = 1"));
        INFO("seed " << seed << " position " << position);
        CHECK(t.machine() == fresh.machine());
        CHECK(t.size() == fresh.size());
        CHECK(t.lines() == fresh.lines());
        CHECK(t.position() == t.size());
        for (std::uint64_t i = 0; i < t.size(); ++i) REQUIRE(t.event(i) == fresh.event(i));
    }
}

TEST_CASE("timeline: replaying all lines gives an equal machine and equal events") {
    for (std::uint64_t seed = 50; seed < 60; ++seed) {
        Run run = random_run(seed, 40);
        Timeline fresh;
        for (const std::string& line : run.timeline.lines()) REQUIRE(fresh.run(line));
        CHECK(fresh.machine() == run.timeline.machine());
        REQUIRE(fresh.size() == run.timeline.size());
        for (std::uint64_t i = 0; i < fresh.size(); ++i) REQUIRE(fresh.event(i) == run.timeline.event(i));
    }
}

TEST_CASE("timeline: a command in the past completes the present command and drops what came after") {
    Timeline t;
    REQUIRE(t.run_all("process A\nmap 0x400000 16K rw\nwrite 0x400000\nwrite 0x401000\nwrite 0x402000"));
    CHECK(t.history().size() == 5);
    t.seek(t.history()[3].first_event + 2); // in the middle of the second write
    CHECK(t.lines().size() == 4);
    REQUIRE(t.run("let x = 1"));
    CHECK(t.history().size() == 5);
    CHECK(t.lines().back() == "let x = 1");
    CHECK(test::value(t.machine(), "A.resident") == 2);
    CHECK(t.position() == t.size());
    // At the end of a command exactly, that command is complete and the next is dropped.
    t.seek(t.history()[2].end_event);
    REQUIRE(t.run("let y = 1"));
    CHECK(t.history().size() == 4);
    CHECK(test::value(t.machine(), "A.resident") == 1);
    t.seek(0);
    REQUIRE(t.run("process Z"));
    CHECK(t.history().size() == 1);
}

TEST_CASE("timeline: what only looks looks at the shown machine and changes nothing") {
    Timeline t;
    REQUIRE(t.run_all("process A\nmap 0x400000 16K rw\nwrite 0x400000\nwrite 0x401000"));
    t.seek(t.history()[3].first_event + 3); // the fault is not repaired yet
    const Machine shown = t.machine();
    const std::uint64_t position = t.position(), size = t.size();
    CHECK(t.run("print A.resident")->text == "1");
    CHECK(t.run("expect A.resident == 1"));
    CHECK_FALSE(t.run("expect A.resident == 2"));
    CHECK_FALSE(t.run("help"  "less"));
    CHECK(t.run("help"));
    CHECK(t.run("# a comment"));
    CHECK(t.run("   "));
    CHECK(t.position() == position);
    CHECK(t.size() == size);
    CHECK(t.machine() == shown);
    CHECK(t.history().size() == 4);
}

TEST_CASE("timeline: a command that fails changes nothing, in the past either") {
    Timeline t;
    REQUIRE(t.run_all("process A\nmap 0x400000 16K rw\nwrite 0x400000"));
    t.seek(t.size() - 3);
    const Machine shown = t.machine();
    const std::uint64_t size = t.size(), position = t.position();
    for (const char* line : {"unmap 0 4K", "banana", "repeat 3 as i map 0x800000 4K rw", "map 0x400000 4K"}) {
        INFO(line);
        CHECK_FALSE(t.run(line));
        CHECK(t.size() == size);
        CHECK(t.position() == position);
        CHECK(t.machine() == shown);
        CHECK(t.history().size() == 3);
    }
}

TEST_CASE("timeline: every change has an event, so that every change has a position") {
    Timeline t;
    REQUIRE(t.run_all("machine x86-64 cores=2\nprocess A\nprocess B"));
    for (const char* line : {"switch A", "switch A@1", "switch A@0", "touch B 0 0", "seed 5", "let x = 1", "set nx off", "flush",
                             "touch A@1 0 0", "repeat 1 switch B@0", "repeat 1 switch A@0"}) {
        INFO(line);
        const Machine before = t.machine();
        const std::uint64_t size = t.size();
        REQUIRE(t.run(line));
        if (!(t.machine() == before)) CHECK(t.size() > size);
        else CHECK(t.size() == size);
    }
    // What changed nothing is no part of the history.
    const std::size_t commands = t.history().size();
    REQUIRE(t.run("repeat 0 read 0"));
    REQUIRE(t.run("repeat 2 print 5"));
    CHECK(t.history().size() == commands);
}

TEST_CASE("timeline: commands and their events") {
    Timeline t;
    REQUIRE(t.run_all("process A\nmap 0x400000 16K rw\nwrite 0x400000"));
    for (std::uint64_t i = 0; i < t.size(); ++i) {
        const script::HistoryEntry& entry = t.history()[t.command_of(i)];
        CHECK(entry.first_event <= i);
        CHECK(i < entry.end_event);
    }
    t.back_command();
    CHECK(t.position() == t.history()[2].first_event);
    t.back_command();
    CHECK(t.position() == t.history()[1].first_event);
    t.step_command();
    CHECK(t.position() == t.history()[1].end_event);
    t.step();
    t.back_command(); // inside a command: to its start
    CHECK(t.position() == t.history()[2].first_event);
    t.reset(sim::default_machine());
    CHECK(t.size() == 0);
    CHECK(t.history().empty());
    CHECK(t.machine() == sim::default_machine());
}

TEST_CASE("timeline: run_all names the line that failed and keeps those before") {
    Timeline t;
    const auto status = t.run_all("process A\n\n# comment\n  banana 4\nprocess B");
    REQUIRE_FALSE(status);
    CHECK(status.error().line == 4);
    CHECK(status.error().column == 3);
    CHECK(t.history().size() == 1);
}

TEST_CASE("timeline: the history is bounded; a line that would not fit changes nothing") {
    Timeline t;
    REQUIRE(t.run_all("process A\nmap 0x400000 4K rw now"));
    const Machine before = t.machine();
    const std::uint64_t size = t.size();
    const auto result = t.run("repeat 700000 read 0x400000"); // three events each
    REQUIRE_FALSE(result);
    CHECK(result.error().message == "the history would hold more than 2,000,000 events");
    CHECK(t.machine() == before);
    CHECK(t.size() == size);
    REQUIRE(t.run("read 0x400000"));
}
