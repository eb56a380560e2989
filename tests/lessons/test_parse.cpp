#include <catch_amalgamated.hpp>

#include "tests/lessons/lesson_text.h"
#include "lessons/engine/lesson.h"
#include "lessons/engine/panel_ids.h"

using lessons::Inline;
using lessons::LessonBlock;
using lessons::Question;

namespace {

// The first error of a text as "line:column message (hint)".
std::string first_error(const std::string& text) {
    const auto lesson = lessons::parse_lesson(text, "");
    if (lesson) return "";
    const base::Error& e = lesson.error();
    return std::to_string(e.line) + ":" + std::to_string(e.column) + " " + e.message + (e.hint.empty() ? "" : " (" + e.hint + ")");
}

std::string error_in(const std::string& steps, const std::string& more = "core") { return first_error(test::lesson_with(steps, more)); }

std::string predict(const std::string& lines) { return "## Step\n```predict q\nask: What?\nwhy: So.\n" + lines + "\n```\n"; }

}  // namespace

TEST_CASE("the example of the style guide parses, part by part") {
    const std::string text = test::read_file("tests/lessons/example.md");
    REQUIRE(lessons::lesson_errors(text).empty());
    const auto lesson = test::parsed(text);
    CHECK(lesson.id == "address-split");
    CHECK(lesson.title == "One address, five numbers");
    CHECK(lesson.minutes == 10);
    CHECK_FALSE(lesson.deeper);
    CHECK(lesson.needs == std::vector<std::string>{"pages-and-frames", "tree"});
    CHECK(lesson.terms == std::vector<std::string>{"index", "offset", "canonical"});
    REQUIRE(lesson.steps.size() == 5);
    CHECK(lesson.steps[0].title == "The last twelve bits stay");
    CHECK(lesson.steps[0].blocks[0].opening);

    const Question& offset = lesson.steps[0].blocks.back().question;
    CHECK(offset.id == "offset");
    CHECK(offset.kind == Question::Kind::number);
    CHECK(offset.format == script::Format::hex);
    CHECK(offset.answer_source == "offset(va) as hex");
    CHECK(offset.hints.size() == 1);
    REQUIRE(offset.traps.size() == 2);
    CHECK(offset.traps[0].misconception == "offset-is-a-byte");
    CHECK(offset.traps[0].source == "va & 0xff");

    const Question& why = lesson.steps[3].blocks[2].question;
    CHECK(why.kind == Question::Kind::why);
    REQUIRE(why.answers.size() == 3);
    CHECK(why.answers[0].right);
    CHECK(why.answers[2].misconception == "more-levels-faster");

    const Question& canonical = lesson.steps[4].blocks.back().question;
    CHECK(canonical.options.size() == 3);
    CHECK(canonical.options[1].source == "probe(read, A, 1 << 47).kind == page_fault");
}

TEST_CASE("text knows values, parts, terms, code and where they stand") {
    const auto lesson = test::parsed(test::lesson_with(
        "## Step\nA `=page_size` and *em* **strong** `code`, a [PGD](#address.pgd), a [swap](#term-swap),\na [site](https://example.org) &amp; ![a tree](tree.svg) 1 < 2.\n"));
    REQUIRE(lesson.steps.size() == 1);
    const auto& inlines = lesson.steps[0].blocks[1].inlines;
    std::string kinds;
    for (const Inline& part : inlines) kinds += std::to_string(static_cast<int>(part.kind));
    CHECK(kinds == "0402010305060708"  "0");
    CHECK(inlines[1].text == "page_size");
    CHECK(inlines[1].line == test::first_line + 1);
    CHECK(inlines[1].column == 5);
    CHECK(inlines[9].target == "address.pgd");
    CHECK(inlines[11].target == "swap");
    CHECK(inlines.back().text == " 1 < 2.");
}

TEST_CASE("lists, tables, quotes, listings and headings become blocks") {
    const auto lesson = test::parsed(test::lesson_with(
        "## Step\n- one `=page_size`\n- two\n\n1. first\n2. second\n\n> quoted\n> on\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n### Deeper\n```c\nint x;\n\nint y;\n```\n"));
    REQUIRE(lesson.steps.size() == 1);
    const auto& blocks = lesson.steps[0].blocks;
    REQUIRE(blocks.size() == 7);
    CHECK(blocks[1].kind == LessonBlock::Kind::bullet_list);
    CHECK(blocks[1].items.size() == 2);
    CHECK(blocks[2].kind == LessonBlock::Kind::numbered_list);
    CHECK(blocks[3].kind == LessonBlock::Kind::quote);
    CHECK(blocks[4].columns == 2);
    CHECK(blocks[4].items.size() == 4);
    CHECK(blocks[5].kind == LessonBlock::Kind::subheading);
    CHECK(blocks[6].listing == "int x;\n\nint y;");
    CHECK(blocks[6].language == "c");
}

TEST_CASE("every fence parses") {
    const auto lesson = test::parsed(test::lesson_with(
        "## Step\n```run carry\n```\n```param n 1..64 = 8 -- How many?\nplot x: n=1..32 y: n * page_size as size\n```\n```show\naddress va highlight=pgd,pud hide=pt\ntables va reads=2\nsizing view=flat\n```\n"
        "```claim\nclaim: It is so.\ntest: page_size == 4K\nverdict: Right.\n```\n```recall other/question\n```\n"
        "```predict order\nask: Order?\norder: first\norder: second\nwhy: So.\n```\n```predict click\nask: Click.\npick: entry entry_at(va, pt)\nwhy: So.\n```\n"
        "```predict later\nask: And then?\nafter: read A va\nanswer: last.reads as dec\nwhy: So.\n```\n"));
    REQUIRE(lesson.steps.size() == 1);
    const auto& blocks = lesson.steps[0].blocks;
    REQUIRE(blocks.size() == 9);
    CHECK(blocks[1].carry);
    CHECK(blocks[2].param.name == "n");
    CHECK(blocks[2].param.high == 64);
    CHECK(blocks[2].param.initial == 8);
    CHECK(blocks[2].param.label == "How many?");
    CHECK(blocks[2].param.plot_high == 32);
    CHECK(blocks[2].param.plot_source == "n * page_size as size");
    REQUIRE(blocks[3].show.size() == 3);
    CHECK(blocks[3].show[2].view == "flat");
    CHECK(blocks[3].show[0].view.empty());
    CHECK(blocks[3].show[0].highlights == std::vector<std::string>{"pgd", "pud"});
    CHECK(blocks[3].show[0].hidden == std::vector<std::string>{"pt"});
    CHECK(blocks[3].show[1].reads == 2);
    CHECK(blocks[4].claim.source == "page_size == 4K");
    CHECK(blocks[5].question.recall_lesson == "other");
    CHECK(blocks[6].question.kind == Question::Kind::order);
    CHECK(blocks[7].question.pick_what == "entry");
    REQUIRE(blocks[8].question.after.size() == 1);
    CHECK(blocks[8].question.after[0].column == 8);
}

TEST_CASE("mistakes are found with line, column and a suggestion") {
    CHECK(error_in("## S\n```predct q\n```\n") == "14:4 there is no fence 'predct' (did you mean 'predict'?)");
    CHECK(error_in("## S\n```\nx\n```\n") == "14:1 this fence has no word (for a listing write ```text)");
    CHECK(error_in("## S\nA `=pgae_size +` here.\n").substr(0, 5) == "14:16");
    CHECK(error_in("## S\nA `=page_size here.\n").substr(0, 33) == "14:3 this live value is not close");
    CHECK(error_in("## S\nA `=page_size\n/ 2` here.\n").substr(0, 12) == "14:5 a live ");
    CHECK(error_in("## S\n[x](#adress.pgd)\n") == "14:5 there is no panel 'adress' (did you mean 'address'?)");
    CHECK(error_in("## S\n[x](#address.pgdd)\n") == "14:5 the panel address has no part 'pgdd' (did you mean 'pgd'?)");
    CHECK(error_in("## S\n![](a.svg)\n").find("no alternative text") != std::string::npos);
    CHECK(error_in("## S\n![x](https://a.b/c.svg)\n").find("beside the lesson") != std::string::npos);
    CHECK(error_in("## S\n[x](javascript:alert)\n").find("leads to") != std::string::npos);
    CHECK(error_in("## S\n```show\nadress va\n```\n") == "15:1 there is no panel 'adress' (did you mean 'address'?)");
    CHECK(error_in("## S\n```show\naddress va highlight=pdg\n```\n").substr(0, 6) == "15:22 ");
    CHECK(error_in("## S\n```show\ntables va view=three\n```\n") == "15:16 the panel tables has no view 'three' (it has view=tree)");
    CHECK(error_in("## S\n```show\ntables va other=vb\n```\n") == "15:11 only the address panel compares with an 'other='");
    CHECK(error_in("## S\n```try\nraed A va\n```\n") == "15:1 there is no command 'raed' (did you mean 'read'?)");
    CHECK(error_in("## S\n```check\nlast.reads == 4\n```\n").substr(0, 33) == "15:1 the condition has no hint (w");
    CHECK(error_in("## S\n```check\nlast.reads = 4 -- hint\n```\n").substr(0, 3) == "15:");
    CHECK(error_in("## S\n```why w\nask: Why?\nright: So\n```\n").find("no wrong answer") != std::string::npos);
    CHECK(error_in("## S\n```why w\nask: Why?\nwrong: a -- b\nwrong: c -- d\n```\n").find("0 right answers") != std::string::npos);
    CHECK(error_in("## S\n```claim\ntest: page_size\nverdict: v\n```\n").find("the claim: is missing") != std::string::npos);
    CHECK(error_in("## S\n```param n 9..1 = 2 -- x\n```\n").find("no range") != std::string::npos);
    CHECK(error_in("## S\n```param n 1..9 = 12 -- x\n```\n").find("begins at no value") != std::string::npos);
    CHECK(error_in("## S\n```text\nnever closed\n").find("never closed") != std::string::npos);
    CHECK(error_in("## S\n- a\n  - b\n").find("do not nest") != std::string::npos);
    CHECK(error_in("## S\n```recall other\n```\n").find("write recall LESSON/QUESTION") != std::string::npos);
}

TEST_CASE("mistakes in a predict are found") {
    CHECK(error_in(predict("anser: page_size")) == "17:1 a predict has no 'anser:' (did you mean 'answer'?)");
    CHECK(error_in(predict("answer: offset(")).substr(0, 3) == "17:");
    CHECK(error_in(predict("answer: offset(va) as hexx")).find("hexx") != std::string::npos);
    CHECK(error_in(predict("answer:")).find("nothing behind") != std::string::npos);
    CHECK(error_in(predict("hint: x")).find("no answer") != std::string::npos);
    CHECK(error_in(predict("answer: 1\noption: x if 1")).find("two kinds") != std::string::npos);
    CHECK(error_in(predict("option: x if 1")).find("only one choice") != std::string::npos);
    CHECK(error_in(predict("option: x")).find("when it is true") != std::string::npos);
    CHECK(error_in(predict("pick: entri va")).find("did you mean 'entry'?") != std::string::npos);
    CHECK(error_in(predict("answer: va\ntrap: va + 1")).find("no reply") != std::string::npos);
    CHECK(error_in(predict("answer: va\nhint: a\nhint: b\nhint: c\nhint: d")).find("three hints") != std::string::npos);
    CHECK(error_in(predict("answer: va") + predict("answer: va")).find("the id 'q' is taken (the first is in line 14)") != std::string::npos);
    CHECK(error_in("## S\n```predict\nask: a\n```\n").find("has no id") != std::string::npos);
    CHECK(error_in("## S\n```predict Q!\nask: a\n```\n").find("is not an id") != std::string::npos);
}

TEST_CASE("mistakes in the lesson fence are found") {
    CHECK(first_error("").find("title is missing") != std::string::npos);
    CHECK(first_error("# T\n## S\ntext\n").find("lesson fence is missing") != std::string::npos);
    CHECK(first_error("# T\n```lesson\nid x\nminutes 3\n```\ntext\n").find("has no step") != std::string::npos);
    CHECK(first_error("# T\n```lesson\nminutes 3\n```\n## S\n").find("has no id") != std::string::npos);
    CHECK(first_error("# T\n```lesson\nid x\n```\n## S\n").find("how long it takes") != std::string::npos);
    CHECK(first_error("# T\n```lesson\nid x\nminuts 3\n```\n## S\n") == "4:1 a lesson has no 'minuts' (did you mean 'minutes'?)");
    CHECK(error_in("## S\n", "masteri 80").find("did you mean 'mastery'?") != std::string::npos);
    CHECK(error_in("## S\n", "mastery 180").find("is not a number from 1 to 100") != std::string::npos);
    CHECK(error_in("## S\n", "score a b c d").find("there is no question 'a'") != std::string::npos);
    CHECK(error_in("## S\n## S2\n# Second\n").find("one title") != std::string::npos);
    CHECK(error_in("## A `=page_size` title\n").find("a heading holds no live value") != std::string::npos);
}

TEST_CASE("the final check is one step of four to six questions") {
    const std::string good = test::scored_lesson();
    const auto lesson = test::parsed(good);
    REQUIRE(lesson.steps.size() == 3);
    CHECK(lesson.steps[1].final_check);
    CHECK_FALSE(lesson.steps[0].final_check);
    auto with_score = [&](const std::string& line) {
        std::string text = good;
        text.replace(text.find("score q1 q2 q3 q4"), 17, line);
        return first_error(text);
    };
    CHECK(with_score("score q1 q2 q3").find("has 3 questions") != std::string::npos);
    CHECK(with_score("score q1 q2 q3 offset").find("in one step") != std::string::npos);
    CHECK(with_score("score q1 q2 q3 q3").find("named twice") != std::string::npos);
}

TEST_CASE("all mistakes of a text are listed, in order") {
    const auto errors = lessons::lesson_errors(test::lesson_with("## S\n```tri\n```\n```show\nrm\n```\n[x](#tabels.pt)\n"));
    REQUIRE(errors.size() == 3);
    CHECK(errors[0].line == 14);
    CHECK(errors[1].line == 17);
    CHECK(errors[2].line == 19);
}

TEST_CASE("hostile text gives errors, never a crash") {
    for (const std::string& text : {std::string("\0\0# x", 5), std::string("```"), std::string("```lesson"), std::string("> ```run\n> x"), std::string(3000, '['),
                                    std::string(3000, '>'), std::string("# \n## \n"), std::string("# a\n## b\n```predict\n```"), std::string("~~~~~\n```\n~~~")})
        CHECK_FALSE(lessons::parse_lesson(text, "x").ok());
    // Every prefix of a good lesson: an error or a lesson, but an answer.
    const std::string good = test::read_file("tests/lessons/example.md");
    for (std::size_t size = 0; size < good.size(); size += 7) (void)lessons::lesson_errors(good.substr(0, size));
    SUCCEED();
}

TEST_CASE("parts have the colour of their level") {
    CHECK(lessons::role_of_part("pgd") == "l4");
    CHECK(lessons::role_of_part("pml4") == "l4");
    CHECK(lessons::role_of_part("pt") == "l1");
    CHECK(lessons::role_of_part("offset") == "off");
    CHECK(lessons::role_of_part("entry") == "accent");
    CHECK(lessons::is_level("pgd"));
    CHECK_FALSE(lessons::is_level("offset"));
    CHECK(lessons::find_panel_id("address") != nullptr);
    CHECK(lessons::find_panel_id("adress") == nullptr);
}
