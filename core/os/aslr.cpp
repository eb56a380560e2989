#include "core/os/aslr_places.h"

#include <algorithm>
#include <string>

#include "core/base/bits.h"
#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/os/process.h"

namespace os {

using base::VirtAddr;

std::string_view to_text(AslrMode mode) {
    static constexpr std::array<std::string_view, 3> names{"off", "nopie", "on"};
    return names[static_cast<std::size_t>(mode)];
}

base::Result<AslrMode> parse_aslr(std::string_view text) {
    for (const AslrMode mode : {AslrMode::off, AslrMode::no_pie, AslrMode::on})
        if (to_text(mode) == text) return mode;
    return base::Error{base::phrase("os.not-way-to-randomise-layout", {text}), base::phrase("os.write-on-off-or-nopie")};
}

std::string_view to_text(Region region) {
    static constexpr std::array<std::string_view, region_count> names{"text", "data", "heap", "libc", "vdso", "stack"};
    return names[static_cast<std::size_t>(region)];
}

std::optional<Region> find_region(std::string_view name) {
    for (std::size_t i = 0; i < region_count; ++i)
        if (to_text(static_cast<Region>(i)) == name) return static_cast<Region>(i);
    return std::nullopt;
}

std::string region_names() {
    std::string names;
    for (std::size_t i = 0; i < region_count; ++i)
        names += (i == 0 ? "" : "|") + std::string(to_text(static_cast<Region>(i)));
    return names;
}

namespace {

constexpr std::uint64_t KiB = 1024, MiB = 1024 * KiB;

std::uint64_t up(std::uint64_t bytes, std::uint64_t page) { return (bytes + page - 1) / page * page; }

AslrRules x86_64() {
    return {.name = "x86-64", .page = 4096, .stack_top = (std::uint64_t{1} << 47) - 4096, .pie_base = 0x555555554000,
            .fixed_base = 0x400000, .mmap_bits = 28, .stack_bits = 22, .heap_bits = 18, .stack_fine = 8192,
            .source = "Linux 6.12: vm.mmap_rnd_bits 28, stack mask 0x3fffff, brk within 1 GiB; 400 execs measured"};
}

AslrRules i386() {
    return {.name = "i386", .page = 4096, .stack_top = 0xc0000000, .pie_base = 0x400000, .fixed_base = 0x8048000, .mmap_bits = 8,
            .stack_bits = 11, .heap_bits = 13, .stack_fine = 8192,
            .source = "Linux: vm.mmap_rnd_bits 8, stack mask 0x7ff, brk within 32 MiB"};
}

// Bits fall by two for each step of the granule, 4K, 16K, 64K: the spans stay.
AslrRules arm64(const hw::PagingFormat& format) {
    const unsigned less = format.page_bits - 12;
    const std::uint64_t window = std::uint64_t{1} << std::min(format.va_bits(), 48u), page = format.page_bytes();
    return {.name = "arm64", .page = page, .stack_top = window, .pie_base = window / 3 * 2 / page * page, .fixed_base = 0x400000,
            .mmap_bits = 18 - less, .stack_bits = 18 - less, .heap_bits = 18 - less, .stack_fine = page,
            .source = "Linux 6.12: vm.mmap_rnd_bits 18, 16, 14 by granule; stack mask 0x3ffff >> (page bits - 12); brk within 1 GiB"};
}

}  // namespace

std::optional<AslrRules> aslr_rules(const hw::PagingFormat& format) {
    if (format.architecture == hw::Architecture::arm) return arm64(format);
    if (format.architecture != hw::Architecture::x86 || format.page_bits != 12) return std::nullopt;
    if (format.name.rfind("x86-64", 0) == 0) return x86_64();  // five levels too: above 2^47 only on request
    if (format.name == "i386" || format.name.rfind("pae", 0) == 0 || format.name == "i386-pae") return i386();
    return std::nullopt;
}

std::uint64_t AslrRules::mmap_base(bool random) const {
    // The stack may grow to 8 MiB, a guard gap of 256 pages stays free below it, and it may itself be
    // moved down; at least 128 MiB are kept free in all.
    const std::uint64_t moved = random ? ((std::uint64_t{1} << stack_bits) - 1) * page : 0;
    return stack_top - std::max(up(default_stack_limit + 256 * page + moved, page), 128 * MiB);
}

unsigned entropy_bits(const AslrRules& rules, AslrMode mode, Region region) {
    if (mode == AslrMode::off) return 0;
    switch (region) {
        case Region::text:
        case Region::data: return mode == AslrMode::on ? rules.mmap_bits : 0;
        case Region::heap: return rules.heap_bits;
        case Region::libc:
        case Region::vdso: return rules.mmap_bits;
        case Region::stack: return rules.stack_bits;
    }
    return 0;
}

base::Error no_aslr_rules(const hw::PagingFormat& format) {
    return {base::phrase("os.no-layout-for-format", {format.name}), base::phrase("os.formats-with-layouts")};
}

ProgramShape default_program(const AslrRules& rules) {
    ProgramShape shape;
    shape.bytes = {24 * KiB, 8 * KiB, 132 * KiB, 1856 * KiB, 8 * KiB, 132 * KiB};
    for (std::uint64_t& bytes : shape.bytes) bytes = up(bytes, rules.page);
    return shape;
}

Layout place_layout(const AslrRules& rules, AslrMode mode, const ProgramShape& shape, const Draws& draws) {
    Layout layout;
    const auto place = [&](Region region, std::uint64_t at) { layout.start[static_cast<std::size_t>(region)] = {at}; };

    const std::uint64_t stack_end = rules.stack_top - draws.stack * rules.page;
    place(Region::stack, stack_end - shape[Region::stack]);
    layout.stack_pointer = {stack_end - rules.page - draws.fine};  // arguments and environment take the page above

    // The loader maps itself and the vdso first, then libc below; the distances are those of
    // `setarch -R` on x86-64.
    const std::uint64_t top = rules.mmap_base(mode != AslrMode::off) - draws.libc * rules.page;
    const std::uint64_t vdso = top - up(0x37000, rules.page);
    place(Region::vdso, vdso);
    place(Region::libc, std::min(top - up(0x22d000, rules.page), vdso - shape[Region::libc]));

    const std::uint64_t text = (mode == AslrMode::no_pie ? rules.fixed_base : rules.pie_base) + draws.text * rules.page;
    place(Region::text, text);
    place(Region::data, text + shape[Region::text]);
    place(Region::heap, text + shape[Region::text] + shape[Region::data] + draws.heap * rules.page);
    return layout;
}

base::VirtAddr lowest_place(const AslrRules& rules, AslrMode mode, const ProgramShape& shape, Region region) {
    Draws draws;
    draws.libc = base::low_mask(entropy_bits(rules, mode, Region::libc));
    draws.stack = base::low_mask(entropy_bits(rules, mode, Region::stack));
    return place_layout(rules, mode, shape, draws)[region];
}

Layout draw_layout(const AslrRules& rules, AslrMode mode, const ProgramShape& shape, base::Rng& rng) {
    const auto draw = [&](Region region) {
        const unsigned bits = entropy_bits(rules, mode, region);
        return bits == 0 ? 0 : rng.below(std::uint64_t{1} << bits);
    };
    Draws draws;
    draws.stack = draw(Region::stack);
    draws.fine = mode == AslrMode::off ? 0 : rng.below(rules.stack_fine / 16) * 16;
    draws.libc = draw(Region::libc);
    draws.text = draw(Region::text);
    draws.heap = draw(Region::heap);
    return place_layout(rules, mode, shape, draws);
}

std::vector<Vma> layout_areas(const Layout& layout, const ProgramShape& shape) {
    std::vector<Vma> areas;
    for (std::size_t i = 0; i < region_count; ++i) {
        const auto region = static_cast<Region>(i);
        const bool code = region == Region::text || region == Region::libc || region == Region::vdso;
        Vma area;
        area.start = layout[region];
        area.bytes = shape[region];
        area.permissions = {true, !code, code};
        area.name = std::string(to_text(region));
        if (region == Region::stack) {
            area.kind = AreaKind::stack;
            area.stack_limit = default_stack_limit;
        }
        areas.push_back(std::move(area));
    }
    std::sort(areas.begin(), areas.end(), [](const Vma& a, const Vma& b) { return a.start < b.start; });
    return areas;
}

}  // namespace os
