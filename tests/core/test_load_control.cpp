// Thrashing, and what is done against it: the degree of multiprogramming, working sets, page-fault frequency, local
// reclaim, groups. All figures are compared with each other; none is written down here.
#include <algorithm>

#include "core/sim/runner.h"
#include "tests/core/audit.h"
#include "tests/core/support.h"

using base::EventKind;
using sim::Machine;
using test::run;
using test::value;

namespace {

std::string name_of(std::uint64_t job) { return std::string(1, static_cast<char>('A' + job)); }

// RAM for the working sets of about four processes of 40 pages; a fault costs as much as five references
// with their thinking.
Machine make_office(std::uint64_t count, const std::vector<std::string>& settings = {}) {
    Machine m = sim::default_machine();
    run(m, "machine x86-64 ram=800K preset=zen4");
    run(m, "swap 64M");
    for (const std::string& line : settings) run(m, line);
    for (std::uint64_t job = 0; job < count; ++job) {
        run(m, "process " + name_of(job));
        run(m, "map " + name_of(job) + " 0x400000 160K rw");
        run(m, "workload " + name_of(job) + " random 0x400000 160K write=30 think=20us seed=" + std::to_string(job));
    }
    return m;
}

struct Outcome {
    std::uint64_t references = 0, use = 0, major = 0, suspensions = 0;
};
Outcome run_office(std::uint64_t count, const std::vector<std::string>& settings = {}) {
    Machine m = make_office(count, settings);
    run(m, "run 400ms");
    CHECK(test::audit(m) == "");
    const auto number = [&](const char* field) { return static_cast<std::uint64_t>(value(m, field)); };
    return {number("jobs.refs"), number("cpu.use"), number("faults.major"), number("load.suspensions")};
}

std::uint64_t pages_needed(const Machine& m) {
    std::uint64_t sum = 0;
    for (const sim::Job& job : m.scheduler.jobs)
        if (job.is_active()) sum += sim::expected_working_set(m, job);
    return sum;
}

}  // namespace

TEST_CASE("load: CPU use rises with the degree of multiprogramming, then falls when the working sets do not fit") {
    // Jobs that use 12 pages all the time and a new page of a file after each round of them: one of them leaves
    // the CPU idle for half of the time, several fill it, many take each other's 12 pages.
    const auto use = [](std::uint64_t count) {
        Machine m = sim::default_machine();
        run(m, "machine x86-64 ram=500K preset=zen4");
        run(m, "swap 64M");
        run(m, "set disk channels=4");
        for (std::uint64_t job = 0; job < count; ++job) {
            const std::string name = name_of(job);
            run(m, "file data" + name + " 4M");
            run(m, "process " + name);
            run(m, "map " + name + " 0x400000 48K rw");
            run(m, "map " + name + " 0x10000000 4M r file=data" + name);
            std::string pages;
            for (int round = 0; round < 400; ++round) {
                for (int i = 0; i < 12; ++i) pages += std::to_string(i) + "w,";
                pages += std::to_string((0x10000000 - 0x400000) / 4096 + round) + ",";
            }
            pages.pop_back();
            run(m, "trace " + name + " 0x400000 " + pages + " think=6us refs=1000000");
        }
        run(m, "run 60ms");
        return static_cast<std::uint64_t>(value(m, "cpu.use"));
    };
    std::vector<std::uint64_t> curve;
    std::string shown;
    for (std::uint64_t n = 1; n <= 12; ++n) {
        curve.push_back(use(n));
        shown += " " + std::to_string(curve.back());
    }
    INFO("CPU use in percent, 1 to 12 processes:" << shown);
    const auto peak = std::max_element(curve.begin(), curve.end());
    CHECK(*peak >= curve.front() * 3 / 2);  // more processes use the CPU better
    CHECK(*peak >= curve.back() * 3);       // too many: thrashing
    // It is a cliff: within three more processes most of the use is gone.
    std::size_t fall = 0;
    for (std::size_t n = 3; n < curve.size(); ++n) fall = std::max<std::size_t>(fall, curve[n - 3] > curve[n] ? curve[n - 3] - curve[n] : 0);
    CHECK(fall >= *peak / 2);
}

TEST_CASE("load: with too many processes any control keeps the throughput that is lost without") {
    const Outcome fits = run_office(4), thrashes = run_office(9, {"set policy clock"});
    CHECK(fits.use >= 99);
    CHECK(thrashes.references * 2 < fits.references);
    CHECK(thrashes.use < 50);
    for (const char* load : {"set load 4", "set load working-set tau=300", "set load pff upper=300 lower=20"}) {
        const Outcome controlled = run_office(9, {"set policy clock", load});
        INFO(load);
        CHECK(controlled.references * 10 >= fits.references * 9);
        CHECK(controlled.major * 4 < thrashes.major);
    }
    // Where there is enough for all, control leaves them alone.
    for (const char* load : {"set load 4", "set load working-set tau=300"}) {
        INFO(load);
        CHECK(run_office(4, {load}).references == fits.references);
        CHECK(run_office(4, {load}).suspensions == 0);
    }
}

TEST_CASE("load: a fixed degree is never exceeded") {
    Machine m = make_office(6, {"set load 3"});
    CHECK(value(m, "load.active") == 3);
    CHECK(value(m, "load.suspended") == 3);
    CHECK(value(m, "D.state == waiting") == 1);
    run(m, "suspend B");
    CHECK(value(m, "load.active") == 3);
    CHECK(value(m, "D.state == ready") == 1);
    run(m, "resume B");
    CHECK(value(m, "load.active") == 3);
    CHECK(value(m, "B.state == suspended") == 1);  // behind those that wait
    run(m, "run 10ms");
    CHECK(value(m, "load.active") == 3);
    CHECK(value(m, "E.refs") == 0);
    run(m, "set load 2");
    CHECK(value(m, "load.active") == 2);
    CHECK(value(m, "D.state == suspended") == 1);
    run(m, "set load none");
    CHECK(value(m, "load.active") == 6);
    run(m, "run 10ms");
    CHECK(value(m, "E.refs") > 0);
}

TEST_CASE("load: a process that is done makes room for one that waits") {
    Machine m = sim::default_machine();
    run(m, "set load 1");
    for (std::uint64_t job = 0; job < 3; ++job) {
        run(m, "process " + name_of(job));
        run(m, "map " + name_of(job) + " 0x400000 64K rw");
        run(m, "workload " + name_of(job) + " loop 0x400000 64K write=100 refs=100");
    }
    test::EventList seen;
    REQUIRE(script::execute(m, "run until done", seen));
    CHECK(value(m, "jobs.done") == 3);
    std::vector<std::uint32_t> order;
    for (const base::Event& e : seen.events)
        if (e.kind == EventKind::job_ended) order.push_back(e.process);
    CHECK(order == std::vector<std::uint32_t>{0, 1, 2});
    CHECK(value(m, "count(slice_ended)") == 0);
}

TEST_CASE("load: the working sets of the active processes fit in frames, or one is active alone") {
    Machine m = make_office(9, {"set load working-set tau=300"});
    CHECK(value(m, "load.active") == 4);
    for (int i = 0; i < 60; ++i) {
        run(m, "run 2ms");
        CHECK((pages_needed(m) <= sim::frames_for_pages(m) || value(m, "load.active") == 1));
    }
    // One whose set grows is too much: the youngest has to go.
    Machine grows = sim::default_machine();
    run(grows, "machine x86-64 ram=800K preset=zen4");
    run(grows, "swap 64M");
    run(grows, "set load working-set tau=100");
    for (std::uint64_t job = 0; job < 3; ++job) {
        run(grows, "process " + name_of(job));
        run(grows, "map " + name_of(job) + " 0x400000 400K rw");
        run(grows, "workload " + name_of(job) + " loop 0x400000 " + (job == 0 ? "100K" : "400K") + " write=100");
    }
    CHECK(value(grows, "load.active") == 2);  // 25 + 100 of 187 pages
    run(grows, "run 20ms");
    CHECK(value(grows, "A.working_set") == 25);
    CHECK(value(grows, "B.working_set") == 100);
    run(grows, "workload A loop 0x400000 400K write=100 refs=1000");  // needs 100 now: it is the last in the queue
    CHECK(value(grows, "A.state == waiting") == 1);
}

TEST_CASE("load: page-fault frequency gives frames above the upper bound and takes them below the lower") {
    Machine m = sim::default_machine();
    run(m, "machine x86-64 ram=800K preset=zen4");
    run(m, "swap 64M");
    run(m, "set load pff upper=200 lower=10");
    run(m, "process A");
    run(m, "map A 0x400000 400K rw");
    run(m, "workload A loop 0x400000 240K write=100");
    CHECK(value(m, "A.resident") == 0);
    run(m, "run 300 refs");
    CHECK(value(m, "A.resident") == 60);  // it faulted at every reference: it got what it asked for
    // Now it needs only ten pages, and touches a new one once in 2000 references.
    std::string program;
    for (int i = 0; i < 3; ++i) {
        for (int round = 0; round < 2000; ++round) program += std::to_string(round % 10) + ",";
        program += std::to_string(70 + i) + "w,";
    }
    program.pop_back();
    run(m, "trace A 0x400000 " + program);
    run(m, "run until done");
    CHECK(value(m, "A.resident") < 30);
    CHECK(test::audit(m) == "");
}

TEST_CASE("load: a scan that is larger than RAM does not thrash the others under local reclaim") {
    const auto others = [](bool local, bool scan) {
        Machine m = sim::default_machine();
        run(m, "machine x86-64 ram=600K preset=zen4");
        run(m, "set disk channels=4");
        run(m, "swap 64M");
        run(m, "set policy fifo");
        if (local) run(m, "set reclaim local");
        run(m, "set slice 100us");
        for (const char* name : {"A", "B"}) {
            run(m, std::string("process ") + name);
            run(m, std::string("map ") + name + " 0x400000 120K rw");
            run(m, std::string("workload ") + name + " random 0x400000 120K write=50 think=1us");
        }
        run(m, "run 10ms");  // they have what they need
        const auto before = value(m, "A.major") + value(m, "B.major");
        if (scan) {
            run(m, "file big 4M");
            run(m, "process S");
            run(m, "map S 0x10000000 4M r file=big");
            run(m, "workload S sequential 0x10000000 4M");
        }
        run(m, "run 60ms");
        if (scan) CHECK(value(m, "S.major") > 100);
        CHECK(test::audit(m) == "");
        return static_cast<std::uint64_t>(value(m, "A.major") + value(m, "B.major") - before);
    };
    CHECK(others(true, false) == 0);
    CHECK(others(false, false) == 0);
    CHECK(others(true, true) <= 5);
    CHECK(others(false, true) >= 50);
}

TEST_CASE("load: the limit of a group holds while its processes run") {
    Machine m = sim::default_machine();
    run(m, "machine x86-64 ram=4M preset=zen4");
    run(m, "swap 8M");
    for (std::uint64_t job = 0; job < 3; ++job) {
        run(m, "process " + name_of(job));
        run(m, "map " + name_of(job) + " 0x400000 200K rw");
    }
    run(m, "group G limit=128K A B");
    for (std::uint64_t job = 0; job < 3; ++job) run(m, "workload " + name_of(job) + " random 0x400000 200K write=50");
    for (int i = 0; i < 20; ++i) {
        run(m, "run 1ms");
        CHECK(value(m, "A.resident") + value(m, "B.resident") <= 32);
    }
    CHECK(value(m, "A.major") + value(m, "B.major") > 20);
    CHECK(value(m, "C.major") == 0);  // it is in no group
    CHECK(value(m, "C.resident") == 50);
    CHECK(test::audit(m) == "");
    // Where its pages have nowhere to go, the kill says that it was for the group.
    Machine full = sim::default_machine();
    for (const char* name : {"A", "B"}) {
        run(full, std::string("process ") + name);
        run(full, std::string("map ") + name + " 0x400000 200K rw");
    }
    run(full, "group G limit=128K A");
    run(full, "workload A loop 0x400000 200K write=100");
    run(full, "workload B loop 0x400000 200K write=100");
    test::EventList seen;
    REQUIRE(script::execute(full, "run 1ms", seen));
    const auto kill = std::find_if(seen.events.begin(), seen.events.end(), [](const base::Event& e) { return e.kind == EventKind::out_of_memory_kill; });
    REQUIRE(kill != seen.events.end());
    CHECK(kill->process == 0);
    CHECK(static_cast<os::Shortage>(kill->detail) == os::Shortage::group_limit);
    CHECK(value(full, "jobs.failed") == 1);
    CHECK(value(full, "B.resident") == 50);
}

TEST_CASE("usage: intervals merge, and sums stay what they were") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        base::Rng rng{seed};
        sim::Usage usage;
        const std::uint64_t start = rng.below(5000);
        usage.start(start);
        std::vector<bool> busy;  // by ns since the start
        std::uint64_t now = start, sum = 0;
        for (int i = 0; i < 200; ++i) {
            const std::uint64_t from = now, to = from + 1 + rng.below(rng.below(8) == 0 ? 20'000 : 300);
            if (rng.below(2)) {
                usage.add_core(sim::CoreTime::busy, from, to);
                busy.resize(to - start, true);
                sum += to - from;
            } else {
                usage.add_core(sim::CoreTime::idle, from, to);
                busy.resize(to - start, false);
            }
            now = to;
        }
        CHECK(usage.total().busy_ns == sum);
        const auto samples = usage.samples(now);
        REQUIRE(samples.size() <= sim::Usage::most);
        CHECK(samples.size() > sim::Usage::most / 4);
        for (std::size_t i = 0; i < samples.size(); ++i) {
            const std::uint64_t from = i * usage.width_ns(), to = std::min<std::uint64_t>(from + usage.width_ns(), busy.size());
            const auto at = [&](std::uint64_t ns) { return busy.begin() + static_cast<std::ptrdiff_t>(ns); };
            REQUIRE(samples[i].busy_ns == static_cast<std::uint64_t>(std::count(at(from), at(to), true)));
            if (to - from == usage.width_ns()) REQUIRE(samples[i].busy_ns + samples[i].idle_ns == usage.width_ns());
        }
    }
}

TEST_CASE("load control: the last uses of pages are kept in 32 bits, past the 2^32nd reference", "[load-control]") {
    constexpr std::uint64_t far = std::uint64_t{1} << 32, half = std::uint64_t{1} << 31;
    sim::PageUse use;
    use.note(1, 1);
    use.note(2, far - 10);
    use.note(3, far - 9);
    CHECK(use.size(far) == 3);
    use.note(4, far + 1);
    use.note(2, far + 2);  // notes the use of page 4, beyond 32 bits
    CHECK(use.size(1) == 1);
    CHECK(use.size(2) == 2);
    CHECK(use.size(12) == 3);
    CHECK(use.size(half) == 3);  // page 1 was used longer ago
    use.note(5, 3 * far);
    use.note(6, 3 * far + 1);
    CHECK(use.size(2) == 2);
    CHECK(use.size(half) == 2);
}
