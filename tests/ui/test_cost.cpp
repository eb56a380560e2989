// The cost panel: the parts of an access and their sum, as the machine's clock has it.
#include "twin.h"
#include "ui/panels/cost_state.h"

using nlohmann::json;
using test::Reader;
using test::says;
using Kind = ui::PanelRequest::Kind;

namespace {

std::string lesson(const std::string& run, const std::string& show = "cost va\naddress va\ntables va\ntimeline", const std::string& rest = {}) {
    return test::panel_lesson(run, show, rest);
}
const std::string plain = "machine x86-64\nprocess A\nlet va = 0x7f3a_4000_0010\nmap A 0x7f3a_4000_0000 16K rw now name=data";

json twin(const Reader& reader) { return test::twin(reader, "cost"); }
std::string cell(const Reader& reader, const std::string& row, std::size_t column) {
    const json data = twin(reader);
    for (const json& cells : data["rows"])
        if (cells[0] == row) return cells[column];
    return "no row " + row;
}
const ui::CostState& state(const Reader& reader) { return ui::cost_state(reader.player.timeline()); }

}  // namespace

TEST_CASE("cost: a walk is the look-up, four reads and the data", "[cost]") {
    Reader reader(lesson(plain));
    CHECK(says(twin(reader)["say"], "No access yet"));
    CHECK(cell(reader, "PGD", 1) == "100 ns");
    CHECK(cell(reader, "PGD", 2) == "—");
    reader.click("address.read");
    REQUIRE(state(reader).last);
    CHECK(state(reader).last->ns == reader.player.machine().last.ns);
    CHECK(ui::sum_text(*state(reader).last) == "1 ns + 4 × 100 ns + 100 ns = 501 ns");
    CHECK(says(twin(reader)["say"], "read of 0x7f3a_4000_0010: TLB look-up 1 ns, PGD 100 ns, PUD 100 ns, PMD 100 ns, PT 100 ns, data 100 ns: 501 ns in all."));
    CHECK(says(twin(reader)["say"], "With a TLB hit it would take 101 ns."));
    CHECK(says(cell(reader, "PT", 4), "100 ns"));
}

TEST_CASE("cost: a hit pays for no table, and the walk before it is the access before", "[cost]") {
    Reader reader(lesson(plain));
    reader.click("address.read");
    reader.click("address.read");
    REQUIRE(state(reader).before);
    CHECK(state(reader).last->hit);
    CHECK(ui::sum_text(*state(reader).last) == "1 ns + 100 ns = 101 ns");
    CHECK(*state(reader).hit_ns == state(reader).last->ns);
    CHECK(state(reader).before->ns == 501);
    CHECK(cell(reader, "PUD", 2) == "—");
    CHECK(cell(reader, "PUD", 3) == "100 ns");
    CHECK(says(twin(reader)["say"], "a TLB hit: TLB look-up 1 ns, data 100 ns: 101 ns in all. The access before took 501 ns."));
    // A click goes back to it, and from there to the end again with the timeline.
    reader.click("cost.before");
    CHECK(reader.player.timeline().position() < reader.player.timeline().size());
    CHECK(state(reader).last->ns == 501);
    CHECK_FALSE(state(reader).before);
    REQUIRE(reader.app.perform({Kind::act, "end", false}).ok());
    reader.click("tables.flush");
    CHECK(reader.commands().back() == "flush");
    reader.click("address.read");
    CHECK(state(reader).last->ns == 501);
    CHECK(state(reader).before->ns == 101);
}

TEST_CASE("cost: while the walk goes on, it is the sum so far", "[cost]") {
    Reader reader(lesson(plain, "cost va\ntimeline"));
    reader.click("address.read");
    const auto& timeline = reader.player.timeline();
    std::uint64_t reads = 0, position = 0;
    REQUIRE(reader.app.perform({Kind::act, "seek 0", false}).ok());
    while (reads < 2 && position < timeline.size()) {
        reads += timeline.kind(position++) == base::EventKind::entry_read;
        REQUIRE(reader.app.perform({Kind::act, "step", false}).ok());
    }
    reader.frames(2);
    CHECK(state(reader).last->ns == 201);
    CHECK_FALSE(state(reader).last->over);
    CHECK(says(twin(reader)["say"], "not yet done: TLB look-up 1 ns, PGD 100 ns, PUD 100 ns: 201 ns so far."));
    CHECK(cell(reader, "PMD", 2) == "—");
    // The row of a read shows its entry elsewhere.
    reader.click("cost.pud");
    CHECK(reader.player.timeline().position() == position);
}

TEST_CASE("cost: a fault's tries are one access, and its parts add up to the clock's time", "[cost]") {
    struct Case {
        const char* run;
        const char* access;
    };
    const Case cases[] = {{"map A 0x7f3a_4000_0000 16K rw name=data", "write va"},
                          {"map A 0x7f3a_4000_0000 16K rw name=data\nread va", "write va"},
                          {"map A 0x7f3a_4000_0000 16K rw name=data\nswap 1M\nwrite va\nset tlb off", "read va"},
                          {"map A 0x7f3a_4000_0000 16K r name=data", "write va"},
                          {"map A 0x7f3a_4000_0000 16K rw now name=data\nset preset sapphire-rapids", "read va"},
                          {"map A 0x7f3a_4000_0000 16K rw now name=data", "read 1 << 47"}};
    for (const Case& test : cases) {
        Reader reader(lesson("machine x86-64\nprocess A\nlet va = 0x7f3a_4000_0010\n" + std::string(test.run)));
        CAPTURE(test.run, test.access);
        send(reader, test.access);
        REQUIRE(state(reader).last);
        const ui::AccessCost& cost = *state(reader).last;
        CHECK(cost.over);
        CHECK(cost.ns == reader.player.machine().last.ns);
        CHECK(cost.faults == reader.player.machine().last.faults);
        std::uint64_t reads = 0, sum = 0;
        for (const ui::CostPart& part : cost.parts) {
            sum += part.paid;
            if (part.kind == ui::CostKind::read) reads += part.times;
        }
        CHECK(sum == cost.ns);
        CHECK(reads == reader.player.machine().last.all_reads);
        CHECK_FALSE(state(reader).before);
    }
}

TEST_CASE("cost: a page from the disk", "[cost]") {
    Reader reader(lesson("machine x86-64\nswap 1M\nprocess A\nlet va = 0x7f3a_4000_0010\nmap A 0x7f3a_4000_0000 16K rw now name=data\nreclaim 4"));
    // The first waits until the disk has written what was taken, and then for its own page.
    send(reader, "read va + 4K");
    const sim::Machine& machine = reader.player.machine();
    CHECK(state(reader).last->ns == machine.last.ns);
    send(reader, "read va");
    INFO(twin(reader)["say"].get<std::string>());
    REQUIRE(machine.kernel.processes[0].major == 2);
    CHECK(state(reader).last->ns == machine.last.ns);
    CHECK(state(reader).before->ns > state(reader).last->ns);
    CHECK(cell(reader, "disk", 2) == "9.999 ms");
    CHECK(cell(reader, "page fault", 2) == "1 us");
    CHECK(says(twin(reader)["say"], "disk 9.999 ms"));
}

TEST_CASE("cost: what other cores have to be told takes time of its own", "[cost]") {
    Reader reader(lesson("machine x86-64 cores=2\nprocess A\nlet va = 0x7f3a_4000_0010\nmap A 0x7f3a_4000_0000 16K rw now name=data\n"
                         "thread A.1\nwrite A.0@0 va\nread A.1@1 va\nfork A B"));
    send(reader, "write A.0@0 va");
    INFO(twin(reader)["say"].get<std::string>());
    CHECK(state(reader).last->ns == reader.player.machine().last.ns);
    CHECK(cell(reader, "other cores", 2) != "—");
}

TEST_CASE("cost: reads that a walk cache spared", "[cost]") {
    Reader reader(lesson(plain + "\nset preset sapphire-rapids"));
    send(reader, "read va");
    send(reader, "read va + 4K");
    CHECK(cell(reader, "PGD", 2) == "remembered");
    CHECK(cell(reader, "PMD", 2) == "remembered");
    CHECK(cell(reader, "PT", 2) == "110 ns");
    CHECK(ui::sum_text(*state(reader).last) == "2 ns + 110 ns + 110 ns = 222 ns");
}

TEST_CASE("cost: what a question asks for is not told", "[cost]") {
    const std::string ask = "```predict q\nask: How long?\nafter: read va\nanswer: last.ns as dec\nwhy: So.\n```\n";
    Reader reader(lesson(plain, "cost va hide=sum,hit", ask));
    send(reader, "read va");
    CHECK(says(twin(reader)["say"], ": ? in all. With a TLB hit it would take ?."));
    CHECK(cell(reader, "in all", 2) == "?");
    CHECK(cell(reader, "with a TLB hit", 1) == "?");
    REQUIRE(reader.player.act("commit q 501").ok());
    CHECK(cell(reader, "in all", 2) == "501 ns");
}

TEST_CASE("cost: every action sends what the machine takes", "[cost]") {
    Reader reader(lesson(plain));
    send(reader, "read va");
    send(reader, "write va");
    CHECK(twin(reader)["actions"].size() >= 9);
    test::check_actions(reader, "cost");
}

TEST_CASE("cost: another machine's accesses are none of this one's", "[cost]") {
    Reader reader(lesson(plain));
    send(reader, "read va");
    send(reader, "machine i386");
    CHECK(says(twin(reader)["say"], "No access yet"));
    send(reader, "process B");
    send(reader, "map B 1M 8K rw now");
    send(reader, "read 1M");
    CHECK_FALSE(state(reader).before);
    CHECK(ui::sum_text(*state(reader).last) == "1 ns + 2 × 100 ns + 100 ns = 301 ns");
}

TEST_CASE("cost: odd machines and all widths: nothing lies outside, and few vertices", "[cost]") {
    for (const char* machine : {"machine x86-64", "machine x86-64-la57", "machine i386", "machine classroom", "machine hotel", "machine sv39", "machine arm64-64k-52",
                                "machine va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0", "machine x86-64\nset names intel\nset preset cortex-x4"})
        for (const float width : {320.0f, 390.0f, 760.0f, 1280.0f, 1800.0f})
            for (const bool tabs : {false, true}) {
                const std::string last_page = std::string(machine) == "machine hotel" ? "16" : "64";
                Reader reader(lesson(std::string(machine) + "\nprocess A\nmap A " + last_page + " 1 rw\nset preset course-text", "cost"), width, tabs ? 330.0f : 700.0f);
                reader.app.settings().tabs = tabs;
                CAPTURE(machine, width, tabs);
                (void)reader.app.perform({Kind::command, "write " + last_page, false});
                test::check_drawn(reader, "cost", width, 20'000);
            }
}
