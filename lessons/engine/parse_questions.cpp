// The fences that ask: predict, why, recall.
#include <algorithm>

#include "core/base/text.h"
#include "lessons/engine/parse.h"
#include "lessons/engine/strings.h"

namespace lessons {
namespace {

// The id behind the fence's word; ids are unique in a lesson.
std::string question_id(ParseState& state, const Fence& fence) {
    const auto parts = words(fence.info);
    const std::string word(parts[0].text);
    if (parts.size() < 2) {
        state.problems.add(fence.place, tr("author.question-no-id", {word}), tr("author.write-my-question", {word}));
        return {};
    }
    const Piece id = parts[1];
    if (parts.size() > 2) state.problems.add(parts[2].place, tr("author.nothing-stands-behind-id"), tr("author.ids-no-blanks"));
    if (!is_id(id.text)) {
        state.problems.add(id.place, tr("author.not-id", {id.text}), tr("author.ids-are"));
        return {};
    }
    for (const Piece& other : state.ids)
        if (other.text == id.text) {
            state.problems.add(id.place, tr("author.id-taken", {id.text}), tr("author.first-in-line", {std::to_string(other.place.line)}));
            return {};
        }
    state.ids.push_back(id);
    return std::string(id.text);
}

Inlines text_of(ParseState& state, Piece value) { return parse_inlines(state.source, state.problems, value.text, value.place); }

void add_hint(ParseState& state, const KeyLine& line, Question& question) {
    if (question.hints.size() == 3) state.problems.add(line.key.place, tr("author.question-three-hints-at-most"));
    question.hints.push_back(text_of(state, line.value));
}

void set_once(ParseState& state, const KeyLine& line, Inlines& target) {
    if (!target.empty()) state.problems.add(line.key.place, tr("author.second-key", {line.key.text}));
    target = text_of(state, line.value);
}

void parse_answer(ParseState& state, Piece value, Question& question) {
    question.kind = Question::Kind::number;
    question.answer_source = std::string(value.text);
    question.answer_line = value.place.line;
    question.answer_column = value.place.column;
    const auto parsed = script::parse_formatted(value.text);
    if (!parsed) return state.problems.add(value.place, parsed.error());
    question.answer = parsed->expression;
    question.format = parsed->format;
}

void parse_pick(ParseState& state, Piece value, Question& question) {
    static const std::vector<std::string> targets{"entry", "frame", "page", "core", "outcome"};
    question.kind = Question::Kind::pick;
    const auto [what, expression] = split_first(value, " ");
    question.pick_what = std::string(what.text);
    if (std::find(targets.begin(), targets.end(), question.pick_what) == targets.end()) {
        return state.problems.add(what.place, tr("author.nothing-to-pick", {question.pick_what}),
                                  base::did_you_mean(question.pick_what, targets, tr("author.write-pick-entry-frame-page")));
    }
    const Piece source = trimmed(expression);
    if (source.empty()) return state.problems.add(value.place, tr("author.pick-no-expression"), tr("author.write-pick-entry-entry-at"));
    question.answer = parse_expression_at(state, source);
    question.answer_source = std::string(source.text);
    question.answer_line = source.place.line;
    question.answer_column = source.place.column;
    question.format = question.pick_what == "core" || question.pick_what == "outcome" ? script::Format::dec : script::Format::hex;
}

// TEXT if EXPR -- reply [misconception]
void parse_option(ParseState& state, Piece value, Question& question) {
    question.kind = Question::Kind::options;
    Replied parts = split_reply(state, value);
    const auto [text, expression] = split_last(parts.left, " if ");
    if (expression.empty()) return state.problems.add(value.place, tr("author.option-does-not-say-when"), tr("author.write-option-text-if-expr"));
    const Piece source = trimmed(expression);
    question.options.push_back({text_of(state, trimmed(text)), parse_expression_at(state, source), std::string(source.text),
                                std::move(parts.reply), parts.misconception, value.place.line, source.place.column});
}

void parse_trap(ParseState& state, Piece value, Question& question) {
    Replied parts = split_reply(state, value);
    if (parts.reply.empty()) state.problems.add(value.place, tr("author.trap-no-reply"), tr("author.write-trap-expr-what-to"));
    question.traps.push_back({parse_expression_at(state, parts.left), std::string(parts.left.text), std::move(parts.reply),
                              parts.misconception, value.place.line, parts.left.place.column});
}

void check_predict(ParseState& state, const Fence& fence, const Question& question, unsigned kinds) {
    if (question.ask.empty()) state.problems.add(fence.place, tr("author.question-no-ask"), tr("author.write-ask-what"));
    if (kinds == 0) state.problems.add(fence.place, tr("author.question-no-answer"), tr("author.write-answer-expr-option-text"));
    if (kinds > 1) state.problems.add(fence.place, tr("author.question-answers-of-two-kinds"), tr("author.choose-one-of-answer-option"));
    const bool choices = question.kind == Question::Kind::options || question.kind == Question::Kind::order;
    if (kinds == 1 && choices && question.options.size() < 2) state.problems.add(fence.place, tr("author.question-only-one-choice"));
    if (question.options.size() > 20) state.problems.add(fence.place, tr("author.question-more-than-20-choices"));
    if (choices && !question.traps.empty())
        state.problems.add({question.traps[0].line, 1}, tr("author.trap-needs-number-to-compare"), tr("author.write-option-text-if-expr-reply"));
    if (question.why.empty()) state.problems.add(fence.place, tr("author.question-no-why"), tr("author.say-why-answer-right"));
}

}  // namespace

void parse_predict(ParseState& state, const Fence& fence, LessonBlock& block) {
    block.kind = LessonBlock::Kind::question;
    Question& question = block.question;
    const std::size_t problems = state.problems.errors.size();
    question.id = question_id(state, fence);
    question.line = fence.place.line;
    bool answer = false, option = false, order = false, pick = false;
    for (const KeyLine& line : key_lines(state, fence, {"ask", "after", "answer", "option", "order", "pick", "trap", "hint", "why"})) {
        const std::string_view key = line.key.text;
        const Piece& value = line.value;
        if (key == "ask") set_once(state, line, question.ask);
        if (key == "why") set_once(state, line, question.why);
        if (key == "hint") add_hint(state, line, question);
        if (key == "trap") parse_trap(state, value, question);
        if (key == "after") question.after.push_back({std::string(value.text), value.place.line, value.place.column});
        if ((key == "answer" && answer) || (key == "pick" && pick)) state.problems.add(line.key.place, tr("author.second-key", {key}));
        if (key == "answer") parse_answer(state, value, question), answer = true;
        if (key == "pick") parse_pick(state, value, question), pick = true;
        if (key == "option") parse_option(state, value, question), option = true;
        if (key == "order") {
            question.kind = Question::Kind::order;
            question.options.push_back({text_of(state, value), {}, {}, {}, {}, value.place.line, value.place.column});
            order = true;
        }
    }
    // What is missing is told only where nothing was misspelt.
    if (state.problems.errors.size() == problems) check_predict(state, fence, question, static_cast<unsigned>(answer) + option + order + pick);
}

void parse_why(ParseState& state, const Fence& fence, LessonBlock& block) {
    block.kind = LessonBlock::Kind::question;
    Question& question = block.question;
    const std::size_t problems = state.problems.errors.size();
    question.kind = Question::Kind::why;
    question.id = question_id(state, fence);
    question.line = fence.place.line;
    for (const KeyLine& line : key_lines(state, fence, {"ask", "right", "wrong", "test", "why", "hint"})) {
        const std::string_view key = line.key.text;
        const Piece& value = line.value;
        if (key == "ask") set_once(state, line, question.ask);
        if (key == "why") set_once(state, line, question.why);
        if (key == "hint") add_hint(state, line, question);
        if (key == "right" || key == "wrong") {
            Replied parts = split_reply(state, value);
            if (key == "wrong" && parts.reply.empty()) state.problems.add(value.place, tr("author.wrong-answer-no-reply"), tr("author.write-wrong-text-what-to"));
            question.answers.push_back({key == "right", text_of(state, parts.left), std::move(parts.reply), parts.misconception, {}, value.place.line});
        }
        if (key == "test") {
            if (question.answers.empty() || question.answers.back().right) state.problems.add(line.key.place, tr("author.test-follows-wrong-answer-contradicts"));
            else question.answers.back().test.push_back({std::string(value.text), value.place.line, value.place.column});
        }
    }
    if (state.problems.errors.size() > problems) return;
    const auto right = std::count_if(question.answers.begin(), question.answers.end(), [](const WhyAnswer& answer) { return answer.right; });
    if (question.ask.empty()) state.problems.add(fence.place, tr("author.question-no-ask"), tr("author.write-ask-why"));
    if (right != 1) state.problems.add(fence.place, tr("author.question-right-answers", {std::to_string(right)}), tr("author.write-one-right-line"));
    if (question.answers.size() < 2) state.problems.add(fence.place, tr("author.question-no-wrong-answer"), tr("author.write-wrong-text-reply"));
    if (question.answers.size() > 20) state.problems.add(fence.place, tr("author.question-more-than-20-choices"));
}

void parse_recall(ParseState& state, const Fence& fence, LessonBlock& block) {
    block.kind = LessonBlock::Kind::question;
    Question& question = block.question;
    question.kind = Question::Kind::recall;
    question.line = fence.place.line;
    const auto parts = words(fence.info);
    const Piece target = parts.size() == 2 ? parts[1] : Piece{{}, fence.place};
    const auto [lesson, id] = split_first(target, "/");
    if (!is_id(lesson.text) || !is_id(id.text)) return state.problems.add(target.place, tr("author.recall-names-no-question"), tr("author.write-recall-lesson-question"));
    question.recall_lesson = std::string(lesson.text);
    question.recall_id = std::string(id.text);
    question.id = std::string(target.text);
    for (const Piece& other : state.ids)
        if (other.text == target.text) state.problems.add(target.place, tr("author.asked-twice", {question.id}));
    state.ids.push_back(target);
    for (const Piece& line : fence.body)
        if (!trimmed(line).empty()) return state.problems.add(line.place, tr("author.recall-holds-nothing-asks-earlier"));
}

}  // namespace lessons
