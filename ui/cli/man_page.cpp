// The manual as roff with the macros of man(7).
#include <cctype>

#include "lessons/engine/strings.h"
#include "ui/cli/commands.h"
#include "ui/cli/manual.h"

namespace cli {
namespace {

using lessons::tr;

// A line of text: roff's own characters made plain; one that begins with a control character gets \& in front.
std::string roff(std::string_view text) {
    std::string result;
    bool at_start = true;
    for (const char c : text) {
        if (at_start && (c == '.' || c == '\'')) result += "\\&";
        at_start = c == '\n';
        if (c == '\\') result += "\\e";
        else if (c == '-') result += "\\-";
        else if (c == '^') result += "\\(ha";
        else if (c == '~') result += "\\(ti";
        else if (c == '`') result += "\\(ga";
        else result += c;
    }
    return result;
}

std::string section(const std::string& title) { return ".SH " + title + "\n"; }
std::string entry(const std::string& name, const std::string& text) { return ".TP\n.B " + roff(name) + "\n" + roff(text) + "\n"; }

std::string command_page(const CommandRow& command) {
    std::string page = ".SS \"" + roff(command.synopsis()) + "\"\n" + roff(command.description) + ".\n";
    for (const OptionRow& option : command.options) page += entry(option.names + (option.value.empty() ? "" : " " + option.value), option.description + ".");
    if (!command.examples.empty()) page += ".PP\n" + tr("cli.help-examples") + "\n.PP\n.nf\n" + roff(command.examples) + "\n.fi\n";
    return page;
}

std::string upper(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

}  // namespace

std::string man_page() {
    std::string page = ".TH PAGEWALK 1 \"" + std::string(manual_date) + "\" \"pagewalk " + std::string(version) + "\" \"" + tr("cli.man-manual") + "\"\n";
    page += section("NAME") + "pagewalk \\- " + roff(tr("cli.man-name")) + "\n";
    page += section("SYNOPSIS") + ".B pagewalk\n.I COMMAND\n[\\fIARGUMENTS\\fR]\n.br\n.B pagewalk help\n[\\fITOPIC\\fR]\n";
    page += section("DESCRIPTION") + roff(tr("cli.man-description")) + "\n";
    page += section("COMMANDS");
    for (const CommandRow& command : command_rows()) page += command_page(command);
    for (const Topic& topic : topics()) {
        if (topic.rows.empty()) continue;  // a whole document: `help` prints it
        page += section(topic.name == "status" ? "\"EXIT STATUS\"" : upper(topic.name)) + roff(topic.title) + ".\n";
        for (const ManualRow& row : topic.rows) page += entry(row.name, row.text);
        if (!topic.text.empty()) page += ".PP\n" + roff(topic.text) + "\n";
    }
    page += section("\"PAGEWALK\\-DESKTOP\"") + ".nf\n" + roff(tr("desktop.help")) + "\n.fi\n";
    return page + section("\"SEE ALSO\"") + ".BR valgrind (1),\n.BR proc (5)\n";
}

}  // namespace cli
