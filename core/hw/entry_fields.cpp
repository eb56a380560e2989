#include "core/hw/entry_fields.h"

#include <algorithm>
#include <array>

namespace hw {
namespace {

// What the manuals keep where our hardware does not look (SDM 3A tables 4-5 to 4-20, Arm ARM D8.3,
// RISC-V privileged, 10.3 to 10.6). Bits of wider entries do not exist in narrower ones.
struct Ignored {
    unsigned hi, lo;
    std::string_view name;
};
constexpr std::array<Ignored, 6> x86_ignored{{{62, 59, "key"}, {58, 52, "software"}, {12, 12, "caching"}, {11, 9, "software"}, {7, 7, "caching"}, {4, 3, "caching"}}};
constexpr std::array<Ignored, 5> arm_ignored{{{63, 63, ""}, {62, 59, "attributes"}, {58, 55, "software"}, {50, 50, "attributes"}, {9, 2, "attributes"}}};
constexpr std::array<Ignored, 2> riscv_ignored{{{62, 61, "attributes"}, {9, 8, "software"}}};

std::string_view ignored_name(const PagingFormat& format, unsigned level, bool leaf, unsigned bit) {
    const auto among = [bit](const auto& rows) {
        for (const Ignored& row : rows)
            if (bit <= row.hi && bit >= row.lo) return row.name;
        return std::string_view{};
    };
    // The teaching formats follow x86's rules, but their entries have no such bits.
    if (format.entry.bytes < 4) return {};
    if (format.architecture == Architecture::arm) return leaf || bit >= 51 ? among(arm_ignored) : std::string_view("software");
    if (format.architecture == Architecture::riscv) return among(riscv_ignored);
    // PAT is bit 7 of a small page and bit 12 of a large one; an entry that names a table has none, nor G.
    if (bit == 12 && !(leaf && level > 1)) return {};
    if (!leaf && (bit == 6 || bit == 8)) return "software";
    return among(x86_ignored);
}

struct Flag {
    std::string_view name, letters;
    unsigned bit;
};

// The flags that mean something in this word, in no order.
std::vector<Flag> flags_of(const PagingFormat& format, unsigned level, bool leaf) {
    const EntryLayout& at = format.entry;
    const TableLayout& table = format.level(level).table;
    std::vector<Flag> flags{{"present", "P", at.present}};
    if (at.page_size != no_bit && (level > 1 || at.leaf_rule == LeafRule::table_bit))
        flags.push_back(at.leaf_rule == LeafRule::table_bit ? Flag{"table", "T", at.page_size} : Flag{"page_size", "PS", at.page_size});
    // A pointer says so by granting nothing: its three rights are looked at, too.
    if (leaf || at.leaf_rule == LeafRule::any_right)
        flags.insert(flags.end(), {{"read", "R", at.read}, {at.write_protects ? "read_only" : "write", at.write_protects ? "RO" : "W", at.write}, {"execute", "X", at.execute}});
    if (leaf)
        flags.insert(flags.end(), {{"user", "U", at.user}, {"accessed", "A", at.accessed}, {"dirty", "D", at.dirty},
                                   {at.not_global ? "not_global" : "global", at.not_global ? "nG" : "G", at.global}, {"nx", "NX", at.no_execute},
                                   {"pxn", "PXN", at.kernel_no_execute}, {"dbm", "DBM", at.dirty_tracking},
                                   {"contiguous", "C", format.level(level).run_bits > 0 ? at.contiguous : no_bit}});
    else if (table.denies)
        flags.insert(flags.end(), {{"below_write", "RO", table.write}, {"below_user", "PO", table.user}, {"below_nx", "NX", table.no_execute},
                                   {"below_pxn", "PXN", table.kernel_no_execute}});
    else
        flags.insert(flags.end(), {{"write", "W", table.write}, {"user", "U", table.user}, {"nx", "NX", table.no_execute}, {"accessed", "A", table.accessed}});
    return flags;
}

std::uint64_t aligned_away(const PagingFormat& format, unsigned level, bool leaf) {
    return leaf && level > 1 ? base::low_mask(format.level(level).shift - format.page_bits) : 0;
}

EntryField field_of(const PagingFormat& format, unsigned level, bool leaf, const std::vector<Flag>& flags, unsigned bit) {
    const EntryLayout& at = format.entry;
    for (const Flag& flag : flags)
        if (flag.bit == bit) return {FieldKind::flag, bit, bit, flag.name, flag.letters};
    const Level& row = format.level(level);
    if (base::test_bit(leaf ? row.reserved_leaf : row.reserved_table, bit)) return {FieldKind::reserved, bit, bit};
    const bool high = at.high_hi != no_bit && (leaf && level > 1 ? true : !at.high_in_large_only);
    if (high && bit <= at.high_hi && bit >= at.high_lo) return {FieldKind::frame, bit, bit, "high"};
    if (bit <= at.frame_hi && bit >= at.frame_lo) {
        if (!base::test_bit(aligned_away(format, level, leaf), bit - at.frame_lo)) return {FieldKind::frame, bit, bit, "low"};
        if (at.leaf_rule == LeafRule::any_right) return {FieldKind::reserved, bit, bit};  // a large page is aligned
    }
    return {FieldKind::ignored, bit, bit, ignored_name(format, level, leaf, bit)};
}

}  // namespace

std::vector<EntryField> entry_fields(const PagingFormat& format, unsigned level, std::uint64_t word) {
    const bool leaf = decode(format, level, word).leaf;
    const std::vector<Flag> flags = flags_of(format, level, leaf);
    std::vector<EntryField> fields;
    for (unsigned bit = format.entry.bytes * 8; bit-- > 0;) {
        const EntryField field = field_of(format, level, leaf, flags, bit);
        if (!fields.empty() && field.kind != FieldKind::flag && fields.back().kind == field.kind && fields.back().name == field.name) fields.back().lo = bit;
        else fields.push_back(field);
    }
    return fields;
}

std::uint64_t frame_step(const PagingFormat& format, unsigned level, std::uint64_t word) {
    return aligned_away(format, level, decode(format, level, word).leaf) + 1;
}

std::uint64_t with_frame(const PagingFormat& format, unsigned level, std::uint64_t word, Pfn pfn) {
    const EntryLayout& at = format.entry;
    const bool leaf = decode(format, level, word).leaf, large = leaf && level > 1;
    const std::uint64_t kept = base::extract(word, at.frame_hi, at.frame_lo) & aligned_away(format, level, leaf);
    word = base::insert(word, at.frame_hi, at.frame_lo, (pfn.value & ~aligned_away(format, level, leaf)) | kept);
    if (at.high_hi == no_bit || (at.high_in_large_only && !large)) return word;
    return base::insert(word, at.high_hi, at.high_lo, pfn.value >> (at.frame_hi - at.frame_lo + 1));
}

}  // namespace hw
