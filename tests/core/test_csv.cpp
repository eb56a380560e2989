#include <catch_amalgamated.hpp>

#include "core/base/csv.h"

using Cells = std::vector<std::string>;

TEST_CASE("csv: quotes, both line endings, lines counted through a quoted break") {
    const auto rows = base::parse_csv("\xef\xbb\xbf" "a,\"b,\"\"c\"\"\",\r\n\n\"two\nlines\",x,y\nlast,,", ',');
    REQUIRE(rows);
    REQUIRE(rows->size() == 3);
    CHECK((*rows)[0].cells == Cells{"a", "b,\"c\"", ""});
    CHECK((*rows)[1].cells == Cells{"two\nlines", "x", "y"});
    CHECK((*rows)[1].line == 3);
    CHECK((*rows)[2].cells == Cells{"last", "", ""});
    CHECK((*rows)[2].line == 5);
}

TEST_CASE("csv: what is wrong has a place") {
    const auto open = base::parse_csv("a,b\nc,\"never closed\n\n", ',');
    REQUIRE_FALSE(open);
    CHECK((open.error().line == 2 && open.error().column == 3));
    const auto behind = base::parse_csv("a,\"b\"c\n", ',');
    REQUIRE_FALSE(behind);
    CHECK((behind.error().line == 1 && behind.error().column == 6));
}

TEST_CASE("csv: the separator is the first line's, and a cell survives being written") {
    CHECK(base::csv_separator("a;b;c,d\n") == ';');
    CHECK(base::csv_separator("a\tb\n1,2,3\n") == '\t');
    CHECK(base::csv_separator("one\n") == ',');
    CHECK(base::csv_separator("\"a;b;c\",d\n") == ',');
    for (const char* text : {"plain", "a,b", "\"", "two\nlines", "", "a;b", "cr\r"}) {
        for (const char separator : {',', ';', '\t'}) {
            const auto rows = base::parse_csv(base::csv_cell(text, separator) + separator + "x\n", separator);
            REQUIRE(rows);
            CHECK(rows->at(0).cells == Cells{text, "x"});
        }
    }
}
