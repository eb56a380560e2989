#include "lessons/engine/strings.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "lessons/engine/course.h"

namespace lessons {
namespace {

struct Text {
    std::string original, shown;
    bool drawn = true;  ///< `shown` can be drawn
};
using Table = std::map<std::string, Text, std::less<>>;

// The state behind tr(): the loaded language. std::map keeps references valid.
Table& table() {
    static Table texts;
    return texts;
}
thread_local int drawing = 0, in_original = 0;  // a thread that computes does neither
void (*load_more)(const std::string& id) = nullptr;

std::string with_line_breaks(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool line_break = text[i] == '\\' && i + 1 < text.size() && text[i + 1] == 'n';
        result += line_break ? '\n' : text[i];
        i += line_break;
    }
    return result;
}

void load_defaults_once() {
    static bool loaded = false;
    if (loaded) return;
    loaded = true; // an error in them is told in their own words
    (void)load_strings(default_strings());
}

std::string marked(std::string_view id) { return "⟦" + std::string(id) + "⟧"; }

void show(Text& text, std::string shown) {
    text.drawn = can_be_drawn(shown);
    text.shown = std::move(shown);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "{0}", "{1}" of a text, sorted
std::string placeholders(std::string_view text) {
    std::string found;
    for (std::size_t i = 0; i + 2 < text.size(); ++i)
        if (text[i] == '{' && is_digit(text[i + 1]) && text[i + 2] == '}' && found.find(text[i + 1]) == std::string::npos) found += text[i + 1];
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace

base::Result<std::vector<StringLine>> parse_strings(std::string_view text) {
    std::vector<StringLine> lines;
    int number = 0;
    for (const std::string& raw : base::split(text, '\n')) {
        ++number;
        const std::string line = base::trimmed(raw);
        if (line.empty() || line[0] == '#') continue;
        const auto equals = line.find('=');
        std::string id = base::trimmed(line.substr(0, equals));
        if (equals == std::string::npos || id.empty() || id.find(' ') != std::string::npos)
            return base::Error{tr("author.not-string"), tr("author.write-id-text"), number, 1};
        lines.push_back({std::move(id), with_line_breaks(base::trimmed(line.substr(equals + 1))), number});
    }
    return lines;
}

base::Status load_strings(std::string_view text) {
    auto lines = parse_strings(text);
    if (!lines) return lines.error();
    for (StringLine& line : *lines) table()[line.id] = Text{line.text, line.text};
    return base::Done{};
}

base::Status translate(std::string_view text, Missing missing) {
    load_defaults_once();
    auto lines = parse_strings(text);
    if (!lines) return lines.error();
    const bool marks = missing == Missing::marked && !lines->empty();
    for (auto& [id, entry] : table()) show(entry, marks ? marked(id) : entry.original);
    for (StringLine& line : *lines) {
        const auto found = table().find(line.id);
        if (found != table().end()) show(found->second, std::move(line.text));
    }
    return base::Done{};
}

const std::string& tr(std::string_view id) {
    load_defaults_once();
    auto found = table().find(id);
    if (found == table().end() && load_more) {
        load_more(std::string(id));
        found = table().find(id);
    }
    if (found != table().end()) return in_original > 0 || (drawing > 0 && !found->second.drawn) ? found->second.original : found->second.shown;
    static std::map<std::string, std::string, std::less<>> unknown;
    return unknown.emplace(id, marked(id)).first->second;
}

std::string tr(std::string_view id, std::initializer_list<std::string_view> arguments) {
    const std::string& text = tr(id);
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool placeholder = text[i] == '{' && i + 2 < text.size() && text[i + 2] == '}' && is_digit(text[i + 1]) &&
                                 static_cast<std::size_t>(text[i + 1] - '0') < arguments.size();
        if (!placeholder) {
            result += text[i];
            continue;
        }
        const std::string_view argument = arguments.begin()[text[i + 1] - '0'];
        const bool is_quoted = i > 0 && (text[i - 1] == '\'' || text[i - 1] == '=');  // what somebody typed, or is to type
        if (is_quoted) result += argument;
        else result += localized(argument);
        i += 2;
    }
    return result;
}

namespace {

std::string text_of_phrase(std::string_view id, std::initializer_list<std::string_view> arguments) { return tr(id, arguments); }
// Every program that shows strings has them for the machine's messages, too.
[[maybe_unused]] const bool phrases_are_strings = (base::set_phrases(text_of_phrase), true);

}  // namespace

std::string localized(std::string_view number) {
    if (number.empty() || !is_digit(number[0])) return std::string(number); // most of what is put into a sentence is a word
    const std::string &point = tr("format.point"), &comma = tr("format.comma");
    std::string result;
    std::size_t at = 0, run = 0, groups = 0;
    bool fraction = false;
    for (; at < number.size() && !std::isspace(static_cast<unsigned char>(number[at])) && number[at] != '%'; ++at) {
        const char c = number[at];
        const bool before_digit = at + 1 < number.size() && is_digit(number[at + 1]);
        if (is_digit(c)) {
            result += c, ++run;
        } else if (c == ',' && before_digit && !fraction && (groups > 0 ? run == 3 : run >= 1 && run <= 3)) {
            result += comma, ++groups, run = 0;
        } else if (c == '.' && before_digit && !fraction && run > 0 && (groups == 0 || run == 3)) {
            result += point, fraction = true, run = 0;
        } else {
            return std::string(number);
        }
    }
    if (at == 0 || run == 0 || (groups > 0 && !fraction && run != 3)) return std::string(number);
    return result + std::string(number.substr(at));
}

base::Status speak(std::string_view language) {
    std::string known = "en";
    if (language == known) return translate("");
    for (const CourseFile& file : translated_files()) {
        if (!file.name.ends_with("/strings.txt")) continue;
        const std::string_view code = file.name.substr(0, file.name.find('/'));
        if (code == language) return translate(file.text);
        known += ", " + std::string(code);
    }
    return base::Error{tr("cli.no-language", {language}), tr("cli.languages-there", {known})};
}

Drawing::Drawing() { ++drawing; }
Drawing::~Drawing() { --drawing; }
InOriginal::InOriginal(bool translated) : on_(!translated) { in_original += on_; }
InOriginal::~InOriginal() { in_original -= on_; }

bool can_be_drawn(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto first = static_cast<unsigned char>(text[i]);
        if (first < 0xC0) continue;  // ASCII, or the rest of a character
        const auto second = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
        const bool two = first < 0xD6;                                                                 // up to U+057F
        const bool three = (first == 0xE1 && second >= 0xB8) || (first == 0xE2 && second < 0xBA);      // U+1E00 to U+2E7F
        if (!two && !three) return false;
    }
    return true;
}

void when_missing(void (*load)(const std::string& id)) { load_more = load; }

bool has_string(std::string_view id) {
    load_defaults_once();
    return table().find(id) != table().end();
}

std::string string_line(std::string_view id) {
    std::string line = std::string(id) + " = ";
    for (const char c : tr(id)) line += c == '\n' ? std::string("\\n") : std::string(1, c);
    return line;
}

std::vector<std::string> string_ids() {
    load_defaults_once();
    std::vector<std::string> ids;
    for (const auto& entry : table()) ids.push_back(entry.first);
    return ids;
}

std::vector<TranslationFault> check_translation(std::string_view original, std::string_view translation) {
    const auto ours = parse_strings(original), theirs = parse_strings(translation);
    if (!ours) return {{true, ours.error()}};
    if (!theirs) return {{false, theirs.error()}};
    std::map<std::string, const StringLine*, std::less<>> known, seen;
    for (const StringLine& line : *ours) known[line.id] = &line;
    std::vector<TranslationFault> faults;
    const auto fault = [&](const StringLine& line, std::string message, std::string hint, bool in_original = false) {
        faults.push_back({in_original, {std::move(message), std::move(hint), line.line, 1}});
    };
    for (const StringLine& line : *theirs) {
        const auto found = known.find(line.id);
        if (found == known.end()) fault(line, tr("author.no-string-of-original", {line.id}), tr("author.remove-or-correct-id"));
        else if (placeholders(found->second->text) != placeholders(line.text)) fault(line, tr("author.other-placeholders-than-original", {line.id}), tr("author.use-its-placeholders"));
        if (!seen.emplace(line.id, &line).second) fault(line, tr("author.stands-here-twice", {line.id}), tr("author.remove-one"));
    }
    for (const StringLine& line : *ours)
        if (seen.find(line.id) == seen.end()) fault(line, tr("author.not-translated", {line.id}), tr("author.add-to-translation"), true);
    return faults;
}

}  // namespace lessons
