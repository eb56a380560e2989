// `trace`: all that one pass over a trace tells.
#include <algorithm>
#include <cstdio>
#include <iostream>

#include "core/base/text.h"
#include "core/sim/trace_json.h"
#include "lessons/engine/strings.h"
#include "ui/cli/terminal_view.h"
#include "ui/cli/trace_input.h"

namespace cli {
namespace {

using base::grouped;
using lessons::tr;
using sim::TraceStudy;

constexpr std::size_t hot_pages = 10;
constexpr std::size_t columns = 60;  // of the working set over time

std::string decimal(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    return text;
}

std::string percent(std::uint64_t part, std::uint64_t whole) { return whole > 0 ? base::fraction(base::u128{100} * part, whole, 3) + "%" : "–"; }

// A heading, then rows whose cells stand below one another, the numbers to the right.
void print_rows(const std::string& heading, const std::vector<std::vector<std::string>>& rows) {
    std::cout << "\n" << heading << "\n";
    std::vector<std::size_t> widths(rows[0].size());
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns_of(row[i]));
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string room(widths[i] - columns_of(row[i]), ' ');
            line += "  " + (i == 0 ? row[i] + room : room + row[i]);
        }
        std::cout << line.substr(0, line.find_last_not_of(' ') + 1) << "\n";
    }
}

// The means of a working set as a line of bars, eight heights.
std::string bars(const sim::WorkingSetOverTime& set) {
    static const char* const heights[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    const double most = *std::max_element(set.means.begin(), set.means.end());
    const std::size_t count = std::min(columns, set.means.size());
    std::string line;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t first = i * set.means.size() / count, last = (i + 1) * set.means.size() / count;
        const double here = *std::max_element(set.means.begin() + static_cast<std::ptrdiff_t>(first), set.means.begin() + static_cast<std::ptrdiff_t>(last));
        line += heights[std::min<std::size_t>(7, static_cast<std::size_t>(8 * here / most))];
    }
    return line;
}

void print_text(const TraceStudy& study, std::uint64_t page_bytes) {
    std::cout << tr("cli.trace-head", {grouped(study.accesses()), grouped(study.pages()), base::size(base::u128{study.pages()} * page_bytes)});
    if (study.knows_writes()) std::cout << tr("cli.trace-writes", {percent(study.writes(), study.accesses())});
    std::cout << "\n";
    if (study.accesses() == 0) return;

    std::vector<std::vector<std::string>> rows{{tr("cli.trace-tau"), tr("cli.trace-mean"), tr("cli.trace-most")}};
    for (std::size_t i = 0; i < TraceStudy::windows.size(); ++i) {
        const auto set = study.working_set(i);
        rows.push_back({grouped(set.tau), decimal(set.mean), grouped(set.most)});
    }
    print_rows(tr("cli.trace-working-set"), rows);
    std::cout << tr("cli.trace-over-time", {grouped(TraceStudy::windows[1])}) << "\n  " << bars(study.working_set(1)) << "\n";

    rows = {{tr("cli.trace-frames"), tr("cli.trace-ram"), tr("cli.trace-faults"), tr("cli.trace-share")}};
    const auto misses = study.curve().misses(study.pages());
    for (const std::uint64_t frames : sim::ram_sizes(study.pages(), 1))
        rows.push_back({grouped(frames), base::size(base::u128{frames} * page_bytes), grouped(misses[frames - 1]), percent(misses[frames - 1], study.accesses())});
    print_rows(tr("cli.trace-lru"), rows);

    rows = {{tr("cli.trace-preset"), tr("cli.trace-first-level"), tr("cli.trace-walks"), tr("cli.trace-share")}};
    for (const sim::PresetMisses& row : study.tlbs())
        rows.push_back({std::string(row.preset->name), grouped(row.first_level), grouped(row.walks), percent(row.walks, study.accesses())});
    print_rows(tr("cli.trace-tlbs"), rows);

    rows = {{tr("cli.trace-page"), tr("cli.trace-accesses"), tr("cli.trace-share")}};
    for (const sim::HotPage& hot : study.hottest(hot_pages)) rows.push_back({plain_hex(hot.page), grouped(hot.accesses), percent(hot.accesses, study.accesses())});
    print_rows(tr("cli.trace-hottest"), rows);
}

}  // namespace

int trace(const TraceOptions& options) {
    TraceStudy study;
    const int result = read_trace(options, [&](const sim::PageBatch& batch) { return study.run(batch); });
    if (result != exit_ok) return result;
    if (options.json) std::cout << sim::trace_json(study, hot_pages) << "\n";
    else print_text(study, static_cast<std::uint64_t>(*base::parse_number(options.page)));
    return exit_ok;
}

}  // namespace cli
