// The tables that exist: what hangs below a root table, read from RAM as a walk would read it. Nobody
// keeps a list of them; a table exists because an entry names it.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "core/hw/entry.h"
#include "core/hw/hardware.h"

namespace hw {

/// What the entries of one table are used for.
struct TableUse {
    std::uint64_t tables = 0;  ///< entries that name a table
    std::uint64_t pages = 0;   ///< entries that map a page
    std::uint64_t others = 0;  ///< not present and not empty: what only the kernel understands (swap)
    std::uint64_t used() const { return tables + pages + others; }
    friend bool operator==(const TableUse&, const TableUse&) = default;
};
/// Reads the first `most` entries of the table.
TableUse table_use(const Hardware& hardware, PhysAddr table, unsigned level, std::uint64_t most = ~std::uint64_t{0});

/// A table that an entry names.
struct ChildTable {
    std::uint64_t index = 0;  ///< of the entry
    PhysAddr table{};
    friend bool operator==(const ChildTable&, const ChildTable&) = default;
};
/// The tables that the first `most` entries name, in order; none below level 1.
std::vector<ChildTable> child_tables(const Hardware& hardware, PhysAddr table, unsigned level, std::uint64_t most = ~std::uint64_t{0});

/// How many tables of each level hang together below `root`, [0] of level 1; nullopt when counting
/// them means reading more than `most` entries (tables written by hand can name each other).
std::optional<std::array<std::uint64_t, max_levels>> count_tables(const Hardware& hardware, PhysAddr root, std::uint64_t most);

}  // namespace hw
