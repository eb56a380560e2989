// `host`: this computer's virtual memory, as a program without privileges sees it.
#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <iostream>

#include "core/base/json.h"
#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/cli/cli.h"
#include "ui/native/host.h"

namespace cli {
namespace {

using lessons::tr;

// What was measured, and what the model has in its place.
struct Seen {
    ui::Host host;
    std::string_view preset;  ///< of the model
    std::vector<ui::ChasePoint> model;
};

std::string why_text(const ui::FaultCost& cost) { return cost.why.empty() ? std::string() : tr("cli.host." + cost.why); }

void write_knee(base::JsonWriter& json, std::optional<std::uint64_t> knee) {
    json.key("knee_pages");
    if (knee) json.number(base::u128{*knee});
    else json.null();
}

void print_json(const Seen& seen) {
    const ui::Host& host = seen.host;
    base::JsonWriter json;
    json.begin_object().field("kernel", host.kernel).field_number("page_bytes", host.page_bytes).field_number("huge_page_bytes", host.huge_bytes);
    json.field("transparent_huge_pages", host.thp).field("randomize_va_space", host.randomize).key("places").begin_array();
    for (const ui::PlaceBits& place : host.places) {
        json.begin_object().field("name", place.name).field_number("runs", place.seen.size()).field("first", plain_hex(place.seen.empty() ? 0 : place.seen[0]));
        json.field_number("bits", place.bits()).field_number("lowest_bit", place.lowest).end_object();
    }
    json.end_array().key("faults").begin_array();
    for (const ui::FaultCost& cost : host.faults) {
        json.begin_object().field("name", cost.name).field_number("pages", cost.pages).field_number("minor", cost.minor).field_number("major", cost.major);
        json.key("ns_a_fault").number(cost.ns_a_fault).field("note", why_text(cost)).end_object();
    }
    json.end_array().key("chase").begin_array();
    for (std::size_t i = 0; i < host.chase.size(); ++i) {
        json.begin_object().field_number("pages", host.chase[i].pages).key("ns").number(host.chase[i].ns).key("dense_ns").number(host.chase[i].dense_ns);
        json.key("model_ns").number(seen.model[i].ns).end_object();
    }
    json.end_array();
    write_knee(json, host.knee);
    json.key("model").begin_object().field("preset", seen.preset);
    write_knee(json, ui::chase_knee(seen.model));
    json.end_object().end_object();
    std::cout << json.text() << "\n";
}

void print_faults(const ui::Host& host) {
    std::printf("\n%s\n", tr("cli.host-faults").c_str());
    for (const ui::FaultCost& cost : host.faults) {
        std::printf("  %-14s %6" PRIu64 " %6" PRIu64 " %6" PRIu64 " %10.0f ns", cost.name.c_str(), cost.pages, cost.minor, cost.major, cost.ns_a_fault);
        std::printf("%s%s\n", cost.why.empty() ? "" : "  ", why_text(cost).c_str());
    }
}

// A bar for each chain, over it the model: what reaches beyond the dense one is translation.
void print_chase(const Seen& seen) {
    const ui::Host& host = seen.host;
    std::printf("\n%s\n", tr("cli.host-chase", {seen.preset}).c_str());
    double most = 1;
    for (const auto* points : {&host.chase, &seen.model})
        for (const ui::ChasePoint& point : *points) most = std::max({most, point.ns, point.dense_ns});
    for (std::size_t i = 0; i < host.chase.size(); ++i) {
        const ui::ChasePoint& point = host.chase[i];
        const auto length = [&](double ns) { return static_cast<std::size_t>(ns / most * 40); };
        std::string bar(std::max(length(point.ns), length(seen.model[i].ns) + 1), ' ');
        std::fill_n(bar.begin(), length(point.ns), '#');
        std::fill_n(bar.begin(), std::min(length(point.dense_ns), length(point.ns)), '=');
        bar[length(seen.model[i].ns)] = '|';
        std::printf("  %7" PRIu64 " %8.2f ns %8.2f ns %8.2f ns  %s\n", point.pages, point.ns, point.dense_ns, seen.model[i].ns, bar.c_str());
    }
    const auto reach = [&](std::uint64_t pages) { return base::size(base::u128{pages} * host.page_bytes); };
    if (host.knee) std::printf("%s\n", tr("cli.host-knee", {std::to_string(*host.knee), reach(*host.knee)}).c_str());
    else std::printf("%s\n", tr("cli.host-no-knee").c_str());
    if (const auto knee = ui::chase_knee(seen.model)) std::printf("%s\n", tr("cli.host-model-knee", {seen.preset, std::to_string(*knee), reach(*knee)}).c_str());
}

void print_text(const Seen& seen) {
    const ui::Host& host = seen.host;
    const std::string none = tr("cli.host-unknown");
    std::printf("%s\n", host.kernel.c_str());
    std::printf("%s\n", tr("cli.host-pages", {base::size(host.page_bytes), host.huge_bytes ? base::size(host.huge_bytes) : none, host.thp.empty() ? none : host.thp}).c_str());
    std::printf("\n%s\n", tr("cli.host-places", {host.randomize.empty() ? none : host.randomize}).c_str());
    for (const ui::PlaceBits& place : host.places)
        std::printf("  %-8s %-18s %s\n", place.name.c_str(), base::hex(place.seen[0]).c_str(), tr("cli.host-bits", {std::to_string(place.bits()), std::to_string(place.lowest), std::to_string(place.seen.size())}).c_str());
    if (host.places.empty()) std::printf("  %s\n", tr("cli.host-no-runs").c_str());
    print_faults(host);
    print_chase(seen);
}

}  // namespace

int host(const HostOptions& options) {
    const auto preset = hw::find_preset(options.model);
    if (!preset) return complain(preset.error()), exit_bad_input;
    ui::JobSteps steps([] {});
    ui::Host host = ui::look_at_host({options.runs, options.pages, options.folder}, steps);
    std::vector<ui::ChasePoint> model = ui::model_of_chase(*preset, host.chase);
    const Seen seen{std::move(host), preset->name, std::move(model)};
    if (options.json) print_json(seen);
    else print_text(seen);
    return exit_ok;
}

}  // namespace cli
