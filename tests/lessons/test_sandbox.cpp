// The sandbox: where to begin, and a step's commands as text and back.
#include <algorithm>

#include <catch_amalgamated.hpp>

#include "core/base/text.h"
#include "lessons/engine/player.h"
#include "tests/lessons/lesson_text.h"

namespace {

const lessons::Lesson& sandbox() {
    static const lessons::Lesson lesson = test::parsed(test::read_file("lessons/course/en/92-sandbox.md"), "92-sandbox.md");
    return lesson;
}

std::string value(const lessons::Player& player, const std::string& expression) {
    const auto text = script::evaluate_text(expression, {player.timeline().latest()});
    return text ? *text : base::to_text(text.error());
}

bool shows(const lessons::Step& step) {
    return std::any_of(step.blocks.begin(), step.blocks.end(), [](const lessons::LessonBlock& block) { return block.kind == lessons::LessonBlock::Kind::show && block.show.size() >= 1; });
}

}  // namespace

TEST_CASE("sandbox: every place to begin plays, and its commands make the same machine again") {
    const lessons::Lesson& lesson = sandbox();
    REQUIRE(lesson.sandbox);
    REQUIRE(lesson.is_beside());
    REQUIRE(lesson.steps.size() >= 9);
    lessons::Player player(lesson, {}), other(lesson, {});
    for (std::size_t step = 0; step < lesson.steps.size(); ++step) {
        CAPTURE(lesson.steps[step].title);
        REQUIRE(player.act("goto " + std::to_string(step)));
        CHECK(shows(lesson.steps[step]));
        const bool has_task = test::task_in(player.view()) != nullptr;
        CHECK(has_task == (step > 0));
        if (has_task) {
            REQUIRE(player.act("solve"));
            CHECK(player.timeline().size() > 0);
            CHECK(test::task_in(player.view())->done);
        }
        REQUIRE(other.act("commands " + player.commands()));  // all of them on the first step
        for (const char* fact : {"frames.used", "frames.free", "tlb.misses", "tlb.hits", "disk.reads", "disk.writes", "faults", "shootdowns"}) CHECK(value(other, fact) == value(player, fact));
        CHECK(other.machine().last == player.machine().last);
        const std::string text = other.commands();
        CHECK(text.size() > player.commands().size());  // the first step's own lines stand before them
        REQUIRE(other.act("reset"));
    }
}

TEST_CASE("sandbox: commands begin the step anew, or nothing happens") {
    lessons::Player player(sandbox(), {});
    REQUIRE(player.act("command read A va"));
    const std::string before = player.commands();
    const auto events = player.timeline().size();
    const auto failed = player.act("commands machine sv39\n# a remark\n\nprocess B\nraed B 0\nread B 1");
    REQUIRE_FALSE(failed);
    CHECK(failed.error().line == 5);
    CHECK_FALSE(failed.error().hint.empty());
    CHECK(player.commands() == before);
    CHECK(player.timeline().size() == events);

    REQUIRE(player.act("commands machine sv39\n  # a remark\n\nprocess B\nmap B 0x1000 4K rw\r\n  write B 0x1000\n"));
    CHECK(value(player, "levels") == "3");
    CHECK(player.commands().ends_with("machine sv39\nprocess B\nmap B 0x1000 4K rw\nwrite B 0x1000\n"));
    REQUIRE(player.act("unstep-command"));
    CHECK(player.commands().ends_with("map B 0x1000 4K rw\n"));  // up to the moment that is shown

    std::string many;
    for (int i = 0; i < 501; ++i) many += "let n = 1\n";
    CHECK_FALSE(player.act("commands " + many));
    CHECK(value(player, "levels") == "3");
    // What was done comes back after a reload.
    lessons::Player again(sandbox(), {});
    REQUIRE(player.act("end"));
    REQUIRE(again.restore(player.save()));
    CHECK(again.commands() == player.commands());
}
