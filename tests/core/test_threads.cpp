// Threads and where they run; tags of address spaces.
#include "core/os/threads.h"

#include <algorithm>
#include <array>
#include <list>

#include "core/os/tags.h"
#include "tests/core/audit.h"
#include "tests/core/support.h"

using base::EventKind;
using sim::Machine;
using test::audit;
using test::fail;
using test::machine_of;
using test::run;
using test::value;

// --- threads ------------------------------------------------------------------------------------

TEST_CASE("threads: share one address space, each with the TLB of its core") {
    Machine m = machine_of("machine x86-64 ram=2M cores=3\nprocess A\nmap A 0x400000 64K rw\nwrite A 0x400000\nthread A.1\nthread A.2");
    CHECK(value(m, "A.threads") == 3);
    CHECK(value(m, "A.cores") == 7);
    CHECK(value(m, "cores") == 3);
    run(m, "read A.1 0x400000");
    CHECK(value(m, "last.core") == 1);
    CHECK(value(m, "last.faults") == 0);
    CHECK(value(m, "last.tlb_hit") == 0);
    CHECK(value(m, "last.pfn == pfn(A, 0x400000)") == 1);
    CHECK(m.process == m.find_process("A"));
    CHECK(m.thread == 1);
    run(m, "read 0x400000");  // the current thread
    CHECK(value(m, "last.core") == 1);
    CHECK(value(m, "last.tlb_hit") == 1);
    run(m, "read A 0x400000");  // the main one, where it ran last
    CHECK(value(m, "last.core") == 0);
    run(m, "read A.2@1 0x400000");
    CHECK(value(m, "last.tlb_hit") == 1);
    run(m, "read A.2 0x400000");
    CHECK(value(m, "last.core") == 1);
    CHECK(value(m, "core_time(1) > core_time(2)") == 1);
    CHECK(audit(m) == "");
}

TEST_CASE("threads: a new one gets a core that runs nothing, else one where the process does not run") {
    Machine m = machine_of("machine x86-64 ram=2M cores=4\nprocess A\nprocess B\nswitch B@1");
    run(m, "thread A.1");
    CHECK(os::last_core(m.kernel, 0, 1) == 2u);
    run(m, "thread A.2");
    CHECK(os::last_core(m.kernel, 0, 2) == 3u);
    run(m, "thread A.3");
    CHECK(os::last_core(m.kernel, 0, 3) == 1u);
    run(m, "thread A.4");
    CHECK(os::last_core(m.kernel, 0, 4) == 3u);
    run(m, "idle 0");
    run(m, "thread A.5");
    CHECK(os::last_core(m.kernel, 0, 5) == 0u);
}

TEST_CASE("threads: a core that a thread leaves without work idles, its address space still loaded") {
    Machine m = machine_of("machine x86-64 ram=2M cores=4\nprocess A\nthread A.1 1\nthread A.2 1");
    run(m, "switch A.1@2");
    CHECK_FALSE(os::is_idle(m.kernel, m.hw, 1));  // A.2 is there
    run(m, "switch A.2@2");
    CHECK(os::is_idle(m.kernel, m.hw, 1));
    CHECK(value(m, "A.cores") == 7);
    CHECK(value(m, "count(core_idle)") == 1);
    run(m, "process B");
    run(m, "switch B@0");
    run(m, "switch A@3");  // nothing of A runs on core 0 any more
    CHECK(value(m, "count(core_idle)") == 1);
    CHECK(value(m, "A.cores") == 0xe);
    CHECK(audit(m) == "");
}

TEST_CASE("threads: a pinned one refuses other cores, with the way out") {
    Machine m = machine_of("machine x86-64 ram=2M cores=3\nprocess A\nmap A 0x400000 4K rw\nthread A.1 1");
    run(m, "pin A.1@2");
    run(m, "read A.1 0x400000");
    CHECK(value(m, "last.core") == 2);
    const base::Error error = fail(m, "read A.1@1 0x400000");
    CHECK(error.message == "A.1 is pinned to core 2");
    CHECK(error.hint == "leave out '@1', or pin it there: pin A.1@1");
    CHECK(error.column == 6);
    for (const char* line : {"switch A.1@0", "map A.1@0 0x800000 4K", "touch A.1@1 0x400000 4K", "unmap A.1@1 0x400000 4K", "fork A.1@0 C"}) {
        INFO(line);
        CHECK(fail(m, line).message == "A.1 is pinned to core 2");
    }
    run(m, "read A.1@2 0x400000");
    run(m, "pin A.1@1");
    run(m, "read A.1 0x400000");
    CHECK(value(m, "last.core") == 1);
    run(m, "pin A");  // where it ran last
    CHECK(fail(m, "read A@1 0x400000").message == "A is pinned to core 0");
    run(m, "flush A@1");  // a hand may reach anywhere
    CHECK(value(m, "count(thread_pinned)") == 3);
    // Pinning the current thread moves the reader with it.
    run(m, "switch A.1");
    run(m, "pin A.1@2");
    run(m, "read 0x400000");
    CHECK(value(m, "last.core") == 2);
}

TEST_CASE("threads: errors point at the part that is wrong and change nothing") {
    Machine m = machine_of("machine x86-64 ram=2M cores=2\nprocess A\nmap A 0x400000 4K rw\nthread A.1");
    struct Case {
        const char* line;
        int column;
        const char* message;
        const char* hint;
    };
    for (const Case& c : {Case{"thread", 7, "the name of a thread is missing", "write thread A.1"},
                          Case{"thread A", 8, "the number of the thread is missing", "write thread A.1"},
                          Case{"thread A.0", 10, "process A has a thread 0 already", "number 0 is the main thread"},
                          Case{"thread A.1", 10, "process A has a thread 1 already", "choose another number"},
                          Case{"thread A.12345678901234567890", 10, "the number of the thread is too large", "the highest is 999999"},
                          Case{"thread B.1", 8, "no process is called 'B'", "did you mean 'A'?"},
                          Case{"thread A.2 2", 12, "the machine has no core '2'", "its cores are 0 to 1"},
                          Case{"thread A.2@7", 12, "the machine has no core '7'", "its cores are 0 to 1"},
                          Case{"thread A.2 1 1", 14, "'1' is not expected here", "usage: thread PROCESS.N [CORE]"},
                          Case{"read A.2 0x400000", 8, "process A has no thread 2", "make it: thread A.2"},
                          Case{"read A.2@1 0x400000", 8, "process A has no thread 2", "make it: thread A.2"},
                          Case{"read A.1@2 0x400000", 10, "the machine has no core '2'", "its cores are 0 to 1"},
                          Case{"read A.1@ 0x400000", 10, "the machine has no core ''", "its cores are 0 to 1"},
                          Case{"read B.1 0x400000", 6, "no process is called 'B'", "did you mean 'A'?"},
                          Case{"pin", 4, "the name of a thread is missing", "write pin A.1@0"},
                          Case{"pin A.3", 7, "process A has no thread 3", "make it: thread A.3"},
                          Case{"pin C@1", 5, "no process is called 'C'", "did you mean 'A'?"},
                          Case{"idle", 5, "a core is missing", ""},
                          Case{"idle 2", 6, "the machine has no core '2'", "its cores are 0 to 1"},
                          Case{"set tags 0", 10, "a core of this processor has 1 to 4096 tags", "write off, unlimited, or a number such as 6"},
                          Case{"set tags 5000", 10, "a core of this processor has 1 to 4096 tags", "write off, unlimited, or a number such as 6"},
                          Case{"set tags", 9, "a number of tags is missing", ""},
                          Case{"print probe(read, A.2, 0).kind", 19, "process A has no thread 2", "make it: thread A.2"},
                          Case{"print tlb_has(2, 0)", 15, "the machine has no core '2'", "its cores are 0 to 1"},
                          Case{"print tlb_has(0, B, 0)", 18, "no process is called 'B'", ""},
                          Case{"print tlb_has(0)", 7, "tlb_has(...) has the wrong arguments", "write tlb_has(CORE, [PROCESS,] va)"},
                          Case{"print core_time(2)", 17, "the machine has no core '2'", "its cores are 0 to 1"},
                          Case{"print word(4)", 12, "0x4 is not aligned to a word of 8 bytes", ""},
                          Case{"print word(ram.size)", 12, "0x20_0000 lies outside RAM", "RAM ends at 0x1f_ffff"}}) {
        INFO(c.line);
        const base::Error error = fail(m, c.line);
        CHECK(error.message == c.message);
        CHECK(error.hint == c.hint);
        CHECK(error.column == c.column);
    }
    for (unsigned t = 2; t <= os::max_threads; ++t) run(m, "thread A." + std::to_string(t) + " 1");
    CHECK(fail(m, "thread A.5000").message == "the machine has 1024 threads already");
}

TEST_CASE("threads: probe tries an access where the thread is, or where it is told, on a copy") {
    Machine m = machine_of("machine x86-64 ram=2M cores=3\nprocess A\nmap A 0x400000 4K rw\nwrite A 0x400000\nthread A.1 1\nread A.1 0x400000\nswitch A");
    const Machine before = m;
    CHECK(value(m, "probe(read, A.1, 0x400000).core") == 1);
    CHECK(value(m, "probe(read, A.1, 0x400000).tlb_hit") == 1);
    CHECK(value(m, "probe(read, A.1@2, 0x400000).core") == 2);
    CHECK(value(m, "probe(read, A.1@2, 0x400000).tlb_hit") == 0);
    CHECK(value(m, "probe(read, A, 0x400000).core") == 0);
    CHECK(value(m, "probe(read, 0x400000).core") == 0);
    CHECK(m == before);
    run(m, "pin A.1");
    const auto expression = script::parse_expression("probe(read, A.1@2, 0x400000).core");
    CHECK(script::evaluate(*expression, script::Scope{m}).error().message == "the thread is pinned to core 1");
}

TEST_CASE("threads: exec leaves the one that called, exit none, fork copies none") {
    Machine m = machine_of("machine x86-64 ram=2M cores=4\nprocess A\nmap A 0x400000 4K rw\nthread A.1 1\nthread A.2 2\npin A.2@2");
    run(m, "fork A.1 B");
    CHECK(value(m, "B.threads") == 1);
    CHECK(value(m, "B.cores") == 0);
    run(m, "exec A.1");
    CHECK(value(m, "A.threads") == 1);
    CHECK(value(m, "A.cores") == 2);
    CHECK(os::last_core(m.kernel, 0, 0) == 1u);
    CHECK(audit(m) == "");
    run(m, "thread A.1 0");
    run(m, "read A.1 0");
    run(m, "exit A");
    CHECK(os::count_threads(m.kernel, 0) == 0);
    for (const hw::Core& core : m.hw.cores) CHECK(core.process == base::no_process);
    CHECK(fail(m, "read A.1 0").message == "no process is called 'A'");
    CHECK(fail(m, "read 0").message == "the current process has ended");
    run(m, "process A");
    run(m, "read 0");
    CHECK(m.thread == 0);
    CHECK(audit(m) == "");
}

TEST_CASE("threads: completion and help know them") {
    const Machine m = machine_of("machine x86-64 cores=2\nprocess A\nthread A.1\nthread A.25");
    const auto has = [&](const char* line, const char* word) {
        const auto words = script::complete(m, line);
        return std::find(words.begin(), words.end(), word) != words.end();
    };
    CHECK(has("read A", "A.1"));
    CHECK(has("read A.2", "A.25"));
    CHECK(has("unmap A 0 4K s", "stop=send"));
    CHECK(has("continue t", "to=ack"));
    CHECK(has("set s", "shootdown"));
    CHECK(has("set shootdown i", "invlpgb"));
    CHECK(has("set tags u", "unlimited"));
    CHECK(has("th", "thread"));
    CHECK(has("print shoot", "shootdown.count"));
    CHECK(has("print tlb_", "tlb_has("));
    Machine copy = m;
    CHECK(run(copy, "help unmap").find("stop=clear|send|ack") != std::string::npos);
    CHECK(run(copy, "help values").find("core_time(CORE)") != std::string::npos);
}

// --- tags ---------------------------------------------------------------------------------------

namespace {

constexpr unsigned spaces = 9;

Machine many_processes(const std::string& set_tags) {
    Machine m = machine_of("machine x86-64 ram=4M cores=2 tlb=64x64\n" + set_tags);
    for (unsigned p = 0; p < spaces; ++p) {
        const std::string name = "P" + std::to_string(p);
        run(m, "process " + name);
        run(m, "map " + name + " 0x400000 4K rw");
        run(m, "write " + name + " 0x400000");
    }
    return m;
}

}  // namespace

TEST_CASE("tags: unlimited ones keep every address space apart; without any each switch flushes") {
    Machine m = many_processes("set tags unlimited");
    CHECK(value(m, "tags.limit == unlimited") == 1);
    for (unsigned p = 0; p < spaces; ++p) {
        run(m, "read P" + std::to_string(p) + " 0x400000");
        CHECK(value(m, "last.tlb_hit") == 1);
    }
    CHECK(value(m, "tags.flushes") == 0);
    run(m, "set tags off");
    CHECK(value(m, "tags.limit") == 0);
    const auto flushes = value(m, "count(tlb_flushed)");
    for (unsigned p = 0; p < spaces; ++p) {
        run(m, "read P" + std::to_string(p) + " 0x400000");
        CHECK(value(m, "last.tlb_hit") == 0);
        run(m, "read P" + std::to_string(p) + " 0x400000");
        CHECK(value(m, "last.tlb_hit") == 1);
        CHECK(value(m, "tags.flushes") == p + 1);
    }
    CHECK(value(m, "count(tlb_flushed)") == flushes + spaces);
    CHECK(value(m, "tags.recycled") == 0);
}

TEST_CASE("tags: global pages stay in the TLB over a switch that flushes") {
    for (const char* setting : {"set tags off", "set tags 1"}) {
        Machine m = machine_of(std::string("machine x86-64 ram=2M\nprocess A\nmap A 0x400000 8K rw now\nprocess B\nmap B 0x800000 4K rw now\n") + setting);
        run(m, "bit A 0x401000 1 global on");
        run(m, "touch A 0x400000 8K");
        run(m, "read B 0x800000");
        CHECK(value(m, "tlb_has(0, A, 0x400000)") == 0);
        CHECK(value(m, "tlb_has(0, A, 0x401000)") == 1);
        run(m, "read A 0x401000");
        CHECK(value(m, "last.tlb_hit") == 1);
        run(m, "read A 0x400000");
        CHECK(value(m, "last.tlb_hit") == 0);
    }
}

TEST_CASE("tags: the one used longest ago is recycled, with a flush: over random switches as a list says") {
    for (const std::size_t limit : {std::size_t{1}, std::size_t{2}, std::size_t{6}, std::size_t{spaces}}) {
        Machine m = many_processes("set tags " + std::to_string(limit));
        run(m, "set tags " + std::to_string(limit));  // empties the TLBs
        // A tag is chosen when a process is switched to, so the one loaded now has one already.
        std::array<std::list<unsigned>, 2> live;  // by core, the last used in front
        std::array<unsigned, 2> loaded{spaces - 1, spaces};
        live[0].push_front(spaces - 1);
        std::array<std::array<bool, spaces>, 2> cached{};  // its page is in the core's TLB
        auto recycled = value(m, "tags.recycled");
        base::Rng rng{limit};
        for (int step = 0; step < 400; ++step) {
            const auto p = static_cast<unsigned>(rng.below(spaces));
            const auto core = static_cast<unsigned>(rng.below(2));
            std::list<unsigned>& tags = live[core];
            if (loaded[core] != p) {
                const bool known = std::find(tags.begin(), tags.end(), p) != tags.end();
                if (!known && tags.size() == limit) {
                    cached[core][tags.back()] = false;
                    tags.pop_back();
                    ++recycled;
                }
                tags.remove(p);
                tags.push_front(p);
                loaded[core] = p;
            }
            INFO("limit " << limit << " step " << step);
            run(m, "read P" + std::to_string(p) + "@" + std::to_string(core) + " 0x400000");
            CHECK(value(m, "last.tlb_hit") == cached[core][p]);
            cached[core][p] = true;
            CHECK(value(m, "tags.recycled") == recycled);
            for (unsigned q = 0; q < spaces; ++q)
                CHECK(value(m, "tlb_has(" + std::to_string(core) + ", P" + std::to_string(q) + ", 0x400000)") == cached[core][q]);
            for (const auto& slots : m.kernel.tags.cores) CHECK(slots.size() <= limit);
        }
        CHECK(audit(m) == "");
    }
}

TEST_CASE("tags: an unmap while a process has no tag on a core leaves nothing behind there") {
    for (const char* setting : {"set tags off", "set tags 1", "set tags 2"}) {
        INFO(setting);
        Machine m = machine_of(std::string("machine x86-64 ram=2M cores=2\nprocess A\nmap A 0x400000 8K rw now\nprocess B\nmap B 0x400000 8K rw now\n") + setting);
        for (const char* line : {"thread A.1 1", "touch A.1 0x400000 8K", "read B@1 0x400000", "unmap A@0 0x400000 4K", "read A.1 0x400000"}) run(m, line);
        CHECK(value(m, "last.cause == segv_maperr") == 1);
        run(m, "read A.1 0x401000");
        CHECK(value(m, "last.reach == none") == 1);
        run(m, "read B@1 0x400000");
        CHECK(value(m, "last.pfn == pfn(B, 0x400000)") == 1);
        run(m, "exec A.1");
        run(m, "exit B");
        CHECK(audit(m) == "");
    }
}

// --- scheduled ----------------------------------------------------------------------------------

TEST_CASE("threads: the main thread is where the scheduler ran it last, and stays where a command pins it") {
    Machine m = machine_of("machine x86-64 ram=4M cores=3\nprocess A\nmap A 0x400000 16K rw\nworkload A loop 0x400000 16K");
    run(m, "pin A@2");
    run(m, "run 100us");
    CHECK(value(m, "last.core") == 2);
    run(m, "read A 0x400000");
    CHECK(value(m, "last.core") == 2);
    run(m, "pin A@1");  // in the middle of its slice
    run(m, "run 100us");
    CHECK(value(m, "last.core") == 1);
    CHECK(m.hw.cores[1].process == m.find_process("A"));
    CHECK(audit(m) == "");
    run(m, "unmap A 0x401000 4K stop=clear");
    const base::Error error = fail(m, "run 1us");
    CHECK(error.message == "core 1 is inside an unmap of process A that is stopped after 'clear'");
    CHECK(error.hint == "let it go on first: continue");
    // A kernel that does not shoot down: what a run reaches is stale, too.
    run(m, "continue");
    run(m, "map A 0x401000 4K rw");
    for (const char* line : {"thread A.1 0", "touch A 0x400000 16K write", "set shootdown off", "advise A.1 0x400000 16K dontneed", "run 1us"}) run(m, line);
    CHECK(value(m, "last.kind == ok && last.stale") == 1);
    CHECK(value(m, "last.reach == free") == 1);
}
