// The panels as a reader uses them: clicks, drags and keys become commands, and the text twins tell
// what the pictures show.
#include "twin.h"
#include "ui/layout.h"
#include "ui/narrate.h"
#include "ui/panels/address_fields.h"
#include "ui/walk_state.h"

using nlohmann::json;
using test::Reader;
using test::says;

TEST_CASE("a click on a bit flips it, by a command that the reader can see") {
    Reader reader(test::walk_lesson);
    reader.click("bit0");
    CHECK(reader.commands() == std::vector<std::string>{"let va = 0x7f3a_4000_0011"});
    reader.click("bit46");
    CHECK(reader.value("va") == 0x3f3a40000011);
    CHECK(reader.app.take_changed());
    CHECK_FALSE(reader.app.take_changed());
}

TEST_CASE("a flip of bit 47 leaves an address that is not canonical, and says so") {
    Reader reader(test::walk_lesson);
    CHECK_FALSE(reader.find("bit63"));
    reader.click("bit47");
    CHECK(reader.value("va") == 0xff3a40000010);
    CHECK(says(twin(reader, "address")["say"], "NOT canonical"));
    reader.frames(2);
    // The highest bits show now; setting all of them makes the address canonical again.
    for (unsigned bit = 48; bit < 64; ++bit) reader.click("bit" + std::to_string(bit));
    CHECK(reader.value("va") == 0xffffff3a40000010);
    CHECK_FALSE(says(twin(reader, "address")["say"], "NOT"));
}

TEST_CASE("dragging a field's label moves that index alone, as one command") {
    Reader reader(test::walk_lesson);
    reader.drag("field2", {0, -40});  // PMD, up
    const std::uint64_t moved = reader.value("va");
    const hw::PagingFormat& format = reader.player.machine().hw.format;
    CHECK(format.index({moved}, 2) == 4);
    CHECK((moved & ~(std::uint64_t{0x1ff} << 21)) == 0x7f3a40000010);
    CHECK(reader.commands().size() == 1);
    reader.drag("field2", {0, 400});
    CHECK(format.index({reader.value("va")}, 2) == 0);  // stops at its lowest
    CHECK(reader.commands().size() == 2);
}

TEST_CASE("the wheel and the arrow keys move a field too") {
    Reader reader(test::walk_lesson);
    const hw::PagingFormat& format = reader.player.machine().hw.format;
    reader.wheel("field1", 1);
    CHECK(format.index({reader.value("va")}, 1) == 1);
    reader.wheel("field1", -1);
    CHECK(format.index({reader.value("va")}, 1) == 0);
    reader.click("field3");  // has the focus now
    reader.key(ImGuiKey_UpArrow);
    CHECK(format.index({reader.value("va")}, 3) == 234);
    reader.key(ImGuiKey_DownArrow);
    reader.key(ImGuiKey_DownArrow);
    CHECK(format.index({reader.value("va")}, 3) == 232);
    reader.click("more");  // the buttons of the chosen field
    CHECK(format.index({reader.value("va")}, 3) == 233);
}

TEST_CASE("moving the top index over the middle keeps the address canonical") {
    const hw::PagingFormat format = *hw::find_format("x86-64");
    ui::AddressField pgd;
    pgd.level = 4;
    pgd.hi = 47;
    pgd.lo = 39;
    const base::VirtAddr high = ui::with_field(format, {0x7f80'0000'0000}, pgd, 256);
    CHECK(high.value == 0xffff'8000'0000'0000);
    CHECK(ui::with_field(format, high, pgd, 255).value == 0x7f80'0000'0000);
    // What was not canonical stays as it is above.
    CHECK(ui::with_field(format, {0x1'0000'0000'0000}, pgd, 3).value == 0x1'0180'0000'0000);
}

TEST_CASE("Read walks, and the tables tell the walk at every moment of it") {
    Reader reader(test::walk_lesson);
    CHECK(says(twin(reader, "tables")["say"], "No table was read yet for 0x7f3a_4000_0010"));
    CHECK(twin(reader, "tables")["rows"][0][5] == "not read yet");
    CHECK(twin(reader, "tables")["rows"][1][5] == "not known yet");
    reader.click("address.read");
    CHECK(reader.player.machine().last.reads == 4);
    const std::uint64_t end = reader.player.timeline().size();
    unsigned reads = 0;
    for (std::uint64_t i = 1; i <= end; ++i) {
        act(reader, "seek " + std::to_string(i));
        const bool read = reader.player.timeline().event(i - 1).kind == base::EventKind::entry_read;
        reads += read;
        const json tables = twin(reader, "tables");
        unsigned known = 0;
        for (const json& row : tables["rows"]) known += row[3] != "?";
        CHECK(known == reads);
        if (read && reads == 1) CHECK(says(tables["say"], "The walk has read 1 of 4 tables: PGD entry 254 at"));
    }
    CHECK(reads == 4);
    CHECK(says(twin(reader, "tables")["say"], "The walk read 4 entries in 400 ns"));
}

TEST_CASE("a second access hits the TLB, and a fault says where it stopped") {
    Reader reader(test::walk_lesson);
    for (const char* line : {"read va", "read va"}) REQUIRE(reader.app.perform({ui::PanelRequest::Kind::command, line, false}).ok());
    CHECK(says(twin(reader, "tables")["say"], "no table was read"));
    REQUIRE(reader.app.perform({ui::PanelRequest::Kind::command, "read va + 1G", false}).ok());
    const std::string fault = twin(reader, "tables")["say"];
    CHECK(says(fault, "page fault at the PUD: the entry is not present"));
    CHECK(says(fault, "nothing is mapped at this address"));
    REQUIRE(reader.app.perform({ui::PanelRequest::Kind::command, "read 1 << 47", false}).ok());
    CHECK(says(twin(reader, "tables")["say"], "general protection"));
    reader.frames(2);
}

TEST_CASE("an address changed after the access is one not walked yet") {
    Reader reader(test::walk_lesson);
    reader.click("address.read");
    reader.click("bit12");
    CHECK(says(twin(reader, "tables")["say"], "No table was read yet"));
    reader.click("address.read");
    CHECK(says(twin(reader, "tables")["say"], "The walk read 4 entries"));
}

TEST_CASE("RAM shows the table that was just read, and what the reader selects") {
    Reader reader(test::walk_lesson);
    reader.click("address.read");
    CHECK(says(twin(reader, "ram")["say"], "PT table of A"));
    bool marked = false;
    const json rows = twin(reader, "ram")["rows"];
    for (const json& row : rows) marked = marked || says(row[3], "just ");
    CHECK(marked);
    CHECK(rows.size() < 20);  // 512 words, the zeros folded
    reader.click("entry4.254");
    CHECK(says(twin(reader, "ram")["say"], "PGD table of A"));
    reader.click("after");
    CHECK_FALSE(says(twin(reader, "ram")["say"], "PGD table of A"));
    // Another moment: RAM follows the walk again.
    reader.click("timeline.back");
    CHECK(says(twin(reader, "ram")["say"], "PT table of A"));
}

TEST_CASE("the timeline goes back and forth by button, key and drag") {
    Reader reader(test::walk_lesson);
    reader.click("address.read");
    const std::uint64_t size = reader.player.timeline().size();
    reader.click("timeline.back");
    CHECK(reader.player.timeline().position() == size - 1);
    reader.click("timeline.step");
    CHECK(reader.player.timeline().position() == size);
    const ui::NamedArea strip = *reader.find("strip");
    reader.drag("strip", {-400, 0});
    CHECK(reader.player.timeline().position() == 0);
    reader.key(ImGuiKey_RightArrow);
    reader.key(ImGuiKey_RightArrow);
    CHECK(reader.player.timeline().position() == 2);
    reader.key(ImGuiKey_LeftArrow);
    CHECK(reader.player.timeline().position() == 1);
    reader.key(ImGuiKey_End);
    CHECK(reader.player.timeline().position() == size);
    CHECK(twin(reader, "timeline")["total"] == size);
    CHECK(strip.max.x > strip.min.x);
}

TEST_CASE("a timeline of a hundred thousand events draws few marks") {
    Reader reader(test::walk_lesson);
    const int before = reader.vertices;
    REQUIRE(reader.player.act("command repeat 20000 as i read va + i % 4 * 4K").ok());
    reader.frames(3);
    CHECK(reader.player.timeline().size() > 50'000);
    CHECK(reader.vertices < before + 20'000);
}

TEST_CASE("a pasted line is named, mapped and walked; a garbled one changes nothing") {
    Reader reader(test::walk_lesson);
    const auto bad = reader.app.submit_input("address", "7f3a40000000-7f3a4002200z r-xp");
    REQUIRE_FALSE(bad.ok());
    CHECK(bad.error().column == 25);
    CHECK(reader.commands().empty());
    CHECK(says(reader.app.say(), "end of the range"));
    REQUIRE(reader.app.submit_input("address", "55d0c2a43000-55d0c2a48000 r-xp 00002000 08:01 7 /usr/bin/head").ok());
    CHECK(reader.commands() == std::vector<std::string>{"let va = 0x55d0_c2a4_3000", "map 0x55d0_c2a4_3000 20K rx now name=head"});
    reader.frames(2);
    reader.click("address.read");
    CHECK(reader.player.machine().last.outcome == hw::Outcome::ok);
    CHECK(reader.player.machine().last.reads == 4);
}

TEST_CASE("the console sends lines and shows errors") {
    Reader reader(test::walk_lesson);
    CHECK_FALSE(reader.app.submit_input("console", "raed va").ok());
    CHECK(says(reader.app.say(), "read"));
    REQUIRE(reader.app.submit_input("console", "read va").ok());
    CHECK(twin(reader, "console")["rows"].back()[0].get<std::string>().find("read va") != std::string::npos);
}

TEST_CASE("every panel has a title, a sentence, a table and keyboard twins; no string is missing") {
    Reader reader(test::walk_lesson);
    reader.click("address.read");
    for (const ui::Panel* panel : ui::panels()) {
        const std::string text = reader.app.twin_json(panel->id, 0, 100000);
        CAPTURE(text);
        const json data = json::parse(text);
        CHECK_FALSE(data["title"].get<std::string>().empty());
        CHECK_FALSE(data["say"].get<std::string>().empty());
        CHECK(data["rows"].size() == data["total"].get<std::size_t>());
        for (const json& row : data["rows"]) CHECK(row.size() == data["columns"].size());
        CHECK(text.find("[panel.") == std::string::npos);
        for (const char* group : {"address.", "tables.", "ram.", "timeline.", "console.", "event."})
            CHECK(text.find(std::string("[") + group) == std::string::npos);
    }
    // Every command a twin offers is accepted.
    const json actions = twin(reader, "address")["actions"];
    CHECK(actions.size() > 64);  // at least one a bit
    for (const json& action : actions) {
        script::Timeline copy = reader.player.timeline();
        CHECK(copy.run(action["text"].get<std::string>()).ok());
    }
}

TEST_CASE("every kind of event has a sentence") {
    const sim::Machine machine = sim::default_machine();
    for (std::size_t kind = 0; kind < base::event_kind_count; ++kind)
        for (std::uint32_t detail = 0; detail < 8; ++detail) {
            base::Event event;
            event.kind = static_cast<base::EventKind>(kind);
            event.level = 1;
            event.detail = detail;
            const std::string sentence = ui::narrate(machine, event);
            CAPTURE(sentence);
            CHECK(sentence.find('[') == std::string::npos);
            CHECK(sentence.find('{') == std::string::npos);
            CHECK(sentence.back() == '.');
        }
}

TEST_CASE("all formats draw at all widths, with nothing outside the window") {
    for (const char* machine : {"machine x86-64", "machine x86-64-la57", "machine i386", "machine classroom",
                                "machine va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0"})
        for (const float width : {320.0f, 390.0f, 560.0f, 840.0f, 1280.0f, 2560.0f})
            for (const bool tabs : {false, true}) {
                Reader reader(test::walk_lesson, width, 700);
                reader.app.settings().tabs = tabs;
                for (const std::string& line : {std::string(machine), std::string("process A"), std::string("let va = 0x34"),
                                                std::string("map va / page_size * page_size page_size rw now"), std::string("read va")}) {
                    CAPTURE(line);
                    REQUIRE(reader.app.perform({ui::PanelRequest::Kind::command, line, false}).ok());
                }
                for (const char* front : {"address", "tables", "ram"}) {
                    reader.app.set_front(front);
                    reader.frames(3);
                    CAPTURE(machine, width, tabs, front);
                    for (const ui::NamedArea& area : reader.areas) {
                        CAPTURE(area.id);
                        CHECK(area.min.x >= -1);
                        CHECK(area.max.x <= width + 1);
                        if (area.id.compare(0, 3, "bit") == 0 && tabs) CHECK(std::max(area.max.x - area.min.x, area.max.y - area.min.y) >= 23);
                    }
                    if (tabs && width <= 400 && std::string(front) == "address")
                        CHECK(reader.middle("bit1").x - reader.middle("bit2").x >= 23.9f);
                }
            }
}

TEST_CASE("an idle app asks for no further frame") {
    Reader reader(test::walk_lesson);
    CHECK_FALSE(reader.wants_more);
    reader.click("address.read");
    reader.frames(2);
    CHECK_FALSE(reader.wants_more);
}

TEST_CASE("F6 goes round the panels") {
    Reader reader(test::walk_lesson);
    CHECK(reader.app.panel_ids() == std::vector<std::string>{"address", "tables", "ram", "timeline"});
    CHECK(reader.app.front() == "address");
    for (const char* next : {"tables", "ram"}) {
        reader.app.focus_next_panel();
        CHECK(reader.app.front() == next);
        reader.frames(2);
    }
}

TEST_CASE("panels share a height by what they need") {
    const std::vector<ui::PanelHeight> heights{{180, 180, 0}, {350, 250, 0}, {0, 100, 0}};
    const auto tall = ui::arrange(heights, {0, 0, 800, 1000}, 10, 1);
    CHECK(tall[0].height == Catch::Approx(180));
    CHECK(tall[1].height == Catch::Approx(350));
    CHECK(tall[2].height == Catch::Approx(450));
    const auto medium = ui::arrange(heights, {0, 0, 800, 600}, 10, 1);
    CHECK(medium[0].height == Catch::Approx(180));
    CHECK(medium[1].height == Catch::Approx(300));
    CHECK(medium[2].y + medium[2].height == Catch::Approx(600));
    const auto low = ui::arrange(heights, {0, 0, 800, 530}, 10, 1);
    CHECK(low[0].height == Catch::Approx(180));
    CHECK(low[2].y + low[2].height == Catch::Approx(530));
    const auto wide = ui::arrange(heights, {0, 0, 1400, 500}, 10, 1);
    CHECK(wide[0].width == Catch::Approx(1400));
    CHECK(wide[1].y == wide[2].y);
}

TEST_CASE("what is left over goes to the panel that can use it, and no further") {
    const std::vector<ui::PanelHeight> heights{{350, 250, 450}, {180, 180, 0}};
    const auto boxes = ui::arrange(heights, {0, 0, 800, 900}, 10, 1);
    CHECK(boxes[0].height == Catch::Approx(450));
    CHECK(boxes[1].height == Catch::Approx(180));
}

TEST_CASE("an address alone takes the stage: tall bits, each number on a card to drag") {
    const auto height_of = [](const Reader& reader, const char* id) {
        const ui::NamedArea* area = reader.find(id);
        REQUIRE(area);
        return area->max.y - area->min.y;
    };
    std::string alone(test::walk_lesson);
    for (const std::string_view panel : {"\ntables va", "\ntables", "\nram"})
        if (const std::size_t at = alone.find(panel); at != std::string::npos) alone.erase(at, panel.size());
    {
        Reader reader(alone);
        REQUIRE_FALSE(reader.find("before"));  // no RAM
        CHECK(height_of(reader, "bit0") > 45);
        CHECK(height_of(reader, "field2") > 90);
        reader.drag("field2", {0, -40});
        CHECK(reader.commands().size() == 1);
    }
    Reader beside(test::walk_lesson);
    CHECK(height_of(beside, "bit0") < 45);
    CHECK(height_of(beside, "field2") < 40);
}

TEST_CASE("beside two other panels RAM still shows the word just read with two on each side") {
    Reader reader(test::walk_lesson, 845, 744);
    REQUIRE(reader.find("before"));
    REQUIRE(reader.player.act("command read 0x7f3a_4000_3010"));  // entry 3 of its PT
    reader.frames(4);
    const auto rows = std::count_if(reader.areas.begin(), reader.areas.end(), [](const ui::NamedArea& area) {
        return area.id.compare(0, 3, "row") == 0 && area.max.y - area.min.y > 20;
    });
    CHECK(rows >= 5);
}
