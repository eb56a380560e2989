// Histories of long commands: cut between rounds, looked at anywhere, within a budget.
#include <chrono>

#include "core/script/timeline.h"

#include "tests/core/support.h"

using script::Timeline;
using sim::Machine;

namespace {

// Machines and events as they were when they happened, apart from any timeline.
class Witness final : public sim::Observer {
public:
    explicit Witness(std::uint64_t every) : every_(every) {}
    void on_event(const Machine& machine, const base::Event& event) override {
        events.push_back(event);
        if (events.size() % every_ == 0) machines.emplace_back(events.size(), machine);
    }
    std::vector<base::Event> events;
    std::vector<std::pair<std::uint64_t, Machine>> machines;  // after so many events

private:
    std::uint64_t every_;
};

void prepare(Timeline& timeline, Machine& machine, Witness& witness, const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
        REQUIRE(timeline.run(line));
        REQUIRE(script::execute(machine, line, witness));
    }
}

}  // namespace

TEST_CASE("timeline: a repeat is cut behind the round in which a new command is given") {
    Timeline t;
    REQUIRE(t.run_all("process A\nmap A 0x400000 64K rw\nrepeat 5 as i write A 0x400000 + i * 4K"));
    while (test::value(t.machine(), "A.resident") > 1 || t.position() == t.size()) t.back();  // within the second round
    REQUIRE(t.run("let x = A.resident"));
    CHECK(test::value(t.machine(), "x") == 2);
    REQUIRE(t.history().size() == 4);
    CHECK(t.lines()[2] == "cut 2 repeat 5 as i write A 0x400000 + i * 4K");
    CHECK_FALSE(script::evaluate_text("i", {t.machine()}).ok());  // the counter is gone
    // A cut command can be cut again.
    t.seek(t.history()[2].first_event + 1);
    REQUIRE(t.run("let y = A.resident"));
    CHECK(t.lines()[2] == "cut 1 repeat 5 as i write A 0x400000 + i * 4K");
    CHECK(test::value(t.machine(), "y") == 1);
}

TEST_CASE("timeline: cut anywhere in nested repeats, the lines replay to an equal machine") {
    const std::vector<std::string> lines{"process A", "map A 0x400000 64K rw", "let n = 2",
                                         "repeat 3 as i repeat n as j touch A 0x400000 + i * 8K (1 + j) * 8K write"};
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        Timeline t;
        for (const std::string& line : lines) REQUIRE(t.run(line));
        base::Rng rng{seed};
        t.seek(rng.below(t.size() + 1));
        INFO("seed " << seed << ", position " << t.position());
        Timeline fresh;
        for (const std::string& line : t.lines()) REQUIRE(fresh.run(line));
        REQUIRE(fresh.size() >= t.position());
        REQUIRE(t.run("let mark = 1"));
        REQUIRE(fresh.run("let mark = 1"));
        CHECK(t.machine() == fresh.machine());
        CHECK(t.lines() == fresh.lines());
        REQUIRE(t.size() == fresh.size());
        for (std::uint64_t i = 0; i < t.size(); ++i) REQUIRE(t.event(i) == fresh.event(i));
    }
}

TEST_CASE("timeline: cut stands first, and takes a number") {
    Machine machine = sim::default_machine();
    sim::NullObserver nobody;
    REQUIRE(script::execute_all(machine, "process A\nmap A 0x400000 16K rw", nobody));
    CHECK(script::execute(machine, "cut 1 touch A 0x400000 16K write", nobody));
    CHECK(test::value(machine, "A.resident") == 1);
    CHECK(script::execute(machine, "cut 0 touch A 0x400000 16K write", nobody));
    CHECK(test::value(machine, "A.resident") == 1);
    CHECK(script::execute(machine, "cut 9 touch A 0x400000 16K write", nobody));
    CHECK(test::value(machine, "A.resident") == 4);
    for (const char* line : {"cut", "cut x read A 0", "cut 3", "repeat 2 cut 1 read A 0x400000", "cut 2 cut 1 touch A 0x400000 16K"}) {
        INFO(line);
        const auto result = script::execute(machine, line, nobody);
        REQUIRE_FALSE(result);
        CHECK(result.error().column > 0);
    }
}

TEST_CASE("timeline: a long history keeps to its budget and still shows every moment as it was") {
    Timeline t;
    t.set_budget(std::size_t{2} << 20);
    Machine machine = sim::default_machine();
    Witness witness(997);
    prepare(t, machine, witness, {"machine x86-64 ram=8M", "process A", "map A 0x400000 4M rw", "let n = 40",
                                  "repeat n as i touch A 0x400000 + i * 64K 128K write", "repeat 30000 as i read A 0x400000 + (i * 7 & 255) * 4K"});
    REQUIRE(t.size() == witness.events.size());
    REQUIRE(t.size() > 150'000);
    CHECK(t.snapshots().count() > 3);
    CHECK(t.snapshots().bytes() <= std::size_t{2} << 20);
    for (std::size_t i = 0; i < witness.machines.size(); i += 3) {
        const auto& [position, then] = witness.machines[witness.machines.size() - 1 - i];
        t.seek(position);
        REQUIRE(t.machine() == then);
    }
    base::Rng rng{3};
    for (int i = 0; i < 300; ++i) {
        const std::uint64_t n = rng.below(t.size());
        REQUIRE(t.event(n) == witness.events[n]);
        REQUIRE(t.kind(n) == witness.events[n].kind);
    }
}

TEST_CASE("timeline: snapshots beyond the budget are packed before any goes, and are the machines that they were") {
    const std::vector<std::string> lines{"machine x86-64 ram=16M", "swap 32M", "process A", "map A 0x400000 24M rw", "process B", "map B 0x400000 8M rw",
                                         "workload A random 0x400000 24M write=50 seed=3", "workload B zipf 0x400000 8M write=20 seed=4", "run 60000 refs", "fork B C", "run 20000 refs"};
    Timeline roomy, tight, tighter;
    for (const std::string& line : lines) REQUIRE(roomy.run(line));
    tight.set_budget(roomy.snapshots().bytes() / 2);
    tighter.set_budget(roomy.snapshots().bytes() / 6);
    for (const std::string& line : lines)
        for (Timeline* each : {&tight, &tighter}) REQUIRE(each->run(line));
    const auto packed = [](const Timeline& t) {
        std::size_t count = 0;
        std::uint64_t last = ~std::uint64_t{0};
        for (std::uint64_t n = 0; n < t.size(); n += 64) {
            const script::Snapshot& from = t.snapshots().before(n);
            if (from.event != last && !from.packed.empty()) ++count;
            last = from.event;
        }
        return count;
    };
    CHECK(packed(roomy) == 0);
    CHECK(packed(tight) > 3);
    CHECK(packed(tighter) > 0);
    CHECK(tighter.snapshots().count() < tight.snapshots().count());
    CHECK(tight.snapshots().bytes() <= roomy.snapshots().bytes() / 2);
    CHECK(tighter.snapshots().bytes() <= roomy.snapshots().bytes() / 6);
    const Timeline copy = tight;
    base::Rng rng{5};
    for (int i = 0; i < 60; ++i) {
        const std::uint64_t n = rng.below(roomy.size());
        INFO(n);
        const Machine then = roomy.machine_at(n);
        REQUIRE(tight.machine_at(n) == then);
        REQUIRE(tighter.machine_at(n) == then);
        REQUIRE(copy.machine_at(n) == then);
    }
    // What is cut off goes, and the history goes on from a machine that was packed.
    for (Timeline* each : {&roomy, &tight}) {
        each->seek(each->size() / 2);
        REQUIRE(each->run("reclaim 100"));
    }
    CHECK(tight.machine() == roomy.machine());
}

TEST_CASE("timeline: a round that does much has a snapshot right before it, and others inside") {
    // All of 16,384 frames are in use and have been accessed: the first reclaim looks through them all, in one round.
    Timeline t;
    for (const char* line : {"machine x86-64 ram=64M", "swap 128M", "process A", "map A 0x400000 80M rw", "workload A random 0x400000 80M write=50 seed=3", "run 80000 refs"}) REQUIRE(t.run(line));
    std::uint64_t first = 0, longest = 0;
    for (std::uint64_t i = 0, begin = 0; i < t.size(); ++i) {
        if (t.kind(i) != base::EventKind::entry_written) begin = i + 1;
        else if (i - begin > longest) first = begin, longest = i - begin;
    }
    REQUIRE(longest > 13'000);  // entries of which the accessed bit is cleared
    const std::uint64_t inside = first + longest * 3 / 4;
    const script::Snapshot& from = t.snapshots().before(inside);
    CHECK(from.is_inside_round());
    CHECK(script::work_of(t.machine_at(first)) - script::work_of(t.snapshots().before(first).machine) < 10'000);
    for (std::uint64_t n = first; n < first + longest; n += longest / 20) CHECK(script::work_of(t.machine_at(n)) - script::work_of(t.snapshots().before(n).machine) < 50'000);
    // And it is the machine that it was.
    Timeline other = t;
    other.set_budget(0);
    CHECK(other.snapshots().before(inside).event < from.event);
    CHECK(t.machine_at(inside) == other.machine_at(inside));
    CHECK(t.event(inside) == other.event(inside));
    CHECK(t.machine_before(t.history().size()) == other.machine_before(t.history().size()));
}

TEST_CASE("timeline: what does much lies behind a snapshot, in every kind of command") {
    const std::vector<std::string> begin{"machine x86-64 ram=64M", "swap 128M", "process A", "map A 0x400000 80M rw", "workload A random 0x400000 80M write=50 seed=3"};
    const std::vector<std::vector<std::string>> heavy{
        {"run 70000 refs", "reclaim 9000"},                                      // a command without rounds
        {"run 70000 refs", "repeat 2 as i repeat 2 as j reclaim 4000 + i * 10"}, // rounds within rounds
        {"repeat 2 as i run 45000 refs", "cut 1 repeat 2 as i reclaim 9000"},
    };
    for (const auto& lines : heavy) {
        Timeline t;
        for (int again = 0; again < 2; ++again)  // `machine` begins to count anew
            for (const auto* part : {&begin, &lines})
                for (const std::string& line : *part) {
                    INFO(line);
                    REQUIRE(t.run(line));
                }
        Timeline other = t;
        other.set_budget(0);
        REQUIRE(other.snapshots().count() == 2);
        CHECK(t.snapshots().count() > 4);
        base::Rng rng{9};
        for (int i = 0; i < 25; ++i) {
            const std::uint64_t n = rng.below(t.size());
            INFO(lines.back() << ", position " << n);
            REQUIRE(t.machine_at(n) == other.machine_at(n));
            const script::Snapshot& from = t.snapshots().before(n);
            CHECK(script::work_of(from.machine) <= script::work_of(t.machine_at(n)));
        }
        // A new command cuts the history, and what is behind the cut is forgotten.
        t.seek(t.size() - 5'000);
        REQUIRE(t.run("let x = 1"));
        CHECK(t.snapshots().last().event <= t.size());
        Timeline fresh;
        for (const std::string& line : t.lines()) REQUIRE(fresh.run(line));
        CHECK(fresh.machine() == t.machine());
    }
}

TEST_CASE("timeline: a search through all pages has snapshots inside it, whoever asks for it") {
    // Nearly all of 16,384 frames hold pages, and all of those were accessed.
    const std::vector<std::string> full{"machine x86-64 ram=64M", "swap 128M", "process A", "map A 0x400000 160M rw", "touch A 0x400000 62M write"};
    struct Case {
        std::string policy;
        std::vector<std::string> before;  ///< and then, with RAM as full as above,
        std::string asks;
    };
    const std::vector<Case> cases{
        {"two-list", {}, "touch A 0x4400000 4M write"},
        {"clock", {}, "touch A 0x4400000 4M write"},
        {"second-chance", {}, "repeat 600 as i write A 0x4400000 + i * 4K"},
        {"fifo-reinsertion", {"touch A 0x400000 62M"}, "repeat 2 as i repeat 300 as j write A 0x4400000 + (2 * j + i) * 4K"},
        {"two-list", {}, "advise A 0x4400000 4M populate"},
        {"clock", {}, "reclaim A 3000"},
        {"two-list", {"touch A 0x4400000 800K write"}, "fork A B"},
        {"clock", {"file f 4M"}, "cache f"},
        {"two-list", {"advise A 0x400000 62M dontneed", "group g A", "touch A 0x400000 62M write"}, "group g limit=40M"},
        {"two-list", {"set watermarks 20 60 200", "workload A random 0x400000 120M write=50 seed=3"}, "run 20000 refs"},
        {"clock", {"workload A random 0x400000 120M write=50 seed=3", "process B", "map B 0x400000 20M rw", "workload B random 0x400000 20M write=50 seed=4"}, "run 3000 refs events"},
    };
    for (const Case& each : cases) {
        INFO(each.policy << ": " << each.asks);
        Timeline t;
        for (const auto* lines : {&full, &each.before})
            for (const std::string& line : *lines) {
                REQUIRE(t.run(line));
                if (line == "process A") REQUIRE(t.run("set policy " + each.policy));
            }
        Witness witness(199);
        Machine machine = t.latest();
        REQUIRE(script::execute(machine, each.asks, witness));
        const std::uint64_t first = t.size();
        REQUIRE(t.run(each.asks));
        REQUIRE(t.size() - first == witness.events.size());
        const auto check = [&](Timeline& timeline) {
            std::size_t inside = 0;
            for (std::size_t i = 0; i < witness.machines.size(); ++i) {
                const auto& [position, then] = witness.machines[i];
                const bool is_inside = timeline.snapshots().before(first + position).is_inside_round();
                inside += is_inside;
                if (i % (1 + witness.machines.size() / 20) != 0 && (!is_inside || inside % 3 != 0)) continue;
                INFO("event " << position << " of " << witness.events.size());
                REQUIRE(timeline.machine_at(first + position) == then);
                REQUIRE(timeline.event(first + position - 1) == witness.events[position - 1]);
            }
            return inside;
        };
        CHECK(check(t) > 0);
        CHECK(t.machine_before(t.history().size() - 1) != machine);
        // The command before is still found, and a copy with little room shows the same.
        Timeline tight = t;
        tight.set_budget(t.snapshots().bytes() * 2 / 3);
        check(tight);
        tight.seek(first + witness.events.size() / 2);
        REQUIRE(tight.run("let x = 1"));
        Timeline fresh;
        for (const std::string& line : tight.lines()) REQUIRE(fresh.run(line));
        CHECK(fresh.machine() == tight.machine());
    }
}
