// Text to Node: a precedence-climbing parser.
#include <array>
#include <cctype>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/script/expression.h"
#include "core/script/node.h"

namespace script {
namespace {

using base::Error;
using base::Result;

struct Operator {
    std::string_view text;
    int precedence;
};
// Longer spellings first: "<<" before "<".
constexpr std::array<Operator, 18> operators{{{"||", 1}, {"&&", 2}, {"==", 3}, {"!=", 3}, {"<=", 3}, {">=", 3},
                                              {"<<", 7}, {">>", 7}, {"<", 3},  {">", 3},  {"|", 4},  {"^", 5},
                                              {"&", 6},  {"+", 8},  {"-", 8},  {"*", 9},  {"/", 9},  {"%", 9}}};
// A hostile lesson must not overflow the stack: brackets nest so deep, and a chain of operators,
// which is as deep as it is long, has so many parts.
constexpr int max_depth = 64;
constexpr int max_nodes = 500;

bool starts_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool continues_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

class Parser {
public:
    Parser(std::string_view text, std::size_t at) : text_(text), at_(at) {}

    std::size_t at() const { return at_; }
    void skip_blanks() {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
    }
    bool at_end() {
        skip_blanks();
        return at_ >= text_.size();
    }
    int column() const { return static_cast<int>(at_) + 1; }

    Result<Node> expression(int least = 1, int depth = 0) {
        if (depth > max_depth) return Error{base::phrase("script.expression-nested-too-deeply"), "", 0, column()};
        auto left = unary(depth + 1);
        while (left) {
            const Operator* op = peek_operator();
            if (!op || op->precedence < least) break;
            Node node{.kind = NodeKind::binary, .text = std::string(op->text), .column = column()};
            at_ += op->text.size();
            auto right = expression(op->precedence + 1, depth + 1);
            if (!right) return right;
            if (++nodes_ > max_nodes) return too_long();
            node.args.push_back(std::move(*left));
            node.args.push_back(std::move(*right));
            left = std::move(node);
        }
        return left;
    }

private:
    Error too_long() { return Error{base::phrase("script.expression-too-long"), base::phrase("script.name-a-part-with-let"), 0, column()}; }

    // A blank line end, "..", "--" and a comment are not operators.
    const Operator* peek_operator() {
        const std::size_t before = at_;
        skip_blanks();
        const std::string_view rest = text_.substr(at_);
        if (rest.substr(0, 2) != "--")
            for (const Operator& op : operators)
                if (rest.substr(0, op.text.size()) == op.text) return &op;
        at_ = before;
        return nullptr;
    }

    Result<Node> unary(int depth) {
        if (depth > max_depth) return Error{base::phrase("script.expression-nested-too-deeply"), "", 0, column()};
        skip_blanks();
        if (at_ < text_.size() && (text_[at_] == '!' || text_[at_] == '~')) {
            Node node{.kind = NodeKind::unary, .text = std::string(1, text_[at_]), .column = column()};
            ++at_;
            auto operand = unary(depth + 1);
            if (!operand) return operand;
            node.args.push_back(std::move(*operand));
            return node;
        }
        return postfix(depth);
    }

    // A primary and the fields selected from it: probe(read, A, va).kind
    Result<Node> postfix(int depth) {
        auto node = primary(depth);
        while (node && at_ + 1 < text_.size() && text_[at_] == '.' && starts_name(text_[at_ + 1])) {
            if (++nodes_ > max_nodes) return too_long();
            ++at_;
            Node field{.kind = NodeKind::field, .member = name(), .column = node->column};
            if (node->kind == NodeKind::name) field.text = node->text;
            else field.args.push_back(std::move(*node));
            node = std::move(field);
        }
        return node;
    }

    Result<Node> primary(int depth) {
        skip_blanks();
        const int from = column();
        if (at_ >= text_.size()) return Error{base::phrase("script.value-missing-here"), "", 0, from};
        if (++nodes_ > max_nodes) return too_long();
        const char c = text_[at_];
        if (std::isdigit(static_cast<unsigned char>(c))) return number();
        if (starts_name(c)) {
            Node node{.kind = NodeKind::name, .text = name(), .column = from};
            if (at_ >= text_.size() || text_[at_] != '(') return node;
            node.kind = NodeKind::call;
            return arguments(std::move(node), depth);
        }
        if (c == '(') {
            ++at_;
            auto inner = expression(1, depth + 1);
            if (!inner) return inner;
            skip_blanks();
            if (at_ >= text_.size() || text_[at_] != ')') return Error{base::phrase("script.parenthesis-missing"), "", 0, column()};
            ++at_;
            return inner;
        }
        if (c == '-') return Error{base::phrase("script.values-no-sign-every-value"), "", 0, from};
        return Error{base::phrase("script.does-not-begin-value", {std::string_view(&c, 1)}), "", 0, from};
    }

    Result<Node> arguments(Node call, int depth) {
        ++at_;  // '('
        skip_blanks();
        if (at_ < text_.size() && text_[at_] == ')') {
            ++at_;
            return call;
        }
        for (;;) {
            auto arg = argument(depth + 1);
            if (!arg) return arg;
            call.args.push_back(std::move(*arg));
            skip_blanks();
            if (at_ < text_.size() && text_[at_] == ',') {
                ++at_;
                continue;
            }
            if (at_ < text_.size() && text_[at_] == ')') {
                ++at_;
                return call;
            }
            return Error{base::phrase("script.comma-or-parenthesis-missing", {call.text}), "", 0, column()};
        }
    }

    // VALUE, FROM..TO or PROCESS[.N][@core]
    Result<Node> argument(int depth) {
        auto arg = expression(1, depth);
        if (!arg) return arg;
        if (arg->kind == NodeKind::name && at_ + 1 < text_.size() && text_[at_] == '.' && std::isdigit(static_cast<unsigned char>(text_[at_ + 1]))) {
            ++at_;
            arg->member = name();
        }
        skip_blanks();
        if (text_.substr(at_, 2) == "..") {
            at_ += 2;
            auto end = expression(1, depth);
            if (!end) return end;
            Node range{.kind = NodeKind::range, .column = arg->column};
            range.args.push_back(std::move(*arg));
            range.args.push_back(std::move(*end));
            return range;
        }
        if (at_ < text_.size() && text_[at_] == '@') {
            if (arg->kind != NodeKind::name) return Error{base::phrase("script.only-process-runs-on-core"), base::phrase("script.write", {"A@0"}), 0, column()};
            ++at_;
            auto core = primary(depth);
            if (!core) return core;
            arg->args.push_back(std::move(*core));
        }
        return arg;
    }

    std::string name() {
        const std::size_t from = at_;
        while (at_ < text_.size() && continues_name(text_[at_])) ++at_;
        return std::string(text_.substr(from, at_ - from));
    }

    // A number with its unit, up to the first character that cannot belong to it.
    Result<Node> number() {
        const std::size_t from = at_;
        while (at_ < text_.size() && continues_name(text_[at_])) ++at_;
        auto value = base::parse_number(text_.substr(from, at_ - from));
        if (!value) {
            Error error = value.error();
            error.column += static_cast<int>(from);
            return error;
        }
        return Node{.kind = NodeKind::number, .number = *value, .column = static_cast<int>(from) + 1};
    }

    std::string_view text_;
    std::size_t at_;
    int nodes_ = 0;
};

}  // namespace

Result<Expression> parse_expression_prefix(std::string_view text, std::size_t& at) {
    Parser parser(text, at);
    auto node = parser.expression();
    if (!node) return node.error();
    at = parser.at();
    return Expression(std::make_shared<const Node>(std::move(*node)));
}

Result<Expression> parse_expression(std::string_view text) {
    std::size_t at = 0;
    auto expression = parse_expression_prefix(text, at);
    if (!expression) return expression;
    while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at]))) ++at;
    if (at < text.size())
        return Error{base::phrase("script.expression-ends-before", {text.substr(at)}),
                     base::phrase("script.operator-may-missing"), 0, static_cast<int>(at) + 1};
    return expression;
}

}  // namespace script
