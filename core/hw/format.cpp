#include "core/hw/format.h"

#include <algorithm>
#include <vector>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/hw/format_rows.h"
#include "core/hw/toy_format.h"

namespace hw {

using base::Error;
using base::mask_of;

bool PagingFormat::is_canonical(VirtAddr va) const {
    if (canonical == CanonicalRule::all_valid) return true;
    return canonical == CanonicalRule::below_limit ? va.value < va_limit : canonicalised(va) == va;
}

VirtAddr PagingFormat::canonicalised(VirtAddr va) const {
    const unsigned width = va_bits();
    if (width >= 64) return va;
    const std::uint64_t low = va.value & base::low_mask(width);
    const bool high_half = canonical == CanonicalRule::sign_extended ? base::test_bit(low, width - 1) : uses_high_root(va);
    return {high_half ? low | ~base::low_mask(width) : low};
}

VirtAddr PagingFormat::page_start(Vpn vpn) const {
    const VirtAddr va{vpn.value << page_bits};
    const bool high_root = canonical == CanonicalRule::bit_55 && base::test_bit(va.value, va_bits());
    return canonicalised(high_root ? VirtAddr{va.value | std::uint64_t{1} << 55} : va);
}

base::u128 PagingFormat::user_end() const {
    if (canonical == CanonicalRule::below_limit) return va_limit;
    return base::u128{1} << (canonical == CanonicalRule::sign_extended ? va_bits() - 1 : va_bits());
}

std::span<const PagingFormat> builtin_formats() {
    static const std::vector<PagingFormat> rows = [] {
        std::vector<PagingFormat> all = x86_rows();
        for (const auto& family : {arm_rows(), riscv_rows(), teaching_rows()}) all.insert(all.end(), family.begin(), family.end());
        return all;
    }();
    return rows;
}

base::Result<PagingFormat> find_format(std::string_view text) {
    if (text.find('=') != std::string_view::npos) return parse_toy_format(text);
    const std::size_t plus = std::min(text.find('+'), text.size());
    const std::string_view wanted = text.substr(0, plus);
    std::vector<std::string> names;
    for (const PagingFormat& row : builtin_formats()) {
        names.push_back(row.name);
        if (row.name != wanted) continue;
        PagingFormat format = row;
        if (plus == text.size()) return format;
        auto status = apply_options(format, text.substr(plus));
        if (status) return format;
        status.error().column += static_cast<int>(plus);
        return status.error();
    }
    const std::string all = base::phrase("hw.formats-are", {base::joined(names, " ")});
    return Error{base::phrase("hw.no-paging-format-called", {wanted}), base::did_you_mean(wanted, names, all), 0, 1};
}

std::string title_of(const PagingFormat& format) {
    if (format.name.find('=') != std::string::npos) return base::phrase("hw.title-toy", {base::dec(format.register_bits)});
    if (format.architecture != Architecture::arm) return base::phrase("hw.title-" + format.name.substr(0, format.name.find('+')));
    return base::phrase("hw.title-arm", {base::dec(format.page_bytes() >> 10), base::dec(format.va_bits())});
}

base::Status apply_options(PagingFormat& f, std::string_view options) {
    std::size_t at = 1;  // behind the first '+'
    for (const std::string& option : base::split(options.substr(1), '+')) {
        const bool arm = f.architecture == Architecture::arm, riscv = f.architecture == Architecture::riscv;
        if (option == "hafdbs" && arm) {
            f.marks_by_fault = false;
            f.entry.dirty_tracking = 51;
        } else if (option == "svadu" && riscv) {
            f.marks_by_fault = false;
        } else if (option == "svnapot" && riscv && f.entry.bytes == 8) {
            f.entry.contiguous = 63;
            f.levels[0].run_bits = 4;
        } else {
            return Error{base::phrase("hw.no-option", {f.name, option}),
                         arm ? base::phrase("hw.option-hafdbs") : riscv ? base::phrase("hw.options-svadu-and-svnapot") : base::phrase("hw.no-options"), 0,
                         static_cast<int>(at) + 1};
        }
        at += option.size() + 1;
        f.name += "+" + option;
    }
    f = with_phys_bits(std::move(f), f.phys_bits);
    return base::Done{};
}

namespace {

// What the architectures reserve beside the frame number's bits.
void reserve_other_bits(PagingFormat& f, unsigned n, std::uint64_t low_frame_bits) {
    Level& level = f.levels[n - 1];
    if (f.architecture == Architecture::riscv && f.entry.bytes == 8) {
        const std::uint64_t top = mask_of(63, 54);
        level.reserved_table |= top;
        level.reserved_leaf |= n == 1 && f.entry.contiguous != no_bit ? top & ~mask_of(63, 63) : top;
    }
    // What a pointer would say of the pages below it is left for later: U, A and D.
    if (f.architecture == Architecture::riscv) level.reserved_table |= mask_of(4, 4) | mask_of(7, 6);
    if (f.architecture != Architecture::x86 || n == 1 || f.entry.page_size == no_bit) return;
    // A large page's frame is aligned to its size: the bits below it, but for PAT (12), are
    // reserved. Where no large page may be, PS itself is.
    if (level.leaf_allowed) level.reserved_leaf |= low_frame_bits;
    else level.reserved_table |= std::uint64_t{1} << f.entry.page_size;
    if (level.table == TableLayout{}) level.reserved_table |= mask_of(2, 1) | mask_of(8, 5) | mask_of(63, 63);  // PAE's top
}

}  // namespace

PagingFormat with_phys_bits(PagingFormat f, unsigned bits) {
    const EntryLayout& entry = f.entry;
    const unsigned low_end = f.page_bits + entry.frame_hi - entry.frame_lo + 1;  // address bits in the lower piece
    const unsigned widest = entry.high_hi == no_bit ? low_end : low_end + entry.high_hi - entry.high_lo + 1;
    f.phys_bits = std::min(bits, widest);
    // The bits of an entry that hold address bits hi..lo; beyond the widest there are none.
    const auto places = [&](unsigned hi, unsigned lo) {
        std::uint64_t mask = 0;
        for (unsigned n = lo; n <= hi && n < widest; ++n)
            mask |= std::uint64_t{1} << (n < low_end ? entry.frame_lo + n - f.page_bits : entry.high_lo + n - low_end);
        return mask;
    };
    const auto above = [&](unsigned end) { return f.phys_bits < end ? places(end - 1, f.phys_bits) : 0; };
    for (unsigned n = 1; n <= f.level_count; ++n) {
        Level& level = f.levels[n - 1];
        level.reserved_table = above(entry.high_in_large_only ? std::min(low_end, widest) : widest);
        level.reserved_leaf = above(entry.high_in_large_only && n == 1 ? low_end : widest);
        std::uint64_t low = n > 1 ? places(level.shift - 1, f.page_bits + 1) : 0;
        if (f.phys_bits > low_end) low &= ~places(f.phys_bits - 1, low_end);
        reserve_other_bits(f, n, low);
    }
    return f;
}

void add_levels(PagingFormat& f, const std::vector<unsigned>& widths) {
    static constexpr const char* linux_names[] = {"PT", "PMD", "PUD", "P4D"};
    static constexpr const char* intel_names[] = {"PT", "PD", "PDPT", "PML4", "PML5"};
    static constexpr const char* arm_names[] = {"L3", "L2", "L1", "L0", "L-1"};
    f.level_count = static_cast<unsigned>(widths.size());
    unsigned shift = f.page_bits;
    for (unsigned i = 0; i < f.level_count; ++i) {
        Level& level = f.levels[i];
        level.shift = shift;
        level.bits = widths[i];
        level.leaf_allowed = i == 0;
        // Linux folds the levels that a format lacks away below the root.
        level.names = {i > 0 && i + 1 == f.level_count ? "PGD" : linux_names[i], intel_names[i], f.level_count == 1 ? "PT" : arm_names[i]};
        shift += widths[i];
    }
}

std::string level_name(const PagingFormat& format, unsigned number, LevelNames names) {
    if (number < 1 || number > format.level_count) return std::to_string(number);
    return format.level(number).names[static_cast<std::size_t>(names)];
}

}  // namespace hw
