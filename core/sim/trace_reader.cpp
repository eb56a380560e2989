#include "core/sim/trace_reader.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/base/bits.h"
#include "core/base/phrase.h"
#include "core/base/text.h"

namespace sim {
namespace {

constexpr std::array<std::string_view, 5> format_names{"lackey", "din", "text", "u32", "u64"};

bool is_blank(char c) { return c == ' ' || c == '\t'; }
int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return 99;
}

// Reads a line from the left.
struct Cursor {
    std::string_view line;
    std::size_t at = 0;
    bool too_large = false;  ///< the last number does not fit 64 bits

    char peek() const { return at < line.size() ? line[at] : '\0'; }
    void skip_blanks() {
        while (is_blank(peek())) ++at;
    }
    bool skip(std::string_view text) {
        if (line.substr(at, text.size()) != text) return false;
        at += text.size();
        return true;
    }
    /// nullopt when there is no digit here, or the number is too large.
    std::optional<std::uint64_t> number(int radix) {
        const std::size_t start = at;
        base::u128 value = 0;
        for (; digit_of(peek()) < radix; ++at) {
            value = value * static_cast<unsigned>(radix) + static_cast<unsigned>(digit_of(peek()));
            if (value >> 64) too_large = true, value = 0;
        }
        if (at == start || too_large) return std::nullopt;
        return static_cast<std::uint64_t>(value);
    }
    std::optional<std::uint64_t> hex() {
        if (!skip("0x")) skip("0X");
        return number(16);
    }
};

bool looks_like_lackey(std::string_view line) {
    if (line.substr(0, 2) == "==" || line.substr(0, 2) == "--") return true;
    return line.size() > 3 && is_blank(line[2]) && (line[0] == 'I' || (line[0] == ' ' && (line[1] == 'L' || line[1] == 'S' || line[1] == 'M')));
}

}  // namespace

std::string_view to_text(TraceFormat format) { return format_names[static_cast<std::size_t>(format)]; }

base::Result<TraceFormat> find_trace_format(std::string_view name) {
    for (std::size_t i = 0; i < format_names.size(); ++i)
        if (format_names[i] == name) return static_cast<TraceFormat>(i);
    const std::vector<std::string> names(format_names.begin(), format_names.end());
    return base::Error{base::phrase("sim.no-trace-format", {name}), base::did_you_mean(name, names, base::phrase("sim.trace-formats-are", {base::joined(names, " ")}))};
}

TraceFormat guess_trace_format(std::string_view name, std::string_view start) {
    for (const TraceFormat format : {TraceFormat::din, TraceFormat::u32, TraceFormat::u64}) {
        const std::string_view suffix = to_text(format);
        if (name.size() > suffix.size() && name[name.size() - suffix.size() - 1] == '.' && name.substr(name.size() - suffix.size()) == suffix)
            return format;
    }
    return looks_like_lackey(start.substr(0, start.find('\n'))) ? TraceFormat::lackey : TraceFormat::text;
}

base::Result<unsigned> page_bits_of(base::u128 bytes) {
    if (bytes == 0 || bytes >> 64 || !base::is_power_of_two(static_cast<std::uint64_t>(bytes)))
        return base::Error{base::phrase("sim.page-cannot-bytes", {base::grouped(bytes)}), base::phrase("sim.write-power-of-two-such")};
    return static_cast<unsigned>(__builtin_ctzll(static_cast<std::uint64_t>(bytes)));
}

base::Status TraceReader::feed(std::string_view bytes) {
    pages_.clear();
    writes_.clear();
    bytes_ += bytes.size();
    if (format_ == TraceFormat::u32) feed_words(bytes, 4);
    else if (format_ == TraceFormat::u64) feed_words(bytes, 8);
    else return feed_lines(bytes);
    return base::Done{};
}

base::Status TraceReader::finish() {
    pages_.clear();
    writes_.clear();
    if (rest_.empty()) return base::Done{};
    const std::string last = std::exchange(rest_, {});
    if (format_ != TraceFormat::u32 && format_ != TraceFormat::u64) {
        const base::Status status = take_line(last);
        if (status || line_ == 1) return status;
        base::Error error = status.error();
        error.hint += base::phrase("sim.and-trace-ends-in-line");
        return error;
    }
    return base::Error{base::phrase("sim.trace-ends-inside-of-number", {base::grouped(bytes_)}),
                       base::phrase("sim.trace-bytes-for-each-access", {to_text(format_), (format_ == TraceFormat::u32 ? "4" : "8")})};
}

void TraceReader::feed_words(std::string_view bytes, std::size_t width) {
    const auto take = [&](const char* at) {
        std::uint64_t word = 0;
        for (std::size_t i = width; i-- > 0;) word = word << 8 | static_cast<unsigned char>(at[i]);
        pages_.push_back(word);
    };
    if (!rest_.empty()) {
        const std::size_t missing = std::min(width - rest_.size(), bytes.size());
        rest_ += bytes.substr(0, missing);
        bytes.remove_prefix(missing);
        if (rest_.size() < width) return;
        take(rest_.data());
        rest_.clear();
    }
    const std::size_t whole = bytes.size() / width * width;
    pages_.reserve(pages_.size() + whole / width);
    for (std::size_t at = 0; at < whole; at += width) take(bytes.data() + at);
    rest_ = bytes.substr(whole);
    accesses_ += pages_.size();
}

base::Status TraceReader::feed_lines(std::string_view bytes) {
    for (;;) {
        const std::size_t end = bytes.find('\n');
        const std::string_view piece = bytes.substr(0, end);
        if (rest_.size() + piece.size() > max_line) {
            ++line_;
            return wrong(base::phrase("sim.line-longer-than-characters", {base::grouped(max_line)}), {}, 0, base::phrase("sim.does-not-look-like-trace", {to_text(format_)}));
        }
        if (end == std::string_view::npos) {
            rest_ += piece;
            return base::Done{};
        }
        const std::size_t length = rest_.size() + piece.size();
        base::Status status = base::Done{};
        if (rest_.empty()) {
            status = take_line(piece);
        } else {
            rest_ += piece;
            status = take_line(std::exchange(rest_, {}));
        }
        if (!status) return status;
        line_start_ += length + 1;
        bytes.remove_prefix(end + 1);
    }
}

base::Status TraceReader::take_line(std::string_view line) {
    ++line_;
    while (!line.empty() && (line.back() == '\r' || is_blank(line.back()))) line.remove_suffix(1);
    if (line.empty()) {  // at the end of a file it means nothing, elsewhere something is missing
        if (empty_line_ == 0) empty_line_ = line_, empty_start_ = line_start_;
        return base::Done{};
    }
    if (empty_line_ != 0) {
        line_ = empty_line_;
        line_start_ = empty_start_;
        return wrong(base::phrase("sim.line-empty"), {}, 0, base::phrase("sim.gap-in-trace-would-make"));
    }
    switch (format_) {
        case TraceFormat::lackey: return take_lackey(line);
        case TraceFormat::din: return take_din(line);
        default: return take_text(line);
    }
}

base::Status TraceReader::take_lackey(std::string_view line) {
    if (line.substr(0, 2) == "==" || line.substr(0, 2) == "--") return base::Done{};  // valgrind's own words
    Cursor cursor{line};
    cursor.skip_blanks();
    const char kind = cursor.peek();
    if (kind != 'I' && kind != 'L' && kind != 'S' && kind != 'M') return wrong(base::phrase("sim.no-access"), line, cursor.at, base::phrase("sim.lackey-writes-lines-like-l"));
    ++cursor.at;
    cursor.skip_blanks();
    const std::size_t start = cursor.at;
    const auto address = cursor.hex();
    if (cursor.too_large) return wrong(base::phrase("sim.address-above-2-64"), line, start);
    if (!address) return wrong(base::phrase("sim.here-should-address-in-hexadecimal"), line, start);
    if (!cursor.skip(",") || !cursor.number(10) || cursor.at != line.size()) return wrong(base::phrase("sim.here-should-comma-and-size"), line, cursor.at);
    add(*address, kind == 'S' || kind == 'M');
    return base::Done{};
}

base::Status TraceReader::take_din(std::string_view line) {
    Cursor cursor{line};
    cursor.skip_blanks();
    const char label = cursor.peek();
    constexpr std::string_view labels = "01234rwi";
    if (label == '\0' || labels.find(label) == std::string_view::npos || (cursor.at + 1 < line.size() && !is_blank(line[cursor.at + 1])))
        return wrong(base::phrase("sim.no-access"), line, cursor.at, base::phrase("sim.din-line-label-0-read"));
    ++cursor.at;
    cursor.skip_blanks();
    if (label == '4') return base::Done{};  // flushes a cache of data, moves no page
    const std::size_t start = cursor.at;
    const auto address = cursor.hex();
    if (cursor.too_large) return wrong(base::phrase("sim.address-above-2-64"), line, start);
    // What follows the address after a blank is a comment, or the size in newer traces.
    if (!address || (cursor.at < line.size() && !is_blank(cursor.peek()))) return wrong(base::phrase("sim.here-should-address-in-hexadecimal"), line, start);
    add(*address, label == '1' || label == 'w');
    return base::Done{};
}

base::Status TraceReader::take_text(std::string_view line) {
    Cursor cursor{line};
    cursor.skip_blanks();
    const std::size_t start = cursor.at;
    const bool hex = line.substr(start, 2) == "0x" || line.substr(start, 2) == "0X";
    const auto page = hex ? cursor.hex() : cursor.number(10);
    if (cursor.too_large) return wrong(base::phrase("sim.page-number-above-2-64"), line, start);
    if (!page || cursor.at != line.size()) return wrong(base::phrase("sim.no-page-number"), line, page ? cursor.at : start, base::phrase("sim.text-trace-one-page-number"));
    pages_.push_back(*page);
    ++accesses_;
    return base::Done{};
}

base::Error TraceReader::wrong(std::string message, std::string_view line, std::size_t column, std::string hint) const {
    // Cut short and made printable: a wrong format may bring anything.
    std::string shown;
    for (const char c : line.substr(0, 40)) shown += c >= ' ' && c < 0x7f ? c : '?';
    if (!shown.empty()) message += ": '" + shown + (line.size() > 40 ? "..." : "") + "'";
    const bool binary = std::any_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(line.size(), 200)),
                                    [](char c) { return (c >= 0 && c < ' ' && c != '\t') || static_cast<unsigned char>(c) >= 0x7f; });
    if (binary) hint = base::phrase("sim.does-not-look-like-text");
    hint = base::phrase("sim.byte-of-trace", {base::grouped(line_start_ + column), (hint.empty() ? "" : "; " + hint)});
    const int number = line_ > 0x7fff'ffff ? 0x7fff'ffff : static_cast<int>(line_);
    return {std::move(message), std::move(hint), number, line.empty() ? 0 : static_cast<int>(column + 1)};
}

void TraceReader::add(std::uint64_t address, bool write) {
    pages_.push_back(address >> page_bits_);
    writes_.push_back(write);
    ++accesses_;
}

}  // namespace sim
