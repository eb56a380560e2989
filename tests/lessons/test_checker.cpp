#include <catch_amalgamated.hpp>

#include "tests/lessons/lesson_text.h"
#include "lessons/engine/checker.h"

namespace {

lessons::CheckReport report_on(const std::string& text) {
    const lessons::Lesson lesson = test::parsed(text);
    REQUIRE_FALSE(lesson.steps.empty());
    return lessons::check_lesson(lesson, {});
}

// The first error as "line:column message"; empty when the lesson is sound.
std::string error_of(const std::string& steps, const std::string& more = "core") {
    const auto report = report_on(test::lesson_with(steps, more));
    if (report.errors.empty()) return "";
    return std::to_string(report.errors[0].line) + ":" + std::to_string(report.errors[0].column) + " " + report.errors[0].message;
}

bool has_note(const lessons::CheckReport& report, const std::string& text) {
    for (const std::string& note : report.notes)
        if (note.find(text) != std::string::npos) return true;
    return false;
}

std::string predict(const std::string& lines, const std::string& id = "q") { return "```predict " + id + "\nask: What?\nwhy: So.\n" + lines + "\n```\n"; }

}  // namespace

TEST_CASE("the example and the lessons of the course are sound") {
    std::vector<lessons::Lesson> course;
    for (const char* file : {"lessons/course/en/07-address-split.md", "lessons/course/en/09-walk.md"}) course.push_back(test::parsed(test::read_file(file), file));
    course.push_back(test::parsed(test::read_file("tests/lessons/example.md")));
    course.back().id = "example";
    for (const lessons::Lesson& lesson : course) {
        const auto report = lessons::check_lesson(lesson, course);
        for (const base::Error& error : report.errors) FAIL_CHECK(base::to_text(error, lesson.file));
        CHECK(report.questions > 0);
        CHECK(report.values > 0);
        CHECK(report.tasks > 0);
    }
}

TEST_CASE("an answer must depend on the machine") {
    CHECK(error_of("## S\n" + predict("answer: 42")) == "17:9 this answer is a constant: it does not depend on the machine");
    CHECK(error_of("## S\n" + predict("answer: log2(4K) as dec")).find("constant") != std::string::npos);
    CHECK(error_of("## S\n```run\nlet x = 5\n```\n" + predict("answer: x as dec")).find("constant") != std::string::npos);
    CHECK(error_of("## S\n" + predict("option: a if 1\noption: b if 0")).find("no option of this question depends") != std::string::npos);
    CHECK(error_of("## S\n" + predict("answer: offset(va) as hex")) == "");
    CHECK(error_of("## S\n" + predict("answer: page_size")) == "");
}

TEST_CASE("a trap never is the right answer, for 200 seeds") {
    CHECK(error_of("## S\n" + predict("answer: offset(va) as hex\ntrap: va & 0xfff -- the same")).substr(0, 34) == "18:7 this trap is the right answer");
    // Equal for some readers only: one in 16.
    CHECK(error_of("## S\n" + predict("answer: va & 0xff as hex\ntrap: va & 0xf -- sometimes")).find("for some readers") != std::string::npos);
    CHECK(error_of("## S\n" + predict("answer: offset(va) as hex\ntrap: nothing_called_so -- x")).find("is not known here") != std::string::npos);
}

TEST_CASE("exactly one option is true") {
    CHECK(error_of("## S\n" + predict("option: a if page_size == 4K\noption: b if page_size > 1K")).find("but 2 are") != std::string::npos);
    CHECK(error_of("## S\n" + predict("option: a if page_size == 1\noption: b if page_size == 2")).find("but 0 are") != std::string::npos);
    CHECK(error_of("## S\n" + predict("option: a if offset(va) < 2K\noption: b if offset(va) >= 2K")) == "");
}

TEST_CASE("every value has a value where it stands") {
    CHECK(error_of("## S\nIt took `=last.reads` reads.\n") == "14:11 the machine has made no access yet");
    CHECK(error_of("## S\n```try\nread A va\n```\n```check\nlast.reads == 4 -- read\n```\nIt took `=last.reads` reads.\n") == "");
    CHECK(error_of("## S\n" + predict("answer: page_size\nhint: `=nix`")).substr(0, 6) == "18:9 '");
    CHECK(error_of("## S\n```show\naddress nix\n```\n").find("'nix' is not known here") != std::string::npos);
    CHECK(error_of("## S\n```show\ncompare set tlb.nix\n```\n").find("'tlb.nix' is not known here") != std::string::npos);
}

TEST_CASE("a task is open before its try and done after it") {
    CHECK(error_of("## S\n```try\nread A va\n```\n```check\npage_size == 4K -- is so anyway\n```\n").find("done before the reader does anything") != std::string::npos);
    CHECK(error_of("## S\n```try\nread A va\n```\n```check\nlast.reads == 5 -- five\n```\n") == "18:1 this does not hold after the try commands (seed 1)");
    CHECK(error_of("## S\n```check\nlast.reads == 4 -- read\n```\n") != "");
    CHECK(error_of("## S\n```try\nlet vb = va\n```\n```check\nvb == va -- vb is va\n```\n") == "");
}

TEST_CASE("commands must work") {
    CHECK(error_of("## S\n```try\nread B va\n```\n```check\nlast.reads == 4 -- x\n```\n").substr(0, 3) == "15:");
    CHECK(error_of("## S\n```run\nmap A 0x7f12_3456_7000 4K rw\n```\nText.\n").substr(0, 3) == "15:");
    CHECK(error_of("## S\n" + predict("after: unmap A 1\nanswer: page_size")).substr(0, 3) == "17:");
    CHECK(error_of("## S\n```why w\nask: ?\nright: a\nwrong: b -- c\ntest: raed va\n```\n").substr(0, 3) == "18:");
    CHECK(error_of("## S\n```param n 1..9 = 2 -- x\n```\n```run\nlet k = 8 - n\n```\n").find("(n = 9)") != std::string::npos);
}

TEST_CASE("claims are tested") {
    CHECK(error_of("## S\n```claim\nclaim: c\ntest: 1 == 1\nverdict: v\n```\n").find("does not depend on the machine") != std::string::npos);
    CHECK(error_of("## S\n```claim\nclaim: c\ntest: page_size == 4K\nverdict: v `=page_size`\n```\n") == "");
}

TEST_CASE("terms are taught before they are used") {
    const std::string use = "## S\nPages go to [swap](#term-swap).\n";
    CHECK(error_of(use) == "14:20 the term 'swap' is used before it is taught");
    CHECK(error_of(use, "terms swap") == "");
    std::string earlier_text = test::lesson_with("## S\nSwap.\n", "terms swap");
    earlier_text.replace(earlier_text.find("id small"), 8, "id early");
    std::vector<lessons::Lesson> course{test::parsed(earlier_text), test::parsed(test::lesson_with(use))};
    CHECK(lessons::check_lesson(course[1], course).errors.empty());
    std::swap(course[0], course[1]);
    const auto report = lessons::check_lesson(course[0], course);
    REQUIRE(report.errors.size() == 1);
    CHECK(report.errors[0].hint == "the lesson 'early' teaches it");
}

TEST_CASE("limits: one number a screen, three gates, seven steps, known lessons") {
    CHECK(error_of("## S\n" + predict("answer: page_size", "a") + predict("answer: page_bits", "b")).find("asks for a second number") != std::string::npos);
    std::string gates, steps;
    for (int i = 0; i < 4; ++i) gates += "## S\n" + predict("answer: page_size", "q" + std::to_string(i));
    for (int i = 0; i < 8; ++i) steps += "## S\nText.\n";
    CHECK(error_of(gates).find("fourth prediction") != std::string::npos);
    const std::string why = "## S\n```why w\nask: Why?\nright: So\nwrong: No -- Not so.\n```\n";
    CHECK(error_of(gates.substr(0, gates.rfind("## S")) + why) == "");  // a why is no gate
    CHECK(has_note(report_on(test::lesson_with(steps)), "8 steps"));
    CHECK(has_note(report_on(test::lesson_with("## S\n", "needs walk")), "'walk'"));
    CHECK(has_note(report_on(test::lesson_with("## S\n```recall walk/x\n```\n")), "'walk'"));
    std::vector<lessons::Lesson> course{test::parsed(test::lesson_with("## S\n" + predict("answer: page_size") + "```recall small/p\n```\n"))};
    const auto report = lessons::check_lesson(course[0], course);
    REQUIRE(report.errors.size() == 1);
    CHECK(report.errors[0].message.find("has no question 'p'") != std::string::npos);
}

TEST_CASE("the lesson of the guide is sound, with the machine that the guide puts in its place too") {
    const std::string guide = test::read_file("lessons/README.md"), fence = "`````markdown\n";
    const std::size_t begin = guide.find(fence) + fence.size();
    std::string text = guide.substr(begin, guide.find("`````\n", begin) - begin);
    for (const char* machine : {"machine x86-64", "machine sv48"}) {
        const std::size_t at = text.find("machine ");
        text.replace(at, text.find('\n', at) - at, machine);
        const auto lesson = lessons::parse_lesson(text, "two-pages.md");
        REQUIRE(lesson.ok());
        CHECK(lesson->steps.size() == 3);
        for (const base::Error& error : lessons::check_lesson(*lesson, {}).errors) FAIL_CHECK(base::to_text(error, "two-pages.md"));
    }
}
