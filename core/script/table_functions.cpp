// The functions that count tables: those a process has, and those a mapping takes.
#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/hw/table_tree.h"
#include "core/script/evaluator.h"
#include "core/sim/studies.h"

namespace script {

using base::Result;

namespace {

constexpr std::uint64_t most_reads = std::uint64_t{1} << 24;  // entries; no tree of the kernel's own has as many tables

}  // namespace

// tables([PROCESS,] LEVEL)
Result<u128> Evaluator::tables(const Node& node) {
    const os::Process* process = scope_.machine.current();
    if (node.args.empty() || node.args.size() > 2) return wrong_arguments(node);
    if (node.args.size() == 2) {
        process = process_named(node.args[0]);
        if (!process) return error_at(node.args[0], base::phrase("script.no-process-called", {node.args[0].text}));
    }
    auto number = level(node.args.back());
    if (!number) return number.error();
    if (!process) return error_at(node, base::phrase("script.no-process-whose-tables-to-count"), base::phrase("script.make-one-process"));
    const auto counts = hw::count_tables(scope_.machine.hw, process->root, most_reads);
    if (!counts) return error_at(node, base::phrase("script.too-many-tables-to-count"));
    return u128{(*counts)[*number - 1]};
}

// cheapest_tables(PAGES) dearest_tables(PAGES)
Result<u128> Evaluator::table_bound(const Node& node) {
    if (node.args.size() != 1) return wrong_arguments(node);
    auto pages = value(node.args[0]);
    if (!pages) return pages;
    const sim::TreeShape shape = sim::tree_shape(scope_.machine.hw.format);
    if (*pages > shape.pages)
        return error_at(node.args[0], base::phrase("script.program-no-pages", {base::dec(*pages)}), base::phrase("script.most-can-map", {base::grouped(shape.pages)}));
    return sim::total(node.text == "cheapest_tables" ? sim::cheapest_tables(shape, *pages) : sim::dearest_tables(shape, *pages));
}

// tree_tables(START, BYTES)
Result<u128> Evaluator::tree_tables(const Node& node) {
    if (node.args.size() != 2) return wrong_arguments(node);
    auto start = address(node.args[0]);
    if (!start) return start.error();
    auto bytes = value(node.args[1]);
    if (!bytes) return bytes;
    const hw::PagingFormat& format = scope_.machine.hw.format;
    if (*bytes == 0) return error_at(node.args[1], base::phrase("script.nothing-to-map-size-0"));
    if (start->value >= format.user_end() || *bytes > format.user_end() - start->value)
        return error_at(node, base::phrase("script.range-ends-above-what-programs"), base::phrase("script.they-can-map-up-to", {base::hex(format.user_end() - 1)}));
    return sim::tree_tables(format, *start, *bytes).count;
}

}  // namespace script
