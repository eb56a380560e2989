#include "lessons/engine/questions.h"

#include <algorithm>
#include <cctype>

#include "core/base/text.h"
#include "core/hw/mmu.h"
#include "core/script/command.h"
#include "lessons/engine/strings.h"

namespace lessons {

using base::u128;

base::Result<QuestionMachines> question_machines(const Question& question, const sim::Machine& machine) {
    QuestionMachines machines{machine, machine};
    if (auto status = play(machines.after, question.after); !status) return status.error();
    return machines;
}

std::string text_of(const Spans& spans) {
    std::string text;
    for (const Span& span : spans) text += span.kind == Span::Kind::line_break ? " " : span.text;
    return text;
}

// --- choices ------------------------------------------------------------------------------------

std::vector<std::size_t> shuffled(const Question& question, std::uint64_t seed) {
    const std::size_t count = question.kind == Question::Kind::why ? question.answers.size() : question.options.size();
    std::vector<std::size_t> order(count);
    for (std::size_t i = 0; i < count; ++i) order[i] = i;
    base::Rng rng{seed};
    for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[rng.below(i)]);
    if (question.kind == Question::Kind::order && std::is_sorted(order.begin(), order.end()))
        std::rotate(order.begin(), order.begin() + 1, order.end());
    return order;
}

std::string choice_id(std::size_t shown) { return std::string(1, static_cast<char>('a' + shown)); }

namespace {

// The choices an answer names, as indexes in the lesson: "b", "b a c", "b,a,c".
std::vector<std::size_t> chosen_indexes(std::string_view answer, const std::vector<std::size_t>& order, std::string& problem) {
    std::vector<std::size_t> chosen;
    for (char c : answer) {
        if (c == ' ' || c == ',') continue;
        const int shown = std::tolower(static_cast<unsigned char>(c)) - 'a';
        if (shown < 0 || static_cast<std::size_t>(shown) >= order.size()) {
            problem = tr("engine.no-such-choice", {std::string(1, c), choice_id(order.size() - 1)});
            return {};
        }
        chosen.push_back(order[static_cast<std::size_t>(shown)]);
    }
    return chosen;
}

Verdict judge_choice(const Question& question, std::string_view answer, const ValueScope& scope, const std::vector<std::size_t>& order) {
    Verdict verdict;
    const auto chosen = chosen_indexes(answer, order, verdict.unreadable);
    if (verdict.unreadable.empty() && chosen.size() != 1) verdict.unreadable = tr("engine.choose-one");
    if (!verdict.unreadable.empty()) return verdict;
    verdict.choice = chosen[0];
    verdict.right = is_right_choice(question, chosen[0], scope);
    const bool why = question.kind == Question::Kind::why;
    const Inlines& reply = why ? question.answers[chosen[0]].reply : question.options[chosen[0]].reply;
    if (!verdict.right && !reply.empty()) verdict.reply = &reply;
    verdict.misconception = why ? question.answers[chosen[0]].misconception : question.options[chosen[0]].misconception;
    return verdict;
}

Verdict judge_order(std::string_view answer, const std::vector<std::size_t>& order) {
    Verdict verdict;
    const auto chosen = chosen_indexes(answer, order, verdict.unreadable);
    std::vector<std::size_t> sorted = chosen;
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    if (verdict.unreadable.empty() && (chosen.size() != order.size() || sorted.size() != order.size()))
        verdict.unreadable = tr("engine.order-all");
    verdict.right = std::is_sorted(chosen.begin(), chosen.end());
    return verdict;
}

Verdict judge_number(const Question& question, std::string_view answer, const ValueScope& scope) {
    Verdict verdict;
    const auto typed = readings(answer, question.format, verdict.unreadable);
    if (!verdict.unreadable.empty()) return verdict;
    const auto right = value_of(question.answer, scope);
    const auto is = [&](u128 value) { return std::find(typed.begin(), typed.end(), value) != typed.end(); };
    verdict.right = right && is(*right);
    if (verdict.right) return verdict;
    for (const Trap& trap : question.traps) {
        const auto value = value_of(trap.expression, scope);
        if (!value || !is(*value)) continue;
        verdict.reply = &trap.reply;
        verdict.misconception = trap.misconception;
        break;
    }
    return verdict;
}

// Digits of `base` (2 or 16) with any '_' and blanks between them.
std::optional<u128> parse_digits(std::string_view text, unsigned base) {
    u128 value = 0;
    unsigned digits = 0;
    for (char c : text) {
        if (c == '_' || c == ' ') continue;
        const int lower = std::tolower(static_cast<unsigned char>(c));
        const bool decimal = lower >= '0' && lower <= '9';
        if (!decimal && (lower < 'a' || lower > 'f')) return std::nullopt;
        const unsigned digit = static_cast<unsigned>(decimal ? lower - '0' : lower - 'a' + 10);
        if (digit >= base || ++digits > (base == 2 ? 128u : 32u)) return std::nullopt;
        value = value * base + digit;
    }
    if (digits == 0) return std::nullopt;
    return value;
}

// "2^35", with a unit behind it if need be: how powers of two are written in prose and pictures.
std::optional<u128> parse_power(std::string_view text) {
    const auto caret = text.find('^');
    if (caret == std::string_view::npos || base::trimmed(text.substr(0, caret)) != "2") return std::nullopt;
    const std::string rest = base::trimmed(text.substr(caret + 1));
    std::size_t digits = 0;
    unsigned exponent = 0;
    for (; digits < rest.size() && digits < 3 && std::isdigit(static_cast<unsigned char>(rest[digits])); ++digits)
        exponent = exponent * 10 + static_cast<unsigned>(rest[digits] - '0');
    const std::string unit = base::trimmed(std::string_view(rest).substr(digits));
    const u128 factor = unit.empty() ? 1 : base::unit_factor(unit);
    if (digits == 0 || exponent > 127 || factor == 0 || factor > (~u128{0} >> exponent)) return std::nullopt;
    return factor << exponent;
}

}  // namespace

std::vector<u128> readings(std::string_view text, script::Format format, std::string& problem) {
    std::vector<u128> values;
    const std::string typed = base::trimmed(text);
    const auto number = base::parse_number(typed);
    if (number) values.push_back(*number);
    else if (const auto power = parse_power(typed)) values.push_back(*power);
    // Asked for hex, a reader may leave the 0x out: 678 then means 0x678 (and still 678).
    if (format == script::Format::hex)
        if (const auto value = parse_digits(typed, 16)) values.push_back(*value);
    if (format == script::Format::bin)
        if (const auto value = parse_digits(typed, 2)) values.push_back(*value);
    if (values.empty()) problem = typed.empty() ? tr("engine.type-a-number") : base::to_text(number.error());
    return values;
}

Verdict judge(const Question& question, std::string_view answer, const ValueScope& scope, const std::vector<std::size_t>& order) {
    if (answer.size() > 200) return {tr("engine.answer-too-long"), false, nullptr, {}, 0};
    switch (question.kind) {
        case Question::Kind::options:
        case Question::Kind::why: return judge_choice(question, answer, scope, order);
        case Question::Kind::order: return judge_order(answer, order);
        default: return judge_number(question, answer, scope);
    }
}

bool is_right_choice(const Question& question, std::size_t index, const ValueScope& scope) {
    if (question.kind == Question::Kind::why) return question.answers[index].right;
    if (question.kind == Question::Kind::options) return holds(question.options[index].condition, scope);
    return false;
}

std::string answer_text(const Question& question, const ValueScope& scope) {
    if (question.kind == Question::Kind::number || question.kind == Question::Kind::pick) {
        const auto value = value_of(question.answer, scope);
        if (!value) return "?";
        if (question.kind == Question::Kind::pick && scope.machine) return pick_text(question.pick_what, *value, *scope.machine);
        const InOriginal language(scope.translated);
        return question.format == script::Format::plain ? base::grouped(*value) : script::format_value(*value, question.format);
    }
    std::string text;
    if (question.kind == Question::Kind::order) {
        for (const Option& option : question.options) text += (text.empty() ? "" : ", ") + text_of(spans_of(option.text, scope));
        return text;
    }
    const bool why = question.kind == Question::Kind::why;
    for (std::size_t i = 0; i < (why ? question.answers.size() : question.options.size()); ++i)
        if (is_right_choice(question, i, scope)) return text_of(spans_of(why ? question.answers[i].text : question.options[i].text, scope));
    return text;
}

// --- picks --------------------------------------------------------------------------------------

std::vector<u128> pick_values(const Question& question, const ValueScope& scope) {
    std::vector<u128> values;
    const auto right = value_of(question.answer, scope);
    if (!right || !scope.machine) return values;
    values.push_back(*right);
    for (const Trap& trap : question.traps)
        if (const auto value = value_of(trap.expression, scope)) values.push_back(*value);
    if (question.pick_what == "outcome") {  // what the kernel does most
        using os::FaultOutcome;
        for (const FaultOutcome common : {FaultOutcome::zero_page_mapped, FaultOutcome::frame_mapped, FaultOutcome::page_copied, FaultOutcome::file_page_read,
                                          FaultOutcome::segv_maperr, FaultOutcome::segv_accerr})
            values.push_back(static_cast<u128>(common));
        std::sort(values.begin(), values.end());
        values.erase(std::unique(values.begin(), values.end()), values.end());
        return values;
    }
    const bool entry = question.pick_what == "entry";
    const u128 stride = entry ? scope.machine->hw.format.entry.bytes : 1;
    // Neighbours of the right one and of the last trap, and the beginning of the right one's table.
    values.push_back(*right + stride);
    if (*right >= stride) values.push_back(*right - stride);
    if (entry) values.push_back(*right - *right % scope.machine->hw.format.page_bytes());
    values.push_back(values[values.size() > 4 ? 1 : 0] + 2 * stride);
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

std::string pick_text(const std::string& what, u128 value, const sim::Machine& machine) {
    const hw::PagingFormat& format = machine.hw.format;
    if (what == "entry") {
        const u128 frame = value >> format.page_bits, at = value % format.page_bytes();
        return tr("engine.pick.entry", {base::dec(at / format.entry.bytes), base::hex(frame), base::hex(value)});
    }
    if (what == "outcome") return value <= static_cast<u128>(os::FaultOutcome::bad_table) ? tr("event.outcome_" + std::string(os::to_text(static_cast<os::FaultOutcome>(value)))) : base::dec(value);
    if (what == "core") return tr("engine.pick.core", {base::dec(value)});
    if (machine.words == sim::Words::hotel && (what == "frame" || what == "page")) return tr(what == "frame" ? "engine.pick.room" : "engine.pick.guest", {base::dec(value)});
    // Where a page is one byte its number is all there is of an address, and nobody writes it in hexadecimal.
    return tr(what == "frame" ? "engine.pick.frame" : "engine.pick.page", {format.page_bits == 0 ? base::dec(value) : base::hex(value)});
}

// --- putting a wrong answer to the test ---------------------------------------------------------

namespace {

// What one command brought about, in a few words.
std::string outcome_of(const script::CommandResult& result, const sim::Machine& machine, const std::string& verb) {
    if (!result.text.empty()) return result.text;
    const bool access = verb == "read" || verb == "write" || verb == "fetch" || verb == "touch";
    if (!access || !machine.last.any) return tr("engine.outcome.done");
    const sim::LastAccess& last = machine.last;
    if (last.outcome == hw::Outcome::general_protection) return tr("engine.outcome.protection");
    if (last.outcome != hw::Outcome::ok) return tr("engine.outcome.fault", {base::hex(last.error_code)});
    return tr(last.tlb_hit ? "engine.outcome.hit" : "engine.outcome.ok", {base::dec(last.reads), base::duration(last.ns), base::hex(last.pa.value)});
}

}  // namespace

std::string contradiction_of(const WhyAnswer& answer, const sim::Machine& machine) {
    std::string text;
    sim::Machine copy = machine;
    sim::NullObserver nobody;
    for (const CommandLine& line : answer.test) {
        const auto result = script::execute(copy, line.text, nobody);
        const std::string verb = line.text.substr(0, line.text.find(' '));
        const std::string outcome = result ? outcome_of(*result, copy, verb) : base::to_text(result.error());
        text += (text.empty() ? "" : "\n") + tr("engine.outcome", {line.text, outcome});
    }
    return text;
}

}  // namespace lessons
