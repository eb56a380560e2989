// The course as static pages: each lesson at its own address, readable without any script.
#include <filesystem>
#include <iostream>

#include "core/base/json.h"
#include "core/base/text.h"
#include "lessons/engine/book.h"
#include "lessons/engine/html.h"
#include "lessons/engine/strings.h"
#include "ui/cli/render.h"
#include "ui/theme.h"

namespace cli {

namespace fs = std::filesystem;
using lessons::Block;
using lessons::html_escaped;
using lessons::tr;

std::string for_script(std::string json) {
    for (std::size_t at = json.find('<'); at != std::string::npos; at = json.find('<', at)) json.replace(at, 1, "\\u003c");
    return json;
}

base::Result<std::string> fill_in(const std::string& page, const Values& values) {
    std::string result;
    std::size_t at = 0;
    int line = 1;
    for (;;) {
        const std::size_t open = page.find("{{", at), close = page.find("}}", open == std::string::npos ? at : open);
        for (std::size_t i = at; i < std::min(open, page.size()); ++i) line += page[i] == '\n';
        result += page.substr(at, open == std::string::npos ? open : open - at);
        if (open == std::string::npos) return result;
        if (close == std::string::npos) return base::Error{tr("cli.template-open"), "", line, 1};
        const std::string name = page.substr(open + 2, close - open - 2);
        const auto value = values.find(name);
        if (value != values.end()) result += value->second;
        else if (name.substr(0, 4) == "web." || name.substr(0, 5) == "book." || name.substr(0, 4) == "lms." || name.substr(0, 6) == "teach.") result += html_escaped(tr(name));
        else return base::Error{tr("cli.template-name", {name}), "", line, 1};
        at = close + 2;
    }
}

std::string strings_json(const std::vector<std::string>& prefixes) {
    base::JsonWriter json;
    json.begin_object();
    for (const std::string& id : lessons::string_ids())
        for (const std::string& prefix : prefixes)
            if (id.substr(0, prefix.size()) == prefix) json.field(id, tr(id));
    return for_script(json.end_object().text());
}

lessons::Player reading_player(const lessons::Lesson& lesson, const std::vector<LessonFile>& course) {
    lessons::PlayerOptions options;
    options.predict_open = true;
    options.static_page = true;
    options.find_lesson = [&](std::string_view id) { return find_lesson(course, id); };
    return {lesson, options};
}

std::string course_number(const lessons::Lesson& lesson) {
    const std::string& file = lesson.file;
    const std::size_t begin = std::min(file.find_first_not_of('0'), file.size());
    return lesson.is_beside() ? std::string() : file.substr(begin, file.find_first_not_of("0123456789", begin) - begin);
}

namespace {

// The pages that are filled in: web/page.html and web/book.html, in this folder or the nearest one above.
struct Templates {
    std::string lesson, book;
};

base::Result<Templates> read_templates(const fs::path& page) {
    const auto lesson = read_text(page.string());
    if (!lesson) return lesson.error();
    const auto book = read_text((page.parent_path() / "book.html").string());
    if (!book) return book.error();
    return Templates{*lesson, *book};
}

base::Result<Templates> find_templates(const std::string& given) {
    if (!given.empty()) return read_templates(given);
    std::error_code error;
    for (fs::path folder = fs::current_path(error); !folder.empty(); folder = folder.parent_path()) {
        const fs::path page = folder / "web" / "page.html";
        if (fs::exists(page, error)) return read_templates(page);
        if (folder == folder.root_path()) break;
    }
    return base::Error{tr("cli.no-template"), tr("cli.no-template-hint")};
}

std::string plain(const lessons::Spans& spans) {
    std::string text;
    for (const lessons::Span& span : spans) text += span.text;
    return text;
}

// The first paragraph of the lesson as text, cut at a sentence, else at a word.
std::string description(const lessons::LessonView& first, std::size_t most) {
    for (const Block& block : first.blocks) {
        if (block.kind != Block::Kind::paragraph) continue;
        std::string text = plain(block.spans);
        if (text.size() <= most) return text;
        const std::size_t sentence = std::max(text.rfind(". ", most - 1) + 1, text.rfind("? ", most - 1) + 1);
        if (sentence >= most / 2) return text.substr(0, sentence);
        const std::size_t cut = text.rfind(' ', most);
        return text.substr(0, cut) + " …";
    }
    return first.title;
}

struct Page {
    std::string content, outline, description, question;
};

Page render_lesson(const lessons::Lesson& lesson, const std::vector<LessonFile>& course) {
    lessons::Player player = reading_player(lesson, course);
    Page page;
    page.outline = "<ol>";
    for (std::size_t i = 0; i < lesson.steps.size(); ++i) {
        if (i > 0) (void)player.act("goto " + std::to_string(i));
        const lessons::LessonView view = player.view();
        const std::string number = std::to_string(i);
        if (i == 0) page.description = description(view, 160), page.question = description(view, 200);
        page.content += "<section class=\"step\" id=\"step-" + number + "\" data-step=\"" + number + "\">\n";
        if (!view.step_title.empty()) page.content += "<h2>" + html_escaped(view.step_title) + "</h2>\n";
        for (const Block& block : view.blocks) page.content += lessons::html_of(block) + "\n";
        page.content += "</section>\n";
        page.outline += "<li><a href=\"#step-" + number + "\">" + html_escaped(lesson.steps[i].title) + "</a></li>";
    }
    page.outline += "</ol>";
    return page;
}

std::string course_json(const std::vector<LessonFile>& course) {
    base::JsonWriter json;
    json.begin_array();
    for (const LessonFile& file : course) {
        json.begin_object().field("id", file.lesson.id).field("file", file.file).field("title", file.lesson.title);
        json.field_number("minutes", file.lesson.minutes).end_object();
    }
    return for_script(json.end_array().text());
}

void put_at_mark(std::string& page, std::string_view name, const std::string& html) {
    const std::string mark = "<!-- pagewalk:" + std::string(name) + " -->";
    const std::size_t at = page.find(mark);
    if (at != std::string::npos) page.replace(at, mark.size(), html);
}

// What the scripts of the cover and of the book say.
std::string book_strings() { return strings_json({"web.theme", "book.js-"}); }

// Puts map, links and strings where the pages of public/ mark their places.
base::Status fill_public_pages(const std::string& out, const Book& book, const std::vector<std::string>& questions) {
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(out, error)) {
        if (entry.path().extension() != ".html") continue;
        auto page = read_text(entry.path().string());
        if (!page) return page.error();
        if (page->find("<!-- pagewalk:") == std::string::npos) continue;
        put_at_mark(*page, "lessons", map_html(book, questions));
        put_at_mark(*page, "book", book_links(book, entry.path().stem().string()));
        put_at_mark(*page, "strings", book_strings());
        if (auto status = write_text(entry.path().string(), *page); !status) return status;
    }
    return base::Done{};
}

// The page that makes the snippet for other people's pages.
base::Status fill_embed(const std::string& path, const Book& book) {
    std::error_code error;
    if (!fs::exists(path, error)) return base::Done{};
    const auto text = read_text(path);
    if (!text) return text.error();
    const auto html = fill_in(*text, {{"lang", "en"}, {"locale", ""}, {"root", ""}, {"alternates", ""}, {"languages", ""}, {"links", book_links(book)}, {"strings_json", book_strings()}, {"version", std::string(version)}});
    return html ? write_text(path, *html) : html.error();
}

base::Status render_book(const std::string& out, const Book& book, const std::string& page_template) {
    const std::string strings = book_strings();
    for (const LessonFile& file : book.pages) {
        const auto content = book_content(book, file.lesson);
        if (!content) return content.error();
        auto html = fill_in(page_template, {{"title", html_escaped(file.lesson.title)}, {"lang", "en"}, {"id", file.lesson.id}, {"links", book_links(book, file.lesson.id)},
            {"description", html_escaped(description(reading_player(file.lesson, book.course).view(), 160))}, {"content", *content}, {"strings_json", strings},
            {"version", std::string(version)}});
        if (!html) return html.error();
        if (auto status = write_text(out + "/" + file.lesson.id + ".html", *html); !status) return status;
    }
    return write_text(out + "/search.json", search_json(book));
}

// The second part of the engine, which the first lesson does without (web/engine_parts.js).
constexpr const char* more_preload = "<link rel=\"preload\" href=\"pagewalk.more.wasm\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n";

base::Status render_course(const RenderOptions& options, const Book& book, const Templates& templates) {
    const std::string all = course_json(book.course), links = book_links(book);
    std::vector<std::string> questions;
    for (const LessonFile& file : book.course) {
        const Page page = render_lesson(file.lesson, book.course);
        const Values values{{"title", html_escaped(file.lesson.title)}, {"description", html_escaped(page.description)}, {"lang", "en"},
            {"id", file.lesson.id}, {"file", html_escaped(file.file)}, {"minutes", std::to_string(file.lesson.minutes)}, {"content", page.content},
            {"outline", page.outline}, {"book_links", links}, {"more_preload", file.file == book.course.front().file ? "" : more_preload}, {"strings_json", strings_json({"web.", "page." + file.lesson.id + "."})}, {"course_json", all}, {"version", std::string(version)}};
        auto html = fill_in(templates.lesson, values);
        if (!html) return html.error();
        if (auto status = write_text(options.out + "/" + file.lesson.id + ".html", *html); !status) return status;
        questions.push_back(page.question);
    }
    if (auto status = write_text(options.out + "/tokens.css", ui::tokens_css()); !status) return status;
    if (auto status = render_book(options.out, book, templates.book); !status) return status;
    if (auto status = fill_embed(options.out + "/embed.html", book); !status) return status;
    if (auto status = fill_lms(options.out, book); !status) return status;
    return fill_public_pages(options.out, book, questions);
}

}  // namespace

int render(const RenderOptions& options) {
    auto course = load_course(options.course);
    if (!course) return complain(course.error()), exit_bad_input;
    auto pages = load_book(options.course);
    if (!pages) return complain(pages.error()), exit_bad_input;
    const auto templates = find_templates(options.page_template);
    if (!templates) return complain(templates.error()), exit_bad_input;
    Book book{std::move(*course), std::move(*pages), {}};
    for (const LessonFile& file : book.course) book.lessons.push_back(file.lesson);
    std::error_code error;
    fs::create_directories(options.out, error);
    if (auto status = render_course(options, book, *templates); !status) return complain(status.error()), exit_bad_input;
    std::cout << tr("cli.rendered", {std::to_string(book.course.size()), std::to_string(book.pages.size()), options.out}) << "\n";
    return exit_ok;
}

}  // namespace cli
