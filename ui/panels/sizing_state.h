// What the sizing panel shows: the quantities that sliders set, and what tables of that kind take. The
// quantities are names of the machine (`let va_width = 47`), and its own where a name is not given; the
// sizes are exact (core/sim/studies.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ui/panel.h"

namespace ui {

using base::u128;

enum class Quantity : unsigned char { va, page, pte, processes, mapped };

struct SizingSlider {
    Quantity quantity = Quantity::va;
    std::string_view part;     ///< "va": for highlights and strings
    std::string_view name;     ///< "va_width": what `let` changes
    u128 value = 0;
    std::vector<u128> stops;   ///< rising; what a drag can set

    /// How far along the stops the value is, 0..1; between two of them, and beyond, as near as can be.
    float share() const;
    /// The stop nearest to a share.
    u128 at(float share) const;
    /// The next stop above or below; the value itself at the end.
    u128 next(bool up) const;
};

/// The tables of one layout, for one process.
struct SizingTables {
    u128 count = 0;  ///< entries of a flat table, tables of a tree
    u128 bytes = 0;
};

struct SizingState {
    std::vector<SizingSlider> sliders;  ///< those of the view, in order
    bool with_flat = true, with_tree = true;
    std::string problem;                ///< the quantities contradict each other: why; then nothing below is valid

    unsigned va_width = 0;
    u128 page = 0, pte = 0, processes = 1;
    u128 mapped_pages = 1;              ///< no more than there are
    u128 space = 0;                     ///< bytes of one address space
    SizingTables flat;
    std::optional<SizingTables> cheapest, dearest;  ///< nullopt: a page has no room for two entries
    std::vector<unsigned> index_bits;   ///< of the tree, from the top down
};

SizingState sizing_state(const PanelContext& context);

/// A laptop's RAM, the landmark that tables are measured against, bytes.
constexpr u128 laptop_ram = u128{16} << 30;

/// "let page = 4K".
std::string let_command(const SizingSlider& slider, u128 value);
/// "47", "4 KiB", "100": a quantity as its slider shows it.
std::string quantity_text(Quantity quantity, u128 value);
/// "2^35", or the number where it is no power of two.
std::string power_text(u128 value);

}  // namespace ui
