#include "core/script/expression.h"

#include "tests/core/support.h"

using base::Error;
using base::u128;
using sim::Machine;
using test::machine_of;
using test::run;
using test::value;

namespace {

const Machine& plain() {
    static const Machine machine = sim::default_machine();
    return machine;
}
u128 value(std::string_view text) { return test::value(plain(), text); }

Error error_of(const Machine& machine, std::string_view text) {
    INFO("expression: " << text.substr(0, 200));
    const auto parsed = script::parse_expression(text);
    if (!parsed) return parsed.error();
    const auto result = script::evaluate(*parsed, script::Scope{machine});
    if (result) FAIL("it has the value " << base::dec(*result));
    return result.error();
}
Error error_of(std::string_view text) { return error_of(plain(), text); }

std::string text_of(const Machine& machine, std::string_view text) {
    const auto result = script::evaluate_text(text, script::Scope{machine});
    INFO("expression: " << text.substr(0, 200));
    if (!result) FAIL(base::to_text(result.error()));
    return *result;
}

const Machine& with_process() {
    static const Machine machine =
        machine_of("process A\nmap 0x7f3a40000000 4K rw now\nlet va = 0x7f3a40000010\nread va");
    return machine;
}

std::string repeated(std::string_view text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}
}  // namespace

TEST_CASE("expression: precedence") {
    CHECK(value("2 + 3 * 4") == 14);
    CHECK(value("(2 + 3) * 4") == 20);
    CHECK(value("20 - 3 - 4") == 13);
    CHECK(value("100 / 10 / 2") == 5);
    CHECK(value("17 % 5 * 2") == 4);
    CHECK(value("1 << 4 + 1") == 32);
    CHECK(value("0x1fff & 0xfff == 0xfff") == 1); // & binds tighter than ==, unlike in C
    CHECK(value("1 | 6 & 4") == 5);
    CHECK(value("1 | 2 ^ 3") == 1);
    CHECK(value("6 ^ 3 & 2") == 4);
    CHECK(value("1 == 1 && 2 < 1 || 1") == 1);
    CHECK(value("0 && 0 || 1") == 1);
    CHECK(value("1 || 0 && 0") == 1);
    CHECK(value("2 < 3 == 1") == 1);
    CHECK(value("!0 + 1") == 2);
    CHECK(value("!5") == 0);
    CHECK(value("!!5") == 1);
    CHECK(value("~0 & 0xff") == 0xff);
    CHECK(value("~0xfff & 0x12345") == 0x12000);
    CHECK(value("3 >= 3") == 1);
    CHECK(value("3 <= 2") == 0);
    CHECK(value("3 != 2") == 1);
}

TEST_CASE("expression: random ones against a machine of plain arithmetic") {
    // Fully bracketed text and its value grow together; the parser must agree.
    base::Rng rng{12};
    for (int i = 0; i < 2000; ++i) {
        std::string text = std::to_string(rng.below(100));
        u128 expected = 0;
        for (const char c : text) expected = expected * 10 + static_cast<unsigned>(c - '0');
        for (std::uint64_t k = rng.below(8); k > 0; --k) {
            const std::uint64_t n = rng.below(50) + 1;
            switch (rng.below(7)) {
                case 0: text = "(" + text + " + " + std::to_string(n) + ")", expected += n; break;
                case 1: text = "(" + std::to_string(n) + "*" + text + ")", expected *= n; break;
                case 2: text = "(" + text + "/" + std::to_string(n) + ")", expected /= n; break;
                case 3: text = "(" + text + " % " + std::to_string(n) + ")", expected %= n; break;
                case 4: text = "(" + text + "&" + std::to_string(n) + ")", expected &= n; break;
                case 5: text = "(" + text + "^" + std::to_string(n) + ")", expected ^= n; break;
                default: text = "(" + text + " << " + std::to_string(n % 8) + ")", expected <<= n % 8; break;
            }
        }
        REQUIRE(value(text) == expected);
    }
}

TEST_CASE("expression: units and the sizes of the facts") {
    CHECK(value("4K") == 4096);
    CHECK(value("2M + 4K") == (2u << 20) + 4096);
    CHECK(value("3ms") == 3000000);
    CHECK(value("0x7f3a_4000_0000") == 0x7f3a40000000);
    CHECK(value("0b1010") == 10);
    // The flat table: of 2^47, 2^48, 2^57 and of all 64 bits, with 8-byte entries.
    CHECK(text_of(plain(), "(1 << 47) / (1 << 12) * 8 as size") == "256 GiB");
    CHECK(text_of(plain(), "(1 << 48) / (1 << 12) * 8 as size") == "512 GiB");
    CHECK(text_of(plain(), "(1 << 57) / (1 << 12) * 8 as size") == "256 TiB");
    CHECK(text_of(plain(), "(1 << 64) / (1 << 12) * 8 as size") == "32 PiB");
    CHECK(text_of(plain(), "(1 << 32) / 4K * 4 * 100 as size") == "400 MiB");
    CHECK(text_of(plain(), "(1 << 47) as size") == "128 TiB");
    // Fully mapped tree below 2^47: the last tables, and those above them, for eight bytes each.
    CHECK(text_of(plain(), "(1<<38) + (1<<29) + (1<<20) + 4K as size") == "about 256.5 GiB");
}

TEST_CASE("expression: below zero, overflow and division by zero are errors with a place") {
    CHECK(error_of("3 - 5").message == "the result is below zero: 3 - 5");
    CHECK(error_of("3 - 5").column == 3);
    CHECK(error_of("1 / 0").message == "division by zero");
    CHECK(error_of("10 + 1 % 0").column == 8);
    CHECK(error_of("(1 << 127) * 2").message == "the result of '*' does not fit 128 bits");
    CHECK(error_of("(1 << 127) * 2").column == 12);
    CHECK(error_of("~0 + 1").column == 4);
    CHECK(error_of("1 << 128").message == "the result of '<<' does not fit 128 bits");
    CHECK(error_of("3 << 127").column == 3);
    CHECK(value("0 << 1000") == 0);
    CHECK(value("5 >> 128") == 0);
    CHECK(value("1 << 127 >> 127") == 1);
    CHECK(error_of("sum(~0, 1)").message.find("does not fit") != std::string::npos);
    CHECK(error_of("-1").message == "values have no sign: every value is 0 or more");
    CHECK(value("0 && 1 / 0") == 0); // what is not needed is not computed
    CHECK(value("1 || 1 / 0") == 1);
    CHECK(error_of("percent(~0, 2)").message.find("does not fit") != std::string::npos);
    CHECK(error_of("percent(1, 0)").message == "division by zero");
    CHECK(error_of("percent(1, 0)").column == 12);
}

TEST_CASE("expression: syntax errors point at the place") {
    struct Bad {
        std::string_view text;
        int column;
        std::string_view message;
    };
    const Bad lines[] = {
        {"", 1, "a value is missing here"},       {"1 +", 4, "a value is missing here"},
        {"(1 + 2", 7, "a ')' is missing"},        {"1 + )", 5, "')' does not begin a value"},
        {"1 2", 3, "the expression ends before"}, {"max(1, 2", 9, "a ',' or ')' is missing in max(...)"},
        {"max(1 2)", 7, "a ',' or ')'"},          {"12q", 3, "'q' does not continue a number"},
        {"2 + 0x", 7, "this is not a number"},    {"1 + $", 5, "'$' does not begin a value"},
        {"1..2", 2, "the expression ends"},       {"index(1,2", 10, "a ',' or ')'"},
        {"max(,)", 5, "does not begin a value"},  {"1 = 1", 3, "the expression ends before '= 1'"},
        {"max(1 + 2@1)", 10, "only a process"},   {"pick(3@1)", 7, "only a process"},
    };
    for (const Bad& bad : lines) {
        INFO(bad.text);
        const Error error = error_of(bad.text);
        INFO(error.message);
        CHECK(error.column == bad.column);
        CHECK(error.message.find(bad.message) != std::string::npos);
    }
}

TEST_CASE("expression: hostile depth and length are refused, not followed") {
    CHECK(error_of(repeated("(", 100000) + "1").message == "the expression is nested too deeply");
    CHECK(error_of(repeated("!", 100000) + "1").message == "the expression is nested too deeply");
    CHECK(error_of(repeated("max(", 100000)).message == "the expression is nested too deeply");
    CHECK(error_of("1" + repeated(" + 1", 100000)).message == "the expression is too long");
    CHECK(error_of("a" + repeated(".b", 100000)).message == "the expression is too long");
    CHECK(error_of("max(1" + repeated(", 1", 100000) + ")").message == "the expression is too long");
    CHECK(value("1" + repeated(" + 1", 200)) == 201);
    CHECK(value(repeated("(", 20) + "7" + repeated(")", 20)) == 7);
}

TEST_CASE("expression: functions over numbers") {
    CHECK(value("log2(4096)") == 12);
    CHECK(value("log2(1 << 100)") == 100);
    CHECK(error_of("log2(12)").message == "12 is not a power of two");
    CHECK(error_of("log2(0)").message == "0 is not a power of two");
    CHECK(value("max(3, 9, 4)") == 9);
    CHECK(value("min(3, 9, 4)") == 3);
    CHECK(value("sum(3, 9, 4)") == 16);
    CHECK(value("mean(3, 9, 5)") == 5);
    CHECK(value("percent(1, 4)") == 25);
    CHECK(value("ratio(7, 2)") == 3);
    CHECK(text_of(plain(), "percent(973, 1000)") == "97.3%");
    CHECK(text_of(plain(), "ratio(5, 4)") == "1.25");
    CHECK(text_of(plain(), "percent(1, 3) as dec") == "33");
    CHECK(text_of(plain(), "ratio(~0, ~0)") == "1");
    CHECK(error_of("max()").hint == "write max(a, b, ...)");
    CHECK(error_of("log2(1, 2)").hint == "write log2(x)");
    CHECK(error_of("indx(1, 2)").hint == "did you mean 'index'?");
    CHECK(error_of("nothing(1)").message == "there is no function 'nothing'");
}

TEST_CASE("expression: what a value looks like") {
    CHECK(text_of(plain(), "140737488355328") == "140,737,488,355,328");
    CHECK(text_of(plain(), "0x7f3a40000010 as hex") == "0x7f3a_4000_0010");
    CHECK(text_of(plain(), "5 as bin") == "0b101");
    CHECK(text_of(plain(), "12 as bits") == "12 bits");
    CHECK(text_of(plain(), "1 << 47 as magnitude") == "2^47");
    CHECK(text_of(plain(), "400 as time") == "400 ns");
    CHECK(text_of(plain(), " 12345  as   dec ") == "12345");
    const auto bad = script::evaluate_text("5 as hexx", script::Scope{plain()});
    REQUIRE_FALSE(bad);
    CHECK(bad.error().column == 6);
    CHECK(bad.error().hint == "did you mean 'hex'?");
    for (const script::Format format : {script::Format::dec, script::Format::hex, script::Format::bin, script::Format::size,
                                        script::Format::bits, script::Format::magnitude, script::Format::time})
        CHECK(*script::parse_format(script::to_text(format)) == format);
}

TEST_CASE("expression: addresses of the machine's format") {
    CHECK(value("index(0x7f3a40000000, pgd)") == 254);
    CHECK(value("index(0x7f3a40000000, 4)") == 254);
    CHECK(value("index(0x7f3a40000000, PUD)") == 233);
    CHECK(value("index(0x7f3a40000000, pml4)") == 254);
    CHECK(value("index(0x7f3a40000000, 1)") == 0);
    CHECK(value("offset(0x7f3a40000010)") == 0x10);
    CHECK(value("vpn(0x7f3a40000010)") == 0x7f3a40000);
    CHECK(value("canonical(1 << 47)") == 0);
    CHECK(value("canonical(0xffff800000000000)") == 1);
    CHECK(value("page_size") == 4096);
    CHECK(value("log2(page_size / pte_size)") == 9);
    CHECK(value("levels") == 4);
    CHECK(value("user_size") == u128{1} << 47);
    CHECK(error_of("index(5, 5)").message == "there is no level 5");
    CHECK(error_of("index(5, 0)").hint == "levels run from 1, the last table, to 4");
    CHECK(error_of("index(5, 0)").column == 10);
    CHECK(error_of("offset(1 << 64)").message == "0x1_0000_0000_0000_0000 is wider than a 64-bit address");
    CHECK(error_of("index(1, p4d)").column == 10);
    const Machine five = machine_of("machine x86-64-la57");
    CHECK(test::value(five, "index(0x7f3a40000000, p4d)") == 254);
    CHECK(test::value(five, "index(0x7f3a40000000, pml5)") == 0);
}

TEST_CASE("expression: fields of the machine, the last access, a process") {
    const Machine& m = with_process();
    CHECK(test::value(m, "last.kind == ok") == 1);
    CHECK(test::value(m, "last.reads") == 4);
    CHECK(test::value(m, "last.ns") == 501);
    CHECK(test::value(m, "last.walk_ns") == 400);
    CHECK(test::value(m, "last.va") == 0x7f3a40000010);
    CHECK(test::value(m, "last.pa == translate(va)") == 1);
    CHECK(test::value(m, "last.pfn == pfn(A, va)") == 1);
    CHECK(test::value(m, "A.tables") == 4);
    CHECK(test::value(m, "A.resident") == 1);
    CHECK(test::value(m, "A.root == root") == 1);
    CHECK(test::value(m, "frames.used") == 5);
    CHECK(test::value(m, "frames.tables") == 4);
    CHECK(test::value(m, "frames.free + frames.used + 256 == frames.total") == 1);
    CHECK(test::value(m, "tlb.reach") == 64 * 4096);
    CHECK(test::value(m, "count(entry_read)") == 4);
    CHECK(test::value(m, "count(page_fault)") == 0);
    CHECK(test::value(m, "ram.size") == 16u << 20);
    CHECK(test::value(m, "cost.memory") == 100);
    CHECK(error_of(m, "A.resdent").hint == "did you mean 'resident'?");
    CHECK(error_of(m, "A.x").hint.find("A has minor") == 0);
    CHECK(error_of(m, "last.knd").hint == "did you mean 'kind'?");
    CHECK(error_of(m, "C.minor").message == "'C.minor' is not known here");
    Machine without = m;
    test::run(without, "exit A");
    CHECK(error_of(without, "A.minor").message == "process 'A' has ended");
    CHECK(error_of(m, "tlb.hit").hint == "did you mean 'tlb.hits'?");
    CHECK(error_of(m, "pagesize").hint == "did you mean 'page_size'?");
    CHECK(error_of(m, "1 + nothing_like_it").column == 5);
    CHECK(error_of("last.kind").message == "the machine has made no access yet");
    CHECK(error_of(m, "count(entry_raed)").hint == "did you mean 'entry_read'?");
    CHECK(error_of(m, "count(5)").hint == "write count(EVENT)");
    CHECK(error_of(m, "(5).kind").message == "only probe(...) has fields");
    CHECK(error_of(m, "5.kind").message == "only probe(...) has fields");
    CHECK(error_of(m, "A.root.x").column == 1);
}

TEST_CASE("expression: entries as the walk meets them") {
    const Machine& m = with_process();
    CHECK(test::value(m, "entry_at(va, pgd) == root + 254 * 8") == 1);
    CHECK(test::value(m, "flag(entry(va, pgd), present)") == 1);
    CHECK(test::value(m, "flag(entry(va, pt), accessed)") == 1);
    CHECK(test::value(m, "flag(entry(va, pt), dirty)") == 0);
    CHECK(test::value(m, "table(va, pgd) * page_size == root") == 1);
    CHECK(test::value(m, "(entry(va, pgd) >> 12 & 0xffffffffff) == table(va, pud)") == 1);
    CHECK(test::value(m, "entry(A, va, pt) == entry(va, pt)") == 1);
    CHECK(error_of(m, "entry(0, pt)").message == "the walk for 0x0 does not reach the PT");
    CHECK(error_of(m, "pfn(0)").message == "0x0 is not mapped to a frame");
    CHECK(error_of(m, "entry(B, va, pt)").message == "no process is called 'B'");
    CHECK(error_of(m, "flag(1, drity)").hint == "did you mean 'dirty'?");
    CHECK(error_of("entry(0, pt)").hint == "make one: process A");
    CHECK(error_of(machine_of("machine classroom"), "flag(1, nx)").message == "an entry of this format has no flag 'nx'");
}

TEST_CASE("expression: probe tries on a copy and leaves the machine as it was") {
    const Machine& m = with_process();
    const Machine before = m;
    CHECK(test::value(m, "probe(read, A, va).kind == ok") == 1);
    CHECK(test::value(m, "probe(write, va).tlb_hit") == 0);
    CHECK(test::value(m, "probe(read, va).tlb_hit") == 1);
    CHECK(test::value(m, "probe(fetch, A, va).cause == segv_accerr") == 1);
    CHECK(test::value(m, "probe(read, A, 1 << 47).kind == general_protection") == 1);
    CHECK(test::value(m, "probe(read, A, 1 << 47).reads") == 0);
    CHECK(test::value(m, "probe(read, A@0, 0).cause == segv_maperr") == 1);
    CHECK(m == before);
    CHECK(error_of(m, "probe(raed, A, va).kind").message == "'raed' is not an access");
    CHECK(error_of(m, "probe(read, B, va).kind").column == 13);
    CHECK(error_of(m, "probe(read, A@7, va).kind").message == "the machine has no core '7'");
    CHECK(error_of(m, "probe(read, A, va).knd").hint == "did you mean 'kind'?");
    CHECK(error_of(m, "probe(read, A, va)").hint == "write probe(read, A, va).kind");
    CHECK(error_of(m, "probe(read).kind").message == "probe(...) has the wrong arguments");
    CHECK(error_of("probe(read, 0).kind").message == "there is no process to probe");
}

TEST_CASE("expression: delta compares with an earlier machine") {
    Machine before = machine_of("process A\nmap 0x400000 64K rw");
    Machine now = before;
    run(now, "write 0x400000");
    run(now, "write 0x401000");
    const auto delta = [&](std::string_view text) {
        const auto parsed = script::parse_expression(text);
        REQUIRE(parsed);
        return script::evaluate(*parsed, script::Scope{now, &before});
    };
    CHECK(*delta("delta(A.minor)") == 2);
    CHECK(*delta("delta(count(page_fault))") == 2);
    CHECK(delta("delta(frames.free)").error().message.find("the value fell from") == 0);
    CHECK(error_of(now, "delta(A.minor)").message == "delta(...) has nothing to compare with here");
}

TEST_CASE("expression: pick draws from a seed") {
    const auto draw = [](std::string_view text, std::uint64_t seed) {
        base::Rng rng{seed};
        const auto parsed = script::parse_expression(text);
        REQUIRE(parsed);
        return script::evaluate(*parsed, script::Scope{plain(), nullptr, &rng});
    };
    std::array<int, 3> seen{};
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const u128 x = *draw("pick(0x101..0xfff)", seed);
        CHECK((x >= 0x101 && x <= 0xfff));
        CHECK(x == *draw("pick(0x101..0xfff)", seed));
        const u128 y = *draw("pick(4, 8, 15)", seed);
        CHECK((y == 4 || y == 8 || y == 15));
        ++seen[y == 4 ? 0 : y == 8 ? 1 : 2];
    }
    for (const int n : seen) CHECK(n > 30);
    CHECK(*draw("pick(7..7)", 1) == 7);
    CHECK(draw("pick(9..7)", 1).error().column == 6);
    CHECK(draw("pick(0..~0)", 1).error().message == "the range is too wide to draw from");
    CHECK(error_of("pick(1..2)").message.find("draws only in a command") != std::string::npos);
}

TEST_CASE("expression: names, and what depends on the machine") {
    const auto parsed = [](std::string_view text) { return *script::parse_expression(text); };
    CHECK_FALSE(parsed("1 + 2 * log2(4096)").depends_on_machine());
    CHECK_FALSE(parsed("max(1, 2) == true").depends_on_machine());
    CHECK(parsed("page_size").depends_on_machine());
    CHECK(parsed("1 + last.reads").depends_on_machine());
    CHECK(parsed("index(5, 1)").depends_on_machine());
    CHECK(parsed("va & 0xfff").depends_on_machine());
    CHECK(parsed("index(vb, pgd) == A.minor + x").names() == std::vector<std::string>{"vb", "pgd", "A", "x"});
    CHECK(parsed("va + va").names().size() == 2);
}

TEST_CASE("expression: a name given by the scope hides the machine's") {
    const Machine m = machine_of("let x = 5");
    const std::vector<sim::Binding> extra{{"x", 9}};
    CHECK(*script::evaluate(*script::parse_expression("x"), script::Scope{m, nullptr, nullptr, &extra}) == 9);
    CHECK(test::value(m, "x") == 5);
}

TEST_CASE("expression: every helped name has a value or says why not") {
    const Machine& m = with_process();
    for (const script::NameHelp& field : script::field_help()) {
        INFO(field.name);
        std::string name(field.name);
        if (name.substr(0, 8) == "PROCESS.") name = "A" + name.substr(7);
        CHECK(script::evaluate(*script::parse_expression(name), script::Scope{m}));
        CHECK_FALSE(field.help.empty());
    }
    for (const script::NameHelp& function : script::function_help()) {
        const auto bracket = function.name.find('(');
        REQUIRE(bracket != std::string_view::npos);
        CHECK(error_of(m, std::string(function.name.substr(0, bracket)) + "()").message.find("there is no function") == std::string::npos);
    }
}

TEST_CASE("expression: random text never breaks the parser") {
    base::Rng rng{99};
    const std::vector<std::string> words{"1", "0x7f", "va", "A", ".", "(", ")", ",", "+", "-", "<<", "&&", "!", "~", "@", "..",
                                         "max", "probe", "read", "pick", "last", "kind", " ", "as", "index", "pgd", "delta", "log2",
                                         "4K", "==", "\t", "\xff", "#", "entry", "flag", "count", "0b", "_", "%", "/", "*", "^", "|"};
    const Machine& m = with_process();
    const Machine before = m;
    for (int i = 0; i < 20000; ++i) {
        std::string text;
        for (std::uint64_t n = rng.below(12); n > 0; --n) text += words[rng.below(words.size())];
        base::Rng draw{1};
        const auto parsed = script::parse_expression(text);
        if (!parsed) {
            REQUIRE(parsed.error().column >= 1);
            REQUIRE(parsed.error().column <= static_cast<int>(text.size()) + 1);
            continue;
        }
        const auto result = script::evaluate(*parsed, script::Scope{m, &before, &draw});
        if (!result) REQUIRE(result.error().column >= 1);
        (void)script::evaluate_text(text, script::Scope{m});
    }
    CHECK(m == before);
}
