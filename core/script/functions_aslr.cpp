// Where a program's parts lie, and how many tries it takes to guess one.
#include <algorithm>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/os/aslr.h"
#include "core/script/evaluator.h"

namespace script {

using base::Result;

namespace {

std::optional<os::Region> region_in(const Node& node) {
    return node.kind == NodeKind::name ? os::find_region(node.text) : std::nullopt;
}

}  // namespace

Result<u128> Evaluator::base_of(const os::Process& process, const Node& region) {
    if (process.layout) return u128{(*process.layout)[*region_in(region)].value};
    for (const os::Vma& area : process.areas)
        if (area.name == region.text) return u128{area.start.value};
    return error_at(region, base::phrase("script.process-has-no", {process.name, region.text}), base::phrase("script.lay-out-program-exec-program", {process.name}));
}

Result<hw::PagingFormat> Evaluator::format_named(const Node& node) {
    const std::string name = dashed(node);
    if (node.kind != NodeKind::name) return error_at(node, base::phrase("script.no-paging-format"), base::phrase("script.write-x86-64-i386-arm64"));
    auto format = hw::find_format(name);
    if (!format) return error_at(node, base::phrase("hw.no-paging-format-called", {name}), base::phrase("script.write-x86-64-i386-arm64"));
    return *format;
}

// base([PROCESS,] REGION), aslr_bits(REGION [, FORMAT])
Result<u128> Evaluator::layout_function(const Node& node) {
    const bool is_base = node.text == "base", two = node.args.size() == 2, names_process = is_base && two;
    if (node.args.size() != 1 && !two) return wrong_arguments(node);
    const Node& region = is_base ? node.args.back() : node.args.front();
    if (!region_in(region)) return error_at(region, base::phrase("script.no-part-of-program"), base::phrase("script.write", {os::region_names()}));
    if (is_base) {
        const os::Process* process = names_process ? process_named(node.args[0]) : scope_.machine.current();
        if (names_process && !process) return error_at(node.args[0], base::phrase("script.no-process-called", {node.args[0].text}));
        if (!process) return error_at(node, base::phrase("script.no-process-whose-parts-to"), base::phrase("script.make-one-process"));
        return base_of(*process, region);
    }
    hw::PagingFormat format = scope_.machine.hw.format;
    if (two) {
        auto other = format_named(node.args[1]);
        if (!other) return other.error();
        format = *other;
    }
    const auto rules = os::aslr_rules(format);
    if (!rules) return error_at(node, os::no_aslr_rules(format));
    return u128{os::entropy_bits(*rules, scope_.machine.kernel.aslr, *region_in(region))};
}

// One of 2^bits places is right. It stays: no place is tried twice, so each number of tries from 1 to 2^bits
// is as likely as the others. It moves after each try: every try succeeds with probability 2^-bits.
Result<u128> Evaluator::tries(const Node& node) {
    if (node.args.size() != 1) return wrong_arguments(node);
    auto bits = value(node.args[0]);
    if (!bits) return bits;
    if (*bits > 127) return overflow(node);
    const u128 places = u128{1} << static_cast<unsigned>(*bits);
    return node.text == "tries_fixed" ? (places + 1) / 2 : places;
}

Result<std::string> Evaluator::tries_text(const Node& node) {
    auto whole = tries(node);
    if (!whole) return whole.error();
    const bool one = *value(node.args[0]) == 0;
    return base::grouped(*whole) + (one ? "" : ".5");
}

}  // namespace script
