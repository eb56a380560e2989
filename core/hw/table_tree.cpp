#include "core/hw/table_tree.h"

#include <algorithm>

namespace hw {
namespace {

// Calls visit(index, word) for the entries that are not empty.
template <class Visit>
void for_each_entry(const Hardware& hardware, PhysAddr table, unsigned level, std::uint64_t most, Visit&& visit) {
    const unsigned bytes = hardware.format.entry.bytes;
    const std::uint64_t count = std::min(hardware.format.entries(level), most);
    for (std::uint64_t i = 0; i < count; ++i)
        if (const std::uint64_t word = hardware.ram.read(table + i * bytes, bytes)) visit(i, word);
}

struct Count {
    const Hardware& hardware;
    std::uint64_t left;  // entries that may still be read
    std::array<std::uint64_t, max_levels> tables{};

    bool below(PhysAddr table, unsigned level) {
        ++tables[level - 1];
        if (level == 1) return true;  // no need to look into it
        const std::uint64_t entries = hardware.format.entries(level);
        if (entries > left) return false;
        left -= entries;
        for (const ChildTable& child : child_tables(hardware, table, level))
            if (!below(child.table, level - 1)) return false;
        return true;
    }
};

}  // namespace

TableUse table_use(const Hardware& hardware, PhysAddr table, unsigned level, std::uint64_t most) {
    TableUse use;
    for_each_entry(hardware, table, level, most, [&](std::uint64_t, std::uint64_t word) {
        const Entry entry = decode(hardware.format, level, word);
        ++(!entry.present ? use.others : entry.leaf ? use.pages : use.tables);
    });
    return use;
}

std::vector<ChildTable> child_tables(const Hardware& hardware, PhysAddr table, unsigned level, std::uint64_t most) {
    std::vector<ChildTable> children;
    if (level <= 1) return children;
    for_each_entry(hardware, table, level, most, [&](std::uint64_t index, std::uint64_t word) {
        const Entry entry = decode(hardware.format, level, word);
        if (entry.present && !entry.leaf) children.push_back({index, {entry.pfn.value << hardware.format.page_bits}});
    });
    return children;
}

std::optional<std::array<std::uint64_t, max_levels>> count_tables(const Hardware& hardware, PhysAddr root, std::uint64_t most) {
    Count count{hardware, most};
    if (!count.below(root, hardware.format.level_count)) return std::nullopt;
    return count.tables;
}

}  // namespace hw
