// Whole machines made from formats and presets: the hotel, processors that leave A and D to the kernel,
// real TLBs under the kernel.
#include "tests/core/audit.h"
#include "tests/core/support.h"

using test::machine_of;
using test::run;
using test::value;

TEST_CASE("hotel: 100 rooms, 500 guests, none beyond") {
    sim::Machine m = machine_of("machine hotel\nprocess hotel_guests\nset oom off\nmap 0 500 rw");
    CHECK(value(m, "frames.free") == 100);
    CHECK(value(m, "page_size") == 1);
    for (unsigned guest = 0; guest < 100; ++guest) {
        run(m, "write " + std::to_string(guest * 5));
        REQUIRE(m.last.outcome == hw::Outcome::ok);
        CHECK(m.last.pa.value < 100); // a room, and not the register behind them
    }
    CHECK(value(m, "frames.free") == 0);
    CHECK(test::audit(m) == "");
    run(m, "read 1"); // the 101st guest: no room, as long as nobody moves out
    CHECK(m.last.fault_outcome == os::FaultOutcome::out_of_memory);
    run(m, "read 500");
    CHECK(m.last.outcome == hw::Outcome::page_fault);
    CHECK(m.last.fault_outcome == os::FaultOutcome::segv_maperr);
    CHECK(m.last.reads == 0);
    test::fail(m, "map 500 1 rw");
}

TEST_CASE("presets: on RISC-V and ARM without hardware marking the kernel sets A and D") {
    for (const char* format : {"sv39", "arm64-4k-48"}) {
        INFO(format);
        sim::Machine m = machine_of(std::string("machine ") + format + "\nprocess A\nmap 0x400000 16K rw now");
        run(m, "write 0x400008");
        CHECK(m.last.faults == 0); // marked when mapped
        run(m, "bit 0x400000 pt accessed off");
        run(m, "flush");
        run(m, "read 0x400010");
        CHECK(m.last.outcome == hw::Outcome::ok);
        CHECK(m.last.faults == 1);
        CHECK(m.last.fault_outcome == os::FaultOutcome::marked);
        CHECK(test::audit(m) == "");
    }
    // With Svadu the walk does it.
    sim::Machine m = machine_of("machine sv39+svadu\nprocess A\nmap 0x400000 16K rw now\nread 0x400000");
    CHECK(m.last.faults == 0);
    CHECK(value(m, "flag(entry(0x400000, pt), accessed)") == 1);
}

TEST_CASE("presets: the same program gives the same pages under every preset") {
    const std::string program = "process A\nmap 0x400000 256K rw\ntouch 0x400000 256K write\ntouch 0x400000 256K\nunmap 0x410000 64K\nread 0x400000";
    const sim::Machine plain = machine_of("machine x86-64\n" + program);
    for (const hw::Preset& preset : hw::presets()) {
        INFO(preset.name);
        const sim::Machine m = machine_of("machine x86-64 preset=" + std::string(preset.name) + "\n" + program);
        CHECK(m.last.pa == plain.last.pa);
        CHECK(m.hw.ram == plain.hw.ram);
        CHECK(test::audit(m) == "");
    }
    const sim::Machine two = machine_of("machine x86-64 tlb=4x4+64x4\nprocess A\nmap 0x400000 32K rw now\nread 0x400000\nread 0x401000\n"
                                        "read 0x402000\nread 0x403000\nread 0x404000\nread 0x400000");
    CHECK(two.last.tlb_hit); // level 1 forgot it, level 2 did not
    CHECK(two.last.reads == 0);
}

TEST_CASE("hotel: the porter takes the first idle guest, by the lights alone") {
    sim::Machine m = machine_of("machine hotel\nprocess guests\nswap 500\nmap 0 500 rw\ntouch 0 100\nset policy clock\nclearrefs");
    run(m, "touch 0 100");
    for (const char* idle : {"14", "35"}) run(m, std::string("bit ") + idle + " pt accessed off"); // in the rooms 4 and 3
    CHECK(value(m, "pfn(14)") == 4);
    CHECK(value(m, "pfn(35)") == 3);
    run(m, "read 300");
    CHECK(value(m, "reclaim.page") == 35);
    CHECK(value(m, "pfn(300)") == 3);
    run(m, "read 301");
    CHECK(value(m, "reclaim.page") == 14);
    CHECK(value(m, "flag(entry(300, pt), accessed)") == 1);
    run(m, "read 14"); // comes back, and only for that the disk is read
    CHECK(m.last.fault_outcome == os::FaultOutcome::swapped_in);
    CHECK(value(m, "guests.major") == 1);
    CHECK(value(m, "guests.resident") == 100);
    CHECK(value(m, "guests.swapped") == 2);
    CHECK(test::audit(m) == "");
}

TEST_CASE("words: a setting of the machine that changes nothing else") {
    sim::Machine m = machine_of("machine hotel\nprocess guests\nmap 0 500 rw");
    CHECK(value(m, "words.hotel") == 1);
    run(m, "set words os");
    CHECK(value(m, "words.hotel") == 0);
    CHECK(value(machine_of("machine x86-64"), "words.hotel") == 0);
    run(m, "set words hotel");
    CHECK(value(m, "words.hotel") == 1);
    test::fail(m, "set words pages");
    test::fail(m, "set words");
}
