// Exercises on paper. That the answers are right is test_practice's matter, and tests/cli/sheets.py computes them again
// from what stands on the paper.
#include <set>

#include <catch_amalgamated.hpp>

#include "core/base/text.h"
#include "lessons/engine/sheet.h"
#include "tests/lessons/lesson_text.h"

namespace {

const lessons::Lesson& practice() {
    static const lessons::Lesson lesson = test::parsed(test::read_file("lessons/course/en/90-practice.md"), "90-practice.md");
    return lesson;
}

}  // namespace

TEST_CASE("sheet: every kind grades its own answer as right, and each trap by its name") {
    REQUIRE(lessons::sheet_kinds(practice()).size() == 15);
    for (const std::string& kind : lessons::sheet_kinds(practice()))
        for (const char* student : {"1", "Ada Lovelace", "山田"}) {
            for (const lessons::SheetProblem& problem : lessons::sheet_problems(practice(), kind, 7, student, 6)) {
                CAPTURE(kind, student, problem.number);
                CHECK(lessons::grade_answer(problem, lessons::plain_answer(problem)).right);
                CHECK_FALSE(lessons::solution_of(problem).empty());
                const auto right = lessons::value_of(problem.question->answer, problem.scope());
                for (const lessons::Trap& trap : problem.question->traps) {
                    const auto value = lessons::value_of(trap.expression, problem.scope());
                    if (!value || !right || *value == *right) continue;
                    const lessons::Verdict verdict = lessons::grade_answer(problem, base::dec(*value));
                    CHECK_FALSE(verdict.right);
                    CHECK(verdict.reply != nullptr);
                }
            }
        }
}

TEST_CASE("sheet: sizes may have a fraction, as the key shows them") {
    bool seen = false;
    for (const lessons::SheetProblem& problem : lessons::sheet_problems(practice(), "reach", 5, "1", 40)) {
        const std::string answer = lessons::plain_answer(problem);
        const auto right = lessons::value_of(problem.question->answer, problem.scope());
        REQUIRE(right);
        CAPTURE(answer);
        CHECK(lessons::grade_answer(problem, answer).right);
        CHECK(lessons::grade_answer(problem, base::dec(*right)).right);
        if (answer.find('.') == std::string::npos) continue;
        seen = true;
        CHECK_FALSE(lessons::grade_answer(problem, answer.substr(0, answer.find('.')) + ".25 GiB").right);
        for (const char* wrong : {"4.5", "4..5 MiB", ".5 MiB", "4.5.5 MiB", "4.55555555555 MiB", "4.5 miles"}) CHECK_FALSE(lessons::grade_answer(problem, wrong).right);
    }
    CHECK(seen);
}

TEST_CASE("sheet: problems of one kind differ, and do not depend on how many are asked for") {
    for (const std::string& kind : lessons::sheet_kinds(practice())) {
        CAPTURE(kind);
        const unsigned count = kind == "code" ? 5 : 8;  // there are five codes
        const auto problems = lessons::sheet_problems(practice(), kind, 3, "Ada", count);
        std::set<std::string> asked;
        for (const auto& problem : problems) asked.insert(test::text_of(lessons::ask_of(problem)));
        CHECK(asked.size() == count);
        const auto more = lessons::sheet_problems(practice(), kind, 3, "Ada", count + 7);
        REQUIRE(more.size() == count + 7);
        for (unsigned i = 0; i < count; ++i) CHECK(test::text_of(lessons::ask_of(more[i])) == test::text_of(lessons::ask_of(problems[i])));
    }
}

TEST_CASE("sheet: every kind has a figure, which does not show the answer") {
    for (const std::string& kind : lessons::sheet_kinds(practice()))
        for (const lessons::SheetProblem& problem : lessons::sheet_problems(practice(), kind, 11, "Grace", 5)) {
            CAPTURE(kind, problem.number);
            const lessons::Figure figure = lessons::figure_of(problem);
            REQUIRE_FALSE(figure.rows.empty());
            for (const auto& row : figure.rows) {
                CHECK_FALSE(row.cells.empty());
                for (const auto& cell : row.cells) {
                    CHECK(cell.text.find('[') == std::string::npos);  // no string is missing
                    if (kind == "translate" || kind == "entry" || kind == "index") CHECK(cell.text != lessons::plain_answer(problem));
                }
            }
            CHECK(lessons::ascii_of(figure).find("+--") != std::string::npos);
        }
}

TEST_CASE("sheet: kinds and names of exercises are read with care") {
    CHECK(lessons::parse_kinds(practice(), "lru, translate")->size() == 2);
    CHECK(lessons::parse_kinds(practice(), "all")->size() == 15);
    CHECK(lessons::parse_kinds(practice(), "lru,tarnslate").error().hint == "did you mean 'translate'?");
    CHECK_FALSE(lessons::parse_kinds(practice(), ""));
    const auto name = lessons::parse_exercise(practice(), " translate-12 ");
    REQUIRE(name);
    CHECK((name->kind == "translate" && name->number == 12));
    for (const char* wrong : {"", "translate", "translate-", "translate-0", "translate-201", "translate-1x", "nothing-1", "-1", "translate-99999999999999999999"})
        CHECK_FALSE(lessons::parse_exercise(practice(), wrong));
}
