#include "lessons/engine/figure.h"

#include <algorithm>
#include <cstdio>

#include "lessons/engine/html.h"

namespace lessons {
namespace {

// Of the drawing, in its own units.
constexpr double width = 720, label_width = 120, row_height = 50, box_top = 18, box_height = 26, text_size = 13, small_size = 11;
constexpr double char_width = 0.62;  // of a monospaced character, in its height

bool has_above(const FigureRow& row) {
    return std::any_of(row.cells.begin(), row.cells.end(), [](const FigureCell& cell) { return !cell.above.empty(); });
}

std::size_t letters(const std::string& text) {  // a character of UTF-8 has one byte that does not continue another
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string svg_text(const std::string& text, double x, double y, double size, double room, const char* anchor) {
    if (text.empty()) return {};
    const double fits = room / (char_width * static_cast<double>(letters(text)));
    char place[120];
    std::snprintf(place, sizeof place, "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%.1f\" text-anchor=\"%s\">", x, y, std::min(size, fits), anchor);
    return place + html_escaped(text) + "</text>";
}

std::string svg_row(const FigureRow& row, double top) {
    std::string svg = svg_text(row.label, label_width - 8, top + box_top + 17, text_size, label_width - 8, "end");
    double sum = 0, x = label_width;
    for (const FigureCell& cell : row.cells) sum += cell.weight;
    for (const FigureCell& cell : row.cells) {
        const double wide = (width - label_width - 1) * cell.weight / sum;
        char box[140];
        std::snprintf(box, sizeof box, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>", x, top + box_top, wide, box_height);
        svg += box + svg_text(cell.above, x + wide / 2, top + box_top - 5, small_size, wide - 4, "middle") +
               svg_text(cell.text, x + wide / 2, top + box_top + 17, text_size, wide - 4, "middle");
        x += wide;
    }
    return svg + "\n";
}

std::string padded(const std::string& text, std::size_t to) { return text + std::string(to - std::min(to, letters(text)), ' '); }

// The widths of a row's cells: what they hold needs, in proportion to their weights where those say more.
std::vector<std::size_t> widths_of(const FigureRow& row) {
    double each = 0;
    for (const FigureCell& cell : row.cells) each = std::max(each, (static_cast<double>(std::max(letters(cell.text), letters(cell.above))) + 3) / cell.weight);
    std::vector<std::size_t> widths;
    for (const FigureCell& cell : row.cells) {
        const std::size_t needs = std::max({letters(cell.text), letters(cell.above), std::size_t{3}}) + 2;
        widths.push_back(std::max(needs, std::min<std::size_t>(20, static_cast<std::size_t>(each * cell.weight)) - 1));
    }
    return widths;
}

}  // namespace

std::string svg_of(const Figure& figure) {
    char head[200];
    std::snprintf(head, sizeof head, "<svg class=\"figure\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" fill=\"none\" stroke=\"currentColor\" aria-label=\"", width,
                  row_height * static_cast<double>(figure.rows.size()));
    std::string svg = head + html_escaped(figure.title) + "\">\n<g>\n";
    double top = 0;
    for (const FigureRow& row : figure.rows) svg += svg_row(row, top), top += row_height;
    return svg + "</g>\n</svg>\n";
}

std::string ascii_of(const Figure& figure) {
    std::size_t label = 0;
    for (const FigureRow& row : figure.rows) label = std::max(label, letters(row.label));
    std::string text, last_edge;
    for (const FigureRow& row : figure.rows) {
        const std::vector<std::size_t> widths = widths_of(row);
        const std::string margin(label + 1, ' ');
        std::string above = margin, edge = margin + "+", middle = padded(row.label, label + 1) + "|";
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            above += padded("  " + row.cells[i].above, widths[i] + 1);
            edge += std::string(widths[i], '-') + "+";
            middle += padded(" " + row.cells[i].text, widths[i]) + "|";
        }
        above.erase(above.find_last_not_of(' ') + 1);
        // Rows of the same boxes share the line between them.
        if (has_above(row)) text += above + "\n" + edge + "\n";
        else if (edge != last_edge) text += edge + "\n";
        text += middle + "\n" + edge + "\n";
        last_edge = edge;
    }
    return text;
}

}  // namespace lessons
