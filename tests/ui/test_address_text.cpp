#include "catch_amalgamated.hpp"
#include "core/script/timeline.h"
#include "ui/address_text.h"

using ui::parse_pasted;
using ui::pasted_commands;

namespace {

hw::PagingFormat x86() { return *hw::find_format("x86-64"); }

sim::Machine machine_after(std::string_view commands) {
    script::Timeline timeline;
    REQUIRE(timeline.run_all(commands));
    return timeline.machine();
}

// The command that maps, after the one that names.
std::string map_command(std::string_view text, const sim::Machine& machine) {
    const auto commands = pasted_commands(text, machine, "va");
    REQUIRE(commands.ok());
    return commands->size() < 2 ? std::string() : (*commands)[1];
}

}  // namespace

TEST_CASE("an address may be written as programs print it") {
    for (const char* text : {"7f3a40000010", "0x7f3a40000010", "0X7F3A_4000_0010", "  0x7f3a_4000_0010\n"}) {
        CAPTURE(text);
        const auto pasted = parse_pasted(text, x86());
        REQUIRE(pasted.ok());
        CHECK(pasted->va.value == 0x7f3a40000010);
        CHECK_FALSE(pasted->area);
    }
}

TEST_CASE("a line of a memory map gives its range, permissions and name") {
    const auto pasted = parse_pasted("7f3a40000000-7f3a40022000 r-xp 00000000 08:01 1234                     /usr/lib/libc.so.6", x86());
    REQUIRE(pasted.ok());
    CHECK(pasted->va.value == 0x7f3a40000000);
    REQUIRE(pasted->area);
    CHECK(pasted->area->end == 0x7f3a40022000);
    CHECK(pasted->area->permissions == os::Permissions{true, false, true});
    CHECK(pasted->area->name == "libc.so.6");

    CHECK(parse_pasted("55d0c2a41000-55d0c2a43000 rw-p 00000000 00:00 0 [heap]", x86())->area->name == "heap");
    CHECK(parse_pasted("7ffc0000-7ffd0000 rw-s 00000000 00:00 0", x86())->area->name.empty());
    CHECK(parse_pasted("7ffc0000-7ffd0000", x86()).ok());
    CHECK(parse_pasted("7f0000000000-7f0000001000 r--p 00000000 08:01 9 /tmp/a b (deleted)", x86())->area->name == "a");
}

TEST_CASE("a garbled line says which part is wrong, and where") {
    struct Case {
        const char* text;
        int column;
        const char* part;
    };
    const Case cases[] = {
        {"", 1, "nothing"},
        {"hello", 1, "'h'"},
        {"0x", 1, "no digits"},
        {"7f3a4000001g", 12, "'g'"},
        {"0x7f3a 4000", 8, "'4000'"},
        {"7f3a40000000-7f3a4002200z r-xp", 25, "end of the range"},
        {"7f3a4000000z-7f3a40022000 r-xp", 12, "start of the range"},
        {"7f3a40022000-7f3a40000000 r-xp", 14, "not above its start"},
        {"7f3a40000000-7f3a40000000 r-xp", 14, "not above its start"},
        {"7f3a40000000- r-xp", 14, "no digits"},
        {"7f3a40000000-7f3a40022000 rxwp 0", 27, "'rxwp'"},
        {"7f3a40000000-7f3a40022000 r-xp zzz", 32, "'zzz'"},
        {"7f3a40000000-7f3a40022000 r-xp 0000 0801 12", 37, "'0801'"},
        {"7f3a40000000-7f3a40022000 r-xp 0000 08:01 1x2", 43, "'1x2'"},
        {"17f3a4000000000010", 1, "64-bit"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.text);
        const auto pasted = parse_pasted(c.text, x86());
        REQUIRE_FALSE(pasted.ok());
        CHECK(pasted.error().column == c.column);
        CHECK_THAT(pasted.error().message, Catch::Matchers::ContainsSubstring(c.part));
        CHECK_FALSE(pasted.error().hint.empty());
    }
}

TEST_CASE("an address wider than the format is refused") {
    const hw::PagingFormat i386 = *hw::find_format("i386");
    CHECK(parse_pasted("bffff123", i386).ok());
    const auto wide = parse_pasted("0x7f3a40000010", i386);
    REQUIRE_FALSE(wide.ok());
    CHECK_THAT(wide.error().message, Catch::Matchers::ContainsSubstring("32-bit"));
    const hw::PagingFormat toy = *hw::find_format("va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0");
    CHECK(parse_pasted("7fff", toy).ok());
    CHECK_FALSE(parse_pasted("8000", toy).ok());
}

TEST_CASE("what was pasted is mapped so that it can be walked") {
    const sim::Machine machine = machine_after("process A\nmap 0x5555_5555_4000 8K rx now");
    const auto commands = pasted_commands("7f3a40000010", machine, "va");
    REQUIRE(commands.ok());
    CHECK(commands->front() == "let va = 0x7f3a_4000_0010");
    CHECK(map_command("7f3a40000010", machine) == "map 0x7f3a_4000_0000 4K rw now name=pasted");
    CHECK(map_command("55d0c2a43000-55d0c2a48000 r-xp 00002000 08:01 7 /usr/bin/head", machine) == "map 0x55d0_c2a4_3000 20K rx now name=head");
    // Of a large area the first page is enough.
    CHECK(map_command("7f3a40000000-7f3b40000000 rw-p 0 00:00 0 [heap]", machine) == "map 0x7f3a_4000_0000 4K rw now name=heap");
    // Small, but its end runs into what is mapped.
    CHECK(map_command("555555553000-555555556000 r--p", machine) == "map 0x5555_5555_3000 4K r now name=pasted");
}

TEST_CASE("what needs no mapping, or may have none, is only named") {
    const sim::Machine machine = machine_after("process A\nmap 0x5555_5555_4000 8K rx now");
    CHECK(map_command("555555554123", machine).empty());                                              // mapped already
    CHECK(map_command("0x0000800000000000", machine).empty());                                        // not canonical
    CHECK(map_command("ffffffffff600000-ffffffffff601000 --xp 0 00:00 0 [vsyscall]", machine).empty());  // the kernel's half
    CHECK(map_command("7f3a40000000-7f3a40001000 ---p 0 00:00 0", machine).empty());                  // a guard page
    CHECK(map_command("7f3a40000010", sim::default_machine()).empty());                               // no process
}

TEST_CASE("every command that comes out of a paste is accepted by the machine") {
    for (const char* format : {"x86-64", "x86-64-la57", "i386", "classroom", "va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0"})
        for (const char* text : {"12", "7f", "0-80", "7ffc-8ffc r-xp 0 08:01 1 /bin/x", "bffff000-c0000000 rw-p 0 00:00 0 [stack]", "7f3a40000010"}) {
            CAPTURE(format, text);
            script::Timeline timeline;
            REQUIRE(timeline.run("machine " + std::string(format)).ok());
            REQUIRE(timeline.run("process A").ok());
            const auto commands = pasted_commands(text, timeline.machine(), "va");
            if (!commands) continue;  // too wide for this format
            for (const std::string& line : *commands) {
                CAPTURE(line);
                const auto result = timeline.run(line);
                INFO((result ? std::string() : result.error().message));
                CHECK(result.ok());
            }
        }
}
