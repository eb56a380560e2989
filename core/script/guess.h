// How the event of a guess (core/script/verbs_guess.cpp) tells what was guessed and how it went: it is one that
// changes names, `guesses` and `hits`.
#pragma once

#include <optional>

#include "core/base/events.h"
#include "core/os/aslr.h"

namespace script {

enum class GuessOutcome : std::uint8_t {
    right,      ///< the program went on at va, and there the part begins
    crashed,    ///< it could not go on there
    elsewhere,  ///< it could, but in other code
};

constexpr std::uint32_t guess_detail(os::Region region) { return static_cast<std::uint32_t>(region) + 1; }
/// The part that was guessed at; nullopt where the event is another one.
constexpr std::optional<os::Region> guessed(const base::Event& event) {
    if (event.kind != base::EventKind::setting_changed || event.detail == 0 || event.detail > os::region_count) return std::nullopt;
    return static_cast<os::Region>(event.detail - 1);
}

}  // namespace script
