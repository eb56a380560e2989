// The review deck over a year of days, against a calendar kept here by other means; and every question of the course
// asked again through the player.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include <catch_amalgamated.hpp>

#include "lessons/engine/player.h"
#include "lessons/engine/review_lesson.h"
#include "tests/lessons/lesson_text.h"

namespace {

using lessons::ReviewDeck;

std::string answered(const std::string& lesson, const std::string& question, bool right) {
    return "pw1;id=" + lesson + ";seed=7;step=0;seen=0;q=" + question + ",c,0,0,1,,," + (right ? "rr-" : "ww-");
}

/// What the reader of this test knows of a question.
struct Known {
    unsigned answered_on = 0, in_a_row = 0, asked = 0, late = 0;
    bool missed = false;
};

unsigned wait_of(const Known& known) {
    static const unsigned days[] = {1, 3, 7, 16, 35};
    return days[std::min(known.in_a_row, 4u)];
}

const std::vector<lessons::Lesson>& course() {
    static const std::vector<lessons::Lesson> all = [] {
        std::vector<std::string> files;
        for (const auto& entry : std::filesystem::directory_iterator("lessons/course/en"))
            if (entry.path().extension() == ".md") files.push_back(entry.path().string());
        std::sort(files.begin(), files.end());
        std::vector<lessons::Lesson> lessons;
        for (const std::string& file : files) lessons.push_back(test::parsed(test::read_file(file), file));
        return lessons;
    }();
    return all;
}

const lessons::Lesson* lesson_called(std::string_view id) {
    for (const lessons::Lesson& lesson : course())
        if (lesson.id == id) return &lesson;
    return nullptr;
}

const lessons::Lesson& frame() { return *lesson_called("review"); }

lessons::PlayerOptions options_of(const lessons::Review& review, std::uint64_t learner = 7) {
    lessons::PlayerOptions options;
    options.seed = review.seed(learner);
    options.find_lesson = lesson_called;
    return options;
}

std::string all_text(const lessons::LessonView& view) {
    std::string text;
    for (const lessons::Block& block : view.blocks) {
        text += test::text_of(block.spans) + "\n";
        for (const lessons::Spans& item : block.items) text += test::text_of(item) + "\n";
    }
    return text;
}

}  // namespace

TEST_CASE("review: a year of days, no question before its day, missed ones first, eight a go, none lost") {
    ReviewDeck deck;
    std::map<std::string, Known> reader;
    std::uint64_t asked_in_all = 0, missed_in_all = 0;
    unsigned most = 0;
    constexpr unsigned first_day = 20'000;
    for (unsigned day = first_day; day < first_day + 365; ++day) {
        // Three new questions a day in the first sixty days, each third answered wrong.
        for (unsigned n = 0; day < first_day + 60 && n < 3; ++n) {
            const unsigned number = 3 * (day - first_day) + n;
            const std::string lesson = "l" + std::to_string(number / 10), question = "q" + std::to_string(number % 10);
            const bool right = number % 3 != 0;
            CHECK(lessons::take_answers(deck, answered(lesson, question, right), day));
            CHECK_FALSE(lessons::take_answers(deck, answered(lesson, question, !right), day));  // the first answer counts
            reader[lesson + "/" + question] = {day, right ? 1u : 0u, 0, 0, !right};
        }
        REQUIRE(deck.items.size() == reader.size());
        const std::vector<std::size_t> due = lessons::due_items(deck, day);
        std::set<std::string> expected, found;
        for (const auto& [name, known] : reader)
            if (day >= known.answered_on + wait_of(known)) expected.insert(name);
        bool behind_missed = false;
        for (const std::size_t at : due) {
            found.insert(deck.items[at].name);
            const bool missed = reader[deck.items[at].name].missed;
            CHECK_FALSE((behind_missed && missed));
            behind_missed = behind_missed || !missed;
        }
        REQUIRE(found == expected);
        REQUIRE(found.size() == due.size());
        const std::size_t go = std::min<std::size_t>(due.size(), lessons::left_of_go(deck, day));
        REQUIRE(go <= lessons::review_go);
        if (due.size() >= lessons::review_go) CHECK(go == lessons::review_go);
        std::vector<std::string> names;
        for (const std::size_t at : due) names.push_back(deck.items[at].name);
        for (std::size_t i = 0; i < names.size(); ++i) {
            Known& known = reader[names[i]];
            if (i >= go) {
                most = std::max(most, ++known.late);
                continue;
            }
            const bool right = (std::hash<std::string>{}(names[i]) + known.asked) % 5 != 0;
            lessons::grade(deck, due[i], right, day);
            known = {day, right ? known.in_a_row + 1 : 0, known.asked + 1, 0, !right};
            ++asked_in_all, missed_in_all += !right;
            CHECK(deck.items[due[i]].due == day + wait_of(known));
        }
        CHECK(lessons::left_of_go(deck, day) == lessons::review_go - go);
        const auto again = lessons::parse_deck(lessons::to_text(deck));
        REQUIRE(again);
        REQUIRE(*again == deck);
    }
    CHECK(reader.size() == 180);
    for (const auto& [name, known] : reader) {
        INFO(name);
        CHECK(known.asked >= 4);  // each one came back, again and again
    }
    CHECK(asked_in_all > 1000);
    CHECK(missed_in_all > 100);
    CHECK(most < 40);  // whoever does one go a day catches up
}

TEST_CASE("review: a deck that cannot be read is an error, and a deck stays small") {
    CHECK(lessons::parse_deck("")->items.empty());
    for (const char* text : {"pwr2;day=1,1", "garbage{", "pwr1;walk,0,1,m", "pwr1;walk/x,5,1,m", "pwr1;walk/x,0,-1,m", "pwr1;walk/x,0,1,q", "pwr1;walk/x,0,1",
                             "pwr1;walk/x,0,1,m;walk/x,0,1,m", "pwr1;Walk/x,0,1,m", "pwr1;day=9", "pwr1;walk/x/y,0,1,m", "pwr1;;"}) {
        INFO(text);
        CHECK_FALSE(lessons::parse_deck(text));
    }
    CHECK_FALSE(lessons::parse_deck("pwr1" + std::string(1 << 20, ';')));
    ReviewDeck deck;
    for (unsigned i = 0; i < 1200; ++i) lessons::take_answers(deck, answered("l" + std::to_string(i), "q", i % 2 == 0), 100 + i / 100);
    CHECK(deck.items.size() == lessons::review_limit);
    CHECK(std::count_if(deck.items.begin(), deck.items.end(), [](const auto& item) { return item.missed; }) == 600);  // what is known goes first
    CHECK(lessons::parse_deck(lessons::to_text(deck)));
    lessons::forget_answers(deck, "l1");
    CHECK(deck.items.size() == lessons::review_limit - 1);
}

TEST_CASE("review: a clock that was wrong does not put a question off for ever") {
    ReviewDeck deck;
    lessons::take_answers(deck, answered("walk", "dirty", true), 40'000);
    CHECK(lessons::take_answers(deck, "", 20'000));
    CHECK(deck.items[0].due == 20'003);
}

TEST_CASE("review: a missed question comes back the next day with other numbers, and goes by the answer") {
    const lessons::Lesson& walk = *lesson_called("address-split");
    lessons::PlayerOptions options;
    options.seed = 7;
    options.find_lesson = lesson_called;
    lessons::Player lesson(walk, options);
    const std::string asked_first = test::text_of(test::question_in(lesson.view(), "offset")->ask);
    REQUIRE(lesson.act("commit offset 0"));
    ReviewDeck deck;
    REQUIRE(lessons::take_answers(deck, lesson.save(), 100));
    REQUIRE(deck.items == std::vector<lessons::ReviewItem>{{"address-split/offset", 0, 101, true}});

    lessons::Review today(deck, 100, true);
    CHECK(today.needed().empty());
    today.begin(frame(), lesson_called);
    lessons::Player nothing(today.lesson(), options_of(today));
    CHECK(nothing.view().steps == 1);
    CHECK(all_text(nothing.view()).find("Next tomorrow: 1.") != std::string::npos);

    lessons::Review review(deck, 101, true);
    CHECK(review.needed() == std::vector<std::string>{"address-split"});
    review.begin(frame(), lesson_called);
    lessons::Player player(review.lesson(), options_of(review));
    REQUIRE(player.view().steps == 3);
    CHECK(all_text(player.view()).find("Due today: 1. Missed the last time: 1.") != std::string::npos);
    REQUIRE(player.act("next"));
    const auto ask = [&] { return test::text_of(test::question_in(player.view(), "address-split/offset")->ask); };
    CHECK(ask() != asked_first);
    CHECK(ask().find('?') == ask().size() - std::string("? Write it in hexadecimal.").size());  // the address has a value
    const auto value = [&](const char* expression) {
        const auto text = script::evaluate_text(expression, {player.machine()});
        return text ? *text : base::to_text(text.error());
    };
    REQUIRE(player.act("commit address-split/offset " + value("va & 0xff as hex")));  // a trap
    const lessons::LessonView missed = player.view();
    const auto* question = test::question_in(missed, "address-split/offset");
    CHECK(question->state == lessons::QuestionView::State::wrong);
    CHECK_FALSE(question->reply.empty());
    const std::string answer = question->answer;
    CHECK(answer == value("offset(va) as hex"));
    review.note(player.save());
    CHECK(review.deck().items[0].due == 102);
    review.note(player.save());  // once is enough
    CHECK(review.deck().asked == 1);
    REQUIRE(player.act("next"));
    CHECK(all_text(player.view()).find("0 of 1 right.") != std::string::npos);
    CHECK(all_text(player.view()).find("again tomorrow") != std::string::npos);
    CHECK(value("offset(va) as hex") == answer);  // the machine stays in the picture

    lessons::Review next(review.deck(), 102, true);
    next.begin(frame(), lesson_called);
    lessons::Player other(next.lesson(), options_of(next));
    REQUIRE(other.act("next"));
    const auto right = script::evaluate_text("offset(va) as hex", {other.machine()});
    REQUIRE(right);
    CHECK(*right != answer);
    REQUIRE(other.act("commit address-split/offset " + *right));
    next.note(other.save());
    CHECK(next.deck().items[0].due == 105);
    CHECK_FALSE(next.deck().items[0].missed);
}

TEST_CASE("review: every question of the course can be asked again, on its own machine") {
    ReviewDeck deck;
    std::vector<std::string> names;
    for (const lessons::Lesson& lesson : course())
        for (const lessons::Step& step : lesson.steps)
            for (const lessons::LessonBlock& block : step.blocks)
                if (!lesson.is_beside() && block.kind == lessons::LessonBlock::Kind::question && block.question.kind != lessons::Question::Kind::recall)
                    deck.items.push_back({lesson.id + "/" + block.question.id, 0, 1, true});
    REQUIRE(deck.items.size() > 150);
    std::size_t asked = 0, goes = 0;
    for (; !lessons::due_items(deck, 1).empty(); ++goes) {
        lessons::Review review(deck, 1, true);
        review.begin(frame(), lesson_called);
        lessons::Player player(review.lesson(), options_of(review));
        for (std::size_t step = 1; step + 1 < review.lesson().steps.size(); ++step) {
            REQUIRE(player.act("next"));
            const lessons::LessonView view = player.view();
            const auto block = std::find_if(view.blocks.begin(), view.blocks.end(), [](const lessons::Block& b) { return b.kind == lessons::Block::Kind::question; });
            REQUIRE(block != view.blocks.end());
            const std::string id = block->question.id;
            CAPTURE(id);
            CHECK_FALSE(view.panels.empty());
            for (const lessons::Block& shown : view.blocks)
                for (const lessons::Span& span : shown.spans) CHECK_FALSE((span.kind == lessons::Span::Kind::value && span.text == "?"));
            for (const lessons::Span& span : block->question.ask) CHECK_FALSE((span.kind == lessons::Span::Kind::value && span.text == "?"));
            REQUIRE(player.act("skip " + id));
            CHECK(test::question_in(player.view(), id)->answer != "?");
            CHECK_FALSE(test::question_in(player.view(), id)->answer.empty());
            ++asked;
        }
        review.note(player.save());
        REQUIRE(player.act("next"));
        CHECK((test::button_in(player.view().buttons, "another") != nullptr) == !lessons::due_items(review.deck(), 1).empty());
        const std::size_t before = lessons::due_items(deck, 1).size();
        deck = review.deck();
        REQUIRE(lessons::due_items(deck, 1).size() < before);
        deck.asked = 0;
    }
    CHECK(asked == deck.items.size());
    CHECK(goes == (asked + lessons::review_go - 1) / lessons::review_go);
}

TEST_CASE("review: nothing to ask says what to do, and a lost question leaves the deck") {
    for (const bool kept : {true, false}) {
        lessons::Review review({}, 5, kept);
        review.begin(frame(), lesson_called);
        lessons::Player player(review.lesson(), options_of(review));
        CHECK(all_text(player.view()).find(kept ? "Answer some questions" : "keeps nothing") != std::string::npos);
        CHECK(player.view().steps == 1);
    }
    ReviewDeck deck;
    deck.items = {{"address-split/lost", 0, 1, true}, {"nowhere/offset", 0, 1, true}, {"address-split/offset", 0, 1, false}};
    lessons::Review review(deck, 5, true);
    review.begin(frame(), lesson_called);
    CHECK(review.lesson().steps.size() == 3);
    CHECK(review.deck().items.size() == 2);  // a lesson that is not at hand may be, another day
}
