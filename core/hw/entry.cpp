#include "core/hw/entry.h"

namespace hw {

std::string flags_text(const PagingFormat& format, unsigned level, std::uint64_t word) {
    const EntryLayout& at = format.entry;
    std::string text;
    const auto flag = [&](unsigned bit, const char* name) {
        if (bit == no_bit || !base::test_bit(word, bit)) return;
        if (!text.empty()) text += ' ';
        text += name;
    };
    flag(at.present, "P");
    flag(at.write, "W");
    flag(at.user, "U");
    flag(at.accessed, "A");
    // D, PS and G mean something only where an entry maps a page, or could.
    const bool leaf = decode(format, level, word).leaf;
    if (leaf) flag(at.dirty, "D");
    if (level > 1) flag(at.page_size, "PS");
    if (leaf) flag(at.global, "G");
    flag(at.no_execute, "NX");
    return text.empty() ? "-" : text;
}

}  // namespace hw
