// Where a program's parts lie, and how many tries it takes to guess one.
#include <algorithm>

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
    return error_at(region, "process " + process.name + " has no " + region.text, "lay out a program: exec " + process.name + " program");
}

// base([PROCESS,] REGION), aslr_bits(REGION)
Result<u128> Evaluator::layout_function(const Node& node) {
    const bool names_process = node.text == "base" && node.args.size() == 2;
    if (node.args.size() != (names_process ? 2u : 1u)) return wrong_arguments(node);
    const Node& region = node.args.back();
    if (!region_in(region)) return error_at(region, "this is no part of a program", "write " + os::region_names());
    if (node.text == "base") {
        const os::Process* process = names_process ? process_named(node.args[0]) : scope_.machine.current();
        if (names_process && !process) return error_at(node.args[0], "no process is called '" + node.args[0].text + "'");
        if (!process) return error_at(node, "there is no process whose parts to look for", "make one: process A");
        return base_of(*process, region);
    }
    const hw::PagingFormat& format = scope_.machine.hw.format;
    const auto rules = os::aslr_rules(format);
    if (!rules) return error_at(node, "there are no rules where Linux puts programs in " + format.name, "i386, pae, x86-64 and the arm64 formats have rules");
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
