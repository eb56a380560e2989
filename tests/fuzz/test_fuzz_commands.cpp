// Lines nobody meant: a machine answers each with an error that points into the line, or does it.
#include "tests/core/formats.h"
#include "tests/core/support.h"
#include "tests/fuzz/random_commands.h"

using sim::Machine;

namespace {

// Ends a loop after some rounds: a million accesses say nothing that sixty do not.
class FewRounds final : public script::RoundObserver {
public:
    bool on_round(const Machine&, const script::Checkpoint& place) override { return place.rounds < 60; }
};

base::Result<script::CommandResult> execute(Machine& m, const std::string& line) {
    sim::NullObserver nobody;
    FewRounds rounds;
    return script::execute(m, line, nobody, rounds);
}

// Does the line; where it fails the machine is as it was and the error has its place. True when it was done.
bool try_line(Machine& m, const std::string& line) {
    const Machine before = m;
    const auto result = execute(m, line);
    if (result) {
        if (!result->changes) REQUIRE(m == before);
        return true;
    }
    REQUIRE(m == before);
    REQUIRE_FALSE(result.error().message.empty());
    REQUIRE(result.error().column >= 1);
    REQUIRE(result.error().column <= static_cast<int>(line.size()) + 1);
    return false;
}

std::vector<std::string> verb_names() {
    std::vector<std::string> names;
    for (const script::VerbHelp& verb : script::verb_help()) names.emplace_back(verb.name);
    return names;
}

std::vector<std::string> all_words() {
    std::vector<std::string> words{
        "A", "B", "A@1", "B@0", "A.1", "A.1@1", "Q", "0", "1", "2", "7", "4K", "64K", "2M", "1G", "1T", "0x400000", "0x40000000", "0x7fff_ffff_f000",
        "0x800000000000", "~0", "1<<64", "1<<127", "-1", "0xffffffffffffffff", "18446744073709551616", "99999999999999999999999999999999999999999",
        "rw", "r", "rwx", "none", "now", "huge", "huge=2M", "huge=1G", "huge=0", "huge=~0", "stack", "limit=0", "limit=~0", "limit=16K", "shared", "private",
        "file=data", "file=data@4K", "file=data@~0", "file=x", "name=x", "name=", "stride=0", "stride=1", "stride=~0", "super", "write", "program", "populate",
        "dontneed", "hugepage", "=", "x", "va", "as", "hex", "i", "present", "nx", "off", "on", "local", "global", "nopie", "x86-64", "classroom", "hotel", "sv39",
        "arm64-64k-52", "ram=64K", "ram=0", "ram=1", "ram=4T", "ram=~0", "ram=16E", "tlb=4x2", "tlb=64x0", "tlb=0x0", "tlb=1000000x1000000", "tlb=off",
        "tlb=8-plru", "cores=0", "cores=2", "cores=64", "cores=65", "preset=zen4", "preset=", "last.kind", "A.minor", "A.rss", "tlb.hits", "frames.free",
        "probe(read,A,0).kind", "pick(1..9)", "base(A,stack)", "stack_pointer", "aslr_bits(heap)", "tries_fixed(200)", "translate(A,0)", "entry(0x400000,1)",
        "index(0,9)", "count(page_fault)", "delta(time)", "(", ")", "+", "..", "0..4K", "@", "#", "\xff\xfe", "'", "\t", "va=15", "levels=5,5", "offset=5", "pte=1B",
        "valid=7", "frame=6:0", "lru", "clock", "opt", "two-list", "tau=5", "tau=~0", "seed=x", "64x4+1024x8", "dead", "root"};
    for (const std::string& verb : verb_names()) words.push_back(verb);
    for (const char* setting : {"tlb", "preset", "names", "policy", "reclaim", "watermarks", "oom", "wp", "aslr"}) words.push_back(setting);
    return words;
}

const char* const setups[] = {"machine x86-64 ram=1280K cores=2\nprocess A\nmap 0x400000 64K rw\nfile data 64K\nlet va = 0x400000",
                              "machine classroom\nprocess A\nmap 0 64 rw now",
                              "machine x86-64 ram=8M tlb=4x2\nprocess A\nexec A program\nfork A B\nfile data 9K\nswap 64K",
                              "machine arm64-4k-48 ram=2M\nprocess A\nmap 0x400000 1M rw huge",
                              "machine hotel\nprocess A\nmap A 0 100 rw\nswap 20"};

}  // namespace

TEST_CASE("fuzz: words in any order and valid lines with one thing changed", "[fuzz]") {
    const std::vector<std::string> words = all_words(), verbs = verb_names();
    std::uint64_t seed = test::fuzz_seed() + 1000;
    unsigned done = 0;
    for (const char* setup : setups) {
        base::Rng rng{++seed};
        const Machine start = test::machine_of(setup);
        Machine m = start;
        for (int i = 0; i < 3000; ++i) {
            if (i % 150 == 0) m = start;
            std::string line;
            if (rng.below(3) == 0) {
                line = verbs[rng.below(verbs.size())];
                for (std::uint64_t n = rng.below(7); n > 0; --n) line += " " + words[rng.below(words.size())];
            } else {
                line = test::random_command(rng, m.hw.format);
                for (std::uint64_t n = rng.below(3); n > 0; --n) line = test::mutated(rng, line, words);
            }
            INFO("seed " << seed << ", line " << i << ": " << line);
            done += try_line(m, line);
        }
    }
    CHECK(done > 1500);  // else the lines are too foolish to try anything
    CHECK(done < 13500);
}

TEST_CASE("fuzz: tables that a hand wrote, pointing anywhere, break neither the machine nor the kernel", "[fuzz]") {
    std::uint64_t seed = test::fuzz_seed() + 2000;
    unsigned done = 0;
    for (const char* name : {"x86-64", "x86-64-la57", "i386", "pae", "arm64-4k-48", "arm64-64k-52", "sv32", "sv39", "sv48+svnapot", "classroom", "hotel"}) {
        const hw::PagingFormat f = *hw::find_format(name);
        base::Rng rng{++seed};
        const std::string page = std::to_string(f.page_bytes());
        Machine m = test::machine_of("machine " + f.name + (f.level_count > 1 ? " tlb=8x2" : "") + "\nprocess A\nfile data " + page);
        try_line(m, "map A 0 " + std::to_string(3 * f.page_bytes()) + " rw now");
        try_line(m, "fork A B");
        for (int i = 0; i < 400; ++i) {
            std::string line = test::random_command(rng, f);
            if (rng.below(3) == 0) {
                // A word of some table: itself, another table, a frame of anyone, beyond RAM, or noise.
                std::vector<std::uint64_t> tables;
                for (std::uint64_t pfn = 0; pfn < std::min<std::uint64_t>(m.kernel.frames.total(), 4096); ++pfn)
                    if (m.kernel.frames.info({pfn}).use == os::FrameUse::table) tables.push_back(pfn);
                if (tables.empty()) tables.push_back(0);
                const std::uint64_t table = tables[rng.below(tables.size())], target = tables[rng.below(tables.size())];
                const std::uint64_t words = std::max<std::uint64_t>(1, f.page_bytes() / f.entry.bytes);
                hw::Entry entry{.present = true, .leaf = rng.below(3) == 0, .pfn = {target}};
                if (rng.below(4) == 0) entry.pfn.value = rng.below(m.kernel.frames.total());
                if (rng.below(6) == 0) entry.pfn.value = base::low_mask(std::min(f.phys_bits - f.page_bits, f.entry.frame_hi - f.entry.frame_lo + 1));
                std::uint64_t word = rng.below(5) == 0 ? rng.next() & base::low_mask(8 * f.entry.bytes) : hw::encode(f, 1 + static_cast<unsigned>(rng.below(f.level_count)), entry);
                if (rng.below(8) == 0) word = 0;
                const std::uint64_t at = (table << f.page_bits) + (rng.below(3) ? rng.below(std::min<std::uint64_t>(words, 12)) : rng.below(words)) * f.entry.bytes;
                line = "poke " + base::hex(at) + " " + base::hex(word);
            }
            INFO(name << ", seed " << seed << ", line " << i << ": " << line);
            done += try_line(m, line);
        }
    }
    CHECK(done > 2000);
}

TEST_CASE("fuzz: descriptions of formats", "[fuzz]") {
    const std::vector<std::string> words{"va=64", "va=0", "va=1", "levels=", "levels=0", "levels=64", "levels=1,1,1,1,1,1,1", "levels=6,6,6,6,6,6", "offset=0", "offset=63", "offset=64",
                                         "pte=0B", "pte=3B", "pte=8B", "pte=16B", "valid=0", "valid=63", "valid=64", "valid=-1", "frame=0:0", "frame=63:0", "frame=0:6", "frame=64:1",
                                         "write=7", "user=7", "nx=63", "accessed=5", "dirty=6", "x=1", "=", "va=", ",", "levels=5,,5", "va=99999999999999999999"};
    std::uint64_t seed = test::fuzz_seed() + 3000;
    unsigned good = 0;
    for (int i = 0; i < 4000; ++i) {
        base::Rng rng{++seed};
        std::string text = test::random_toy_line(rng);
        for (std::uint64_t n = rng.below(4); n > 0; --n) text = test::mutated(rng, text, words);
        INFO("seed " << seed << ": " << text);
        const auto format = hw::find_format(text);
        if (!format) {
            REQUIRE_FALSE(format.error().message.empty());
            REQUIRE(format.error().column >= 0);
            REQUIRE(format.error().column <= static_cast<int>(text.size()) + 1);
            continue;
        }
        // What is accepted can be used.
        Machine m = sim::default_machine();
        if (text.find_first_of("#\r\n\v\f") != std::string::npos || !execute(m, "machine " + text)) continue;
        ++good;
        for (const char* line : {"process A", "map A 0 1 rw", "write A 0"}) try_line(m, line);
        for (int k = 0; k < 12; ++k) try_line(m, test::random_command(rng, m.hw.format));
    }
    CHECK(good > 300);
}
