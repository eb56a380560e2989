// Panels that the reader opens and closes, and words of the prose that light up with their things.
#include <nlohmann/json.hpp>

#include "reader.h"

using test::Reader;
using Ids = std::vector<std::string>;

namespace {

base::Status act(Reader& reader, const std::string& text) {
    const base::Status status = reader.app.perform({ui::PanelRequest::Kind::act, text, false});
    reader.frames(3);
    return status;
}

// Rings round what is lit are drawn above all windows.
int marks(Reader& reader) {
    reader.frames(2);
    return ImGui::GetForegroundDrawList()->VtxBuffer.Size;
}

}  // namespace

TEST_CASE("panels: one more is opened, one of the step's closed, one key puts them back") {
    Reader reader(test::walk_lesson);
    const Ids of_step = reader.app.panel_ids();
    CHECK(of_step == Ids{"address", "tables", "ram", "timeline"});
    CHECK_FALSE(reader.app.panels_moved());
    CHECK(act(reader, "panel entry").ok());
    CHECK(act(reader, "panel ram").ok());
    CHECK(reader.app.panel_ids() == Ids{"address", "tables", "entry", "timeline"});
    CHECK(reader.app.front() == "entry");
    CHECK(reader.find("entry-bit0"));  // drawn, and for the step's address
    CHECK(reader.app.panels_moved());
    for (const ui::App::Choice& choice : reader.app.choices()) {
        const bool step = choice.id == "address" || choice.id == "tables" || choice.id == "ram";
        CAPTURE(choice.id);
        CHECK(choice.of_step == step);
        CHECK(choice.open == ((step && choice.id != "ram") || choice.id == "entry"));
    }
    reader.key(ImGuiKey_0);
    CHECK(reader.app.panel_ids() == of_step);
    CHECK_FALSE(reader.app.panels_moved());
    CHECK(reader.commands().empty());  // no part of the machine's history
}

TEST_CASE("panels: a second press undoes the first; the last panel stays; strangers are refused") {
    Reader reader(test::walk_lesson);
    for (const char* id : {"ram", "ram", "space", "space"}) CHECK(act(reader, std::string("panel ") + id).ok());
    CHECK_FALSE(reader.app.panels_moved());
    CHECK(act(reader, "panel ram").ok());
    CHECK(act(reader, "panel tables").ok());
    const base::Status last = act(reader, "panel address");
    REQUIRE_FALSE(last.ok());
    CHECK(last.error().message.find("last panel") != std::string::npos);
    CHECK(reader.app.panel_ids() == Ids{"address", "timeline"});
    for (const char* id : {"panel nonsense", "panel timeline", "panel console", "panel "}) CHECK_FALSE(act(reader, id).ok());
    CHECK(reader.app.panel_ids() == Ids{"address", "timeline"});
}

TEST_CASE("panels: a word of the prose brings its panel to the front") {
    Reader reader(test::walk_lesson);
    CHECK(act(reader, "bring tables.pgd").ok());
    CHECK(reader.app.front() == "tables");
    CHECK_FALSE(reader.app.panels_moved());  // the step shows it already
    CHECK_FALSE(reader.app.light("tables.pgd"));  // lit by now
    CHECK(act(reader, "bring entry").ok());
    CHECK(reader.app.front() == "entry");
    CHECK(reader.app.panels_moved());
    CHECK_FALSE(act(reader, "bring nonsense.pgd").ok());
    CHECK(reader.app.front() == "entry");
}

TEST_CASE("panels: the next step has its own, and the one before has them as it wants") {
    Reader reader(std::string(test::walk_lesson) + "## And on\nOne more.\n```show\nram\n```\n");
    CHECK(act(reader, "panel entry").ok());
    CHECK(act(reader, "next").ok());
    CHECK(reader.app.panel_ids() == Ids{"ram", "timeline"});
    CHECK(act(reader, "panel tables").ok());
    CHECK(reader.app.panel_ids() == Ids{"ram", "tables", "timeline"});
    CHECK(act(reader, "back").ok());
    CHECK(reader.app.panel_ids() == Ids{"address", "tables", "ram", "timeline"});
}

TEST_CASE("panels: while a question hides something, so does a panel that the reader opens") {
    std::string text = test::walk_lesson;
    text.replace(text.find("tables va\n"), 10, "ram hide=frame\n");
    text.replace(text.find("Read it.\n"), 9, "Which?\n```predict f\nask: Which?\nanswer: pfn(va) as hex\ntrap: 1 -- No. [x]\nwhy: So.\n```\n");
    Reader reader(text);
    const auto frame = [&] {
        const auto data = nlohmann::json::parse(reader.app.twin_json("entry", 0, 100));
        for (const auto& row : data["rows"])
            if (row[1] == "frame") return row[2].get<std::string>();
        return std::string("no such row");
    };
    CHECK(act(reader, "panel entry").ok());
    CHECK(frame() == "?");
    REQUIRE(reader.player.act("commit f 7").ok());
    reader.frames(2);
    CHECK(frame() != "?");
    CHECK(frame() != "no such row");
}

TEST_CASE("panels: a word lights its thing, and a thing its word") {
    Reader reader(test::walk_lesson);
    CHECK(reader.player.act("command read A va").ok());
    const int dark = marks(reader);
    CHECK(reader.app.light("address.pud"));
    CHECK_FALSE(reader.app.light("address.pud"));
    const int both = marks(reader);
    CHECK(both > dark);  // in the address and in the tables: a level is one thing
    reader.app.light("address.offset");
    const int one = marks(reader);
    CHECK(one > dark);
    CHECK(one < both);
    for (const char* nothing : {"", "address", "nonsense.pud", "space.kernel", "address."}) {
        reader.app.light(nothing);
        CAPTURE(nothing);
        if (std::string(nothing) != "nonsense.pud") CHECK(marks(reader) == dark);
    }
    reader.app.light("");
    reader.move(reader.middle("field3"));
    reader.frames(1);
    CHECK(reader.app.pointed() == "address.pud");
    reader.move(reader.middle("bit0"));
    reader.frames(1);
    CHECK(reader.app.pointed() == "address.offset");
    reader.move({1, 1});
    reader.frames(1);
    CHECK(reader.app.pointed().empty());
}
