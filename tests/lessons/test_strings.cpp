#include <catch_amalgamated.hpp>

#include <algorithm>
#include <filesystem>

#include "lessons/engine/strings.h"
#include "tests/lessons/lesson_text.h"

namespace fs = std::filesystem;

namespace {

// The ids of tr("...") in a source; those put together from parts ("engine.reply." + kind, "event.outcome_" + name) are left out.
std::vector<std::string> ids_in(const std::string& source) {
    std::vector<std::string> ids;
    for (std::size_t at = source.find("tr(\""); at != std::string::npos; at = source.find("tr(\"", at + 1)) {
        if (at > 0 && (std::isalnum(static_cast<unsigned char>(source[at - 1])) || source[at - 1] == '_')) continue;
        const std::size_t begin = at + 4, end = source.find('"', begin);
        const std::string id = source.substr(begin, end - begin);
        if (!id.empty() && id.back() != '.' && id.back() != '_') ids.push_back(id);
    }
    return ids;
}

}  // namespace

TEST_CASE("every string that the code shows has a text") {
    const std::vector<std::string> known = lessons::string_ids();
    std::size_t found = 0;
    for (const char* folder : {"lessons/engine", "ui", "web"})
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            if (entry.path().extension() != ".cpp") continue;
            for (const std::string& id : ids_in(test::read_file(entry.path().string()))) {
                ++found;
                if (!std::binary_search(known.begin(), known.end(), id)) FAIL_CHECK(entry.path().string() + ": tr(\"" + id + "\") has no text in strings.txt");
            }
        }
    CHECK(found > 100);
}

TEST_CASE("the strings file loads, and no id stands in it twice") {
    const std::string text = test::read_file("lessons/course/en/strings.txt");
    REQUIRE(lessons::load_strings(text).ok());
    std::vector<std::string> ids;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string line = text.substr(at, end - at);
        at = end + 1;
        if (line.empty() || line[0] == '#') continue;
        ids.push_back(line.substr(0, line.find(' ')));
    }
    std::sort(ids.begin(), ids.end());
    const auto twice = std::adjacent_find(ids.begin(), ids.end());
    if (twice != ids.end()) FAIL_CHECK(*twice + " stands twice");
}
