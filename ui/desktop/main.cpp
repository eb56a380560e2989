// Pagewalk in a window of its own: the lesson beside the panels, offline, for one reader or a
// whole class. Exit codes: 0 ok, 1 the built-in course is broken, 2 bad input or no screen.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "core/base/text.h"
#include "imgui.h"
#include "lessons/engine/strings.h"
#include "ui/desktop/options.h"
#include "ui/desktop/session.h"
#include "ui/desktop/shell.h"
#include "ui/desktop/state_log.h"
#include "ui/desktop/window.h"
#include "ui/embedded_fonts.h"
#include "ui/fonts.h"
#include "ui/native/host.h"

namespace {

using base::Error;
using base::Status;
using lessons::tr;
using namespace ui::desktop;

constexpr int broken = 1, bad_input = 2;

int complain(const Error& error, int code) {
    std::string message = error.message;
    if (!error.hint.empty()) message += " (" + error.hint + ")";
    std::fprintf(stderr, "pagewalk-desktop: %s\n", message.c_str());
    return code;
}

bool is_file(const std::string& lesson) { return lesson.size() > 3 && lesson.compare(lesson.size() - 3, 3, ".md") == 0; }

Status add_file(Session& session, const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf())) return Error{tr("desktop.error.file", {path})};
    return session.add_lesson(text.str(), path);
}

// Opens the lesson and the step that the command line asks for.
Status open_lesson(Session& session, const Options& options, Kept& kept) {
    std::size_t index = 0;
    if (is_file(options.lesson)) {
        if (const Status added = add_file(session, options.lesson); !added) return added.error();
        index = session.entries().size() - 1;
    } else if (!options.lesson.empty()) {
        index = session.find(options.lesson);
        if (index == session.entries().size())
            return Error{tr("desktop.error.lesson", {options.lesson}), base::did_you_mean(options.lesson, session.ids())};
    } else if (const std::size_t last = session.find(kept.get("lesson")); last < session.entries().size()) {
        index = last;
    }
    const Status opened = session.open(index, kept);
    if (!opened) complain(opened.error(), bad_input);
    if (!options.step) return base::Done{};
    const auto steps = session.player().view().steps;
    if (*options.step > steps) return Error{tr("desktop.error.step", {std::to_string(*options.step), std::to_string(steps)})};
    const Status went = session.player().act("goto " + std::to_string(*options.step - 1));
    if (!went) return Error{went.error().message, tr("desktop.error.step_hint")};
    return went;
}

// The sooner of two times to wait; below zero: there is none.
double sooner(double a, double b) { return a < 0 ? b : b < 0 ? a : std::min(a, b); }

int run(Session& session, Kept& kept, const Options& options, StateLog& log) {
    Window window;
    const Settings settings = read_settings(kept, options);
    const Options::Size size = options.size.value_or(Options::Size{1280, 800});
    if (const Status opened = window.open(size.width, size.height, tr("desktop.name").c_str(), settings.window); !opened) return complain(opened.error(), bad_input);
    ui::load_fonts(ui::embedded_fonts());
    Shell shell(session, window, kept, settings);
    if (!options.root.empty()) shell.open_image({options.file, options.root, options.format});
    else if (!options.file.empty()) shell.open_file(options.file);
    while (window.wait(sooner(session.app().tick_wait(window.now()), shell.wait()))) {
        if (session.app().tick(window.now())) window.wake(2);  // the timeline plays
        shell.tick();
        if (window.at_rest()) continue;
        shell.frame();
        if (window.at_rest()) shell.keep();
        if (window.at_rest() || window.frames() == 1) log.write(session, shell, window);
    }
    shell.keep();
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    if (ui::tell_places(count, arguments)) return 0;
    const auto options = parse_options({arguments + 1, arguments + count});
    if (!options) return complain(options.error(), bad_input);
    if (options->language)
        if (const Status spoken = lessons::speak(*options->language); !spoken) return complain(spoken.error(), bad_input);
    if (options->help) {
        std::puts(tr("desktop.help").c_str());
        return 0;
    }
    StateLog log;
    if (!options->log.empty())
        if (const Status opened = log.open(options->log); !opened) return complain(opened.error(), bad_input);
    Kept kept;
    if (!options->fresh)
        if (const Status opened = kept.open(Kept::usual_path()); !opened) complain(opened.error(), bad_input);
    std::string language = options->language.value_or(kept.get("language"));
    if (!options->language && !lessons::speak(language)) (void)lessons::speak(language = "en");  // nothing was kept, or this program lacks it
    kept.set("language", language);
    Session session(options->seed, options->predict_open);
    if (const Status loaded = session.load_course(language); !loaded) return complain(loaded.error(), broken);
    if (session.entries().empty() && !is_file(options->lesson)) return complain(Error{tr("desktop.error.no_lessons")}, broken);
    if (const Status opened = open_lesson(session, *options, kept); !opened) return complain(opened.error(), bad_input);
    return run(session, kept, *options, log);
}
