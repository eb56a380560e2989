// Numbers as text and back: hexadecimal in groups of four digits, decimal, binary, sizes with
// binary units, magnitudes, times. One place, so that panels, prose and the CLI print alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/types.h"

namespace base {

/// "0x7f3a_4000_0010": groups of four hex digits from the right. min_digits pads with zeros.
std::string hex(u128 value, unsigned min_digits = 1);
/// "140737488355328": plain decimal.
std::string dec(u128 value);
/// "140,737,488,355,328"; numbers below 10,000 stay plain.
std::string grouped(u128 value);
/// "0b1_0110_1001": groups of four bits from the right; min_digits pads with zeros.
std::string bin(u128 value, unsigned min_digits = 1);
/// "4 KiB", "1.5 MiB", "256 GiB": exact when it fits three decimals, else rounded with "about".
std::string size(u128 bytes);
/// "12 bits".
std::string bits(u128 count);
/// "2^47" when a power of two, else "about 2^46.9" style: "about 1.4e14".
std::string magnitude(u128 value);
/// "400 ns", "1.5 us", "10 ms", "2 s".
std::string duration(u128 ns);
/// "97.3%" / "1.25": num/den with at most `decimals` digits (up to 18), trailing zeros dropped.
/// REQUIRES: den != 0.
std::string fraction(u128 num, u128 den, unsigned decimals);

/// Reads what a reader types: "0x7f3a_4000", "4096", "0b1010", "4K", "2 MiB", "3ms", "12 bits".
/// Case and blanks do not matter; an error says at which column.
Result<u128> parse_number(std::string_view text);
/// The factor of a unit ("K", "KiB", "M", "ns", "us", ...); 0 when it is none.
u128 unit_factor(std::string_view unit);

/// The text without surrounding blanks.
std::string trimmed(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
/// The candidate with the least edit distance to `word`, if close enough to be a typo of it.
std::string closest(std::string_view word, const std::vector<std::string>& candidates);
/// "a b c" for the separator " ".
std::string joined(const std::vector<std::string>& parts, std::string_view separator);

/// "did you mean 'x'?", or `otherwise` when no candidate is close.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates, std::string otherwise = {});

}  // namespace base
