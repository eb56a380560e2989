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
    MrcOptions mrc;
    TlbOptions tlb;
    LearnOptions learn;
    LinkOptions link;
    RenderOptions render;
    SheetOptions sheet;
    GradeOptions grade;
    StatsOptions stats;
};

/// Puts every subcommand into `app`; one that is called leaves in `result` what to return to the shell.
/// REQUIRES: options and result outlive the parsing
void describe(CLI::App& app, Options& options, int& result);

}  // namespace cli
