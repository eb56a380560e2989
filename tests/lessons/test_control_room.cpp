// The control room as a level: on the lesson's own machines every knob helps or fails as the lesson says, and its tasks
// accept what works and nothing else.
#include <algorithm>

#include <catch_amalgamated.hpp>

#include "lessons/engine/play.h"
#include "tests/core/support.h"
#include "tests/lessons/lesson_text.h"

namespace {

const lessons::Lesson& control_room() {
    static const lessons::Lesson lesson = test::parsed(test::read_file("lessons/course/en/20-control-room.md"), "20-control-room.md");
    return lesson;
}

std::size_t step_called(const std::string& title) {
    const auto& steps = control_room().steps;
    const auto found = std::find_if(steps.begin(), steps.end(), [&](const lessons::Step& step) { return step.title == title; });
    INFO(title);
    REQUIRE(found != steps.end());
    return static_cast<std::size_t>(found - steps.begin());
}

/// The step's machine after these lines.
sim::Machine after(const std::string& title, const std::vector<std::string>& lines) {
    auto machine = lessons::play_to(control_room(), step_called(title), 7);
    REQUIRE(machine.ok());
    for (const std::string& line : lines) test::run(*machine, line);
    return *machine;
}

/// The conditions of the step's task hold after these lines.
bool solves(const std::string& title, const std::vector<std::string>& lines) {
    const sim::Machine begin = after(title, {}), end = after(title, lines);
    bool all = true, some = false;
    for (const lessons::LessonBlock& block : control_room().steps[step_called(title)].blocks)
        for (const lessons::Condition& condition : block.conditions) {
            some = true;
            all &= lessons::holds(condition.expression, {&end, &begin});
        }
    return some && all;
}

std::uint64_t done_in_time(const std::string& title, const std::string& knob) {
    const sim::Machine end = after(title, {knob, "run 150ms"});
    return static_cast<std::uint64_t>(test::value(end, "jobs.done"));
}

}  // namespace

TEST_CASE("control room: everything at once fails, and so do one at a time and too many", "[control-room]") {
    const std::string level = "Fewer at once";
    CHECK_FALSE(solves(level, {"run 150ms"}));
    CHECK(done_in_time(level, "set load none") == 0);
    const std::uint64_t serial = done_in_time(level, "set load 1");
    CHECK(serial > 8);
    CHECK(serial < 16);
    for (const char* bad : {"set load 1", "set load 8", "set load 12"}) {
        CAPTURE(bad);
        CHECK_FALSE(solves(level, {bad, "run 150ms"}));
        CHECK_FALSE(solves(level, {bad, "run until done"}));  // in the end, but too late
    }
    for (const char* good : {"set load 2", "set load 3", "set load 4"}) {
        CAPTURE(good);
        CHECK(solves(level, {good, "run 150ms"}));
    }
}

TEST_CASE("control room: admission by working sets keeps the deadline with a good window only; fault frequency does not", "[control-room]") {
    const std::string level = "Let the kernel count";
    CHECK_FALSE(solves(level, {"set load working-set", "run 150ms"}));
    CHECK(solves(level, {"set load working-set tau=1000", "run 150ms"}));
    const std::uint64_t by_frequency = done_in_time(level, "set load pff");
    CHECK(by_frequency > 0);   // it helps
    CHECK(by_frequency < 16);  // and not enough
    CHECK_FALSE(solves(level, {"set load pff", "run 150ms"}));
}

TEST_CASE("control room: walls make no memory, but save those outside of them", "[control-room]") {
    const std::string level = "Walls";
    CHECK(done_in_time(level, "set reclaim local") == 0);
    CHECK_FALSE(solves(level, {"set reclaim local", "run 150ms"}));
    CHECK_FALSE(solves(level, {"run 150ms"}));
    const sim::Machine walled = after(level, {"group batch limit=60K E F G H I J K L M N O P", "run 150ms"});
    CHECK(test::value(walled, "A.done + B.done + C.done + D.done") == 4);
    CHECK(test::value(walled, "jobs.done") == 4);  // at the cost of the others
    CHECK_FALSE(solves(level, {"group batch limit=240K E F G H I J K L M N O P", "run 150ms"}));
}

TEST_CASE("control room: the killer ends the one that holds most, and the others get done", "[control-room]") {
    const std::string level = "The last resort";
    CHECK_FALSE(solves(level, {"run 1ms"}));
    CHECK(solves(level, {"run 100ms"}));
    const sim::Machine end = after(level, {"run 100ms"});
    CHECK(test::value(end, "count(out_of_memory_kill)") == 1);
    CHECK(test::value(end, "jobs.failed") == 1);
    CHECK(end.find_process("Z") == base::no_process);
}

TEST_CASE("control room: more memory helps from a point on, and so does a smaller need", "[control-room]") {
    const lessons::Step& step = control_room().steps[step_called("More memory, or less need")];
    const auto done = [&](std::uint64_t memory, std::uint64_t pieces) {
        sim::Machine machine = lessons::first_machine(7);
        lessons::Names params = lessons::initial_params(step);
        REQUIRE(params.size() == 2);
        params[0].value = memory;
        params[1].value = pieces;
        REQUIRE(lessons::play_runs(machine, step, params).ok());
        return static_cast<std::uint64_t>(test::value(machine, "jobs.done"));
    };
    CHECK(done(2, 1) == 0);
    CHECK(done(3, 1) == 0);
    CHECK(done(4, 1) < 8);
    CHECK(done(5, 1) == 16);
    CHECK(done(2, 2) < 16);
    CHECK(done(2, 4) == 16);
}
