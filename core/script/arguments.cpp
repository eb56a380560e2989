#include "core/script/arguments.h"

#include <algorithm>
#include <cctype>

#include "core/base/phrase.h"
#include "core/base/text.h"

namespace script {

using base::Error;
using base::Result;

void Arguments::skip_blanks() {
    while (at_ < line_.size() && std::isspace(static_cast<unsigned char>(line_[at_]))) ++at_;
}

std::size_t Arguments::next_position() {
    skip_blanks();
    return at_;
}

int Arguments::next_column() { return static_cast<int>(next_position()) + 1; }

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

bool Arguments::punctuation(std::string_view text) {
    if (line_.substr(next_position(), text.size()) != text) return false;
    at_ += text.size();
    return true;
}

std::optional<Arguments::Keyed> Arguments::keyed(std::string_view key) {
    const std::string_view next = peek();
    if (next.size() <= key.size() || next.substr(0, key.size()) != key || next[key.size()] != '=') return std::nullopt;
    const int column = next_column() + static_cast<int>(key.size()) + 1;
    return Keyed{word().substr(key.size() + 1), column};
}

Result<base::u128> Arguments::value(std::string_view what) {
    if (at_end()) return error(base::phrase("script.is-missing", {base::phrase(what)}));
    auto expression = parse_expression_prefix(line_, at_);
    if (!expression) return expression.error();
    return evaluate(*expression, Scope{machine_, nullptr, &machine_.rng});
}

Result<base::VirtAddr> Arguments::address() {
    const int from = next_column();
    auto v = value("script.address");
    if (!v) return v.error();
    const unsigned width = machine_.hw.format.register_bits;
    if ((*v >> width) != 0)
        return error_at(from, base::phrase("script.wider-than-bit-address", {base::hex(*v), std::to_string(width)}),
                        base::phrase("script.highest", {base::hex((base::u128{1} << width) - 1)}));
    return base::VirtAddr{static_cast<std::uint64_t>(*v)};
}

Result<unsigned> Arguments::core(std::string_view text, int column) const {
    const auto core = base::parse_number(text);
    if (!core || *core >= machine_.hw.cores.size())
        return error_at(column, base::phrase("script.machine-no-core", {text}),
                        base::phrase("script.cores-0-to", {std::to_string(machine_.hw.cores.size() - 1)}));
    return static_cast<unsigned>(*core);
}

namespace {

constexpr std::uint64_t max_number = ~std::uint32_t{0};  // stands for all that are larger

// True when digits alone follow the dot, as in A.1.
bool is_number_behind(std::string_view text, std::size_t dot) {
    return dot < text.size() && dot + 1 < text.size() && text.find_first_not_of("0123456789", dot + 1) == std::string_view::npos;
}

}  // namespace

std::optional<Arguments::ThreadName> Arguments::peek_thread() {
    const std::string_view next = peek(), thread = next.substr(0, next.find('@'));
    ThreadName result;
    std::string_view name = thread;
    const std::size_t dot = thread.find('.');
    if (is_number_behind(thread, dot)) {
        name = thread.substr(0, dot);
        result.number_text = thread.substr(dot + 1);
        std::uint64_t number = 0;
        for (const char digit : result.number_text) number = std::min<std::uint64_t>(number * 10 + static_cast<std::uint64_t>(digit - '0'), max_number);
        result.number = static_cast<std::uint32_t>(number);
    }
    result.process = machine_.find_process(std::string(name));
    if (result.process == base::no_process) return std::nullopt;
    result.at = thread.size() < next.size();
    if (result.at) result.core = next.substr(thread.size() + 1);
    result.number_column = next_column() + static_cast<int>(dot) + 1;
    result.core_column = next_column() + static_cast<int>(thread.size()) + 1;
    return result;
}

bool Arguments::has_value(std::string_view word) const {
    const auto parsed = parse_expression(word);
    return parsed && evaluate(*parsed, Scope{machine_});
}

Result<Arguments::Where> Arguments::where() {
    const auto& processes = machine_.kernel.processes;
    if (std::none_of(processes.begin(), processes.end(), [](const os::Process& p) { return p.alive; }))
        return error(processes.empty() ? base::phrase("script.no-process-yet") : base::phrase("script.no-process-left"), base::phrase("script.make-one-process"));
    Where result{.process = machine_.process, .core = machine_.core, .column = next_column()};
    if (const os::Thread* thread = os::find_thread(machine_.kernel, machine_.process, machine_.thread)) {
        result.thread = thread->number;
        if (thread->pinned) result.core = thread->core;
    }
    if (const auto named = peek_thread()) {
        result.process = named->process;
        result.thread = named->number.value_or(0);
        result.named = true;
        if (!os::find_thread(machine_.kernel, result.process, result.thread)) return no_such_thread(*named);
        result.core = os::last_core(machine_.kernel, result.process, result.thread).value_or(machine_.core);
        if (named->at) {
            auto core = this->core(named->core, named->core_column);
            if (!core) return core.error();
            result.core = *core;
            result.core_named = true;
        }
        word();
        return result;
    }
    std::string_view name = peek().substr(0, peek().find('@'));
    if (const std::size_t dot = name.find('.'); is_number_behind(name, dot)) name = name.substr(0, dot);
    // A capitalised word that means nothing else is the name of a process that does not exist.
    const bool capitalised = !name.empty() && std::isupper(static_cast<unsigned char>(name[0])) &&
                             std::all_of(name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; });
    if (capitalised && !has_value(name)) return no_such_process(name);
    if (result.process >= processes.size() || !processes[result.process].alive)
        return error(base::phrase("script.current-process-ended"), base::phrase("script.name-another-or-make-current"));
    return result;
}

Error Arguments::no_such_thread(const ThreadName& name) {
    const std::string process = machine_.kernel.processes[name.process].name, number(name.number_text);
    return error_at(name.number_column, base::phrase("script.process-no-thread", {process, number}), base::phrase("script.make-thread", {process, number}));
}

Error Arguments::no_such_process(std::string_view name) {
    std::vector<std::string> names;
    for (const os::Process& p : machine_.kernel.processes)
        if (p.alive) names.push_back(p.name);
    return error(base::phrase("script.no-process-called", {name}), base::did_you_mean(name, names));
}

Result<Arguments::Range> Arguments::range() {
    Range result;
    result.column = next_column();
    auto start = address();
    if (!start) return start.error();
    result.range.start = *start;
    if (punctuation("..")) {
        result.size_column = next_column();
        auto end = address();
        if (!end) return end.error();
        if (end->value <= start->value) return error_at(result.size_column, base::phrase("script.range-ends-before-begins"));
        result.range.bytes = end->value - start->value;
    } else {
        result.size_column = next_column();
        auto bytes = value("script.size");
        if (!bytes) {
            Error error = bytes.error();
            if (error.hint.empty()) error.hint = base::phrase("script.for-instance-4k");
            return error;
        }
        if (*bytes > ~std::uint64_t{0}) return error_at(result.size_column, base::phrase("script.size-does-not-fit-64"));
        result.range.bytes = static_cast<std::uint64_t>(*bytes);
    }
    // One page at the start is wrong already, or the size is.
    const hw::PagingFormat& format = machine_.hw.format;
    if (auto status = os::check_range(format, {*start, format.page_bytes()}); !status)
        return error_at(result.column, status.error().message, status.error().hint);
    if (auto status = os::check_range(format, result.range); !status)
        return error_at(result.size_column, status.error().message, status.error().hint);
    return result;
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
    return error(base::phrase("script.not-expected-here", {peek()}), base::phrase("script.usage", {usage}));
}

}  // namespace script
