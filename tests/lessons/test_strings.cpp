#include <catch_amalgamated.hpp>

#include <algorithm>
#include <filesystem>
#include <regex>

#include "core/base/phrase.h"
#include "core/hw/presets.h"
#include "core/os/policies/policy.h"
#include "core/script/timeline.h"
#include "lessons/engine/strings.h"
#include "tests/lessons/lesson_text.h"

namespace fs = std::filesystem;

namespace {

// The ids of tr("...") and phrase("...") in a source; those put together from parts ("engine.reply." + kind,
// "event.outcome_" + name) are left out.
std::vector<std::string> ids_in(const std::string& source) {
    std::vector<std::string> ids;
    for (const std::string_view call : {"tr(\"", "phrase(\""})
        for (std::size_t at = source.find(call); at != std::string::npos; at = source.find(call, at + 1)) {
            if (at > 0 && (std::isalnum(static_cast<unsigned char>(source[at - 1])) || source[at - 1] == '_')) continue;
            const std::size_t begin = at + call.size(), end = source.find('"', begin);
            const std::string id = source.substr(begin, end - begin);
            if (!id.empty() && id.back() != '.' && id.back() != '_' && id.back() != '-') ids.push_back(id);
        }
    return ids;
}

// Literals that are ids of the machine's or the checker's messages, wherever they stand: value("script.size").
std::vector<std::string> message_ids_in(const std::string& source) {
    static const std::regex id("\"((base|hw|os|sim|script|source|author)\\.[a-z0-9.-]*[a-z0-9])\"");
    std::vector<std::string> ids;
    for (std::sregex_iterator at(source.begin(), source.end(), id), end; at != end; ++at) ids.push_back((*at)[1]);
    return ids;
}

}  // namespace

TEST_CASE("every string that the code shows has a text") {
    const std::vector<std::string> known = lessons::string_ids();
    std::size_t found = 0;
    for (const char* folder : {"core", "lessons/engine", "ui", "web"})
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            if (entry.path().extension() != ".cpp") continue;
            const std::string source = test::read_file(entry.path().string());
            std::vector<std::string> ids = ids_in(source);
            for (std::string& id : message_ids_in(source)) ids.push_back(std::move(id));
            for (const std::string& id : ids) {
                ++found;
                if (!std::binary_search(known.begin(), known.end(), id)) FAIL_CHECK(entry.path().string() + ": tr(\"" + id + "\") has no text in strings.txt");
            }
        }
    CHECK(found > 1000);
}

TEST_CASE("every row of the machine's tables has a text") {
    const auto check = [](const std::string& id) {
        INFO(id);
        CHECK(lessons::has_string(id));
    };
    for (const script::VerbHelp& verb : script::verb_help()) check("verb." + std::string(verb.name));
    for (const script::NameHelp& field : script::field_help()) check("value." + std::string(field.name));
    for (const script::NameHelp& function : script::function_help()) check("function." + std::string(function.name.substr(0, function.name.find('('))));
    for (const os::PolicyRow& policy : os::policies()) check("policy.help." + std::string(policy.name));
    for (const hw::PagingFormat& format : hw::builtin_formats()) CHECK(hw::title_of(format).find("⟦") == std::string::npos);
    for (const hw::Preset& preset : hw::presets()) {
        check(std::string(preset.source));
        for (const hw::FigureSource& row : hw::figure_sources(preset.name)) check(std::string(row.source));
    }
}

TEST_CASE("what is wrong with a line is said in the language in use") {
    script::Timeline timeline;
    CHECK(timeline.run("map A 0x1000").error().message == "there is no process yet");
    REQUIRE(lessons::translate("script.no-process-yet = noch kein Prozess").ok());
    CHECK(timeline.run("map A 0x1000").error().message == "noch kein Prozess");
    CHECK(timeline.run("mpa A").error().hint == "did you mean 'map'?");  // the original, where a translation lacks it
    REQUIRE(lessons::translate("").ok());
    CHECK(timeline.run("map A 0x1000").error().message == "there is no process yet");
}

TEST_CASE("a text that is missing is asked for, and may come") {
    static std::vector<std::string> asked;
    asked.clear();
    CHECK(lessons::tr("test.comes-later") == "⟦test.comes-later⟧");
    lessons::when_missing([](const std::string& id) {
        asked.push_back(id);
        if (id == "test.comes-later") (void)lessons::load_strings("test.comes-later = here it is, {0}");
    });
    CHECK(lessons::tr("test.comes-later", {"at last"}) == "here it is, at last");
    CHECK(lessons::tr("test.comes-later") == "here it is, {0}");
    CHECK(lessons::tr("test.never") == "⟦test.never⟧");
    CHECK(asked == std::vector<std::string>{"test.comes-later", "test.never"});
    lessons::when_missing(nullptr);
}

TEST_CASE("a program without strings says a phrase's id and what goes with it") {
    base::set_phrases(nullptr);
    CHECK(base::phrase("os.no-swap") == "os.no-swap");
    CHECK(base::phrase("hw.no-option", {"sv39", "hafdbs"}) == "hw.no-option (sv39, hafdbs)");
    base::set_phrases([](std::string_view id, std::initializer_list<std::string_view> arguments) { return lessons::tr(id, arguments); });
}

TEST_CASE("the strings file loads, and no id stands in it twice") {
    const std::string text = test::read_file("lessons/course/en/strings.txt");
    REQUIRE(lessons::load_strings(text).ok());
    const auto faults = lessons::check_translation(text, text);
    for (const lessons::TranslationFault& fault : faults) FAIL_CHECK(base::to_text(fault.error, "lessons/course/en/strings.txt"));
}

TEST_CASE("every string that a template or a script of the pages asks for has a text") {
    const std::vector<std::string> known = lessons::string_ids();
    const auto is_known = [&](const std::string& id) { return std::binary_search(known.begin(), known.end(), id); };
    std::size_t found = 0;
    for (const char* folder : {"web", "public"})
        for (const auto& entry : fs::directory_iterator(folder)) {
            const bool page = entry.path().extension() == ".html", script = entry.path().extension() == ".js";
            if (!page && !script) continue;
            const std::string text = test::read_file(entry.path().string()), begin = page ? "{{" : "tr('", end = page ? "}}" : "'";
            for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1)) {
                const std::size_t from = at + begin.size();
                const std::string id = text.substr(from, text.find(end, from) - from);
                if (page ? id.find('.') == std::string::npos : at > 0 && std::isalnum(static_cast<unsigned char>(text[at - 1]))) continue;
                ++found;
                if (!is_known(id) && !is_known("web." + id)) FAIL_CHECK(entry.path().string() + ": " + id + " has no text in strings.txt");
            }
        }
    CHECK(found > 150);
}

TEST_CASE("every translation has each string of the original, and no other") {
    const std::string original = test::read_file("lessons/course/en/strings.txt");
    std::size_t languages = 0;
    for (const auto& folder : fs::directory_iterator("lessons/course")) {
        const fs::path file = folder.path() / "strings.txt";
        if (folder.path().filename() == "en") continue;
        ++languages;
        REQUIRE(fs::exists(file));
        for (const lessons::TranslationFault& fault : lessons::check_translation(original, test::read_file(file.string())))
            FAIL_CHECK(base::to_text(fault.error, fault.in_original ? "lessons/course/en/strings.txt" : file.string()));
    }
    CHECK(languages > 0);
}

TEST_CASE("a translation's faults are named with their lines") {
    const std::string original = "# head\na.one = One {0}\na.two = Two\na.three = Three {0} {1}\n";
    const auto faults = lessons::check_translation(original, "a.one = Eins\n\na.three = {1} drei {0}\na.three = drei {0} {1}\na.four = Vier\n");
    std::vector<std::string> texts;
    for (const auto& fault : faults) texts.push_back((fault.in_original ? "en:" : "de:") + std::to_string(fault.error.line) + " " + fault.error.message);
    CHECK(texts == std::vector<std::string>{"de:1 a.one has other placeholders than the original", "de:4 a.three stands here twice", "de:5 a.four is no string of the original", "en:3 a.two is not translated"});
    CHECK(lessons::check_translation(original, "no string\n").at(0).error.line == 1);
    CHECK(lessons::check_translation(original, original).empty());
}

TEST_CASE("a string that a translation lacks is the original's, or shows its id") {
    REQUIRE(lessons::translate("engine.next = Weiter\nno.such.id = nichts").ok());
    CHECK(lessons::tr("engine.next") == "Weiter");
    CHECK(lessons::tr("engine.back") == "Back");
    CHECK(lessons::tr("no.such.id") == "⟦no.such.id⟧");
    REQUIRE(lessons::translate("engine.next = Weiter", lessons::Missing::marked).ok());
    CHECK(lessons::tr("engine.next") == "Weiter");
    CHECK(lessons::tr("engine.back") == "⟦engine.back⟧");
    CHECK_FALSE(lessons::translate("nonsense").ok());
    REQUIRE(lessons::translate("").ok());
    CHECK(lessons::tr("engine.next") == "Next");
    CHECK(lessons::tr("engine.back") == "Back");
}

TEST_CASE("what cannot be drawn is drawn in the original, and read in the translation") {
    REQUIRE(lessons::translate("engine.next = הבא\nengine.back = Zurück\nengine.hint = Подсказка").ok());
    CHECK(lessons::tr("engine.next") == "הבא");
    {
        const lessons::Drawing drawing;
        CHECK(lessons::tr("engine.next") == "Next");
        CHECK(lessons::tr("engine.back") == "Zurück");
        CHECK(lessons::tr("engine.hint") == "Подсказка");
    }
    CHECK(lessons::tr("engine.next") == "הבא");
    REQUIRE(lessons::translate("").ok());
    for (const char* text : {"plain", "ä ß é", "Ω", "“…” — → ✓ ▲ ×", "Ñandú", "ẞ"}) CHECK(lessons::can_be_drawn(text));
    for (const char* text : {"שלום", "سلام", "हिन्दी", "ไทย", "日本語", "한국어", "a ש", "😀"}) CHECK_FALSE(lessons::can_be_drawn(text));
}

TEST_CASE("numbers are written as the language writes them") {
    REQUIRE(lessons::translate("format.point = ,\nformat.comma = .").ok());
    CHECK(lessons::localized("1,234.5 ns") == "1.234,5 ns");
    CHECK(lessons::localized("140,737,488,355,328") == "140.737.488.355.328");
    CHECK(lessons::localized("97.3%") == "97,3%");
    CHECK(lessons::localized("1.5 MiB") == "1,5 MiB");
    for (const char* other : {"", "A.1", "1,2,3", "0x7f3a_4000", "12", "1.2.3", "1,23", "a, b", ".5", "5.", "1,234,5", "4K", "about 1.4e14", "walk.html"})
        CHECK(lessons::localized(other) == other);
    CHECK(lessons::tr("engine.item", {"1,000", "2.5"}) == "Question 1.000 of 2,5");
    REQUIRE(lessons::translate("").ok());
    CHECK(lessons::localized("1,234.5 ns") == "1,234.5 ns");
}

TEST_CASE("a string's line is read back as it was") {
    REQUIRE(lessons::load_strings("test.lines = a\\nb = c").ok());
    CHECK(lessons::string_line("test.lines") == "test.lines = a\\nb = c");
    CHECK(lessons::has_string("test.lines"));
    CHECK_FALSE(lessons::has_string("test.no-lines"));
}
