// The documents of `sheet`: what is on them, and how each format writes it.
#pragma once

#include <string>
#include <vector>

#include "lessons/engine/sheet.h"

namespace cli {

/// One student's exercises, in the order in which they stand on the paper.
struct StudentSheet {
    std::string student;  ///< a name, or a number from 1
    std::vector<lessons::SheetProblem> problems;
};

enum class SheetFormat { html, pdf_ready, md, csv };

struct SheetDocument {
    std::uint64_t seed = 1;
    bool named = false;  ///< students have names; otherwise the paper has a line for them
    bool key = false;    ///< answers and how they are worked out, not the exercises
    std::vector<StudentSheet> sheets;
};

/// For html a page for the screen, for pdf_ready one for the printer: a student begins on a new page, an exercise is
/// not torn apart, A4 and Letter both do.
std::string sheet_html(const SheetDocument& document, bool print);
std::string sheet_markdown(const SheetDocument& document);
/// The table that `grade` reads, its answers left empty or (key) the right ones.
std::string sheet_csv(const SheetDocument& document);

}  // namespace cli
