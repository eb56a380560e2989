// Small lessons for the tests of the lesson engine.
#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include "lessons/engine/lesson.h"
#include "lessons/engine/view.h"

namespace test {

/// A lesson whose first step begins in line 12, with a machine, a process A and an address va.
inline std::string lesson_with(const std::string& steps, const std::string& more = "core") {
    return "# Small\n```lesson\nid small\nminutes 5 \n" + more + "\n```\n```run\nmachine x86-64\nprocess A\nmap A 0x7f12_3456_7000 16K rw\n" +
           "let va = 0x7f12_3456_7000 + pick(0x101..0xfff)\n```\n" + steps;
}
constexpr int first_line = 13;  ///< of `steps`

/// REQUIRES: the text parses.
inline lessons::Lesson parsed(const std::string& text, const std::string& file = "small.md") {
    auto lesson = lessons::parse_lesson(text, file);
    return lesson ? std::move(*lesson) : lessons::Lesson{};
}

inline std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

inline std::string text_of(const lessons::Spans& spans) {
    std::string text;
    for (const lessons::Span& span : spans) text += span.text;
    return text;
}

/// The view of a question; nullptr where it is not shown.
inline const lessons::QuestionView* question_in(const lessons::LessonView& view, const std::string& id) {
    for (const lessons::Block& block : view.blocks)
        if (block.kind == lessons::Block::Kind::question && block.question.id == id) return &block.question;
    return nullptr;
}

inline const lessons::TaskView* task_in(const lessons::LessonView& view) {
    for (const lessons::Block& block : view.blocks)
        if (block.kind == lessons::Block::Kind::task) return &block.task;
    return nullptr;
}

/// The id of the choice that reads `text`.
inline std::string choice_called(const lessons::QuestionView& question, const std::string& text) {
    for (const lessons::Choice& choice : question.choices)
        if (test::text_of(choice.text) == text) return choice.id;
    return "?";
}

inline const lessons::Button* button_in(const std::vector<lessons::Button>& buttons, const std::string& action) {
    for (const lessons::Button& button : buttons)
        if (button.action == action) return &button;
    return nullptr;
}

/// A whole lesson with a final check of four numbers.
inline std::string scored_lesson() {
    std::string text = lesson_with(
        "## First\n```predict offset\nask: Offset of `=va as hex`?\nanswer: offset(va) as hex\ntrap: va & 0xff -- A byte of 256. [byte]\nwhy: Twelve bits.\n```\nAfter the gate.\n"
        "## Check\nIntro.\n```run\nlet x = pick(1..1000)\n```\n",
        "mastery 75\nattempts 2\nscore q1 q2 q3 q4");
    for (int i = 1; i <= 4; ++i)
        text += "Before item " + std::to_string(i) + ".\n```predict q" + std::to_string(i) + "\nask: What is `=x` plus " + std::to_string(i) + "?\nanswer: x + " + std::to_string(i) + "\nwhy: Add.\n```\n";
    return text + "## Yours\nPlay.\n";
}

}  // namespace test
