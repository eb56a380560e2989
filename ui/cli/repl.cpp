// The console in a terminal.
#include <iostream>

#include "core/base/text.h"
#include "core/script/timeline.h"
#include "lessons/engine/strings.h"
#include "ui/cli/cli.h"
#include "ui/cli/line_editor.h"
#include "ui/narrate.h"

namespace cli {
namespace {

constexpr std::uint64_t events_told = 40;  // of one command; the rest is counted

void tell_events(const script::Timeline& timeline, std::uint64_t first) {
    const std::uint64_t end = timeline.size();
    for (std::uint64_t i = first; i < end && i < first + events_told; ++i)
        std::cout << "  " << i + 1 << "  " << ui::narrate(timeline.latest(), timeline.event(i)) << "\n";
    if (end > first + events_told) std::cout << "  " << lessons::tr("cli.more-events", {std::to_string(end - first - events_told)}) << "\n";
}

// The present moment after a step in time.
void tell_position(const script::Timeline& timeline) {
    const std::uint64_t position = timeline.position();
    std::cout << lessons::tr("cli.position", {std::to_string(position), std::to_string(timeline.size())});
    if (position > 0) std::cout << " " << ui::narrate(timeline.machine(), timeline.event(position - 1));
    std::cout << "\n";
}

// Words that begin with ':' speak to the terminal, not to the machine. False: leave.
bool meta(script::Timeline& timeline, const std::string& word) {
    if (word == ":quit" || word == ":q") return false;
    if (word == ":back") timeline.back(), tell_position(timeline);
    else if (word == ":step") timeline.step(), tell_position(timeline);
    else if (word == ":undo") timeline.back_command(), tell_position(timeline);
    else if (word == ":redo") timeline.step_command(), tell_position(timeline);
    else if (word == ":history") for (const std::string& line : timeline.lines()) std::cout << "  " << line << "\n";
    else std::cout << lessons::tr("cli.repl-help") << "\n";
    return true;
}

}  // namespace

int repl() {
    script::Timeline timeline;
    LineEditor editor;
    editor.complete = [&](std::string_view line) { return script::complete(timeline.machine(), line); };
    if (is_terminal()) std::cout << lessons::tr("cli.repl-welcome") << "\n";
    int result = exit_ok;
    for (;;) {
        const auto line = editor.read("pagewalk> ");
        if (!line) return result;
        const std::string text = base::trimmed(*line);
        if (!text.empty() && text[0] == ':') {
            if (!meta(timeline, text)) return result;
            continue;
        }
        const auto outcome = timeline.run(text);
        if (!outcome) {
            std::cout << base::to_text(outcome.error()) << "\n";
            result = is_terminal() ? exit_ok : exit_bad_input;  // a script that is piped in wants to know
            continue;
        }
        if (!outcome->text.empty()) std::cout << outcome->text << (outcome->text.back() == '\n' ? "" : "\n");
        if (outcome->changes) tell_events(timeline, timeline.history().back().first_event);
    }
}

}  // namespace cli
