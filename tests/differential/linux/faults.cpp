// The machine's kernel against the running Linux: the same scenario on both, and the page faults that it
// takes must be as many. Faults are counted by getrusage around the touches alone, in a process made for
// the scenario, after a round that warms everything else up; of five rounds the one with the fewest
// counts, since anything else that happens on the system can only add.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/statfs.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <fstream>
#include <string>
#include <vector>

#include "core/script/command.h"
#include "core/script/expression.h"

namespace {

constexpr std::size_t page = 4096, pages = 64, bytes = pages * page, huge = 2 << 20;
char* const arena = reinterpret_cast<char*>(0x100000000000);  // far from everything, aligned for large pages

struct Faults {
    long minor = 0, major = 0;
};

Faults now() {
    rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return {usage.ru_minflt, usage.ru_majflt};
}

// --- what a scenario does on Linux ---------------------------------------------------------------

enum class Touch { read, write };

void touch(char* at, std::size_t count, Touch how) {
    for (std::size_t i = 0; i < count; ++i) {
        volatile char* p = at + i * page;
        if (how == Touch::write) *p = 1;
        else static_cast<void>(*p);
    }
}

// Faults that `what` takes. The first calls bring in getrusage and this stack.
template <class What>
Faults counted(What&& what) {
    now(), now();
    const Faults before = now();
    what();
    const Faults after = now();
    return {after.minor - before.minor, after.major - before.major};
}

char* map_private(std::size_t size = bytes, int flags = 0, int file = -1, int protection = PROT_READ | PROT_WRITE) {
    const int kind = file < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : (flags & MAP_SHARED ? 0 : MAP_PRIVATE);
    void* at = mmap(arena, size, protection, kind | flags | MAP_FIXED, file, 0);
    if (at == MAP_FAILED) std::perror("mmap"), std::exit(3);
    if (size < huge) madvise(at, size, MADV_NOHUGEPAGE);
    return static_cast<char*>(at);
}

// What `measured` counts in a child, while the parent waits.
Faults in_child(const std::function<Faults()>& measured) {
    int ends[2];
    if (pipe(ends) != 0) std::exit(3);
    const pid_t child = fork();
    if (child == 0) {
        const Faults faults = measured();
        const bool sent = write(ends[1], &faults, sizeof faults) == sizeof faults;
        _exit(sent ? 0 : 3);
    }
    Faults faults;
    const bool got = read(ends[0], &faults, sizeof faults) == sizeof faults;
    close(ends[0]), close(ends[1]);
    waitpid(child, nullptr, 0);
    if (!got) std::exit(3);
    return faults;
}

// A child that shares the memory until it is told to go.
class Sleeper {
public:
    Sleeper() {
        if (pipe(ends_) != 0) std::exit(3);
        child_ = fork();
        if (child_ != 0) return;
        char byte;
        close(ends_[1]);
        _exit(read(ends_[0], &byte, 1) == 0 ? 0 : 3);
    }
    void end() {
        if (child_ == 0) return;
        close(ends_[0]), close(ends_[1]);
        waitpid(child_, nullptr, 0);
        child_ = 0;
    }
    ~Sleeper() { end(); }

private:
    int ends_[2];
    pid_t child_;
};

// A file of `pages` pages, all of them in the page cache. Written a page at a time: of one large write
// Linux may make one large folio, and map all of that at once.
class CachedFile {
public:
    CachedFile() : name_("linux-faults-XXXXXX") {
        file_ = mkstemp(name_.data());
        const std::vector<char> content(page, 'x');
        for (std::size_t i = 0; i < pages; ++i)
            if (file_ < 0 || ::write(file_, content.data(), page) != static_cast<ssize_t>(page)) std::perror("file"), std::exit(3);
        fsync(file_);
    }
    ~CachedFile() {
        close(file_);
        unlink(name_.c_str());
    }
    int get() const { return file_; }

private:
    std::string name_;
    int file_;
};

// Some kernels (of small virtual machines) give a frame at once where a page is read first.
bool reads_map_the_zero_page() {
    char* p = map_private();
    touch(p, 1, Touch::read);
    return counted([&] { touch(p, 1, Touch::write); }).minor == 1;
}

// --- the table of scenarios ----------------------------------------------------------------------

struct Scenario {
    const char* name;
    const char* needs;     // "", "huge", "disk file", "populate advice", "zero page": else it is skipped
    Faults (*on_linux)();
    const char* setup;     // the same on the machine
    const char* measured;  // lines whose faults count
    const char* process;   // whose
};

constexpr const char* anonymous = "process A\nmap A 0x100000000000 256K rw\n";
constexpr const char* touched = "process A\nmap A 0x100000000000 256K rw\ntouch A 0x100000000000 256K write\n";
constexpr const char* forked = "process A\nmap A 0x100000000000 256K rw\ntouch A 0x100000000000 256K write\nfork A B\n";
constexpr const char* with_file = "process A\nfile data 256K\ncache data\nmap A 0x100000000000 256K rw file=data\n";
constexpr const char* shared_file = "process A\nfile data 256K\ncache data\nmap A 0x100000000000 256K rw shared file=data\n";
constexpr const char* large = "machine x86-64 ram=64M\nprocess A\nmap A 0x100000000000 2M rw\nadvise A 0x100000000000 2M hugepage\n";
constexpr const char* read_all = "touch A 0x100000000000 256K read";
constexpr const char* write_all = "touch A 0x100000000000 256K write";

char* large_area() {
    char* at = map_private(huge);
    madvise(at, huge, MADV_HUGEPAGE);
    return at;
}

const std::vector<Scenario>& scenarios() {
    static const std::vector<Scenario> rows{
        {"write 64 fresh pages", "", [] { char* p = map_private(); return counted([&] { touch(p, pages, Touch::write); }); }, anonymous, write_all, "A"},
        {"read 64 fresh pages", "", [] { char* p = map_private(); return counted([&] { touch(p, pages, Touch::read); }); }, anonymous, read_all, "A"},
        {"read, then write 64 pages", "zero page",
         [] { char* p = map_private(); return counted([&] { touch(p, pages, Touch::read); touch(p, pages, Touch::write); }); }, anonymous,
         "touch A 0x100000000000 256K read\ntouch A 0x100000000000 256K write", "A"},
        {"read after writing", "",
         [] { char* p = map_private(); touch(p, pages, Touch::write); return counted([&] { touch(p, pages, Touch::read); }); }, touched, read_all, "A"},
        {"fork, the child reads 64", "",
         [] { char* p = map_private(); touch(p, pages, Touch::write); return in_child([p] { return counted([&] { touch(p, pages, Touch::read); }); }); },
         forked, "touch B 0x100000000000 256K read", "B"},
        {"fork, the child writes 20 of 64", "",
         [] { char* p = map_private(); touch(p, pages, Touch::write); return in_child([p] { return counted([&] { touch(p, 20, Touch::write); }); }); },
         forked, "touch B 0x100000000000 80K write", "B"},
        {"fork, the parent writes 20 of 64", "",
         [] { char* p = map_private(); touch(p, pages, Touch::write); Sleeper child; return counted([&] { touch(p, 20, Touch::write); }); },
         forked, "touch A 0x100000000000 80K write", "A"},
        {"the child ended, the parent writes 64", "",
         [] { char* p = map_private(); touch(p, pages, Touch::write); Sleeper child; child.end(); return counted([&] { touch(p, pages, Touch::write); }); },
         "process A\nmap A 0x100000000000 256K rw\ntouch A 0x100000000000 256K write\nfork A B\nexit B\n", write_all, "A"},
        {"the child wrote 20 and ended, the parent writes 64 twice", "",
         [] {
             char* p = map_private();
             touch(p, pages, Touch::write);
             in_child([p] { touch(p, 20, Touch::write); return Faults{}; });
             return counted([&] { touch(p, pages, Touch::write); touch(p, pages, Touch::write); });
         },
         "process A\nmap A 0x100000000000 256K rw\ntouch A 0x100000000000 256K write\nfork A B\ntouch B 0x100000000000 80K write\nexit B\n",
         "touch A 0x100000000000 256K write\ntouch A 0x100000000000 256K write", "A"},
        {"fork after reading only, the child reads 64", "zero page",
         [] { char* p = map_private(); touch(p, pages, Touch::read); return in_child([p] { return counted([&] { touch(p, pages, Touch::read); }); }); },
         "process A\nmap A 0x100000000000 256K rw\ntouch A 0x100000000000 256K read\nfork A B\n", "touch B 0x100000000000 256K read", "B"},
        {"private file, cached: read 64", "",
         [] { CachedFile f; char* p = map_private(bytes, 0, f.get()); return counted([&] { touch(p, pages, Touch::read); }); }, with_file, read_all, "A"},
        {"private file, cached: write 64", "",
         [] { CachedFile f; char* p = map_private(bytes, 0, f.get()); return counted([&] { touch(p, pages, Touch::write); }); }, with_file, write_all, "A"},
        {"private file, cached: read, then write 64", "",
         [] { CachedFile f; char* p = map_private(bytes, 0, f.get()); return counted([&] { touch(p, pages, Touch::read); touch(p, pages, Touch::write); }); },
         with_file, "touch A 0x100000000000 256K read\ntouch A 0x100000000000 256K write", "A"},
        {"private file: the child reads 64 that the parent read", "",
         [] {
             CachedFile f;
             char* p = map_private(bytes, 0, f.get());
             touch(p, pages, Touch::read);
             return in_child([p] { return counted([&] { touch(p, pages, Touch::read); }); });
         },
         "process A\nfile data 256K\ncache data\nmap A 0x100000000000 256K rw file=data\ntouch A 0x100000000000 256K read\nfork A B\n",
         "touch B 0x100000000000 256K read", "B"},
        {"private file: the child reads 64 after the parent wrote one", "",
         [] {
             CachedFile f;
             char* p = map_private(bytes, 0, f.get());
             touch(p, pages, Touch::read);
             touch(p, 1, Touch::write);
             return in_child([p] { return counted([&] { touch(p, pages, Touch::read); }); });
         },
         "process A\nfile data 256K\ncache data\nmap A 0x100000000000 256K rw file=data\ntouch A 0x100000000000 256K read\n"
         "write A 0x100000000000\nfork A B\n",
         "touch B 0x100000000000 256K read", "B"},
        {"shared file, cached: read 64", "",
         [] { CachedFile f; char* p = map_private(bytes, MAP_SHARED, f.get()); return counted([&] { touch(p, pages, Touch::read); }); },
         shared_file, read_all, "A"},
        {"shared file, cached: write 64", "",
         [] { CachedFile f; char* p = map_private(bytes, MAP_SHARED, f.get()); return counted([&] { touch(p, pages, Touch::write); }); },
         shared_file, write_all, "A"},
        {"shared file, cached: read, then write 64", "disk file",
         [] { CachedFile f; char* p = map_private(bytes, MAP_SHARED, f.get()); return counted([&] { touch(p, pages, Touch::read); touch(p, pages, Touch::write); }); },
         shared_file, "touch A 0x100000000000 256K read\ntouch A 0x100000000000 256K write", "A"},
        {"shared file: written, synced, written again", "disk file",
         [] {
             CachedFile f;
             char* p = map_private(bytes, MAP_SHARED, f.get());
             touch(p, pages, Touch::write);
             msync(p, bytes, MS_SYNC);
             return counted([&] { touch(p, pages, Touch::write); });
         },
         "process A\nfile data 256K\ncache data\nmap A 0x100000000000 256K rw shared file=data\ntouch A 0x100000000000 256K write\nsync\n", write_all, "A"},
        {"dontneed, then write 64", "",
         [] { char* p = map_private(); touch(p, pages, Touch::write); madvise(p, bytes, MADV_DONTNEED); return counted([&] { touch(p, pages, Touch::write); }); },
         "process A\nmap A 0x100000000000 256K rw\ntouch A 0x100000000000 256K write\nadvise A 0x100000000000 256K dontneed\n", write_all, "A"},
        {"dontneed in a written private file, then read 64", "",
         [] {
             CachedFile f;
             char* p = map_private(bytes, 0, f.get());
             touch(p, pages, Touch::write);
             madvise(p, bytes, MADV_DONTNEED);
             return counted([&] { touch(p, pages, Touch::read); });
         },
         "process A\nfile data 256K\ncache data\nmap A 0x100000000000 256K rw file=data\ntouch A 0x100000000000 256K write\n"
         "advise A 0x100000000000 256K dontneed\n",
         read_all, "A"},
        {"read-only and writable again, then write 64", "",
         [] {
             char* p = map_private();
             touch(p, pages, Touch::write);
             mprotect(p, bytes, PROT_READ);
             mprotect(p, bytes, PROT_READ | PROT_WRITE);
             return counted([&] { touch(p, pages, Touch::write); });
         },
         "process A\nmap A 0x100000000000 256K rw\ntouch A 0x100000000000 256K write\nprotect A 0x100000000000 256K r\nprotect A 0x100000000000 256K rw\n",
         write_all, "A"},
        {"no access and writable again, then write 64", "",
         [] {
             char* p = map_private();
             touch(p, pages, Touch::write);
             mprotect(p, bytes, PROT_NONE);
             mprotect(p, bytes, PROT_READ | PROT_WRITE);
             return counted([&] { touch(p, pages, Touch::write); });
         },
         "process A\nmap A 0x100000000000 256K rw\ntouch A 0x100000000000 256K write\nprotect A 0x100000000000 256K none\n"
         "protect A 0x100000000000 256K rw\n",
         write_all, "A"},
        {"after a child: read-only and writable again, then write 64", "",
         [] {
             char* p = map_private();
             touch(p, pages, Touch::write);
             Sleeper child;
             child.end();
             mprotect(p, bytes, PROT_READ);
             mprotect(p, bytes, PROT_READ | PROT_WRITE);
             return counted([&] { touch(p, pages, Touch::write); });
         },
         "process A\nmap A 0x100000000000 256K rw\ntouch A 0x100000000000 256K write\nfork A B\nexit B\nprotect A 0x100000000000 256K r\n"
         "protect A 0x100000000000 256K rw\n",
         write_all, "A"},
        {"populate for writing, then write 64", "populate advice",
         [] { char* p = map_private(); return counted([&] { madvise(p, bytes, MADV_POPULATE_WRITE); touch(p, pages, Touch::write); }); }, anonymous,
         "advise A 0x100000000000 256K populate_write\ntouch A 0x100000000000 256K write", "A"},
        {"populate for reading, then write 64", "zero page, populate advice",
         [] { char* p = map_private(); return counted([&] { madvise(p, bytes, MADV_POPULATE_READ); touch(p, pages, Touch::write); }); }, anonymous,
         "advise A 0x100000000000 256K populate_read\ntouch A 0x100000000000 256K write", "A"},
        {"mmap with populate", "", [] { return counted([] { map_private(bytes, MAP_POPULATE); }); },
         anonymous, "advise A 0x100000000000 256K populate", "A"},
        {"huge page: write 512 pages", "huge", [] { char* p = large_area(); return counted([&] { touch(p, 512, Touch::write); }); }, large,
         "touch A 0x100000000000 2M write", "A"},
        {"huge page: read 512 pages", "huge", [] { char* p = large_area(); return counted([&] { touch(p, 512, Touch::read); }); }, large,
         "touch A 0x100000000000 2M read", "A"},
        {"huge page: 16 pages dropped and written again", "huge",
         [] {
             char* p = large_area();
             touch(p, 512, Touch::write);
             madvise(p + huge / 2, 16 * page, MADV_DONTNEED);
             return counted([&] { touch(p, 512, Touch::write); });
         },
         "machine x86-64 ram=64M\nprocess A\nmap A 0x100000000000 2M rw\nadvise A 0x100000000000 2M hugepage\nwrite A 0x100000000000\n"
         "advise A 0x100000100000 64K dontneed\n",
         "touch A 0x100000000000 2M write", "A"},
        {"huge page: fork, the child writes 3 of its pages", "huge",
         [] {
             char* p = large_area();
             touch(p, 512, Touch::write);
             return in_child([p] { return counted([&] { touch(p, 3, Touch::write); }); });
         },
         "machine x86-64 ram=64M\nprocess A\nmap A 0x100000000000 2M rw\nadvise A 0x100000000000 2M hugepage\nwrite A 0x100000000000\nfork A B\n",
         "touch B 0x100000000000 12K write", "B"},
    };
    return rows;
}

// --- comparing -----------------------------------------------------------------------------------

std::string first_line(const char* path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

bool huge_pages_work() {
    const std::string mode = first_line("/sys/kernel/mm/transparent_hugepage/enabled");
    if (mode.empty() || mode.find("[never]") != std::string::npos) return false;
    if (first_line("/sys/kernel/mm/transparent_hugepage/use_zero_page") == "0") return false;
    return in_child([] {  // memory may be too scattered for one
               char* p = large_area();
               return Faults{counted([&] { touch(p, 512, Touch::write); }).minor, 0};
           }).minor == 1;
}

bool files_lie_on_disk() {
    struct statfs where;
    constexpr long tmpfs = 0x01021994;
    return statfs(".", &where) == 0 && where.f_type != tmpfs;
}

bool populate_advice_works() {
    return in_child([] { return Faults{madvise(map_private(), bytes, MADV_POPULATE_WRITE), 0}; }).minor == 0;
}

Faults on_linux(const Scenario& row) {
    Faults fewest;
    for (int round = 0; round < 5; ++round) {
        const Faults faults = in_child([&row] {
            row.on_linux();  // warms up everything but the pages in question
            return row.on_linux();
        });
        if (round == 0 || faults.minor + faults.major < fewest.minor + fewest.major) fewest = faults;
    }
    return fewest;
}

long count(const sim::Machine& machine, const std::string& field) {
    const auto expression = script::parse_expression(field);
    const auto value = script::evaluate(*expression, script::Scope{machine});
    return static_cast<long>(*value);
}

Faults on_machine(const Scenario& row) {
    sim::Machine machine = sim::default_machine();
    sim::NullObserver nobody;
    const std::string name = row.process;
    const auto run = [&](const char* lines) {
        if (const auto status = script::execute_all(machine, lines, nobody); !status) {
            std::printf("%s: %s\n", row.name, base::to_text(status.error()).c_str());
            std::exit(3);
        }
    };
    run(row.setup);
    const Faults before{count(machine, name + ".minor"), count(machine, name + ".major")};
    run(row.measured);
    return {count(machine, name + ".minor") - before.minor, count(machine, name + ".major") - before.major};
}

}  // namespace

int main() {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    utsname system;
    uname(&system);
    std::printf("Linux %s\n", system.release);
    if (sysconf(_SC_PAGESIZE) != static_cast<long>(page)) {
        std::puts("skipped: pages of another size");
        return 0;
    }
    const bool large_pages = huge_pages_work(), disk = files_lie_on_disk(), populate = populate_advice_works(), zero = reads_map_the_zero_page();
    int compared = 0, different = 0;
    for (const Scenario& row : scenarios()) {
        const std::string needs = row.needs;
        const bool can = needs.empty() || (needs == "huge" && large_pages) || (needs == "disk file" && disk) || (needs == "populate advice" && populate) ||
                         (needs == "zero page" && zero) || (needs == "zero page, populate advice" && zero && populate);
        if (!can) {
            std::printf("skipped    %-58s needs: %s\n", row.name, row.needs);
            continue;
        }
        const Faults there = on_linux(row), here = on_machine(row);
        const bool same = there.minor == here.minor && there.major == here.major;
        std::printf("%s %-58s Linux %ld minor %ld major, machine %ld minor %ld major\n", same ? "same      " : "DIFFERENT ", row.name, there.minor,
                    there.major, here.minor, here.major);
        ++compared;
        different += !same;
    }
    std::printf("%d scenarios compared, %d different\n", compared, different);
    return different ? 1 : 0;
}
