#include "core/script/arguments.h"

#include <algorithm>
#include <cctype>

#include "core/base/text.h"

namespace script {

using base::Error;
using base::Result;

void Arguments::skip_blanks() {
    while (at_ < line_.size() && std::isspace(static_cast<unsigned char>(line_[at_]))) ++at_;
}

bool Arguments::at_end() {
    skip_blanks();
    return at_ >= line_.size();
}

std::string_view Arguments::rest() {
    skip_blanks();
    const std::string_view all = line_.substr(at_);
    at_ = line_.size();
    return all;
}

std::string_view Arguments::peek() {
    skip_blanks();
    std::size_t end = at_;
    while (end < line_.size() && !std::isspace(static_cast<unsigned char>(line_[end]))) ++end;
    return line_.substr(at_, end - at_);
}

std::string Arguments::word() {
    const std::string_view next = peek();
    at_ += next.size();
    return std::string(next);
}

bool Arguments::option(std::string_view text) {
    if (peek() != text) return false;
    word();
    return true;
}

std::optional<std::string> Arguments::keyed(std::string_view key) {
    const std::string_view next = peek();
    if (next.size() <= key.size() || next.substr(0, key.size()) != key || next[key.size()] != '=') return std::nullopt;
    return word().substr(key.size() + 1);
}

Result<base::u128> Arguments::value(std::string_view what) {
    if (at_end()) return error(std::string(what) + " is missing");
    auto expression = parse_expression_prefix(line_, at_);
    if (!expression) return expression.error();
    return evaluate(*expression, Scope{machine_, nullptr, &machine_.rng});
}

Result<base::VirtAddr> Arguments::address() {
    skip_blanks();
    const int from = column();
    auto v = value("an address");
    if (!v) return v.error();
    const unsigned width = machine_.hw.format.register_bits;
    if ((*v >> width) != 0)
        return error_at(from, base::hex(*v) + " is wider than a " + std::to_string(width) + "-bit address",
                        "the highest is " + base::hex((base::u128{1} << width) - 1));
    return base::VirtAddr{static_cast<std::uint64_t>(*v)};
}

Result<Arguments::Where> Arguments::where() {
    Where result{machine_.process, machine_.core};
    const std::string_view next = peek();
    const auto at = next.find('@');
    const std::uint32_t named = machine_.find_process(std::string(next.substr(0, at)));
    if (named != base::no_process) {
        result.process = named;
        if (at != std::string_view::npos) {
            const auto core = base::parse_number(next.substr(at + 1));
            if (!core || *core >= machine_.hw.cores.size())
                return error("the machine has no core '" + std::string(next.substr(at + 1)) + "'",
                             "its cores are 0 to " + std::to_string(machine_.hw.cores.size() - 1));
            result.core = static_cast<unsigned>(*core);
        }
        word();
    } else if (machine_.kernel.processes.empty()) {
        return error("there is no process yet", "make one: process A");
    } else if (!next.empty() && std::isupper(static_cast<unsigned char>(next[0])) &&
               std::all_of(next.begin(), next.begin() + static_cast<std::ptrdiff_t>(std::min(at, next.size())),
                           [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }) &&
               !evaluate(*parse_expression(std::string(next.substr(0, at))), Scope{machine_})) {
        std::vector<std::string> names;
        for (const os::Process& p : machine_.kernel.processes) names.push_back(p.name);
        return error("no process is called '" + std::string(next) + "'", base::did_you_mean(next, names));
    }
    return result;
}

Result<os::Range> Arguments::range() {
    skip_blanks();
    const int from = column();
    auto start = address();
    if (!start) return start.error();
    os::Range range{*start, 0};
    skip_blanks();
    if (line_.substr(at_, 2) == "..") {
        at_ += 2;
        auto end = address();
        if (!end) return end.error();
        if (end->value <= start->value) return error_at(from, "the range ends before it begins");
        range.bytes = end->value - start->value;
    } else {
        auto bytes = value("a size");
        if (!bytes) {
            Error error = bytes.error();
            if (error.hint.empty()) error.hint = "for instance 4K";
            return error;
        }
        if (*bytes > ~std::uint64_t{0}) return error_at(from, "the size does not fit 64 bits");
        range.bytes = static_cast<std::uint64_t>(*bytes);
    }
    if (auto status = os::check_range(machine_.hw.format, range); !status) {
        Error error = status.error();
        error.column = from;
        return error;
    }
    return range;
}

bool Arguments::looks_like_permissions() {
    const std::string_view next = peek();
    if (next == "none") return true;
    return !next.empty() && next.size() <= 3 && next.find_first_not_of("rwx-") == std::string_view::npos;
}

os::Permissions Arguments::permissions(os::Permissions otherwise) {
    if (!looks_like_permissions()) return otherwise;
    const std::string text = word();
    if (text == "none") return {false, false, false};
    return {text.find('r') != std::string::npos, text.find('w') != std::string::npos, text.find('x') != std::string::npos};
}

base::Status Arguments::finish(std::string_view usage) {
    if (at_end()) return base::Done{};
    return error("'" + std::string(peek()) + "' is not expected here", "usage: " + std::string(usage));
}

}  // namespace script
