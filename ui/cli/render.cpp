// The course as static pages: each lesson at its own address, readable without any script.
#include <filesystem>
#include <iostream>

#include "core/base/json.h"
#include "core/base/text.h"
#include "lessons/engine/book.h"
#include "lessons/engine/html.h"
#include "lessons/engine/packed.h"
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
        else if (name.find('.') != std::string::npos && lessons::has_string(name)) result += html_escaped(tr(name));
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
    const std::string file = lesson.file.substr(lesson.file.rfind('/') + 1);  // "de/09-walk.md" is lesson 9, too
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

// A language as the pages are written in it.
struct Locale {
    std::string code, folder, root;  ///< "de", "de", "../"; of the original "en", "", ""
    std::string name, direction;     ///< "Deutsch", "ltr"
    std::string original_text;       ///< attributes of what stands there in the original language
};
struct Site {
    Templates templates;
    std::map<std::string, std::string> public_pages;  ///< name -> text, with words to fill in
    std::vector<Locale> locales;                      ///< the original first
};

// Where a page of one language finds itself in another.
std::string address_in(const Locale& from, const Locale& to, const std::string& page) {
    if (from.folder == to.folder) return page;
    return from.root + (to.folder.empty() ? "" : to.folder + "/") + page;
}

std::map<std::string, std::string> read_public_pages(const std::string& folder) {
    std::map<std::string, std::string> pages;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
        if (entry.path().extension() != ".html") continue;
        const auto text = read_text(entry.path().string());
        if (text && text->find("{{") != std::string::npos) pages[entry.path().filename().string()] = *text;
    }
    return pages;
}

// The same page in each language: for search engines and for web/chosen.js, and for the reader to choose from.
std::string alternates(const Site& site, const Locale& here, const std::string& page) {
    std::string html;
    for (const Locale& locale : site.locales)
        html += "<link rel=\"alternate\" hreflang=\"" + locale.code + "\" href=\"" + address_in(here, locale, page) + "\">\n";
    if (here.direction == "rtl") html += "<link rel=\"stylesheet\" href=\"" + here.root + "rtl.css\">\n";
    return site.locales.size() > 1 ? html : std::string();
}

std::string language_links(const Site& site, const Locale& here, const std::string& page) {
    std::string html;
    for (const Locale& locale : site.locales)
        html += "<a href=\"" + address_in(here, locale, page) + "?lang=" + locale.code + "\" hreflang=\"" + locale.code + "\" lang=\"" + locale.code + "\" dir=\"" + locale.direction + "\"" + (&locale == &here ? " aria-current=\"true\"" : "") +
                ">" + html_escaped(locale.name) + "</a> ";
    return site.locales.size() > 1 ? "<nav class=\"languages\" aria-label=\"" + html_escaped(tr("web.languages")) + "\">" + html + "</nav>\n" : std::string();
}

// What every page of a language has.
Values common_values(const Site& site, const Locale& locale, const std::string& page) {
    std::string attributes;
    if (!locale.folder.empty()) attributes += " dir=\"" + locale.direction + "\" data-locale=\"" + locale.code + "\"";
    return {{"lang", locale.code}, {"locale", attributes}, {"root", locale.root}, {"alternates", alternates(site, locale, page)}, {"languages", language_links(site, locale, page)}, {"version", std::string(version)}};
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

Page render_lesson(const lessons::Lesson& lesson, const std::vector<LessonFile>& course, const std::string& text_lang) {
    lessons::Player player = reading_player(lesson, course);
    Page page;
    page.outline = "<ol" + text_lang + ">";
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

// What the scripts of the cover and of the book say.
const std::vector<std::string> book_strings{"web.theme", "book.js-"};

base::Status write_page(const std::string& path, const std::string& page_template, const Values& values) {
    const auto html = fill_in(page_template, values);
    return html ? write_text(path, *html) : base::Status(base::Error{base::to_text(html.error(), path)});
}

// The pages of public/ that have words to fill in, in the folder that they were copied to. What a language has of its
// own is written into its folder; the others are there once.
struct PublicPage {
    const char* name;
    bool once;
    std::vector<std::string> strings;  ///< what its scripts say: see strings_json()
};

base::Status fill_public_pages(const std::string& out, const Site& site, const Locale& locale, const Book& book, const std::string& lessons) {
    const auto ways = ways_html(locale.root);
    if (!ways) return ways.error();
    const std::string course = lessons_json(book.course);
    for (const PublicPage& page : {PublicPage{"index.html", false, book_strings}, {"embed.html", false, book_strings}, {"teach.html", false, {"web.theme", "teach.js-"}}, {"trace.html", false, {"web.theme", "trace.", "sim."}}, {"tab.html", false, {"web.theme", "tab.", "trace."}}, {"404.html", true, book_strings},
             {"accessibility.html", true, book_strings}, {"lms.html", true, {"lms."}}}) {
        const auto text = site.public_pages.find(page.name);
        if (text == site.public_pages.end() || (page.once && !locale.folder.empty())) continue;
        Values values = common_values(site, locale, page.name);
        values.insert({{"links", book_links(book, fs::path(page.name).stem().string(), locale.root)}, {"strings_json", strings_json(page.strings)}, {"lessons", lessons}, {"ways", *ways}, {"course_json", course}});
        if (auto status = write_page(out + "/" + page.name, text->second, values); !status) return status;
    }
    return base::Done{};
}

// The book has the original's lessons around it: its pages name their steps by title.
base::Status render_book(const std::string& out, const Site& site, const Locale& locale, const Book& original, const Book& book) {
    const std::string strings = strings_json(book_strings);
    for (const LessonFile& file : original.pages) {
        const auto content = book_content(original, file.lesson);
        if (!content) return content.error();
        Values values = common_values(site, locale, file.lesson.id + ".html");
        values.insert({{"title", html_escaped(file.lesson.title)}, {"id", file.lesson.id}, {"links", book_links(original, file.lesson.id, locale.root)},
            {"description", html_escaped(description(reading_player(file.lesson, original.course).view(), 160))}, {"content", *content}, {"strings_json", strings}, {"text_lang", locale.original_text}});
        if (auto status = write_page(out + "/" + file.lesson.id + ".html", site.templates.book, values); !status) return status;
    }
    return write_text(out + "/search.json", search_json(book));
}

// The original's first lesson is played as it is after parsing: what parses comes with the second part of the engine.
// It stands in its page, whose text is the same and makes it small after compression.
std::string packed_script(const LessonFile& file) {
    base::JsonWriter json;
    json.string(lessons::pack_lesson(file.lesson));
    return "<script type=\"application/json\" id=\"packed\">" + for_script(json.text()) + "</script>\n";
}

// What the first lesson does without (web/engine_parts.js) or has in its page, and a language's strings.
std::string preloads(const Locale& locale, const LessonFile& file, bool plays_packed) {
    std::string html;
    const auto preload = [&](const std::string& name, const std::string& rest) { html += "<link rel=\"preload\" href=\"" + locale.root + name + "\" as=\"fetch\"" + rest + " crossorigin>\n"; };
    if (!plays_packed && !file.lesson.sandbox) preload("pagewalk.more.wasm", " type=\"application/wasm\"");
    if (!plays_packed) preload("strings/en.txt", ""), preload("lessons/" + html_escaped(file.file), "");
    if (!locale.folder.empty()) preload("strings/" + locale.code + ".txt", "");
    return html;
}

base::Status render_language(const std::string& out, const Site& site, const Locale& locale, const Book& original, const Book& book) {
    const std::string all = course_json(book.course), links = book_links(original, {}, locale.root);
    std::vector<std::string> questions, text_langs;
    for (std::size_t i = 0; i < book.course.size(); ++i) {
        const LessonFile& file = book.course[i];
        const std::string text_lang = file.file == original.course[i].file ? locale.original_text : std::string();
        const Page page = render_lesson(file.lesson, book.course, text_lang);
        const bool plays_packed = i == 0 && locale.folder.empty();
        Values values = common_values(site, locale, file.lesson.id + ".html");
        values.insert({{"title", html_escaped(file.lesson.title)}, {"description", html_escaped(page.description)}, {"id", file.lesson.id}, {"file", html_escaped(file.file)},
            {"minutes", std::to_string(file.lesson.minutes)}, {"content", page.content}, {"outline", page.outline}, {"book_links", links}, {"more_preload", preloads(locale, file, plays_packed)},
            {"engine", file.lesson.sandbox ? "whole" : "pagewalk"}, {"packed", plays_packed ? packed_script(file) : std::string()},
            {"strings_json", strings_json({"web.", "page." + file.lesson.id + "."})}, {"course_json", all}, {"text_lang", text_lang}});
        if (auto status = write_page(out + "/" + file.lesson.id + ".html", site.templates.lesson, values); !status) return status;
        questions.push_back(page.question);
        text_langs.push_back(text_lang);
    }
    if (auto status = render_book(out, site, locale, original, book); !status) return status;
    return fill_public_pages(out, site, locale, book, map_html(book, questions, text_langs));
}

Book book_of(std::vector<LessonFile> course, std::vector<LessonFile> pages) {
    Book book{std::move(course), std::move(pages), {}};
    for (const LessonFile& file : book.course) book.lessons.push_back(file.lesson);
    return book;
}

// What the engine says, as the page loads it: without the words that are in the pages.
std::string engine_strings() {
    std::string text;
    for (const std::string& id : lessons::string_ids()) {
        const std::string prefix = id.substr(0, id.find('.'));
        bool elsewhere = false;
        for (const char* other : {"web", "book", "cover", "cli", "desktop", "onefile", "language", "lms", "page", "tab", "teach", "trace"}) elsewhere |= prefix == other;
        if (!elsewhere) text += lessons::string_line(id) + "\n";
    }
    return text;
}

// A lesson's text for the page to play, where it asks for it: lessons/de/01-hotel.md.
base::Status copy_lesson(const RenderOptions& options, const LessonFile& file) {
    const fs::path path = fs::path(options.out) / "lessons" / file.file;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    return write_text(path.string(), file.text);
}

base::Status render_all(const RenderOptions& options, Site& site, const Book& original, const std::vector<Language>& languages) {
    std::error_code error;
    site.locales.push_back({"en", "", "", tr("language.name"), tr("language.direction"), ""});
    for (const Language& language : languages) {
        if (auto status = lessons::translate(language.strings); !status) return base::Error{base::to_text(status.error(), language.code + "/strings.txt")};
        site.locales.push_back({language.code, language.code, "../", tr("language.name"), tr("language.direction"), " lang=\"en\"" + std::string(tr("language.direction") == "rtl" ? " dir=\"ltr\"" : "")});
    }
    fs::create_directories(fs::path(options.out) / "strings", error);
    for (const Locale& locale : site.locales) {
        const bool first = locale.folder.empty();
        const Language* language = first ? nullptr : &languages[static_cast<std::size_t>(&locale - site.locales.data()) - 1];
        (void)lessons::translate(first ? "" : language->strings, options.mark_missing ? lessons::Missing::marked : lessons::Missing::original);
        const std::string out = first ? options.out : options.out + "/" + locale.folder;
        fs::create_directories(out, error);
        if (auto status = write_text(options.out + "/strings/" + locale.code + ".txt", engine_strings()); !status) return status;
        for (const LessonFile& file : first ? std::vector<LessonFile>() : language->lessons)
            if (auto status = copy_lesson(options, file); !status) return status;
        const auto status = first ? render_language(out, site, locale, original, original) : render_language(out, site, locale, original, book_of(in_language(original.course, *language), original.pages));
        if (!status) return status;
    }
    return lessons::translate("");
}

}  // namespace

int render(const RenderOptions& options) {
    (void)lessons::speak("en"); // the pages begin with the original, whatever the program speaks
    auto course = load_course(options.course);
    if (!course) return complain(course.error()), exit_bad_input;
    if (!options.packed.empty()) {
        if (course->empty()) return complain({tr("cli.no-lessons", {options.course})}), exit_bad_input;
        if (auto status = write_text(options.packed, lessons::pack_lesson(course->front().lesson)); !status) return complain(status.error()), exit_bad_input;
        return exit_ok;
    }
    auto pages = load_book(options.course);
    if (!pages) return complain(pages.error()), exit_bad_input;
    const auto languages = load_languages(options.languages);
    if (!languages) return complain(languages.error()), exit_bad_input;
    const auto templates = find_templates(options.page_template);
    if (!templates) return complain(templates.error()), exit_bad_input;
    const Book book = book_of(std::move(*course), std::move(*pages));
    std::error_code error;
    fs::create_directories(options.out, error);
    Site site{*templates, read_public_pages(options.out), {}};
    auto status = render_all(options, site, book, *languages);
    if (status) status = write_text(options.out + "/tokens.css", ui::tokens_css());
    if (!status) return complain(status.error()), exit_bad_input;
    std::cout << tr("cli.rendered", {std::to_string(book.course.size()), std::to_string(book.pages.size()), options.out}) << "\n";
    return exit_ok;
}

}  // namespace cli
