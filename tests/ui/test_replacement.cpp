// The replacement panel as a reader uses it: drags, taps and keys step along the string and change it by commands,
// and what it tells is what the policies did.
#include "core/base/text.h"
#include "twin.h"

using nlohmann::json;
using test::Reader;
using test::says;

namespace {

const char* const belady = "machine x86-64\nstring 1,2,3,4,1,2,5,1,2,3,4,5 at=4";

std::string lesson(const std::string& show, const std::string& run = belady) {
    return test::panel_lesson(run, show);
}
json twin(const Reader& reader) { return test::twin(reader, "replacement"); }
std::string said(const Reader& reader) { return twin(reader)["say"]; }
const sim::ReferenceString& string_of(const Reader& reader) { return reader.player.machine().string; }

}  // namespace

TEST_CASE("replacement: the sentence tells what each policy did, and counts", "[replacement]") {
    Reader reader(lesson("replacement"));
    CHECK(says(said(reader), "Reference 4 of 12 is page 4, with 3 frames."));
    CHECK(says(said(reader), "FIFO: a fault, page 1 leaves; 4 faults so far."));
    CHECK(says(said(reader), "OPT: a fault, page 3 leaves; 4 faults so far."));
    send(reader, "string at=12");
    CHECK(says(said(reader), "FIFO: a hit; 9 faults so far."));
    CHECK(says(said(reader), "LRU: a fault, page 2 leaves; 10 faults so far."));
    CHECK(says(said(reader), "OPT: a hit; 7 faults so far."));
    send(reader, "string frames=1 at=1");
    CHECK(says(said(reader), "page 1, with 1 frame."));
    CHECK(says(said(reader), "LRU: a fault, into an empty frame; 1 fault so far."));
    send(reader, "string at=0");
    CHECK(says(said(reader), "A reference string of 12 references"));
    CHECK_FALSE(says(said(reader), "FIFO"));
}

TEST_CASE("replacement: the table tells up to the present reference, and nothing of what comes", "[replacement]") {
    Reader reader(lesson("replacement fifo clock"));
    const json data = twin(reader);
    REQUIRE(data["columns"].size() == 6);
    CHECK(data["columns"][2] == "FIFO");
    REQUIRE(data["rows"].size() == 12);
    CHECK(data["rows"][3] == json({"4", "4", "a fault, page 1 leaves", "4 2 3", "a fault, page 1 leaves", "4 2 3"}));
    CHECK(data["rows"][4] == json({"5", "1", "?", "?", "?", "?"}));
    send(reader, "string at=12");
    CHECK(twin(reader).dump().find("?") == std::string::npos);
}

TEST_CASE("replacement: buttons, keys and drags step along the string", "[replacement]") {
    Reader reader(lesson("replacement"));
    reader.click("string.forward");
    CHECK(reader.commands().back() == "string at=5");
    reader.click("string.back");
    CHECK(string_of(reader).at == 4);
    reader.click("frames.more");
    CHECK(reader.commands().back() == "string frames=4");
    reader.click("frames.less");
    CHECK(string_of(reader).frames == 3);
    reader.click("string");  // a tap in the middle: reference 7
    CHECK(string_of(reader).at == 7);
    reader.key(ImGuiKey_RightArrow);
    CHECK(string_of(reader).at == 8);
    reader.key(ImGuiKey_LeftArrow);
    reader.key(ImGuiKey_LeftArrow);
    CHECK(string_of(reader).at == 6);
    reader.key(ImGuiKey_Home);
    CHECK(string_of(reader).at == 0);
    reader.key(ImGuiKey_LeftArrow);  // stays
    CHECK(string_of(reader).at == 0);
    reader.key(ImGuiKey_End);
    CHECK(string_of(reader).at == 12);
    reader.key(ImGuiKey_RightArrow);
    CHECK(string_of(reader).at == 12);
    const std::size_t lines = reader.commands().size();
    reader.drag("string", {-2000, 0});
    CHECK(string_of(reader).at == 0);
    CHECK(reader.commands().size() == lines + 1);  // one command for all of the drag
    reader.drag("string", {2000, 0});
    CHECK(string_of(reader).at == 12);
}

TEST_CASE("replacement: the up and down keys change the page where the reader stands", "[replacement]") {
    Reader reader(lesson("replacement", "machine x86-64\nstring 1,2,3,4,1,2,5,1,2,3,4,4"));
    reader.drag("string", {2000, 0});
    reader.key(ImGuiKey_UpArrow);
    CHECK(reader.commands().back() == "string 1,2,3,4,1,2,5,1,2,3,4,5");
    CHECK(string_of(reader).at == 12);
    reader.key(ImGuiKey_DownArrow);
    CHECK(string_of(reader).pages.back() == 4);
    send(reader, "string 0,0");
    reader.key(ImGuiKey_DownArrow);  // there is no page below 0
    CHECK(string_of(reader).pages.back() == 0);
}

TEST_CASE("replacement: what is typed becomes a string command, or says why not", "[replacement]") {
    Reader reader(lesson("replacement"));
    const ui::Panel* panel = ui::find_panel("replacement");
    const lessons::PanelView show{};
    const std::vector<std::string> console;
    const auto input = panel->input({reader.player.timeline(), show, {}, console});
    REQUIRE(input);
    CHECK(input->placeholder == "1,2,3,4,1,2,5,1,2,3,4,5");
    const auto lines = input->commands("  7,0,1 frames=2 ");
    REQUIRE(lines.ok());
    REQUIRE(lines->size() == 1);
    send(reader, lines->front());
    CHECK(string_of(reader).pages == std::vector<std::uint32_t>{7, 0, 1});
    CHECK_FALSE(input->commands("  ").ok());
}

TEST_CASE("replacement: what a question asks for is not told", "[replacement]") {
    const std::string ask = "```predict q\nask: How many?\nanswer: string_faults(lru, 3) as dec\nwhy: So.\n```\n";
    Reader reader(lesson("replacement hide=lru", "machine x86-64\nstring 1,2,3,4,1,2,5,1,2,3,4,5") + ask);
    CHECK(says(said(reader), "LRU: ?; ? faults so far."));
    CHECK(says(said(reader), "FIFO: a hit; 9 faults so far."));
    CHECK(twin(reader)["rows"][0][4] == "?");
    REQUIRE(reader.player.act("commit q 10").ok());
    CHECK(says(said(reader), "10 faults so far."));
}

TEST_CASE("replacement: every action sends a command that the machine takes", "[replacement]") {
    for (const char* at : {"string at=0", "string at=5", "string at=12", "string frames=1", "string 0,999999 at=1", "string frames=256"}) {
        Reader reader(lesson("replacement", std::string(belady) + "\n" + at));
        CAPTURE(at);
        CHECK(twin(reader)["actions"].size() >= 6);
        test::check_actions(reader, "replacement");
    }
}

TEST_CASE("replacement: odd strings and all widths: nothing lies outside, and few vertices", "[replacement]") {
    const char* const machines[] = {"machine x86-64", "machine hotel", "machine classroom\nstring 5", belady,
                                    "machine x86-64\nstring 0..2047 frames=256 at=1000", "machine i386\nstring 0..2047 frames=8",
                                    "machine sv39\nstring 999999,0,999998,0,999997 frames=2"};
    for (const char* machine : machines)
        for (const float width : {320.0f, 390.0f, 760.0f, 1280.0f, 1800.0f})
            for (const bool tabs : {false, true}) {
                Reader reader(lesson("replacement fifo lru clock opt two-list", machine), width, tabs ? 330.0f : 700.0f);
                reader.app.settings().tabs = tabs;
                CAPTURE(machine, width, tabs);
                test::check_drawn(reader, "replacement", width, 64'000);
                CHECK(ui::smallest_text() >= 12);
            }
}
