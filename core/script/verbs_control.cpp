// Repeating commands, and looking at the machine.
#include <algorithm>

#include "core/base/text.h"
#include "core/script/verbs.h"

namespace script {

using base::Done;
using base::Error;
using base::Status;
using base::u128;

namespace {

void forget(std::vector<sim::Binding>& names, const std::string& name) {
    std::erase_if(names, [&](const sim::Binding& b) { return b.name == name; });
}

// Executes the command at `at` of `line` so often; `name`, when not empty, counts from 0.
Status repeat(Context& c, u128 times, const std::string& name, const std::string& line, std::size_t at) {
    const auto before = c.machine.names;
    ++c.execution.depth;
    for (u128 i = 0; i < times; ++i) {
        if (!name.empty()) {
            forget(c.machine.names, name);
            c.machine.names.push_back({name, i});
        }
        if (auto status = dispatch(c.execution, line, at); !status) return status;
    }
    --c.execution.depth;
    if (name.empty() || times == 0) return Done{};
    // The counter is the repeat's own: what was called so before is back afterwards.
    forget(c.machine.names, name);
    for (std::size_t i = 0; i < before.size(); ++i)
        if (before[i].name == name)
            c.machine.names.insert(c.machine.names.begin() + static_cast<std::ptrdiff_t>(std::min(i, c.machine.names.size())), before[i]);
    return Done{};
}

}  // namespace

Status run_repeat(Context& c) {
    if (c.execution.depth >= 3) return c.args.error_at(c.column, "repeats are nested too deeply", "three deep at most");
    const int column = c.args.next_column();
    auto times = c.args.value("a number of times");
    if (!times) return times.error();
    if (*times > max_steps) return c.args.error_at(column, "more than 1,000,000 times", "repeat less often");
    if (*times == 0)  // else a repeat of repeats of nothing would never end
        if (auto status = c.take_steps(1, c.column); !status) return status;
    std::string name;
    if (c.args.option("as")) {
        const int name_column = c.args.next_column();
        name = c.args.word();
        if (!is_name(name)) return c.args.error_at(name_column, "'" + name + "' is not a name");
    }
    if (c.args.at_end()) return c.args.error("the command to repeat is missing", "for instance: repeat 4 as i read A va + i * 4K");
    const std::size_t at = c.args.next_position();
    const std::string line = std::string(at, ' ') + std::string(c.args.rest());  // keeps columns true
    return repeat(c, *times, name, line, at);
}

namespace {

// The error of an expression that begins at `column` of the line.
Error in_line(const Error& error, int column) {
    return Error{error.message, error.hint, 0, column + std::max(1, error.column) - 1};
}

}  // namespace

Status run_expect(Context& c) {
    const int column = c.args.next_column();
    const std::string text = base::trimmed(c.args.rest());
    auto expression = parse_expression(text);
    if (!expression) return in_line(expression.error(), column);
    auto value = evaluate(*expression, Scope{c.machine});
    if (!value) return in_line(value.error(), column);
    if (*value == 0) return c.args.error_at(column, "expected " + text + ", but it does not hold");
    return Done{};
}

Status run_print(Context& c) {
    const int column = c.args.next_column();
    auto value = evaluate_text(base::trimmed(c.args.rest()), Scope{c.machine});
    if (!value) return in_line(value.error(), column);
    return c.say(*value);
}

namespace {

std::string help_line(std::string_view name, std::string_view help) {
    std::string text = "  " + std::string(name);
    text += std::string(text.size() < 42 ? 42 - text.size() : 1, ' ');
    return text + std::string(help) + "\n";
}

}  // namespace

Status run_help(Context& c) {
    const int column = c.args.next_column();
    const std::string topic = c.args.word();
    if (auto status = c.args.finish(c.usage); !status) return status;
    std::string text;
    if (const Verb* verb = find_verb(topic)) {
        text = std::string(verb->name) + " " + std::string(verb->usage) + "\n  " + std::string(verb->help) + "\n";
    } else if (topic == "values") {
        for (const NameHelp& field : field_help()) text += help_line(field.name, field.help);
        for (const NameHelp& function : function_help()) text += help_line(function.name, function.help);
    } else if (topic.empty()) {
        for (const Verb& row : verbs()) text += help_line(std::string(row.name) + " " + std::string(row.usage), row.help);
        text += help_line("help values", "what expressions can name");
    } else {
        std::vector<std::string> names = verb_names();
        names.emplace_back("values");
        return c.args.error_at(column, "there is no command '" + topic + "'", base::did_you_mean(topic, names));
    }
    return c.say(text);
}

}  // namespace script
