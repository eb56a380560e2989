#include "core/sim/studies.h"

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
