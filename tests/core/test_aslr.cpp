// Where programs lie: the draws against what Linux's rules allow, and exec and fork in the language.
#include "core/os/aslr_places.h"

#include <algorithm>
#include <array>
#include <set>

#include "core/base/rng.h"
#include "core/os/process.h"
#include "core/script/timeline.h"
#include "tests/core/audit.h"
#include "tests/core/support.h"

using os::AslrMode;
using os::AslrRules;
using os::Layout;
using os::ProgramShape;
using os::Region;
using sim::Machine;
using test::fail;
using test::machine_of;
using test::run;
using test::value;

namespace {

constexpr std::array regions{Region::text, Region::data, Region::heap, Region::libc, Region::vdso, Region::stack};

hw::PagingFormat format_named(std::string_view name) { return *hw::find_format(name); }

std::vector<hw::PagingFormat> formats_with_rules() {
    std::vector<hw::PagingFormat> formats;
    for (const hw::PagingFormat& f : hw::builtin_formats())
        if (os::aslr_rules(f)) formats.push_back(f);
    return formats;
}

// How many pages each region was moved by, from where it would lie had nothing been drawn for it.
std::uint64_t moved(const AslrRules& rules, const ProgramShape& shape, AslrMode mode, const Layout& still, const Layout& at, Region region) {
    const std::uint64_t fixed = mode == AslrMode::no_pie ? rules.fixed_base : rules.pie_base;
    const std::uint64_t lower = rules.mmap_base(false) - rules.mmap_base(true);  // room for the stack to be moved
    switch (region) {
        case Region::text: return (at[region].value - fixed) / rules.page;
        case Region::data: return (at[region].value - shape[Region::text] - fixed) / rules.page;
        case Region::heap: return (at[region].value - shape[Region::data] - at[Region::data].value) / rules.page;
        case Region::stack: return (rules.stack_top - shape[region] - at[region].value) / rules.page;
        default: return (still[region].value - lower - at[region].value) / rules.page;
    }
}

void check_placed(const hw::PagingFormat& f, const Layout& layout, const ProgramShape& shape) {
    const auto areas = os::layout_areas(layout, shape);
    REQUIRE(areas.size() == os::region_count);
    for (std::size_t i = 0; i < areas.size(); ++i) {
        REQUIRE(areas[i].start.value % f.page_bytes() == 0);
        REQUIRE(areas[i].bytes % f.page_bytes() == 0);
        REQUIRE(base::u128{areas[i].start.value} + areas[i].bytes <= f.user_end());
        if (i > 0) REQUIRE(areas[i - 1].last() < areas[i].start.value);
    }
    const std::uint64_t stack = layout[Region::stack].value, sp = layout.stack_pointer.value;
    REQUIRE(sp % 16 == 0);
    REQUIRE(sp - stack < shape[Region::stack]);
}

}  // namespace

TEST_CASE("aslr: the bits of each region in 2^16 draws", "[aslr]") {
    constexpr std::uint64_t draws = 1 << 16, buckets = 16;
    std::uint64_t seed = 0;
    for (const hw::PagingFormat& f : formats_with_rules())
        for (const AslrMode mode : {AslrMode::on, AslrMode::no_pie}) {
            const AslrRules rules = *os::aslr_rules(f);
            const ProgramShape shape = os::default_program(rules);
            base::Rng rng{++seed}, none;
            const Layout still = os::draw_layout(rules, AslrMode::off, shape, none);
            struct Seen {
                std::uint64_t least = ~std::uint64_t{0}, most = 0;
                std::array<std::uint64_t, buckets> count{};
            };
            std::array<Seen, os::region_count> seen;
            std::array<std::uint64_t, buckets> fine{};
            for (std::uint64_t i = 0; i < draws; ++i) {
                const Layout layout = os::draw_layout(rules, mode, shape, rng);
                if (i % 512 == 0) check_placed(f, layout, shape);
                for (const Region region : regions) {
                    const unsigned bits = os::entropy_bits(rules, mode, region);
                    const std::uint64_t pages = moved(rules, shape, mode, still, layout, region);
                    Seen& s = seen[static_cast<std::size_t>(region)];
                    s.least = std::min(s.least, pages);
                    s.most = std::max(s.most, pages);
                    if (bits >= 4) ++s.count[(pages >> (bits - 4)) % buckets];
                }
                const std::uint64_t end = layout[Region::stack].value + shape[Region::stack];
                const std::uint64_t below = end - rules.page - layout.stack_pointer.value;
                if (below >= rules.stack_fine) FAIL("the stack pointer was moved too far");
                ++fine[below * buckets / rules.stack_fine];
            }
            // 4096 draws a bucket are expected; six standard deviations are 372.
            const auto even = [&](const std::array<std::uint64_t, buckets>& count) {
                return std::all_of(count.begin(), count.end(), [](std::uint64_t n) { return n > 4096 - 372 && n < 4096 + 372; });
            };
            CHECK(even(fine));
            for (const Region region : regions) {
                const unsigned bits = os::entropy_bits(rules, mode, region);
                const Seen& s = seen[static_cast<std::size_t>(region)];
                INFO(f.name << ", " << to_text(mode) << ", " << to_text(region) << ": " << bits << " bits");
                CHECK(s.most < std::uint64_t{1} << bits);
                CHECK(s.most - s.least >= ((std::uint64_t{1} << bits) - 1) / 1000 * 999);
                if (bits > 0) CHECK(even(s.count));
            }
        }
}

TEST_CASE("aslr: the bits of the facts", "[aslr]") {
    struct Row {
        const char* format;
        unsigned text, heap, libc, stack;
    };
    for (const Row& row : {Row{"x86-64", 28, 18, 28, 22}, {"x86-64-la57", 28, 18, 28, 22}, {"i386", 8, 13, 8, 11}, {"pae", 8, 13, 8, 11},
                           {"arm64-4k-39", 18, 18, 18, 18}, {"arm64-4k-48", 18, 18, 18, 18}, {"arm64-16k-47", 16, 16, 16, 16},
                           {"arm64-64k-42", 14, 14, 14, 14}}) {
        INFO(row.format);
        const AslrRules rules = *os::aslr_rules(format_named(row.format));
        CHECK_FALSE(rules.source.empty());
        const auto bits = [&](AslrMode mode) {
            std::vector<unsigned> all;
            for (const Region region : regions) all.push_back(os::entropy_bits(rules, mode, region));
            return all;
        };
        CHECK(bits(AslrMode::on) == std::vector<unsigned>{row.text, row.text, row.heap, row.libc, row.libc, row.stack});
        CHECK(bits(AslrMode::no_pie) == std::vector<unsigned>{0, 0, row.heap, row.libc, row.libc, row.stack});
        CHECK(bits(AslrMode::off) == std::vector<unsigned>(6, 0));
    }
    for (const char* name : {"hotel", "classroom", "sv39", "sv48"}) CHECK_FALSE(os::aslr_rules(format_named(name)));
}

TEST_CASE("aslr: off, a program lies where setarch -R shows it", "[aslr]") {
    Machine m = machine_of("process A\nset aslr off\nexec A program");
    CHECK(value(m, "base(A, text)") == 0x555555554000);
    CHECK(value(m, "base(A, libc)") == 0x7ffff7dd2000);
    CHECK(value(m, "base(A, vdso)") == 0x7ffff7fc8000);
    CHECK(value(m, "base(A, stack)") == 0x7ffffffde000);
    const os::Vma& stack = m.kernel.processes[0].areas.back();
    CHECK(stack.last() + 1 == 0x7ffffffff000);
    CHECK(value(m, "base(A, heap)") == value(m, "base(A, data)") + 0x2000);
    const auto rng = m.rng;
    run(m, "exec A program");
    CHECK(value(m, "base(A, stack)") == 0x7ffffffde000);
    CHECK(m.rng == rng);  // nothing is drawn
    run(m, "set aslr nopie");
    run(m, "exec A program");
    CHECK(value(m, "base(A, text)") == 0x400000);
    CHECK(value(m, "base(A, libc)") != 0x7ffff7dd2000);
}

TEST_CASE("aslr: exec lays out a program that can run", "[aslr]") {
    for (const hw::PagingFormat& f : formats_with_rules()) {
        INFO(f.name);
        Machine m = machine_of("machine " + f.name + "\nprocess A\nexec A program");
        CHECK(value(m, "A.areas") == 6);
        CHECK(value(m, "A.resident") == 0);  // demand paging
        const os::Process& a = m.kernel.processes[0];
        for (const os::Vma& area : a.areas) CHECK(value(m, "base(A, " + area.name + ")") == area.start.value);
        run(m, "fetch base(A, text)");
        CHECK(m.last.fault_outcome == os::FaultOutcome::file_page_read);
        run(m, "write base(A, data)");
        CHECK(m.last.fault_outcome == os::FaultOutcome::file_page_copied);
        run(m, "write base(A, heap) + 8");
        CHECK(m.last.fault_outcome == os::FaultOutcome::frame_mapped);
        run(m, "write stack_pointer - 8");
        CHECK(m.last.outcome == hw::Outcome::ok);
        run(m, "write base(A, stack) - 8");
        CHECK(m.last.outcome == hw::Outcome::ok);  // the stack grows
        run(m, "write base(A, text)");
        CHECK(m.last.fault_outcome == os::FaultOutcome::segv_accerr);
        run(m, "fetch A.stack_pointer");
        if (f.entry.no_execute != hw::no_bit) CHECK(m.last.fault_outcome == os::FaultOutcome::segv_accerr);
        else CHECK(m.last.outcome == hw::Outcome::ok);
        run(m, "read base(A, stack) - 9M");
        CHECK(m.last.fault_outcome == os::FaultOutcome::segv_maperr);
        CHECK(test::audit(m) == "");
    }
}

TEST_CASE("aslr: fork copies the layout, exec draws a new one, the seed decides", "[aslr]") {
    Machine m = machine_of("seed 7\nprocess A\nexec A program\nfork A B");
    const auto layout = [&](const char* who) { return *m.kernel.processes[m.find_process(who)].layout; };
    CHECK(layout("A") == layout("B"));
    run(m, "write B B.stack_pointer");
    run(m, "read A A.stack_pointer");
    const Layout first = layout("A");
    std::set<std::uint64_t> stacks;
    for (int i = 0; i < 20; ++i) {
        run(m, "exec A program");
        stacks.insert(layout("A")[Region::stack].value);
    }
    CHECK(stacks.size() == 20);
    CHECK(layout("B") == first);
    CHECK(test::audit(m) == "");
    Machine again = machine_of("seed 7\nprocess A\nexec A program"), other = machine_of("seed 8\nprocess A\nexec A program");
    CHECK(*again.kernel.processes[0].layout == first);
    CHECK_FALSE(*other.kernel.processes[0].layout == first);
}

TEST_CASE("aslr: what the language says about parts that are not there", "[aslr]") {
    Machine m = machine_of("process A\nexec A program");
    run(m, "exec A");
    CHECK(value(m, "A.areas") == 0);
    CHECK(value(m, "A.stack_pointer") == 0);
    const auto error = [&](std::string_view text) {
        const auto result = script::evaluate(*script::parse_expression(text), script::Scope{m});
        if (result) FAIL("has a value: " << text);
        return base::to_text(result.error());
    };
    CHECK(error("base(A, stack)").find("exec A program") != std::string::npos);
    CHECK(error("base(A, stak)").find("text|data|heap|libc|vdso|stack") != std::string::npos);
    CHECK(error("base(Q, stack)").find("no process is called 'Q'") != std::string::npos);
    CHECK(error("base(A, 3)").find("no part of a program") != std::string::npos);
    CHECK(error("base()").find("wrong arguments") != std::string::npos);
    CHECK(error("aslr_bits(A, stack)").find("no part of a program") != std::string::npos);
    CHECK(error("aslr_bits(stack, i386, 1)").find("wrong arguments") != std::string::npos);
    run(m, "map A 0x600000 16K rw name=heap");  // a lesson's own
    CHECK(value(m, "base(heap)") == 0x600000);
    CHECK(value(m, "aslr_bits(stack)") == 22);
    run(m, "set aslr off");
    CHECK(value(m, "aslr_bits(stack)") == 0);
    CHECK(fail(m, "set aslr maybe").hint == "write on, off or nopie");
    CHECK(fail(m, "exec A progam").message == "'progam' is not expected here");

    Machine toy = machine_of("machine classroom\nprocess A");
    const base::Error none = fail(toy, "exec A program");
    CHECK(none.message == "there are no rules where Linux puts programs in classroom");
    CHECK(none.column == 8);
    Machine taken = machine_of("process A\nfile libc 4K");
    CHECK(fail(taken, "exec A program").message == "the file 'libc' is shorter than what exec maps of it");
    Machine tight = machine_of("machine x86-64 ram=12K\nprocess A");
    run(tight, "exec A program");  // areas take no frames
    run(tight, "fetch base(text)");
    CHECK(tight.last.fault_outcome == os::FaultOutcome::out_of_memory);
}

TEST_CASE("aslr: tries to guess a place", "[aslr]") {
    const Machine m = machine_of("");
    const auto text = [&](std::string_view e) { return *script::evaluate_text(e, script::Scope{m}); };
    CHECK(text("tries_fixed(8)") == "128.5");
    CHECK(text("tries_fixed(16)") == "32,768.5");
    CHECK(text("tries_fixed(0)") == "1");
    CHECK(text("tries_random(16)") == "65,536");
    CHECK(value(m, "tries_random(28)") == 268435456);
    CHECK(value(m, "tries_random(127)") == base::u128{1} << 127);
    CHECK_FALSE(script::evaluate(*script::parse_expression("tries_fixed(128)"), script::Scope{m}));
    CHECK_FALSE(script::parse_expression("tries_fixed(8) + 1")->depends_on_machine());

    // One pass over all places, whichever is right: every count from 1 to 2^n comes once.
    base::u128 sum = 0;
    for (unsigned place = 0; place < 256; ++place) sum += place + 1;
    CHECK(2 * sum == 256 * (2 * value(m, "tries_fixed(8)") + 1));
    base::Rng rng{5};
    std::uint64_t tries = 0;
    constexpr unsigned rounds = 20000;
    for (unsigned i = 0; i < rounds; ++i)
        do ++tries;
        while (rng.below(256) != 0);
    CHECK(tries / rounds > 256 - 10);  // the mean's standard deviation is 1.8
    CHECK(tries / rounds < 256 + 10);
}

TEST_CASE("aslr: no region begins below its lowest place", "[aslr]") {
    for (const hw::PagingFormat& f : formats_with_rules())
        for (const AslrMode mode : {AslrMode::on, AslrMode::no_pie, AslrMode::off}) {
            const AslrRules rules = *os::aslr_rules(f);
            const ProgramShape shape = os::default_program(rules);
            base::Rng rng{11};
            for (int i = 0; i < 500; ++i) {
                const Layout layout = os::draw_layout(rules, mode, shape, rng);
                for (const Region region : {Region::text, Region::libc, Region::vdso, Region::stack}) {
                    INFO(f.name << ", " << to_text(mode) << ", " << to_text(region));
                    const std::uint64_t lowest = os::lowest_place(rules, mode, shape, region).value, bits = os::entropy_bits(rules, mode, region);
                    REQUIRE(layout[region].value >= lowest);
                    REQUIRE(layout[region].value <= lowest + ((std::uint64_t{1} << bits) - 1) * rules.page);
                }
            }
        }
}

TEST_CASE("aslr: a guess is right where the part begins, and nowhere else", "[aslr]") {
    Machine m = machine_of("machine i386\nprocess A\nexec A program");
    run(m, "guess A libc base(A, libc)");
    CHECK(value(m, "hits") == 1);
    run(m, "guess A libc base(A, libc) + 4K");  // the library goes on there
    CHECK(m.last.outcome == hw::Outcome::ok);
    CHECK(value(m, "guesses") == 2);
    run(m, "guess A libc 64K");
    CHECK(m.last.fault_outcome == os::FaultOutcome::segv_maperr);
    CHECK(value(m, "guesses") == 3);
    run(m, "guess text base(text)");
    CHECK(value(m, "hits") == 2);
    CHECK(test::audit(m) == "");
    CHECK(fail(m, "guess A heap 64K").message == "no program goes on in its heap: nothing there may be executed");
    CHECK(fail(m, "guess A lib 64K").hint == "write text, libc or vdso");
    CHECK(fail(m, "guess A libc search=both").column == 21);
    CHECK(fail(m, "guess A libc").message == "an address is missing");
    run(m, "exec A");
    CHECK(fail(m, "guess A libc 64K").hint == "lay out a program: exec A program");
    Machine large = machine_of("process A\nexec A program");
    CHECK_FALSE(fail(large, "guess A libc search=fork").message.empty());  // 2^28 places are too many steps
    CHECK_FALSE(script::evaluate(*script::parse_expression("guesses"), script::Scope{large}));
    Machine toy = machine_of("machine sv39\nprocess A");
    CHECK_FALSE(fail(toy, "guess A libc 64K").message.empty());
}

TEST_CASE("aslr: a search takes as many tries as the place is far, or as chance wants", "[aslr]") {
    Machine m = machine_of("machine i386\nprocess A\nexec A program");
    const os::AslrRules rules = *os::aslr_rules(m.hw.format);
    const std::uint64_t lowest = os::lowest_place(rules, AslrMode::on, os::default_program(rules), Region::libc).value;
    const auto guesses = [&] { return static_cast<std::uint64_t>(value(m, "guesses")); };
    const Layout before = *m.kernel.processes[0].layout;
    run(m, "guess A libc search=fork");
    CHECK(*m.kernel.processes[0].layout == before);
    CHECK(guesses() == (before[Region::libc].value - lowest) / 4096 + 1);
    CHECK(value(m, "hits") == 1);

    // Means of many: 128.5 with a standard deviation of 73.9, and 256 with one of 255.5; within five of the mean's.
    constexpr std::uint64_t rounds = 400;
    std::uint64_t start = guesses();
    run(m, "repeat 400 guess A libc search=fork fresh");
    CHECK(guesses() - start > 110 * rounds);
    CHECK(guesses() - start < 147 * rounds);
    start = guesses();
    run(m, "repeat 200 guess A libc search=exec");
    CHECK(guesses() - start > 192 * rounds / 2);
    CHECK(guesses() - start < 320 * rounds / 2);
    CHECK(value(m, "hits") == 601);
    CHECK(test::audit(m) == "");

    run(m, "set aslr off");
    start = guesses();
    run(m, "guess A libc search=fork fresh");
    CHECK(guesses() - start == 1);
}

TEST_CASE("aslr: a search can be looked at in the middle, and cut there", "[aslr]") {
    script::Timeline timeline;
    for (const char* line : {"machine i386", "seed 3", "process A", "exec A program"}) REQUIRE(timeline.run(line).ok());
    REQUIRE(timeline.run("repeat 3 guess A libc search=exec fresh").ok());
    const auto whole = timeline.latest();
    const std::uint64_t middle = timeline.size() / 2;
    timeline.seek(middle);
    const auto some = value(timeline.machine(), "guesses");
    CHECK(some > 0);
    CHECK(some < value(whole, "guesses"));
    timeline.seek(timeline.size());
    CHECK(timeline.machine() == whole);
    timeline.seek(middle);
    REQUIRE(timeline.run("let x = 1").ok());
    script::Timeline again;
    for (const std::string& line : timeline.lines()) REQUIRE(again.run(line).ok());
    CHECK(again.latest() == timeline.latest());
}

TEST_CASE("aslr: bits of another format's rules", "[aslr]") {
    const Machine m = machine_of("");
    CHECK(value(m, "aslr_bits(libc, x86_64)") == 28);
    CHECK(value(m, "aslr_bits(libc, i386)") == 8);
    CHECK(value(m, "aslr_bits(stack, arm64_16k_47)") == 16);
    CHECK_FALSE(script::evaluate(*script::parse_expression("aslr_bits(libc, vax)"), script::Scope{m}));
    CHECK_FALSE(script::evaluate(*script::parse_expression("aslr_bits(libc, sv39)"), script::Scope{m}));
}

TEST_CASE("write: a word goes where the access went, or nowhere", "[aslr]") {
    Machine m = machine_of("process A\nmap A 0x40_0000 8K rw name=data\nmap A 0x50_0000 4K r now");
    run(m, "write A 0x40_0010 = 0x4142");
    CHECK(value(m, "word(translate(A, 0x40_0010))") == 0x4142);
    CHECK(value(m, "word(translate(A, 0x40_0018))") == 0);
    run(m, "write 0x40_0018 = word(translate(A, 0x40_0010)) + 1");
    CHECK(value(m, "word(translate(A, 0x40_0018))") == 0x4143);
    const auto poked = value(m, "count(word_poked)");
    run(m, "write A 0x50_0000 = 1");
    CHECK(m.last.fault_outcome == os::FaultOutcome::segv_accerr);
    CHECK(value(m, "count(word_poked)") == poked);
    CHECK(value(m, "word(translate(A, 0x50_0000))") == 0);
    CHECK(fail(m, "write A 0x40_0011 = 1").hint == "the word that holds it is at 0x40_0010");
    CHECK(fail(m, "write A 0x40_0010 = 1 << 64").column == 21);
    CHECK(fail(m, "write A 0x40_0010 =").message == "the word to write is missing");
    CHECK(fail(m, "read A 0x40_0010 = 1").column == 18);
    // A copy that a fork shares is the writer's own.
    run(m, "fork A B");
    run(m, "write B 0x40_0010 = 7");
    CHECK(value(m, "word(translate(A, 0x40_0010))") == 0x4142);
    CHECK(value(m, "word(translate(B, 0x40_0010))") == 7);
    CHECK(test::audit(m) == "");
}
