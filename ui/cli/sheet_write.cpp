// The formats of a sheet.
#include <cctype>

#include "core/base/csv.h"
#include "lessons/engine/html.h"
#include "lessons/engine/strings.h"
#include "ui/cli/sheet.h"

namespace cli {
namespace {

using lessons::SheetProblem;
using lessons::tr;

// Nothing is wider than a Letter page between margins of 18 mm (180 mm; A4 has 174), nothing relies on colour.
constexpr const char* style = R"(
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin: 0; }
.student { display: flex; gap: 2rem; flex-wrap: wrap; border-bottom: 1px solid; padding-bottom: .5rem; }
article { margin: 1.5rem 0; } .name { font-weight: normal; opacity: .75; }
.figure { width: 100%; height: auto; margin: .5rem 0; } .figure text { fill: currentColor; stroke: none; font-family: ui-monospace, monospace; }
ol.choices { list-style: lower-alpha; } .answer { margin: .75rem 0 0; }
.line { display: inline-block; width: 14rem; border-bottom: 1px solid; }
table { border-collapse: collapse; width: 100%; } th, td { border: 1px solid; padding: .3rem .5rem; text-align: left; vertical-align: top; }
)";
constexpr const char* print_style = R"(
@page { margin: 18mm; }
:root { color-scheme: only light; }
body { font-size: 11pt; max-width: none; margin: 0; padding: 0; color: #000; background: #fff; }
section + section { break-before: page; } h1, h2 { break-after: avoid; }
article, tr { break-inside: avoid; } .figure { max-height: 70mm; }
)";

std::string escaped(std::string_view text) { return lessons::html_escaped(text); }

std::string html_exercise(const SheetProblem& problem, std::size_t number) {
    std::string html = "<article>\n<h2>" + std::to_string(number) + ". " + escaped(problem.step->title) + " <span class=\"name\">" + escaped(problem.name()) + "</span></h2>\n";
    html += "<p>" + lessons::html_of(lessons::ask_of(problem)) + "</p>\n";
    const lessons::Figure figure = lessons::figure_of(problem);
    if (!figure.rows.empty()) html += lessons::svg_of(figure);
    const auto choices = lessons::choices_of(problem);
    if (!choices.empty()) html += "<ol class=\"choices\">\n";
    for (const lessons::Spans& choice : choices) html += "<li>" + lessons::html_of(choice) + "</li>\n";
    if (!choices.empty()) html += "</ol>\n";
    return html + "<p class=\"answer\">" + escaped(tr("cli.sheet-answer")) + " <span class=\"line\"></span></p>\n</article>\n";
}

std::string html_key(const StudentSheet& sheet) {
    std::string html = "<table>\n<tr>";
    for (const char* id : {"cli.sheet-exercise", "cli.sheet-answer", "cli.sheet-solution"}) html += "<th scope=\"col\">" + escaped(tr(id)) + "</th>";
    html += "</tr>\n";
    std::size_t number = 0;
    for (const SheetProblem& problem : sheet.problems)
        html += "<tr><td>" + std::to_string(++number) + ". " + escaped(problem.name()) + "</td><td>" + escaped(lessons::sheet_answer(problem)) + "</td><td>" +
                lessons::html_of(lessons::solution_of(problem)) + "</td></tr>\n";
    return html + "</table>\n";
}

std::string title_of(const SheetDocument& document) { return tr(document.key ? "cli.sheet-key-title" : "cli.sheet-title"); }

std::string student_line(const SheetDocument& document, const StudentSheet& sheet) {
    return document.named ? sheet.student : tr("cli.sheet-version", {sheet.student});
}

// What Markdown would take for its own; a `_` between letters or digits stays.
std::string markdown_escaped(const std::string& text) {
    static constexpr std::string_view special = "\\`*<>[]|#_";
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool inside = i > 0 && i + 1 < text.size() && std::isalnum(static_cast<unsigned char>(text[i - 1])) && std::isalnum(static_cast<unsigned char>(text[i + 1]));
        if (special.find(text[i]) != std::string_view::npos && !(text[i] == '_' && inside)) result += '\\';
        result += text[i];
    }
    return result;
}

std::string markdown_exercise(const SheetProblem& problem, std::size_t number) {
    std::string text = "## " + std::to_string(number) + ". " + markdown_escaped(problem.step->title) + " (" + problem.name() + ")\n\n";
    text += markdown_escaped(lessons::text_of(lessons::ask_of(problem))) + "\n\n";
    const lessons::Figure figure = lessons::figure_of(problem);
    if (!figure.rows.empty()) text += "```text\n" + lessons::ascii_of(figure) + "```\n\n";
    char letter = 'a';
    const auto choices = lessons::choices_of(problem);
    for (const lessons::Spans& choice : choices) text += std::string("- ") + letter++ + ") " + markdown_escaped(lessons::text_of(choice)) + "\n";
    if (!choices.empty()) text += "\n";
    return text + tr("cli.sheet-answer") + " ______________________\n\n";
}

std::string markdown_key(const StudentSheet& sheet) {
    std::string text = "| " + tr("cli.sheet-exercise") + " | " + tr("cli.sheet-answer") + " | " + tr("cli.sheet-solution") + " |\n|---|---|---|\n";
    std::size_t number = 0;
    for (const SheetProblem& problem : sheet.problems)
        text += "| " + std::to_string(++number) + ". " + problem.name() + " | " + markdown_escaped(lessons::sheet_answer(problem)) + " | " +
                markdown_escaped(lessons::text_of(lessons::solution_of(problem))) + " |\n";
    return text + "\n";
}

}  // namespace

std::string sheet_html(const SheetDocument& document, bool print) {
    std::string html = "<!doctype html>\n<html lang=\"" + tr("format.language") + "\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>" +
                       escaped(title_of(document)) + "</title>\n<style>" + style + (print ? print_style : "") + "</style>\n<body>\n";
    for (const StudentSheet& sheet : document.sheets) {
        html += "<section>\n<h1>" + escaped(title_of(document)) + "</h1>\n<p class=\"student\"><span>" + escaped(student_line(document, sheet)) + "</span>";
        if (!document.named && !document.key) html += "<span>" + escaped(tr("cli.sheet-name")) + " <span class=\"line\"></span></span>";
        html += "<span>" + escaped(tr("cli.sheet-seed", {std::to_string(document.seed)})) + "</span></p>\n";
        std::size_t number = 0;
        if (document.key) html += html_key(sheet);
        else
            for (const SheetProblem& problem : sheet.problems) html += html_exercise(problem, ++number);
        html += "</section>\n";
    }
    return html + "</body>\n</html>\n";
}

std::string sheet_markdown(const SheetDocument& document) {
    std::string text;
    for (const StudentSheet& sheet : document.sheets) {
        if (!text.empty()) text += "---\n\n";
        text += "# " + title_of(document) + "\n\n" + markdown_escaped(student_line(document, sheet)) + ", " + tr("cli.sheet-seed", {std::to_string(document.seed)}) + "\n\n";
        if (!document.named && !document.key) text += tr("cli.sheet-name") + " ______________________\n\n";
        std::size_t number = 0;
        if (document.key) text += markdown_key(sheet);
        else
            for (const SheetProblem& problem : sheet.problems) text += markdown_exercise(problem, ++number);
    }
    return text;
}

std::string sheet_csv(const SheetDocument& document) {
    std::string text = "seed,student,exercise,answer\r\n";
    for (const StudentSheet& sheet : document.sheets)
        for (const SheetProblem& problem : sheet.problems)
            text += std::to_string(document.seed) + "," + base::csv_cell(sheet.student) + "," + problem.name() + "," +
                    (document.key ? base::csv_cell(lessons::plain_answer(problem)) : "") + "\r\n";
    return text;
}

}  // namespace cli
