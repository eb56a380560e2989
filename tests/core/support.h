// What the core's tests share: machines, commands, numbers that print in a failing check.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "catch_amalgamated.hpp"
#include "core/base/text.h"
#include "core/script/command.h"
#include "core/script/expression.h"
#include "core/sim/machine.h"

namespace Catch {
template <>
struct StringMaker<base::u128> {
    static std::string convert(base::u128 value) { return base::hex(value); }
};
template <class Tag>
struct StringMaker<base::StrongInt<Tag>> {
    static std::string convert(base::StrongInt<Tag> value) { return base::hex(value.value); }
};
template <>
struct StringMaker<base::Error> {
    static std::string convert(const base::Error& error) { return base::to_text(error); }
};
}  // namespace Catch

namespace test {

using base::u128;

/// Remembers the events it is told of.
class EventList final : public sim::Observer {
public:
    void on_event(const sim::Machine&, const base::Event& event) override { events.push_back(event); }
    std::vector<base::Event> events;
};

/// Executes a line that must succeed; its text.
inline std::string run(sim::Machine& machine, std::string_view line) {
    sim::NullObserver nobody;
    const auto result = script::execute(machine, line, nobody);
    INFO("line: " << line);
    if (!result) FAIL(base::to_text(result.error()));
    return result->text;
}

/// Executes a line that must fail and change nothing; its error.
inline base::Error fail(sim::Machine& machine, std::string_view line) {
    sim::NullObserver nobody;
    const sim::Machine before = machine;
    const auto result = script::execute(machine, line, nobody);
    INFO("line: " << line);
    if (result) FAIL("the line succeeded");
    CHECK(machine == before);
    return result.error();
}

/// A fresh machine on which the lines were executed.
inline sim::Machine machine_of(std::string_view lines) {
    sim::Machine machine = sim::default_machine();
    sim::NullObserver nobody;
    const auto status = script::execute_all(machine, lines, nobody);
    if (!status) FAIL(base::to_text(status.error()));
    return machine;
}

/// The value of an expression that must have one.
inline u128 value(const sim::Machine& machine, std::string_view text) {
    const auto expression = script::parse_expression(text);
    INFO("expression: " << text);
    if (!expression) FAIL(base::to_text(expression.error()));
    const auto result = script::evaluate(*expression, script::Scope{machine});
    if (!result) FAIL(base::to_text(result.error()));
    return *result;
}

}  // namespace test
