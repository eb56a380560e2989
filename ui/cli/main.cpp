// pagewalk: the instructor's and the tests' way in.
#include <CLI/CLI.hpp>

#include "ui/cli/cli.h"

namespace {

struct Options {
    cli::RunOptions run;
    std::vector<std::string> check;
    cli::TranslateOptions translate;
    cli::LearnOptions learn;
    cli::RenderOptions render;
};

void describe_translate(CLI::App& app, cli::TranslateOptions& options, int& result) {
    CLI::App* translate = app.add_subcommand("translate", "walk page tables found in a raw image of RAM; one JSON object a probe");
    translate->add_option("PROBES", options.probes, "lines such as: read user 0x7f3a40000010; - reads standard input")->required();
    translate->add_option("--format", options.format, "paging format: a name, or a line such as 'va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0'")->required();
    translate->add_option("--ram", options.ram, "the image, from physical address 0 on")->required();
    translate->add_option("--root", options.root, "physical address of the top table")->required();
    translate->add_option("--phys-bits", options.phys_bits, "physical address bits from this one up are reserved; 52 without");
    translate->add_option("--dump", options.dump, "write the RAM afterwards, with its accessed and dirty bits, to this file");
    translate->add_flag("--json", "the answers are JSON in any case");
    translate->callback([&] { result = cli::translate(options); });
}

void describe(CLI::App& app, Options& options, int& result) {
    describe_translate(app, options.translate, result);
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
