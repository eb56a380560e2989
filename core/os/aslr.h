// Address space layout randomisation: where Linux puts the parts of a program.
//
//     x86-64, from the top of the addresses that programs use:
//         0x7fff_ffff_f000  stack     - 22 bits of pages; the stack pointer a further 0..8191 bytes lower
//                           mappings  - 28 bits of pages below that: vdso, then libc, growing down
//                           heap      + 18 bits of pages behind the program (brk)
//         0x5555_5555_4000  program   + 28 bits of pages; linked to a fixed place (not PIE): 0x40_0000
//
// exec draws a new layout; fork copies the parent's, because it copies the address space.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/rng.h"
#include "core/hw/format.h"

namespace os {

struct Vma;

enum class AslrMode : std::uint8_t {
    off,     ///< setarch -R, or randomize_va_space = 0
    no_pie,  ///< on, but the program itself was linked to a fixed address
    on,      ///< on, and the program is position-independent
};
std::string_view to_text(AslrMode mode);
base::Result<AslrMode> parse_aslr(std::string_view text);

/// The parts of a program that have a place of their own.
enum class Region : std::uint8_t { text, data, heap, libc, vdso, stack };
constexpr std::size_t region_count = 6;
std::string_view to_text(Region region);
std::optional<Region> find_region(std::string_view name);
/// "text, data, heap, libc, vdso or stack", for errors.
std::string region_names();

/// The rules of Linux for one format; addresses and sizes in bytes.
struct AslrRules {
    std::string_view name;            ///< "x86-64", "i386", "arm64"
    std::uint64_t page = 4096;
    std::uint64_t stack_top = 0;      ///< end of the stack when nothing is random
    std::uint64_t pie_base = 0;       ///< of a position-independent program
    std::uint64_t fixed_base = 0;     ///< of one that is not
    unsigned mmap_bits = 0;           ///< pages; also the program's, when it is PIE
    unsigned stack_bits = 0;          ///< pages
    unsigned heap_bits = 0;           ///< pages
    std::uint64_t stack_fine = 0;     ///< the stack pointer moves up to so much more, by 16 bytes
    std::string_view source;

    /// The highest place mappings get, before the draw: below the room the stack may need.
    std::uint64_t mmap_base(bool random) const;
};

/// The rules for a format; nullopt where Linux does not run (the hotel, toys) and where this course
/// has no figures (RISC-V).
std::optional<AslrRules> aslr_rules(const hw::PagingFormat& format);
/// What to say where there are none.
base::Error no_aslr_rules(const hw::PagingFormat& format);

/// Bits of randomness of a region's own draw, in pages; data moves with text, vdso with libc.
unsigned entropy_bits(const AslrRules& rules, AslrMode mode, Region region);

/// The program that is laid out: bytes of each region, whole pages.
struct ProgramShape {
    std::array<std::uint64_t, region_count> bytes{};
    std::uint64_t operator[](Region r) const { return bytes[static_cast<std::size_t>(r)]; }
};
/// A small C program: sizes as a shell shows them in /proc/self/maps, rounded up to pages.
ProgramShape default_program(const AslrRules& rules);

/// A place for each region: its lowest address.
struct Layout {
    std::array<base::VirtAddr, region_count> start{};
    base::VirtAddr stack_pointer{};  ///< where the first frame begins, inside the stack

    base::VirtAddr operator[](Region r) const { return start[static_cast<std::size_t>(r)]; }
    friend bool operator==(const Layout&, const Layout&) = default;
};
/// Draws a layout; with `off` nothing is drawn.
Layout draw_layout(const AslrRules& rules, AslrMode mode, const ProgramShape& shape, base::Rng& rng);

/// The layout as named areas, sorted by address, with a program's permissions; the stack is one.
std::vector<Vma> layout_areas(const Layout& layout, const ProgramShape& shape);
/// What a stack may grow to unless something else is said, bytes (Linux: ulimit -s).
constexpr std::uint64_t default_stack_limit = std::uint64_t{8} << 20;

}  // namespace os
