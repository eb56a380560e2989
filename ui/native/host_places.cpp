// Address-space layout of this program, over many runs of it.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>

#include "ui/native/host.h"

namespace ui {
namespace {

constexpr const char* names[] = {"text", "heap", "library", "vdso", "stack"};
constexpr const char* question = "--places";  // the only argument of a program that is asked where it lies
using Row = std::array<std::uint64_t, 5>;

// Starts this program anew, which prints its places; false when that did not work.
bool run_again(Row& row) {
    int out[2];
    if (::pipe2(out, O_CLOEXEC) != 0) return false;
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(out[1], STDOUT_FILENO);
        ::dup2(::open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);  // a program that knows no such question complains
        ::execl("/proc/self/exe", "pagewalk", question, static_cast<char*>(nullptr));
        ::_exit(127);
    }
    ::close(out[1]);
    std::string text;
    char room[512];
    for (ssize_t got; child > 0 && (got = ::read(out[0], room, sizeof room)) > 0;) text.append(room, static_cast<std::size_t>(got));
    ::close(out[0]);
    int status = 0;
    if (child <= 0 || ::waitpid(child, &status, 0) != child || status != 0) return false;
    std::istringstream words(text);
    for (std::uint64_t& place : row)
        if (!(words >> place)) return false;
    return true;
}

// Where this process's parts begin, in the order of the names.
Row own_places() {
    Row places{};
    auto& [text, heap, library, vdso, stack] = places;
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        const std::uint64_t start = std::stoull(line, nullptr, 16);
        const auto ends = [&](const char* name) { return line.find(name) != std::string::npos; };
        if (text == 0) text = start;  // the program's first mapping lies lowest, or behind the heap of none
        if (ends("[heap]") && heap == 0) heap = start;
        if (ends("libc.so") && library == 0) library = start;
        if (ends("[vdso]")) vdso = start;
        if (ends("[stack]")) stack = std::stoull(line.substr(line.find('-') + 1), nullptr, 16);  // its end moves, not its start
    }
    return places;
}

}  // namespace

bool tell_places(int count, char** arguments) {
    if (count != 2 || std::strcmp(arguments[1], question) != 0) return false;
    for (const std::uint64_t place : own_places()) std::printf("%" PRIu64 " ", place);
    return true;
}

std::vector<PlaceBits> place_bits(unsigned runs, const std::function<bool()>& go_on) {
    std::vector<PlaceBits> all;
    for (const char* name : names) all.push_back({name, {}, 0, 0, 0});
    for (unsigned run = 0; run < runs; ++run) {
        Row row;
        if (!go_on() || !run_again(row)) return {};
        for (std::size_t i = 0; i < row.size(); ++i) all[i].seen.push_back(row[i]);
    }
    for (PlaceBits& place : all) {
        for (const std::uint64_t seen : place.seen) place.seen_mask |= seen ^ place.seen[0];
        if (place.seen_mask == 0) continue;
        place.lowest = static_cast<unsigned>(__builtin_ctzll(place.seen_mask));
        place.highest = 63 - static_cast<unsigned>(__builtin_clzll(place.seen_mask));
    }
    return all;
}

}  // namespace ui
