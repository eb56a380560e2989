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
    /// percent(a, b), ratio(a, b) and tries_fixed(bits) with their decimals. REQUIRES: node is such a call.
    base::Result<std::string> fraction_text(const Node& node);
    static bool is_fraction(const Node& node);

    static base::Error error_at(const Node& node, std::string message, std::string hint = {}) {
        return base::Error{std::move(message), std::move(hint), 0, node.column};
    }
    static base::Error error_at(const Node& node, const base::Error& cause) { return error_at(node, cause.message, cause.hint); }
    /// The name of a format or policy as an expression can write it: x86_64 for x86-64.
    static std::string dashed(const Node& node) {
        std::string name = node.text;
        std::replace(name.begin(), name.end(), '_', '-');
        return name;
    }

private:
    using Value = base::Result<u128>;

    Value name(const Node& node);
    Value field(const Node& node);
    Value unary(const Node& node);
    Value binary(const Node& node);
    static Value operate(const Node& node, u128 a, u128 b);
    static base::Error wrong_arguments(const Node& node);
    static base::Error overflow(const Node& node) { return error_at(node, base::phrase("script.result-too-large", {node.text}), base::phrase("base.largest-value")); }

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
    Value working_set(const Node& node);
    base::Result<hw::PagingFormat> format_named(const Node& node);  // functions_aslr.cpp, as the next four
    Value layout_function(const Node& node);
    Value base_of(const os::Process& process, const Node& region);
    Value tries(const Node& node);
    base::Result<std::string> tries_text(const Node& node);
    Value tables(const Node& node);
    Value table_bound(const Node& node);
    Value tree_tables(const Node& node);
    Value probe_field(const Node& node);

    base::Result<base::VirtAddr> address(const Node& node);
    base::Result<unsigned> level(const Node& node);
    /// The process an argument names, nullptr when it names none.
    const os::Process* process_named(const Node& node) const;
    base::Result<hw::AccessType> access_type(const Node& node);
    Value tlb_has(const Node& node);  // functions_tlb.cpp, as the next two
    Value tlb_shape(const Node& node);
    Value tlb_set(const Node& node);
    Value string_function(const Node& node);  // functions_string.cpp
    Value word(const Node& node);
    base::Result<unsigned> core(const Node& node);
    /// A thread of PROCESS[.N][@core] and where it would run.
    struct ThreadPlace {
        std::uint32_t process = 0, thread = 0;
        unsigned core = 0;
    };
    base::Result<ThreadPlace> thread_named(const Node& node);

    const Scope& scope_;
};

/// True when calls of this function have the same value on every machine.
bool is_pure_function(std::string_view name);

}  // namespace script
