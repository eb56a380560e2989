// What the desktop's pages for files and for this computer are written on: headings, running text, tables and fields in a
// column, top to bottom. Lengths are those of the mock.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.h"
#include "ui/widgets.h"

namespace ui::studies {

struct Paper {
    ImVec2 at;    ///< where the next thing goes
    float width;

    void skip(float gap) { at.y += px(gap); }
    void title(std::string_view text);
    void heading(std::string_view text);
    /// Broken into lines, at most so wide that they read well.
    void text(std::string_view text, std::string_view role = "ink-2", bool bold = false);
};

struct Table {
    std::string caption;  ///< empty: none
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
    bool mono = false;        ///< all cells are addresses and bits
    unsigned left = 1;        ///< columns, the first ones, that begin at the left; the others are numbers
};
/// As wide as its cells ask for; where that is too wide its type is smaller, and what is still too long is cut short.
void draw_table(Paper& paper, const Table& table);

/// A field of one line. True when Enter was pressed.
bool text_field(const char* id, ImVec2 at, float width, std::string& text, std::string_view hint, bool wrong = false);
/// A field under its label, as wide as `width`. True when Enter was pressed.
bool labelled_field(Paper& paper, const char* id, std::string_view label, std::string& text, std::string_view hint, float width, bool wrong = false);
/// A labelled field with a button behind it. True when either was pressed.
bool field_row(Paper& paper, const char* id, std::string_view label, std::string& text, std::string_view hint, std::string_view button, bool wrong);
constexpr float control_height = 40, widest_field = 620;
/// A button in the column; returns whether it was pressed, and moves below it.
bool button_row(Paper& paper, const char* id, std::string_view label, ButtonKind kind = ButtonKind::plain);
/// Which of several things is shown, as names in a row over a line. Returns the one pressed, else `chosen`.
std::size_t tab_row(Paper& paper, const char* id, const std::vector<std::string>& names, std::size_t chosen);
/// The same for the sections of a page of the bench: their names are desktop.PAGE.ID, what is pressed PAGE.section.N.
std::size_t section_row(Paper& paper, const std::string& page, std::span<const char* const> ids, std::size_t chosen);
/// The next of `count` sections, or the one before; false where there is none.
bool turn_section(std::size_t& section, std::size_t count, bool on);
/// How far something is, 0 to 1.
void progress_bar(Paper& paper, float share);
/// A page while its file is read: how far, what came of it, and a button. True when that was pressed.
bool reading_page(Paper& paper, const char* cancel_id, std::string_view title, std::string_view said, float share, std::string_view so_far);

/// The last part of a path.
std::string name_of(const std::string& file);

/// "12.3%", and "–" of nothing.
std::string percent(std::uint64_t part, std::uint64_t whole);
/// Digits behind the point only where the number is small, as the language writes it: "1,234", "12.5", "0.04".
std::string number_text(double value);
/// "4 KiB", as the language writes it.
std::string size_text(base::u128 bytes);
std::string count_text(base::u128 count);

}  // namespace ui::studies
