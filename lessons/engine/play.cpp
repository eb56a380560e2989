#include "lessons/engine/play.h"

#include <algorithm>
#include <optional>

#include "core/script/command.h"
#include "lessons/engine/strings.h"

namespace lessons {

std::uint64_t lesson_seed(std::string_view lesson_id, std::uint64_t learner, std::string_view salt) {
    std::uint64_t seed = base::hash_text(lesson_id.data(), lesson_id.size());
    seed = base::hash_text(salt.data(), salt.size(), seed);
    return base::Rng{seed ^ learner}.next();
}

std::string attempt_salt(unsigned attempt) { return "attempt " + std::to_string(attempt); }

sim::Machine first_machine(std::uint64_t machine_seed) {
    sim::Machine machine = sim::default_machine();
    machine.rng.state = machine_seed;
    return machine;
}

Names initial_params(const Step& step) {
    Names params;
    for (const LessonBlock& block : step.blocks)
        if (block.kind == LessonBlock::Kind::param) params.push_back({block.param.name, block.param.initial});
    return params;
}

namespace {

void bind(sim::Machine& machine, const Names& params) {
    for (const sim::Binding& param : params) machine.bind(param.name, param.value);
}

base::Status play_line(sim::Machine& machine, const CommandLine& line) {
    sim::NullObserver nobody;
    const auto result = script::execute(machine, line.text, nobody);
    if (result) return base::Done{};
    base::Error error = result.error();
    error.line = line.line;
    error.column = line.column + std::max(error.column, 1) - 1;
    return error;
}

}  // namespace

base::Status play(sim::Machine& machine, const std::vector<CommandLine>& lines) {
    for (const CommandLine& line : lines)
        if (auto status = play_line(machine, line); !status) return status;
    return base::Done{};
}

base::Status play_runs(sim::Machine& machine, const Step& step, const Names& params) {
    bind(machine, params);
    for (const LessonBlock& block : step.blocks) {
        if (block.kind != LessonBlock::Kind::run) continue;
        for (const CommandLine& line : block.commands) {
            if (auto status = play_line(machine, line); !status) return status;
            // A new machine has no names, whatever command made it.
            for (const sim::Binding& param : params)
                if (!machine.find_name(param.name)) machine.bind(param.name, param.value);
        }
    }
    return base::Done{};
}

base::Status play_tries(sim::Machine& machine, const Step& step, std::size_t end) {
    for (std::size_t i = 0; i < std::min(end, step.blocks.size()); ++i)
        if (step.blocks[i].kind == LessonBlock::Kind::try_)
            if (auto status = play(machine, step.blocks[i].commands); !status) return status;
    return base::Done{};
}

base::Result<sim::Machine> play_to(const Lesson& lesson, std::size_t step, std::uint64_t machine_seed) {
    sim::Machine machine = first_machine(machine_seed);
    for (std::size_t i = 0; i <= step && i < lesson.steps.size(); ++i) {
        const Step& played = lesson.steps[i];
        if (auto status = play_runs(machine, played, initial_params(played)); !status) return status.error();
        if (i == step) break;
        if (auto status = play_tries(machine, played, played.blocks.size()); !status) return status.error();
    }
    return machine;
}

base::Result<sim::Machine> play_to_block(const Lesson& lesson, std::size_t step, std::size_t block, std::uint64_t machine_seed) {
    auto machine = play_to(lesson, step, machine_seed);
    if (!machine || step >= lesson.steps.size()) return machine;
    if (auto status = play_tries(*machine, lesson.steps[step], block); !status) return status.error();
    return machine;
}

// --- text -------------------------------------------------------------------------------------

namespace {

Span::Kind span_kind(Inline::Kind kind) {
    // Both enumerations list the same kinds; the switch keeps them from drifting apart unseen.
    switch (kind) {
        case Inline::Kind::text: return Span::Kind::text;
        case Inline::Kind::strong: return Span::Kind::strong;
        case Inline::Kind::emphasis: return Span::Kind::emphasis;
        case Inline::Kind::code: return Span::Kind::code;
        case Inline::Kind::value: return Span::Kind::value;
        case Inline::Kind::part: return Span::Kind::part;
        case Inline::Kind::term: return Span::Kind::term;
        case Inline::Kind::link: return Span::Kind::link;
        case Inline::Kind::image: return Span::Kind::image;
        case Inline::Kind::line_break: return Span::Kind::line_break;
    }
    return Span::Kind::text;
}

std::string value_text(const std::string& source, const ValueScope& scope) {
    const InOriginal language(scope.translated);
    if (scope.machine) {
        auto text = script::evaluate_text(source, {*scope.machine, scope.before});
        if (text) return localized(*text);
    }
    const sim::Machine* canonical = scope.fallback ? scope.fallback() : nullptr;
    if (canonical) {
        auto text = script::evaluate_text(source, {*canonical, scope.before});
        if (text) return localized(*text);
    }
    return "?";
}

}  // namespace

Spans spans_of(const Inlines& inlines, const ValueScope& scope) {
    Spans spans;
    for (const Inline& part : inlines) {
        Span span{span_kind(part.kind), part.text, part.target};
        if (part.kind == Inline::Kind::value) span.text = value_text(part.text, scope);
        spans.push_back(std::move(span));
    }
    return spans;
}

base::Result<base::u128> value_of(const script::Expression& expression, const ValueScope& scope) {
    std::optional<base::Result<base::u128>> value;
    if (scope.machine) value = script::evaluate(expression, {*scope.machine, scope.before});
    if (value && *value) return *value;
    const sim::Machine* canonical = scope.fallback ? scope.fallback() : nullptr;
    if (canonical) return script::evaluate(expression, {*canonical, scope.before});
    return value ? *value : base::Error{tr("author.no-machine")};
}

bool holds(const script::Expression& expression, const ValueScope& scope) {
    const auto value = value_of(expression, scope);
    return value && *value != 0;
}

}  // namespace lessons
