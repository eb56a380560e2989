#include "core/script/command.h"

#include "tests/core/support.h"

using base::Error;
using sim::Machine;
using test::fail;
using test::machine_of;
using test::run;
using test::value;

namespace {

struct Bad {
    std::string_view line;
    int column;
    std::string_view message;
    std::string_view hint = {};
};

void check_all(Machine& machine, std::initializer_list<Bad> lines) {
    for (const Bad& bad : lines) {
        INFO("line: " << bad.line);
        const Error error = fail(machine, bad.line);
        INFO("error: " << base::to_text(error));
        CHECK(error.column == bad.column);
        CHECK(error.message.find(bad.message) != std::string::npos);
        CHECK(error.hint.find(bad.hint) != std::string::npos);
    }
}
}  // namespace

TEST_CASE("command: blanks and comments do nothing") {
    Machine m = sim::default_machine();
    const Machine before = m;
    for (const char* line : {"", "   ", "# comment", "  # another", "\t\r"}) CHECK(run(m, line).empty());
    CHECK(m == before);
    run(m, "  process   A   # the first");
    CHECK(m.find_process("A") == 0);
}

TEST_CASE("command: an unknown verb is met by the nearest") {
    Machine m = sim::default_machine();
    check_all(m, {{"raed 0x4000", 1, "there is no command 'raed'", "did you mean 'read'?"},
                  {"  mpa 0 4K", 3, "'mpa'", "did you mean 'map'?"},
                  {"xyzzy", 1, "'xyzzy'", "help lists the commands"},
                  {"READ 0", 1, "'READ'", ""}});
}

TEST_CASE("command: machine") {
    Machine m = machine_of("machine i386");
    CHECK(m.hw.format.name == "i386");
    CHECK(m.kernel.processes.empty());
    run(m, "machine x86-64 ram=1M tlb=16x2 cores=4 preset=classroom");
    CHECK(m.hw.ram.bytes() == 1u << 20);
    CHECK(m.hw.cores.size() == 4);
    CHECK(m.hw.cores[3].tlb.config() == hw::TlbConfig{16, 2});
    CHECK(m.hw.costs.name == "classroom");
    run(m, "machine tlb=off x86-64");
    CHECK(m.hw.cores[0].tlb.config().entries == 0);
    run(m, "machine classroom");
    CHECK(m.hw.cores[0].tlb.config() == hw::TlbConfig{4, 4});
    CHECK(m.hw.ram.bytes() == 128);
    run(m, "machine va=15 levels=5,5 ram=1K offset=5 pte=1B valid=7 tlb=4 frame=6:0");
    CHECK(m.hw.format.va_bits() == 15);
    CHECK(m.hw.ram.bytes() == 1024);
    CHECK(m.hw.cores[0].tlb.config() == hw::TlbConfig{4, 4});
    CHECK(m.hw.format == hw::find_format(m.hw.format.name).value());
    // A new machine forgets names and time, and keeps the reader's seed and vocabulary.
    m = machine_of("seed 7\nset names intel\nlet x = 1\nmachine x86-64");
    CHECK(m.names.empty());
    CHECK(m.rng.state == 7);
    CHECK(m.level_names == hw::LevelNames::intel_names);
    check_all(m, {{"machine", 8, "a paging format is missing", "x86-64"},
                  {"machine ram=1M", 15, "a paging format is missing"},
                  {"machine x86-46", 9, "no paging format is called 'x86-46'", "did you mean 'x86-64'?"},
                  {"machine tlb=4x4 clasroom", 17, "'clasroom'", "did you mean 'classroom'?"},
                  {"machine x86-64 ram=5000", 20, "not a whole number of page frames"},
                  {"machine x86-64 ram=4K", 20, "too little"},
                  {"machine x86-64 ram=2000T", 20, "too much"},
                  {"machine x86-64 ram=1Q", 21, "does not continue a number"},
                  {"machine x86-64 ram=", 20, "a number is missing"},
                  {"machine classroom ram=1K", 23, "more than 7-bit physical addresses reach"},
                  {"machine x86-64 cores=65", 22, "1 to 64 cores"},
                  {"machine x86-64 cores=0", 22, "1 to 64 cores"},
                  {"machine x86-64 cores=x", 22, "not a number"},
                  {"machine x86-64 tlb=64x5", 20, "must divide", "64x4"},
                  {"machine x86-64 tlb=4294967295x1", 20, "too large"},
                  {"machine x86-64 tlb=65536 cores=64", 20, "too large"},
                  {"machine x86-64 tlb=banana", 20, "does not describe a TLB", "tlb=64x4"},
                  {"machine x86-64 preset=clasroom", 23, "no preset is called", "did you mean 'classroom'?"},
                  {"machine x86-64 rm=16M", 16, "'rm' is not an option", "did you mean 'ram'?"},
                  {"machine x86-64 i386", 16, "'i386' is not expected here"},
                  {"machine va=15 levels=5,5 ram=1K offset=6 pte=1B valid=7 frame=6:0", 9, "add up to 16 bits"},
                  {"machine va=15 levels=5,5 tlb=4x4 ofset=5 pte=1B valid=7 frame=6:0", 34, "'ofset'", "did you mean 'offset'?"}});
}

TEST_CASE("command: set") {
    Machine m = machine_of("set tlb 16x2");
    CHECK(m.hw.cores[0].tlb.config() == hw::TlbConfig{16, 2});
    run(m, "set tlb off");
    CHECK(m.hw.cores[0].tlb.config().entries == 0);
    run(m, "set tlb on");
    CHECK(m.hw.cores[0].tlb.config() == hw::TlbConfig{64, 4});
    run(m, "set preset classroom");
    CHECK(m.hw.costs.name == "classroom");
    CHECK(m.hw.cores[0].tlb.config() == hw::TlbConfig{4, 4});
    run(m, "set names intel");
    CHECK(m.level_names == hw::LevelNames::intel_names);
    run(m, "set nx off");
    CHECK_FALSE(m.hw.no_execute);
    run(m, "set wp off");
    CHECK_FALSE(m.hw.write_protect);
    check_all(m, {{"set", 4, "the name of a setting is missing", "settings:"},
                  {"set tbl off", 5, "there is no setting 'tbl'", "did you mean 'tlb'?"},
                  {"set tlb 5x2", 9, "must divide"},
                  {"set tlb", 8, "does not describe a TLB"},
                  {"set tlb off now", 13, "'now' is not expected here", "usage: set"},
                  {"set preset zen9", 12, "no preset is called 'zen9'"},
                  {"set names german", 11, "'german' is not a vocabulary", "linux, intel or arm"},
                  {"set nx maybe", 8, "'maybe' is neither on nor off"},
                  {"set wp", 7, "neither on nor off"}});
}

TEST_CASE("command: process and switch") {
    Machine m = machine_of("process A\nprocess B_2");
    CHECK(m.process == 1);
    CHECK(m.hw.cores[0].process == 0); // A runs until something switches
    run(m, "switch A");
    CHECK(m.process == 0);
    run(m, "switch B_2");
    CHECK(m.hw.cores[0].process == 1);
    CHECK(m.hw.cores[0].root == m.kernel.processes[1].root);
    check_all(m, {{"process", 8, "'' is not a name"},
                  {"process 5x", 9, "'5x' is not a name"},
                  {"process a-b", 9, "'a-b' is not a name"},
                  {"process A", 9, "process A exists already"},
                  {"process last", 9, "'last' already means something"},
                  {"process tlb", 9, "'tlb' already means something"},
                  {"process C D", 11, "'D' is not expected here"},
                  {"switch C", 8, "no process is called 'C'"},
                  {"switch c", 8, "no process is called 'c'"},
                  {"switch", 7, "the name of a process is missing"},
                  {"switch A@1", 10, "the machine has no core '1'", "0 to 0"},
                  {"switch A@", 10, "the machine has no core ''"},
                  {"switch A B_2", 10, "not expected here"}});
    Machine none = sim::default_machine();
    check_all(none, {{"read 0", 6, "there is no process yet", "process A"}, {"switch A", 8, "there is no process yet"}});
}

TEST_CASE("command: map, unmap and protect") {
    Machine m = machine_of("process A\nlet va = 0x400000");
    run(m, "map va 16K");
    CHECK(m.current()->areas[0].permissions == os::Permissions{true, true, false});
    run(m, "map A 0x500000..0x504000 rx name=libc");
    CHECK(m.current()->areas[1].permissions == os::Permissions{true, false, true});
    CHECK(m.current()->areas[1].name == "libc");
    CHECK(m.current()->areas[1].bytes == 16384);
    run(m, "map 0x600000 4K none now");
    CHECK(value(m, "A.resident") == 1);
    run(m, "protect va + 4K 4K r");
    run(m, "unmap va..va+16K");
    CHECK(value(m, "A.areas") == 2);
    check_all(m, {{"map", 4, "an address is missing"},
                  {"map 0x400000", 13, "a size is missing", "4K"},
                  {"map 0x400800 4K", 5, "not the start of a page", "0x40_0000"},
                  {"map 0x400000 5K", 14, "not a whole number of pages"},
                  {"map 0x400000 0", 14, "the range is empty"},
                  {"map 0x400000..0x400000", 15, "the range ends before it begins"},
                  {"map 0x400000 1<<64", 14, "the size does not fit 64 bits"},
                  {"map 0x400000 ~0", 14, "the size does not fit 64 bits"},
                  {"map 1<<64 4K", 5, "wider than a 64-bit address"},
                  {"map 1<<47 4K", 5, "ends above the addresses a program may use"},
                  {"map 0x500000 4K", 5, "overlaps the area 0x50_0000..0x50_3fff"},
                  {"map 0x400000 4K rq", 17, "'rq' is not expected here", "usage: map"},
                  {"map C 0x400000 4K", 5, "no process is called 'C'"},
                  {"map 0x10000000 1G now", 5, "does not fit RAM"},
                  {"map 0x400000 4K - 5K", 17, "below zero"},
                  {"unmap 0x400000 4K", 7, "nothing is mapped in this range", "mapped are 0x50_0000..0x50_3fff"},
                  {"unmap 0x500000 4K now", 19, "'now' is not expected here"},
                  {"protect 0x500000 4K", 20, "permissions are missing", "rwx"},
                  {"protect 0x500000 64K r", 9, "a part of this range is not mapped"},
                  {"protect 0x500000 4K r w", 23, "'w' is not expected here"}});
    Machine big = machine_of("machine va=40 levels=14,14 offset=12 pte=8B valid=63 frame=39:0 ram=1T\nprocess A");
    check_all(big, {{"map 0 5G now", 7, "more than 1,000,000 steps"}});
}

TEST_CASE("command: accesses") {
    Machine m = machine_of("process A\nmap 0x400000 64K rw");
    run(m, "write A 0x400123");
    CHECK(m.last.type == hw::AccessType::write);
    run(m, "fetch 0x400123");
    CHECK(m.last.type == hw::AccessType::fetch);
    run(m, "read 0x400000 super");
    CHECK(m.last.outcome == hw::Outcome::ok);
    run(m, "bit 0x400000 pt user off");
    run(m, "flush");
    run(m, "read 0x400000 super");
    CHECK(m.last.outcome == hw::Outcome::ok);
    run(m, "touch 0x400000 64K write");
    CHECK(value(m, "A.resident") == 16);
    const auto starts = value(m, "count(access_start)");
    run(m, "touch A 0x400000 16K stride=1K read");
    CHECK(value(m, "count(access_start)") - starts >= 16);
    check_all(m, {{"read", 5, "an address is missing"},
                  {"read 0x400000 4K", 15, "'4K' is not expected here", "usage: read"},
                  {"read nowhere", 6, "'nowhere' is not known here"},
                  {"read Z 0x400000", 6, "no process is called 'Z'"},
                  {"read A@9 0x400000", 8, "the machine has no core '9'"},
                  {"write 1 << 64", 7, "wider than a 64-bit address"},
                  {"touch 0x400000", 15, "a size is missing"},
                  {"touch 0x400000 4K stride=0", 26, "'0' is not a stride"},
                  {"touch 0x400000 4K strid=5", 19, "'strid=5' is not expected here"},
                  {"touch 0x400000 1<<60", 16, "more than 1,000,000 steps"},
                  {"touch 0xfffffffffffff000 8K", 26, "the range ends above the highest address"}});
    Machine i386 = machine_of("machine i386\nprocess A");
    check_all(i386, {{"read 0x1_0000_0000", 6, "wider than a 32-bit address", "0xffff_ffff"}});
}

TEST_CASE("command: sizes near 2^128 do not make touch run for ever") {
    Machine m = machine_of("process A\nmap 0x400000 64K rw");
    for (const char* line : {"touch 2 ~0", "touch 0x400000 ~0", "touch 5 ~0 stride=1", "touch 0x1000 ~0 - 4K", "touch 0 (1<<64) + 1 stride=1<<64",
                             "touch 2 ~0 stride=0xffffffffffffffffffffffffffffffff"})
        fail(m, line);
}

TEST_CASE("command: poke and bit") {
    Machine m = machine_of("process A\nmap 0x400000 4K rw now");
    run(m, "poke 0x800 0x1234");
    CHECK(m.hw.ram.read({0x800}, 8) == 0x1234);
    run(m, "bit A 0x400000 pt accessed on");
    CHECK(value(m, "flag(entry(0x400000, pt), accessed)") == 1);
    run(m, "bit 0x400000 1 accessed off");
    CHECK(value(m, "flag(entry(0x400000, pt), accessed)") == 0);
    // A bit by its number, and the frame number as a number.
    run(m, "bit 0x400000 pt 9 on");
    CHECK((value(m, "entry(0x400000, pt)") >> 9 & 1) == 1);
    run(m, "bit 0x400000 pt 9 off");
    const auto word = value(m, "entry(0x400000, pt)");
    run(m, "bit 0x400000 pt frame 0x123");
    CHECK(value(m, "pfn(0x400000)") == 0x123);
    // Bits 12 to 51 hold the frame number; no other bit changed.
    CHECK((value(m, "entry(0x400000, pt)") ^ word) == (0x123 ^ (word >> 12 & 0xff'ffff'ffff)) << 12);
    run(m, "bit 0x400000 pt frame 0x100 + 2");
    CHECK(value(m, "pfn(0x400000)") == 0x102);
    check_all(m, {{"bit 0x400000 pt 64 on", 17, "no bit 64", "from 0 to 63"},
                  {"bit 0x400000 pt 6x on", 17, "'x' does not continue a number"},
                  {"bit 0x400000 pt frame", 22, "a frame number is missing"},
                  {"bit 0x400000 pt frame 1 << 40", 23, "no frame has the number", "0xff_ffff_ffff"},
                  {"bit 0x400000 pt frame 1 on", 25, "'on' is not expected here"}});
    Machine large = machine_of("process A\nmap 0x400000 2M rw now huge");
    run(large, "bit 0x400000 pmd frame 0x600");
    CHECK(value(large, "pfn(0x400000)") == 0x600);
    check_all(large, {{"bit 0x400000 pmd frame 0x601", 24, "a page of 2 MiB does not begin in frame 0x601", "0x600"}});
    check_all(m, {{"poke", 5, "a physical address is missing"},
                  {"poke 0x801 1", 6, "not aligned to a word of 8 bytes", "0x800"},
                  {"poke 16M 1", 6, "lies outside RAM", "0xff_ffff"},
                  {"poke ~7 1", 6, "lies outside RAM"},
                  {"poke 0 1<<64", 8, "does not fit a word of 8 bytes"},
                  {"poke 0", 7, "a value is missing"},
                  {"poke 0 1 2", 10, "'2' is not expected here"},
                  {"bit 0x400000", 13, "a level is missing"},
                  {"bit 0x400000 5 write on", 14, "reads no entry of level 5", "to 4"},
                  {"bit 0 pt write on", 7, "reads no entry of level 1"},
                  {"bit 0x400000 pt wirte on", 17, "no flag 'wirte'", "did you mean 'write'?"},
                  {"bit 0x400000 pt zzz on", 17, "no flag 'zzz'", "flags: present write"},
                  {"bit 0x400000 pt", 16, "no flag ''", "flags:"},
                  {"bit 0x400000 pt write", 22, "neither on nor off"},
                  {"bit 0x400000 pt write on on", 26, "'on' is not expected here"}});
    Machine small = machine_of("machine classroom\nprocess A\nmap 0 16 rw now");
    check_all(small, {{"poke 0 256", 8, "does not fit a word of 1 bytes"}, {"bit 0 pt nx on", 10, "no flag 'nx'"}});
    run(small, "poke 127 255");
    CHECK(small.hw.ram.read({127}, 1) == 255);
}

TEST_CASE("command: flush and invlpg") {
    Machine m = machine_of("machine x86-64 cores=2\nprocess A\nmap 0x400000 8K rw now\nprocess B\nmap B 0x400000 8K rw now\n"
                           "read A 0x400000\nread A 0x401000\nread B 0x400000");
    const auto valid = [&](unsigned core) {
        int n = 0;
        for (const hw::TlbEntry& e : m.hw.cores[core].tlb.slots()) n += e.valid;
        return n;
    };
    CHECK(valid(0) == 3);
    run(m, "invlpg A 0x401000");
    CHECK(valid(0) == 2);
    run(m, "read A@1 0x400000");
    test::EventList list;
    REQUIRE(script::execute(m, "flush A@1", list));
    CHECK(list.events.at(0).core == 1); // the event names the core whose TLB it was
    CHECK(valid(1) == 0);
    CHECK(valid(0) == 2);
    run(m, "switch A@0");
    run(m, "flush A");
    CHECK(valid(0) == 1);
    run(m, "flush");
    CHECK(valid(0) == 0);
    check_all(m, {{"flush 5", 7, "'5' is not expected here"}, {"invlpg", 7, "an address is missing"}, {"flush Z", 7, "no process is called 'Z'"}});
}

TEST_CASE("command: let, seed and pick") {
    Machine m = machine_of("seed 7\nlet a = pick(0..1000)\nlet b = pick(0..1000)");
    const Machine again = machine_of("seed 7\nlet a = pick(0..1000)\nlet b = pick(0..1000)");
    CHECK(m == again);
    CHECK(value(m, "a") != value(m, "b"));
    run(m, "let a = a + 1");
    CHECK(value(m, "a") == value(again, "a") + 1);
    CHECK(m.names.size() == 2);
    run(m, "process A");
    check_all(m, {{"let", 4, "'' is not a name"},
                  {"let 5 = 5", 5, "'5' is not a name"},
                  {"let x=5", 5, "'x=5' is not a name", "let x = 4K"},
                  {"let x 5", 7, "a '=' is missing"},
                  {"let x =", 8, "a value is missing"},
                  {"let x = 5 5", 11, "'5' is not expected here"},
                  {"let A = 5", 5, "'A' is a process"},
                  {"let x = y", 9, "'y' is not known here"},
                  {"seed", 5, "a seed is missing"},
                  {"seed 5 6", 8, "'6' is not expected here"}});
}

TEST_CASE("command: repeat") {
    Machine m = machine_of("process A\nmap 0x400000 64K rw\nlet i = 99\nrepeat 4 as i write 0x400000 + i * 4K");
    CHECK(value(m, "A.resident") == 4);
    CHECK(value(m, "i") == 99); // the counter was the repeat's own
    run(m, "repeat 2 as j repeat 3 as k write 0x400000 + (4 + j * 3 + k) * 4K");
    CHECK(value(m, "A.resident") == 10);
    CHECK_FALSE(script::evaluate(*script::parse_expression("j"), script::Scope{m}));
    const Machine before = m;
    run(m, "repeat 0 write 0x400000");
    CHECK(m == before);
    CHECK(run(m, "repeat 3 print 5") == "5\n5\n5");
    check_all(m, {{"repeat", 7, "a number of times is missing"},
                  {"repeat 3", 9, "the command to repeat is missing"},
                  {"repeat 3 as", 12, "'' is not a name"},
                  {"repeat 3 as 5 read 0", 13, "'5' is not a name"},
                  {"repeat 3 raed 0x400000", 10, "there is no command 'raed'", "did you mean 'read'?"},
                  {"repeat 3 as i read 0x400000 + i * q", 35, "'q' is not known here"},
                  {"repeat 9 as i unmap 0x400000 + i * 64K 64K", 21, "nothing is mapped"},
                  {"repeat 2M read 0", 8, "more than 1,000,000 times"},
                  {"repeat 2 repeat 2 repeat 2 repeat 2 read 0", 28, "nested too deeply"}});
}

TEST_CASE("command: no line can take more than a bounded number of steps") {
    Machine m = machine_of("process A\nmap 0x400000 64K rw now\nset tlb 4x4");
    check_all(m, {{"repeat 1000000 repeat 1000000 repeat 1000000 let x = 1", 46, "more than 1,000,000 steps"},
                  {"repeat 1000000 repeat 1000000 print 1", 31, ""},
                  {"repeat 1000000 touch 0x400000 512K stride=1", 31, "more than 1,000,000 steps"},
                  {"repeat 1000000 help", 16, "too much text"},
                  {"repeat 1000 repeat 1000 repeat 1000 repeat 0 read 0", 37, "nested too deeply"},
                  {"repeat 1000000 repeat 1000000 repeat 0 read 0", 31, "more than 1,000,000 steps"}});
}

TEST_CASE("command: expect, print and help") {
    Machine m = machine_of("process A\nmap 0x400000 4K rw now\nread 0x400000");
    run(m, "expect last.kind == ok");
    CHECK(run(m, "print page_size as size") == "4 KiB");
    CHECK(run(m, "print   frames.total  ") == "4096");
    check_all(m, {{"expect last.reads == 5", 8, "expected last.reads == 5, but it does not hold"},
                  {"expect", 7, "a value is missing here"},
                  {"expect 1 +", 11, "a value is missing here"},
                  {"expect  1 / 0", 11, "division by zero"},
                  {"print nothing", 7, "'nothing' is not known here"},
                  {"print 1 +  x", 12, "'x' is not known here"},
                  {"print 5 as size x", 12, "not a way to show a value"},
                  {"print", 6, "a value is missing here"},
                  {"help raed", 6, "there is no command 'raed'", "did you mean 'read'?"}});
    const std::string help = run(m, "help");
    for (const script::VerbHelp& verb : script::verb_help()) {
        INFO(verb.name);
        CHECK(help.find(verb.name) != std::string::npos);
        CHECK(run(m, "help " + std::string(verb.name)).find(verb.usage) != std::string::npos);
        CHECK_FALSE(verb.help.empty());
    }
    const std::string values = run(m, "help values");
    CHECK(values.find("last.kind") != std::string::npos);
    CHECK(values.find("PROCESS.minor") != std::string::npos);
    CHECK(values.find("probe(") != std::string::npos);
}

TEST_CASE("command: only some verbs change the machine") {
    Machine m = machine_of("process A\nmap 0x400000 4K rw now");
    sim::NullObserver nobody;
    for (const char* line : {"print 1", "help", "expect 1", "", "# x", "repeat 2 print 1", "repeat 0 read 0"}) {
        INFO(line);
        CHECK_FALSE(script::execute(m, line, nobody)->changes);
    }
    for (const char* line : {"read 0x400000", "let x = 1", "flush", "seed 3"}) {
        INFO(line);
        CHECK(script::execute(m, line, nobody)->changes);
    }
}

TEST_CASE("command: execute_all stops at the first error and names its line") {
    Machine m = sim::default_machine();
    sim::NullObserver nobody;
    const auto status = script::execute_all(m, "process A\r\n\n  map 0x400000 4K rw\nbanana\nprocess B", nobody);
    REQUIRE_FALSE(status);
    CHECK(status.error().line == 4);
    CHECK(status.error().column == 1);
    CHECK(m.kernel.processes.size() == 1);
    CHECK(m.current()->areas.size() == 1);
}

TEST_CASE("command: completion") {
    const Machine m = machine_of("process Alpha\nlet vaddr = 5");
    const auto has = [&](std::string_view line, std::string_view word) {
        const auto words = script::complete(m, line);
        return std::find(words.begin(), words.end(), word) != words.end();
    };
    CHECK(has("re", "read"));
    CHECK(has("re", "repeat"));
    CHECK_FALSE(has("re", "write"));
    CHECK(has("", "machine"));
    CHECK(has("read Al", "Alpha"));
    CHECK(has("read va", "vaddr"));
    CHECK(has("print ind", "index("));
    CHECK(has("print last.ki", "last.kind"));
    CHECK(has("print Alpha.mi", "Alpha.minor"));
    CHECK(has("print tlb.h", "tlb.hits"));
    CHECK(has("machine x86", "x86-64"));
    CHECK(has("set pre", "preset"));
    CHECK(has("repeat 3 re", "read"));
    CHECK_FALSE(has("print ki", "kind")); // the bare member means nothing
    const auto all = script::complete(m, "");
    CHECK(std::is_sorted(all.begin(), all.end()));
}

TEST_CASE("command: random bytes and random words never break anything") {
    base::Rng rng{4242};
    const std::vector<std::string> words{
        "machine", "set", "process", "switch", "map", "unmap", "protect", "read", "write", "fetch", "touch", "poke", "bit", "flush",
        "invlpg", "seed", "let", "repeat", "expect", "print", "help", "A", "B", "A@1", "A@0", "0x400000", "4K", "0", "1", "7", "64K",
        "rw", "none", "now", "name=x", "stride=1", "super", "=", "x", "va", "as", "hex", "pt", "pgd", "present", "off", "on", "tlb",
        "x86-64", "classroom", "ram=64K", "tlb=4x2", "cores=2", "i386", "last.kind", "A.minor", "probe(read,A,0).kind", "pick(1..9)",
        "~0", "1<<64", "(", ")", "+", "..", "@", "frames.free", "entry(0x400000,pt)", "root", "va=15", "levels=5,5", "offset=5",
        "pte=1B", "valid=7", "frame=6:0", "\xff\xfe", "#"};
    for (std::uint64_t round = 0; round < 30; ++round) {
        Machine m = machine_of("process A\nmap 0x400000 64K rw\nlet va = 0x400000");
        sim::NullObserver nobody;
        for (int i = 0; i < 300; ++i) {
            std::string line;
            if (rng.below(10) == 0) {
                for (std::uint64_t n = rng.below(40); n > 0; --n) line += static_cast<char>(rng.below(256));
            } else {
                line = words[rng.below(21)];
                for (std::uint64_t n = rng.below(7); n > 0; --n) line += " " + words[rng.below(words.size())];
            }
            const Machine before = m;
            INFO("line: " << line);
            const auto result = script::execute(m, line, nobody);
            if (result) {
                if (!result->changes) REQUIRE(m == before);
                continue;
            }
            REQUIRE(m == before);
            REQUIRE(result.error().column >= 1);
            REQUIRE(result.error().column <= static_cast<int>(line.size()) + 1);
            REQUIRE_FALSE(result.error().message.empty());
        }
    }
}
