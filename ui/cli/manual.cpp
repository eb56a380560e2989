#include "ui/cli/manual.h"

#include <iostream>

#include "core/base/text.h"
#include "core/hw/presets.h"
#include "core/os/policies/policy.h"
#include "core/script/command.h"
#include "core/script/expression.h"
#include "lessons/engine/strings.h"
#include "ui/cli/commands.h"
#include "ui/cli/lesson_manual.h"

namespace cli {
namespace {

using lessons::tr;

std::vector<ManualRow> verb_rows() {
    std::vector<ManualRow> rows;
    for (const script::VerbHelp& verb : script::verb_help()) rows.push_back({std::string(verb.name) + (verb.usage.empty() ? "" : " ") + std::string(verb.usage), verb.help});
    return rows;
}

std::vector<ManualRow> value_rows() {
    std::vector<ManualRow> rows;
    for (const auto& list : {script::field_help(), script::function_help()})
        for (const script::NameHelp& name : list) rows.push_back({std::string(name.name), name.help});
    return rows;
}

std::vector<ManualRow> format_rows() {
    std::vector<ManualRow> rows;
    for (const hw::PagingFormat& format : hw::builtin_formats()) rows.push_back({format.name, hw::title_of(format)});
    return rows;
}

std::vector<ManualRow> preset_rows() {
    std::vector<ManualRow> rows;
    for (const hw::Preset& preset : hw::presets()) rows.push_back({std::string(preset.name), tr(preset.source)});
    return rows;
}

std::vector<ManualRow> policy_rows() {
    std::vector<ManualRow> rows;
    for (const os::PolicyRow& policy : os::policies()) rows.push_back({std::string(policy.name), tr("policy.help." + std::string(policy.name))});
    return rows;
}

std::vector<ManualRow> exit_rows() {
    return {{std::to_string(exit_ok), tr("cli.help-exit-ok")}, {std::to_string(exit_check_failed), tr("cli.help-exit-failed")}, {std::to_string(exit_bad_input), tr("cli.help-exit-input")}};
}

void print_row(const ManualRow& row) {
    constexpr std::size_t column = 30;
    std::cout << "  " << row.name << (row.name.size() < column - 2 ? std::string(column - 2 - row.name.size(), ' ') : "\n" + std::string(column, ' ')) << row.text << "\n";
}

void print_command(const CommandRow& command) {
    std::cout << command.synopsis() << "\n  " << command.description << "\n";
    for (const OptionRow& option : command.options) print_row({option.names + (option.value.empty() ? "" : " " + option.value), option.description});
    if (!command.examples.empty()) std::cout << "\n" << tr("cli.help-examples") << "\n" << command.examples << "\n";
}

void print_topics() {
    std::cout << tr("cli.help-head") << "\n\n" << tr("cli.help-commands") << "\n";
    for (const CommandRow& command : command_rows()) print_row({command.name, command.description});
    std::cout << "\n" << tr("cli.help-topics") << "\n";
    for (const Topic& topic : topics()) print_row({topic.name, topic.title});
}

bool print_verb(const std::string& name) {
    for (const script::VerbHelp& verb : script::verb_help()) {
        if (verb.name != name) continue;
        std::cout << tr("cli.help-verb") << "\n";
        print_row({std::string(verb.name) + " " + std::string(verb.usage), verb.help});
        return true;
    }
    return false;
}

bool print_topic(const std::string& name) {
    for (const Topic& topic : topics()) {
        if (topic.name != name) continue;
        std::cout << topic.title << "\n\n";
        for (const ManualRow& row : topic.rows) print_row(row);
        std::cout << topic.text << (topic.text.empty() || topic.text.back() == '\n' ? "" : "\n");
        return true;
    }
    return false;
}

}  // namespace

std::vector<Topic> topics() {
    return {
        {"commands", tr("cli.help-of-commands"), verb_rows(), tr("cli.help-more-commands")},
        {"values", tr("cli.help-of-values"), value_rows(), {}},
        {"formats", tr("cli.help-of-formats"), format_rows(), tr("cli.help-more-formats")},
        {"presets", tr("cli.help-of-presets"), preset_rows(), {}},
        {"policies", tr("cli.help-of-policies"), policy_rows(), {}},
        {"lesson", tr("cli.help-of-lesson"), {}, std::string(lesson_manual())},
        {"status", tr("cli.help-of-exit"), exit_rows(), {}},
    };
}

int help(const HelpOptions& options) {
    if (options.man) return std::cout << man_page(), exit_ok;
    if (options.topic.empty()) return print_topics(), exit_ok;
    std::vector<std::string> known;
    for (const CommandRow& command : command_rows()) {
        known.push_back(command.name);
        if (command.name != options.topic) continue;
        print_command(command);
        print_verb(options.topic);  // `run` is both
        return exit_ok;
    }
    const bool is_topic = print_topic(options.topic), is_verb = print_verb(options.topic);
    if (is_topic || is_verb) return exit_ok;
    for (const Topic& topic : topics()) known.push_back(topic.name);
    for (std::string& verb : script::verb_names()) known.push_back(std::move(verb));
    complain({tr("cli.help-none", {options.topic}), base::did_you_mean(options.topic, known, tr("cli.help-none-hint"))});
    return exit_bad_input;
}

}  // namespace cli
