// Address-space layout of this program, over many runs of it.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <sstream>

#include "ui/cli/host.h"

namespace cli {
namespace {

constexpr const char* names[] = {"text", "heap", "library", "vdso", "stack"};
using Row = std::array<std::uint64_t, 5>;

// Starts this program anew, which prints its places; false when that did not work.
bool run_again(Row& row) {
    int out[2];
    if (::pipe2(out, O_CLOEXEC) != 0) return false;
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(out[1], STDOUT_FILENO);
        ::execl("/proc/self/exe", "pagewalk", "host", "--places", static_cast<char*>(nullptr));
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

}  // namespace

std::optional<std::string> small_file(const std::string& path) {
    std::ifstream file(path);
    if (!file) return std::nullopt;
    std::string text(std::istreambuf_iterator<char>(file), {});
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

Places own_places() {
    Places places;
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        const std::uint64_t start = std::stoull(line, nullptr, 16);
        const auto ends = [&](const char* name) { return line.find(name) != std::string::npos; };
        if (places.text == 0) places.text = start;  // the program's first mapping lies lowest, or behind the heap of none
        if (ends("[heap]") && places.heap == 0) places.heap = start;
        if (ends("libc.so") && places.library == 0) places.library = start;
        if (ends("[vdso]")) places.vdso = start;
        if (ends("[stack]")) places.stack = std::stoull(line.substr(line.find('-') + 1), nullptr, 16);  // its end moves, not its start
    }
    return places;
}

std::vector<PlaceBits> place_bits(unsigned runs) {
    std::vector<PlaceBits> all;
    for (const char* name : names) all.push_back({name, {}, 0, 0, 0});
    for (unsigned run = 0; run < runs; ++run) {
        Row row;
        if (!run_again(row)) return {};
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

}  // namespace cli
