// Figures of an exercise on paper: rows of boxes, which is what an address, a table, a set of a TLB and a row of frames
// look like. One description, drawn as SVG and as text.
//
//     PGD       PUD       PMD       PT        offset      above
//     +---------+---------+---------+---------+--------+
//     |         |         |         |         |        |  text
//     +---------+---------+---------+---------+--------+
#pragma once

#include <string>
#include <vector>

namespace lessons {

struct FigureCell {
    std::string text;     ///< empty: for the student to fill in
    std::string above = {};
    unsigned weight = 1;  ///< its width among the others of its row
};

struct FigureRow {
    std::string label;
    std::vector<FigureCell> cells;
};

struct Figure {
    std::string title;  ///< what it shows, in words: the picture's alternative text
    std::vector<FigureRow> rows;
};

/// An <svg> element that takes the colour of the text around it.
std::string svg_of(const Figure& figure);
/// Lines of ASCII, each ending with a line feed; no wider than what stands in the cells needs.
std::string ascii_of(const Figure& figure);

}  // namespace lessons
