// Lines over two axes: what a study or a measurement found. Every line has a pattern of its own beside its colour, and its
// name in the legend; the pointer reads values off, and where the chart has a mark, a drag or the arrow keys move it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ui/studies/paper.h"

namespace ui::studies {

struct ChartPoint {
    double x = 0, y = 0;
};
struct ChartLine {
    std::string label;
    std::vector<ChartPoint> points;  ///< x rising
    bool dots = false;               ///< each was measured
};
struct Chart {
    std::vector<ChartLine> lines;    ///< one to three, each with a point
    std::string x_label, y_label;
    std::string unit = {};           ///< behind the numbers of y: " %"
    bool log_x = false, log_y = false;  ///< x from 1 on, y above 0
    std::optional<std::size_t> mark = {};  ///< a point of the first line, marked
};

/// Draws it as high as asked, legend and axes within. Returns the point of the first line that the reader moves the mark to.
std::optional<std::size_t> draw_chart(Paper& paper, const char* id, const Chart& chart, float height);

}  // namespace ui::studies
