// The pages around the lessons: glossary, claim check, cheat sheet (see lessons/engine/book.h).
#include "lessons/engine/book.h"

#include <algorithm>
#include <cctype>

#include "core/base/text.h"
#include "core/hw/format.h"
#include "lessons/engine/html.h"
#include "lessons/engine/html_parts.h"
#include "lessons/engine/strings.h"
#include "ui/cli/render.h"

namespace cli {
namespace {

using lessons::Block;
using lessons::html_escaped;
using lessons::html_of;
using lessons::html_tag;
using lessons::Lesson;
using lessons::Spans;
using lessons::TestedClaim;
using lessons::tr;
using Verdict = lessons::Claim::Verdict;

std::string link(const std::string& address, const std::string& text) { return "<a href=\"" + html_escaped(address) + "\">" + html_escaped(text) + "</a>"; }

// The blocks of one step of a page: those before the first heading (`opening`) or those of the step itself.
std::vector<Block> blocks_of(lessons::Player& player, std::size_t step, bool opening) {
    if (step > 0) (void)player.act("goto " + std::to_string(step));
    std::vector<Block> blocks = player.view().blocks;
    const auto title = std::find_if(blocks.begin(), blocks.end(), [](const Block& block) { return block.step_title; });
    if (opening) blocks.erase(title, blocks.end());
    else if (title != blocks.end()) blocks.erase(blocks.begin(), title + 1);
    return blocks;
}

std::string html_of_all(const std::vector<Block>& blocks) {
    std::string html;
    for (const Block& block : blocks) html += html_of(block) + "\n";
    return html;
}

std::string opening_of(lessons::Player& player) { return html_tag("div", "opening-text", html_of_all(blocks_of(player, 0, true))) + "\n"; }

// --- glossary -----------------------------------------------------------------------------------

std::string glossary(const Book& book, const Lesson& page) {
    lessons::Player player = reading_player(page, book.course);
    std::string html = opening_of(player), letters, terms;
    char last = 0;
    for (std::size_t i = 0; i < page.steps.size(); ++i) {
        const std::string& title = page.steps[i].title;
        const std::string id = "term-" + lessons::term_id(title);
        if (title[0] != last) letters += link("#" + id, title.substr(0, 1)) + " ", last = title[0];
        std::string places;
        for (const lessons::StepRef& place : lessons::taught_at(lessons::term_id(title), book.lessons)) places += html_tag("li", {}, step_link(place));
        terms += "<div id=\"" + id + "\" tabindex=\"-1\">" + html_tag("dt", {}, html_escaped(title)) +
                 html_tag("dd", {}, html_of_all(blocks_of(player, i, false)) + html_tag("ul", "taught", places)) + "</div>\n";
    }
    return html + "<nav class=\"letters\" aria-label=\"" + html_escaped(tr("book.letters")) + "\">" + letters + "</nav>\n" + html_tag("dl", "glossary", "\n" + terms);
}

// --- claim check --------------------------------------------------------------------------------

struct VerdictWords {
    const char *style, *sign, *words;
};
VerdictWords words_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::holds: return {"holds", "✓", "book.holds"};
        case Verdict::holds_if: return {"holds-if", "◐", "book.holds-if"};
        case Verdict::partly: return {"partly", "◐", "book.partly"};
        case Verdict::wrong:
        case Verdict::open: break;
    }
    return {"wrong", "✗", "book.wrong"};
}

std::string verdict_html(Verdict verdict) {
    const VerdictWords words = words_of(verdict);
    return html_tag("strong", "says " + std::string(words.style), "<span aria-hidden=\"true\">" + std::string(words.sign) + "</span> " + html_escaped(tr(words.words)));
}

std::string proof_row(const char* id, const std::string& html) { return html_tag("dt", {}, html_escaped(tr(id))) + html_tag("dd", {}, html) + "\n"; }

std::string commands_html(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += html_tag("span", "line", html_escaped(line) + "\n");
    return html_tag("pre", {}, html_tag("code", {}, text));
}

std::string outcome(bool holds) { return html_tag("strong", {}, html_escaped(tr(holds ? "book.true" : "book.false"))); }

std::string proof(const TestedClaim& claim, const Book& book) {
    std::string rows = proof_row("book.test", html_tag("code", {}, html_escaped(claim.claim->source)) + " " + outcome(claim.holds)) + proof_row("book.computed", html_of(claim.computed)) +
                       proof_row("book.machine", commands_html(claim.commands));
    if (!claim.claim->except.empty()) {
        std::vector<std::string> lines;
        for (const lessons::CommandLine& line : claim.claim->except) lines.push_back(line.text);
        rows += proof_row("book.except", commands_html(lines) + html_tag("p", {}, html_escaped(tr("book.then")) + " " + outcome(claim.holds_after)));
    }
    rows += proof_row("book.source", html_of(claim.origin));
    const lessons::StepRef place = lessons::claim_step(*claim.claim, book.lessons);
    if (place.lesson) rows += proof_row("book.lesson", step_link(place));
    return html_tag("dl", "proof", "\n" + rows);
}

std::string claims(const Book& book, const Lesson& page) {
    lessons::Player player = reading_player(page, book.course);
    const std::vector<TestedClaim> tested = lessons::tested_claims(page);
    std::string list, rows, counts;
    for (const TestedClaim& claim : tested) {
        const std::string id = "claim-" + lessons::term_id(claim.title), says = verdict_html(claim.claim->says);
        list += html_tag("li", {}, link("#" + id, claim.title) + " " + says) + "\n";
        rows += "<section class=\"claim-check\" id=\"" + id + "\" tabindex=\"-1\">" + html_tag("h2", {}, link("#" + id, claim.title)) + html_tag("blockquote", {}, html_of(claim.text)) +
                html_tag("p", "verdict", says + (claim.claim->says == Verdict::holds_if ? " " : ". ") + html_of(claim.verdict)) + "\n" + proof(claim, book) + "</section>\n";
    }
    for (const Verdict verdict : {Verdict::holds, Verdict::holds_if, Verdict::partly, Verdict::wrong}) {
        const auto count = std::count_if(tested.begin(), tested.end(), [&](const TestedClaim& claim) { return claim.claim->says == verdict; });
        counts += html_tag("li", {}, verdict_html(verdict) + " " + std::to_string(count)) + "\n";
    }
    return opening_of(player) + html_tag("ul", "counts", "\n" + counts) + "\n<nav aria-label=\"" + html_escaped(tr("book.all-claims")) + "\">" + html_tag("ol", "claim-list", "\n" + list) +
           "</nav>\n" + rows;
}

// --- cheat sheet --------------------------------------------------------------------------------

// "9 9 9 9 | 12"
std::string split_of(const hw::PagingFormat& format) {
    std::string bits;
    for (unsigned level = format.level_count; level >= 1; --level) bits += std::to_string(format.level(level).bits) + " ";
    return bits + "| " + std::to_string(format.page_bits);
}

std::string large_pages(const hw::PagingFormat& format) {
    std::string sizes;
    for (unsigned level = 2; level <= format.level_count; ++level)
        if (format.level(level).leaf_allowed) sizes += (sizes.empty() ? "" : ", ") + base::size(format.entry_span(level));
    return sizes.empty() ? "–" : sizes;
}

std::string formats_table(const std::vector<std::string>& names) {
    std::string head, rows;
    for (const char* column : {"format", "split", "levels", "page", "large", "entry", "user"})
        head += "<th scope=\"col\">" + html_escaped(tr("book.sheet_" + std::string(column))) + "</th>";
    for (const std::string& name : names) {
        const auto format = hw::find_format(name);
        if (!format) continue;
        rows += "<tr><th scope=\"row\">" + html_escaped(hw::title_of(*format)) + "</th>";
        for (const std::string& cell : {split_of(*format), std::to_string(format->level_count), base::size(format->page_bytes()), large_pages(*format), base::size(format->entry.bytes), base::size(format->user_end())})
            rows += html_tag("td", {}, html_escaped(cell));
        rows += "</tr>\n";
    }
    return "<div class=\"block table\" tabindex=\"0\"><table><thead><tr>" + head + "</tr></thead><tbody>\n" + rows + "</tbody></table></div>\n";
}

// On paper a word leads to no glossary: to the step that taught it.
void point_at_lessons(Spans& spans, const Book& book) {
    for (lessons::Span& span : spans) {
        if (span.kind != lessons::Span::Kind::term) continue;
        const auto places = lessons::taught_at(span.target, book.lessons);
        if (places.empty()) continue;
        span.kind = lessons::Span::Kind::link;
        span.target = places.front().address();
    }
}

std::string sheet(const Book& book, const Lesson& page) {
    lessons::Player player = reading_player(page, book.course);
    std::string html = opening_of(player), sections;
    for (std::size_t i = 0; i < page.steps.size(); ++i) {
        std::string inner = html_tag("h2", {}, html_escaped(page.steps[i].title));
        for (Block& block : blocks_of(player, i, false)) {
            point_at_lessons(block.spans, book);
            for (Spans& item : block.items) point_at_lessons(item, book);
            const auto formats = lessons::listed_formats(block.listing);
            inner += formats.empty() ? html_of(block) + "\n" : formats_table(formats);
        }
        sections += "<section id=\"" + lessons::term_id(page.steps[i].title) + "\">" + inner + "</section>\n";
    }
    return html + "<p class=\"print\"><button type=\"button\" id=\"print\" hidden>" + html_escaped(tr("book.print")) + "</button></p>\n" + html_tag("div", "sheet", "\n" + sections);
}

// Any other page: its steps, one below the other.
std::string plain_page(const Book& book, const Lesson& page) {
    lessons::Player player = reading_player(page, book.course);
    std::string html = opening_of(player);
    for (std::size_t i = 0; i < page.steps.size(); ++i)
        html += html_tag("section", {}, html_tag("h2", {}, html_escaped(page.steps[i].title)) + html_of_all(blocks_of(player, i, false))) + "\n";
    return html;
}

struct PageKind {
    std::string_view id;
    std::string (*render)(const Book&, const Lesson&);
};
constexpr PageKind page_kinds[] = {{"glossary", glossary}, {"claims", claims}, {"cheat-sheet", sheet}};

}  // namespace

std::string step_link(const lessons::StepRef& place) {
    const std::string number = course_number(*place.lesson), step = std::to_string(place.step + 1), &title = place.lesson->steps[place.step].title;
    return link(place.address(), number.empty() ? tr("book.practice-step", {place.lesson->title, title}) : tr("book.lesson-step", {number, step, title}));
}

std::string book_links(const Book& book, std::string_view current, const std::string& root) {
    std::string html = link("index.html#lessons", tr("book.lessons"));
    const auto add = [&](const std::string& id, const std::string& title, const std::string& folder, const std::string& attributes) {
        html += "<a href=\"" + folder + id + ".html\"" + attributes + (id == current ? " aria-current=\"page\"" : "") + ">" + html_escaped(title) + "</a>";
    };
    const std::string english = root.empty() ? "" : " lang=\"en\"";
    for (const LessonFile& file : book.pages) add(file.lesson.id, file.lesson.title, "", english);
    add("accessibility", tr("book.accessibility"), root, root.empty() ? "" : " hreflang=\"en\"");
    return html;
}

base::Result<std::string> book_content(const Book& book, const Lesson& page) {
    const auto report = lessons::check_lesson(page, book.lessons);  // a value that cannot be computed, a claim that does not hold
    if (!report.errors.empty()) return base::Error{base::to_text(report.errors[0], page.file)};
    const auto* kind = std::find_if(std::begin(page_kinds), std::end(page_kinds), [&](const PageKind& row) { return row.id == page.id; });
    return kind == std::end(page_kinds) ? plain_page(book, page) : kind->render(book, page);
}

}  // namespace cli
