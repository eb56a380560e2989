// The kernel's own half of the address spaces: the same in all of them, and closed to programs.
#include "audit.h"
#include "support.h"

using test::fail;
using test::machine_of;
using test::run;
using test::value;

namespace {

const char* const two = R"(machine x86-64
process A
map A 0x40_0000 8K rw now
kernel 0xffff_8000_0000_0000 64K rw name=data
kernel 0xffff_ffff_8000_0000 16K rx name=text
process B
map B 0x40_0000 8K rw now)";

}  // namespace

TEST_CASE("without `kernel` a machine is as it was: no table, no entry in the upper half") {
    const sim::Machine machine = machine_of("machine x86-64\nprocess A\nmap A 0x40_0000 4K rw now");
    CHECK(machine.kernel.space == os::KernelSpace{});
    CHECK(value(machine, "kernel.mapped") == 0);
    CHECK(value(machine, "entry(A, 0xffff_8000_0000_0000, pgd)") == 0);
}

TEST_CASE("the kernel's half is the same tables in every process, older or newer") {
    sim::Machine machine = machine_of(two);
    CHECK(test::audit(machine) == "");
    CHECK(value(machine, "kernel.mapped") == 80 * 1024);
    CHECK(value(machine, "A.tables") == 4);  // its own
    for (const char* va : {"0xffff_8000_0000_0000", "0xffff_ffff_8000_3000"}) {
        const std::string at(va);
        CHECK(value(machine, "table(A, " + at + ", pud)") == value(machine, "table(B, " + at + ", pud)"));
        CHECK(value(machine, "pfn(A, " + at + ")") == value(machine, "pfn(B, " + at + ")"));
        CHECK(value(machine, "pfn(A, " + at + ")") < machine.kernel.frames.reserved());
    }
    CHECK(value(machine, "pfn(A, 0x40_0000)") != value(machine, "pfn(B, 0x40_0000)"));
    for (const char* line : {"fork A C", "exec A", "exit B"}) {
        run(machine, line);
        CAPTURE(line);
        CHECK(test::audit(machine) == "");
    }
    CHECK(value(machine, "pfn(C, 0xffff_8000_0000_0000)") == value(machine, "pfn(A, 0xffff_8000_0000_0000)"));
}

TEST_CASE("a program faults in the kernel's half by its U/S bit; the kernel reads on under the same root") {
    sim::Machine machine = machine_of(two);
    CHECK(value(machine, "flag(entry(A, 0xffff_8000_0000_0000, pgd), user)") == 0);
    CHECK(value(machine, "flag(entry(A, 0xffff_8000_0000_0000, pt), user)") == 0);
    const std::uint64_t root = machine.hw.cores[0].root.value;
    run(machine, "read A 0xffff_8000_0000_0000");
    CHECK(value(machine, "last.kind == page_fault && last.code == 5 && last.cause == segv_maperr") == 1);  // as Linux reports it
    run(machine, "read A 0xffff_8000_0000_0000 super");
    CHECK(value(machine, "last.kind == ok && last.faults == 0") == 1);
    CHECK(machine.hw.cores[0].root.value == root);
    run(machine, "write A 0xffff_ffff_8000_0000 super");  // text, and CR0.WP is on
    CHECK(value(machine, "last.kind == page_fault && last.code == 3") == 1);
    CHECK(test::audit(machine) == "");
}

TEST_CASE("its translations are global: they outlive a switch and serve the next process") {
    sim::Machine machine = machine_of(two);
    run(machine, "read A 0xffff_8000_0000_0000 super");
    run(machine, "read B 0xffff_8000_0000_0000 super");
    CHECK(value(machine, "last.tlb_hit") == 1);
    CHECK(machine.count(base::EventKind::stale_access) == 0);
}

TEST_CASE("RISC-V has the same arrangement") {
    sim::Machine machine = machine_of("machine sv39\nprocess A\nkernel 0xffff_ffc0_0000_0000 8K rwx\nprocess B");
    CHECK(test::audit(machine) == "");
    run(machine, "read B 0xffff_ffc0_0000_1000");
    CHECK(value(machine, "last.kind == page_fault") == 1);
    run(machine, "read B 0xffff_ffc0_0000_1000 super");
    CHECK(value(machine, "last.kind == ok") == 1);
}

TEST_CASE("what `kernel` cannot do it refuses and changes nothing") {
    sim::Machine machine = machine_of(two);
    CHECK(fail(machine, "kernel 0x40_0000 4K").message.find("not in the kernel's half") != std::string::npos);
    CHECK(fail(machine, "kernel 0xffff_9000_0000_0010 4K").hint.find("0xffff_9000_0000_0000") != std::string::npos);
    CHECK(fail(machine, "kernel 0xffff_9000_0000_0000 100").message.find("whole number of pages") != std::string::npos);
    CHECK(fail(machine, "kernel 0xffff_9000_0000_0000 0").message.find("whole number of pages") != std::string::npos);
    CHECK(fail(machine, "kernel 0xffff_8000_0000_f000 8K").message.find("overlaps") != std::string::npos);
    CHECK(fail(machine, "kernel 0xffff_ffff_ffff_f000 8K").message.find("above the highest") != std::string::npos);
    CHECK(fail(machine, "kernel 0xffff_9000_0000_0000 2M").message.find("220 frames") != std::string::npos);
    CHECK(fail(machine, "kernel 0x40_0000 4K").column == 8);
    CHECK(fail(machine, "kernel 0xffff_9000_0000_0000 2M").column == 30);
    CHECK(fail(machine, "kernel 0xffff_9000_0000_0000 4K none").column == 30);
    CHECK(fail(machine, "kernel 0xffff_9000_0000_0000 4K now").message.find("now") != std::string::npos);
    for (const char* format : {"i386", "classroom", "hotel", "arm64-4k-48"}) {
        sim::Machine other = machine_of(std::string("machine ") + format);
        CHECK(fail(other, "kernel 0x80 4K").message.find("no upper half") != std::string::npos);
    }
    sim::Machine small = machine_of("machine x86-64 ram=24K\nprocess A");  // 1 frame kept back, 4 free
    CHECK(fail(small, "kernel 0xffff_8000_0000_0000 4K").message.find("may need 7 frames") != std::string::npos);
}

TEST_CASE("a hand in the kernel's tables: `kernel` refuses to build on them") {
    sim::Machine m = machine_of("machine x86-64 ram=16M\nprocess A\nkernel 0xffff_8000_0000_0000 4K");
    const auto poke = [&](const std::string& word) { run(m, "poke " + base::hex(m.kernel.space.root.value + 256 * 8) + " " + word); };
    for (const char* word : {"0xf_ffff_ffff_f003", "0x83", "root | 3"}) {
        INFO(word);
        poke(word);
        CHECK(fail(m, "kernel 0xffff_8000_0000_1000 4K").message == "an entry of the kernel's half was altered by hand");
        run(m, "set nx off");
        run(m, "set nx on");
    }
}
