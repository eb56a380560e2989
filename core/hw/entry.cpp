#include "core/hw/entry.h"

#include <vector>

#include "core/base/phrase.h"
#include "core/base/text.h"

namespace hw {
namespace {

using detail::has;
using detail::with;

unsigned low_width(const EntryLayout& at) { return at.frame_hi - at.frame_lo + 1; }

bool has_high(const EntryLayout& at, bool large) { return at.high_hi != no_bit && (large || !at.high_in_large_only); }

std::uint64_t frame_of(const EntryLayout& at, std::uint64_t word, std::uint64_t below_page, bool large) {
    // What lies below a large page's frame is no address: PAT, or a piece of the frame's upper end.
    std::uint64_t frame = base::extract(word, at.frame_hi, at.frame_lo) & ~below_page;
    if (has_high(at, large)) frame |= base::extract(word, at.high_hi, at.high_lo) << low_width(at);
    return frame;
}

void read_table_flags(Entry& entry, const TableLayout& at, std::uint64_t word) {
    entry.write = has(word, at.write, !at.denies) != at.denies;
    entry.user = has(word, at.user, !at.denies) != at.denies;
    entry.no_execute = has(word, at.no_execute, false);
    entry.kernel_no_execute = has(word, at.kernel_no_execute, false);
    entry.accessed = has(word, at.accessed, false);
}

void read_leaf_flags(Entry& entry, const EntryLayout& at, std::uint64_t word) {
    entry.read = has(word, at.read, true);
    entry.write = has(word, at.write, !at.write_protects) != at.write_protects;
    entry.user = has(word, at.user, true);
    entry.no_execute = at.execute == no_bit ? has(word, at.no_execute, false) : !has(word, at.execute, true);
    entry.kernel_no_execute = has(word, at.kernel_no_execute, false);
    entry.accessed = has(word, at.accessed, false);
    entry.dirty = has(word, at.dirty, false);
    entry.global = has(word, at.global, at.not_global) != at.not_global;
    if (at.dirty_tracking != no_bit) {  // the first write makes the page writable, and so dirty
        entry.dirty = entry.write;
        entry.write = entry.write || has(word, at.dirty_tracking, false);
    }
}

// A run's page, the frame aligned as the rule wants it; RISC-V spells the run's length into it.
void read_run(Entry& entry, const PagingFormat& format, const Level& row, std::uint64_t word) {
    if (!entry.leaf || row.run_bits == 0 || !has(word, format.entry.contiguous, false)) return;
    entry.run_bits = row.run_bits;
    if (format.architecture != Architecture::riscv) return;
    const std::uint64_t low = base::low_mask(row.run_bits);
    entry.reserved = entry.reserved || (entry.pfn.value & low) != (low + 1) / 2;
    entry.pfn.value &= ~low;
}

}  // namespace

Entry decode(const PagingFormat& format, unsigned level, std::uint64_t word) {
    const EntryLayout& at = format.entry;
    const Level& row = format.level(level);
    Entry entry;
    entry.present = base::test_bit(word, at.present);
    bool any_right = true;
    switch (at.leaf_rule) {
        case LeafRule::size_bit: entry.leaf = level == 1 || (row.leaf_allowed && has(word, at.page_size, false)); break;
        case LeafRule::table_bit: {
            const bool table = base::test_bit(word, at.page_size);
            entry.leaf = level == 1 || !table;
            entry.present = entry.present && (table || (level > 1 && row.leaf_allowed));
            break;
        }
        case LeafRule::any_right:
            any_right = has(word, at.read, false) || has(word, at.write, false) || has(word, at.execute, false);
            entry.leaf = level == 1 || any_right;
    }
    if (entry.leaf) read_leaf_flags(entry, at, word);
    else read_table_flags(entry, row.table, word);

    const bool large = entry.leaf && level > 1;
    const std::uint64_t below_page = large ? base::low_mask(row.shift - format.page_bits) : 0;
    entry.pfn = {frame_of(at, word, below_page, large)};
    entry.reserved = (word & (entry.leaf ? row.reserved_leaf : row.reserved_table)) != 0;
    if (at.leaf_rule == LeafRule::any_right) {
        const bool misaligned = (base::extract(word, at.frame_hi, at.frame_lo) & below_page) != 0;
        entry.reserved = entry.reserved || misaligned || (entry.leaf && (!any_right || (entry.write && !entry.read)));
    }
    read_run(entry, format, row, word);
    return entry;
}

namespace {

std::uint64_t leaf_flags(const EntryLayout& at, unsigned level, const Entry& entry) {
    bool writable_now = entry.write;
    std::uint64_t word = 0;
    if (at.dirty_tracking != no_bit) {
        word = with(word, at.dirty_tracking, entry.write);
        writable_now = entry.write && entry.dirty;
    }
    word = with(word, at.read, entry.read);
    word = with(word, at.write, writable_now != at.write_protects);
    word = with(word, at.user, entry.user);
    word = at.execute == no_bit ? with(word, at.no_execute, entry.no_execute) : with(word, at.execute, !entry.no_execute);
    word = with(word, at.kernel_no_execute, entry.kernel_no_execute);
    word = with(word, at.accessed, entry.accessed);
    word = with(word, at.dirty, entry.dirty);
    word = with(word, at.global, entry.global != at.not_global);
    if (at.leaf_rule == LeafRule::table_bit) return with(word, at.page_size, level == 1);
    return level > 1 ? with(word, at.page_size, true) : word;
}

std::uint64_t table_flags(const EntryLayout& at, const TableLayout& table, const Entry& entry) {
    std::uint64_t word = 0;
    word = with(word, table.write, entry.write != table.denies);
    word = with(word, table.user, entry.user != table.denies);
    word = with(word, table.no_execute, entry.no_execute);
    word = with(word, table.kernel_no_execute, entry.kernel_no_execute);
    word = with(word, table.accessed, entry.accessed);
    return at.leaf_rule == LeafRule::table_bit ? with(word, at.page_size, true) : word;
}

}  // namespace

std::uint64_t encode(const PagingFormat& format, unsigned level, const Entry& entry) {
    const EntryLayout& at = format.entry;
    const Level& row = format.level(level);
    const bool leaf = entry.leaf || level == 1;
    std::uint64_t word = leaf ? leaf_flags(at, level, entry) : table_flags(at, row.table, entry);
    word = with(word, at.present, entry.present);
    std::uint64_t frame = entry.pfn.value;
    if (leaf && entry.run_bits > 0) {
        word = with(word, at.contiguous, true);
        if (format.architecture == Architecture::riscv) frame |= (base::low_mask(entry.run_bits) + 1) / 2;
    }
    word = base::insert(word, at.frame_hi, at.frame_lo, frame);
    return has_high(at, leaf && level > 1) ? base::insert(word, at.high_hi, at.high_lo, frame >> low_width(at)) : word;
}

std::uint64_t marked(const PagingFormat& format, unsigned level, const Entry& entry, std::uint64_t word, bool dirty) {
    const EntryLayout& at = format.entry;
    if (!entry.leaf) return with(word, format.level(level).table.accessed, true);
    word = with(word, at.accessed, true);
    if (!dirty) return word;
    if (at.dirty_tracking != no_bit) return with(word, at.write, !at.write_protects);
    return with(word, at.dirty, true);
}

namespace {

struct NamedFlag {
    const char* name;
    const char* letters;
    unsigned bit;
};

// In the order of the text; a name the architecture spells the other way round has a row of its own.
std::vector<NamedFlag> flags_of(const EntryLayout& at) {
    const unsigned write = at.write_protects ? no_bit : at.write, read_only = at.write_protects ? at.write : no_bit;
    const unsigned global = at.not_global ? no_bit : at.global, not_global = at.not_global ? at.global : no_bit;
    const unsigned size = at.leaf_rule == LeafRule::size_bit ? at.page_size : no_bit;
    const unsigned table = at.leaf_rule == LeafRule::table_bit ? at.page_size : no_bit;
    std::vector<NamedFlag> flags;
    for (const NamedFlag& flag : {NamedFlag{"present", "P", at.present}, {"table", "T", table}, {"read", "R", at.read}, {"write", "W", write},
                                  {"read_only", "RO", read_only}, {"execute", "X", at.execute}, {"user", "U", at.user},
                                  {"accessed", "A", at.accessed}, {"dirty", "D", at.dirty}, {"page_size", "PS", size}, {"global", "G", global},
                                  {"not_global", "nG", not_global}, {"nx", "NX", at.no_execute}, {"pxn", "PXN", at.kernel_no_execute},
                                  {"contiguous", "C", at.contiguous}, {"dbm", "DBM", at.dirty_tracking}})
        if (flag.bit != no_bit) flags.push_back(flag);
    return flags;
}

}  // namespace

base::Result<unsigned> find_flag(const EntryLayout& at, std::string_view name) {
    std::vector<std::string> known;
    for (const NamedFlag& flag : flags_of(at)) {
        if (flag.name == name) return flag.bit;
        known.emplace_back(flag.name);
    }
    const std::string all = base::phrase("hw.flags-are", {base::joined(known, " ")});
    return base::Error{base::phrase("hw.entry-of-format-no-flag", {name}), base::did_you_mean(name, known, all)};
}

std::string flags_text(const PagingFormat& format, unsigned level, std::uint64_t word) {
    const EntryLayout& at = format.entry;
    const Level& row = format.level(level);
    std::vector<unsigned> known{at.present, at.leaf_rule == LeafRule::table_bit || level > 1 ? at.page_size : no_bit};
    const bool leaf = decode(format, level, word).leaf;
    // D, G and the like mean something only where an entry maps a page; ARM's tables say no with other bits.
    const bool same_bits = row.table.write == at.write && row.table.user == at.user;
    if (!leaf && same_bits) known.insert(known.end(), {row.table.write, row.table.user, row.table.no_execute, row.table.accessed});
    std::string text;
    for (const NamedFlag& flag : flags_of(at)) {
        bool means = leaf && (level > 1 || flag.bit != at.page_size || at.leaf_rule == LeafRule::table_bit);
        for (const unsigned bit : known) means = means || bit == flag.bit;
        if (!means || !base::test_bit(word, flag.bit)) continue;
        if (!text.empty()) text += ' ';
        text += flag.letters;
    }
    return text.empty() ? "-" : text;
}

}  // namespace hw
