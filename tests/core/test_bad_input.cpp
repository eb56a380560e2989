// Input that asks for too much, or for what cannot be: a clear error with its place, the machine as it was,
// and bounded memory.
#include <fstream>
#include <string>

#include "core/sim/tlb_trace.h"
#include "tests/core/audit.h"
#include "tests/core/formats.h"
#include "tests/core/support.h"

using os::FaultOutcome;
using sim::Machine;
using test::fail;
using test::machine_of;
using test::run;
using test::value;

namespace {

// Bytes of memory that the test program holds.
std::uint64_t held_bytes() {
    std::ifstream statm("/proc/self/statm");
    std::uint64_t size = 0, resident = 0;
    statm >> size >> resident;
    return resident * 4096;
}

// The line fails at the column, with these words and a hint, and takes no memory to speak of.
void refused(Machine& m, const std::string& line, int column, const std::string& words) {
    const std::uint64_t before = held_bytes();
    const base::Error error = fail(m, line);
    INFO("line: " << line << " -> " << base::to_text(error));
    CHECK(error.message.find(words) != std::string::npos);
    CHECK(error.column == column);
    CHECK_FALSE(error.hint.empty());
    CHECK(held_bytes() < before + (std::uint64_t{64} << 20));
}

}  // namespace

TEST_CASE("bad input: TLBs of no ways, of a million, of more entries than can be", "[bad-input]") {
    Machine m = machine_of("process A\nmap 0x400000 4K rw now");
    refused(m, "machine x86-64 tlb=64x0", 20, "ways of a TLB must divide");
    refused(m, "set tlb 64x0", 9, "ways of a TLB must divide");
    refused(m, "set tlb 64x3", 9, "divide");
    refused(m, "set tlb 1000000x1000000", 9, "entries");
    refused(m, "set tlb 99999999999999999999x1", 9, "entries");
    refused(m, "set tlb 4x4+1000000x1000000", 9, "entries");
    refused(m, "set tlb 64x", 9, "does not describe a TLB");
    for (const auto& [entries, ways] : {std::pair<std::uint64_t, std::uint64_t>{64, 0}, {0, 1}, {64, 1'000'000}, {~std::uint64_t{0}, 1}, {1 << 25, 1}}) {
        const auto made = sim::TlbTrace::make({entries, ways});
        REQUIRE_FALSE(made);
        CHECK_FALSE(made.error().message.empty());
    }
    // Many ways that do fit work.
    run(m, "set tlb 1024x1024");
    run(m, "read 0x400000");
    run(m, "read 0x400000");
    CHECK(m.last.tlb_hit);
}

TEST_CASE("bad input: RAM of one frame, and the least that each format can do with", "[bad-input]") {
    for (const hw::PagingFormat& f : test::all_formats(20, 90)) {
        INFO(f.name);
        for (const std::uint64_t frames : {0, 1}) {
            const base::Status status = sim::check_ram(f, frames * f.page_bytes());
            REQUIRE_FALSE(status.ok());
            // The hint's size is enough.
            const std::string hint = status.error().hint;
            REQUIRE(hint.rfind("give at least ", 0) == 0);
            const auto least = base::parse_number(hint.substr(14, hint.find(' ', 14) - 14) + hint.substr(hint.find(' ', 14) + 1, 1));
            if (!least || hint.find('.') != std::string::npos) continue;  // "3 bytes", "1.5 KiB"
            if (*least > std::uint64_t{1} << f.phys_bits) continue;
            CHECK(sim::check_ram(f, static_cast<std::uint64_t>(*least)));
        }
    }
    Machine m = machine_of("process A");
    refused(m, "machine x86-64 ram=4K", 20, "too little");
    refused(m, "machine x86-64 ram=0", 20, "too little");
    refused(m, "machine classroom ram=16", 23, "too little");
    // With the least RAM there is, what needs more says so and keeps the books.
    Machine least = machine_of("machine x86-64 ram=12K\nprocess A\nmap A 0x400000 64K rw");
    run(least, "write A 0x400000");
    CHECK(least.last.fault_outcome == FaultOutcome::out_of_memory);
    CHECK(test::audit(least) == "");
    run(least, "process B");  // its root takes the last frame
    refused(least, "process C", 9, "no free frame");
    refused(least, "map A 0x800000 4K now", 7, "does not fit RAM");
    refused(least, "fork A C", 8, "no free frames");
    CHECK(test::audit(least) == "");
}

TEST_CASE("bad input: commands that would exhaust memory are refused before they take any", "[bad-input]") {
    Machine m = machine_of("process A\nfile data 64K\nswap 1M");
    refused(m, "machine x86-64 ram=16E", 20, "too much");
    refused(m, "machine x86-64 ram=8T", 20, "too much");
    refused(m, "machine x86-64 ram=99999999999999999999999999999999999999999", 58, "does not fit");
    refused(m, "machine x86-64 cores=1000000", 22, "1 to 64 cores");
    refused(m, "machine sapphire cores=64 ram=1T", 9, "no paging format");
    refused(m, "map A 0x10000 64T rw now", 15, "1,000,000 steps");
    refused(m, "map A 0x40000000 512G rw huge now", 7, "does not fit RAM");
    refused(m, "map A 0x40000000 1T huge=1G now", 7, "does not fit RAM");
    refused(m, "touch A 0 1<<64", 11, "1,000,000 steps");
    refused(m, "touch A 0 1T stride=1", 11, "1,000,000 steps");
    refused(m, "repeat 1<<100 read A 0x1000", 8, "1,000,000 times");
    refused(m, "repeat 1000000 repeat 1000000 print 1", 31, "too much text");
    refused(m, "repeat 100000 print frames.free", 15, "too much text");
    refused(m, "file big 1<<80", 10, "too much for a file");
    refused(m, "swap 1T", 6, "there is swap already");
    refused(m, "map A 0x1000 4K file=data@1<<90", 27, "not a size");
    refused(m, "reclaim 1<<70", 9, "frames");
    refused(m, "set watermarks 1 2 1<<70", 20, "frames");
    refused(m, "advise A 0x400000 4K dontneed", 10, "not mapped");
    refused(m, "poke 1<<70 0", 6, "outside RAM");
    refused(m, "read A 1<<64", 8, "64-bit");
    refused(m, "let x = 1<<128", 10, "128 bits");
    Machine wide = machine_of("machine x86-64-la57\nprocess A");
    run(wide, "map A 0x1000 63P rw");  // addresses cost nothing
    CHECK(sim::approximate_bytes(wide) < 1 << 20);
    Machine slots = machine_of("process A");
    run(slots, "swap 1T");
    CHECK(sim::approximate_bytes(slots) < 1 << 20);
}

TEST_CASE("bad input: a process has as many areas as Linux gives one", "[bad-input]") {
    Machine m = machine_of("process A\nrepeat 65530 as i map A 0x400000 + i * 8K 4K rw");
    refused(m, "map A 0x7f0000000000 4K rw", 7, "the most are 65,530");
    run(m, "unmap A 0x400000 4K");
    run(m, "map A 0x7f0000000000 12K rw");
    refused(m, "unmap A 0x7f0000001000 4K", 9, "the most are 65,530");
    refused(m, "protect A 0x7f0000001000 4K r", 11, "the most are 65,530");
    run(m, "unmap A 0x7f0000000000 4K");  // at an end: one stays one
}

TEST_CASE("bad input: tables that point outside RAM or at themselves", "[bad-input]") {
    // The PGD's entry names the PGD: four levels are read, all of them the same word.
    Machine m = machine_of("process A\npoke root root | 7\nread A 0");
    CHECK(m.last.outcome == hw::Outcome::ok);
    CHECK(m.last.reads == 4);
    CHECK(value(m, "last.pfn == root >> 12") == 1);
    refused(m, "map A 0 4K rw now", 7, "altered by hand");
    run(m, "map A 0 4K rw");
    run(m, "unmap A 0 4K");
    run(m, "exit A");
    CHECK(value(m, "frames.used") == 0);
    // An entry names a table where no RAM is: reads as zeros, the page is absent, and the kernel leaves it alone.
    Machine out = machine_of("process A\npoke root 0xf_ffff_ffff_f007\nmap A 0 4K rw\nread A 0");
    CHECK(out.last.outcome == hw::Outcome::page_fault);
    CHECK(out.last.fault_outcome == FaultOutcome::bad_table);
    CHECK(out.last.faults == 1);
    run(out, "fork A B");
    run(out, "exec A");
    run(out, "read A 0");
    CHECK(out.last.fault_outcome == FaultOutcome::segv_maperr);
    // A page whose frame lies outside RAM is an address of nobody: reads bring zeros, writes are lost.
    Machine leaf = machine_of("process A\nmap A 0x400000 4K rw now\npoke entry_at(A, 0x400000, 1) 0xf_ffff_ffff_f067\nflush\nwrite A 0x400000");
    CHECK(leaf.last.outcome == hw::Outcome::ok);
    CHECK(value(leaf, "last.pa") == 0xffffffffff000);
    run(leaf, "unmap A 0x400000 4K");
    run(leaf, "exit A");
}
