// pagewalk: the instructor's and the tests' way in.
#include <CLI/CLI.hpp>

#include "lessons/engine/strings.h"
#include "ui/cli/commands.h"
#include "ui/native/host.h"

int main(int argc, char** argv) {
    if (ui::tell_places(argc, argv)) return cli::exit_ok;
    CLI::App app{lessons::tr("cli.help.program"), "pagewalk"};
    app.set_version_flag("--version", std::string(cli::version));
    app.require_subcommand(1);
    cli::Options options;
    int result = cli::exit_ok;
    cli::describe(app, options, result);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? cli::exit_ok : cli::exit_bad_input;
    }
    return result;
}
