// The scheduler against a simulator that goes through time one nanosecond after the other, and laws that hold for
// any run: time and references are conserved, the disk serves in order, nothing depends on how a run is cut.
#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "core/script/timeline.h"
#include "core/sim/runner.h"
#include "tests/core/audit.h"
#include "tests/core/support.h"

using base::EventKind;
using script::Timeline;
using sim::JobState;
using sim::Machine;
using test::run;
using test::value;

namespace {

// --- the naive reference ------------------------------------------------------------------------

// What everything costs on the machine below: no TLB, one level of tables, every page read from disk once.
constexpr std::uint64_t walk_ns = 100, data_ns = 100, kernel_ns = 1000;

struct NaiveJob {
    std::vector<unsigned> pages;  // to be read, one after the other
    std::uint64_t think_ns = 0;
    // State.
    std::size_t at = 0;
    std::uint64_t think_left = 0;
    bool drawn = false, blocked = false, over = false;
    std::set<unsigned> present = {};
    std::uint64_t wakes_at = 0, ended_ns = 0;
};

struct NaiveCore {
    int job = -1;
    std::uint64_t busy_until = 0;  // in the middle of an access
    std::uint64_t slice_end = 0, busy_ns = 0, idle_ns = 0;
};

class NaiveSimulator {
public:
    NaiveSimulator(std::vector<NaiveJob> jobs, std::size_t cores, unsigned channels, std::uint64_t slice_ns, std::uint64_t read_ns)
        : jobs(std::move(jobs)), cores(cores), slice_(slice_ns), read_(read_ns), channels_(channels, 0) {
        for (std::size_t j = 0; j < this->jobs.size(); ++j) queue_.push_back(static_cast<int>(j));
    }

    void run() {
        for (std::uint64_t now = 0; !over(); ++now) tick(now);
    }

    std::vector<NaiveJob> jobs;
    std::vector<NaiveCore> cores;
    std::vector<std::uint64_t> read_starts;

private:
    bool over() const {
        return std::all_of(jobs.begin(), jobs.end(), [](const NaiveJob& j) { return j.over; });
    }

    void tick(std::uint64_t now) {
        for (std::size_t j = 0; j < jobs.size(); ++j)
            if (jobs[j].blocked && jobs[j].wakes_at == now) jobs[j].blocked = false, queue_.push_back(static_cast<int>(j));
        for (NaiveCore& core : cores)
            if (now >= core.busy_until) settle(core, now);
        for (NaiveCore& core : cores)
            if (core.job < 0 && now >= core.busy_until) dispatch(core, now);
        for (NaiveCore& core : cores)
            if (now >= core.busy_until) decide(core, now);
        for (NaiveCore& core : cores) ++(core.job >= 0 || now < core.busy_until ? core.busy_ns : core.idle_ns);
    }

    // What the access that ends now has led to.
    void settle(NaiveCore& core, std::uint64_t now) {
        if (core.job < 0) return;
        NaiveJob& job = jobs[static_cast<std::size_t>(core.job)];
        if (job.blocked) core.job = -1;
        else if (job.at == job.pages.size()) job.over = true, job.ended_ns = now, core.job = -1;
    }

    void dispatch(NaiveCore& core, std::uint64_t now) {
        if (queue_.empty()) return;
        core.job = queue_.front();
        queue_.pop_front();
        core.slice_end = now + slice_;
    }

    // The core stands between two things: another job's turn, or one more tick of thinking, or an access.
    void decide(NaiveCore& core, std::uint64_t now) {
        if (core.job >= 0 && now >= core.slice_end) {
            core.slice_end = now + slice_;
            if (!queue_.empty()) {
                queue_.push_back(core.job);
                dispatch(core, now);
            }
        }
        if (core.job < 0) dispatch(core, now);
        if (core.job < 0) return;
        NaiveJob& job = jobs[static_cast<std::size_t>(core.job)];
        if (!job.drawn) job.drawn = true, job.think_left = job.think_ns;
        if (job.think_left > 0) {
            --job.think_left;
            return;
        }
        if (job.present.count(job.pages[job.at])) {
            core.busy_until = now + walk_ns + data_ns;
            ++job.at;
            job.drawn = false;
            return;
        }
        job.present.insert(job.pages[job.at]);
        core.busy_until = now + walk_ns + kernel_ns;
        std::uint64_t& channel = *std::min_element(channels_.begin(), channels_.end());
        const std::uint64_t start = std::max(channel, now + walk_ns);
        channel = start + read_;
        read_starts.push_back(start);
        if (channel <= core.busy_until) return;  // the disk was quicker than the kernel
        job.blocked = true;
        job.wakes_at = channel;
    }

    std::deque<int> queue_;
    std::uint64_t slice_, read_;
    std::vector<std::uint64_t> channels_;
};

constexpr const char* one_level = "machine va=16 levels=8 offset=8 pte=2B valid=15 write=14 frame=11:0 ram=256K tlb=off";

std::string name_of(std::size_t job) { return std::string(1, static_cast<char>('A' + job)); }

// A job of the reference as commands: its own file, read page by page.
void make_job(Machine& m, const NaiveJob& job, std::size_t number) {
    const std::string name = name_of(number), file = "file" + std::to_string(number);
    run(m, "file " + file + " 8K");
    run(m, "process " + name);
    run(m, "map " + name + " 0x1000 8K r file=" + file);
    std::string pages;
    for (const unsigned page : job.pages) pages += (pages.empty() ? "" : ",") + std::to_string(page);
    run(m, "trace " + name + " 0x1000 " + pages + " think=" + std::to_string(job.think_ns));
}

std::vector<NaiveJob> random_jobs(base::Rng& rng) {
    std::vector<NaiveJob> jobs(1 + rng.below(5));
    for (NaiveJob& job : jobs) {
        job.think_ns = rng.below(3) == 0 ? rng.below(4000) : 0;
        for (std::uint64_t left = 1 + rng.below(25); left > 0; --left) job.pages.push_back(static_cast<unsigned>(rng.below(1 + rng.below(16))));
    }
    return jobs;
}

}  // namespace

TEST_CASE("scheduler: as a simulator that takes every nanosecond in turn") {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        base::Rng rng{seed};
        const auto jobs = random_jobs(rng);
        const std::uint64_t cores = 1 + rng.below(3), channels = 1 + rng.below(3), slice = 300 + rng.below(6000), read = 200 + rng.below(20'000);
        INFO("seed " << seed << ": " << jobs.size() << " jobs, " << cores << " cores, " << channels << " channels");
        Machine m = sim::default_machine();
        run(m, std::string(one_level) + " cores=" + std::to_string(cores));
        run(m, "set disk read=" + std::to_string(read) + " channels=" + std::to_string(channels));
        run(m, "set slice " + std::to_string(slice));
        for (std::size_t j = 0; j < jobs.size(); ++j) make_job(m, jobs[j], j);
        for (const hw::Core& core : m.hw.cores) REQUIRE(core.clock_ns == 0);
        test::EventList seen;
        REQUIRE(script::execute(m, rng.below(2) ? "run until done" : "run until done events", seen));

        NaiveSimulator naive(jobs, cores, static_cast<unsigned>(channels), slice, read);
        naive.run();
        std::uint64_t last = 0;
        for (std::size_t j = 0; j < jobs.size(); ++j) {
            INFO("job " << j);
            CHECK(m.scheduler.jobs[j].state == JobState::finished);
            CHECK(m.scheduler.jobs[j].ended_ns == naive.jobs[j].ended_ns);
            CHECK(m.scheduler.jobs[j].done == jobs[j].pages.size());
            CHECK(m.kernel.processes[j].major == naive.jobs[j].present.size());
            last = std::max(last, naive.jobs[j].ended_ns);
        }
        std::vector<std::uint64_t> starts;
        for (const base::Event& e : seen.events)
            if (e.kind == EventKind::disk_read) starts.push_back(e.start_ns);
        CHECK(starts == naive.read_starts);
        std::uint64_t busy = 0;
        for (const NaiveCore& core : naive.cores) busy += core.busy_ns;
        CHECK(value(m, "cpu.busy") == busy);
    }
}

// --- laws ---------------------------------------------------------------------------------------

namespace {

// Processes that fight for little memory, with a disk to wait for.
void make_fight(Machine& m, base::Rng& rng) {
    run(m, "machine x86-64 preset=zen4 ram=" + std::to_string((50 + rng.below(25)) * 4) + "K cores=" + std::to_string(1 + rng.below(3)));
    run(m, "swap 4M");
    run(m, "set disk channels=" + std::to_string(1 + rng.below(3)));
    run(m, "set slice " + std::to_string(10 + rng.below(400)) + "us");
    const auto policies = std::vector<std::string>{"clock", "fifo", "lru", "two-list", "random", "wsclock", "fifo-reinsertion"};
    run(m, "set policy " + policies[rng.below(policies.size())]);
    const std::uint64_t count = 3 + rng.below(3);
    const auto kinds = std::vector<std::string>{"loop", "random", "zipf", "sequential", "stack_heap", "hash_join", "matrix_columns"};
    for (std::uint64_t j = 0; j < count; ++j) {
        const std::string name = name_of(j), size = std::to_string(4 * (12 + rng.below(20))) + "K";
        run(m, "process " + name);
        run(m, "map " + name + " 0x400000 " + size + " rw");
        run(m, "workload " + name + " " + kinds[rng.below(kinds.size())] + " 0x400000 " + size + " refs=" + std::to_string(200 + rng.below(1500)) + " write=" +
                   std::to_string(30 + rng.below(71)) + " seed=" + std::to_string(rng.below(1000)) + " think=" + std::to_string(rng.below(3) ? 0 : rng.below(3000)));
    }
}

void check_conservation(const Machine& m, const std::vector<std::uint64_t>& began) {
    const sim::Scheduler& s = m.scheduler;
    std::uint64_t busy = 0, idle = 0, io_wait = 0, references = 0;
    for (std::size_t core = 0; core < s.cores.size(); ++core) {
        CHECK(s.cores[core].busy_ns + s.cores[core].idle_ns == m.hw.cores[core].clock_ns - began[core]);
        CHECK(s.cores[core].io_wait_ns <= s.cores[core].idle_ns);
        busy += s.cores[core].busy_ns;
        idle += s.cores[core].idle_ns;
        io_wait += s.cores[core].io_wait_ns;
    }
    for (const sim::Job& job : s.jobs) references += job.done;
    CHECK(s.references == references);
    CHECK(s.usage.total().busy_ns == busy);
    CHECK(s.usage.total().idle_ns == idle);
    CHECK(s.usage.total().io_wait_ns == io_wait);
    CHECK(s.usage.total().references == references);
    const std::uint64_t now = sim::latest_ns(m);
    const auto samples = s.usage.samples(now);
    REQUIRE(samples.size() <= sim::Usage::most);
    sim::UsageSample sum;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        sum.busy_ns += samples[i].busy_ns;
        sum.idle_ns += samples[i].idle_ns;
        sum.references += samples[i].references;
        sum.minor += samples[i].minor;
        sum.major += samples[i].major;
        // Until the core that is behind: everything is accounted for.
        std::uint64_t behind = now;
        for (const hw::Core& core : m.hw.cores) behind = std::min(behind, core.clock_ns);
        if (s.usage.start_ns() + (i + 1) * s.usage.width_ns() <= behind)
            CHECK(samples[i].busy_ns + samples[i].idle_ns == s.usage.width_ns() * s.cores.size());
    }
    CHECK(sum.busy_ns == busy);
    CHECK(sum.idle_ns == idle);
    CHECK(sum.references == references);
    std::uint64_t faults = 0;
    for (const os::Process& process : m.kernel.processes) faults += process.minor + process.major;
    CHECK(sum.minor + sum.major == faults);
}

}  // namespace

TEST_CASE("scheduler: time and references are conserved, every job's references are made once") {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        INFO("seed " << seed);
        base::Rng rng{seed};
        Machine m = sim::default_machine();
        make_fight(m, rng);
        std::vector<std::uint64_t> began(m.hw.cores.size(), sim::latest_ns(m));
        run(m, "run 3ms");
        check_conservation(m, began);
        CHECK(test::audit(m) == "");
        run(m, "run until done");
        check_conservation(m, began);
        CHECK(test::audit(m) == "");
        for (const sim::Job& job : m.scheduler.jobs) CHECK(job.done == job.total);
        CHECK(value(m, "jobs.done") == m.scheduler.jobs.size());
        CHECK(value(m, "load.active") == 0);
    }
}

TEST_CASE("scheduler: the disk serves in order, and no more at once than it has channels") {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        base::Rng rng{seed};
        Machine m = sim::default_machine();
        make_fight(m, rng);
        test::EventList seen;
        REQUIRE(script::execute(m, "run until done", seen));
        std::vector<std::pair<std::uint64_t, int>> edges;
        std::uint64_t last = 0, requests = 0;
        for (const base::Event& e : seen.events) {
            if (e.kind != EventKind::disk_read && e.kind != EventKind::disk_write) continue;
            ++requests;
            CHECK(e.start_ns >= last);
            last = e.start_ns;
            edges.emplace_back(e.start_ns, 1);
            edges.emplace_back(e.start_ns + e.duration_ns, -1);
        }
        std::sort(edges.begin(), edges.end());
        int at_once = 0, most = 0;
        for (const auto& [ns, step] : edges) most = std::max(most, at_once += step);
        INFO("seed " << seed << ", " << requests << " requests");
        CHECK(most <= static_cast<int>(m.kernel.disk.channels));
        CHECK(requests == m.kernel.disk.reads + m.kernel.disk.writes);
    }
}

TEST_CASE("scheduler: what happens is told in the order in which it happens") {
    std::uint64_t blocks = 0;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        base::Rng rng{seed};
        Machine m = sim::default_machine();
        make_fight(m, rng);
        test::EventList seen;
        REQUIRE(script::execute(m, "run until done", seen));
        std::map<std::uint32_t, std::uint64_t> until;  // blocked processes
        std::uint64_t woken = 0;
        for (const base::Event& e : seen.events) {
            if (e.kind == EventKind::process_blocked) {
                ++blocks;
                REQUIRE(until.count(e.process) == 0);
                CHECK(e.after > e.start_ns);
                until[e.process] = e.after;
            }
            if (e.kind == EventKind::process_woken) {
                REQUIRE(until.count(e.process) == 1);
                CHECK(e.start_ns == until[e.process]);  // neither sooner nor later
                CHECK(e.start_ns >= woken);
                woken = e.start_ns;
                until.erase(e.process);
            }
            if (e.kind == EventKind::access_start) CHECK(until.count(e.process) == 0);
        }
        CHECK(until.empty());
    }
    CHECK(blocks > 100);
}

TEST_CASE("scheduler: computing and the disk overlap") {
    const auto elapsed = [](const std::string& who) {
        Machine m = sim::default_machine();
        run(m, one_level);
        run(m, "set disk read=50us");
        for (const char job : who) {
            const std::string name(1, job), file = "file" + name;
            run(m, "file " + file + " 8K");
            run(m, "process " + name);
            run(m, "map " + name + " 0x1000 8K r file=" + file);
            run(m, "workload " + name + " loop 0x1000 8K refs=32 think=50us");
        }
        run(m, "run until done");
        return static_cast<std::uint64_t>(value(m, "time"));
    };
    const std::uint64_t one = elapsed("A"), two = elapsed("AB");
    CHECK(two < 2 * one);
    CHECK(two > one);
    CHECK(two < one * 3 / 2);  // half of the time of each is the disk's
}

TEST_CASE("scheduler: the machine is the same whether every access is an event or none is") {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        INFO("seed " << seed);
        base::Rng rng{seed};
        Machine quiet = sim::default_machine();
        make_fight(quiet, rng);
        Machine loud = quiet;
        const std::string how_long = rng.below(2) ? "run until done" : "run 20ms";
        test::EventList few, many;
        REQUIRE(script::execute(quiet, how_long, few));
        REQUIRE(script::execute(loud, how_long + " events", many));
        CHECK(few.events.size() < many.events.size());
        CHECK(quiet.counts == loud.counts);
        CHECK(quiet.last == loud.last);
        CHECK(quiet.scheduler == loud.scheduler);
        REQUIRE(quiet == loud);
        // The counts are those of the events.
        std::uint64_t hits = 0;
        for (const base::Event& e : many.events) hits += e.kind == EventKind::tlb_hit;
        CHECK(quiet.count(EventKind::tlb_hit) == hits);
    }
}

TEST_CASE("scheduler: a run may be taken in pieces") {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        INFO("seed " << seed);
        base::Rng rng{seed};
        Machine whole = sim::default_machine();
        make_fight(whole, rng);
        Machine pieces = whole;
        run(whole, "run 6ms");
        run(pieces, "run 1ms");
        run(pieces, "run 2ms");
        run(pieces, "run 3ms");
        const auto without_ends = [](Machine m) {
            m.counts[static_cast<std::size_t>(EventKind::run_ended)] = 0;
            return m;
        };
        REQUIRE(without_ends(whole) == without_ends(pieces));
        Machine by_number = whole;
        run(by_number, "run 500 refs");
        run(by_number, "run 700 refs events");
        run(whole, "run 1200 refs");
        CHECK(without_ends(whole).scheduler == without_ends(by_number).scheduler);
        CHECK(without_ends(whole) == without_ends(by_number));
    }
}

TEST_CASE("scheduler: the same commands give the same machine") {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        Machine a = sim::default_machine(), b = a;
        base::Rng one{seed}, two{seed};
        make_fight(a, one);
        make_fight(b, two);
        run(a, "run until done");
        run(b, "run until done");
        CHECK(a == b);
    }
}

TEST_CASE("scheduler: a page that was fetched stays until the access that wanted it is made") {
    // Three processes, frames for three pages between them: each new page costs another process one.
    Machine m = sim::default_machine();
    run(m, "machine va=16 levels=8 offset=8 pte=2B valid=15 write=14 frame=11:0 ram=2560 preset=zen4 tlb=off");
    run(m, "swap 16K");
    run(m, "set slice 1us");
    for (const char* name : {"A", "B", "C"}) {
        run(m, std::string("process ") + name);
        run(m, std::string("map ") + name + " 0x1000 1K rw");
        run(m, std::string("workload ") + name + " loop 0x1000 1K refs=200 write=100");
    }
    REQUIRE(value(m, "load.frames") == 3);
    run(m, "run until done");
    CHECK(value(m, "jobs.done") == 3);
    CHECK(value(m, "faults.total") < 3 * 200 + 3 * 10);  // no access was begun twice, or hardly one
    CHECK(test::audit(m) == "");
}

TEST_CASE("scheduler: a pinned process runs on its core and nowhere else") {
    Machine m = sim::default_machine();
    run(m, "machine x86-64 cores=3");
    for (const char* name : {"A", "B", "C"}) {
        run(m, std::string("process ") + name);
        run(m, std::string("map ") + name + " 0x400000 64K rw");
        run(m, std::string("workload ") + name + " loop 0x400000 64K refs=500 write=100");
    }
    run(m, "set slice 10us");
    run(m, "pin A@1");
    run(m, "pin B@1");
    test::EventList seen;
    REQUIRE(script::execute(m, "run until done", seen));
    for (const base::Event& e : seen.events)
        if (e.kind == EventKind::page_fault) CHECK((e.process == 2) == (e.core != 1));
    CHECK(m.scheduler.cores[1].busy_ns == m.scheduler.jobs[0].cpu_ns + m.scheduler.jobs[1].cpu_ns);
    CHECK(value(m, "jobs.done") == 3);
    CHECK(test::audit(m) == "");
}

TEST_CASE("scheduler: with a broken kernel jobs reach what the tables do not back, and that is told") {
    std::uint64_t stale = 0;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        base::Rng rng{seed};
        Machine quiet = sim::default_machine();
        do make_fight(quiet, rng);
        while (quiet.hw.cores.size() < 2);
        run(quiet, "set shootdown off");
        Machine loud = quiet;
        test::EventList few;
        REQUIRE(script::execute(quiet, "run until done", few));
        run(loud, "run until done events");
        CHECK(quiet == loud);
        const auto told = std::count_if(few.events.begin(), few.events.end(), [](const base::Event& e) { return e.kind == EventKind::stale_access; });
        CHECK(quiet.count(EventKind::stale_access) == static_cast<std::uint64_t>(told));
        stale += static_cast<std::uint64_t>(told);
    }
    CHECK(stale > 0);
}

// --- going back ---------------------------------------------------------------------------------

namespace {

class Witness final : public sim::Observer {
public:
    explicit Witness(std::uint64_t every) : every_(every) {}
    void on_event(const Machine& machine, const base::Event& event) override {
        events.push_back(event);
        if (events.size() % every_ == 0) machines.emplace_back(events.size(), machine);
    }
    std::vector<base::Event> events;
    std::vector<std::pair<std::uint64_t, Machine>> machines;

private:
    std::uint64_t every_;
};

std::vector<std::string> story() {
    return {"machine x86-64 ram=300K preset=zen4 cores=2", "swap 4M", "set slice 50us",
            "process A", "map A 0x400000 128K rw", "process B", "map B 0x400000 128K rw", "process C", "map C 0x400000 64K rw",
            "workload A random 0x400000 128K write=50", "workload B zipf 0x400000 128K refs=4000 write=20 think=300ns",
            "run 2ms", "workload C loop 0x400000 64K refs=2000 write=100", "run 500 refs events", "suspend A swap", "run 3ms",
            "resume A", "repeat 3 run 700us", "set load 2", "run until done", "exit B", "run 1ms"};
}

}  // namespace

TEST_CASE("timeline: forth and back through runs") {
    Timeline t;
    Machine machine = sim::default_machine();
    Witness witness(131);
    for (const std::string& line : story()) {
        INFO(line);
        REQUIRE(t.run(line));
        REQUIRE(script::execute(machine, line, witness));
    }
    REQUIRE(t.size() == witness.events.size());
    REQUIRE(t.size() > 3000);
    CHECK(t.machine() == machine);
    base::Rng rng{9};
    for (int i = 0; i < 60; ++i) {
        const auto& [position, then] = witness.machines[rng.below(witness.machines.size())];
        t.seek(position);
        INFO("position " << position);
        REQUIRE(t.machine() == then);
        REQUIRE(t.event(position - 1) == witness.events[position - 1]);
    }
}

TEST_CASE("timeline: a run is cut where a new command is given, and the lines replay") {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        Timeline t;
        for (const std::string& line : story()) REQUIRE(t.run(line));
        base::Rng rng{seed};
        t.seek(rng.below(t.size() + 1));
        INFO("seed " << seed << ", position " << t.position());
        Timeline fresh;
        for (const std::string& line : t.lines()) REQUIRE(fresh.run(line));
        REQUIRE(fresh.size() >= t.position());
        REQUIRE(t.run("let mark = 1"));
        REQUIRE(fresh.run("let mark = 1"));
        REQUIRE(t.machine() == fresh.machine());
        CHECK(t.lines() == fresh.lines());
        CHECK(test::audit(t.machine()) == "");
    }
}

TEST_CASE("timeline: a run that records accesses is cut at any of them") {
    Timeline t;
    REQUIRE(t.run_all("process A\nmap A 0x400000 16K rw now\nworkload A loop 0x400000 16K\nrun 1ms events"));
    const std::uint64_t first = t.history().back().first_event;
    t.seek(first + 100);
    const std::uint64_t refs = static_cast<std::uint64_t>(value(t.machine(), "A.refs"));
    REQUIRE(t.run("let mark = 1"));
    CHECK(value(t.machine(), "A.refs") <= refs + 1);
    CHECK(t.lines()[3].substr(0, 4) == "cut ");
}

TEST_CASE("timeline: a long run keeps to the budget and to few events") {
    Timeline t;
    t.set_budget(std::size_t{4} << 20);
    Machine machine = sim::default_machine();
    Witness witness(1999);
    for (const char* line : {"machine x86-64 ram=1M preset=zen4", "swap 8M", "process A", "map A 0x400000 400K rw", "process B", "map B 0x400000 400K rw",
                             "workload A random 0x400000 400K write=30 think=200ns", "workload B zipf 0x400000 400K write=30",
                             "run 400000 refs", "run 300ms"}) {
        REQUIRE(t.run(line));
        REQUIRE(script::execute(machine, line, witness));
    }
    CHECK(t.snapshots().count() > 5);
    CHECK(t.snapshots().bytes() <= std::size_t{4} << 20);
    REQUIRE(t.size() == witness.events.size());
    for (std::size_t i = 0; i < witness.machines.size(); i += 1 + witness.machines.size() / 12) {
        t.seek(witness.machines[i].first);
        REQUIRE(t.machine() == witness.machines[i].second);
    }
}

// --- what jobs go through ------------------------------------------------------------------------

TEST_CASE("scheduler: states, suspending and resuming") {
    Machine m = sim::default_machine();
    run(m, "process A");
    CHECK(value(m, "A.state == no_program") == 1);
    run(m, "map A 0x400000 64K rw");
    run(m, "workload A loop 0x400000 64K refs=100 write=100");
    CHECK(value(m, "A.state == ready") == 1);
    run(m, "run 10 refs");
    CHECK(value(m, "A.state == running") == 1);
    CHECK(value(m, "A.refs") == 10);
    CHECK(value(m, "A.working_set") == 10);
    CHECK(value(m, "working_set(A, 3)") == 3);
    run(m, "suspend A");
    CHECK(value(m, "A.state == suspended") == 1);
    CHECK(value(m, "load.suspended") == 1);
    run(m, "run 1ms");
    CHECK(value(m, "A.refs") == 10);
    CHECK(value(m, "cpu.idle") >= 990'000);
    CHECK(value(m, "cpu.io_wait") == 0);
    test::fail(m, "suspend A");
    run(m, "resume A");
    test::fail(m, "resume A");
    run(m, "run until done");
    CHECK(value(m, "A.state == finished") == 1);
    CHECK(value(m, "A.done") == 1);
    CHECK(value(m, "A.refs") == 100);
    CHECK(value(m, "A.working_set") == 16);
    test::fail(m, "suspend A");
    run(m, "run until idle");
    run(m, "workload A loop 0x400000 64K refs=7");  // again
    CHECK(value(m, "A.refs") == 0);
    CHECK(value(m, "jobs.total") == 1);
    run(m, "run until done");
    CHECK(value(m, "A.refs") == 7);
}

TEST_CASE("scheduler: suspend swap takes a process's pages out of RAM") {
    Machine m = sim::default_machine();
    run(m, "swap 4M");
    run(m, "process A");
    run(m, "map A 0x400000 64K rw");
    run(m, "workload A loop 0x400000 64K write=100");
    run(m, "run 100 refs");
    const auto free = value(m, "frames.free");
    CHECK(value(m, "A.resident") == 16);
    run(m, "suspend A swap");
    CHECK(value(m, "A.resident") == 0);
    CHECK(value(m, "A.swapped") == 16);
    CHECK(value(m, "frames.free") == free + 16);
    CHECK(value(m, "disk.queue") == 16);
    CHECK(test::audit(m) == "");
    run(m, "resume A");
    run(m, "run 16 refs");
    CHECK(value(m, "A.major") == 16);
}

TEST_CASE("scheduler: a trace is made as it is written") {
    Machine m = sim::default_machine();
    run(m, "process A");
    run(m, "map A 0x400000 64K rw");
    run(m, "trace A 0x400000 1,2,3,4w,1");
    test::EventList seen;
    REQUIRE(script::execute(m, "run until done events", seen));
    std::vector<std::uint64_t> pages;
    std::vector<std::uint32_t> types;
    for (const base::Event& e : seen.events) {
        if (e.kind != EventKind::access_done) continue;
        pages.push_back((e.va.value - 0x400000) / 4096);
        types.push_back(e.detail);
    }
    CHECK(pages == std::vector<std::uint64_t>{1, 2, 3, 4, 1});
    CHECK(types == std::vector<std::uint32_t>{0, 0, 0, 1, 0});
    CHECK(value(m, "A.done") == 1);
    run(m, "trace A 0x400000 0,5 refs=7");
    run(m, "run until done");
    CHECK(value(m, "A.refs") == 7);
    CHECK(value(m, "A.working_set") == 2);
}

TEST_CASE("scheduler: the working set is what the recorded references say") {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        base::Rng rng{seed};
        Machine m = sim::default_machine();
        make_fight(m, rng);
        test::EventList seen;
        REQUIRE(script::execute(m, "run 15ms events", seen));
        std::map<std::uint32_t, std::vector<std::uint64_t>> pages;
        for (const base::Event& e : seen.events)
            if (e.kind == EventKind::access_done) pages[e.process].push_back(e.va.value >> 12);
        for (const auto& [process, used] : pages) {
            const std::string name = m.kernel.processes[process].name;
            CHECK(value(m, name + ".refs") == used.size());
            for (const std::size_t tau : {std::size_t{1}, std::size_t{2}, std::size_t{17}, std::size_t{200}, std::size_t{10'000}}) {
                const std::size_t from = used.size() > tau ? used.size() - tau : 0;
                const std::set<std::uint64_t> window(used.begin() + static_cast<std::ptrdiff_t>(from), used.end());
                CHECK(value(m, "working_set(" + name + ", " + std::to_string(tau) + ")") == window.size());
            }
        }
    }
}

TEST_CASE("scheduler: a job whose access cannot be made has failed, and the others go on") {
    Machine m = sim::default_machine();
    run(m, "process A");
    run(m, "map A 0x400000 64K rw");
    run(m, "process B");
    run(m, "map B 0x400000 64K rw");
    run(m, "workload A loop 0x400000 64K refs=100 write=100");
    run(m, "workload B loop 0x400000 64K refs=100 write=100");
    run(m, "unmap A 0x408000 4K");
    test::EventList seen;
    REQUIRE(script::execute(m, "run until done", seen));
    CHECK(value(m, "A.state == failed") == 1);
    CHECK(value(m, "A.refs") == 8);
    CHECK(value(m, "B.done") == 1);
    CHECK(value(m, "jobs.failed") == 1);
    CHECK(std::count_if(seen.events.begin(), seen.events.end(), [](const base::Event& e) { return e.kind == EventKind::fault_failed; }) == 1);
}

TEST_CASE("scheduler: where nothing can leave a process is killed, and its job has failed") {
    Machine m = sim::default_machine();
    run(m, "machine x86-64 ram=200K preset=zen4");  // no swap
    run(m, "set slice 20us");
    for (const char* name : {"A", "B"}) {
        run(m, std::string("process ") + name);
        run(m, std::string("map ") + name + " 0x400000 128K rw");
        run(m, std::string("workload ") + name + " loop 0x400000 128K refs=500 write=100");
    }
    test::EventList seen;
    REQUIRE(script::execute(m, "run until done", seen));
    const auto kill = std::find_if(seen.events.begin(), seen.events.end(), [](const base::Event& e) { return e.kind == EventKind::out_of_memory_kill; });
    REQUIRE(kill != seen.events.end());
    CHECK(static_cast<os::Shortage>(kill->detail) == os::Shortage::no_free_frame);
    CHECK(kill->after > 0);
    CHECK(value(m, "reclaim.kills") == 1);
    CHECK(value(m, "jobs.failed") == 1);
    CHECK(value(m, "jobs.done") == 1);
    CHECK(test::audit(m) == "");
}

TEST_CASE("scheduler: a process that ends by command has failed") {
    Machine m = sim::default_machine();
    run(m, "process A");
    run(m, "map A 0x400000 64K rw");
    run(m, "workload A loop 0x400000 64K");
    run(m, "run 1ms");
    run(m, "exit A");
    CHECK(value(m, "jobs.failed") == 1);
    CHECK(value(m, "load.active") == 0);
    run(m, "run 1ms");
    CHECK(value(m, "jobs.failed") == 1);
}

TEST_CASE("scheduler: errors say what and where, and change nothing") {
    Machine m = sim::default_machine();
    CHECK(test::fail(m, "run 1ms").message == "no process has anything to do");
    run(m, "process A");
    run(m, "map A 0x400000 64K rw");
    run(m, "map A 0x500000 64K r");
    run(m, "process B");
    const auto column = [&](const std::string& line, const std::string& at) {
        INFO(line);
        const base::Error error = test::fail(m, line);
        CHECK(error.column == (at.empty() ? static_cast<int>(line.size()) : static_cast<int>(line.rfind(at))) + 1);
        CHECK(error.message != "");
        return error.hint;
    };
    CHECK(column("workload A lop 0x400000 64K", "lop") == "did you mean 'loop'?");
    CHECK(column("workload A loop 0x400000 128K", "0x400000") != "");
    CHECK(column("workload A loop 0x500000 64K write=1", "0x500000") != "");
    CHECK(column("workload B loop 0x400000 64K", "0x400000") != "");
    CHECK(column("workload A loop 0x400001 64K", "0x400001") != "");
    const std::string none = "workload A loop 0x400000 64K refs=0";
    CHECK(test::fail(m, none).column == static_cast<int>(none.size()));
    CHECK(column("workload A loop 0x400000 64K ref=1", "ref=1") == "did you mean 'refs='?");
    CHECK(column("workload A loop 0x400000 64K write=101", "101") == "at most 100");
    CHECK(column("trace A 0x400000 1,x,3", "x,3") != "");
    column("trace A 0x400000", "");
    column("trace A 0x400000 99", "0x400000");
    run(m, "workload A loop 0x400000 64K");
    column("run", "");
    column("run 10 foo", "foo");
    CHECK(column("run until noon", "noon") == "write until idle or until done");
    column("run 99999999999s", "99999999999s");
    CHECK(column("suspend C", "C") != "");
    CHECK(column("suspend B", "B") != "");
    column("resume A", "A");
    column("set slice 0", "0");
    CHECK(column("set load pfff", "pfff") == "did you mean 'pff'?");
    column("set load pff upper=1 lower=2", "pff");
    column("set load 0", "0");
    column("set disk channels=99", "99");
    CHECK(column("set disk chanels=9", "chanels=9") == "did you mean 'channels='?");
    column("set disk", "");
}

TEST_CASE("scheduler: a run that is too long for one line is an error, and the machine is as it was") {
    Machine m = sim::default_machine();
    run(m, "process A");
    run(m, "map A 0x400000 64K rw now");
    run(m, "workload A loop 0x400000 64K");
    run(m, "run 100 refs");
    CHECK(test::fail(m, "run 2000000 refs events").hint == "run a time, or fewer references");
    CHECK(test::fail(m, "run 100000s").hint == "run a shorter time");
    run(m, "run 5000000 refs");
    CHECK(value(m, "A.refs") == 5'000'100);
}
