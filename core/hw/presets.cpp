#include "core/hw/presets.h"

#include <string>
#include <vector>

#include "core/base/text.h"

namespace hw {
namespace {

constexpr std::uint8_t reads = 1, writes = 2, fetches = 4, data = reads | writes, all = data | fetches;
// Page sizes as powers of two of the base page, for processors with 4 KiB pages: 2 MiB or 4 MiB, 1 GiB.
constexpr std::uint64_t base_page = 1, mid_pages = 1u << 9 | 1u << 10, giant_pages = 1u << 18;
constexpr std::uint64_t any_size = ~std::uint64_t{0};

constexpr TlbConfig full(unsigned entries) { return {entries, entries}; }

constexpr TlbPlan sapphire_rapids_tlb() {
    TlbPlan plan(TlbConfig{0, 1});
    plan.add({"L1D 4K", {96, 6}, 1, reads, base_page}).add({"L1D 2M", {32, 4}, 1, reads, mid_pages});
    plan.add({"L1D 1G", full(8), 1, reads, giant_pages}).add({"L1D store", full(16), 1, writes, base_page | mid_pages | giant_pages});
    plan.add({"L1I 4K", {256, 8}, 1, fetches, base_page}).add({"L1I 2M", {32, 8}, 1, fetches, mid_pages});
    plan.add({"L2 A", {1024, 8}, 2, all, base_page | mid_pages, base_page, 0});
    plan.add({"L2 B", {1024, 8}, 2, all, base_page | giant_pages, base_page, 1});
    plan.walk_caches = {32, 4, 4, 1, 0};
    return plan;
}

constexpr TlbPlan cortex_x4_tlb() {
    TlbPlan plan(TlbConfig{0, 1});
    plan.add({"L1D", full(96), 1, data, any_size & ~giant_pages}).add({"L1I", full(48), 1, fetches, any_size & ~giant_pages});
    plan.add({"L2", {2048, 8}, 2, all, any_size});
    plan.walk_caches = {32, 4, 4, 0, 0};
    return plan;
}

constexpr TlbPlan zen4_tlb() {
    TlbPlan plan(TlbConfig{0, 1});
    plan.add({"L1D", full(72), 1, data, any_size}).add({"L1I", full(64), 1, fetches, any_size});
    plan.add({"L2D", {3072, 12}, 2, data, base_page | mid_pages}).add({"L2I", {512, 8}, 2, fetches, base_page | mid_pages});
    plan.walk_caches = {32, 4, 4, 1, 0};
    return plan;
}

constexpr std::string_view course_text = "the course text", teaching = "chosen for teaching",
                           minor_source = "measured median on an 11th-generation Core i7 (another processor)",
                           nvme = "chosen for teaching: an NVMe read of about 100 us", no_extra = "the lookup runs beside the L1 data cache's",
                           spr_dumps = "CPUID leaf 18h of Sapphire Rapids, InstLatx64 dumps", x4 = "Arm Cortex-X4 technical reference manual";

constexpr FigureSource course_text_sources[] = {
    {"TLB", "64 entries in 4 ways: chosen for teaching"}, {"tlb_ns", "about 1 ns: the course text"}, {"l2_tlb_ns", "there is no second level"},
    {"mem_ns", "100 ns, a walk 4 x 100 ns: the course text"}, {"minor_ns", minor_source}, {"major_ns", "disk 10 ms: the course text"}};
constexpr FigureSource classroom_sources[] = {
    {"TLB", "4 entries, fully associative, LRU: chosen for teaching"}, {"tlb_ns", course_text}, {"l2_tlb_ns", "there is no second level"},
    {"mem_ns", course_text}, {"minor_ns", teaching}, {"major_ns", "disk 10 ms: the course text"}};
constexpr FigureSource hotel_sources[] = {
    {"tlb_ns", "the hotel has no TLB"}, {"l2_tlb_ns", "the hotel has no TLB"}, {"mem_ns", teaching}, {"minor_ns", teaching}, {"major_ns", "disk 10 ms: the course text"}};
constexpr FigureSource sapphire_rapids_sources[] = {
    {"L1D 4K", "96 in 6 ways: Hennessy and Patterson; CPUID says 64 in 4"}, {"L1D 2M", spr_dumps}, {"L1D 1G", spr_dumps}, {"L1D store", spr_dumps},
    {"L1I 4K", spr_dumps}, {"L1I 2M", spr_dumps}, {"L2 A", "1024 in 8 ways for 4K, 2M, 4M: CPUID leaf 18h; which half takes a 4K page is not published: odd and even here"},
    {"L2 B", "1024 in 8 ways for 4K, 1G: CPUID leaf 18h"}, {"tlb_ns", no_extra}, {"l2_tlb_ns", "8 cycles (Hennessy and Patterson, i9-12900) at 3.8 GHz, 2.1 ns"},
    {"mem_ns", "110 ns: chosen for teaching"}, {"minor_ns", minor_source}, {"major_ns", nvme}, {"walk caches", "Intel publishes no sizes: chosen for teaching"}};
constexpr FigureSource cortex_x4_sources[] = {
    {"L1D", x4}, {"L1I", x4}, {"L2", x4}, {"tlb_ns", no_extra}, {"l2_tlb_ns", "5 cycles at 3.3 GHz, 1.5 ns: chosen for teaching (Cortex-A76: 3 cycles)"},
    {"mem_ns", "130 ns: chosen for teaching"}, {"minor_ns", teaching}, {"major_ns", "200 us, flash storage of a phone: chosen for teaching"},
    {"walk caches", "chosen for teaching"}};
constexpr FigureSource zen4_sources[] = {
    {"L1D", "72, fully associative: CPUID of Zen 4, InstLatx64 dumps"}, {"L1I", "64, fully associative: CPUID of Zen 4, InstLatx64 dumps"},
    {"L2D", "3072: CPUID of Zen 4; 12 ways: chosen for teaching (CPUID gives a lower bound)"}, {"L2I", "512: CPUID of Zen 4; 8 ways: chosen for teaching"},
    {"tlb_ns", no_extra}, {"l2_tlb_ns", "8 cycles at 4.5 GHz, 1.8 ns: chosen for teaching"}, {"mem_ns", "100 ns: chosen for teaching"},
    {"minor_ns", minor_source}, {"major_ns", nvme}, {"walk caches", "chosen for teaching"}};

}  // namespace

std::span<const Preset> presets() {
    static const std::vector<Preset> rows{
        {.name = "course-text", .tlb = TlbConfig{64, 4}, .tlb_ns = 1, .mem_ns = 100, .minor_ns = 1000, .major_ns = 10000000,
         .source = "TLB hit about 1 ns, memory 100 ns, walk 4 x 100 ns: the course text; minor fault 1 us: measured "
                   "median on an 11th-generation Core i7; disk 10 ms: course text; 64 entries in 4 ways: chosen for teaching"},
        {.name = "classroom", .tlb = TlbConfig{4, 4}, .tlb_ns = 1, .mem_ns = 100, .minor_ns = 1000, .major_ns = 10000000,
         .source = "4 entries, fully associative, LRU: chosen for teaching; TLB 1 ns and memory 100 ns: the course text"},
        {.name = "hotel", .tlb = TlbConfig{0, 1}, .tlb_ns = 1, .mem_ns = 100, .minor_ns = 1000, .major_ns = 10000000,
         .source = "no TLB; costs as in the classroom, chosen for teaching"},
        {.name = "sapphire-rapids", .tlb = sapphire_rapids_tlb(), .tlb_ns = 0, .l2_tlb_ns = 2, .mem_ns = 110, .minor_ns = 1000, .major_ns = 100000,
         .source = "TLB sizes: CPUID leaf 18h and Hennessy and Patterson; L2 TLB 8 cycles: Hennessy and Patterson; memory, disk and walk caches: chosen for teaching"},
        {.name = "cortex-x4", .tlb = cortex_x4_tlb(), .tlb_ns = 0, .l2_tlb_ns = 2, .mem_ns = 130, .minor_ns = 1000, .major_ns = 200000,
         .source = "TLB sizes: Arm Cortex-X4 technical reference manual; times and walk caches: chosen for teaching"},
        {.name = "zen4", .tlb = zen4_tlb(), .tlb_ns = 0, .l2_tlb_ns = 2, .mem_ns = 100, .minor_ns = 1000, .major_ns = 100000,
         .source = "TLB sizes: CPUID of Zen 4 (InstLatx64 dumps); ways of the L2 TLBs, times and walk caches: chosen for teaching"},
    };
    return rows;
}

base::Result<Preset> find_preset(std::string_view name) {
    std::vector<std::string> names;
    for (const Preset& row : presets()) {
        if (row.name == name) return row;
        names.emplace_back(row.name);
    }
    std::string hint = base::did_you_mean(name, names);
    if (hint.empty()) {
        hint = "presets:";
        for (const std::string& known : names) hint += " " + known;
    }
    return base::Error{"no preset is called '" + std::string(name) + "'", hint, 0, 1};
}

std::span<const FigureSource> figure_sources(std::string_view preset) {
    if (preset == "course-text") return course_text_sources;
    if (preset == "classroom") return classroom_sources;
    if (preset == "hotel") return hotel_sources;
    if (preset == "sapphire-rapids") return sapphire_rapids_sources;
    if (preset == "cortex-x4") return cortex_x4_sources;
    if (preset == "zen4") return zen4_sources;
    return {};
}

}  // namespace hw
