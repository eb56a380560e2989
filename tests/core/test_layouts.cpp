// How many tables pages can take: the formulas against trying every layout, against dynamic
// programming over the tables, and against the machine itself.
#include <algorithm>

#include "core/hw/table_tree.h"
#include "core/sim/studies.h"
#include "tests/core/support.h"

using base::u128;
using sim::TreeShape;

namespace {

struct Bounds {
    std::uint64_t fewest = ~std::uint64_t{0}, most = 0;
    void see(std::uint64_t tables) {
        fewest = std::min(fewest, tables);
        most = std::max(most, tables);
    }
};

// Every set of pages, counted one by one; [n] of all sets of n pages.
std::vector<Bounds> by_trying_all(const TreeShape& shape) {
    const auto pages = static_cast<unsigned>(shape.pages);
    std::vector<Bounds> bounds(pages + 1);
    for (std::uint64_t set = 0; set < std::uint64_t{1} << pages; ++set) {
        std::uint64_t tables = 1;
        unsigned covered = 0, count = 0;
        for (unsigned page = 0; page < pages; ++page) count += set >> page & 1;
        for (std::size_t level = 0; level + 1 < shape.index_bits.size(); ++level) {
            covered += shape.index_bits[level];
            std::uint64_t used = 0;
            for (unsigned page = 0; page < pages; ++page)
                if (set >> page & 1) used |= std::uint64_t{1} << (page >> covered);
            for (; used; used &= used - 1) ++tables;
        }
        bounds[count].see(tables);
    }
    return bounds;
}

constexpr std::int64_t impossible = -1;
using Costs = std::vector<std::int64_t>;  // by number of pages

// Pages shared between two groups of entries in the best (or worst) way.
Costs joined(const Costs& a, const Costs& b, bool most) {
    Costs sum(a.size(), impossible);
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t j = 0; a[i] != impossible && i + j < a.size(); ++j) {
            if (b[j] == impossible) continue;
            std::int64_t& best = sum[i + j];
            if (best == impossible || (most ? a[i] + b[j] > best : a[i] + b[j] < best)) best = a[i] + b[j];
        }
    return sum;
}

// The tables of a real format for up to `pages` pages: each level's from those of the level below,
// over all ways to share the pages between its entries.
Costs by_sharing(const hw::PagingFormat& format, std::size_t pages, bool most) {
    Costs entry(pages + 1, impossible);  // what hangs below one entry of level 1: a page or nothing
    entry[0] = entry[1] = 0;
    for (unsigned level = 1; level <= format.level_count; ++level) {
        std::uint64_t entries = format.entries(level);
        if (level == format.level_count) entries = static_cast<std::uint64_t>(format.user_end() >> format.level(level).shift);
        Costs table(pages + 1, impossible), power = entry;
        table[0] = 0;
        for (; entries; entries >>= 1) {
            if (entries & 1) table = joined(table, power, most);
            if (entries > 1) power = joined(power, power, most);
        }
        const bool top = level == format.level_count;
        for (std::size_t n = top ? 0 : 1; n <= pages; ++n)
            if (table[n] != impossible) ++table[n];
        entry = table;
    }
    return entry;
}

hw::PagingFormat format_of(std::string_view name) {
    const auto format = hw::find_format(name);
    REQUIRE(format.ok());
    return *format;
}

}  // namespace

TEST_CASE("the cheapest and the dearest layout are those that trying all of them finds", "[layouts]") {
    const std::vector<TreeShape> shapes{{{4}, 16}, {{2, 2}, 16}, {{1, 2, 1}, 16}, {{1, 1, 1, 1}, 16}, {{2, 1, 1}, 16}, {{2, 2}, 11}, {{1, 1, 2}, 13}};
    for (const TreeShape& shape : shapes) {
        const auto bounds = by_trying_all(shape);
        for (std::size_t pages = 0; pages < bounds.size(); ++pages) {
            CAPTURE(shape.index_bits, pages);
            CHECK(sim::total(sim::cheapest_tables(shape, pages)) == bounds[pages].fewest);
            CHECK(sim::total(sim::dearest_tables(shape, pages)) == bounds[pages].most);
        }
    }
}

TEST_CASE("for real formats they are the best and the worst way of sharing pages between the entries of each table", "[layouts]") {
    for (const char* name : {"x86-64", "i386", "pae", "sv39", "arm64-16k-47", "classroom"}) {
        const hw::PagingFormat format = format_of(name);
        const TreeShape shape = sim::tree_shape(format);
        const auto pages = static_cast<std::size_t>(std::min<u128>(shape.pages, 520));
        const Costs fewest = by_sharing(format, pages, false), most = by_sharing(format, pages, true);
        for (std::size_t n = 0; n <= pages; n += n < 20 ? 1 : 100) {
            CAPTURE(name, n);
            CHECK(sim::total(sim::cheapest_tables(shape, n)) == static_cast<u128>(fewest[n]));
            CHECK(sim::total(sim::dearest_tables(shape, n)) == static_cast<u128>(most[n]));
        }
    }
    const TreeShape four = sim::tree_shape(format_of("x86-64"));
    CHECK(sim::total(sim::cheapest_tables(four, 512)) == 4);
    CHECK(sim::dearest_tables(four, 512) == std::vector<u128>{512, 512, 256, 1});  // half of the PGD is the kernel's
}

TEST_CASE("the machine takes as many tables: every set of pages of a small format, mapped", "[layouts]") {
    const sim::Machine empty = test::machine_of("machine va=6 levels=1,1,1 offset=3 pte=1B valid=7 frame=6:0\nprocess A");
    const TreeShape shape = sim::tree_shape(empty.hw.format);
    REQUIRE(shape.pages == 8);
    std::vector<Bounds> bounds(9);
    for (unsigned set = 0; set < 256; ++set) {
        sim::Machine machine = empty;
        unsigned pages = 0;
        for (unsigned page = 0; page < 8; ++page)
            if (set >> page & 1) test::run(machine, "map A " + std::to_string(page * 8) + " 8 rw now"), ++pages;
        const os::Process& process = machine.kernel.processes[0];
        bounds[pages].see(process.tables);
        const auto counted = hw::count_tables(machine.hw, process.root, 1000);
        REQUIRE(counted);
        CHECK((*counted)[0] + (*counted)[1] + (*counted)[2] == process.tables);
        CHECK((*counted)[2] == 1);
    }
    for (std::size_t pages = 0; pages < bounds.size(); ++pages) {
        CAPTURE(pages);
        CHECK(sim::total(sim::cheapest_tables(shape, pages)) == bounds[pages].fewest);
        CHECK(sim::total(sim::dearest_tables(shape, pages)) == bounds[pages].most);
    }
}

TEST_CASE("a regular tree has the levels that real processors have", "[layouts]") {
    using Bits = std::vector<unsigned>;
    CHECK(sim::regular_tree(32, 12, 4)->index_bits == Bits{10, 10});
    CHECK(sim::regular_tree(48, 12, 8)->index_bits == Bits{9, 9, 9, 9});
    CHECK(sim::regular_tree(57, 12, 8)->index_bits.size() == 5);
    CHECK(sim::regular_tree(64, 12, 8)->index_bits == Bits{9, 9, 9, 9, 9, 7});
    CHECK(sim::regular_tree(47, 12, 8)->index_bits == Bits{9, 9, 9, 8});
    CHECK(sim::regular_tree(48, 14, 8)->index_bits == Bits{11, 11, 11, 1});   // ARM, 16 KiB
    CHECK(sim::regular_tree(52, 16, 8)->index_bits == Bits{13, 13, 10});      // ARM, 64 KiB
    CHECK(sim::regular_tree(32, 12, 6)->index_bits == Bits{9, 9, 2});         // 682 entries fit: 512 are used
    CHECK(sim::regular_tree(12, 12, 8)->index_bits == Bits{0});
    CHECK_FALSE(sim::regular_tree(32, 12, 4096));
    CHECK_FALSE(sim::regular_tree(32, 12, 1 << 20));
    CHECK(sim::regular_tree(64, 1, 1)->index_bits.size() == 63);
    // All of 128 TiB, as tree_tables() counts it for the real format.
    const TreeShape half = *sim::regular_tree(47, 12, 8);
    CHECK(sim::total(sim::dearest_tables(half, half.pages)) == sim::tree_tables(format_of("x86-64"), {0}, u128{1} << 47).count);
}

TEST_CASE("the use of a table's entries is told from its words", "[layouts]") {
    sim::Machine machine = test::machine_of("machine x86-64\nprocess A\nmap A 0x4000_0000 12K rw now\nmap A 0x8000_0000 4K rw now");
    const os::Process& process = machine.kernel.processes[0];
    const auto& hardware = machine.hw;
    CHECK(hw::table_use(hardware, process.root, 4) == hw::TableUse{1, 0, 0});
    const auto puds = hw::child_tables(hardware, process.root, 4);
    REQUIRE(puds.size() == 1);
    CHECK(puds[0].index == 0);
    const auto pmds = hw::child_tables(hardware, puds[0].table, 3);
    REQUIRE(pmds.size() == 2);
    CHECK(pmds[0].index == 1);
    CHECK(pmds[1].index == 2);
    const auto pts = hw::child_tables(hardware, pmds[0].table, 2);
    REQUIRE(pts.size() == 1);
    CHECK(hw::table_use(hardware, pts[0].table, 1) == hw::TableUse{0, 3, 0});
    CHECK(hw::child_tables(hardware, pts[0].table, 1).empty());
    CHECK(hw::child_tables(hardware, puds[0].table, 3, 2).size() == 1);  // the first two entries
    test::run(machine, "poke entry_at(A, 0x4000_0000, pt) 0x10");  // not present, not empty
    CHECK(hw::table_use(hardware, pts[0].table, 1) == hw::TableUse{0, 2, 1});
}

TEST_CASE("expressions count tables: those of a process, those a mapping takes, the fewest and the most", "[layouts]") {
    sim::Machine machine = test::machine_of("machine x86-64\nprocess A\nmap A 0x4000_0000 4K rw now\nprocess B");
    CHECK(test::value(machine, "tables(A, pgd)") == 1);
    CHECK(test::value(machine, "tables(A, pt)") == 1);
    CHECK(test::value(machine, "tables(pt)") == 0);  // B's
    test::run(machine, "map A 0x8000_0000 4K rw now");
    CHECK(test::value(machine, "tables(A, pt)") == 2);
    CHECK(test::value(machine, "tables(A, 2)") == 2);
    CHECK(test::value(machine, "tables(A, pud)") == 1);
    CHECK(test::value(machine, "tree_tables(0x4000_0000, 4K)") == 4);
    CHECK(test::value(machine, "tree_tables(0x4000_0000 - 4K, 8K)") == 6);
    CHECK(test::value(machine, "tree_tables(0, user_size) * page_size") == (u128{1} << 38) + (u128{1} << 29) + (u128{1} << 20) + 4096);
    CHECK(test::value(machine, "cheapest_tables(512)") == 4);
    CHECK(test::value(machine, "cheapest_tables(513)") == 5);
    CHECK(test::value(machine, "dearest_tables(512)") == 1281);
    CHECK(test::value(machine, "dearest_tables(user_size / page_size) == cheapest_tables(user_size / page_size)") == 1);
    const auto error = [&](std::string_view text) {
        const auto result = script::evaluate(*script::parse_expression(text), script::Scope{machine});
        CAPTURE(text);
        REQUIRE_FALSE(result.ok());
        return result.error();
    };
    CHECK(error("tables(C, pt)").message == "no process is called 'C'");
    CHECK(error("tables(A, 9)").message == "there is no level 9");
    CHECK(error("tables()").hint == "write tables([PROCESS,] LEVEL)");
    CHECK(error("tree_tables(user_size - 4K, 8K)").hint == "they can map up to 0x7fff_ffff_ffff");
    CHECK(error("tree_tables(0, 0)").message == "nothing to map: the size is 0");
    CHECK(error("cheapest_tables(user_size)").column == 17);
    CHECK(error("dearest_tables(1, 2)").hint == "write dearest_tables(PAGES)");
}

TEST_CASE("counting tables that name each other ends", "[layouts]") {
    // All entries of the top table name the top table itself.
    const sim::Machine machine = test::machine_of("machine x86-64\nprocess A\nrepeat 512 as i poke A.root + i * 8 A.root | 7");
    CHECK_FALSE(hw::count_tables(machine.hw, machine.kernel.processes[0].root, 1 << 20));
    const auto tables = script::evaluate(*script::parse_expression("tables(A, pt)"), script::Scope{machine});
    REQUIRE_FALSE(tables.ok());
    CHECK(tables.error().message == "there are too many tables to count");
}
