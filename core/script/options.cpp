// Options with a number behind them: refs=1000, frames=4.
#include <algorithm>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/script/verbs.h"

namespace script {

using base::Done;
using base::Result;
using base::Status;
using base::u128;

namespace {

// The value of an option such as refs=N; its blank-free text may be any expression.
Result<std::uint64_t> option_value(Context& c, const Arguments::Keyed& option, u128 least, u128 most) {
    const auto moved = [&](const base::Error& error) {
        return base::Error{error.message, error.hint, 0, option.column + std::max(1, error.column) - 1};
    };
    auto expression = parse_expression(option.value);
    if (!expression) return moved(expression.error());
    auto value = evaluate(*expression, Scope{c.machine, nullptr, &c.machine.rng});
    if (!value) return moved(value.error());
    if (*value < least || *value > most)
        return c.args.error_at(option.column, base::phrase(*value < least ? "script.too-little" : "script.too-much", {base::grouped(*value)}),
                               *value < least ? base::phrase("script.at-least", {base::grouped(least)}) : base::phrase("script.at-most", {base::grouped(most)}));
    return static_cast<std::uint64_t>(*value);
}

// Takes KEY=VALUE when it is next.
Result<bool> take_option(Context& c, std::string_view key, u128 least, u128 most, std::uint64_t& target) {
    const auto option = c.args.keyed(key);
    if (!option) return false;
    auto value = option_value(c, *option, least, most);
    if (!value) return value.error();
    target = *value;
    return true;
}

}  // namespace

Status take_options(Context& c, std::initializer_list<NumberOption> options) {
    while (!c.args.at_end()) {
        bool any = false;
        for (const NumberOption& o : options) {
            auto taken = take_option(c, o.key, o.least, o.most, o.target);
            if (!taken) return taken.error();
            any |= *taken;
        }
        if (any) continue;
        std::vector<std::string> keys;
        for (const NumberOption& o : options) keys.push_back(std::string(o.key) + "=");
        const std::string word(c.args.peek());
        return c.args.error(base::phrase("script.not-expected-here", {word}),
                            base::did_you_mean(word.substr(0, word.find('=') + 1), keys, base::phrase("script.usage", {c.usage})));
    }
    return Done{};
}

}  // namespace script
