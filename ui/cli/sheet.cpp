// `sheet`: exercises on paper, one version a student, and their key.
#include "ui/cli/sheet.h"

#include <iostream>
#include <map>
#include <set>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/cli/cli.h"

namespace cli {
namespace {

using lessons::tr;

constexpr unsigned most_students = 2000;

base::Result<SheetFormat> parse_sheet_format(const std::string& name) {
    static const std::vector<std::string> names{"html", "pdf-ready", "md", "csv"};
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return static_cast<SheetFormat>(i);
    return base::Error{tr("cli.sheet-no-format", {name}), base::did_you_mean(name, names, tr("cli.sheet-formats"))};
}

// One name a line; a name that stands twice would get the same sheet twice.
base::Result<std::vector<std::string>> read_names(const std::string& file) {
    const auto text = read_text(file);
    if (!text) return text.error();
    const std::string shown = file == "-" ? tr("cli.standard-input") : file;
    std::vector<std::string> names;
    std::set<std::string> seen;
    int line = 0;
    for (const std::string& row : base::split(*text, '\n')) {
        ++line;
        const std::string name = base::trimmed(row);
        if (name.empty()) continue;
        if (!seen.insert(name).second) return base::Error{base::to_text({tr("cli.sheet-name-twice", {name}), tr("cli.sheet-name-twice-hint"), line, 1}, shown)};
        names.push_back(name);
    }
    if (names.empty()) return base::Error{base::to_text({tr("cli.sheet-no-names")}, shown)};
    return names;
}

base::Result<std::vector<std::string>> students_of(const SheetOptions& options) {
    if (!options.names.empty() && options.students > 0) return base::Error{tr("cli.sheet-names-or-number")};
    if (!options.names.empty()) return read_names(options.names);
    std::vector<std::string> students;
    for (unsigned n = 1; n <= std::max(options.students, 1u); ++n) students.push_back(std::to_string(n));
    return students;
}

// The kinds take turns until there are as many exercises as were asked for.
StudentSheet make_sheet(const lessons::Lesson& practice, const std::vector<std::string>& kinds, const SheetOptions& options, const std::string& student) {
    std::map<std::string, unsigned> counts, used;
    for (unsigned i = 0; i < options.count; ++i) ++counts[kinds[i % kinds.size()]];
    std::map<std::string, std::vector<lessons::SheetProblem>> drawn;
    for (const auto& [kind, count] : counts) drawn[kind] = lessons::sheet_problems(practice, kind, options.seed, student, count);
    StudentSheet sheet{student, {}};
    for (unsigned i = 0; i < options.count; ++i) {
        const std::string& kind = kinds[i % kinds.size()];
        sheet.problems.push_back(std::move(drawn[kind][used[kind]++]));
    }
    return sheet;
}

std::string written(const SheetDocument& document, SheetFormat format) {
    switch (format) {
        case SheetFormat::md: return sheet_markdown(document);
        case SheetFormat::csv: return sheet_csv(document);
        default: return sheet_html(document, format == SheetFormat::pdf_ready);
    }
}

}  // namespace

int sheet(const SheetOptions& options) {
    const auto course = load_course();
    if (!course) return complain(course.error()), exit_bad_input;
    const lessons::Lesson& practice = *find_lesson(*course, "practice");
    const auto kinds = lessons::parse_kinds(practice, options.kinds);
    if (!kinds) return complain(kinds.error(), "--kind"), exit_bad_input;
    const auto format = parse_sheet_format(options.format);
    if (!format) return complain(format.error(), "--format"), exit_bad_input;
    const auto students = students_of(options);
    if (!students) return complain(students.error()), exit_bad_input;
    if (students->size() > most_students) return complain({tr("cli.sheet-too-many", {std::to_string(most_students)})}), exit_bad_input;
    SheetDocument document{options.seed, !options.names.empty(), options.key, {}};
    for (const std::string& student : *students) document.sheets.push_back(make_sheet(practice, *kinds, options, student));
    const std::string text = written(document, *format);
    if (options.out.empty() || options.out == "-") return std::cout << text, exit_ok;
    const auto status = write_text(options.out, text);
    if (!status) return complain(status.error()), exit_bad_input;
    return exit_ok;
}

}  // namespace cli
