#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/base/phrase.h"

namespace base {
namespace {

constexpr u128 max_u128 = ~u128{0};

std::string digits(u128 value, unsigned radix, unsigned min_digits) {
    std::string text;
    do {
        text.push_back("0123456789abcdef"[static_cast<unsigned>(value % radix)]);
        value /= radix;
    } while (value != 0);
    while (text.size() < min_digits) text.push_back('0');
    std::reverse(text.begin(), text.end());
    return text;
}

// Inserts `mark` every `step` characters, counted from the right.
std::string in_groups(const std::string& text, unsigned step, char mark) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i > 0 && (text.size() - i) % step == 0) out.push_back(mark);
        out.push_back(text[i]);
    }
    return out;
}

struct Unit {
    std::string_view name;
    unsigned shift;
};
constexpr std::array<Unit, 9> size_units{{{"B", 0}, {"KiB", 10}, {"MiB", 20}, {"GiB", 30}, {"TiB", 40},
                                          {"PiB", 50}, {"EiB", 60}, {"ZiB", 70}, {"YiB", 80}}};

int digit_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::string hex(u128 value, unsigned min_digits) {
    return "0x" + in_groups(digits(value, 16, min_digits), 4, '_');
}

std::string dec(u128 value) { return digits(value, 10, 1); }

std::string grouped(u128 value) {
    return value < 10000 ? dec(value) : in_groups(digits(value, 10, 1), 3, ',');
}

std::string bin(u128 value, unsigned min_digits) {
    return "0b" + in_groups(digits(value, 2, min_digits), 4, '_');
}

namespace {

// The next decimal digit of rest/den; what is left stays in `rest`. Adds ten times instead of
// multiplying, so that nothing overflows. REQUIRES: rest < den.
unsigned next_digit(u128& rest, u128 den) {
    unsigned digit = 0;
    u128 sum = 0;
    for (int i = 0; i < 10; ++i) {
        if (sum >= den - rest) {
            sum -= den - rest;
            ++digit;
        } else {
            sum += rest;
        }
    }
    rest = sum;
    return digit;
}

}  // namespace

std::string fraction(u128 num, u128 den, unsigned decimals) {
    u128 whole = num / den, rest = num % den;
    std::uint64_t tail = 0, scale = 1;
    for (unsigned i = 0; i < decimals; ++i, scale *= 10) tail = tail * 10 + next_digit(rest, den);
    if (rest != 0 && rest >= den - rest) ++tail;  // round half up
    if (tail == scale) {
        ++whole;
        tail = 0;
    }
    if (tail == 0) return dec(whole);
    std::string text = digits(tail, 10, decimals);
    while (text.back() == '0') text.pop_back();
    return dec(whole) + "." + text;
}

std::string size(u128 bytes) {
    std::size_t unit = 0;
    while (unit + 1 < size_units.size() && (bytes >> size_units[unit + 1].shift) != 0) ++unit;
    u128 one = u128{1} << size_units[unit].shift;
    const bool exact = (bytes % one) * 1000 % one == 0;
    if (!exact && unit + 1 < size_units.size() && fraction(bytes, one, 2) == "1024") one = u128{1} << size_units[++unit].shift;
    const std::string amount = fraction(bytes, one, exact ? 3 : 2) + " " + std::string(size_units[unit].name);
    return exact ? amount : phrase("base.about", {amount});
}

std::string bits(u128 count) { return phrase(count == 1 ? "base.bit" : "base.bits", {dec(count)}); }

std::string magnitude(u128 value) {
    if (value != 0 && (value & (value - 1)) == 0) {
        unsigned exponent = 0;
        for (u128 v = value; v > 1; v >>= 1) ++exponent;
        return "2^" + dec(exponent);
    }
    if (value < 10000) return dec(value);
    u128 power = 1;
    unsigned exponent = 0;
    while (value / power >= 10) {
        power *= 10;
        ++exponent;
    }
    std::string lead = fraction(value, power, 1);
    if (lead == "10") {  // 9.96e4 rounds up to 1e5
        lead = "1";
        ++exponent;
    }
    return phrase("base.about", {lead + "e" + dec(exponent)});
}

std::string duration(u128 ns) {
    if (ns < 1000) return dec(ns) + " ns";
    if (ns < 1000000) return fraction(ns, 1000, 3) + " us";
    if (ns < 1000000000) return fraction(ns, 1000000, 3) + " ms";
    return fraction(ns, 1000000000, 3) + " s";
}

u128 unit_factor(std::string_view unit) {
    std::string u;
    for (char c : unit) u.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
    if (u == "b" || u == "byte" || u == "bytes" || u == "bit" || u == "bits" || u == "ns") return 1;
    if (u == "us") return 1000;
    if (u == "ms") return 1000000;
    if (u == "s") return 1000000000;
    constexpr std::string_view prefixes = "kmgtpe";
    const bool named = u.size() == 1 || (u.size() == 2 && u[1] == 'b') || (u.size() == 3 && u[1] == 'i' && u[2] == 'b');
    if (!named) return 0;
    const auto at = prefixes.find(u[0]);
    return at == std::string_view::npos ? u128{0} : u128{1} << (10 * (static_cast<unsigned>(at) + 1));
}

Result<u128> parse_number(std::string_view text) {
    std::size_t at = 0;
    const auto column = [&] { return static_cast<int>(at) + 1; };
    while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at]))) ++at;
    unsigned radix = 10;
    if (at + 1 < text.size() && text[at] == '0') {
        const char mark = static_cast<char>(text[at + 1] | 0x20);
        if (mark == 'x') radix = 16;
        if (mark == 'b' && at + 2 < text.size() && (text[at + 2] == '0' || text[at + 2] == '1')) radix = 2;
        if (radix != 10) at += 2;
    }
    u128 value = 0;
    bool any = false;
    for (; at < text.size(); ++at) {
        // A comma groups decimal digits only when a digit follows it.
        if (text[at] == '_' || (radix == 10 && text[at] == ',' && at + 1 < text.size() && digit_value(text[at + 1]) >= 0))
            continue;
        const int d = digit_value(text[at]);
        if (d < 0 || d >= static_cast<int>(radix)) break;
        if (value > (max_u128 - static_cast<unsigned>(d)) / radix)
            return Error{phrase("base.number-too-large"), phrase("base.largest-value"), 0, column()};
        value = value * radix + static_cast<unsigned>(d);
        any = true;
    }
    if (!any)
        return Error{text.empty() ? phrase("base.number-missing") : phrase("base.not-number"), phrase("base.write-number"), 0, column()};
    while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at]))) ++at;
    const std::string unit = trimmed(text.substr(at));
    if (unit.empty()) return value;
    const u128 factor = unit_factor(unit);
    if (factor == 0)
        return Error{phrase("base.does-not-continue-number", {unit}), phrase("base.units-are"), 0, column()};
    if (value != 0 && factor > max_u128 / value)
        return Error{phrase("base.number-too-large"), phrase("base.largest-value"), 0, column()};
    return value * factor;
}

std::string trimmed(std::string_view text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
    return std::string(text);
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    for (std::size_t from = 0;;) {
        const auto to = text.find(separator, from);
        parts.emplace_back(text.substr(from, to == std::string_view::npos ? to : to - from));
        if (to == std::string_view::npos) return parts;
        from = to + 1;
    }
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
    std::string text;
    for (const std::string& part : parts) text.append(&part == parts.data() ? std::string_view{} : separator).append(part);
    return text;
}

std::string closest(std::string_view word, const std::vector<std::string>& candidates) {
    if (word.empty() || word.size() > 64) return {};  // nothing was meant, or no typo is that long
    std::string best;
    std::size_t best_distance = word.size() / 3 + 1;
    for (const std::string& candidate : candidates) {
        // Levenshtein distance with adjacent swaps, one row at a time.
        std::vector<std::size_t> before_last, last, row(candidate.size() + 1);
        for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
        for (std::size_t i = 1; i <= word.size(); ++i) {
            before_last = std::move(last);
            last = row;
            row[0] = i;
            for (std::size_t j = 1; j <= candidate.size(); ++j) {
                const bool same = word[i - 1] == candidate[j - 1];
                row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
                if (i > 1 && j > 1 && word[i - 1] == candidate[j - 2] && word[i - 2] == candidate[j - 1])
                    row[j] = std::min(row[j], before_last[j - 2] + 1);
            }
        }
        if (row.back() <= best_distance && (best.empty() || row.back() < best_distance)) {
            best_distance = row.back();
            best = candidate;
        }
    }
    return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates, std::string otherwise) {
    const std::string best = closest(word, candidates);
    return best.empty() ? std::move(otherwise) : phrase("base.did-you-mean", {best});
}

std::string to_text(const Error& error, const std::string& file) {
    std::string text = file;
    if (error.line > 0) text += text.empty() ? phrase("base.line", {std::to_string(error.line)}) : ":" + std::to_string(error.line);
    if (error.column > 0) {
        if (text.empty()) text = phrase("base.column", {std::to_string(error.column)});
        else text += ":" + std::to_string(error.column);
    }
    if (!text.empty()) text += ": ";
    text += error.message;
    if (!error.hint.empty()) text += " (" + error.hint + ")";
    return text;
}

}  // namespace base
