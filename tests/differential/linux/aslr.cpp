// The rules of address space layout randomisation against the running Linux: /bin/cat shows where its
// parts lie, a few hundred times. Each part must lie where the rules allow, every bit they call random must
// be seen as 0 and as 1, and the parts must spread over all of their span.
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "core/os/aslr.h"
#include "core/os/process.h"

namespace {

constexpr int execs = 300;

struct Area {
    std::uint64_t start = 0, end = 0;
    std::string name;
};

std::vector<Area> parse_maps(std::istream& maps) {
    std::vector<Area> areas;
    for (std::string line; std::getline(maps, line);) {
        Area area;
        char* at = nullptr;
        area.start = std::strtoull(line.c_str(), &at, 16);
        area.end = std::strtoull(at + 1, &at, 16);
        std::istringstream rest(at);
        std::string permissions, offset, device, inode;
        rest >> permissions >> offset >> device >> inode >> area.name;
        areas.push_back(area);
    }
    return areas;
}

// The maps of a fresh cat. The room that the stack may grow to moves the others: it gets what is usual.
std::vector<Area> maps_of_cat(bool randomised) {
    int ends[2];
    if (pipe(ends) != 0) std::exit(3);
    const pid_t child = fork();
    if (child == 0) {
        rlimit stack;
        getrlimit(RLIMIT_STACK, &stack);
        stack.rlim_cur = os::default_stack_limit;
        setrlimit(RLIMIT_STACK, &stack);
        if (!randomised) personality(ADDR_NO_RANDOMIZE);
        dup2(ends[1], 1);
        close(ends[0]), close(ends[1]);
        execl("/bin/cat", "cat", "/proc/self/maps", nullptr);
        _exit(3);
    }
    close(ends[1]);
    std::string text;
    char buffer[4096];
    for (ssize_t got; (got = read(ends[0], buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<std::size_t>(got));
    close(ends[0]);
    waitpid(child, nullptr, 0);
    std::istringstream maps(text);
    return parse_maps(maps);
}

/// The places that the rules speak of.
struct Places {
    std::uint64_t program = 0, program_end = 0, heap = 0, mappings_end = 0, stack_end = 0;
};
std::optional<Places> places_in(const std::vector<Area>& areas) {
    Places p;
    const std::string program = areas.empty() ? "" : areas.front().name;
    for (const Area& area : areas) {
        if (area.name == program) p.program_end = area.end;
        if (area.name == "[heap]") p.heap = area.start;
        else if (area.name == "[stack]") p.stack_end = area.end;
        else if (area.name != "[vsyscall]") p.mappings_end = std::max(p.mappings_end, area.end);
    }
    if (!areas.empty()) p.program = areas.front().start;
    if (p.heap == 0 || p.stack_end == 0 || p.mappings_end <= p.program_end) return std::nullopt;
    return p;
}

int wrong = 0;

void expect(bool holds, const char* what) {
    std::printf("%s %s\n", holds ? "holds     " : "WRONG     ", what);
    wrong += !holds;
}

// One region: how many pages it was moved by, and what the rules say.
void check_draws(const char* name, const std::vector<std::uint64_t>& pages, unsigned bits) {
    const auto [least, most] = std::minmax_element(pages.begin(), pages.end());
    const std::uint64_t span = std::uint64_t{1} << bits;
    std::uint64_t ever_set = 0, ever_clear = 0;
    for (const std::uint64_t moved : pages) ever_set |= moved, ever_clear |= ~moved;
    const bool inside = *most < span, spread = *most - *least >= span / 10 * 9, all_bits = (ever_set & ever_clear & (span - 1)) == span - 1;
    const bool good = inside && spread && all_bits;
    std::printf("%s %-8s %2u bits: moved by %llu to %llu of %llu pages, random bits %s\n", good ? "holds     " : "WRONG     ", name, bits,
                static_cast<unsigned long long>(*least), static_cast<unsigned long long>(*most), static_cast<unsigned long long>(span),
                all_bits ? "all" : "NOT ALL");
    wrong += !good;
}

std::optional<std::uint64_t> setting(const char* path) {
    std::ifstream file(path);
    std::uint64_t value = 0;
    if (file >> value) return value;
    return std::nullopt;
}

void check_still(const os::AslrRules& rules) {
    const auto first = places_in(maps_of_cat(false)), second = places_in(maps_of_cat(false));
    if (!first || !second || first->stack_end != second->stack_end) return void(std::puts("skipped    randomisation cannot be switched off here"));
    expect(first->program == rules.pie_base && first->heap == first->program_end, "off: the program at its base, the heap right behind");
    expect(first->mappings_end == rules.mmap_base(false), "off: mappings end below the room for the stack");
    expect(first->stack_end == rules.stack_top, "off: the stack at the top");
}

void check_random(const os::AslrRules& rules) {
    std::vector<std::uint64_t> program, heap, mappings, stack;
    bool aligned = true;
    for (int i = 0; i < execs; ++i) {
        const auto p = places_in(maps_of_cat(true));
        if (!p) return void(std::puts("skipped    the maps of cat look otherwise here"));
        program.push_back((p->program - rules.pie_base) / rules.page);
        heap.push_back((p->heap - p->program_end) / rules.page);
        mappings.push_back((rules.mmap_base(true) - p->mappings_end) / rules.page);
        stack.push_back((rules.stack_top - p->stack_end) / rules.page);
        for (const std::uint64_t at : {p->program, p->heap, p->mappings_end, p->stack_end}) aligned = aligned && at % rules.page == 0;
    }
    expect(aligned, "every part begins at a page");
    using os::Region;
    const auto bits = [&](Region region) { return os::entropy_bits(rules, os::AslrMode::on, region); };
    check_draws("text", program, bits(Region::text));
    check_draws("libc", mappings, bits(Region::libc));
    check_draws("stack", stack, bits(Region::stack));
    // Kernels before 6.9 gave the heap 32 MiB: 13 bits.
    const bool old = *std::max_element(heap.begin(), heap.end()) < 1u << 13;
    check_draws("heap", heap, old ? 13 : bits(Region::heap));
}

// fork draws nothing: the child reads the same maps.
void check_fork() {
    std::ifstream own("/proc/self/maps");
    const auto before = places_in(parse_maps(own));
    const pid_t child = fork();
    if (child == 0) {
        std::ifstream maps("/proc/self/maps");
        const auto after = places_in(parse_maps(maps));
        const bool same = before && after && before->program == after->program && before->heap == after->heap && before->stack_end == after->stack_end;
        _exit(same ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    expect(status == 0, "fork leaves every part where it is");
}

}  // namespace

int main() {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    utsname system;
    uname(&system);
    std::printf("Linux %s, %s\n", system.release, system.machine);
    const std::string processor = system.machine;
    const std::string format = processor == "x86_64" ? "x86-64" : processor == "aarch64" ? "arm64-4k-48" : "";
    if (format.empty() || sysconf(_SC_PAGESIZE) != 4096) return std::puts("skipped: no rules for this processor"), 77;
    if (setting("/proc/sys/kernel/randomize_va_space").value_or(0) != 2) return std::puts("skipped: randomize_va_space is not 2"), 77;
    os::AslrRules rules = *os::aslr_rules(*hw::find_format(format));
    // Distributions raise it; what holds is what this kernel says.
    if (const auto bits = setting("/proc/sys/vm/mmap_rnd_bits")) rules.mmap_bits = static_cast<unsigned>(*bits);
    check_still(rules);
    check_random(rules);
    check_fork();
    std::printf("%d execs, %d statements wrong\n", execs, wrong);
    return wrong ? 1 : 0;
}
