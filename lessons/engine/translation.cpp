#include "lessons/engine/translation.h"

#include <algorithm>
#include <string>

#include "core/base/text.h"
#include "lessons/engine/strings.h"

namespace lessons {
namespace {

// One line of a lesson without its prose; what is nothing but prose has none.
struct Bone {
    std::string text;
    int line = 0;
};

bool starts_with(const std::string& text, std::string_view begin) { return text.compare(0, begin.size(), begin) == 0; }

// "[misconception]" at the end of a line
std::string misconception(const std::string& line) {
    const auto open = line.rfind('[');
    return open != std::string::npos && line.back() == ']' ? line.substr(open) : std::string();
}

// Live values and the targets of links, sorted: a sentence may need them in another order.
std::string computed_parts(const std::string& line) {
    std::vector<std::string> parts;
    for (std::size_t at = line.find("`="); at != std::string::npos; at = line.find("`=", at + 2)) parts.push_back(line.substr(at, line.find('`', at + 1) - at + 1));
    for (std::size_t at = line.find("]("); at != std::string::npos; at = line.find("](", at + 2)) parts.push_back(line.substr(at, line.find(')', at) - at + 1));
    std::sort(parts.begin(), parts.end());
    std::string text;
    for (const std::string& part : parts) text += " " + part;
    return text;
}

// A line inside of a fence.
std::string fenced(const std::string& fence, const std::string& line) {
    const auto colon = line.find(':');
    const std::string key = line.substr(0, colon == std::string::npos ? 0 : colon + 1);
    const std::string before = line.substr(0, line.find(" -- "));
    if (fence == "check" || (fence == "param" && !starts_with(line, "plot"))) return before + computed_parts(line.substr(before.size()));
    if (key == "trap:") return before + " " + misconception(line) + computed_parts(line.substr(before.size()));
    if (key == "option:") return key + before.substr(std::min(before.rfind(" if "), before.size())) + " " + misconception(line) + computed_parts(line);
    if (key == "right:" || key == "wrong:" || key == "order:" || key == "ask:" || key == "hint:" || key == "why:") return key + " " + misconception(line) + computed_parts(line);
    return line;
}

std::vector<Bone> bones_of(std::string_view text) {
    std::vector<Bone> bones;
    std::string fence, prose;  // the open fence's first word; what a passage of prose computes
    int number = 0, passage = 0;
    const auto end_passage = [&] {
        if (!base::trimmed(prose).empty()) bones.push_back({computed_parts(prose), passage});
        prose.clear();
    };
    for (const std::string& raw : base::split(text, '\n')) {
        ++number;
        const std::string line = base::trimmed(raw);
        if (starts_with(line, "```")) {
            end_passage();
            bones.push_back({line, number});
            fence = fence.empty() ? line.substr(3, line.find(' ') - 3) : std::string();
        } else if (!fence.empty()) {
            bones.push_back({fenced(fence, line), number});
        } else if (starts_with(line, "#")) {
            end_passage();
            bones.push_back({line.substr(0, line.find(' ')), number});
        } else {
            if (base::trimmed(prose).empty()) passage = number;
            prose += line + "\n";
        }
    }
    end_passage();
    return bones;
}

}  // namespace

std::vector<base::Error> check_translated_lesson(std::string_view original, std::string_view translation) {
    const std::vector<Bone> ours = bones_of(original), theirs = bones_of(translation);
    for (std::size_t i = 0; i < std::min(ours.size(), theirs.size()); ++i)
        if (ours[i].text != theirs[i].text)
            return {{tr("author.in-original-line", {theirs[i].text, ours[i].text, std::to_string(ours[i].line)}), tr("author.translation-changes-prose-only"), theirs[i].line, 1}};
    if (ours.size() > theirs.size()) return {{tr("author.longer-than-original", {std::to_string(ours[theirs.size()].line)}), tr("author.translate-rest"), theirs.empty() ? 1 : theirs.back().line, 1}};
    if (ours.size() < theirs.size()) return {{tr("author.shorter-than-original"), tr("author.translation-changes-prose-only"), theirs[ours.size()].line, 1}};
    return {};
}

}  // namespace lessons
