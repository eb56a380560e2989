#include "core/base/csv.h"

#include <algorithm>

#include "core/base/phrase.h"

namespace base {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

// Goes through the text once; `row` is the one it stands in.
struct Reader {
    std::string_view text;
    char separator;
    std::size_t at = 0, line_start = 0;
    int line = 1;
    std::vector<CsvRow> rows = {};

    int column() const { return static_cast<int>(at - line_start + 1); }
    bool ends_line() const { return at >= text.size() || text[at] == '\n' || (text[at] == '\r' && (at + 1 == text.size() || text[at + 1] == '\n')); }
    void next_line() {
        if (at < text.size() && text[at] == '\r') ++at;
        if (at < text.size()) ++at;
        ++line;
        line_start = at;
    }

    Status quoted(std::string& cell) {
        const int open_line = line, open_column = column();
        for (++at;; ++at) {
            if (at >= text.size()) return Error{phrase("base.quote-never-closed"), phrase("base.quote-is-doubled"), open_line, open_column};
            if (text[at] == '\n') ++line, line_start = at + 1;
            if (text[at] != '"') cell += text[at];
            else if (at + 1 < text.size() && text[at + 1] == '"') cell += text[at++];
            else break;
        }
        ++at;
        if (ends_line() || text[at] == separator) return Done{};
        return Error{phrase("base.text-behind-closing-quote"), phrase("base.quote-is-doubled"), line, column()};
    }

    Status row() {
        CsvRow row{{}, line};
        for (;;) {
            std::string cell;
            if (at < text.size() && text[at] == '"') {
                if (auto status = quoted(cell); !status) return status;
            } else {
                while (!ends_line() && text[at] != separator) cell += text[at++];
            }
            row.cells.push_back(std::move(cell));
            if (ends_line()) break;
            ++at;
        }
        const bool empty = std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return cell.empty(); });
        if (!empty) rows.push_back(std::move(row));
        next_line();
        return Done{};
    }
};

std::string_view without_mark(std::string_view text) {
    return text.substr(0, byte_order_mark.size()) == byte_order_mark ? text.substr(byte_order_mark.size()) : text;
}

}  // namespace

char csv_separator(std::string_view text) {
    constexpr char candidates[] = {',', ';', '\t'};
    std::size_t counts[3] = {};
    bool in_quotes = false;
    for (const char c : text) {
        if (c == '"') in_quotes = !in_quotes;
        if (c == '\n' && !in_quotes) break;
        for (std::size_t i = 0; i < 3; ++i) counts[i] += !in_quotes && c == candidates[i];
    }
    return candidates[std::max_element(counts, counts + 3) - counts];
}

Result<std::vector<CsvRow>> parse_csv(std::string_view text, char separator) {
    Reader reader{without_mark(text), separator};
    while (reader.at < reader.text.size())
        if (auto status = reader.row(); !status) return status.error();
    return std::move(reader.rows);
}

std::string csv_cell(std::string_view text, char separator) {
    const char special[] = {separator, '"', '\r', '\n'};
    if (text.find_first_of(std::string_view(special, 4)) == std::string_view::npos) return std::string(text);
    std::string cell = "\"";
    for (const char c : text) cell += c == '"' ? std::string("\"\"") : std::string(1, c);
    return cell + "\"";
}

}  // namespace base
