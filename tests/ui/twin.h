// What a test asks of a reader's panels and machine, in words.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/script/expression.h"
#include "reader.h"

namespace test {

/// The text twin of a panel: "say", "columns", "rows", "actions". Keep it in a variable before a range-for.
inline nlohmann::json twin(const Reader& reader, std::string_view panel) { return nlohmann::json::parse(reader.app.twin_json(panel, 0, 100'000)); }

inline bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

inline void perform(Reader& reader, ui::PanelRequest::Kind kind, const std::string& text) {
    CAPTURE(text);
    REQUIRE(reader.app.perform({kind, text, false}).ok());
    reader.frames(2);
}
/// A command line that succeeds.
inline void send(Reader& reader, const std::string& line) { perform(reader, ui::PanelRequest::Kind::command, line); }
/// An action of the app or the player that succeeds: "seek 0", "entry-level 4".
inline void act(Reader& reader, const std::string& text) { perform(reader, ui::PanelRequest::Kind::act, text); }

/// The value of an expression over the machine at the reader's position.
inline std::uint64_t expression(const Reader& reader, const std::string& text) {
    const auto value = script::evaluate_text(text + " as hex", {reader.player.machine()});
    CAPTURE(text);
    REQUIRE(value.ok());
    return static_cast<std::uint64_t>(*base::parse_number(*value));
}

/// A lesson of one step that makes a machine and shows a panel.
inline std::string panel_lesson(const std::string& run, const std::string& show, const std::string& rest = "") {
    return "# A panel\nLook.\n```lesson\nid test-panel\nminutes 1\ncore\nterms x\n```\n```run\n" + run + "\n```\n```show\n" + show + "\n```\n## Do it\nGo on.\n" + rest;
}

/// Nothing that can be pressed, of the areas whose ids begin like that, lies beside the screen.
inline void check_inside(const Reader& reader, float width, std::string_view ids = "") {
    for (const ui::NamedArea& area : reader.areas) {
        if (area.id.compare(0, ids.size(), ids) != 0) continue;
        CAPTURE(area.id, width);
        CHECK(area.min.x >= -1);
        CHECK(area.max.x <= width + 1);
    }
}

/// The panel is drawn to its end: it speaks, lacks no string, takes few vertices, asks for no further frame, and
/// nothing that can be pressed lies beside the screen.
inline void check_drawn(Reader& reader, const std::string& panel, float width, int most_vertices) {
    reader.frames(3);
    const nlohmann::json told = twin(reader, panel);
    CHECK_FALSE(told["say"].get<std::string>().empty());
    CHECK(told.dump().find("[" + panel + ".") == std::string::npos);
    CHECK(reader.vertices < most_vertices);
    CHECK_FALSE(reader.wants_more);
    check_inside(reader, width);
}

/// Every action of a panel is one that the player or, tried on a copy, the machine takes.
inline void check_actions(Reader& reader, std::string_view panel) {
    const nlohmann::json actions = twin(reader, panel)["actions"];
    for (const nlohmann::json& action : actions) {
        const std::string text = action["text"];
        CAPTURE(text);
        if (action["kind"] == "act") {
            CHECK(reader.player.act(text).ok());
        } else {
            script::Timeline copy = reader.player.timeline();
            CHECK(copy.run(text).ok());
        }
    }
}

}  // namespace test
