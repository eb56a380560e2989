#include <catch_amalgamated.hpp>

#include <set>

#include "core/base/text.h"
#include "tests/lessons/lesson_text.h"
#include "lessons/engine/player.h"

using lessons::Lesson;
using lessons::Player;
using lessons::PlayerOptions;
using lessons::QuestionView;
using test::parsed;
using test::question_in;

namespace {

PlayerOptions with_seed(std::uint64_t seed) {
    PlayerOptions options;
    options.seed = seed;
    return options;
}

std::string value_of(const Player& player, const std::string& expression) {
    const auto text = script::evaluate_text(expression, {player.timeline().latest()});
    return text ? *text : base::to_text(text.error());
}

bool act(Player& player, const std::string& action) {
    const auto status = player.act(action);
    if (!status) UNSCOPED_INFO(action << ": " << base::to_text(status.error()));
    return status.ok();
}

const std::string tasks = test::lesson_with(
    "## One\n```try\nread A va\n```\n```check\nlast.reads == 4 -- read it cold\n```\nIt took `=last.reads` reads.\n"
    "## Two\n```run\nlet home = va\n```\nNow `=last.reads` and `=home as hex`.\n");

}  // namespace

TEST_CASE("a question is a gate: what follows it shows after the commit") {
    const Lesson lesson = parsed(test::scored_lesson());
    Player player(lesson, with_seed(5));
    auto view = player.view();
    REQUIRE(question_in(view, "offset"));
    CHECK(question_in(view, "offset")->state == QuestionView::State::open);
    CHECK(question_in(view, "offset")->answer.empty());
    CHECK(view.blocks.size() == 1);
    REQUIRE(test::button_in(view.buttons, "next"));
    CHECK_FALSE(test::button_in(view.buttons, "next")->enabled);
    CHECK_FALSE(player.act("next").ok());
    CHECK_FALSE(player.act("goto 2").ok());

    REQUIRE(act(player, "commit offset " + value_of(player, "offset(va) as hex")));
    view = player.view();
    CHECK(question_in(view, "offset")->state == QuestionView::State::right);
    CHECK(question_in(view, "offset")->answer == value_of(player, "offset(va) as hex"));
    CHECK(view.blocks.size() == 2);
    CHECK(act(player, "next"));
}

TEST_CASE("presenter mode lifts gates") {
    const Lesson lesson = parsed(test::scored_lesson());
    PlayerOptions options;
    options.predict_open = true;
    Player player(lesson, options);
    CHECK(player.view().blocks.size() == 2);
    CHECK(act(player, "next"));
}

TEST_CASE("a wrong answer meets its own explanation, then the answer") {
    const Lesson lesson = parsed(test::scored_lesson());
    Player player(lesson, with_seed(5));
    REQUIRE(act(player, "commit offset " + value_of(player, "va & 0xff as dec")));
    const auto view = player.view();
    const QuestionView& q = *question_in(view, "offset");
    CHECK(q.state == QuestionView::State::wrong);
    CHECK(test::text_of(q.reply) == "A byte of 256.");
    CHECK(test::text_of(q.why) == "Twelve bits.");
    CHECK_FALSE(q.answer.empty());

    Player other(lesson, with_seed(5));
    REQUIRE(act(other, "commit offset 7"));
    const auto general = other.view();
    CHECK(test::text_of(question_in(general, "offset")->reply).find('[') == std::string::npos);  // a known string
    CHECK_FALSE(question_in(general, "offset")->reply.empty());
}

TEST_CASE("numbers are read leniently; what cannot be read is not committed") {
    const Lesson lesson = parsed(test::scored_lesson());
    const std::string digits = [&] {
        Player player(lesson, with_seed(9));
        return value_of(player, "offset(va) as hex");
    }();
    for (const std::string& typed : {digits, digits.substr(2), "  " + digits + " ", "0X" + digits.substr(2)}) {
        Player player(lesson, with_seed(9));
        REQUIRE(act(player, "commit offset " + typed));
        const auto view = player.view();
        CHECK(question_in(view, "offset")->state == QuestionView::State::right);
    }
    Player player(lesson, with_seed(9));
    REQUIRE(act(player, "commit offset twelve"));
    const auto view = player.view();
    CHECK(question_in(view, "offset")->state == QuestionView::State::open);
    CHECK_FALSE(question_in(view, "offset")->input_error.empty());
    CHECK(question_in(view, "offset")->input == "twelve");
    REQUIRE(act(player, "commit offset"));  // what stands in the field, still unreadable
    CHECK(question_in(player.view(), "offset")->state == QuestionView::State::open);
}

TEST_CASE("the first answer counts; practice does not change it") {
    const Lesson lesson = parsed(test::scored_lesson());
    Player player(lesson, with_seed(5));
    REQUIRE(act(player, "commit offset 1"));
    CHECK_FALSE(player.act("commit offset 2").ok());
    REQUIRE(act(player, "retry offset"));
    auto view = player.view();
    CHECK(question_in(view, "offset")->state == QuestionView::State::open);
    CHECK(question_in(view, "offset")->answer.empty());
    CHECK(view.blocks.size() == 2);  // the gate stays open
    REQUIRE(act(player, "commit offset " + value_of(player, "offset(va) as hex")));
    view = player.view();
    CHECK(question_in(view, "offset")->state == QuestionView::State::right);
    CHECK(player.save().find(",wr-") != std::string::npos);
}

TEST_CASE("a skip is recorded and opens the gate") {
    const Lesson lesson = parsed(test::scored_lesson());
    Player player(lesson, with_seed(5));
    REQUIRE(act(player, "skip offset"));
    const auto view = player.view();
    CHECK(question_in(view, "offset")->state == QuestionView::State::skipped);
    CHECK_FALSE(question_in(view, "offset")->answer.empty());
    CHECK(view.map[0].done);
    CHECK(act(player, "next"));
}

TEST_CASE("numbers and the order of choices come from the learner's seed") {
    const Lesson lesson = parsed(test::read_file("tests/lessons/example.md"));
    std::set<std::string> addresses, orders;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        PlayerOptions options = with_seed(seed);
        options.predict_open = true;
        Player player(lesson, options);
        addresses.insert(value_of(player, "va as hex"));
        REQUIRE(act(player, "goto 4"));
        std::string order;
        const auto view = player.view();
        for (const auto& choice : question_in(view, "canonical")->choices) order += test::text_of(choice.text) + "|";
        orders.insert(order);
        Player again(lesson, options);
        CHECK(value_of(again, "va as hex") == value_of(player, "va as hex"));
    }
    CHECK(addresses.size() >= 19);
    CHECK(orders.size() == 6);
}

TEST_CASE("options are decided by the machine") {
    const Lesson lesson = parsed(test::read_file("tests/lessons/example.md"));
    PlayerOptions options;
    options.predict_open = true;
    Player player(lesson, options);
    REQUIRE(act(player, "goto 4"));
    auto view = player.view();
    const std::string right = test::choice_called(*question_in(view, "canonical"), "a general protection fault");
    for (const auto& choice : question_in(view, "canonical")->choices) CHECK_FALSE(choice.right);
    REQUIRE(act(player, "choose canonical " + right));
    CHECK(question_in(player.view(), "canonical")->state == QuestionView::State::open);
    REQUIRE(act(player, "commit canonical"));  // takes what was chosen
    view = player.view();
    CHECK(question_in(view, "canonical")->state == QuestionView::State::right);
    for (const auto& choice : question_in(view, "canonical")->choices) CHECK(choice.right == (choice.id == right));
    CHECK_FALSE(player.act("commit canonical z").ok());
}

TEST_CASE("a task is done by the reader's own commands, or shown") {
    const Lesson lesson = parsed(tasks);
    Player player(lesson, with_seed(1));
    auto view = player.view();
    REQUIRE(test::task_in(view));
    CHECK_FALSE(test::task_in(view)->done);
    CHECK_FALSE(test::task_in(view)->conditions[0].met);  // last.reads has no value yet
    CHECK(view.blocks.size() == 1);                       // the reveal waits

    SECTION("own command") { REQUIRE(act(player, "command read va")); }
    SECTION("show me") {
        REQUIRE(act(player, "solve"));
        CHECK(test::task_in(player.view())->solution == std::vector<std::string>{"read A va"});
        CHECK(player.console().front().text == "read A va");
    }
    SECTION("show me where the reader's machine stands in the way") {
        REQUIRE(act(player, "command let va = 5"));  // nothing is mapped there
        REQUIRE(act(player, "solve"));
        CHECK(value_of(player, "va") != "5");  // the step began anew
    }
    view = player.view();
    CHECK(test::task_in(view)->done);
    REQUIRE(view.blocks.size() == 2);
    CHECK(test::text_of(view.blocks[1].spans) == "It took 4 reads.");
}

TEST_CASE("a skipped task still reveals: its values are those of canonical play") {
    const Lesson lesson = parsed(tasks);
    Player player(lesson, with_seed(1));
    REQUIRE(act(player, "skip " + test::task_in(player.view())->id));
    const auto view = player.view();
    REQUIRE(view.blocks.size() == 2);
    CHECK(test::text_of(view.blocks[1].spans) == "It took 4 reads.");
}

TEST_CASE("each step starts from the canonical machine and keeps its own history") {
    const Lesson lesson = parsed(tasks);
    Player player(lesson, with_seed(3));
    REQUIRE(act(player, "command let mine = 42"));
    const sim::Machine mine = player.timeline().latest();
    REQUIRE(act(player, "next"));
    CHECK(player.timeline().start() == *lessons::canonical_machine(lesson, 1, 3));
    CHECK(value_of(player, "mine").find("not known") != std::string::npos);
    REQUIRE(act(player, "command read va"));
    const sim::Machine second = player.timeline().latest();
    REQUIRE(act(player, "back"));
    CHECK(player.timeline().latest() == mine);
    REQUIRE(act(player, "next"));
    CHECK(player.timeline().latest() == second);
    REQUIRE(act(player, "reset"));
    CHECK(player.timeline().latest() == *lessons::canonical_machine(lesson, 1, 3));
}

TEST_CASE("run again begins with the lesson's first run, and goes on with its own lines") {
    const Lesson lesson = parsed(test::lesson_with("## One\n```run\nlet va = 5\n```\nText.\n## Two\n```run again\n```\nText.\n## Three\n```run again\nlet two = va + 1\n```\nText.\n"));
    REQUIRE(lesson.steps.size() == 3);
    CHECK(lesson.steps[1].blocks.front().commands.size() == 4);
    Player player(lesson, with_seed(1));
    CHECK(value_of(player, "va") == "5");
    REQUIRE(act(player, "next"));
    CHECK(value_of(player, "va >= 0x7f12_3456_7000") == "1");
    REQUIRE(act(player, "next"));
    CHECK(value_of(player, "two == va + 1") == "1");
    CHECK_FALSE(lessons::parse_lesson("# Small\n```lesson\nid small\nminutes 5\ncore\n```\n## One\nText.\n```run again\n```\n", "x").ok());
    CHECK_FALSE(lessons::parse_lesson(test::lesson_with("## One\n```run twice\n```\nText.\n"), "x").ok());
}

TEST_CASE("run carry goes on with the reader's machine") {
    const Lesson lesson = parsed(test::lesson_with("## One\nText.\n## Two\n```run carry\nlet two = 2\n```\nText.\n"));
    Player player(lesson, with_seed(1));
    REQUIRE(act(player, "command let mine = 42"));
    REQUIRE(act(player, "next"));
    CHECK(value_of(player, "mine + two") == "44");
    REQUIRE(act(player, "command let three = mine + 1"));
    REQUIRE(act(player, "back"));
    REQUIRE(act(player, "command let mine = 50"));
    REQUIRE(act(player, "next"));
    CHECK(value_of(player, "mine") == "50");
    CHECK(value_of(player, "three") == "51");  // the step's own commands are played again
}

TEST_CASE("a slider rebuilds the step's machine") {
    const Lesson lesson = parsed(test::lesson_with("## One\n```param n 1..64 = 8 -- How many\nplot x: n=1..4 y: pages as dec\n```\n```run\nlet pages = n * 2\n```\n`=pages` pages.\n"));
    Player player(lesson, with_seed(1));
    CHECK(value_of(player, "pages") == "16");
    REQUIRE(act(player, "command let mine = 1"));
    REQUIRE(act(player, "param n 20"));
    CHECK(value_of(player, "pages") == "40");
    CHECK(value_of(player, "mine") == "1");
    CHECK_FALSE(player.act("param n 65").ok());
    CHECK_FALSE(player.act("param m 5").ok());
    const auto view = player.view();
    CHECK(view.blocks[0].slider.value == 20);
    const auto& plot = view.blocks[1].plot;
    REQUIRE(plot.points.size() == 4);
    CHECK(plot.points[3].second == "8");
    CHECK(plot.heights[3] == 1.0);
    CHECK(plot.top() == "8");
    CHECK(plot.y_label == "pages");
    CHECK_FALSE(plot.now);  // the slider stands at 20, the plot ends at 4
    REQUIRE(act(player, "param n 3"));
    const auto marked = player.view();
    REQUIRE(marked.blocks[1].plot.now);
    CHECK(marked.blocks[1].plot.now->height == 0.75);
}

TEST_CASE("a plot of many values marks the one between its points") {
    const Lesson lesson = parsed(test::lesson_with("## One\n```param n 0..320 = 5 -- How many\nplot x: n=0..320 y: n_twice as dec\n```\n```run\nlet n_twice = n * 2\n```\n"));
    const auto view = Player(lesson, with_seed(1)).view();
    const auto& plot = view.blocks[1].plot;
    CHECK(plot.y_label == "n twice");
    CHECK(plot.points.size() == 33);
    REQUIRE(plot.now);
    CHECK(plot.now->along == Catch::Approx(5.0 / 320));
    CHECK(plot.now->height == Catch::Approx(5.0 / 320));
}

TEST_CASE("an order is arranged and committed") {
    const Lesson lesson = parsed(test::lesson_with("## One\n```predict o\nask: Order?\norder: first\norder: second\norder: third\nwhy: So.\n```\n"));
    Player player(lesson, with_seed(1));
    auto view = player.view();
    const QuestionView& q = *question_in(view, "o");
    REQUIRE(q.choices.size() == 3);
    const std::string right = test::choice_called(q, "first") + " " + test::choice_called(q, "second") + " " + test::choice_called(q, "third");
    CHECK(q.choices[0].id + " " + q.choices[1].id + " " + q.choices[2].id != right);  // never solved at the start
    REQUIRE(act(player, "move o " + test::choice_called(q, "third") + " down"));
    REQUIRE(act(player, "move o " + test::choice_called(q, "third") + " down"));
    CHECK(test::text_of(question_in(player.view(), "o")->choices[2].text) == "third");
    REQUIRE(act(player, "commit o a b"));  // not all of them
    CHECK(question_in(player.view(), "o")->state == QuestionView::State::open);
    REQUIRE(act(player, "commit o " + right));
    CHECK(question_in(player.view(), "o")->state == QuestionView::State::right);
}

TEST_CASE("a pick is a click, with a select as its twin") {
    const Lesson lesson = parsed(test::lesson_with(
        "## One\n```run\nread A va\n```\n```show\naddress va\ntables va\n```\n```predict e\nask: Which entry?\npick: entry entry_at(va, pt)\ntrap: entry_at(va, pmd) -- One too early. [early]\nwhy: So.\n```\n"));
    Player player(lesson, with_seed(1));
    auto view = player.view();
    CHECK(view.pending_pick == "entry");
    CHECK(view.panels[1].front);
    const std::string right = value_of(player, "entry_at(va, pt) as hex");
    bool offered = false;
    for (const auto& choice : question_in(view, "e")->choices) offered |= choice.id == right;
    CHECK(offered);
    CHECK(question_in(view, "e")->choices.size() >= 4);
    REQUIRE(act(player, "commit e " + value_of(player, "entry_at(va, pmd) as hex")));
    view = player.view();
    CHECK(test::text_of(question_in(view, "e")->reply) == "One too early.");
    CHECK(view.pending_pick.empty());
}

TEST_CASE("a wrong reason is put to the test on a copy") {
    const Lesson lesson = parsed(test::lesson_with("## One\n```why w\nask: Why?\nright: Right\nwrong: Wrong -- No. [no]\ntest: read A va\ntest: print last.reads\n```\n"));
    Player player(lesson, with_seed(1));
    REQUIRE(act(player, "commit w " + test::choice_called(*question_in(player.view(), "w"), "Wrong")));
    const auto view = player.view();
    const std::string& said = question_in(view, "w")->contradiction;
    CHECK(said.find("read A va") != std::string::npos);
    CHECK(said.find("print last.reads") != std::string::npos);
    CHECK_FALSE(player.timeline().latest().last.any);  // only the copy read
}

TEST_CASE("after: is played on a copy, and the answer is what it brings about") {
    const Lesson lesson = parsed(test::lesson_with("## One\n```predict d\nask: How many reads?\nafter: read A va\nanswer: last.reads as dec\nwhy: `=last.reads`.\n```\n"));
    Player player(lesson, with_seed(1));
    REQUIRE(act(player, "commit d 4"));
    const auto view = player.view();
    CHECK(question_in(view, "d")->state == QuestionView::State::right);
    CHECK(test::text_of(question_in(view, "d")->why) == "4.");
    CHECK_FALSE(player.timeline().latest().last.any);
}

TEST_CASE("an answered question keeps its numbers when the reader's machine moves on") {
    const Lesson lesson = parsed(test::scored_lesson());
    Player player(lesson, with_seed(5));
    const std::string asked = test::text_of(question_in(player.view(), "offset")->ask);
    REQUIRE(act(player, "commit offset 1"));
    const std::string answer = question_in(player.view(), "offset")->answer;
    REQUIRE(act(player, "command let va = 0x1234"));
    CHECK(test::text_of(question_in(player.view(), "offset")->ask) == asked);
    CHECK(question_in(player.view(), "offset")->answer == answer);
}

TEST_CASE("recall asks an earlier question with fresh numbers") {
    const Lesson earlier = parsed(test::scored_lesson());
    std::string text = test::lesson_with("## One\n```recall small/offset\n```\nAfter.\n");
    text.replace(text.find("id small"), 8, "id later");
    const Lesson later = parsed(text);
    PlayerOptions options = with_seed(5);
    options.find_lesson = [&](std::string_view id) { return id == "small" ? &earlier : nullptr; };
    Player player(later, options), first(earlier, with_seed(5));
    auto view = player.view();
    const QuestionView* q = question_in(view, "small/offset");
    REQUIRE(q);
    CHECK(view.blocks.size() == 2);  // it holds nobody up
    CHECK(test::text_of(q->ask) != test::text_of(question_in(first.view(), "offset")->ask));
    REQUIRE(act(player, "commit small/offset 1"));
    CHECK(player.view().blocks.size() == 2);
    Player alone(later, with_seed(5));  // the earlier lesson is not at hand
    CHECK(alone.view().blocks.size() == 1);
    CHECK(question_in(alone.view(), "small/offset") == nullptr);
}

TEST_CASE("a why on the way may stay open; its step is then not done") {
    const Lesson lesson = parsed(test::lesson_with("## One\n```why w\nask: Why?\nright: So\nwrong: No -- Not so.\n```\nAfter.\n## Two\nText.\n"));
    Player player(lesson, with_seed(1));
    CHECK(player.view().blocks.size() == 2);
    REQUIRE(act(player, "next"));
    CHECK(player.view().step == 1);
    CHECK_FALSE(player.view().map[0].done);
    CHECK(player.view().complete);
}

TEST_CASE("panels stay until another show, and hide what an open question asks") {
    const Lesson lesson = parsed(test::lesson_with(
        "```show\naddress va hide=pgd\ntables va reads=1\n```\n## One\n```predict p\nask: PGD?\nanswer: index(va, pgd)\nwhy: So.\n```\n## Two\nText.\n## Three\n```show\nram\n```\nText.\n"));
    Player player(lesson, with_seed(1));
    auto view = player.view();
    REQUIRE(view.panels.size() == 2);
    CHECK(view.panels[0].hidden == std::vector<std::string>{"pgd"});
    CHECK(view.panels[1].reads == 1);
    REQUIRE(act(player, "skip p"));
    view = player.view();
    CHECK(view.panels[0].hidden.empty());
    CHECK(view.panels[1].reads == 2);
    REQUIRE(act(player, "next"));
    CHECK(player.view().panels.size() == 2);
    REQUIRE(act(player, "next"));
    CHECK(player.view().panels.size() == 1);
    CHECK(player.view().panels[0].id == "ram");
}

TEST_CASE("the timeline is steered, and the console remembers") {
    const Lesson lesson = parsed(test::lesson_with("## One\nText.\n"));
    Player player(lesson, with_seed(1));
    REQUIRE(act(player, "command read va"));
    const auto size = player.timeline().size();
    REQUIRE(size > 3);
    REQUIRE(act(player, "unstep"));
    CHECK(player.timeline().position() == size - 1);
    REQUIRE(act(player, "seek 2"));
    CHECK(player.timeline().position() == 2);
    REQUIRE(act(player, "end"));
    REQUIRE(act(player, "unstep-command"));
    CHECK(player.timeline().position() == 0);
    CHECK_FALSE(player.act("command raed va").ok());
    REQUIRE(act(player, "command print page_size"));
    CHECK(player.last_output() == "4096");
    CHECK(player.console().size() == 5);
    CHECK_FALSE(player.act("comit x").ok());
    CHECK(player.act("comit x").error().hint == "did you mean 'commit'?");
}

TEST_CASE("bookmarks belong to a step's timeline, survive a reload, and go with what is undone") {
    const Lesson lesson = parsed(tasks);
    Player player(lesson, with_seed(5));
    REQUIRE(act(player, "command read A va"));
    const std::uint64_t size = player.timeline().size();
    REQUIRE(act(player, "bookmark"));
    REQUIRE(act(player, "bookmark 3"));
    REQUIRE(act(player, "bookmark 3"));
    CHECK(player.bookmarks() == std::vector<std::uint64_t>{3, size});
    CHECK_FALSE(player.act("bookmark " + std::to_string(size + 1)).ok());
    CHECK_FALSE(player.act("bookmark x").ok());
    const std::string saved = player.save();
    CHECK(saved.find(";b=0,3," + std::to_string(size)) != std::string::npos);
    Player again(lesson, with_seed(5));
    REQUIRE(again.restore(saved).ok());
    CHECK(again.bookmarks() == player.bookmarks());
    for (const char* broken : {";b=0", ";b=0,x", ";b=9,1", ";b=0,5,4", ";b=0,99999999999999"}) {
        std::string text = saved;
        text.replace(text.find(";b="), std::string(";b=0,3," + std::to_string(size)).size(), broken);
        INFO(text);
        Player fresh(lesson, with_seed(5));
        CHECK_FALSE(fresh.restore(text).ok());
        CHECK(fresh.bookmarks().empty());
    }
    // A bookmark behind the end of the history, as a shortened save may have it, is left out.
    REQUIRE(again.restore(saved + ";b=1,4000").ok());
    REQUIRE(act(again, "next"));
    CHECK(again.bookmarks().empty());
    REQUIRE(act(player, "seek 4"));
    REQUIRE(act(player, "command let x = 1"));
    CHECK(player.bookmarks() == std::vector<std::uint64_t>{3});
    REQUIRE(act(player, "unbookmark 3"));
    CHECK(player.bookmarks().empty());
    for (int i = 0; i <= 8; ++i) REQUIRE(act(player, "command read A va"));
    for (int i = 0; i < 20; ++i) REQUIRE(act(player, "bookmark " + std::to_string(i)));
    CHECK_FALSE(player.act("bookmark 20").ok());
}

TEST_CASE("both lessons of the course can be played to their end by right answers") {
    for (const char* file : {"lessons/course/en/07-address-split.md", "lessons/course/en/09-walk.md", "tests/lessons/example.md"}) {
        const Lesson lesson = parsed(test::read_file(file));
        INFO(file);
        REQUIRE_FALSE(lesson.steps.empty());
        Player player(lesson, with_seed(77));
        for (int guard = 0; guard < 200; ++guard) {
            const auto view = player.view();
            bool acted = false;
            for (const auto& block : view.blocks) {
                if (block.kind == lessons::Block::Kind::task && !block.task.done) {
                    REQUIRE(act(player, "solve " + block.task.id));
                    acted = true;
                    break;
                }
                if (block.kind != lessons::Block::Kind::question || block.question.state != QuestionView::State::open) continue;
                // Reads the right answer off a copy that skips the question.
                Player copy(lesson, with_seed(77));
                REQUIRE(copy.restore(player.save()).ok());
                REQUIRE(act(copy, "skip " + block.question.id));
                const auto revealed = copy.view();
                const QuestionView& answer = *question_in(revealed, block.question.id);
                std::string right = answer.answer;
                for (const auto& choice : answer.choices)
                    if (choice.right) right = choice.id;
                REQUIRE(act(player, "commit " + block.question.id + " " + right));
                CHECK(question_in(player.view(), block.question.id)->state == QuestionView::State::right);
                acted = true;
                break;
            }
            if (!acted && !player.act("next").ok()) break;
        }
        const auto view = player.view();
        CHECK(view.step + 1 == view.steps);
        CHECK(view.complete);
        CHECK(view.score_right == view.score_items);
    }
}

TEST_CASE("a power of two may be typed as one, with a unit or without") {
    const Lesson lesson = parsed(test::lesson_with("## One\n```predict q\nask: How many?\nanswer: page_size << 23 as magnitude\nwhy: So.\n```\n"));
    const auto state_after = [&](const std::string& typed) {
        Player player(lesson, with_seed(5));
        CHECK(act(player, "commit q " + typed));
        return question_in(player.view(), "q")->state;
    };
    for (const char* right : {"2^35", "2 ^ 35", "2^5 G", "2^25K", "32G", "34359738368"}) {
        CAPTURE(right);
        CHECK(state_after(right) == QuestionView::State::right);
    }
    CHECK(state_after("2^36") == QuestionView::State::wrong);
    for (const char* unreadable : {"2^", "2^128", "2^200", "3^4", "2^3^2", "2^-1", "2^120G", "2^4x"}) {
        CAPTURE(unreadable);
        CHECK(state_after(unreadable) == QuestionView::State::open);
    }
}
