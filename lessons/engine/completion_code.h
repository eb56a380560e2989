// A completion code: what a reader hands in where no learning management system asks for the score. The page makes it
// (web/code.js, where its form stands); this reads it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace lessons {

struct CompletionCode {
    std::string lesson;
    unsigned right = 0, items = 0, attempts = 0;
    std::string day;          ///< "2026-11-26", by the reader's clock
    std::uint64_t seed = 0;   ///< the reader's: two readers with the same one have handed in the same code
    std::string version;      ///< CRC-32 of the lesson's text, eight hexadecimal digits
    friend bool operator==(const CompletionCode&, const CompletionCode&) = default;
};

/// Spaces and capital letters do not matter. The error says what is wrong: no such code, a slip in it, or values that
/// no lesson gives. A code that is read is no proof: whoever can compute a CRC-32 can make one.
base::Result<CompletionCode> read_completion_code(std::string_view text);

/// CRC-32 as in zip, in eight hexadecimal digits.
std::string checksum_of(std::string_view text);

}  // namespace lessons
