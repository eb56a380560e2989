// The timeline: playing, bookmarks, and what changed between two moments.

#include "twin.h"
#include "ui/panels/changes_text.h"

using nlohmann::json;
using test::Reader;
using test::says;
using Kind = ui::PanelRequest::Kind;

namespace {

json twin(const Reader& reader) { return test::twin(reader, "timeline"); }
std::uint64_t position(const Reader& reader) { return reader.player.timeline().position(); }
std::uint64_t size(const Reader& reader) { return reader.player.timeline().size(); }

}  // namespace

TEST_CASE("timeline: it plays at the chosen pace, from where the reader is to the end") {
    Reader reader(test::walk_lesson);
    reader.click("address.read");
    CHECK(reader.app.tick_wait(0) < 0);  // never by itself
    reader.click("timeline.play");
    CHECK(position(reader) == 0);  // from the end it begins anew
    REQUIRE(reader.app.tick_wait(100) == 0);
    CHECK(reader.app.tick(100));
    CHECK(position(reader) == 1);
    CHECK(reader.app.tick_wait(100.25) == Catch::Approx(0.75));  // one event a second
    CHECK_FALSE(reader.app.tick(100.5));
    CHECK(reader.app.tick(101));
    CHECK(position(reader) == 2);
    act(reader, "pace 3");
    CHECK(says(twin(reader)["say"], "5 a second"));
    double now = 102;
    while (reader.app.tick_wait(now) >= 0 && now < 200) {
        now += reader.app.tick_wait(now);
        (void)reader.app.tick(now);
    }
    CHECK(position(reader) == size(reader));
    CHECK(now < 110);
    CHECK(reader.app.tick_wait(now) < 0);
}

TEST_CASE("timeline: whatever else the reader does ends the playing") {
    for (const char* what : {"pause", "step", "seek 0", "bookmark"}) {
        Reader reader(test::walk_lesson);
        CAPTURE(what);
        reader.click("address.read");
        act(reader, "play");
        (void)reader.app.tick(1);
        act(reader, what);
        CHECK(reader.app.tick_wait(2) < 0);
    }
    Reader reader(test::walk_lesson);
    reader.click("address.read");
    act(reader, "play");
    (void)reader.app.tick(1);
    REQUIRE(reader.player.act("step"));  // not through the app: the page's own keys
    CHECK(reader.app.tick(5));
    CHECK(reader.app.tick_wait(5) < 0);
    CHECK(position(reader) == 2);
}

TEST_CASE("timeline: nothing to play, nothing plays") {
    Reader reader(test::walk_lesson);
    act(reader, "play");
    CHECK(reader.app.tick_wait(1) < 0);
}

TEST_CASE("timeline: bookmarks are set, found and removed by button, key and twin") {
    Reader reader(test::walk_lesson);
    reader.click("address.read");
    reader.key(ImGuiKey_B);
    act(reader, "seek 3");
    reader.key(ImGuiKey_B);
    CHECK(reader.player.bookmarks() == std::vector<std::uint64_t>{3, size(reader)});
    CHECK(says(twin(reader)["say"], "There is a bookmark here"));
    reader.key(ImGuiKey_N);
    CHECK(position(reader) == size(reader));
    reader.key(ImGuiKey_N);  // round the end
    CHECK(position(reader) == 3);
    reader.click("timeline.more");
    reader.frames(2);
    reader.click("timeline.bookmark");
    CHECK(reader.player.bookmarks() == std::vector<std::uint64_t>{size(reader)});
    bool offered = false;
    const json actions = twin(reader)["actions"];
    for (const json& action : actions) offered = offered || says(action["label"], "Go to event");
    CHECK(offered);
    // A click near a flag means the flag.
    const ui::NamedArea strip = *reader.find("strip");
    act(reader, "bookmark 5");
    reader.move({strip.min.x + (strip.max.x - strip.min.x) * 5 / static_cast<float>(size(reader)) + 4, (strip.min.y + strip.max.y) / 2});
    reader.button(true);
    reader.button(false);
    reader.frames(2);
    CHECK(position(reader) == 5);
}

TEST_CASE("timeline: bookmarks go with what a command in the past undoes, and come back with the step") {
    Reader reader(std::string(test::walk_lesson) + "## And on\nOne more.\n");
    send(reader, "read va");
    const std::uint64_t first = size(reader);
    act(reader, "bookmark " + std::to_string(first));
    act(reader, "bookmark 2");
    send(reader, "read va");
    CHECK(reader.player.bookmarks() == std::vector<std::uint64_t>{2, first});
    act(reader, "next");
    CHECK(reader.player.bookmarks().empty());
    act(reader, "back");
    CHECK(reader.player.bookmarks() == std::vector<std::uint64_t>{2, first});
    act(reader, "seek 5");
    send(reader, "let x = 1");
    CHECK(reader.player.bookmarks() == std::vector<std::uint64_t>{2});
    act(reader, "reset");
    CHECK(reader.player.bookmarks().empty());
    CHECK_FALSE(reader.app.perform({Kind::act, "bookmark 9", false}).ok());
}

TEST_CASE("timeline: what changed since the beginning, and since a bookmark") {
    Reader reader(test::walk_lesson);
    reader.key(ImGuiKey_D);
    CHECK(says(twin(reader)["say"], "the same moment"));
    send(reader, "read va");
    const std::uint64_t read = size(reader);
    act(reader, "bookmark");
    send(reader, "write va");
    json data = twin(reader);
    CHECK(says(data["say"], "From the beginning to event " + std::to_string(size(reader))));
    const auto has = [&](const std::string& what, const std::string& before, const std::string& after) {
        for (const json& row : data["rows"])
            if (says(row[0], what) && says(row[1], before) && says(row[2], after)) return true;
        return false;
    };
    CAPTURE(data.dump());
    CHECK(has("PT entry 0 of A", "P W U NX", "P W U A D NX"));
    CHECK(has("PGD entry 254 of A", "P W U", "P W U A"));
    CHECK(has("TLB, page", "—", "frame"));
    CHECK(has("tlb.misses", "0", ""));
    reader.click("timeline.since" + std::to_string(read));
    data = twin(reader);
    CHECK(has("PT entry 0 of A", "P W U A NX", "P W U A D NX"));
    CHECK_FALSE(has("PGD entry", "", ""));
    // From a moment before the bookmark it is told the same way round.
    act(reader, "seek 0");
    CHECK(says(twin(reader)["say"], "From the beginning to event " + std::to_string(read)));
    act(reader, "changes off");
    CHECK(twin(reader)["columns"].size() == 3);
    CHECK(twin(reader)["total"] == size(reader));
}

TEST_CASE("timeline: a history replaced by one as long is compared anew") {
    Reader reader(test::walk_lesson);
    reader.key(ImGuiKey_D);
    reader.click("bit0");
    CHECK(says(twin(reader).dump(), "0x7f3a_4000_0011"));
    act(reader, "seek 0");
    send(reader, "let va = 0x7f3a_4000_0012");
    CHECK(says(twin(reader).dump(), "0x7f3a_4000_0012"));
}

TEST_CASE("timeline: every action of the twin works") {
    Reader reader(test::walk_lesson);
    send(reader, "read va");
    act(reader, "bookmark 2");
    act(reader, "seek 4");
    for (const bool open : {false, true}) {
        act(reader, open ? "changes on" : "changes off");
        const json actions = twin(reader)["actions"];
        for (const json& action : actions) {
            CAPTURE(action.dump());
            CHECK_FALSE(says(action["label"], "["));
            if (!action["enabled"].get<bool>()) continue;
            CHECK(reader.app.perform({Kind::act, action["text"].get<std::string>(), false}).ok());
            act(reader, "seek 4");
        }
    }
}

TEST_CASE("timeline: nothing lies outside the window, at any width, open or closed") {
    for (const float width : {320.0f, 390.0f, 560.0f, 700.0f, 840.0f, 1280.0f, 2560.0f})
        for (const bool tabs : {false, true}) {
            Reader reader(test::walk_lesson, width, 640);
            reader.app.settings().tabs = tabs;
            send(reader, "read va");
            act(reader, "bookmark 3");
            for (const char* state : {"changes off", "changes on"}) {
                act(reader, state);
                CAPTURE(width, tabs, state);
                test::check_inside(reader, width);
                for (const char* id : {"timeline.back", "timeline.step", "timeline.play", "timeline.more"}) {
                    REQUIRE(reader.find(id));
                    CHECK(reader.find(id)->max.y - reader.find(id)->min.y >= 39.9f);
                }
                const ui::NamedArea strip = *reader.find("strip");
                CHECK(strip.max.x - strip.min.x > 90);
            }
        }
}

TEST_CASE("timeline: a million events deep a frame draws no more than a screen holds") {
    Reader reader(test::walk_lesson, 1280, 800);
    REQUIRE(reader.player.act("command repeat 240000 as i read va + i % 4 * 4K"));
    REQUIRE(reader.player.act("command repeat 240000 as i read va + i % 4 * 4K"));
    REQUIRE(reader.player.timeline().size() > 1'000'000);
    reader.frames(3);
    CHECK(reader.vertices < 40'000);
}
