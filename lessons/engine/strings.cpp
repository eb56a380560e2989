#include "lessons/engine/strings.h"

#include <algorithm>
#include <map>

#include "core/base/text.h"
#include "lessons/engine/course.h"

namespace lessons {
namespace {

// The one piece of state behind tr(): the loaded language. std::map keeps references valid.
std::map<std::string, std::string, std::less<>>& table() {
    static std::map<std::string, std::string, std::less<>> texts;
    return texts;
}

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
    static const bool loaded = [] {
        (void)load_strings(default_strings());
        return true;
    }();
    (void)loaded;
}

}  // namespace

base::Status load_strings(std::string_view text) {
    int number = 0;
    for (const std::string& raw : base::split(text, '\n')) {
        ++number;
        const std::string line = base::trimmed(raw);
        if (line.empty() || line[0] == '#') continue;
        const auto equals = line.find('=');
        const std::string id = base::trimmed(line.substr(0, equals));
        if (equals == std::string::npos || id.empty() || id.find(' ') != std::string::npos)
            return base::Error{"this is not a string", "write id = text", number, 1};
        table()[id] = with_line_breaks(base::trimmed(line.substr(equals + 1)));
    }
    return base::Done{};
}

const std::string& tr(std::string_view id) {
    load_defaults_once();
    const auto found = table().find(id);
    if (found != table().end()) return found->second;
    static std::map<std::string, std::string, std::less<>> unknown;
    return unknown.emplace(id, "[" + std::string(id) + "]").first->second;
}

std::string tr(std::string_view id, std::initializer_list<std::string_view> arguments) {
    const std::string& text = tr(id);
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool placeholder = text[i] == '{' && i + 2 < text.size() && text[i + 2] == '}' && text[i + 1] >= '0' &&
                                 static_cast<std::size_t>(text[i + 1] - '0') < arguments.size();
        if (!placeholder) {
            result += text[i];
            continue;
        }
        result += arguments.begin()[text[i + 1] - '0'];
        i += 2;
    }
    return result;
}

std::vector<std::string> string_ids() {
    load_defaults_once();
    std::vector<std::string> ids;
    for (const auto& entry : table()) ids.push_back(entry.first);
    return ids;
}

}  // namespace lessons
