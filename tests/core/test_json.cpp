#include "core/base/json.h"

#include <cmath>
#include <limits>

#include "tests/core/support.h"

TEST_CASE("json: objects and arrays put commas where they belong") {
    base::JsonWriter json;
    json.begin_object().field("a", "x").field("b", true).field_number("c", 42);
    json.key("d").begin_array().number(base::u128{1}).number(base::u128{2}).end_array();
    json.key("e").begin_object().end_object();
    json.key("f").begin_array().begin_array().end_array().begin_object().field("g", false).end_object().end_array();
    json.end_object();
    CHECK(json.text() == R"({"a":"x","b":true,"c":42,"d":[1,2],"e":{},"f":[[],{"g":false}]})");
}

TEST_CASE("json: strings are escaped") {
    base::JsonWriter json;
    json.string("a\"b\\c\nd\te\x01/\xc3\xa9");
    CHECK(json.text() == "\"a\\\"b\\\\c\\nd\\u0009e\\u0001/\xc3\xa9\"");
    base::JsonWriter zero;
    zero.string(std::string_view("\0", 1));
    CHECK(zero.text() == "\"\\u0000\"");
}

TEST_CASE("json: numbers") {
    base::JsonWriter json;
    json.begin_array().number(~base::u128{0}).number(0.5).number(1e300).number(base::u128{0}).end_array();
    CHECK(json.text() == "[340282366920938463463374607431768211455,0.5,1.0000000000000001e+300,0]");
    base::JsonWriter odd; // JSON has no such numbers
    odd.begin_array().number(std::nan("")).number(std::numeric_limits<double>::infinity()).end_array();
    CHECK(odd.text() == "[null,null]");
}
