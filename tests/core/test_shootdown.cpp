// TLB shootdown: what stale translations do, in what order the kernel acts, and whom it tells.
#include "core/os/shootdown.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/rng.h"
#include "tests/core/audit.h"
#include "tests/core/support.h"

using base::EventKind;
using sim::Machine;
using test::audit;
using test::EventList;
using test::fail;
using test::machine_of;
using test::run;
using test::value;

namespace {

/// The events of one line that must succeed.
std::vector<base::Event> events_of(Machine& machine, const std::string& line) {
    EventList list;
    const auto result = script::execute(machine, line, list);
    INFO("line: " << line);
    if (!result) FAIL(base::to_text(result.error()));
    return list.events;
}

std::size_t count(const std::vector<base::Event>& events, EventKind kind) {
    return static_cast<std::size_t>(std::count_if(events.begin(), events.end(), [&](const base::Event& e) { return e.kind == kind; }));
}

/// The cores that were interrupted.
std::set<unsigned> interrupted(const std::vector<base::Event>& events) {
    std::set<unsigned> cores;
    for (const base::Event& e : events)
        if (e.kind == EventKind::ipi_sent) cores.insert(e.detail);
    return cores;
}

std::size_t first(const std::vector<base::Event>& events, EventKind kind) {
    const auto at = std::find_if(events.begin(), events.end(), [&](const base::Event& e) { return e.kind == kind; });
    return static_cast<std::size_t>(at - events.begin());
}

// A main thread on core 0 and thread 1 on core 1, which has read the page at 0x400000.
Machine two_threads(const std::string& machine = "machine x86-64 ram=2M cores=4") {
    return machine_of(machine + "\nprocess A\nmap A 0x400000 64K rw\nwrite A 0x400000\nthread A.1 1\nread A.1 0x400000");
}

}  // namespace

// --- stale translations -------------------------------------------------------------------------

TEST_CASE("shootdown off: a thread on another core reads and writes another process's memory through a stale translation") {
    Machine m = two_threads();
    const auto frame = value(m, "pfn(A, 0x400000)");
    run(m, "set shootdown off");
    run(m, "unmap A 0x400000 4K");
    CHECK(value(m, "tlb_has(0, A, 0x400000)") == 0);
    CHECK(value(m, "tlb_has(1, A, 0x400000)") == 1);
    CHECK(value(m, "count(ipi_sent)") == 0);
    CHECK(value(m, "probe(read, A.1, 0x400000).reach == free") == 1);
    // The kernel gives the frame to B.
    run(m, "process B");
    run(m, "map B 0x10000000 2M rw");
    unsigned page = 0;
    do run(m, "write B@2 0x10000000 + " + std::to_string(page) + " * 4K");
    while (value(m, "last.pfn") != frame && ++page < 512);
    REQUIRE(value(m, "last.pfn") == frame);
    run(m, "poke last.pfn * 4K + 0x28 0xfeedface");
    run(m, "read A.1 0x400028");
    CHECK(value(m, "last.kind == ok") == 1);
    CHECK(value(m, "last.tlb_hit") == 1);
    CHECK(value(m, "last.stale") == 1);
    CHECK(value(m, "last.reach == other") == 1);
    CHECK(value(m, "word(last.pa)") == 0xfeedface);
    const auto events = events_of(m, "write A.1 0x400028");
    REQUIRE(count(events, EventKind::stale_access) == 1);
    const base::Event& stale = events[first(events, EventKind::stale_access)];
    CHECK(stale.core == 1);
    CHECK(stale.before == m.find_process("B"));
    CHECK(value(m, "last.kind == ok") == 1);
    // A walk on the other core finds nothing.
    CHECK(value(m, "probe(read, A, 0x400028).cause == segv_maperr") == 1);
    CHECK(audit(m, false) == "");
}

TEST_CASE("shootdown on: the other core faults, and no access is stale") {
    Machine m = two_threads();
    run(m, "unmap A 0x400000 4K");
    CHECK(value(m, "tlb_has(1, A, 0x400000)") == 0);
    run(m, "read A.1 0x400000");
    CHECK(value(m, "last.cause == segv_maperr") == 1);
    CHECK(value(m, "last.stale") == 0);
    CHECK(value(m, "last.reach == none") == 1);
    CHECK(value(m, "count(stale_access)") == 0);
    CHECK(audit(m) == "");
}

TEST_CASE("shootdown off: what was narrowed goes on as it was") {
    Machine m = two_threads();
    run(m, "write A.1 0x400000");
    run(m, "set shootdown off");
    run(m, "protect A 0x400000 4K r");
    CHECK(value(m, "probe(write, A, 0x400000).cause == segv_accerr") == 1);
    run(m, "write A.1 0x400000");
    CHECK(value(m, "last.kind == ok") == 1);
    CHECK(value(m, "last.reach == narrowed") == 1);
    run(m, "read A.1 0x400000");
    CHECK(value(m, "last.stale") == 0);  // reading is allowed
    run(m, "protect A 0x400000 4K none");
    run(m, "read A.1 0x400000");
    CHECK(value(m, "last.reach == narrowed") == 1);
}

TEST_CASE("shootdown off: after fork a thread writes the page that the child shares; after a copy it reads the child's") {
    Machine m = two_threads();
    run(m, "write A.1 0x400000");
    run(m, "set shootdown off");
    run(m, "fork A B");
    run(m, "write A.1 0x400000");
    CHECK(value(m, "last.reach == narrowed") == 1);
    CHECK(value(m, "last.pfn == pfn(B, 0x400000)") == 1);
    Machine good = two_threads();
    run(good, "write A.1 0x400000");
    run(good, "fork A B");
    run(good, "write A.1 0x400000");
    CHECK(value(good, "last.cause == page_copied") == 1);
    CHECK(value(good, "last.pfn != pfn(B, 0x400000)") == 1);
    // Copy-on-write on core 0: core 1 keeps the old frame.
    run(m, "write A 0x400000");
    CHECK(value(m, "last.cause == page_copied") == 1);
    run(m, "read A.1 0x400000");
    CHECK(value(m, "last.reach == other") == 1);
    CHECK(value(m, "last.pfn == pfn(B, 0x400000)") == 1);
}

// --- the order ----------------------------------------------------------------------------------

TEST_CASE("shootdown: the kernel clears, tells, waits for the answers and only then frees") {
    Machine m = two_threads();
    run(m, "thread A.2 2");
    const auto events = events_of(m, "unmap A 0x400000 4K");
    const std::size_t clear = first(events, EventKind::entry_written), send = first(events, EventKind::ipi_sent),
                      ack = first(events, EventKind::ipi_acknowledged), done = first(events, EventKind::tlb_shootdown),
                      freed = first(events, EventKind::frame_freed), gone = first(events, EventKind::area_unmapped);
    CHECK(clear < send);
    CHECK(send < ack);
    CHECK(ack < done);
    CHECK(done < freed);
    CHECK(freed < gone);
    CHECK(gone < events.size());
    CHECK(interrupted(events) == std::set<unsigned>{1, 2});
    CHECK(count(events, EventKind::ipi_acknowledged) == 2);
    // Nobody answers before it was asked, and the asker waits for the last.
    std::uint64_t last_answer = 0;
    for (const base::Event& e : events) {
        if (e.kind != EventKind::ipi_acknowledged) continue;
        CHECK(e.start_ns >= events[send].start_ns + events[send].duration_ns);
        last_answer = std::max(last_answer, e.start_ns + e.duration_ns);
    }
    CHECK(value(m, "core_time(0)") >= last_answer);
}

TEST_CASE("shootdown: stops between the stages; the frame is held until the last core has answered") {
    Machine m = machine_of("machine x86-64 ram=2M cores=4\nprocess A\nmap A 0x400000 64K rw");
    const auto free_before = value(m, "frames.free");
    for (const char* line : {"write A 0x400000", "thread A.1 1", "write A.1 0x400000"}) run(m, line);
    const auto free_mapped = value(m, "frames.free");

    run(m, "unmap A 0x400000 4K stop=clear");
    CHECK(value(m, "entry(A, 0x400000, 4)") == 0);  // the tables are gone with the page
    CHECK(value(m, "tlb_has(0, A, 0x400000) && tlb_has(1, A, 0x400000)") == 1);
    CHECK(value(m, "count(ipi_sent)") == 0);
    CHECK(value(m, "frames.free") == free_mapped);
    CHECK(value(m, "probe(write, A.1, 0x400000).reach == held") == 1);
    CHECK(audit(m) == "");

    run(m, "continue to=send");
    CHECK(value(m, "count(ipi_sent)") == 1);
    CHECK(value(m, "count(ipi_acknowledged)") == 0);
    CHECK(value(m, "tlb_has(0, A, 0x400000)") == 0);
    CHECK(value(m, "tlb_has(1, A, 0x400000)") == 1);
    run(m, "write A.1 0x400000");  // still works, and harms nobody
    CHECK(value(m, "last.reach == held") == 1);
    CHECK(value(m, "frames.free") == free_mapped);
    CHECK(audit(m) == "");

    run(m, "continue A to=ack");
    CHECK(value(m, "count(ipi_acknowledged)") == 1);
    CHECK(value(m, "tlb_has(1, A, 0x400000)") == 0);
    CHECK(value(m, "frames.free") == free_mapped);
    CHECK(audit(m) == "");

    run(m, "continue");
    CHECK(value(m, "frames.free") == free_before);  // the page, and its tables
    CHECK(m.kernel.shootdown.stopped.empty());
    CHECK(value(m, "probe(read, A.1, 0x400000).cause == segv_maperr") == 1);
    CHECK(audit(m) == "");
}

TEST_CASE("shootdown: stopped at any stages it does the same in the end as without a stop") {
    base::Rng rng{7};
    for (int round = 0; round < 20; ++round) {
        const std::string preset = std::array{"", " preset=zen4"}[rng.below(2)];
        Machine m = machine_of((rng.below(3) ? "machine x86-64" : "machine arm64-4k-48") + preset + " ram=4M cores=4\nprocess A\nmap A 0x400000 256K rw\ntouch A 0x400000 256K write");
        for (unsigned t = 1; t <= rng.below(4); ++t) {
            run(m, "thread A." + std::to_string(t) + " " + std::to_string(t));
            run(m, "touch A." + std::to_string(t) + " 0x400000 64K");
        }
        const std::string line = "unmap A 0x400000 " + std::to_string(4 * (1 + rng.below(64))) + "K";
        Machine straight = m;
        const auto all = events_of(straight, line);
        std::vector<base::Event> parts;
        const auto add = [&](const std::string& part) {
            for (const base::Event& e : events_of(m, part))
                if (e.kind != EventKind::shootdown_stopped) parts.push_back(e);
            CHECK(audit(m) == "");
        };
        const std::uint64_t stages = rng.below(7) + 1;  // bits: clear, send, ack
        bool begun = false;
        for (const auto& [bit, name] : {std::pair{1u, "clear"}, {2u, "send"}, {4u, "ack"}}) {
            if (!(stages & bit)) continue;
            add(begun ? std::string("continue to=") + name : line + " stop=" + name);
            begun = true;
        }
        add("continue");
        CHECK(parts == all);
        m.counts = straight.counts;  // they differ by shootdown_stopped
        CHECK(m == straight);
    }
}

TEST_CASE("shootdown: while it is stopped its address space and its core are locked, and errors say so") {
    Machine m = two_threads();
    CHECK(fail(m, "continue").hint.find("stop=clear") != std::string::npos);
    CHECK(fail(m, "unmap A 0x400000 4K stop=clean").message == "'clean' is no stage of a shootdown");
    run(m, "unmap A 0x400000 4K stop=send");
    for (const char* line : {"map A.1 0x800000 4K", "unmap A.1 0x401000 4K", "protect A.1 0x401000 4K r", "advise A.1 0x401000 4K dontneed", "fork A.1 B", "exec A.1"}) {
        const base::Error error = fail(m, line);
        INFO(line);
        CHECK(error.message.find("an unmap of process A is stopped after 'send'") == 0);
        CHECK(error.hint == "let it go on: continue");
    }
    for (const char* line : {"read A 0x401000", "switch A@0", "idle 0", "thread A.2 0", "pin A@2", "read A@3 0x401000", "pin A.1@0"}) {
        INFO(line);
        CHECK(fail(m, line).message.find("core 0 is inside an unmap of process A") == 0);
    }
    run(m, "process B");
    CHECK(fail(m, "continue B").message == "no unmap of process B is stopped");
    CHECK(fail(m, "continue to=clear").message == "'clear' is done already");
    CHECK(fail(m, "continue to=send").column == 13);
    CHECK(fail(m, "continue C").message == "no process is called 'C'");
    CHECK(fail(m, "continue A now").message == "'now' is not expected here");
    CHECK(fail(m, "set shootdown invlpgb").message.find("an unmap is stopped") == 0);
    run(m, "map B@2 0x800000 4K");
    run(m, "unmap B@2 0x800000 4K stop=ack");
    run(m, "process C");
    CHECK(fail(m, "continue").hint == "name one: A B");
    run(m, "continue A");
    run(m, "exit B");  // ends what is stopped
    CHECK(m.kernel.shootdown.stopped.empty());
    CHECK(audit(m) == "");
}

// --- who is told --------------------------------------------------------------------------------

TEST_CASE("shootdown: a process with one thread tells nobody, wherever it ran before") {
    Machine m = machine_of("machine x86-64 ram=2M cores=4\nprocess A\nmap A 0x400000 64K rw\ntouch A 0x400000 64K write");
    CHECK(interrupted(events_of(m, "unmap A 0x400000 4K")).empty());
    for (const char* line : {"read A@1 0x401000", "read A@2 0x401000", "read A@3 0x401000"}) run(m, line);
    const auto events = events_of(m, "unmap A 0x401000 4K");  // on core 3; the others idle with it
    CHECK(interrupted(events).empty());
    CHECK(value(m, "shootdown.count") == 0);
    CHECK(value(m, "shootdown.skipped") == 3);
    CHECK(value(m, "tlb_has(1, A, 0x401000)") == 1);  // until it comes back
    run(m, "read A@1 0x401000");
    CHECK(value(m, "last.cause == segv_maperr") == 1);
    CHECK(value(m, "last.stale") == 0);
    CHECK(value(m, "shootdown.late") == 1);
    CHECK(audit(m) == "");
}

TEST_CASE("shootdown: adding a mapping, faulting a page in and switching interrupt nobody") {
    Machine m = two_threads();
    run(m, "process B");
    const auto before = value(m, "count(ipi_sent) + shootdown.count");
    for (const char* line : {"map A 0x800000 64K rw", "write A 0x800000", "read A.1 0x800000", "map A.1 0xa00000 64K rw now", "write A 0x401000",
                             "protect A 0x900000 4K rw", "switch B@1", "switch A.1", "switch B@0", "switch A@0", "read B@3 0"}) {
        sim::NullObserver nobody;
        static_cast<void>(script::execute(m, line, nobody));
        INFO(line);
        CHECK(value(m, "count(ipi_sent) + shootdown.count") == before);
    }
}

TEST_CASE("shootdown: a core that switched away is not interrupted; it flushes when it comes back, once") {
    Machine m = two_threads();
    for (const char* line : {"process B", "map B 0x400000 8K rw", "write B@1 0x400000"}) run(m, line);
    CHECK(value(m, "A.cores") == 1);
    CHECK(value(m, "tlb_has(1, A, 0x400000)") == 1);
    CHECK(interrupted(events_of(m, "unmap A 0x400000 4K")).empty());
    CHECK(value(m, "tlb_has(1, A, 0x400000)") == 1);
    auto events = events_of(m, "read A.1 0x401000");
    CHECK(count(events, EventKind::tlb_flushed) == 1);
    CHECK(value(m, "tlb_has(1, A, 0x400000)") == 0);
    CHECK(value(m, "tlb_has(1, B, 0x400000)") == 1);  // tagged: another address space's stay
    run(m, "switch B@1");
    events = events_of(m, "read A.1 0x401000");
    CHECK(count(events, EventKind::tlb_flushed) == 0);  // it missed nothing
    CHECK(value(m, "last.tlb_hit") == 1);
}

TEST_CASE("shootdown: an idle core is skipped, and flushes on return") {
    Machine m = two_threads();
    run(m, "idle 1");
    CHECK(fail(m, "idle 1").message == "core 1 runs nothing: it is idle already");
    CHECK(fail(m, "idle 3").message == "core 3 runs nothing: it is idle already");
    CHECK(fail(m, "idle 4").hint == "its cores are 0 to 3");
    CHECK(value(m, "A.cores") == 3);
    CHECK(interrupted(events_of(m, "unmap A 0x400000 4K")).empty());
    CHECK(value(m, "shootdown.skipped") == 1);
    CHECK(value(m, "shootdown.count") == 0);
    const auto events = events_of(m, "read A.1 0x400000");
    CHECK(count(events, EventKind::tlb_flushed) == 1);
    CHECK(value(m, "last.cause == segv_maperr") == 1);
    CHECK(interrupted(events_of(m, "protect A 0x401000 4K r")).empty());  // no page there yet
    run(m, "protect A 0x401000 4K rw");
    run(m, "write A 0x401000");
    CHECK(interrupted(events_of(m, "protect A 0x401000 4K r")) == std::set<unsigned>{1});  // awake again
    CHECK(audit(m) == "");
}

TEST_CASE("shootdown: a broadcast does not make a core clean that missed one before") {
    for (const char* machine : {"machine arm64-4k-48 ram=2M cores=3", "machine x86-64 preset=zen4 ram=2M cores=3"}) {
        INFO(machine);
        Machine m = machine_of(std::string(machine) + "\nswap 64K\nprocess A\nmap A 0x400000 16K rw\ntouch A 0x400000 16K write\nthread A.1 2\nthread A.2 1");
        // Core 2 works for B and takes A's oldest page; itself it does not run A, so it only falls behind.
        for (const char* line : {"touch A.1 0x400000 16K", "process B", "switch B@2", "reclaim B@2 1"}) run(m, line);
        REQUIRE(value(m, "A.swapped") == 1);
        REQUIRE(value(m, "tlb_has(2, A, 0x400000)") == 1);
        run(m, "unmap A 0x403000 4K");  // reaches all TLBs
        CHECK(value(m, "tlb_has(2, A, 0x403000)") == 0);
        CHECK(audit(m) == "");
        run(m, "read A.1@2 0x400000");
        CHECK(value(m, "last.cause == swapped_in") == 1);
        CHECK(value(m, "shootdown.late") == 1);
        CHECK(audit(m) == "");
    }
}

namespace {

// What the rules say, kept apart from the kernel: who is loaded where, who idles, and who missed what.
struct Rules {
    static constexpr unsigned cores = 4;
    std::map<unsigned, char> loaded;
    std::set<unsigned> idle;
    std::map<std::pair<unsigned, char>, bool> behind;  // this core's TLB missed a shootdown of that process

    std::set<unsigned> targets(char process, unsigned from) const {
        std::set<unsigned> told;
        for (const auto& [core, who] : loaded)
            if (who == process && core != from && !idle.count(core)) told.insert(core);
        return told;
    }
    // True when the core has to flush.
    bool enter(unsigned core, char process) {
        loaded[core] = process;
        idle.erase(core);
        const bool flush = behind[{core, process}];
        behind[{core, process}] = false;
        return flush;
    }
    void shoot(char process, unsigned from, const std::set<unsigned>& ran) {
        const auto told = targets(process, from);
        const bool own = loaded.count(from) && loaded.at(from) == process;
        for (const unsigned core : ran)
            if (!told.count(core) && !(own && core == from)) behind[{core, process}] = true;
    }
};

}  // namespace

TEST_CASE("shootdown: over random schedules exactly those are interrupted, and exactly those flush late, that the rules name") {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        base::Rng rng{seed};
        // Every thread is pinned, so that no core is left without work by a move.
        Machine m = machine_of("machine x86-64 ram=4M cores=4");
        Rules rules;
        std::map<char, std::set<unsigned>> ran;
        for (const char p : {'A', 'B'}) {
            const std::string name(1, p);
            run(m, "process " + name);
            run(m, "map " + name + " 0x400000 1M rw");
            for (unsigned core = 0; core < Rules::cores; ++core) {
                const std::string thread = core ? name + "." + std::to_string(core) : name;
                if (core) run(m, "thread " + thread + " " + std::to_string(core));
                run(m, "pin " + thread + "@" + std::to_string(core));
                rules.enter(core, p);
                ran[p].insert(core);
            }
        }
        for (int step = 0; step < 120; ++step) {
            const char p = rng.below(2) ? 'A' : 'B';
            const auto core = static_cast<unsigned>(rng.below(Rules::cores));
            const std::string thread = std::string(1, p) + (core ? "." + std::to_string(core) : "") + "@" + std::to_string(core);
            const std::string page = base::hex(0x400000 + rng.below(16) * 4096);
            if (rng.below(8) == 0 && rules.loaded.count(core) && !rules.idle.count(core)) {
                run(m, "idle " + std::to_string(core));
                rules.idle.insert(core);
                continue;
            }
            const bool drops = rng.below(3) == 0 && value(m, std::string(1, p) + ".resident") > 0;
            const auto events = events_of(m, drops ? "advise " + thread + " 0x400000 64K dontneed" : "write " + thread + " " + page);
            INFO("seed " << seed << " step " << step << " " << thread << (drops ? " drops" : " writes"));
            const bool flush = rules.enter(core, p);
            CHECK(count(events, EventKind::tlb_flushed) == flush);
            if (drops) {
                const auto told = rules.targets(p, core);
                CHECK(interrupted(events) == told);
                rules.shoot(p, core, ran[p]);
            } else {
                CHECK(interrupted(events).empty());
            }
            CHECK(m.last.reach == os::StaleReach::none);
            REQUIRE(audit(m) == "");
        }
        CHECK(value(m, "shootdown.late") > 0);
        CHECK(value(m, "shootdown.count") > 0);
    }
}

// --- how they are told --------------------------------------------------------------------------

namespace {

/// ns that the unmap of one page waits when `threads` others share the address space.
std::uint64_t wait_of(const std::string& machine, unsigned threads, std::uint64_t pages = 1) {
    Machine m = machine_of(machine + " ram=8M cores=16\nprocess A\nmap A 0x400000 1M rw\ntouch A 0x400000 1M write");
    for (unsigned t = 1; t <= threads; ++t) run(m, "thread A." + std::to_string(t) + " " + std::to_string(t));
    run(m, "unmap A 0x400000 " + std::to_string(4 * pages) + "K");
    CHECK(m.kernel.shootdown.shootdowns == (threads > 0 || machine.find("arm64") != std::string::npos));
    return static_cast<std::uint64_t>(value(m, "shootdown.wait_ns"));
}

}  // namespace

TEST_CASE("shootdown: interrupts cost more with each core told, broadcasts do not") {
    const auto ipi = os::costs_of(os::ShootdownMethod::ipi);
    CHECK(wait_of("machine x86-64", 0) == 0);
    for (unsigned threads = 1; threads < 15; ++threads) {
        const std::uint64_t now = wait_of("machine x86-64", threads), next = wait_of("machine x86-64", threads + 1);
        CHECK(next - now == ipi.per_target_ns);
        CHECK(now == ipi.base_ns + threads * ipi.per_target_ns + ipi.handler_ns + ipi.page_ns);
    }
    for (const char* machine : {"machine x86-64 preset=zen4", "machine arm64-4k-48"}) {
        INFO(machine);
        const std::uint64_t one = wait_of(machine, 1);
        CHECK(one > 0);
        CHECK(one < wait_of("machine x86-64", 1));
        for (const unsigned threads : {2u, 7u, 15u}) CHECK(wait_of(machine, threads) == one);
    }
    CHECK(wait_of("machine x86-64", 3, 20) > wait_of("machine x86-64", 3, 2));  // each page is dropped by itself
}

TEST_CASE("shootdown: AMD broadcasts INVLPGB and ARM TLBI: nobody is interrupted, every TLB drops the page, and the asker waits") {
    for (const char* machine : {"machine x86-64 preset=zen4 ram=2M cores=4", "machine arm64-4k-48 preset=cortex-x4 ram=2M cores=4"}) {
        INFO(machine);
        Machine m = two_threads(machine);
        const auto clock = m.hw.cores[1].clock_ns;
        const auto events = events_of(m, "unmap A 0x400000 4K");
        CHECK(count(events, EventKind::ipi_sent) == 0);
        REQUIRE(count(events, EventKind::tlb_broadcast) == 1);
        CHECK(first(events, EventKind::tlb_broadcast) < first(events, EventKind::tlb_shootdown));
        CHECK(first(events, EventKind::tlb_shootdown) < first(events, EventKind::frame_freed));
        CHECK(m.hw.cores[1].clock_ns == clock);
        CHECK(value(m, "tlb_has(1, A, 0x400000)") == 0);
        CHECK(value(m, "shootdown.wait_ns") > 0);
    }
    // The setting overrides what the preset has, and says what the processor lacks.
    Machine m = two_threads();
    run(m, "set shootdown invlpgb");
    CHECK(count(events_of(m, "unmap A 0x400000 4K"), EventKind::tlb_broadcast) == 1);
    run(m, "set shootdown ipi");
    run(m, "write A 0x401000");
    CHECK(interrupted(events_of(m, "unmap A 0x401000 4K")) == std::set<unsigned>{1});
    run(m, "set shootdown auto");
    CHECK(fail(m, "set shootdown tlbi").message == "this processor has no tlbi");
    CHECK(fail(m, "set shootdown maybe").hint.find("broken kernel") != std::string::npos);
    CHECK(fail(m, "set shootdown").column == 14);
    Machine riscv = machine_of("machine sv39 cores=2");
    CHECK(fail(riscv, "set shootdown invlpgb").message == "this processor has no invlpgb");
}

TEST_CASE("shootdown: one unmap is one shootdown, however many pages; above 33 the whole address space is dropped") {
    for (const std::uint64_t pages : {1u, 33u, 34u, 200u}) {
        Machine m = machine_of("machine x86-64 ram=4M cores=3 tlb=1024x8\nprocess B\nmap B 0x400000 4K rw\nwrite B@1 0x400000\n"
                               "process A\nmap A 0x400000 1M rw\ntouch A@0 0x400000 1M write\nthread A.1 1\ntouch A.1 0x400000 1M");
        INFO(pages);
        const auto events = events_of(m, "unmap A 0x400000 " + std::to_string(4 * pages) + "K");
        CHECK(count(events, EventKind::ipi_sent) == 1);
        CHECK(events[first(events, EventKind::ipi_sent)].after == (pages <= os::max_single_flushes ? pages : 0));
        CHECK(value(m, "shootdown.count") == 1);
        CHECK(value(m, "shootdown.pages") == pages);
        CHECK(value(m, "shootdown.full") == (pages > os::max_single_flushes));
        for (const unsigned core : {0u, 1u}) {
            std::uint64_t kept = 0, stale = 0;
            for (std::uint64_t i = 0; i < 256; ++i) {
                const auto has = value(m, "tlb_has(" + std::to_string(core) + ", A, 0x400000 + " + std::to_string(i) + " * 4K)");
                (i < pages ? stale : kept) += static_cast<std::uint64_t>(has);
            }
            CHECK(stale == 0);
            CHECK(kept == (pages <= os::max_single_flushes ? 256 - pages : 0));
        }
        CHECK(value(m, "tlb_has(1, B, 0x400000)") == 1);
        CHECK(audit(m) == "");
    }
}

// --- what else shoots down ----------------------------------------------------------------------

TEST_CASE("shootdown: everything that takes a translation away tells the cores that may hold it") {
    struct Case {
        const char* line;
        bool told;
    };
    for (const auto& [line, told] : {Case{"protect A 0x400000 4K r", true}, Case{"protect A 0x400000 4K none", true}, Case{"fork A B", true},
                                     Case{"advise A 0x400000 4K dontneed", true}, Case{"reclaim A 1", true}, Case{"exec A", true}, Case{"exit A", true},
                                     Case{"map A 0x800000 4K", false}, Case{"unmap A 0x408000 4K", false}, Case{"advise A 0x400000 4K hugepage", false}}) {
        Machine m = two_threads();
        run(m, "swap 64K");
        run(m, "write A.1 0x400000");
        INFO(line);
        CHECK(interrupted(events_of(m, line)) == (told ? std::set<unsigned>{1} : std::set<unsigned>{}));
        CHECK(audit(m) == "");
        if (m.find_process("A") == base::no_process) continue;
        run(m, std::string(line).find("exec") == 0 ? "read A 0x400000" : "read A.1 0x400000");
        CHECK(m.last.reach == os::StaleReach::none);
    }
    // Copy-on-write: the writer's other cores must see the copy.
    Machine m = two_threads();
    for (const char* line : {"fork A B", "read A.1 0x400000"}) run(m, line);
    CHECK(interrupted(events_of(m, "write A 0x400000")) == std::set<unsigned>{1});
    run(m, "read A.1 0x400000");
    CHECK(value(m, "last.pfn == pfn(A, 0x400000)") == 1);
    // The page of zeros, replaced at the first write.
    for (const char* line : {"read A 0x402000", "read A.1 0x402000"}) run(m, line);
    CHECK(interrupted(events_of(m, "write A 0x402000")) == std::set<unsigned>{1});
    run(m, "read A.1 0x402000");
    CHECK(value(m, "last.pfn == pfn(A, 0x402000)") == 1);
    // Allowing more tells nobody: the hardware looks again.
    run(m, "exit B");
    CHECK(interrupted(events_of(m, "write A 0x400000")).empty());
    CHECK(audit(m) == "");
}

TEST_CASE("shootdown: reclaim takes a page from a process that runs elsewhere, and its cores are told") {
    Machine m = two_threads();
    for (const char* line : {"swap 64K", "process B", "map B 0x400000 4K rw", "write B@3 0x400000"}) run(m, line);
    const auto events = events_of(m, "reclaim B@3 1");
    CHECK(events[first(events, EventKind::page_reclaimed)].process == m.find_process("A"));
    CHECK(interrupted(events) == std::set<unsigned>{0, 1});
    run(m, "read A.1 0x400000");
    CHECK(value(m, "last.cause == swapped_in") == 1);
    CHECK(audit(m) == "");
}

TEST_CASE("flush and invlpg act on one core") {
    Machine m = machine_of("machine x86-64 ram=2M cores=3\nprocess A\nmap A 0x400000 8K rw\ntouch A 0x400000 8K write");
    for (const char* line : {"thread A.1 1", "touch A.1 0x400000 8K", "thread A.2 2", "touch A.2 0x400000 8K"}) run(m, line);
    const auto has = [&](unsigned core, const char* va) { return value(m, "tlb_has(" + std::to_string(core) + ", A, " + va + ")") == 1; };
    run(m, "invlpg A.1 0x400000");
    CHECK(has(0, "0x400000"));
    CHECK_FALSE(has(1, "0x400000"));
    CHECK(has(1, "0x401000"));
    CHECK(has(2, "0x400000"));
    run(m, "flush A@2");
    CHECK_FALSE(has(2, "0x400000"));
    CHECK_FALSE(has(2, "0x401000"));
    CHECK(has(1, "0x401000"));
    run(m, "switch A@0");
    run(m, "flush");
    CHECK_FALSE(has(0, "0x401000"));
    CHECK(has(1, "0x401000"));
}
