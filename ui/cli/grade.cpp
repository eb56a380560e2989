// `grade`: answers to a sheet, graded by the machine that made it.
//
//     seed,student,exercise,answer
//     7,Ada,translate-1,0x1234
//
// Columns may stand in any order, others are left alone. A row that cannot be read is named by file, line and column;
// the others are graded all the same.
#include <algorithm>
#include <iostream>
#include <map>
#include <set>

#include "core/base/csv.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "lessons/engine/sheet.h"
#include "lessons/engine/strings.h"
#include "ui/cli/cli.h"

namespace cli {
namespace {

using base::Error;
using lessons::tr;

struct Columns {
    std::size_t seed = 0, student = 0, exercise = 0, answer = 0, last = 0;
};

struct Graded {
    std::string exercise, answer, state, right, reply, trap;
    int line = 0;
};

base::Result<Columns> find_columns(const base::CsvRow& header) {
    Columns columns;
    std::vector<std::string> names;
    for (const std::string& cell : header.cells) {
        names.push_back(base::trimmed(cell));
        for (char& c : names.back()) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    const std::pair<const char*, std::size_t*> wanted[] = {{"seed", &columns.seed}, {"student", &columns.student}, {"exercise", &columns.exercise}, {"answer", &columns.answer}};
    for (const auto& [name, place] : wanted) {
        const auto found = std::find(names.begin(), names.end(), name);
        if (found == names.end()) return Error{tr("cli.grade-no-column", {name}), tr("cli.grade-header"), header.line, 1};
        *place = static_cast<std::size_t>(found - names.begin());
        columns.last = std::max(columns.last, *place);
    }
    return columns;
}

class Grader {
public:
    explicit Grader(const lessons::Lesson& practice) : practice_(practice) {}

    /// What is wrong with the row, if anything.
    base::Status row(const base::CsvRow& row, const Columns& columns, const std::string& file) {
        if (row.cells.size() <= columns.last) return wrong(row, 0, tr("cli.grade-short", {std::to_string(row.cells.size()), std::to_string(columns.last + 1)}));
        const std::string student = base::trimmed(row.cells[columns.student]), answer = base::trimmed(row.cells[columns.answer]);
        if (student.empty()) return wrong(row, columns.student, tr("cli.grade-no-student"));
        const auto seed = base::parse_number(row.cells[columns.seed]);
        if (!seed || *seed >> 64) return wrong(row, columns.seed, tr("cli.grade-seed", {row.cells[columns.seed]}));
        const auto exercise = lessons::parse_exercise(practice_, row.cells[columns.exercise]);
        if (!exercise) return wrong(row, columns.exercise, exercise.error().message, exercise.error().hint);
        const std::string place = base::dec(*seed) + "/" + student + "/" + exercise->kind + "-" + std::to_string(exercise->number);
        const auto [known, fresh] = seen_.emplace(place, file + ":" + std::to_string(row.line));
        if (!fresh) return wrong(row, columns.exercise, tr("cli.grade-twice", {known->second}));
        if (!students_.count(student)) order_.push_back(student);
        students_[student].push_back(graded(problem(static_cast<std::uint64_t>(*seed), student, *exercise), answer, row.line));
        return base::Done{};
    }

    const std::vector<std::string>& students() const { return order_; }
    const std::vector<Graded>& of(const std::string& student) const { return students_.at(student); }

private:
    // The column counts characters of the row as RFC 4180 writes it without quotes.
    static Error wrong(const base::CsvRow& row, std::size_t cell, std::string message, std::string hint = {}) {
        std::size_t column = 1;
        for (std::size_t i = 0; i < cell && i < row.cells.size(); ++i) column += row.cells[i].size() + 1;
        return {std::move(message), std::move(hint), row.line, static_cast<int>(column)};
    }

    // Problems of one kind depend on those before them; they are drawn once.
    const lessons::SheetProblem& problem(std::uint64_t seed, const std::string& student, const lessons::ExerciseName& exercise) {
        if (student != cached_student_) cache_.clear(), cached_student_ = student;
        auto& problems = cache_[{seed, exercise.kind}];
        if (problems.size() < exercise.number) problems = lessons::sheet_problems(practice_, exercise.kind, seed, student, std::max(exercise.number, 4u));
        return problems[exercise.number - 1];
    }

    static Graded graded(const lessons::SheetProblem& problem, const std::string& answer, int line) {
        Graded result{problem.name(), answer, "empty", lessons::sheet_answer(problem), {}, {}, line};
        if (answer.empty()) return result;
        const lessons::Verdict verdict = lessons::grade_answer(problem, answer);
        result.state = !verdict.unreadable.empty() ? "unreadable" : verdict.right ? "right" : "wrong";
        if (!verdict.unreadable.empty()) result.reply = verdict.unreadable;
        if (verdict.reply) result.reply = lessons::text_of(lessons::spans_of(*verdict.reply, problem.scope()));
        if (!verdict.right) result.trap = verdict.misconception;
        return result;
    }

    const lessons::Lesson& practice_;
    std::vector<std::string> order_;
    std::map<std::string, std::vector<Graded>> students_;
    std::map<std::string, std::string> seen_;
    std::string cached_student_;
    std::map<std::pair<std::uint64_t, std::string>, std::vector<lessons::SheetProblem>> cache_;
};

std::size_t points(const std::vector<Graded>& rows) {
    return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [](const Graded& g) { return g.state == "right"; }));
}

void print_json(const std::string& student, const std::vector<Graded>& rows) {
    base::JsonWriter json;
    json.begin_object().field("student", student).field_number("points", points(rows)).field_number("of", rows.size()).key("answers").begin_array();
    for (const Graded& g : rows) {
        json.begin_object().field("exercise", g.exercise).field("answer", g.answer).field("state", g.state).field("right", g.right);
        json.field("reply", g.reply).field("trap", g.trap).field_number("line", static_cast<unsigned>(g.line)).end_object();
    }
    json.end_array().end_object();
    std::cout << json.text() << "\n";
}

void print_text(const std::string& student, const std::vector<Graded>& rows) {
    std::cout << tr("cli.grade-points", {student, std::to_string(points(rows)), std::to_string(rows.size())}) << "\n";
    for (const Graded& g : rows) {
        if (g.state == "right") continue;
        const std::string_view id = g.state == "wrong" ? "cli.grade-wrong" : g.state == "empty" ? "cli.grade-empty" : "cli.grade-unreadable";
        std::cout << "  " << tr(id, {g.exercise, g.answer, g.right}) << "\n";
        if (!g.reply.empty()) std::cout << "    " << g.reply << (g.trap.empty() ? "" : " [" + g.trap + "]") << "\n";
    }
}

// False when something of it could not be read.
bool grade_file(const std::string& file, Grader& grader) {
    const std::string shown = file == "-" ? tr("cli.standard-input") : file;
    const auto text = read_text(file);
    if (!text) return complain(text.error()), false;
    const auto rows = base::parse_csv(*text, base::csv_separator(*text));
    if (!rows) return complain(rows.error(), shown), false;
    if (rows->empty()) return complain({tr("cli.grade-nothing"), tr("cli.grade-header")}, shown), false;
    const auto columns = find_columns(rows->front());
    if (!columns) return complain(columns.error(), shown), false;
    bool good = true;
    for (std::size_t i = 1; i < rows->size(); ++i) {
        const auto status = grader.row((*rows)[i], *columns, shown);
        if (!status) complain(status.error(), shown), good = false;
    }
    return good;
}

}  // namespace

int grade(const GradeOptions& options) {
    const auto course = load_course();
    if (!course) return complain(course.error()), exit_bad_input;
    Grader grader(*find_lesson(*course, "practice"));
    bool good = true;
    for (const std::string& file : options.files) good = grade_file(file, grader) && good;
    for (const std::string& student : grader.students()) {
        if (options.json) print_json(student, grader.of(student));
        else print_text(student, grader.of(student));
    }
    return good ? exit_ok : exit_bad_input;
}

}  // namespace cli
