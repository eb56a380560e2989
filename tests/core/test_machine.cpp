#include "core/sim/machine.h"

#include "tests/core/support.h"

using sim::Machine;
using test::fail;
using test::machine_of;
using test::run;
using test::value;

TEST_CASE("machine: the course's starting machine") {
    const Machine m = sim::default_machine();
    CHECK(m.hw.format.name == "x86-64");
    CHECK(m.hw.ram.bytes() == 16u << 20);
    CHECK(m.hw.costs.name == "course-text");
    CHECK(m.hw.cores.size() == 1);
    CHECK(m.current() == nullptr);
    CHECK_FALSE(m.last.any);
    CHECK(m.kernel.frames.total() == 4096);
    CHECK(m.kernel.frames.reserved() == 256); // the first MiB
}

TEST_CASE("machine: copies are independent") {
    const Machine start = machine_of("process A\nmap 0x400000 64K rw now\nread 0x400000\nlet x = 5");
    Machine copy = start;
    CHECK(copy == start);
    run(copy, "write 0x401000");
    CHECK_FALSE(copy == start);
    Machine again = start;
    run(again, "write 0x401000");
    CHECK(again == copy); // the same command from the same state: the same machine, bit for bit
    Machine other = start;
    run(other, "let x = 6");
    CHECK_FALSE(other == start);
    CHECK(value(start, "x") == 5);
}

TEST_CASE("machine: a walk of four reads takes 400 ns, the access 501 cold and 101 warm") {
    Machine m = machine_of("process A\nmap 0x7f3a40000000 4K rw now\nread 0x7f3a40000010");
    CHECK(m.last.outcome == hw::Outcome::ok);
    CHECK(m.last.faults == 0);
    CHECK(m.last.reads == 4);
    CHECK(m.last.walk_ns == 400);
    CHECK(m.last.ns == 501);
    run(m, "read 0x7f3a40000010");
    CHECK(m.last.tlb_hit);
    CHECK(m.last.reads == 0);
    CHECK(m.last.ns == 101);
    CHECK(value(m, "tlb.hits") == 1);
    CHECK(value(m, "tlb.misses") == 1);
    CHECK(value(m, "time") == 602);
}

TEST_CASE("machine: an access counts all its tries") {
    Machine m = machine_of("process A\nmap 0x400000 4K rw\nwrite 0x400000");
    CHECK(m.last.faults == 1);
    CHECK(m.last.reads == 4);
    CHECK(m.last.all_reads == 5); // the first walk ended at the root's empty entry
    CHECK(m.last.error_code == 6);
    // miss 1 + one read 100 + kernel 1000 + miss 1 + walk 400 + data 100
    CHECK(m.last.ns == 1 + 100 + 1000 + 1 + 400 + 100);
}

TEST_CASE("machine: an access that the kernel cannot help ends") {
    // The user bit of the root entry is off: the kernel finds its own entry in order, again and again.
    Machine m = machine_of("process A\nmap 0x400000 4K rw now\nbit 0x400000 pgd user off\nread 0x400000");
    CHECK(m.last.outcome == hw::Outcome::page_fault);
    CHECK(m.last.error_code == 5);
    CHECK(m.last.faults >= 1);
    CHECK(m.last.faults <= 8);
}

TEST_CASE("machine: bad configurations are refused") {
    const auto error_of = [](const sim::MachineConfig& config) {
        const auto machine = sim::make_machine(config);
        REQUIRE_FALSE(machine);
        return machine.error().message;
    };
    sim::MachineConfig config{.format = *hw::find_format("x86-64"), .preset = hw::presets()[0]};
    config.ram_bytes = 5000;
    CHECK(error_of(config).find("not a whole number of page frames") != std::string::npos);
    config.ram_bytes = 8192;
    CHECK(error_of(config).find("too little") != std::string::npos);
    config.ram_bytes = sim::max_ram_bytes * 2;
    CHECK(error_of(config).find("too much") != std::string::npos);
    config.ram_bytes = 12288;
    CHECK(sim::make_machine(config));
    config.tlb = hw::TlbConfig{64, 5};
    CHECK(error_of(config).find("ways of a TLB must divide") != std::string::npos);
    config.tlb = hw::TlbConfig{64, 0};
    CHECK(error_of(config).find("ways of a TLB must divide") != std::string::npos);
    config.tlb = hw::TlbConfig{0, 1};
    CHECK(sim::make_machine(config));
    config.tlb = hw::TlbConfig{1u << 21, 1};
    CHECK(error_of(config).find("too large") != std::string::npos);
    config.tlb = hw::TlbConfig{96, 6}; // 16 sets
    CHECK(sim::make_machine(config));
    config.cores = 0;
    CHECK(error_of(config) == "a machine has 1 to 64 cores");
    config.cores = 65;
    CHECK(error_of(config) == "a machine has 1 to 64 cores");
    config.format = *hw::find_format("classroom");
    config.cores = 1;
    config.ram_bytes = 256;
    CHECK(error_of(config).find("7-bit physical addresses") != std::string::npos);
}

TEST_CASE("machine: presets carry their figures and sources") {
    const hw::Preset text = *hw::find_preset("course-text");
    CHECK(text.tlb_ns == 1);
    CHECK(text.mem_ns == 100);
    CHECK(text.major_ns == 10000000);
    const hw::Preset classroom = *hw::find_preset("classroom");
    CHECK(classroom.tlb.arrays[0].shape.entries == 4);
    CHECK(classroom.tlb.arrays[0].shape.ways == 4);
    CHECK(classroom.minor_ns == 1000);
    for (const hw::Preset& row : hw::presets()) CHECK_FALSE(row.source.empty());
    CHECK(hw::find_preset("clasroom").error().hint == "did you mean 'classroom'?");
    CHECK(hw::find_preset("zzzz").error().hint == "presets: course-text classroom hotel sapphire-rapids cortex-x4 zen4");
}

TEST_CASE("machine: cores have TLBs and clocks of their own") {
    Machine m = machine_of("machine x86-64 cores=2\nprocess A\nmap 0x400000 4K rw now\nread A@0 0x400000\nread A@0 0x400000");
    CHECK(m.last.tlb_hit);
    run(m, "read A@1 0x400000");
    CHECK_FALSE(m.last.tlb_hit);
    CHECK(m.hw.cores[1].clock_ns == 501);
    CHECK(m.hw.cores[0].clock_ns == 602);
}

TEST_CASE("machine: tags keep two processes apart in one TLB") {
    Machine m = machine_of("process A\nmap A 0x400000 4K rw now\nprocess B\nmap B 0x400000 4K rw now\n"
                           "read A 0x400000\nread B 0x400000\nread A 0x400000");
    CHECK(m.last.tlb_hit); // the switch flushed nothing
    const auto frame_of_a = m.last.pa;
    run(m, "read B 0x400000");
    CHECK(m.last.tlb_hit);
    CHECK_FALSE(m.last.pa == frame_of_a);
}
