#include "core/hw/presets.h"

#include <string>
#include <vector>

#include "core/base/phrase.h"
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

// Ids of texts, which name the source of a figure.
constexpr std::string_view course_text = "source.course-text", teaching = "source.teaching", minor_source = "source.minor", nvme = "source.nvme",
                           no_extra = "source.beside-cache", spr_cpuid = "source.sapphire-rapids-cpuid", x4_manual = "source.cortex-x4-manual";

constexpr FigureSource course_text_sources[] = {
    {"TLB", "source.64-entries"}, {"tlb_ns", "source.1-ns"},     {"l2_tlb_ns", "source.no-second-level"},
    {"mem_ns", "source.100-ns"},  {"minor_ns", minor_source}, {"major_ns", "source.disk-10-ms"}};
constexpr FigureSource classroom_sources[] = {
    {"TLB", "source.4-entries"}, {"tlb_ns", course_text}, {"l2_tlb_ns", "source.no-second-level"},
    {"mem_ns", course_text},     {"minor_ns", teaching},  {"major_ns", "source.disk-10-ms"}};
constexpr FigureSource hotel_sources[] = {
    {"tlb_ns", "source.hotel-no-tlb"}, {"l2_tlb_ns", "source.hotel-no-tlb"}, {"mem_ns", teaching}, {"minor_ns", teaching}, {"major_ns", "source.disk-10-ms"}};
constexpr FigureSource sapphire_rapids_sources[] = {
    {"L1D 4K", "source.sapphire-rapids-l1d"}, {"L1D 2M", spr_cpuid}, {"L1D 1G", spr_cpuid}, {"L1D store", spr_cpuid}, {"L1I 4K", spr_cpuid}, {"L1I 2M", spr_cpuid},
    {"L2 A", "source.sapphire-rapids-l2-a"}, {"L2 B", "source.sapphire-rapids-l2-b"}, {"tlb_ns", no_extra}, {"l2_tlb_ns", "source.sapphire-rapids-l2-time"},
    {"mem_ns", "source.sapphire-rapids-memory"}, {"minor_ns", minor_source}, {"major_ns", nvme}, {"walk caches", "source.no-sizes"}};
constexpr FigureSource cortex_x4_sources[] = {
    {"L1D", x4_manual}, {"L1I", x4_manual}, {"L2", x4_manual}, {"tlb_ns", no_extra}, {"l2_tlb_ns", "source.cortex-x4-l2-time"},
    {"mem_ns", "source.cortex-x4-memory"}, {"minor_ns", teaching}, {"major_ns", "source.phone-flash"}, {"walk caches", teaching}};
constexpr FigureSource zen4_sources[] = {
    {"L1D", "source.zen4-l1d"}, {"L1I", "source.zen4-l1i"}, {"L2D", "source.zen4-l2d"}, {"L2I", "source.zen4-l2i"}, {"tlb_ns", no_extra},
    {"l2_tlb_ns", "source.zen4-l2-time"}, {"mem_ns", "source.zen4-memory"}, {"minor_ns", minor_source}, {"major_ns", nvme}, {"walk caches", teaching}};

}  // namespace

std::span<const Preset> presets() {
    static const std::vector<Preset> rows{
        {.name = "course-text", .tlb = TlbConfig{64, 4}, .tlb_ns = 1, .mem_ns = 100, .minor_ns = 1000, .major_ns = 10000000,
         .source = "source.preset.course-text"},
        {.name = "classroom", .tlb = TlbConfig{4, 4}, .tlb_ns = 1, .mem_ns = 100, .minor_ns = 1000, .major_ns = 10000000,
         .source = "source.preset.classroom"},
        {.name = "hotel", .tlb = TlbConfig{0, 1}, .tlb_ns = 1, .mem_ns = 100, .minor_ns = 1000, .major_ns = 10000000,
         .source = "source.preset.hotel"},
        {.name = "sapphire-rapids", .tlb = sapphire_rapids_tlb(), .tlb_ns = 0, .l2_tlb_ns = 2, .mem_ns = 110, .minor_ns = 1000, .major_ns = 100000,
         .source = "source.preset.sapphire-rapids"},
        {.name = "cortex-x4", .tlb = cortex_x4_tlb(), .tlb_ns = 0, .l2_tlb_ns = 2, .mem_ns = 130, .minor_ns = 1000, .major_ns = 200000,
         .source = "source.preset.cortex-x4"},
        {.name = "zen4", .tlb = zen4_tlb(), .tlb_ns = 0, .l2_tlb_ns = 2, .mem_ns = 100, .minor_ns = 1000, .major_ns = 100000,
         .source = "source.preset.zen4"},
    };
    return rows;
}

base::Result<Preset> find_preset(std::string_view name) {
    std::vector<std::string> names;
    for (const Preset& row : presets()) {
        if (row.name == name) return row;
        names.emplace_back(row.name);
    }
    const std::string all = base::phrase("hw.presets-are", {base::joined(names, " ")});
    return base::Error{base::phrase("hw.no-preset-called", {name}), base::did_you_mean(name, names, all), 0, 1};
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
