// The map: the cover's list of lessons, and what its search looks in.
#include "core/base/json.h"
#include "lessons/engine/book.h"
#include "lessons/engine/html.h"
#include "lessons/engine/html_parts.h"
#include "lessons/engine/strings.h"
#include "ui/cli/render.h"

namespace cli {
namespace {

using lessons::html_escaped;
using lessons::html_tag;
using lessons::Lesson;
using lessons::tr;

// "2 h 45 min"
std::string duration(unsigned minutes) {
    if (minutes < 60) return tr("book.minutes", {std::to_string(minutes)});
    if (minutes % 60 == 0) return tr("book.full-hours", {std::to_string(minutes / 60)});
    return tr("book.hours", {std::to_string(minutes / 60), std::to_string(minutes % 60)});
}

std::string item(const Lesson& lesson, const std::string& question, const std::string& text_lang) {
    const std::string kind = lesson.is_beside() ? "practice" : lesson.deeper ? "deeper" : "core";
    std::string title = html_tag("span", "number", course_number(lesson)) + " " + "<span class=\"name\"" + text_lang + ">" + html_escaped(lesson.title) + "</span>";
    title += " " + html_tag("span", "minutes", html_escaped(tr("book.minutes", {std::to_string(lesson.minutes)})));
    title += html_tag("span", "badges", lesson.deeper ? html_tag("span", "badge", html_escaped(tr("book.deeper"))) : std::string());
    return "<li class=\"" + kind + "\" data-lesson=\"" + lesson.id + "\" data-steps=\"" + std::to_string(lesson.steps.size()) + "\" data-minutes=\"" +
           std::to_string(lesson.minutes) + "\"><a href=\"" + lesson.id + ".html\">" + title + "<p class=\"question\"" + text_lang + ">" + html_escaped(question) + "</p>" + "</a></li>\n";
}

class Index {
public:
    Index() { json_.begin_array(); }
    void add(std::string_view kind, std::string_view title, std::string_view more, const std::string& address) {
        json_.begin_object().field("kind", kind).field("title", title).field("more", more).field("address", address).end_object();
    }
    std::string text() { return json_.end_array().text() + "\n"; }

private:
    base::JsonWriter json_;
};

std::string plain(const lessons::Inlines& inlines) {
    std::string text;
    for (const lessons::Inline& part : inlines) text += part.kind == lessons::Inline::Kind::line_break ? " " : part.text;
    return text;
}

void add_lesson(Index& index, const Lesson& lesson) {
    const std::string number = course_number(lesson), name = number.empty() ? lesson.title : number + " · " + lesson.title;
    index.add(tr("book.kind-lesson"), name, tr("book.minutes", {std::to_string(lesson.minutes)}), lesson.id + ".html");
    for (std::size_t i = 0; i < lesson.steps.size() && !lesson.steps[i].final_check; ++i)  // what comes after is called the same in all of them
        index.add(tr("book.kind-step"), lesson.steps[i].title, name, lessons::StepRef{&lesson, i}.address());
}

// A page of the book: each of its sections has an address.
void add_page(Index& index, const Lesson& page) {
    for (const lessons::Step& step : page.steps)
        for (const lessons::LessonBlock& block : step.blocks) {
            const std::string id = lessons::term_id(step.title);
            const bool definition = page.id == "glossary" && block.kind == lessons::LessonBlock::Kind::paragraph && !block.opening;
            if (definition) index.add(tr("book.kind-term"), step.title, plain(block.inlines), page.id + ".html#term-" + id);
            if (block.kind == lessons::LessonBlock::Kind::claim) index.add(tr("book.kind-claim"), step.title, plain(block.claim.text), page.id + ".html#claim-" + id);
        }
}

}  // namespace

std::string map_html(const Book& book, const std::vector<std::string>& questions, const std::vector<std::string>& text_lang) {
    unsigned core = 0, core_minutes = 0, deeper = 0, deeper_minutes = 0;
    std::string list;
    for (std::size_t i = 0; i < book.lessons.size(); ++i) {
        const Lesson& lesson = book.lessons[i];
        if (lesson.deeper) ++deeper, deeper_minutes += lesson.minutes;
        else if (!lesson.is_beside()) ++core, core_minutes += lesson.minutes;
        list += item(lesson, questions[i], text_lang[i]);
    }
    std::string way = tr("book.way", {std::to_string(core), duration(core_minutes)});
    if (deeper > 0) way += " " + tr("book.way-deeper", {std::to_string(deeper), duration(deeper_minutes)});
    return "<p class=\"way\" id=\"way\">" + html_escaped(way) + "</p>\n<ol class=\"lessons\">\n" + list + "</ol>";
}

std::string search_json(const Book& book) {
    Index index;
    for (const Lesson& lesson : book.lessons) add_lesson(index, lesson);
    for (const LessonFile& file : book.pages) add_page(index, file.lesson);
    return index.text();
}

}  // namespace cli
