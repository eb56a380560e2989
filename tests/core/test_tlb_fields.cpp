// What expressions can ask of a TLB: its shape by level, page size and access, the set of a page, and which
// level answered.
#include "tests/core/support.h"

using test::machine_of;
using test::value;

TEST_CASE("entries, ways and sets of a TLB level for a page size and an access") {
    const sim::Machine m = machine_of("machine x86-64 preset=sapphire-rapids");
    CHECK(value(m, "tlb_entries(1, 4K)") == 96);
    CHECK(value(m, "tlb_ways(1, 4K)") == 6);
    CHECK(value(m, "tlb_sets(1, 4K)") == 16);
    CHECK(value(m, "tlb_entries(1, 4K, write)") == 16);
    CHECK(value(m, "tlb_entries(1, 4K, fetch)") == 256);
    CHECK(value(m, "tlb_entries(1, 2M)") == 32);
    CHECK(value(m, "tlb_entries(1, 1G)") == 8);
    CHECK(value(m, "tlb_entries(2, 4K)") == 2048);  // both halves
    CHECK(value(m, "tlb_sets(2, 4K)") == 256);
    CHECK(value(m, "tlb_ways(2, 4K)") == 8);
    CHECK(value(m, "tlb_entries(2, 2M)") == 1024);
    CHECK(value(m, "tlb_entries(2, 1G)") == 1024);
    CHECK(value(m, "tlb_entries(1, 64K)") == 0);
    const sim::Machine arm = machine_of("machine arm64-4k-48 preset=cortex-x4");
    CHECK(value(arm, "tlb_entries(1, 64K)") == 96);
    CHECK(value(arm, "tlb_ways(1, 64K)") == 96);
    CHECK(value(arm, "tlb_entries(1, 1G)") == 0);
    CHECK(value(arm, "tlb_entries(2, 1G)") == 2048);
    CHECK(value(machine_of("machine x86-64 tlb=off"), "tlb_entries(1, 4K)") == 0);
}

TEST_CASE("the set of a page") {
    CHECK(value(machine_of("machine x86-64"), "tlb_set(0x7f3a_4001_3abc)") == 3);
    CHECK(value(machine_of("machine x86-64 tlb=12x4"), "tlb_set(7 * 4K)") == 1);
    CHECK(value(machine_of("machine x86-64 tlb=64"), "tlb_set(7 * 4K)") == 0);
}

TEST_CASE("questions about a TLB that have no answer") {
    const sim::Machine m = machine_of("machine x86-64");
    for (const char* bad : {"tlb_entries(3, 4K)", "tlb_entries(0, 4K)", "tlb_entries(1, 5000)", "tlb_entries(1, 0)", "tlb_entries(1, 12K)", "tlb_entries(1, 1 << 100)",
                            "tlb_entries(1, 4K, jump)", "tlb_entries(1)", "tlb_set()"}) {
        CAPTURE(bad);
        CHECK_FALSE(script::evaluate_text(bad, {m}).ok());
    }
    CHECK_FALSE(script::evaluate_text("tlb_set(0)", {machine_of("machine x86-64 tlb=off")}).ok());
}

TEST_CASE("the level that answered, and how often the second one did") {
    sim::Machine m = machine_of("machine x86-64 tlb=4x4+64x4\nprocess A\nmap A 0x400000 32K rw now\ntouch A 0x400000 32K");
    CHECK(value(m, "last.tlb_level") == 0);
    CHECK(value(m, "tlb.l2_hits") == 0);
    test::run(m, "read A 0x400000");
    CHECK(value(m, "last.tlb_level") == 2);
    CHECK(value(m, "tlb.l2_hits") == 1);
    test::run(m, "read A 0x400000");
    CHECK(value(m, "last.tlb_level") == 1);
    CHECK(value(m, "tlb.l2_hits") == 1);
    CHECK(value(m, "tlb.hits") == 2);
    CHECK(value(m, "probe(read, A, 0x401000).tlb_level") == 2);
    CHECK(value(m, "tlb.l2_hits") == 1);  // a probe is a copy
}

TEST_CASE("runs that record no accesses count the second level alike") {
    const std::string start = "machine x86-64 tlb=4x4+64x4\nprocess A\nmap A 0x400000 32K rw now\nworkload A loop 0x400000 32K refs=800\n";
    const sim::Machine quick = machine_of(start + "run until done"), told = machine_of(start + "run until done events");
    CHECK(value(quick, "tlb.l2_hits") == value(told, "tlb.l2_hits"));
    CHECK(value(quick, "tlb.hits") == value(told, "tlb.hits"));
    CHECK(value(told, "tlb.l2_hits") == 792);
}
