// The link codec: what goes in comes out, and what was damaged on the way is told or harmless.
#include "core/base/rng.h"
#include "core/script/link.h"
#include "core/script/timeline.h"
#include "tests/core/support.h"
#include "tests/fuzz/random_commands.h"

using script::Link, script::LinkFault, script::LinkStep;

namespace {

Link sample() {
    Link link;
    link.steps.push_back({3, {"let va = 0x7f12_3456_7101", "read A va", "@odd", "write A va+4K # why"}, {{"levels", 4}}, 17, {3, 17}, 2});
    link.steps.push_back({4, {}, {}, {}, {}, 0});
    link.looks = {"panel tlb", "bring tables"};
    return link;
}

Link random_link(base::Rng& rng) {
    Link link;
    const hw::PagingFormat format = *hw::find_format("x86-64");
    unsigned step = 1 + static_cast<unsigned>(rng.below(5));
    for (std::uint64_t n = 1 + rng.below(3); n > 0; --n, step += 1 + static_cast<unsigned>(rng.below(3))) {
        LinkStep part;
        part.step = step;
        for (std::uint64_t k = rng.below(8); k > 0; --k) part.lines.push_back(test::random_command(rng, format));
        if (rng.below(2)) part.params.push_back({"n", rng.next()});
        if (rng.below(2)) part.position = rng.below(1000);
        for (std::uint64_t mark = rng.below(4); mark > 0; --mark) part.marks.push_back((part.marks.empty() ? 0 : part.marks.back()) + 1 + rng.below(50));
        part.draw = static_cast<unsigned>(rng.below(3));
        link.steps.push_back(part);
    }
    if (rng.below(2)) link.looks.push_back("bring tables");
    return link;
}

// A code with these bytes; what a link of another version would be.
std::string code_of(std::string bytes) { return script::to_base64url(bytes); }

}  // namespace

TEST_CASE("link: the text of a link, to the letter", "[link]") {
    CHECK(script::link_text(sample()) ==
          "@step 3\n@draw 2\n@param levels 4\nlet va = 0x7f12_3456_7101\nread A va\n@@odd\nwrite A va+4K # why\n@at 17\n@marks 3 17\n@step 4\n@look panel tlb\n@look bring tables\n");
    const auto parsed = script::parse_link(script::link_text(sample()));
    REQUIRE(parsed);
    CHECK(*parsed == sample());
    CHECK(script::link_text({}).empty());
    CHECK(script::parse_link("")->steps.empty());
}

TEST_CASE("link: the code has a version, the sum that everybody's CRC-32 gives, and the text", "[link]") {
    // 0xcbf43926 is the check value of CRC-32/ISO-HDLC in the catalogue of parametrised CRC algorithms.
    CHECK(script::pack_link("123456789") == code_of("\x02\xcb\xf4\x39\x26" "123456789"));
    const auto packed = script::unpack_link(script::pack_link("123456789"));
    CHECK(packed.fault == LinkFault::none);
    CHECK_FALSE(packed.deflated);
    CHECK(packed.bytes == "123456789");
    // RFC 4648, section 10, in the alphabet of its section 5.
    CHECK(script::to_base64url("foobar") == "Zm9vYmFy");
    CHECK(script::to_base64url("fooba") == "Zm9vYmE");
    CHECK(script::to_base64url("\xfb\xff") == "-_8");
    CHECK(script::from_base64url("Zm9vYmE") == "fooba");
    CHECK_FALSE(script::from_base64url("Zm9v+mE"));
    CHECK_FALSE(script::from_base64url("Zm9vY"));
}

TEST_CASE("link: what deflates to less goes deflated, and its sum is the text's", "[link]") {
    const std::string text = "read A va\nread A va\nread A va\n", deflated = "anything shorter";
    const auto packed = script::unpack_link(script::pack_link(text, deflated));
    CHECK(packed.fault == LinkFault::none);
    CHECK(packed.deflated);
    CHECK(packed.bytes == deflated);
    CHECK(script::is_whole(packed, text));
    CHECK_FALSE(script::is_whole(packed, text + "\n"));
    CHECK(script::pack_link("short", "longer than that") == script::pack_link("short"));
}

TEST_CASE("link: random links come back as they went", "[link][fuzz]") {
    for (int i = 0; i < 2000; ++i) {
        base::Rng rng{test::fuzz_seed() + 7000 + static_cast<std::uint64_t>(i)};
        const Link link = random_link(rng);
        const auto packed = script::unpack_link(script::pack_link(script::link_text(link)));
        REQUIRE(packed.fault == LinkFault::none);
        const auto back = script::parse_link(packed.bytes);
        REQUIRE(back);
        REQUIRE(*back == link);
    }
}

TEST_CASE("link: every truncation and every changed character is told, or changes nothing", "[link][fuzz]") {
    const std::string text = script::link_text(sample()), code = script::pack_link(text);
    for (std::size_t length = 0; length < code.size(); ++length) REQUIRE(script::unpack_link(code.substr(0, length)).fault == LinkFault::damaged);
    unsigned newer = 0;
    for (std::size_t at = 0; at < code.size(); ++at)
        for (int c = 1; c < 256; ++c) {
            std::string changed = code;
            if (changed[at] == static_cast<char>(c)) continue;
            changed[at] = static_cast<char>(c);
            const auto packed = script::unpack_link(changed);
            newer += packed.fault == LinkFault::newer;
            if (packed.fault == LinkFault::newer) REQUIRE(at <= 1);  // the version's own characters
            // The version's characters may also say "deflated": what inflates then has another sum. Or be an
            // old link's, whose text is then garbage, and run as such.
            if (packed.fault == LinkFault::none && !packed.deflated && packed.checked) REQUIRE(packed.bytes == text);
            if (packed.deflated || !packed.checked) REQUIRE(at <= 1);
            if (packed.fault == LinkFault::none) (void)script::parse_link(packed.bytes);
        }
    CHECK(newer > 0);
}

TEST_CASE("link: any text is an error or a link, and its commands leave a machine that works", "[link][fuzz]") {
    const std::string text = script::link_text(sample());
    for (int i = 0; i < 4000; ++i) {
        base::Rng rng{test::fuzz_seed() + 8000 + static_cast<std::uint64_t>(i)};
        std::string changed = text;
        for (std::uint64_t n = 1 + rng.below(4); n > 0; --n) changed[rng.below(changed.size())] = rng.below(2) ? static_cast<char>(rng.below(256)) : "@ 0\nx"[rng.below(5)];
        const auto link = script::parse_link(changed);
        if (!link) {
            REQUIRE(link.error().line > 0);
            continue;
        }
        if (i % 20 != 0) continue;
        script::Timeline timeline;
        for (const LinkStep& step : link->steps)
            for (const std::string& line : step.lines) (void)timeline.run(line);
        REQUIRE(timeline.run("process Z"));
    }
}

TEST_CASE("link: old, newer and overlong ones", "[link]") {
    const auto old = script::unpack_link(code_of("Amachine sv39\nprocess B\n"));
    CHECK(old.fault == LinkFault::none);
    CHECK_FALSE(old.checked);
    const auto link = script::parse_link(old.bytes);
    REQUIRE(link);
    CHECK(link->steps == std::vector<LinkStep>{{0, {"machine sv39", "process B"}, {}, {}, {}, 0}});

    CHECK(script::unpack_link(code_of("\x03whatever comes")).fault == LinkFault::newer);
    CHECK(script::unpack_link(code_of("\x83whatever comes")).fault == LinkFault::newer);
    CHECK(script::unpack_link(code_of("\x01too old")).fault == LinkFault::damaged);
    CHECK(script::unpack_link("").fault == LinkFault::damaged);
    CHECK(script::unpack_link("!!").fault == LinkFault::damaged);
    CHECK(script::unpack_link(std::string(script::max_link_code + 1, 'A')).fault == LinkFault::too_long);

    const auto newer = script::parse_link("@step 2\n@weather sunny\nread A va\n");
    REQUIRE(newer);
    CHECK(newer->unknown == 1);
    CHECK(newer->steps[0].lines.size() == 1);
}

TEST_CASE("link: limits and wrong facts are errors with their line", "[link]") {
    CHECK_FALSE(script::parse_link(std::string(script::max_link_text + 1, 'x')));
    std::string many;
    for (std::size_t i = 0; i < script::max_link_lines; ++i) many += "flush\n";
    CHECK(script::parse_link(many));
    CHECK(script::parse_link(many + "flush\n").error().line == static_cast<int>(script::max_link_lines + 1));
    std::string facts;
    for (std::size_t i = 0; i <= script::max_link_facts; ++i) facts += "@look bring tlb\n";
    CHECK_FALSE(script::parse_link(facts));
    for (const char* bad : {"@step", "@step 0", "@step 100", "@step x", "@at -1", "@at 99999999999999999999", "@param n", "@param n x", "@marks 3 3", "@marks", "@draw 1 2", "@look"}) {
        INFO(bad);
        const auto link = script::parse_link("flush\n" + std::string(bad));
        REQUIRE_FALSE(link);
        CHECK(link.error().line == 2);
    }
}
