// The sizing panel as a reader uses it: drags, taps and keys set quantities by commands, and the sizes that it tells
// are exact.
#include "core/base/text.h"
#include "twin.h"
#include "ui/panels/sizing_state.h"

using nlohmann::json;
using test::Reader;
using test::says;

namespace {

std::string lesson(const std::string& show, const std::string& run = "machine x86-64\nprocess A") {
    return test::panel_lesson(run, show);
}
json twin(const Reader& reader) { return test::twin(reader, "sizing"); }
// The cell of a row whose first cell begins so.
std::string cell(const json& data, const std::string& row, std::size_t column) {
    for (const json& cells : data["rows"])
        if (cells[0].get<std::string>().compare(0, row.size(), row) == 0) return cells[column];
    return "no row " + row;
}

}  // namespace

TEST_CASE("without names the sizes are those of the machine", "[sizing]") {
    Reader reader(lesson("sizing"));
    CHECK(says(twin(reader)["say"], "Addresses of 47 bits, pages of 4 KiB, entries of 8 B. flat table: 256 GiB. That is more than a laptop's RAM of 16 GiB."));
    CHECK(cell(twin(reader), "flat table", 3) == "274,877,906,944");
    CHECK(cell(twin(reader), "tree, pages side by side", 2) == "16 KiB");
    send(reader, "machine i386");
    CHECK(cell(twin(reader), "flat table", 1) == "1,048,576");
    CHECK(cell(twin(reader), "flat table", 2) == "4 MiB");
    CHECK_FALSE(says(twin(reader)["say"], "more than a laptop"));
}

TEST_CASE("names change them, up to 128 bits, exactly", "[sizing]") {
    Reader reader(lesson("sizing view=flat"));
    for (const char* line : {"let va_width = 64", "let processes = 100"}) send(reader, line);
    CHECK(cell(twin(reader), "flat table, one process", 2) == "32 PiB");
    CHECK(cell(twin(reader), "flat tables, 100 processes", 3) == "3,602,879,701,896,396,800");
    for (const char* line : {"let page = 16", "let pte = 1024", "let processes = 1 << 40"}) send(reader, line);
    CHECK(cell(twin(reader), "flat tables", 3) == base::grouped(base::u128{1} << (60 + 10 + 40)));
}

TEST_CASE("a drag sets a quantity by one command; a tap and the buttons do, too", "[sizing]") {
    Reader reader(lesson("sizing view=flat"));
    reader.drag("size.va", {60, 0});
    REQUIRE(reader.commands().size() == 1);
    CHECK(reader.commands()[0].compare(0, 15, "let va_width = ") == 0);
    const std::uint64_t dragged = reader.value("va_width");
    CHECK(dragged > 36);  // the middle of 8..64
    CHECK(dragged < 64);
    reader.click("va.more");
    CHECK(reader.value("va_width") == dragged + 1);
    reader.click("va.less");
    CHECK(reader.value("va_width") == dragged);
    reader.click("page.more");
    CHECK(reader.commands().back() == "let page = 8K");
    reader.click("size.page");  // a tap in the middle of the track
    CHECK(reader.commands().back() == "let page = 128K");
    reader.click("processes.more");
    CHECK(reader.commands().back() == "let processes = 2");
    reader.drag("size.processes", {2000, 0});
    CHECK(reader.value("processes") == 5000);
    reader.drag("size.pte", {-2000, 0});
    CHECK(reader.value("pte") == 1);
}

TEST_CASE("the arrow keys move the slider that has the focus", "[sizing]") {
    Reader reader(lesson("sizing view=flat"));
    reader.click("size.va");  // has the focus now
    const std::uint64_t middle = reader.value("va_width");
    reader.key(ImGuiKey_RightArrow);
    CHECK(reader.value("va_width") == middle + 1);
    reader.key(ImGuiKey_LeftArrow);
    reader.key(ImGuiKey_LeftArrow);
    CHECK(reader.value("va_width") == middle - 1);
    reader.key(ImGuiKey_End);
    CHECK(reader.value("va_width") == 64);
    reader.key(ImGuiKey_RightArrow);  // stays
    CHECK(reader.value("va_width") == 64);
    reader.key(ImGuiKey_Home);
    CHECK(reader.value("va_width") == 8);
    reader.wheel("size.va", 1);
    CHECK(reader.value("va_width") == 9);
}

TEST_CASE("sparse and dense trees are told beside the flat table", "[sizing]") {
    Reader reader(lesson("sizing view=tree"));
    CHECK_FALSE(reader.find("size.processes"));
    send(reader, "let mapped = 2M");
    CHECK(cell(twin(reader), "tree, pages side by side", 1) == "4");
    CHECK(cell(twin(reader), "tree, pages far apart", 1) == "1281");
    send(reader, "let mapped = 128T");
    CHECK(cell(twin(reader), "tree, pages far apart", 3) == cell(twin(reader), "tree, pages side by side", 3));
    CHECK(cell(twin(reader), "tree, pages side by side", 2) == "about 256.5 GiB");
    CHECK(cell(twin(reader), "tree, pages side by side", 1) == "67,240,193");
    send(reader, "let va_width = 32");  // what is mapped is no more than there is
    CHECK(cell(twin(reader), "mapped", 1) == "4 GiB");
    CHECK(reader.value("mapped") == std::uint64_t{1} << 47);
}

TEST_CASE("what a question asks for is not told", "[sizing]") {
    const std::string ask = "```predict q\nask: How large?\nanswer: page_size as size\nwhy: So.\n```\n";
    Reader reader(lesson("sizing view=flat hide=flat") + ask);
    CHECK(says(twin(reader)["say"], "flat table of one process: ?."));
    CHECK(cell(twin(reader), "flat table", 3) == "?");
    REQUIRE(reader.player.act("commit q 4K").ok());
    CHECK(cell(twin(reader), "flat table", 2) == "256 GiB");
}

TEST_CASE("every action sends a command that the machine takes, and moves one step", "[sizing]") {
    Reader reader(lesson("sizing"));
    const json actions = twin(reader)["actions"];
    CHECK(actions.size() == 10);
    for (const json& action : actions) {
        script::Timeline copy = reader.player.timeline();
        CAPTURE(action["text"].get<std::string>());
        CHECK(copy.run(action["text"].get<std::string>()).ok());
    }
}

TEST_CASE("quantities that make no sense are named, and nothing breaks", "[sizing]") {
    Reader reader(lesson("sizing"));
    const std::pair<const char*, const char*> wrong[] = {
        {"let va_width = 65", "an address has 1 to 64 bits"}, {"let va_width = 0", "an address has 1 to 64 bits"},
        {"let page = 5000", "a power of two"},               {"let page = 0", "a power of two"},
        {"let page = 1 << 41", "a power of two"},            {"let pte = 0", "an entry takes 1 byte to 1 MiB"},
        {"let pte = 1 << 100", "an entry takes"},            {"let processes = 0", "from 1 to 2^40"},
        {"let processes = 1 << 127", "from 1 to 2^40"}};
    const std::vector<std::string> sound{"let va_width = 47", "let page = 4K", "let pte = 8", "let processes = 1"};
    for (const auto& [line, part] : wrong) {
        for (const std::string& reset : sound) send(reader, reset);
        send(reader, line);
        CAPTURE(line);
        CHECK(says(twin(reader)["say"], part));
        CHECK(reader.find("size.va"));  // a drag can mend it
    }
    for (const std::string& reset : sound) send(reader, reset);
    send(reader, "let va_width = 10");
    CHECK(says(twin(reader)["say"], "larger than the address space"));
    send(reader, "let va_width = 47");
    send(reader, "let pte = 4K");
    CHECK(says(twin(reader)["say"], "a page has no room for two entries"));
    CHECK(says(twin(reader)["say"], "flat table: 128 TiB"));
    send(reader, "let pte = 6");  // need be no power of two
    CHECK(cell(twin(reader), "flat table", 2) == "192 GiB");
}

TEST_CASE("odd machines and all widths: nothing lies outside, and few vertices", "[sizing]") {
    for (const char* machine : {"machine x86-64", "machine i386", "machine classroom", "machine hotel", "machine sv39", "machine arm64-64k-52",
                                "machine va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0"})
        for (const float width : {320.0f, 390.0f, 760.0f, 1280.0f, 1800.0f})
            for (const bool tabs : {false, true}) {
                Reader reader(lesson("sizing", machine), width, tabs ? 330.0f : 700.0f);
                reader.app.settings().tabs = tabs;
                CAPTURE(machine, width, tabs);
                test::check_drawn(reader, "sizing", width, 20'000);
            }
}

TEST_CASE("a slider's stops are found again from any share of its length", "[sizing]") {
    ui::SizingSlider slider;
    for (unsigned bits = 4; bits <= 30; ++bits) slider.stops.push_back(base::u128{1} << bits);
    for (const base::u128 stop : slider.stops) {
        slider.value = stop;
        CHECK(slider.at(slider.share()) == stop);
    }
    slider.value = 5000;
    CHECK(slider.next(true) == 8192);
    CHECK(slider.next(false) == 4096);
    slider.value = 1;
    CHECK(slider.share() == 0);
    CHECK(slider.next(true) == 16);
    CHECK(slider.next(false) == 1);
    slider.value = base::u128{1} << 100;
    CHECK(slider.share() == 1);
    CHECK(slider.next(true) == slider.value);
}
