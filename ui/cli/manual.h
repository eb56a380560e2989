// The manual: topics for `help`, and the same as a man page. Nothing in it is written here twice: subcommands come from
// their own description, the language from its table of verbs, formats, presets and policies from theirs, the format
// of lessons from lessons/README.md.
#pragma once

#include <string>
#include <vector>

namespace cli {

constexpr const char* manual_date = "2026-11-26";

struct ManualRow {
    std::string name, text;
};

/// A topic that is no subcommand.
struct Topic {
    std::string name;
    std::string title;            ///< one line for the list of topics
    std::vector<ManualRow> rows;  ///< what it lists; may be empty
    std::string text;             ///< further lines
};
std::vector<Topic> topics();

/// The whole manual in roff, for man(1).
std::string man_page();

}  // namespace cli
