#include "ui/address_text.h"

#include <algorithm>
#include <cctype>

#include "core/base/text.h"
#include "lessons/engine/strings.h"

namespace ui {

using base::Error;
using base::Result;
using base::VirtAddr;
using lessons::tr;

namespace {

constexpr std::uint64_t most_pages = 8;  // of an area that is mapped as a whole

// A word of the text with the column it starts at.
struct Part {
    std::string_view text;
    int column = 0;
};

std::vector<Part> parts_of(std::string_view text) {
    std::vector<Part> parts;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = text.find_first_not_of(" \t\r\n", at);
        if (begin == std::string_view::npos) break;
        const std::size_t end = std::min(text.find_first_of(" \t\r\n", begin), text.size());
        parts.push_back({text.substr(begin, end - begin), static_cast<int>(begin) + 1});
        at = end;
    }
    return parts;
}

Error fail(const Part& part, std::string message, std::string hint) { return {std::move(message), std::move(hint), 0, part.column}; }

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// `what` names the part in messages: "the address", "the start", "the end".
Result<std::uint64_t> parse_hex(Part part, const std::string& what, const hw::PagingFormat& format) {
    std::string_view digits = part.text;
    if (digits.size() >= 2 && digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X')) digits.remove_prefix(2);
    const int skipped = static_cast<int>(part.text.size() - digits.size());
    base::u128 value = 0;
    unsigned count = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (digits[i] == '_') continue;
        const int digit = hex_digit(digits[i]);
        if (digit < 0)
            return Error{tr("address.bad_digit", {what, std::string(1, digits[i]), std::string(part.text)}), tr("address.bad_digit_hint"), 0,
                         part.column + skipped + static_cast<int>(i)};
        value = value << 4 | static_cast<unsigned>(digit);
        if (value >> format.register_bits != 0)
            return fail(part, tr("address.too_wide", {what, std::string(part.text), base::dec(format.register_bits)}),
                        tr("address.too_wide_hint", {base::hex(base::low_mask(format.register_bits))}));
        ++count;
    }
    if (count == 0) return fail(part, tr("address.no_digits", {what}), tr("address.bad_digit_hint"));
    return static_cast<std::uint64_t>(value);
}

Result<os::Permissions> parse_permissions(const Part& part) {
    constexpr std::string_view letters = "rwx";
    bool good = part.text.size() == 4 && (part.text[3] == 'p' || part.text[3] == 's' || part.text[3] == '-');
    for (std::size_t i = 0; i < 3 && good; ++i) good = part.text[i] == letters[i] || part.text[i] == '-';
    if (!good) return fail(part, tr("address.bad_permissions", {std::string(part.text)}), tr("address.bad_permissions_hint"));
    return os::Permissions{part.text[0] == 'r', part.text[1] == 'w', part.text[2] == 'x'};
}

bool is_hex(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return hex_digit(c) >= 0; });
}

std::string name_of(std::string_view path) {
    path = path.substr(path.find_last_of('/') == std::string_view::npos ? 0 : path.find_last_of('/') + 1);
    std::string name;
    for (const char c : path)
        if (std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-' || c == '+') name += c;
    return name.substr(0, 24);
}

// Offset, device and inode say nothing about translation, but a line that lacks their shape is no
// line of a memory map: perhaps a part of it was lost on the way.
base::Status check_rest(const std::vector<Part>& parts) {
    if (parts.size() > 2 && !is_hex(parts[2].text))
        return fail(parts[2], tr("address.bad_offset", {std::string(parts[2].text)}), tr("address.line_hint"));
    if (parts.size() > 3) {
        const std::size_t colon = parts[3].text.find(':');
        if (colon == std::string_view::npos || !is_hex(parts[3].text.substr(0, colon)) || !is_hex(parts[3].text.substr(colon + 1)))
            return fail(parts[3], tr("address.bad_device", {std::string(parts[3].text)}), tr("address.line_hint"));
    }
    if (parts.size() > 4 && parts[4].text.find_first_not_of("0123456789") != std::string_view::npos)
        return fail(parts[4], tr("address.bad_inode", {std::string(parts[4].text)}), tr("address.line_hint"));
    return base::Done{};
}

Result<PastedAddress> parse_line(const std::vector<Part>& parts, std::size_t dash, const hw::PagingFormat& format) {
    const Part range = parts[0];
    const auto start = parse_hex({range.text.substr(0, dash), range.column}, tr("address.the_start"), format);
    if (!start) return start.error();
    const Part end_part{range.text.substr(dash + 1), range.column + static_cast<int>(dash) + 1};
    const auto end = parse_hex(end_part, tr("address.the_end"), format);
    if (!end) return end.error();
    if (*end <= *start)
        return fail(end_part, tr("address.end_before_start", {base::hex(*end), base::hex(*start)}), tr("address.line_hint"));
    PastedArea area;
    area.end = *end;
    area.permissions = {true, true, false};
    if (parts.size() > 1) {
        const auto permissions = parse_permissions(parts[1]);
        if (!permissions) return permissions.error();
        area.permissions = *permissions;
    }
    if (const auto status = check_rest(parts); !status) return status.error();
    if (parts.size() > 5) area.name = name_of(parts[5].text);
    return PastedAddress{{*start}, area};
}

// Pages to map so that the walk has something to find: the area when it is small and free, else
// its first page; 0 where nothing can or need be mapped.
std::uint64_t pages_to_map(const PastedAddress& pasted, const sim::Machine& machine) {
    const os::Process* process = machine.current();
    const hw::PagingFormat& format = machine.hw.format;
    const std::uint64_t first = pasted.va.value >> format.page_bits << format.page_bits;
    if (!process || !format.is_canonical(pasted.va)) return 0;
    if (base::u128{first} + format.page_bytes() > format.user_end() || process->area_of(pasted.va)) return 0;
    if (pasted.area && pasted.area->permissions == os::Permissions{false, false, false}) return 0;
    const std::uint64_t overhead = std::uint64_t{2} * format.level_count, free = machine.kernel.frames.free();
    if (free <= overhead) return 0;
    if (!pasted.area) return 1;
    const base::u128 end = std::min(base::u128{pasted.area->end}, format.user_end());
    const auto pages = static_cast<std::uint64_t>((end - first + format.page_bytes() - 1) >> format.page_bits);
    if (pages > most_pages || pages + overhead > free) return 1;
    for (const os::Vma& area : process->areas)
        if (area.start.value < end && area.last() >= first) return 1;
    return pages;
}

std::string letters(os::Permissions p) {
    return std::string(p.read ? "r" : "") + (p.write ? "w" : "") + (p.execute ? "x" : "");
}

}  // namespace

Result<PastedAddress> parse_pasted(std::string_view text, const hw::PagingFormat& format) {
    const std::vector<Part> parts = parts_of(text);
    if (parts.empty()) return Error{tr("address.empty"), tr("address.bad_digit_hint"), 0, 1};
    const std::size_t dash = parts[0].text.find('-');
    if (dash != std::string_view::npos) return parse_line(parts, dash, format);
    if (parts.size() > 1) return fail(parts[1], tr("address.extra", {std::string(parts[1].text)}), tr("address.line_hint"));
    const auto value = parse_hex(parts[0], tr("address.the_address"), format);
    if (!value) return value.error();
    return PastedAddress{{*value}};
}

Result<std::vector<std::string>> pasted_commands(std::string_view text, const sim::Machine& machine, const std::string& name) {
    const hw::PagingFormat& format = machine.hw.format;
    const auto pasted = parse_pasted(text, format);
    if (!pasted) return pasted.error();
    std::vector<std::string> commands{"let " + name + " = " + base::hex(pasted->va.value)};
    const std::uint64_t pages = pages_to_map(*pasted, machine);
    if (pages == 0) return commands;
    const std::uint64_t first = pasted->va.value >> format.page_bits << format.page_bits;
    const std::uint64_t bytes = pages << format.page_bits;
    const std::string size = bytes % 1024 == 0 ? base::dec(bytes / 1024) + "K" : base::dec(bytes);
    const os::Permissions permissions = pasted->area ? pasted->area->permissions : os::Permissions{true, true, false};
    const std::string area_name = pasted->area && !pasted->area->name.empty() ? pasted->area->name : "pasted";
    commands.push_back("map " + base::hex(first) + " " + size + " " + letters(permissions) + " now name=" + area_name);
    return commands;
}

}  // namespace ui
