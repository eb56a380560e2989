// The hotel of lesson 1: a click asks for a guest, the picture and its text twin tell who lives where,
// and one switch changes the words without moving anything.
#include "twin.h"
#include "ui/narrate.h"
#include "ui/panels/hotel_layout.h"
#include "ui/panels/hotel_state.h"

using nlohmann::json;
using test::Reader;
using test::says;

namespace {

json twin(const Reader& reader) { return test::twin(reader, "hotel"); }
std::string say(const Reader& reader) { return twin(reader)["say"]; }

std::string lesson(const std::string& commands, const std::string& rest = "") {
    return "# A hotel\nLook.\n```lesson\nid test-hotel\nminutes 1\ncore\nterms x\n```\n```run\n" + commands +
           "\n```\n```show\nhotel\n```\n## Do it\nDo.\n" + (rest.empty() ? "```try\nread 1\n```\n```check\nlast.va == 1 -- ask\n```\n" : rest);
}

const std::string empty_house = "machine hotel\nprocess guests\nswap 500\nmap 0 500 rw\nset policy clock";
// Guests 0..99 in the rooms; all lit but guest 14, who lives in room 4.
const std::string full_house = "machine hotel\nprocess guests\nswap 500\nmap 0 500 rw\ntouch 0 100\nset policy clock\nclearrefs\ntouch 0 14\ntouch 15 85";

ui::Hotel hotel_of(const Reader& reader) {
    const lessons::PanelView show{"hotel", "", {}, true};
    const std::vector<std::string> console;
    return ui::hotel_of(ui::PanelContext{reader.player.timeline(), show, {}, console});
}

// The middle of a guest's cell, from the area of all of them.
ImVec2 cell(const Reader& reader, const char* area_name, std::size_t columns, std::size_t rows, std::size_t i) {
    const ui::NamedArea& area = *reader.find(area_name);
    const ImVec2 pitch{(area.max.x - area.min.x) / static_cast<float>(columns), (area.max.y - area.min.y) / static_cast<float>(rows)};
    return {area.min.x + pitch.x * (static_cast<float>(i % columns) + 0.5f), area.min.y + pitch.y * (static_cast<float>(i / columns) + 0.5f)};
}
void click_at(Reader& reader, ImVec2 at) {
    reader.move(at);
    reader.button(true);
    reader.button(false);
    reader.frames(1);
}
void tap_at(Reader& reader, ImVec2 at) {
    ImGui::GetIO().AddMouseSourceEvent(ImGuiMouseSource_TouchScreen);
    click_at(reader, at);
}

}  // namespace

TEST_CASE("hotel: a click on a guest asks for them, and they check in") {
    Reader reader(lesson(empty_house));
    CHECK(says(say(reader), "0 of 100 rooms are taken, 0 guests are in the partner hotel, 500 have not come yet."));
    click_at(reader, cell(reader, "guests", 20, 25, 137));
    CHECK(reader.commands() == std::vector<std::string>{"read 137"});
    CHECK(reader.player.machine().kernel.processes[0].resident == 1);
    CHECK(says(say(reader), "1 of 100 rooms are taken"));
    CHECK(says(say(reader), "Guest 137 checks in: room 0."));
    click_at(reader, cell(reader, "guests", 20, 25, 137));
    CHECK(says(say(reader), "Guest 137 answers from room 0, after 200 ns."));
    CHECK(twin(reader)["rows"][0] == json({"room 0", "137", "about lately"}));
}

TEST_CASE("hotel: the button at the desk asks for the next who has not come") {
    Reader reader(lesson(empty_house));
    reader.click("desk");
    reader.click("desk");
    CHECK(reader.commands() == std::vector<std::string>{"read 0", "read 1"});
}

TEST_CASE("hotel: the button at the desk asks for whom the step names") {
    std::string named = lesson(empty_house + "\nlet who = 44");
    named.replace(named.find("hotel\n```\n## Do"), 5, "hotel who");
    Reader other(named);
    other.click("desk");
    CHECK(other.commands() == std::vector<std::string>{"read 44"});
}

TEST_CASE("hotel: when it is full the idle one moves, not the newcomer and not the oldest") {
    Reader reader(lesson(full_house));
    ui::Hotel before = hotel_of(reader);
    CHECK(before.free_rooms == 0);
    CHECK(before.room({4})->page == 14);
    CHECK_FALSE(before.room({4})->lit);
    CHECK(before.room({0})->lit);
    click_at(reader, cell(reader, "guests", 20, 25, 300));
    CHECK(says(say(reader), "Guest 14 was idle and moves to the partner hotel. Guest 300 checks in: room 4."));
    const ui::Hotel hotel = hotel_of(reader);
    REQUIRE(hotel.move.out);
    CHECK(hotel.move.out->page == 14);
    CHECK(hotel.move.out->idle);
    CHECK(hotel.guest(14)->where == ui::HotelGuest::Where::partner);
    CHECK(hotel.guest(300)->where == ui::HotelGuest::Where::room);
    CHECK(hotel.guest(0)->where == ui::HotelGuest::Where::room);
    CHECK(reader.player.machine().kernel.reclaim.last_page == 14);
    // And back again: from the partner hotel, by a click on the place there.
    click_at(reader, cell(reader, "places", 20, 25, hotel.guest(14)->place - 1));
    CHECK(reader.commands().back() == "read 14");
    CHECK(says(say(reader), "Guest 14 is back from the partner hotel"));
    CHECK(hotel_of(reader).move.fetched);
}

TEST_CASE("hotel: every moment of an access can be told") {
    Reader reader(lesson(full_house));
    reader.click("desk");
    const std::uint64_t end = reader.player.timeline().size();
    bool left = false, knows = false;
    for (std::uint64_t i = 1; i <= end; ++i) {
        REQUIRE(reader.app.perform({ui::PanelRequest::Kind::act, "seek " + std::to_string(i), false}).ok());
        reader.frames(1);
        const ui::Hotel hotel = hotel_of(reader);
        CHECK(hotel.move.asked == 100);
        left = left || hotel.move.out;
        knows = knows || hotel.move.room;
        CHECK_FALSE((knows && !left));  // a room only after somebody has left
        CHECK(reader.app.say().find('[') == std::string::npos);
    }
    CHECK(left);
    CHECK(knows);
}

TEST_CASE("hotel: a guest beyond 499 has not booked") {
    Reader reader(lesson(empty_house));
    REQUIRE(reader.app.perform({ui::PanelRequest::Kind::command, "read 500", false}).ok());
    CHECK(says(say(reader), "There is no guest 500"));
}

TEST_CASE("hotel: without room nobody gets in") {
    Reader full(lesson("machine hotel\nprocess guests\nset oom off\nmap 0 500 rw\ntouch 0 100"));
    full.click("desk");
    CHECK(says(say(full), "No room is free for guest 100, and nobody can leave."));
}

TEST_CASE("hotel: a click on a room tells who lives there since when") {
    Reader reader(lesson("machine hotel\nprocess guests\nswap 500\nmap 0 500 rw\nset policy clock\nread 3"));
    reader.click("room0");
    CHECK(says(say(reader), "Room 0: guest 3, about lately. Here since before your first command."));
    reader.click("desk");
    reader.click("lights");
    reader.click("room37");
    CHECK(says(say(reader), "Room 37: guest 0, idle. Here since your command 1, read 0."));
    CHECK(reader.commands() == std::vector<std::string>{"read 0", "clearrefs"});
    reader.click("room37");  // and away again
    CHECK_FALSE(says(say(reader), "Room 37"));
    reader.click("room5");
    CHECK(says(say(reader), "Room 5 is free."));
}

TEST_CASE("hotel: the switch changes the words, not the picture") {
    Reader reader(lesson(full_house));
    const ui::NamedArea rooms = *reader.find("room0"), guests = *reader.find("guests");
    const sim::Machine before = reader.player.machine();
    reader.click("words.os");
    CHECK(reader.commands() == std::vector<std::string>{"set words os"});
    CHECK(says(say(reader), "100 of 100 page frames are in use, 0 pages are in swap, 400 were never touched."));
    CHECK(reader.find("room0")->min.x == rooms.min.x);
    CHECK(reader.find("room0")->min.y == rooms.min.y);
    CHECK(reader.find("guests")->max.y == guests.max.y);
    CHECK(twin(reader)["rows"][4] == json({"frame 4", "14", "not accessed"}));
    sim::Machine after = reader.player.machine();
    after.words = before.words;
    after.counts = before.counts;
    CHECK(after == before);
    reader.click("words.hotel");
    CHECK(says(say(reader), "rooms are taken"));
    reader.click("words.hotel");  // it is so already
    CHECK(reader.commands().size() == 2);
    // In the field's words the same access reads so.
    reader.click("words.os");
    reader.click("desk");
    CHECK(says(say(reader), "Page 14 was not accessed lately and is written to swap. Page fault: page 100 gets frame 4."));
    CHECK(says(ui::narrate(reader.player.machine(), reader.player.timeline().event(reader.player.timeline().size() - 1)), "physical address"));
}

TEST_CASE("hotel: while the lesson waits for a click, guests, rooms and the desk answer it") {
    const std::string question = "```predict who\nask: Who?\nafter: read 300\npick: page reclaim.page\ntrap: 300 -- No.\nwhy: So.\n```\n";
    std::string text = lesson(full_house + "\nlet new = 300", question);
    text.replace(text.find("hotel\n```\n## Do"), 5, "hotel new");
    Reader reader(text);
    const auto chosen = [&] {
        std::string input;
        for (const lessons::Block& block : reader.player.view().blocks)
            if (block.kind == lessons::Block::Kind::question) input = block.question.input;
        return input;
    };
    CHECK(twin(reader)["actions"].size() == 101);
    reader.click("desk");
    CHECK(chosen() == "0x12c");
    reader.click("room4");
    CHECK(chosen() == "0xe");
    click_at(reader, cell(reader, "guests", 20, 25, 99));
    CHECK(chosen() == "0x63");
    CHECK(reader.commands().empty());  // nobody was asked for
}

TEST_CASE("hotel: arrow keys choose a guest, Enter asks for them") {
    Reader reader(lesson(empty_house));
    click_at(reader, cell(reader, "guests", 20, 25, 60));  // the guests have the keyboard now
    reader.key(ImGuiKey_RightArrow);
    CHECK(twin(reader)["actions"][0]["text"] == "read 1");
    reader.key(ImGuiKey_RightArrow);
    CHECK(twin(reader)["actions"][0]["text"] == "read 2");
    reader.key(ImGuiKey_DownArrow);
    CHECK(twin(reader)["actions"][0]["text"] == "read 22");
    reader.key(ImGuiKey_Enter);
    CHECK(reader.commands() == std::vector<std::string>{"read 60", "read 22"});
}

TEST_CASE("hotel: a finger chooses first and asks with a second tap") {
    Reader reader(lesson(empty_house));
    tap_at(reader, cell(reader, "guests", 20, 25, 41));
    CHECK(reader.commands().empty());
    tap_at(reader, cell(reader, "guests", 20, 25, 41));
    CHECK(reader.commands() == std::vector<std::string>{"read 41"});
    tap_at(reader, cell(reader, "guests", 20, 25, 60));
    reader.click("desk");  // the button names the one chosen
    CHECK(reader.commands().back() == "read 60");
}

TEST_CASE("hotel: every action of the text view works") {
    for (const char* words : {"set words hotel", "set words os"}) {
        Reader reader(lesson(full_house + "\nread 300\n" + words));
        const json actions = twin(reader)["actions"];
        CHECK(actions.size() >= 5);
        for (const json& action : actions) {
            script::Timeline copy = reader.player.timeline();
            INFO(action["text"]);
            CHECK(copy.run(action["text"].get<std::string>()).ok());
        }
    }
}

TEST_CASE("hotel: other machines do not break it, and large ones stay cheap") {
    for (const char* commands : {"machine hotel", "machine classroom", "machine i386\nprocess A\nmap 0x400000 64K rw\nwrite 0x400000\nread 0x401000",
                                 "machine classroom\nprocess A\nmap 0x20 32 rw\nwrite 0x20", "machine sv39\nprocess A\nmap 0x400000 16K rw now",
                                 "machine x86-64 ram=256M\nprocess A\nmap 0x7f0000000000 64M rw\nset policy clock\ntouch 0x7f0000000000 8M write",
                                 "machine x86-64\nprocess A\nmap 0x400000 4M rw huge\nwrite 0x400000\nfork A B\nset words hotel",
                                 "machine hotel\nprocess guests\nmap 0 20 rw"})
        for (const float width : {320.0f, 390.0f, 560.0f, 840.0f, 1280.0f, 1800.0f})
            for (const bool tabs : {false, true}) {
                INFO(commands << " " << width);
                Reader reader(lesson(commands), width, tabs ? 330 : 748);
                reader.app.settings().tabs = tabs;
                reader.frames(3);
                CHECK(reader.vertices < 60'000);
                CHECK_FALSE(reader.wants_more);
                CHECK_FALSE(say(reader).empty());
                CHECK(say(reader).find("[hotel") == std::string::npos);
                for (const ui::NamedArea& area : reader.areas) {
                    CAPTURE(area.id);
                    CHECK(area.min.x >= 0);
                    CHECK(area.max.x <= width + 0.5f);
                }
            }
}

TEST_CASE("hotel: on a phone the whole house and the desk are in sight") {
    Reader reader(lesson(full_house), 390, 322);
    reader.app.settings().tabs = true;
    reader.frames(3);
    for (const char* id : {"desk", "words", "room0", "room99", "guests"}) CHECK(reader.find(id));
    CHECK(reader.find("desk")->max.y - reader.find("desk")->min.y >= 39.5f);
    CHECK(reader.find("room50")->max.x - reader.find("room50")->min.x >= 24);
    reader.click("words");
    CHECK(reader.commands() == std::vector<std::string>{"set words os"});
    reader.click("desk.after");
    reader.click("desk.after");
    reader.click("desk.before");
    reader.click("desk");
    CHECK(reader.commands().back() == "read 101");
}

TEST_CASE("hotel: every kind of event is told in its words without gaps") {
    const sim::Machine machine = [] {
        script::Timeline timeline;
        REQUIRE(timeline.run_all(full_house).ok());
        return timeline.machine();
    }();
    for (std::size_t kind = 0; kind < base::event_kind_count; ++kind)
        for (const std::uint64_t after : {0, 0x10, 0x11, 0x13}) {
            base::Event event;
            event.kind = static_cast<base::EventKind>(kind);
            event.level = 1;
            event.detail = 3;
            event.after = after;
            const std::string sentence = ui::narrate(machine, event);
            CAPTURE(sentence);
            CHECK(sentence.find('[') == std::string::npos);
            CHECK(sentence.find('{') == std::string::npos);
            CHECK(sentence.back() == '.');
        }
}
