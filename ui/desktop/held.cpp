#include "ui/desktop/held.h"

#include <utility>

#include "lessons/engine/strings.h"

namespace ui::desktop {

using lessons::Block;
using lessons::LessonView;
using lessons::QuestionView;
using lessons::tr;

std::string HeldAnswers::question_of(std::string_view action, const LessonView& view) {
    const std::size_t blank = action.find(' ');
    const std::string_view word = action.substr(0, blank);
    if (blank == std::string_view::npos || (word != "commit" && word != "skip")) return {};
    const std::string_view rest = action.substr(blank + 1), id = rest.substr(0, rest.find(' '));
    for (const Block& block : view.blocks)
        if (block.kind == Block::Kind::question && block.question.id == id && block.question.state == QuestionView::State::open) return std::string(id);
    return {};
}

void HeldAnswers::hold(const std::string& question, std::string_view action) {
    take_back(question);
    held_.push_back({question, std::string(action)});
}

void HeldAnswers::take_back(std::string_view question) {
    std::erase_if(held_, [question](const Answer& answer) { return answer.question == question; });
}

std::vector<std::string> HeldAnswers::release() {
    std::vector<std::string> actions;
    for (const Answer& answer : std::exchange(held_, {})) actions.push_back(answer.action);
    return actions;
}

void HeldAnswers::show_in(LessonView& view) const {
    for (Block& block : view.blocks)
        for (const Answer& answer : held_) {
            QuestionView& question = block.question;
            if (block.kind != Block::Kind::question || question.id != answer.question) continue;
            const std::size_t start = std::string_view("commit ").size() + question.id.size() + 1;
            std::string note = tr("desktop.held");
            if (answer.action.starts_with("skip ")) note = tr("desktop.held_skip");
            else if (question.kind == QuestionView::Kind::number && answer.action.size() > start) note = tr("desktop.held_number", {answer.action.substr(start)});
            question.input_error.clear();  // of an answer before this one
            question.hints.push_back({{lessons::Span::Kind::text, note, {}}});
            question.buttons = {{"reveal", tr("desktop.reveal"), true, true}, {"take-back " + question.id, tr("desktop.take_back"), false, true}};
        }
}

}  // namespace ui::desktop
