// What the page's scripts are told, as JSON text. The lesson's blocks travel as HTML, made by the
// same code that writes the static pages.
#pragma once

#include <string>

#include "core/base/result.h"
#include "web/session.h"

namespace web {

/// {"error":{...}} and nothing else.
std::string error_json(const base::Error& error);

/// The whole view of the present step:
/// {"error"?, "lesson", "title", "step", "steps", "step_title",
///  "blocks":[{"key","html"}], "buttons":[{"action","label","primary","enabled"}],
///  "panels":[{"id","title","needed"}], "front",
///  "status", "pending_pick", "map":[{"title","visited","done"}], "complete",
///  "score":{"right","passed","items","attempt"}, "say", "command", "output",
///  "position", "size", "console":[{"kind","text"}]}
/// `error` is what the last action met with, if anything.
std::string view_json(Session& session, const base::Status& outcome);

/// ["write","writeback"]: what could stand at the end of a console line.
std::string completions_json(Session& session, const std::string& line);

/// {"deck":"..."}: the review deck as the page keeps it.
std::string deck_json(const lessons::ReviewDeck& deck);
/// {"formats":["x86-64"],"presets":["zen4"]}: the machines there are.
std::string machines_json();
/// {"lessons":["walk"]}: whose questions a review asks.
std::string needed_json(const std::vector<std::string>& lessons);

}  // namespace web
