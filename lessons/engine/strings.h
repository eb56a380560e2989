// Visible strings by id, so that a course can be translated without touching C++. The strings that are built in are
// English; a translation lies over them.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace lessons {

/// The text of `id` in the language in use. An unknown id comes back as "⟦id⟧": visible, and
/// caught by a test.
const std::string& tr(std::string_view id);
/// The same with {0}, {1}, ... replaced by the arguments; a number among them as localized() writes it, unless it stands
/// behind a quote or an '='.
std::string tr(std::string_view id, std::initializer_list<std::string_view> arguments);

/// "1,234.5 ns" as the language in use writes it ("1.234,5 ns"). What is no number with a comma or a point comes back
/// as it is: "A.1", "1,2,3", "0x7f3a".
std::string localized(std::string_view number);

/// Loads "id = text" lines ('#' begins a comment line; "\n" in a text is a line break). Ids that
/// the text lacks keep their former text. The first use of tr() loads default_strings().
base::Status load_strings(std::string_view text);

/// Whether ids that a translation lacks show the original or, for tests, "⟦id⟧".
enum class Missing { original, marked };
/// Lays another language's strings over those loaded; an empty text goes back to the original. Ids that only the
/// translation has are left out (check_translation() names them).
base::Status translate(std::string_view text, Missing missing = Missing::original);

/// From now on tr() speaks a language that is built in, "en" or "de". The error names those that are.
base::Status speak(std::string_view language);

/// While one lives, a text in a script that Dear ImGui cannot set (right to left, joined, or without letters in our
/// fonts: can_be_drawn() is false) is the original's.
class Drawing {
public:
    Drawing();
    ~Drawing();
    Drawing(const Drawing&) = delete;
    Drawing& operator=(const Drawing&) = delete;
};
/// While one lives, and `translated` is false, every text and number is the original's: for what stands inside of a lesson
/// that is not translated.
class InOriginal {
public:
    explicit InOriginal(bool translated);
    ~InOriginal();
    InOriginal(const InOriginal&) = delete;
    InOriginal& operator=(const InOriginal&) = delete;

private:
    bool on_;
};
/// Latin, Greek and Cyrillic letters and the signs between them.
bool can_be_drawn(std::string_view text);

/// For a program whose strings come in parts: `load` is called with the id of a text that is missing, and may bring it.
void when_missing(void (*load)(const std::string& id));

bool has_string(std::string_view id);
/// "id = text" in the language in use, as load_strings() reads it.
std::string string_line(std::string_view id);

/// All ids known, sorted: for the test that every tr() in the code has a text.
std::vector<std::string> string_ids();

struct StringLine {
    std::string id, text;
    int line = 0;  ///< from 1
};
/// The error says which line is no string.
base::Result<std::vector<StringLine>> parse_strings(std::string_view text);

/// What is wrong with a translation of `original`; each is a message with its line there, or, for an id that is
/// missing, with its line in the original.
struct TranslationFault {
    bool in_original = false;
    base::Error error;
};
/// Ids that are missing, in excess or there twice, and placeholders ({0}) that are not the original's.
std::vector<TranslationFault> check_translation(std::string_view original, std::string_view translation);

}  // namespace lessons
