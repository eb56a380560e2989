// Plays a lesson as an exemplary reader would, with many seeds, and looks at everything on the way.
#include "lessons/engine/checker.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "core/base/text.h"
#include "core/os/policies/policy.h"
#include "core/script/command.h"
#include "lessons/engine/book.h"
#include "lessons/engine/check_text.h"
#include "lessons/engine/panel_ids.h"
#include "lessons/engine/questions.h"
#include "lessons/engine/strings.h"

namespace lessons {
namespace {

using Kind = LessonBlock::Kind;

class Checker {
public:
    Checker(const Lesson& lesson, std::span<const Lesson> course) : lesson_(lesson), course_(course) {}
    CheckReport run();

private:
    // The machines around a place in canonical play.
    struct Here {
        sim::Machine now;      ///< as the blocks so far have left it
        sim::Machine start;    ///< when the step began
        sim::Machine untried;  ///< before the `try` blocks of the present task
        bool tried = false;
    };

    void error(int line, int column, std::string message, std::string hint = {});
    void error(int line, int column, const base::Error& cause);
    void count();
    void play_seed(std::uint64_t seed);
    bool play_step(const Step& step, Here& here);
    void check_block(const LessonBlock& block, Here& here);
    void check_shown(const std::string& expression, int line, const Here& here);
    void check_values(const Inlines& inlines, const sim::Machine& machine, const sim::Machine& before, const sim::Machine* otherwise = nullptr);
    void check_question(const Question& question, const Here& here);
    void check_number(const Question& question, const ValueScope& scope);
    void check_options(const Question& question, const ValueScope& scope);
    void check_why(const Question& question, const Here& here);
    void check_task(const LessonBlock& block, Here& here);
    void check_claim(const Claim& claim, const Here& here);
    void check_param(const LessonBlock& block, const Step& step, const sim::Machine& before_runs);
    void check_constants();
    void check_limits();
    void check_recalls();

    const Lesson& lesson_;
    std::span<const Lesson> course_;
    CheckReport report_;
    std::set<std::string> seen_;  // each error once, not once a seed
    std::uint64_t seed_ = 0;
    // The first steps that draw nothing do the same with every seed: they are played once.
    std::size_t undrawn_ = 0;
    sim::Machine after_undrawn_;
    std::map<std::string, std::set<base::u128>> values_;  // of each question's answer, over the seeds
};

void Checker::error(int line, int column, std::string message, std::string hint) {
    // The same with another seed's numbers is the same.
    std::string same = message;
    std::erase_if(same, [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) || c == 'x' || c == '_'; });
    if (!seen_.insert(std::to_string(line) + ":" + std::to_string(column) + same).second) return;
    report_.errors.push_back({std::move(message), std::move(hint), line, column});
}

void Checker::error(int line, int column, const base::Error& cause) {
    error(line, column + std::max(cause.column, 1) - 1, cause.message, cause.hint);
}

void Checker::check_values(const Inlines& inlines, const sim::Machine& machine, const sim::Machine& before, const sim::Machine* otherwise) {
    for (const Inline& part : inlines) {
        if (part.kind != Inline::Kind::value) continue;
        const auto text = script::evaluate_text(part.text, {machine, &before});
        if (text || (otherwise && script::evaluate_text(part.text, {*otherwise, &before}))) continue;
        error(part.line, part.column, text.error());
    }
}

// --- questions ----------------------------------------------------------------------------------

void Checker::check_number(const Question& question, const ValueScope& scope) {
    const auto answer = value_of(question.answer, scope);
    if (!answer) return error(question.answer_line, question.answer_column, answer.error());
    values_[question.id].insert(*answer);
    for (const Trap& trap : question.traps) {
        const auto value = value_of(trap.expression, scope);
        if (!value) error(trap.line, trap.column, value.error());
        else if (*value == *answer)
            error(trap.line, trap.column, tr("author.trap-right-answer-for-some", {std::to_string(seed_), base::hex(*answer)}),
                  tr("author.choose-numbers-for-which-they"));
    }
}

void Checker::check_options(const Question& question, const ValueScope& scope) {
    unsigned right = 0;
    for (const Option& option : question.options) {
        const auto value = value_of(option.condition, scope);
        if (!value) error(option.line, option.column, value.error());
        right += value && *value != 0;
    }
    if (right != 1)
        error(question.line, 1, tr("author.exactly-one-option-must-true", {std::to_string(right), std::to_string(seed_)}));
}

void Checker::check_why(const Question& question, const Here& here) {
    for (const WhyAnswer& answer : question.answers) {
        check_values(answer.text, here.now, here.start);
        check_values(answer.reply, here.now, here.start);
        sim::Machine copy = here.now;
        if (auto status = play(copy, answer.test); !status) error(status.error().line, status.error().column, status.error().message, status.error().hint);
    }
}

void Checker::check_question(const Question& question, const Here& here) {
    if (question.kind == Question::Kind::recall) return;
    check_values(question.ask, here.now, here.start);
    for (const Inlines& hint : question.hints) check_values(hint, here.now, here.start);
    const auto machines = question_machines(question, here.now);
    if (!machines) return error(machines.error().line, machines.error().column, machines.error().message, machines.error().hint);
    const ValueScope scope{&machines->after, &here.start, {}};
    check_values(question.why, machines->after, here.start);
    for (const Trap& trap : question.traps) check_values(trap.reply, machines->after, here.start);
    for (const Option& option : question.options) {
        check_values(option.text, here.now, here.start);
        check_values(option.reply, machines->after, here.start);
    }
    if (question.kind == Question::Kind::number || question.kind == Question::Kind::pick) check_number(question, scope);
    if (question.kind == Question::Kind::options) check_options(question, scope);
    if (question.kind == Question::Kind::why) check_why(question, here);
}

// --- tasks, claims, params ----------------------------------------------------------------------

void Checker::check_task(const LessonBlock& block, Here& here) {
    const ValueScope before{&here.untried, &here.start, {}}, after{&here.now, &here.start, {}};
    bool some_false = false;
    for (const Condition& condition : block.conditions) {
        check_values(condition.hint, here.untried, here.start, &here.now);
        some_false |= !holds(condition.expression, before);
        const auto value = value_of(condition.expression, after);
        if (!value) error(condition.line, condition.column, value.error());
        else if (*value == 0)
            error(condition.line, condition.column, tr("author.does-not-hold-after-try", {std::to_string(seed_)}));
    }
    if (!here.tried) error(block.line, 1, tr("author.no-try-stands-before-check"), tr("author.try-holds-solution-checker-plays"));
    else if (!some_false) error(block.line, 1, tr("author.task-done-before-reader-does"), tr("author.one-condition-must-false-before"));
    here.untried = here.now;
    here.tried = false;
}

void Checker::check_claim(const Claim& claim, const Here& here) {
    check_values(claim.text, here.now, here.start);
    check_values(claim.verdict, here.now, here.start);
    const auto value = script::evaluate(claim.expression, {here.now, &here.start});
    if (!claim.expression.depends_on_machine()) error(claim.line, claim.column, tr("author.claims-test-does-not-depend"));
    if (!value) return error(claim.line, claim.column, value.error());
    check_values(claim.computed, here.now, here.start);
    const bool held = *value != 0;
    if (claim.says != Claim::Verdict::open && held == (claim.says == Claim::Verdict::wrong))
        error(claim.line, claim.column, held ? tr("author.claim-said-to-wrong-but") : tr("author.claim-said-to-hold-but"));
    if (claim.except.empty()) return;
    sim::Machine copy = here.now;
    if (auto status = play(copy, claim.except); !status) return error(status.error().line, status.error().column, status.error().message, status.error().hint);
    const auto then = script::evaluate(claim.expression, {copy, &here.start});
    if (!then) error(claim.line, claim.column, then.error());
    else if ((*then != 0) == held) error(claim.except[0].line, 1, tr("author.after-except-commands-test-gives"), tr("author.they-case-in-which-otherwise"));
}

void Checker::check_param(const LessonBlock& block, const Step& step, const sim::Machine& before_runs) {
    const Param& param = block.param;
    std::vector<std::uint64_t> wanted{param.low, param.high};
    if (!param.plot_source.empty()) wanted.insert(wanted.end(), {param.plot_low, param.plot_high});
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        Names params = initial_params(step);
        for (sim::Binding& binding : params)
            if (binding.name == param.name) binding.value = wanted[i];
        sim::Machine machine = before_runs;
        const std::string with = " (" + param.name + " = " + std::to_string(wanted[i]) + ")";
        if (auto status = play_runs(machine, step, params); !status) {
            error(status.error().line, status.error().column, status.error().message + with, status.error().hint);
        } else if (i >= 2) {
            const auto y = script::evaluate_text(param.plot_source, {machine});
            if (!y) error(param.line, 1, y.error().message + with, y.error().hint);
        }
    }
}

// --- playing ------------------------------------------------------------------------------------

void Checker::check_block(const LessonBlock& block, Here& here) {
    check_values(block.inlines, here.now, here.start);
    for (const Inlines& item : block.items) check_values(item, here.now, here.start);
    if (block.kind == Kind::question) check_question(block.question, here);
    if (block.kind == Kind::check) check_task(block, here);
    if (block.kind == Kind::claim) check_claim(block.claim, here);
    for (const ShowItem& item : block.show) {
        if (!item.other.empty()) check_shown(item.other, item.line, here);
        if (item.argument.empty() || here.now.find_process(item.argument) != base::no_process) continue;
        const PanelId* panel = find_panel_id(item.panel);
        if (panel && panel->argument == PanelArgument::processes) {
            for (const std::string& name : base::split(item.argument, ' '))
                if (here.now.find_process(name) == base::no_process) error(item.line, 1, tr("author.no-process-to-show", {name}));
            continue;
        }
        if (panel && panel->argument == PanelArgument::policies) {
            for (const std::string& name : base::split(item.argument, ' '))
                if (const auto row = os::find_policy(name); !row) error(item.line, 1, row.error().message, row.error().hint);
            continue;
        }
        if (panel && panel->argument == PanelArgument::compared) {
            const std::vector<std::string> verbs = script::verb_names();
            for (const std::string& word : base::split(item.argument, ' '))
                if (std::find(verbs.begin(), verbs.end(), word) == verbs.end()) check_shown(word, item.line, here);
            continue;
        }
        check_shown(item.argument, item.line, here);
    }
}

// What a panel is about has a value.
void Checker::check_shown(const std::string& expression, int line, const Here& here) {
    const auto value = script::parse_expression(expression);
    if (!value) error(line, 1, tr("author.nothing-to-show", {expression}));
    else if (const auto known = script::evaluate(*value, {here.now}); !known) error(line, 1, known.error().message, known.error().hint);
}

// REQUIRES: here.now is the machine before the step. False when a command failed.
bool Checker::play_step(const Step& step, Here& here) {
    const sim::Machine before_runs = here.now;
    if (auto status = play_runs(here.now, step, initial_params(step)); !status) {
        error(status.error().line, status.error().column, status.error().message, status.error().hint);
        return false;
    }
    here.start = here.untried = here.now;
    here.tried = false;
    for (const LessonBlock& block : step.blocks) {
        if (block.kind == Kind::try_) {
            if (auto status = play(here.now, block.commands); !status) {
                error(status.error().line, status.error().column, status.error().message, status.error().hint);
                return false;
            }
            here.tried = true;
        }
        if (block.kind == Kind::param && seed_ == 1) check_param(block, step, before_runs);
        check_block(block, here);
    }
    return true;
}

bool draws(const std::vector<CommandLine>& lines) {
    return std::any_of(lines.begin(), lines.end(), [](const CommandLine& line) {
        for (const char* word : {"pick(", "exec", "guess", "seed "})
            if (line.text.find(word) != std::string::npos) return true;
        return false;
    });
}

// What happens in the step may depend on the reader's seed.
bool draws(const Step& step) {
    return std::any_of(step.blocks.begin(), step.blocks.end(), [](const LessonBlock& block) {
        const auto& answers = block.question.answers;
        return draws(block.commands) || draws(block.question.after) ||
               std::any_of(answers.begin(), answers.end(), [](const WhyAnswer& answer) { return draws(answer.test); });
    });
}

void Checker::play_seed(std::uint64_t seed) {
    seed_ = seed;
    Here here;
    const auto begin = [&](const std::string& salt) {
        const sim::Machine first = first_machine(lesson_seed(lesson_.id, seed, salt));
        if (undrawn_ == 0) return first;
        sim::Machine machine = after_undrawn_;
        machine.rng = first.rng;
        return machine;
    };
    here.now = begin({});
    for (std::size_t i = undrawn_; i < lesson_.steps.size(); ++i) {
        if (lesson_.steps[i].final_check) {
            // Played from the beginning with the numbers of an attempt of its own.
            Here fresh;
            auto machine = i <= undrawn_ ? base::Result<sim::Machine>(begin(attempt_salt(1))) : play_to(lesson_, i - 1, lesson_seed(lesson_.id, seed, attempt_salt(1)));
            if (!machine) return;  // reported where the step itself is played
            fresh.now = *machine;
            if (i > undrawn_ && !play_tries(fresh.now, lesson_.steps[i - 1], lesson_.steps[i - 1].blocks.size())) return;
            if (!play_step(lesson_.steps[i], fresh)) return;
            if (!play_runs(here.now, lesson_.steps[i], initial_params(lesson_.steps[i]))) return;
        } else if (!play_step(lesson_.steps[i], here)) {
            return;
        } else if (i == undrawn_ && !draws(lesson_.steps[i])) {
            ++undrawn_;
            after_undrawn_ = here.now;
        }
    }
}

// --- what needs no machine ----------------------------------------------------------------------

// A name that a `let` binds to the same value on every machine.
bool is_constant_name(const Lesson& lesson, const std::string& name) {
    bool bound = false;
    for (const Step& step : lesson.steps)
        for (const LessonBlock& block : step.blocks)
            for (const CommandLine& line : block.commands) {
                if (line.text.substr(0, 4) != "let ") continue;
                const auto equals = line.text.find('=');
                if (equals == std::string::npos || base::trimmed(line.text.substr(4, equals - 4)) != name) continue;
                const auto value = script::parse_expression(base::trimmed(line.text.substr(equals + 1)));
                if (!value || value->depends_on_machine()) return false;
                bound = true;
            }
    return bound;
}

void Checker::check_constants() {
    for (const Step& step : lesson_.steps)
        for (const LessonBlock& block : step.blocks) {
            if (block.kind != Kind::question) continue;
            const Question& q = block.question;
            const bool number = q.kind == Question::Kind::number || q.kind == Question::Kind::pick;
            const auto names = q.answer.names();
            const bool constant_name = names.size() == 1 && base::trimmed(q.answer_source.substr(0, q.answer_source.find(" as "))) == names[0] && is_constant_name(lesson_, names[0]);
            if (number && (!q.answer.depends_on_machine() || constant_name))
                error(q.answer_line, q.answer_column, tr("author.answer-constant-does-not-depend"), tr("author.compute-the-answer"));
            const bool computed = std::any_of(q.options.begin(), q.options.end(), [](const Option& option) { return option.condition.depends_on_machine(); });
            if (q.kind == Question::Kind::options && !computed)
                error(q.line, 1, tr("author.no-option-of-question-depends"), tr("author.ask-as-why-right-and"));
            const auto found = values_.find(q.id);
            if (number && found != values_.end() && found->second.size() == 1 && step.final_check)
                report_.notes.push_back(tr("author.line-answer-to-same-for", {std::to_string(q.line), q.id}));
        }
}

void Checker::check_limits() {
    if (lesson_.is_beside()) return;  // the reader picks a problem or looks something up: nothing holds up
    std::size_t gates = 0, steps = 0;
    for (const Step& step : lesson_.steps) {
        if (step.final_check) break;
        ++steps;
        const Question* number = nullptr;
        for (const LessonBlock& block : step.blocks) {
            if (block.kind != Kind::question) continue;
            if (is_gate(step, block) && ++gates == 4)
                error(block.question.line, 1, tr("author.too-many-predictions"), tr("author.three-hold-reader-up-enough"));
            if (block.question.kind != Question::Kind::number) continue;
            if (number) error(block.question.line, 1, tr("author.screen-asks-for-second-number"), tr("author.one-typed-number-screen-begin"));
            number = &block.question;
        }
    }
    if (steps > 7) report_.notes.push_back(tr("author.too-many-steps", {std::to_string(steps)}));
}

void Checker::check_recalls() {
    for (const Step& step : lesson_.steps)
        for (const LessonBlock& block : step.blocks) {
            const Question& q = block.question;
            if (block.kind != Kind::question || q.kind != Question::Kind::recall) continue;
            const auto other = std::find_if(course_.begin(), course_.end(), [&](const Lesson& lesson) { return lesson.id == q.recall_lesson; });
            if (other == course_.end()) {
                report_.notes.push_back(tr("author.line-lesson-not-in-course", {std::to_string(q.line), q.recall_lesson}));
                continue;
            }
            std::vector<std::string> known;
            for (const Step& there : other->steps)
                for (const LessonBlock& candidate : there.blocks)
                    if (candidate.kind == Kind::question && candidate.question.kind != Question::Kind::recall) known.push_back(candidate.question.id);
            if (std::find(known.begin(), known.end(), q.recall_id) == known.end())
                error(q.line, 1, tr("author.lesson-no-question", {q.recall_lesson, q.recall_id}), base::did_you_mean(q.recall_id, known));
        }
}

void Checker::count() {
    report_.steps = static_cast<unsigned>(lesson_.steps.size());
    for (const Step& step : lesson_.steps)
        for (const LessonBlock& block : step.blocks) {
            report_.questions += block.kind == Kind::question;
            report_.tasks += block.kind == Kind::check;
        }
    for_each_inlines(lesson_, [&](const Inlines& inlines) {
        for (const Inline& part : inlines) report_.values += part.kind == Inline::Kind::value;
    });
}

CheckReport Checker::run() {
    count();
    const std::uint64_t seeds = lesson_.book ? 1 : checked_seeds;  // a page of the book is the same for everybody
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) play_seed(seed);
    check_constants();
    check_limits();
    check_recalls();
    check_terms(lesson_, course_, report_);
    if (lesson_.book) check_book(lesson_, course_, report_);
    if (report_.errors.empty() && !lesson_.book) check_return(lesson_, course_, report_);
    std::stable_sort(report_.errors.begin(), report_.errors.end(), [](const base::Error& a, const base::Error& b) {
        return a.line != b.line ? a.line < b.line : a.column < b.column;
    });
    return report_;
}

}  // namespace

CheckReport check_lesson(const Lesson& lesson, std::span<const Lesson> course) { return Checker(lesson, course).run(); }

}  // namespace lessons
