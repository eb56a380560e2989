// The course in a terminal: the same LessonView as the page and the desktop.
#include <iostream>

#include "core/base/text.h"
#include "core/script/command.h"
#include "lessons/engine/player.h"
#include "lessons/engine/strings.h"
#include "ui/cli/cli.h"
#include "ui/cli/line_editor.h"
#include "ui/cli/terminal_view.h"
#include "ui/narrate.h"

namespace cli {
namespace {

using lessons::Block;
using lessons::QuestionView;
using lessons::tr;

// The question that waits for an answer; nullptr when none does.
const QuestionView* open_question(const lessons::LessonView& view) {
    for (const Block& block : view.blocks)
        if (block.kind == Block::Kind::question && block.question.state == QuestionView::State::open) return &block.question;
    return nullptr;
}

const lessons::TaskView* open_task(const lessons::LessonView& view) {
    for (const Block& block : view.blocks)
        if (block.kind == Block::Kind::task && !block.task.done) return &block.task;
    return nullptr;
}

bool is_action(const std::string& word) {
    static const std::vector<std::string> words{"next", "back", "goto", "reset", "choose", "move", "retry", "param", "attempt",
        "know-this", "seek", "step", "unstep", "step-command", "unstep-command", "end"};
    for (const std::string& known : words)
        if (known == word) return true;
    return false;
}

// What the reader typed as an action of the player: an empty line goes on, ":" begins a command,
// anything else answers the open question.
std::string action_of(const std::string& typed, const lessons::LessonView& view) {
    const std::string word = typed.substr(0, typed.find(' '));
    const QuestionView* question = open_question(view);
    const lessons::TaskView* task = open_task(view);
    if (typed.empty()) return "next";
    if (typed[0] == ':') return "command " + base::trimmed(typed.substr(1));
    if (typed == "show me") return task ? "solve " + task->id : "solve";
    if (typed == "hint" && question) return "hint " + question->id;
    if (typed == "skip") return "skip " + (question ? question->id : task ? task->id : std::string());
    if (is_action(word)) return typed;
    if (question) return "commit " + question->id + " " + typed;
    return "command " + typed;
}

void show(const lessons::Player& player) {
    TerminalStyle style;
    style.colour = is_terminal();
    std::cout << to_terminal(player.view(), style);
}

// What the machine did since `first`, in sentences.
void tell(const lessons::Player& player, std::uint64_t first) {
    const script::Timeline& timeline = player.timeline();
    for (std::uint64_t i = first; i < timeline.size() && i < first + 40; ++i) std::cout << "  " << ui::narrate(timeline.latest(), timeline.event(i)) << "\n";
    if (!player.last_output().empty()) std::cout << player.last_output() << "\n";
}

int play(lessons::Player& player) {
    LineEditor editor;
    editor.complete = [&](std::string_view line) {
        return script::complete(player.timeline().latest(), line.substr(0, 1) == ":" ? line.substr(1) : line);
    };
    std::cout << tr("cli.learn-help") << "\n";
    show(player);
    for (;;) {
        const auto line = editor.read("> ");
        if (!line) break;
        const std::string typed = base::trimmed(*line);
        if (typed == "quit" || typed == "q" || typed == ":quit") break;
        if (typed == "help" || typed == "?") {
            std::cout << tr("cli.learn-help") << "\n";
            continue;
        }
        const std::string action = action_of(typed, player.view());
        const std::uint64_t before = player.timeline().size();
        const auto status = player.act(action);
        if (!status) {
            std::cout << base::to_text(status.error()) << "\n";
            continue;
        }
        const bool commanded = action.substr(0, 8) == "command " || action.substr(0, 5) == "solve";
        if (commanded && player.timeline().size() >= before) tell(player, before);
        show(player);
    }
    const lessons::Score score = player.score();
    if (score.items > 0 && player.view().attempt > 0) std::cout << tr("cli.learn-score", {std::to_string(score.right), std::to_string(score.items)}) << "\n";
    return exit_ok;
}

void list_lessons(const std::vector<LessonFile>& course) {
    std::cout << tr("cli.lessons") << "\n";
    for (const LessonFile& file : course)
        std::cout << "  " << file.lesson.id << std::string(file.lesson.id.size() < 20 ? 20 - file.lesson.id.size() : 1, ' ') << file.lesson.title << " ("
                  << tr("cli.minutes", {std::to_string(file.lesson.minutes)}) << ")\n";
}

}  // namespace

int learn(const LearnOptions& options) {
    auto course = load_course();
    if (!course) return complain(course.error()), exit_bad_input;
    const auto languages = load_languages();
    if (!languages) return complain(languages.error()), exit_bad_input;
    for (const Language& language : *languages)
        if (language.code == options.language) *course = in_language(std::move(*course), language);
    if (options.lesson.empty()) return list_lessons(*course), exit_ok;
    lessons::Lesson own;
    const lessons::Lesson* lesson = find_lesson(*course, options.lesson);
    if (!lesson && options.lesson.find(".md") != std::string::npos) {
        const auto text = read_text(options.lesson);
        if (!text) return complain(text.error()), exit_bad_input;
        auto parsed = lessons::parse_lesson(*text, options.lesson);
        if (!parsed) return complain(parsed.error(), options.lesson), exit_bad_input;
        own = std::move(*parsed);
        lesson = &own;
    }
    if (!lesson) {
        std::vector<std::string> ids;
        for (const LessonFile& file : *course) ids.push_back(file.lesson.id);
        complain({tr("cli.no-lesson", {options.lesson}), base::did_you_mean(options.lesson, ids)});
        return exit_bad_input;
    }
    lessons::PlayerOptions player_options;
    player_options.seed = options.seed;
    player_options.find_lesson = [&](std::string_view id) { return find_lesson(*course, id); };
    lessons::Player player(*lesson, player_options);
    return play(player);
}

}  // namespace cli
