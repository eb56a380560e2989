// "EXPR as FORMAT": how a value is shown.
#include <algorithm>
#include <array>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/script/expression.h"

namespace script {

using base::Error;
using base::Result;

Result<Format> parse_format(std::string_view name) {
    std::vector<std::string> names;
    for (const Format format : {Format::dec, Format::hex, Format::bin, Format::size, Format::bits, Format::magnitude, Format::time}) {
        if (to_text(format) == name) return format;
        names.emplace_back(to_text(format));
    }
    return Error{base::phrase("script.not-way-to-show-value", {name}), base::did_you_mean(name, names, base::phrase("script.use-hex-dec-bin-size")), 0, 1};
}

std::string_view to_text(Format format) {
    static constexpr std::array<std::string_view, 8> names{"plain", "dec", "hex", "bin", "size", "bits", "magnitude", "time"};
    return names[static_cast<std::size_t>(format)];
}

Result<Formatted> parse_formatted(std::string_view text) {
    Formatted result;
    const auto as = text.rfind(" as ");
    if (as != std::string_view::npos) {
        auto format = parse_format(base::trimmed(text.substr(as + 4)));
        if (!format) {
            Error error = format.error();
            const auto begin = std::min(text.find_first_not_of(" \t", as + 4), text.size());
            error.column = static_cast<int>(begin) + 1;
            return error;
        }
        result.format = *format;
    }
    auto expression = parse_expression(text.substr(0, as));
    if (!expression) return expression.error();
    result.expression = *expression;
    return result;
}

std::string format_value(u128 value, Format format) {
    switch (format) {
        case Format::plain:
        case Format::dec: return base::dec(value);
        case Format::hex: return base::hex(value);
        case Format::bin: return base::bin(value);
        case Format::size: return base::size(value);
        case Format::bits: return base::bits(value);
        case Format::magnitude: return base::magnitude(value);
        case Format::time: return base::duration(value);
    }
    return {};
}

}  // namespace script
