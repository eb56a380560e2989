// Large pages that are asked for by size: 2 MiB at the PMD, 1 GiB at the PUD.
#include <array>
#include <map>

#include "core/base/rng.h"
#include "tests/core/audit.h"
#include "tests/core/support.h"

using os::FaultOutcome;
using os::FrameUse;
using sim::Machine;
using test::audit;
using test::fail;
using test::machine_of;
using test::run;
using test::value;

namespace {

FaultOutcome cause(const Machine& machine) { return machine.last.fault_outcome; }

}  // namespace

TEST_CASE("huge=1G: one fault, one entry of the PUD, a walk of two reads", "[huge]") {
    for (const char* name : {"x86-64", "x86-64-la57", "arm64-4k-48", "sv39", "sv48"}) {
        INFO(name);
        Machine m = machine_of(std::string("machine ") + name + " ram=4G tlb=64x4\nprocess A\nmap A 0x40000000 3G rw huge=1G");
        const unsigned levels = m.hw.format.level_count;
        run(m, "read A 0x7fff_ffff");
        CHECK(cause(m) == FaultOutcome::large_page_mapped);  // no page of zeros is shared at this size
        CHECK(m.last.faults == 1);
        CHECK(m.last.level == 3);
        CHECK(m.last.reads == levels - 2);
        CHECK(m.last.pa.value % (1 << 30) == 0x3fffffff);
        CHECK(value(m, "A.huge") == 1);
        CHECK(value(m, "A.minor") == 1);
        CHECK(value(m, "A.tables") == levels - 2);
        run(m, "write A 0x4000_0000");  // may walk again, to set D
        run(m, "write A 0x4000_0000");
        CHECK(m.last.faults == 0);
        CHECK(m.last.tlb_hit);
        run(m, "write A 0x8000_0000");
        CHECK(m.last.faults == 1);
        CHECK(value(m, "A.huge") == 2);
        CHECK(value(m, "frames.used") == 2 * 262144 + levels - 2);
        run(m, "unmap A 0x40000000 1G");
        CHECK(value(m, "A.huge") == 1);
        run(m, "read A 0x4000_0000");
        CHECK(cause(m) == FaultOutcome::segv_maperr);
        if (levels == 4) CHECK(audit(m) == "");  // all of RAM is looked at
        run(m, "exit A");
        CHECK(value(m, "frames.used") == 0);
    }
}

TEST_CASE("huge=2M: mapped whole, never split, never reclaimed", "[huge]") {
    Machine m = machine_of("machine x86-64 ram=64M\nprocess A\nswap 16M\nmap A 0x40000000 8M rw huge=2M now");
    CHECK(value(m, "A.huge") == 4);
    CHECK(value(m, "A.tables") == 3);
    CHECK(audit(m) == "");
    run(m, "reclaim 100");
    CHECK(value(m, "A.huge") == 4);
    CHECK(value(m, "A.swapped") == 0);
    CHECK(fail(m, "unmap A 0x40001000 4K").message == "0x4000_1000 lies inside a page of 2 MiB, and those are not split");
    CHECK(fail(m, "protect A 0x40000000 4K r").hint == "the page begins at 0x4000_0000");
    CHECK(fail(m, "advise A 0x40300000 1M dontneed").message == "0x4030_0000 lies inside a page of 2 MiB, and those are not split");
    run(m, "advise A 0x40200000 2M dontneed");
    CHECK(value(m, "A.huge") == 3);
    run(m, "protect A 0x40400000 2M r");
    run(m, "write A 0x40400000");
    CHECK(cause(m) == FaultOutcome::segv_accerr);
    run(m, "read A 0x40200000");
    CHECK(value(m, "A.huge") == 4);
    CHECK(audit(m) == "");
}

TEST_CASE("huge=SIZE: fork shares the pages, a write copies a whole one, the last owner does not", "[huge]") {
    Machine m = machine_of("machine x86-64 ram=4G\nprocess A\nmap A 0x40000000 1G rw huge=1G\nwrite A 0x40001238");
    run(m, "poke translate(A, 0x40001238) 0x1234");
    run(m, "poke translate(A, 0x7ffffff8) 0x5678");
    run(m, "fork A B");
    CHECK(audit(m) == "");
    CHECK(value(m, "pfn(A, 0x40000000) == pfn(B, 0x40000000)") == 1);
    run(m, "write B 0x40000000");
    CHECK(cause(m) == FaultOutcome::page_copied);
    CHECK(value(m, "pfn(A, 0x40000000) == pfn(B, 0x40000000)") == 0);
    for (const char* va : {"0x40001238", "0x7ffffff8"}) {
        const auto at = [&](const char* who) { return m.hw.ram.read({static_cast<std::uint64_t>(value(m, std::string("translate(") + who + ", " + va + ")"))}, 8); };
        CHECK(at("A") == at("B"));
        CHECK(at("A") != 0);
    }
    CHECK(audit(m) == "");
    run(m, "write A 0x40000000");
    CHECK(cause(m) == FaultOutcome::page_reused);
    CHECK(value(m, "A.huge") == 1);
    CHECK(value(m, "B.huge") == 1);
    CHECK(audit(m) == "");
    // No run of frames for a copy: the writer gets none, nothing is lost.
    Machine tight = machine_of("machine x86-64 ram=8M\nprocess A\nmap A 0x40000000 2M rw huge=2M now\nmap A 0x50000000 4M rw now\nfork A B");
    run(tight, "write B 0x40000000");
    CHECK(cause(tight) == FaultOutcome::out_of_memory);
    CHECK(audit(tight) == "");
}

TEST_CASE("huge=SIZE: what cannot be is said before anything is done", "[huge]") {
    Machine m = machine_of("machine x86-64 ram=64M\nprocess A\nfile data 4M");
    const base::Error size = fail(m, "map A 0x40000000 4M huge=4M");
    CHECK(size.message == "there are no large pages of 4 MiB");
    CHECK(size.hint == "this format has them of 2 MiB and 1 GiB");
    CHECK(size.column == 26);
    CHECK(fail(m, "map A 0x40100000 2M huge=2M").hint == "the page that holds it starts at 0x4000_0000");
    CHECK(fail(m, "map A 0x40000000 3M huge=2M").hint == "round up to 4 MiB");
    CHECK(fail(m, "map A 0x40000000 2M huge=2M file=data").message == "files and stacks are not made of pages of 2 MiB");
    CHECK(fail(m, "map A 0x40000000 2M huge=big").message == "'big' is not a size");
    CHECK(fail(m, "map A 0x40000000 2G huge=1G now").message.find("does not fit RAM") != std::string::npos);
    run(m, "map A 0x40000000 1G huge=1G");
    run(m, "read A 0x40000000");
    CHECK(cause(m) == FaultOutcome::out_of_memory);  // no run of 1 GiB in 64 MiB
    CHECK(audit(m) == "");
    Machine toy = machine_of("machine classroom\nprocess A");
    CHECK(fail(toy, "map A 0 16 huge=16").message == "this format has no large pages");
    Machine pae = machine_of("machine pae\nprocess A");
    CHECK(fail(pae, "map A 0x40000000 1G huge=1G").hint == "this format has them of 2 MiB");
}

TEST_CASE("huge=1G: a tebibyte costs what its pages cost, not what its bytes do", "[huge]") {
    Machine m = machine_of("machine x86-64 ram=2T\nprocess A\nmap A 0x10_0000_0000 1T rw huge=1G now");
    CHECK(value(m, "A.huge") == 1024);
    CHECK(value(m, "A.mapped") == base::u128{1} << 40);
    CHECK(value(m, "A.tables") == 1 + 3);  // the PGD and as many PUDs as 512 GiB pieces it touches
    run(m, "write A 0x10f_ffff_fff8");
    CHECK(m.last.outcome == hw::Outcome::ok);
    CHECK(m.last.reads == 2);
    CHECK(sim::approximate_bytes(m) < 4 << 20);
    run(m, "unmap A 0x10_0000_0000 1T");
    CHECK(value(m, "frames.used") == 1);
}

TEST_CASE("frames: large runs of two sizes against a plain map of owners", "[huge]") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        base::Rng rng{seed};
        os::Frames frames(1000, 3, 3, 6);
        std::map<std::uint64_t, std::uint64_t> taken;  // first frame, how many
        const auto free_run = [&](std::uint64_t size) {
            for (std::uint64_t at = size; at + size <= 1000; at += size) {
                bool all = true;
                for (const auto& [first, count] : taken) all = all && (first + count <= at || first >= at + size);
                if (all) return true;
            }
            return false;
        };
        for (int i = 0; i < 400; ++i) {
            const auto action = rng.below(6);
            if (action < 3) {
                const unsigned level = static_cast<unsigned>(action) + 1;
                const std::uint64_t size = level == 1 ? 1 : level == 2 ? 8 : 64;
                const bool room = level == 1 ? frames.free() > 0 : free_run(size);
                if (level > 1) REQUIRE(frames.has_large(level) == room);
                const os::FrameInfo wanted{.use = FrameUse::anonymous, .vpn = std::uint64_t(i) * 1000};
                const auto got = level == 1 ? frames.allocate(wanted) : frames.allocate_large(wanted, level);
                REQUIRE(got.has_value() == room);
                if (!got) continue;
                REQUIRE(got->value % size == 0);
                for (const auto& [first, count] : taken) REQUIRE((first + count <= got->value || first >= got->value + size));
                taken[got->value] = size;
            } else if (!taken.empty()) {
                auto at = taken.begin();
                std::advance(at, rng.below(taken.size()));
                const auto [first, size] = *at;
                const base::Pfn head{first};
                REQUIRE(frames.frames_of(head) == size);
                REQUIRE(frames.large_head({first + size - 1}) == head);
                taken.erase(at);
                if (size == 8 && rng.below(3) == 0) {
                    frames.split_large(head);
                    for (std::uint64_t k = 0; k < 8; ++k) taken[first + k] = 1;
                    REQUIRE(frames.info({first + 7}).vpn == frames.info(head).vpn + 7);
                } else if (size == 1) {
                    frames.release(head);
                } else {
                    frames.release_large(head);
                }
            }
            std::uint64_t used = 0;
            for (const auto& [first, count] : taken) used += count;
            REQUIRE(frames.free() == 997 - used);
            REQUIRE(frames.used(FrameUse::anonymous) == used);
        }
    }
}

TEST_CASE("frames.large counts the pieces that large pages then get", "[huge]") {
    CHECK(value(machine_of("machine x86-64"), "frames.large") == 7);  // 16 MiB; the first is in part the kernel's
    CHECK(value(machine_of("machine x86-64 ram=64M"), "frames.large") == 31);
    CHECK(value(machine_of("machine classroom"), "frames.large") == 0);
    for (unsigned pages = 1; pages < 110; pages += 3) {
        CAPTURE(pages);
        Machine m = machine_of("machine x86-64\nprocess A\nmap A 1G " + std::to_string(pages * 4) + "K rw now\nmap A 1G + 64M 32M rw huge");
        const auto pieces = value(m, "frames.large");
        run(m, "repeat 16 as i write A 1G + 64M + i * 2M");
        CHECK(value(m, "A.huge") == pieces);
        CHECK(value(m, "frames.large") == 0);
        run(m, "exit A");
        CHECK(value(m, "frames.large") == 7);
    }
}
