// The reference string: the command that writes it, what expressions ask of it, and where its pages lie.
#include "core/sim/reference_string.h"

#include <set>

#include "core/base/rng.h"
#include "core/os/policies/policy.h"
#include "core/script/command.h"
#include "core/sim/replay.h"
#include "support.h"

using test::fail;
using test::run;
using test::value;

namespace {

const char* const belady = "string 1,2,3,4,1,2,5,1,2,3,4,5";

using Pages = std::vector<std::uint32_t>;

std::vector<std::uint32_t> held_after(const sim::StringRun& run, const Pages& pages, std::size_t count) {
    Pages held(run.frames, ~0u);
    for (std::size_t i = 0; i < count; ++i) held[run.steps[i].slot] = pages[i];
    return held;
}

}  // namespace

TEST_CASE("string: pages, ranges, expressions and blanks") {
    sim::Machine m = sim::default_machine();
    run(m, belady);
    CHECK(m.string.pages == Pages{1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5});
    CHECK(m.string.frames == 3);
    CHECK(m.string.at == 12);
    run(m, "string 1..3,1..3 9");
    CHECK(m.string.pages == Pages{1, 2, 3, 1, 2, 3, 9});
    run(m, "let x = 7");
    run(m, "string x, x + 1,x..x+1 frames=2+2 at=1");
    CHECK(m.string.pages == Pages{7, 8, 7, 8});
    CHECK(value(m, "string.length") == 4);
    CHECK(value(m, "string.pages") == 2);
    CHECK(value(m, "string_page(2)") == 8);
}

TEST_CASE("string: frames and position change alone, and the position stays inside") {
    sim::Machine m = sim::default_machine();
    run(m, belady);
    run(m, "string frames=4");
    CHECK(m.string.pages.size() == 12);
    CHECK(value(m, "string.frames") == 4);
    run(m, "string at=5");
    run(m, "string 1,2,3,4,1,2");  // in the middle: stays there
    CHECK(value(m, "string.at") == 5);
    run(m, "string 1,2,3");
    CHECK(value(m, "string.at") == 3);
    run(m, "string 1,2,3,4");  // at the end: goes with it
    CHECK(value(m, "string.at") == 4);
    run(m, "string at=0");
    run(m, "string frames=1 at=2");
    CHECK(value(m, "string.at") == 2);
    run(m, "machine x86-64");
    CHECK(m.string == sim::ReferenceString{});
}

TEST_CASE("string: bad input is an error with a column, and changes nothing") {
    sim::Machine m = sim::default_machine();
    run(m, belady);
    run(m, "string at=3");
    const sim::Machine before = m;
    const auto bad = [&](const std::string& line, const std::string& message, int column) {
        CAPTURE(line);
        const base::Error error = fail(m, line);
        CHECK(error.message.find(message) == 0);
        CHECK(error.column == column);
        CHECK(m == before);
    };
    bad("string", "the references are missing", 7);
    bad("string 1,2,", "a page number is missing", 12);
    bad("string 1,nobody,2", "'nobody' is not known here", 10);
    bad("string 1,1000000", "page 1,000,000 is too high", 10);
    bad("string 4..1", "the range is empty", 8);
    bad("string 0..999999", "the reference string is longer than 2048", 8);
    bad("string 0..2047,1", "the reference string is longer than 2048", 16);
    bad("string 1,2 frames=0", "0 is too little", 19);
    bad("string 1,2 frames=257", "257 is too much", 19);
    bad("string 1,2 at=3", "3 is too much", 15);
    bad("string 1,2 at=oops", "'oops' is not known here", 15);
    bad("string frames=3 4", "'4' is not expected here", 17);
    run(m, "string 0..2047");
    CHECK(m.string.pages.size() == 2048);
    CHECK(fail(m, "repeat 1000 string 0..2047").message.find("the line takes more than 1,000,000 steps") == 0);
}

TEST_CASE("string: faults and victims are those of the literature") {
    sim::Machine m = sim::default_machine();
    run(m, belady);
    CHECK(value(m, "string_faults(fifo, 3)") == 9);
    CHECK(value(m, "string_faults(fifo, 4)") == 10);
    CHECK(value(m, "string_faults(lru, 3)") == 10);
    CHECK(value(m, "string_faults(lru, 4)") == 8);
    CHECK(value(m, "string_faults(opt, 3)") == 7);
    CHECK(value(m, "string_faults(opt, 4)") == 6);
    CHECK(value(m, "string_faults(clock, 3)") == 9);
    CHECK(value(m, "string_faults(fifo_reinsertion, 4)") == 8);
    CHECK(value(m, "string_faults(fifo, 3, 0)") == 0);
    CHECK(value(m, "string_faults(fifo, 3, 4)") == 4);
    CHECK(value(m, "string_victim(fifo, 3, 4)") == 1);
    CHECK(value(m, "string_victim(opt, 3, 4)") == 3);
    CHECK(value(m, "string_victim(lru, 3, 7)") == 4);
    run(m, "string 7,0,1,2,0,3,0,4,2,3,0,3,2,1,2,0,1,7,0,1");
    CHECK(value(m, "string_faults(fifo, 3)") == 15);
    CHECK(value(m, "string_faults(lru, 3)") == 12);
    CHECK(value(m, "string_faults(opt, 3)") == 9);
    CHECK(value(m, "string_faults(clock, 3)") == 14);
    CHECK(value(m, "string_faults(fifo_reinsertion, 3)") == 11);
}

TEST_CASE("string: functions with nothing to tell say so") {
    sim::Machine m = sim::default_machine();
    const auto error = [&](const char* text) {
        const auto result = script::evaluate_text(text, {m});
        CAPTURE(text);
        REQUIRE_FALSE(result.ok());
        return result.error().message;
    };
    CHECK(error("string_faults(fifo, 3)") == "there is no reference string");
    run(m, belady);
    CHECK(error("string_faults(fifi, 3)") == "there is no policy 'fifi'");
    CHECK(error("string_faults(3, 3)") == "this is not the name of a policy");
    CHECK(error("string_faults(fifo, 0)").find("a number of frames of 0") == 0);
    CHECK(error("string_faults(fifo, 3, 13)").find("reference 13") == 0);
    CHECK(error("string_page(0)").find("reference 0") == 0);
    CHECK(error("string_victim(fifo, 3, 2)") == "no page leaves at reference 2 under fifo");
    CHECK(error("string_victim(fifo, 3)").find("string_victim(...) has the wrong arguments") == 0);
}

TEST_CASE("string: every page lies in the frame that its run says, under every policy") {
    base::Rng rng{11};
    for (int round = 0; round < 60; ++round) {
        Pages pages;
        for (std::uint64_t i = 0, length = 1 + rng.below(60); i < length; ++i) pages.push_back(static_cast<std::uint32_t>(rng.below(9)));
        const auto frames = static_cast<std::uint32_t>(1 + rng.below(7));
        for (const os::PolicyRow& row : os::policies()) {
            CAPTURE(row.name, frames, round);
            const auto run = sim::run_string(std::string(row.name), pages, frames);
            REQUIRE(run.ok());
            const auto curve = sim::string_curve(std::string(row.name), pages, 8);
            REQUIRE(curve.ok());
            CHECK((*curve)[frames - 1] == run->faults(pages.size()));
            for (std::size_t i = 0; i < pages.size(); ++i) {
                const Pages before = held_after(*run, pages, i);
                const bool there = std::find(before.begin(), before.end(), pages[i]) != before.end();
                REQUIRE(run->steps[i].slot < frames);
                CHECK(run->steps[i].hit == there);
                CHECK(run->steps[i].victim.value_or(~0u) == (there ? ~0u : before[run->steps[i].slot]));
            }
        }
    }
}

TEST_CASE("string: the accessed bits and the hand are those of a clock that is run by hand") {
    base::Rng rng{12};
    for (const bool marks : {true, false})
        for (int round = 0; round < 60; ++round) {
            Pages pages;
            for (std::uint64_t i = 0, length = 1 + rng.below(80); i < length; ++i) pages.push_back(static_cast<std::uint32_t>(rng.below(8)));
            const auto frames = static_cast<std::uint32_t>(1 + rng.below(6));
            const auto run = sim::run_string(marks ? "clock" : "fifo-reinsertion", pages, frames);
            REQUIRE(run.ok());
            Pages ring(frames, ~0u);
            std::vector<std::uint8_t> bits(frames, 0);
            std::uint32_t hand = 0, used = 0;
            for (std::size_t i = 0; i < pages.size(); ++i) {
                CAPTURE(marks, round, i);
                auto at = static_cast<std::uint32_t>(std::find(ring.begin(), ring.end(), pages[i]) - ring.begin());
                const bool hit = at < frames;
                if (!hit && used < frames) at = used++;
                else if (!hit) {
                    for (; bits[hand]; hand = (hand + 1) % frames) bits[hand] = 0;
                    at = hand;
                    hand = (hand + 1) % frames;
                }
                ring[at] = pages[i];
                bits[at] = hit || marks;
                CHECK(run->steps[i].hit == hit);
                CHECK(run->steps[i].slot == at);
                CHECK(run->steps[i].hand == hand);
                CHECK(std::vector<std::uint8_t>(run->accessed.begin() + static_cast<std::ptrdiff_t>(i * frames),
                                                run->accessed.begin() + static_cast<std::ptrdiff_t>((i + 1) * frames)) == bits);
            }
        }
}

TEST_CASE("string: it is part of the history, and rewinds with it") {
    CHECK_FALSE(script::only_looks("string 1,2,3"));
    sim::Machine m = sim::default_machine();
    run(m, belady);
    const sim::Machine copy = m;
    run(m, "string frames=4");
    CHECK_FALSE(m == copy);
    CHECK(sim::approximate_bytes(m) >= sim::approximate_bytes(sim::default_machine()) + 12 * 4);
}
