// Answers that a class has given and that the teacher has not shown yet. The player does not know of them: the
// question is open, its panels keep hidden what they hide, until they are released.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lessons/engine/view.h"

namespace ui::desktop {

class HeldAnswers {
public:
    /// The question of "commit QUESTION ..." or "skip QUESTION"; empty where the action is another, or the question
    /// is not open in the view.
    static std::string question_of(std::string_view action, const lessons::LessonView& view);

    /// Keeps the action in place of an older one for the question.
    void hold(const std::string& question, std::string_view action);
    void take_back(std::string_view question);
    /// The actions, oldest first; nothing is held then.
    std::vector<std::string> release();

    bool empty() const { return held_.empty(); }
    std::size_t size() const { return held_.size(); }
    /// Shows in the view what is held: what was answered, and buttons "reveal" and "take-back QUESTION" for it.
    void show_in(lessons::LessonView& view) const;

private:
    struct Answer {
        std::string question, action;
    };
    std::vector<Answer> held_;
};

}  // namespace ui::desktop
