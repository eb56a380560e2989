// What differs between two machines.
#include "core/script/changes.h"
#include "core/script/timeline.h"

#include "tests/core/formats.h"
#include "tests/core/support.h"

using script::Changes;
using script::changes_between;
using sim::Machine;
using test::run;

namespace {

const script::ValueChange* value_change(const Changes& changes, const std::string& name) {
    for (const script::ValueChange& change : changes.values)
        if (change.name == name) return &change;
    return nullptr;
}

}  // namespace

TEST_CASE("changes: a machine does not differ from its copy") {
    const Machine m = test::machine_of("process A\nmap 0x400000 64K rw now\ntouch 0x400000 64K");
    CHECK(changes_between(m, Machine(m)).none());
}

TEST_CASE("changes: a first write shows in entry, frame, TLB and counters") {
    Machine m = test::machine_of("process A\nmap 0x400000 8K rw\nwrite 0x401000");
    const Machine before = m;
    run(m, "write 0x400000");
    const Changes changes = changes_between(before, m);
    REQUIRE(changes.entry_count == 1);  // the upper ones were used before
    const script::EntryChange& entry = changes.entries[0];
    CHECK(entry.at.value == test::value(m, "entry_at(0x400000, pt)"));
    CHECK(entry.level == 1);
    CHECK(entry.index == 0);
    CHECK(entry.process == 0);
    CHECK(entry.before == 0);
    CHECK(entry.after == test::value(m, "entry(0x400000, pt)"));
    REQUIRE(changes.frame_count == 1);
    CHECK(changes.frames[0].pfn.value == test::value(m, "pfn(0x400000)"));
    CHECK(changes.frames[0].before.use == os::FrameUse::free);
    CHECK(changes.frames[0].after.use == os::FrameUse::anonymous);
    REQUIRE(changes.tlb_count == 1);
    CHECK_FALSE(changes.tlb[0].gone);
    CHECK(changes.tlb[0].entry.vpn.value == 0x400);
    REQUIRE(value_change(changes, "A.minor"));
    CHECK(value_change(changes, "A.minor")->before + 1 == value_change(changes, "A.minor")->after);
    CHECK(value_change(changes, "A.resident"));
    CHECK_FALSE(value_change(changes, "A.major"));
    // And the other way round.
    const Changes back = changes_between(m, before);
    CHECK(back.entries[0].after == 0);
    CHECK(back.tlb[0].gone);
}

TEST_CASE("changes: names, processes, words that are no entries, another machine") {
    Machine m = test::machine_of("process A\nlet x = 4");
    const Machine before = m;
    run(m, "let x = 5");
    run(m, "let y = 6");
    run(m, "process B");
    run(m, "poke 0x800 7");
    const Changes changes = changes_between(before, m);
    CHECK(value_change(changes, "x")->before == 4);
    CHECK_FALSE(value_change(changes, "x")->new_name);
    CHECK(value_change(changes, "y")->new_name);
    CHECK(value_change(changes, "B.tables"));
    bool poked = false;
    for (const auto& entry : changes.entries) poked = poked || (entry.at.value == 0x800 && entry.level == 0 && entry.after == 7);
    CHECK(poked);
    run(m, "machine classroom");
    CHECK(changes_between(before, m).other_format);
}

TEST_CASE("changes: the first of many are kept, all are counted") {
    Machine m = test::machine_of("process A\nmap 0x400000 4M rw");
    const Machine before = m;
    run(m, "touch 0x400000 4M write");
    const Changes changes = changes_between(before, m);
    CHECK(changes.entries.size() == Changes::most);
    CHECK(changes.entry_count >= 1024);
    CHECK(changes.frame_count >= 1024);
    CHECK(changes.frames.size() == Changes::most);
}

TEST_CASE("changes: entries of every width are found where they are") {
    for (const char* name : {"i386", "classroom", "hotel", "sv39", "arm64-16k-47"}) {
        INFO(name);
        Machine m = test::machine_of(std::string("machine ") + name + "\nprocess A\nlet va = page_size * 3\nmap va page_size rw now");
        const Machine before = m;
        run(m, "bit va pt 1 " + std::string(test::value(m, "(entry(va, pt) >> 1) & 1") ? "off" : "on"));
        const Changes changes = changes_between(before, m);
        REQUIRE(changes.entry_count == 1);
        CHECK(changes.entries[0].level == 1);
        CHECK(changes.entries[0].index == 3);
        CHECK((changes.entries[0].before ^ changes.entries[0].after) == 2);
    }
}

TEST_CASE("timeline: kinds of a stretch, the last event of a kind, and editions") {
    script::Timeline t;
    const std::uint64_t fresh = t.edition();
    REQUIRE(t.run_all("process A\nmap A 0x400000 64K rw\nrepeat 900 as i read A 0x400000 + i % 16 * 4K\nwrite A 0x400000"));
    CHECK(t.edition() != fresh);
    const auto plain_kinds = [&](std::uint64_t first, std::uint64_t end) {
        base::KindSet set;
        for (std::uint64_t i = first; i < end; ++i) set.set(base::index_of(t.kind(i)));
        return set;
    };
    base::Rng rng{5};
    for (int i = 0; i < 200; ++i) {
        const std::uint64_t a = rng.below(t.size() + 1), b = rng.below(t.size() + 1);
        REQUIRE(t.kinds(std::min(a, b), std::max(a, b)) == plain_kinds(std::min(a, b), std::max(a, b)));
        const base::KindSet one = base::KindSet{}.set(rng.below(base::event_kind_count));
        std::optional<std::uint64_t> last;
        for (std::uint64_t n = 0; n < a; ++n)
            if (one.test(base::index_of(t.kind(n)))) last = n;
        REQUIRE(t.last_of(one, a) == last);
    }
    // Looking elsewhere is no change; a command in the past is, and the sets follow the shorter history.
    const std::uint64_t edition = t.edition();
    t.seek(300);
    CHECK(t.edition() == edition);
    const script::Timeline copy = t;
    CHECK(copy.edition() == edition);
    REQUIRE(t.run("let x = 1"));
    CHECK(t.edition() != edition);
    CHECK(t.size() < copy.size());
    CHECK(t.kinds(0, t.size()) == plain_kinds(0, t.size()));
}

TEST_CASE("timeline: the machine at any moment is the one that seek shows") {
    script::Timeline t;
    REQUIRE(t.run_all("process A\nmap A 0x400000 64K rw\nrepeat 5 as i write A 0x400000 + i * 4K\nread A 0x400000"));
    for (std::uint64_t position = 0; position <= t.size() + 1; ++position) {
        const Machine then = t.machine_at(position);
        t.seek(position);
        REQUIRE(t.machine() == then);
    }
}
