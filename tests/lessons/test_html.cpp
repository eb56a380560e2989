#include <catch_amalgamated.hpp>

#include "tests/lessons/lesson_text.h"
#include "lessons/engine/html.h"
#include "lessons/engine/player.h"
#include "lessons/engine/strings.h"

using lessons::Block;
using lessons::html_of;

namespace {

bool has(const std::string& html, const std::string& part) { return html.find(part) != std::string::npos; }

std::string question_of(const lessons::Player& player) {
    for (const Block& block : player.view().blocks)
        if (block.kind == Block::Kind::question) return html_of(block);
    return {};
}

// " onclick=" and its like.
bool has_handler(const std::string& html) {
    for (std::size_t at = html.find(" on"); at != std::string::npos; at = html.find(" on", at + 1)) {
        const std::size_t end = html.find_first_not_of("abcdefghijklmnopqrstuvwxyz", at + 1);
        if (end != std::string::npos && html[end] == '=') return true;
    }
    return false;
}

// Every tag that opens is closed in order.
bool is_balanced(const std::string& html) {
    std::vector<std::string> open;
    for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
        const std::size_t end = html.find('>', at);
        if (end == std::string::npos) return false;
        std::string name = html.substr(at + 1, html.find_first_of(" >", at + 1) - at - 1);
        if (html[end - 1] == '/' || name == "input" || name == "br" || name == "img") continue;
        if (name[0] != '/') open.push_back(name);
        else if (open.empty() || open.back() != name.substr(1)) return false;
        else open.pop_back();
    }
    return open.empty();
}

}  // namespace

TEST_CASE("text of a lesson never becomes markup") {
    CHECK(lessons::html_escaped("<b a=\"1\">'&") == "&lt;b a=&quot;1&quot;&gt;&#39;&amp;");
    const std::string evil = "<script>\"'&";
    Block block;
    block.key = evil;
    for (int kind = 0; kind <= static_cast<int>(Block::Kind::summary); ++kind) {
        block.kind = static_cast<Block::Kind>(kind);
        block.spans = {};
        for (int span = 0; span <= 9; ++span) block.spans.push_back({static_cast<lessons::Span::Kind>(span), evil, evil});
        block.items = {block.spans, block.spans};
        block.columns = 1;
        block.listing = block.language = evil;
        block.question = {};
        block.question.id = block.question.input = block.question.input_error = block.question.answer = block.question.contradiction = block.question.pick_what = evil;
        block.question.ask = block.question.reply = block.question.why = block.spans;
        block.question.hints = {block.spans};
        block.question.choices = {{evil, block.spans, true, true}};
        block.question.buttons = {{evil, evil, true, false}};
        block.task = {evil, {{true, block.spans}}, false, {evil}, {{evil, evil, false, true}}};
        block.slider = {evil, evil, 1, 2, 1};
        block.plot = {evil, evil, {{1, evil}, {2, evil}}, {0.5, 1}, lessons::PlotView::Mark{0, 0.5}};
        block.claim = {block.spans, true, block.spans};
        for (int state = 0; state < 4; ++state)
            for (int question = 0; question < 5; ++question) {
                block.question.state = static_cast<lessons::QuestionView::State>(state);
                block.question.kind = static_cast<lessons::QuestionView::Kind>(question);
                const std::string html = html_of(block);
                CHECK_FALSE(has(html, "<script"));
                CHECK_FALSE(has(html, " style="));
                CHECK_FALSE(has_handler(html));
                CHECK_FALSE(has(html, "[engine."));
                CHECK(is_balanced(html));
            }
    }
}

TEST_CASE("a plot is a line, not a filled shape, and tells its ends, its highest value and where the slider stands") {
    lessons::Block block;
    block.kind = lessons::Block::Kind::plot;
    block.plot = {"busy pages", "time", {{60, "200 ns"}, {100, "1 us"}, {140, "5 ms"}}, {0, 0.25, 1}, lessons::PlotView::Mark{0, 0}};
    const std::string html = html_of(block);
    CHECK(has(html, "<polyline class=\"curve\" fill=\"none\" stroke=\"currentColor\""));
    for (const char* text : {">60</span>", ">140</span>", "5 ms</span>", "cx=\"6.0\" cy=\"114.0\""}) CHECK(has(html, text));
    block.plot.now.reset();
    CHECK_FALSE(has(html_of(block), "<circle"));
}

TEST_CASE("an empty cell of a table's head is no header") {
    lessons::Block block;
    block.kind = lessons::Block::Kind::table;
    block.columns = 2;
    const auto text = [](const char* words) { return lessons::Spans{{lessons::Span::Kind::text, words, {}}}; };
    block.items = {{}, text("Intel"), text("PGD"), text("PML4")};
    const std::string html = html_of(block);
    CHECK(has(html, "<tr><td></td><th scope=\"col\">Intel</th></tr>"));
    CHECK(has(html, "<tr><td>PGD</td><td>PML4</td></tr>"));
}

TEST_CASE("a question is a form with the names the page's script knows") {
    const auto lesson = test::parsed(test::scored_lesson());
    lessons::Player player(lesson, {});
    std::string html = question_of(player);
    CHECK(has(html, "<section class=\"block question kind-number is-open\" id=\"b-0-1\" data-key=\"0-1\" data-question=\"offset\">"));
    CHECK(has(html, "<form data-question=\"offset\">"));
    CHECK(has(html, "name=\"answer\""));
    CHECK(has(html, "<button type=\"submit\" class=\"primary\" data-action=\"commit offset\">"));
    CHECK(has(html, "data-action=\"skip offset\""));
    CHECK(has(html, "<legend class=\"ask\">Offset of <span class=\"value\">0x7f12_3456_7"));
    CHECK_FALSE(has(html, "Twelve bits"));
    REQUIRE(player.act("commit offset 1").ok());
    html = question_of(player);
    CHECK(has(html, "is-wrong"));
    CHECK(has(html, "class=\"reply\""));
    CHECK(has(html, "class=\"why\">Twelve bits."));
    CHECK(has(html, "disabled"));
}

TEST_CASE("parts are links that know their panel and colour") {
    CHECK(html_of(lessons::Spans{{lessons::Span::Kind::part, "PGD", "address.pgd"}}) == "<a class=\"part role-l4\" href=\"#address.pgd\" data-part=\"address.pgd\">PGD</a>");
    CHECK(html_of(lessons::Spans{{lessons::Span::Kind::link, "x", "https://a.b/?c&d"}}) == "<a rel=\"noopener\" href=\"https://a.b/?c&amp;d\">x</a>");
}

TEST_CASE("strings: known ids, arguments, errors") {
    CHECK(lessons::tr("engine.next") == "Next");
    CHECK(lessons::tr("engine.item", {"2", "5"}) == "Question 2 of 5");
    CHECK(lessons::tr("no.such.id") == "⟦no.such.id⟧");
    CHECK_FALSE(lessons::load_strings("good = x\nbad line").ok());
    CHECK(lessons::load_strings("bad line").error().line == 1);
    REQUIRE(lessons::load_strings("test.lines = a\\nb = c").ok());
    CHECK(lessons::tr("test.lines") == "a\nb = c");
}
