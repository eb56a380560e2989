// What changed between two moments of the timeline, as rows of words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/script/timeline.h"

namespace ui {

struct ChangeRow {
    std::string what, before, after;
    std::string_view role;  ///< colour of `what`
};

struct ChangeList {
    std::string summary;  ///< a sentence or two
    std::vector<ChangeRow> rows;
};

/// From position `since` to where the timeline is. Compares two machines once and remembers the words.
const ChangeList& changes_since(const script::Timeline& timeline, std::uint64_t since);

/// "the beginning", "event 12".
std::string moment_text(std::uint64_t position);

}  // namespace ui
