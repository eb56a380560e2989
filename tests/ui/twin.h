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

}  // namespace test
