#include "ui/cli/zip.h"

#include "core/base/crc32.h"
#include "ui/native/deflate.h"

namespace cli {
namespace {

constexpr unsigned as_is = 0, by_deflate = 8;  // methods
constexpr unsigned version_needed = 20;        // 2.0: deflate and folders
constexpr unsigned first_date = 0x0021;        // 1980-01-01, where zip's time begins

void put(std::string& out, unsigned bytes, std::uint32_t value) {
    for (unsigned i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8 * i & 0xff);
}

}  // namespace

// A file stands in the archive behind a header of its own, and is named again in the directory at the end:
//
//     signature | [made by] version | flags | method | time | date | crc | packed size | size | name length | extra length | ...
void Zip::add(std::string_view name, std::string_view bytes) {
    const std::string packed = ui::deflated(bytes);
    const bool smaller = !packed.empty() && packed.size() < bytes.size();
    const std::string_view content = smaller ? std::string_view(packed) : bytes;
    std::string both;
    put(both, 2, version_needed), put(both, 2, 0), put(both, 2, smaller ? by_deflate : as_is), put(both, 2, 0), put(both, 2, first_date);
    put(both, 4, base::crc32(bytes)), put(both, 4, static_cast<std::uint32_t>(content.size())), put(both, 4, static_cast<std::uint32_t>(bytes.size()));
    put(both, 2, static_cast<std::uint32_t>(name.size())), put(both, 2, 0);

    put(directory_, 4, 0x02014b50), put(directory_, 2, version_needed);
    directory_ += both;
    put(directory_, 2, 0), put(directory_, 2, 0), put(directory_, 2, 0), put(directory_, 4, 0);  // comment, disk, attributes
    put(directory_, 4, static_cast<std::uint32_t>(files_.size()));
    directory_ += name;

    put(files_, 4, 0x04034b50);
    files_ += both;
    files_ += name;
    files_ += content;
    ++count_;
}

std::string Zip::finish() const {
    std::string end;
    put(end, 4, 0x06054b50), put(end, 2, 0), put(end, 2, 0), put(end, 2, count_), put(end, 2, count_);
    put(end, 4, static_cast<std::uint32_t>(directory_.size())), put(end, 4, static_cast<std::uint32_t>(files_.size())), put(end, 2, 0);
    return files_ + directory_ + end;
}

}  // namespace cli
