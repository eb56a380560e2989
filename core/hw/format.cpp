#include "core/hw/format.h"

#include <algorithm>
#include <vector>

#include "core/base/text.h"

namespace hw {
namespace {

using base::Error;
using base::mask_of;

constexpr unsigned pte_ps_bit = 7;

// Names from the last level up: Linux, Intel, Arm.
const std::array<std::array<const char*, 3>, 5> five_names{{
    {"PT", "PT", "L3"}, {"PMD", "PD", "L2"}, {"PUD", "PDPT", "L1"}, {"P4D", "PML4", "L0"}, {"PGD", "PML5", "L-1"}}};

Level named(unsigned shift, unsigned bits, std::array<const char*, 3> names) {
    Level level;
    level.shift = shift;
    level.bits = bits;
    level.names = {names[0], names[1], names[2]};
    return level;
}

// x86-64 entries (SDM 3A tables 4-15 to 4-20): P 0, R/W 1, U/S 2, A 5, D 6, PS 7, G 8, frame
// 51:12, XD 63; Linux pgtable_types.h has the same numbers.
PagingFormat x86_64(unsigned level_count, std::string name, std::string title) {
    PagingFormat f;
    f.name = std::move(name);
    f.title = std::move(title);
    f.level_count = level_count;
    f.entry = {.bytes = 8, .present = 0, .write = 1, .user = 2, .no_execute = 63, .accessed = 5, .dirty = 6,
               .global = 8, .page_size = pte_ps_bit, .frame_hi = 51, .frame_lo = 12};
    for (unsigned n = 1; n <= level_count; ++n) {
        // With four levels Linux folds the P4D away: the level above the PUD is the PGD.
        auto names = five_names[n - 1];
        if (level_count == 4 && n == 4) names = {"PGD", "PML4", "L0"};
        f.levels[n - 1] = named(12 + 9 * (n - 1), 9, names);
        f.levels[n - 1].leaf_allowed = n <= 3;
    }
    f.default_ram = std::uint64_t{16} << 20;
    return with_phys_bits(std::move(f), 52);
}

// i386 without PAE (SDM 3A table 4-5, 4-6): 32-bit entries, no XD; a PDE with PS maps 4 MiB.
PagingFormat i386() {
    PagingFormat f;
    f.name = "i386";
    f.title = "32-bit x86: two levels of ten bits";
    f.register_bits = 32;
    f.level_count = 2;
    f.canonical = CanonicalRule::all_valid;
    f.entry = {.bytes = 4, .present = 0, .write = 1, .user = 2, .no_execute = no_bit, .accessed = 5, .dirty = 6,
               .global = 8, .page_size = pte_ps_bit, .frame_hi = 31, .frame_lo = 12};
    f.levels[0] = named(12, 10, {"PT", "PT", "L2"});
    f.levels[1] = named(22, 10, {"PGD", "PD", "L1"});
    f.levels[0].leaf_allowed = f.levels[1].leaf_allowed = true;
    // The frame field of a 4 MiB page keeps address bits 39:32 (PSE-36) below its base; this
    // machine has 32 physical bits, so they and bit 21 must be zero.
    f.levels[1].reserved_leaf = mask_of(21, 13);
    f.phys_bits = 32;
    f.default_ram = std::uint64_t{16} << 20;
    return f;
}

// A machine that fits on a blackboard: 16 pages of 16 bytes, 8 frames, one byte an entry.
//     7..5 frame | 4 D | 3 A | 2 U/S | 1 R/W | 0 P
PagingFormat classroom() {
    PagingFormat f;
    f.name = "classroom";
    f.title = "8-bit addresses, 16-byte pages, 8 frames";
    f.register_bits = 8;
    f.page_bits = 4;
    f.phys_bits = 7;
    f.level_count = 1;
    f.canonical = CanonicalRule::all_valid;
    f.entry = {.bytes = 1, .present = 0, .write = 1, .user = 2, .no_execute = no_bit, .accessed = 3, .dirty = 4,
               .global = no_bit, .page_size = no_bit, .frame_hi = 7, .frame_lo = 5};
    f.levels[0] = named(4, 4, {"PT", "PT", "PT"});
    f.levels[0].leaf_allowed = true;
    f.default_ram = 128;
    return f;
}

// "key=value" words of a one-line format, with the column each starts at.
struct Word {
    std::string key;
    std::string value;
    int column = 0;
};

std::vector<Word> words_of(std::string_view text) {
    std::vector<Word> words;
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == ' ' || text[at] == '\t') {
            ++at;
            continue;
        }
        const std::size_t end = std::min(text.find_first_of(" \t", at), text.size());
        const std::string_view word = text.substr(at, end - at);
        const std::size_t equals = std::min(word.find('='), word.size());
        words.push_back({std::string(word.substr(0, equals)),
                         std::string(equals < word.size() ? word.substr(equals + 1) : ""), static_cast<int>(at) + 1});
        at = end;
    }
    return words;
}

const std::vector<std::string> toy_keys{"va",    "levels", "offset", "pte",      "valid", "frame",
                                        "write", "user",   "nx",     "accessed", "dirty"};

base::Result<unsigned> small_number(const Word& word, const std::string& text, unsigned most) {
    const auto number = base::parse_number(text);
    const int column = word.column + static_cast<int>(word.key.size()) + 1;
    if (!number) return Error{"'" + word.key + "=' needs a number: " + number.error().message, "", 0, column};
    if (*number > most)
        return Error{"'" + word.key + "=" + text + "' is too large", "the most is " + std::to_string(most), 0, column};
    return static_cast<unsigned>(*number);
}

base::Result<PagingFormat> toy_format(std::string_view text) {
    PagingFormat f;
    f.name = std::string(text);
    f.canonical = CanonicalRule::all_valid;
    f.entry = {.bytes = 0, .present = no_bit};
    std::vector<unsigned> widths;
    unsigned va = 0;
    bool has_offset = false, has_frame = false;
    for (const Word& word : words_of(text)) {
        const auto fail = [&](std::string message, std::string hint) {
            return Error{std::move(message), std::move(hint), 0, word.column};
        };
        if (word.key == "levels") {
            for (const std::string& part : base::split(word.value, ',')) {
                const auto width = small_number(word, part, 20);
                if (!width) return width.error();
                if (*width == 0) return fail("an index of zero bits chooses nothing", "give each level 1 to 20 bits");
                widths.push_back(*width);
            }
            if (widths.size() > max_levels) return fail("too many levels", "the most is " + std::to_string(max_levels));
        } else if (word.key == "frame") {
            const auto ends = base::split(word.value, ':');
            if (ends.size() != 2) return fail("'frame=' needs two bit numbers", "write frame=6:0, high bit first");
            const auto hi = small_number(word, ends[0], 63), lo = small_number(word, ends[1], 63);
            if (!hi) return hi.error();
            if (!lo) return lo.error();
            if (*hi < *lo) return fail("'frame=' has its bits the wrong way round", "high bit first: frame=6:0");
            f.entry.frame_hi = *hi;
            f.entry.frame_lo = *lo;
            has_frame = true;
        } else if (word.key == "va" || word.key == "offset" || word.key == "pte") {
            const auto number = small_number(word, word.value, 64);
            if (!number) return number.error();
            if (word.key == "va") va = *number;
            if (word.key == "pte") f.entry.bytes = *number;
            if (word.key == "offset") {
                if (*number > 30) return fail("a page of 2^" + word.value + " bytes is too large", "the most is offset=30");
                f.page_bits = *number;
                has_offset = true;
            }
        } else if (std::find(toy_keys.begin(), toy_keys.end(), word.key) != toy_keys.end()) {
            const auto number = small_number(word, word.value, 63);
            if (!number) return number.error();
            if (word.key == "valid") f.entry.present = *number;
            if (word.key == "write") f.entry.write = *number;
            if (word.key == "user") f.entry.user = *number;
            if (word.key == "nx") f.entry.no_execute = *number;
            if (word.key == "accessed") f.entry.accessed = *number;
            if (word.key == "dirty") f.entry.dirty = *number;
        } else {
            return fail("'" + word.key + "' is not a part of a format", base::did_you_mean(word.key, toy_keys));
        }
    }
    if (va == 0) return Error{"the format lacks 'va='", "say how many bits an address has: va=15", 0, 1};
    if (widths.empty()) return Error{"the format lacks 'levels='", "say the index widths from the root down: levels=5,5", 0, 1};
    if (!has_offset) return Error{"the format lacks 'offset='", "say the bits of the page offset: offset=5", 0, 1};
    if (f.entry.bytes != 1 && f.entry.bytes != 2 && f.entry.bytes != 4 && f.entry.bytes != 8)
        return Error{"an entry takes 1, 2, 4 or 8 bytes", "write pte=1B", 0, 1};
    if (f.entry.present == no_bit) return Error{"the format lacks 'valid='", "say which bit of an entry marks it valid: valid=7", 0, 1};
    if (!has_frame) return Error{"the format lacks 'frame='", "say which bits of an entry are the frame number: frame=6:0", 0, 1};
    unsigned sum = f.page_bits;
    for (const unsigned width : widths) sum += width;
    if (sum != va)
        return Error{"the widths add up to " + std::to_string(sum) + " bits, but va=" + std::to_string(va),
                     "levels and offset must fill the address exactly", 0, 1};
    std::uint64_t used = 0;
    const unsigned entry_bits = f.entry.bytes * 8;
    const auto claim = [&](unsigned hi, unsigned lo) {
        if (hi >= entry_bits || (used & mask_of(hi, lo)) != 0) return false;
        used |= mask_of(hi, lo);
        return true;
    };
    bool fits = claim(f.entry.frame_hi, f.entry.frame_lo);
    for (const unsigned bit : {f.entry.present, f.entry.write, f.entry.user, f.entry.no_execute, f.entry.accessed, f.entry.dirty})
        if (bit != no_bit) fits = claim(bit, bit) && fits;
    if (!fits)
        return Error{"the bits of an entry overlap or lie outside its " + std::to_string(entry_bits) + " bits",
                     "give every bit and the frame its own place", 0, 1};
    f.level_count = static_cast<unsigned>(widths.size());
    f.register_bits = va;
    unsigned shift = f.page_bits;
    for (unsigned n = 1; n <= f.level_count; ++n) {
        const std::string name = n == 1 ? "PT" : n == f.level_count ? "PGD" : n == 2 ? "PMD" : "L" + std::to_string(n);
        Level& level = f.levels[n - 1];
        level.names = {name, name, name};
        level.shift = shift;
        level.bits = widths[widths.size() - n];
        level.leaf_allowed = n == 1;
        shift += level.bits;
    }
    f.phys_bits = std::min(52u, f.page_bits + f.entry.frame_hi - f.entry.frame_lo + 1);
    f.title = std::to_string(va) + "-bit toy format";
    f.default_ram = std::min(std::uint64_t{1} << f.phys_bits, std::uint64_t{16} << 20);
    return f;
}

}  // namespace

bool PagingFormat::is_canonical(VirtAddr va) const {
    return canonical == CanonicalRule::all_valid || canonicalised(va) == va;
}

VirtAddr PagingFormat::canonicalised(VirtAddr va) const {
    const unsigned width = va_bits();
    if (width >= 64) return va;
    const std::uint64_t low = va.value & base::low_mask(width);
    const bool high_half = canonical == CanonicalRule::sign_extended && base::test_bit(low, width - 1);
    return {high_half ? low | ~base::low_mask(width) : low};
}

base::u128 PagingFormat::user_end() const {
    return base::u128{1} << (canonical == CanonicalRule::sign_extended ? va_bits() - 1 : va_bits());
}

std::span<const PagingFormat> builtin_formats() {
    static const std::vector<PagingFormat> rows{
        x86_64(4, "x86-64", "x86-64 with four levels"),
        x86_64(5, "x86-64-la57", "x86-64 with five levels (LA57)"),
        i386(),
        classroom(),
    };
    return rows;
}

base::Result<PagingFormat> find_format(std::string_view text) {
    if (text.find('=') != std::string_view::npos) return toy_format(text);
    std::vector<std::string> names;
    for (const PagingFormat& row : builtin_formats()) {
        if (row.name == text) return row;
        names.push_back(row.name);
    }
    std::string hint = base::did_you_mean(text, names);
    if (hint.empty()) {
        hint = "formats:";
        for (const std::string& name : names) hint += " " + name;
        hint += ", or one line such as va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0";
    }
    return Error{"no paging format is called '" + std::string(text) + "'", hint, 0, 1};
}

PagingFormat with_phys_bits(PagingFormat f, unsigned bits) {
    f.phys_bits = bits;
    const std::uint64_t above = bits > f.entry.frame_hi ? 0 : mask_of(f.entry.frame_hi, bits);
    for (unsigned n = 1; n <= f.level_count; ++n) {
        Level& level = f.levels[n - 1];
        level.reserved_table = above;
        // A large page's frame is aligned to its size: the bits below it, but for PAT (12), are
        // reserved. Where no large page may be, PS itself is.
        level.reserved_leaf = above | (n > 1 ? mask_of(level.shift - 1, f.page_bits + 1) : 0);
        if (n > 1 && !level.leaf_allowed && f.entry.page_size != no_bit)
            level.reserved_table |= std::uint64_t{1} << f.entry.page_size;
    }
    return f;
}

std::string level_name(const PagingFormat& format, unsigned number, LevelNames names) {
    if (number < 1 || number > format.level_count) return std::to_string(number);
    return format.level(number).names[static_cast<std::size_t>(names)];
}

}  // namespace hw
