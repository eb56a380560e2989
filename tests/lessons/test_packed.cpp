// A packed lesson is the lesson: what the page plays first, and what the parser gives.
#include <filesystem>

#include <catch_amalgamated.hpp>

#include "lessons/engine/html.h"
#include "lessons/engine/packed.h"
#include "lessons/engine/player.h"
#include "tests/lessons/lesson_text.h"

namespace {

std::vector<std::string> lesson_files() {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator("lessons/course/en"))
        if (entry.path().extension() == ".md") files.push_back(entry.path().string());
    return files;
}

// Everything that a reader can see of it, without an answer.
std::string seen(const lessons::Lesson& lesson) {
    lessons::PlayerOptions options;
    options.seed = 3;
    lessons::Player player(lesson, options);
    std::string all;
    for (std::size_t step = 0; step < lesson.steps.size(); ++step) {
        (void)player.act("open " + std::to_string(step));
        all += player.view().step_title + player.save();
        for (const auto& block : player.view().blocks) all += lessons::html_of(block);
    }
    return all;
}

}  // namespace

TEST_CASE("packed: every lesson comes back as it was", "[packed]") {
    for (const std::string& file : lesson_files()) {
        CAPTURE(file);
        const lessons::Lesson lesson = test::parsed(test::read_file(file), file);
        const std::string text = lessons::pack_lesson(lesson);
        const auto again = lessons::unpack_lesson(text, file);
        REQUIRE(again.ok());
        CHECK(lessons::pack_lesson(*again) == text);
        CHECK(again->file == lesson.file);
        if (!lesson.review) CHECK(seen(*again) == seen(lesson));
    }
}

TEST_CASE("packed: what is cut short, changed or something else is no lesson", "[packed]") {
    const std::string text = lessons::pack_lesson(test::parsed(test::read_file("lessons/course/en/01-hotel.md"), "01-hotel.md"));
    CHECK(lessons::is_packed(text));
    CHECK_FALSE(lessons::is_packed(test::read_file("lessons/course/en/01-hotel.md")));
    for (std::size_t size = 0; size < text.size(); size += 97) CHECK_FALSE(lessons::unpack_lesson(text.substr(0, size), "x").ok());
    CHECK_FALSE(lessons::unpack_lesson(text + "1\1", "x").ok());
    CHECK_FALSE(lessons::unpack_lesson("# A lesson\n", "x").ok());
    std::string other = text;
    other[16] = '1';  // another version
    CHECK_FALSE(lessons::unpack_lesson(other, "x").ok());
    std::string huge = text.substr(0, text.find('\n') + 1);
    for (int i = 0; i < 11; ++i) huge += "99999999999999999999\1";
    CHECK_FALSE(lessons::unpack_lesson(huge, "x").ok());
}
