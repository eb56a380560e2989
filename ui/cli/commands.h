// The subcommands and their options, described once: what the parser takes, `help` prints, and the man page and the
// shells' completion are made of.
#pragma once

#include <string>
#include <vector>

#include "ui/cli/cli.h"

namespace CLI {
class App;
}

namespace cli {

struct Options {
    RunOptions run;
    std::vector<std::string> check;
    TranslateOptions translate;
    ReplayOptions replay;
    TraceOptions trace;
    MrcOptions mrc;
    RecordOptions record;
    HostOptions host;
    TlbOptions tlb;
    LearnOptions learn;
    LinkOptions link;
    RenderOptions render;
    SheetOptions sheet;
    GradeOptions grade;
    StatsOptions stats;
    AuthorOptions author;
    PackOptions pack;
    CodeOptions code;
    HelpOptions help;
    std::string shell;
    CompleteOptions complete;
};

/// Puts every subcommand into `app`; one that is called leaves in `result` what to return to the shell.
/// REQUIRES: options and result outlive the parsing
void describe(CLI::App& app, Options& options, int& result);

/// An option or argument, as the manual shows it.
struct OptionRow {
    std::string names;        ///< "-o, --out"; "TRACE" of an argument
    std::string value;        ///< what follows it: "TEXT" or "N"; empty for a flag or an argument
    std::string description;
    bool positional = false, required = false, repeats = false;

    std::string long_name() const { return names.substr(names.rfind(' ') + 1); }
};
struct CommandRow {
    std::string name, description;
    std::string examples;            ///< lines, each two blanks in; may be empty
    std::vector<OptionRow> options;  ///< arguments first, as they are typed

    /// "pagewalk replay TRACE --policy TEXT --frames TEXT [OPTIONS]".
    std::string synopsis() const;
    /// By "-o" or "--out"; nullptr when it has none of that name.
    const OptionRow* find(const std::string& option) const;
};
/// Every subcommand that people call, from what describe() says.
std::vector<CommandRow> command_rows();

}  // namespace cli
