// `record`: a trace of a real program, through valgrind's lackey.
//
//     pagewalk record --+-- valgrind --tool=lackey -- CMD      the program's own input and output stay as they are
//                       |       |
//                       |       | pipe: "==pid== ..." and one line an access
//                       +-------+--> the trace, as it comes
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <iostream>

#include "core/base/text.h"
#include "lessons/engine/strings.h"
#include "ui/native/byte_source.h"
#include "ui/cli/cli.h"

namespace cli {
namespace {

using base::Error;
using lessons::tr;
using ui::ByteSource;
using ui::find_program;

// Where the trace goes: a file, standard output, or the tool that packs what its suffix says.
class Sink {
public:
    static base::Result<std::FILE*> open(const std::string& name) {
        if (name == "-") return stdout;
        std::FILE* file = std::fopen(name.c_str(), "wb");
        if (!file) return Error{tr("cli.cannot-write", {name})};
        const std::string suffix = name.substr(ByteSource::plain_name(name).size());
        if (suffix.empty()) return file;
        std::fclose(file);
        const std::string tool = suffix == ".gz" ? "gzip" : suffix == ".xz" ? "xz" : "zstd";
        if (find_program(tool).empty()) return Error{tr("cli.no-packer", {name, tool}), tr("cli.no-packer-hint")};
        std::string quoted = "'";
        for (const char c : name) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
        std::FILE* pipe = ::popen((tool + " -c > " + quoted + "'").c_str(), "w");
        if (!pipe) return Error{tr("cli.no-process", {tool})};
        return pipe;
    }
    static bool close(std::FILE* file, const std::string& name) {
        if (file == stdout) return std::fflush(stdout) == 0;
        return (name == ByteSource::plain_name(name) ? std::fclose(file) : ::pclose(file)) == 0;
    }
};

// Runs the program under valgrind, which writes to `log`.
pid_t start(const std::string& valgrind, const std::vector<std::string>& command, const int (&log)[2]) {
    const pid_t child = ::fork();
    if (child != 0) return child;
    ::close(log[0]);
    const std::string to = "--log-fd=" + std::to_string(log[1]);
    std::vector<const char*> words{"valgrind", "--tool=lackey", "--trace-mem=yes", to.c_str(), "--"};
    for (const std::string& word : command) words.push_back(word.c_str());
    words.push_back(nullptr);
    std::signal(SIGINT, SIG_DFL);
    ::execv(valgrind.c_str(), const_cast<char* const*>(words.data()));
    ::_exit(127);
}

struct Copied {
    std::uint64_t bytes = 0, accesses = 0;
    bool written = true;
};

bool is_access(char first) { return first == 'I' || first == ' '; }

Copied copy_trace(int from, std::FILE* to) {
    static char room[1 << 16];
    Copied copied;
    bool at_start = true;
    for (;;) {
        const ssize_t got = ::read(from, room, sizeof room);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return copied;
        copied.bytes += static_cast<std::uint64_t>(got);
        for (ssize_t i = 0; i < got; ++i) {
            copied.accesses += at_start && is_access(room[i]);
            at_start = room[i] == '\n';
        }
        if (copied.written) copied.written = std::fwrite(room, 1, static_cast<std::size_t>(got), to) == static_cast<std::size_t>(got);
        if (!copied.written) return copied;
    }
}

}  // namespace

int record(const RecordOptions& options) {
    const std::string valgrind = find_program("valgrind");
    if (valgrind.empty()) return complain({tr("cli.no-valgrind"), tr("cli.no-valgrind-hint")}), exit_bad_input;
    if (options.command[0].find('/') == std::string::npos ? find_program(options.command[0]).empty() : ::access(options.command[0].c_str(), X_OK) != 0)
        return complain({tr("cli.no-program", {options.command[0]})}), exit_bad_input;
    const auto sink = Sink::open(options.out);
    if (!sink) return complain(sink.error()), exit_bad_input;
    int log[2];
    if (::pipe(log) != 0) return complain({tr("cli.no-process", {"valgrind"})}), exit_bad_input;
    std::signal(SIGINT, SIG_IGN);   // it ends the program; what was recorded until then stays
    std::signal(SIGPIPE, SIG_IGN);
    const pid_t child = start(valgrind, options.command, log);
    ::close(log[1]);
    Copied copied = copy_trace(log[0], *sink);
    ::close(log[0]);  // valgrind ends when nobody reads it
    int result = 0;
    if (child > 0) ::waitpid(child, &result, 0);
    copied.written = Sink::close(*sink, options.out) && copied.written;
    if (!copied.written) return complain({tr("cli.cannot-write", {options.out}), tr("cli.disk-full-hint")}), exit_bad_input;
    if (copied.accesses == 0) return complain({tr("cli.nothing-recorded", {options.command[0]}), tr("cli.nothing-recorded-hint")}), exit_bad_input;
    std::cerr << tr("cli.recorded", {base::grouped(copied.accesses), options.out == "-" ? tr("cli.standard-output") : options.out, base::size(copied.bytes)}) << "\n";
    if (WIFEXITED(result) && WEXITSTATUS(result) != 0) std::cerr << tr("cli.note", {tr("cli.program-status", {options.command[0], std::to_string(WEXITSTATUS(result))})}) << "\n";
    if (WIFSIGNALED(result)) std::cerr << tr("cli.note", {tr("cli.program-signal", {options.command[0], std::to_string(WTERMSIG(result))})}) << "\n";
    return exit_ok;
}

}  // namespace cli
