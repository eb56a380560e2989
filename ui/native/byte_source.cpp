#include "ui/native/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include "core/base/text.h"
#include "lessons/engine/strings.h"

namespace ui {
namespace {

using lessons::tr;

struct Packing {
    std::string_view magic, tool, suffix, package;
};
constexpr Packing packings[] = {{"\x1f\x8b", "gzip", ".gz", "gzip"}, {{"\xfd" "7zXZ\0", 6}, "xz", ".xz", "xz-utils"}, {"\x28\xb5\x2f\xfd", "zstd", ".zst", "zstd"}};
constexpr std::size_t longest_magic = 6;

ssize_t read_some(int fd, char* room, std::size_t size) {
    ssize_t got;
    do got = ::read(fd, room, size);
    while (got < 0 && errno == EINTR);
    return got;
}

bool write_all(int fd, const char* bytes, std::size_t size) {
    while (size > 0) {
        const ssize_t written = ::write(fd, bytes, size);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes += written, size -= static_cast<std::size_t>(written);
    }
    return true;
}

// Hands the unpacker what was read of the input to recognise it, and then the rest. Does not return.
[[noreturn]] void feed(int from, int to, const std::string& head) {
    static char room[1 << 16];
    bool good = write_all(to, head.data(), head.size());
    for (ssize_t got; good && (got = read_some(from, room, sizeof room)) > 0;) good = write_all(to, room, static_cast<std::size_t>(got));
    ::_exit(0);
}

}  // namespace

std::string find_program(const std::string& name) {
    const char* path = std::getenv("PATH");
    for (const std::string& folder : base::split(path ? path : "/usr/local/bin:/usr/bin:/bin", ':')) {
        const std::string file = (folder.empty() ? "." : folder) + "/" + name;
        if (::access(file.c_str(), X_OK) == 0 && !std::filesystem::is_directory(file)) return file;
    }
    return {};
}

base::Result<ByteSource> ByteSource::open(const std::string& name) {
    std::error_code error;
    if (std::filesystem::is_directory(name, error)) return base::Error{tr("cli.is-folder", {name})};
    ByteSource source;
    source.fd_ = name == "-" ? ::dup(STDIN_FILENO) : ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
    if (source.fd_ < 0) return base::Error{tr("cli.no-file", {name})};
    source.file_ = ::fcntl(source.fd_, F_DUPFD_CLOEXEC, 0);
    char head[longest_magic];
    for (ssize_t got; source.head_.size() < longest_magic && (got = read_some(source.fd_, head, longest_magic - source.head_.size())) > 0;)
        source.head_.append(head, static_cast<std::size_t>(got));
    for (const Packing& packing : packings) {
        if (source.head_.substr(0, packing.magic.size()) != packing.magic) continue;
        const std::string tool = find_program(std::string(packing.tool));
        if (tool.empty()) return base::Error{tr("cli.no-unpacker", {name, packing.tool}), tr("cli.no-unpacker-hint", {packing.package})};
        source.tool_ = packing.tool;
        if (auto status = source.unpack(tool); !status) return status.error();
    }
    return source;
}

base::Status ByteSource::unpack(const std::string& tool) {
    int in[2], out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) return base::Error{tr("cli.no-process", {tool_})};
    unpacker_ = ::fork();
    if (unpacker_ == 0) {
        ::dup2(in[0], STDIN_FILENO), ::dup2(out[1], STDOUT_FILENO);
        ::execl(tool.c_str(), tool_.c_str(), "-dc", static_cast<char*>(nullptr));
        ::_exit(127);
    }
    feeder_ = unpacker_ > 0 ? ::fork() : -1;
    if (feeder_ == 0) {
        ::close(in[0]), ::close(out[0]), ::close(out[1]);
        std::signal(SIGPIPE, SIG_DFL);
        feed(fd_, in[1], head_);
    }
    ::close(in[0]), ::close(in[1]), ::close(out[1]), ::close(fd_);
    fd_ = out[0];
    head_.clear();
    if (feeder_ < 0) return base::Error{tr("cli.no-process", {tool_})};
    return base::Done{};
}

std::size_t ByteSource::read(char* room, std::size_t size) {
    std::size_t filled = std::min(size, head_.size());
    std::memcpy(room, head_.data(), filled);
    head_.erase(0, filled);
    while (filled < size) {
        const ssize_t got = read_some(fd_, room + filled, size - filled);
        failed_ = failed_ || got < 0;
        if (got <= 0) break;
        filled += static_cast<std::size_t>(got);
    }
    return filled;
}

base::Status ByteSource::status() {
    if (failed_) return base::Error{tr("cli.trace-unreadable")};
    if (unpacker_ <= 0) return base::Done{};
    int result = 0;
    ::waitpid(std::exchange(unpacker_, 0), &result, 0);
    if (WIFEXITED(result) && (WEXITSTATUS(result) == 0 || WEXITSTATUS(result) == 2)) return base::Done{};  // 2: gzip's warnings
    return base::Error{tr("cli.packed-badly", {tool_}), tr("cli.packed-badly-hint", {tool_})};
}

std::uint64_t ByteSource::taken() const { return static_cast<std::uint64_t>(std::max<off_t>(::lseek(file_, 0, SEEK_CUR), 0)); }

std::uint64_t ByteSource::whole() const {
    struct stat found{};
    return ::fstat(file_, &found) == 0 && S_ISREG(found.st_mode) ? static_cast<std::uint64_t>(found.st_size) : 0;
}

void ByteSource::end_children() {
    for (pid_t* child : {&feeder_, &unpacker_}) {
        if (*child <= 0) continue;
        ::kill(*child, SIGKILL);  // it may wait for input that nobody wants any more
        ::waitpid(std::exchange(*child, 0), nullptr, 0);
    }
}

ByteSource::ByteSource(ByteSource&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), file_(std::exchange(other.file_, -1)), head_(std::move(other.head_)), tool_(std::move(other.tool_)), feeder_(std::exchange(other.feeder_, 0)),
      unpacker_(std::exchange(other.unpacker_, 0)), failed_(other.failed_) {}

ByteSource::~ByteSource() {
    for (const int fd : {fd_, file_})
        if (fd >= 0) ::close(fd);
    end_children();
}

std::string ByteSource::plain_name(const std::string& name) {
    for (const Packing& packing : packings)
        if (name.size() > packing.suffix.size() && name.substr(name.size() - packing.suffix.size()) == packing.suffix) return name.substr(0, name.size() - packing.suffix.size());
    return name;
}

}  // namespace ui
