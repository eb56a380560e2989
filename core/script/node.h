// The parsed form of an expression (private to script/).
#pragma once

#include <string>
#include <vector>

#include "core/base/types.h"

namespace script {

enum class NodeKind { number, name, field, call, unary, binary, range };

struct Node {
    NodeKind kind{};
    base::u128 number = 0;    // number
    std::string text = {};    // name, field owner ("A" of A.minor), function, or operator
    std::string member = {};  // field: "minor"; name: a thread's number, "1" of A.1
    std::vector<Node> args = {};  // call arguments, operands; a call's field selection is a field node
    int column = 0;           // 1-based, where it begins
};

}  // namespace script
