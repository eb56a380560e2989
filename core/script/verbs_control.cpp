// Repeating commands, and looking at the machine.
#include <algorithm>
#include <optional>

#include "core/base/phrase.h"
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

// What the counter's name means before the repeat, and where it stands among the names.
std::optional<std::pair<std::size_t, sim::Binding>> meaning_of(const std::vector<sim::Binding>& names, const std::string& name) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i].name == name) return std::pair(i, names[i]);
    return std::nullopt;
}

Status repeat(Context& c, Loop fresh, const std::string& line) {
    Execution& e = c.execution;
    ++e.depth;
    e.enter_loop(std::move(fresh));
    while (e.begin_round()) {
        const Loop& loop = e.loop();
        if (!loop.counter.empty() && !e.is_resumed()) {
            forget(c.machine.names, loop.counter);
            c.machine.names.push_back({loop.counter, loop.next});
        }
        if (auto status = dispatch(e, line, loop.body); !status) return status;
        if (!e.stopped) ++e.loop().next;
    }
    --e.depth;
    const Loop done = e.loop();
    e.leave_loop();
    if (done.counter.empty() || done.end == 0) return Done{};
    // The counter is the repeat's own: what was called so before is back afterwards.
    auto& names = c.machine.names;
    forget(names, done.counter);
    if (done.shadowed)
        names.insert(names.begin() + static_cast<std::ptrdiff_t>(std::min(done.shadowed->first, names.size())), done.shadowed->second);
    return Done{};
}

}  // namespace

Status run_repeat(Context& c) {
    if (c.execution.is_resumed()) {
        return repeat(c, {}, std::string(c.args.line()));
    }
    if (c.execution.depth >= 3) return c.args.error_at(c.column, base::phrase("script.repeats-nested-too-deeply"), base::phrase("script.three-deep-at-most"));
    const int column = c.args.next_column();
    auto times = c.args.value("script.number-of-times");
    if (!times) return times.error();
    if (*times > max_steps) return c.args.error_at(column, base::phrase("script.too-many-times"), base::phrase("script.repeat-less-often"));
    if (*times == 0)  // else a repeat of repeats of nothing would never end
        if (auto status = c.take_steps(1, c.column); !status) return status;
    std::string name;
    if (c.args.option("as")) {
        const int name_column = c.args.next_column();
        name = c.args.word();
        if (!is_name(name)) return c.args.error_at(name_column, base::phrase("script.not-name", {name}));
    }
    if (c.args.at_end()) return c.args.error(base::phrase("script.command-to-repeat-missing"), base::phrase("script.for-instance-repeat-4-as"));
    Loop loop;
    loop.end = static_cast<std::uint64_t>(*times);
    loop.body = c.args.next_position();
    loop.shadowed = meaning_of(c.machine.names, name);
    loop.counter = std::move(name);
    return repeat(c, std::move(loop), std::string(c.args.line()));
}

Status run_cut(Context& c) {
    if (c.execution.depth > 0 || c.execution.most_rounds != ~std::uint64_t{0})
        return c.args.error_at(c.column, base::phrase("script.cut-stands-at-beginning-of"), base::phrase("script.cut-10-repeat-100-read"));
    const int column = c.args.next_column();
    const std::string word = c.args.word();
    const auto most = base::parse_number(word);
    if (!most || *most > max_steps) return c.args.error_at(column, base::phrase("script.not-number-of-rounds", {word}), base::phrase("script.for-instance-cut-10-repeat"));
    if (c.args.at_end()) return c.args.error(base::phrase("script.command-to-cut-missing"), base::phrase("script.for-instance-cut-10-repeat"));
    c.execution.most_rounds = static_cast<std::uint64_t>(*most);
    return dispatch(c.execution, c.args.line(), c.args.next_position());
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
    if (*value == 0) {
        Error error = c.args.error_at(column, base::phrase("script.expected-but-does-not-hold", {text}));
        error.unmet = true;
        return error;
    }
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
        text = std::string(verb->name) + " " + std::string(verb->usage) + "\n  " + help_of(*verb) + "\n";
    } else if (topic == "values") {
        for (const NameHelp& field : field_help()) text += help_line(field.name, field.help);
        for (const NameHelp& function : function_help()) text += help_line(function.name, function.help);
    } else if (topic.empty()) {
        for (const Verb& row : verbs()) text += help_line(std::string(row.name) + " " + std::string(row.usage), help_of(row));
        text += help_line("help values", base::phrase("script.what-expressions-can-name"));
    } else {
        std::vector<std::string> names = verb_names();
        names.emplace_back("values");
        return c.args.error_at(column, base::phrase("script.no-command", {topic}), base::did_you_mean(topic, names));
    }
    return c.say(text);
}

}  // namespace script
