// Page faults that this thread makes on purpose, counted by the kernel.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>

#include "ui/native/host.h"

namespace ui {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t pages = 1024;

std::size_t page_bytes() { return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)); }

struct Mapping {
    char* at = nullptr;

    Mapping(int flags, int fd) {
        void* got = ::mmap(nullptr, pages * page_bytes(), fd < 0 ? PROT_READ | PROT_WRITE : PROT_READ, flags, fd, 0);
        if (got == MAP_FAILED) return;
        at = static_cast<char*>(got);
        // No huge pages, and nothing read ahead. (What is cached, Linux still maps 16 pages at a time.)
        ::madvise(at, pages * page_bytes(), MADV_NOHUGEPAGE);
        ::madvise(at, pages * page_bytes(), MADV_RANDOM);
    }
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    ~Mapping() {
        if (at) ::munmap(at, pages * page_bytes());
    }
};

template <class Touch>
FaultCost measured(const char* name, Touch touch) {
    rusage before{}, after{};
    ::getrusage(RUSAGE_THREAD, &before);
    const auto start = Clock::now();
    for (std::size_t page = 0; page < pages; ++page) touch(page * page_bytes());
    const double ns = std::chrono::duration<double, std::nano>(Clock::now() - start).count();
    ::getrusage(RUSAGE_THREAD, &after);
    const auto minor = static_cast<std::uint64_t>(after.ru_minflt - before.ru_minflt), major = static_cast<std::uint64_t>(after.ru_majflt - before.ru_majflt);
    return {name, pages, minor, major, minor + major > 0 ? ns / static_cast<double>(minor + major) : 0, {}};
}

void write_byte(char* at) { *const_cast<volatile char*>(at) = 1; }
void read_byte(char* at) { (void)*const_cast<volatile char*>(at); }

FaultCost touch_cost() {
    const Mapping memory(MAP_PRIVATE | MAP_ANONYMOUS, -1);
    if (!memory.at) return {"touch", 0, 0, 0, 0, "no-memory"};
    return measured("touch", [&](std::size_t at) { write_byte(memory.at + at); });
}

// A child lives on meanwhile, so that every page is shared when this process writes to it.
FaultCost copy_cost() {
    const Mapping memory(MAP_PRIVATE | MAP_ANONYMOUS, -1);
    if (!memory.at) return {"copy-on-write", 0, 0, 0, 0, "no-memory"};
    for (std::size_t page = 0; page < pages; ++page) write_byte(memory.at + page * page_bytes());
    int hold[2];
    if (::pipe2(hold, O_CLOEXEC) != 0) return {"copy-on-write", 0, 0, 0, 0, "no-fork"};
    const pid_t child = ::fork();
    if (child == 0) {
        char unused;
        ::close(hold[1]);
        (void)!::read(hold[0], &unused, 1);  // until the parent closes its end
        ::_exit(0);
    }
    ::close(hold[0]);
    FaultCost cost{"copy-on-write", 0, 0, 0, 0, "no-fork"};
    if (child > 0) cost = measured("copy-on-write", [&](std::size_t at) { write_byte(memory.at + at); });
    ::close(hold[1]);
    if (child > 0) ::waitpid(child, nullptr, 0);
    return cost;
}

FaultCost file_cost(int fd, bool cached) {
    const char* name = cached ? "cached file" : "file on disk";
    if (fd < 0) return {name, 0, 0, 0, 0, "no-file"};
    if (!cached && (::fsync(fd) != 0 || ::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) != 0)) return {name, 0, 0, 0, 0, "no-file"};
    const Mapping file(MAP_SHARED, fd);
    if (!file.at) return {name, 0, 0, 0, 0, "no-memory"};
    FaultCost cost = measured(name, [&](std::size_t at) { read_byte(file.at + at); });
    if (!cached && cost.major == 0) cost.why = "no-major";
    return cost;
}

int make_file(const std::string& folder) {
    std::string name = folder + "/pagewalk-XXXXXX";
    const int fd = ::mkostemp(name.data(), O_CLOEXEC);
    if (fd < 0) return -1;
    ::unlink(name.c_str());  // it goes when it is closed
    const std::string page(page_bytes(), 'p');
    for (std::size_t i = 0; i < pages; ++i)
        if (::write(fd, page.data(), page.size()) != static_cast<ssize_t>(page.size())) return ::close(fd), -1;
    return fd;
}

}  // namespace

std::vector<FaultCost> fault_costs(const std::string& folder) {
    const int fd = make_file(folder);
    std::vector<FaultCost> costs{touch_cost(), copy_cost(), file_cost(fd, true), file_cost(fd, false)};
    if (fd >= 0) ::close(fd);
    return costs;
}

}  // namespace ui
