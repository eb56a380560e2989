// Tables of text with commas, semicolons or tabs between the cells (RFC 4180): a cell in quotes may hold separators,
// line breaks, and quotes written twice.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace base {

struct CsvRow {
    std::vector<std::string> cells;
    int line = 0;  ///< where it begins, 1-based
};

/// ',', ';' or tab: which of them the first line has most of, outside of quotes. A comma where it has none.
char csv_separator(std::string_view text);

/// The rows that hold anything; a byte order mark in front is skipped. The error, with its line and column, is a
/// quote that is never closed or has text behind it.
Result<std::vector<CsvRow>> parse_csv(std::string_view text, char separator);

/// The text as a cell, in quotes where it needs them.
std::string csv_cell(std::string_view text, char separator = ',');

}  // namespace base
