// Two addresses compared: which fields agree, and where the walks part.
#include "twin.h"

using nlohmann::json;
using test::Reader;
using test::says;

namespace {

std::string lesson(const std::string& run, const std::string& show, const std::string& rest = {}) {
    return test::panel_lesson(run, show, rest);
}
const std::string two = "machine x86-64\nprocess A\nlet va = 0x7f12_3456_7abc\nlet vb = va + 2M\nlet n = 5";

json twin(const Reader& reader) { return test::twin(reader, "address"); }
std::string cell(const Reader& reader, const std::string& row, std::size_t column) {
    const json data = twin(reader);
    for (const json& cells : data["rows"])
        if (cells[0] == row) return cells.size() > column ? cells[column].get<std::string>() : "no column";
    return "no row " + row;
}

}  // namespace

TEST_CASE("compare: a step sets an address beside another", "[compare]") {
    Reader reader(lesson(two, "address va other=vb"));
    CHECK(says(twin(reader)["say"], "vb is 0x7f12_3476_7abc. vb agrees in PGD and PUD: the same entries lead there. They part in the PMD."));
    CHECK(cell(reader, "PUD", 5) == "the same entry");
    CHECK(cell(reader, "PMD", 5) == "differs");
    CHECK(cell(reader, "PT", 5) == "the same number, in another table");
    CHECK(cell(reader, "PMD", 4) == "419");
    // It follows the names.
    send(reader, "let vb = va + 0x10");
    CHECK(says(twin(reader)["say"], "vb lies in the same page"));
    send(reader, "let vb = va");
    CHECK(says(twin(reader)["say"], "vb is the same address."));
    send(reader, "let vb = 0x10");
    CHECK(says(twin(reader)["say"], "vb parts from it at once, in the PGD."));
    send(reader, "let vb = 0xffff_ff12_3456_7abc");
    CHECK(says(twin(reader)["say"], "vb parts from it at once, in the sign."));
}

TEST_CASE("compare: the reader switches it on for any address, and off", "[compare]") {
    Reader reader(lesson(two + "\nmap A 1G 4K rw now\nread A 1G", "address va"));
    CHECK(cell(reader, "PMD", 5) == "no column");
    const auto offers = [&](const std::string& label) {
        const json actions = twin(reader)["actions"];
        for (const json& action : actions)
            if (action["label"] == label) return action["text"].get<std::string>();
        return std::string();
    };
    CHECK(offers("Compare with n").empty());  // no address
    CHECK(offers("Compare no more").empty());
    act(reader, offers("Compare with vb"));
    CHECK(cell(reader, "PMD", 5) == "differs");
    CHECK(offers("Compare with vb").empty());
    act(reader, offers("Compare with the last access, 0x4000_0000"));
    CHECK(says(twin(reader)["say"], "0x4000_0000 parts from it at once"));
    act(reader, offers("Compare no more"));
    CHECK(cell(reader, "PMD", 5) == "no column");
}

TEST_CASE("compare: a step's comparison can be switched off, and a field that is asked for stays hidden", "[compare]") {
    const std::string ask = "```predict q\nask: Which?\nanswer: index(va, pmd) as dec\nwhy: So.\n```\n";
    Reader reader(lesson(two, "address va other=vb hide=pmd", ask));
    CHECK_FALSE(says(twin(reader)["say"], "part in the"));
    CHECK(cell(reader, "PMD", 4) == "?");
    CHECK(cell(reader, "PMD", 5) == "?");
    REQUIRE(reader.player.act("commit q 1").ok());
    reader.frames(2);
    CHECK(says(twin(reader)["say"], "They part in the PMD"));
    act(reader, "compare");
    CHECK(cell(reader, "PMD", 5) == "no column");
}

TEST_CASE("compare: machines and widths", "[compare]") {
    for (const char* machine : {"machine x86-64", "machine x86-64-la57", "machine i386", "machine classroom", "machine sv39"})
        for (const float width : {320.0f, 560.0f, 900.0f, 1800.0f}) {
            Reader reader(lesson(std::string(machine) + "\nprocess A\nlet va = 0x21\nlet vb = 0x93", "address va other=vb"), width, 420);
            CAPTURE(machine, width);
            CHECK(says(twin(reader)["say"], "vb"));
            CHECK(twin(reader).dump().find("[address.") == std::string::npos);
            CHECK(reader.vertices < 20'000);
            for (const ui::NamedArea& area : reader.areas) CHECK(area.max.x <= width + 1);
        }
}
