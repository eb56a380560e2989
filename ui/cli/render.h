// What the writers of the static pages share: render.cpp makes the lessons and the cover, render_book.cpp the
// book around them, render_map.cpp the map of lessons and what its search looks in.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "lessons/engine/player.h"
#include "ui/cli/cli.h"

namespace cli {

using Values = std::map<std::string, std::string>;
/// Replaces {{name}}; a name with a point in it is a string's id. The error names the unknown name and its place.
base::Result<std::string> fill_in(const std::string& page, const Values& values);

/// JSON inside of a <script>: no "</script>" may appear in it.
std::string for_script(std::string json);
/// The strings whose ids begin with one of `prefixes`, as JSON inside of a <script>.
std::string strings_json(const std::vector<std::string>& prefixes);

/// A player of a page to read: every value as in canonical play with seed 1, questions open.
lessons::Player reading_player(const lessons::Lesson& lesson, const std::vector<LessonFile>& course);

/// The course, and the pages of the book around it.
struct Book {
    std::vector<LessonFile> course, pages;
    std::vector<lessons::Lesson> lessons;  ///< of the course, side by side
};
/// "9" of "09-walk.md"; empty for practice.
std::string course_number(const lessons::Lesson& lesson);
/// "Lesson 9, step 3: The last table" as a link.
std::string step_link(const lessons::StepRef& place);

/// Links to the pages of the book, as HTML; `current` is the id of the page they stand on, `root` the way from it to the
/// site's own folder, where the report on accessibility is.
std::string book_links(const Book& book, std::string_view current, const std::string& root);
/// The book's page as HTML: what stands in <main> below its title.
base::Result<std::string> book_content(const Book& book, const lessons::Lesson& page);

/// The cover's list of lessons. `questions`: the first paragraph of each; `text_lang`: attributes that say its language.
std::string map_html(const Book& book, const std::vector<std::string>& questions, const std::vector<std::string>& text_lang);
/// What the search of the map looks in: lessons, steps, terms, claims.
std::string search_json(const Book& book);

/// The course's lessons as web/lms.js reads them: [{id, title, file, mastery, step_count, items}].
std::string lessons_json(const std::vector<LessonFile>& course);
/// The ways to give a lesson to a class, as teach.html has them; `root`: the way from its folder to the site's own.
base::Result<std::string> ways_html(const std::string& root);

}  // namespace cli
