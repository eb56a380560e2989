#include "core/sim/studies.h"

#include <algorithm>

namespace sim {

FlatTable flat_table(unsigned address_bits, unsigned page_bits, unsigned entry_bytes) {
    const u128 entries = u128{1} << (address_bits - page_bits);
    return {entries, entries * entry_bytes};
}

TreeTables tree_tables(const hw::PagingFormat& format, base::VirtAddr start, u128 bytes, unsigned leaf) {
    TreeTables tree;
    const u128 first = start.value & base::low_mask(format.va_bits()), last = first + bytes - 1;
    for (unsigned level = leaf; level <= format.level_count; ++level) {
        const unsigned covered = format.level(level).shift + format.level(level).bits;  // address bits below one table
        const u128 tables = (last >> covered) - (first >> covered) + 1;
        tree.tables[level - 1] = tables;
        tree.count += tables;
        tree.bytes += tables * format.table_frames(level) * format.page_bytes();
    }
    return tree;
}

TreeShape tree_shape(const hw::PagingFormat& format) {
    TreeShape shape;
    for (unsigned level = 1; level <= format.level_count; ++level) shape.index_bits.push_back(format.level(level).bits);
    shape.pages = format.user_end() >> format.page_bits;
    return shape;
}

std::optional<TreeShape> regular_tree(unsigned address_bits, unsigned page_bits, std::uint64_t entry_bytes) {
    unsigned width = 0;
    while (width < page_bits && u128{entry_bytes} << (width + 1) <= u128{1} << page_bits) ++width;
    if (width == 0) return std::nullopt;
    TreeShape shape{{}, u128{1} << (address_bits - page_bits)};
    unsigned left = address_bits - page_bits;
    do {
        shape.index_bits.push_back(std::min(width, left));
        left -= shape.index_bits.back();
    } while (left > 0);
    return shape;
}

namespace {

u128 rounded_up(u128 pages, unsigned bits) { return (pages >> bits) + ((pages & ((u128{1} << bits) - 1)) != 0); }

}  // namespace

std::vector<u128> cheapest_tables(const TreeShape& shape, u128 pages) {
    std::vector<u128> tables;
    unsigned covered = 0;  // bits of a page number below one table
    for (const unsigned bits : shape.index_bits) {
        covered += bits;
        tables.push_back(rounded_up(pages, covered));
    }
    tables.back() = 1;
    return tables;
}

// As many tables of a level as there can be, or one for each page.
std::vector<u128> dearest_tables(const TreeShape& shape, u128 pages) {
    std::vector<u128> tables = cheapest_tables(shape, shape.pages);
    for (u128& count : tables) count = std::min(count, pages);
    tables.back() = 1;
    return tables;
}

u128 total(std::span<const u128> tables) {
    u128 sum = 0;
    for (const u128 count : tables) sum += count;
    return sum;
}

Mean effective_access(std::uint64_t accesses, std::uint64_t tlb_misses, std::uint64_t tlb_ns, std::uint64_t memory_ns,
                      std::uint64_t walk_reads) {
    return {u128{accesses} * (u128{tlb_ns} + memory_ns) + u128{tlb_misses} * walk_reads * memory_ns, accesses};
}

Mean effective_access_with_faults(std::uint64_t accesses, std::uint64_t faults, std::uint64_t memory_ns, std::uint64_t fault_ns) {
    return {u128{accesses - faults} * memory_ns + u128{faults} * fault_ns, accesses};
}

Mean tolerable_faults(std::uint64_t memory_ns, std::uint64_t fault_ns, std::uint64_t num, std::uint64_t den) {
    return {u128{memory_ns} * num, u128{den} * (fault_ns - memory_ns)};
}

std::vector<std::uint64_t> belady_anomalies(std::span<const std::uint64_t> misses) {
    std::vector<std::uint64_t> found;
    for (std::size_t i = 0; i + 1 < misses.size(); ++i)
        if (misses[i + 1] > misses[i]) found.push_back(i + 1);
    return found;
}

}  // namespace sim
