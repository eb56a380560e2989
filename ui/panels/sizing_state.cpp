#include "ui/panels/sizing_state.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/text.h"
#include "core/sim/studies.h"
#include "lessons/engine/strings.h"

namespace ui {
namespace {

using lessons::tr;

constexpr u128 one = 1, most_processes = one << 40, most_entry = one << 20, most_page = one << 40;

struct Row {
    Quantity quantity;
    std::string_view part, name;
    bool in_flat, in_tree;  // which views have it
};
constexpr std::array<Row, 5> rows{{
    {Quantity::va, "va", "va_width", true, true},
    {Quantity::page, "page", "page", true, true},
    {Quantity::pte, "pte", "pte", true, true},
    {Quantity::processes, "processes", "processes", true, false},
    {Quantity::mapped, "mapped", "mapped", false, true},
}};

bool is_power(u128 value) { return value != 0 && (value & (value - 1)) == 0; }

unsigned exponent(u128 value) {
    unsigned bits = 0;
    while (value > 1) value >>= 1, ++bits;
    return bits;
}

// What the machine itself says where it has no such name.
u128 own_value(const sim::Machine& machine, Quantity quantity) {
    const hw::PagingFormat& format = machine.hw.format;
    switch (quantity) {
        case Quantity::va: return exponent(format.user_end() - 1) + 1;
        case Quantity::page: return format.page_bytes();
        case Quantity::pte: return format.entry.bytes;
        case Quantity::processes: return 1;
        case Quantity::mapped: return 0;  // one page, whatever its size
    }
    return 0;
}

std::vector<u128> powers(unsigned from, unsigned to) {
    std::vector<u128> stops;
    for (unsigned bits = from; bits <= to; ++bits) stops.push_back(one << bits);
    return stops;
}

std::vector<u128> stops_of(Quantity quantity, unsigned page_bits, unsigned va_width) {
    std::vector<u128> stops;
    switch (quantity) {
        case Quantity::va:
            for (unsigned bits = 8; bits <= 64; ++bits) stops.push_back(bits);
            return stops;
        case Quantity::page: return powers(4, 30);
        case Quantity::pte: return powers(0, 10);
        case Quantity::processes:
            for (u128 ten = 1; ten <= 1000; ten *= 10) stops.insert(stops.end(), {ten, 2 * ten, 5 * ten});
            return stops;
        case Quantity::mapped: return powers(page_bits, std::max(page_bits, va_width));
    }
    return stops;
}

u128 value_of(const std::vector<sim::Binding>& names, const Row& row, u128 otherwise) {
    for (const sim::Binding& binding : names)
        if (binding.name == row.name) return binding.value;
    return otherwise;
}

// Why nothing can be computed; empty when it can.
std::string problem_of(u128 va, u128 page, u128 pte, u128 processes) {
    if (va < 1 || va > 64) return tr("sizing.problem_va", {base::dec(va)});
    if (!is_power(page) || page > most_page) return tr("sizing.problem_page", {base::dec(page)});
    if (page > one << static_cast<unsigned>(va)) return tr("sizing.problem_large_page", {base::size(page), base::size(one << static_cast<unsigned>(va))});
    if (pte < 1 || pte > most_entry) return tr("sizing.problem_pte", {base::dec(pte)});
    if (processes < 1 || processes > most_processes) return tr("sizing.problem_processes", {base::dec(processes)});
    return {};
}

void compute(SizingState& s, u128 mapped) {
    const unsigned page_bits = exponent(s.page);
    const sim::FlatTable flat = sim::flat_table(s.va_width, page_bits, static_cast<unsigned>(s.pte));
    s.flat = {flat.entries, flat.bytes};
    s.space = one << s.va_width;
    s.mapped_pages = std::clamp<u128>(mapped / s.page + (mapped % s.page != 0), 1, flat.entries);
    const auto shape = sim::regular_tree(s.va_width, page_bits, static_cast<std::uint64_t>(s.pte));
    if (!shape) return;
    const u128 cheapest = sim::total(sim::cheapest_tables(*shape, s.mapped_pages)), dearest = sim::total(sim::dearest_tables(*shape, s.mapped_pages));
    s.cheapest = SizingTables{cheapest, cheapest * s.page};
    s.dearest = SizingTables{dearest, dearest * s.page};
    s.index_bits.assign(shape->index_bits.rbegin(), shape->index_bits.rend());
}

}  // namespace

SizingState sizing_state(const PanelContext& context) {
    const sim::Machine& machine = context.timeline.machine();
    const bool only_flat = context.show.view == "flat", only_tree = context.show.view == "tree";
    std::array<u128, rows.size()> values{};
    for (const Row& row : rows) values[static_cast<std::size_t>(row.quantity)] = value_of(machine.names, row, own_value(machine, row.quantity));
    SizingState s;
    s.with_tree = !only_flat;
    s.problem = problem_of(values[0], values[1], values[2], only_tree ? 1 : values[3]);
    const bool sound = s.problem.empty();
    if (sound) {
        s.va_width = static_cast<unsigned>(values[0]);
        s.page = values[1];
        s.pte = values[2];
        s.processes = only_tree ? 1 : values[3];
        compute(s, values[4]);
    }
    for (const Row& row : rows) {
        if ((only_flat && !row.in_flat) || (only_tree && !row.in_tree)) continue;
        const bool mapped = row.quantity == Quantity::mapped;
        const u128 value = mapped && sound ? s.mapped_pages * s.page : values[static_cast<std::size_t>(row.quantity)];
        s.sliders.push_back({row.quantity, row.part, row.name, value, stops_of(row.quantity, sound ? exponent(s.page) : 12, sound ? s.va_width : 47)});
    }
    return s;
}

float SizingSlider::share() const {
    const auto above = std::upper_bound(stops.begin(), stops.end(), value);
    if (above == stops.begin() || stops.size() < 2) return 0;
    const auto below = above - 1;
    float steps = static_cast<float>(below - stops.begin());
    if (above != stops.end()) steps += static_cast<float>(static_cast<double>(value - *below) / static_cast<double>(*above - *below));
    return steps / static_cast<float>(stops.size() - 1);
}

u128 SizingSlider::at(float share) const {
    const float steps = std::clamp(share, 0.0f, 1.0f) * static_cast<float>(stops.size() - 1);
    return stops[static_cast<std::size_t>(std::lround(steps))];
}

u128 SizingSlider::next(bool up) const {
    if (up) {
        const auto above = std::upper_bound(stops.begin(), stops.end(), value);
        return above == stops.end() ? value : *above;
    }
    const auto below = std::lower_bound(stops.begin(), stops.end(), value);
    return below == stops.begin() ? value : *(below - 1);
}

std::string let_command(const SizingSlider& slider, u128 value) {
    std::string text;
    if (slider.quantity == Quantity::page || slider.quantity == Quantity::mapped) {
        constexpr std::string_view units = "KMGTPE";
        std::size_t unit = 0;
        u128 whole = value;
        while (unit < units.size() && whole >= 1024 && whole % 1024 == 0) whole >>= 10, ++unit;
        text = base::dec(whole);
        if (unit > 0) text += units[unit - 1];
    } else {
        text = base::dec(value);
    }
    return "let " + std::string(slider.name) + " = " + text;
}

std::string quantity_text(Quantity quantity, u128 value) {
    switch (quantity) {
        case Quantity::va: return base::bits(value);
        case Quantity::processes: return base::grouped(value);
        default: return base::size(value);
    }
}

std::string power_text(u128 value) { return is_power(value) && value >= 10000 ? base::magnitude(value) : base::grouped(value); }

}  // namespace ui
