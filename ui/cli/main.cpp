// pagewalk: the instructor's and the tests' way in.
#include <CLI/CLI.hpp>

#include "ui/cli/cli.h"

namespace {

struct Options {
    cli::RunOptions run;
    std::vector<std::string> check;
    cli::LearnOptions learn;
    cli::RenderOptions render;
};

void describe(CLI::App& app, Options& options, int& result) {
    CLI::App* run = app.add_subcommand("run", "execute commands of a file");
    run->add_option("FILE", options.run.file, "one command a line; - reads standard input")->required();
    run->add_flag("--json", options.run.json, "print each event as one JSON object a line");
    run->callback([&] { result = cli::run(options.run); });

    CLI::App* repl = app.add_subcommand("repl", "type commands and see what the machine does");
    repl->callback([&] { result = cli::repl(); });

    CLI::App* check = app.add_subcommand("check", "check lessons: they play, and their answers are computed");
    check->add_option("LESSON", options.check, "Markdown files; together they are the course")->required();
    check->callback([&] { result = cli::check(options.check); });

    CLI::App* learn = app.add_subcommand("learn", "play the course in the terminal");
    learn->add_option("LESSON", options.learn.lesson, "id of a lesson, or a Markdown file; lists the lessons without");
    learn->add_option("--seed", options.learn.seed, "the learner's seed: decides the numbers");
    learn->callback([&] { result = cli::learn(options.learn); });

    CLI::App* render = app.add_subcommand("render", "write the lessons as static HTML pages");
    render->add_option("--out", options.render.out, "folder to write to")->required();
    render->add_option("--course", options.render.course, "folder of lessons; the built-in course without");
    render->add_option("--template", options.render.page_template, "page to fill in; web/page.html without");
    render->callback([&] { result = cli::render(options.render); });
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Pagewalk: a machine with virtual memory, and a course on it", "pagewalk"};
    app.set_version_flag("--version", std::string(cli::version));
    app.require_subcommand(1);
    Options options;
    int result = cli::exit_ok;
    describe(app, options, result);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? cli::exit_ok : cli::exit_bad_input;
    }
    return result;
}
