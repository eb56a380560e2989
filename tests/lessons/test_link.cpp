// Links over the course: what a reader did in a step opens in another reader's browser as it was.
#include <catch_amalgamated.hpp>

#include "core/base/text.h"
#include "lessons/engine/course.h"
#include "lessons/engine/player.h"
#include "tests/lessons/lesson_text.h"

namespace {

script::Link carried(const script::Link& link) {
    const auto packed = script::unpack_link(script::pack_link(script::link_text(link)));
    REQUIRE(packed.fault == script::LinkFault::none);
    const auto back = script::parse_link(packed.bytes);
    REQUIRE(back);
    REQUIRE(*back == link);
    return *back;
}

// Every task of the step, played.
void solve_all(lessons::Player& player) {
    for (int i = 0; i < 9; ++i) {
        const lessons::LessonView view = player.view();  // the task lies in it
        const lessons::TaskView* task = test::task_in(view);
        if (!task || task->done || !player.act("solve")) return;
    }
}

std::string gated() {
    return test::lesson_with("## One\n```predict q\nask: Which?\nanswer: offset(va) as hex\nwhy: So.\n```\n## Two\n```param n 1..9 = 2 -- how many\n```\n```run\nlet x = n\n```\n"
                             "## Three\n```run carry\nlet y = x + 1\n```\n");
}

}  // namespace

TEST_CASE("links: every step of the course opens with its commands, past the gates", "[link]") {
    std::size_t links = 0, longest = 0, total = 0;
    for (const auto& file : lessons::course_files()) {
        if (!lessons::parse_lesson(file.text, std::string(file.name))) continue;
        const lessons::Lesson lesson = test::parsed(std::string(file.text), std::string(file.name));
        if (lesson.is_beside() && !lesson.sandbox) continue;
        CAPTURE(lesson.id);
        lessons::PlayerOptions open;
        open.seed = 7, open.predict_open = true;
        lessons::Player sender(lesson, open);
        for (std::size_t step = 0; step < lesson.steps.size(); ++step) {
            if (lesson.steps[step].final_check) continue;
            CAPTURE(step);
            REQUIRE(sender.act("open " + std::to_string(step)));
            solve_all(sender);
            if (sender.timeline().size() > 3) REQUIRE(sender.act("seek 2"));
            lessons::PlayerOptions same;
            same.seed = 7;
            lessons::Player reader(lesson, same);
            const auto opened = reader.open(carried(sender.link()));
            if (!opened) FAIL_CHECK(base::to_text(opened.error()));
            CHECK(reader.view().step == step);
            CHECK(reader.machine() == sender.machine());
            CHECK(reader.timeline().latest() == sender.timeline().latest());
            CHECK(reader.timeline().position() == sender.timeline().position());
            const std::size_t length = script::pack_link(script::link_text(sender.link())).size();
            longest = std::max(longest, length), total += length, ++links;
        }
    }
    CHECK(links > 100);
    WARN(links << " links, " << total / links << " characters behind #c= on average, " << longest << " at most (not deflated)");
    CHECK(total / links < 200);
}

TEST_CASE("links: the gates before the step stay open, and the way on is free", "[link]") {
    const lessons::Lesson lesson = test::parsed(gated());
    REQUIRE(lesson.steps.size() == 3);
    lessons::Player player(lesson, {});
    CHECK_FALSE(player.act("goto 1"));
    REQUIRE(player.act("open 1"));
    REQUIRE(player.act("next"));
    CHECK(player.view().step == 2);
    CHECK_FALSE(player.view().complete);
    CHECK_FALSE(player.view().map[0].done);
    lessons::Player again(lesson, {});
    REQUIRE(again.restore(player.save()));
    CHECK(again.view().step == 2);
    REQUIRE(again.act("goto 1"));
    CHECK_FALSE(again.restore("pw1;id=small;open=9"));
    REQUIRE(player.act("goto 0"));
    CHECK(test::question_in(player.view(), "q")->state == lessons::QuestionView::State::open);
}

TEST_CASE("links: a step that carries on brings the steps it carries on from", "[link]") {
    const lessons::Lesson lesson = test::parsed(gated());
    lessons::Player sender(lesson, {});
    REQUIRE(sender.act("open 1"));
    REQUIRE(sender.act("param n 5"));
    REQUIRE(sender.act("command let x = x * 2"));
    REQUIRE(sender.act("next"));
    const script::Link link = sender.link();
    REQUIRE(link.steps.size() == 2);
    lessons::Player reader(lesson, {});
    REQUIRE(reader.open(carried(link)));
    CHECK(*script::evaluate_text("y", {reader.machine()}) == "11");
    CHECK(reader.machine() == sender.machine());
    REQUIRE(reader.open(link, 1));  // the address has the last word
    CHECK(reader.view().step == 1);
    CHECK(*script::evaluate_text("x", {reader.machine()}) == "10");
}

TEST_CASE("links: what does not work here is told, and the rest is there", "[link]") {
    const lessons::Lesson lesson = test::parsed(gated());
    lessons::Player player(lesson, {});
    const auto some = player.open(*script::parse_link("@step 2\nlet z = 1\nraed A va\nlet w = z\n# a remark\n@param n 99\n@param other 1\n@at 99999\n@marks 5 70000\n"));
    REQUIRE_FALSE(some);
    CHECK(some.error().message.find("1 of the link's 4") != std::string::npos);
    CHECK(player.view().step == 1);
    CHECK(*script::evaluate_text("w", {player.machine()}) == "1");
    CHECK(*script::evaluate_text("x", {player.machine()}) == "2");
    const auto beyond = player.open(*script::parse_link("@step 42\nread A va\n"));
    REQUIRE_FALSE(beyond);
    CHECK(beyond.error().message.find("42") != std::string::npos);
    CHECK(player.view().step == 1);
    CHECK_FALSE(player.open(*script::parse_link("@step 1\n@weather fine\n")));
    CHECK(player.view().step == 0);
}
