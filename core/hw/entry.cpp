#include "core/hw/entry.h"

#include <vector>

#include "core/base/text.h"

namespace hw {

base::Result<unsigned> find_flag(const EntryLayout& at, std::string_view name) {
    const std::pair<const char*, unsigned> flags[] = {
        {"present", at.present},   {"write", at.write}, {"user", at.user},     {"nx", at.no_execute},
        {"accessed", at.accessed}, {"dirty", at.dirty}, {"global", at.global}, {"page_size", at.page_size}};
    std::vector<std::string> known;
    for (const auto& [flag, bit] : flags) {
        if (bit == no_bit) continue;
        if (flag == name) return bit;
        known.emplace_back(flag);
    }
    std::string hint = base::did_you_mean(name, known);
    if (hint.empty()) {
        hint = "flags:";
        for (const std::string& flag : known) hint += " " + flag;
    }
    return base::Error{"an entry of this format has no flag '" + std::string(name) + "'", hint};
}

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
