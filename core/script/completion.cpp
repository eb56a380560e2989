// What could stand at the end of a line.
#include <algorithm>

#include "core/base/text.h"
#include "core/script/fields.h"
#include "core/script/verbs.h"

namespace script {

using sim::Machine;

namespace {

constexpr std::string_view blanks = " \t";

// The line without the "repeat TIMES [as NAME]" it begins with, any number of times.
std::string_view repeated_command(std::string_view line) {
    const auto take_word = [](std::string_view& rest) {
        const auto from = std::min(rest.find_first_not_of(blanks), rest.size());
        const auto end = rest.find_first_of(blanks, from);
        if (end == std::string_view::npos) return std::string_view{};  // still being written
        const std::string_view word = rest.substr(from, end - from);
        rest.remove_prefix(end);
        return word;
    };
    for (;;) {
        std::string_view rest = line;
        if (take_word(rest) != "repeat" || take_word(rest).empty()) return line;
        line = rest;
        if (take_word(rest) == "as" && !take_word(rest).empty()) line = rest;
    }
}

void add_values(const Machine& machine, std::vector<std::string>& words) {
    for (const sim::Binding& b : machine.names) words.push_back(b.name);
    for (const MachineField& f : machine_fields()) words.emplace_back(f.name);
    for (const LastField& f : last_fields()) words.emplace_back(f.name);
    for (const os::Process& p : machine.kernel.processes) {
        if (!p.alive) continue;
        words.push_back(p.name);
        for (const std::string& member : process_members()) words.push_back(p.name + "." + member);
    }
    for (const os::Thread& t : machine.kernel.threads)
        if (t.number != 0) words.push_back(machine.kernel.processes[t.process].name + "." + std::to_string(t.number));
    for (const std::string& name : function_names()) words.push_back(name + "(");
}

void add_options(const Machine& machine, std::string_view verb, std::vector<std::string>& words) {
    if (verb == "machine") {
        for (const hw::PagingFormat& f : hw::builtin_formats()) words.push_back(f.name);
        words.insert(words.end(), {"ram=", "preset=", "tlb=", "cores="});
    }
    if (verb == "set") {
        words.insert(words.end(), {"tlb", "preset", "names", "words", "nx", "wp", "on", "off", "linux", "intel", "arm", "hotel", "os"});
        for (const hw::Preset& p : hw::presets()) words.emplace_back(p.name);
        words.insert(words.end(), {"policy", "reclaim", "watermarks", "oom", "global", "local", "tau=", "seed=",
                                    "slice", "load", "none", "fixed", "working-set", "pff", "upper=", "lower=", "disk", "read=", "write=", "channels=", "transfer="});
        for (const os::PolicyRow& p : os::policies()) words.emplace_back(p.name);
    }
    if (verb == "set") words.insert(words.end(), {"shootdown", "ipi", "invlpgb", "tlbi", "auto", "tags", "unlimited"});
    if (verb == "unmap") words.insert(words.end(), {"stop=", "stop=clear", "stop=send", "stop=ack"});
    if (verb == "continue") words.insert(words.end(), {"to=", "to=send", "to=ack"});
    if (verb == "map") {
        words.insert(words.end(), {"rw", "r", "rx", "now", "name=", "huge", "shared", "stack", "limit="});
        for (const os::File& f : machine.kernel.files) words.push_back("file=" + f.name);
    }
    if (verb == "cache" || verb == "sync")
        for (const os::File& f : machine.kernel.files) words.push_back(f.name);
    if (verb == "advise") words.insert(words.end(), {"dontneed", "populate", "populate_read", "populate_write", "hugepage", "nohugepage"});
    if (verb == "group") {
        words.emplace_back("limit=");
        for (const os::Group& g : machine.kernel.reclaim.groups) words.push_back(g.name);
    }
    if (verb == "workload" || verb == "trace") {
        for (std::size_t kind = 0; kind < sim::workload_kind_count && verb == "workload"; ++kind)
            words.emplace_back(to_text(static_cast<sim::WorkloadKind>(kind)));
        words.insert(words.end(), {"refs=", "write=", "seed=", "row=", "think="});
    }
    if (verb == "string") words.insert(words.end(), {"frames=", "at="});
    if (verb == "run") words.insert(words.end(), {"refs", "until", "idle", "done", "events"});
    if (verb == "suspend") words.emplace_back("swap");
    if (verb == "protect") words.insert(words.end(), {"rw", "r", "rx", "none"});
    if (verb == "touch") words.insert(words.end(), {"read", "write", "stride="});
    if (verb == "bit") words.insert(words.end(), {"present", "write", "user", "nx", "accessed", "dirty", "global", "page_size", "on", "off"});
    if (verb == "print") words.insert(words.end(), {"as", "hex", "dec", "bin", "size", "bits", "magnitude", "time"});
    if (verb == "guess") words.insert(words.end(), {"text", "libc", "vdso", "search=", "search=fork", "search=exec", "fresh"});
    if (verb == "help") words.insert(words.end(), {"values"});
}

}  // namespace

std::vector<std::string> complete(const Machine& machine, std::string_view line) {
    const std::string_view command = repeated_command(line);
    const auto separator = command.find_last_of(" \t(,");
    const std::string_view word = separator == std::string_view::npos ? command : command.substr(separator + 1);
    const std::string_view before = command.substr(0, command.size() - word.size());
    std::vector<std::string> words;
    if (before.find_first_not_of(blanks) == std::string_view::npos) {
        words = verb_names();
    } else {
        const auto from = before.find_first_not_of(blanks);
        const std::string_view verb = before.substr(from, before.find_first_of(blanks, from) - from);
        add_values(machine, words);
        add_options(machine, verb, words);
        if (verb == "help") for (const std::string& name : verb_names()) words.push_back(name);
    }
    std::erase_if(words, [&](const std::string& w) { return w.substr(0, word.size()) != word || w == word; });
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
}

}  // namespace script
