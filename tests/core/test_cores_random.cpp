// Random commands over threads, cores and memory: the books stay straight, no sound kernel lets an access
// go astray, and time can be travelled.
#include <array>

#include "core/base/rng.h"
#include "core/script/timeline.h"
#include "tests/core/audit.h"
#include "tests/core/formats.h"
#include "tests/core/support.h"

using sim::Machine;
using test::audit;

namespace {

struct Draw {
    base::Rng rng;
    std::uint64_t page;
    std::uint64_t pages;
    const Machine* machine = nullptr;  // whose threads are named, most of the time

    std::uint64_t below(std::uint64_t n) { return rng.below(n); }
    std::string core() { return std::to_string(below(3)); }
    std::string thread() {
        const auto& threads = machine->kernel.threads;
        if (!threads.empty() && below(8) > 0) {
            const os::Thread& t = threads[below(threads.size())];
            return machine->kernel.processes[t.process].name + (t.number ? "." + std::to_string(t.number) : "") + (below(4) ? "" : "@" + core());
        }
        const std::string name = std::array{"A", "A", "B", "C"}[below(4)];
        return name + (below(2) ? "." + std::to_string(1 + below(3)) : "") + (below(3) ? "" : "@" + core());
    }
    std::string range() { return " " + base::hex(below(pages) * page) + " " + std::to_string((1 + below(12)) * page); }
    std::string permissions() { return std::array{" r", " rw", " rw", " rwx", " none"}[below(5)]; }

    std::string core_line() {
        switch (below(12)) {
            case 0: return "thread " + std::string(1, "ABC"[below(3)]) + "." + std::to_string(1 + below(3)) + (below(2) ? " " + core() : "");
            case 1: return below(4) ? "switch " + thread() : "pin " + thread();
            case 2: return "idle " + core();
            case 3: return below(2) ? "flush " + thread() : "invlpg " + thread() + " " + base::hex(below(pages) * page);
            case 4: return std::string("set tags ") + std::array{"off", "1", "2", "6", "unlimited"}[below(5)];
            case 5: return std::string("set shootdown ") + std::array{"ipi", "invlpgb", "tlbi", "auto"}[below(4)];
            case 6: case 7: return "unmap " + thread() + range() + std::array{" stop=clear", " stop=send", " stop=ack"}[below(3)];
            default: return machine->kernel.shootdown.stopped.empty() ? "switch " + thread() : std::string("continue") + std::array{"", " A", " to=send", " to=ack", ""}[below(5)];
        }
    }
    std::string memory_line() {
        switch (below(13)) {
            case 0: return "process " + std::string(1, "ABC"[below(3)]);
            case 1: return "fork " + thread() + " " + std::string(1, "ABC"[below(3)]);
            case 2: return below(3) ? "reclaim " + std::to_string(1 + below(6)) : (below(3) ? "exit " : "exec ") + thread();
            case 3: case 4: case 5: return "map " + thread() + range() + permissions() + (below(2) ? " now" : "");
            case 11: return "map " + thread() + range() + permissions() + " file=data" + (below(2) ? " shared" : "");
            case 6: return "unmap " + thread() + range();
            case 7: return "protect " + thread() + range() + permissions();
            case 8: return "advise " + thread() + range() + " " + std::array{"dontneed", "populate", "hugepage", "nohugepage"}[below(4)];
            case 9: return below(4) ? "swap " + std::to_string(12 * page) : "swapoff";
            case 10: return below(3) ? "sync" : "dropcaches";
            default: return "touch " + thread() + range() + (below(2) ? " write" : "");
        }
    }
    std::string line(const Machine& now) {
        machine = &now;
        // Else most addresses are soon unmapped, and nothing is left to go wrong.
        const std::string low = " 0 " + std::to_string(12 * page);
        if (below(12) == 0) return below(2) ? "run " + std::to_string(1 + below(9)) + "us" : "workload " + thread() + " loop" + low + " write=50";
        if (below(6) == 0) return below(3) ? "touch " + thread() + low + " write" : "map " + thread() + low + " rw";
        switch (below(4)) {
            case 0: return core_line();
            case 1: return memory_line();
            default: return std::array{"read ", "write ", "write ", "fetch "}[below(4)] + thread() + " " + base::hex(below(pages) * page + below(page));
        }
    }
};

std::optional<Machine> small_machine(const hw::PagingFormat& f, const hw::Preset& preset) {
    std::uint64_t tables = 0;
    for (unsigned level = 1; level <= f.level_count; ++level) tables += f.table_frames(level);
    sim::MachineConfig config{.format = f, .preset = preset, .cores = 3};
    config.ram_bytes = std::min(std::uint64_t{1} << f.phys_bits, (4 * tables + 24) * f.page_bytes());
    auto made = sim::make_machine(config);
    return made ? std::optional(*made) : std::nullopt;
}

}  // namespace

TEST_CASE("cores: random commands keep every book and every TLB straight, and a history replayed gives an equal machine") {
    std::uint64_t seed = 300, shootdowns = 0, stops = 0, late = 0, recycled = 0, threads = 0;
    for (const hw::PagingFormat& f : test::all_formats(3, 5)) {
        ++seed;
        auto made = small_machine(f, hw::presets()[seed % hw::presets().size()]);
        if (!made) continue;
        Machine m = *made;
        sim::NullObserver nobody;
        std::vector<std::string> history{"file data " + std::to_string(9 * f.page_bytes()), "process A"};
        for (const std::string& line : history) static_cast<void>(script::execute(m, line, nobody));
        Draw draw{{seed}, f.page_bytes(), static_cast<std::uint64_t>(std::min<base::u128>(f.user_end() / f.page_bytes(), 48))};
        for (int i = 0; i < 150; ++i) {
            const std::string line = draw.line(m);
            const Machine before = m;
            const auto result = script::execute(m, line, nobody);
            INFO("seed " << seed << " " << f.name << " step " << i << ": " << line << (result ? "" : " -> " + base::to_text(result.error())));
            if (!result) {
                REQUIRE(m == before);
                continue;
            }
            history.push_back(line);
            REQUIRE(audit(m) == "");
            // A kernel that shoots down: what a stale translation reaches is never anyone else's.
            if (m.last.any) REQUIRE((m.last.reach == os::StaleReach::none || m.last.reach == os::StaleReach::held));
        }
        shootdowns += m.kernel.shootdown.shootdowns;
        late += m.kernel.shootdown.late_flushes;
        recycled += m.kernel.tags.recycled;
        stops += m.count(base::EventKind::shootdown_stopped);
        threads += m.count(base::EventKind::thread_created);
        Machine again = *made;
        for (const std::string& line : history) static_cast<void>(script::execute(again, line, nobody));
        CHECK(again == m);
    }
    // Else the draw tried nothing.
    CAPTURE(shootdowns, stops, late, recycled, threads);
    CHECK(shootdowns > 50);
    CHECK(stops > 20);
    CHECK(late > 10);
    CHECK(recycled > 10);
    CHECK(threads > 20);
}

TEST_CASE("cores: a kernel that does not shoot down keeps its own books straight, and accesses do go astray") {
    std::uint64_t stray = 0, done = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        Machine m = *small_machine(*hw::find_format("x86-64"), hw::presets()[seed % 2 ? 0 : 3]);
        sim::NullObserver nobody;
        for (const char* line : {"file data 36K", "process A", "set shootdown off", "map A 0 96K rw", "thread A.1 1", "thread A.2 2", "touch A.1 0 32K write", "touch A.2 0 32K"})
            test::run(m, line);
        Draw draw{{seed}, 4096, 24};
        for (int i = 0; i < 150; ++i) {
            const std::string line = draw.line(m);
            if (line.find("set shootdown") == 0 || line.find("ex") == 0) continue;  // exit and exec end all threads
            const Machine before = m;
            const auto result = script::execute(m, line, nobody);
            INFO("seed " << seed << " step " << i << ": " << line);
            if (!result) REQUIRE(m == before);
            done += result.ok();
            REQUIRE(audit(m, false) == "");
        }
        stray += m.count(base::EventKind::stale_access);
    }
    CAPTURE(stray, done);
    CHECK(stray > 20);
}

TEST_CASE("cores: over a history of threads and shootdowns every position shows the machine as it was") {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        const Machine start = *small_machine(*hw::find_format(seed % 2 ? "x86-64" : "arm64-4k-48"), hw::presets()[0]);
        script::Timeline timeline(start);
        class Capture final : public sim::Observer {
        public:
            void on_event(const Machine& machine, const base::Event&) override { machines.push_back(machine); }
            std::vector<Machine> machines;
        };
        std::vector<Machine> at{start};
        Machine m = start;
        Draw draw{{seed + 40}, 4096, 24};
        std::vector<std::string> lines{"file data 36K", "process A", "map A 0 128K rw", "thread A.1 1", "thread A.2 2", "touch A.1 0 64K write", "touch A.2 0 64K"};
        if (seed % 3 == 0) lines.insert(lines.begin(), "set shootdown off");
        for (int i = 0; i < 40; ++i) lines.push_back("");
        for (std::string& line : lines) {
            if (line.empty()) line = draw.line(m);
            Capture capture;
            const bool ok = script::execute(m, line, capture).ok();
            INFO("seed " << seed << " " << line);
            REQUIRE(timeline.run(line).ok() == ok);
            REQUIRE(timeline.machine() == m);
            if (!ok) continue;
            at.insert(at.end(), capture.machines.begin(), capture.machines.end());
            at.back() = m;
            REQUIRE(timeline.size() + 1 == at.size());
        }
        for (std::uint64_t n = timeline.size(); n > 0; --n) {
            timeline.back();
            REQUIRE(timeline.machine() == at[n - 1]);
        }
        base::Rng rng{seed};
        for (int i = 0; i < 100; ++i) {
            const std::uint64_t n = rng.below(timeline.size() + 1);
            timeline.seek(n);
            REQUIRE(timeline.machine() == at[n]);
        }
        // A new command in the past completes the present one; the lines, replayed, give the same.
        timeline.seek(timeline.size() / 2 + rng.below(timeline.size() / 2));
        script::Timeline fresh(start);
        for (const std::string& line : timeline.lines()) REQUIRE(fresh.run(line));
        REQUIRE(timeline.run("let mark = 1"));
        REQUIRE(fresh.run("let mark = 1"));
        CHECK(fresh.machine() == timeline.machine());
        REQUIRE(fresh.size() == timeline.size());
        for (std::uint64_t i = 0; i < fresh.size(); ++i) REQUIRE(fresh.event(i) == timeline.event(i));
    }
}
