#include "core/sim/chase.h"

#include <numeric>

#include "core/base/rng.h"
#include "core/hw/mmu.h"

namespace sim {
namespace {

// A processor whose tables map the first pages of its address space. They lie in the frames from 0 on, as they are
// needed; the pages themselves come behind them, where no access of a translation looks.
hw::Hardware machine_with(const hw::Preset& preset, std::uint64_t pages) {
    const hw::PagingFormat format = *hw::find_format("x86-64");
    const std::uint64_t room = pages / format.entries(1) + 2 + format.level_count;  // tables
    hw::Core core;
    core.tlb = hw::Tlb(preset.tlb);
    hw::Hardware machine{format, preset, hw::Ram(room << format.page_bits), {core}};
    std::uint64_t tables = 1;  // the root
    for (std::uint64_t page = 0; page < pages; ++page) {
        const base::VirtAddr va{page << format.page_bits};
        base::PhysAddr table = machine.cores[0].root;
        for (unsigned level = format.level_count; level > 0; --level) {
            const base::PhysAddr at = hw::entry_address(format, table, va, level);
            hw::Entry entry = hw::decode(format, level, machine.ram.read(at, format.entry.bytes));
            if (!entry.present) {
                entry = {.present = true, .leaf = level == 1, .pfn = {level == 1 ? room + page : tables++}};
                machine.ram.write(at, format.entry.bytes, hw::encode(format, level, entry));
            }
            table = {entry.pfn.value << format.page_bits};
        }
    }
    return machine;
}

}  // namespace

std::vector<const hw::Preset*> chase_presets() {
    std::vector<const hw::Preset*> list;
    for (const hw::Preset& preset : hw::presets())
        if (!hw::Tlb(preset.tlb).off()) list.push_back(&preset);
    return list;
}

std::vector<std::uint32_t> chase_order(std::uint64_t places) {
    std::vector<std::uint32_t> order(places);
    std::iota(order.begin(), order.end(), 0u);
    base::Rng rng{places};
    for (std::uint64_t i = places; i > 1; --i) std::swap(order[i - 1], order[rng.below(i)]);
    return order;
}

ChaseModel model_chase(const hw::Preset& preset, std::uint64_t pages) {
    constexpr unsigned rounds = 3;
    hw::Hardware machine = machine_with(preset, pages);
    const unsigned page_bits = machine.format.page_bits;
    const std::vector<std::uint32_t> order = chase_order(pages);
    std::uint64_t second = 0, walks = 0, began = 0;
    for (unsigned round = 0; round < rounds; ++round) {
        second = walks = 0;
        began = machine.cores[0].clock_ns;
        for (const std::uint64_t page : order) {
            const hw::Translation step = hw::unrecorded_access(machine, 0, {{page << page_bits}});
            second += step.tlb_level == 2;
            walks += !step.tlb_hit;
        }
    }
    const auto steps = static_cast<double>(pages);
    const double ns = static_cast<double>(machine.cores[0].clock_ns - began) / steps;
    return {static_cast<double>(second) / steps, static_cast<double>(walks) / steps, ns - preset.mem_ns};
}

}  // namespace sim
