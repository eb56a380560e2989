#include <catch_amalgamated.hpp>

#include <filesystem>

#include "lessons/engine/checker.h"
#include "lessons/engine/translation.h"
#include "tests/lessons/lesson_text.h"

namespace fs = std::filesystem;

namespace {

const std::string original = R"(# Title
Some words about `=va as hex` and [the page](#address.page).
```run
machine x86-64
let va = 5
```
## Step
```predict one
ask: What is `=va`?
answer: va as dec
trap: va + 1 -- One too many: `=va + 1`. [off-by-one]
why: It is `=va`.
```
```predict two
ask: Which?
option: Yes if va == 5
option: No if va != 5 -- It is `=va`. [wrong-way]
```
```check
va == 5 -- Set it to 5
```
)";

std::string changed(const std::string& from, const std::string& to) {
    std::string text = original;
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

std::string first_fault(const std::string& translation) {
    const auto errors = lessons::check_translated_lesson(original, translation);
    return errors.empty() ? "" : std::to_string(errors[0].line) + ": " + errors[0].message;
}

}  // namespace

TEST_CASE("a translation may change prose, and the order of what a sentence computes") {
    CHECK(first_fault(original) == "");
    CHECK(first_fault(changed("Some words about `=va as hex` and [the page](#address.page).", "Über [die Seite](#address.page)\nund `=va as hex`.")) == "");
    CHECK(first_fault(changed("Yes if", "Ja, oder ob ja if")) == "");
    CHECK(first_fault(changed("Set it to 5", "Setz es auf 5")) == "");
}

TEST_CASE("a translation that changes more is told where") {
    CHECK(first_fault(changed("let va = 5", "let va = 6")) == "5: 'let va = 6' is 'let va = 5' in the original, line 5");
    CHECK_THAT(first_fault(changed("va + 1 -- One", "va + 2 -- One")), Catch::Matchers::StartsWith("11: "));
    CHECK_THAT(first_fault(changed("[off-by-one]", "[off-by-two]")), Catch::Matchers::StartsWith("11: "));
    CHECK_THAT(first_fault(changed("`=va + 1`", "`=va + 2`")), Catch::Matchers::StartsWith("11: "));
    CHECK_THAT(first_fault(changed("(#address.page)", "(#address.offset)")), Catch::Matchers::StartsWith("2: "));
    CHECK_THAT(first_fault(changed("if va == 5", "if va == 7")), Catch::Matchers::StartsWith("16: "));
    CHECK_THAT(first_fault(changed("predict two", "predict zwei")), Catch::Matchers::StartsWith("14: "));
    CHECK_THAT(first_fault(changed("va == 5 -- Set", "va == 6 -- Set")), Catch::Matchers::StartsWith("20: "));
    CHECK_THAT(first_fault(original + "## More\n"), Catch::Matchers::EndsWith("goes on where the original ends"));
    CHECK_THAT(first_fault(original.substr(0, original.find("```check"))), Catch::Matchers::ContainsSubstring("ends where the original goes on, line 19"));
}

TEST_CASE("the translated lessons of the course are the original's in all but prose") {
    std::size_t found = 0;
    for (const auto& entry : fs::recursive_directory_iterator("lessons/course")) {
        const fs::path path = entry.path(), english = fs::path("lessons/course/en") / path.filename();
        if (path.extension() != ".md" || path.parent_path().filename() == "en") continue;
        INFO(path.string());
        ++found;
        REQUIRE(fs::exists(english));
        const std::string text = test::read_file(path.string());
        for (const base::Error& error : lessons::check_translated_lesson(test::read_file(english.string()), text)) FAIL_CHECK(base::to_text(error, path.string()));
        for (const base::Error& error : lessons::lesson_errors(text)) FAIL_CHECK(base::to_text(error, path.string()));
    }
    CHECK(found > 0);
}
