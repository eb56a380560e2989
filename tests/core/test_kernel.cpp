#include "core/os/kernel.h"

#include <set>

#include "core/os/page_tables.h"
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
}  // namespace

TEST_CASE("kernel: one page costs a root and three tables, 16 KiB") {
    Machine m = machine_of("process A");
    const auto free = value(m, "frames.free");
    CHECK(value(m, "A.tables") == 1);
    run(m, "map 0x7f3a40000000 4K rw now");
    CHECK(value(m, "A.tables") == 4);
    CHECK(value(m, "A.tables * page_size") == 16 * 1024);
    CHECK(value(m, "A.resident") == 1);
    CHECK(free - value(m, "frames.free") == 4); // three tables and the page
    CHECK(audit(m) == "");
    run(m, "unmap 0x7f3a40000000 4K");
    CHECK(value(m, "frames.free") == free);
    CHECK(value(m, "A.tables") == 1);
    CHECK(value(m, "A.resident") == 0);
    CHECK(audit(m) == "");
    // Five levels: 20 KiB.
    Machine five = machine_of("machine x86-64-la57\nprocess A\nmap 0x7f3a40000000 4K rw now");
    CHECK(value(five, "A.tables * page_size") == 20 * 1024);
}

TEST_CASE("kernel: map makes an area and nothing else; the touch brings the frame") {
    Machine m = machine_of("process A\nmap 0x400000 16K rw");
    CHECK(value(m, "A.tables") == 1);
    CHECK(value(m, "A.resident") == 0);
    CHECK(value(m, "A.mapped") == 16 * 1024);
    run(m, "write 0x401234");
    CHECK(m.last.outcome == hw::Outcome::ok);
    CHECK(m.last.faults == 1);
    CHECK(m.last.error_code == 6);
    CHECK(cause(m) == FaultOutcome::frame_mapped);
    CHECK(value(m, "A.resident") == 1);
    CHECK(value(m, "A.minor") == 1);
    CHECK(value(m, "A.tables") == 4);
    CHECK(audit(m) == "");
}

TEST_CASE("kernel: a read then a write of a fresh page take two faults; the zero page is shared") {
    Machine m = machine_of("process A\nmap A 0x400000 64K rw\nprocess B\nmap B 0x400000 64K rw");
    run(m, "read A 0x400000");
    CHECK(cause(m) == FaultOutcome::zero_page_mapped);
    CHECK(m.last.error_code == 4);
    const auto zero = value(m, "pfn(A, 0x400000)");
    CHECK(value(m, "A.resident") == 0);
    run(m, "read A 0x401000");
    run(m, "read B 0x400000");
    CHECK(value(m, "pfn(A, 0x401000)") == zero);
    CHECK(value(m, "pfn(B, 0x400000)") == zero);
    CHECK(m.kernel.frames.info(m.kernel.zero_page).references == 3);
    CHECK(audit(m) == "");
    run(m, "write A 0x400000");
    CHECK(cause(m) == FaultOutcome::zero_page_replaced);
    CHECK(m.last.error_code == 7);
    CHECK(m.last.outcome == hw::Outcome::ok);
    CHECK(value(m, "A.minor") == 3);
    CHECK(value(m, "A.resident") == 1);
    CHECK(value(m, "pfn(A, 0x400000)") != zero);
    CHECK(m.kernel.frames.info(m.kernel.zero_page).references == 2);
    CHECK(audit(m) == "");
    run(m, "unmap A 0x400000 64K");
    run(m, "unmap B 0x400000 64K");
    CHECK(m.kernel.frames.info(m.kernel.zero_page).references == 0);
    CHECK(audit(m) == "");
}

TEST_CASE("kernel: a format without a write bit gets frames of its own at once") {
    Machine m = machine_of("machine va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0\nprocess A\nmap 0 1K");
    run(m, "read 0");
    CHECK(cause(m) == FaultOutcome::frame_mapped);
    CHECK(value(m, "A.resident") == 1);
    run(m, "write 0");
    CHECK(m.last.faults == 0);
    CHECK(audit(m) == "");
}

TEST_CASE("kernel: the two kinds of SIGSEGV") {
    Machine m = machine_of("process A\nmap 0x400000 4K r\nmap 0x500000 4K rw\nmap 0x600000 4K rx");
    run(m, "read 0x300000");
    CHECK(m.last.outcome == hw::Outcome::page_fault);
    CHECK(cause(m) == FaultOutcome::segv_maperr);
    CHECK(m.last.faults == 1);
    CHECK(value(m, "A.minor") == 0); // nothing was repaired
    run(m, "write 0x400000");
    CHECK(cause(m) == FaultOutcome::segv_accerr);
    run(m, "read 0x400000");
    run(m, "write 0x400000");
    CHECK(cause(m) == FaultOutcome::segv_accerr);
    CHECK(m.last.error_code == 7);
    run(m, "fetch 0x500000");
    CHECK(cause(m) == FaultOutcome::segv_accerr);
    run(m, "write 0x500000");
    run(m, "fetch 0x500000");
    CHECK(cause(m) == FaultOutcome::segv_accerr);
    CHECK(m.last.error_code == 0x15);
    run(m, "fetch 0x600000");
    CHECK(m.last.outcome == hw::Outcome::ok);
    run(m, "read 0x800000000000");
    CHECK(m.last.outcome == hw::Outcome::general_protection);
    CHECK(m.last.faults == 0);
    CHECK(audit(m) == "");
}

TEST_CASE("kernel: without NX data can be executed, touched before or not") {
    for (const char* setup : {"machine i386\nprocess A\nmap 0x400000 8K rw", "set nx off\nprocess A\nmap 0x400000 8K rw"}) {
        INFO(setup);
        Machine m = machine_of(setup);
        run(m, "fetch 0x400000");
        CHECK(m.last.outcome == hw::Outcome::ok);
        CHECK(cause(m) == FaultOutcome::zero_page_mapped);
        run(m, "write 0x401000");
        run(m, "fetch 0x401000");
        CHECK(m.last.outcome == hw::Outcome::ok);
    }
}

TEST_CASE("kernel: set nx off takes the bit out of the kernel's entries; a hand's is a reserved bit") {
    for (const char* format : {"x86-64", "pae", "x86-64-la57"}) {
        INFO(format);
        Machine m = machine_of(std::string("machine ") + format + " tlb=64x4\nprocess A\nmap 0x400000 16K rw\nwrite 0x400000\nread 0x401000");
        run(m, "fetch 0x400000");
        CHECK(cause(m) == FaultOutcome::segv_accerr);
        CHECK(m.last.error_code == 0x15);
        const std::string upper = base::hex(os::kernel_start(m.hw.format));
        if (os::kernel_start(m.hw.format) != 0) run(m, "kernel " + upper + " 4K rw");
        run(m, "set nx off");
        CHECK(audit(m) == "");
        CHECK(value(m, "flag(entry(0x400000, pt), nx)") == 0);
        if (os::kernel_start(m.hw.format) != 0) {
            run(m, "read " + upper + " super");
            CHECK(m.last.outcome == hw::Outcome::ok);
        }
        run(m, "fetch 0x400000");
        CHECK(m.last.outcome == hw::Outcome::ok);
        run(m, "write 0x402000");  // a page made meanwhile
        CHECK(audit(m) == "");
        run(m, "bit 0x400000 1 nx on");
        run(m, "invlpg 0x400000");
        run(m, "read 0x400000");
        CHECK(m.last.error_code == (1 | 4 | 8));
        CHECK(cause(m) == FaultOutcome::bad_table);
        run(m, "bit 0x400000 1 nx off");
        run(m, "set nx on");
        CHECK(audit(m) == "");
        run(m, "fetch 0x402000");
        CHECK(cause(m) == FaultOutcome::segv_accerr);
    }
    Machine arm = machine_of("machine arm64-4k-48\nprocess A\nmap 0x400000 4K rw now\nset nx off\nfetch 0x400000");
    CHECK(cause(arm) == FaultOutcome::segv_accerr);  // UXN has no switch
}

TEST_CASE("kernel: what may be written or executed may be read") {
    for (const char* permissions : {"w", "x", "r"}) {
        Machine m = machine_of(std::string("process A\nmap 0x400000 4K ") + permissions + "\nread 0x400000");
        CHECK(m.last.outcome == hw::Outcome::ok);
    }
    Machine m = machine_of("process A\nmap 0x400000 4K none\nread 0x400000");
    CHECK(cause(m) == FaultOutcome::segv_accerr);
}

TEST_CASE("kernel: unmap in the middle splits the area and frees exactly its pages") {
    Machine m = machine_of("process A\nmap 0x400000 64K rw now");
    const auto free = value(m, "frames.free");
    run(m, "unmap 0x404000 16K");
    CHECK(value(m, "A.areas") == 2);
    CHECK(value(m, "A.resident") == 12);
    CHECK(value(m, "frames.free") == free + 4);
    CHECK(value(m, "A.mapped") == 48 * 1024);
    run(m, "read 0x404000");
    CHECK(cause(m) == FaultOutcome::segv_maperr);
    run(m, "read 0x403fff");
    CHECK(m.last.outcome == hw::Outcome::ok);
    run(m, "read 0x408000");
    CHECK(m.last.outcome == hw::Outcome::ok);
    CHECK(audit(m) == "");
    run(m, "unmap 0x3ff000 1M"); // more than is mapped
    CHECK(value(m, "A.areas") == 0);
    CHECK(value(m, "A.tables") == 1);
    CHECK(audit(m) == "");
    CHECK(fail(m, "unmap 0x400000 4K").message == "nothing is mapped in this range");
}

TEST_CASE("kernel: unmap drops the translation from the TLB before the frame is free again") {
    Machine m = machine_of("process A\nmap 0x400000 4K rw now\nread 0x400000\nread 0x400000");
    CHECK(m.last.tlb_hit);
    test::EventList list;
    REQUIRE(script::execute(m, "unmap 0x400000 4K", list));
    std::string order;
    for (const base::Event& e : list.events)
        if (e.level <= 1 && (e.kind == base::EventKind::entry_written || e.kind == base::EventKind::tlb_invalidated || e.kind == base::EventKind::frame_freed)) {
            order += std::string(to_text(e.kind)) + " ";
            if (e.kind == base::EventKind::frame_freed) break;
        }
    CHECK(order == "entry_written tlb_invalidated frame_freed ");
    run(m, "read 0x400000");
    CHECK(cause(m) == FaultOutcome::segv_maperr);
}

TEST_CASE("kernel: protect changes areas, entries and the TLB") {
    Machine m = machine_of("process A\nmap 0x400000 16K rw now\nwrite 0x401000\nread 0x402000");
    run(m, "protect 0x401000 8K r");
    CHECK(value(m, "A.areas") == 3);
    CHECK(value(m, "flag(entry(0x401000, pt), write)") == 0);
    CHECK(value(m, "flag(entry(0x401000, pt), dirty)") == 1); // what was written stays written
    run(m, "write 0x401000");
    CHECK(cause(m) == FaultOutcome::segv_accerr);
    run(m, "write 0x403000");
    CHECK(m.last.outcome == hw::Outcome::ok);
    run(m, "protect 0x401000 8K none");
    run(m, "read 0x401000");
    CHECK(cause(m) == FaultOutcome::segv_accerr);
    CHECK(value(m, "A.resident") == 4); // the frame is kept
    CHECK(audit(m) == "");
    run(m, "protect 0x401000 8K rw");
    run(m, "write 0x401000");
    CHECK(m.last.outcome == hw::Outcome::ok);
    CHECK(m.last.faults == 0);
    CHECK(audit(m) == "");
    CHECK(fail(m, "protect 0x403000 8K r").message == "a part of this range is not mapped");
    run(m, "protect 0x401000 8K none");
    run(m, "unmap 0x400000 16K");
    CHECK(audit(m) == "");
}

TEST_CASE("kernel: protect keeps the zero page read-only") {
    Machine m = machine_of("process A\nmap 0x400000 8K r\nread 0x400000\nprotect 0x400000 8K rw");
    CHECK(value(m, "flag(entry(0x400000, pt), write)") == 0);
    run(m, "write 0x400000");
    CHECK(cause(m) == FaultOutcome::zero_page_replaced);
    CHECK(audit(m) == "");
}

TEST_CASE("kernel: a mapping that does not fit RAM changes nothing") {
    Machine m = machine_of("machine x86-64 ram=64K\nprocess A");
    const base::Error error = fail(m, "map 0x400000 64K rw now");
    CHECK(error.message.find("does not fit RAM: it needs 16 frames and 14 are free") != std::string::npos);
    CHECK(error.column == 5);
    // 14 free frames hold 11 pages and their three tables.
    CHECK(fail(m, "map 0x400000 48K rw now").message.find("needs 15 frames") != std::string::npos);
    CHECK(fail(m, "map 0x1ff000 44K rw now").message.find("needs 15 frames") != std::string::npos); // two last tables
    run(m, "map 0x400000 44K rw now");
    CHECK(value(m, "frames.free") == 0);
    CHECK(audit(m) == "");
    fail(m, "map 0x500000 4K rw now");
    fail(m, "process B");
    run(m, "map 0x400000000000 1G rw"); // an area costs no frame
    CHECK(audit(m) == "");
}

TEST_CASE("kernel: out of memory on a touch, nobody killed; what was freed can be used again") {
    Machine m = machine_of("machine x86-64 ram=64K\nset oom off\nprocess A\nmap 0x400000 1M rw");
    std::uint64_t page = 0;
    for (; m.last.outcome == hw::Outcome::ok && page < 20; ++page) run(m, "write 0x400000 + " + std::to_string(page) + " * 4K");
    CHECK(page == 12); // 11 fit
    CHECK(cause(m) == FaultOutcome::out_of_memory);
    CHECK(value(m, "A.resident") == 11);
    CHECK(value(m, "A.minor") == 11);
    CHECK(audit(m) == "");
    run(m, "unmap 0x400000 4K");
    run(m, "write 0x410000");
    CHECK(m.last.outcome == hw::Outcome::ok);
    CHECK(audit(m) == "");
}

TEST_CASE("kernel: a touch that fails for want of a page keeps no table it made for it") {
    Machine m = machine_of("machine x86-64 ram=64K\nset oom off\nprocess A\nmap 0x400000 36K rw now\nmap 0x800000 4K rw\nmap 0x40000000 4K rw");
    CHECK(value(m, "frames.free") == 2);
    run(m, "write 0x40000000"); // needs two tables and a page
    CHECK(cause(m) == FaultOutcome::out_of_memory);
    CHECK(value(m, "frames.free") == 2);
    CHECK(audit(m) == "");
    run(m, "write 0x800000"); // a table and a page
    CHECK(m.last.outcome == hw::Outcome::ok);
    CHECK(audit(m) == "");
}

TEST_CASE("kernel: ranges are checked before anything is done") {
    Machine m = machine_of("process A\nmap 0x400000 16K rw");
    CHECK(fail(m, "map 0x400800 4K").message == "0x40_0800 is not the start of a page");
    CHECK(fail(m, "map 0x400800 4K").hint == "the page that holds it starts at 0x40_0000");
    CHECK(fail(m, "map 0x500000 5000").hint == "a page has 4 KiB: round up to 8192");
    CHECK(fail(m, "map 0x500000 0").message == "the range is empty");
    CHECK(fail(m, "map 0x403000 8K").message == "the range overlaps the area 0x40_0000..0x40_3fff");
    CHECK(fail(m, "map 0x7ffffffff000 8K").hint == "the first address above them is 0x8000_0000_0000");
    CHECK(fail(m, "map 0xffffffffffffe000 8K").message == "the range ends above the addresses a program may use");
    CHECK(fail(m, "map 0 0xffffffffffffffff").message.find("not a whole number of pages") != std::string::npos);
    CHECK(fail(m, "map 0 0xffffffffffffffff").hint == "a page has 4 KiB: round up to 18446744073709551616");
    run(m, "map 0x7ffffffff000 4K"); // the last page of the user half
}

TEST_CASE("kernel: what a reader's hand breaks does not break the kernel's books") {
    // A last entry that names a frame of the kernel, of nobody, beyond RAM; an upper entry that
    // names the root, a data page, nothing; a large page made by hand.
    for (const char* poke : {"poke entry_at(0x400000, pt) 0x1007", "poke entry_at(0x400000, pt) root | 7",
                             "poke entry_at(0x400000, pt) 0xffffff000007", "poke entry_at(0x400000, pt) 0x106",
                             "poke entry_at(0x400000, pt) entry(0x401000, pt)", "poke entry_at(0x400000, pmd) root | 7",
                             "poke entry_at(0x400000, pmd) 0xffffff000007", "poke entry_at(0x400000, pgd) root | 7",
                             "poke entry_at(0x400000, pmd) entry(0x401000, pt)", "poke entry_at(0x400000, pmd) 0x200087",
                             "poke entry_at(0x400000, pud) 0x40000087", "poke entry_at(0x400000, pmd) 0",
                             "poke entry_at(0x400000, pt) 0", "bit 0x400000 pt present off", "bit 0x400000 pt write off",
                             "bit 0x400000 pmd page_size on", "bit 0x400000 pgd user off"}) {
        INFO(poke);
        Machine m = machine_of("process A\nmap 0x400000 16K rw now\nprocess B\nmap B 0x400000 16K rw now\nswitch A");
        run(m, poke);
        for (const char* line : {"read 0x400000", "flush", "read 0x400000", "write 0x400000", "fetch 0x401000", "protect 0x400000 8K r",
                                 "read B 0x401000", "write A 0x402000", "unmap A 0x400000 16K", "map A 0x400000 16K rw", "write A 0x401000",
                                 "unmap A 0x400000 16K", "unmap B 0x400000 16K"}) {
            INFO(line);
            run(m, line);
            const os::Frames& frames = m.kernel.frames;
            std::uint64_t used = 0;
            for (const os::FrameUse use : {os::FrameUse::reserved, os::FrameUse::table, os::FrameUse::anonymous, os::FrameUse::zero_page, os::FrameUse::page_cache}) {
                REQUIRE(frames.used(use) <= frames.total());
                used += frames.used(use);
            }
            REQUIRE(used + frames.free() == frames.total());
            for (const os::Process& p : m.kernel.processes) {
                REQUIRE(p.resident <= frames.total());
                REQUIRE(p.tables <= frames.total());
                REQUIRE(frames.info({p.root.value >> 12}).use == os::FrameUse::table);
            }
        }
    }
}

TEST_CASE("kernel: a cleared present bit is repaired without losing the frame's account") {
    Machine m = machine_of("process A\nmap 0x400000 4K rw now\nbit 0x400000 pt present off\nwrite 0x400000");
    CHECK(m.last.outcome == hw::Outcome::ok);
    CHECK(value(m, "A.resident") == 1);
    CHECK(audit(m) == "");
}

TEST_CASE("kernel: a table whose index needs several pages takes a run of frames") {
    // 2^9 entries of 2 bytes are 64 pages of 16 bytes.
    Machine m = machine_of("machine va=17 levels=4,9 offset=4 pte=2B valid=15 write=14 frame=11:0\nprocess A");
    CHECK(m.hw.format.table_frames(1) == 64);
    run(m, "map 0 1K rw now");
    CHECK(audit(m) == "");
    run(m, "write 0x3f0");
    CHECK(m.last.outcome == hw::Outcome::ok);
    run(m, "unmap 0 1K");
    CHECK(audit(m) == "");
    CHECK(value(m, "A.tables") == 1);
}

TEST_CASE("kernel: entries wider than a page lie where a word may lie") {
    // Pages of one byte, as in the hotel: rooms for one guest.
    Machine m = machine_of("machine va=9 levels=9 offset=0 pte=2B valid=15 frame=11:0\nprocess A\nmap 0 500 rw now");
    CHECK(m.hw.cores[0].root.value % 2 == 0);
    std::set<std::uint64_t> frames;
    for (int guest = 0; guest < 500; ++guest) {
        run(m, "read " + std::to_string(guest));
        CHECK(m.last.outcome == hw::Outcome::ok);
        CHECK(m.last.faults == 0);
        frames.insert(m.last.pa.value);
    }
    CHECK(frames.size() == 500);
    run(m, "read 500");
    CHECK(cause(m) == FaultOutcome::segv_maperr);
    CHECK(audit(m) == "");
}

TEST_CASE("kernel: random commands keep the books straight, in every format") {
    std::uint64_t seed = 5000;
    for (const hw::PagingFormat& f : test::all_formats(25, 31)) {
        base::Rng rng{++seed};
        const std::uint64_t page = f.page_bytes();
        std::uint64_t tables = 0;
        for (unsigned level = 1; level <= f.level_count; ++level) tables += f.table_frames(level);
        sim::MachineConfig config{.format = f, .preset = hw::presets()[0]};
        config.ram_bytes = std::min(std::uint64_t{1} << f.phys_bits, (3 * tables + 24) * page);
        config.tlb = hw::TlbConfig{8, 4};
        config.cores = 2;
        auto made = sim::make_machine(config);
        if (!made) continue; // too few frames for a root table and a page
        Machine m = *made;
        sim::NullObserver nobody;
        const auto pages = static_cast<std::uint64_t>(std::min<base::u128>(f.user_end() / page, 64));
        const std::uint64_t far = static_cast<std::uint64_t>(f.user_end() / page) - pages;
        for (int i = 0; i < 250; ++i) {
            const std::string where = rng.below(4) == 0 ? "B@1 " : rng.below(3) == 0 ? "B " : "A ";
            const std::uint64_t at = rng.below(pages) + (rng.below(3) == 0 ? far : 0);
            const std::string address = base::hex(at * page), size = std::to_string((1 + rng.below(8)) * page);
            const std::string perms = std::array{" r", " rw", " rwx", " rx", " none"}[rng.below(5)];
            std::string line;
            switch (rng.below(9)) {
                case 0: line = rng.below(8) ? "process A" : "process B"; break;
                case 1: line = "map " + where + address + " " + size + perms; break;
                case 2: line = "map " + where + address + " " + size + perms + " now"; break;
                case 3: line = "unmap " + where + address + " " + size; break;
                case 4: line = "protect " + where + address + " " + size + perms; break;
                default: line = std::array{"read ", "write ", "fetch "}[rng.below(3)] + where + base::hex(at * page + rng.below(page)); break;
            }
            const Machine before = m;
            const auto result = script::execute(m, line, nobody);
            INFO(f.name << ": " << line);
            if (!result) REQUIRE(m == before);
            REQUIRE(audit(m) == "");
            // An access that succeeded lies inside an area that allows it.
            if (result && m.last.any && line[0] != 'm' && line[0] != 'u' && line.substr(0, 2) != "pr" && m.last.outcome == hw::Outcome::ok) {
                const os::Vma* area = m.kernel.processes[m.last.process].area_of(m.last.va);
                REQUIRE(area);
                if (f.entry.write != hw::no_bit && m.last.type == hw::AccessType::write) REQUIRE(area->permissions.write);
            }
        }
    }
}

TEST_CASE("kernel: every kind of segfault has a cause of its own") {
    Machine m = machine_of("machine x86-64\nprocess A\nfile data 6K\nmap A 0x400000 8K r\nmap A 0x500000 16K rw file=data\nmap A 0x7f0000 64K rw stack limit=64K");
    const auto caused = [&](const char* line) {
        run(m, line);
        return std::pair(m.last.outcome, m.last.fault_outcome);
    };
    using hw::Outcome;
    CHECK(caused("read A 0x300000") == std::pair(Outcome::page_fault, FaultOutcome::segv_maperr));
    CHECK(caused("write A 0x400000") == std::pair(Outcome::page_fault, FaultOutcome::segv_accerr));
    CHECK(caused("fetch A 0x400000") == std::pair(Outcome::page_fault, FaultOutcome::segv_accerr));
    CHECK(caused("read A 1 << 47") == std::pair(Outcome::general_protection, FaultOutcome::segv_kernel));
    CHECK(caused("read A 0x502000") == std::pair(Outcome::page_fault, FaultOutcome::bus_adrerr));  // a page behind the file's last
    CHECK(caused("read A 0x501fff").first == Outcome::ok);                                         // behind its end, in its last page
    CHECK(caused("write A 0x7ef000") == std::pair(Outcome::page_fault, FaultOutcome::segv_maperr));  // below the stack's limit
    CHECK(value(m, "last.cause == segv_maperr") == 1);
    // Five levels: the canonical hole is elsewhere; i386 has none; RISC-V and ARM raise page faults.
    Machine wide = machine_of("machine x86-64-la57\nprocess A\nread A 1 << 47");
    CHECK(wide.last.fault_outcome == FaultOutcome::segv_maperr);
    run(wide, "read A 1 << 56");
    CHECK(wide.last.fault_outcome == FaultOutcome::segv_kernel);
    for (const char* name : {"sv39", "arm64-4k-39"}) {
        Machine other = machine_of(std::string("machine ") + name + "\nprocess A\nread A 1 << 40");
        CHECK(other.last.outcome == Outcome::page_fault);
        CHECK(other.last.fault_outcome == FaultOutcome::segv_maperr);
    }
}
