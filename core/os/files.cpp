#include "core/os/files.h"

#include <algorithm>
#include <utility>

namespace os {
namespace {

// splitmix64's finaliser: neighbouring places get unlike words.
std::uint64_t mixed(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}

unsigned word_bytes(std::uint64_t page_bytes) { return static_cast<unsigned>(std::min<std::uint64_t>(8, page_bytes)); }

}  // namespace

File make_file(std::string name, std::uint64_t bytes, std::uint64_t page_bytes) {
    File file;
    for (const char c : name) file.seed = mixed(file.seed ^ static_cast<unsigned char>(c));
    file.name = std::move(name);
    file.bytes = bytes;
    file.changes = hw::Ram(file.pages(page_bytes) * page_bytes);
    return file;
}

std::uint64_t file_word(const File& file, std::uint64_t offset, unsigned count, std::uint64_t page_bytes) {
    if (file.rewritten.get(offset / page_bytes)) return file.changes.read({offset}, count);
    const std::uint64_t word = mixed(file.seed ^ (offset >> 3)) >> (8 * (offset & 7));
    const std::uint64_t left = offset < file.bytes ? file.bytes - offset : 0;
    const auto valid = static_cast<unsigned>(std::min<std::uint64_t>(count, left));
    return word & base::low_mask(8 * valid);
}

void copy_page(const hw::Ram& from, PhysAddr source, hw::Ram& to, PhysAddr target, std::uint64_t page_bytes) {
    const unsigned step = word_bytes(page_bytes);
    for (std::uint64_t i = 0; i < page_bytes; i += step) {
        const std::uint64_t word = from.read(source + i, step);
        if (word != to.read(target + i, step)) to.write(target + i, step, word);
    }
}

void load_page(const File& file, std::uint64_t page, hw::Ram& ram, PhysAddr target, std::uint64_t page_bytes) {
    const unsigned step = word_bytes(page_bytes);
    for (std::uint64_t i = 0; i < page_bytes; i += step)
        ram.write(target + i, step, file_word(file, page * page_bytes + i, step, page_bytes));
}

void store_page(File& file, std::uint64_t page, const hw::Ram& ram, PhysAddr source, std::uint64_t page_bytes) {
    file.rewritten.mut(page) = 1;
    copy_page(ram, source, file.changes, {page * page_bytes}, page_bytes);
}

}  // namespace os
