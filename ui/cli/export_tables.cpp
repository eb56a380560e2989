// What learning platforms export of a quiz. Each shape is a function that takes the table when it knows its header.
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/csv.h"
#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/cli/exports.h"

namespace cli {
namespace {

using lessons::tr;
using Rows = std::vector<base::CsvRow>;

constexpr std::size_t none = ~std::size_t{0};

std::optional<double> decimal(const std::string& text) {
    std::string plain = base::trimmed(text);
    std::replace(plain.begin(), plain.end(), ',', '.');  // as some languages write it
    char* end = nullptr;
    const double value = std::strtod(plain.c_str(), &end);
    if (plain.empty() || *end != '\0') return std::nullopt;
    return value;
}

struct Table {
    const std::vector<std::string>& header;
    const Rows& rows;  ///< the header first

    std::size_t column(std::string_view name) const {
        const auto found = std::find_if(header.begin(), header.end(), [&](const std::string& cell) { return base::trimmed(cell) == name; });
        return found == header.end() ? none : static_cast<std::size_t>(found - header.begin());
    }
    bool has(std::string_view name) const { return column(name) != none; }
    static std::string cell(const base::CsvRow& row, std::size_t column) { return column < row.cells.size() ? base::trimmed(row.cells[column]) : std::string(); }
};

// People by what names them; of several attempts the lowest number stays, the first row where they have none.
class People {
public:
    explicit People(Export& result) : result_(result) {}
    /// At the end: what was left out.
    void tell() {
        if (later_ > 0) result_.notes.push_back(tr("cli.stats-later", {std::to_string(later_)}));
    }
    /// Where the answers of this attempt go; nullptr when an earlier one is there.
    lessons::Respondent* attempt(const std::string& name, double number) {
        const auto [place, fresh] = places_.emplace(name, std::pair(result_.people.size(), number));
        if (fresh) return &result_.people.emplace_back(lessons::Respondent{name, {}});
        ++later_;
        if (number >= place->second.second) return nullptr;
        place->second.second = number;
        lessons::Respondent& person = result_.people[place->second.first];
        person.answers.clear();
        return &person;
    }
    /// The same person again, for tables with a row an answer.
    lessons::Respondent& person(const std::string& name) {
        const auto [place, fresh] = places_.emplace(name, std::pair(result_.people.size(), 0.0));
        return fresh ? result_.people.emplace_back(lessons::Respondent{name, {}}) : result_.people[place->second.first];
    }

private:
    Export& result_;
    std::map<std::string, std::pair<std::size_t, double>> places_;
    unsigned later_ = 0;
};

void add_once(lessons::Respondent& person, lessons::ItemAnswer answer) {
    for (const lessons::ItemAnswer& known : person.answers)
        if (known.item == answer.item) return;  // the first answer counts
    person.answers.push_back(std::move(answer));
}

double share(double points, double most) { return std::clamp(most > 0 ? points / most : points > 0 ? 1.0 : 0.0, 0.0, 1.0); }

std::string trap_of(double score, const std::string& response) { return score < 1 ? response : std::string(); }

// SCORM 1.2 and 2004: "correct", "wrong", "incorrect", or a number; the others ("neutral", "unanticipated") are no verdict.
std::optional<double> scorm_result(const std::string& text) {
    if (text == "correct") return 1;
    if (text == "wrong" || text == "incorrect") return 0;
    if (const auto value = decimal(text)) return std::clamp(*value, 0.0, 1.0);
    return std::nullopt;
}

std::optional<Export> moodle_scorm(const Table& table) {
    if (!table.has("Attempt") || !table.has("Result 0")) return std::nullopt;
    Export result{"moodle-scorm", {}, {}};
    People people(result);
    std::size_t unnamed = 0;
    for (auto row = table.rows.begin() + 1; row != table.rows.end(); ++row) {
        std::string name;  // everything that identifies the person stands before the attempt
        for (std::size_t i = 0; i < table.column("Attempt"); ++i) name += (i ? " / " : "") + Table::cell(*row, i);
        const auto number = decimal(Table::cell(*row, table.column("Attempt")));
        if (!number) continue;  // somebody who has not begun
        lessons::Respondent* person = people.attempt(name, *number);
        for (std::size_t i = 0; person && table.has("Result " + std::to_string(i)); ++i) {
            const std::string at = " " + std::to_string(i), response = Table::cell(*row, table.column("Response" + at));
            const auto score = scorm_result(Table::cell(*row, table.column("Result" + at)));
            if (!score) continue;
            std::string item = Table::cell(*row, table.column("Question" + at));
            if (item.empty()) item = "Question" + at, ++unnamed;
            add_once(*person, {item, *score, trap_of(*score, response)});
        }
    }
    people.tell();
    if (unnamed > 0) result.notes.push_back(tr("cli.stats-unnamed"));
    return result;
}

std::optional<Export> moodle_quiz(const Table& table) {
    std::vector<std::pair<std::size_t, double>> items;  // column, most points
    for (std::size_t i = 0; i < table.header.size(); ++i) {
        const std::string name = base::trimmed(table.header[i]);
        const std::size_t slash = name.rfind('/');
        if (name.substr(0, 2) != "Q." || slash == std::string::npos) continue;
        if (const auto most = decimal(name.substr(slash + 1))) items.emplace_back(i, *most);
    }
    if (items.empty()) return std::nullopt;
    Export result{"moodle-quiz", {}, {}};
    People people(result);
    const std::size_t mail = table.column("Email address");
    for (auto row = table.rows.begin() + 1; row != table.rows.end(); ++row) {
        const std::string name = base::trimmed(mail == none ? Table::cell(*row, 0) + " " + Table::cell(*row, 1) : Table::cell(*row, mail));
        if (name.empty() || name.substr(0, 15) == "Overall average") continue;  // the last row is nobody's
        lessons::Respondent* person = people.attempt(name, static_cast<double>(row->line));
        for (const auto& [column, most] : items)
            if (const std::string text = Table::cell(*row, column); person && !text.empty()) {
                const auto points = decimal(text);  // "-": not answered
                person->answers.push_back({base::trimmed(table.header[column].substr(0, table.header[column].rfind('/'))), points ? share(*points, most) : 0.0, {}});
            }
    }
    people.tell();
    return result;
}

// "1234: What is ...", with the points that it is worth as the next column's name.
bool is_canvas_question(const Table& table, std::size_t column) {
    const std::string& name = table.header[column];
    const std::size_t colon = name.find(':');
    if (colon == std::string::npos || colon == 0 || column + 1 >= table.header.size()) return false;
    return std::all_of(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(colon), [](unsigned char c) { return std::isdigit(c); }) && decimal(table.header[column + 1]);
}

std::optional<Export> canvas(const Table& table) {
    if (!table.has("n correct") || !table.has("n incorrect") || !table.has("score")) return std::nullopt;
    Export result{"canvas", {}, {}};
    People people(result);
    for (auto row = table.rows.begin() + 1; row != table.rows.end(); ++row) {
        const std::string id = Table::cell(*row, table.column("id"));
        const auto number = decimal(Table::cell(*row, table.column("attempt")));
        // An anonymous survey names nobody: each row is somebody.
        lessons::Respondent* person = people.attempt(id.empty() ? "row " + std::to_string(row->line) : id, number.value_or(row->line));
        for (std::size_t i = 0; person && i < table.header.size(); ++i) {
            if (!is_canvas_question(table, i)) continue;
            const auto points = decimal(Table::cell(*row, i + 1));
            if (!points) continue;  // the question was not in this person's quiz
            const double score = share(*points, *decimal(table.header[i + 1]));
            person->answers.push_back({base::trimmed(table.header[i]), score, trap_of(score, Table::cell(*row, i))});
        }
    }
    people.tell();
    return result;
}

// What the state of a problem says about one of its answers; nothing where it does not say.
std::optional<double> edx_verdict(const std::string& state, const std::string& answer_id) {
    const auto json = nlohmann::json::parse(state, nullptr, false);
    if (!json.is_object() || !json.contains("correct_map") || !json["correct_map"].is_object()) return std::nullopt;
    const auto& map = json["correct_map"];
    const auto found = map.find(answer_id);
    if (found == map.end() || !found->is_object()) return std::nullopt;
    const auto verdict = found->value("correctness", nlohmann::json());
    if (verdict == "correct") return 1;
    if (verdict == "incorrect") return 0;
    return std::nullopt;
}

std::optional<Export> edx_responses(const Table& table) {
    if (!table.has("username") || !table.has("Answer ID") || !table.has("Answer") || !table.has("state")) return std::nullopt;
    Export result{"edx-responses", {}, {}};
    People people(result);
    unsigned unknown = 0;
    for (auto row = table.rows.begin() + 1; row != table.rows.end(); ++row) {
        const auto cell = [&](const char* name) { return Table::cell(*row, table.column(name)); };
        auto score = edx_verdict(cell("state"), cell("Answer ID"));
        if (!score && !cell("Correct Answer").empty()) score = cell("Answer") == cell("Correct Answer") ? 1.0 : 0.0;
        if (!score) {
            ++unknown;
            continue;
        }
        const std::string question = cell("Question");
        add_once(people.person(cell("username")), {cell("title") + (question.empty() || question == cell("title") ? " [" + cell("Answer ID") + "]" : ": " + question), *score, trap_of(*score, cell("Answer"))});
    }
    if (unknown > 0) result.notes.push_back(tr("cli.stats-no-verdict", {std::to_string(unknown)}));
    return result;
}

std::optional<Export> edx_grades(const Table& table) {
    static const std::string earned = " (Earned)", possible = " (Possible)";
    if (!table.has("Username") || !table.has("Grade")) return std::nullopt;
    Export result{"edx-grades", {}, {}};
    People people(result);
    for (auto row = table.rows.begin() + 1; row != table.rows.end(); ++row)
        for (std::size_t i = 0; i < table.header.size(); ++i) {
            const std::string& name = table.header[i];
            if (name.size() <= earned.size() || name.substr(name.size() - earned.size()) != earned) continue;
            const std::string item = name.substr(0, name.size() - earned.size()), got = Table::cell(*row, i);
            const auto most = decimal(Table::cell(*row, table.column(item + possible)));
            if (!most || got == "Not Available") continue;
            if (got == "Not Attempted") continue;  // whether it was seen is not told
            add_once(people.person(Table::cell(*row, table.column("Username"))), {item, share(decimal(got).value_or(0), *most), {}});
        }
    return result;
}

}  // namespace

base::Result<Export> read_table(const std::string& text) {
    const auto rows = base::parse_csv(text, base::csv_separator(text));
    if (!rows) return rows.error();
    if (rows->empty()) return base::Error{tr("cli.stats-empty"), tr("cli.stats-kinds")};
    const Table table{rows->front().cells, *rows};
    for (const auto read : {moodle_scorm, moodle_quiz, canvas, edx_responses, edx_grades})
        if (auto result = read(table)) return std::move(*result);
    return base::Error{tr("cli.stats-unknown"), tr("cli.stats-kinds"), rows->front().line, 1};
}

}  // namespace cli
