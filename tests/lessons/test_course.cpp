// What holds for the course as a whole: its order, the shape of every lesson, and which wrong ideas it meets.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include <catch_amalgamated.hpp>

#include "tests/lessons/lesson_text.h"

namespace {

using lessons::LessonBlock;
using Kind = lessons::Question::Kind;

std::vector<lessons::Lesson> course() {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator("lessons/course/en")) {
        const std::string name = entry.path().filename().string();
        if (entry.path().extension() == ".md" && name[0] >= '0' && name[0] <= '9') files.push_back(entry.path().string());
    }
    std::sort(files.begin(), files.end());
    std::vector<lessons::Lesson> all;
    for (const std::string& file : files) all.push_back(test::parsed(test::read_file(file), file));
    std::erase_if(all, [](const lessons::Lesson& lesson) { return lesson.is_beside(); });
    return all;
}

template <typename Visit>
void for_each_question(const lessons::Lesson& lesson, Visit visit) {
    for (const lessons::Step& step : lesson.steps)
        for (const LessonBlock& block : step.blocks)
            if (block.kind == LessonBlock::Kind::question) visit(step, block);
}

// The wrong ideas that this lesson's wrong answers stand for.
std::set<std::string> misconceptions(const lessons::Lesson& lesson) {
    std::set<std::string> named;
    for_each_question(lesson, [&](const lessons::Step&, const LessonBlock& block) {
        for (const auto& trap : block.question.traps) named.insert(trap.misconception);
        for (const auto& option : block.question.options) named.insert(option.misconception);
        for (const auto& answer : block.question.answers) named.insert(answer.misconception);
    });
    named.erase("");
    return named;
}

// What readers may believe when they come.
const std::vector<std::string> wrong_ideas{
    "vm-is-swap", "tlb-miss-is-page-fault", "every-fault-is-disk", "every-fault-is-an-error", "malloc-allocates-ram", "fork-copies-memory",
    "switch-flushes-everything", "offset-is-translated", "walk-always-four-dram-reads", "bigger-pages-always-better", "more-frames-fewer-faults",
    "tlb-is-a-coherent-data-cache", "tlb-per-process", "newcomer-goes-to-swap", "lru-is-always-best", "pcid-means-never-flushing",
    "unmap-interrupts-all-cores", "rss-adds-up", "no-swap-no-thrashing", "aslr-removes-the-overflow", "child-faults-on-reads", "read-sets-dirty",
};

}  // namespace

TEST_CASE("course: lessons stand in the order of their needs, each id once") {
    std::set<std::string> before;
    for (const lessons::Lesson& lesson : course()) {
        INFO(lesson.file);
        CHECK_FALSE(lesson.id.empty());
        CHECK(lesson.file.find("-" + lesson.id + ".md") != std::string::npos);
        for (const std::string& need : lesson.needs) CHECK(before.count(need) == 1);
        CHECK(before.insert(lesson.id).second);
    }
    CHECK(before.size() >= 9);
}

TEST_CASE("course: every lesson has a task, a why, at most three gates, a final check of fresh items and a sandbox") {
    for (const lessons::Lesson& lesson : course()) {
        INFO(lesson.file);
        CHECK(lesson.minutes >= 3);
        CHECK(lesson.minutes <= 12);
        const auto final_check = std::find_if(lesson.steps.begin(), lesson.steps.end(), [](const lessons::Step& step) { return step.final_check; });
        REQUIRE(final_check != lesson.steps.end());
        CHECK(final_check - lesson.steps.begin() >= 3);
        CHECK(final_check - lesson.steps.begin() <= 7);
        CHECK(lesson.steps.end() - final_check == 2);  // the sandbox is last
        int gates = 0, whys = 0, tasks = 0, items = 0, recalls = 0;
        for (const lessons::Step& step : lesson.steps)
            for (const LessonBlock& block : step.blocks) tasks += block.kind == LessonBlock::Kind::check;
        for_each_question(lesson, [&](const lessons::Step& step, const LessonBlock& block) {
            if (step.final_check) {
                ++items;
                return;
            }
            gates += lessons::is_gate(step, block);
            whys += block.question.kind == Kind::why;
            recalls += block.question.kind == Kind::recall;
        });
        CHECK(gates >= 1);
        CHECK(gates <= 3);
        CHECK(whys >= 1);
        CHECK(tasks >= 1);
        CHECK(items >= 4);
        CHECK(items <= 6);
        CHECK((recalls >= 1 || lesson.needs.empty()));  // an earlier idea is asked again
    }
}

TEST_CASE("course: every wrong idea is met in two lessons at least") {
    std::map<std::string, std::string> met;
    std::map<std::string, int> times;
    for (const lessons::Lesson& lesson : course())
        for (const std::string& name : misconceptions(lesson)) {
            ++times[name];
            met[name] += " " + lesson.id;
        }
    CHECK(wrong_ideas.size() == 22);
    for (const std::string& name : wrong_ideas) {
        INFO(name << ":" << met[name]);
        CHECK(times[name] >= 2);
    }
}
