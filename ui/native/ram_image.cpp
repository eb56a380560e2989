#include "ui/native/ram_image.h"

#include <algorithm>
#include <fstream>
#include <utility>

#include "core/base/text.h"
#include "lessons/engine/strings.h"

namespace ui {

using base::Error;
using lessons::tr;

namespace {

constexpr std::uint64_t most_image_bytes = std::uint64_t{64} << 30;
constexpr std::size_t block_bytes = std::size_t{1} << 20;

}  // namespace

base::Result<hw::Ram> read_ram_image(const std::string& path, const ImageProgress& go_on) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file || file.tellg() < 0) return Error{tr("cli.no-file", {path})};
    const auto size = static_cast<std::uint64_t>(file.tellg());
    if (size == 0 || size > most_image_bytes) return Error{tr("cli.image-size", {path, base::size(size), base::size(most_image_bytes)})};
    file.seekg(0);
    hw::Ram ram(size);
    std::string block(block_bytes, '\0');
    for (std::uint64_t at = 0; at < size && go_on(at, size); at += block_bytes) {
        const std::uint64_t count = std::min<std::uint64_t>(block_bytes, size - at);
        std::fill(block.begin(), block.end(), '\0');
        if (!file.read(block.data(), static_cast<std::streamsize>(count))) return Error{tr("cli.no-file", {path})};
        for (std::uint64_t i = 0; i < count; i += 8) {
            std::uint64_t word = 0;
            for (unsigned byte = 8; byte-- > 0;) word = word << 8 | static_cast<unsigned char>(block[i + byte]);
            const auto whole = static_cast<unsigned>(std::min<std::uint64_t>(8, size - at - i));
            if (word == 0) continue;
            if (whole == 8) ram.write({at + i}, 8, word);
            else for (unsigned byte = 0; byte < whole; ++byte) ram.write({at + i + byte}, 1, word >> 8 * byte);
        }
    }
    return ram;
}

base::Result<hw::PagingFormat> image_format(const std::string& name) {
    const auto format = hw::find_format(name);
    if (!format) return format.error();
    return hw::with_phys_bits(*format, std::max(52u, format->phys_bits));
}

base::Result<base::PhysAddr> parse_root(const std::string& name, const std::string& text, const hw::PagingFormat& format, const hw::Ram& ram) {
    const auto root = base::parse_number(text);
    if (!root) return Error{tr("cli.root", {name}), root.error().message};
    if (*root >= ram.bytes()) return Error{tr("cli.root-outside", {name, base::size(ram.bytes())})};
    const std::uint64_t align = std::max<std::uint64_t>(format.entry.bytes, std::min(format.table_bytes(format.level_count), format.page_bytes()));
    if (*root % align != 0) return Error{tr("cli.root-unaligned", {name, base::size(align)})};
    return base::PhysAddr{static_cast<std::uint64_t>(*root)};
}

hw::Hardware machine_of_image(const hw::PagingFormat& format, hw::Ram ram, base::PhysAddr root) {
    hw::Hardware machine;
    machine.format = format;
    machine.ram = std::move(ram);
    machine.cores.resize(1);
    machine.cores[0].tlb = hw::Tlb(hw::TlbConfig{0, 1});
    machine.cores[0].root = root;
    return machine;
}

}  // namespace ui
