#include <catch_amalgamated.hpp>

#include "lessons/engine/completion_code.h"

using lessons::read_completion_code;

// With a checksum of its own, so that only what the test means to break is broken.
static std::string summed(const std::string& body) { return body + "." + lessons::checksum_of(body); }

TEST_CASE("checksum: the CRC-32 of the standards' check text", "[code]") { CHECK(lessons::checksum_of("123456789") == "cbf43926"); }

TEST_CASE("completion code: every part comes back", "[code]") {
    const auto code = read_completion_code(summed("pw1.address-split.5-6.2.20260228.2n9c.3fa81c07"));
    REQUIRE(code);
    CHECK(*code == lessons::CompletionCode{"address-split", 5, 6, 2, "2026-02-28", 123456, "3fa81c07"});
    CHECK(read_completion_code(summed("pw1.walk.0-6.1.20261126.3w5e11264sgsf.00000000"))->seed == UINT64_MAX);
}

TEST_CASE("completion code: capitals and spaces do not matter", "[code]") {
    CHECK(read_completion_code("  " + std::string("PW1.WALK.6-6.1.20261126.A.00000000.") + lessons::checksum_of("pw1.walk.6-6.1.20261126.a.00000000") + " \n"));
}

TEST_CASE("completion code: any one changed character is noticed", "[code]") {
    const std::string good = summed("pw1.walk.5-6.2.20261126.k3j2f9.3fa81c07");
    REQUIRE(read_completion_code(good));
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string bad = good;
        bad[i] = bad[i] == '7' ? '8' : '7';
        CHECK_FALSE(read_completion_code(bad));
        CHECK_FALSE(read_completion_code(good.substr(0, i)));
    }
}

TEST_CASE("completion code: what no lesson gives is refused", "[code]") {
    for (const char* body : {"pw1.walk.7-6.1.20261126.a.00000000", "pw1.walk.6-6.1.20260229.a.00000000", "pw1.walk.6-6.1.20261326.a.00000000", "pw2.walk.6-6.1.20261126.a.00000000", "pw1..6-6.1.20261126.a.00000000",
             "pw1.walk.6.1.20261126.a.00000000", "pw1.walk.6-6.1.20261126.3w5e11264sgsg.00000000", "pw1.walk.6-6.1.20261126.a.0000000g", "pw1.Walk/.6-6.1.20261126.a.00000000", ""})
        CHECK_FALSE(read_completion_code(summed(body)));
}
