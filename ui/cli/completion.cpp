// `completion`: a shell's script, which asks `pagewalk complete` what could stand where the cursor is. So a new option
// or a new policy is completed without anybody writing it down.
#include <algorithm>
#include <iostream>

#include "core/hw/format.h"
#include "core/os/policies/policy.h"
#include "core/sim/trace_reader.h"
#include "lessons/engine/sheet.h"
#include "lessons/engine/strings.h"
#include "ui/cli/commands.h"
#include "ui/cli/manual.h"

namespace cli {
namespace {

using Words = std::vector<std::string>;

constexpr const char* files = ":files";  // the shell completes names of files, too

constexpr const char* bash_script = R"(# bash completion for pagewalk
_pagewalk() {
    local candidate current=${COMP_WORDS[COMP_CWORD]}
    COMPREPLY=()
    while IFS= read -r candidate; do
        if [ "$candidate" = :files ]; then
            compopt -o filenames
            while IFS= read -r candidate; do COMPREPLY+=("$candidate"); done < <(compgen -f -- "$current")
        else
            COMPREPLY+=("$candidate")
        fi
    done < <("${COMP_WORDS[0]}" complete "$COMP_CWORD" -- "${COMP_WORDS[@]}" 2> /dev/null)
}
complete -F _pagewalk pagewalk
)";

constexpr const char* zsh_script = R"(#compdef pagewalk
# zsh completion for pagewalk
_pagewalk() {
    local -a candidates
    candidates=("${(@f)$("$words[1]" complete $((CURRENT - 1)) -- "${(@)words}" 2> /dev/null)}")
    if [[ ${candidates[(r):files]} == :files ]]; then
        candidates=("${(@)candidates:#:files}")
        _files
    fi
    compadd -- "${(@)candidates:#}"
}
if [ "$funcstack[1]" = _pagewalk ]; then _pagewalk "$@"; else compdef _pagewalk pagewalk; fi
)";

constexpr const char* fish_script = R"(# fish completion for pagewalk
function __pagewalk_complete
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    for candidate in ($before[1] complete (count $before) -- $before $current 2> /dev/null)
        if test "$candidate" = :files
            __fish_complete_path "$current"
        else
            echo "$candidate"
        end
    end
end
complete -c pagewalk -f -a '(__pagewalk_complete)'
)";

Words trace_formats() {
    Words names;
    for (const sim::TraceFormat format : {sim::TraceFormat::lackey, sim::TraceFormat::din, sim::TraceFormat::text, sim::TraceFormat::u32, sim::TraceFormat::u64}) names.emplace_back(sim::to_text(format));
    return names;
}

Words lesson_ids() {
    Words ids;
    if (const auto course = load_course())
        for (const LessonFile& file : *course) ids.push_back(file.lesson.id);
    return ids;
}

// With what was typed so far in front: "lru,tr" goes on to "lru,translate".
Words kinds(const std::string& typed) {
    Words names;
    const std::size_t comma = typed.rfind(',');
    const std::string before = comma == std::string::npos ? "" : typed.substr(0, comma + 1);
    if (const auto course = load_course())
        for (const std::string& kind : lessons::sheet_kinds(*find_lesson(*course, "practice"))) names.push_back(before + kind);
    if (before.empty()) names.emplace_back("all");
    return names;
}

Words values_of(const std::string& subcommand, const std::string& option, const std::string& typed) {
    Words names;
    if (option == "--policy" && subcommand == "mrc") return {"lru"};
    if (option == "--policy" && subcommand == "tlb") return {"lru", "fifo"};
    if (option == "--policy")
        for (const os::PolicyRow& policy : os::policies()) names.emplace_back(policy.name);
    else if (option == "--format" && subcommand == "translate")
        for (const hw::PagingFormat& format : hw::builtin_formats()) names.push_back(format.name);
    else if (option == "--format" && subcommand == "sheet") return {"html", "pdf-ready", "md", "csv"};
    else if (option == "--format") return trace_formats();
    else if (option == "--kind") return kinds(typed);
    else if (option == "--names" || option == "--out" || option == "--ram" || option == "--dump" || option == "--course" || option == "--folder" || option == "--template") return {files};
    return names;
}

Words arguments_of(const std::string& subcommand, const std::vector<CommandRow>& commands) {
    if (subcommand == "completion") return {"bash", "zsh", "fish"};
    if (subcommand == "help") {
        Words names;
        for (const CommandRow& each : commands) names.push_back(each.name);
        for (const Topic& topic : topics()) names.push_back(topic.name);
        return names;
    }
    Words names;
    if (subcommand == "learn") names = lesson_ids();
    names.emplace_back(files);
    return names;
}

// What could stand at words[at]; what is typed of it is left to the caller to compare.
Words candidates(const Words& words, std::size_t at) {
    const std::vector<CommandRow> commands = command_rows();
    Words names;
    if (at <= 1) {
        for (const CommandRow& each : commands) names.push_back(each.name);
        return names;
    }
    const auto command = std::find_if(commands.begin(), commands.end(), [&](const CommandRow& each) { return each.name == words[1]; });
    if (command == commands.end()) return {files};
    if (const OptionRow* before = command->find(words[at - 1]); before && !before->value.empty()) return values_of(words[1], before->long_name(), words[at]);
    if (words[at].substr(0, 1) != "-") return arguments_of(words[1], commands);
    for (const OptionRow& option : command->options)
        if (!option.positional) names.push_back(option.long_name());
    return names;
}

}  // namespace

int completion(const std::string& shell) {
    const char* script = shell == "bash" ? bash_script : shell == "zsh" ? zsh_script : shell == "fish" ? fish_script : nullptr;
    if (!script) return complain({lessons::tr("cli.no-shell", {shell}), lessons::tr("cli.shells")}), exit_bad_input;
    std::cout << script;
    return exit_ok;
}

int complete(const CompleteOptions& options) {
    Words words = options.words;
    words.resize(std::max(words.size(), std::size_t{options.at} + 1));
    for (const std::string& name : candidates(words, options.at))
        if (name == files || name.substr(0, words[options.at].size()) == words[options.at]) std::cout << name << "\n";
    return exit_ok;
}

}  // namespace cli
