// Names, fields and operators; what the rest of the program asks of expressions.
#include <algorithm>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/script/evaluator.h"
#include "core/script/fields.h"

namespace script {

using base::Error;
using base::Result;
using sim::Machine;

Result<u128> Evaluator::value(const Node& node) {
    switch (node.kind) {
        case NodeKind::number: return node.number;
        case NodeKind::name: return name(node);
        case NodeKind::field: return field(node);
        case NodeKind::call: return call(node);
        case NodeKind::unary: return unary(node);
        case NodeKind::binary: return binary(node);
        case NodeKind::range: return error_at(node, base::phrase("script.range-only-in-pick"));
    }
    return error_at(node, base::phrase("script.not-value"));
}

Result<u128> Evaluator::name(const Node& node) {
    const Machine& m = scope_.machine;
    if (scope_.extra)
        for (const sim::Binding& binding : *scope_.extra)
            if (binding.name == node.text) return binding.value;
    if (const sim::Binding* binding = m.find_name(node.text)) return binding->value;
    if (const MachineField* field = find_machine_field(node.text)) return field->get(m);
    if (const Enumerator* known = find_enumerator(node.text)) return u128{known->value};
    if (const unsigned level = level_called(m.hw.format, node.text)) return u128{level};
    std::vector<std::string> known;
    for (const MachineField& field : machine_fields()) known.emplace_back(field.name);
    for (const sim::Binding& binding : m.names) known.push_back(binding.name);
    for (const Enumerator& row : enumerators()) known.emplace_back(row.name);
    for (unsigned n = 1; n <= m.hw.format.level_count; ++n) known.push_back(m.hw.format.level(n).names[0]);
    return error_at(node, base::phrase("script.not-known-here", {node.text}), base::did_you_mean(node.text, known));
}

namespace {

Error unknown_member(const Node& node, const std::string& owner, const std::vector<std::string>& known) {
    const std::string all = base::phrase("script.members-are", {owner, base::joined(known, " ")});
    return Evaluator::error_at(node, base::phrase("script.no-member", {owner, node.member}), base::did_you_mean(node.member, known, all));
}

}  // namespace

Result<u128> Evaluator::field(const Node& node) {
    const Machine& m = scope_.machine;
    if (!node.args.empty()) {
        if (!find_last_field(node.member) && node.args[0].kind == NodeKind::call && node.args[0].text == "probe")
            return unknown_member(node, "probe(...)", last_members());
        return probe_field(node);
    }
    if (node.text == "last") {
        const LastField* field = find_last_field(node.member);
        if (!field) return unknown_member(node, node.text, last_members());
        if (!m.last.any) return error_at(node, base::phrase("script.machine-made-no-access-yet"), base::phrase("script.read-or-write-first"));
        return field->get(m, m.last);
    }
    const std::uint32_t process = m.find_process(node.text);
    if (process != base::no_process) {
        const ProcessField* field = find_process_field(node.member);
        if (!field) return unknown_member(node, node.text, process_members());
        return field->get(m, m.kernel.processes[process]);
    }
    const std::string full = node.text + "." + node.member;
    if (const MachineField* field = find_machine_field(full)) return field->get(m);
    const auto& processes = m.kernel.processes;
    if (std::any_of(processes.begin(), processes.end(), [&](const os::Process& p) { return p.name == node.text; }))
        return error_at(node, base::phrase("script.process-ended", {node.text}), base::phrase("script.make-anew-process", {node.text}));
    std::vector<std::string> known;
    for (const MachineField& field : machine_fields()) known.emplace_back(field.name);
    for (const LastField& field : last_fields()) known.emplace_back(field.name);
    for (const os::Process& p : processes) {
        if (!p.alive) continue;
        for (const std::string& member : process_members()) known.push_back(p.name + "." + member);
    }
    return error_at(node, base::phrase("script.not-known-here", {full}), base::did_you_mean(full, known));
}

Result<u128> Evaluator::unary(const Node& node) {
    auto operand = value(node.args[0]);
    if (!operand) return operand;
    return node.text == "!" ? u128{*operand == 0} : ~*operand;
}

Result<u128> Evaluator::binary(const Node& node) {
    auto left = value(node.args[0]);
    if (!left) return left;
    if (node.text == "&&" && *left == 0) return u128{0};
    if (node.text == "||" && *left != 0) return u128{1};
    auto right = value(node.args[1]);
    if (!right) return right;
    return operate(node, *left, *right);
}

Result<u128> Evaluator::operate(const Node& node, u128 a, u128 b) {
    constexpr u128 most = ~u128{0};
    const std::string& op = node.text;
    if (op == "&&" || op == "||") return u128{b != 0};  // the left side left it to the right
    if (op == "==") return u128{a == b};
    if (op == "!=") return u128{a != b};
    if (op == "<") return u128{a < b};
    if (op == "<=") return u128{a <= b};
    if (op == ">") return u128{a > b};
    if (op == ">=") return u128{a >= b};
    if (op == "|") return a | b;
    if (op == "^") return a ^ b;
    if (op == "&") return a & b;
    if (op == ">>") return b >= 128 ? u128{0} : a >> static_cast<unsigned>(b);
    if (op == "<<") {
        if (a == 0) return u128{0};
        if (b >= 128 || a > most >> static_cast<unsigned>(b)) return overflow(node);
        return a << static_cast<unsigned>(b);
    }
    if (op == "+") return a > most - b ? Value(overflow(node)) : a + b;
    if (op == "-") {
        if (a >= b) return a - b;
        return error_at(node, base::phrase("script.result-below-zero", {base::dec(a), base::dec(b)}), base::phrase("script.values-0-or-more"));
    }
    if (op == "*") return a != 0 && b > most / a ? Value(overflow(node)) : a * b;
    if (b == 0) return error_at(node, base::phrase("script.division-by-zero"));
    return op == "/" ? a / b : a % b;
}

namespace {

bool depends(const Node& node) {
    if (node.kind == NodeKind::name) return !find_enumerator(node.text);
    if (node.kind == NodeKind::field) return true;
    if (node.kind == NodeKind::call && !is_pure_function(node.text)) return true;
    return std::any_of(node.args.begin(), node.args.end(), depends);
}

void collect_names(const Node& node, std::vector<std::string>& names) {
    if (node.kind == NodeKind::name || (node.kind == NodeKind::field && node.args.empty())) names.push_back(node.text);
    for (const Node& arg : node.args) collect_names(arg, names);
}

}  // namespace

bool Expression::depends_on_machine() const { return root_ && depends(*root_); }

std::vector<std::string> Expression::names() const {
    std::vector<std::string> names;
    if (root_) collect_names(*root_, names);
    return names;
}

Result<u128> evaluate(const Expression& expression, const Scope& scope) {
    if (!expression) return Error{base::phrase("script.expression-empty")};
    return Evaluator(scope).value(*expression.root());
}

Result<std::string> evaluate_text(std::string_view text, const Scope& scope) {
    auto parsed = parse_formatted(text);
    if (!parsed) return parsed.error();
    const Node& root = *parsed->expression.root();
    if (parsed->format == Format::plain && Evaluator::is_fraction(root))
        return Evaluator(scope).fraction_text(root);
    auto value = evaluate(parsed->expression, scope);
    if (!value) return value.error();
    return parsed->format == Format::plain ? base::grouped(*value) : format_value(*value, parsed->format);
}

std::vector<NameHelp> field_help() {
    std::vector<NameHelp> all;
    const auto add = [&](std::string_view name) { all.push_back({name, base::phrase("value." + std::string(name))}); };
    for (const MachineField& field : machine_fields()) add(field.name);
    for (const LastField& field : last_fields()) add(field.name);
    for (const ProcessField& field : process_fields()) add(field.name);
    return all;
}

}  // namespace script
