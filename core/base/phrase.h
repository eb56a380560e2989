// Messages by id. The machine says what is wrong; the words stand in a file of strings, where they can be translated.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace base {

/// The text of `id` in the language in use, with {0}, {1}, ... replaced by the arguments. In a program without
/// strings it is the id and what goes with it: "hw.given-twice (va)".
std::string phrase(std::string_view id, std::initializer_list<std::string_view> arguments = {});

using Phrases = std::string (*)(std::string_view id, std::initializer_list<std::string_view> arguments);
/// Where phrase() has its texts from, from now on; nullptr: the program has no strings.
void set_phrases(Phrases phrases);

}  // namespace base
