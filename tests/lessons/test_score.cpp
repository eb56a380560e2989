#include <catch_amalgamated.hpp>

#include "core/base/text.h"
#include "tests/lessons/lesson_text.h"
#include "lessons/engine/player.h"

using lessons::Attempt;
using lessons::ItemResult;
using lessons::Lesson;
using lessons::Player;
using lessons::PlayerOptions;
using test::question_in;

namespace {

Attempt attempt(const std::string& items) {
    Attempt result;
    for (const char c : items) result.push_back(static_cast<ItemResult>(c));
    return result;
}

std::string x_plus(const Player& player, int i) {
    const auto x = script::evaluate_text("x + " + std::to_string(i), {player.timeline().latest()});
    return x ? *x : "?";
}

// Answers the items of the attempt: 'r' right, 'w' wrong, 's' skipped.
void take(Player& player, const std::string& plan) {
    for (std::size_t i = 0; i < plan.size(); ++i) {
        const std::string id = "q" + std::to_string(i + 1);
        if (plan[i] == 's') REQUIRE(player.act("skip " + id).ok());
        else REQUIRE(player.act("commit " + id + " " + (plan[i] == 'r' ? x_plus(player, static_cast<int>(i) + 1) : "5000")).ok());
        REQUIRE(player.act("next").ok());
    }
}

}  // namespace

TEST_CASE("the score is the best attempt's first answers") {
    Lesson lesson;
    lesson.score = {"a", "b", "c", "d"};
    lesson.mastery = 75;
    lesson.attempts = 2;
    CHECK(lessons::best_score(lesson, {}) == lessons::Score{0, 4, false});
    CHECK(lessons::best_score(lesson, {attempt("rrw-")}) == lessons::Score{2, 4, false});
    CHECK(lessons::best_score(lesson, {attempt("rrws"), attempt("rrrw")}) == lessons::Score{3, 4, true});
    CHECK(lessons::best_score(lesson, {attempt("wwww"), attempt("rwww"), attempt("rrrr")}) == lessons::Score{1, 4, false});  // one too many
    lesson.score.clear();
    CHECK(lessons::best_score(lesson, {}) == lessons::Score{0, 0, false});
}

TEST_CASE("the final check shows one item at a time, then the result, then fresh numbers") {
    const Lesson lesson = test::parsed(test::scored_lesson());
    Player player(lesson, {});
    REQUIRE(player.act("know-this").ok());
    auto view = player.view();
    REQUIRE(question_in(view, "q1"));
    CHECK(question_in(view, "q2") == nullptr);
    CHECK(question_in(view, "q1")->item == 1);
    CHECK(question_in(view, "q1")->items == 4);
    CHECK(view.attempt == 1);
    CHECK_FALSE(player.act("next").ok());
    const std::string first = x_plus(player, 0);
    take(player, "rrwr");
    view = player.view();
    REQUIRE(view.blocks.back().kind == lessons::Block::Kind::summary);
    CHECK(view.score_right == 3);
    CHECK(view.complete);
    CHECK(player.score().passed);
    CHECK_FALSE(player.act("retry q3").ok());

    REQUIRE(player.act("attempt").ok());
    CHECK(player.view().attempt == 2);
    CHECK(x_plus(player, 0) != first);
    CHECK(question_in(player.view(), "q1")->state == lessons::QuestionView::State::open);
    take(player, "wwws");
    CHECK(player.score().right == 3);  // the better one stays
    CHECK_FALSE(player.act("attempt").ok());
    CHECK(player.act("next").ok());
    CHECK(player.view().step == 2);
}

TEST_CASE("what was done survives a reload") {
    const Lesson lesson = test::parsed(test::scored_lesson());
    PlayerOptions options;
    options.seed = 4711;
    Player player(lesson, options);
    REQUIRE(player.act("command read A va").ok());
    REQUIRE(player.act("commit offset 1").ok());
    REQUIRE(player.act("command let va = 0x99").ok());
    REQUIRE(player.act("command print page_size").ok());
    REQUIRE(player.act("unstep-command").ok());
    const auto before = player.view();
    const std::string saved = player.save();
    for (const char c : saved) CHECK((c > ' ' && c < 127));
    CHECK(saved.size() < 400);

    Player again(lesson, {});
    REQUIRE(again.restore(saved).ok());
    CHECK(again.view() == before);
    CHECK(again.seed() == 4711);
    CHECK(again.timeline().latest() == player.timeline().latest());
    CHECK(again.timeline().position() == player.timeline().position());
    CHECK(again.save() == saved);
    CHECK_FALSE(again.act("commit offset 2").ok());  // the first answer counts

    REQUIRE(player.act("next").ok());
    take(player, "rw");
    Player third(lesson, {});
    REQUIRE(third.restore(player.save()).ok());
    CHECK(third.view() == player.view());
    CHECK_FALSE(third.act("attempt").ok());  // this attempt is not finished
}

TEST_CASE("a broken save is refused and the player is as new") {
    const Lesson lesson = test::parsed(test::scored_lesson());
    const Player fresh(lesson, {});
    for (const std::string& saved : {std::string(""), std::string("x"), std::string("pw2;id=small"), std::string("pw1;id=other;step=0"), std::string("pw1;id=small;step=99"),
                                     std::string("pw1;id=small;step=-1"), std::string("pw1;id=small;step=0;q=offset"), std::string("pw1;id=small;step=0;q=offset,c,1,0,,,,rr-"),
                                     std::string("pw1;id=small;q=offset,c,0,0,%zz,,,rr-"), std::string("pw1;id=small;a=rr"), std::string("pw1;id=small;a=rrrr;a=rrrr;a=rrrr"),
                                     std::string("pw1;id=small;c=9,read"), std::string("pw1;id=small;nonsense=1"), std::string("pw1;id=small;q=q1,c,0,0,1,,,rr-"),
                                     std::string("pw1;id=small;seed=99999999999999999999999"), "pw1;id=small;c=0" + std::string(5000, ','), "pw1;" + std::string(100000, 'x')}) {
        Player player(lesson, {});
        REQUIRE(player.act("skip offset").ok());
        INFO(saved.substr(0, 60));
        CHECK_FALSE(player.restore(saved).ok());
        CHECK(player.view() == fresh.view());
    }
    // Commands that no longer work fall out; the rest comes back.
    Player player(lesson, {});
    CHECK(player.restore("pw1;id=small;seed=1;step=0;seen=0;c=0,raed%20va,let%20b%20=%204").ok());
    CHECK(player.timeline().history().size() == 1);
}

TEST_CASE("a save that grows too long lets the typed commands go and says so") {
    const Lesson lesson = test::parsed(test::scored_lesson());
    Player player(lesson, {});
    for (int i = 0; i < 300; ++i) REQUIRE(player.act("command let name_number_" + std::to_string(i) + " = " + std::to_string(i)).ok());
    CHECK(player.save().size() <= 3500);
    CHECK_FALSE(player.view().status.empty());
}
