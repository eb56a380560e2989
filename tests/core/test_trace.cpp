#include "core/sim/trace_reader.h"

#include "tests/core/support.h"

using sim::TraceFormat;
using sim::TraceReader;

namespace {

struct Read {
    std::vector<std::uint64_t> pages;
    std::vector<std::uint8_t> writes;
    base::Error error;  ///< no message: none
    std::uint64_t accesses = 0, bytes = 0;
};

// Reads the text in pieces of `piece` bytes.
Read read(TraceFormat format, std::string_view text, std::size_t piece = 1 << 20, unsigned page_bits = 12) {
    TraceReader reader(format, page_bits);
    Read out;
    const auto keep = [&](const base::Status& status) {
        if (!status) return out.error = status.error(), false;
        out.pages.insert(out.pages.end(), reader.batch().pages.begin(), reader.batch().pages.end());
        out.writes.insert(out.writes.end(), reader.batch().writes.begin(), reader.batch().writes.end());
        return true;
    };
    bool good = true;
    for (std::size_t at = 0; good && at < text.size(); at += piece) good = keep(reader.feed(text.substr(at, piece)));
    if (good) keep(reader.finish());
    out.accesses = reader.accesses();
    out.bytes = reader.bytes();
    return out;
}

using Pages = std::vector<std::uint64_t>;
using namespace std::string_literals;

}  // namespace

TEST_CASE("lackey's lines are read, valgrind's own words are passed over", "[trace]") {
    const std::string text = "==12== Lackey, an example Valgrind tool\nI  0400d7d4,8\n L 1ffefffe70,8\n S 04222cac,4\n M 0421e5e0,8\n--12-- x\n==12== done\n";
    for (const std::size_t piece : {1u, 2u, 7u, 1000u}) {
        CAPTURE(piece);
        const Read got = read(TraceFormat::lackey, text, piece);
        CHECK(got.error.message.empty());
        CHECK(got.pages == Pages{0x400d, 0x1ffefff, 0x4222, 0x421e});
        CHECK(got.writes == std::vector<std::uint8_t>{0, 0, 1, 1});
        CHECK(got.accesses == 4);
        CHECK(got.bytes == text.size());
    }
    CHECK(read(TraceFormat::lackey, text, 5, 21).pages == Pages{0x20, 0xfff7, 0x21, 0x21});
}

TEST_CASE("din lines are read, with letters for labels, comments and sizes too", "[trace]") {
    const Read got = read(TraceFormat::din, "2 0\n0 1fff\n1 0x2000 4\r\nw 7fff5a8\ni ffffffffffffffff\n4 0\n3 3000 note\n", 3);
    CHECK(got.error.message.empty());
    CHECK(got.pages == Pages{0, 1, 2, 0x7fff, 0xfffffffffffff, 3});
    CHECK(got.writes == std::vector<std::uint8_t>{0, 0, 1, 1, 0, 0});
}

TEST_CASE("text has a page number a line, up to 2^64 - 1; the last line feed may be missing", "[trace]") {
    const Read got = read(TraceFormat::text, "0\n17\r\n0x1F\n  5 \n18446744073709551615\n0xffffffffffffffff", 4);
    CHECK(got.error.message.empty());
    CHECK(got.pages == Pages{0, 17, 31, 5, ~std::uint64_t{0}, ~std::uint64_t{0}});
    CHECK(got.writes.empty());
    CHECK(read(TraceFormat::text, "1\n2\n\n\n").pages == Pages{1, 2});  // blank lines at the end mean nothing
    CHECK(read(TraceFormat::text, "").error.message.empty());
}

TEST_CASE("binary traces are little-endian, however they are cut", "[trace]") {
    const std::string bytes = "\x01\0\0\0\x02\x01\0\0\xff\xff\xff\xff\0\0\0\x80"s;
    for (const std::size_t piece : {1u, 3u, 5u, 8u, 100u}) {
        CAPTURE(piece);
        CHECK(read(TraceFormat::u32, bytes, piece).pages == Pages{1, 0x102, 0xffffffff, 0x80000000});
        CHECK(read(TraceFormat::u64, bytes, piece).pages == Pages{0x10200000001, 0x80000000ffffffff});
    }
}

TEST_CASE("a binary trace that ends inside of a number is an error that says where", "[trace]") {
    const Read got = read(TraceFormat::u32, "\x01\0\0\0\x02\x01"s, 3);
    CHECK(got.error.message == "the trace ends inside of a number, after byte 6");
    CHECK(read(TraceFormat::u64, std::string(12, '\0')).error.message == "the trace ends inside of a number, after byte 12");
}

TEST_CASE("a wrong line is an error with its line and column", "[trace]") {
    struct Case {
        TraceFormat format;
        std::string text;
        int line, column;
        std::string message;
    };
    const std::vector<Case> cases{
        {TraceFormat::text, "1\n2\nthree\n4\n", 3, 1, "this is no page number: 'three'"},
        {TraceFormat::text, "1\n2 3\n", 2, 2, "this is no page number: '2 3'"},
        {TraceFormat::text, "-1\n", 1, 1, "this is no page number: '-1'"},
        {TraceFormat::text, "1\n18446744073709551616\n", 2, 1, "the page number is above 2^64: '18446744073709551616'"},
        {TraceFormat::text, "1\n\n3\n", 2, 0, "the line is empty"},
        {TraceFormat::text, "1\n\x01\xff garbage\n", 2, 1, "this is no page number: '?? garbage'"},
        {TraceFormat::din, "0 10\n7 10\n", 2, 1, "this is no access: '7 10'"},
        {TraceFormat::din, "0 10\n1 1g\n", 2, 3, "here should be an address in hexadecimal: '1 1g'"},
        {TraceFormat::din, "0 10000000000000000\n", 1, 3, "the address is above 2^64: '0 10000000000000000'"},
        {TraceFormat::din, "0", 1, 2, "here should be an address in hexadecimal: '0'"},
        {TraceFormat::lackey, " L 10,4\n X 10,4\n", 2, 2, "this is no access: ' X 10,4'"},
        {TraceFormat::lackey, " L zz,4\n", 1, 4, "here should be an address in hexadecimal: ' L zz,4'"},
        {TraceFormat::lackey, " L 10\n", 1, 6, "here should be a comma and a size: ' L 10'"},
        {TraceFormat::lackey, " L 1ffffffffffffffff,8\n", 1, 4, "the address is above 2^64: ' L 1ffffffffffffffff,8'"},
    };
    for (const Case& wrong : cases) {
        for (const std::size_t piece : {1u, 100u}) {
            CAPTURE(wrong.text, piece);
            const base::Error error = read(wrong.format, wrong.text, piece).error;
            CHECK(error.message == wrong.message);
            CHECK(error.line == wrong.line);
            CHECK(error.column == wrong.column);
            // The byte: the lines before it, and what stands in front of it in its own.
            std::size_t byte = 0;
            for (int line = 1; line < wrong.line; ++line) byte = wrong.text.find('\n', byte) + 1;
            CHECK(error.hint.substr(0, error.hint.find(" of the trace")) == "byte " + std::to_string(byte + static_cast<std::size_t>(std::max(wrong.column, 1) - 1)));
        }
    }
}

TEST_CASE("what a trace's end and binary bytes may mean is said", "[trace]") {
    const auto hint = [](TraceFormat format, const std::string& text) { return read(format, text).error.hint; };
    CHECK(hint(TraceFormat::lackey, " L 10,4\n S 20,8\n L 1ffe").find("ends in this line") != std::string::npos);
    CHECK(hint(TraceFormat::lackey, " L 10,4\n L 1ffe\n S 20,8\n").find("ends in this line") == std::string::npos);
    CHECK(hint(TraceFormat::text, "\x7f""ELF\x02\x01\n").find("u32 or u64") != std::string::npos);
    CHECK(hint(TraceFormat::text, "three\n").find("u32") == std::string::npos);
}

TEST_CASE("a line without end is refused instead of kept", "[trace]") {
    TraceReader reader(TraceFormat::text);
    CHECK(reader.feed("1\n").ok());
    base::Status status = base::Done{};
    for (int i = 0; i < 100 && status; ++i) status = reader.feed(std::string(100, '7'));
    REQUIRE_FALSE(status.ok());
    CHECK(status.error().line == 2);
}

TEST_CASE("the format is guessed from the name, else from the first line", "[trace]") {
    CHECK(sim::guess_trace_format("a/ls.u32", "") == TraceFormat::u32);
    CHECK(sim::guess_trace_format("x.u64", "") == TraceFormat::u64);
    CHECK(sim::guess_trace_format("x.din", "") == TraceFormat::din);
    CHECK(sim::guess_trace_format("-", "==7== Lackey\nI  04,3\n") == TraceFormat::lackey);
    CHECK(sim::guess_trace_format("-", " L 1ffe,8\n") == TraceFormat::lackey);
    CHECK(sim::guess_trace_format("-", "12\n13\n") == TraceFormat::text);
    CHECK(sim::guess_trace_format("u32", "") == TraceFormat::text);
    CHECK(sim::find_trace_format("lacky").error().hint == "did you mean 'lackey'?");
    CHECK(*sim::find_trace_format("u64") == TraceFormat::u64);
}

TEST_CASE("a page size is a power of two", "[trace]") {
    CHECK(*sim::page_bits_of(4096) == 12);
    CHECK(*sim::page_bits_of(1) == 0);
    CHECK(*sim::page_bits_of(base::u128{1} << 63) == 63);
    CHECK_FALSE(sim::page_bits_of(0).ok());
    CHECK_FALSE(sim::page_bits_of(3000).ok());
    CHECK_FALSE(sim::page_bits_of(base::u128{1} << 64).ok());
}
