#include "lessons/engine/completion_code.h"

#include <algorithm>
#include <cctype>
#include <chrono>

#include "core/base/crc32.h"
#include "core/base/text.h"
#include "lessons/engine/strings.h"

namespace lessons {
namespace {

using base::Error;

// A number of at most this many digits; false for anything else.
bool read_number(std::string_view text, std::size_t most_digits, unsigned base, std::uint64_t& value) {
    value = 0;
    for (const char c : text) {
        const unsigned digit = c >= '0' && c <= '9' ? static_cast<unsigned>(c - '0') : c >= 'a' && c <= 'z' ? static_cast<unsigned>(c - 'a') + 10 : 99;
        if (digit >= base || value > (UINT64_MAX - digit) / base) return false;
        value = value * base + digit;
    }
    return !text.empty() && text.size() <= most_digits;
}

bool is_checksum(std::string_view text) {
    std::uint64_t value = 0;
    return text.size() == 8 && read_number(text, 8, 16, value);
}

// "20261126"
bool is_day(std::string_view text) {
    std::uint64_t year = 0, month = 0, day = 0;
    if (text.size() != 8 || !read_number(text.substr(0, 4), 4, 10, year) || !read_number(text.substr(4, 2), 2, 10, month) || !read_number(text.substr(6), 2, 10, day)) return false;
    return std::chrono::year_month_day{std::chrono::year{static_cast<int>(year)}, std::chrono::month{static_cast<unsigned>(month)}, std::chrono::day{static_cast<unsigned>(day)}}.ok();
}

bool is_lesson_id(std::string_view text) {
    return !text.empty() && text.size() <= 60 && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::islower(c) || std::isdigit(c) || c == '-'; });
}

}  // namespace

std::string checksum_of(std::string_view text) {
    std::uint32_t crc = base::crc32(text);
    std::string hex(8, '0');
    for (std::size_t i = 8; i > 0; --i, crc >>= 4) hex[i - 1] = "0123456789abcdef"[crc & 15];
    return hex;
}

base::Result<CompletionCode> read_completion_code(std::string_view text) {
    std::string code;
    for (const unsigned char c : text.substr(0, 1000))
        if (!std::isspace(c)) code += static_cast<char>(std::tolower(c));
    const Error no_code{tr("cli.code-form"), "pw1.walk.5-6.1.20261126.k3j2f9.3fa81c07.9d0e12ab"};
    const auto fields = base::split(code, '.');
    if (fields.size() != 8 || fields[0] != "pw1" || !is_lesson_id(fields[1])) return no_code;
    const auto score = base::split(fields[2], '-');
    std::uint64_t right = 0, items = 0, attempts = 0, seed = 0, date = 0;
    if (score.size() != 2 || !read_number(score[0], 3, 10, right) || !read_number(score[1], 3, 10, items) || !read_number(fields[3], 2, 10, attempts)) return no_code;
    if (fields[4].size() != 8 || !read_number(fields[4], 8, 10, date) || !read_number(fields[5], 13, 36, seed) || !is_checksum(fields[6]) || !is_checksum(fields[7])) return no_code;
    if (checksum_of(std::string_view(code).substr(0, code.size() - 9)) != fields[7]) return Error{tr("cli.code-checksum")};
    if (right > items || !is_day(fields[4])) return Error{tr("cli.code-sense")};
    const std::string day = fields[4].substr(0, 4) + "-" + fields[4].substr(4, 2) + "-" + fields[4].substr(6);
    return CompletionCode{fields[1], static_cast<unsigned>(right), static_cast<unsigned>(items), static_cast<unsigned>(attempts), day, seed, fields[6]};
}

}  // namespace lessons
