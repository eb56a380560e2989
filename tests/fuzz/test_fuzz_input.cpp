// Bytes nobody meant, through the readers of traces, lessons and images of RAM.
#include "core/hw/mmu.h"
#include "core/sim/trace_reader.h"
#include "lessons/engine/lesson.h"
#include "tests/core/formats.h"
#include "tests/core/support.h"
#include "tests/fuzz/random_commands.h"
#include "tests/lessons/lesson_text.h"

using sim::TraceFormat;

namespace {

std::string random_bytes(base::Rng& rng, std::uint64_t most) {
    std::string bytes;
    for (std::uint64_t n = rng.below(most); n > 0; --n) bytes += static_cast<char>(rng.below(256));
    return bytes;
}

struct Read {
    std::vector<std::uint64_t> pages;
    base::Error error;
};

Read read_trace(TraceFormat format, std::string_view text, base::Rng* cuts) {
    sim::TraceReader reader(format, 12);
    Read out;
    const auto take = [&](const base::Status& status) {
        const auto pages = reader.batch().pages;
        if (status) out.pages.insert(out.pages.end(), pages.begin(), pages.end());
        else out.error = status.error();
        return status.ok();
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t piece = cuts ? 1 + cuts->below(9) : text.size();
        if (!take(reader.feed(text.substr(at, piece)))) return out;
        at += piece;
    }
    take(reader.finish());
    return out;
}

}  // namespace

TEST_CASE("fuzz: trace readers take any bytes, and however they are cut", "[fuzz]") {
    const std::string lackey = "==12== x\nI  0400d7d4,8\n L 1ffefffe70,8\n S 04222cac,4\n M 0421e5e0,8\n", din = "2 0\n0 1fff\n1 0x2000 4\r\nw 7fff5a8\n",
                      text = "0\n17\r\n0x1F\n  5 \n18446744073709551615\n";
    std::uint64_t seed = test::fuzz_seed() + 4000;
    for (int i = 0; i < 3000; ++i) {
        base::Rng rng{++seed};
        const auto format = static_cast<TraceFormat>(rng.below(5));
        std::string bytes = rng.below(3) == 0 ? random_bytes(rng, 60) : format == TraceFormat::lackey ? lackey : format == TraceFormat::din ? din : text;
        for (std::uint64_t n = rng.below(4); n > 0 && !bytes.empty(); --n) bytes[rng.below(bytes.size())] = rng.below(2) ? static_cast<char>(rng.below(256)) : "0 ,xLf\n"[rng.below(7)];
        INFO("seed " << seed << ", " << to_text(format));
        const Read whole = read_trace(format, bytes, nullptr), cut = read_trace(format, bytes, &rng);
        REQUIRE(whole.pages.size() <= bytes.size());
        REQUIRE(whole.error.message == cut.error.message);
        REQUIRE(whole.error.line == cut.error.line);
        REQUIRE(whole.error.column == cut.error.column);
        if (whole.error.message.empty()) REQUIRE(whole.pages == cut.pages);
        else if (format != TraceFormat::u32 && format != TraceFormat::u64) REQUIRE(whole.error.line >= 1);
    }
}

TEST_CASE("fuzz: any image of RAM, any root, any access", "[fuzz]") {
    std::uint64_t seed = test::fuzz_seed() + 5000;
    for (const hw::PagingFormat& f : test::all_formats(20, 60))
        for (int round = 0; round < 4; ++round) {
            base::Rng rng{++seed};
            hw::Hardware hw;
            hw.format = f;
            hw.costs = hw::presets()[0];
            hw.ram = hw::Ram(std::min(std::uint64_t{1} << f.phys_bits, std::uint64_t{1} << (round == 0 ? 6 : 13)) + 8 * rng.below(2));
            // Noise, or words that mostly point back into RAM.
            const std::uint64_t frames = std::max<std::uint64_t>(1, hw.ram.bytes() >> f.page_bits);
            for (std::uint64_t at = 0; at + f.entry.bytes <= hw.ram.bytes(); at += f.entry.bytes) {
                hw::Entry entry{.present = rng.below(8) != 0, .leaf = rng.below(4) == 0, .accessed = rng.below(2) == 0, .pfn = {rng.below(frames)}};
                const unsigned level = 1 + static_cast<unsigned>(rng.below(f.level_count));
                hw.ram.write({at}, f.entry.bytes, rng.below(4) == 0 ? rng.next() & base::low_mask(8 * f.entry.bytes) : hw::encode(f, level, entry));
            }
            hw.cores.resize(1);
            hw.cores[0].tlb = hw::Tlb(rng.below(2) ? hw::TlbConfig{0, 1} : hw::TlbConfig{8, 2});
            hw.cores[0].root = {rng.below(frames + 2) << f.page_bits};
            INFO(f.name << ", seed " << seed);
            for (int i = 0; i < 200; ++i) {
                const base::VirtAddr va{rng.below(3) ? rng.next() & base::low_mask(f.register_bits) : rng.below(1 << 16) & base::low_mask(f.register_bits)};
                const hw::Translation t = hw::access(hw, 0, {va, static_cast<hw::AccessType>(rng.below(3)), rng.below(2) == 0}, hw::RecordNothing{});
                REQUIRE(t.reads <= f.level_count);
                REQUIRE(t.level <= f.level_count);
                if (t.outcome == hw::Outcome::page_fault) REQUIRE(t.error_code < 32);
                if (t.outcome == hw::Outcome::ok) REQUIRE(t.pa.value >> f.phys_bits == 0);
                REQUIRE(hw::peek_walk(hw, hw.cores[0].root, va).size() <= f.level_count);
            }
        }
}

TEST_CASE("fuzz: lessons with lines lost, doubled and broken", "[fuzz]") {
    const std::string example = test::read_file("tests/lessons/example.md");
    REQUIRE_FALSE(example.empty());
    const std::vector<std::string> good = base::split(example, '\n');
    const std::vector<std::string> words{"```", "```run", "```predict x", "```check", "```why w", "```param n 0..9 = 3 -- n", "```lesson", "```nothing", "# T", "## S", "answer:", "answer: 1 as",
                                         "trap: 1 -- no [m]", "option: a if 1", "pick: entry", "order:", "ask:", "why:", "hint:", "`=1/0`", "`=", "[x](#", "[x](#term-)", "![", "\\", "id", "minutes -1",
                                         "needs", "wrong:", "right:", "test:", "|a|b|", "> q", "* l", "<b>", "&nbsp;", "\xff\xfe", std::string(3000, '(')};
    std::uint64_t seed = test::fuzz_seed() + 6000, broken = 0;
    for (int i = 0; i < 400; ++i) {
        base::Rng rng{++seed};
        std::vector<std::string> lines = good;
        for (std::uint64_t n = 1 + rng.below(4); n > 0; --n) {
            const auto at = lines.begin() + static_cast<std::ptrdiff_t>(rng.below(lines.size()));
            switch (rng.below(6)) {
                case 0: lines.erase(at); break;
                case 1: lines.insert(at, lines[rng.below(lines.size())]); break;
                case 2: *at = test::mutated(rng, *at, words); break;
                case 3: *at = words[rng.below(words.size())]; break;
                case 4: lines.insert(at, words[rng.below(words.size())]); break;
                default: lines.insert(at, random_bytes(rng, 60));
            }
        }
        if (rng.below(10) == 0) lines.resize(rng.below(lines.size() + 1));
        std::string text;
        for (const std::string& line : lines) text += line + "\n";
        INFO("seed " << seed);
        const auto errors = lessons::lesson_errors(text);
        REQUIRE(lessons::parse_lesson(text, "fuzz.md").ok() == errors.empty());
        const int count = static_cast<int>(std::count(text.begin(), text.end(), '\n'));
        for (const base::Error& error : errors) {
            REQUIRE_FALSE(error.message.empty());
            REQUIRE(error.line >= 1);
            REQUIRE(error.line <= count + 1);
        }
        broken += !errors.empty();
    }
    CHECK(broken > 100);
}
