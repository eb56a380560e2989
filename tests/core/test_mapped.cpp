// What page tables map, as ranges: compared with an access to every page.
#include "core/hw/mapped.h"
#include "core/hw/mmu.h"
#include "tests/core/support.h"

using sim::Machine;
using test::run;

namespace {

bool may(const hw::Hardware& machine, std::uint64_t va, hw::AccessType type, bool user) {
    hw::Hardware copy = machine;
    return hw::access(copy, 0, {{va}, type, user}, hw::RecordNothing{}).outcome == hw::Outcome::ok;
}

const hw::MappedRange* range_of(const hw::Mapped& mapped, std::uint64_t va) {
    for (const hw::MappedRange& range : mapped.ranges)
        if (va >= range.start.value && va - range.start.value < range.bytes) return &range;
    return nullptr;
}

}  // namespace

TEST_CASE("mapped: the ranges say of every page what an access finds", "[mapped]") {
    for (const char* format : {"x86-64", "i386", "sv39", "arm64-4k-48"}) {
        CAPTURE(format);
        Machine m = sim::default_machine();
        run(m, std::string("machine ") + format + " ram=1M");
        run(m, "process A");
        const std::uint64_t page = m.hw.format.page_bytes(), base = 0x400000;
        base::Rng rng{5};
        std::uint64_t at = base;
        for (const char* rights : {"rw", "r", "rx", "rw", "rw"}) {
            run(m, "map " + std::to_string(at) + " " + std::to_string(3 * page) + " " + rights);
            for (std::uint64_t i = 0; i < 3; ++i)
                if (rng.below(4) > 0) run(m, "read " + std::to_string(at + i * page));
            at += (3 + rng.below(2)) * page;
        }
        hw::Hardware machine = m.hw;
        machine.cores.resize(1);
        machine.cores[0].tlb = hw::Tlb(hw::TlbConfig{0, 1});
        machine.cores[0].root = m.current()->root;
        const hw::Mapped mapped = hw::mapped_ranges(machine, m.current()->root, 100, 1'000'000);
        CHECK(mapped.complete);
        CHECK(mapped.outside == 0);
        std::uint64_t pages = 0;
        for (std::uint64_t va = base; va < at; va += page) {
            const hw::MappedRange* range = range_of(mapped, va);
            CAPTURE(va);
            const bool user = range && range->user;
            CHECK((range && range->read) == may(machine, va, hw::AccessType::read, user));
            CHECK((range && range->write) == may(machine, va, hw::AccessType::write, user));
            CHECK((range && range->execute) == may(machine, va, hw::AccessType::fetch, user));
            pages += range != nullptr;
        }
        CHECK(mapped.bytes == base::u128{pages} * page);
        CHECK(pages > 4);
    }
}

TEST_CASE("mapped: tables that name themselves, or what is no RAM, end the look", "[mapped]") {
    hw::Hardware machine;
    machine.format = *hw::find_format("x86-64");
    machine.ram = hw::Ram(0x4000);
    for (std::uint64_t i = 0; i < 512; ++i) machine.ram.write({0x1000 + i * 8}, 8, 0x1007);
    hw::Mapped mapped = hw::mapped_ranges(machine, {0x1000}, 100, 100'000);
    CHECK_FALSE(mapped.complete);
    CHECK(mapped.ranges.size() <= 100);
    machine.ram.write({0x2000}, 8, 0x100000007);
    machine.ram.write({0x2008}, 8, 0x3007);
    mapped = hw::mapped_ranges(machine, {0x2000}, 100, 100'000);
    CHECK(mapped.complete);
    CHECK(mapped.outside == 1);
    CHECK(mapped.ranges.empty());
}
