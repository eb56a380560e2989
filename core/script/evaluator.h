// Node to value (private to script/): one Evaluator a scope. Names, fields and operators are in
// evaluate.cpp, functions in functions.cpp and table_functions.cpp.
#pragma once

#include "core/script/expression.h"
#include "core/script/node.h"

namespace script {

class Evaluator {
public:
    explicit Evaluator(const Scope& scope) : scope_(scope) {}

    base::Result<u128> value(const Node& node);
    /// percent(a, b) and ratio(a, b) with their decimals. REQUIRES: node is such a call.
    base::Result<std::string> fraction_text(const Node& node);

    static base::Error error_at(const Node& node, std::string message, std::string hint = {}) {
        return base::Error{std::move(message), std::move(hint), 0, node.column};
    }

private:
    using Value = base::Result<u128>;

    Value name(const Node& node);
    Value field(const Node& node);
    Value unary(const Node& node);
    Value binary(const Node& node);
    static Value operate(const Node& node, u128 a, u128 b);
    static base::Error wrong_arguments(const Node& node);
    static base::Error overflow(const Node& node) { return error_at(node, "the result of '" + node.text + "' does not fit 128 bits"); }

    Value call(const Node& node);
    Value pick(const Node& node);
    Value count(const Node& node);
    Value delta(const Node& node);
    Value over_all(const Node& node);
    Value log2(const Node& node);
    Value quotient(const Node& node);
    Value address_function(const Node& node);
    Value walk_function(const Node& node, const os::Process& process, base::VirtAddr va, unsigned number);
    Value flag(const Node& node);
    Value tables(const Node& node);
    Value table_bound(const Node& node);
    Value tree_tables(const Node& node);
    Value probe_field(const Node& node);

    base::Result<base::VirtAddr> address(const Node& node);
    base::Result<unsigned> level(const Node& node);
    /// The process an argument names, nullptr when it names none.
    const os::Process* process_named(const Node& node) const;
    /// The core of PROCESS@core; the current one where none is named.
    base::Result<unsigned> core_named(const Node& node);

    const Scope& scope_;
};

/// True when calls of this function have the same value on every machine.
bool is_pure_function(std::string_view name);

}  // namespace script
