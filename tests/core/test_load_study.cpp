// What a run tells about its load: use by degree against sums by hand, working sets against the definition.
#include <algorithm>
#include <deque>
#include <set>

#include "core/sim/load_study.h"
#include "tests/core/support.h"

using sim::Machine;
using test::run;
using test::value;

namespace {

sim::UsageSample sample(std::uint64_t busy, std::uint64_t idle, std::uint64_t disk, std::uint64_t active) {
    sim::UsageSample made;
    made.busy_ns = busy;
    made.idle_ns = idle;
    made.io_wait_ns = idle / 2;
    made.disk_ns = disk;
    made.active = active;
    return made;
}

}  // namespace

TEST_CASE("load study: use is a share of the time there was, of all cores and channels") {
    const std::vector<sim::UsageSample> two{sample(300, 700, 500, 1), sample(100, 900, 1000, 1)};
    CHECK(sim::use_of(two, 1, 1) == sim::Use{200, 400, 750});
    CHECK(sim::use_of(two, 1, 4) == sim::Use{200, 400, 187});
    CHECK(sim::use_of(two, 2, 1) == sim::Use{200, 400, 1000});  // the disk had half of the time that the cores had together
    CHECK(sim::use_of({}, 1, 1) == sim::Use{});
    CHECK(sim::use_of(std::vector<sim::UsageSample>(3), 1, 1) == sim::Use{});
}

TEST_CASE("load study: the second half of the latest stretch counts for a degree, and short ones do not") {
    std::vector<sim::UsageSample> samples;
    const auto add = [&](int count, std::uint64_t busy, std::uint64_t active) {
        for (int i = 0; i < count; ++i) samples.push_back(sample(busy, 1000 - busy, busy / 2, active));
    };
    add(2, 900, 1);  // the beginning of a stretch of 4
    add(2, 500, 1);
    add(2, 100, 5);  // too short
    add(4, 800, 3);
    add(3, 0, 0);  // nobody
    add(3, 300, 1);  // later than the first one
    const auto found = sim::use_by_degree(samples, 1, 1);
    REQUIRE(found.size() == 2);
    CHECK(found[0] == sim::DegreeUse{1, {300, 350, 150}});
    CHECK(found[1] == sim::DegreeUse{3, {800, 100, 400}});
    samples.resize(4);
    CHECK(sim::use_by_degree(samples, 1, 1).at(0).use.cpu == 500);
    CHECK(sim::use_by_degree({}, 1, 1).empty());
}

TEST_CASE("load study: the working set over a job's own references, drawn again, is what the machine counted") {
    for (const char* program : {"workload A zipf 0x400000 256K refs=3000 seed=7 write=20", "workload A hash_join 0x400000 256K refs=3000", "workload A stack_heap 0x400000 256K refs=3000 seed=3",
                                "trace A 0x400000 1,2,3,1,2,9w,9,1,30,31,2 refs=3000"}) {
        Machine m = sim::default_machine();
        run(m, "machine x86-64");
        run(m, "process A");
        run(m, "map A 0x400000 256K rw");
        run(m, program);
        for (const char* more : {"run 700 refs", "run 900 refs", "run until done"}) {
            run(m, more);
            const sim::Job& job = m.scheduler.jobs[0];
            for (const std::uint64_t tau : {1u, 5u, 50u, 1000u, 100'000u}) {
                CAPTURE(program, more, tau, job.done);
                const auto course = sim::working_set_course(job, 12, tau, ~std::uint64_t{0}, 1);
                REQUIRE(course.size() == job.done);
                CHECK(course.back() == value(m, "working_set(A, " + std::to_string(tau) + ")"));
            }
        }
        // As the definition has it.
        const sim::Job& job = m.scheduler.jobs[0];
        sim::Program again = job.program.workload() ? sim::Program(sim::Workload(job.program.workload()->config())) : sim::Program(sim::TraceProgram(job.program.trace()->references()));
        std::deque<std::uint64_t> window;
        const auto course = sim::working_set_course(job, 12, 40, 2000, 1), coarse = sim::working_set_course(job, 12, 40, 2000, 150);
        REQUIRE(course.size() == 2000);
        REQUIRE(coarse.size() == 13);
        for (std::size_t i = 0; i < course.size(); ++i) {
            window.push_back(again.next().offset >> 12);
            if (window.size() > 40) window.pop_front();
            REQUIRE(course[i] == std::set<std::uint64_t>(window.begin(), window.end()).size());
            if ((i + 1) % 150 == 0) CHECK(coarse[i / 150] == course[i]);
        }
    }
}

TEST_CASE("load study: window and bounds of load control stay until they are changed") {
    Machine m = sim::default_machine();
    run(m, "set load none tau=300");
    CHECK(value(m, "load.tau") == 300);
    run(m, "set load 3");
    CHECK(value(m, "load.tau") == 300);
    run(m, "set load pff upper=700 lower=30");
    run(m, "set load working-set");
    run(m, "set load pff");
    CHECK(m.scheduler.load.upper == 700);
    CHECK(m.scheduler.load.lower == 30);
    CHECK(value(m, "load.tau") == 300);
}
