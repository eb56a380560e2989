// Runs of pages: ARM's contiguous bit and RISC-V's N tie neighbours together, and one TLB entry holds them all.
#include "core/hw/mmu.h"
#include "tests/core/support.h"

using hw::AccessType;
using hw::Hardware;

namespace {

// Tables at 0x100000.. for addresses from 0: `pages` entries of level 1 from index `first` on, in frames from `frame` on.
Hardware with_run(const hw::PagingFormat& f, std::uint64_t first, std::uint64_t pages, std::uint64_t frame, unsigned run_bits) {
    Hardware hw;
    hw.format = f;
    hw.costs = hw::presets()[0];
    hw.ram = hw::Ram(std::uint64_t{1} << 32);
    hw.cores.resize(1);
    hw.cores[0].tlb = hw::Tlb(hw::TlbConfig{16, 16});
    const std::uint64_t step = std::uint64_t{1} << 17;
    hw.cores[0].root = {step};
    for (unsigned level = f.level_count; level > 1; --level) {
        const std::uint64_t at = step * (f.level_count - level + 1);
        hw.ram.write({at}, 8, hw::encode(f, level, {.present = true, .pfn = {(at + step) >> f.page_bits}}));
    }
    for (std::uint64_t i = 0; i < pages; ++i) {
        const bool riscv = f.architecture == hw::Architecture::riscv;
        const hw::Entry entry{.present = true, .leaf = true, .accessed = true, .dirty = true, .pfn = {riscv ? frame & ~base::low_mask(run_bits) : frame + i}, .run_bits = run_bits};
        hw.ram.write({step * f.level_count + (first + i) * 8}, 8, hw::encode(f, 1, entry));
    }
    return hw;
}

hw::Translation read(Hardware& hw, std::uint64_t va) { return hw::access(hw, 0, {{va}, AccessType::read, true}, hw::RecordNothing{}); }

}  // namespace

TEST_CASE("contiguous: a run takes one TLB entry, and goes with one invalidation", "[contiguous]") {
    struct Row {
        const char* format;
        unsigned run_bits;
    };
    for (const Row& row : {Row{"arm64-4k-48", 4}, {"arm64-4k-39", 4}, {"arm64-16k-47", 7}, {"arm64-64k-42", 5}, {"sv39+svnapot", 4}, {"sv48+svnapot", 4}}) {
        INFO(row.format);
        const hw::PagingFormat f = *hw::find_format(row.format);
        const std::uint64_t pages = std::uint64_t{1} << row.run_bits, page = f.page_bytes();
        Hardware hw = with_run(f, pages, pages, 4 * pages, row.run_bits);
        for (std::uint64_t i = 0; i < pages; ++i) {
            const hw::Translation t = read(hw, (pages + i) * page + 8 * i);
            REQUIRE(t.outcome == hw::Outcome::ok);
            CHECK(t.pa.value == (4 * pages + i) * page + 8 * i);
            CHECK(t.tlb_hit == (i > 0));
        }
        CHECK(read(hw, 2 * pages * page).outcome == hw::Outcome::page_fault);  // the neighbour is no part of it
        CHECK(hw::invalidate_page(hw, 0, {(pages + 3) * page}, hw.cores[0].asid));
        CHECK_FALSE(read(hw, pages * page).tlb_hit);
        // Without the bit each page has an entry of its own.
        Hardware single = with_run(f, pages, pages, 4 * pages, 0);
        for (std::uint64_t i = 0; i < 3; ++i) CHECK_FALSE(read(single, (pages + i) * page).tlb_hit);
    }
}

TEST_CASE("contiguous: ARM frames that do not lie as their pages do are not taken for a run", "[contiguous]") {
    const hw::PagingFormat f = *hw::find_format("arm64-4k-48");
    Hardware hw = with_run(f, 16, 16, 64 + 1, 4);  // set by mistake: the run is not aligned
    for (std::uint64_t i = 0; i < 4; ++i) {
        const hw::Translation t = read(hw, (16 + i) * 4096);
        CHECK_FALSE(t.tlb_hit);
        CHECK(t.pa.value == (65 + i) * 4096);
    }
}

TEST_CASE("contiguous: the kernel's pages by hand, sixteen in one entry", "[contiguous]") {
    sim::Machine m = test::machine_of("machine arm64-4k-48 tlb=16\nprocess A\nmap A 0x400000 2M rw huge=2M now\nmap A 0x800000 64K rw now");
    for (int i = 0; i < 16; ++i) {
        const std::string va = "0x800000 + " + std::to_string(i) + " * 4K";
        // The frames are scattered: put each page into the large page's, and say that they are a run.
        test::run(m, "poke entry_at(A, " + va + ", 1) entry(A, 0x800000, 1) & 0xfff0000000000fff | translate(A, 0x400000) + " + std::to_string(i) + " * 4K");
        test::run(m, "bit A " + va + " 1 contiguous on");
    }
    test::run(m, "flush");
    test::run(m, "read A 0x800000");
    CHECK_FALSE(m.last.tlb_hit);
    test::run(m, "read A 0x80f008");
    CHECK(m.last.tlb_hit);
    CHECK(test::value(m, "last.pa == translate(A, 0x40f008)") == 1);
}
