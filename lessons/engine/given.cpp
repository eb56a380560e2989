// The reader's first answers with the trap that each wrong one fell into: what statistics of items are made of.
#include "lessons/engine/player_state.h"

namespace lessons {
namespace {

std::string trap_of(const Question& question, const Verdict& verdict, const std::string& answer, const ValueScope& scope) {
    if (!verdict.misconception.empty()) return verdict.misconception;
    if (question.kind == Question::Kind::options) return text_of(spans_of(question.options[verdict.choice].text, scope));
    if (question.kind == Question::Kind::why) return text_of(spans_of(question.answers[verdict.choice].text, scope));
    return answer;
}

}  // namespace

std::vector<Given> Player::given() const {
    const State& s = *state_;
    std::vector<Given> all;
    for (const auto& [id, answer] : s.answers) {
        const auto at = s.find_question(id);
        if (!answer.closed() || !at) continue;
        const LessonBlock& block = s.lesson.steps[at->step].blocks[at->block];
        const Question* question = s.question_of(block);
        if (!question) continue;
        Given given{id, answer.committed && answer.first_right, {}};
        if (answer.committed && !given.right) {
            const QuestionMachines machines = s.machines_of(block, *at);
            const ValueScope scope = s.scope_of(machines.after, *at);
            const Verdict verdict = judge(*question, answer.first, scope, shuffled(*question, s.order_seed(block)));
            if (verdict.unreadable.empty() && !verdict.right) given.trap = trap_of(*question, verdict, answer.first, scope);
        }
        // Of a final check taken more than once the first attempt counts, and only the last one's answers are kept.
        for (std::size_t i = 0; i < s.lesson.score.size() && s.attempts.size() > 1; ++i)
            if (s.lesson.score[i] == id) given = {id, s.attempts.front()[i] == ItemResult::right, {}};
        all.push_back(std::move(given));
    }
    return all;
}

}  // namespace lessons
