// The course as static pages: each lesson at its own address, readable without any script.
#include <filesystem>
#include <functional>
#include <iostream>
#include <map>

#include "core/base/json.h"
#include "core/base/text.h"
#include "lessons/engine/html.h"
#include "lessons/engine/player.h"
#include "lessons/engine/strings.h"
#include "ui/cli/cli.h"
#include "ui/theme.h"

namespace cli {
namespace {

namespace fs = std::filesystem;
using lessons::Block;
using lessons::html_escaped;
using lessons::tr;

constexpr std::string_view lessons_mark = "<!-- pagewalk:lessons -->";
using Values = std::map<std::string, std::string>;

// JSON inside of a <script>: no "</script>" may appear in it.
std::string for_script(std::string json) {
    for (std::size_t at = json.find('<'); at != std::string::npos; at = json.find('<', at)) json.replace(at, 1, "\\u003c");
    return json;
}

// Replaces {{name}}; "web.*" are strings. The error names the unknown name and its place.
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
        else if (name.substr(0, 4) == "web.") result += html_escaped(tr(name));
        else return base::Error{tr("cli.template-name", {name}), "", line, 1};
        at = close + 2;
    }
}

// web/page.html in this folder or the nearest one above.
base::Result<std::string> find_template(const std::string& given) {
    if (!given.empty()) return read_text(given);
    std::error_code error;
    for (fs::path folder = fs::current_path(error); !folder.empty(); folder = folder.parent_path()) {
        const fs::path page = folder / "web" / "page.html";
        if (fs::exists(page, error)) return read_text(page.string());
        if (folder == folder.root_path()) break;
    }
    return base::Error{tr("cli.no-template"), tr("cli.no-template-hint")};
}

std::string plain(const lessons::Spans& spans) {
    std::string text;
    for (const lessons::Span& span : spans) text += span.text;
    return text;
}

/// The first paragraph of the lesson as text, cut at a word.
std::string description(const lessons::LessonView& first, std::size_t most) {
    for (const Block& block : first.blocks) {
        if (block.kind != Block::Kind::paragraph) continue;
        std::string text = plain(block.spans);
        if (text.size() <= most) return text;
        const std::size_t cut = text.rfind(' ', most);
        return text.substr(0, cut) + " …";
    }
    return first.title;
}

struct Page {
    std::string content, outline, description, question;
};

// Every step, with values as in canonical play and seed 1, questions open.
Page render_lesson(const lessons::Lesson& lesson, const std::vector<LessonFile>& course) {
    lessons::PlayerOptions options;
    options.predict_open = true;
    options.static_page = true;
    options.find_lesson = [&](std::string_view id) { return find_lesson(course, id); };
    lessons::Player player(lesson, options);
    Page page;
    page.outline = "<ol>";
    for (std::size_t i = 0; i < lesson.steps.size(); ++i) {
        if (i > 0) (void)player.act("goto " + std::to_string(i));
        const lessons::LessonView view = player.view();
        const std::string number = std::to_string(i);
        if (i == 0) page.description = description(view, 160), page.question = description(view, 240);
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

std::string strings_json() {
    base::JsonWriter json;
    json.begin_object();
    for (const std::string& id : lessons::string_ids())
        if (id.substr(0, 4) == "web.") json.field(id, tr(id));
    return for_script(json.end_object().text());
}

// "9" of "09-walk.md".
std::string course_number(const std::string& file) {
    const std::size_t begin = file.find_first_not_of('0');
    return file.substr(std::min(begin, file.size()), file.find_first_not_of("0123456789", begin) - begin);
}

std::string list_item(const LessonFile& file, const Page& page) {
    return "<li><a href=\"" + file.lesson.id + ".html\"><span class=\"number\">" + (file.lesson.practice ? std::string() : course_number(file.file)) + "</span> <span class=\"name\">" +
           html_escaped(file.lesson.title) + "</span> <span class=\"minutes\">" + html_escaped(tr("cli.minutes", {std::to_string(file.lesson.minutes)})) +
           "</span><p class=\"question\">" + html_escaped(page.question) + "</p></a></li>\n";
}

// Puts the list of lessons where index.html marks its place.
base::Status fill_index(const std::string& path, const std::string& list) {
    std::error_code error;
    if (!fs::exists(path, error)) return base::Done{};
    auto index = read_text(path);
    if (!index) return index.error();
    const std::size_t mark = index->find(lessons_mark);
    if (mark == std::string::npos) return base::Done{};
    index->replace(mark, lessons_mark.size(), "<ol class=\"lessons\">\n" + list + "</ol>");
    return write_text(path, *index);
}

base::Status render_course(const RenderOptions& options, const std::vector<LessonFile>& course, const std::string& page_template) {
    const std::string all = course_json(course), strings = strings_json();
    std::string list;
    for (const LessonFile& file : course) {
        const Page page = render_lesson(file.lesson, course);
        const Values values{{"title", html_escaped(file.lesson.title)}, {"description", html_escaped(page.description)}, {"lang", "en"},
            {"id", file.lesson.id}, {"file", html_escaped(file.file)}, {"minutes", std::to_string(file.lesson.minutes)}, {"content", page.content},
            {"outline", page.outline}, {"strings_json", strings}, {"course_json", all}, {"version", std::string(version)}};
        auto html = fill_in(page_template, values);
        if (!html) return html.error();
        if (auto status = write_text(options.out + "/" + file.lesson.id + ".html", *html); !status) return status;
        list += list_item(file, page);
    }
    if (auto status = write_text(options.out + "/tokens.css", ui::tokens_css()); !status) return status;
    return fill_index(options.out + "/index.html", list);
}

}  // namespace

int render(const RenderOptions& options) {
    const auto course = load_course(options.course);
    if (!course) return complain(course.error()), exit_bad_input;
    const auto page_template = find_template(options.page_template);
    if (!page_template) return complain(page_template.error()), exit_bad_input;
    std::error_code error;
    fs::create_directories(options.out, error);
    if (auto status = render_course(options, *course, *page_template); !status) return complain(status.error()), exit_bad_input;
    std::cout << tr("cli.rendered", {std::to_string(course->size()), options.out}) << "\n";
    return exit_ok;
}

}  // namespace cli
