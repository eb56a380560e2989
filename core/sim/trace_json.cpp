#include "core/sim/trace_json.h"

#include <algorithm>
#include <cmath>

#include "core/base/json.h"

namespace sim {

std::vector<std::uint64_t> ram_sizes(std::uint64_t pages, unsigned steps) {
    std::vector<std::uint64_t> sizes;
    for (std::uint64_t power = 1; power < pages; power *= 2)
        for (unsigned i = 0; i < steps; ++i)
            if (const std::uint64_t frames = power + power * i / steps; frames < pages && (sizes.empty() || frames > sizes.back())) sizes.push_back(frames);
    if (pages > 0) sizes.push_back(pages);
    return sizes;
}

std::string trace_json(const TraceStudy& study, std::size_t hot) {
    constexpr unsigned steps = 16;
    const auto tenths = [](double value) { return std::round(value * 10) / 10; };
    base::JsonWriter json;
    json.begin_object().field_number("accesses", study.accesses()).field_number("pages", study.pages());
    if (study.knows_writes()) json.field_number("writes", study.writes());
    json.key("working_sets").begin_array();
    for (std::size_t i = 0; i < TraceStudy::windows.size(); ++i) {
        const WorkingSetOverTime set = study.working_set(i);
        json.begin_object().field_number("tau", set.tau).key("mean").number(tenths(set.mean)).field_number("most", set.most).field_number("every", set.every);
        json.key("means").begin_array();
        for (const double mean : set.means) json.number(tenths(mean));
        json.end_array().end_object();
    }
    json.end_array().key("lru").begin_array();
    const std::vector<std::uint64_t> misses = study.curve().misses(study.pages());
    for (const std::uint64_t frames : ram_sizes(study.pages(), steps))
        json.begin_object().field_number("frames", frames).field_number("misses", misses[frames - 1]).end_object();
    json.end_array().key("tlbs").begin_array();
    for (const PresetMisses& row : study.tlbs())
        json.begin_object().field("preset", row.preset->name).field_number("first_level_misses", row.first_level).field_number("walks", row.walks).end_object();
    json.end_array().key("hottest").begin_array();
    for (const HotPage& page : study.hottest(hot)) json.begin_object().field_number("page", page.page).field_number("accesses", page.accesses).end_object();
    return json.end_array().end_object().text();
}

}  // namespace sim
