// The subcommands as plain rows.
#include <CLI/CLI.hpp>
#include <algorithm>

#include "core/base/text.h"
#include "ui/cli/commands.h"

namespace cli {
namespace {

std::vector<OptionRow> options_of(const CLI::App& subcommand) {
    std::vector<OptionRow> rows;
    for (const CLI::Option* option : subcommand.get_options()) {
        if (option->get_group().empty()) continue;  // not for people
        OptionRow row;
        row.positional = option->get_positional();
        row.required = option->get_required();
        row.repeats = option->get_expected_max() > 1;
        row.description = option->get_description();
        if (row.positional) {
            row.names = option->get_name(true);
        } else {
            for (const std::string& name : option->get_snames()) row.names += (row.names.empty() ? "-" : ", -") + name;
            for (const std::string& name : option->get_lnames()) row.names += (row.names.empty() ? "--" : ", --") + name;
            if (option->get_items_expected_max() > 0) row.value = option->get_type_name() == "TEXT" ? "TEXT" : "N";
        }
        rows.push_back(std::move(row));
    }
    std::stable_sort(rows.begin(), rows.end(), [](const OptionRow& a, const OptionRow& b) { return a.positional > b.positional; });
    return rows;
}

}  // namespace

std::string CommandRow::synopsis() const {
    std::string text = "pagewalk " + name;
    bool more = false;
    for (const OptionRow& option : options) {
        const std::string word = (option.positional ? option.names : option.long_name() + (option.value.empty() ? "" : " " + option.value)) + (option.repeats ? "..." : "");
        if (option.required) text += " " + word;
        else if (option.positional) text += " [" + word + "]";
        else more = true;
    }
    return text + (more ? " [OPTIONS]" : "");
}

const OptionRow* CommandRow::find(const std::string& option) const {
    for (const OptionRow& row : options) {
        if (row.positional) continue;
        for (const std::string& name : base::split(row.names, ','))
            if (base::trimmed(name) == option) return &row;
    }
    return nullptr;
}

std::vector<CommandRow> command_rows() {
    Options options;
    int unused = exit_ok;
    CLI::App app{"", "pagewalk"};
    describe(app, options, unused);
    std::vector<CommandRow> rows;
    for (const CLI::App* each : app.get_subcommands([](const CLI::App* s) { return !s->get_group().empty(); }))
        rows.push_back({each->get_name(), each->get_description(), each->get_footer(), options_of(*each)});
    return rows;
}

}  // namespace cli
