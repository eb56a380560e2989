// The figures of the practice problems: what is given, never what is asked for. The numbers are the names that a
// problem's own `run` block binds.
#include "core/base/text.h"
#include "lessons/engine/sheet.h"
#include "lessons/engine/strings.h"

namespace lessons {
namespace {

using Cells = std::vector<FigureCell>;

struct Sketch {
    const sim::Machine& machine;

    const hw::PagingFormat& format() const { return machine.hw.format; }
    std::uint64_t operator[](const char* name) const {
        const sim::Binding* binding = machine.find_name(name);
        return binding ? static_cast<std::uint64_t>(binding->value) : 0;
    }
    std::string dec(const char* name) const { return base::dec((*this)[name]); }
    std::string size(const char* name) const { return base::size((*this)[name]); }
    std::string level(unsigned number) const { return hw::level_name(format(), number, machine.level_names); }
    std::uint64_t value(const std::string& expression) const {
        const auto parsed = script::parse_expression(expression);
        const auto result = parsed ? script::evaluate(*parsed, {machine}) : base::Result<base::u128>(parsed.error());
        return result ? static_cast<std::uint64_t>(*result) : 0;
    }
};

std::string bit_range(unsigned high, unsigned low) { return std::to_string(high) + ".." + std::to_string(low); }

// The hexadecimal digits of an address, four bits each: below them the fields line up.
FigureRow digits_row(const Sketch& d, const char* name, const std::string& label) {
    FigureRow row{label, {}};
    for (unsigned bit = d.format().va_bits(); bit >= 4; bit -= 4) row.cells.push_back({std::string(1, "0123456789abcdef"[d[name] >> (bit - 4) & 15]), "", 4});
    return row;
}

FigureRow fields_row(const Sketch& d, const std::string& label) {
    FigureRow row{label, {}};
    for (unsigned n = d.format().level_count; n >= 1; --n) {
        const hw::Level& level = d.format().level(n);
        row.cells.push_back({d.level(n), bit_range(level.shift + level.bits - 1, level.shift), level.bits});
    }
    row.cells.push_back({tr("cli.figure-offset"), bit_range(d.format().page_bits - 1, 0), d.format().page_bits});
    return row;
}

FigureRow walk_row(const Sketch& d) {
    FigureRow row{tr("cli.figure-walk"), {}};
    const base::VirtAddr va{d["va"]};
    for (unsigned n = d.format().level_count; n >= 1; --n)
        row.cells.push_back({tr("cli.figure-entry", {base::dec(d.format().index(va, n))}), d.level(n)});
    row.cells.push_back({base::hex(d.value("pfn(va)")), tr("cli.figure-frame")});
    return row;
}

FigureRow blank_row(const std::string& label, std::size_t count) { return {label, Cells(count, FigureCell{})}; }

FigureRow numbers_row(const std::string& label, std::initializer_list<std::string> numbers) {
    FigureRow row{label, {}};
    for (const std::string& number : numbers) row.cells.push_back({number});
    return row;
}

std::vector<FigureRow> table_rows(const Sketch& d) {
    const std::string entry = base::dec(d.format().index({d["va"]}, 1));
    const std::string frame = tr("cli.figure-in-frame", {d.level(1), base::hex(d.value("table(va, pt)"))});
    return {{frame, {{"0"}, {"1"}, {"..."}, {entry, "?"}, {"..."}, {base::dec(d.format().entries(1) - 1)}}}};
}

std::vector<FigureRow> tlb_rows(const Sketch& d) {
    std::vector<FigureRow> rows{numbers_row(tr("cli.figure-reads"), {d.dec("p1"), d.dec("p2"), d.dec("p3"), d.dec("p4"), d.dec("p5"), d.dec("q") + " ?"})};
    for (unsigned set = 0; set < 4; ++set) rows.push_back(blank_row(tr("cli.figure-set", {std::to_string(set)}), 2));
    return rows;
}

// A column for each use of a page, a row for each frame: how replacement is worked out by hand.
std::vector<FigureRow> frame_rows(const Sketch& d) {
    std::vector<FigureRow> rows{numbers_row(tr("cli.figure-used"), {d.dec("a"), d.dec("b"), d.dec("c"), d.dec("h1"), d.dec("h2"), "4"})};
    for (unsigned frame = 0; frame < 3; ++frame) rows.push_back(blank_row(tr("cli.figure-frame-n", {std::to_string(frame)}), 6));
    return rows;
}

std::vector<FigureRow> heap_rows(const Sketch& d) {
    FigureRow row{tr("cli.figure-heap"), {}};
    for (unsigned page = 0; page < 4; ++page) row.cells.push_back({tr("cli.figure-page", {std::to_string(page)}), base::hex(d["heap"] + 4096 * page)});
    return {row};
}

std::vector<FigureRow> fork_rows(const Sketch& d) {
    const auto row = [&](const char* process, const char* written) {
        const unsigned first = static_cast<unsigned>(d[written]), rest = static_cast<unsigned>(d["n"]) - first;
        return FigureRow{process, {{tr("cli.figure-written", {std::to_string(first)}), "", first + 6}, {tr("cli.figure-unwritten", {std::to_string(rest)}), "", rest + 6}}};
    };
    return {row("B", "k"), row("A", "m")};
}

std::vector<FigureRow> set_rows(const Sketch& d) {
    static constexpr const char* pages[] = {"1", "2", "1", "3", "1", "2", "2", "4", "5", "4", "4", "5", "1", "6", "6", "1"};
    FigureRow row{tr("cli.figure-used"), {}};
    for (unsigned i = 0; i < 16; ++i) row.cells.push_back({pages[i], std::to_string(i + 1)});
    row.cells[d["n"] - 1].above += " = t";
    return {row};
}

std::vector<FigureRow> cost_rows(const Sketch& d) {
    return {{tr("cli.figure-given"), {{"1 ns", tr("cli.figure-lookup")}, {d.dec("mem") + " ns", tr("cli.figure-memory")},
                                      {base::dec(d.format().level_count), tr("cli.figure-levels")}, {d.dec("hits") + "%", tr("cli.figure-hits")}}}};
}

std::vector<FigureRow> flat_rows(const Sketch& d) {
    const std::string bytes = d.dec("esize");
    return {{tr("cli.figure-address"), {{tr("cli.figure-page-number"), "?", 2}, {tr("cli.figure-offset"), "?", 1}}},
            {tr("cli.figure-table"), {{bytes, "0"}, {bytes, "1"}, {bytes, "2"}, {"..."}, {bytes, "?"}}}};
}

std::vector<FigureRow> rows_of(const std::string& kind, const Sketch& d) {
    const std::string etc = "...";
    if (kind == "translate") return {digits_row(d, "va", "va"), fields_row(d, ""), walk_row(d)};
    if (kind == "index") return {digits_row(d, "va", "va"), fields_row(d, "")};
    if (kind == "entry") return table_rows(d);
    if (kind == "flat") return flat_rows(d);
    if (kind == "tree") return {digits_row(d, "va", tr("cli.figure-page", {"1"})), fields_row(d, ""), {tr("cli.figure-distance"), {{d.size("far")}}}};
    if (kind == "hit") return tlb_rows(d);
    if (kind == "reach") return {{"TLB", {{d.size("psize"), "1"}, {d.size("psize"), "2"}, {d.size("psize"), "3"}, {etc}, {d.size("psize"), d.dec("n")}}}};
    if (kind == "eat") return cost_rows(d);
    if (kind == "fault") return heap_rows(d);
    if (kind == "code") return {{base::hex(d["code"]), {{"", "4"}, {"", "3"}, {"", "2"}, {"", "1"}, {"", "0"}}}};
    if (kind == "cow") return fork_rows(d);
    if (kind == "fifo" || kind == "lru") return frame_rows(d);
    if (kind == "set") return set_rows(d);
    if (kind == "guess") return {{tr("cli.figure-places"), {{"", "1"}, {"", "2"}, {"", "3"}, {etc}, {"", "2^" + d.dec("bits")}}}};
    return {};
}

}  // namespace

Figure figure_of(const SheetProblem& problem) {
    return {tr("cli.figure-title", {problem.step->title}), rows_of(problem.kind, Sketch{problem.machines.now})};
}

}  // namespace lessons
