// pagewalk: the instructor's and the tests' way in.
#include <CLI/CLI.hpp>

#include "lessons/engine/strings.h"
#include "ui/cli/commands.h"
#include "ui/native/host.h"

namespace {

// What the help says depends on it, so it is looked for before there is any.
std::string language_of(int argc, char** argv) {
    for (int i = 1; i < argc && std::string_view(argv[i]) != "--"; ++i) {
        const std::string_view word = argv[i];
        if (word == "--lang" && i + 1 < argc) return argv[i + 1];
        if (word.starts_with("--lang=")) return std::string(word.substr(7));
    }
    return "en";
}

}  // namespace

int main(int argc, char** argv) {
    if (ui::tell_places(argc, argv)) return cli::exit_ok;
    cli::Options options;
    options.learn.language = language_of(argc, argv);
    if (const auto status = lessons::speak(options.learn.language); !status) return cli::complain(status.error()), cli::exit_bad_input;
    CLI::App app{lessons::tr("cli.help.program"), "pagewalk"};
    app.set_version_flag("--version", std::string(cli::version));
    app.add_option("--lang", options.learn.language, lessons::tr("cli.help.language-en-de"));
    app.fallthrough();  // it may stand behind the command
    app.require_subcommand(1);
    int result = cli::exit_ok;
    cli::describe(app, options, result);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? cli::exit_ok : cli::exit_bad_input;
    }
    return result;
}
