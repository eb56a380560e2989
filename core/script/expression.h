// Expressions: what lessons, checks and commands compute about the machine.
//
// Every value is an unsigned 128-bit integer; going below zero, overflow and division by zero
// are errors with a position. From loosest to tightest:
//     ||   &&   == != < <= > >=   |   ^   &   << >>   + -   * / %   ! ~
// (so `va & 0xfff == 5` compares the masked value). Units stick to numbers: 4K 2M 1G 3ms.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/sim/machine.h"

namespace script {

using base::u128;

struct Node;

/// A parsed expression; cheap to copy, independent of any machine.
class Expression {
public:
    Expression() = default;
    explicit Expression(std::shared_ptr<const Node> root) : root_(std::move(root)) {}
    const Node* root() const { return root_.get(); }
    explicit operator bool() const { return root_ != nullptr; }

    /// False when the value is the same on every machine (numbers and pure functions only).
    bool depends_on_machine() const;
    /// Every bare name in it, for the lesson checker.
    std::vector<std::string> names() const;

private:
    std::shared_ptr<const Node> root_;
};

/// How a value is shown: `EXPR as FORMAT`.
enum class Format : std::uint8_t { plain, dec, hex, bin, size, bits, magnitude, time };
std::string_view to_text(Format format);
base::Result<Format> parse_format(std::string_view name);

/// What an expression is evaluated over. `before` serves delta(FIELD): the machine as it was when
/// the step (in a lesson) or the command (elsewhere) began.
struct Scope {
    const sim::Machine& machine;
    const sim::Machine* before = nullptr;
    base::Rng* rng = nullptr;  ///< draws for pick(); null: pick is an error here
    const std::vector<sim::Binding>* extra = nullptr;  ///< names that hide the machine's
};

/// Parses all of `text`; an error's column counts from the first character of `text`.
base::Result<Expression> parse_expression(std::string_view text);

/// Parses the longest expression at `at` and moves `at` behind it.
base::Result<Expression> parse_expression_prefix(std::string_view text, std::size_t& at);

base::Result<u128> evaluate(const Expression& expression, const Scope& scope);

/// A live value, `EXPR` or `EXPR as FORMAT`, as text: "0x7f3a_4000_0010", "4 KiB", "97.3%".
/// An outermost percent(a, b), ratio(a, b) or tries_fixed(bits) shows its decimals.
base::Result<std::string> evaluate_text(std::string_view text, const Scope& scope);

/// The two parts of "EXPR as FORMAT"; Format::plain when no format is given.
struct Formatted {
    Expression expression;
    Format format = Format::plain;
};
base::Result<Formatted> parse_formatted(std::string_view text);
std::string format_value(u128 value, Format format);

/// Names an expression may use: fields and functions with one line of help each, for `help` and
/// for completion.
struct NameHelp {
    std::string_view name;
    std::string help;
};
std::vector<NameHelp> field_help();
std::vector<NameHelp> function_help();
std::vector<std::string> function_names();

}  // namespace script
