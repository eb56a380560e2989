// Files, fork, swap, large pages, reclaim: one behaviour of Linux a test.
#include "core/os/kernel.h"

#include <algorithm>
#include <array>

#include "core/base/rng.h"
#include "core/os/swap.h"
#include "core/sim/replay.h"
#include "tests/core/audit.h"
#include "tests/core/formats.h"
#include "tests/core/support.h"

using os::FaultOutcome;
using sim::Machine;
using test::audit;
using test::fail;
using test::machine_of;
using test::run;
using test::value;

namespace {

FaultOutcome cause(const Machine& machine) { return machine.last.fault_outcome; }

// Runs lines and audits after each.
void run_all(Machine& m, std::initializer_list<const char*> lines) {
    for (const char* line : lines) {
        run(m, line);
        INFO(line);
        REQUIRE(audit(m) == "");
    }
}

}  // namespace

// --- files --------------------------------------------------------------------------------------

TEST_CASE("files: a page that is not cached is a major fault, a cached one a minor fault") {
    Machine m = machine_of("process A\nfile data 64K\nmap A 0x400000 64K r file=data");
    run(m, "read A 0x400000");
    CHECK(cause(m) == FaultOutcome::file_page_read);
    CHECK(value(m, "A.major") == 1);
    CHECK(value(m, "A.minor") == 0);
    CHECK(value(m, "cache.pages") == 1);
    CHECK(value(m, "disk.reads") == 1);
    CHECK(m.last.ns >= m.hw.costs.major_ns);
    CHECK(audit(m) == "");
    run(m, "unmap A 0x400000 64K");
    CHECK(value(m, "cache.pages") == 1);  // the cache keeps it
    run(m, "map A 0x400000 64K r file=data");
    run(m, "read A 0x400000");
    CHECK(cause(m) == FaultOutcome::file_page_mapped);
    CHECK(value(m, "A.minor") == 1);
    CHECK(value(m, "disk.reads") == 1);
    CHECK(audit(m) == "");
}

TEST_CASE("files: a read fault maps the cached pages of its 64 KiB, inside the area and the file") {
    Machine m = machine_of("process A\nfile data 256K\ncache data\nmap A 0x400000 256K r file=data\ntouch A 0x400000 256K");
    CHECK(value(m, "A.minor") == 4);  // 64 pages, 16 a fault
    CHECK(value(m, "A.resident_file") == 64);
    CHECK(audit(m) == "");
    // The window is cut by addresses: an area that begins in its middle gets the upper half.
    Machine half = machine_of("process A\nfile data 256K\ncache data\nmap A 0x408000 64K r file=data\nread A 0x408000");
    CHECK(value(half, "A.resident_file") == 8);
    // The last window ends with the file.
    Machine end = machine_of("process A\nfile data 18K\ncache data\nmap A 0x400000 64K r file=data\nread A 0x400000");
    CHECK(value(end, "A.resident_file") == 5);
    CHECK(audit(end) == "");
}

TEST_CASE("files: a write to a private mapping copies the page; the file and the cache keep theirs") {
    Machine m = machine_of("process A\nfile data 64K\ncache data\nmap A 0x400000 64K rw file=data\nread A 0x400000");
    const auto cached = value(m, "pfn(A, 0x400000)");
    run(m, "write A 0x400000");
    CHECK(cause(m) == FaultOutcome::file_page_copied);
    CHECK(value(m, "A.minor") == 2);
    CHECK(value(m, "pfn(A, 0x400000)") != cached);
    const base::PhysAddr copy = m.last.pa, original{static_cast<std::uint64_t>(cached) << 12};
    CHECK(m.hw.ram.read(copy, 8) == m.hw.ram.read(original, 8));  // with the file's content
    CHECK(m.hw.ram.read(copy, 8) != 0);
    CHECK(audit(m) == "");
    run(m, "write A 0x408000");  // mapped by the fault around the first: copied too
    CHECK(cause(m) == FaultOutcome::file_page_copied);
}

TEST_CASE("files: a private write to a page that nothing has cached reads it and copies it in one major fault") {
    Machine m = machine_of("process A\nfile data 64K\nmap A 0x400000 64K rw file=data\nwrite A 0x400000");
    CHECK(m.last.faults == 1);
    CHECK(cause(m) == FaultOutcome::file_page_copied);
    CHECK(value(m, "A.major") == 1);
    CHECK(value(m, "cache.pages") == 1);
    CHECK(value(m, "A.resident") == 1);
    CHECK(audit(m) == "");
}

TEST_CASE("files: a shared page is dirtied once, written back, and dirtied again after that") {
    Machine m = machine_of("process A\nfile data 64K\ncache data\nmap A 0x400000 64K rw shared file=data\nread A 0x400000");
    run(m, "write A 0x400000");
    CHECK(cause(m) == FaultOutcome::file_page_dirtied);
    run(m, "write A 0x400000");
    CHECK(m.last.faults == 0);
    run(m, "sync");
    CHECK(value(m, "disk.writes") == 1);
    CHECK(audit(m) == "");
    run(m, "sync");
    CHECK(value(m, "disk.writes") == 1);  // clean now
    run(m, "write A 0x400000");
    CHECK(cause(m) == FaultOutcome::file_page_dirtied);
    // A write as the first touch is one fault, and maps no neighbours.
    Machine w = machine_of("process A\nfile data 64K\ncache data\nmap A 0x400000 64K rw shared file=data\ntouch A 0x400000 64K write");
    CHECK(value(w, "A.minor") == 16);
    CHECK(audit(w) == "");
}

TEST_CASE("files: what one process writes to a shared page is what the other reads, and what the disk gets") {
    Machine m = machine_of("process A\nfile data 4K\nmap A 0x400000 4K rw shared file=data\nprocess B\nmap B 0x900000 4K r shared file=data\n"
                           "write A 0x400000\nread B 0x900000");
    CHECK(value(m, "pfn(A, 0x400000) == pfn(B, 0x900000)") == 1);
    run(m, "poke pfn(A, 0x400000) * 4K 0x1234");
    run(m, "bit A 0x400000 pt dirty on");
    run(m, "unmap A 0x400000 4K");
    run(m, "reclaim 1");
    CHECK(value(m, "cache.pages") == 0);
    CHECK(value(m, "disk.writes") == 1);
    run(m, "read B 0x900000");
    CHECK(cause(m) == FaultOutcome::file_page_read);
    CHECK(m.hw.ram.read(m.last.pa, 8) == 0x1234);
    CHECK(audit(m) == "");
}

TEST_CASE("files: behind the end of the file is a bus error") {
    Machine m = machine_of("process A\nfile data 5K\nmap A 0x400000 16K r file=data\nread A 0x401fff");
    CHECK(m.last.outcome == hw::Outcome::ok);  // the rest of the last page is zeros
    CHECK(m.hw.ram.read({m.last.pa.value - 7}, 8) == 0);
    run(m, "read A 0x402000");
    CHECK(cause(m) == FaultOutcome::bus_adrerr);
    CHECK(audit(m) == "");
    run(m, "read A 1 << 47");
    CHECK(cause(m) == FaultOutcome::segv_kernel);
}

// --- stack --------------------------------------------------------------------------------------

TEST_CASE("stack: it grows down to a touch, to its limit, and not into the guard gap") {
    Machine m = machine_of("process A\nmap A 0x7ff000000000 16K rw stack limit=64K");
    run(m, "write A 0x7fefffffe000");
    CHECK(m.last.outcome == hw::Outcome::ok);
    CHECK(value(m, "A.mapped") == 24 * 1024);
    run(m, "write A 0x7feffffef000");
    CHECK(cause(m) == FaultOutcome::segv_maperr);  // more than 64 KiB
    CHECK(audit(m) == "");
    Machine g = machine_of("process A\nmap A 0x7fefffe00000 4K rw\nmap A 0x7ff000000000 16K rw stack");
    run(g, "write A 0x7feffff01000");
    CHECK(g.last.outcome == hw::Outcome::ok);  // 256 pages are between
    run(g, "write A 0x7feffff00000");
    CHECK(cause(g) == FaultOutcome::segv_maperr);
    // A mapping that nobody may touch is a guard by itself.
    Machine n = machine_of("process A\nmap A 0x7fefffe00000 4K none\nmap A 0x7ff000000000 16K rw stack\nwrite A 0x7fefffe01000");
    CHECK(n.last.outcome == hw::Outcome::ok);
}

// --- fork ---------------------------------------------------------------------------------------

TEST_CASE("fork: the child shares the pages; a write copies one; the last owner writes without a copy") {
    Machine m = machine_of("process A\nmap A 0x400000 32K rw\ntouch A 0x400000 32K write");
    const auto minor = value(m, "A.minor");
    run(m, "fork A B");
    CHECK(audit(m) == "");
    CHECK(value(m, "B.resident") == 8);
    CHECK(value(m, "frames.used") == 8 + 4 + 4);  // the pages, and two sets of tables
    run(m, "read B 0x400000");
    CHECK(m.last.faults == 0);  // the child has the entries already
    run(m, "write B 0x400000");
    CHECK(cause(m) == FaultOutcome::page_copied);
    CHECK(value(m, "pfn(A, 0x400000) != pfn(B, 0x400000)") == 1);
    CHECK(audit(m) == "");
    run(m, "write A 0x400000");  // alone with it now
    CHECK(cause(m) == FaultOutcome::page_reused);
    run(m, "write A 0x401000");
    CHECK(cause(m) == FaultOutcome::page_copied);
    run(m, "exit B");
    CHECK(audit(m) == "");
    CHECK(value(m, "frames.used") == 8 + 4);
    run(m, "write A 0x402000");
    CHECK(cause(m) == FaultOutcome::page_reused);
    run(m, "write A 0x402000");
    CHECK(m.last.faults == 0);
    CHECK(value(m, "A.minor") == minor + 3);
    CHECK(audit(m) == "");
}

TEST_CASE("fork: entries are copied only where an area holds pages of the process's own") {
    Machine m = machine_of("process A\nfile data 64K\ncache data\nmap A 0x400000 64K r file=data\nread A 0x400000\n"
                           "map A 0x500000 16K rw\nread A 0x500000\nmap A 0x600000 64K rw file=data\nread A 0x600000\nwrite A 0x600000");
    run(m, "fork A B");
    CHECK(audit(m) == "");
    run(m, "read B 0x400000");
    CHECK(m.last.faults == 1);  // can be had from the cache again
    run(m, "read B 0x500000");
    CHECK(m.last.faults == 1);  // only zeros so far
    run(m, "read B 0x601000");
    CHECK(m.last.faults == 0);  // the area has a page of its own: all of it was copied
    CHECK(audit(m) == "");
}

TEST_CASE("fork: without room for the child's tables nothing happens") {
    Machine m = machine_of("machine x86-64 ram=64K\nprocess A\nmap A 0x400000 40K rw now");
    CHECK(value(m, "frames.free") == 1);
    fail(m, "fork A B");
    CHECK(fail(m, "fork A A").message == "process A exists already");
    CHECK(fail(m, "fork").message.find("not a name") != std::string::npos);
    run(m, "unmap A 0x400000 16K");
    run(m, "fork B");  // the parent is the current process
    CHECK(value(m, "B.resident") == 6);
    CHECK(audit(m) == "");
}

TEST_CASE("exec and exit: everything is free, and the name is, too") {
    Machine m = machine_of("process A");
    const auto free = value(m, "frames.free");
    run_all(m, {"map A 0x400000 64K rw now", "write A 0x400000", "exec A"});
    CHECK(value(m, "frames.free") == free);
    CHECK(value(m, "A.areas") == 0);
    run(m, "read A 0x400000");
    CHECK(cause(m) == FaultOutcome::segv_maperr);  // no TLB entry survived
    run_all(m, {"map A 0x400000 64K rw now", "exit A"});
    CHECK(value(m, "frames.free") == free + 1);
    CHECK(fail(m, "read A 0x400000").message.find("no process is left") != std::string::npos);
    run_all(m, {"process A", "map A 0x400000 4K rw", "write A 0x400000", "process B", "exit A"});
    CHECK(fail(m, "switch A").message.find("no process is called") != std::string::npos);
}

// --- swap ---------------------------------------------------------------------------------------

TEST_CASE("swap: a page goes out, comes back with its content, and can leave again without a write") {
    Machine m = machine_of("set policy fifo\nprocess A\nswap 1M\nmap A 0x400000 8K rw\nwrite A 0x400000");
    run(m, "poke pfn(A, 0x400000) * 4K 0xabcd");
    run(m, "reclaim 1");
    CHECK(audit(m) == "");
    CHECK(value(m, "swap.used") == 1);
    CHECK(value(m, "A.swapped") == 1);
    CHECK(value(m, "A.resident") == 0);
    CHECK(value(m, "disk.writes") == 1);
    CHECK(os::slot_of(m.hw.format, static_cast<std::uint64_t>(value(m, "entry(0x400000, pt)"))) == 1);
    run(m, "read A 0x400000");
    CHECK(cause(m) == FaultOutcome::swapped_in);
    CHECK(value(m, "A.major") == 1);
    CHECK(m.hw.ram.read(m.last.pa, 8) == 0xabcd);
    CHECK(value(m, "swap.used") == 1);  // the slot stays a copy
    CHECK(audit(m) == "");
    run(m, "reclaim 1");
    CHECK(value(m, "disk.writes") == 1);  // clean: no write
    run(m, "write A 0x400000");
    run(m, "reclaim 1");
    CHECK(value(m, "disk.writes") == 2);  // it was written
    CHECK(audit(m) == "");
    run(m, "unmap A 0x400000 8K");
    CHECK(value(m, "swap.used") == 0);
    CHECK(audit(m) == "");
}

TEST_CASE("swap: a shared page has one slot; the first to fault reads it, the second finds it in the swap cache") {
    Machine m = machine_of("process A\nswap 1M\nmap A 0x400000 4K rw\nwrite A 0x400000\nfork A B\nreclaim 1");
    CHECK(audit(m) == "");
    CHECK(value(m, "swap.used") == 1);
    CHECK(m.kernel.swap.slot(1).entries == 2);
    run(m, "read A 0x400000");
    CHECK(cause(m) == FaultOutcome::swapped_in);
    CHECK(audit(m) == "");
    run(m, "write A 0x400000");  // B's entry still names the slot: a copy
    CHECK(cause(m) == FaultOutcome::page_copied);
    CHECK(audit(m) == "");
    run(m, "read B 0x400000");
    CHECK(cause(m) == FaultOutcome::swap_cache_mapped);
    CHECK(value(m, "B.minor") == 1);
    CHECK(value(m, "B.major") == 0);
    CHECK(audit(m) == "");
    run_all(m, {"reclaim 2", "fork A C", "write C 0x400000", "exit A", "exit B", "exit C"});
    CHECK(value(m, "swap.used") == 0);
}

TEST_CASE("swap: swapoff brings everything back, or says that RAM cannot hold it") {
    Machine m = machine_of("machine x86-64 ram=64K\nprocess A\nswap 64K\nmap A 0x400000 64K rw\ntouch A 0x400000 64K write");
    CHECK(value(m, "A.swapped") == 5);
    CHECK(audit(m) == "");
    CHECK(fail(m, "swapoff").message.find("RAM cannot hold what is in swap") != std::string::npos);
    run_all(m, {"unmap A 0x400000 24K", "swapoff"});
    CHECK(value(m, "A.swapped") == 0);
    CHECK(value(m, "swap.slots") == 0);
    CHECK(fail(m, "swapoff").message == "there is no swap");
}

TEST_CASE("swap: formats without a spare bit say so, others name as many slots as they can") {
    Machine m = machine_of("machine va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0\nprocess A");
    CHECK(fail(m, "swap 1K").message.find("no bit left") != std::string::npos);
    Machine c = machine_of("machine classroom\nprocess A");
    CHECK(os::most_slots(c.hw.format) == 63);
    run_all(c, {"swap 256", "map A 0 256 rw", "touch A 0 256 write", "touch A 0 256"});
    CHECK(value(c, "A.resident + A.swapped") == 16);
    CHECK(fail(c, "swap 256").message == "there is swap already");
    for (const hw::PagingFormat& f : test::all_formats(25, 31))
        for (std::uint64_t slot : {std::uint64_t{1}, std::uint64_t{2}, os::most_slots(f) / 2, os::most_slots(f)}) {
            if (slot == 0) continue;
            INFO(f.name << " " << slot);
            const std::uint64_t word = os::swap_word(f, slot);
            CHECK(word != 0);
            CHECK_FALSE(hw::decode(f, 1, word).present);
            CHECK(os::slot_of(f, word) == slot);
        }
}

// --- reclaim ------------------------------------------------------------------------------------

TEST_CASE("reclaim: the same string of pages gives the same misses as the replay of the policy") {
    // No TLB, so that the hardware sets A on every access, as replay assumes.
    for (const os::PolicyRow& row : os::policies()) {
        // lfu remembers counts of pages that left, a kernel that knows frames cannot; wsclock looks at the time.
        if (row.sees == os::Sees::future || row.name == "wsclock" || row.name == "lfu") continue;
        const std::string name(row.name);
        INFO(name);
        Machine m = machine_of("machine x86-64 ram=128K tlb=off\nprocess A\nmap A 0x400000 128K rw\nswap 256K\ngroup G limit=28K A\nset policy " + name);
        base::Rng rng{11};
        std::vector<std::uint64_t> pages;
        for (int i = 0; i < 400; ++i) pages.push_back(rng.below(rng.below(2) ? 6 : 14));
        for (const std::uint64_t page : pages) run(m, "write A 0x400000 + " + std::to_string(page) + " * 4K");
        CHECK(audit(m) == "");
        CHECK(value(m, "A.resident") == 7);
        const auto misses = sim::misses_by_frames(name, pages, 7);
        REQUIRE(misses);
        CHECK(value(m, "A.minor + A.major") == misses->at(6));
    }
}

TEST_CASE("reclaim: a clean page costs no write, a dirty one does, and the process waits for what it reads") {
    Machine m = machine_of("machine x86-64 ram=64K\nset policy fifo\nprocess A\nfile data 64K\nmap A 0x400000 64K r file=data\ntouch A 0x400000 64K");
    CHECK(value(m, "disk.writes") == 0);
    CHECK(value(m, "reclaim.frames") > 0);
    CHECK(audit(m) == "");
    CHECK(m.count(base::EventKind::page_reclaimed) == value(m, "reclaim.frames"));
}

TEST_CASE("reclaim: below the low watermark the kernel takes back up to the high one") {
    Machine m = machine_of("process A\nswap 1M\nmap A 0x400000 512K rw\ntouch A 0x400000 256K write");
    const auto free = static_cast<std::uint64_t>(value(m, "frames.free"));
    run(m, "set watermarks " + std::to_string(free - 20) + " " + std::to_string(free - 10) + " " + std::to_string(free - 5));
    run(m, "touch A 0x440000 40K write");
    CHECK(value(m, "reclaim.frames") == 0);
    run(m, "touch A 0x44a000 8K write");
    CHECK(value(m, "reclaim.frames") > 0);
    CHECK(value(m, "frames.free") >= free - 10);
    CHECK(audit(m) == "");
}

TEST_CASE("reclaim: a group gives up its own pages at its limit, others keep theirs") {
    Machine m = machine_of("process A\nprocess B\nswap 1M\nmap A 0x400000 64K rw\nmap B 0x400000 64K rw\ngroup G limit=16K A");
    run(m, "touch B 0x400000 64K write");
    run(m, "touch A 0x400000 64K write");
    CHECK(value(m, "A.resident") == 4);
    CHECK(value(m, "A.swapped") == 12);
    CHECK(value(m, "B.resident") == 16);
    CHECK(audit(m) == "");
}

TEST_CASE("reclaim: local takes from the process that faults, global from whoever the policy says") {
    for (const bool local : {false, true}) {
        Machine m = machine_of("machine x86-64 ram=128K\nset policy fifo\nprocess A\nprocess B\nswap 1M\nmap A 0x400000 64K rw\nmap B 0x400000 64K rw");
        if (local) run(m, "set reclaim local");
        run(m, "touch A 0x400000 32K write");
        run(m, "touch B 0x400000 64K write");
        CHECK(value(m, "B.swapped > 0") == (local ? 1 : 0));
        CHECK(value(m, "A.swapped > 0") == (local ? 0 : 1));
        CHECK(audit(m) == "");
    }
}

TEST_CASE("out of memory: the process that holds most is killed, and why is told") {
    Machine m = machine_of("machine x86-64 ram=128K\nprocess A\nprocess B\nmap A 0x400000 128K rw\nmap B 0x400000 128K rw\ntouch A 0x400000 60K write");
    sim::NullObserver nobody;
    test::EventList events;
    for (int i = 0; i < 12; ++i) REQUIRE(script::execute(m, "write B 0x400000 + " + std::to_string(i) + " * 4K", events));
    CHECK(value(m, "reclaim.kills") == 1);
    const auto kill = std::find_if(events.events.begin(), events.events.end(),
                                   [](const base::Event& e) { return e.kind == base::EventKind::out_of_memory_kill; });
    REQUIRE(kill != events.events.end());
    CHECK(m.kernel.processes[kill->process].name == "A");
    CHECK(kill->after == 15);
    CHECK(kill->detail == static_cast<std::uint32_t>(os::Shortage::no_free_frame));
    CHECK(value(m, "B.resident") == 12);
    CHECK(m.last.outcome == hw::Outcome::ok);
    CHECK(audit(m) == "");
}

// --- large pages --------------------------------------------------------------------------------

TEST_CASE("huge pages: advice, one fault, one entry; a part that goes splits the rest") {
    Machine m = machine_of("machine x86-64 ram=64M\nprocess A\nmap A 0x40000000 4M rw\nadvise A 0x40000000 4M hugepage");
    run(m, "write A 0x40012345");
    CHECK(cause(m) == FaultOutcome::large_page_mapped);
    CHECK(value(m, "A.huge") == 1);
    CHECK(value(m, "A.resident") == 512);
    CHECK(value(m, "A.tables") == 3);
    CHECK(value(m, "last.level") == 2);
    CHECK(audit(m) == "");
    run(m, "touch A 0x40000000 2M write");
    CHECK(value(m, "A.minor") == 1);
    run(m, "unmap A 0x40000000 4K");
    CHECK(value(m, "A.huge") == 0);
    CHECK(value(m, "A.resident") == 511);
    CHECK(value(m, "A.tables") == 4);
    CHECK(audit(m) == "");
    run(m, "write A 0x40001000");
    CHECK(m.last.faults == 0);
    run(m, "read A 0x40200000");
    CHECK(cause(m) == FaultOutcome::large_zero_mapped);
    CHECK(audit(m) == "");
    run(m, "write A 0x40200000");
    CHECK(cause(m) == FaultOutcome::zero_page_replaced);
    CHECK(value(m, "A.huge") == 1);
    run_all(m, {"protect A 0x40200000 1M r", "read A 0x40200000", "write A 0x40300000", "advise A 0x40300000 1M dontneed", "unmap A 0x40001000 4092K"});
    CHECK(value(m, "A.tables") == 1);
}

TEST_CASE("huge pages: fork shares them, a write splits the writer's and copies one small page") {
    Machine m = machine_of("machine x86-64 ram=64M\nprocess A\nmap A 0x40000000 2M rw huge\nwrite A 0x40000000\nfork A B");
    CHECK(audit(m) == "");
    CHECK(value(m, "B.huge") == 1);
    run(m, "write B 0x40005000");
    CHECK(cause(m) == FaultOutcome::page_copied);
    CHECK(value(m, "B.huge") == 0);
    CHECK(value(m, "A.huge") == 1);
    CHECK(audit(m) == "");
    run_all(m, {"exit B", "write A 0x40000000", "write A 0x40005000", "exit A"});
}

TEST_CASE("huge pages: reclaim takes a whole one, and it comes back in small pages") {
    Machine m = machine_of("machine x86-64 ram=64M\nprocess A\nswap 16M\nmap A 0x40000000 2M rw huge\nwrite A 0x40000000\nreclaim 1");
    CHECK(value(m, "A.swapped") == 512);
    CHECK(value(m, "disk.writes") == 1);
    CHECK(audit(m) == "");
    run(m, "read A 0x40003000");
    CHECK(cause(m) == FaultOutcome::swapped_in);
    CHECK(value(m, "A.resident") == 1);
    CHECK(audit(m) == "");
    Machine s = machine_of("machine x86-64 ram=64M\nprocess A\nswap 64K\nmap A 0x40000000 2M rw huge\nwrite A 0x40000000\nreclaim 1");
    CHECK(value(s, "A.swapped") == 1);  // no room for all of it: split, one small page leaves
    CHECK(audit(s) == "");
}

TEST_CASE("advise: dontneed drops pages, the next touch finds zeros or the file; populate counts its faults") {
    Machine m = machine_of("process A\nmap A 0x400000 64K rw\nadvise A 0x400000 64K populate");
    CHECK(value(m, "A.minor") == 16);
    run(m, "touch A 0x400000 64K write");
    CHECK(value(m, "A.minor") == 16);
    run(m, "poke pfn(A, 0x400000) * 4K 0xabcd");
    run(m, "advise A 0x400000 32K dontneed");
    CHECK(value(m, "A.resident") == 8);
    CHECK(audit(m) == "");
    run(m, "write A 0x400000");
    CHECK(cause(m) == FaultOutcome::frame_mapped);
    CHECK(m.hw.ram.read(m.last.pa, 8) == 0);
    CHECK(fail(m, "advise A 0x400000 128K dontneed").message == "a part of this range is not mapped");
    CHECK(fail(m, "advise A 0x400000 4K hugpage").hint.find("hugepage") != std::string::npos);
}

// --- whatever happens ---------------------------------------------------------------------------

namespace {

std::string random_line(base::Rng& rng, std::uint64_t page, std::uint64_t pages) {
    const std::string who = std::array{"A ", "B ", "C "}[rng.below(3)];
    const std::uint64_t at = rng.below(pages);
    const std::string address = base::hex(at * page), size = std::to_string((1 + rng.below(12)) * page), range = who + address + " " + size;
    const std::string perms = std::array{" r", " rw", " rw", " rwx", " none"}[rng.below(5)];
    switch (rng.below(22)) {
        case 0: return "process " + who;
        case 1: return "fork " + who + std::array{"A", "B", "C"}[rng.below(3)];
        case 2: return rng.below(3) ? "reclaim " + std::to_string(1 + rng.below(6)) : "exit " + who;
        case 3: return "map " + range + perms;
        case 4: return "map " + range + perms + " now";
        case 5: return "map " + range + perms + " file=data" + (rng.below(2) ? " shared" : "");
        case 6: return "unmap " + range;
        case 7: return "protect " + range + perms;
        case 8: return "advise " + range + " " + std::array{"dontneed", "populate", "hugepage", "nohugepage"}[rng.below(4)];
        case 9: return rng.below(4) ? "swap " + std::to_string(12 * page) : "swapoff";
        case 10: return rng.below(3) ? "sync" : "dropcaches";
        case 11: return rng.below(4) ? "reclaim 2" : "exec " + who;
        case 12: return std::string("set policy ") + std::array{"fifo", "lru", "clock", "two-list", "random", "wsclock", "nru"}[rng.below(7)];
        case 13: return rng.below(2) ? "group G limit=" + std::to_string(rng.below(8) * page) + " " + who : std::string("set reclaim ") + (rng.below(2) ? "local" : "global");
        default: return std::array{"read ", "write ", "write ", "fetch "}[rng.below(4)] + who + base::hex(at * page + rng.below(page));
    }
}

}  // namespace

TEST_CASE("memory: random commands keep every book straight, and a history replayed gives an equal machine") {
    std::uint64_t seed = 900;
    std::uint64_t kills = 0, outs = 0;
    for (const hw::PagingFormat& f : test::all_formats(12, 77)) {
        base::Rng rng{++seed};
        const std::uint64_t page = f.page_bytes();
        std::uint64_t tables = 0;
        for (unsigned level = 1; level <= f.level_count; ++level) tables += f.table_frames(level);
        sim::MachineConfig config{.format = f, .preset = hw::presets()[0]};
        config.ram_bytes = std::min(std::uint64_t{1} << f.phys_bits, (3 * tables + 20) * page);
        auto made = sim::make_machine(config);
        if (!made) continue;
        Machine m = *made;
        const Machine start = m;
        std::vector<std::string> history;
        sim::NullObserver nobody;
        const auto pages = static_cast<std::uint64_t>(std::min<base::u128>(f.user_end() / page, 64));
        static_cast<void>(script::execute(m, "file data " + std::to_string(9 * page), nobody));
        history.push_back("file data " + std::to_string(9 * page));
        for (int i = 0; i < 300; ++i) {
            const std::string line = random_line(rng, page, pages);
            const Machine before = m;
            const auto result = script::execute(m, line, nobody);
            INFO(f.name << " step " << i << ": " << line << (result ? "" : " -> " + base::to_text(result.error())));
            if (!result) REQUIRE(m == before);
            else history.push_back(line);
            REQUIRE(audit(m) == "");
        }
        kills += m.kernel.reclaim.kills;
        outs += m.kernel.reclaim.reclaimed;
        Machine again = start;
        for (const std::string& line : history) REQUIRE(script::execute(again, line, nobody));
        CHECK(again == m);
    }
    CHECK(kills > 0);  // else the RAM was too large to try anything
    CHECK(outs > 100);
}

TEST_CASE("memory: random commands over large pages keep the books straight") {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        base::Rng rng{seed};
        Machine m = machine_of("machine x86-64 ram=16M\nprocess A\nswap 4M");
        sim::NullObserver nobody;
        const std::uint64_t small = 4096, large = 2 << 20;
        for (int i = 0; i < 60; ++i) {
            const std::string who = std::array{"A ", "B "}[rng.below(2)];
            const std::uint64_t at = 0x40000000 + rng.below(3) * large + (rng.below(2) ? rng.below(512) * small : 0);
            const std::string range = who + base::hex(at) + " " + std::to_string(rng.below(2) ? large : (1 + rng.below(700)) * small);
            std::string line;
            switch (rng.below(10)) {
                case 0: line = "fork A B"; break;
                case 1: line = "map " + who + base::hex(0x40000000) + " 6M rw huge"; break;
                case 2: line = "unmap " + range; break;
                case 3: line = "protect " + range + (rng.below(2) ? " r" : " rw"); break;
                case 4: line = "advise " + range + (rng.below(2) ? " dontneed" : " hugepage"); break;
                case 5: line = rng.below(3) ? "reclaim 3" : "exit B"; break;
                default: line = std::array{"read ", "write ", "write "}[rng.below(3)] + who + base::hex(at);
            }
            const Machine before = m;
            const auto result = script::execute(m, line, nobody);
            INFO("seed " << seed << " step " << i << ": " << line);
            if (!result) REQUIRE(m == before);
            REQUIRE(audit(m) == "");
        }
    }
}

TEST_CASE("clearrefs: the accessed bits are cleared, and come back with the next access") {
    sim::Machine m = machine_of("machine x86-64\nprocess A\nmap 0x400000 16K rw now\ntouch 0x400000 16K write");
    CHECK(value(m, "flag(entry(0x401000, pt), accessed)") == 1);
    run(m, "clearrefs");
    for (const char* page : {"0x400000", "0x401000", "0x402000", "0x403000"}) {
        CHECK(value(m, std::string("flag(entry(") + page + ", pt), accessed)") == 0);
        CHECK(value(m, std::string("flag(entry(") + page + ", pt), dirty)") == 1);
    }
    CHECK(test::audit(m) == "");
    run(m, "read 0x401000");  // no TLB entry hides the access
    CHECK(m.last.reads == 4);
    CHECK(m.last.faults == 0);
    CHECK(value(m, "flag(entry(0x401000, pt), accessed)") == 1);
    CHECK(value(m, "flag(entry(0x402000, pt), accessed)") == 0);
    test::fail(m, "clearrefs B");
    test::fail(m, "clearrefs A 3");
    // A page in swap is left alone.
    sim::Machine hotel = machine_of("machine hotel\nprocess guests\nswap 500\nmap 0 500 rw\ntouch 0 120");
    const base::u128 word = value(hotel, "entry(reclaim.page, pt)");
    run(hotel, "clearrefs");
    CHECK(value(hotel, "entry(reclaim.page, pt)") == word);
    CHECK(value(hotel, "guests.swapped") == 20);
    CHECK(test::audit(hotel) == "");
}
