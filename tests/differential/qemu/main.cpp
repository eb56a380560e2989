// The machine's MMU against QEMU's: the same random tables, the same accesses, zero differences.
// Compared: what happens, the physical address (by the bytes found there), the error code, CR2, every
// entry of the walk, and at the end of a case all of its tables. On an access that faults the A bits
// are free: the architecture leaves them open (QEMU sets them on the way down).
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>

#include "tests/differential/qemu/cases.h"

namespace {

using hw::Outcome;
using qemu::Case;
using qemu::GuestRam;
using qemu::Probe;

constexpr unsigned phys_bits = 40;  // what QEMU's TCG processors have
constexpr std::uint64_t accessed_bit = 0x20;
constexpr std::uint64_t probe_size = 64, result_size = 72, case_size = 32;

struct Options {
    std::uint64_t seed = 1;
    unsigned cases = 260;    // for each number of levels
    unsigned probes = 220;   // for each case
    std::string source = "tests/differential/qemu/guest.S";
};

struct Result {
    std::uint64_t vector, code, fault_address, value;
    std::uint64_t words[5];
};

bool run(const std::string& command) {
    const int status = std::system(command.c_str());
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// How the processor is set up while a round is played.
struct Mode {
    const char* name;
    bool five;           // levels
    bool no_execute;     // EFER.NXE
    bool write_protect;  // CR0.WP
    unsigned share;      // of the cases asked for
};
constexpr Mode modes[] = {{"four levels", false, true, true, 1},
                          {"five levels", true, true, true, 1},
                          {"four levels, NXE off", false, false, true, 4},
                          {"five levels, WP off", true, true, false, 4},
                          {"four levels, NXE and WP off", false, false, false, 8}};

hw::Hardware new_machine(const Mode& mode) {
    hw::Hardware machine;
    machine.format = hw::with_phys_bits(*hw::find_format(mode.five ? "x86-64-la57" : "x86-64"), phys_bits);
    machine.no_execute = mode.no_execute;
    machine.write_protect = mode.write_protect;
    machine.ram = hw::Ram(qemu::ram_bytes);
    machine.cores.resize(1);
    machine.cores[0].tlb = hw::Tlb(hw::TlbConfig{0, 1});
    return machine;
}

// One mode: makes the cases, lets QEMU run them, compares.
class Round {
public:
    Round(const Options& options, const Mode& mode, const std::string& folder)
        : options_(options), mode_(mode), folder_(folder), ram_(folder + "/ram"), machine_(new_machine(mode)) {}

    bool play(base::Rng& rng) {
        if (!ram_.ok()) return fail("the RAM file cannot be made");
        ram_.prepare(mode_.five);
        std::uint64_t next_frame = qemu::tables;
        qemu::CaseMaker maker(machine_, ram_.harness_entry(), rng);
        for (unsigned i = 0; i < options_.cases / mode_.share && next_frame + 0x40000 < qemu::zone; ++i) cases_.push_back(maker.make(options_.probes, next_frame));
        hand_over();
        if (!start_qemu()) return false;
        for (std::size_t i = 0; i < cases_.size(); ++i)
            if (!compare(i)) return false;
        return compare_zone();
    }

    const std::map<std::string, unsigned>& seen() const { return seen_; }
    std::uint64_t compared() const { return compared_; }

private:
    static bool fail(const std::string& message) {
        std::fprintf(stderr, "%s\n", message.c_str());
        return false;
    }

    // Tables, cases and probes into the shared RAM.
    void hand_over() {
        std::uint64_t at = qemu::probe_area, case_at = at;
        ram_.write(qemu::parameters + 16, cases_.size());
        ram_.write(qemu::parameters + 24, case_at);
        ram_.write(qemu::parameters + 32, mode_.no_execute ? 0x800 : 0);
        ram_.write(qemu::parameters + 40, mode_.write_protect ? 0x10000 : 0);
        at += cases_.size() * case_size;
        for (const Case& c : cases_) {
            for (const std::uint64_t frame : c.frames)
                for (std::uint64_t i = 0; i < 0x1000; i += 8) ram_.write(frame + i, machine_.ram.read({frame + i}, 8));
            const std::uint64_t results = at + c.probes.size() * probe_size;
            const std::uint64_t header[] = {c.root, c.probes.size(), at, results};
            for (unsigned i = 0; i < 4; ++i) ram_.write(case_at + 8 * i, header[i]);
            case_at += case_size;
            results_.push_back(results);
            for (const Probe& p : c.probes) {
                ram_.write(at, p.request.va.value);
                ram_.write(at + 8, static_cast<std::uint64_t>(p.request.type) + (p.request.user ? 4 : 0));
                ram_.write(at + 16, p.value);
                for (std::size_t i = 0; i < p.entries.size(); ++i) ram_.write(at + 24 + 8 * i, p.entries[i]);
                at += probe_size;
            }
            at = results + c.probes.size() * result_size;
        }
        for (std::uint64_t pa = qemu::zone; pa < qemu::zone_end; pa += 8) machine_.ram.write({pa}, 8, qemu::zone_word(pa));
    }

    bool start_qemu() {
        const std::string command = "timeout 100 qemu-system-x86_64 -accel tcg -cpu max -smp 1 -m 128M -machine pc,memory-backend=ram"
                                    " -object memory-backend-file,id=ram,size=128M,share=on,mem-path='" + folder_ + "/ram'"
                                    " -kernel '" + folder_ + "/guest.bin' -display none -nodefaults -no-reboot"
                                    " -device isa-debug-exit,iobase=0xf4,iosize=4";
        const int status = std::system(command.c_str());
        if (WIFEXITED(status) && WEXITSTATUS(status) == 33) return true;
        return fail("QEMU did not finish: status " + std::to_string(WIFEXITED(status) ? WEXITSTATUS(status) : status));
    }

    Result result(std::size_t number, std::size_t probe) const {
        Result r{};
        const std::uint64_t at = results_[number] + probe * result_size;
        std::uint64_t* fields[] = {&r.vector, &r.code, &r.fault_address, &r.value, &r.words[0], &r.words[1], &r.words[2], &r.words[3], &r.words[4]};
        for (unsigned i = 0; i < 9; ++i) *fields[i] = ram_.read(at + 8 * i);
        return r;
    }

    bool compare(std::size_t number) {
        const Case& c = cases_[number];
        machine_.cores[0].root = {c.root};
        for (std::size_t i = 0; i < c.probes.size(); ++i)
            if (!compare_probe(c, c.probes[i], result(number, i))) return fail("case " + std::to_string(number) + ", probe " + std::to_string(i));
        for (const std::uint64_t frame : c.frames)
            for (std::uint64_t at = frame; at < frame + 0x1000; at += 8)
                if (at != c.root + 511 * 8 && machine_.ram.read({at}, 8) != ram_.read(at)) {  // that one maps the guest's program
                    std::fprintf(stderr, "entry at %llx: ours %llx, QEMU %llx\n", hex(at), hex(machine_.ram.read({at}, 8)), hex(ram_.read(at)));
                    return fail("case " + std::to_string(number) + ": the tables differ in the end");
                }
        return true;
    }

    static unsigned long long hex(std::uint64_t value) { return value; }

    bool compare_probe(const Case&, const Probe& p, const Result& q) {
        const hw::Translation t = hw::access(machine_, 0, p.request, hw::RecordNothing{});
        const bool ok = t.outcome == Outcome::ok;
        std::uint64_t vector = 13, code = 0, fault_address = 0, value = q.value;
        if (ok) {
            vector = p.request.type == hw::AccessType::fetch ? 3 : 0x80;
            const std::uint64_t pa = t.pa.value;
            if (p.request.type == hw::AccessType::write) machine_.ram.write(t.pa, 1, p.value);
            value = machine_.ram.read({pa & ~std::uint64_t{7}}, 8);
            if (p.request.type == hw::AccessType::fetch) value = value >> 8 & 0xffffffff;
        } else if (t.outcome == Outcome::page_fault) {
            vector = 14;
            code = t.error_code;
            fault_address = p.request.va.value;
        }
        bool same = q.vector == vector && with_present(q.code) == code && q.fault_address == fault_address && q.value == value;
        for (std::size_t i = 0; i < p.entries.size(); ++i) {
            const std::uint64_t ours = machine_.ram.read({p.entries[i]}, 8);
            same = same && (ok ? ours == q.words[i] : ((ours ^ q.words[i]) & ~accessed_bit) == 0);
            if (!ok && ((ours ^ q.words[i]) & ~accessed_bit) == 0) machine_.ram.write({p.entries[i]}, 8, q.words[i]);
        }
        ++compared_;
        ++seen_[kind_of(p, t)];
        if (!same) report(p, t, q, vector, code, value);
        return same;
    }

    // QEMU 7.2 reports RSVD without P. The processor sets both: it looks for reserved bits only in
    // entries that are present (SDM 3A section 4.7).
    static std::uint64_t with_present(std::uint64_t code) {
        return code & hw::fault_bit::reserved ? code | hw::fault_bit::protection : code;
    }

    static std::string kind_of(const Probe& p, const hw::Translation& t) {
        if (t.outcome == Outcome::ok) return "ok " + std::string(to_text(p.request.type)) + " level " + std::to_string(t.level);
        return t.outcome == Outcome::page_fault ? "page fault " + std::to_string(t.error_code) : "general protection";
    }

    static void report(const Probe& p, const hw::Translation& t, const Result& q, std::uint64_t vector, std::uint64_t code, std::uint64_t value) {
        std::fprintf(stderr, "%s %s %llx: ours vector %llu code %llx value %llx (pa %llx level %u), QEMU vector %llu code %llx value %llx CR2 %llx\n",
                     std::string(to_text(p.request.type)).c_str(), p.request.user ? "user" : "super", hex(p.request.va.value), hex(vector), hex(code),
                     hex(value), hex(t.pa.value), t.level, hex(q.vector), hex(q.code), hex(q.value), hex(q.fault_address));
        for (std::size_t i = 0; i < p.entries.size(); ++i) std::fprintf(stderr, "  entry at %llx: QEMU %llx\n", hex(p.entries[i]), hex(q.words[i]));
    }

    // Writes went where they should, and nowhere else.
    bool compare_zone() const {
        for (std::uint64_t pa = qemu::zone; pa < qemu::zone_end; pa += 8)
            if (machine_.ram.read({pa}, 8) != ram_.read(pa)) return fail("memory differs in the end");
        return true;
    }

    const Options& options_;
    Mode mode_;
    std::string folder_;
    GuestRam ram_;
    hw::Hardware machine_;
    std::vector<Case> cases_;
    std::vector<std::uint64_t> results_;  // address of each case's
    std::map<std::string, unsigned> seen_;
    std::uint64_t compared_ = 0;
};

Options parse(int argc, char** argv) {
    Options options;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (!std::strcmp(argv[i], "--seed")) options.seed = std::strtoull(argv[i + 1], nullptr, 0);
        if (!std::strcmp(argv[i], "--cases")) options.cases = static_cast<unsigned>(std::atoi(argv[i + 1]));
        if (!std::strcmp(argv[i], "--probes")) options.probes = static_cast<unsigned>(std::atoi(argv[i + 1]));
        if (!std::strcmp(argv[i], "--source")) options.source = argv[i + 1];
    }
    return options;
}

bool play_all(const Options& options, const std::string& folder) {
    const std::string guest = "'" + folder + "/guest";
    if (!run("as --64 -o " + guest + ".o' '" + options.source + "' && ld -m elf_x86_64 -Ttext=0xffffff8000100000 --oformat binary -e start -o " +
             guest + ".bin' " + guest + ".o'")) {
        std::fprintf(stderr, "the guest cannot be assembled\n");
        return false;
    }
    base::Rng rng{options.seed};
    std::map<std::string, unsigned> seen;
    std::uint64_t compared = 0;
    for (const Mode& mode : modes) {
        Round round(options, mode, folder);
        if (!round.play(rng)) {
            std::fprintf(stderr, "%s, --seed %llu\n", mode.name, static_cast<unsigned long long>(options.seed));
            return false;
        }
        std::printf("%8llu probes, %s\n", static_cast<unsigned long long>(round.compared()), mode.name);
        compared += round.compared();
        for (const auto& [kind, count] : round.seen()) seen[kind] += count;
    }
    for (const auto& [kind, count] : seen) std::printf("%8u %s\n", count, kind.c_str());
    std::printf("%llu probes, no difference, seed %llu\n", static_cast<unsigned long long>(compared), static_cast<unsigned long long>(options.seed));
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    const Options options = parse(argc, argv);
    if (!run("command -v qemu-system-x86_64 > /dev/null")) {
        std::printf("skipped: qemu-system-x86_64 is not installed\n");
        return 77;
    }
    char folder[] = "/tmp/pagewalk-qemu-XXXXXX";
    if (!mkdtemp(folder)) return 1;
    const bool good = play_all(options, folder);
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    return good ? 0 : 1;
}
