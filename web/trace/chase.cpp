// A pointer chase for the page about this tab (web/tab_worker.js times it): a chain through `count` pages, one pointer
// in each, or through as many cache lines densely packed. As in ui/native/host_chase.cpp, which has the operating system's
// help; here it is the engine's memory, whose pages the browser chose.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/hw/presets.h"
#include "core/sim/chase.h"

namespace {

constexpr std::size_t page = 4096, line = 64;

std::vector<char> memory;
void* at = nullptr;

// Entries that hold a page of 4 KiB that is read, of one level; 0: there are none.
unsigned reach(const hw::TlbPlan& plan, unsigned level) {
    unsigned entries = 0;
    const hw::Tlb tlb(plan);
    for (unsigned i = 0; i < plan.count; ++i)
        if (plan.arrays[i].level == level && tlb.takes(i, hw::AccessType::read, 0)) entries += plan.arrays[i].shape.entries;
    return entries;
}

}  // namespace

extern "C" {

/// Lays the chain, in random order.
void chase_prepare(unsigned count, int dense) {
    if (memory.size() < (count + 1) * page) memory.resize((count + 1) * page);
    void* begin = memory.data();
    std::size_t room = memory.size();
    char* const first = static_cast<char*>(std::align(page, page, begin, room));
    // Another line in each page, or all pointers would fall into a few sets of the cache.
    const auto place = [&](std::uint32_t i) { return dense ? first + i * line : first + i * page + i * line % page; };
    const std::vector<std::uint32_t> order = sim::chase_order(count);
    for (std::uint32_t i = 0; i < count; ++i) *reinterpret_cast<void**>(place(order[i])) = place(order[(i + 1) % count]);
    at = place(0);
}

void chase_run(unsigned steps) {
    void* here = at;
    for (unsigned i = 0; i < steps; ++i) here = *static_cast<void* volatile*>(here);
    at = here;
}

/// [{"preset","first","second"}]: entries for pages of 4 KiB in each level.
const char* chase_presets() {
    static std::string answer;
    base::JsonWriter json;
    json.begin_array();
    for (const hw::Preset* preset : sim::chase_presets())
        json.begin_object().field("preset", preset->name).field_number("first", reach(preset->tlb, 1)).field_number("second", reach(preset->tlb, 2)).end_object();
    answer = json.end_array().text();
    return answer.c_str();
}

/// ns that translation takes of a step through `pages` pages, as the preset of that number, from 0, in chase_presets() has it.
double chase_model(unsigned preset, unsigned pages) { return sim::model_chase(*sim::chase_presets()[preset], pages).translation_ns; }
}
