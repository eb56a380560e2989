// What must hold whatever is done: the books agree with the tables, nothing of RAM is lost, time can be gone
// back in, and a history makes the same machine again.
#include <sstream>

#include "core/script/timeline.h"
#include "tests/core/audit.h"
#include "tests/core/formats.h"
#include "tests/core/support.h"
#include "tests/fuzz/random_commands.h"

using sim::Machine;

namespace {

// Machines small enough that memory runs out, with two cores and a TLB.
std::vector<Machine> small_machines() {
    std::vector<Machine> machines;
    for (const hw::PagingFormat& f : test::all_formats(6, 50 + test::fuzz_seed())) {
        std::uint64_t tables = 0;
        for (unsigned level = 1; level <= f.level_count; ++level) tables += f.table_frames(level);
        sim::MachineConfig config{.format = f, .preset = hw::presets()[0]};
        config.ram_bytes = std::min(std::uint64_t{1} << f.phys_bits, (3 * tables + 24) * f.page_bytes());
        config.tlb = hw::TlbConfig{8, 4};
        config.cores = 2;
        if (auto made = sim::make_machine(config)) machines.push_back(*made);
    }
    for (const char* name : {"x86-64", "arm64-4k-48", "sv39", "pae"}) {  // with room for large pages
        sim::MachineConfig config{.format = *hw::find_format(name), .preset = hw::presets()[0], .ram_bytes = 12 << 20};
        machines.push_back(*sim::make_machine(config));
    }
    return machines;
}

// Every frame has one use, and the uses add up to RAM.
void check_conserved(const Machine& m) {
    const os::Frames& frames = m.kernel.frames;
    std::uint64_t sum = 0;
    for (std::size_t use = 0; use < os::frame_use_count; ++use) sum += frames.used(static_cast<os::FrameUse>(use));
    REQUIRE(sum == frames.total());
    REQUIRE(frames.total() << m.hw.format.page_bits == m.hw.ram.bytes());
}

}  // namespace

TEST_CASE("property: whatever is commanded, no frame is lost or owned twice, and every entry is accounted for", "[fuzz]") {
    std::uint64_t seed = test::fuzz_seed() + 100;
    sim::NullObserver nobody;
    std::uint64_t done = 0;
    for (const Machine& start : small_machines()) {
        base::Rng rng{++seed};
        Machine m = start;
        std::vector<std::string> history{"process A", "file data " + std::to_string(9 * m.hw.format.page_bytes())};
        for (const std::string& line : history) REQUIRE(script::execute(m, line, nobody));
        for (int i = 0; i < 200; ++i) {
            const std::string line = test::random_command(rng, m.hw.format);
            const Machine before = m;
            const auto result = script::execute(m, line, nobody);
            INFO(m.hw.format.name << ", seed " << seed << ", step " << i << ": " << line << (result ? "" : " -> " + base::to_text(result.error())));
            if (!result) REQUIRE(m == before);
            else history.push_back(line), ++done;
            REQUIRE(test::audit(m) == "");
            check_conserved(m);
        }
        // The same lines on the same start make the same machine.
        Machine again = start;
        for (const std::string& line : history) REQUIRE(script::execute(again, line, nobody));
        REQUIRE(again == m);
        // Everything ends: what is left are pages of files.
        for (const char* verb : {"continue ", "exit "})
            for (const char* who : {"A", "B", "C"}) static_cast<void>(script::execute(m, verb + std::string(who), nobody));
        INFO(m.hw.format.name << ", seed " << seed);
        REQUIRE(test::audit(m) == "");
        REQUIRE(m.kernel.frames.used(os::FrameUse::table) == m.kernel.space.tables);  // the kernel's half stays
        REQUIRE(m.kernel.frames.used(os::FrameUse::anonymous) == 0);
    }
    CHECK(done > 2000);
}

namespace {

class Capture final : public sim::Observer {
public:
    void on_event(const Machine& machine, const base::Event&) override { machines.push_back(machine); }
    std::vector<Machine> machines;
};

}  // namespace

TEST_CASE("property: having gone back equals never having gone forward", "[fuzz]") {
    std::uint64_t seed = test::fuzz_seed() + 500;
    for (const char* setup : {"machine x86-64 ram=1280K cores=2", "machine i386 ram=1M", "machine sv39 ram=1200K", "machine classroom", "machine arm64-16k-47 ram=4M tlb=8x2",
                              "machine hotel", "machine x86-64 ram=16M"}) {
        base::Rng rng{++seed};
        script::Timeline timeline;
        REQUIRE(timeline.run(setup));
        const hw::PagingFormat format = timeline.machine().hw.format;
        REQUIRE(timeline.run("process A"));
        REQUIRE(timeline.run("file data " + std::to_string(9 * format.page_bytes())));
        // The machine after each event, recorded while it happens.
        Machine machine = timeline.machine();
        const std::uint64_t first = timeline.size();
        std::vector<Machine> at{machine};
        for (int i = 0; i < 60; ++i) {
            const std::string line = test::random_command(rng, format);
            Capture capture;
            const bool ok = script::execute(machine, line, capture).ok();
            INFO(setup << ", seed " << seed << ": " << line);
            REQUIRE(timeline.run(line).ok() == ok);
            REQUIRE(timeline.machine() == machine);
            if (!ok || capture.machines.empty()) continue;
            if (timeline.size() == first + at.size() - 1) continue;  // it changed nothing
            at.insert(at.end(), capture.machines.begin(), capture.machines.end());
            at.back() = machine;
            REQUIRE(timeline.size() + 1 == first + at.size());
        }
        for (int i = 0; i < 60; ++i) {
            const std::uint64_t n = rng.below(at.size());
            timeline.seek(first + n);
            INFO(setup << ", seed " << seed << ", event " << first + n);
            REQUIRE(timeline.machine() == at[n]);
        }
        // A new command given in the past: the same as on a timeline that never went on.
        timeline.seek(first + rng.below(at.size()));
        script::Timeline fresh;
        for (const std::string& line : timeline.lines()) REQUIRE(fresh.run(line));
        REQUIRE(timeline.run("let mark = 1"));
        REQUIRE(fresh.run("let mark = 1"));
        REQUIRE(timeline.machine() == fresh.machine());
        REQUIRE(timeline.lines() == fresh.lines());
    }
}
