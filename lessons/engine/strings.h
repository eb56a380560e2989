// Visible strings by id, so that a course can be translated without touching C++.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace lessons {

/// The text of `id` in the loaded language. An unknown id comes back as "[id]": visible, and
/// caught by a test.
const std::string& tr(std::string_view id);
/// The same with {0}, {1}, ... replaced by the arguments.
std::string tr(std::string_view id, std::initializer_list<std::string_view> arguments);

/// Loads "id = text" lines ('#' begins a comment line; "\n" in a text is a line break). Ids that
/// the text lacks keep their former text. The first use of tr() loads default_strings().
base::Status load_strings(std::string_view text);

/// All ids known, sorted: for the test that every tr() in the code has a text.
std::vector<std::string> string_ids();

}  // namespace lessons
