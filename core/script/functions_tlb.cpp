// What expressions can ask of the TLB of the current core.
#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/hw/mmu.h"
#include "core/script/evaluator.h"

namespace script {

using base::Error;
using base::Result;
using sim::Machine;

Result<hw::AccessType> Evaluator::access_type(const Node& node) {
    if (node.kind == NodeKind::name)
        for (const hw::AccessType type : {hw::AccessType::read, hw::AccessType::write, hw::AccessType::fetch})
            if (node.text == to_text(type)) return type;
    return error_at(node, base::phrase("script.not-access", {node.text}), base::phrase("script.use-read-write-or-fetch"));
}

// tlb_entries, tlb_ways, tlb_sets: (LEVEL, SIZE [, read|write|fetch]). Of all arrays together that hold such pages;
// the two halves of one that is banked count as one.
Result<u128> Evaluator::tlb_shape(const Node& node) {
    if (node.args.size() < 2 || node.args.size() > 3) return wrong_arguments(node);
    const hw::Tlb& tlb = scope_.machine.hw.cores[scope_.machine.core].tlb;
    auto level = value(node.args[0]), bytes = value(node.args[1]);
    if (!level) return level;
    if (!bytes) return bytes;
    if (*level < 1 || *level > 2) return error_at(node.args[0], base::phrase("script.tlb-no-level", {base::dec(*level)}), base::phrase("script.levels-1-and-2"));
    const u128 page = scope_.machine.hw.format.page_bytes(), pages = *bytes / page;
    if (*bytes % page != 0 || !base::is_power_of_two(static_cast<std::uint64_t>(pages)) || pages >> 63 != 0)
        return error_at(node.args[1], base::phrase("script.no-page-bytes-here", {base::dec(*bytes)}), base::phrase("script.smallest", {base::dec(page)}));
    hw::AccessType type = hw::AccessType::read;
    if (node.args.size() == 3) {
        auto named = access_type(node.args[2]);
        if (!named) return named.error();
        type = *named;
    }
    unsigned span = 0;
    while (pages >> span > 1) ++span;
    u128 entries = 0, ways = 0, sets = 0;
    for (unsigned i = 0; i < tlb.plan().count; ++i) {
        const hw::TlbArrayConfig& array = tlb.plan().arrays[i];
        if (array.level != *level || !tlb.takes(i, type, span) || array.shape.entries == 0) continue;
        entries += array.shape.entries;
        sets += array.shape.entries / array.shape.ways;
        ways = array.shape.ways;
    }
    return node.text == "tlb_entries" ? entries : node.text == "tlb_ways" ? ways : sets;
}

// tlb_set(va): the set of level 1 that the page goes to when it is read.
Result<u128> Evaluator::tlb_set(const Node& node) {
    if (node.args.size() != 1) return wrong_arguments(node);
    auto va = address(node.args[0]);
    if (!va) return va.error();
    const hw::Tlb& tlb = scope_.machine.hw.cores[scope_.machine.core].tlb;
    const base::Vpn vpn = scope_.machine.hw.format.vpn(*va);
    for (unsigned i = 0; i < tlb.plan().count; ++i)
        if (tlb.plan().arrays[i].level == 1 && tlb.holds(i, vpn, 0, hw::AccessType::read)) return u128{tlb.arrays()[i].set_of(vpn)};
    return error_at(node, base::phrase("script.machine-no-tlb"));
}

// tlb_has(CORE, [PROCESS,] va)
Result<u128> Evaluator::tlb_has(const Node& node) {
    if (node.args.size() < 2 || node.args.size() > 3) return wrong_arguments(node);
    const Machine& m = scope_.machine;
    auto number = core(node.args[0]);
    if (!number) return number.error();
    std::uint32_t process = m.process;
    if (node.args.size() == 3) {
        if (!process_named(node.args[1])) return error_at(node.args[1], base::phrase("script.no-process-called", {node.args[1].text}));
        process = m.find_process(node.args[1].text);
    }
    if (process >= m.kernel.processes.size()) return error_at(node, base::phrase("script.no-process-whose-translations-to"), base::phrase("script.make-one-process"));
    auto va = address(node.args.back());
    if (!va) return va.error();
    const base::Asid tag = os::tag_on(m.kernel, m.hw, *number, process);
    return u128{m.hw.cores[*number].tlb.peek(m.hw.format.vpn(*va), tag) != nullptr};
}

}  // namespace script
