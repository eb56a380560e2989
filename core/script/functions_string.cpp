// What expressions can ask of the reference string: string_page(N), string_faults(POLICY, FRAMES[, N]),
// string_victim(POLICY, FRAMES, N).
#include <algorithm>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/os/policies/policy.h"
#include "core/script/evaluator.h"

namespace script {

using base::Error;
using base::Result;

namespace {

Result<std::string> policy_named(const Node& node) {
    if (node.kind != NodeKind::name) return Evaluator::error_at(node, base::phrase("script.not-name-of-policy"), base::phrase("script.fifo-lru-clock-or-opt"));
    std::string name = Evaluator::dashed(node);
    const auto row = os::find_policy(name);
    if (!row) return Evaluator::error_at(node, row.error());
    return name;
}

}  // namespace

Result<u128> Evaluator::string_function(const Node& node) {
    const sim::ReferenceString& string = scope_.machine.string;
    const std::size_t size = node.args.size();
    const bool page = node.text == "string_page", victim = node.text == "string_victim";
    if (page ? size != 1 : victim ? size != 3 : size < 2 || size > 3) return wrong_arguments(node);
    const auto number = [&](std::size_t i, u128 least, u128 most, const char* wrong) -> Result<u128> {
        auto n = value(node.args[i]);
        if (n && (*n < least || *n > most))
            return error_at(node.args[i], base::phrase(wrong, {base::grouped(*n), base::grouped(least), base::grouped(most)}));
        return n;
    };
    const auto reference = [&](std::size_t i, u128 least) { return number(i, least, string.pages.size(), "script.not-a-reference"); };
    if (string.pages.empty()) return error_at(node, base::phrase("script.no-reference-string"), base::phrase("script.write-one-string-1-2"));
    if (page) {
        auto n = reference(0, 1);
        return n ? Value(u128{string.pages[static_cast<std::size_t>(*n) - 1]}) : n;
    }
    auto policy = policy_named(node.args[0]);
    if (!policy) return policy.error();
    auto frames = number(1, 1, sim::longest_string, "script.not-a-number-of-frames");
    if (!frames) return frames;
    Value count = size == 3 ? reference(2, victim ? 1 : 0) : Value(u128{string.pages.size()});
    if (!count) return count;
    const auto run = sim::run_string(*policy, string.pages, static_cast<std::uint32_t>(*frames));
    if (!run) return error_at(node, run.error());
    const std::size_t at = static_cast<std::size_t>(*count);
    if (!victim) return u128{run->faults(at)};
    if (!run->steps[at - 1].victim) return error_at(node, base::phrase("script.no-page-leaves-at-reference", {base::grouped(*count), *policy}));
    return u128{*run->steps[at - 1].victim};
}

}  // namespace script
